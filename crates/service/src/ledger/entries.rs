//! What the vendor's people enter by hand: carried out once by its key, and above the vendor's limit only when a second
//! person has confirmed it.

use domain::{
    ids::{CommandKey, DisputeId, MemberId, MoneyRequestId, MovementId, PostingId},
    ledger::{PostingKind, RequestKind, allows_more, wire::Entered},
    money::{Currency, Money},
    permissions::{Actor, PostMoney},
    refusal::{Code, Refusal},
    settings::Billing,
    time::{Date, Instant},
};
use serde::{Deserialize, Serialize};
use store::{
    Tx, keys,
    ledger::{
        Held, Posting,
        requests::{self, NewRequest},
    },
};

use super::{
    Payment,
    adjust::{adjust, check_adjustment, in_favour},
    named, open_invoices, put_against, receive, take_back, too_much,
};
use crate::{
    Context, Error, bank,
    invoices::{self, Taken},
    once,
};

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
    /// What a movement of the bank has brought, of which a person says whose it is.
    Movement {
        movement: MovementId,
        currency: Currency,
        /// Above zero.
        amount: i64,
        dated: Date,
        documents: Vec<String>,
        /// What stands on the ledger.
        reason: String,
    },
    Adjustment {
        currency: Currency,
        /// Above zero where the account owes more by it.
        amount: i64,
        reason: String,
        /// It was paid back: what stands in the account's favour becomes less by it, and nothing is owed.
        #[serde(default)]
        back: bool,
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
        /// The dispute that it settles.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dispute: Option<DisputeId>,
    },
    /// How the account pays, and the most that it may owe; none for the vendor's days, and for no limit.
    Terms {
        payment_days: Option<u16>,
        credit_limit: Option<i64>,
        reason: String,
        /// How often they had been changed when whoever enters them saw them; none of before that was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<i64>,
    },
    /// What was left of a payment or a credit, for an open invoice or charge.
    Allocation {
        credit: PostingId,
        /// Its number; the id of a charge that has none.
        document: String,
        /// Above zero; none for all that fits.
        amount: Option<i64>,
    },
}

/// As what something is entered, with which amount, and whether it takes a second person.
struct Weighed {
    kind: RequestKind,
    /// With the sign of the posting; of terms the most that may be owed, zero for no limit; of an allocation what is put
    /// against the document.
    amount: Money,
    waits: bool,
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
    if let Entry::Reversal { posting, .. } = entry {
        store::bank::lock_of_posting(&tx, &granted, account, *posting).await?;
    }
    let held = store::ledger::lock_by_staff(&tx, &granted, account).await?.ok_or(Code::NotFound)?;
    let id = MoneyRequestId(store::new_id());
    let asked = once::asked(command, actor.member, &[account.as_bytes(), typed.as_bytes()]);
    let claim = keys::claim_posting(&tx, &granted, held.account(), key, &asked, id.0, now).await?;
    if let Some(made) = once::made(claim)? {
        let waits = requests::find(&tx, &granted, MoneyRequestId(made)).await?.is_some();
        return Ok(if waits { Entered::Waits } else { Entered::Posted });
    }
    // What cannot be carried out need not wait for anybody.
    let Weighed { kind, amount, waits } = entry.weigh(context, &tx, &held, actor).await?;
    if waits {
        let reason = entry.reason().to_owned();
        let data = serde_json::to_value(entry.clone().settled(amount))?;
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

/// The most that one person alone may post by hand; none where they may post everything.
fn alone(billing: &Billing, currency: Currency) -> Option<i64> {
    billing.four_eyes_above.iter().find(|(of, _)| *of == currency).map(|(_, limit)| *limit)
}

/// A posting of this kind and amount.
fn posted(billing: &Billing, kind: RequestKind, amount: Money) -> Weighed {
    Weighed { kind, amount, waits: takes_two(billing, amount) }
}

/// Whether it is more than one person alone may post by hand.
pub(crate) fn takes_two(billing: &Billing, amount: Money) -> bool {
    alone(billing, amount.currency).is_some_and(|most| amount.minor.saturating_abs() > most)
}

impl Entry {
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::Payment { reason, .. }
            | Self::Movement { reason, .. }
            | Self::Adjustment { reason, .. }
            | Self::Reversal { reason, .. }
            | Self::Credit { reason, .. }
            | Self::Terms { reason, .. } => reason,
            Self::Allocation { .. } => "",
        }
    }

    /// What it is about, for whoever is to confirm it.
    pub(super) fn about(&self) -> Option<String> {
        match self {
            Self::Payment { documents, .. } | Self::Movement { documents, .. } if !documents.is_empty() => {
                Some(documents.join(", "))
            }
            Self::Payment { dated, .. } | Self::Movement { dated, .. } => Some(dated.iso()),
            Self::Credit { number, .. } => Some(number.clone()),
            // An identifier says nothing to anybody.
            Self::Allocation { document, .. } => Some(document.clone()).filter(|it| it.parse::<PostingId>().is_err()),
            Self::Adjustment { .. } | Self::Reversal { .. } | Self::Terms { .. } => None,
        }
    }

    /// The documents that money is for, as far as they were named.
    pub(super) fn documents(&self) -> &[String] {
        match self {
            Self::Payment { documents, .. } | Self::Movement { documents, .. } => documents,
            Self::Adjustment { .. }
            | Self::Reversal { .. }
            | Self::Credit { .. }
            | Self::Terms { .. }
            | Self::Allocation { .. } => &[],
        }
    }

    /// Of terms the days to pay.
    pub(super) const fn days(&self) -> Option<u16> {
        match self {
            Self::Terms { payment_days, .. } => *payment_days,
            Self::Payment { .. }
            | Self::Movement { .. }
            | Self::Adjustment { .. }
            | Self::Reversal { .. }
            | Self::Credit { .. }
            | Self::Allocation { .. } => None,
        }
    }

    /// The movement of the bank that it is about. Whoever carries it out holds that before the account, as the bank's own
    /// ways do.
    pub(super) const fn movement(&self) -> Option<MovementId> {
        match self {
            Self::Movement { movement, .. } => Some(*movement),
            Self::Payment { .. }
            | Self::Adjustment { .. }
            | Self::Reversal { .. }
            | Self::Credit { .. }
            | Self::Terms { .. }
            | Self::Allocation { .. } => None,
        }
    }

    /// As it waits: a second person confirms the amount that they read, not whatever fits by then.
    fn settled(mut self, weighed: Money) -> Self {
        if let Self::Allocation { amount, .. } = &mut self {
            *amount = Some(weighed.minor);
        }
        self
    }

    /// As what it would be carried out now, and whether one person alone may do that.
    async fn weigh(&self, context: &Context, tx: &Tx, held: &Held, actor: &Actor) -> Result<Weighed, Error> {
        let scope = held.scope();
        let settings = context.settings();
        let billing = &settings.billing;
        Ok(match self {
            Self::Payment { currency, amount, documents, .. } | Self::Movement { currency, amount, documents, .. } => {
                open_invoices(tx, &scope, "documents", documents, Some(*currency)).await?;
                let amount = Money { minor: amount.saturating_neg(), currency: *currency };
                posted(billing, RequestKind::Payment, amount)
            }
            Self::Adjustment { currency, amount, back, .. } => {
                let money = Money { minor: *amount, currency: *currency };
                check_adjustment(context, tx, held, money).await?;
                if *back {
                    let (_, most) = in_favour(context, tx, held, money).await?;
                    if money.minor > most.minor {
                        return Err(too_much(context, actor, "amount", most).into());
                    }
                }
                posted(billing, RequestKind::Adjustment, money)
            }
            Self::Reversal { posting, .. } => {
                let posting = reversible(tx, held, *posting).await?;
                let amount = Money { minor: posting.amount.saturating_neg(), currency: posting.currency };
                posted(billing, RequestKind::Reversal, amount)
            }
            Self::Credit { number, lines, reason, dispute } => {
                let taken = Taken { number, lines, reason, dispute: *dispute };
                let gross = invoices::credit_total(context, tx, held, taken).await?;
                posted(billing, RequestKind::CreditNote, Money { minor: gross.minor.saturating_neg(), ..gross })
            }
            Self::Terms { credit_limit, version, .. } => {
                check_version(tx, held, *version).await?;
                let currency = store::accounts::in_scope(tx, &scope).await?.currency;
                let (_, old) = store::ledger::terms(tx, &scope).await?;
                let amount = Money { minor: credit_limit.unwrap_or(0), currency };
                let waits = alone(billing, currency).is_some_and(|most| allows_more(old, *credit_limit, most));
                Weighed { kind: RequestKind::Terms, amount, waits }
            }
            Self::Allocation { credit, document, amount } => {
                let (_, _, most) = fitting(tx, held, *credit, document).await?;
                let minor = amount.unwrap_or(most.minor);
                if minor > most.minor {
                    return Err(too_much(context, actor, "amount", most).into());
                }
                posted(billing, RequestKind::Allocation, Money { minor, ..most })
            }
        })
    }

    /// Carries it out for whoever has entered it; gives what was posted, where something was.
    pub(super) async fn carry_out(
        &self,
        context: &Context,
        tx: &Tx,
        held: &Held,
        by: MemberId,
        now: Instant,
    ) -> Result<Option<PostingId>, Error> {
        Ok(Some(match self {
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
                receive(context, tx, held, payment, now).await?.id
            }
            Self::Movement { movement, documents, .. } => {
                bank::post_assigned(context, tx, held, *movement, documents, by, now).await?
            }
            Self::Adjustment { currency, amount, reason, back } => {
                let amount = Money { minor: *amount, currency: *currency };
                adjust(context, tx, held, amount, (reason.as_str(), *back), by, now).await?
            }
            Self::Reversal { posting, reason } => {
                let posting = reversible(tx, held, *posting).await?;
                let today = context.vendor_today();
                let back = take_back(context, tx, held, &posting, (reason.as_str(), today), Some(by), now).await?;
                bank::set_free(tx, held, posting.id, reason, by, now).await?;
                back.id
            }
            Self::Credit { number, lines, reason, dispute } => {
                let taken = Taken { number, lines, reason, dispute: *dispute };
                invoices::issue_credit(context, tx, held, taken, by, now).await?
            }
            Self::Terms { payment_days, credit_limit, reason, version } => {
                check_version(tx, held, *version).await?;
                let before = store::ledger::terms(tx, &held.scope()).await?;
                let after = (*payment_days, *credit_limit);
                if before != after {
                    store::ledger::set_terms(tx, held, *payment_days, *credit_limit).await?;
                    store::ledger::note_terms(tx, held, (before, after), reason, by, now).await?;
                }
                return Ok(None);
            }
            Self::Allocation { credit, document, amount } => {
                let (credit, debit, most) = fitting(tx, held, *credit, document).await?;
                let part = amount.unwrap_or(most.minor);
                // Something else was put there while it waited.
                if part > most.minor {
                    return Err(Code::State.into());
                }
                put_against(context, tx, held, (credit.id, debit.id), part, Some(by), now).await?;
                let documents: Vec<String> = debit.document.into_iter().collect();
                let come = (part, credit.dated);
                store::ledger::end_announced(tx, held, most.currency, come, &documents, credit.id, now).await?;
                return Ok(None);
            }
        }))
    }
}

/// Whoever changes the terms has seen how they stand: else they would set back what somebody else has set.
async fn check_version(tx: &Tx, held: &Held, seen: Option<i64>) -> Result<(), Error> {
    match seen {
        Some(seen) if store::ledger::terms_version(tx, &held.scope()).await? != seen => Err(Code::Stale.into()),
        _ => Ok(()),
    }
}

/// What is left of a posting of the held account, an open invoice or charge, and the most of the one that the other takes.
async fn fitting(tx: &Tx, held: &Held, credit: PostingId, document: &str) -> Result<(Posting, Posting, Money), Error> {
    let scope = held.scope();
    let credit = store::ledger::one(tx, &scope, credit).await?.ok_or(Code::NotFound)?;
    let debit = named(tx, &scope, document).await?.ok_or_else(|| Refusal::field(Code::NotFound, "document"))?;
    if credit.open >= 0 || debit.open <= 0 || debit.currency != credit.currency {
        return Err(Code::State.into());
    }
    let most = Money { minor: debit.open.min(credit.open.saturating_neg()), currency: credit.currency };
    Ok((credit, debit, most))
}

/// A payment or an adjustment of the held account that was not taken back yet.
async fn reversible(tx: &Tx, held: &Held, id: PostingId) -> Result<Posting, Error> {
    let posting = store::ledger::one(tx, &held.scope(), id).await?.ok_or(Code::NotFound)?;
    let fits = matches!(posting.kind, PostingKind::Payment | PostingKind::Adjustment);
    if fits && posting.reversed_by.is_none() { Ok(posting) } else { Err(Code::State.into()) }
}
