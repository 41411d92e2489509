//! Orders: each with its lines, and all of them as a table.

use service::export;

use super::{Source, archive::Archive};
use crate::cli::Failure;

const COLUMNS: [&str; 12] =
    ["number", "submitted", "state", "by", "reference", "note", "lines", "currency", "net", "tax", "total", "promised"];

pub(super) fn write(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    let mut list = to.list("orders.json")?;
    each(from, |row| {
        let order = from.wait(export::order(&from.context, &from.actor, row.number))?;
        list.add(&order)
    })?;
    list.end()?;
    let mut table = to.table("orders.csv", &COLUMNS)?;
    each(from, |row| {
        Ok(table.row([
            row.number.to_string(),
            row.submitted,
            row.state.to_owned(),
            row.by,
            row.reference.unwrap_or_default(),
            row.note.unwrap_or_default(),
            row.lines.to_string(),
            row.currency,
            row.net,
            row.tax,
            row.total,
            row.promised.unwrap_or_default(),
        ])?)
    })
}

/// Every order, newest first; a page of them is held at a time.
fn each(from: &Source, mut order: impl FnMut(export::OrderRow) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut before = None;
    loop {
        let page = from.wait(export::orders(&from.context, &from.actor, before))?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.number);
        for row in page {
            order(row)?;
        }
    }
}
