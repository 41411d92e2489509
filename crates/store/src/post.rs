//! Mail that came in: stored raw, then filed; seen by the vendor's people.

mod intake;
mod lease;
mod people;
mod queue;
mod raw;
mod read;
mod thread;
mod write;

pub use intake::{Arrival, Kept, keep, note_uid, seen_uids};
pub use lease::{release, renew};
pub use people::{contacts, is_on_case, places, writer_for};
pub use queue::{automatic, overdue, promised_count, queue, waiting_count};
pub use raw::{Raw, raw, raw_of};
pub use read::{
    ByMail, InCase, Mail, by_mail, case_ids, find, new_ones, of_case, recent_of_case, recent_of_sender, same_in_case,
    stored_ids, waits_of_case,
};
pub use thread::{
    Answer, NewAnswer, add_answer, answered_with, answers, bring, copies, goes_on, hold_waiting, is_answer_to, later,
    named, newest_answer, same_waiting, take_copies_along, thread_ids,
};
pub use write::{Facts, add_contact, claim, failed, file, hold_account, note_missed, put_away};
