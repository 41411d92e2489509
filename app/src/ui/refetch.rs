//! Fetching a page again after a command.
//!
//! A page that changes things is fetched again when a command has succeeded, and when a command was refused because
//! the page no longer shows how things stand. Any other refusal leaves the page, and what was typed, alone.

use std::time::Duration;

use domain::refusal::{Code, Refusal};
use leptos::prelude::*;

use super::{Command, error_notice};

/// How often a page is to be fetched again, and how many of its commands have succeeded.
#[derive(Clone, Copy, Debug)]
pub struct Refetch {
    count: RwSignal<u32>,
    done: RwSignal<u32>,
    /// Who works on the page goes on where they are, instead of at its top.
    stays: bool,
    /// Where reading goes on once the page is there again.
    lands: RwSignal<Option<&'static str>>,
}

/// Of one page; made at its top, outside of what is fetched.
#[must_use]
pub fn refetch() -> Refetch {
    Refetch { count: RwSignal::new(0), done: RwSignal::new(0), stays: false, lands: RwSignal::new(None) }
}

/// Of a page on which one does one thing after the other: focus and scrolling stay. A `<details data-step>` closes once its
/// command has succeeded, and gives the focus back to what opened it.
#[must_use]
pub fn refetch_in_place() -> Refetch {
    Refetch { stays: true, ..refetch() }
}

/// A `<details>` that holds the form of one step.
const STEP: &str = "details[data-step]";

impl Refetch {
    /// Part of the source of the page's resource.
    #[must_use]
    pub fn count(self) -> u32 {
        self.count.get()
    }

    /// Fetch the page again, unless it has been left.
    pub fn now(self) {
        self.count.try_update(|count| *count += 1);
    }

    /// Fetch the page again in a while: something goes on without anybody pressing anything.
    pub fn soon(self) {
        const PAUSE: Duration = Duration::from_secs(2);
        Effect::new(move |_| set_timeout(move || self.now(), PAUSE));
    }

    /// Fetch the page again after this command. What it was refused for is forgotten when any command succeeds.
    pub fn after(self, command: Command) {
        self.after_at(command, None);
    }

    /// The same; when it has succeeded, reading goes on at the first that `lands` selects, as soon as the page shows what
    /// happened ([`Self::land`]). The top of the page is for those who have lost their place.
    pub fn after_at(self, command: Command, lands: Option<&'static str>) {
        let version = command.version();
        Effect::new(move |before: Option<usize>| {
            let version = version.get();
            if before.is_some_and(|before| before != version) {
                self.answered(untrack(|| command.refusal()).map(|refusal| refusal.code), lands);
            }
            version
        });
        let done = self.done;
        Effect::new(move |before: Option<u32>| {
            let now = done.get();
            if before.is_some_and(|before| before != now) {
                command.clear();
            }
            now
        });
    }

    /// Says `text` to a screen reader when a command has succeeded.
    #[must_use]
    pub fn status(self, text: &'static str) -> AnyView {
        let done = self.done;
        let said = move || if done.get() > 0 { text } else { "" };
        view! { <p class="visually-hidden" role="status">{said}</p> }.into_any()
    }

    fn answered(self, refused: Option<Code>, lands: Option<&'static str>) {
        match refused {
            None => self.done.update(|done| *done += 1),
            Some(code) if is_outdated(code) => {}
            Some(_) => return,
        }
        self.lands.set(lands.filter(|_| refused.is_none()));
        self.now();
        if self.stays && refused.is_none() {
            close_step();
        } else if self.lands.get_untracked().is_none() {
            // The button that was pressed may be gone; reading goes on at the top.
            focus_first(&["#main h1"]);
        }
    }

    /// In the view of what was fetched: where something has just happened, reading goes on there.
    pub fn land(self) {
        let Some(lands) = self.lands.get_untracked() else { return };
        let waiting = self.lands;
        Effect::new(move |_| {
            waiting.set(None);
            // The page is put together before the next picture.
            request_animation_frame(move || focus_first(&[lands, "#main h1"]));
        });
    }

    /// The page has come again: where what had the focus is gone, reading goes on at the top.
    pub fn came(self) {
        let is_again = self.stays && self.count.get_untracked() > 0;
        Effect::new(move |_| {
            if is_again && is_focus_lost() {
                focus_first(&["#main h1"]);
            }
        });
    }
}

/// Closes the step in which the focus is, and moves the focus to its word.
fn close_step() {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;

        let focused = document().active_element();
        let Some(step) = focused.and_then(|element| element.closest(STEP).ok().flatten()) else { return };
        _ = step.remove_attribute("open");
        let word = step.query_selector("summary").ok().flatten();
        if let Some(word) = word.and_then(|word| word.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = word.focus();
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = STEP;
}

/// That the page was out of date when a command was sent. It stands outside of what is fetched, so that it survives.
#[must_use]
pub fn outdated_notice(refusals: Vec<Signal<Option<Refusal>>>) -> AnyView {
    let found = Signal::derive(move || {
        refusals.iter().find_map(|refusal| refusal.get().filter(|refusal| is_outdated(refusal.code)))
    });
    error_notice(found, &[])
}

/// What is said at the form itself: every refusal but those of [`outdated_notice`].
#[must_use]
pub fn in_place(refusal: Signal<Option<Refusal>>) -> Signal<Option<Refusal>> {
    Signal::derive(move || refusal.get().filter(|refusal| !is_outdated(refusal.code)))
}

const fn is_outdated(code: Code) -> bool {
    matches!(code, Code::Stale | Code::State | Code::TooLate)
}

/// Moves the focus to the first of these that is in the page.
pub(super) fn focus_first(selectors: &[&str]) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;

        let found = selectors.iter().find_map(|selector| document().query_selector(selector).ok().flatten());
        if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = selectors;
}

/// What had the focus has left the page.
pub(super) fn is_focus_lost() -> bool {
    #[cfg(feature = "hydrate")]
    {
        document().active_element().is_none_or(|element| element.tag_name() == "BODY")
    }
    #[cfg(not(feature = "hydrate"))]
    false
}
