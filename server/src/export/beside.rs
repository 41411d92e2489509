//! What is beside orders, invoices and cases.

use service::export;

use super::{Source, archive::Archive};
use crate::cli::Failure;

pub(super) fn write(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    payments(from, to)?;
    reminders(from, to)?;
    let mut list = to.list("lists.json")?;
    for saved in from.wait(export::lists(&from.context, &from.actor))? {
        list.add(&saved)?;
    }
    list.end()?;
    opened(from, to)?;
    let mut list = to.list("erasures.json")?;
    for request in from.wait(export::erasures(&from.context, &from.actor))? {
        list.add(&request)?;
    }
    Ok(list.end()?)
}

/// How was to be paid; what came of it is in the ledger.
fn payments(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    let mut list = to.list("online_payments.json")?;
    let mut after = None;
    loop {
        let page = from.wait(export::online_payments(&from.context, &from.actor, after))?;
        let Some(last) = page.last() else { break };
        after = Some(last.place);
        for payment in &page {
            list.add(payment)?;
        }
    }
    list.end()?;
    let mut list = to.list("announced.json")?;
    let mut after = None;
    loop {
        let page = from.wait(export::announced(&from.context, &from.actor, after))?;
        let Some(last) = page.last() else { break };
        after = Some(last.place);
        for payment in &page {
            list.add(payment)?;
        }
    }
    Ok(list.end()?)
}

fn reminders(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    let mut table = to.table("reminders.csv", &["sent", "stage", "document", "currency", "amount"])?;
    let mut after = None;
    loop {
        let page = from.wait(export::reminders(&from.context, &from.actor, after))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.place);
        for one in page {
            table.row([one.sent, one.stage.to_string(), one.document, one.currency, one.amount])?;
        }
    }
}

fn opened(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    let mut table = to.table("access.csv", &["at", "by", "by_vendor", "kind", "document", "channel"])?;
    let mut before = None;
    loop {
        let page = from.wait(export::opened(&from.context, &from.actor, before))?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.place);
        for one in page {
            let by_vendor = one.by_vendor.to_string();
            table.row([one.at, one.by, by_vendor, one.kind.to_owned(), one.document, one.channel.to_owned()])?;
        }
    }
}
