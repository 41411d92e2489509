//! What a customer reads of a cause: what they were told, and what of theirs it concerns.

use domain::{
    causes::{Notice, Notices},
    permissions::{Actor, ReadCases},
    refusal::Code,
};
use store::causes::ToldNotice;

use crate::{Context, Error, cases};

/// So many orders and cases of the account are named.
const SHOWN: u16 = 50;

/// What the account was told of a cause.
///
/// # Errors
/// `NotFound` when it was told nothing, whatever others were told.
pub async fn notices(context: &Context, actor: &Actor, cause: i64) -> Result<Notices, Error> {
    let granted = actor.grant::<ReadCases>()?;
    let told = store::causes::told_to(context.store(), &granted, cause).await?;
    if told.is_empty() {
        return Err(Code::NotFound.into());
    }
    let (orders, linked) = store::causes::orders_of(context.store(), &granted, cause, SHOWN).await?;
    Ok(Notices {
        notices: told.into_iter().map(|notice| view(context, actor, notice)).collect(),
        orders,
        cases: linked.iter().map(|case| cases::card(context, actor, case, false)).collect(),
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// What the account was told of the cause of one of its cases; nothing where there is none.
///
/// # Errors
/// When the database fails.
pub async fn of_case(context: &Context, actor: &Actor, case: i64) -> Result<Vec<Notice>, Error> {
    let granted = actor.grant::<ReadCases>()?;
    let told = store::causes::told_of_case(context.store(), &granted, case).await?;
    Ok(told.into_iter().map(|notice| view(context, actor, notice)).collect())
}

fn view(context: &Context, actor: &Actor, told: ToldNotice) -> Notice {
    let (subject, text, language) = told.words.pick(actor.language, context.settings().vendor.language);
    Notice {
        cause: told.cause,
        kind: told.kind,
        subject: subject.to_owned(),
        text: text.to_owned(),
        language: Some(language).filter(|language| *language != actor.language),
        by: cases::first_name(&told.by),
        at: context.wall(told.at, &actor.time_zone),
    }
}
