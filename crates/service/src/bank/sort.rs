//! Whose money is it? Movements are compared with what is owed and with what was paid.

use std::collections::HashMap;

use domain::{
    ids::{AccountId, MemberId, MovementId, PostingId},
    ledger::{
        matching::{self, Incoming, Match, Owed, Said, WAITED_FOR, Why},
        wire::MovementState,
    },
    references,
};
use store::{
    Tx,
    bank::{Change, Movement},
};

use super::{JOB, Part, Proposal, post, unposted};
use crate::{Context, Error};

/// Whose it is and what it pays.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub account: AccountId,
    pub why: Why,
    pub parts: Vec<Part>,
}

/// What became of the comparison.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    Certain(Found),
    /// Somebody is asked.
    Likely(Found),
    /// It takes back this payment of the account: somebody is asked.
    Returned(AccountId, PostingId),
    Unknown,
    /// It went out, or is nothing.
    Aside,
}

impl Verdict {
    /// The same where somebody is to decide, whatever is certain.
    pub(super) fn asking(self) -> Self {
        match self {
            Self::Certain(found) => Self::Likely(found),
            Self::Aside => Self::Unknown,
            other => other,
        }
    }

    /// What is written down of it; nothing for what is certain, which is posted.
    pub(super) fn change(self, movement: MovementId) -> Result<Option<Change>, Error> {
        let (state, account, proposal) = match self {
            Self::Certain(_) => return Ok(None),
            Self::Likely(Found { account, why, parts }) => {
                (MovementState::Proposed, Some(account), Proposal { why: Some(why), parts, ..Proposal::default() })
            }
            Self::Returned(account, posting) => {
                let proposal = Proposal { reverses: Some(posting), ..Proposal::default() };
                (MovementState::Proposed, Some(account), proposal)
            }
            Self::Unknown => (MovementState::Unknown, None, Proposal::default()),
            Self::Aside => (MovementState::Aside, None, Proposal::default()),
        };
        let proposal = Some(serde_json::to_value(proposal)?);
        Ok(Some(Change { account, proposal, ..unposted(movement, state) }))
    }
}

/// Looks at those of these movements that nobody has looked at yet: posts what is certain, and writes down the rest. One
/// transaction.
///
/// # Errors
/// `Busy` when somebody stands in the way; when the database fails.
pub(super) async fn look_at(context: &Context, movements: &[MovementId], by: Option<MemberId>) -> Result<(), Error> {
    let now = context.now();
    let tx = context.store().begin().await?;
    let movements = store::bank::lock_waiting(&tx, JOB, movements).await?;
    if movements.is_empty() {
        return Ok(());
    }
    let verdicts = judge(&tx, &movements).await?;
    let mut certain = Vec::new();
    let mut changes = Vec::with_capacity(movements.len());
    for (movement, verdict) in movements.iter().zip(verdicts) {
        match verdict {
            Verdict::Certain(found) => certain.push((movement, found)),
            other => changes.extend(other.change(movement.id)?),
        }
    }
    changes.extend(post::post_all(context, &tx, &certain, by, now).await?);
    store::bank::set_states(&tx, &changes, by, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// What each of these movements is, as far as it can be known.
///
/// # Errors
/// When the database fails.
pub(super) async fn judge(tx: &Tx, movements: &[Movement]) -> Result<Vec<Verdict>, Error> {
    let payers = payers(tx, movements).await?;
    let incoming: Vec<Option<Incoming>> = movements.iter().map(|movement| incoming(movement, &payers)).collect();
    let asked: Vec<Incoming> = incoming.iter().flatten().cloned().collect();
    let mut said = match asked.iter().map(|incoming| incoming.booked).min() {
        Some(first) => store::bank::said(tx, JOB, &asked, first.plus_days(-WAITED_FOR)).await?,
        None => Vec::new(),
    };
    let candidates = store::bank::owed(tx, JOB, &asked, &said).await?;
    // What the movements before it pay, of those that are certain.
    let mut paid: HashMap<PostingId, i64> = HashMap::new();
    let mut verdicts = Vec::with_capacity(movements.len());
    for (movement, incoming) in movements.iter().zip(&incoming) {
        let Some(incoming) = incoming else {
            verdicts.push(outgoing(tx, movement).await?);
            continue;
        };
        let mut owed = candidates.of(incoming, &said);
        for item in &mut owed {
            item.open -= paid.get(&item.posting).copied().unwrap_or(0);
            item.disputed = item.disputed.min(item.open.max(0));
        }
        verdicts.push(match matching::find(incoming, &owed, &said) {
            Match::Certain(found) => {
                for (posting, amount) in &found.parts {
                    *paid.entry(*posting).or_insert(0) += amount;
                }
                let found = with_numbers(found, &owed);
                come(&mut said, incoming, &found);
                Verdict::Certain(found)
            }
            // Others were paid meanwhile, and there are more than were looked at.
            Match::Likely(found) if found.why == Why::Amount && candidates.is_common(incoming) => Verdict::Unknown,
            Match::Likely(found) => Verdict::Likely(with_numbers(found, &owed)),
            Match::Unknown => Verdict::Unknown,
        });
    }
    Ok(verdicts)
}

/// The accounts that have paid from the movements' bank accounts before.
async fn payers(tx: &Tx, movements: &[Movement]) -> Result<HashMap<String, Vec<AccountId>>, Error> {
    let bank_accounts: Vec<String> = movements
        .iter()
        .map(|movement| movement.payer_account.clone())
        .filter(|bank_account| !bank_account.is_empty())
        .collect();
    let mut payers: HashMap<String, Vec<AccountId>> = HashMap::new();
    for (bank_account, account) in store::bank::payers(tx, JOB, &bank_accounts).await? {
        payers.entry(bank_account).or_default().push(account);
    }
    Ok(payers)
}

/// A movement as it is compared with what is owed; nothing where it is no money that a customer has sent.
fn incoming(movement: &Movement, payers: &HashMap<String, Vec<AccountId>>) -> Option<Incoming> {
    (movement.amount > 0 && !movement.returned).then(|| Incoming {
        booked: movement.booked,
        amount: movement.amount,
        currency: movement.currency,
        reference: movement.reference.clone(),
        text: movement.text.clone(),
        payers: payers.get(&movement.payer_account).cloned().unwrap_or_default(),
    })
}

/// What is certain has come: nothing else is what was announced of it. As [`store::ledger::end_announced`] has it.
fn come(said: &mut Vec<Said>, incoming: &Incoming, found: &Found) {
    let is_paid = |one: &Said| {
        let has = |number: &String| found.parts.iter().any(|part| part.document == *number);
        one.account == found.account
            && one.currency == incoming.currency
            && !one.documents.is_empty()
            && one.documents.iter().all(has)
    };
    if said.iter().any(is_paid) {
        said.retain(|one| !is_paid(one));
        return;
    }
    let booked = incoming.booked.days();
    let theirs = said.iter().enumerate().filter(|(_, one)| one.account == found.account && one.fits(incoming));
    let nearest = theirs.min_by_key(|(_, one)| one.paid.days().saturating_sub(booked).saturating_abs());
    if let Some(place) = nearest.map(|(place, _)| place) {
        said.remove(place);
    }
}

fn with_numbers(found: matching::Found, owed: &[Owed]) -> Found {
    let number = |posting: PostingId| {
        owed.iter().find(|item| item.posting == posting).map(|item| item.number.clone()).unwrap_or_default()
    };
    let parts =
        found.parts.into_iter().map(|(posting, amount)| Part { posting, document: number(posting), amount }).collect();
    Found { account: found.account, why: found.why, parts }
}

/// What went out, or came back to the vendor. A payment that the bank takes back has the amount of one that was posted,
/// and goes where that came from or names what it paid; what only looks so, and is not said to be returned, has to name it.
async fn outgoing(tx: &Tx, movement: &Movement) -> Result<Verdict, Error> {
    let otherwise = if movement.returned { Verdict::Unknown } else { Verdict::Aside };
    let amount = movement.amount.saturating_neg();
    if amount <= 0 {
        return Ok(otherwise);
    }
    let named = names(movement);
    let mut before = store::bank::paid_for(tx, JOB, &named, movement.currency, amount).await?;
    let from_there = store::bank::paid_before(tx, JOB, &movement.payer_account, movement.currency, amount).await?;
    // Later than it was taken back, nothing was paid.
    let fits = |payment: &&Movement| payment.booked <= movement.booked;
    let same = |payment: &&Movement| names(payment).iter().any(|reference| named.contains(reference));
    let exact = before.iter().chain(from_there.iter().filter(same)).find(fits).cloned();
    before.extend(from_there);
    let payment = match exact {
        None if movement.returned => before.into_iter().find(|payment| fits(&payment)),
        other => other,
    };
    Ok(match payment.and_then(|payment| payment.account.zip(payment.posting)) {
        Some((account, posting)) => Verdict::Returned(account, posting),
        None => otherwise,
    })
}

/// The structured references that a movement names, bare.
fn names(movement: &Movement) -> Vec<String> {
    let mut named = references::found_in(&movement.text);
    if let Some(reference) = &movement.reference {
        named.push(references::bare(reference));
    }
    named.retain(|reference| !reference.is_empty());
    named.sort_unstable();
    named.dedup();
    named
}
