//! Root causes: what went wrong for many, found, told to all of them, and settled.

mod customer;
mod tell;

use domain::{
    causes::{
        Affected, AffectedAccount, CaseCause, CauseCard, CauseDraft, CauseList, CausePage, LONGEST_TEXT, LONGEST_TITLE,
        NoticeView, Reach,
    },
    ids::AccountId,
    input,
    permissions::{Actor, AnswerCases, StaffGranted, StaffRight},
    refusal::{Code, Refusal},
    time::{Date, Instant},
};
use store::{
    Db, Tx,
    causes::{Head, NewCause},
};

use crate::{Context, Error, cases, clock};

pub use customer::{notices, of_case};
pub use tell::{Tell, batch, pass, tell, tell_rest, work};

const PAGE: u16 = 30;
/// So many linked cases a cause's page shows.
const SHOWN: u16 = 50;

/// Open or closed causes, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context, actor: &Actor, is_closed: bool, before: Option<i64>) -> Result<CauseList, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let mut cards = store::causes::list(context.store(), &granted, is_closed, before, PAGE + 1).await?;
    let more = cards.len() > usize::from(PAGE);
    cards.truncate(usize::from(PAGE));
    let wall = |instant| context.wall(instant, &actor.time_zone);
    Ok(CauseList {
        next: cards.last().filter(|_| more).map(|card| card.number),
        causes: cards
            .into_iter()
            .map(|card| CauseCard {
                number: card.number,
                title: card.title,
                opened: wall(card.opened),
                closed: card.closed.map(wall),
                cases: card.cases,
                told: card.told,
            })
            .collect(),
        now: wall(context.now()),
    })
}

/// One cause, with how many it affects and what they were told.
///
/// # Errors
/// `NotFound`.
pub async fn page(context: &Context, actor: &Actor, number: i64) -> Result<CausePage, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let store = context.store();
    let head = store::causes::find(store, &granted, number).await?.ok_or(Code::NotFound)?;
    let counts = store::causes::counts(store, &granted, &head).await?;
    let languages = store::causes::languages(store, &granted, &head).await?;
    let linked = store::causes::cases_of(store, &granted, &head, SHOWN).await?;
    let wall = |instant| context.wall(instant, &actor.time_zone);
    let notices = store::causes::notices(store, &granted, &head).await?;
    Ok(CausePage {
        number: head.number,
        version: head.version,
        title: head.title,
        text: head.text,
        reach: head.reach,
        opened: wall(head.opened),
        by: head.by,
        closed: head.closed.map(wall),
        cases: linked.iter().map(|case| cases::card(context, actor, case, true)).collect(),
        accounts: counts.accounts,
        orders: counts.orders,
        untold: counts.untold,
        notices: notices
            .into_iter()
            .map(|notice| NoticeView {
                kind: notice.kind,
                words: notice.words,
                by: notice.by_name,
                at: wall(notice.at),
                told: notice.told,
                done: notice.done.is_some(),
            })
            .collect(),
        languages,
        may_tell: actor.staff.is_some_and(|role| role.has(StaffRight::TellCustomers)),
        now: wall(context.now()),
    })
}

/// The accounts that a cause affects, page by page.
///
/// # Errors
/// `NotFound`; `Malformed` for a page that is none.
pub async fn affected(context: &Context, actor: &Actor, number: i64, after: Option<&str>) -> Result<Affected, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let head = store::causes::find(context.store(), &granted, number).await?.ok_or(Code::NotFound)?;
    let after = match after {
        Some(after) => Some(after.parse::<AccountId>().map_err(|_| Refusal::field(Code::Malformed, "after"))?),
        None => None,
    };
    let mut rows = store::causes::affected(context.store(), &granted, &head, after, PAGE + 1).await?;
    let more = rows.len() > usize::from(PAGE);
    rows.truncate(usize::from(PAGE));
    let wall = |instant| context.wall(instant, &actor.time_zone);
    Ok(Affected {
        next: rows.last().filter(|_| more).map(|row| row.id.to_string()),
        accounts: rows
            .into_iter()
            .map(|row| AffectedAccount {
                number: row.number,
                name: row.name,
                orders: row.orders,
                order: row.order,
                cases: row.cases,
                told: row.told.map(wall),
            })
            .collect(),
        now: wall(context.now()),
    })
}

/// Writes a cause, or changes one. The same key makes one, and gives its number again.
///
/// # Errors
/// `NotFound`, `Stale`, `State` for a closed one; `Missing`, `TooLong`, `TooMuch`, `Malformed`, and `Article` for a number
/// that no article has, each on its field.
pub async fn save(context: &Context, actor: &Actor, draft: &CauseDraft) -> Result<i64, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let title = input::required("title", &draft.title, LONGEST_TITLE)?;
    let text = input::paragraph("text", &draft.text, LONGEST_TEXT)?.unwrap_or_default();
    let reach = Reach::parse(&draft.articles, &draft.from, &draft.until)?;
    let number = |field: &str, typed: &str| match typed.trim() {
        "" => Ok(None),
        typed => typed.parse::<i64>().map(Some).map_err(|_| Refusal::field(Code::Malformed, field)),
    };
    let (of, case) = (number("number", &draft.number)?, number("case", &draft.case)?);
    articles_exist(context.store(), &reach).await?;
    let zone = &context.settings().vendor.time_zone;
    let midnight = |day: Date| clock::at(day, 0, zone);
    let new = NewCause {
        title: &title,
        text: &text,
        reach: &reach,
        from: reach.from.map(midnight),
        until: reach.until.map(|day| midnight(day.plus_days(1))),
    };
    let tx = context.store().begin().await?;
    let number = match of {
        Some(number) => {
            let head = store::causes::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
            if head.closed.is_some() {
                return Err(Code::State.into());
            }
            if head.version != draft.version {
                return Err(Code::Stale.into());
            }
            store::causes::change(&tx, &granted, &head, new).await?;
            number
        }
        None => {
            if let Some(made) = store::causes::made_by(&tx, &granted, draft.key).await? {
                return Ok(made);
            }
            store::causes::insert(&tx, &granted, draft.key, new, context.now()).await?
        }
    };
    if let Some(case) = case {
        link_in(&tx, &granted, case, number, context.now()).await?;
    }
    tx.commit().await?;
    Ok(number)
}

async fn articles_exist(db: &impl Db, reach: &Reach) -> Result<(), Error> {
    let known = store::catalogue::known_numbers(db, &reach.articles).await?;
    match reach.articles.iter().find(|article| !known.contains(article)) {
        Some(unknown) => Err(Refusal::field(Code::Article, "articles").with(unknown).into()),
        None => Ok(()),
    }
}

/// Links a case to a cause, or takes it off; who has complained is told what all are told.
///
/// # Errors
/// `NotFound`, `State` for a closed cause.
pub async fn link(context: &Context, actor: &Actor, case: i64, cause: Option<i64>) -> Result<(), Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let tx = context.store().begin().await?;
    match cause {
        Some(cause) => link_in(&tx, &granted, case, cause, context.now()).await?,
        None => {
            let head = store::cases::lock_any(&tx, &granted, case).await?.ok_or(Code::NotFound)?;
            store::causes::unlink(&tx, &granted, &head).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn link_in(
    tx: &Tx,
    granted: &StaffGranted<AnswerCases>,
    case: i64,
    cause: i64,
    now: Instant,
) -> Result<(), Error> {
    // The cause and its notice before the account: so does whoever sends the notice, and neither waits for the other.
    let head: Head = store::causes::lock(tx, granted, cause).await?.ok_or(Code::NotFound)?;
    if head.closed.is_some() {
        return Err(Code::State.into());
    }
    store::causes::resume(tx, granted, &head).await?;
    let case = store::cases::lock_any(tx, granted, case).await?.ok_or(Code::NotFound)?;
    Ok(store::causes::link(tx, granted, &case, &head, now).await?)
}

/// The cause of a case, and those it could be linked to.
///
/// # Errors
/// `NotFound`.
pub async fn beside_case(context: &Context, actor: &Actor, case: i64) -> Result<CaseCause, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let head = store::cases::find_any(context.store(), &granted, case).await?.ok_or(Code::NotFound)?;
    Ok(CaseCause {
        linked: store::causes::of_case(context.store(), &granted, &head).await?,
        open: store::causes::linked(context.store(), &granted, SHOWN).await?,
    })
}
