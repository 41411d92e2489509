//! What is being written and not sent yet, kept on the device for its member: a reload, a dead battery or another page
//! costs no words. It goes when it is sent, or when the member signs out.

use leptos::prelude::*;

use super::Typing;
use crate::{reader::use_reader, returned::Fields};

/// The beginning of the names under which drafts are kept.
pub const DRAFTS: &str = "loket.draft";

/// Where a draft of the reader's is kept; `what` says which of them.
#[must_use]
pub fn draft_place(what: &str) -> String {
    use_reader().with_untracked(|reader| {
        let me = reader.me.as_ref();
        let account = me.and_then(|me| me.account.as_ref()).map_or("", |account| account.number.as_str());
        format!("{DRAFTS}/{}/{account}/{what}", me.map_or("", |me| me.email.as_str()))
    })
}

/// What is kept there.
#[must_use]
pub fn read_draft(place: &str) -> Option<Fields> {
    #[cfg(feature = "hydrate")]
    {
        let text = window().local_storage().ok().flatten()?.get_item(place).ok().flatten()?;
        crate::ask::from_json(&text)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = place;
        None
    }
}

/// Keeps the fields in which something stands; forgets all where nothing does.
pub fn keep_draft(place: &str, mut fields: Fields) {
    fields.0.retain(|(_, value)| !value.trim().is_empty());
    #[cfg(feature = "hydrate")]
    if let Ok(Some(storage)) = window().local_storage() {
        // A device without room keeps nothing; the field itself still has the words.
        let _ = if fields.0.is_empty() {
            storage.remove_item(place)
        } else {
            storage.set_item(place, &crate::ask::to_json(&fields))
        };
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = place;
}

/// Keeps the text that is being typed, under what `what` says: another case has another draft.
pub fn keep_typing(typing: Typing, what: impl Fn() -> String + Send + Sync + 'static) {
    let text = typing.text();
    let reader_place = draft_place("");
    Effect::new(move |before: Option<String>| {
        let place = format!("{reader_place}{}", what());
        let typed = text.get();
        if before.as_ref() == Some(&place) {
            keep_draft(&place, Fields(vec![("text".to_owned(), typed)]));
        } else if before.is_some() || typed.is_empty() {
            text.set(read_draft(&place).map(|kept| kept.get("text").to_owned()).unwrap_or_default());
        }
        place
    });
}

/// Puts what was kept back into the fields of a form, as if it were chosen and typed now.
#[cfg(feature = "hydrate")]
pub fn fill_form(form: &web_sys::HtmlFormElement, fields: &Fields) {
    use wasm_bindgen::JsCast;

    for (name, value) in &fields.0 {
        // A value of a choice is a code of ours; anything else is text.
        let is_code = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '[' | ']'));
        if !is_code(name) {
            continue;
        }
        let choice = format!("[name=\"{name}\"][value=\"{value}\"]:is([type=radio],[type=checkbox])");
        let chosen = is_code(value).then(|| form.query_selector(&choice).ok().flatten()).flatten();
        if let Some(field) = chosen.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
            if !field.checked() {
                field.click();
            }
            continue;
        }
        let text = format!("[name=\"{name}\"]:not([type=radio],[type=checkbox],[type=hidden],[type=file])");
        if let Ok(Some(field)) = form.query_selector(&text) {
            // Input, text area and select alike.
            let _ = js_sys::Reflect::set(&field, &"value".into(), &value.as_str().into());
        }
    }
}
