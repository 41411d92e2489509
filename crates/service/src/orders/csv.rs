//! The account's orders as a file for a spreadsheet, in the reader's language.

use domain::{
    csv::{self, cell, number},
    format,
    i18n::I18n,
    language::Language,
    permissions::Actor,
};
use store::orders::Head;

use super::pages::{cancelled_of, handover};
use crate::Context;

/// The names of the columns.
pub(super) fn head(language: Language) -> String {
    let i18n = I18n::of(language);
    let names = [
        i18n.csv_number(),
        i18n.csv_state(),
        i18n.csv_submitted(),
        i18n.csv_promised(),
        i18n.orders_reference(),
        i18n.orders_by(),
        i18n.csv_lines(),
        i18n.csv_currency(),
        i18n.csv_net(),
        i18n.csv_tax(),
        i18n.orders_total(),
    ];
    format!("{}{}", csv::MARK, csv::line(language, &names.map(cell)))
}

/// One order.
pub(super) fn line(context: &Context, actor: &Actor, head: &Head) -> String {
    let language = actor.language;
    let settings = context.settings();
    let decimals = settings.currency(head.currency).exponent;
    let amount = |minor| number(language, minor, decimals);
    let cancelled = cancelled_of(&settings, head);
    let submitted = context.wall(head.submitted, &actor.time_zone).date();
    let state = format::state_name(I18n::of(language), head.state, handover(&settings, head));
    csv::line(
        language,
        &[
            head.number.to_string(),
            cell(state),
            format::date_digits(language, submitted),
            head.promised.map(|date| format::date_digits(language, date)).unwrap_or_default(),
            cell(head.reference.as_deref().unwrap_or("")),
            cell(&head.by),
            head.line_count.to_string(),
            head.currency.code().to_owned(),
            // As the order's page has it: without what was cancelled of it.
            amount(head.net - cancelled.net),
            amount(head.tax - cancelled.tax),
            amount(head.gross - cancelled.gross),
        ],
    )
}
