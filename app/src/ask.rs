//! Asking the portal: what a page reads, and how a request goes out.
//!
//! A page's data is JSON until its view reads it. So one resource, one request and one suspense are compiled for all
//! pages, where `Resource<T>` and the clients of server functions are compiled for each type; it was a quarter of what
//! a page weighed.

#[cfg(feature = "ssr")]
use std::any::Any;
#[cfg(not(feature = "ssr"))]
use std::pin::Pin;
use std::{convert::Infallible, fmt, marker::PhantomData, str::FromStr, sync::Arc};

use codee::string::FromToStringCodec;
use domain::refusal::{Code, Refusal};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Serialize, de::DeserializeOwned};

use crate::{ui::Refetch, wire::Refused};

/// A server function that only reads, and takes JSON.
pub trait Ask: ServerFn<Error = Refused, Output: Value> + Value {}

impl<S: ServerFn<Error = Refused, Output: Value> + Value> Ask for S {}

/// What can cross the wire.
pub trait Value: Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Value for T {}

/// An answer on its way to a view: `{"Ok":…}` or `{"Err":…}`.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    json: Arc<str>,
    /// On the server the view gets what the service gave, not what it was written as.
    #[cfg(feature = "ssr")]
    value: Option<Arc<dyn Any + Send + Sync>>,
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.json)
    }
}

impl FromStr for Answered {
    type Err = Infallible;

    fn from_str(json: &str) -> Result<Self, Infallible> {
        Ok(Self {
            json: json.into(),
            #[cfg(feature = "ssr")]
            value: None,
        })
    }
}

impl Answered {
    pub(crate) fn read<T: Value + Clone>(&self) -> Result<T, Refusal> {
        #[cfg(feature = "ssr")]
        if let Some(value) = self.value.as_ref().and_then(|value| value.downcast_ref::<T>()) {
            return Ok(value.clone());
        }
        from_json::<Result<T, Refusal>>(&self.json).unwrap_or_else(|| Err(Refusal::of(Code::Fault)))
    }
}

pub(crate) type Source = Resource<Answered, FromToStringCodec>;

/// What a page reads. It is asked when the page is made, and again when what it depends on changes.
pub struct Question<T> {
    pub(crate) source: Source,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Question<T> {}

impl<T> fmt::Debug for Question<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").finish_non_exhaustive()
    }
}

impl<T> Question<T> {
    /// Asks again.
    pub fn refetch(self) {
        self.source.refetch();
    }
}

/// Asks a server function; again when `input` changes.
#[must_use]
pub fn question<S: Ask>(input: impl Fn() -> S + Send + Sync + 'static) -> Question<S::Output>
where
    S::Output: Clone,
{
    of::<S>(Box::new(move || (0, to_json(&input()))))
}

/// The same, and again after each command that `again` follows.
#[must_use]
pub fn question_after<S: Ask>(again: Refetch, input: impl Fn() -> S + Send + Sync + 'static) -> Question<S::Output>
where
    S::Output: Clone,
{
    of::<S>(Box::new(move || (again.count(), to_json(&input()))))
}

/// What is asked for, and how often it was asked anew.
type Input = Box<dyn Fn() -> (u32, String) + Send + Sync>;
#[cfg(not(feature = "ssr"))]
type Answering = Pin<Box<dyn Future<Output = Answered> + Send>>;

fn of<S: Ask>(input: Input) -> Question<S::Output>
where
    S::Output: Clone,
{
    #[cfg(feature = "ssr")]
    let source = Resource::new_str_blocking(input, |(_, body)| server::answer::<S>(body));
    #[cfg(not(feature = "ssr"))]
    let source = source(S::PATH, input);
    Question { source, of: PhantomData }
}

#[cfg(not(feature = "ssr"))]
fn source(path: &'static str, input: Input) -> Source {
    Resource::new_str_blocking(input, move |(_, body)| -> Answering { fetch(path, body) })
}

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
fn fetch(path: &'static str, body: String) -> Answering {
    // Everything in the browser is on one thread.
    Box::pin(send_wrapper::SendWrapper::new(async move {
        let json = match browser::post(path, browser::Body::Json(&body)).await {
            Ok(text) => format!("{{\"Ok\":{text}}}"),
            Err(refusal) => to_json(&Err::<(), _>(refusal)),
        };
        Answered { json: json.into() }
    }))
}

#[cfg(not(any(feature = "hydrate", feature = "ssr")))]
fn fetch(_path: &'static str, _body: String) -> Answering {
    Box::pin(std::future::pending())
}

/// Asks once.
///
/// # Errors
/// What it was refused for.
pub async fn ask<S: Ask>(input: S) -> Result<S::Output, Refusal> {
    #[cfg(all(feature = "hydrate", not(feature = "ssr")))]
    {
        let text = browser::post(S::PATH, browser::Body::Json(&to_json(&input))).await?;
        from_json(&text).ok_or(Refusal::of(Code::Fault))
    }
    #[cfg(feature = "ssr")]
    {
        input.run_body().await.map_err(|Refused(refusal)| refusal)
    }
    #[cfg(not(any(feature = "hydrate", feature = "ssr")))]
    {
        drop(input);
        std::future::pending().await
    }
}

/// JSON as text; `null` for what JSON cannot say.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    #[cfg(any(feature = "hydrate", feature = "ssr"))]
    {
        serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
    }
    #[cfg(not(any(feature = "hydrate", feature = "ssr")))]
    {
        let _ = value;
        String::new()
    }
}

/// Reads JSON. Everything is read by this one function: each way of reading is compiled for each type.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    #[cfg(any(feature = "hydrate", feature = "ssr"))]
    {
        serde_json::from_str(text).ok()
    }
    #[cfg(not(any(feature = "hydrate", feature = "ssr")))]
    {
        let _ = text;
        None
    }
}

#[cfg(feature = "ssr")]
mod server {
    use std::sync::Arc;

    use super::{Answered, Ask, from_json, to_json};
    use crate::wire::Refused;

    /// Asks the server function in the process, without HTTP.
    pub(super) async fn answer<S: Ask>(body: String) -> Answered
    where
        S::Output: Clone,
    {
        let result = match from_json::<S>(&body) {
            Some(input) => input.run_body().await,
            None => Err(Refused(domain::refusal::Refusal::of(domain::refusal::Code::Malformed))),
        };
        let json = to_json(&result).into();
        Answered { json, value: result.ok().map(|value| Arc::new(value) as Arc<_>) }
    }
}

#[cfg(feature = "hydrate")]
pub(crate) mod browser {
    //! The one request.

    use domain::refusal::{Code, Refusal};
    use gloo_net::http::Request;
    use leptos::server_fn::redirect::{REDIRECT_HEADER, call_redirect_hook};
    use wasm_bindgen::JsValue;
    use web_sys::UrlSearchParams;

    use super::from_json;
    use crate::returned::Fields;

    /// What goes to a server function.
    #[derive(Debug)]
    pub(crate) enum Body<'a> {
        Json(&'a str),
        Form(&'a Fields),
    }

    /// The answer as text. Where the portal says so, the reader is led on.
    ///
    /// # Errors
    /// What it was refused for; `Offline` when the portal was not reached.
    pub(crate) async fn post(path: &str, body: Body<'_>) -> Result<String, Refusal> {
        let (text, next) = send(path, body).await?;
        if let Some(next) = next {
            lead_on(&next);
        }
        Ok(text)
    }

    /// The same, with where the portal says that one should go on, for who goes there in another way.
    ///
    /// # Errors
    /// As [`post`].
    pub(crate) async fn send(path: &str, body: Body<'_>) -> Result<(String, Option<String>), Refusal> {
        let lost = |_| Refusal::of(Code::Offline);
        let request = Request::post(path).header("accept", "application/json");
        let request = match body {
            Body::Json(text) => request.header("content-type", "application/json").body(text),
            Body::Form(fields) => request.body(form(fields)),
        };
        let response = request.map_err(lost)?.send().await.map_err(lost)?;
        let (is_done, headers) = (response.ok(), response.headers());
        let text = response.text().await.map_err(lost)?;
        if !is_done {
            return Err(from_json(&text).unwrap_or_else(|| Refusal::of(unsaid(response.status()))));
        }
        let next = headers.has(REDIRECT_HEADER).then(|| headers.get("location").unwrap_or_default());
        Ok((text, next))
    }

    /// What an answer means that is not in the portal's own words: cut off after its time, here or by who stands before
    /// the portal, what was asked for may have been done.
    const fn unsaid(status: u16) -> Code {
        if matches!(status, 408 | 502..=504) { Code::Late } else { Code::Fault }
    }

    /// To another page. A page that is there already fetches itself anew, with what the reader has open in it. A case at
    /// the desk stays in the queue in which it was opened, which is in its address.
    pub(crate) fn lead_on(to: &str) {
        let location = leptos::prelude::window().location();
        let path = location.pathname().unwrap_or_default();
        let here = path.clone() + &location.search().unwrap_or_default();
        let is_same_case = to == path && to.starts_with("/desk/cases/");
        if to != here && !is_same_case {
            call_redirect_hook(to);
        }
    }

    fn form(fields: &Fields) -> JsValue {
        let Ok(form) = UrlSearchParams::new() else { return JsValue::NULL };
        for (name, value) in &fields.0 {
            form.append(name, value);
        }
        form.into()
    }
}
