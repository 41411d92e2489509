//! What the vendor's people enter by hand: carried out once by its key, and above the vendor's limit only when a second
//! person has confirmed it.

use domain::{
    event::Event,
    ids::{CommandKey, MemberId, MoneyRequestId, PostingId},
    ledger::{PostingKind, wire::Entered},
    money::{Currency, Money},
    permissions::{Actor, PostMoney},
    refusal::Code,
    settings::Billing,
    time::{Date, Instant},
};
use serde::{Deserialize, Serialize};
use store::{
    Tx, keys,
    ledger::{
        Held, NewPosting, Posting,
        requests::{self, NewRequest},
    },
};

use super::{Payment, open_invoices, payment_days, receive, take_back, tell};
use crate::{Context, Error, invoices, once};

/// Something entered by hand, all of it: as it is kept until a second person confirms it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub(crate) enum Entry {
    Payment {
        currency: Currency,
        /// Above zero.
        amount: i64,
        dated: Date,
        documents: Vec<String>,
        reason: String,
    },
    Adjustment {
        currency: Currency,
        /// Above zero where the account owes more by it.
        amount: i64,
        reason: String,
    },
    Reversal {
        posting: PostingId,
        reason: String,
    },
    /// A credit note for these lines of an invoice, by place and thousandths.
    Credit {
        number: String,
        lines: Vec<(i32, i64)>,
        reason: String,
    },
}

/// Enters it. The same key enters once.
///
/// # Errors
/// `NotFound` when there is no such account, `KeyReused`, and what stands in the way of carrying it out.
pub(crate) async fn enter(
    context: &Context,
    actor: &Actor,
    command: &'static str,
    key: CommandKey,
    account: &str,
    entry: &Entry,
) -> Result<Entered, Error> {
    let granted = actor.grant_staff::<PostMoney>()?;
    let now = context.now();
    let data = serde_json::to_value(entry)?;
    let typed = data.to_string();
    let tx = context.store().begin().await?;
    let held = store::ledger::lock_by_staff(&tx, &granted, account).await?.ok_or(Code::NotFound)?;
    let id = MoneyRequestId(store::new_id());
    let asked = once::asked(command, actor.member, &[account.as_bytes(), typed.as_bytes()]);
    let claim = keys::claim_posting(&tx, &granted, held.account(), key, &asked, id.0, now).await?;
    if let Some(made) = once::made(claim)? {
        let waits = requests::find(&tx, &granted, MoneyRequestId(made)).await?.is_some();
        return Ok(if waits { Entered::Waits } else { Entered::Posted });
    }
    // What cannot be carried out need not wait for anybody.
    let (kind, amount) = entry.weigh(context, &tx, &held).await?;
    if is_above(&context.settings().billing, amount) {
        let reason = entry.reason().to_owned();
        let new =
            NewRequest { id, kind, currency: amount.currency, amount: amount.minor, data, reason, by: actor.member };
        requests::insert(&tx, &held, &new, now).await?;
        tx.commit().await?;
        return Ok(Entered::Waits);
    }
    entry.carry_out(context, &tx, &held, actor.member, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(Entered::Posted)
}

/// Whether one person alone may not post so much by hand.
fn is_above(billing: &Billing, amount: Money) -> bool {
    let limit = billing.four_eyes_above.iter().find(|(currency, _)| *currency == amount.currency);
    limit.is_some_and(|(_, limit)| amount.minor.saturating_abs() > *limit)
}

impl Entry {
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::Payment { reason, .. }
            | Self::Adjustment { reason, .. }
            | Self::Reversal { reason, .. }
            | Self::Credit { reason, .. } => reason,
        }
    }

    /// What it is about, for whoever is to confirm it.
    pub(super) fn about(&self) -> Option<String> {
        match self {
            Self::Payment { documents, .. } if !documents.is_empty() => Some(documents.join(", ")),
            Self::Payment { dated, .. } => Some(dated.iso()),
            Self::Credit { number, .. } => Some(number.clone()),
            Self::Adjustment { .. } | Self::Reversal { .. } => None,
        }
    }

    /// As what it would be posted now, and with which amount, the sign of the posting before it.
    async fn weigh(&self, context: &Context, tx: &Tx, held: &Held) -> Result<(PostingKind, Money), Error> {
        let scope = held.scope();
        Ok(match self {
            Self::Payment { currency, amount, documents, .. } => {
                open_invoices(tx, &scope, "documents", documents, Some(*currency)).await?;
                (PostingKind::Payment, Money { minor: amount.saturating_neg(), currency: *currency })
            }
            Self::Adjustment { currency, amount, .. } => {
                (PostingKind::Adjustment, Money { minor: *amount, currency: *currency })
            }
            Self::Reversal { posting, .. } => {
                let posting = reversible(tx, held, *posting).await?;
                let minor = posting.amount.saturating_neg();
                (PostingKind::Reversal, Money { minor, currency: posting.currency })
            }
            Self::Credit { number, lines, .. } => {
                let gross = invoices::credit_total(context, tx, held, number, lines).await?;
                (PostingKind::CreditNote, Money { minor: gross.minor.saturating_neg(), ..gross })
            }
        })
    }

    /// Carries it out for whoever has entered it.
    pub(super) async fn carry_out(
        &self,
        context: &Context,
        tx: &Tx,
        held: &Held,
        by: MemberId,
        now: Instant,
    ) -> Result<PostingId, Error> {
        match self {
            Self::Payment { currency, amount, dated, documents, reason } => {
                let named = open_invoices(tx, &held.scope(), "documents", documents, Some(*currency)).await?;
                let named: Vec<_> = named.iter().map(|posting| (posting.id, None)).collect();
                let payment = Payment {
                    currency: *currency,
                    amount: *amount,
                    dated: *dated,
                    reference: None,
                    text: reason.clone(),
                    named: &named,
                    by: Some(by),
                };
                Ok(receive(context, tx, held, payment, now).await?.id)
            }
            Self::Adjustment { currency, amount, reason } => {
                let amount = Money { minor: *amount, currency: *currency };
                adjust(context, tx, held, amount, reason, by, now).await
            }
            Self::Reversal { posting, reason } => {
                let posting = reversible(tx, held, *posting).await?;
                let today = context.vendor_today();
                Ok(take_back(context, tx, held, &posting, (reason.as_str(), today), Some(by), now).await?.id)
            }
            Self::Credit { number, lines, reason } => {
                invoices::issue_credit(context, tx, held, (number.as_str(), lines.as_slice(), reason.as_str()), by, now)
                    .await
            }
        }
    }
}

/// A payment or an adjustment of the held account that was not taken back yet.
async fn reversible(tx: &Tx, held: &Held, id: PostingId) -> Result<Posting, Error> {
    let posting = store::ledger::one(tx, &held.scope(), id).await?.ok_or(Code::NotFound)?;
    let fits = matches!(posting.kind, PostingKind::Payment | PostingKind::Adjustment);
    if fits && posting.reversed_by.is_none() { Ok(posting) } else { Err(Code::State.into()) }
}

/// Puts an amount on the account or takes one off.
async fn adjust(
    context: &Context,
    tx: &Tx,
    held: &Held,
    amount: Money,
    reason: &str,
    by: MemberId,
    now: Instant,
) -> Result<PostingId, Error> {
    let today = context.vendor_today();
    let due = if amount.minor > 0 {
        Some(domain::ledger::due(today, payment_days(context, tx, &held.scope()).await?))
    } else {
        None
    };
    let new = NewPosting {
        kind: PostingKind::Adjustment,
        currency: amount.currency,
        amount: amount.minor,
        dated: today,
        due,
        document: None,
        reference: None,
        text: reason.to_owned(),
        reverses: None,
        by: Some(by),
    };
    let posting = store::ledger::post(tx, held, &new, today, now).await?;
    let event = Event::Adjusted { amount: amount.minor, currency: amount.currency, reason: reason.to_owned() };
    tell(context, tx, held, by, &event, None, now).await?;
    Ok(posting.id)
}
