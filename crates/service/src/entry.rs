//! Signing in: an e-mail address, a code by mail, a session.

mod codes;
mod cookies;
mod visitor;

use domain::{
    ids::{AccountId, MemberId, SessionId},
    language::Language,
    permissions::{Acting, Actor, PlaceOrders, ReadAccount, Role},
    refusal::{Code, Refusal},
    session::{AccountCard, Me, Reader, VendorCard, device_name},
};

use self::cookies::{LANGUAGE_COOKIE, SESSION_COOKIE, cookie, is_secure};
use crate::{Context, Error, clock, ledger};

pub use codes::{Asked, SignedIn, ask_code, verify_code};
pub(crate) use cookies::new_device;
pub use visitor::{language, visitor};

/// Who asks, as the request's cookies and headers say.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub actor: Option<Actor>,
    pub language: Language,
    /// SHA-256 of the cookie of the cart before signing in.
    pub device_hash: Option<Vec<u8>>,
    /// SHA-256 of the cookie of the browser that asked for a code.
    pub browser_hash: Option<Vec<u8>>,
    pub user_agent: String,
    /// The network address, for limits and for the sessions list.
    pub address: String,
}

/// What every page needs to know of its reader.
///
/// # Errors
/// When the database fails.
pub async fn reader(context: &Context, visitor: &Visitor) -> Result<Reader, Error> {
    let settings = context.settings();
    let zone = visitor.actor.as_ref().map_or(settings.vendor.time_zone.as_str(), |actor| actor.time_zone.as_str());
    let (me, cart_count) = match &visitor.actor {
        Some(actor) => me(context, actor).await?,
        None => (None, 0),
    };
    // As `carts::owner` has it, but none is made for who has none.
    let acts = visitor.actor.as_ref().is_some_and(|actor| actor.acting.is_some());
    let cart_count = if acts { cart_count } else { device_cart(context, visitor).await? };
    Ok(Reader {
        language: visitor.language,
        vendor: VendorCard {
            name: settings.vendor.name.clone(),
            email: settings.vendor.email.clone(),
            phone: settings.vendor.phone.clone(),
            brand_hue: settings.vendor.brand_hue,
            currencies: settings
                .currencies
                .iter()
                .filter(|(currency, rules)| *rules != currency.default_rules())
                .copied()
                .collect(),
            offset_minutes: context.wall(context.now(), &settings.vendor.time_zone).offset_minutes,
            answer_times: settings.cases.publishes_answer_times,
            kinds: settings.cases.own_kind_names(visitor.language),
        },
        me,
        cart_count,
        demo: context.config().demo,
        now: context.wall(context.now(), zone),
    })
}

/// Who reads, and how many lines their cart has.
async fn me(context: &Context, actor: &Actor) -> Result<(Option<Me>, i32), Error> {
    let granted = actor.grant::<ReadAccount>().ok();
    let Some(frame) = store::accounts::frame(context.store(), actor.member, granted.as_ref()).await? else {
        return Ok((None, 0));
    };
    let account = actor
        .acting
        .zip(frame.account_number)
        .zip(frame.account_name)
        .map(|((acting, number), name)| AccountCard { id: acting.account, number, name, role: acting.role });
    let orders = actor.grant::<PlaceOrders>().is_ok();
    let me = Me {
        name: frame.name,
        email: frame.email,
        staff: actor.staff,
        account,
        several: frame.accounts > 1,
        unseen: i32::try_from(frame.unseen).unwrap_or(i32::MAX),
        waiting: ledger::waiting_count(context, actor).await?,
    };
    Ok((Some(me), if orders { i32::try_from(frame.cart_lines).unwrap_or(i32::MAX) } else { 0 }))
}

/// The lines of the cart that was filled on this device before anybody signed in.
async fn device_cart(context: &Context, visitor: &Visitor) -> Result<i32, Error> {
    match visitor.device_hash.clone() {
        Some(hash) => Ok(store::carts::count(context.store(), &hash).await?),
        None => Ok(0),
    }
}

/// Ends the session of this browser. Works for one that has ended, too.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(context: &Context, visitor: &Visitor) -> Result<Vec<String>, Error> {
    if let Some(actor) = &visitor.actor {
        let tx = context.store().begin().await?;
        store::sessions::end(&tx, actor.member, actor.session, context.now()).await?;
        tx.commit().await?;
    }
    Ok(vec![cookie(context, SESSION_COOKIE, "", Some(0))])
}

/// The accounts that the member may act for.
///
/// # Errors
/// When the database fails.
pub async fn accounts(context: &Context, actor: &Actor) -> Result<Vec<AccountCard>, Error> {
    let memberships = store::accounts::memberships(context.store(), actor.member).await?;
    Ok(memberships
        .into_iter()
        .filter_map(|membership| {
            Some(AccountCard {
                id: AccountId(membership.account_id),
                role: Role::parse(&membership.role)?,
                number: membership.account_number,
                name: membership.account_name,
            })
        })
        .collect())
}

/// Acts for this account from now on, in this session.
///
/// # Errors
/// `NotFound` when the member has no place in it.
pub async fn choose_account(
    context: &Context,
    visitor: &Visitor,
    actor: &Actor,
    account: AccountId,
) -> Result<(), Error> {
    let memberships = store::accounts::memberships(context.store(), actor.member).await?;
    let Some(membership) = memberships.iter().find(|membership| membership.account_id == account.0) else {
        return Err(Code::NotFound.into());
    };
    let now = context.now();
    let tx = context.store().begin().await?;
    store::sessions::choose_account(&tx, actor.session, account).await?;
    let signed_in = domain::event::Event::SignedIn { device: device_name(&visitor.user_agent) };
    store::events::append(&tx, account, actor.member, &signed_in, now).await?;
    if let Some(device) = &visitor.device_hash
        && let Ok(granted) = acting(actor.member, actor.session, actor.language, membership).grant::<PlaceOrders>()
    {
        store::carts::merge(&tx, device, &granted, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

pub(crate) fn acting(
    member: MemberId,
    session: SessionId,
    language: Language,
    membership: &store::accounts::Membership,
) -> Actor {
    Actor {
        member,
        session,
        language,
        time_zone: String::new(),
        acting: Role::parse(&membership.role).map(|role| Acting {
            account: AccountId(membership.account_id),
            role,
            order_limit: membership.order_limit,
        }),
        staff: None,
    }
}

/// Reads in this language from now on; for members it is kept, for visitors it is in a cookie.
///
/// # Errors
/// When the database fails.
pub async fn set_language(context: &Context, visitor: &Visitor, language: Language) -> Result<String, Error> {
    if let Some(actor) = &visitor.actor {
        let tx = context.store().begin().await?;
        store::accounts::save_language(&tx, actor.member, language).await?;
        tx.commit().await?;
    }
    let secure = if is_secure(context) { "; Secure" } else { "" };
    Ok(format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}", language.code()))
}

/// The member's browser says its zone.
///
/// # Errors
/// `Malformed` when there is no such zone.
pub async fn set_time_zone(context: &Context, actor: &Actor, time_zone: &str) -> Result<(), Error> {
    if !clock::is_zone(time_zone) {
        return Err(Refusal::field(Code::Malformed, "time_zone").into());
    }
    let tx = context.store().begin().await?;
    store::accounts::save_time_zone(&tx, actor.member, time_zone).await?;
    tx.commit().await?;
    Ok(())
}

/// A path of our own to go on at; anything that could lead elsewhere is the first page.
#[must_use]
pub fn own_path(next: &str) -> String {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 300
        && next.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    if ours { next.to_owned() } else { "/".to_owned() }
}

/// A path as the value of a query parameter.
#[must_use]
pub fn as_parameter(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '-' | '_' | '.' => out.push(c),
            _ => {
                let mut bytes = [0u8; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    out.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_followed() {
        assert_eq!(own_path("/review?x=1"), "/review?x=1");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "review",
            "/a\r\nSet-Cookie: x",
            "/\u{e9}",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }
}
