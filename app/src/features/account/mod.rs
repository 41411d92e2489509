//! The account: the reader's profile, the account's facts, its members and the sessions.

pub mod api;
mod members;
pub mod page;
mod profile;
