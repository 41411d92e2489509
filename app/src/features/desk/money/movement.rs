//! A movement of the bank: whose it is taken to be and why, and what can be said about it.

use domain::{
    i18n::I18n,
    ledger::{
        PostingKind, is_charge_number,
        matching::Why,
        wire::{MovementLine, MovementState},
    },
};
use leptos::prelude::*;

use super::{
    bank::{Commands, Place},
    parts::{account_href, invoice_href, may_post, refused_about},
};
use crate::{
    features::money::parts::{long_day, posting_name},
    reader::use_i18n,
    ui::{Command, CommandForm, Tone, amount, busy, chip, error_notice, field, icon, key_field, settled},
};

/// One movement, with what can be done about it.
pub(super) fn card(line: &MovementLine, place: &Place, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let id = line.id.to_string();
    let payer = if line.payer_name.is_empty() { i18n.bank_payer_unknown().to_owned() } else { line.payer_name.clone() };
    let account = (!line.payer_account.is_empty())
        .then(|| view! { " · " <span class="bank-account">{line.payer_account.clone()}</span> });
    let returned = line.returned.then(|| chip(Tone::Late, i18n.bank_returned().to_owned()));
    let reference = line.reference.clone().map(|reference| {
        view! { <p><span class="soft">{i18n.posting_reference()} ": "</span><span class="bank-text">{reference}</span></p> }
    });
    let text = (!line.text.is_empty()).then(|| view! { <p class="bank-text">{line.text.clone()}</p> });
    let done = may_post().then(|| actions(line, place, commands));
    view! {
        <li class="sheet" id=format!("movement-{id}")>
            <div class="sheet-body stack" data-gap="small">
                <div class="spread">
                    <h2 class="movement-name">{payer}</h2>
                    <strong class="movement-sum">{amount(line.amount.currency, line.amount.minor)}</strong>
                </div>
                <p class="soft small">{long_day(line.booked)} {account}</p>
                {returned.map(|chip| view! { <p class="chips">{chip}</p> })}
                {reference}
                {text}
                {taken_for(line)}
                {done}
            </div>
        </li>
    }
    .into_any()
}

/// Whose it is, what it pays, and why; or why it is nobody's.
fn taken_for(line: &MovementLine) -> Option<AnyView> {
    let i18n = use_i18n();
    if let Some(reason) = line.reason.clone() {
        return Some(view! { <p><span class="soft">{i18n.orders_reason()} ": "</span>{reason}</p> }.into_any());
    }
    let (number, name) = line.account.clone()?;
    let currency = line.amount.currency;
    let said = match line.state {
        MovementState::Posted => i18n.bank_posted_for(),
        _ => i18n.bank_proposed_for(),
    };
    let parts = line
        .parts
        .iter()
        .map(|(document, part)| {
            // A charge has no page that its number leads to.
            let name = if document.is_empty() || is_charge_number(document) {
                posting_name(PostingKind::Adjustment, Some(document.as_str()).filter(|it| !it.is_empty())).into_any()
            } else {
                let title = i18n.invoice_title(document);
                view! { <a class="link" href=invoice_href(document)>{title}</a> }.into_any()
            };
            view! {
                <li>
                    {name}
                    " · " {amount(currency, *part)}
                </li>
            }
        })
        .collect_view();
    let parts = (!line.parts.is_empty()).then(|| view! { <ul class="plain-list">{parts}</ul> });
    // What was certain was posted without anybody being asked, and has its reason too.
    let why = line.why.map(|why| view! { <p class="soft">{why_text(i18n, why)}</p> });
    let takes_back = (line.returned && line.state == MovementState::Proposed)
        .then(|| view! { <p class="soft">{i18n.bank_takes_back()}</p> });
    Some(
        view! {
            <div class="movement-proposal">
                {icon("link")}
                <div>
                    <p>
                        {said} " " <a class="link" href=account_href(&number)>{name}</a> " "
                        <span class="soft">{number.clone()}</span>
                    </p>
                    {parts}
                    {why}
                    {takes_back}
                </div>
            </div>
        }
        .into_any(),
    )
}

fn why_text(i18n: I18n, why: Why) -> &'static str {
    match why {
        Why::Reference => i18n.bank_why_reference(),
        Why::Number => i18n.bank_why_number(),
        Why::NumberOtherAmount => i18n.bank_why_number_other(),
        Why::PayerAndAmount => i18n.bank_why_payer_amount(),
        Why::Paid => i18n.bank_why_paid(),
        Why::Payer => i18n.bank_why_payer(),
        Why::Announced => i18n.bank_why_announced(),
        Why::Amount => i18n.bank_why_amount(),
    }
}

fn actions(line: &MovementLine, place: &Place, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let id = line.id.to_string();
    let refused = |command: Command| error_notice(refused_about(command, ("id", &id)), &[]);
    if line.waits {
        return view! { <p class="chips">{chip(Tone::Wait, i18n.bank_waits().to_owned())}</p> }.into_any();
    }
    match line.state {
        MovementState::Posted => ().into_any(),
        MovementState::Aside => {
            let (take_up, which) = (commands.take_up, hidden(line, place));
            view! {
                {refused(take_up)}
                <CommandForm command=take_up class="actions">
                    {which}
                    <button class="button button-quiet button-small" type="submit" aria-busy=busy(take_up)>
                        {i18n.bank_take_up()}
                    </button>
                </CommandForm>
            }
            .into_any()
        }
        MovementState::Proposed | MovementState::Unknown => {
            let accept = commands.accept;
            let accepts = (line.state == MovementState::Proposed && line.account.is_some()).then(|| {
                let (which, name) = (hidden(line, place), line.payer_name.clone());
                view! {
                    {refused(accept)}
                    <CommandForm command=accept class="actions">
                        {key_field(settled(accept))}
                        {which}
                        <button class="button button-small" type="submit" aria-busy=busy(accept)>
                            {i18n.bank_accept()}<span class="visually-hidden">" " {name}</span>
                        </button>
                    </CommandForm>
                }
            });
            // What the vendor has paid itself is no customer's.
            let may_be_theirs = line.amount.minor > 0 || line.returned;
            let assigns = may_be_theirs.then(|| assign(line, place, commands.assign));
            view! { {accepts} {assigns} {put_aside(line, place, commands.aside)} }.into_any()
        }
    }
}

/// It is somebody else's, or somebody's at all.
fn assign(line: &MovementLine, place: &Place, command: Command) -> AnyView {
    let i18n = use_i18n();
    let id = line.id.to_string();
    let here = Some(("id", id.as_str()));
    let refusal = refused_about(command, ("id", &id));
    let word = if line.account.is_some() { i18n.bank_other() } else { i18n.bank_whose() };
    let documents = (!line.returned).then(|| {
        field("documents[0]", i18n.desk_money_documents())
            .id(format!("documents-{id}"))
            .refused_as("documents")
            .hint(i18n.desk_money_documents_hint())
            .most("2000")
            .optional()
            .line(refusal, command.typed_about(here, "documents[0]", ""))
    });
    let account = command.typed_about(here, "account", "");
    let which = hidden(line, place);
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{word}</summary>
            <CommandForm command=command class="stack">
                {key_field(settled(command))}
                {error_notice(refusal, &["account", "documents"])}
                {which}
                {field("account", i18n.desk_account_number())
                    .id(format!("account-{id}"))
                    .most("30")
                    .required(true)
                    .line(refusal, account)}
                {documents}
                <div class="actions">
                    <button class="button button-small" type="submit" aria-busy=busy(command)>{i18n.bank_assign()}</button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}

/// It is for no ledger: a cost of the bank's, what the vendor pays.
fn put_aside(line: &MovementLine, place: &Place, command: Command) -> AnyView {
    let i18n = use_i18n();
    let id = line.id.to_string();
    let refusal = refused_about(command, ("id", &id));
    let typed = command.typed_about(Some(("id", &id)), "reason", "");
    let which = hidden(line, place);
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.bank_aside()}</summary>
            <CommandForm command=command class="stack">
                {error_notice(refusal, &["reason"])}
                {which}
                {field("reason", i18n.orders_reason())
                    .id(format!("reason-{id}"))
                    .hint(i18n.bank_aside_hint())
                    .most("500")
                    .required(true)
                    .line(refusal, typed)}
                <div class="actions">
                    <button class="button button-quiet button-small" type="submit" aria-busy=busy(command)>
                        {i18n.bank_aside()}
                    </button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}

/// Which movement, and the page on which one goes on.
fn hidden(line: &MovementLine, place: &Place) -> AnyView {
    view! {
        <input type="hidden" name="id" value=line.id.to_string()/>
        <input type="hidden" name="state" value=place.state.clone()/>
        <input type="hidden" name="after" value=place.after.clone()/>
    }
    .into_any()
}
