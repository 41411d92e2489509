//! What the frame of every page does in the browser: it says that the page is awake, moves the focus after a
//! navigation, notices when the portal cannot be reached, and tells the portal the reader's time zone.

use domain::{format, time::WallTime};
use leptos::prelude::*;

use super::{Theme, icon_small};
use crate::reader::{use_i18n, use_language, use_reader};

/// What the frame knows of the browser, shared by everything in it.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// The page has come to life.
    pub awake: RwSignal<bool>,
    /// The portal cannot be reached.
    pub offline: RwSignal<bool>,
    /// When the portal was last heard: from when what the page shows is.
    pub heard: RwSignal<WallTime>,
    /// Light, dark, or like the device.
    pub theme: RwSignal<Theme>,
}

/// Makes the frame of a page and gives it to everything inside.
#[must_use]
pub fn provide_frame() -> Frame {
    let frame = Frame {
        awake: RwSignal::new(false),
        offline: RwSignal::new(false),
        heard: RwSignal::new(use_reader().with_untracked(|reader| reader.now)),
        theme: RwSignal::new(Theme::System),
    };
    provide_context(frame);
    #[cfg(feature = "hydrate")]
    browser::wake(frame);
    frame
}

/// The portal answered. What came with the page itself does not count: the page may have been kept on the device.
pub fn portal_heard() {
    #[cfg(feature = "hydrate")]
    if let Some(frame) = use_context::<Frame>().filter(|frame| frame.awake.get_untracked()) {
        let offset_minutes = frame.heard.with_untracked(|heard| heard.offset_minutes);
        frame.heard.set(browser::now(offset_minutes));
        frame.offline.set(false);
    }
}

/// The portal did not answer.
pub fn portal_unheard() {
    if let Some(frame) = use_context::<Frame>() {
        frame.offline.set(true);
    }
}

/// Says that there is no connection, and from when the page is.
#[must_use]
pub fn offline_bar(frame: Frame) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    (move || {
        frame.offline.get().then(|| {
            let time = format::time(language, frame.heard.get());
            view! { <div class="offline-bar" role="status">{icon_small("warning")} {i18n.frame_offline(&time)}</div> }
        })
    })
    .into_any()
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use domain::time::{Date, Instant, WallTime};
    use leptos::{prelude::*, task::spawn_local};
    use leptos_router::hooks::use_location;
    use wasm_bindgen::JsCast;
    use web_sys::HtmlElement;

    use super::Frame;
    use crate::{ask::ask, features::entry::api::SetTimeZone, reader::use_reader, returned, ui::Theme};

    /// On `<body>` when the page is awake; browser tests wait for it.
    const AWAKE: &str = "data-hydrated";
    /// On a heading that has been read out, with the text it had.
    const READ: &str = "data-read";
    /// In the session's storage when the time zone has been sent.
    const ZONE_SENT: &str = "loket-zone";
    /// How often to look for the new heading, every [`LOOK_EVERY`]: twelve seconds for a slow connection.
    const LOOKS: u32 = 200;
    const LOOK_EVERY: Duration = Duration::from_millis(60);

    pub(super) fn wake(frame: Frame) {
        let signed_in = use_reader().with_untracked(|reader| reader.me.is_some());
        let pathname = use_location().pathname;

        Effect::new(move |_| {
            if mark_awake() {
                _ = fresh_heading();
            } else {
                // This frame came by a navigation from another one.
                focus_heading(LOOKS);
            }
            let theme = Theme::stored();
            theme.apply();
            frame.theme.set(theme);
            frame.offline.set(!window().navigator().on_line());
            frame.awake.set(true);
            if signed_in {
                _ = send_time_zone();
            }
        });

        Effect::new(move |before: Option<String>| {
            let path = pathname.get();
            if before.is_some_and(|before| before != path) {
                returned::forget();
                focus_heading(LOOKS);
            }
            path
        });

        // What could not be loaded is tried again by itself when the connection is back.
        let offline = frame.offline;
        Effect::new(move |before: Option<bool>| {
            let now = offline.get();
            if before == Some(true) && !now {
                retry_all();
            }
            now
        });

        for (name, offline) in [("online", false), ("offline", true)] {
            let listener = window_event_listener_untyped(name, move |_| frame.offline.set(offline));
            on_cleanup(move || listener.remove());
        }
    }

    fn retry_all() {
        let Ok(found) = document().query_selector_all("[data-retry]") else { return };
        for place in 0..found.length() {
            if let Some(button) = found.get(place).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
                button.click();
            }
        }
    }

    /// The time on the device, with the offset that the server gave its reader.
    pub(super) fn now(offset_minutes: i16) -> WallTime {
        let now = js_sys::Date::new_0();
        let day = Date::from_ymd(
            i32::try_from(now.get_utc_full_year()).unwrap_or(1970),
            u8::try_from(now.get_utc_month() + 1).unwrap_or(1),
            u8::try_from(now.get_utc_date()).unwrap_or(1),
        );
        let days = i64::from(day.map_or(0, Date::days));
        let minutes = i64::from(now.get_utc_hours() * 60 + now.get_utc_minutes());
        WallTime { instant: Instant::from_millis(days * 86_400_000 + minutes * 60_000), offset_minutes }
    }

    /// Marks the page as awake; false when it was before.
    fn mark_awake() -> bool {
        let Some(body) = document().body() else { return false };
        if body.has_attribute(AWAKE) {
            return false;
        }
        body.set_attribute(AWAKE, "").is_ok()
    }

    /// Moves the focus to the new page's heading as soon as it is there, so that it is read out.
    fn focus_heading(looks: u32) {
        set_timeout(
            move || match fresh_heading() {
                Some(heading) if !is_filling_in() => _ = heading.focus(),
                None if looks > 0 => focus_heading(looks - 1),
                _ => {}
            },
            LOOK_EVERY,
        );
    }

    /// The page's heading, when it is another than the one that was last read out. The element alone does not say so:
    /// between two pages of one kind it stays and only its text changes.
    fn fresh_heading() -> Option<HtmlElement> {
        let heading = document().query_selector("main h1").ok()??.dyn_into::<HtmlElement>().ok()?;
        let text = heading.text_content()?;
        if heading.get_attribute(READ).as_deref() == Some(text.as_str()) {
            return None;
        }
        _ = heading.set_attribute(READ, &text);
        Some(heading)
    }

    /// The reader has started to fill in something: the focus stays there.
    fn is_filling_in() -> bool {
        document()
            .active_element()
            .and_then(|element| element.matches("main input, main select, main textarea").ok())
            .unwrap_or(false)
    }

    fn send_time_zone() -> Option<()> {
        let storage = window().session_storage().ok()??;
        if storage.get_item(ZONE_SENT).ok()?.is_some() {
            return None;
        }
        let options =
            js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new()).resolved_options();
        let zone = js_sys::Reflect::get(&options, &"timeZone".into()).ok()?.as_string()?;
        spawn_local(async move {
            if ask(SetTimeZone { time_zone: zone }).await.is_ok() {
                _ = storage.set_item(ZONE_SENT, "1");
            }
        });
        Some(())
    }
}
