//! Invitations: sent, taken back, accepted.

use domain::{
    ids::{InvitationId, MemberId},
    permissions::{Granted, ManageMembers, Role},
    time::Instant,
};
use sea_orm::{EntityTrait, FromQueryResult, Set};
use uuid::Uuid;

use crate::{Db, Error, Job, Tx, entity, sql};

/// An invitation that waits.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Invitation {
    pub account_id: Uuid,
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: String,
    pub order_limit: Option<i64>,
    pub expires_at: i64,
}

/// An invitation for its owner, with the state of its mail.
#[derive(Clone, Debug, FromQueryResult)]
pub struct SentInvitation {
    pub id: Uuid,
    pub email: String,
    pub role: String,
    pub expires_at: i64,
    pub mail: Option<String>,
}

/// Invitations of the account that wait.
///
/// # Errors
/// When the database fails.
pub async fn invitations(
    db: &impl Db,
    granted: &Granted<ManageMembers>,
    now: Instant,
) -> Result<Vec<SentInvitation>, Error> {
    // The mail was written in the same transaction, so it is of the same moment; no order and no case is its subject.
    sql::all(
        db,
        "SELECT i.id, i.email, i.role, i.expires_at,
             (SELECT MAX(o.state) FROM outbox o WHERE o.account_id = i.account_id AND o.order_number IS NULL
                  AND o.case_number IS NULL AND o.recipient = i.email AND o.created_at = i.created_at) AS mail
         FROM invitation i WHERE i.account_id = ? AND i.accepted_at IS NULL AND i.expires_at > ? ORDER BY i.created_at",
        [granted.account().0.into(), now.millis().into()],
    )
    .await
}

/// Invitations of this address, of any account. For signing in.
///
/// # Errors
/// When the database fails.
pub async fn invitations_of(db: &impl Db, _: Job, email: &str, now: Instant) -> Result<Vec<Invitation>, Error> {
    sql::all(
        db,
        "SELECT account_id, id, email, name, role, order_limit, expires_at FROM invitation
         WHERE email = ? AND accepted_at IS NULL AND expires_at > ? ORDER BY created_at",
        [email.into(), now.millis().into()],
    )
    .await
}

/// Invites `email` to the account; an older invitation of the same address ends.
///
/// # Errors
/// When the database fails.
pub async fn invite(
    tx: &Tx,
    granted: &Granted<ManageMembers>,
    email: &str,
    name: &str,
    role: Role,
    order_limit: Option<i64>,
    now: Instant,
    expires: Instant,
) -> Result<(), Error> {
    sql::run(
        tx,
        "DELETE FROM invitation WHERE account_id = ? AND email = ? AND accepted_at IS NULL",
        [granted.account().0.into(), email.into()],
    )
    .await?;
    let row = entity::invitation::ActiveModel {
        account_id: Set(granted.account().0),
        id: Set(crate::new_id()),
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        role: Set(role.code().to_owned()),
        order_limit: Set(order_limit),
        invited_by: Set(granted.member().0),
        created_at: Set(now.millis()),
        expires_at: Set(expires.millis()),
        accepted_at: Set(None),
    };
    entity::invitation::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Takes an invitation back; `false` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(tx: &Tx, granted: &Granted<ManageMembers>, id: InvitationId) -> Result<bool, Error> {
    let gone = sql::run(
        tx,
        "DELETE FROM invitation WHERE account_id = ? AND id = ? AND accepted_at IS NULL",
        [granted.account().0.into(), id.0.into()],
    )
    .await?;
    Ok(gone == 1)
}

/// The invited person has signed in: they become a member of the account. `false` when the invitation was withdrawn or
/// accepted meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn accept(tx: &Tx, _: Job, invitation: &Invitation, member: MemberId, now: Instant) -> Result<bool, Error> {
    let accepted = sql::run(
        tx,
        "UPDATE invitation SET accepted_at = ? WHERE account_id = ? AND id = ? AND accepted_at IS NULL",
        [now.millis().into(), invitation.account_id.into(), invitation.id.into()],
    )
    .await?;
    if accepted == 0 {
        return Ok(false);
    }
    // Whoever is a member stays what they are: an invitation must not take an owner's place away.
    sql::run(
        tx,
        "INSERT INTO membership (account_id, member_id, role, order_limit, disabled, seen_seq, created_at)
         VALUES (?, ?, ?, ?, ?, (SELECT seq FROM account WHERE id = ?), ?)
         ON CONFLICT (account_id, member_id) DO UPDATE SET role = excluded.role, order_limit = excluded.order_limit, disabled = excluded.disabled
             WHERE membership.disabled",
        [
            invitation.account_id.into(),
            member.0.into(),
            invitation.role.clone().into(),
            invitation.order_limit.into(),
            false.into(),
            invitation.account_id.into(),
            now.millis().into(),
        ],
    )
    .await?;
    Ok(true)
}
