//! Posting what is certain: many payments at once, each told in its account's log and by mail as one by one.

use std::collections::{BTreeSet, HashMap};

use domain::{
    event::Event,
    ids::{AccountId, MemberId, PostingId},
    ledger::{PostingKind, wire::MovementState},
    money::Money,
    time::{Date, Instant},
};
use store::{
    Tx,
    accounts::MoneyReader,
    bank::{Change, Movement},
    ledger::{NewPosting, Payment},
    outbox::About,
};

use super::{JOB, Part, Proposal, sort::Found, unposted};
use crate::{
    Context, Error,
    ledger::teller,
    mails::{self, MoneyNews, Recipient},
};

/// So many documents an event and a mail name.
const NAMED: usize = 20;

/// A payment that is on the ledger.
struct Come {
    account: AccountId,
    posting: PostingId,
    amount: Money,
    dated: Date,
    documents: Vec<String>,
    /// Put against nothing.
    rest: i64,
}

/// Posts these movements for their accounts, puts them against what they pay, ends what was announced of them, learns where
/// the accounts pay from, and tells of it. Gives what is to be written down of the movements.
///
/// # Errors
/// When the database fails.
pub(super) async fn post_all(
    context: &Context,
    tx: &Tx,
    certain: &[(&Movement, Found)],
    by: Option<MemberId>,
    now: Instant,
) -> Result<Vec<Change>, Error> {
    if certain.is_empty() {
        return Ok(Vec::new());
    }
    let payments: Vec<Payment> = certain.iter().map(|(movement, found)| payment(movement, found, by)).collect();
    let posted = store::ledger::post_all(tx, JOB, &payments, context.vendor_today(), now).await?;
    let mut changes = Vec::with_capacity(certain.len());
    let mut come = Vec::with_capacity(certain.len());
    let mut payers = Vec::with_capacity(certain.len());
    for ((movement, found), posted) in certain.iter().zip(posted) {
        let mut parts: Vec<Part> = Vec::with_capacity(posted.put.len());
        for (posting, amount) in &posted.put {
            let named = found.parts.iter().find(|part| part.posting == *posting);
            parts.extend(named.map(|part| Part { amount: *amount, ..part.clone() }));
        }
        let put: i64 = posted.put.iter().map(|(_, amount)| *amount).sum();
        come.push(Come {
            account: found.account,
            posting: posted.posting,
            amount: Money { minor: movement.amount, currency: movement.currency },
            dated: movement.booked,
            documents: parts.iter().map(|part| part.document.clone()).filter(|number| !number.is_empty()).collect(),
            rest: movement.amount - put,
        });
        payers.push((movement.payer_account.clone(), found.account));
        changes.push(Change {
            account: Some(found.account),
            posting: Some(posted.posting),
            proposal: Some(serde_json::to_value(Proposal { why: Some(found.why), parts, ..Proposal::default() })?),
            ..unposted(movement.id, MovementState::Posted)
        });
    }
    store::bank::learn_payers(tx, JOB, &payers, now).await?;
    end_announced(tx, &come, now).await?;
    tell(context, tx, &come, by, now).await?;
    metrics::counter!("loket_payments_total").increment(u64::try_from(come.len()).unwrap_or(0));
    Ok(changes)
}

fn payment(movement: &Movement, found: &Found, by: Option<MemberId>) -> Payment {
    let posting = NewPosting {
        kind: PostingKind::Payment,
        currency: movement.currency,
        amount: movement.amount.saturating_neg(),
        dated: movement.booked,
        due: None,
        document: None,
        reference: movement.reference.clone(),
        text: text_of(movement),
        reverses: None,
        by,
    };
    let parts = found.parts.iter().map(|part| (part.posting, part.amount)).collect();
    Payment { account: found.account, posting, parts }
}

/// What stands on the ledger: what the payer wrote, or who it was.
pub(super) fn text_of(movement: &Movement) -> String {
    if movement.text.is_empty() { movement.payer_name.clone() } else { movement.text.clone() }
}

/// Few accounts have announced something, so only theirs are looked at.
async fn end_announced(tx: &Tx, come: &[Come], now: Instant) -> Result<(), Error> {
    let accounts = accounts(come);
    for account in store::ledger::announcing(tx, JOB, &accounts).await? {
        let Some(held) = store::ledger::lock_by_job(tx, JOB, account).await? else { continue };
        for one in come.iter().filter(|one| one.account == account) {
            let Money { minor, currency } = one.amount;
            let come = (minor, one.dated);
            store::ledger::end_announced(tx, &held, currency, come, &one.documents, one.posting, now).await?;
        }
    }
    Ok(())
}

fn accounts(come: &[Come]) -> Vec<AccountId> {
    let accounts: BTreeSet<AccountId> = come.iter().map(|one| one.account).collect();
    accounts.into_iter().collect()
}

/// The event of each payment, and mails to those who may read what the account owes.
async fn tell(context: &Context, tx: &Tx, come: &[Come], by: Option<MemberId>, now: Instant) -> Result<(), Error> {
    let accounts = accounts(come);
    let tellers = tellers(tx, &accounts, by).await?;
    let events: Vec<(AccountId, MemberId, Event)> = come
        .iter()
        .map(|one| {
            let event = Event::PaymentPosted {
                amount: one.amount.minor,
                currency: one.amount.currency,
                dated: one.dated,
                documents: named(one).to_vec(),
                posting: Some(one.posting),
            };
            (one.account, tellers.get(&one.account).copied().unwrap_or(MemberId::NIL), event)
        })
        .collect();
    let numbers = store::events::append_all(tx, JOB, &events, now).await?;
    let mut readers: HashMap<AccountId, Vec<MoneyReader>> = HashMap::new();
    for reader in store::accounts::money_readers_of(tx, JOB, &accounts).await? {
        readers.entry(reader.account).or_default().push(reader);
    }
    let mut letters = Vec::with_capacity(come.len());
    for (one, seq) in come.iter().zip(numbers) {
        let news = MoneyNews::Paid { amount: one.amount, dated: one.dated, documents: named(one), rest: one.rest };
        let mails = readers
            .get(&one.account)
            .into_iter()
            .flatten()
            .map(|reader| {
                let recipient =
                    Recipient { email: &reader.email, language: reader.language, time_zone: &reader.time_zone };
                mails::money(context, recipient, news)
            })
            .collect();
        letters.push((About { account: Some(one.account), event_seq: Some(seq), ..About::default() }, mails));
    }
    store::outbox::put_all(tx, letters, now).await?;
    Ok(())
}

fn named(one: &Come) -> &[String] {
    one.documents.get(..NAMED).unwrap_or(&one.documents)
}

/// Whose events they are: of whoever loaded the file, or as [`teller`] has it.
async fn tellers(tx: &Tx, accounts: &[AccountId], by: Option<MemberId>) -> Result<HashMap<AccountId, MemberId>, Error> {
    let mut tellers = HashMap::with_capacity(accounts.len());
    for account in accounts {
        let teller = match by {
            Some(by) => by,
            None => match store::ledger::lock_by_job(tx, JOB, *account).await? {
                Some(held) => teller(tx, &held, None).await?,
                None => MemberId::NIL,
            },
        };
        tellers.insert(*account, teller);
    }
    Ok(tellers)
}
