//! The answers for everybody, as the staff write them.

pub mod api;
pub mod edit;
pub mod list;
