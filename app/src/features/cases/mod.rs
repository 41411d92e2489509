//! Cases on the customer's side: writing one, following it, deciding on what is proposed.

pub mod api;
pub mod clock;
pub mod finding;
pub mod list;
pub mod page;
pub mod thread;
pub mod words;
pub mod write;

mod decide;
mod draft;
mod steps;

pub use decide::seen;
pub use steps::{log, stages};
