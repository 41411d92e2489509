//! Where each cent comes from and went: what was put against what, and what the account did not agree with.

use domain::{
    permissions::{Actor, ManageData},
    time::Date,
};
use serde::Serialize;
use uuid::Uuid;

use super::{PAGE, amount, beside::figures, moment};
use crate::{Context, Error};

/// Money or credit put against what is owed, or taken back from it.
#[derive(Clone, Debug, Serialize)]
pub struct Allocation {
    pub number: i64,
    pub on: String,
    /// The numbers of both postings.
    pub credit: i64,
    pub debit: i64,
    pub currency: String,
    pub amount: String,
}

/// A line of an invoice that the account did not agree with.
#[derive(Clone, Debug, Serialize)]
pub struct Dispute {
    #[serde(skip)]
    pub place: Uuid,
    pub invoice: String,
    /// The line's place on it.
    pub position: i32,
    pub currency: String,
    pub amount: String,
    pub case: i64,
    pub opened: String,
    pub ended: Option<String>,
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub credit_note: Option<String>,
    pub credited: Option<String>,
    pub pay_by: Option<String>,
}

/// What was put against what after the one with this number, in its order.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn allocations(context: &Context, actor: &Actor, after: Option<i64>) -> Result<Vec<Allocation>, Error> {
    let granted = actor.grant::<ManageData>()?;
    let found = store::export::allocations(context.store(), &granted, after, PAGE).await?;
    Ok(found
        .into_iter()
        .map(|one| {
            let (currency, amount) = figures(context, one.amount);
            Allocation { number: one.seq, on: one.on.iso(), credit: one.credit, debit: one.debit, currency, amount }
        })
        .collect())
}

/// The disputes after the one in this place.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn disputes(context: &Context, actor: &Actor, after: Option<Uuid>) -> Result<Vec<Dispute>, Error> {
    let granted = actor.grant::<ManageData>()?;
    let found = store::export::disputes(context.store(), &granted, after, PAGE).await?;
    let settings = context.settings();
    Ok(found
        .into_iter()
        .map(|one| {
            let decimals = settings.currency(one.amount.currency).exponent;
            Dispute {
                place: one.id,
                invoice: one.invoice,
                position: one.position,
                currency: one.amount.currency.code().to_owned(),
                amount: amount(one.amount.minor, decimals),
                case: one.case,
                opened: moment(one.opened),
                ended: one.ended.map(moment),
                outcome: one.outcome,
                reason: one.reason,
                credit_note: one.credit_note,
                credited: one.credited.map(|minor| amount(minor, decimals)),
                pay_by: one.pay_by.map(Date::iso),
            }
        })
        .collect())
}
