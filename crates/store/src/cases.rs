//! Cases: written, moved along, listed by key, ordered by what is promised next.

mod desk;
mod files;
mod join;
mod list;
mod read;
mod search;
mod thread;
mod write;

pub use desk::{
    MOST_REPLIES, MOST_VIEWS, add_reply, add_view, be_present, change_reply, count_replies, count_views, least_loaded,
    lock_reply, present, remove_reply, remove_view, replies, views,
};
pub use files::{Content, File, NewFile, add_files, copy_files, file, file_any, files, files_of};
pub use join::{Linked, link, linked, merge, number_made, take_over_wishes};
pub use list::{
    Answered, addresses, answers, any_of_account, lapsing, list, list_any, newest_of, of_account, of_order, overdue,
    people,
};
pub(crate) use list::{of_cause, own_of_cause};
pub(crate) use read::{HEAD, HeadRow, OF_CASE, OF_NUMBERS, of_case, of_numbers};
pub use read::{Head, Note, assignee, find, find_any, notes, number_of, tags};
pub use thread::{Answer, Entry, entries, entries_before, entry, last_answers, note_copied, origins, written_at};
pub use write::{
    Change, NewCase, NewEntry, add_entry, add_note, add_tags, assign, insert, insert_from, lock, lock_any, lock_for,
    mark_opened, never_lapses, rate, save, set_clock, set_tags,
};
