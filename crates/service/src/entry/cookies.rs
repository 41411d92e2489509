//! The cookies of the portal: their names and how they are written.

use crate::{Context, Error, secret};

/// Names of our cookies. The prefix `__Host-` needs `Secure`, so it depends on whether the public address is https.
pub(super) const SESSION_COOKIE: &str = "loket";
pub(super) const BROWSER_COOKIE: &str = "loket-code";
pub(super) const DEVICE_COOKIE: &str = "loket-cart";
pub(super) const LANGUAGE_COOKIE: &str = "loket-language";

/// The secret of a device's cart, as a cookie and as it is kept.
pub(crate) fn new_device(context: &Context) -> Result<(String, Vec<u8>), Error> {
    let token = secret::token()?;
    let hash = secret::hash(&[token.as_bytes()]);
    Ok((cookie(context, DEVICE_COOKIE, &token, Some(30 * 86_400)), hash))
}

pub(super) fn is_secure(context: &Context) -> bool {
    context.config().public_url.starts_with("https://")
}

pub(super) fn cookie_name(context: &Context, name: &str) -> String {
    if is_secure(context) { format!("__Host-{name}") } else { name.to_owned() }
}

pub(super) fn cookie(context: &Context, name: &str, value: &str, max_age: Option<i64>) -> String {
    let name = cookie_name(context, name);
    let secure = if is_secure(context) { "; Secure" } else { "" };
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")
}
