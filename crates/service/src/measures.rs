//! The vendor's mirror: what was promised and what became of it, how long answers took, what was complained of.
//!
//! Nothing here looks at more cases than it shows: the figures are kept by day and month (`count`), and a page adds up days.

mod count;
mod csv;
mod page;

pub(crate) use count::{Told, measure};
pub use count::{pass, work};
pub use csv::csv;
pub use page::{answer_times, overview};
