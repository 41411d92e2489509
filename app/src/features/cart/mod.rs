//! The cart, and the quick ways to fill it.

pub mod api;
pub mod count;
pub mod page;
pub mod queue;
pub mod quick;

mod line;
mod number;
mod report;
mod waiting;
