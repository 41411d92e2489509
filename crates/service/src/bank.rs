//! The vendor's bank: what its files say came in is put on the customers' ledgers, each movement once.
//!
//! A file is read whole or refused whole. Its movements are written down first, in one transaction, and are nobody's yet;
//! then they are looked at, some hundred at once: what is certain is posted, what is likely is proposed to the staff, the
//! rest stays to be seen. Whoever is cut short in between leaves movements that nobody has looked at, and [`work`] does.

mod board;
mod decide;
mod freed;
mod load;
mod post;
mod received;
mod sort;

pub use board::board;
pub(crate) use decide::post_assigned;
pub use decide::{accept, assign, set_aside, take_up};
pub(crate) use freed::set_free;
pub use load::{load, match_waiting, work};
pub(crate) use received::{Received, received};

use domain::{
    ids::{AccountId, MoneyRequestId, MovementId, PostingId},
    ledger::{matching::Why, wire::MovementState},
};
use serde::{Deserialize, Serialize};
use store::{
    Job,
    bank::{Change, Movement},
};

use crate::Error;

const JOB: Job = Job::of("bank");

/// What a movement pays or would pay and why, as it is kept with it. An empty one says that somebody has looked and knows
/// nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Proposal {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<Why>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
    /// The payment that it takes back, where it takes one back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reverses: Option<PostingId>,
    /// What somebody has said of it and a second person is to confirm; what was decided keeps nobody waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waits: Option<MoneyRequestId>,
}

/// A part of the money, for one invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    posting: PostingId,
    document: String,
    /// Minor units, above zero.
    amount: i64,
}

impl Proposal {
    /// What is kept with a movement; an empty one where nothing is.
    fn of(movement: &Movement) -> Result<Self, Error> {
        Ok(match &movement.proposal {
            Some(kept) => serde_json::from_value(kept.clone())?,
            None => Self::default(),
        })
    }
}

/// A movement that becomes nobody's, proposed or put aside: no posting stands behind it.
fn unposted(movement: MovementId, state: MovementState) -> Change {
    Change { movement, state, account: None, posting: None, proposal: None, reason: None }
}

/// A movement that was posted by the reference of what it has paid (posting, number, amount): for a demo's past.
pub(crate) fn paid_by_reference(
    movement: MovementId,
    account: AccountId,
    posting: PostingId,
    parts: &[(PostingId, String, i64)],
) -> Result<Change, Error> {
    let parts: Vec<Part> = parts
        .iter()
        .map(|(posting, document, amount)| Part { posting: *posting, document: document.clone(), amount: *amount })
        .collect();
    let why = (!parts.is_empty()).then_some(Why::Reference);
    Ok(Change {
        account: Some(account),
        posting: Some(posting),
        proposal: Some(serde_json::to_value(Proposal { why, parts, ..Proposal::default() })?),
        ..unposted(movement, MovementState::Posted)
    })
}
