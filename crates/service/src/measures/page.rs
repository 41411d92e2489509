//! The pages: the vendor's own, and that for customers.

use std::collections::HashMap;

use domain::{
    cases::Kind,
    language::Language,
    measures::{
        AnswerTimes, Complained, Complaint, Figures, Group, Line, Overview, Period, Range, RatedCase, Span, Unattached,
        WaitingCase, ranges,
    },
    permissions::{Actor, AnswerCases},
    promise::Promise,
    refusal::Code,
    time::Date,
};

use crate::{Context, Error, clock, entry::Visitor};

/// So many articles and causes are named.
const MOST_COMPLAINED: u16 = 10;
/// So many cases are named that wait, and so many that were rated.
const NAMED: u16 = 10;

type Sums = HashMap<(Group, String), Figures>;

/// The days of a period, today among them.
fn days(context: &Context, period: Period) -> (Date, Vec<Range>) {
    let last = context.vendor_today();
    let from = last.plus_days(1 - period.days());
    (from, ranges(from, last))
}

/// What was promised in a period, and what became of it.
///
/// # Errors
/// `NotFound` for customers.
pub async fn overview(context: &Context, actor: &Actor, period: &str) -> Result<Overview, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let store = context.store();
    let (from, ranges) = days(context, Period::parse(period));
    let sums = store::measures::sums(store, &ranges).await?;
    let whole = whole(&sums);
    let mut articles = Vec::new();
    for (number, count) in
        store::measures::complaints(store, &granted, Complaint::Article, &ranges, MOST_COMPLAINED).await?
    {
        let names = store::catalogue::names_of(store, &number).await?;
        let vendor = context.settings().vendor.language;
        let name = names.map(|names| names.pick(actor.language, vendor).0.to_owned()).unwrap_or_default();
        articles.push(Complained { number, name, count });
    }
    let mut causes = Vec::new();
    for (number, count) in
        store::measures::complaints(store, &granted, Complaint::Cause, &ranges, MOST_COMPLAINED).await?
    {
        let cause = match number.parse() {
            Ok(number) => store::causes::find(store, &granted, number).await?,
            Err(_) => None,
        };
        causes.push(Complained { number, name: cause.map(|cause| cause.title).unwrap_or_default(), count });
    }
    let since = clock::at(from, 0, &context.settings().vendor.time_zone);
    let waiting = store::measures::waiting(store, &granted, since, NAMED).await?;
    let rated = store::measures::rated(store, &granted, since, NAMED).await?;
    let (promised, overdue) = store::post::promised_count(store, &granted, context.now()).await?;
    Ok(Overview {
        promises: Promise::ALL.into_iter().map(|promise| whole.promises(promise)).collect(),
        ratings: whole.ratings(),
        articles,
        causes,
        rated: rated
            .into_iter()
            .map(|case| RatedCase { number: case.number, expected: case.expected, grade: case.satisfaction.into() })
            .collect(),
        waiting: waiting
            .into_iter()
            .map(|case| WaitingCase {
                number: case.number,
                subject: case.subject,
                account: case.account,
                opened: context.wall(case.opened, &actor.time_zone),
            })
            .collect(),
        unattached: Unattached { pending: promised - overdue, overdue },
        uncounted: store::measures::uncounted_count(store, &granted).await?,
        times: times(context, actor.language, &actor.time_zone, (Period::parse(period), from), &sums),
    })
}

/// How long answers took, for everybody, where the vendor shows it.
///
/// # Errors
/// `NotFound` where the vendor does not.
pub async fn answer_times(context: &Context, visitor: &Visitor, period: &str) -> Result<AnswerTimes, Error> {
    let settings = context.settings();
    if !settings.cases.publishes_answer_times {
        return Err(Code::NotFound.into());
    }
    let (from, ranges) = days(context, Period::parse(period));
    let sums = store::measures::sums(context.store(), &ranges).await?;
    let zone = visitor.actor.as_ref().map_or(settings.vendor.time_zone.as_str(), |actor| actor.time_zone.as_str());
    Ok(times(context, visitor.language, zone, (Period::parse(period), from), &sums))
}

/// All together: every case has one kind.
fn whole(sums: &Sums) -> Figures {
    let mut whole = Figures::default();
    for figures in sums.iter().filter(|((group, _), _)| *group == Group::Kind).map(|(_, figures)| figures) {
        whole.add(figures, 1);
    }
    whole
}

fn times(
    context: &Context,
    language: Language,
    zone: &str,
    (period, from): (Period, Date),
    sums: &Sums,
) -> AnswerTimes {
    let settings = context.settings();
    let none = Figures::default();
    let of = |group, code: &str| sums.get(&(group, code.to_owned())).unwrap_or(&none);
    let tags = settings.cases.tags.iter().map(|tag| {
        let name = tag.names.pick(language, settings.vendor.language).0;
        line(&tag.code, name, of(Group::Tag, &tag.code))
    });
    let hours = (0..24).map(|hour: u8| line(&hour.to_string(), "", of(Group::Hour, &hour.to_string())));
    AnswerTimes {
        period,
        from,
        now: context.wall(context.now(), zone),
        all: line("", "", &whole(sums)),
        kinds: Kind::ALL.iter().map(|kind| line(kind.code(), "", of(Group::Kind, kind.code()))).collect(),
        tags: tags.collect(),
        hours: hours.filter(|line| line.written > 0).collect(),
    }
}

fn line(code: &str, name: &str, figures: &Figures) -> Line {
    Line {
        code: code.to_owned(),
        name: name.to_owned(),
        written: figures.written(),
        first: figures.times(Span::First),
        solved: figures.times(Span::Solved),
    }
}
