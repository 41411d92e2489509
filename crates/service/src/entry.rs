//! Signing in: an e-mail address, a code by mail, a session.

use domain::{
    ids::{AccountId, MemberId, SessionId},
    input,
    language::Language,
    permissions::{Acting, Actor, PlaceOrders, ReadAccount, Role, StaffRole},
    refusal::{Code, Refusal},
    session::{
        AccountCard, CODE_MINUTES, CODE_TRIES, Landing, Me, Reader, SESSION_ABSOLUTE_DAYS, SESSION_IDLE_DAYS, VendorCard, device_name,
    },
    time::Instant,
};
use store::{Job, carts::Owner};

use crate::{Context, Error, clock, mails, secret};

/// Who asks, as the request's cookies and headers say.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub actor: Option<Actor>,
    pub language: Language,
    /// SHA-256 of the session cookie, when there is one.
    pub token_hash: Option<Vec<u8>>,
    /// SHA-256 of the cookie of the cart before signing in.
    pub device_hash: Option<Vec<u8>>,
    /// SHA-256 of the cookie of the browser that asked for a code.
    pub browser_hash: Option<Vec<u8>>,
    pub user_agent: String,
    /// The network address, for limits and for the sessions list.
    pub address: String,
}

/// Names of our cookies. The prefix `__Host-` needs `Secure`, so it depends on whether the public address is https.
const SESSION_COOKIE: &str = "loket";
const BROWSER_COOKIE: &str = "loket-code";
const DEVICE_COOKIE: &str = "loket-cart";
const LANGUAGE_COOKIE: &str = "loket-language";

/// A quarter of an hour, milliseconds: the window of the limits.
const WINDOW: i64 = 15 * 60 * 1000;
const CODES_PER_ADDRESS: i32 = 5;

/// A code has been asked for.
#[derive(Debug)]
pub struct Asked {
    pub cookie: String,
}

/// Somebody has signed in.
#[derive(Debug)]
pub struct SignedIn {
    pub cookies: Vec<String>,
    pub path: String,
}

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
        cookies.iter().find(|(key, value)| *key == name && value.len() == 64).map(|(_, value)| secret::hash(&[value.as_bytes()]))
    };
    let token_hash = hashed(SESSION_COOKIE);
    let chosen = cookies.iter().find(|(key, _)| key == LANGUAGE_COOKIE).and_then(|(_, value)| Language::parse(value));
    let actor = match &token_hash {
        Some(hash) => actor(context, hash).await?,
        None => None,
    };
    let language = actor
        .as_ref()
        .map(|actor| actor.language)
        .or(chosen)
        .or_else(|| Language::from_accept_language(accept_language))
        .unwrap_or(context.settings().vendor.language);
    Ok(Visitor {
        actor,
        language,
        token_hash,
        device_hash: hashed(DEVICE_COOKIE),
        browser_hash: hashed(BROWSER_COOKIE),
        user_agent: user_agent.to_owned(),
        address: address.to_owned(),
    })
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
        let tx = context.store().begin().await?;
        store::sessions::touch(&tx, id, now).await?;
        tx.commit().await?;
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

/// What every page needs to know of its reader.
///
/// # Errors
/// When the database fails.
pub async fn reader(context: &Context, visitor: &Visitor) -> Result<Reader, Error> {
    let settings = context.settings();
    let zone = visitor.actor.as_ref().map_or(settings.vendor.time_zone.as_str(), |actor| actor.time_zone.as_str());
    let me = match &visitor.actor {
        Some(actor) => me(context, actor).await?,
        None => None,
    };
    Ok(Reader {
        language: visitor.language,
        vendor: VendorCard {
            name: settings.vendor.name.clone(),
            email: settings.vendor.email.clone(),
            phone: settings.vendor.phone.clone(),
            brand_hue: settings.vendor.brand_hue,
        },
        me,
        demo: context.config().demo,
        now: context.wall(context.now(), zone),
    })
}

async fn me(context: &Context, actor: &Actor) -> Result<Option<Me>, Error> {
    let store = context.store();
    let Some(member) = store::accounts::myself(store, actor.member).await? else { return Ok(None) };
    let memberships = store::accounts::memberships(store, actor.member).await?;
    let account = actor.acting.and_then(|acting| {
        memberships.iter().find(|membership| membership.account_id == acting.account.0).map(|membership| AccountCard {
            id: acting.account,
            number: membership.account_number.clone(),
            name: membership.account_name.clone(),
            role: acting.role,
        })
    });
    let cart_count = match actor.grant::<PlaceOrders>() {
        Ok(granted) => store::carts::count(store, &Owner::Member(granted)).await?,
        Err(_) => 0,
    };
    let unseen = match actor.grant::<ReadAccount>() {
        Ok(granted) => store::events::seen(store, &granted).await?.1,
        Err(_) => 0,
    };
    Ok(Some(Me {
        name: member.name,
        email: member.email,
        staff: actor.staff,
        account,
        several: memberships.len() > 1,
        cart_count,
        unseen: i32::try_from(unseen).unwrap_or(i32::MAX),
    }))
}

/// Asks for a code. The answer and the work are the same for addresses nobody has: the rows are written alike, and
/// the staff see in the outbox that no mail went.
///
/// # Errors
/// `Email` and the like on the field, `TooMany` above the limits.
pub async fn ask_code(context: &Context, visitor: &Visitor, email: &str) -> Result<Asked, Error> {
    let email = input::email(email)?;
    let now = context.now();
    let tx = context.store().begin().await?;
    let job = Job::of("sign-in");
    limit(&tx, &format!("ask/{}", network(&visitor.address)), context.config().network_limit, now).await?;
    let tries = limit(&tx, &format!("ask/{email}"), i32::MAX, now).await?;
    if tries > CODES_PER_ADDRESS {
        tx.commit().await?;
        return Err(Code::TooMany.into());
    }
    let browser = secret::token()?;
    let code = secret::six_digits()?;
    let id = store::new_id();
    store::sessions::keep_code(
        &tx,
        job,
        id,
        &email,
        &secret::hash(&[browser.as_bytes()]),
        &secret::hash(&[id.as_bytes(), code.as_bytes()]),
        now,
        now.plus_minutes(CODE_MINUTES),
    )
    .await?;
    let member = store::accounts::member_by_email(&tx, job, &email).await?;
    let invited = store::accounts::invitations_of(&tx, job, &email, now).await?;
    let language = member.as_ref().map_or(visitor.language, store::accounts::Member::language);
    let zone = member.as_ref().map_or_else(|| context.settings().vendor.time_zone.clone(), |member| member.time_zone.clone());
    let known = member.is_some_and(|member| !member.disabled) || !invited.is_empty();
    let mail = mails::code(context, language, &email, &code, context.wall(now, &zone), &visitor.address, &visitor.user_agent);
    store::outbox::put_code(&tx, mail, known, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(Asked { cookie: cookie(context, BROWSER_COOKIE, &browser, Some(CODE_MINUTES * 60)) })
}

/// Signs in with a code: only in the browser that asked for it, once, within its time and tries.
///
/// # Errors
/// `CodeWrong`, `CodeElsewhere` or `TooMany`.
pub async fn verify_code(context: &Context, visitor: &Visitor, code: &str, next: &str) -> Result<SignedIn, Error> {
    let now = context.now();
    let job = Job::of("sign-in");
    let wrong = || Error::from(Refusal::field(Code::CodeWrong, "code"));
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let browser = visitor.browser_hash.as_ref().ok_or_else(|| Refusal::field(Code::CodeElsewhere, "code"))?;

    // Counted in a transaction of its own: a refused try stays counted.
    let tx = context.store().begin().await?;
    let over = limit(&tx, &format!("verify/{}", network(&visitor.address)), i32::MAX, now).await? > context.config().network_limit;
    let tried = store::sessions::try_code(&tx, job, browser).await?;
    tx.commit().await?;
    if over {
        return Err(Code::TooMany.into());
    }
    let Some(asked) = tried else { return Err(Refusal::field(Code::CodeElsewhere, "code").into()) };
    let fits = secret::same(&asked.code_hash, &secret::hash(&[asked.id.as_bytes(), digits.as_bytes()]));
    if !fits || asked.tries > CODE_TRIES || asked.used_at.is_some() || now.millis() > asked.expires_at {
        return Err(wrong());
    }

    let tx = context.store().begin().await?;
    if !store::sessions::use_code(&tx, job, asked.id, now).await? {
        return Err(wrong());
    }
    let member = match store::accounts::member_by_email(&tx, job, &asked.email).await? {
        Some(member) if member.disabled => return Err(wrong()),
        Some(member) => Some(member),
        None => None,
    };
    let invitations = store::accounts::invitations_of(&tx, job, &asked.email, now).await?;
    let (id, language, staff) = match (&member, invitations.first()) {
        (Some(member), _) => (MemberId(member.id), member.language(), member.staff()),
        (None, Some(invitation)) => {
            let zone = context.settings().vendor.time_zone.clone();
            let id =
                store::accounts::create_member(&tx, job, &asked.email, &invitation.name, visitor.language, &zone, None, now).await?;
            (id, visitor.language, None)
        }
        // The code was written for an address nobody has, so that asking looks alike.
        (None, None) => return Err(wrong()),
    };
    for invitation in &invitations {
        store::accounts::accept(&tx, job, invitation, id, now).await?;
        let joined = domain::event::Event::MemberJoined { name: invitation.name.clone() };
        store::events::append(&tx, AccountId(invitation.account_id), id, &joined, now).await?;
    }
    let memberships = store::accounts::memberships(&tx, id).await?;
    let account = match memberships.as_slice() {
        [only] => Some(AccountId(only.account_id)),
        _ => None,
    };
    let token = secret::token()?;
    let token_hash = secret::hash(&[token.as_bytes()]);
    let session =
        store::sessions::open(&tx, job, &token_hash, id, account, &visitor.user_agent, &visitor.address, now).await?;
    if let Some(old) = visitor.actor.as_ref().filter(|actor| actor.member == id) {
        store::sessions::end(&tx, id, old.session, now).await?;
    }
    if let Some(account) = account {
        let signed_in = domain::event::Event::SignedIn { device: device_name(&visitor.user_agent) };
        store::events::append(&tx, account, id, &signed_in, now).await?;
        if let (Some(device), Some(membership)) = (&visitor.device_hash, memberships.first()) {
            let actor = acting(id, session, language, membership);
            if let Ok(granted) = actor.grant::<PlaceOrders>() {
                store::carts::merge(&tx, device, &granted, now).await?;
            }
        }
    }
    tx.commit().await?;

    let landing = match (account, staff, memberships.len()) {
        (Some(_), _, _) => Landing::Home,
        (None, Some(_), 0) => Landing::Desk,
        _ => Landing::ChooseAccount,
    };
    let mut cookies = vec![
        cookie(context, SESSION_COOKIE, &token, Some(SESSION_ABSOLUTE_DAYS * 86_400)),
        cookie(context, BROWSER_COOKIE, "", Some(0)),
    ];
    if account.is_some() {
        cookies.push(cookie(context, DEVICE_COOKIE, "", Some(0)));
    }
    let path = match (landing, own_path(next)) {
        (Landing::Home, next) => next,
        (landing, _) => landing.path().to_owned(),
    };
    Ok(SignedIn { cookies, path })
}

fn acting(member: MemberId, session: SessionId, language: Language, membership: &store::accounts::Membership) -> Actor {
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
pub async fn choose_account(context: &Context, visitor: &Visitor, actor: &Actor, account: AccountId) -> Result<(), Error> {
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

/// The secret of a device's cart, as a cookie and as it is kept.
pub(crate) fn new_device(context: &Context) -> Result<(String, Vec<u8>), Error> {
    let token = secret::token()?;
    let hash = secret::hash(&[token.as_bytes()]);
    Ok((cookie(context, DEVICE_COOKIE, &token, Some(30 * 86_400)), hash))
}

fn is_secure(context: &Context) -> bool {
    context.config().public_url.starts_with("https://")
}

fn cookie_name(context: &Context, name: &str) -> String {
    if is_secure(context) { format!("__Host-{name}") } else { name.to_owned() }
}

fn cookie(context: &Context, name: &str, value: &str, max_age: Option<i64>) -> String {
    let name = cookie_name(context, name);
    let secure = if is_secure(context) { "; Secure" } else { "" };
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")
}

/// The network of an address: the address itself for IPv4, the first 64 bits for IPv6.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(std::net::IpAddr::V6(address)) => {
            let segments = address.segments();
            format!("{:x}:{:x}:{:x}:{:x}", segments[0], segments[1], segments[2], segments[3])
        }
        _ => address.to_owned(),
    }
}

/// Counts one more in the current window and refuses above `most`.
async fn limit(tx: &store::Tx, bucket: &str, most: i32, now: Instant) -> Result<i32, Error> {
    let window = Instant::from_millis(now.millis() - now.millis().rem_euclid(WINDOW));
    let count = store::sessions::count_attempt(tx, Job::of("limits"), bucket, window).await?;
    if count > most { Err(Code::TooMany.into()) } else { Ok(count) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_followed() {
        assert_eq!(own_path("/review?x=1"), "/review?x=1");
        for foreign in ["https://evil.example", "//evil.example", "/\\evil.example", "", "review", "/a\r\nSet-Cookie: x", "/\u{e9}"] {
            assert_eq!(own_path(foreign), "/", "{foreign}");
        }
    }
}
