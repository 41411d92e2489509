//! What a person does with a mail that waits: answers it, says where it belongs, puts it away. And what was written since.

use domain::{
    post::{AtDesk, DeskPost, Held, InThread, PostState},
    time::WallTime,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::post::{Commands, HERE, mail_itself, place_of, sender_of};
use crate::{
    features::cases::thread::mail_line,
    reader::use_i18n,
    ui::{CommandForm, busy, error_notice, field, in_place, instant, key_field, refusal_of, settled},
};

/// What was written since, both ways, and what became of it.
pub(super) fn since(mail: &AtDesk, now: WallTime) -> AnyView {
    if mail.thread.is_empty() {
        return ().into_any();
    }
    let parts = mail.thread.iter().map(|part| said(mail, part, now)).collect_view();
    view! { <ol class="thread" aria-label=use_i18n().desk_post_since()>{parts}</ol> }.into_any()
}

fn said(mail: &AtDesk, part: &InThread, now: WallTime) -> AnyView {
    let (side, by) = match part.mail {
        Some(_) => ("theirs", sender_of(mail)),
        None => ("ours", part.by.clone()),
    };
    view! {
        <li class="entry" data-side=side>
            <div class="bubble"><p>{part.text.clone()}</p></div>
            <p class="entry-foot">{by} " · " {instant(now, part.at)}</p>
            {part.receipt.as_ref().map(|receipt| mail_line(receipt, now))}
            {part.mail.map(mail_itself)}
        </li>
    }
    .into_any()
}

/// All steps that there are.
pub(super) fn steps(mail: &AtDesk, post: &DeskPost, commands: Commands) -> AnyView {
    if mail.state == PostState::Bounce {
        return ().into_any();
    }
    view! {
        {answering(mail, commands)}
        {offered(mail, commands)}
        {attaching(mail, post, commands)}
        {putting_away(mail, commands)}
    }
    .into_any()
}

/// A word to the sender, before anybody says where the mail belongs.
fn answering(mail: &AtDesk, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    if !mail.may_answer {
        return ().into_any();
    }
    let answer = commands.answer;
    let id = mail.id.to_string();
    // Several forms of one command: what was refused is said at the one that was sent.
    let (own, sent, all) = (id.clone(), answer.sent(), refusal_of(answer));
    let refusal = in_place(Signal::derive(move || {
        all.get().filter(|_| sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.get("id") == own)))
    }));
    let came_back = answer.came_back_about(Some(("id", &id))).is_some();
    let text = answer.typed_about(Some(("id", &id)), "text", String::new());
    let place = format!("answer-{id}");
    view! {
        <details class="explain" open=came_back>
            <summary>{i18n.desk_post_answer()}</summary>
            <CommandForm command=answer class="stack">
                {key_field(settled(answer))}
                <input type="hidden" name="id" value=id/>
                <p class="soft small">{i18n.desk_post_answer_note()}</p>
                {error_notice(refusal, &["text"])}
                {field("text", i18n.desk_post_answer_field()).id(place).most("8000").required(true).area(refusal, "4", text)}
                <div class="actions">
                    <button class="button button-small" type="submit" aria-busy=busy(answer)>{i18n.desk_post_answer_do()}</button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}

/// Where it would go by itself: one press.
fn offered(mail: &AtDesk, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let accept = commands.accept;
    let number = mail.case.map(|number| number.to_string());
    let name = number.as_ref().map(|number| {
        if mail.held == Some(Held::Staff) { i18n.desk_post_accept_note(number) } else { i18n.desk_post_accept(number) }
    });
    let once = name.map(|name| {
        let id = mail.id.to_string();
        view! {
            <CommandForm command=accept class="actions">
                <input type="hidden" name="id" value=id/>
                <button class="button button-small" type="submit" aria-busy=busy(accept)>{name}</button>
            </CommandForm>
        }
    });
    let places = mail
        .places
        .iter()
        .map(|(account, name)| {
            let (id, account, title) = (mail.id.to_string(), account.clone(), i18n.desk_post_new_case(name));
            view! {
                <CommandForm command=accept class="actions">
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="account" value=account/>
                    <button class="button button-small" type="submit" aria-busy=busy(accept)>
                        {title}
                    </button>
                </CommandForm>
            }
        })
        .collect_view();
    view! { {once} {places} }.into_any()
}

/// To a case by its number, or as a new case of an account, which is looked for by name.
fn attaching(mail: &AtDesk, post: &DeskPost, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let accept = commands.accept;
    let id = mail.id.to_string();
    let query = use_query_map();
    let asked = |name: &str| query.with_untracked(|query| query.get(name)).unwrap_or_default();
    let found = post.found.as_ref().filter(|_| asked("mail") == id);
    let is_looked_for = found.is_some();
    let typed = if is_looked_for { asked("find") } else { String::new() };
    let kept = ["show", "after"].into_iter().map(|name| {
        let value = asked(name);
        (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value/> })
    });
    let kept = kept.collect_view();
    let choices = match found {
        Some(found) if !found.is_empty() => choices(found),
        _ => {
            let (place, named) = (format!("account-{id}"), format!("account-{id}"));
            view! {
                {is_looked_for.then(|| view! { <p role="status">{i18n.desk_post_found_none()}</p> })}
                <div class="field">
                    <label for=named>{i18n.desk_post_account_field()}</label>
                    <input id=place name="account" autocomplete="off"/>
                </div>
            }
            .into_any()
        }
    };
    let (find_place, find_named) = (format!("find-{id}"), format!("find-{id}"));
    let (case_place, case_named) = (format!("case-{id}"), format!("case-{id}"));
    let (for_find, for_attach) = (id.clone(), id);
    view! {
        <details class="explain" open=is_looked_for>
            <summary>{i18n.desk_post_attach()}</summary>
            <div class="stack">
                <p class="soft small">{i18n.desk_post_attach_note()}</p>
                <form class="stack" method="get" role="search" action=format!("{HERE}#{}", place_of(mail.id))>
                    <input type="hidden" name="mail" value=for_find/>
                    {kept}
                    <div class="field">
                        <label for=find_named>{i18n.desk_post_find()}</label>
                        <input id=find_place type="search" name="find" maxlength="100" autocomplete="off" required=true value=typed/>
                    </div>
                    <div class="actions">
                        <button class="button button-quiet button-small" type="submit">{i18n.desk_post_find_do()}</button>
                    </div>
                </form>
                <CommandForm command=accept class="stack">
                    <input type="hidden" name="id" value=for_attach/>
                    {choices}
                    <div class="field">
                        <label for=case_named>{i18n.desk_post_case_field()}</label>
                        <input id=case_place name="case" inputmode="numeric" autocomplete="off"/>
                    </div>
                    <button class="button button-small" type="submit" aria-busy=busy(accept)>{i18n.desk_post_attach_do()}</button>
                </CommandForm>
            </div>
        </details>
    }
    .into_any()
}

/// The accounts that were found.
fn choices(found: &[(String, String)]) -> AnyView {
    let is_one = found.len() == 1;
    let choices = found
        .iter()
        .map(|(number, name)| {
            view! {
                <label class="choice">
                    <input type="radio" name="account" value=number.clone() checked=is_one/>
                    <span>{name.clone()} " · " {number.clone()}</span>
                </label>
            }
        })
        .collect_view();
    view! { <fieldset class="field"><legend>{use_i18n().desk_post_found()}</legend>{choices}</fieldset> }.into_any()
}

fn putting_away(mail: &AtDesk, commands: Commands) -> AnyView {
    let discard = commands.discard;
    let id = mail.id.to_string();
    view! {
        <CommandForm command=discard class="actions">
            <input type="hidden" name="id" value=id/>
            <button class="button button-quiet button-small" type="submit" aria-busy=busy(discard)>
                {use_i18n().desk_post_discard()}
            </button>
        </CommandForm>
    }
    .into_any()
}
