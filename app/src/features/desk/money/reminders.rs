//! The reminders of an account: whether somebody holds them, until when and why, and holding them.

use domain::ledger::wire::{DeskAccount, HeldReminders};
use leptos::prelude::*;

use crate::{
    features::money::parts::long_day,
    reader::use_i18n,
    ui::{Command, CommandForm, busy, error_notice, field, in_place, instant, reason_field, refusal_of},
};

/// Nobody holds reminders for longer than a year.
const LONGEST: i32 = 366;

/// Nothing where the vendor sends none.
pub(super) fn reminders(page: &DeskAccount, hold: Command) -> Option<AnyView> {
    let i18n = use_i18n();
    let reminding = page.reminding.as_ref()?;
    let state = match &reminding.held {
        Some(held) => held_until(page, held, hold),
        None => view! { <p>{i18n.desk_reminders_go_out()}</p> }.into_any(),
    };
    let form = page.may_post.then(|| hold_form(page, hold));
    Some(
        view! {
            <section class="sheet" aria-labelledby="reminders-title">
                <header class="sheet-head"><h2 id="reminders-title">{i18n.billing_reminders()}</h2></header>
                <div class="sheet-body stack">{state} {form}</div>
            </section>
        }
        .into_any(),
    )
}

fn held_until(page: &DeskAccount, held: &HeldReminders, hold: Command) -> AnyView {
    let i18n = use_i18n();
    let account = page.money.account_number.clone();
    let go_on = page.may_post.then(|| {
        view! {
            <CommandForm command=hold class="actions">
                <input type="hidden" name="account" value=account/>
                <input type="hidden" name="until" value=""/>
                <button class="button button-small" type="submit" aria-busy=busy(hold)>
                    {i18n.desk_reminders_go_on()}
                </button>
            </CommandForm>
        }
    });
    view! {
        <p><strong>{i18n.desk_reminders_held()}</strong> " " {long_day(held.until)}</p>
        <p>{held.reason.clone()}</p>
        <p class="soft small">{held.by.clone()} " · " {instant(page.money.now, held.at)}</p>
        {go_on}
    }
    .into_any()
}

fn hold_form(page: &DeskAccount, hold: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(hold));
    let today = page.money.today;
    let account = page.money.account_number.clone();
    // The form that lets them go out again sends no day.
    let typed = hold.typed("until", "");
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_reminders_hold()}</summary>
            <CommandForm command=hold class="stack">
                {error_notice(refusal, &["until", "reason"])}
                <input type="hidden" name="account" value=account/>
                {field("until", i18n.desk_reminders_until())
                    .id("hold-until")
                    .kind("date")
                    .range(today.iso(), Some(today.plus_days(LONGEST).iso()))
                    .required(true)
                    .line(refusal, typed)}
                {reason_field("hold-reason", i18n.desk_reminders_reason(), true, hold)}
                <div class="actions">
                    <button class="button button-small" type="submit" aria-busy=busy(hold)>
                        {i18n.desk_reminders_hold()}
                    </button>
                </div>
            </CommandForm>
        </details>
    }
    .into_any()
}
