//! Cases: written, moved along, listed by key, ordered by what is promised next.

mod files;
mod list;
mod read;
mod write;

pub use files::{File, NewFile, add_files, file, file_any, files};
pub use list::{Answered, answers, any_of_account, list, list_any, of_account, of_order, overdue, people};
pub use read::{Entry, Head, Note, assignee, entries, entry_exists, find, find_any, notes, number_of, tags};
pub use write::{
    Change, NewCase, NewEntry, add_entry, add_note, assign, insert, lapsing, lock, lock_any, lock_for, mark_opened,
    rate, save, set_due, set_tags,
};
