//! What was put into the cart without a connection: kept on the device, sent when there is one.
//!
//! Each change carries the key it was first tried with, so that one whose answer was lost is not added twice. It all
//! happens in the browser; on the server the queue is empty.

use domain::{cart::CartChange, money::Quantity, refusal::Refusal, time::Date};
use leptos::prelude::*;

use super::api;

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

/// The change that a form would have made; `None` when its quantity is not one.
#[must_use]
pub fn from_typed(typed: &api::Change) -> Option<CartChange> {
    let quantity = if typed.quantity.trim().is_empty() {
        Quantity::from_units(1)
    } else {
        Quantity::parse(&typed.quantity).ok()?
    };
    let wished = Date::parse_iso(&typed.wished);
    Some(CartChange { key: typed.key, number: typed.number.clone(), quantity, mode: typed.mode, wished })
}

#[cfg(feature = "hydrate")]
pub use browser::{forget_refused, keep, queue, start};

#[cfg(not(feature = "hydrate"))]
pub use elsewhere::{forget_refused, keep, queue, start};

#[cfg(not(feature = "hydrate"))]
mod elsewhere {
    //! There is no device to keep anything on.

    use domain::cart::CartChange;

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
}

#[cfg(feature = "hydrate")]
mod browser {
    //! The queue in the browser's local storage.

    use std::sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    };

    use domain::{cart::CartChange, refusal::Refusal, session::Reader};
    use leptos::{ev, prelude::*, task::spawn_local};
    use serde::{Serialize, de::DeserializeOwned};

    use super::Queue;
    use crate::{
        features::cart::{api, count},
        reader::use_reader,
        ui::later,
        wire::Refused,
    };

    const WAITING: &str = "loket.cart.waiting";
    const REFUSED: &str = "loket.cart.refused";

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
        let reader = use_reader();
        // Not while the page comes to life: what the server rendered knows nothing of this device.
        Effect::new(move |_| {
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
        let mut waiting: Vec<CartChange> = read(WAITING);
        if !waiting.iter().any(|other| other.key == change.key) {
            waiting.push(change);
        }
        let kept = write(WAITING, &waiting);
        show();
        kept
    }

    /// The reader has seen what was refused.
    pub fn forget_refused() {
        write::<(String, Refusal)>(REFUSED, &[]);
        show();
    }

    fn send(reader: RwSignal<Reader>) {
        let waiting: Vec<CartChange> = read(WAITING);
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
        match api::replay(waiting.clone()).await {
            Ok(lines) => done(reader, lines, &waiting),
            Err(Refused(refusal)) if later(refusal.code) => {}
            Err(_) => {
                for change in waiting {
                    match api::replay(vec![change.clone()]).await {
                        Ok(lines) => done(reader, lines, &[change]),
                        Err(Refused(refusal)) if later(refusal.code) => return,
                        Err(Refused(refusal)) => given_up(change, refusal),
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
        let mut refused: Vec<(String, Refusal)> = read(REFUSED);
        refused.push((change.number.clone(), refusal));
        write(REFUSED, &refused);
        forget(&[change]);
    }

    /// Another tab may have written meanwhile: only these are taken away.
    fn forget(changes: &[CartChange]) {
        let mut waiting: Vec<CartChange> = read(WAITING);
        waiting.retain(|change| !changes.iter().any(|done| done.key == change.key));
        write(WAITING, &waiting);
        show();
    }

    /// What is stored, as the pages see it.
    fn show() {
        let queue = queue();
        let waiting: Vec<CartChange> = read(WAITING);
        if queue.waiting.with_untracked(|shown| *shown != waiting) {
            queue.waiting.set(waiting);
        }
        let refused: Vec<(String, Refusal)> = read(REFUSED);
        if queue.refused.with_untracked(|shown| *shown != refused) {
            queue.refused.set(refused);
        }
    }

    fn storage() -> Option<web_sys::Storage> {
        window().local_storage().ok().flatten()
    }

    fn read<T: DeserializeOwned>(key: &str) -> Vec<T> {
        storage()
            .and_then(|storage| storage.get_item(key).ok().flatten())
            .and_then(|text| serde_json::from_str(&text).ok())
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
