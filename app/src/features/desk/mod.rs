//! The staff's side of the window: the board of orders, one order and its steps, and what goes out by mail.

pub mod api;
pub mod board;
pub mod case;
pub mod causes;
mod changes;
pub mod inbox;
pub mod knowledge;
pub mod list;
pub mod mail;
pub mod order;
mod steps;
