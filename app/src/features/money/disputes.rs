//! What a customer does not agree with on an invoice, and what became of it: the same for both sides.

use domain::ledger::wire::{DisputeEnd, DisputeLine};
use leptos::prelude::*;

use super::parts::long_day;
use crate::{
    features::{orders::parts::money_text, shop::links::encode},
    reader::{use_i18n, use_language},
    ui::{Tone, amount, chip, icon, notice},
};

/// The place of the sheet in its page.
pub const DISPUTES: &str = "disputes";

/// On whose side it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Customer,
    Desk,
}

impl Side {
    fn invoice_href(self, number: &str) -> String {
        let base = match self {
            Self::Customer => "/invoices",
            Self::Desk => "/desk/invoices",
        };
        format!("{base}/{}", encode(number))
    }

    fn case_href(self, number: i64) -> String {
        match self {
            Self::Customer => format!("/messages/{number}"),
            Self::Desk => format!("/desk/cases/{number}"),
        }
    }
}

/// On a customer's invoice: what is disputed of it, each with the way to its complaint.
#[must_use]
pub fn of_invoice(disputes: &[DisputeLine]) -> Option<AnyView> {
    sheet(disputes.iter().map(|dispute| invoice_row(dispute, Side::Customer, None)).collect(), None)
}

/// In a case: the lines that it is about, each with the way to its invoice. A complaint may be closed before what it is
/// about is settled: then the vendor's people are told.
#[must_use]
pub fn of_case(disputes: &[DisputeLine], is_closed: bool, side: Side) -> Option<AnyView> {
    let i18n = use_i18n();
    let rows = disputes.iter().map(|dispute| case_row(dispute, side)).collect::<Vec<_>>();
    let left = disputes.iter().filter(|dispute| is_closed && side == Side::Desk && dispute.ended.is_none());
    let warnings = left
        .map(|dispute| {
            let said = money_text(dispute.amount.currency, dispute.amount.minor);
            view! { <p>{i18n.dispute_left_open(&said, &dispute.document)}</p> }.into_any()
        })
        .collect::<Vec<_>>();
    let warning = (!warnings.is_empty()).then(|| notice(Tone::Wait, "warning", view! { {warnings} }.into_any()));
    sheet(rows, warning)
}

/// A sheet of these rows, with a word before them.
#[must_use]
pub fn sheet(rows: Vec<AnyView>, before: Option<AnyView>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let before = before.map(|before| view! { <div class="sheet-body">{before}</div> });
    Some(
        view! {
            <section class="sheet" id=DISPUTES aria-labelledby="disputes-title">
                <header class="sheet-head"><h2 id="disputes-title">{use_i18n().dispute_title()}</h2></header>
                {before}
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

/// A dispute on its invoice, with what can be done about it.
#[must_use]
pub fn invoice_row(dispute: &DisputeLine, side: Side, steps: Option<AnyView>) -> AnyView {
    let case = dispute.case;
    let text = use_i18n().dispute_case(&case.to_string());
    let link = view! { <a class="link" href=side.case_href(case)>{text}</a> }.into_any();
    let name = view! { <strong>{dispute.name.clone()}</strong> }.into_any();
    row(dispute, side, name, Some(link), steps)
}

fn case_row(dispute: &DisputeLine, side: Side) -> AnyView {
    let i18n = use_i18n();
    let href = side.invoice_href(&dispute.document);
    let title = i18n.invoice_title(&dispute.document);
    let name = view! { <a class="link" href=href.clone()>{title}</a> " · " {dispute.name.clone()} }.into_any();
    // The forms stand with the line they are about.
    let settle = (side == Side::Desk && dispute.ended.is_none()).then(|| {
        let forms = format!("{href}#{DISPUTES}");
        view! { <a class="link" href=forms rel="external">{i18n.desk_dispute_settle()}</a> }.into_any()
    });
    row(dispute, side, name, settle, None)
}

fn row(dispute: &DisputeLine, side: Side, name: AnyView, link: Option<AnyView>, steps: Option<AnyView>) -> AnyView {
    let i18n = use_i18n();
    let currency = dispute.amount.currency;
    let (state, told) = match &dispute.ended {
        None => {
            let kept = (side == Side::Customer).then(|| view! { <small>{i18n.dispute_open_text()}</small> }.into_any());
            (chip(Tone::Wait, i18n.dispute_open().to_owned()), kept)
        }
        Some(end) => (ended_chip(end), Some(end_told(dispute, end, side))),
    };
    let link = link.map(|link| view! { <small>{link}</small> });
    view! {
        <li class="row" data-align="start">
            {icon("warning")}
            <div class="row-text">
                <span>{name}</span>
                <span class="chips">{state}</span>
                {told}
                {link}
                {steps}
            </div>
            <span class="row-side">{amount(currency, dispute.amount.minor)}</span>
        </li>
    }
    .into_any()
}

fn ended_chip(end: &DisputeEnd) -> AnyView {
    let i18n = use_i18n();
    match end.credited {
        Some(_) => chip(Tone::Ok, i18n.dispute_credited().to_owned()),
        None => chip(Tone::Plain, i18n.dispute_put_back().to_owned()),
    }
}

/// How it ended, when, and why.
fn end_told(dispute: &DisputeLine, end: &DisputeEnd, side: Side) -> AnyView {
    let i18n = use_i18n();
    let currency = dispute.amount.currency;
    let credited = end.credited.as_ref().map(|(note, credited)| {
        let title = i18n.invoice_credit_title(note);
        let rest = dispute.amount.minor - credited;
        let rest = (rest > 0).then(|| view! { <small>{i18n.dispute_rest(&money_text(currency, rest))}</small> });
        view! {
            <small>
                <a class="link" href=side.invoice_href(note)>{title}</a>
                " · "
                {money_text(currency, *credited)}
            </small>
            {rest}
        }
    });
    let pay_by = end.pay_by.map(|day| {
        let said = domain::format::date_long(use_language(), day);
        view! { <small>{i18n.dispute_pay_by(&said)}</small> }
    });
    let reason = (!end.reason.is_empty()).then(|| view! { <small>{i18n.dispute_reason(&end.reason)}</small> });
    view! { {credited} {pay_by} {reason} <small>{long_day(end.at.date())}</small> }.into_any()
}
