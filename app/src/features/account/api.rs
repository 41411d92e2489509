//! The account's own page: profile, members, sessions.

use domain::{
    account::AccountPage,
    ids::{CommandKey, InvitationId, MemberId, SessionId},
    language::Language,
    permissions::Role,
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::wire::Refused;
#[cfg(feature = "ssr")]
use crate::wire::server::{answer, go_to, services, set_cookie, signed_in, visitor};

/// Everything on the account page.
#[server(prefix = "/fn", endpoint = "/account/page", input = Json)]
pub async fn page() -> Result<AccountPage, Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::page(&context, &actor).await)
}

/// Change one's own name, language and time zone.
#[server(prefix = "/fn", endpoint = "/account/save-profile")]
pub async fn save_profile(
    #[server(default)] name: String,
    language: Language,
    #[server(default)] time_zone: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::save_profile(&context, &actor, &name, language, &time_zone).await)?;
    set_cookie(&answer(service::entry::set_language(&services()?, &visitor()?, language).await)?);
    go_to("/account");
    Ok(())
}

/// End another browser's session.
#[server(prefix = "/fn", endpoint = "/account/end-session")]
pub async fn end_session(session: SessionId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::end_session(&context, &actor, session).await)?;
    go_to("/account");
    Ok(())
}

/// Invite somebody to the account.
#[server(name = InviteMember, prefix = "/fn", endpoint = "/account/invite")]
pub async fn invite(
    key: CommandKey,
    #[server(default)] email: String,
    #[server(default)] name: String,
    role: Role,
    #[server(default)] order_limit: String,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    let invite = domain::account::Invite { email, name, role, order_limit };
    answer(service::accounts::invite(&context, &actor, key, &invite).await)?;
    go_to("/account");
    Ok(())
}

/// Take an invitation back.
#[server(prefix = "/fn", endpoint = "/account/withdraw-invitation")]
pub async fn withdraw_invitation(invitation: InvitationId) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::withdraw_invitation(&context, &actor, invitation).await)?;
    go_to("/account");
    Ok(())
}

/// Change a member's role and limit, or let them in no more.
#[server(prefix = "/fn", endpoint = "/account/change-member")]
pub async fn change_member(
    member: MemberId,
    role: Role,
    #[server(default)] order_limit: String,
    #[server(default)] disabled: bool,
) -> Result<(), Refused> {
    let (context, actor) = signed_in()?;
    answer(service::accounts::change_member(&context, &actor, member, role, &order_limit, disabled).await)?;
    go_to("/account");
    Ok(())
}
