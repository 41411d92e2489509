//! The staff's side of the window: the board of orders, one order and its steps, the queue of cases, and what goes out by
//! mail.

pub mod api;
pub mod board;
pub mod case;
mod case_bar;
mod changes;
mod composer;
mod customer;
pub mod inbox;
mod keys;
pub mod knowledge;
pub mod list;
pub mod mail;
pub mod order;
mod queue;
mod steps;
