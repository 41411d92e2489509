//! Mail that came in: stored raw, then filed; seen by the vendor's people.

mod intake;
mod lease;
mod read;
mod write;

pub use intake::{Arrival, Kept, keep, note_uid, seen_uids};
pub use lease::{release, renew};
pub use read::{
    Mail, Raw, automatic, case_ids, contacts, find, is_on_case, new_ones, of_case, overdue, places, queue, raw, raw_of,
    recent_of_case, recent_of_sender, stored_ids, waiting_count, writer_for,
};
pub use write::{Facts, add_contact, claim, failed, file, note_missed, put_away};
