//! The account's own page: profile, members, invitations, sessions; and beside it what the account says of itself.

mod notices;
mod own;

use domain::{
    account::{AccountPage, InvitationLine, Invite, MemberLine, Profile},
    demo::OutboxState,
    event::Event,
    ids::{AddressId, CommandKey, InvitationId, MemberId, SessionId},
    input,
    language::Language,
    money::{CurrencyRules, parse_amount_in},
    permissions::{Actor, ManageMembers, ReadAccount, Right, Role},
    refusal::{Code, Refusal},
    review::AddressChoice,
    session::{SESSION_IDLE_DAYS, SessionLine, device_name},
    time::Instant,
};
use store::{Job, keys, outbox::About};

use crate::{Context, Error, clock, ledger, limits, mails, once};

pub use notices::{notices, save_notices};
pub use own::{addresses, details, make_usual, remove_address, save_address, save_language, save_tax_number};

const INVITATION_DAYS: i64 = 14;
/// Of an account. Each is a mail in the vendor's name to whoever the account names.
const INVITATIONS_PER_DAY: i32 = 20;
const LONGEST_NAME: usize = 100;

/// Everything on the account page.
///
/// # Errors
/// When the database fails.
pub async fn page(context: &Context, actor: &Actor) -> Result<AccountPage, Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let store = context.store();
    let now = context.now();
    let wall = |millis| context.wall(Instant::from_millis(millis), &actor.time_zone);
    let account = store::accounts::find(store, &granted).await?;
    let myself = store::accounts::myself(store, actor.member).await?.ok_or(Code::SignIn)?;
    let invitations = match actor.grant::<ManageMembers>() {
        Ok(granted) => store::accounts::invitations(store, &granted, now).await?,
        Err(_) => Vec::new(),
    };
    Ok(AccountPage {
        addresses: store::accounts::addresses(store, &granted)
            .await?
            .iter()
            .map(|address| AddressChoice {
                id: AddressId(address.id),
                label: address.label.clone(),
                lines: address.lines(),
            })
            .collect(),
        profile: Profile {
            language: myself.language(),
            name: myself.name,
            email: myself.email,
            time_zone: myself.time_zone,
        },
        sessions: store::sessions::list(store, actor.member, now.plus_days(-SESSION_IDLE_DAYS))
            .await?
            .into_iter()
            .map(|row| SessionLine {
                id: SessionId(row.id),
                device: device_name(&row.user_agent),
                address: row.address,
                created: wall(row.created_at),
                seen: wall(row.seen_at),
                current: row.id == actor.session.0,
            })
            .collect(),
        members: store::accounts::members(store, &granted)
            .await?
            .into_iter()
            .filter_map(|row| {
                Some(MemberLine {
                    id: MemberId(row.id),
                    role: Role::parse(&row.role)?,
                    myself: row.id == actor.member.0,
                    name: row.name,
                    email: row.email,
                    order_limit: row.order_limit,
                    disabled: row.disabled,
                })
            })
            .collect(),
        invitations: invitations
            .into_iter()
            .filter_map(|row| {
                Some(InvitationLine {
                    id: InvitationId(row.id),
                    role: Role::parse(&row.role)?,
                    email: row.email,
                    expires: wall(row.expires_at),
                    mail: row.mail.as_deref().and_then(OutboxState::parse),
                })
            })
            .collect(),
        number: account.number,
        name: account.name,
        currency: account.currency,
        vat_number: account.vat_number,
        may_manage: granted.role().has(Right::ManageMembers),
        money: ledger::balances(context, actor).await?,
        now: context.wall(now, &actor.time_zone),
    })
}

/// Changes one's own name, language and zone.
///
/// # Errors
/// `Missing`, `TooLong`, `Malformed`.
pub async fn save_profile(
    context: &Context,
    actor: &Actor,
    name: &str,
    language: Language,
    time_zone: &str,
) -> Result<(), Error> {
    let name = input::required("name", name, LONGEST_NAME)?;
    let time_zone = time_zone.trim();
    if !clock::is_zone(time_zone) {
        return Err(Refusal::field(Code::Malformed, "time_zone").into());
    }
    let tx = context.store().begin().await?;
    store::accounts::save_profile(&tx, actor.member, &name, language, time_zone).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends one of one's own sessions.
///
/// # Errors
/// `NotFound` when it is not one's own.
pub async fn end_session(context: &Context, actor: &Actor, session: SessionId) -> Result<(), Error> {
    let tx = context.store().begin().await?;
    if !store::sessions::end(&tx, actor.member, session, context.now()).await? {
        return Err(Code::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Invites somebody: a mail goes to them, and whoever signs in with that address becomes a member.
///
/// # Errors
/// `NotAllowed`, `Email`, `Missing`, `Malformed` for the limit, `State` for who is a member already, `KeyReused`, and
/// `TooMany` with the moment until which the account invites nobody.
pub async fn invite(context: &Context, actor: &Actor, key: CommandKey, invite: &Invite) -> Result<(), Error> {
    const COMMAND: &str = "account/invite";
    let granted = actor.grant::<ManageMembers>()?;
    let email = input::email(&invite.email)?;
    let name = input::required("name", &invite.name, LONGEST_NAME)?;
    let account = store::accounts::find(context.store(), &granted).await?;
    let limit = limit_of(&invite.order_limit, &context.settings().currency(account.currency), actor.language)?;
    let now = context.now();
    let expires = now.plus_days(INVITATION_DAYS);
    let by =
        store::accounts::myself(context.store(), actor.member).await?.map(|member| member.name).unwrap_or_default();
    let tx = context.store().begin().await?;
    let asked = once::asked(
        COMMAND,
        actor.member,
        &[email.as_bytes(), name.as_bytes(), invite.role.code().as_bytes(), invite.order_limit.trim().as_bytes()],
    );
    if once::made(keys::claim(&tx, &granted, key, &asked, store::new_id(), now).await?)?.is_some() {
        return Ok(());
    }
    let known = store::accounts::members(&tx, &actor.grant::<ReadAccount>()?).await?;
    if known.iter().any(|member| member.email == email && !member.disabled) {
        return Err(Refusal::field(Code::State, "email").into());
    }
    // What is refused is not counted: it goes with the transaction.
    let bucket = format!("invite/{}", granted.account());
    if limits::count(&tx, &bucket, limits::DAY, now).await? > INVITATIONS_PER_DAY {
        return Err(limits::too_many(context, actor.language, &actor.time_zone, limits::DAY, now));
    }
    store::accounts::invite(&tx, &granted, &email, &name, invite.role, limit, now, expires).await?;
    let event = Event::MemberInvited { email: email.clone() };
    let seq = store::events::append(&tx, granted.account(), actor.member, &event, now).await?;
    // Whoever has signed in for another account before has a language and a zone of their own.
    let invited = store::accounts::member_by_email(&tx, Job::of("invitation"), &email).await?;
    let language = invited.as_ref().map_or(account.language, store::accounts::Member::language);
    let zone = invited.map_or_else(|| actor.time_zone.clone(), |member| member.time_zone);
    let mail = mails::invitation(context, language, &email, &by, &account.name, context.wall(expires, &zone));
    let about = About { account: Some(granted.account()), event_seq: Some(seq), ..About::default() };
    store::outbox::put(&tx, about, vec![mail], now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}

/// Takes an invitation back.
///
/// # Errors
/// `NotAllowed`, `NotFound`.
pub async fn withdraw_invitation(context: &Context, actor: &Actor, id: InvitationId) -> Result<(), Error> {
    let granted = actor.grant::<ManageMembers>()?;
    let tx = context.store().begin().await?;
    if !store::accounts::withdraw(&tx, &granted, id).await? {
        return Err(Code::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Changes a member's role and limit, or lets them in no more. The last owner stays one.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `LastOwner`, `Malformed` for the limit.
pub async fn change_member(
    context: &Context,
    actor: &Actor,
    member: MemberId,
    role: Role,
    order_limit: &str,
    disabled: bool,
) -> Result<(), Error> {
    let granted = actor.grant::<ManageMembers>()?;
    let now = context.now();
    let tx = context.store().begin().await?;
    // The account's row is held: two owners cannot let each other go at the same moment.
    let account = store::accounts::lock(&tx, &granted).await?;
    let limit = limit_of(order_limit, &context.settings().currency(account.currency), actor.language)?;
    if !store::accounts::change_membership(&tx, &granted, member, role, limit, disabled).await? {
        return Err(Code::NotFound.into());
    }
    if store::accounts::owners(&tx, &granted).await? == 0 {
        return Err(Code::LastOwner.into());
    }
    let name = store::accounts::myself(&tx, member).await?.map(|member| member.name).unwrap_or_default();
    store::events::append(&tx, granted.account(), actor.member, &Event::MemberChanged { name }, now).await?;
    tx.commit().await?;
    Ok(())
}

fn limit_of(typed: &str, rules: &CurrencyRules, language: Language) -> Result<Option<i64>, Error> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    match parse_amount_in(typed, rules, language) {
        Ok(limit) if limit >= 0 => Ok(Some(limit)),
        Ok(_) => Err(Refusal::field(Code::Malformed, "order_limit").into()),
        Err(error) => Err(Refusal::field(error.into(), "order_limit").into()),
    }
}
