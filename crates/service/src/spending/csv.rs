//! The lines of a period as a file for a spreadsheet, in the reader's language.

use domain::{
    csv::{self, cell, number},
    format,
    i18n::I18n,
    language::Language,
    money::{Currency, Quantity},
};
use store::spending::Spent;

use super::{Tree, rest};
use crate::{Context, clock};

/// The names of the columns.
pub(super) fn head(language: Language) -> String {
    let i18n = I18n::of(language);
    let names = [
        i18n.csv_number(),
        i18n.csv_submitted(),
        i18n.orders_reference(),
        i18n.article_number(),
        i18n.measures_article(),
        i18n.spending_category(),
        i18n.invoice_quantity(),
        i18n.spending_unit(),
        i18n.csv_currency(),
        i18n.csv_net(),
        i18n.csv_tax(),
        i18n.orders_total(),
    ];
    format!("{}{}", csv::MARK, csv::line(language, &names.map(cell)))
}

/// One line, without what was cancelled of it.
pub(super) fn line(context: &Context, language: Language, currency: Currency, tree: &Tree, spent: &Spent) -> String {
    let settings = context.settings();
    let rules = settings.currency(currency);
    let sum = rest(&spent.amounts, spent.mode, &rules, spent.cancelled, spent.ordered);
    let left = Quantity::from_millis(spent.ordered.millis() - spent.cancelled.millis());
    let amount = |minor| number(language, minor, rules.exponent);
    let submitted = clock::wall(spent.place.submitted, &settings.vendor.time_zone).date();
    csv::line(
        language,
        &[
            spent.order.to_string(),
            format::date_digits(language, submitted),
            cell(spent.reference.as_deref().unwrap_or("")),
            cell(&spent.article),
            cell(spent.names.pick(language, settings.vendor.language).0),
            cell(tree.name(&tree.top(spent.category.as_deref()))),
            left.whole().map_or_else(|| number(language, left.millis(), 3), |whole| number(language, whole, 0)),
            cell(&format::unit_name(I18n::of(language), &spent.unit, left)),
            currency.code().to_owned(),
            amount(sum.net),
            amount(sum.tax),
            amount(sum.gross),
        ],
    )
}
