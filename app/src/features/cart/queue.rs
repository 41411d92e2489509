//! What was put into the cart without a connection: kept on the device, sent when there is one.
//!
//! Each change carries the key it was first tried with, so that one whose answer was lost is not added twice. It all
//! happens in the browser; on the server the queue is empty.

use domain::{
    cart::{CartChange, ChangeMode},
    language::Language,
    money::Quantity,
    refusal::Refusal,
    time::Date,
};
use leptos::prelude::*;

use crate::returned::Fields;

/// What the pages see of the queue.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Changes that wait for a connection, in their order.
    pub waiting: ArcRwSignal<Vec<CartChange>>,
    /// Changes that the server did not take once it was reached: article number, and why.
    pub refused: ArcRwSignal<Vec<(String, Refusal)>>,
    /// Counts up when waiting changes have reached the cart.
    pub sent: ArcRwSignal<usize>,
}

/// The change that a form would have made; `None` when its quantity is not one. No quantity is one `step`, as on the
/// server; one unit where the form does not know the step.
#[must_use]
pub fn from_typed(sent: &Fields, step: Option<Quantity>, language: Language) -> Option<CartChange> {
    let quantity = if sent.get("quantity").trim().is_empty() {
        step.unwrap_or(Quantity::from_units(1))
    } else {
        Quantity::parse_in(sent.get("quantity"), language).ok()?
    };
    let mode = if sent.get("mode") == "set" { ChangeMode::Set } else { ChangeMode::Add };
    let wished = Date::parse_iso(sent.get("wished"));
    Some(CartChange {
        key: sent.get("key").parse().ok()?,
        number: sent.get("number").to_owned(),
        quantity,
        mode,
        wished,
    })
}

#[cfg(feature = "hydrate")]
pub use browser::{forget_refused, keep, queue, start, wipe};

#[cfg(not(feature = "hydrate"))]
pub use elsewhere::{forget_refused, keep, queue, start, wipe};

#[cfg(not(feature = "hydrate"))]
mod elsewhere {
    //! There is no device to keep anything on.

    use domain::{cart::CartChange, session::Reader};
    use leptos::prelude::RwSignal;

    use super::Queue;

    /// An empty queue.
    #[must_use]
    pub fn queue() -> Queue {
        Queue::default()
    }

    /// Nothing to send.
    pub fn start() {}

    /// Nothing is kept.
    #[must_use]
    pub fn keep(_change: CartChange) -> bool {
        false
    }

    /// Nothing to forget.
    pub fn forget_refused() {}

    /// Nothing to wipe.
    pub fn wipe(_reader: RwSignal<Reader>) {}
}

#[cfg(feature = "hydrate")]
mod browser {
    //! The queue in the browser's local storage: one for each member and account, and one for whoever has not signed
    //! in.

    use std::sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    };

    use domain::{cart::CartChange, refusal::Refusal, session::Reader};
    use leptos::{ev, prelude::*, task::spawn_local};
    use serde::{Serialize, de::DeserializeOwned};

    use super::Queue;
    use crate::{
        ask::{ask, from_json},
        features::cart::{api::Replay, count},
        reader::use_reader,
        ui::{DRAFTS, later},
    };

    const WAITING: &str = "loket.cart.waiting";
    const REFUSED: &str = "loket.cart.refused";

    static READER: OnceLock<RwSignal<Reader>> = OnceLock::new();
    static QUEUE: OnceLock<Queue> = OnceLock::new();
    static STARTED: AtomicBool = AtomicBool::new(false);
    static SENDING: AtomicBool = AtomicBool::new(false);

    /// The queue of this device.
    #[must_use]
    pub fn queue() -> Queue {
        QUEUE.get_or_init(Queue::default).clone()
    }

    /// Send what waits: now, when the connection is back, and when the reader comes back to the page.
    /// May be called by every page; it starts once.
    pub fn start() {
        let reader = *READER.get_or_init(use_reader);
        // Not while the page comes to life: what the server rendered knows nothing of this device.
        Effect::new(move |_| {
            adopt::<CartChange>(WAITING);
            adopt::<(String, Refusal)>(REFUSED);
            show();
            if STARTED.swap(true, Ordering::Relaxed) {
                return;
            }
            // The listeners live as long as the page; their handles are only for taking them away.
            drop(window_event_listener(ev::online, move |_| send(reader)));
            drop(window_event_listener(ev::focus, move |_| send(reader)));
            send(reader);
        });
    }

    /// Keep a change until there is a connection. Says whether the device could keep it.
    #[must_use]
    pub fn keep(change: CartChange) -> bool {
        let place = place(WAITING);
        let mut waiting: Vec<CartChange> = read(&place);
        if !waiting.iter().any(|other| other.key == change.key) {
            waiting.push(change);
        }
        let kept = write(&place, &waiting);
        show();
        kept
    }

    /// The reader has seen what was refused.
    pub fn forget_refused() {
        write::<(String, Refusal)>(&place(REFUSED), &[]);
        show();
    }

    /// Nothing of the member stays on the device: neither what waits, for whichever account, nor what the session kept.
    pub fn wipe(reader: RwSignal<Reader>) {
        if let Some(storage) = storage()
            && let Some(email) = reader.with_untracked(|reader| reader.me.as_ref().map(|me| me.email.clone()))
        {
            let count = storage.length().unwrap_or_default();
            let keys: Vec<String> = (0..count).filter_map(|index| storage.key(index).ok().flatten()).collect();
            let theirs = [WAITING, REFUSED, DRAFTS].map(|kind| format!("{kind}/{email}/"));
            for key in keys.iter().filter(|key| theirs.iter().any(|start| key.starts_with(start))) {
                // It fails only where nothing could be stored either.
                let _ = storage.remove_item(key);
            }
        }
        if let Ok(Some(session)) = window().session_storage() {
            let _ = session.clear();
        }
    }

    fn send(reader: RwSignal<Reader>) {
        let waiting: Vec<CartChange> = read(&place(WAITING));
        if waiting.is_empty() || SENDING.swap(true, Ordering::Relaxed) {
            return;
        }
        spawn_local(async move {
            send_all(reader, waiting).await;
            SENDING.store(false, Ordering::Relaxed);
        });
    }

    /// All at once; where one of them is refused, one by one, so that it does not hold up the others.
    async fn send_all(reader: RwSignal<Reader>, waiting: Vec<CartChange>) {
        match ask(Replay { changes: waiting.clone() }).await {
            Ok(lines) => done(reader, lines, &waiting),
            Err(refusal) if later(refusal.code) => {}
            Err(_) => {
                for change in waiting {
                    match ask(Replay { changes: vec![change.clone()] }).await {
                        Ok(lines) => done(reader, lines, &[change]),
                        Err(refusal) if later(refusal.code) => return,
                        Err(refusal) => given_up(change, refusal),
                    }
                }
            }
        }
    }

    fn done(reader: RwSignal<Reader>, lines: i32, changes: &[CartChange]) {
        forget(changes);
        count::set(reader, lines);
        queue().sent.update(|sent| *sent += 1);
    }

    fn given_up(change: CartChange, refusal: Refusal) {
        let mut refused: Vec<(String, Refusal)> = read(&place(REFUSED));
        refused.push((change.number.clone(), refusal));
        write(&place(REFUSED), &refused);
        forget(&[change]);
    }

    /// Another tab may have written meanwhile: only these are taken away.
    fn forget(changes: &[CartChange]) {
        let place = place(WAITING);
        let mut waiting: Vec<CartChange> = read(&place);
        waiting.retain(|change| !changes.iter().any(|done| done.key == change.key));
        write(&place, &waiting);
        show();
    }

    /// What is stored, as the pages see it.
    fn show() {
        let queue = queue();
        let waiting: Vec<CartChange> = read(&place(WAITING));
        if queue.waiting.with_untracked(|shown| *shown != waiting) {
            queue.waiting.set(waiting);
        }
        let refused: Vec<(String, Refusal)> = read(&place(REFUSED));
        if queue.refused.with_untracked(|shown| *shown != refused) {
            queue.refused.set(refused);
        }
    }

    /// Where the reader's own is stored: what one member keeps never goes into another's cart.
    fn place(kind: &str) -> String {
        let whose = READER.get().and_then(|reader| {
            reader.with_untracked(|reader| {
                let me = reader.me.as_ref()?;
                let account = me.account.as_ref().map_or("", |account| account.number.as_str());
                Some(format!("{kind}/{}/{account}", me.email))
            })
        });
        whose.unwrap_or_else(|| kind.to_owned())
    }

    /// What was kept before signing in goes where the device's cart goes: to the member.
    fn adopt<T: Serialize + DeserializeOwned>(kind: &str) {
        let orders = READER.get().is_some_and(|reader| {
            reader.with_untracked(|reader| reader.me.as_ref().is_some_and(|me| me.account.is_some()))
        });
        let found: Vec<T> = read(kind);
        if !orders || found.is_empty() {
            return;
        }
        let place = place(kind);
        let mut all: Vec<T> = read(&place);
        all.extend(found);
        if write(&place, &all) {
            write::<T>(kind, &[]);
        }
    }

    fn storage() -> Option<web_sys::Storage> {
        window().local_storage().ok().flatten()
    }

    fn read<T: DeserializeOwned>(key: &str) -> Vec<T> {
        storage()
            .and_then(|storage| storage.get_item(key).ok().flatten())
            .and_then(|text| from_json(&text))
            .unwrap_or_default()
    }

    fn write<T: Serialize>(key: &str, items: &[T]) -> bool {
        let Some(storage) = storage() else { return false };
        if items.is_empty() {
            return storage.remove_item(key).is_ok();
        }
        serde_json::to_string(items).is_ok_and(|text| storage.set_item(key, &text).is_ok())
    }
}
