//! The second question: the code from the mail.

use domain::session::CODE_MINUTES;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[cfg(feature = "hydrate")]
use super::door::asked;
use super::{
    api,
    door::{door, sign_in_link},
};
use crate::{
    reader::{use_i18n, use_reader},
    ui::{command, error_notice, field_error, icon, invalid, once, refusal_of},
};

/// The page of the code.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    // The address that the code was sent to, as far as this tab knows.
    let sent_to = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| sent_to.set(asked::remembered()));
    let minutes = CODE_MINUTES.to_string();
    let where_to = move || {
        sent_to.with(|sent_to| match sent_to {
            Some(email) => i18n.entry_code_sent_to(email, &minutes),
            None => i18n.entry_code_sent(&minutes),
        })
    };
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let is_demo = use_reader().with_untracked(|reader| reader.demo);
    let content = view! {
        <p class="soft">{where_to}</p>
        {code_form(next.clone())}
        {is_demo.then(|| view! {
            <a class="button button-quiet button-wide" href="/demo/mail">{icon("mail")} {i18n.entry_demo_mail()}</a>
        })}
        {ask_again(sent_to, next)}
    };
    door(i18n.entry_code_title(), content.into_any())
}

/// The link in the mail fills the code in; only the button signs in, because mail programs open links by themselves.
fn code_form(next: String) -> AnyView {
    let i18n = use_i18n();
    let verify = command::<api::VerifyCode>();
    let once = once();
    let refusal = refusal_of(verify);
    let next = verify.typed("next", next);
    let code: String = verify
        .typed("code", use_query_map().with_untracked(|query| query.get("code").unwrap_or_default()))
        .chars()
        .filter(char::is_ascii_digit)
        .take(6)
        .collect();
    view! {
        <form class="stack" method="post" action="/fn/entry/verify-code" on:submit=move |event| once.submit(&event)>
            {error_notice(refusal, &["code"])}
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label for="code">{i18n.entry_code()}</label>
                <input
                    class="code-input"
                    id="code"
                    name="code"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    pattern="[0-9 ]*"
                    maxlength="7"
                    autofocus
                    required
                    value=code
                    aria-describedby="code-error"
                    aria-invalid=invalid(refusal, "code")
                />
                {field_error(refusal, "code")}
            </div>
            <button class="button button-wide" type="submit" aria-busy=once.busy()>{i18n.sign_in()}</button>
        </form>
    }
    .into_any()
}

/// A new code to the same address, when this tab knows it; another address in any case.
fn ask_again(sent_to: RwSignal<Option<String>>, next: String) -> AnyView {
    let i18n = use_i18n();
    let once = once();
    let back = sign_in_link(&next, None);
    let again = move || {
        sent_to.get().map(|email| {
            view! {
                <form method="post" action="/fn/entry/ask-code" on:submit=move |event| once.submit(&event)>
                    <input type="hidden" name="email" value=email/>
                    <input type="hidden" name="next" value=next.clone()/>
                    <button class="button button-text button-small" type="submit" aria-busy=once.busy()>
                        {i18n.entry_code_again()}
                    </button>
                </form>
            }
        })
    };
    let other =
        move || if sent_to.with(Option::is_some) { i18n.entry_other_address() } else { i18n.entry_code_again() };
    view! { <div class="spread">{again} <a class="link" href=back>{other}</a></div> }.into_any()
}
