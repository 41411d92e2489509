//! Who opened which of an account's documents, and when: written where the document is given, read by the account's owner.
//!
//! Whether it is noted already is looked up first, which costs no turn to write: reading on, or loading a page again, writes
//! nothing within the hour. What is to be noted is written before the answer goes out, not kept in memory for later: a
//! portal that is stopped must not forget whom it has given what. A file leaves only when that is written. A page waits for
//! it only for a moment, as it does for whatever is noted beside it, so that nobody is kept from reading what they owe while
//! something large is loaded; the note is made when its turn comes.

use domain::{
    access::{AccessLine, AccessPage, Channel, Kind},
    ids::AccountId,
    permissions::{Actor, ManageAccount},
    refusal::{Code, Refusal},
};
use store::{Job, access::Opening};
use uuid::Uuid;

use crate::{Context, Error, cases::first_name, context::note_beside};

/// After so many days it is forgotten.
pub const KEPT_DAYS: i64 = 400;
const JOB: Job = Job::of("access log");
const PAGE: u16 = 50;
/// So many statements of one kind are noted for one person within an hour; all others are one row that names no period.
const MOST_STATEMENTS: i64 = 50;

/// Notes that this actor opens a document of the account.
///
/// # Errors
/// When the database fails; for a file also `Busy`, and then it is not to be given.
pub(crate) async fn opened(
    context: &Context,
    actor: &Actor,
    account: AccountId,
    kind: Kind,
    document: &str,
    channel: Channel,
) -> Result<(), Error> {
    let mut opening = Opening {
        account,
        member: actor.member,
        // A member opens what is of the account that they act for.
        staff: actor.acting.is_none_or(|acting| acting.account != account),
        kind,
        document: document.to_owned(),
        channel,
        at: context.now(),
    };
    let store = context.store();
    if store::access::is_noted(store, JOB, &opening).await? {
        return Ok(());
    }
    if kind.is_statement() && store::access::count(store, JOB, &opening).await? >= MOST_STATEMENTS {
        opening.document.clear();
        if store::access::is_noted(store, JOB, &opening).await? {
            return Ok(());
        }
    }
    let context = context.clone();
    let noting = async move {
        let tx = context.store().begin().await?;
        store::access::note(&tx, JOB, &opening).await?;
        Ok::<(), Error>(tx.commit().await?)
    };
    match channel {
        Channel::Page => note_beside(noting).await,
        Channel::File => noting.await?,
    }
    Ok(())
}

/// What was opened, newest first; `before` is where the page before ended.
///
/// # Errors
/// `NotAllowed` for all but owners, `Malformed` for a place that is none.
pub async fn page(context: &Context, actor: &Actor, before: &str) -> Result<AccessPage, Error> {
    let granted = actor.grant::<ManageAccount>()?;
    let before: Option<Uuid> = match before {
        "" => None,
        place => Some(place.parse().map_err(|_| Refusal::field(Code::Malformed, "before"))?),
    };
    let wall = |instant| context.wall(instant, &actor.time_zone);
    let mut found = store::access::list(context.store(), &granted, before, PAGE + 1).await?;
    let more = found.len() > usize::from(PAGE);
    found.truncate(usize::from(PAGE));
    Ok(AccessPage {
        next: found.last().filter(|_| more).map(|last| last.id.to_string()),
        lines: found
            .into_iter()
            .map(|opened| AccessLine {
                at: wall(opened.at),
                by: if opened.staff { first_name(&opened.name) } else { opened.name },
                by_vendor: opened.staff,
                kind: opened.kind,
                document: opened.document,
                channel: opened.channel,
            })
            .collect(),
        kept_days: KEPT_DAYS,
        now: wall(context.now()),
    })
}
