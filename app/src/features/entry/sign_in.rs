//! The first question: the e-mail address.

use domain::demo::DemoPerson;
use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;

#[cfg(feature = "hydrate")]
use super::door::asked;
use super::{
    api,
    door::{door, sign_in_link},
};
use crate::{
    ask::question,
    features::demo,
    reader::{use_i18n, use_reader},
    ui::{Tone, command, error_notice, field_error, icon, invalid, load, notice, once, refusal_of, skeleton_rows},
};

/// The page of the address.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next").unwrap_or_default());
    let email = query.with_untracked(|query| query.get("email").unwrap_or_default());
    let input = NodeRef::<html::Input>::new();
    let is_demo = use_reader().with_untracked(|reader| reader.demo);
    let content = view! {
        {signed_in_notice()}
        <p class="soft">{i18n.entry_sign_in_text()}</p>
        {address_form(input, email, next.clone())}
        {is_demo.then(|| people(input, next))}
    };
    door(i18n.entry_sign_in_title(), content.into_any())
}

/// A plain form: it works before the page is awake, and what comes after it is another page anyway.
fn address_form(input: NodeRef<html::Input>, email: String, next: String) -> AnyView {
    let i18n = use_i18n();
    let ask = command::<api::AskCode>();
    let refusal = refusal_of(ask);
    let email = ask.typed("email", email);
    let next = ask.typed("next", next);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        // After a refusal the page comes anew, without what was typed.
        if let (Some(input), Some(email)) = (input.get(), asked::remembered())
            && input.value().is_empty()
        {
            input.set_value(&email);
        }
    });
    let once = once();
    let submit = move |event: leptos::ev::SubmitEvent| {
        once.submit(&event);
        #[cfg(feature = "hydrate")]
        if let Some(input) = input.get_untracked() {
            asked::remember(&input.value());
        }
    };
    view! {
        <form class="stack" method="post" action="/fn/entry/ask-code" on:submit=submit>
            {error_notice(refusal, &["email"])}
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label for="email">{i18n.entry_email()}</label>
                <input
                    id="email"
                    type="email"
                    name="email"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="send"
                    maxlength="254"
                    required
                    value=email
                    aria-describedby="email-error"
                    aria-invalid=invalid(refusal, "email")
                    node_ref=input
                />
                {field_error(refusal, "email")}
            </div>
            <button class="button button-wide" type="submit" aria-busy=once.busy()>{i18n.entry_ask_code()}</button>
        </form>
    }
    .into_any()
}

fn signed_in_notice() -> AnyView {
    let i18n = use_i18n();
    use_reader()
        .with_untracked(|reader| reader.me.as_ref().map(|me| (me.email.clone(), me.staff.is_some())))
        .map(|(email, is_staff)| {
            let home = if is_staff { "/desk/orders" } else { "/" };
            let text = view! { <p>{i18n.entry_signed_in_as(&email)} " " <a href=home>{i18n.entry_go_on()}</a></p> };
            notice(Tone::Ok, "check", text.into_any())
        })
        .into_any()
}

/// In a demo: who one can be. The link fills in the address; without scripts it brings the page with it filled in.
fn people(input: NodeRef<html::Input>, next: String) -> AnyView {
    let i18n = use_i18n();
    let people = question(|| demo::api::People {});
    let rows = load(
        people,
        || skeleton_rows(6),
        move |people| {
            let rows = people.into_iter().map(|person| person_row(input, &next, person)).collect_view();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        },
    );
    view! {
        <section class="sheet" aria-labelledby="people">
            <header class="sheet-head">
                <h2 id="people">{i18n.entry_demo_people()}</h2>
                <a class="link" href="/demo/mail">{i18n.entry_demo_mail()}</a>
            </header>
            {rows}
        </section>
    }
    .into_any()
}

fn person_row(input: NodeRef<html::Input>, next: &str, person: DemoPerson) -> AnyView {
    let DemoPerson { name, email, place } = person;
    let place = demo::place_name(&place);
    let href = sign_in_link(next, Some(&email));
    let address = email.clone();
    let fill = move |event: leptos::ev::MouseEvent| {
        if let Some(input) = input.get_untracked() {
            event.prevent_default();
            input.set_value(&address);
            _ = input.focus();
        }
    };
    view! {
        <li class="row">
            <div class="row-text"><a class="row-link" href=href on:click=fill>{name}</a><small>{place}</small><small>{email}</small></div>
            {icon("forward")}
        </li>
    }
    .into_any()
}
