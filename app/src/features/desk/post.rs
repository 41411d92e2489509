//! Mail that came in and waits for a person's word.

use domain::{
    format,
    i18n::I18n,
    ids::PostId,
    post::{AtDesk, DeskPost, Held, PostState, Unreadable, Verdict},
    time::WallTime,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api,
    post_steps::{since, steps},
};
use crate::{
    ask::question_after,
    reader::{use_i18n, use_language},
    ui::{
        Command, Refetch, Tone, chip, command, empty, error_notice, icon, in_place, instant, load, page_head, refetch,
        refusal_of, skeleton_rows,
    },
};

pub(super) const HERE: &str = "/desk/post";
const AUTOMATIC: &str = "/desk/post?show=automatic";

#[derive(Clone, Copy)]
pub(super) struct Commands {
    pub answer: Command,
    pub accept: Command,
    pub discard: Command,
    pub refetch: Refetch,
}

/// `/desk/post`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let automatic = Signal::derive(move || query.with(|query| query.get("show").as_deref() == Some("automatic")));
    let after = Signal::derive(move || query.with(|query| query.get("after")));
    let find = Signal::derive(move || query.with(|query| query.get("find")).filter(|words| !words.trim().is_empty()));
    let commands = Commands {
        answer: command::<api::AnswerPost>(),
        accept: command::<api::AcceptPost>(),
        discard: command::<api::DiscardPost>(),
        refetch: refetch(),
    };
    commands.refetch.after(commands.answer);
    commands.refetch.after(commands.accept);
    commands.refetch.after(commands.discard);
    let resource = question_after(commands.refetch, move || api::ReadPost {
        automatic: automatic.get(),
        after: after.get(),
        find: find.get(),
    });
    let item = move |shows: bool, href: &'static str, name: &'static str| {
        view! {
            <li><a class="filter" href=href aria-current=move || (automatic.get() == shows).then_some("true")>{name}</a></li>
        }
    };
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_post_title().to_owned(), None, Some(("/desk/cases".to_owned(), i18n.desk_nav_cases().to_owned())), None)}
            <div class="stack">
                <nav aria-label=i18n.desk_post_filter()>
                    <ul class="filters">
                        {item(false, HERE, i18n.desk_post_waiting())}
                        {item(true, AUTOMATIC, i18n.desk_post_automatic())}
                    </ul>
                </nav>
                {commands.refetch.status(i18n.orders_done())}
                {error_notice(in_place(refusal_of(commands.accept)), &[])}
                {error_notice(in_place(refusal_of(commands.discard)), &[])}
                {load(resource, || skeleton_rows(4), move |post| list(&post, automatic.get_untracked(), commands))}
            </div>
        </main>
    }
    .into_any()
}

fn list(post: &DeskPost, automatic: bool, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    if post.mails.is_empty() {
        let (title, text) = (i18n.desk_post_none_title(), i18n.desk_post_none_text());
        return empty("mail", title.to_owned(), text.to_owned(), None);
    }
    let mails = post.mails.iter().map(|mail| row(mail, post, commands)).collect_view();
    let following = post.next.as_ref().map(|next| {
        let href = if automatic { format!("{AUTOMATIC}&after={next}") } else { format!("{HERE}?after={next}") };
        view! {
            <nav class="pager" aria-label=i18n.orders_pages()>
                <a class="button button-quiet button-small" href=href>{i18n.desk_cases_more()} " " {icon("forward")}</a>
            </nav>
        }
    });
    view! { <ul class="stack" aria-label=i18n.desk_post_title()>{mails}</ul> {following} }.into_any()
}

fn row(mail: &AtDesk, post: &DeskPost, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let name = (!mail.sender_name.is_empty()).then(|| format!("{} · ", mail.sender_name));
    let case = mail.case.map(|number| link_to(i18n.desk_post_case(&number.to_string()), number));
    let hint = mail.hint.map(|number| link_to(i18n.desk_post_hint(&number.to_string()), number));
    let tone = if mail.verdict == Verdict::Fail { Tone::Late } else { Tone::Wait };
    view! {
        <li class="sheet" id=place_of(mail.id) tabindex="-1">
            <div class="sheet-body stack" data-gap="small">
                <h2>{subject_of(i18n, mail)}</h2>
                <p>
                    {name}{sender_of(mail)} " · " {instant(post.now, mail.at)} " " {chip(tone, why(i18n, mail))} " "
                    {due_chip(mail, post.now)}
                </p>
                {(mail.ways > 1).then(|| view! { <p class="soft small">{i18n.desk_post_ways(mail.ways)}</p> })}
                <p class="soft">{mail.excerpt.clone()}</p>
                {case} {hint}
                {mail_itself(mail.id)}
                {since(mail, post.now)}
                {steps(mail, post, commands)}
            </div>
        </li>
    }
    .into_any()
}

/// A mail among the cases of the inbox: it leads to where a person says where it belongs.
#[must_use]
pub fn waiting_row(mail: &AtDesk, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <a class="row-link" href=address_of(mail.id)>{subject_of(i18n, mail)}</a>
                <small>{i18n.desk_nav_mail()} " · " {sender_of(mail)} " · " {instant(now, mail.at)}</small>
                <span class="chips">{chip(Tone::Wait, why(i18n, mail))} {due_chip(mail, now)}</span>
            </div>
        </li>
    }
    .into_any()
}

/// By when its sender hears, or was to.
fn due_chip(mail: &AtDesk, now: WallTime) -> Option<AnyView> {
    let i18n = use_i18n();
    let due = mail.due?;
    let when = format::relative(use_language(), now, due);
    let is_late = due.instant < now.instant;
    Some(if is_late {
        chip(Tone::Late, i18n.case_due_missed(&when))
    } else {
        chip(Tone::Plain, i18n.desk_case_due(&when))
    })
}

pub(super) fn place_of(mail: PostId) -> String {
    format!("mail-{mail}")
}

/// Where a person decides about it.
pub(super) fn address_of(mail: PostId) -> String {
    format!("{HERE}#{}", place_of(mail))
}

pub(super) fn sender_of(mail: &AtDesk) -> String {
    if mail.sender.is_empty() { "?".to_owned() } else { mail.sender.clone() }
}

pub(super) fn subject_of(i18n: I18n, mail: &AtDesk) -> String {
    if mail.subject.is_empty() { i18n.desk_post_no_subject().to_owned() } else { mail.subject.clone() }
}

fn link_to(name: String, number: i64) -> AnyView {
    view! { <p><a class="link" href=format!("/desk/cases/{number}")>{name}</a></p> }.into_any()
}

/// The mail in a frame in which nothing runs and nothing is loaded, once somebody opens it.
#[must_use]
pub fn mail_itself(id: PostId) -> AnyView {
    let i18n = use_i18n();
    let raw = format!("/post/{id}/raw");
    // As text: the macro knows no `loading` of a frame, and a hundred mails are not to be fetched for a list of them.
    let frame = format!(
        "<iframe class=\"mail-frame\" sandbox=\"allow-popups\" loading=\"lazy\" src=\"/post/{id}\" title=\"{}\"></iframe>",
        i18n.desk_post_open().replace('"', "&quot;")
    );
    view! {
        <details class="explain">
            <summary>{i18n.desk_post_open()}</summary>
            <div inner_html=frame></div>
            <p>
                <a class="link" href=raw rel="external" download="mail.eml">{icon("download")} " " {i18n.desk_post_download()}</a>
            </p>
        </details>
    }
    .into_any()
}

/// Why it waits.
pub(super) fn why(i18n: I18n, mail: &AtDesk) -> String {
    match (mail.state, mail.held, mail.unreadable) {
        (_, Some(held), _) => match held {
            Held::NotOnCase => i18n.desk_post_not_on_case(),
            Held::Unproven => i18n.desk_post_unproven(),
            Held::Several => i18n.desk_post_several(),
            Held::Accounts => i18n.desk_post_accounts(),
            Held::Staff => i18n.desk_post_staff(),
            Held::Storm => i18n.desk_post_storm(),
            Held::Reopened => i18n.desk_post_reopened(),
        },
        (_, _, Some(reason)) => match reason {
            Unreadable::Malformed => i18n.desk_post_malformed(),
            Unreadable::NoSender => i18n.desk_post_no_sender(),
            Unreadable::Encrypted => i18n.desk_post_encrypted(),
            Unreadable::TooLarge => i18n.desk_post_too_large(),
            Unreadable::Bomb => i18n.desk_post_bomb(),
            Unreadable::Fault => i18n.desk_post_fault(),
        },
        (PostState::Bounce | PostState::Automatic, ..) => i18n.desk_post_automatic(),
        _ => i18n.desk_post_unknown(),
    }
    .to_owned()
}

/// Mail beside a case: what came in, and what went out with its receipt.
#[must_use]
pub fn beside(desk: &domain::cases::DeskCase) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let now = desk.case.now;
    let came = desk
        .post
        .iter()
        .rev()
        .map(|mail| {
            let sender = if mail.sender.is_empty() { "?" } else { mail.sender.as_str() };
            let (title, text) = match (mail.state, &mail.failed) {
                (PostState::Bounce, failed) => {
                    let whom = failed.clone().unwrap_or_else(|| mail.sender.clone());
                    (i18n.desk_case_bounced(&whom), Some(mail.text.clone()))
                }
                (PostState::Automatic, _) => (i18n.desk_case_automatic(&mail.sender), Some(mail.text.clone())),
                (PostState::Copy, _) => (i18n.desk_case_copy(&mail.sender), None),
                (PostState::Unreadable, _) => (i18n.desk_case_unreadable().to_owned(), None),
                (PostState::Held, _) => (i18n.desk_case_held(sender), Some(mail.text.clone())),
                _ => (i18n.case_by_mail(&mail.sender), None),
            };
            let left_out = (!mail.left_out.is_empty())
                .then(|| view! { <small>{i18n.desk_case_left_out(&mail.left_out.join(", "))}</small> });
            let unproven =
                (mail.verdict == Verdict::Fail).then(|| chip(Tone::Late, i18n.desk_post_unproven().to_owned()));
            let decide = mail.decide.map(|at| {
                view! { <p><a class="link" href=address_of(at)>{i18n.desk_case_held_decide()}</a></p> }
            });
            let when = format::relative(language, now, mail.at);
            view! {
                <li class="row" data-align="start">
                    {icon("mail")}
                    <div class="row-text">
                        {title} " " {unproven}
                        {text.map(|text| view! { <small>{text}</small> })}
                        {left_out}
                        <small>{when}</small>
                        {decide}
                        {mail_itself(mail.id)}
                    </div>
                </li>
            }
        })
        .collect_view();
    let has_any = !desk.post.is_empty() || !desk.mails.is_empty();
    has_any
        .then(|| {
            view! {
                <section class="sheet" aria-labelledby="mails">
                    <header class="sheet-head"><h2 id="mails">{i18n.desk_case_mails()}</h2></header>
                    <ul class="rows">{came}</ul>
                    {(!desk.mails.is_empty()).then(|| super::mail::mail_rows(&desk.mails))}
                </section>
            }
        })
        .into_any()
}
