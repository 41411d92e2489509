//! The account's orders: the list, one order, and what waits for approval.

pub mod again;
pub mod api;
pub mod approvals;
pub mod cancel;
pub mod finding;
pub mod frame;
pub mod list;
pub mod most;
pub mod page;
pub mod parts;
pub mod spending;
pub mod totals;
mod writing;
