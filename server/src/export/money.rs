//! Invoices and the ledger: as records, as a table, on paper.

use std::collections::{BTreeMap, HashSet};

use domain::{ledger::wire::StatementFilter, money::Currency, time::Date};
use service::export;

use super::{Source, archive::Archive};
use crate::{
    cli::Failure,
    invoices::{self, in_a_name},
    statements,
};

const COLUMNS: [&str; 13] = [
    "number",
    "posted",
    "dated",
    "due",
    "kind",
    "document",
    "reference",
    "text",
    "currency",
    "amount",
    "balance",
    "open",
    "reverses",
];
/// A year with more postings than this has a statement for each of its months: a paper is made in memory.
const MOST_ON_PAPER: usize = 2_000;

/// Every invoice and credit note, and the files of each. Gives the numbers of those that have no data, because it would break
/// a rule of the standard.
pub(super) fn invoices(from: &Source, to: &mut Archive) -> Result<Vec<String>, Failure> {
    let mut list = to.list("invoices.json")?;
    each_document(from, |number| {
        let page = from.wait(service::invoices::exported(&from.context, &from.actor, number))?;
        list.add(&export::invoice(&from.context, &page))
    })?;
    list.end()?;
    let (mut without_data, mut taken) = (Vec::new(), HashSet::new());
    each_document(from, |number| {
        let page = from.wait(service::invoices::exported(&from.context, &from.actor, number))?;
        let mut name = format!("invoices/{}", in_a_name(number));
        // Numbers of another program may differ only in what no name can have.
        while !taken.insert(name.clone()) {
            name.push('-');
        }
        to.file(&format!("{name}.pdf"), &invoices::on_paper(&from.context, from.i18n(), &page)?)?;
        match invoices::as_data(from.i18n(), &page) {
            Some(data) => to.file(&format!("{name}.xml"), &data)?,
            None => without_data.push(number.to_owned()),
        }
        Ok(())
    })?;
    Ok(without_data)
}

fn each_document(from: &Source, mut document: impl FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut before = None;
    loop {
        let (page, last) = from.wait(export::invoices(&from.context, &from.actor, before))?;
        if page.is_empty() {
            return Ok(());
        }
        before = last;
        for number in page {
            document(&number)?;
        }
    }
}

/// Every line of the ledger, and the statements of each currency and year.
pub(super) fn postings(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    let currencies = from.wait(export::currencies(&from.context, &from.actor))?;
    // How many were posted in each month, by which the papers are divided.
    let mut months: BTreeMap<(Currency, String), usize> = BTreeMap::new();
    let mut list = to.list("postings.json")?;
    for currency in &currencies {
        each_posting(from, *currency, |posting| {
            let month = posting.posted.get(..7).unwrap_or_default().to_owned();
            *months.entry((*currency, month)).or_insert(0) += 1;
            list.add(&posting)
        })?;
    }
    list.end()?;
    let mut table = to.table("postings.csv", &COLUMNS)?;
    for currency in &currencies {
        each_posting(from, *currency, |posting| {
            Ok(table.row([
                posting.number.to_string(),
                posting.posted,
                posting.dated,
                posting.due.unwrap_or_default(),
                posting.kind.to_owned(),
                posting.document.unwrap_or_default(),
                posting.reference.unwrap_or_default(),
                posting.text,
                posting.currency,
                posting.amount,
                posting.balance,
                posting.open,
                posting.reverses.map(|number| number.to_string()).unwrap_or_default(),
            ])?)
        })?;
    }
    for (currency, period, first, last) in periods(&months) {
        let filter = StatementFilter {
            currency: currency.code().to_owned(),
            from: first.iso(),
            until: last.min(from.context.vendor_today()).iso(),
            ..StatementFilter::default()
        };
        let statement = from.wait(service::ledger::whole_statement(&from.context, &from.actor, &filter))?;
        let paper = statements::on_paper(&from.context, from.actor.language, &statement)?;
        to.file(&format!("statements/{}-{period}.pdf", currency.code()), &paper)?;
    }
    Ok(())
}

/// What was put against what, and which lines the account did not agree with.
pub(super) fn settled(from: &Source, to: &mut Archive) -> Result<(), Failure> {
    let mut list = to.list("allocations.json")?;
    each_allocation(from, |one| list.add(&one))?;
    list.end()?;
    let mut table = to.table("allocations.csv", &["number", "on", "credit", "debit", "currency", "amount"])?;
    each_allocation(from, |one| {
        let [number, credit, debit] = [one.number, one.credit, one.debit].map(|number| number.to_string());
        Ok(table.row([number, one.on, credit, debit, one.currency, one.amount])?)
    })?;
    let mut list = to.list("disputes.json")?;
    let mut after = None;
    loop {
        let page = from.wait(export::disputes(&from.context, &from.actor, after))?;
        let Some(last) = page.last() else { break };
        after = Some(last.place);
        for dispute in &page {
            list.add(dispute)?;
        }
    }
    Ok(list.end()?)
}

fn each_allocation(
    from: &Source,
    mut allocation: impl FnMut(export::Allocation) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let page = from.wait(export::allocations(&from.context, &from.actor, after))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.number);
        for one in page {
            allocation(one)?;
        }
    }
}

fn each_posting(
    from: &Source,
    currency: Currency,
    mut posting: impl FnMut(export::Posting) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let page = from.wait(export::postings(&from.context, &from.actor, currency, after))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.number);
        for one in page {
            posting(one)?;
        }
    }
}

/// The years, or where there is much in one its months, with their first and last days.
fn periods(months: &BTreeMap<(Currency, String), usize>) -> Vec<(Currency, String, Date, Date)> {
    let year_of = |month: &str| month.get(..4).unwrap_or_default().to_owned();
    let mut years: BTreeMap<(Currency, String), usize> = BTreeMap::new();
    for ((currency, month), count) in months {
        *years.entry((*currency, year_of(month))).or_insert(0) += count;
    }
    let mut all = Vec::new();
    for ((currency, year), count) in years {
        let within = months.keys().filter(|(of, month)| *of == currency && year_of(month) == year);
        let names: Vec<String> =
            if count > MOST_ON_PAPER { within.map(|(_, month)| month.clone()).collect() } else { vec![year] };
        for name in names {
            all.extend(days_of(&name).map(|(first, last)| (currency, name, first, last)));
        }
    }
    all
}

/// The first and the last day of "2026" or "2026-11".
fn days_of(period: &str) -> Option<(Date, Date)> {
    let (year, month) = match period.split_once('-') {
        Some((year, month)) => (year, Some(month.parse::<u8>().ok()?)),
        None => (period, None),
    };
    let year: i32 = year.parse().ok()?;
    let first = Date::from_ymd(year, month.unwrap_or(1), 1)?;
    let next = match month {
        Some(month) if month < 12 => Date::from_ymd(year, month + 1, 1)?,
        _ => Date::from_ymd(year + 1, 1, 1)?,
    };
    Some((first, next.plus_days(-1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_year_is_divided_into_its_months() {
        let month = |name: &str| (Currency::EUR, name.to_owned());
        let months = BTreeMap::from([(month("2025-12"), 3), (month("2026-01"), MOST_ON_PAPER), (month("2026-12"), 1)]);
        let periods = periods(&months);
        let named: Vec<_> =
            periods.iter().map(|(_, name, first, last)| (name.as_str(), first.iso(), last.iso())).collect();
        let day = |text: &str| text.to_owned();
        assert_eq!(
            named,
            [
                ("2025", day("2025-01-01"), day("2025-12-31")),
                ("2026-01", day("2026-01-01"), day("2026-01-31")),
                ("2026-12", day("2026-12-01"), day("2026-12-31")),
            ]
        );
    }
}
