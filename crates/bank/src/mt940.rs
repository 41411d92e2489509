//! MT940, the customer statement message of SWIFT (Standards MT, category 9), as banks hand it out: with or without the
//! envelope of the network.

mod details;
mod fields;
mod line;

use domain::money::Currency;

use crate::amount::decimal;
use crate::collect::{Collector, Draft, Head};
use crate::error::{BankError, Reason};
use crate::text::without_spaces;
use crate::{Format, Movement, Statement, currencies, dates, references};
use details::Details;
use fields::{Field, Item};
use line::Line;

/// How many lines the beginning of such a file may have before its first field.
const MOST_BEFORE: usize = 20;

/// Whether the file begins as such files do.
pub(crate) fn is_one(text: &str) -> bool {
    text.lines().take(MOST_BEFORE).any(|line| [":20:", "{1:", "{4:"].iter().any(|head| line.starts_with(head)))
}

pub(crate) fn read(text: &str) -> Result<Vec<Statement>, BankError> {
    let mut collector = Collector::default();
    let mut statements = Vec::new();
    let mut open: Option<Message<'_>> = None;
    fields::each(text, |item| {
        if item.ends_message()
            && let Some(message) = open.take()
        {
            statements.push(message.close(item.line(), &mut collector)?);
        }
        let Item::Field(field) = item else { return Ok(()) };
        if field.tag == "20" {
            open = Some(Message::new(field.line));
            return Ok(());
        }
        match &mut open {
            Some(message) => message.take(field, &mut collector),
            None => Err(BankError::new(field.line, Reason::MissingField, ":20:")),
        }
    })?;
    if statements.is_empty() {
        return Err(BankError::new(1, Reason::NotABankFile, ""));
    }
    Ok(statements)
}

/// A message of which some fields have been read.
struct Message<'a> {
    line: usize,
    account: Option<String>,
    opening: Option<Balance>,
    closing: Option<Balance>,
    drafts: Vec<Draft>,
    /// The last movement, and what is said of it.
    last: Option<(Line, Vec<&'a str>)>,
}

impl<'a> Message<'a> {
    fn new(line: usize) -> Self {
        Self { line, account: None, opening: None, closing: None, drafts: Vec::new(), last: None }
    }

    fn take(&mut self, field: Field<'a>, collector: &mut Collector) -> Result<(), BankError> {
        match field.tag {
            "25" | "25P" => self.account = Some(without_spaces(field.first())),
            "60F" | "60M" => self.opening = Some(Balance::read(&field)?),
            "61" => {
                self.finish_last();
                let currency = self.currency().ok_or_else(|| missing(field.line, ":60F:"))?;
                collector.count(field.line)?;
                self.last = Some((Line::read(&field, currency)?, Vec::new()));
            }
            // After the closing balance it is said of the whole statement.
            "86" if self.closing.is_none() => {
                if let Some((_, said)) = &mut self.last {
                    said.extend(field.lines);
                }
            }
            "62F" | "62M" => {
                self.finish_last();
                let balance = Balance::read(&field)?;
                if self.currency().is_some_and(|currency| currency != balance.currency) {
                    return Err(BankError::new(field.line, Reason::Currency, balance.currency.code()));
                }
                self.closing = Some(balance);
            }
            // Available balances, statement numbers, related references.
            _ => {}
        }
        Ok(())
    }

    /// The statement. `line` is where the message ends.
    fn close(mut self, line: usize, collector: &mut Collector) -> Result<Statement, BankError> {
        self.finish_last();
        let closing = self.closing.ok_or_else(|| BankError::new(line, Reason::CutOff, ":62F:"))?;
        let opening = self.opening.ok_or_else(|| missing(self.line, ":60F:"))?;
        let account = self.account.filter(|account| !account.is_empty()).ok_or_else(|| missing(self.line, ":25:"))?;
        let head = Head {
            format: Format::Mt940,
            version: String::new(),
            account: without_currency(&account, opening.currency),
            is_said: true,
            currency: opening.currency,
            opening: Some(opening.amount),
            closing: Some(closing.amount),
            line: closing.line,
        };
        collector.close(head, self.drafts)
    }

    fn currency(&self) -> Option<Currency> {
        self.opening.as_ref().map(|balance| balance.currency)
    }

    fn finish_last(&mut self) {
        let Some((line, said)) = self.last.take() else { return };
        let Some(currency) = self.currency() else { return };
        self.drafts.push(Draft { movement: movement(line, Details::read(&said), currency), part: None });
    }
}

fn movement(line: Line, details: Details, currency: Currency) -> Movement {
    Movement {
        line: line.line,
        booked: line.booked,
        value: line.value,
        amount: line.amount,
        currency,
        bank_reference: line.bank_reference,
        end_to_end: details.end_to_end,
        payer_name: details.payer_name,
        payer_account: details.payer_account,
        reference: details.reference.or_else(|| references::within(&details.text)),
        text: details.text,
        reversal: line.reversal || details.is_returned,
        fingerprint: String::new(),
    }
}

/// Some banks write the currency behind the account: `NL91ABNA0417164300EUR`.
fn without_currency(account: &str, currency: Currency) -> String {
    match account.strip_suffix(currency.code()) {
        Some(rest) if rest.ends_with(|c: char| c.is_ascii_digit()) => rest.to_owned(),
        _ => account.to_owned(),
    }
}

fn missing(line: usize, field: &str) -> BankError {
    BankError::new(line, Reason::MissingField, field)
}

struct Balance {
    amount: i64,
    currency: Currency,
    line: usize,
}

impl Balance {
    /// `C260131EUR1234,56`: direction, day, currency and amount.
    fn read(field: &Field<'_>) -> Result<Self, BankError> {
        let error = |reason, found: &str| BankError::new(field.line, reason, found);
        let text = field.first();
        let short = || error(Reason::UnknownField, text);
        let (mark, rest) = text.split_at_checked(1).ok_or_else(short)?;
        let (day, rest) = rest.split_at_checked(6).ok_or_else(short)?;
        let (code, amount) = rest.split_at_checked(3).ok_or_else(short)?;
        let sign = match mark {
            "C" => 1,
            "D" => -1,
            _ => return Err(short()),
        };
        dates::short(day).ok_or_else(|| error(Reason::Date, day))?;
        let currency = currencies::parse(code).ok_or_else(|| error(Reason::Currency, code))?;
        let minor = comma(amount, currency).ok_or_else(|| error(Reason::Amount, amount))?;
        Ok(Self { amount: sign * minor, currency, line: field.line })
    }
}

/// An amount of a message, which always has its comma.
fn comma(text: &str, currency: Currency) -> Option<i64> {
    if text.contains(',') { decimal(text, ',', currency) } else { None }
}
