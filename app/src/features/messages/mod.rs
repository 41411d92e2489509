//! What the account was told.

pub mod api;
pub mod page;
