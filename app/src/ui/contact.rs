//! How to reach the vendor.

use leptos::prelude::*;

use super::icon;
use crate::{
    features::shop::links::encode,
    reader::{use_i18n, use_reader},
};

/// The vendor's mail and phone; `subject` is what the mail is about.
#[must_use]
pub fn contact(title: String, subject: Option<&str>) -> AnyView {
    let i18n = use_i18n();
    let vendor = use_reader().with_untracked(|reader| reader.vendor.clone());
    let subject = subject.map(|subject| format!("?subject={}", encode(subject))).unwrap_or_default();
    let phone = (!vendor.phone.is_empty()).then(|| {
        let digits: String = vendor.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        row("phone", i18n.messages_phone(), format!("tel:{digits}"), vendor.phone.clone())
    });
    view! {
        <section class="sheet" aria-labelledby="contact" data-screen="">
            <header class="sheet-head"><h2 id="contact">{title}</h2></header>
            <ul class="rows">
                {row("mail", i18n.messages_email(), format!("mailto:{}{subject}", vendor.email), vendor.email)}
                {phone}
            </ul>
        </section>
    }
    .into_any()
}

fn row(icon_name: &'static str, label: &'static str, href: String, text: String) -> AnyView {
    view! {
        <li class="row">
            {icon(icon_name)}
            <div class="row-text">
                <span class="label">{label}</span>
                <a class="row-link" href=href>{text}</a>
            </div>
        </li>
    }
    .into_any()
}
