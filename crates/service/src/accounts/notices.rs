//! What a member of an account wants mails about.

use domain::{
    notices::{Choices, NoticesPage},
    permissions::{Actor, ReadAccount, Right},
    refusal::Code,
};

use crate::{Context, Error};

/// One's own choices.
///
/// # Errors
/// When the database fails.
pub async fn notices(context: &Context, actor: &Actor) -> Result<NoticesPage, Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let myself = store::accounts::myself(context.store(), actor.member).await?.ok_or(Code::SignIn)?;
    Ok(NoticesPage {
        email: myself.email,
        choices: store::accounts::choices(context.store(), &granted).await?,
        reads_money: granted.role().has(Right::ReadMoney),
    })
}

/// Changes them. What is about money is not asked of those who do not read it, and stays for the day on which they do.
///
/// # Errors
/// When the database fails.
pub async fn save_notices(context: &Context, actor: &Actor, chosen: Choices) -> Result<(), Error> {
    let granted = actor.grant::<ReadAccount>()?;
    let tx = context.store().begin().await?;
    let money = if granted.role().has(Right::ReadMoney) {
        chosen.money
    } else {
        store::accounts::choices(&tx, &granted).await?.money
    };
    store::accounts::set_choices(&tx, &granted, Choices { money, ..chosen }).await?;
    tx.commit().await?;
    Ok(())
}
