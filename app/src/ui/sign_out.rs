//! The way out.

use domain::refusal::Refusal;
use leptos::{ev::SubmitEvent, prelude::*};

use super::{icon, refusal_text};
use crate::reader::use_i18n;

/// The button that ends the session. Once it has ended, and not before, nothing of the page and nothing that the member
/// kept stays in the browser: the page is loaded anew. Without scripts it is a plain form.
#[must_use]
pub fn sign_out_form(class: &'static str) -> AnyView {
    let i18n = use_i18n();
    let refusal = RwSignal::new(None::<Refusal>);
    #[cfg(feature = "hydrate")]
    let reader = crate::reader::use_reader();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        #[cfg(feature = "hydrate")]
        browser::sign_out(reader, refusal);
    };
    let said = move || {
        refusal.get().map(|refusal| {
            view! {
                <p class="field-error" role="alert">{icon("warning")}<span>{refusal_text(i18n, &refusal)}</span></p>
            }
        })
    };
    view! {
        <form method="post" action=PATH on:submit=submit>
            <button class=class type="submit">{icon("logout")} <span>{i18n.frame_sign_out()}</span></button>
            {said}
        </form>
    }
    .into_any()
}

const PATH: &str = "/fn/entry/sign-out";

#[cfg(feature = "hydrate")]
mod browser {
    use domain::{refusal::Refusal, session::Reader};
    use leptos::{prelude::*, task::spawn_local};

    use crate::{
        ask::browser::{Body, send},
        features::cart::queue,
        returned::Fields,
    };

    /// What waits for a connection is thrown away only when the portal has said that the session is over: without a
    /// connection the member is still signed in, and what they put into the cart still waits.
    pub(super) fn sign_out(reader: RwSignal<Reader>, refusal: RwSignal<Option<Refusal>>) {
        spawn_local(async move {
            match send(super::PATH, Body::Form(&Fields::default())).await {
                Ok((_, next)) => {
                    queue::wipe(reader);
                    // It fails only where the address is none.
                    let _ = window().location().set_href(&next.unwrap_or_else(|| "/signin".to_owned()));
                }
                Err(refused) => {
                    refusal.try_set(Some(refused));
                }
            }
        });
    }
}
