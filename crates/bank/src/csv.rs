//! Tables of online banking. There is no standard: the columns are found by their names.

mod columns;
mod figures;
mod names;
mod rows;

use std::collections::HashMap;

use domain::money::Currency;
use domain::time::Date;

use crate::collect::{Collector, Draft, Head};
use crate::error::{BankError, Reason};
use crate::text::{one_line, without_spaces};
use crate::{Format, Movement, Statement, currencies, dates, references};
use columns::Columns;
use figures::Figures;
use names::Role;
use rows::{Row, Rows};

/// What stands between two cells, in the order in which it is tried.
const SEPARATORS: [char; 3] = [';', ',', '\t'];

/// How many rows may stand above the head of the table.
const MOST_ABOVE: usize = 20;

/// How a table is read: by the names of its columns in the six languages of the portal, and with what it leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvRules {
    currency: Option<Currency>,
    account: String,
}

impl CsvRules {
    /// The currency of a table that has no such column.
    #[must_use]
    pub fn with_currency(self, currency: Currency) -> Self {
        Self { currency: Some(currency), ..self }
    }

    /// The vendor's own account, for a table that has no such column.
    #[must_use]
    pub fn with_account(self, account: &str) -> Self {
        Self { account: without_spaces(account), ..self }
    }
}

/// A statement for each account and currency, in the order in which they come; none of a table without movements.
pub(crate) fn read(text: &str, rules: &CsvRules) -> Result<Vec<Statement>, BankError> {
    let Some((columns, rows)) = head(text) else {
        return Err(BankError::new(1, Reason::NotABankFile, ""));
    };
    let figures = figures(&columns, rows.clone())?;
    check_end(text, &columns, &figures, rows.clone())?;
    let table = Table { columns, figures, rules };
    let mut collector = Collector::default();
    let mut heads: Vec<(Head, Vec<Draft>)> = Vec::new();
    let mut places: HashMap<(String, Currency), usize> = HashMap::new();
    for row in rows {
        let row = row?;
        table.columns.check(&row)?;
        if table.is_pending(&row) {
            continue;
        }
        collector.count(row.line)?;
        let movement = table.movement(&row)?;
        let said = without_spaces(table.columns.cell(&row, Role::OwnAccount));
        let place = *places.entry((said.clone(), movement.currency)).or_insert(heads.len());
        if place == heads.len() {
            heads.push((table.head(said, movement.currency, row.line), Vec::new()));
        }
        if let Some((_, drafts)) = heads.get_mut(place) {
            drafts.push(Draft { movement, part: None });
        }
    }
    heads.into_iter().map(|(head, drafts)| collector.close(head, drafts)).collect()
}

/// The columns, and the rows below their names; by the separator by which most are found.
fn head(text: &str) -> Option<(Columns, Rows<'_>)> {
    let found = SEPARATORS.into_iter().filter_map(|separator| {
        let mut rows = Rows::new(text, separator);
        for _ in 0..MOST_ABOVE {
            let Some(Ok(row)) = rows.next() else { return None };
            if let Some(columns) = Columns::of(&row) {
                return Some((columns, rows));
            }
        }
        None
    });
    // The first of equals: `max_by_key` would give the last.
    found.reduce(|best, next| if next.0.found() > best.0.found() { next } else { best })
}

/// How the amounts of the table are written.
fn figures(columns: &Columns, rows: Rows<'_>) -> Result<Figures, BankError> {
    let mut figures = Figures::default();
    for row in rows {
        let row = row?;
        for role in [Role::Amount, Role::Debit, Role::Credit] {
            figures.learn(columns.cell(&row, role), row.line)?;
        }
    }
    Ok(figures)
}

/// Refuses a table that ends within its last amount, which would be read as a smaller one. A line that has no end is whole
/// where a quote ends its last cell, or where that has as many decimals as all others; where none has any, nobody can tell.
fn check_end(text: &str, columns: &Columns, figures: &Figures, rows: Rows<'_>) -> Result<(), BankError> {
    const AMOUNTS: [Role; 3] = [Role::Amount, Role::Debit, Role::Credit];
    let end = text.rsplit('\n').next().unwrap_or(text);
    if end.trim().is_empty() || end.ends_with('"') || !columns.last().is_some_and(|role| AMOUNTS.contains(&role)) {
        return Ok(());
    }
    let (mut decimals, mut is_signed, mut last): (usize, bool, Option<Row>) = (0, false, None);
    for row in rows {
        let Some(before) = last.replace(row?) else { continue };
        for amount in AMOUNTS.into_iter().flat_map(|role| columns.cells(&before, role)) {
            decimals = decimals.max(figures.decimals(amount));
            is_signed |= Figures::has_sign_behind(amount);
        }
    }
    let Some(last) = last else { return Ok(()) };
    // With fewer cells it is refused for that; with more of them the amount has its end.
    let Some(cell) = columns.last_cell(&last) else { return Ok(()) };
    let is_whole = if cell.is_empty() {
        // The amount is in the other column, and not there where that is zero.
        AMOUNTS.into_iter().any(|role| columns.cell(&last, role).contains(|c: char| matches!(c, '1'..='9')))
    } else {
        decimals > 0 && figures.decimals(cell) >= decimals && (!is_signed || Figures::has_sign_behind(cell))
    };
    if is_whole { Ok(()) } else { Err(BankError::new(last.line, Reason::CutOff, cell)) }
}

struct Table<'a> {
    columns: Columns,
    figures: Figures,
    rules: &'a CsvRules,
}

impl Table<'_> {
    fn movement(&self, row: &Row) -> Result<Movement, BankError> {
        let cell = |role| self.columns.cell(row, role);
        let currency = self.currency(row)?;
        let (booked, value) = self.days(row)?;
        let text = one_line(&self.columns.cells(row, Role::Text).collect::<Vec<_>>().join(" "));
        let reference = references::given(cell(Role::Reference));
        Ok(Movement {
            line: row.line,
            booked,
            value,
            amount: self.amount(row, currency)?,
            currency,
            bank_reference: references::given(cell(Role::BankReference)),
            end_to_end: references::given(cell(Role::EndToEnd)),
            payer_name: one_line(cell(Role::Name)),
            payer_account: without_spaces(cell(Role::PayerAccount)),
            reference: reference.or_else(|| references::within(&text)),
            text,
            reversal: !cell(Role::Returned).is_empty(),
            fingerprint: String::new(),
        })
    }

    /// Of the account that the rows say, or else of that of the rules.
    fn head(&self, said: String, currency: Currency, line: usize) -> Head {
        let is_said = !said.is_empty();
        Head {
            format: Format::Csv,
            version: String::new(),
            account: if is_said { said } else { self.rules.account.clone() },
            is_said,
            currency,
            opening: None,
            closing: None,
            line,
        }
    }

    /// Of the row, of the head of the amounts, or of the rules.
    fn currency(&self, row: &Row) -> Result<Currency, BankError> {
        let code = self.columns.cell(row, Role::Currency);
        if !code.is_empty() {
            return currencies::parse(code).ok_or_else(|| BankError::new(row.line, Reason::Currency, code));
        }
        let common = self.columns.currency.or(self.rules.currency);
        common.ok_or_else(|| BankError::new(row.line, Reason::MissingField, "currency"))
    }

    /// The days of booking and of value; the one stands for the other where it is left out.
    fn days(&self, row: &Row) -> Result<(Date, Date), BankError> {
        let day = |role| match self.columns.cell(row, role) {
            "" => Ok(None),
            text => dates::of_table(text).map(Some).ok_or_else(|| BankError::new(row.line, Reason::Date, text)),
        };
        let (booked, value): (Option<Date>, Option<Date>) = (day(Role::Booked)?, day(Role::Value)?);
        let missing = || BankError::new(row.line, Reason::MissingField, "date");
        Ok((booked.or(value).ok_or_else(missing)?, value.or(booked).ok_or_else(missing)?))
    }

    /// The amount with its sign: written so, told by a column of its own, or by the column it is in.
    fn amount(&self, row: &Row, currency: Currency) -> Result<i64, BankError> {
        let error = |reason, found: &str| BankError::new(row.line, reason, found);
        let read = |role| {
            let text = self.columns.cell(row, role);
            let minor = if text.is_empty() { Some(None) } else { self.figures.read(text, currency).map(Some) };
            minor.ok_or_else(|| error(Reason::Amount, text))
        };
        let missing = || error(Reason::MissingField, "amount");
        if self.columns.has(Role::Amount) {
            let minor: i64 = read(Role::Amount)?.ok_or_else(missing)?;
            if !self.columns.has(Role::Direction) {
                return Ok(minor);
            }
            let direction = self.columns.cell(row, Role::Direction);
            let sign = names::direction(direction).ok_or_else(|| error(Reason::UnknownField, direction))?;
            // The column says the direction; a sign besides would say it twice, or say something else.
            return if minor < 0 { Err(error(Reason::Amount, &minor.to_string())) } else { Ok(sign * minor) };
        }
        let (debit, credit): (Option<i64>, Option<i64>) = (read(Role::Debit)?, read(Role::Credit)?);
        match (debit.filter(|minor| *minor != 0), credit.filter(|minor| *minor != 0)) {
            // Some banks write a minus also where the column says it.
            (Some(minor), None) => Ok(-minor.saturating_abs()),
            (None, Some(minor)) if minor > 0 => Ok(minor),
            (None, None) if debit.is_some() || credit.is_some() => Ok(0),
            (None, None) => Err(missing()),
            (_, Some(minor)) => Err(error(Reason::Amount, &minor.to_string())),
        }
    }

    /// Whether the bank has not booked it yet; it comes again when it has.
    fn is_pending(&self, row: &Row) -> bool {
        names::is_pending(self.columns.cell(row, Role::Status))
    }
}
