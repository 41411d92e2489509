//! What the vendor's bank says: files, their movements, and whose money it is.

mod candidates;
mod formats;
mod payers;
mod read;
mod received;
mod said;
mod waiting;
mod write;

use domain::{
    ids::{AccountId, MemberId, MovementId, PostingId},
    ledger::wire::MovementState,
    money::Currency,
    time::{Date, Instant},
};
use uuid::Uuid;

pub use candidates::{Candidates, owed};
pub use formats::{Brought, Seen, accounts_of_tables, amounts_in_other_formats, in_other_formats, known_fingerprints};
pub use payers::{forget_payer, learn_payer, learn_payers, payers};
pub use read::{File, board, counts, files, known_file, of_posting, paid_before, payer_of};
pub use received::proposed;
pub use said::said;
pub use waiting::{ToCome, counts_of, last_paid, lock_waiting, paid_for, payment_of, to_come, waiting};
pub use write::{Change, assigned, insert_file, insert_fresh, lock, lock_of_posting, set_state, set_states};

/// A movement to be written. It is of nobody yet.
#[derive(Clone, Debug)]
pub struct NewMovement {
    /// Made by the caller, with [`crate::new_id`].
    pub id: MovementId,
    /// SHA-256 of what makes it this movement, whichever file it comes in.
    pub fingerprint: Vec<u8>,
    /// The vendor's own account, as [`domain::references::bare`] makes it; empty where the file does not say.
    pub bank_account: String,
    /// Where it stands in the file.
    pub line: i32,
    pub booked: Date,
    pub valued: Date,
    /// Minor units, above zero what came in.
    pub amount: i64,
    pub currency: Currency,
    pub payer_name: String,
    /// As [`domain::references::bare`] makes it; empty where the bank does not say.
    pub payer_account: String,
    pub reference: Option<String>,
    pub text: String,
    /// The bank has taken it back.
    pub returned: bool,
}

/// A movement as it is read.
#[derive(Clone, Debug)]
pub struct Movement {
    pub id: MovementId,
    pub file: Uuid,
    pub line: i32,
    pub booked: Date,
    pub valued: Date,
    pub amount: i64,
    pub currency: Currency,
    pub payer_name: String,
    pub payer_account: String,
    pub reference: Option<String>,
    pub text: String,
    pub returned: bool,
    pub state: MovementState,
    pub account: Option<AccountId>,
    /// Number and name of that account.
    pub account_label: Option<(String, String)>,
    pub posting: Option<PostingId>,
    /// What it pays or would pay and why, as the services wrote it.
    pub proposal: Option<serde_json::Value>,
    /// Why it was put aside.
    pub reason: Option<String>,
    /// Who last changed its state; none for the portal itself.
    pub by: Option<MemberId>,
    pub changed: Instant,
}
