//! What the account owes, what it has paid, and why: the balance, what is open, statements, postings, invoices, paying.

pub mod api;
pub mod balance;
pub mod credit;
pub mod dispute_form;
pub mod disputes;
pub mod invoice;
mod lines;
pub mod online;
pub mod open;
pub mod page;
pub mod parts;
pub mod pay;
mod payments;
pub mod posting;
pub mod side;
pub mod statement;
mod transfer;
