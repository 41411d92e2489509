//! Waking the server's page in the browser.

use domain::{i18n::I18n, session::Reader};
use leptos::{mount::hydrate_lazy, prelude::*};

use crate::{reader::ReaderContext, routes::App};

/// Finds the reader in the page, fetches their texts, and hydrates. When one of them is missing the page stays as the
/// server made it: it works without us.
pub async fn wake() {
    let Some(reader) = reader() else { return };
    let Some(packed) = texts().await else { return };
    let Some(i18n) = I18n::unpack(reader.language, packed) else { return };
    hydrate_lazy(move || {
        provide_context(ReaderContext { reader: RwSignal::new(reader.clone()), i18n });
        view! { <App/> }
    });
}

fn reader() -> Option<Reader> {
    let text = document().get_element_by_id("reader")?.text_content()?;
    serde_json::from_str(&text).ok()
}

async fn texts() -> Option<String> {
    let path = document().get_element_by_id("texts")?.get_attribute("href")?;
    gloo_net::http::Request::get(&path).send().await.ok()?.text().await.ok()
}
