//! An invoice or a credit note: what is left to pay of it, whom it is from and for, its lines, its tax, and how it was paid.

mod lines;
pub mod sums;

use domain::{
    format,
    ledger::wire::{DocumentKind, InvoicePage, Party},
    money::Money,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api,
    dispute_form::{DISPUTE, dispute_form},
    disputes,
    parts::{allocations, day_text, due_chip, invoice_href, long_day, pay_href, posting_href},
    side::Side,
    transfer::{Transfer, transfer_sheet},
};
use crate::{
    ask::question,
    features::{orders::parts::money_text, shop::links::encode},
    reader::{use_i18n, use_language},
    ui::{Tone, amount, chip, command, icon, icon_small, load_page, notice, page_head, skeleton_rows},
};

/// `/invoices/:number`
#[must_use]
pub fn page() -> AnyView {
    let (params, query) = (use_params_map(), use_query_map());
    // Outside of what is fetched, so that its answer survives it.
    let dispute = command::<api::DisputeInvoice>();
    let invoice =
        question(move || api::ReadInvoice { number: params.with(|params| params.get("number")).unwrap_or_default() });
    view! {
        <main class="main" id="main">
            {load_page(invoice, || skeleton_rows(10), move |invoice| {
                let asked = query.with_untracked(|query| query.get(DISPUTE)).unwrap_or_default();
                content(&invoice, dispute_form(&invoice, &asked, dispute))
            })}
        </main>
    }
    .into_any()
}

/// What the document is called.
#[must_use]
pub fn title(kind: DocumentKind, number: &str) -> String {
    let i18n = use_i18n();
    match kind {
        DocumentKind::Invoice => i18n.invoice_title(number),
        DocumentKind::CreditNote => i18n.invoice_credit_title(number),
    }
}

fn content(invoice: &InvoicePage, dispute: Option<AnyView>) -> AnyView {
    let i18n = use_i18n();
    let back = Some(("/money".to_owned(), i18n.money_title().to_owned()));
    let paid_with = match invoice.kind {
        DocumentKind::Invoice => i18n.invoice_allocations(),
        DocumentKind::CreditNote => i18n.invoice_credit_allocations(),
    };
    view! {
        {page_head(title(invoice.kind, &invoice.number), None, back, None)}
        <div class="stack">
            {standing(invoice)}
            {facts(invoice)}
            {lines::lines(invoice)}
            {dispute}
            {disputes::of_invoice(&invoice.disputes)}
            {sums::sums(invoice)}
            {allocations(&Side::Own, paid_with, None, invoice.currency, &invoice.allocations)}
            {bank(invoice)}
            {writing(invoice)}
        </div>
        {pay_bar(invoice)}
    }
    .into_any()
}

/// It asks for money, and some of it has not come.
fn is_owed(invoice: &InvoicePage) -> bool {
    invoice.kind == DocumentKind::Invoice && invoice.open > 0
}

/// What is left of it, and the document as a file.
fn standing(invoice: &InvoicePage) -> AnyView {
    let i18n = use_i18n();
    let currency = invoice.currency;
    let (left_name, settled, used_name) = match invoice.kind {
        DocumentKind::Invoice => (i18n.invoice_left(), i18n.invoice_settled(), i18n.invoice_paid()),
        DocumentKind::CreditNote => {
            (i18n.invoice_credit_left(), i18n.invoice_credit_settled(), i18n.invoice_credit_used())
        }
    };
    let left = invoice.open.saturating_abs();
    let used = invoice.gross.saturating_abs().saturating_sub(left);
    let headline = if left == 0 {
        view! { <span class="balance-words">{settled}</span> }.into_any()
    } else {
        view! {
            <span class="soft small">{left_name}</span>
            " "
            <span class="money money-large">{money_text(currency, left)}</span>
        }
        .into_any()
    };
    let disputed = (invoice.disputed > 0).then(|| {
        let text = if invoice.disputed == invoice.open {
            i18n.bucket_disputed().to_owned()
        } else {
            i18n.money_disputed_part(&money_text(currency, invoice.disputed))
        };
        chip(Tone::Wait, text)
    });
    let due = (is_owed(invoice) && invoice.disputed < invoice.open).then(|| due_chip(invoice.due, invoice.today));
    let used = (left != 0 && used > 0).then(|| view! { <p class="soft">{used_name} ": " {amount(currency, used)}</p> });
    view! {
        <section class="sheet" aria-labelledby="standing">
            <div class="sheet-body">
                <div class="spread">
                    <h2 class="balance" id="standing">{headline}</h2>
                    <span class="chips">{due} {disputed}</span>
                </div>
                {used}
                {announced(invoice)}
                {reminded(invoice)}
                <div class="actions">{files(invoice)}</div>
            </div>
            <footer class="sheet-foot" data-screen="">
                <a class="link" href=posting_href(invoice.posting)>{i18n.invoice_posting()}</a>
            </footer>
        </section>
    }
    .into_any()
}

fn announced(invoice: &InvoicePage) -> Option<AnyView> {
    let line = invoice.announced.as_ref()?;
    let paid = money_text(line.amount.currency, line.amount.minor);
    let text = use_i18n().invoice_announced(&paid, &day_text(invoice.today, line.paid));
    Some(notice(Tone::Ok, "clock", view! { <p>{text}</p> }.into_any()))
}

/// When one was told that it is to be paid soon, and when that it is overdue.
#[must_use]
pub fn reminded(invoice: &InvoicePage) -> Option<AnyView> {
    let i18n = use_i18n();
    let days = |is_soon: bool| {
        let of = invoice.reminders.iter().filter(|(stage, _)| stage.is_soon() == is_soon);
        let days: Vec<String> = of.map(|(_, day)| day_text(invoice.today, *day)).collect();
        (!days.is_empty()).then(|| format::join_list(use_language(), &days))
    };
    let soon = days(true).map(|days| view! { <p class="soft">{i18n.invoice_told_due(&days)}</p> });
    let late = days(false).map(|days| view! { <p class="soft">{i18n.invoice_reminded(&days)}</p> });
    (soon.is_some() || late.is_some()).then(|| view! { {soon} {late} }.into_any())
}

/// The same document for the archive and for a program.
fn files(invoice: &InvoicePage) -> AnyView {
    let i18n = use_i18n();
    let file = |name: &'static str, ending: &str| {
        let href = format!("{}/{ending}", invoice_href(&invoice.number));
        view! {
            <a class="button button-quiet button-small" href=href rel="external" download="">
                {icon_small("download")} " " {name}
            </a>
        }
    };
    let data = invoice.has_data.then(|| file(i18n.invoice_xml(), "xml"));
    view! { {file(i18n.money_pdf(), "pdf")} {data} }.into_any()
}

/// Who, for whom, when, and for what.
fn facts(invoice: &InvoicePage) -> AnyView {
    let i18n = use_i18n();
    let fact = |name: &'static str, value: AnyView| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let due = invoice.due.map(|due| fact(i18n.invoice_due(), long_day(due)));
    let delivered = invoice.delivered.map(|day| fact(i18n.invoice_delivered(), long_day(day)));
    let order = invoice.order.map(|order| {
        let number = order.to_string();
        let href = format!("/orders/{number}");
        fact(i18n.invoice_order(), view! { <a href=href>{number}</a> }.into_any())
    });
    let corrects = invoice.corrects.clone().map(|number| {
        let href = invoice_href(&number);
        fact(i18n.invoice_corrects(), view! { <a href=href>{number}</a> }.into_any())
    });
    let reference =
        invoice.buyer_reference.clone().map(|reference| fact(i18n.orders_reference(), reference.into_any()));
    let note = invoice.note.clone().map(|note| fact(i18n.invoice_note(), note.into_any()));
    view! {
        <section class="sheet" aria-labelledby="facts">
            <header class="sheet-head"><h2 id="facts">{i18n.invoice_facts()}</h2></header>
            <div class="sheet-body">
                <dl class="facts">
                    {fact(i18n.invoice_seller(), party(&invoice.seller))}
                    {fact(i18n.invoice_buyer(), party(&invoice.buyer))}
                </dl>
                <dl class="facts">
                    {fact(i18n.invoice_issued(), long_day(invoice.issued))}
                    {due}
                    {delivered}
                    {order}
                    {corrects}
                    {reference}
                    {note}
                </dl>
            </div>
        </section>
    }
    .into_any()
}

/// Who it is from or for, line by line.
#[must_use]
pub fn party(party: &Party) -> AnyView {
    let i18n = use_i18n();
    let place = format!("{} {}", party.postcode, party.city);
    let vat = party.vat_number.as_deref().filter(|number| !number.is_empty()).map(|number| i18n.paper_vat(number));
    let lines = party
        .lines
        .iter()
        .cloned()
        .chain([place.trim().to_owned(), party.country.clone()])
        .chain(vat)
        .filter(|line| !line.is_empty())
        .map(|line| view! { <br/>{line} })
        .collect_view();
    view! { <strong>{party.name.clone()}</strong>{lines} }.into_any()
}

/// How to pay it, as long as something is left to pay that nobody disputes.
fn bank(invoice: &InvoicePage) -> Option<AnyView> {
    if !is_owed(invoice) || invoice.asked() <= 0 {
        return None;
    }
    Some(transfer_sheet(&Transfer {
        holder: &invoice.seller.name,
        iban: invoice.seller.iban.as_deref().unwrap_or_default(),
        bic: invoice.seller.bic.as_deref().unwrap_or_default(),
        amount: Money { minor: invoice.asked(), currency: invoice.currency },
        bank: invoice.seller.bank.as_deref().unwrap_or_default(),
        reference: &invoice.reference,
        code: invoice.code.as_ref(),
    }))
}

/// A question or a complaint about the whole of it; each line has its own.
fn writing(invoice: &InvoicePage) -> AnyView {
    let i18n = use_i18n();
    let subject = encode(&title(invoice.kind, &invoice.number));
    let order = invoice.order.map(|order| format!("&order={order}")).unwrap_or_default();
    let ask = format!("/messages/new?subject={subject}{order}");
    let complain = format!("{ask}&kind=complaint");
    view! {
        <div class="actions" data-screen="">
            <a class="button button-quiet" href=ask>{icon("messages")} {i18n.case_ask_about()}</a>
            <a class="button button-quiet" href=complain>{icon("warning")} {i18n.case_complain_about()}</a>
        </div>
    }
    .into_any()
}

fn pay_bar(invoice: &InvoicePage) -> Option<AnyView> {
    if !is_owed(invoice) || !invoice.may_pay || invoice.asked() <= 0 {
        return None;
    }
    let due = amount(invoice.currency, invoice.asked());
    let href = pay_href([invoice.number.as_str()]);
    Some(
        view! {
            <div class="sticky-bar"><a class="button" href=href>{use_i18n().money_pay()} " · " {due}</a></div>
        }
        .into_any(),
    )
}
