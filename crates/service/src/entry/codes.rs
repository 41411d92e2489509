//! Codes by mail: asked for, and signed in with.

use domain::{
    ids::{AccountId, MemberId},
    input,
    permissions::PlaceOrders,
    refusal::{Code, Refusal},
    session::{CODE_MINUTES, CODE_TRIES, Landing, SESSION_ABSOLUTE_DAYS, device_name},
    time::Instant,
};
use store::Job;

use super::{
    Visitor, acting,
    cookies::{BROWSER_COOKIE, DEVICE_COOKIE, SESSION_COOKIE, cookie},
    own_path,
};
use crate::{
    Context, Error,
    limits::{DAY, QUARTER, begin, count, network, too_many},
    mails, secret, shop,
};

/// Codes for an address in a quarter of an hour, asked for from one network …
const CODES_FROM_NETWORK: i32 = 5;
/// … and from all: a mailbox is not flooded, and a stranger cannot use up its owner's codes from one place.
const CODES_PER_ADDRESS: i32 = 30;
/// Wrong tries of all codes of an address together, from one network …
const WRONG_TRIES_FROM_NETWORK: i32 = 20;
/// … and from all: one in 5,000 days of guessing hits, and a stranger cannot lock an address out from one place.
const WRONG_TRIES_PER_DAY: i32 = 200;

/// For so long, in milliseconds, a code that has been used is right for the very browser that used it: without scripts, the
/// second press of a double click asks again, and the browser drops the answer to the first. One session is left of both.
const PRESSED_TWICE: i64 = 10_000;

/// A code has been asked for.
#[derive(Debug)]
pub struct Asked {
    pub cookie: String,
    /// Where to go on afterwards: a path of our own.
    pub next: String,
}

/// Somebody has signed in.
#[derive(Debug)]
pub struct SignedIn {
    pub cookies: Vec<String>,
    pub path: String,
}

/// Asks for a code, to go on at `next` afterwards. The answer and the work are the same for addresses nobody has: the rows are written alike, and
/// the staff see in the outbox that no mail went.
///
/// # Errors
/// `Email` and the like on the field, `TooMany` above the limits, with the moment until which they last.
pub async fn ask_code(context: &Context, visitor: &Visitor, email: &str, next: &str) -> Result<Asked, Error> {
    let email = input::email(email)?;
    let next = own_path(next);
    let now = context.now();
    let tx = context.store().begin().await?;
    let job = Job::of("sign-in");
    let here = network(&visitor.address);
    let asked_here = count(&tx, &format!("ask/{here}"), QUARTER, now).await?;
    let asked_from_here = count(&tx, &format!("ask/{email}/{here}"), QUARTER, now).await?;
    // What is refused here does not use up what is left for others.
    let asked_for = if asked_from_here > CODES_FROM_NETWORK || asked_here > context.config().network_limit {
        None
    } else {
        Some(count(&tx, &format!("ask/{email}"), QUARTER, now).await?)
    };
    // No code that could not be used any more today.
    let mut is_guessed = false;
    for (bucket, most) in wrong_tries(&email, &visitor.address) {
        is_guessed |= store::sessions::attempts(&tx, job, &bucket, begin(DAY, now)).await? >= most;
    }
    let over = if is_guessed {
        Some(DAY)
    } else if asked_for.is_none_or(|asked_for| asked_for > CODES_PER_ADDRESS) {
        Some(QUARTER)
    } else {
        None
    };
    if let Some(window) = over {
        tx.commit().await?;
        return Err(too_many(context, visitor.language, &shop::zone(context, visitor), window, now));
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
    let zone =
        member.as_ref().map_or_else(|| context.settings().vendor.time_zone.clone(), |member| member.time_zone.clone());
    let known = member.is_some_and(|member| !member.disabled) || !invited.is_empty();
    let asked = context.wall(now, &zone);
    let (address, user_agent) = (&visitor.address, &visitor.user_agent);
    let mail = mails::code(context, language, &email, &code, asked, address, user_agent, &next);
    store::outbox::put_code(&tx, mail, &mails::code_subject(context, language), known, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(Asked { cookie: cookie(context, BROWSER_COOKIE, &browser, Some(CODE_MINUTES * 60)), next })
}

/// Signs in with a code: only in the browser that asked for it, once, within its time and tries. A code makes one session.
///
/// # Errors
/// `CodeWrong`, `CodeElsewhere`, or `TooMany` with the moment until which the limit lasts.
pub async fn verify_code(context: &Context, visitor: &Visitor, code: &str, next: &str) -> Result<SignedIn, Error> {
    let now = context.now();
    let job = Job::of("sign-in");
    let wrong = || Error::from(Refusal::field(Code::CodeWrong, "code"));
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let browser = visitor.browser_hash.as_ref().ok_or_else(|| Refusal::field(Code::CodeElsewhere, "code"))?;

    // Counted in a transaction of its own: a refused try stays counted.
    let tx = context.store().begin().await?;
    let mut over = None;
    if count(&tx, &format!("verify/{}", network(&visitor.address)), QUARTER, now).await?
        > context.config().network_limit
    {
        over = Some(QUARTER);
    }
    let tried = store::sessions::try_code(&tx, job, browser).await?;
    let open = tried.as_ref().filter(|code| is_open(code, now));
    // Every try that could get somebody in counts for the day, and is given back when it does.
    if let (Some(asked), None) = (open, over) {
        for (bucket, most) in wrong_tries(&asked.email, &visitor.address) {
            if count(&tx, &bucket, DAY, now).await? > most {
                over = Some(DAY);
            }
        }
    }
    tx.commit().await?;
    if let Some(window) = over {
        return Err(too_many(context, visitor.language, &shop::zone(context, visitor), window, now));
    }
    let Some(asked) = &tried else { return Err(Refusal::field(Code::CodeElsewhere, "code").into()) };
    let fits = secret::same(&asked.code_hash, &secret::hash(&[asked.id.as_bytes(), digits.as_bytes()]));
    if !fits || !is_open(asked, now) {
        return Err(wrong());
    }

    let tx = context.store().begin().await?;
    let since = Instant::from_millis(now.millis() - PRESSED_TWICE);
    let Some(used) = store::sessions::use_code(&tx, job, asked.id, since, now).await? else { return Err(wrong()) };
    for (bucket, _) in wrong_tries(&asked.email, &visitor.address) {
        store::sessions::give_back_attempt(&tx, job, &bucket, begin(DAY, now)).await?;
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
            let id = store::accounts::create_member(
                &tx,
                job,
                &asked.email,
                &invitation.name,
                visitor.language,
                &zone,
                None,
                now,
            )
            .await?;
            (id, visitor.language, None)
        }
        // The code was written for an address nobody has, so that asking looks alike.
        (None, None) => return Err(wrong()),
    };
    for invitation in &invitations {
        if !store::accounts::accept(&tx, job, invitation, id, now).await? {
            continue;
        }
        let joined = domain::event::Event::MemberJoined { name: invitation.name.clone() };
        store::events::append(&tx, AccountId(invitation.account_id), id, &joined, now).await?;
    }
    let memberships = store::accounts::memberships(&tx, id).await?;
    let account = match memberships.as_slice() {
        [only] => Some(AccountId(only.account_id)),
        _ => None,
    };
    let (agent, address) = (&visitor.user_agent, &visitor.address);
    let is_again = store::sessions::end_since(&tx, job, id, agent, address, used, now).await?;
    let token = secret::token()?;
    let token_hash = secret::hash(&[token.as_bytes()]);
    let session = store::sessions::open(&tx, job, &token_hash, id, account, agent, address, now).await?;
    // Whoever was signed in here is so no longer.
    if let Some(old) = &visitor.actor {
        store::sessions::end(&tx, old.member, old.session, now).await?;
    }
    // Whose cart has become the member's needs to be known no more. A viewer's, and one that found no room, stays here.
    let mut is_merged = false;
    if let Some(account) = account {
        if !is_again {
            let signed_in = domain::event::Event::SignedIn { device: device_name(agent) };
            store::events::append(&tx, account, id, &signed_in, now).await?;
        }
        if let (Some(device), Some(membership)) = (&visitor.device_hash, memberships.first()) {
            let actor = acting(id, session, language, membership);
            if let Ok(granted) = actor.grant::<PlaceOrders>() {
                is_merged = store::carts::merge(&tx, device, &granted, now).await?;
            }
        }
    }
    tx.commit().await?;

    let landing = match (staff, account, memberships.len()) {
        (Some(_), _, _) => Landing::Desk,
        (None, Some(_), _) => Landing::Home,
        _ => Landing::ChooseAccount,
    };
    let mut cookies = vec![
        cookie(context, SESSION_COOKIE, &token, Some(SESSION_ABSOLUTE_DAYS * 86_400)),
        cookie(context, BROWSER_COOKIE, "", Some(0)),
    ];
    if is_merged {
        cookies.push(cookie(context, DEVICE_COOKIE, "", Some(0)));
    }
    let path = match (landing, own_path(next)) {
        (Landing::Home, next) => next,
        (landing, _) => landing.path().to_owned(),
    };
    Ok(SignedIn { cookies, path })
}

/// Whether the code can still get somebody in. Its tries count this one.
fn is_open(code: &store::sessions::Code, now: Instant) -> bool {
    let is_used = code.used_at.is_some_and(|used| now.millis() - used > PRESSED_TWICE);
    code.tries <= CODE_TRIES && !is_used && now.millis() <= code.expires_at
}

/// The buckets of an address' wrong tries, whichever codes they were of, with how many each may hold.
fn wrong_tries(email: &str, address: &str) -> [(String, i32); 2] {
    [
        (format!("wrong/{email}/{}", network(address)), WRONG_TRIES_FROM_NETWORK),
        (format!("wrong/{email}"), WRONG_TRIES_PER_DAY),
    ]
}
