//! Who reads this page, and in which language.
//!
//! The server knows before it renders; the browser finds the same in the page (`#reader`) and its texts in a file of
//! their own, both before hydration, so that both sides render the same bytes.

use domain::{
    i18n::I18n,
    language::Language,
    money::{Currency, CurrencyRules},
    session::Reader,
    time::{Date, WallTime},
};
use leptos::prelude::*;

use crate::{ask::ask, features::entry::api::ReadReader};

/// The reader of this page, shared by all views.
#[derive(Clone, Copy, Debug)]
pub struct ReaderContext {
    pub reader: RwSignal<Reader>,
    pub i18n: I18n,
}

/// The texts in the reader's language.
#[must_use]
pub fn use_i18n() -> I18n {
    expect_context::<ReaderContext>().i18n
}

/// The reader, as a signal: the number of articles in the cart changes under way.
#[must_use]
pub fn use_reader() -> RwSignal<Reader> {
    expect_context::<ReaderContext>().reader
}

/// The language, for the functions of `domain::format`.
#[must_use]
pub fn use_language() -> Language {
    use_i18n().language
}

/// How the vendor counts and shows a currency.
#[must_use]
pub fn use_rules(currency: Currency) -> CurrencyRules {
    use_reader().with_untracked(|reader| reader.vendor.rules(currency))
}

/// The day at the vendor's at this moment, by which promised days are late or not.
#[must_use]
pub fn use_vendor_day(now: WallTime) -> Date {
    use_reader().with_untracked(|reader| reader.vendor.day(now))
}

/// Ask the server again who reads, after something that changed it.
pub fn refresh_reader() {
    let reader = use_reader();
    leptos::task::spawn_local(async move {
        if let Ok(fresh) = ask(ReadReader {}).await {
            reader.set(fresh);
        }
    });
}
