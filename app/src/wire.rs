//! What a server function answers when it refuses, and, on the server, who asks.

use domain::refusal::{Code, Refusal};
use leptos::{prelude::*, server_fn::codec::JsonEncoding};
use serde::{Deserialize, Serialize};

/// A refusal as server functions give it: a code that the reader's language has words for, never internals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refused(pub Refusal);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "refused with {}", self.0.code.status())
    }
}

impl std::error::Error for Refused {}

impl FromServerFnError for Refused {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let code = match error {
            ServerFnErrorErr::Request(_) => Code::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Code::Malformed,
            // On the server it is the question that could not be read, in the browser the answer.
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Deserialization(_) => Code::Malformed,
            _ => Code::Fault,
        };
        // A failed request in the browser has no response to set a status on.
        #[cfg(feature = "ssr")]
        server::set_status(code);
        Self(Refusal::of(code))
    }
}

#[cfg(feature = "ssr")]
pub mod server {
    //! The server's side of a server function: the services, and who asks.

    use domain::{permissions::Actor, refusal::Code, refusal::Refusal};
    use leptos::prelude::*;
    use leptos_axum::ResponseOptions;
    use service::{Context, entry::Visitor};

    use super::Refused;

    /// The services, from the request's context.
    ///
    /// # Errors
    /// When there is no request: a fault of the program.
    pub fn services() -> Result<Context, Refused> {
        use_context::<Context>().ok_or(Refused(Refusal::of(Code::Fault)))
    }

    /// Who asks, signed in or not.
    ///
    /// # Errors
    /// As [`services`].
    pub fn visitor() -> Result<Visitor, Refused> {
        use_context::<Visitor>().ok_or(Refused(Refusal::of(Code::Fault)))
    }

    /// The services and the signed-in actor.
    ///
    /// # Errors
    /// `SignIn` when nobody is signed in.
    pub fn signed_in() -> Result<(Context, Actor), Refused> {
        match visitor()?.actor {
            Some(actor) => Ok((services()?, actor)),
            None => refuse(Refusal::of(Code::SignIn)),
        }
    }

    /// The answer of a service on its way out: a refusal sets the status, a fault was logged where it arose.
    ///
    /// # Errors
    /// The refusal.
    pub fn answer<T>(result: Result<T, service::Error>) -> Result<T, Refused> {
        result.or_else(|error| refuse(error.into_refusal()))
    }

    fn refuse<T>(refusal: Refusal) -> Result<T, Refused> {
        set_status(refusal.code);
        Err(Refused(refusal))
    }

    pub(super) fn set_status(code: Code) {
        if let (Some(response), Ok(status)) =
            (use_context::<ResponseOptions>(), http::StatusCode::from_u16(code.status()))
        {
            response.set_status(status);
            if code == Code::Busy {
                response.insert_header(http::header::RETRY_AFTER, http::HeaderValue::from_static("2"));
            }
        }
    }

    /// A cookie on the response, beside those that are already there.
    pub fn set_cookie(cookie: &str) {
        if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), http::HeaderValue::from_str(cookie)) {
            response.append_header(http::header::SET_COOKIE, value);
        }
    }

    /// Go on at `path`, which is one of ours.
    pub fn go_to(path: &str) {
        leptos_axum::redirect(path);
    }
}
