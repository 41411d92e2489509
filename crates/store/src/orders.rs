//! Orders: written once, moved along, listed by key.

mod list;
mod numbers;
mod read;
mod shipments;
mod stock;
mod waiting;
mod write;

pub use list::{any_of_account, approvals, approvals_of_others, awaiting_of, board, list, list_any, open};
pub use numbers::{exists, newest_since, number_of, of_review};
pub use read::{Cancelled, Head, Line, Shipment, Whole, find, find_any, head_of, head_of_any, lines};
pub use shipments::{add_shipment, deliver, is_delivered};
pub use stock::{release, reserve, take_from_shelf};
pub use waiting::withdraw_approval_mails;
pub use write::{
    Change, NewLine, NewOrder, insert, lock, lock_any, request_cancellation, save, save_lines, split_line,
};
