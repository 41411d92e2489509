//! Who changed what of the settings, and what was before it: field by field, by the names that the fields have where they are
//! filled in.

use domain::{
    cases::{Difference, Kind, Level, SettingChange},
    holidays::Country,
    i18n::I18n,
    language::Language,
    money::Currency,
    settings::ReferenceForm,
    time::WallTime,
};
use leptos::prelude::*;

use super::case_settings::{country_name, weekday};
use crate::{
    features::{cases::words::kind_name, orders::parts::money_text},
    reader::use_i18n,
    ui::{instant, level_name},
};

/// The last changes, the newest first, each with what was before it and what is after it.
pub(super) fn changes(changes: &[SettingChange], now: WallTime) -> AnyView {
    let i18n = use_i18n();
    if changes.is_empty() {
        return ().into_any();
    }
    let rows = changes.iter().map(|change| {
        let section = match change.section.as_str() {
            "hours" => i18n.desk_settings_hours(),
            "days" => i18n.desk_settings_closed_title(),
            "promises" => i18n.desk_settings_promises(),
            "tags" => i18n.desk_settings_tags(),
            "replies" => i18n.desk_replies_title(),
            "billing" => i18n.billing_title(),
            "kinds" => i18n.desk_settings_kinds(),
            "mailboxes" => i18n.desk_settings_mailboxes(),
            "above" => i18n.desk_settings_above(),
            _ => i18n.desk_settings_assignment(),
        };
        let what = view! { {section} " · " {change.by.clone()} " · " {instant(now, change.at)} };
        view! { <li>{change_row(change, section, what.into_any())}</li> }
    });
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{i18n.desk_settings_changes()}</h2></header>
            <div class="sheet-body"><ul class="plain-list">{rows.collect_view()}</ul></div>
        </section>
    }
    .into_any()
}

/// One change, with what was before and what is after it to be opened.
fn change_row(change: &SettingChange, section: &'static str, what: AnyView) -> AnyView {
    let i18n = use_i18n();
    if change.differences.is_empty() {
        return what;
    }
    let lines = change.differences.iter().map(|difference| {
        let of = field_name(&difference.field).unwrap_or_else(|| section.to_owned());
        let said =
            |text: &Option<String>| text.as_deref().map_or_else(|| "–".to_owned(), |text| value_name(difference, text));
        view! { <li>{i18n.desk_settings_difference(&said(&difference.after), &said(&difference.before), &of)}</li> }
    });
    view! {
        <details class="explain">
            <summary>{what}</summary>
            <ul class="plain-list">{lines.collect_view()}</ul>
        </details>
    }
    .into_any()
}

/// What a field is called where it is filled in. `None` for a list as a whole.
fn field_name(field: &[String]) -> Option<String> {
    let within = std::iter::once("").chain(field.iter().map(String::as_str));
    let parts: Vec<String> = within.zip(field).filter_map(|(within, name)| part_name(within, name)).collect();
    Some(parts.join(" · ")).filter(|name| !name.is_empty())
}

fn part_name(within: &str, name: &str) -> Option<String> {
    let i18n = use_i18n();
    let known = match (within, name) {
        ("hours", place) => return Some(weekday(place.parse::<i32>().unwrap_or(1) - 1)),
        ("tags", code) => return Some(format!("#{code}")),
        ("kinds", code) => return Kind::parse(code).map(|kind| kind.word(i18n).to_owned()),
        ("policies" | "assignment" | "mailboxes" | "accounts", place) => return Some(i18n.desk_settings_row(place)),
        ("names" | "texts", code) => return Language::parse(code).map(|language| language.own_name().to_owned()),
        ("four_eyes_above" | "least", code) => return Some(code.to_owned()),
        ("seller", name) => seller_part(name),
        ("reminders", name) => reminders_part(name),
        // Within a row of an account, which has its place for a name.
        (_, "iban" | "bic" | "bank") => seller_part(name),
        (_, "currency") => i18n.desk_money_currency(),
        (_, "reference") => i18n.billing_reference(),
        (_, "accounts") => i18n.billing_accounts(),
        (_, "reminders") => i18n.billing_reminders(),
        (_, "pattern") => i18n.billing_pattern(),
        (_, "payment_days") => i18n.billing_payment_days(),
        (_, "by_itself") => i18n.billing_by_itself(),
        (_, "retention_years") => i18n.billing_retention_years(),
        (_, "four_eyes_above") => i18n.billing_four_eyes(),
        // They only hold others, or are all that there is of their section.
        (_, "seller") => return None,
        ("", "hours" | "tags" | "policies" | "assignment" | "kinds" | "mailboxes" | "above") => return None,
        (_, "names" | "texts" | "policy") => return None,
        (_, "tags") => i18n.case_tags(),
        (_, "offered") => i18n.desk_settings_offered(),
        (_, "address") => i18n.desk_settings_mailbox(),
        (_, "lapse_days") => i18n.desk_settings_lapse(),
        (_, "shows_answer_times") => i18n.desk_settings_times(),
        (_, "publishes_answer_times") => i18n.desk_settings_publish(),
        (_, "countries") => i18n.desk_settings_countries(),
        (_, "closed_days") => i18n.desk_settings_closed_title(),
        (_, "kind") => i18n.cases_kinds(),
        (_, "priority") => i18n.desk_settings_priority(),
        (_, "first_answer") => i18n.case_promise_first_answer(),
        (_, "next_update") => i18n.case_promise_next_update(),
        (_, "resolution") => i18n.case_promise_resolution(),
        (_, "code" | "tag") => i18n.desk_settings_tag(),
        (_, "assign") => i18n.desk_settings_assign(),
        (_, "notify") => i18n.desk_settings_notify(),
        (_, "language") => i18n.desk_settings_language(),
        (_, "to") => i18n.desk_settings_to(),
        (_, "name") => i18n.desk_reply_name(),
        (_, other) => other,
    };
    Some(known.to_owned())
}

/// A part of who stands on an invoice.
fn seller_part(name: &str) -> &str {
    let i18n = use_i18n();
    match name {
        "name" => i18n.billing_name(),
        "lines" => i18n.billing_street(),
        "postcode" => i18n.billing_postcode(),
        "city" => i18n.billing_city(),
        "country" => i18n.billing_country(),
        "vat_number" => i18n.account_vat_number(),
        "email" => i18n.entry_email(),
        "phone" => i18n.messages_phone(),
        "iban" => "IBAN",
        "bic" => "BIC",
        "bank" => i18n.billing_bank(),
        other => other,
    }
}

/// A part of when customers are reminded.
fn reminders_part(name: &str) -> &str {
    let i18n = use_i18n();
    match name {
        "before" => i18n.billing_remind_before(),
        "after" => i18n.billing_remind_after(),
        "least" => i18n.billing_remind_least(),
        other => other,
    }
}

/// What a form of references is called.
pub(super) fn reference_name(i18n: I18n, form: ReferenceForm) -> &'static str {
    match form {
        ReferenceForm::Creditor => i18n.billing_reference_creditor(),
        ReferenceForm::Belgian => i18n.billing_reference_belgian(),
    }
}

/// What is kept as a code, by its name; an amount in its currency.
fn value_name(difference: &Difference, text: &str) -> String {
    let i18n = use_i18n();
    if let [.., list, code] = difference.field.as_slice()
        && matches!(list.as_str(), "four_eyes_above" | "least")
        && let (Some(currency), Ok(minor)) = (Currency::parse(code), text.parse::<i64>())
    {
        return money_text(currency, minor);
    }
    let name = match difference.field.last().map_or("", String::as_str) {
        "kind" => Kind::parse(text).map(|kind| kind_name(i18n, kind)),
        "priority" => Level::parse(text).map(|level| level_name(i18n, level).to_owned()),
        "reference" => ReferenceForm::parse(text).map(|form| reference_name(i18n, form).to_owned()),
        "language" => Language::parse(text).map(|language| language.own_name().to_owned()),
        "countries" => {
            let names: Option<Vec<&str>> =
                text.split(", ").map(|code| Country::parse(code).map(country_name)).collect();
            names.map(|names| names.join(", "))
        }
        _ => None,
    };
    name.unwrap_or_else(|| text.to_owned())
}
