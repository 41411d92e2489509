//! What the account owes, what it has paid, and why: the balance, what is open, statements, postings, invoices, paying.

pub mod api;
pub mod invoice;
mod lines;
pub mod open;
pub mod page;
pub mod parts;
pub mod pay;
pub mod posting;
pub mod statement;
mod transfer;
