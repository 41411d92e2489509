//! The review before an order goes, and the thanks after it went.

pub mod api;
pub mod page;
pub mod thanks;

mod details;
mod differences;
mod totals;
