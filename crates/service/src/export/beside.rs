//! What is beside orders, invoices and cases: who opened what, how was to be paid, what was reminded of, saved lists,
//! requests for erasure.

use std::collections::HashMap;

use domain::{
    ids::{ArticleId, ListId},
    money::{Money, Quantity},
    permissions::{Actor, ManageAccount, ManageData, PlaceOrders, ReadAccount},
};
use serde::Serialize;
use uuid::Uuid;

use super::{PAGE, amount, moment, quantity};
use crate::{Context, Error, cases::first_name};

/// Somebody opened a document.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Where it stands in the list.
    pub place: Uuid,
    pub at: String,
    pub by: String,
    pub by_vendor: bool,
    pub kind: &'static str,
    pub document: String,
    pub channel: &'static str,
}

/// A payment through the payment provider.
#[derive(Clone, Debug, Serialize)]
pub struct OnlinePayment {
    #[serde(skip)]
    pub place: Uuid,
    pub at: String,
    pub by: String,
    pub state: String,
    pub currency: String,
    pub amount: String,
    pub paid: Option<String>,
    pub returned: String,
    pub invoices: Vec<String>,
}

/// A payment that was announced.
#[derive(Clone, Debug, Serialize)]
pub struct Announced {
    #[serde(skip)]
    pub place: Uuid,
    pub at: String,
    pub by: String,
    pub currency: String,
    pub amount: String,
    pub paid: String,
    pub invoices: Vec<String>,
    pub ended: Option<String>,
}

/// A reminder of one invoice.
#[derive(Clone, Debug)]
pub struct Reminder {
    pub place: (i64, Uuid),
    pub sent: String,
    pub stage: i32,
    pub document: String,
    pub currency: String,
    pub amount: String,
}

/// A saved list.
#[derive(Clone, Debug, Serialize)]
pub struct List {
    pub name: String,
    pub articles: Vec<ListLine>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ListLine {
    pub article: String,
    pub quantity: String,
}

/// A request that data be erased.
#[derive(Clone, Debug, Serialize)]
pub struct Erasure {
    pub asked: String,
    pub by: String,
    pub scope: &'static str,
    pub state: &'static str,
    pub answer: Option<String>,
    pub decided: Option<String>,
}

/// What was opened before the one in this place, newest first.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn opened(context: &Context, actor: &Actor, before: Option<Uuid>) -> Result<Vec<Opened>, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ManageAccount>()?;
    let found = store::access::list(context.store(), &granted, before, PAGE).await?;
    Ok(found
        .into_iter()
        .map(|opened| Opened {
            place: opened.id,
            at: moment(opened.at),
            by: if opened.staff { first_name(&opened.name) } else { opened.name },
            by_vendor: opened.staff,
            kind: opened.kind.code(),
            document: opened.document,
            channel: opened.channel.code(),
        })
        .collect())
}

/// The payments through the provider after the one in this place.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn online_payments(
    context: &Context,
    actor: &Actor,
    after: Option<Uuid>,
) -> Result<Vec<OnlinePayment>, Error> {
    let granted = actor.grant::<ManageData>()?;
    let found = store::export::online_payments(context.store(), &granted, after, PAGE).await?;
    let settings = context.settings();
    Ok(found
        .into_iter()
        .map(|payment| {
            let decimals = settings.currency(payment.asked.currency).exponent;
            OnlinePayment {
                place: payment.id,
                at: moment(payment.at),
                by: payment.by_name,
                state: payment.state,
                currency: payment.asked.currency.code().to_owned(),
                amount: amount(payment.asked.minor, decimals),
                paid: payment.paid.map(|paid| amount(paid, decimals)),
                returned: amount(payment.returned, decimals),
                invoices: payment.documents,
            }
        })
        .collect())
}

/// The announced payments after the one in this place.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn announced(context: &Context, actor: &Actor, after: Option<Uuid>) -> Result<Vec<Announced>, Error> {
    let granted = actor.grant::<ManageData>()?;
    let found = store::export::announced(context.store(), &granted, after, PAGE).await?;
    Ok(found
        .into_iter()
        .map(|one| {
            let (currency, amount) = figures(context, one.amount);
            Announced {
                place: one.id,
                at: moment(one.at),
                by: one.by_name,
                currency,
                amount,
                paid: one.paid.iso(),
                invoices: one.documents,
                ended: one.ended.map(moment),
            }
        })
        .collect())
}

/// The reminders after the one in this place.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn reminders(context: &Context, actor: &Actor, after: Option<(i64, Uuid)>) -> Result<Vec<Reminder>, Error> {
    let granted = actor.grant::<ManageData>()?;
    let found = store::export::reminders(context.store(), &granted, after, PAGE).await?;
    Ok(found
        .into_iter()
        .map(|one| {
            let (currency, amount) = figures(context, one.amount);
            Reminder {
                place: one.place,
                sent: one.sent.iso(),
                stage: one.stage,
                document: one.document.unwrap_or_default(),
                currency,
                amount,
            }
        })
        .collect())
}

/// The account's saved lists.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn lists(context: &Context, actor: &Actor) -> Result<Vec<List>, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<PlaceOrders>()?;
    let store = context.store();
    let mut lists = Vec::new();
    for list in store::lists::all(store, &granted).await? {
        let lines = store::lists::lines(store, &granted, ListId(list.id)).await?;
        let ids: Vec<_> = lines.iter().map(|(article, _)| *article).collect();
        let articles = store::catalogue::by_ids(store, &ids).await?;
        let numbers: HashMap<_, _> = articles.into_iter().map(|article| (article.id, article.number)).collect();
        let line = |(article, count): &(ArticleId, Quantity)| ListLine {
            article: numbers.get(article).cloned().unwrap_or_default(),
            quantity: quantity(count.millis()),
        };
        lists.push(List { name: list.name, articles: lines.iter().map(line).collect() });
    }
    Ok(lists)
}

/// The newest requests that whoever takes the data along may know of; what a colleague asked for themselves is theirs.
///
/// # Errors
/// `NotFound`, `NotAllowed`.
pub async fn erasures(context: &Context, actor: &Actor) -> Result<Vec<Erasure>, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadAccount>()?;
    let found = store::erasure::of_reader(context.store(), &granted, PAGE).await?;
    Ok(found
        .into_iter()
        .map(|request| Erasure {
            asked: moment(request.asked),
            by: request.by,
            scope: request.scope.code(),
            state: request.step.code(),
            answer: request.answer,
            decided: request.decided.map(moment),
        })
        .collect())
}

/// The currency and the amount with its decimals.
pub(super) fn figures(context: &Context, money: Money) -> (String, String) {
    let decimals = context.settings().currency(money.currency).exponent;
    (money.currency.code().to_owned(), amount(money.minor, decimals))
}
