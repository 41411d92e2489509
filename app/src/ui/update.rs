//! A new version of the portal: said, and taken only when the reader wants it.

use leptos::prelude::*;

use super::{Tone, icon};
use crate::reader::use_i18n;

/// The notice that a new version waits; nothing on the server and while there is none.
#[must_use]
pub fn update_notice() -> AnyView {
    let i18n = use_i18n();
    let ready = RwSignal::new(false);
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        worker::watch(ready);
    });
    let reload = move |_: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        worker::take_over();
    };
    (move || {
        ready.get().then(|| {
            view! {
                <div class="notice" data-tone=Tone::Ok.code() role="status">
                    {icon("refresh")}
                    <div>
                        <p>{i18n.frame_update()}</p>
                        <p class="actions">
                            <button class="button button-quiet button-small" type="button" on:click=reload>
                                {i18n.frame_update_reload()}
                            </button>
                        </p>
                    </div>
                </div>
            }
        })
    })
    .into_any()
}

#[cfg(feature = "hydrate")]
mod worker {
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, closure::Closure};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{RegistrationOptions, ServiceWorkerRegistration, ServiceWorkerUpdateViaCache};

    /// Registers the service worker and says when a newer one waits.
    pub(super) fn watch(ready: RwSignal<bool>) {
        // Missing where the portal is not reached by https or localhost.
        if !js_sys::Reflect::has(&window().navigator(), &"serviceWorker".into()).unwrap_or(false) {
            return;
        }
        let container = window().navigator().service_worker();
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registering = container.register_with_options("/sw.js", &options);
        leptos::task::spawn_local(async move {
            let Ok(registration) = JsFuture::from(registering).await else { return };
            let registration: ServiceWorkerRegistration = registration.unchecked_into();
            let controlled = move || window().navigator().service_worker().controller().is_some();
            if registration.waiting().is_some() && controlled() {
                ready.set(true);
            }
            let found = registration.clone();
            let on_found = Closure::<dyn Fn()>::new(move || {
                let Some(worker) = found.installing() else { return };
                let waiting = found.clone();
                let on_change = Closure::<dyn Fn()>::new(move || {
                    if waiting.waiting().is_some() && controlled() {
                        ready.set(true);
                    }
                });
                worker.set_onstatechange(Some(on_change.as_ref().unchecked_ref()));
                // Lives as long as the page.
                on_change.forget();
            });
            registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
            on_found.forget();
        });
    }

    /// The waiting worker takes over, and this page alone is loaded again.
    pub(super) fn take_over() {
        let container = window().navigator().service_worker();
        let on_change = Closure::<dyn Fn()>::new(|| {
            _ = window().location().reload();
        });
        container.set_oncontrollerchange(Some(on_change.as_ref().unchecked_ref()));
        on_change.forget();
        leptos::task::spawn_local(async move {
            let Ok(registration) = JsFuture::from(container.get_registration()).await else { return };
            let registration: ServiceWorkerRegistration = registration.unchecked_into();
            if let Some(waiting) = registration.waiting() {
                _ = waiting.post_message(&"SKIP_WAITING".into());
            }
        });
    }
}
