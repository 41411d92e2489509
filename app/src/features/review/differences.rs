//! What is not as it was when the customer last looked, in words.

use domain::{
    format,
    review::{Difference, ReviewPage},
};
use leptos::prelude::*;

use crate::{
    features::shop::rows::Shown,
    reader::{use_i18n, use_language, use_vendor_day},
    ui::{Tone, notice},
};

/// The notice above the lines; nothing when all is as it was.
#[must_use]
pub fn differences(page: &ReviewPage, shown: Shown) -> Option<AnyView> {
    let i18n = use_i18n();
    if page.differences.is_empty() {
        return None;
    }
    let asks = page.differences.iter().any(Difference::asks);
    let lines =
        page.differences.iter().map(|difference| view! { <li>{in_words(difference, page, shown)}</li> }).collect_view();
    let (tone, title, then) = if asks {
        (Tone::Wait, i18n.review_changed(), i18n.review_changed_accept())
    } else {
        (Tone::Ok, i18n.review_better(), i18n.review_better_text())
    };
    let content = view! {
        <p><strong>{title}</strong></p>
        <ul>{lines}</ul>
        <p>{then} " " <a href="/cart">{i18n.review_to_cart()}</a></p>
    };
    Some(notice(tone, "refresh", content.into_any()))
}

fn in_words(difference: &Difference, page: &ReviewPage, shown: Shown) -> String {
    let i18n = use_i18n();
    let language = use_language();
    let name = |number: &str| {
        page.lines.iter().find(|line| line.number == number).map_or_else(|| number.to_owned(), |line| line.name.clone())
    };
    let today = use_vendor_day(shown.now);
    let day = |date| format::day_phrase(language, today, date);
    match difference {
        Difference::Price { number, before, now } => {
            i18n.review_diff_price(&shown.money(*now), &shown.money(*before), &name(number))
        }
        Difference::Date { number, before: Some(before), now: Some(now) } => {
            i18n.review_diff_date(&day(*now), &day(*before), &name(number))
        }
        Difference::Date { number, before: Some(before), now: None } => {
            i18n.review_diff_no_date(&day(*before), &name(number))
        }
        Difference::Date { number, before: None, now: Some(now) } => {
            i18n.review_diff_new_date(&day(*now), &name(number))
        }
        Difference::Date { number, before: None, now: None } => name(number),
        Difference::Gone { number } => i18n.review_diff_gone(&name(number)),
        Difference::Quantity { number, before, now } => i18n.review_diff_quantity(
            &format::quantity(language, *now),
            &format::quantity(language, *before),
            &name(number),
        ),
        Difference::Added { number } => i18n.review_diff_added(&name(number)),
        Difference::Removed { number } => i18n.review_diff_removed(&name(number)),
        Difference::Delivery { before, now } => i18n.review_diff_delivery(&shown.money(*now), &shown.money(*before)),
        Difference::Total { before, now } => i18n.review_diff_total(&shown.money(*now), &shown.money(*before)),
        Difference::Details => i18n.review_diff_details().to_owned(),
    }
}
