//! The statement as a file for a spreadsheet, in the reader's language. The first line is the balance before the period,
//! the last one the balance after it.

use app::features::money::parts::kind_name;
use domain::{
    csv::{self, cell, number},
    format,
    i18n::I18n,
    language::Language,
    ledger::wire::{PostingLine, Statement},
    time::Date,
};

const COLUMNS: usize = 9;

/// The whole file; amounts have the decimals of the currency.
pub(super) fn of(language: Language, decimals: u8, statement: &Statement) -> String {
    let i18n = I18n::of(language);
    let mut file = String::from(csv::MARK);
    let mut add = |cells: [String; COLUMNS]| file.push_str(&csv::line(language, &cells));
    add([
        i18n.posting_posted(),
        i18n.money_text(),
        i18n.money_document(),
        i18n.posting_dated(),
        i18n.posting_due(),
        i18n.invoice_note(),
        i18n.csv_currency(),
        i18n.money_amount(),
        i18n.money_balance(),
    ]
    .map(cell));
    let balance = |day: Date, name: &str, balance: i64| {
        let mut cells = [const { String::new() }; COLUMNS];
        cells[0] = format::date_digits(language, day);
        cells[1] = cell(name);
        cells[6] = statement.currency.code().to_owned();
        cells[8] = number(language, balance, decimals);
        cells
    };
    add(balance(statement.from, i18n.money_opening(), statement.opening));
    for posting in &statement.postings {
        add(line(i18n, decimals, statement, posting));
    }
    add(balance(statement.until, i18n.money_closing(), statement.closing));
    file
}

fn line(i18n: I18n, decimals: u8, statement: &Statement, posting: &PostingLine) -> [String; COLUMNS] {
    let language = i18n.language;
    [
        format::date_digits(language, posting.posted),
        cell(kind_name(i18n, posting.kind)),
        cell(posting.document.as_deref().unwrap_or("")),
        format::date_digits(language, posting.dated),
        posting.due.map(|due| format::date_digits(language, due)).unwrap_or_default(),
        cell(&posting.text),
        statement.currency.code().to_owned(),
        number(language, posting.amount, decimals),
        number(language, posting.balance, decimals),
    ]
}
