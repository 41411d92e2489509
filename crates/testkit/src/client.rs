//! Clients of the portal. Their type says who asks.

use std::ops::Deref;

use reqwest::{
    Method, RequestBuilder,
    header::{self, HeaderMap, HeaderValue},
    redirect::Policy,
};
use serde::{Serialize, de::DeserializeOwned};

/// A browser with its cookies. Redirects are not followed: a test sees where they lead.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
}

/// Somebody who has not signed in.
#[derive(Clone, Debug)]
pub struct Anonymous(pub(crate) Client);

/// A signed-in member of an account.
#[derive(Clone, Debug)]
pub struct Customer(pub(crate) Client);

/// A signed-in person of the vendor.
#[derive(Clone, Debug)]
pub struct Staff(pub(crate) Client);

/// What the portal answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Deref for Anonymous {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

impl Deref for Customer {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

impl Deref for Staff {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

impl Client {
    /// A browser without cookies, in English, for the portal at `base` (`http://127.0.0.1:3000`).
    #[must_use]
    pub fn new(base: String) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .default_headers(headers)
            .user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
            .no_proxy()
            .build()
            .expect("a client can be made");
        Self { http, base }
    }

    /// The same browser, for the portal at another address: its cookies stay.
    #[must_use]
    pub fn at(&self, base: String) -> Self {
        Self { http: self.http.clone(), base }
    }

    /// The address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A request to be finished by the test.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// A page or a file.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).header(header::ACCEPT, "text/html")).await
    }

    /// A file as it comes.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.request(Method::GET, path).send().await.expect("the portal answers");
        assert_eq!(response.status().as_u16(), 200, "{path}");
        response.bytes().await.expect("the file comes").into()
    }

    /// A server function that takes JSON.
    pub async fn call(&self, path: &str, input: &(impl Serialize + Sync)) -> Answer {
        Answer::of(self.request(Method::POST, path).header(header::ACCEPT, "application/json").json(input)).await
    }

    /// A server function that takes a form, as the awake page sends it.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, path).header(header::ACCEPT, "application/json").form(fields)).await
    }

    /// A form without scripts: the answer is a page, or leads to one. `from` is the page that the form is on.
    pub async fn post_form_from(&self, from: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::REFERER, self.url(from))
            .form(fields);
        Answer::of(request).await
    }

    /// The same, from the first page.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_form_from("/", path, fields).await
    }

    /// The quick order's form with a file, without scripts. Each field's value is sent as text.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.upload_from("/quick", path, fields).await
    }

    /// The same, from the page at `from`.
    pub async fn upload_from(&self, from: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        const BOUNDARY: &str = "a-boundary-that-no-test-contains";
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str(&format!("--{BOUNDARY}--\r\n"));
        let request = self
            .request(Method::POST, path)
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, self.url(from))
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(body);
        Answer::of(request).await
    }
}

impl Answer {
    /// Sends a request and reads all of the answer.
    pub async fn of(request: RequestBuilder) -> Self {
        Self::try_of(request).await.expect("the portal answers")
    }

    /// The same, for a portal that may not be there.
    ///
    /// # Errors
    /// When the connection breaks before the whole answer has come.
    pub async fn try_of(request: RequestBuilder) -> Result<Self, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Self { status, headers, body: response.text().await? })
    }

    /// This answer, when it has this status.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} {}", self.location(), self.start());
        self
    }

    /// The beginning of the body, for the message of a failed test.
    #[must_use]
    pub fn start(&self) -> String {
        self.body.chars().take(300).collect()
    }

    /// What the page is called, or the beginning of what is no page: for the message of a failed test.
    #[must_use]
    pub fn heading(&self) -> String {
        let heading = self.body.split_once("<h1").and_then(|(_, rest)| rest.split_once('>')?.1.split_once("</h1>"));
        heading.map_or_else(|| self.start(), |(heading, _)| heading.to_owned())
    }

    /// The body as JSON.
    #[must_use]
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_str(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{} {error}: {}", self.status, self.start()),
        }
    }

    /// The refusal's code, when the body is a refusal.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        let body: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        body.get("code")?.as_str().map(str::to_owned)
    }

    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Where the answer leads to.
    #[must_use]
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of a hidden field of a form in the page.
    #[must_use]
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let wanted = format!("name=\"{name}\"");
        self.body
            .split("<input")
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
            .find(|tag| tag.contains("type=\"hidden\"") && tag.contains(&wanted))
            .and_then(|tag| tag.split_once("value=\""))
            .and_then(|(_, rest)| rest.split('"').next())
            .map(str::to_owned)
            .unwrap_or_else(|| panic!("the page has no hidden field {name}"))
    }
}
