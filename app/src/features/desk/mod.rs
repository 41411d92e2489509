//! The staff's side of the window: the board of orders, one order and its steps, the queue of cases, what goes out by mail,
//! and money.

pub mod api;
pub mod board;
pub mod case;
pub mod case_api;
mod case_bar;
pub mod case_settings;
pub mod causes;
mod changes;
mod composer;
mod customer;
pub mod erasures;
pub mod inbox;
mod keys;
pub mod knowledge;
pub mod list;
pub mod mail;
pub mod money;
pub mod order;
pub mod post;
mod post_steps;
mod queue;
mod relations;
pub mod replies;
mod setting_above;
mod setting_changes;
mod setting_fields;
mod setting_kinds;
mod setting_mailboxes;
mod steps;
mod views;
