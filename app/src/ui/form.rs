//! The parts of a form: what was refused and where, whether it is under way, and the key that makes it safe to repeat.

use domain::refusal::{Code, Refusal};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Tone, icon, notice, refusal_text};
use crate::{reader::use_i18n, wire::Refused};

/// What the last try of an action was refused for; also when a plain form came back with it.
pub fn refusal_of<S>(action: ServerAction<S>) -> Signal<Option<Refusal>>
where
    S: ServerFn<Error = Refused> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || value.with(|value| value.as_ref().and_then(|result| result.as_ref().err()).map(|refused| refused.0.clone())))
}

/// `aria-busy` of the button of an action under way.
pub fn busy<S>(action: ServerAction<S>) -> Signal<Option<&'static str>>
where
    S: ServerFn<Error = Refused> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let pending = action.pending();
    Signal::derive(move || pending.get().then_some("true"))
}

/// What was refused, above the form; nothing while a field says it itself (`fields` are those that do).
#[must_use]
pub fn error_notice(refusal: Signal<Option<Refusal>>, fields: &'static [&'static str]) -> AnyView {
    let i18n = use_i18n();
    (move || {
        refusal
            .get()
            .filter(|refusal| refusal.field.as_deref().is_none_or(|field| !fields.contains(&field)))
            .map(|refusal| {
                let sign_in = (refusal.code == Code::SignIn).then(|| view! { " " <a href="/signin">{i18n.sign_in()}</a> });
                notice(Tone::Late, "warning", view! { <p>{refusal_text(i18n, &refusal)}{sign_in}</p> }.into_any())
            })
    })
    .into_any()
}

/// What was refused about one field, below it. Its id is `<field>-error`, for `aria-describedby`.
#[must_use]
pub fn field_error(refusal: Signal<Option<Refusal>>, field: &'static str) -> AnyView {
    let i18n = use_i18n();
    (move || {
        refusal.get().filter(|refusal| refusal.field.as_deref() == Some(field)).map(|refusal| {
            view! {
                <p class="field-error" id=format!("{field}-error") role="alert">
                    {icon("warning")}<span>{refusal_text(i18n, &refusal)}</span>
                </p>
            }
        })
    })
    .into_any()
}

/// A key for one command, made on the device; on the server for forms that are posted without scripts.
#[must_use]
pub fn new_key() -> String {
    #[cfg(feature = "hydrate")]
    {
        window().crypto().map(|crypto| crypto.random_uuid()).unwrap_or_default()
    }
    #[cfg(all(feature = "ssr", not(feature = "hydrate")))]
    {
        service::new_key()
    }
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    {
        String::new()
    }
}

/// The hidden key of a form. It changes when `made` counts up: the next command is another one.
#[must_use]
pub fn key_field(made: Signal<usize>) -> AnyView {
    let key = RwSignal::new(new_key());
    Effect::new(move |before: Option<usize>| {
        let now = made.get();
        if before.is_some_and(|before| before != now) {
            key.set(new_key());
        }
        now
    });
    view! { <input type="hidden" name="key" value=move || key.get()/> }.into_any()
}
