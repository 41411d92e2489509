//! The parts of a form: what was refused and where, and the key that makes it safe to repeat.

use domain::refusal::{Code, Refusal};
use leptos::prelude::*;

use super::{Tone, icon, notice, refusal_text};
use crate::reader::use_i18n;

/// What was refused, above the form; nothing while a field says it itself (`fields` are those that do).
#[must_use]
pub fn error_notice(refusal: Signal<Option<Refusal>>, fields: &'static [&'static str]) -> AnyView {
    let i18n = use_i18n();
    (move || {
        refusal.get().filter(|refusal| refusal.field.as_deref().is_none_or(|field| !fields.contains(&field))).map(
            |refusal| {
                let sign_in =
                    (refusal.code == Code::SignIn).then(|| view! { " " <a href="/signin">{i18n.sign_in()}</a> });
                // The page of a case has them, each with the way to its invoice.
                let disputes = (refusal.code == Code::Disputed)
                    .then(|| view! { " " <a href="#disputes">{i18n.dispute_title()}</a> });
                let text = view! { <p>{refusal_text(i18n, &refusal)}{sign_in}{disputes}</p> };
                notice(Tone::Late, "warning", text.into_any())
            },
        )
    })
    .into_any()
}

/// What was refused about one field, below it. Its id is `<field>-error`, for `aria-describedby`.
#[must_use]
pub fn field_error(refusal: Signal<Option<Refusal>>, field: &'static str) -> AnyView {
    field_error_at(format!("{field}-error"), refusal, field)
}

/// The same with an id of its own, where a page has several fields of this name.
#[must_use]
pub fn field_error_at(id: String, refusal: Signal<Option<Refusal>>, field: impl Into<String>) -> AnyView {
    error_about(id, refusal, field.into())
}

fn error_about(id: String, refusal: Signal<Option<Refusal>>, field: String) -> AnyView {
    let i18n = use_i18n();
    (move || {
        refusal.get().filter(|refusal| refusal.field.as_deref() == Some(field.as_str())).map(|refusal| {
            view! {
                <p class="field-error" id=id.clone() role="alert">
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
        // Not `randomUUID`: it is missing where the portal is reached without https.
        let mut bytes = [0_u8; 16];
        let made = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
        made.map(|_| uuid_text(bytes)).unwrap_or_default()
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

/// Random bytes as the text of a UUID, version 4 (RFC 9562, section 5.4).
#[cfg(any(feature = "hydrate", test))]
fn uuid_text(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for half in [byte >> 4, byte & 0x0f] {
            text.extend(char::from_digit(u32::from(half), 16));
        }
    }
    text
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

/// Counts up whenever something that `track` reads has changed, for the key of a form whose next press is another
/// command for more reasons than an answer.
#[must_use]
pub fn counted(track: impl Fn() + Send + Sync + 'static) -> Signal<usize> {
    Memo::new(move |before: Option<&usize>| {
        track();
        before.map_or(0, |count| count + 1)
    })
    .into()
}

#[cfg(test)]
mod tests {
    use domain::ids::CommandKey;

    use super::*;

    #[test]
    fn random_bytes_make_a_key() {
        let text = uuid_text([0xff; 16]);
        assert_eq!(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert!(text.parse::<CommandKey>().is_ok());
        assert_eq!(uuid_text([0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}
