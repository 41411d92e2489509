//! The field for a reason.

use leptos::prelude::*;

use super::{Command, field, in_place, refusal_of};

/// A field named `reason`. `id` is its own in the page, because several forms of a page can ask for a reason.
#[must_use]
pub fn reason_field(id: &'static str, label: &'static str, required: bool, command: Command) -> AnyView {
    let reason = field("reason", label).id(id).most("500").required(required);
    let reason = if required { reason } else { reason.optional() };
    reason.area(in_place(refusal_of(command)), "2", command.typed("reason", ""))
}
