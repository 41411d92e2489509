//! Numbers, money and time, the same bytes on the server and in the browser.

use domain::{
    format,
    language::Language,
    money::{Currency, Money, Quantity},
    stock::{Availability, Source},
    time::{Date, WallTime},
};
use leptos::prelude::*;

use super::{Tone, chip};
use crate::reader::{use_i18n, use_language, use_rules, use_vendor_day};

/// An amount of money, tabular figures.
#[must_use]
pub fn amount(currency: Currency, minor: i64) -> AnyView {
    let text = format::money(use_language(), Money { minor, currency }, &use_rules(currency));
    view! { <span class="money">{text}</span> }.into_any()
}

/// An amount as one would type it: `1500`, `99.50`.
#[must_use]
pub fn plain_amount(minor: i64, exponent: u8) -> String {
    let decimals = usize::from(exponent);
    let sign = if minor < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = decimals + 1);
    let (whole, rest) = digits.split_at(digits.len() - decimals);
    if rest.chars().all(|digit| digit == '0') { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// An instant as people say it, with the whole of it in the tooltip.
#[must_use]
pub fn instant(now: WallTime, then: WallTime) -> AnyView {
    let language = use_language();
    view! {
        <time datetime=then.rfc3339() title=format::instant_long(language, then)>{format::relative(language, now, then)}</time>
    }
    .into_any()
}

/// A day of the vendor's as people say it: today, tomorrow, Thu 26 Nov.
#[must_use]
pub fn day(now: WallTime, date: Date) -> AnyView {
    let language = use_language();
    view! { <time datetime=date.iso() title=format::date_long(language, date)>{format::day_phrase(language, use_vendor_day(now), date)}</time> }.into_any()
}

/// "40 pieces".
#[must_use]
pub fn quantity_text(_: Language, quantity: Quantity, unit: &str) -> String {
    format::quantity_with_unit(use_i18n(), quantity, unit)
}

/// How and when something can be had.
#[must_use]
pub fn availability_chip(now: WallTime, availability: Availability) -> AnyView {
    let (tone, text) = promised(now, availability);
    chip(tone, text)
}

/// The same where there is room for an answer: behind the chip it says why that day.
#[must_use]
pub fn availability(now: WallTime, availability: Availability) -> AnyView {
    let (tone, text) = promised(now, availability);
    let Some(why) = why_then(now, availability) else { return chip(tone, text) };
    view! {
        <details class="chip-why">
            <summary>{chip(tone, text)}</summary>
            <p>{why}</p>
        </details>
    }
    .into_any()
}

fn promised(now: WallTime, availability: Availability) -> (Tone, String) {
    let i18n = use_i18n();
    let date = said(now, availability);
    match availability.source {
        Source::Stock => (Tone::Ok, i18n.availability_stock(&date)),
        Source::Incoming => (Tone::Wait, i18n.availability_incoming(&date)),
        Source::Lead => (Tone::Wait, i18n.availability_lead(&date)),
        Source::Appointment if availability.date.is_some() => (Tone::Plain, i18n.availability_appointment(&date)),
        Source::Appointment => (Tone::Plain, i18n.availability_appointment_open().to_owned()),
        Source::Gone => (Tone::Late, i18n.availability_gone().to_owned()),
    }
}

fn why_then(now: WallTime, availability: Availability) -> Option<String> {
    let i18n = use_i18n();
    let date = said(now, availability);
    match availability.source {
        Source::Stock => Some(i18n.availability_why_stock(&date)),
        Source::Incoming => Some(i18n.availability_why_incoming(&date)),
        Source::Lead => Some(i18n.availability_why_lead(&date)),
        Source::Appointment => Some(i18n.availability_why_appointment().to_owned()),
        Source::Gone => None,
    }
}

fn said(now: WallTime, availability: Availability) -> String {
    availability.date.map(|date| format::day_phrase(use_language(), use_vendor_day(now), date)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_as_it_is_typed() {
        assert_eq!(plain_amount(150_000, 2), "1500");
        assert_eq!(plain_amount(9_950, 2), "99.50");
        assert_eq!(plain_amount(5, 2), "0.05");
        assert_eq!(plain_amount(1_500, 0), "1500");
    }
}
