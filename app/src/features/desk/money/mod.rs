//! Money at the desk: what the bank says, what each account owes, invoices and credit notes, and how the vendor asks for
//! money.

pub mod account;
pub mod accounts;
pub mod api;
pub mod bank;
pub mod beside;
mod dispute;
mod entries;
pub mod invoice;
pub mod ledger;
mod lines;
mod members;
mod movement;
pub mod of_order;
mod online;
mod open_disputes;
mod parts;
mod received;
mod reminders;
pub mod settings;
mod waiting;

pub use parts::account_href;
