//! The board at the desk: where the movements stand.

use domain::{
    ids::{MoneyRequestId, MovementId},
    ledger::wire::{BankBoard, BankFileLine, MovementLine, MovementState},
    money::Money,
    permissions::{Actor, ReadLedgers},
    refusal::Code,
    time::Date,
};
use store::bank::Movement;

use super::Proposal;
use crate::{Context, Error};

const PAGE: u16 = 50;
/// So many files are shown, the last ones.
const FILES: u16 = 20;

/// The movements in a state, by its code; what is proposed, when none is said. `after` is where an earlier page said that
/// it goes on.
///
/// # Errors
/// `NotFound` for customers, and for a state or a place that there is not.
pub async fn board(context: &Context, actor: &Actor, state: &str, after: &str) -> Result<BankBoard, Error> {
    let granted = actor.grant_staff::<ReadLedgers>()?;
    let state = match state.trim() {
        "" => MovementState::Proposed,
        code => MovementState::parse(code).ok_or(Code::NotFound)?,
    };
    let after = match after.trim() {
        "" => None,
        place => Some(place_of(place).ok_or(Code::NotFound)?),
    };
    let db = context.store();
    let mut found = store::bank::board(db, &granted, state, after, PAGE + 1).await?;
    let more = found.len() > usize::from(PAGE);
    found.truncate(usize::from(PAGE));
    let next = found.last().filter(|_| more).map(|last| format!("{}_{}", last.booked.iso(), last.id));
    let kept: Vec<Proposal> = found.iter().map(Proposal::of).collect::<Result<_, _>>()?;
    let asked: Vec<MoneyRequestId> = kept.iter().filter_map(|proposal| proposal.waits).collect();
    let undecided = store::ledger::requests::undecided(db, &granted, &asked).await?;
    let movements = found.into_iter().zip(kept).map(|(movement, proposal)| line(movement, proposal, &undecided));
    let movements = movements.collect();
    let files = store::bank::files(db, &granted, FILES).await?;
    Ok(BankBoard {
        counts: store::bank::counts(db, &granted).await?,
        state,
        movements,
        next,
        files: files
            .into_iter()
            .map(|file| BankFileLine {
                name: file.name,
                format: file.format,
                bank_account: file.bank_account,
                movements: file.movements,
                fresh: file.fresh,
                loaded: context.wall(file.loaded, &actor.time_zone),
                by: file.by_name.unwrap_or_default(),
            })
            .collect(),
        today: context.vendor_today(),
    })
}

fn place_of(text: &str) -> Option<(Date, MovementId)> {
    let (day, id) = text.split_once('_')?;
    Some((Date::parse_iso(day)?, id.parse().ok()?))
}

fn line(movement: Movement, proposal: Proposal, undecided: &[MoneyRequestId]) -> MovementLine {
    MovementLine {
        id: movement.id,
        state: movement.state,
        booked: movement.booked,
        amount: Money { minor: movement.amount, currency: movement.currency },
        payer_name: movement.payer_name,
        payer_account: movement.payer_account,
        reference: movement.reference,
        text: movement.text,
        returned: movement.returned,
        account: movement.account_label,
        why: proposal.why,
        parts: proposal.parts.into_iter().map(|part| (part.document, part.amount)).collect(),
        // Where it takes a payment back, that is what is to be looked at before.
        posting: movement.posting.or(proposal.reverses),
        reason: movement.reason,
        waits: proposal.waits.is_some_and(|request| undecided.contains(&request)),
    }
}
