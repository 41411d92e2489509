//! Plain forms that go once.

use std::time::Duration;

use leptos::{ev::SubmitEvent, prelude::*};

/// Without a page after this long the form may go again: the request may have been stopped.
const LONGEST: Duration = Duration::from_secs(15);

/// Whether a plain form is on its way. A second press would ask for a second code, which ends the first one, or would
/// come with a code that the first press has used.
#[derive(Clone, Copy, Debug)]
pub struct Once {
    sent: RwSignal<bool>,
}

/// Of one form.
#[must_use]
pub fn once() -> Once {
    let sent = RwSignal::new(false);
    Effect::new(move |_| {
        // A page that the browser kept comes back as it was left; its button must work again.
        let listener = window_event_listener_untyped("pageshow", move |_| sent.set(false));
        on_cleanup(move || listener.remove());
    });
    Once { sent }
}

impl Once {
    /// The form is sent; nothing happens while it is on its way already.
    pub fn submit(self, event: &SubmitEvent) {
        let sent = self.sent;
        if sent.get_untracked() {
            event.prevent_default();
            return;
        }
        sent.set(true);
        set_timeout(
            move || {
                sent.try_set(false);
            },
            LONGEST,
        );
    }

    /// `aria-busy` of its button.
    #[must_use]
    pub fn busy(self) -> Signal<Option<&'static str>> {
        Signal::derive(move || self.sent.get().then_some("true"))
    }
}
