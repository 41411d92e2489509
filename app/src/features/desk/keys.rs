//! The keyboard at the desk. What a key does stands on the element that does it, as `aria-keyshortcuts`; nothing is done
//! that could not be pressed. Keys are silent where somebody writes, and can be switched off on a device (WCAG 2.1.4).

use leptos::prelude::*;

use crate::reader::use_i18n;

/// The keys of a page and what they do, in the order in which they are explained; and the button that explains them.
#[must_use]
pub fn keys(explained: &[(&'static str, &'static str)]) -> AnyView {
    let i18n = use_i18n();
    let off = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    browser::listen(off);
    let common = [
        ("j k", i18n.desk_keys_next()),
        ("↵", i18n.desk_keys_open()),
        ("Ctrl ↵", i18n.desk_keys_send()),
        ("/", i18n.desk_keys_search()),
        ("?", i18n.desk_keys_help()),
    ];
    let rows = explained.iter().chain(&common).map(|(keys, text)| {
        let keys = keys.split(' ').map(|key| view! { <kbd>{key.to_owned()}</kbd> }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{*text}</dd></div> }
    });
    view! {
        <button
            class="button button-quiet button-small keys-button"
            type="button"
            popovertarget="keys"
            aria-keyshortcuts="?"
            aria-label=i18n.desk_keys_title()
        >
            <kbd>"?"</kbd>
        </button>
        <div class="menu keys" id="keys" popover="" role="dialog" aria-label=i18n.desk_keys_title()>
            <p class="menu-title">{i18n.desk_keys_title()}</p>
            <dl>{rows.collect_view()}</dl>
            <button type="button" aria-pressed=move || if off.get() { "true" } else { "false" } on:click=move |_| toggle(off)>
                {i18n.desk_keys_off()}
            </button>
        </div>
    }
    .into_any()
}

fn toggle(off: RwSignal<bool>) {
    off.update(|off| *off = !*off);
    #[cfg(feature = "hydrate")]
    browser::keep(off.get_untracked());
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::{ev, prelude::*};
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement, KeyboardEvent};

    /// In the device's storage when the keys are switched off.
    const OFF: &str = "loket-keys-off";
    const WRITES: &str = "input, select, textarea";
    const QUEUE: &str = "[data-queue]";
    const STEP: &str = "details[data-step][open]";
    const BAR_STEP: &str = "details.bar-step[open]";
    const FIELDS: &str = "input:not([type=hidden]), select, textarea, button";

    pub(super) fn listen(off: RwSignal<bool>) {
        Effect::new(move |_| {
            let stored = window().local_storage().ok().flatten().and_then(|storage| storage.get_item(OFF).ok());
            off.set(stored.flatten().is_some());
            let listener = window_event_listener(ev::keydown, move |event| {
                if press(&event, off.get_untracked()).is_some() {
                    event.prevent_default();
                }
            });
            let elsewhere = window_event_listener(ev::click, |event| _ = leave_step(&event));
            on_cleanup(move || {
                listener.remove();
                elsewhere.remove();
            });
        });
    }

    /// A press beside the step that stands open closes it, as with a menu. What was typed there stays in its fields.
    fn leave_step(event: &ev::MouseEvent) -> Option<()> {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        let step = document().query_selector(BAR_STEP).ok()??;
        // What was pressed may have left the page by what it did.
        if step.contains(Some(&target)) || !target.is_connected() {
            return None;
        }
        step.remove_attribute("open").ok()
    }

    pub(super) fn keep(off: bool) {
        if let Some(storage) = window().local_storage().ok().flatten() {
            _ = if off { storage.set_item(OFF, "1") } else { storage.remove_item(OFF) };
        }
    }

    /// Does what the key is for; nothing where it is for nothing.
    fn press(event: &KeyboardEvent, off: bool) -> Option<()> {
        if event.default_prevented() || event.is_composing() || event.alt_key() {
            return None;
        }
        let (key, target) = (event.key(), event.target()?.dyn_into::<Element>().ok()?);
        if key == "Escape" {
            let step = target.closest(STEP).ok()?.or(document().query_selector(BAR_STEP).ok()?)?;
            step.remove_attribute("open").ok()?;
            return focus(&step.query_selector("summary").ok()??);
        }
        if event.ctrl_key() || event.meta_key() {
            return (key == "Enter").then(|| send(&target)).flatten();
        }
        let is_one = key.len() == 1 && key.bytes().all(|sign| sign.is_ascii_lowercase() || b"/?".contains(&sign));
        if off || !is_one || target.matches(WRITES).ok()? {
            return None;
        }
        match key.as_str() {
            "j" => walk(1),
            "k" => walk(-1),
            _ => act(&document().query_selector(&format!("[aria-keyshortcuts='{key}']")).ok()??),
        }
    }

    /// The first button of the form that is being filled in, or of the part of it that is behind a word.
    fn send(target: &Element) -> Option<()> {
        let form = target.closest("form").ok()??;
        let part = target.closest("form details").ok()?.unwrap_or(form);
        part.query_selector("[type=submit]").ok()??.dyn_into::<HtmlElement>().ok()?.click();
        Some(())
    }

    fn focus(element: &Element) -> Option<()> {
        element.dyn_ref::<HtmlElement>()?.focus().ok()
    }

    /// To the place after or before in the queue: the one that is open leads on to the next one, else the focus moves.
    fn walk(by: i32) -> Option<()> {
        let first = document().query_selector(QUEUE).ok()??.first_element_child();
        let rows = std::iter::successors(first, Element::next_element_sibling);
        let links: Vec<HtmlElement> =
            rows.filter_map(|row| row.query_selector(".row-link").ok()??.dyn_into().ok()).collect();
        let opened = links.iter().position(|link| link.has_attribute("aria-current"));
        let focused = document().active_element();
        let focused = focused.and_then(|element| links.iter().position(|link| **link == element));
        let last = links.len().checked_sub(1)?;
        let next = match focused.or(opened) {
            Some(here) if by > 0 => (here + 1).min(last),
            Some(here) => here.saturating_sub(1),
            None => 0,
        };
        let link = links.get(next)?;
        if opened.is_some() && focused.is_none() {
            link.click();
            return Some(());
        }
        link.focus().ok()
    }

    fn act(element: &Element) -> Option<()> {
        match element.tag_name().as_str() {
            "SUMMARY" => {
                let step = element.parent_element()?;
                step.set_attribute("open", "").ok()?;
                focus(&step.query_selector(FIELDS).ok()??)
            }
            _ if element.matches(WRITES).ok()? => focus(element),
            "A" if element.get_attribute("href")?.starts_with('#') => {
                focus(&document().query_selector(&element.get_attribute("href")?).ok()??)
            }
            _ => {
                element.dyn_ref::<HtmlElement>()?.click();
                Some(())
            }
        }
    }
}
