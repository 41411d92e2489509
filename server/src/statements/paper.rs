//! The statement on paper, in the reader's language.

use app::features::money::{
    parts::{kind_name, summary},
    side::Side,
};
use domain::{
    format,
    i18n::I18n,
    language::Language,
    ledger::wire::{PostingLine, Statement},
    money::Money,
    time::Date,
};
use paper::{
    Style,
    print::{Head, Part, Print, table::Table},
};
use service::Context;

use crate::sheets::{block, figures, foot, narrow, row, text, total, words};

/// The file.
///
/// # Errors
/// With the reason, when the program is broken.
pub(super) fn bytes(context: &Context, language: Language, statement: &Statement) -> Result<Vec<u8>, &'static str> {
    paper::print::pdf(&print(context, I18n::of(language), statement)).map_err(|paper::Failed(why)| why)
}

fn print(context: &Context, i18n: I18n, statement: &Statement) -> Print {
    let settings = context.settings();
    let language = i18n.language;
    let rules = settings.currency(statement.currency);
    let money = |minor| format::money(language, Money { minor, currency: statement.currency }, &rules);
    let day = |day: Date| format::date_digits(language, day);
    let title = i18n.money_statement();
    let sums = [
        (i18n.money_opening(), statement.opening),
        (i18n.money_debits(), statement.debits),
        (i18n.money_credits(), statement.credits),
        (i18n.money_closing(), statement.closing),
    ];
    let made = i18n.paper_made(&format::instant_long(language, statement.now));
    let left = vec![
        block(Style::Heading, statement.account_name.clone()),
        block(Style::Text, i18n.paper_account(&statement.account_number)),
        block(Style::Small, made),
    ];
    let right = sums.iter().map(|(name, minor)| ((*name).to_owned(), money(*minor))).collect();
    let period = format!(
        "{} – {} · {}",
        format::date_long(language, statement.from),
        format::date_long(language, statement.until),
        statement.currency.code()
    );
    let columns = vec![
        narrow(i18n.money_date(), 24.0),
        words(i18n.money_text()),
        figures(i18n.money_amount(), 32.0),
        figures(i18n.money_balance(), 32.0),
    ];
    let standing = |on: Date, name: &str, minor: i64| vec![day(on), name.to_owned(), String::new(), money(minor)];
    let mut rows = vec![row(standing(statement.from, i18n.money_opening(), statement.opening))];
    rows.extend(statement.postings.iter().map(|posting| {
        row(vec![day(posting.posted), name(i18n, posting), money(posting.amount), money(posting.balance)])
    }));
    rows.push(total(standing(statement.until, i18n.money_closing(), statement.closing)));
    let mut parts = vec![
        text(Style::Heading, settings.vendor.name.clone()),
        text(Style::Small, settings.vendor.address.clone()),
        Part::Space(6.0),
        text(Style::Title, title),
        text(Style::Text, period),
        Part::Head(Head { left, right }),
        Part::Space(4.0),
        Part::Table(Table { columns, rows }),
    ];
    if let Some(standing) = &statement.standing {
        let sums = summary(&Side::Own, i18n, standing);
        let right = sums.into_iter().map(|(_, name, minor)| (name.to_owned(), money(minor))).collect();
        parts.push(Part::Space(4.0));
        parts.push(Part::Head(Head { left: vec![block(Style::Heading, i18n.money_stands())], right }));
        parts.push(Part::Space(4.0));
    }
    if let Some(verified) = statement.verified {
        parts.push(text(Style::Small, i18n.paper_verified(&format::instant_long(language, verified))));
    }
    Print {
        title: format!("{title} · {}", statement.account_number),
        language: language.code(),
        author: settings.vendor.name.clone(),
        foot: foot([title.to_owned(), statement.account_number.clone(), settings.vendor.name.clone()]),
        parts,
        files: Vec::new(),
        archive: None,
    }
}

/// What a posting is, and what for.
fn name(i18n: I18n, posting: &PostingLine) -> String {
    let mut name = kind_name(i18n, posting.kind).to_owned();
    if let Some(document) = &posting.document {
        name.push(' ');
        name.push_str(document);
    }
    if !posting.text.is_empty() {
        name.push('\n');
        name.push_str(&posting.text);
    }
    name
}
