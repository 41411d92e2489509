//! The account: the reader's profile, the account's facts, its members and the sessions; and on pages of their own its
//! addresses, its VAT number, what its members want mails about, and who opened its documents.

pub mod access;
pub mod addresses;
pub mod api;
pub mod data;
pub mod data_api;
pub mod details;
mod members;
pub mod notices;
pub mod own_api;
pub mod page;
mod profile;
mod settings;
