//! Money at the desk: what the bank says, what each account owes, invoices and credit notes, and how the vendor asks for
//! money.

pub mod account;
pub mod accounts;
pub mod api;
pub mod bank;
pub mod beside;
mod entries;
pub mod invoice;
mod lines;
mod movement;
pub mod of_order;
mod parts;
pub mod settings;
mod waiting;

pub use parts::account_href;
