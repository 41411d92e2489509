//! The field for a reason.

use leptos::prelude::*;

use super::{Command, field_error_at, in_place, invalid, refusal_of};
use crate::reader::use_i18n;

/// A field named `reason`. `id` is its own in the page, because several forms of a page can ask for a reason.
#[must_use]
pub fn reason_field(id: &'static str, label: &'static str, required: bool, command: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(command));
    let typed = command.typed("reason", "");
    let shown = super::area_text(&typed);
    let wrong = invalid(refusal, "reason");
    let optional = (!required).then(|| view! { <span class="optional">" "{i18n.orders_optional()}</span> });
    view! {
        <div class="field">
            <label for=id>{label}{optional}</label>
            <textarea
                id=id
                name="reason"
                rows="2"
                maxlength="500"
                required=required
                prop:value=typed
                aria-invalid=wrong
                aria-describedby=move || wrong.get().map(|_| format!("{id}-error"))
            >
                {shown}
            </textarea>
            {field_error_at(format!("{id}-error"), refusal, "reason")}
        </div>
    }
    .into_any()
}
