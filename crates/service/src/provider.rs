//! The payment provider, who takes money from customers in the vendor's name.
//!
//! What is asked of it are two things: to begin a payment, and how one stands. Everything else of the portal speaks of both
//! in the words of this file; only `mollie` knows a provider's own.

mod mollie;

use std::{fmt, str::FromStr, time::Duration};

use domain::{
    ids::OnlinePaymentId, language::Language, money::Money, paying::online::OnlineState, refusal::Code, time::Instant,
};
use reqwest::{Client, RequestBuilder, StatusCode, Url, redirect::Policy};

use crate::Error;

/// For so long somebody who presses a button waits for the provider.
const LONGEST: Duration = Duration::from_secs(10);
const LONGEST_CONNECT: Duration = Duration::from_secs(5);
/// A payment takes some thousand bytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// The key with which the vendor's account at the provider is used. It is never written anywhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl FromStr for Key {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let key = text.trim();
        if key.is_empty() { Err("there is no key in it".to_owned()) } else { Ok(Self(key.to_owned())) }
    }
}

/// Where the provider is, and with which key.
#[derive(Clone, Debug)]
pub struct Place {
    pub key: Key,
    /// The address of its API, where that is not its own: a stand-in, for tests.
    pub url: Option<String>,
}

/// What is to be paid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The provider takes one payment of one id, however often it is asked.
    pub id: OnlinePaymentId,
    /// Above zero.
    pub amount: Money,
    /// What the customer reads there, and on their bank's statement.
    pub text: &'a str,
    /// Where the customer comes back to.
    pub back: &'a str,
    /// Where the provider says that something has changed.
    pub news: Option<&'a str>,
    pub language: Language,
}

/// A payment that the provider has begun.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    /// What the provider calls it.
    pub reference: String,
    /// Where the customer pays it: an address of the provider's.
    pub checkout: String,
}

/// How a payment stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    pub state: OnlineState,
    /// What was paid, or is to be paid; above zero.
    pub amount: Money,
    /// What was paid back of it, or taken back by the payer's bank; minor units of the same currency.
    pub returned: i64,
    /// When it was paid.
    pub paid_at: Option<Instant>,
}

/// Why the provider did not do it. What it said is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It does not answer, or not in a way that can be understood: the same may succeed later.
    Down,
    /// It never will: the amount is too small, say, or it does not take the currency.
    Refused,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Down => Code::PaymentDown.into(),
            Failure::Refused => Code::PaymentRefused.into(),
        }
    }
}

/// The way to the provider: one for the whole process, so that its connections serve many payments.
pub(crate) struct Provider {
    http: Client,
    key: Key,
    /// Without a slash at the end.
    base: String,
    /// Where payments are made, where that is not the provider's own place.
    stand_in: Option<Url>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Provider {
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// When the address is none.
    pub(crate) fn at(place: &Place) -> Result<Self, Error> {
        let stand_in = place.url.as_deref().map(Url::parse).transpose();
        let stand_in = stand_in.map_err(|error| Error::Fault(Box::new(error)))?;
        let http = Client::builder()
            .timeout(LONGEST)
            .connect_timeout(LONGEST_CONNECT)
            // Whoever leads elsewhere is not whom the key is for.
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("loket/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Error::Fault(Box::new(error)))?;
        let base = place.url.as_deref().unwrap_or(mollie::BASE).trim_end_matches('/').to_owned();
        Ok(Self { http, key: place.key.clone(), base, stand_in })
    }

    /// Sends a request with the key, and reads the answer.
    async fn send(&self, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Failure> {
        let mut response = request.bearer_auth(&self.key.0).send().await.map_err(lost)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                tracing::warn!("an answer of the payment provider is longer than any payment");
                return Err(Failure::Down);
            }
            body.extend_from_slice(&chunk);
        }
        Ok((status, body))
    }
}

fn lost(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    tracing::warn!(%error, is_timeout = error.is_timeout(), "the payment provider does not answer");
    Failure::Down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_written() {
        let key: Result<Key, String> = " live_secret ".parse();
        assert_eq!(key, Ok(Key("live_secret".to_owned())));
        let place = key.map(|key| Place { key, url: None });
        assert!(!format!("{place:?}").contains("secret"));
        assert!("  ".parse::<Key>().is_err());
    }
}
