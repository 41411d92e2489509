//! What was promised and what became of it: the vendor's mirror, and the page for customers with the same answer times.

pub mod api;
mod lines;
pub mod mirror;
pub mod parts;
pub mod public;
