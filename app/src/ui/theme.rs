//! Light, dark, or like the device: kept on the device, because it is about the device.

use domain::i18n::I18n;
use leptos::prelude::*;

use super::{Frame, icon_small};
use crate::reader::use_i18n;

/// Where the choice is kept in the browser's local storage.
#[cfg(feature = "hydrate")]
const STORED: &str = "loket-theme";

/// How the pages are coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Like the device.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of `data-theme`; like the device there is none.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What was chosen on this device.
    #[cfg(feature = "hydrate")]
    #[must_use]
    pub fn stored() -> Self {
        let code = window().local_storage().ok().flatten().and_then(|storage| storage.get_item(STORED).ok().flatten());
        Self::ALL.into_iter().find(|theme| code.as_deref() == Some(theme.code())).unwrap_or_default()
    }

    /// Colours the page.
    #[cfg(feature = "hydrate")]
    pub fn apply(self) {
        let Some(html) = document().document_element() else { return };
        _ = match self {
            Self::System => html.remove_attribute("data-theme"),
            Self::Light | Self::Dark => html.set_attribute("data-theme", self.code()),
        };
    }

    /// Keeps the choice on this device.
    #[cfg(feature = "hydrate")]
    pub fn store(self) {
        if let Ok(Some(storage)) = window().local_storage() {
            _ = storage.set_item(STORED, self.code());
        }
    }
}

/// The switch between the themes, in words or in signs. `name` tells apart several switches of one page.
///
/// It is there only when the page is awake, because without scripts it could do nothing.
#[must_use]
pub fn theme_switch(name: &'static str, words: bool) -> AnyView {
    let Some(frame) = use_context::<Frame>() else { return ().into_any() };
    let i18n = use_i18n();
    (move || {
        frame.awake.get().then(|| {
            let choices = Theme::ALL.into_iter().map(|theme| choice(i18n, frame, name, theme, words)).collect_view();
            if words {
                view! {
                    <fieldset class="field">
                        <legend>{i18n.frame_theme()}</legend>
                        <div class="segmented">{choices}</div>
                    </fieldset>
                }
                .into_any()
            } else {
                view! {
                    <fieldset class="segmented">
                        <legend class="visually-hidden">{i18n.frame_theme()}</legend>
                        {choices}
                    </fieldset>
                }
                .into_any()
            }
        })
    })
    .into_any()
}

fn choice(i18n: I18n, frame: Frame, name: &'static str, theme: Theme, words: bool) -> AnyView {
    let (sign, word) = match theme {
        Theme::System => ("laptop", i18n.frame_theme_system()),
        Theme::Light => ("sun", i18n.frame_theme_light()),
        Theme::Dark => ("moon", i18n.frame_theme_dark()),
    };
    let label = if words {
        word.into_any()
    } else {
        view! { {icon_small(sign)} <span class="visually-hidden">{word}</span> }.into_any()
    };
    view! {
        <label>
            <input
                type="radio"
                name=name
                value=theme.code()
                prop:checked=move || frame.theme.get() == theme
                on:change=move |_| choose(frame, theme)
            />
            {label}
        </label>
    }
    .into_any()
}

fn choose(frame: Frame, theme: Theme) {
    frame.theme.set(theme);
    #[cfg(feature = "hydrate")]
    {
        theme.apply();
        theme.store();
    }
}
