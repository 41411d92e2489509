//! Orders: written once, moved along, listed by key.

mod read;
mod write;

pub use read::{Head, Line, Shipment, Whole, approvals, board, find, find_any, list, list_any, number_of, open};
pub use write::{Share,
    Change, NewLine, NewOrder, add_shipment, deliver, insert, lock, lock_any, release, request_cancellation, reserve, save, save_line,
    split_line, take_from_shelf,
};
