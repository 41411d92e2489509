//! Mail that came in: stored raw, then filed; seen by the vendor's people.

mod intake;
mod lease;
mod people;
mod read;
mod write;

pub use intake::{Arrival, Kept, keep, note_uid, seen_uids};
pub use lease::{release, renew};
pub use people::{contacts, is_on_case, places, writer_for};
pub use read::{
    InCase, Mail, Raw, automatic, case_ids, find, left_out, new_ones, of_case, overdue, queue, raw, raw_of,
    recent_of_case, recent_of_sender, same_in_case, stored_ids, waiting_count,
};
pub use write::{Facts, add_contact, claim, failed, file, hold_account, note_missed, put_away};
