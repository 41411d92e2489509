//! What goes out by mail, and how it fares.

use domain::{
    demo::{MailState, OutboxState},
    format,
    i18n::I18n,
    time::WallTime,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use crate::{
    ask::question,
    features::orders::finding::link,
    reader::{use_i18n, use_language},
    ui::{
        Command, CommandForm, Listing, Tone, busy, chip, command, empty, error_notice, icon, listing, load, page_head,
        refusal_of, skeleton_rows,
    },
};

const HERE: &str = "/desk/mail";

/// `/desk/mail`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let state =
        Signal::derive(move || query.with(|query| query.get("state")).and_then(|state| OutboxState::parse(&state)));
    let listing = listing();
    let resend = command::<api::Resend>();
    let resource = question(move || api::Mails { state: state.get() });
    let item = move |code: Option<OutboxState>, name: &'static str| {
        let href = link(HERE, &[("state", code.map_or("", OutboxState::code))]);
        view! {
            <li>
                <a class="filter" href=href aria-current=move || (state.get() == code).then_some("true")>{name}</a>
            </li>
        }
    };
    let filters = OutboxState::ALL.into_iter().map(|code| item(Some(code), state_name(i18n, code))).collect_view();
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_mail_title().to_owned(), None, None, None)}
            <div class="stack">
                <nav aria-label=i18n.desk_mail_filter()>
                    <ul class="filters">{item(None, i18n.desk_mail_all())}{filters}</ul>
                </nav>
                {move || (state.get() == Some(OutboxState::Failed)).then(|| try_again(resend))}
                {listing.status()}
                {load(resource, || skeleton_rows(8), move |mails| list_view(&mails, listing))}
            </div>
        </main>
    }
    .into_any()
}

/// What was given up is tried again once its cause is gone.
fn try_again(resend: Command) -> AnyView {
    let i18n = use_i18n();
    view! {
        <CommandForm command=resend class="stack">
            {error_notice(refusal_of(resend), &[])}
            <p class="soft small">{i18n.desk_mail_resend_note()}</p>
            <div class="actions">
                <button class="button button-quiet" type="submit" aria-busy=busy(resend)>
                    {icon("refresh")} {i18n.desk_mail_resend()}
                </button>
            </div>
        </CommandForm>
    }
    .into_any()
}

/// Mails as rows, each with its state.
#[must_use]
pub fn mail_rows(mails: &[MailState]) -> AnyView {
    let rows = mails.iter().map(row).collect_view();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

fn list_view(mails: &[MailState], listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let name = if mails.is_empty() { i18n.desk_mail_none_title() } else { i18n.desk_mail_title() };
    listing.came(String::new(), name, mails.len());
    if mails.is_empty() {
        return empty("mail", i18n.desk_mail_none_title().to_owned(), i18n.desk_mail_none_text().to_owned(), None);
    }
    view! { <section class="sheet" aria-label=i18n.desk_mail_title()>{mail_rows(mails)}</section> }.into_any()
}

fn row(mail: &MailState) -> AnyView {
    let i18n = use_i18n();
    let tone = match mail.state {
        OutboxState::Waiting => Tone::Wait,
        OutboxState::Sent => Tone::Ok,
        OutboxState::Failed => Tone::Late,
        OutboxState::Kept => Tone::Plain,
    };
    let tries = (mail.attempts > 0).then(|| format!(" · {}", i18n.desk_mail_tries(i64::from(mail.attempts))));
    let done = mail.done.map(|at| view! { <small>{i18n.desk_mail_done()} " " {moment(at)}</small> });
    let next = mail
        .next_try
        .filter(|_| mail.state == OutboxState::Waiting)
        .map(|at| view! { <small>{i18n.desk_mail_next()} " " {moment(at)}</small> });
    let error = mail.last_error.clone().map(|error| view! { <small>{i18n.desk_mail_error(&error)}</small> });
    view! {
        <li class="row" data-align="start">
            {icon("mail")}
            <div class="row-text">
                {mail.subject.clone()}
                <small>{mail.to.clone()}</small>
                <small>{i18n.desk_mail_created()} " " {moment(mail.created)} {tries}</small>
                {done}
                {next}
                {error}
            </div>
            {chip(tone, state_name(i18n, mail.state).to_owned())}
        </li>
    }
    .into_any()
}

/// Day and time. Not "in 3 min": this list comes without the server's clock, and the device's may be wrong.
fn moment(at: WallTime) -> AnyView {
    let language = use_language();
    let text = format!("{} {}", format::date_short(language, at.date()), format::time(language, at));
    view! { <time datetime=at.rfc3339() title=format::instant_long(language, at)>{text}</time> }.into_any()
}

fn state_name(i18n: I18n, state: OutboxState) -> &'static str {
    match state {
        OutboxState::Waiting => i18n.desk_mail_waiting(),
        OutboxState::Sent => i18n.desk_mail_sent(),
        OutboxState::Failed => i18n.desk_mail_failed(),
        OutboxState::Kept => i18n.desk_mail_kept(),
    }
}
