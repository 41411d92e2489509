//! What the members of an account want mails about.

use domain::{
    ids::AccountId,
    notices::{Choices, Topic},
    permissions::{Granted, ReadAccount},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::{Db, Error, Tx, sql};

/// What this member wants mails about, as far as it is of this account.
///
/// # Errors
/// When the database fails.
pub async fn choices(db: &impl Db, granted: &Granted<ReadAccount>) -> Result<Choices, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        mail_orders: bool,
        mail_money: bool,
        mail_cases: bool,
    }
    let row: Option<Row> = sql::one(
        db,
        "SELECT mail_orders, mail_money, mail_cases FROM membership WHERE account_id = ? AND member_id = ?",
        [granted.account().0.into(), granted.member().0.into()],
    )
    .await?;
    row.map(|row| Choices { orders: row.mail_orders, money: row.mail_money, cases: row.mail_cases })
        .ok_or_else(|| Error::fault("a session acts for an account in which its member has no place"))
}

/// Sets what this member wants mails about.
///
/// # Errors
/// When the database fails.
pub async fn set_choices(tx: &Tx, granted: &Granted<ReadAccount>, choices: Choices) -> Result<(), Error> {
    sql::run(
        tx,
        "UPDATE membership SET mail_orders = ?, mail_money = ?, mail_cases = ? WHERE account_id = ? AND member_id = ?",
        [
            choices.orders.into(),
            choices.money.into(),
            choices.cases.into(),
            granted.account().0.into(),
            granted.member().0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The column of `membership` that says whether somebody wants mails about it.
const fn column(topic: Topic) -> &'static str {
    match topic {
        Topic::Orders => "mail_orders",
        Topic::Money => "mail_money",
        Topic::Cases => "mail_cases",
    }
}

/// Those of the account who want no mails about it.
///
/// # Errors
/// When the database fails.
pub async fn without_mails(db: &impl Db, account: AccountId, topic: Topic) -> Result<Vec<Uuid>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        member_id: Uuid,
    }
    let query = format!("SELECT member_id FROM membership WHERE account_id = ? AND NOT {}", column(topic));
    let rows: Vec<Row> = sql::all(db, &query, [account.0.into()]).await?;
    Ok(rows.into_iter().map(|row| row.member_id).collect())
}
