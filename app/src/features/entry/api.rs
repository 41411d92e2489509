//! Signing in and out, choosing an account and a language. Plain forms post here, so that it works without scripts.

use domain::{
    ids::AccountId,
    language::Language,
    session::{AccountCard, Reader},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, services, set_cookie, signed_in, visitor};

/// The reader of the page, anew.
#[server(name = ReadReader, prefix = "/fn", endpoint = "/entry/reader", input = Json)]
pub async fn reader() -> Result<Reader, Refused> {
    answer(service::entry::reader(&services()?, &visitor()?).await)
}

/// Ask for a code by mail.
#[server(prefix = "/fn", endpoint = "/entry/ask-code")]
pub async fn ask_code(#[server(default)] email: String, #[server(default)] next: String) -> Result<(), Refused> {
    let asked = answer(service::entry::ask_code(&services()?, &visitor()?, &email, &next).await)?;
    set_cookie(&asked.cookie);
    go_to(&format!("/signin/code?next={}", service::entry::as_parameter(&asked.next)));
    Ok(())
}

/// Sign in with the code.
#[server(prefix = "/fn", endpoint = "/entry/verify-code")]
pub async fn verify_code(#[server(default)] code: String, #[server(default)] next: String) -> Result<(), Refused> {
    let signed_in = answer(service::entry::verify_code(&services()?, &visitor()?, &code, &next).await)?;
    for cookie in &signed_in.cookies {
        set_cookie(cookie);
    }
    go_to(&signed_in.path);
    Ok(())
}

/// End this browser's session.
#[server(prefix = "/fn", endpoint = "/entry/sign-out")]
pub async fn sign_out() -> Result<(), Refused> {
    for cookie in answer(service::entry::sign_out(&services()?, &visitor()?).await)? {
        set_cookie(&cookie);
    }
    go_to("/signin");
    Ok(())
}

/// The accounts that the member may act for.
#[server(prefix = "/fn", endpoint = "/entry/accounts", input = Json)]
pub async fn accounts() -> Result<Vec<AccountCard>, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::entry::accounts(&context, &actor).await)
}

/// Act for this account from now on.
#[server(prefix = "/fn", endpoint = "/entry/choose-account")]
pub async fn choose_account(account: AccountId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::entry::choose_account(&context, &visitor()?, &actor, account).await)?;
    go_to("/");
    Ok(())
}

/// Read in this language from now on.
#[server(prefix = "/fn", endpoint = "/entry/set-language")]
pub async fn set_language(language: Language, #[server(default)] next: String) -> Result<(), Refused> {
    let cookie = answer(service::entry::set_language(&services()?, &visitor()?, language).await)?;
    set_cookie(&cookie);
    go_to(&service::entry::own_path(&next));
    Ok(())
}

/// The browser says its time zone, once, after signing in.
#[server(prefix = "/fn", endpoint = "/entry/set-time-zone", input = Json)]
pub async fn set_time_zone(time_zone: String) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::entry::set_time_zone(&context, &actor, &time_zone).await)
}
