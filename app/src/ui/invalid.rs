//! `aria-invalid` of a field.

use domain::refusal::Refusal;
use leptos::prelude::*;

/// `aria-invalid` of the field that was refused.
#[must_use]
pub fn invalid(refusal: Signal<Option<Refusal>>, field: &'static str) -> Signal<Option<&'static str>> {
    Signal::derive(move || {
        refusal.with(|refusal| {
            refusal.as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some(field)).then_some("true")
        })
    })
}
