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

/// A page of the queue: what is promised next comes first. Where nothing is looked for, the mails that wait for a person's
/// word stand among the cases of the same time: somebody waits behind them, too.
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
    let mut mails = if shows_mails(filter) {
        store::post::queue(store, &granted, place.map(Place::behind_mails), PAGE + 1).await?
    } else {
        Vec::new()
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
        mails: mails.into_iter().map(|mail| post::desk::at_desk(context, actor, mail, Vec::new())).collect(),
        waiting: store::post::waiting_count(store, &granted).await?,
        next: places.last().filter(|_| more).map(Place::text),
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// Nobody has a mail that is in no case, and it is of no kind and has no tag. Words are looked for in cases.
fn shows_mails(filter: &CaseFilter) -> bool {
    let is_plain = filter.kind.is_none() && filter.tag.is_none() && filter.search.is_none();
    is_plain && matches!(filter.queue.as_deref(), Some("open" | "unassigned"))
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
