//! What is open of an account and what was posted on it, each with what can be done about it.

use domain::{
    format,
    ids::PostingId,
    ledger::{
        Bucket, Part, PostingKind,
        wire::{AnnouncedLine, DeskAccount, OpenLine, PostingLine},
    },
    money::Currency,
};
use leptos::prelude::*;

use super::parts::{refused_about, side_of};
use crate::{
    features::{
        money::parts::{day_text, due_chip, posting_name, said},
        orders::parts::money_text,
    },
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, Tone, amount, busy, chip, empty, error_notice, field, icon, instant, key_field, settled,
    },
};

/// The list of numbers that the fields for documents offer.
pub(super) const NUMBERS: &str = "open-numbers";

/// What the account is to pay, the earliest due first.
pub(super) fn open(page: &DeskAccount) -> AnyView {
    let i18n = use_i18n();
    let lines = &page.money.open;
    let content = if lines.is_empty() {
        empty("receipt", i18n.desk_money_open_none().to_owned(), i18n.desk_money_open_none_text().to_owned(), None)
    } else {
        let rows = lines.iter().map(|line| open_row(page, line, None)).collect_view();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    let more = page.money.more_open.first().map(|first| {
        // That of the account's own currency, where there is more of several.
        let currency = if page.money.more_open.contains(&page.currency) { page.currency } else { *first };
        let all = side_of(page).open(currency, None, "");
        view! {
            <p class="sheet-foot">
                {i18n.desk_money_more_open()} " " <a class="link" href=all>{i18n.money_open_more()}</a>
            </p>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="open">
            <header class="sheet-head"><h2 id="open">{i18n.desk_money_open()}</h2></header>
            {content}
            {more}
            {numbers(lines)}
        </section>
    }
    .into_any()
}

/// What the fields for documents offer. A charge of before charges had numbers is told by what it was for.
pub(super) fn numbers(lines: &[OpenLine]) -> AnyView {
    let options = lines
        .iter()
        .map(|line| {
            let label = line.document.is_none().then(|| {
                let sum = money_text(line.amount.currency, line.open);
                format!("{} {sum}{}", posting_name(line.kind, None), said(&line.text).unwrap_or_default())
            });
            view! { <option value=line.named() label=label></option> }
        })
        .collect_view();
    view! { <datalist id=NUMBERS>{options}</datalist> }.into_any()
}

/// Payments and credits that are put against nothing yet.
pub(super) fn unapplied(page: &DeskAccount, allocate: Command) -> Option<AnyView> {
    if page.unapplied.is_empty() {
        return None;
    }
    let i18n = use_i18n();
    let rows = page.unapplied.iter().map(|line| open_row(page, line, Some(allocate))).collect_view();
    let more = page
        .more_unapplied
        .iter()
        .map(|currency| {
            let all = side_of(page).open(*currency, Some(Part::Bucket(Bucket::Unapplied)), "");
            view! {
                <p class="sheet-foot">
                    {i18n.desk_money_more_unapplied()} " " <a class="link" href=all>{i18n.money_open_more()}</a>
                </p>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="unapplied">
                <header class="sheet-head"><h2 id="unapplied">{i18n.bucket_unapplied()}</h2></header>
                <ul class="rows">{rows}</ul>
                {more}
            </section>
        }
        .into_any(),
    )
}

fn open_row(page: &DeskAccount, line: &OpenLine, allocate: Option<Command>) -> AnyView {
    let i18n = use_i18n();
    let (currency, today) = (line.amount.currency, page.money.today);
    let part = (line.open != line.amount.minor)
        .then(|| view! { <small class="soft">{i18n.money_of(&money_text(currency, line.amount.minor))}</small> });
    let chips = (line.open > 0).then(|| {
        let disputed = (line.disputed > 0).then(|| {
            let text = if line.disputed == line.open {
                i18n.desk_money_disputed().to_owned()
            } else {
                i18n.money_disputed_part(&money_text(currency, line.disputed))
            };
            chip(Tone::Wait, text)
        });
        let announced = line.announced.map(|day| chip(Tone::Ok, i18n.desk_money_announced(&day_text(today, day))));
        let due = (line.disputed < line.open).then(|| due_chip(line.due, today));
        let reminded = line.reminded.map(|day| chip(Tone::Plain, i18n.desk_money_reminded(&day_text(today, day))));
        view! { <span class="chips">{due} {disputed} {announced} {reminded}</span> }
    });
    let form = allocate
        .filter(|_| page.may_post)
        .map(|allocate| allocate_form(&page.money.account_number, line.posting, currency, allocate));
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                {name_of(page, line.kind, line.document.as_deref(), line.posting)}
                <small>{day_text(today, line.dated)} {said(&line.text)}</small>
                {chips}
                {form}
            </div>
            <span class="row-side">{amount(currency, line.open)} {part}</span>
        </li>
    }
    .into_any()
}

/// What a posting is called, with the way to its document, or to all about it.
fn name_of(page: &DeskAccount, kind: PostingKind, document: Option<&str>, id: PostingId) -> AnyView {
    let href = side_of(page).document(kind, document, id);
    view! { <a class="link" href=href>{posting_name(kind, document)}</a> }.into_any()
}

/// Puts what is left of a payment or credit against an invoice or a charge; the page offers their [`numbers`].
pub(super) fn allocate_form(account: &str, credit: PostingId, currency: Currency, allocate: Command) -> AnyView {
    let i18n = use_i18n();
    let id = credit.to_string();
    let here = Some(("credit", id.as_str()));
    let refusal = refused_about(allocate, ("credit", &id));
    let (document, sum) = (allocate.typed_about(here, "document", ""), allocate.typed_about(here, "amount", ""));
    let account = account.to_owned();
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_money_allocate()}</summary>
            <CommandForm command=allocate class="stack">
                {key_field(settled(allocate))}
                {error_notice(refusal, &["document", "amount"])}
                <input type="hidden" name="account" value=account/>
                <input type="hidden" name="credit" value=id.clone()/>
                <div class="field-row">
                    {field("document", i18n.desk_money_document())
                        .id(format!("document-{id}"))
                        .most("40")
                        .list(NUMBERS)
                        .required(true)
                        .line(refusal, document)}
                    {field("amount", i18n.desk_money_amount(currency.code()))
                        .id(format!("amount-{id}"))
                        .hint(i18n.desk_money_allocate_hint())
                        .keyboard(Some("decimal"))
                        .most("20")
                        .optional()
                        .line(refusal, sum)}
                </div>
                <div class="actions">
                    <button class="button button-small" type="submit" aria-busy=busy(allocate)>
                        {i18n.desk_money_allocate_do()}
                    </button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}

/// What the customer has said that they paid, and the bank has not brought yet.
pub(super) fn announced(page: &DeskAccount) -> Option<AnyView> {
    if page.money.announced.is_empty() {
        return None;
    }
    let rows = page.money.announced.iter().map(|line| announced_row(page, line)).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="announced">
                <header class="sheet-head"><h2 id="announced">{use_i18n().desk_money_announced_title()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn announced_row(page: &DeskAccount, line: &AnnouncedLine) -> AnyView {
    let documents = (!line.documents.is_empty())
        .then(|| view! { <small>{format::join_list(use_language(), &line.documents)}</small> });
    view! {
        <li class="row" data-align="start">
            {icon("clock")}
            <div class="row-text">
                {day_text(page.money.today, line.paid)}
                {documents}
                <small>{line.by.clone()} " · " {instant(page.money.now, line.at)}</small>
            </div>
            <span class="row-side">{amount(line.amount.currency, line.amount.minor)}</span>
        </li>
    }
    .into_any()
}

/// The newest postings; payments and corrections can be taken back.
pub(super) fn postings(page: &DeskAccount, reverse: Command) -> Option<AnyView> {
    if page.money.postings.is_empty() {
        return None;
    }
    let i18n = use_i18n();
    let statement = side_of(page).statement("");
    let older = page.more_postings.then(|| view! { <p class="sheet-foot">{i18n.desk_money_more_postings()}</p> });
    let rows =
        page.money.postings.iter().map(|(currency, line)| posting_row(page, *currency, line, reverse)).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="postings">
                <header class="sheet-head">
                    <h2 id="postings">{i18n.desk_money_newest()}</h2>
                    <a class="link" href=statement>{i18n.money_statement()}</a>
                </header>
                <ul class="rows">{rows}</ul>
                {older}
            </section>
        }
        .into_any(),
    )
}

fn posting_row(page: &DeskAccount, currency: Currency, line: &PostingLine, reverse: Command) -> AnyView {
    let i18n = use_i18n();
    let taken_back = line.reversed.then(|| chip(Tone::Wait, i18n.posting_part_back().to_owned()));
    let balance = i18n.desk_money_balance_after(&money_text(currency, line.balance));
    let can_be = can_be_reversed(line);
    let form = (page.may_post && can_be).then(|| reverse_form(&page.money.account_number, line.id, reverse));
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                {name_of(page, line.kind, line.document.as_deref(), line.id)}
                <small>{day_text(page.money.today, line.posted)} {said(&line.text)}</small>
                {taken_back.map(|chip| view! { <span class="chips">{chip}</span> })}
                {form}
            </div>
            <span class="row-side">{amount(currency, line.amount)} <small class="soft">{balance}</small></span>
        </li>
    }
    .into_any()
}

/// A document is taken back by another one.
pub(super) fn can_be_reversed(line: &PostingLine) -> bool {
    matches!(line.kind, PostingKind::Payment | PostingKind::Adjustment) && !line.reversed
}

/// Takes a posting back.
pub(super) fn reverse_form(account: &str, posting: PostingId, reverse: Command) -> AnyView {
    let i18n = use_i18n();
    let id = posting.to_string();
    let refusal = refused_about(reverse, ("posting", &id));
    let typed = reverse.typed_about(Some(("posting", &id)), "reason", "");
    let account = account.to_owned();
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_money_reverse()}</summary>
            <CommandForm command=reverse class="stack">
                {key_field(settled(reverse))}
                {error_notice(refusal, &["reason"])}
                <p class="soft">{i18n.desk_money_reverse_text()}</p>
                <input type="hidden" name="account" value=account/>
                <input type="hidden" name="posting" value=id.clone()/>
                {field("reason", i18n.orders_reason())
                    .id(format!("reverse-{id}"))
                    .most("500")
                    .required(true)
                    .area(refusal, "2", typed)}
                <div class="actions">
                    <button class="button button-small button-danger" type="submit" aria-busy=busy(reverse)>
                        {i18n.desk_money_reverse()}
                    </button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}
