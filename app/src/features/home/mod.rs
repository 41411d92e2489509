//! The first page.

pub mod api;
pub mod page;
