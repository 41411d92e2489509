//! The vendor's figures: what each case adds to them, and their sums by day and by month.

mod check;
mod read;
mod write;

pub(crate) use check::broken;
pub use read::{Rated, Waiting, complaints, has_uncounted, rated, sums, uncounted_count, waiting};
pub use write::{Counted, Sums, Uncounted, count, uncount, uncounted};
