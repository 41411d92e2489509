//! Waking the server's page in the browser.

use domain::{i18n::I18n, session::Reader};
use leptos::{mount::hydrate_lazy, prelude::*};
use serde::de::DeserializeOwned;

use crate::{
    reader::ReaderContext,
    returned::{self, Returned},
    routes::App,
};

/// Finds the reader in the page, fetches their texts, and hydrates. When one of them is missing the page stays as the
/// server made it: it works without us.
pub async fn wake() {
    let Some(reader) = read::<Reader>("reader") else { return };
    let came_back = read::<Returned>("returned");
    let Some(packed) = texts().await else { return };
    let Some(i18n) = I18n::unpack(reader.language, packed) else { return };
    hydrate_lazy(move || {
        provide_context(ReaderContext { reader: RwSignal::new(reader.clone()), i18n });
        returned::provide(came_back.clone());
        view! { <App/> }
    });
}

fn read<T: DeserializeOwned>(id: &str) -> Option<T> {
    let text = document().get_element_by_id(id)?.text_content()?;
    serde_json::from_str(&text).ok()
}

async fn texts() -> Option<String> {
    let path = document().get_element_by_id("texts")?.get_attribute("href")?;
    gloo_net::http::Request::get(&path).send().await.ok()?.text().await.ok()
}
