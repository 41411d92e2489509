//! What is open, as a table; on a phone each row is a card.

use domain::{
    ledger::{Bucket, wire::OpenLine},
    time::Date,
};
use leptos::prelude::*;

use super::{
    parts::{day_text, due_chip, posting_name},
    side::Side,
};
use crate::{
    features::orders::parts::money_text,
    reader::use_i18n,
    ui::{Tone, amount, chip},
};

/// Open items. Where some of them are to be paid together, `ticked` says which are ticked at first.
#[must_use]
pub fn open_table(
    side: &Side,
    caption: String,
    lines: &[&OpenLine],
    today: Date,
    ticked: Option<&dyn Fn(&OpenLine) -> bool>,
) -> AnyView {
    let i18n = use_i18n();
    let row = |line: &OpenLine| row(side, line, today, ticked.map(|ticked| ticked(line)));
    let rows = lines.iter().copied().map(row).collect_view();
    view! {
        <table class="table" data-cards="compact" role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">{i18n.money_document()}</th>
                    <th scope="col" role="columnheader">{i18n.money_text()}</th>
                    <th scope="col" role="columnheader">{i18n.money_state()}</th>
                    <th scope="col" role="columnheader" class="figure">{i18n.money_open()}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(side: &Side, line: &OpenLine, today: Date, ticked: Option<bool>) -> AnyView {
    let i18n = use_i18n();
    let currency = line.amount.currency;
    let document = line.document.as_deref();
    let name = posting_name(line.kind, document);
    let tick = ticked.map(|ticked| tick(line, &name, ticked));
    // At the desk what is left of a credit is put against something where all about it stands.
    let href = match side {
        Side::Desk(_) if line.open < 0 => side.posting(line.posting),
        _ => side.document(line.kind, document, line.posting),
    };
    let dated = day_text(today, line.dated);
    let note = if line.text.is_empty() { dated } else { format!("{} · {dated}", line.text) };
    let part = (line.open != line.amount.minor).then(|| {
        view! { <small class="soft">{i18n.money_of(&money_text(currency, line.amount.minor))}</small> }
    });
    view! {
        <tr role="row">
            <td role="cell" data-place="title">
                <span class="open-name">
                    {tick}
                    <a class="open-link" href=href>{name}</a>
                </span>
            </td>
            <td role="cell" data-place="note" data-label=i18n.money_text()>{note}</td>
            <td role="cell" data-place="state" data-label=i18n.money_state()>
                <span class="chips">{chips(side, line, today)}</span>
            </td>
            <td role="cell" data-place="side" data-label=i18n.money_open() class="figure">
                {amount(currency, line.open)} {part}
            </td>
        </tr>
    }
    .into_any()
}

/// The box that puts an invoice or a charge among those to be paid.
fn tick(line: &OpenLine, name: &str, ticked: bool) -> AnyView {
    let (number, label) = (line.named(), use_i18n().money_tick(name));
    view! {
        <label class="choice open-tick" data-screen="">
            <input type="checkbox" name="invoices" value=number checked=ticked/>
            <span class="visually-hidden">{label}</span>
        </label>
    }
    .into_any()
}

fn chips(side: &Side, line: &OpenLine, today: Date) -> Vec<AnyView> {
    let i18n = use_i18n();
    if line.open <= 0 {
        return vec![chip(Tone::Plain, i18n.bucket_unapplied().to_owned())];
    }
    let mut chips = Vec::new();
    if line.disputed < line.open {
        chips.push(due_chip(line.due, today));
    }
    if line.disputed > 0 {
        let text = if line.disputed == line.open {
            side.bucket(i18n, Bucket::Disputed).to_owned()
        } else {
            i18n.money_disputed_part(&money_text(line.amount.currency, line.disputed))
        };
        chips.push(chip(Tone::Wait, text));
    }
    if let Some(day) = line.announced {
        chips.push(chip(Tone::Ok, side.announced(today, day)));
    }
    chips
}
