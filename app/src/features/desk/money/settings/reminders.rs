//! When customers are told that something is to be paid soon, and when they are reminded of what is overdue.

use domain::ledger::desk::BillingSettings;
use leptos::prelude::*;

use super::amount_rows;
use crate::{
    features::desk::setting_fields::{Section, line_field},
    reader::use_i18n,
    ui::{Command, field},
};

pub(super) fn reminders(settings: &BillingSettings, section: Section, set: Command) -> AnyView {
    let i18n = use_i18n();
    let reminders = &settings.billing.reminders;
    let before = reminders.before.map(|days| days.to_string()).unwrap_or_default();
    let after = reminders.after.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let label = i18n.billing_remind_before().to_owned();
    view! {
        <fieldset class="rule">
            <legend>{i18n.billing_reminders()}</legend>
            <p class="hint">{i18n.billing_reminders_hint()}</p>
            {line_field(section, "reminders[before]", label, &before, Some("numeric"))}
            {field("reminders[after]", i18n.billing_remind_after())
                .id("reminders-after")
                .hint(i18n.billing_remind_after_hint())
                .most("60")
                .line(section.refusal(), set.typed("reminders[after]", after))}
            <p>{i18n.billing_remind_least()}</p>
            {amount_rows(section, "reminders[least]", &reminders.least)}
        </fieldset>
    }
    .into_any()
}
