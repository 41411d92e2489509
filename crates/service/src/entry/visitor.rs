//! Who asks: a request's cookies and headers, read.

use domain::{
    ids::{AccountId, MemberId, SessionId},
    language::Language,
    permissions::{Acting, Actor, Role, StaffRole},
    session::{SESSION_ABSOLUTE_DAYS, SESSION_IDLE_DAYS},
    time::Instant,
};

use super::{
    Visitor,
    cookies::{BROWSER_COOKIE, DEVICE_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, cookie_name},
};
use crate::{Context, Error, secret};

/// Reads the visitor of a request from its headers.
///
/// # Errors
/// When the database fails.
pub async fn visitor(
    context: &Context,
    cookies: &[(String, String)],
    accept_language: &str,
    user_agent: &str,
    address: &str,
) -> Result<Visitor, Error> {
    let hashed = |name: &str| {
        let name = cookie_name(context, name);
        cookies
            .iter()
            .find(|(key, value)| *key == name && value.len() == 64)
            .map(|(_, value)| secret::hash(&[value.as_bytes()]))
    };
    let actor = match hashed(SESSION_COOKIE) {
        Some(hash) => actor(context, &hash).await?,
        None => None,
    };
    let language = actor.as_ref().map_or_else(|| language(context, cookies, accept_language), |actor| actor.language);
    Ok(Visitor {
        actor,
        language,
        device_hash: hashed(DEVICE_COOKIE),
        browser_hash: hashed(BROWSER_COOKIE),
        user_agent: user_agent.to_owned(),
        address: address.to_owned(),
    })
}

/// The language of somebody of whom no more is known: chosen in this browser, else the browser's, else the vendor's.
#[must_use]
pub fn language(context: &Context, cookies: &[(String, String)], accept_language: &str) -> Language {
    cookies
        .iter()
        .find(|(key, _)| key == LANGUAGE_COOKIE)
        .and_then(|(_, value)| Language::parse(value))
        .or_else(|| Language::from_accept_language(accept_language))
        .unwrap_or(context.settings().vendor.language)
}

async fn actor(context: &Context, token_hash: &[u8]) -> Result<Option<Actor>, Error> {
    /// How fresh "last seen" is kept: not every request is a write.
    const SEEN_EVERY: i64 = 5;
    let Some(session) = store::sessions::find(context.store(), token_hash).await? else { return Ok(None) };
    let now = context.now();
    let idle_end = Instant::from_millis(session.seen_at).plus_days(SESSION_IDLE_DAYS);
    let absolute_end = Instant::from_millis(session.created_at).plus_days(SESSION_ABSOLUTE_DAYS);
    if now > idle_end || now > absolute_end {
        return Ok(None);
    }
    let id = SessionId(session.id);
    if now > Instant::from_millis(session.seen_at).plus_minutes(SEEN_EVERY) {
        note_seen(context, id, now);
    }
    let acting = session.account_id.zip(session.role.as_deref().and_then(Role::parse)).map(|(account, role)| Acting {
        account: AccountId(account),
        role,
        order_limit: session.order_limit,
    });
    Ok(Some(Actor {
        member: MemberId(session.member_id),
        session: id,
        language: Language::parse(&session.language).unwrap_or_default(),
        time_zone: session.time_zone,
        acting,
        staff: session.staff_role.as_deref().and_then(StaffRole::parse),
    }))
}

/// Notes beside the request that the session was used: the page does not wait for a turn to write. What does not
/// succeed is noted by a later request.
fn note_seen(context: &Context, session: SessionId, now: Instant) {
    if !context.begin_noting(session) {
        return;
    }
    let context = context.clone();
    tokio::spawn(async move {
        match touch(&context, session, now).await {
            Ok(()) | Err(Error::Busy) => {}
            Err(other) => _ = other.into_refusal(),
        }
        context.end_noting(session);
    });
}

async fn touch(context: &Context, session: SessionId, now: Instant) -> Result<(), Error> {
    let tx = context.store().begin().await?;
    store::sessions::touch(&tx, session, now).await?;
    tx.commit().await?;
    Ok(())
}
