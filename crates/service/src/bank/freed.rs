//! Movements that were posted for somebody whose money it was not.

use domain::{
    ids::{MemberId, PostingId},
    ledger::wire::MovementState,
    time::Instant,
};
use store::{Tx, bank::Change, ledger::Held};

use super::{Proposal, unposted};
use crate::Error;

/// A posting of the held account is taken back by hand: the movement that it came from is nobody's again, with the reason,
/// and what it taught of its payer is forgotten. Nothing is proposed of it, as that would be the same account once more.
///
/// # Errors
/// When the database fails.
pub(crate) async fn set_free(
    tx: &Tx,
    held: &Held,
    posting: PostingId,
    reason: &str,
    by: MemberId,
    now: Instant,
) -> Result<(), Error> {
    let Some(movement) = store::bank::of_posting(tx, &held.scope(), posting).await? else { return Ok(()) };
    let change = Change {
        proposal: Some(serde_json::to_value(Proposal::default())?),
        reason: Some(reason.to_owned()),
        ..unposted(movement.id, MovementState::Unknown)
    };
    store::bank::set_states(tx, &[change], Some(by), now).await?;
    store::bank::forget_payer(tx, held, &movement.payer_account).await?;
    Ok(())
}
