//! The desk's inbox: cases, and among them the mails that nobody has put into one yet.

use domain::{
    cases::{CaseFilter, Inbox},
    permissions::{Actor, AnswerCases},
    time::Instant,
};
use store::{cases::Head, post::Mail};
use uuid::Uuid;

use super::{PAGE, pages};
use crate::{Context, Error, post};

/// A page of the queue: what is promised next comes first. The mails that wait for a person's word stand among the cases of the
/// same time: somebody waits behind them, too. Where all cases are looked through by words, which come newest first, the mails
/// that have them are before the first page of cases.
///
/// # Errors
/// `NotFound` for customers.
pub async fn desk_list(context: &Context, actor: &Actor, filter: &CaseFilter) -> Result<Inbox, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let store = context.store();
    let place = filter.after.as_deref().and_then(Place::parse);
    // Behind a mail come all cases of its moment.
    let after = place.map(|place| match place {
        Place::Case(due, number) => format!("{due}-{number}"),
        Place::Mail(due, _) => format!("{due}-0"),
    });
    let mut heads = store::cases::list_any(store, &granted, &CaseFilter { after, ..filter.clone() }, PAGE + 1).await?;
    let (words, shown) = (words(filter), shown(filter));
    let mut mails = match shown {
        Shown::Among => store::post::queue(store, &granted, &words, place.map(Place::behind_mails), PAGE + 1).await?,
        Shown::Before | Shown::Not => Vec::new(),
    };
    let before = match shown {
        Shown::Before if place.is_none() => store::post::queue(store, &granted, &words, None, PAGE).await?,
        _ => Vec::new(),
    };
    let mut places: Vec<Place> = heads.iter().map(Place::of_case).collect();
    places.extend(mails.iter().map(Place::of_mail));
    // Both come in their order, which is this one only where mails are shown.
    if !mails.is_empty() {
        places.sort_unstable_by_key(|place| place.order());
    }
    let more = places.len() > usize::from(PAGE);
    places.truncate(usize::from(PAGE));
    heads.truncate(places.iter().filter(|place| matches!(place, Place::Case(..))).count());
    mails.truncate(places.iter().filter(|place| matches!(place, Place::Mail(..))).count());
    Ok(Inbox {
        cases: heads.iter().map(|head| pages::card(context, actor, head, true)).collect(),
        mails_first: !before.is_empty(),
        mails: before
            .into_iter()
            .chain(mails)
            .map(|mail| post::desk::at_desk(context, actor, mail, Vec::new()))
            .collect(),
        waiting: store::post::waiting_count(store, &granted).await?,
        next: places.last().filter(|_| more).map(Place::text),
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// Where the mails stand that wait for a person's word.
#[derive(Clone, Copy)]
enum Shown {
    Not,
    Among,
    Before,
}

/// Nobody has a mail that is in no case, and it is of no kind and has no tag.
fn shown(filter: &CaseFilter) -> Shown {
    let is_plain = filter.kind.is_none() && filter.tag.is_none();
    match (is_search(filter), filter.queue.as_deref()) {
        _ if !is_plain => Shown::Not,
        // Nothing is left of what was typed.
        (true, _) if words(filter).is_empty() => Shown::Not,
        (_, Some("open" | "unassigned")) => Shown::Among,
        (true, Some("all") | None) => Shown::Before,
        _ => Shown::Not,
    }
}

fn is_search(filter: &CaseFilter) -> bool {
    filter.search.as_deref().is_some_and(|search| !search.trim().is_empty())
}

fn words(filter: &CaseFilter) -> Vec<String> {
    store::text::words(filter.search.as_deref().unwrap_or_default())
}

fn moment(due: Option<Instant>) -> i64 {
    due.map_or(i64::MAX, Instant::millis)
}

/// The place of a row in the queue: its moment, and which it is of those with the same.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Mail(i64, Uuid),
    Case(i64, i64),
}

impl Place {
    fn of_case(head: &Head) -> Self {
        Self::Case(moment(head.due.map(|(_, due)| due)), head.number)
    }

    pub(crate) fn of_mail(mail: &Mail) -> Self {
        Self::Mail(moment(mail.due), mail.id.0)
    }

    /// The last mail that comes before what is behind this place.
    pub(crate) const fn behind_mails(self) -> (i64, Uuid) {
        match self {
            Self::Case(due, _) => (due, Uuid::max()),
            Self::Mail(due, id) => (due, id),
        }
    }

    /// As an address has it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Mail(due, id) => format!("{due}-m{}", id.simple()),
            Self::Case(due, number) => format!("{due}-{number}"),
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (due, which) = text.split_once('-')?;
        let due = due.parse().ok()?;
        match which.strip_prefix('m') {
            Some(id) => Some(Self::Mail(due, id.parse().ok()?)),
            None => Some(Self::Case(due, which.parse().ok()?)),
        }
    }

    /// The mail first, as [`Inbox::rows`] has it.
    fn order(&self) -> (i64, bool, i64, Uuid) {
        match self {
            Self::Mail(due, id) => (*due, false, 0, *id),
            Self::Case(due, number) => (*due, true, *number, Uuid::nil()),
        }
    }
}
