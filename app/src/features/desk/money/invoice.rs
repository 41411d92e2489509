//! An invoice or a credit note at the desk: as the customer has it, what became of it, and taking lines of it back.

use domain::{
    format,
    ledger::wire::{DocumentKind, InvoiceLine, InvoicePage},
    money::Quantity,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api,
    dispute::{Settle, disputes},
    parts::{ACCOUNTS, account_href, invoice_href, may_post, seller_notice},
};
use crate::{
    ask::question_after,
    features::{
        money::{
            invoice::{party, reminded, sums, title},
            parts::{allocations as parts_of, due_chip, long_day},
            side::Side,
        },
        orders::parts::money_text,
        shop::links::encode,
    },
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, Refetch, Tone, amount, busy, chip, command, error_notice, icon_small, in_place,
        key_field, load_page, outdated_notice, page_head, plain_quantity, quantity_text, reason_field,
        refetch_in_place, refusal_of, settled, skeleton_rows,
    },
};

/// `/desk/invoices/:number`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let params = use_params_map();
    let credit = command::<api::CreditInvoice>();
    let refetch = refetch_in_place();
    let settle = Settle { credit: command::<api::CreditDisputed>(), put_back: command::<api::PutBackDisputed>() };
    let all = [credit, settle.credit, settle.put_back];
    for command in all {
        refetch.after(command);
    }
    let invoice = question_after(refetch, move || api::ReadDeskInvoice {
        number: params.with(|params| params.get("number")).unwrap_or_default(),
    });
    view! {
        <main class="main" id="main">
            {refetch.status(i18n.orders_done())}
            {outdated_notice(all.into_iter().map(refusal_of).collect())}
            {load_page(invoice, || skeleton_rows(10), move |invoice| content(&invoice, credit, settle, refetch))}
        </main>
    }
    .into_any()
}

fn content(invoice: &InvoicePage, credit: Command, settle: Settle, refetch: Refetch) -> AnyView {
    let i18n = use_i18n();
    refetch.came();
    let (over, back) = match &invoice.account {
        Some((number, name)) => (Some(format!("{name} · {number}")), (account_href(number), name.clone())),
        None => (None, (ACCOUNTS.to_owned(), i18n.desk_money_accounts().to_owned())),
    };
    view! {
        {page_head(title(invoice.kind, &invoice.number), over, Some(back), None)}
        <div class="columns">
            <div class="column">
                {standing(invoice)}
                {disputes(invoice, settle)}
                {lines(invoice, credit)}
                {sums::sums(invoice)}
            </div>
            <div class="aside">
                {facts(invoice)}
                {allocations(invoice)}
            </div>
        </div>
    }
    .into_any()
}

/// What is left of it, what is disputed, and the document as a file.
fn standing(invoice: &InvoicePage) -> AnyView {
    let i18n = use_i18n();
    let currency = invoice.currency;
    let (left_name, settled) = match invoice.kind {
        DocumentKind::Invoice => (i18n.desk_money_invoice_left(), i18n.invoice_settled()),
        DocumentKind::CreditNote => (i18n.invoice_credit_left(), i18n.invoice_credit_settled()),
    };
    let headline = match invoice.open.saturating_abs() {
        0 => view! { <span class="balance-words">{settled}</span> }.into_any(),
        left => view! {
            <span class="soft small">{left_name}</span>
            " "
            <span class="money money-large">{money_text(currency, left)}</span>
        }
        .into_any(),
    };
    let is_owed = invoice.kind == DocumentKind::Invoice && invoice.open > 0;
    let due = (is_owed && invoice.disputed < invoice.open).then(|| due_chip(invoice.due, invoice.today));
    let disputed = (invoice.disputed > 0).then(|| {
        let text = if invoice.disputed == invoice.open {
            i18n.desk_money_disputed().to_owned()
        } else {
            i18n.money_disputed_part(&money_text(currency, invoice.disputed))
        };
        chip(Tone::Wait, text)
    });
    let announced = invoice.announced.as_ref().map(|line| {
        let paid = money_text(line.amount.currency, line.amount.minor);
        let day = format::date_long(use_language(), line.paid);
        view! { <p>{i18n.desk_money_said_paid(&paid, &day)}</p> }
    });
    let file = |name: &'static str, ending: &str| {
        let href = format!("/invoices/{}/{ending}", encode(&invoice.number));
        view! {
            <a class="button button-quiet button-small" href=href rel="external" download="">
                {icon_small("download")} " " {name}
            </a>
        }
    };
    let data = invoice.has_data.then(|| file(i18n.invoice_xml(), "xml"));
    view! {
        <section class="sheet" aria-labelledby="standing">
            <div class="sheet-body">
                <div class="spread">
                    <h2 class="balance" id="standing">{headline}</h2>
                    <span class="chips">{due} {disputed}</span>
                </div>
                {announced}
                {reminded(invoice)}
                <div class="actions">{file(i18n.money_pdf(), "pdf")} {data}</div>
            </div>
        </section>
    }
    .into_any()
}

/// How much of a line is on no credit note yet.
fn left_of(line: &InvoiceLine) -> Quantity {
    Quantity::from_millis(line.quantity.millis().saturating_sub(line.credited))
}

/// The lines; of an invoice each can be taken back, as a whole or in part.
fn lines(invoice: &InvoicePage, credit: Command) -> AnyView {
    let i18n = use_i18n();
    let is_left = invoice.kind == DocumentKind::Invoice && invoice.lines.iter().any(|line| left_of(line).millis() > 0);
    let can_credit = is_left && may_post();
    // Those of which something is left are numbered without gaps.
    let mut places = 0..;
    let rows = invoice
        .lines
        .iter()
        .map(|line| {
            let place = if left_of(line).millis() > 0 { places.next() } else { None };
            row(invoice, line, can_credit.then_some((place, credit)))
        })
        .collect_view();
    let taken_back = can_credit.then(|| {
        view! { <th scope="col" role="columnheader">{i18n.desk_money_credit_quantity()}</th> }
    });
    let table = view! {
        <table class="table" data-cards="" role="table">
            <caption class="visually-hidden">{i18n.invoice_lines()}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">{i18n.invoice_article()}</th>
                    <th scope="col" role="columnheader" class="figure">{i18n.invoice_quantity()}</th>
                    <th scope="col" role="columnheader" class="figure">{i18n.money_amount()}</th>
                    {taken_back}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any();
    let head = view! { <header class="sheet-head"><h2 id="lines">{i18n.invoice_lines()}</h2></header> }.into_any();
    if !can_credit {
        return view! { <section class="sheet" aria-labelledby="lines">{head} {table}</section> }.into_any();
    }
    let refusal = in_place(refusal_of(credit));
    let number = invoice.number.clone();
    view! {
        <section class="sheet" aria-labelledby="lines">
            {head}
            <CommandForm command=credit>
                {key_field(settled(credit))}
                <input type="hidden" name="number" value=number/>
                {table}
                <div class="sheet-body stack">
                    <h3>{i18n.desk_money_credit()}</h3>
                    <p class="soft">{i18n.desk_money_credit_text()}</p>
                    {seller_notice(refusal)}
                    {error_notice(refusal, &["reason", "seller"])}
                    {reason_field("credit-reason", i18n.desk_money_reason(), true, credit)}
                    <div class="actions">
                        <button class="button" type="submit" aria-busy=busy(credit)>{i18n.desk_money_credit_do()}</button>
                    </div>
                </div>
            </CommandForm>
        </section>
    }
    .into_any()
}

fn row(invoice: &InvoicePage, line: &InvoiceLine, credit: Option<(Option<usize>, Command)>) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let currency = invoice.currency;
    let number = (!line.article_number.is_empty())
        .then(|| view! { <small class="soft line-note">{line.article_number.clone()}</small> });
    let disputed = invoice
        .disputes_of(line)
        .map(|dispute| {
            let said = money_text(dispute.amount.currency, dispute.amount.minor);
            let text = i18n.invoice_disputed(&said, &dispute.case.to_string());
            let href = format!("/desk/cases/{}", dispute.case);
            view! { <span class="line-links"><a class="open-link waits" href=href>{text}</a></span> }
        })
        .collect_view();
    let credited = (line.credited > 0).then(|| {
        let quantity = quantity_text(language, Quantity::from_millis(line.credited), &line.unit);
        view! { <small class="soft line-note">{i18n.desk_money_credited(&quantity)}</small> }
    });
    let taken_back = credit.map(|(place, credit)| {
        view! { <td role="cell" data-label=i18n.desk_money_credit_quantity()>{quantity_field(line, place, credit)}</td> }
    });
    view! {
        <tr role="row">
            <td role="cell"><strong>{line.name.clone()}</strong> {number} {disputed}</td>
            <td role="cell" class="figure" data-label=i18n.invoice_quantity()>
                {quantity_text(language, line.quantity, &line.unit)}
                {credited}
            </td>
            <td role="cell" class="figure" data-label=i18n.money_amount()>{amount(currency, line.amount)}</td>
            {taken_back}
        </tr>
    }
    .into_any()
}

/// How much of a line is taken back; nothing to type where all of it was.
fn quantity_field(line: &InvoiceLine, place: Option<usize>, credit: Command) -> AnyView {
    let i18n = use_i18n();
    let Some(place) = place else {
        return view! { <span class="soft">{i18n.desk_money_credited_all()}</span> }.into_any();
    };
    let left = left_of(line);
    let name = format!("lines[{place}][quantity]");
    let typed = credit.typed(&name, "");
    view! {
        <input type="hidden" name=format!("lines[{place}][position]") value=line.position.to_string()/>
        <input
            type="text"
            inputmode="decimal"
            maxlength="20"
            autocomplete="off"
            name=name
            value=typed
            placeholder="0"
            aria-label=i18n.desk_money_credit_of(&plain_quantity(left), &line.name)
        />
    }
    .into_any()
}

/// Who, for whom, when, and for what.
fn facts(invoice: &InvoicePage) -> AnyView {
    let i18n = use_i18n();
    let fact = |name: &'static str, value: AnyView| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let due = invoice.due.map(|due| fact(i18n.invoice_due(), long_day(due)));
    let delivered = invoice.delivered.map(|day| fact(i18n.invoice_delivered(), long_day(day)));
    let order = invoice.order.map(|order| {
        let number = order.to_string();
        let href = format!("/desk/orders/{number}");
        fact(i18n.invoice_order(), view! { <a class="link" href=href>{number}</a> }.into_any())
    });
    let document =
        |number: &String| view! { <a class="link" href=invoice_href(number)>{number.clone()}</a> " " }.into_any();
    let corrects = invoice.corrects.as_ref().map(|number| fact(i18n.invoice_corrects(), document(number)));
    let notes = invoice.credit_notes.iter().map(document).collect::<Vec<_>>();
    let notes = (!notes.is_empty()).then(|| fact(i18n.desk_money_credit_notes(), notes.into_any()));
    let reference =
        invoice.buyer_reference.clone().map(|reference| fact(i18n.orders_reference(), reference.into_any()));
    let note = invoice.note.clone().map(|note| fact(i18n.invoice_note(), note.into_any()));
    let posting = invoice.account.as_ref().map(|(number, _)| {
        let href = Side::Desk(number.clone()).posting(invoice.posting);
        view! { <p data-screen=""><a class="link" href=href>{i18n.invoice_posting()}</a></p> }
    });
    view! {
        <section class="sheet" aria-labelledby="facts">
            <header class="sheet-head"><h2 id="facts">{i18n.invoice_facts()}</h2></header>
            <div class="sheet-body">
                <dl class="facts">
                    {fact(i18n.invoice_buyer(), party(&invoice.buyer))}
                    {fact(i18n.invoice_seller(), party(&invoice.seller))}
                    {fact(i18n.invoice_issued(), long_day(invoice.issued))}
                    {due}
                    {delivered}
                    {order}
                    {corrects}
                    {notes}
                    {fact(i18n.posting_reference(), invoice.reference.clone().into_any())}
                    {reference}
                    {note}
                </dl>
                {posting}
            </div>
        </section>
    }
    .into_any()
}

/// What it was paid with, or used for.
fn allocations(invoice: &InvoicePage) -> Option<AnyView> {
    let i18n = use_i18n();
    let title = match invoice.kind {
        DocumentKind::Invoice => i18n.invoice_allocations(),
        DocumentKind::CreditNote => i18n.invoice_credit_allocations(),
    };
    let (number, _) = invoice.account.as_ref()?;
    Some(parts_of(&Side::Desk(number.clone()), title, None, invoice.currency, &invoice.allocations))
}
