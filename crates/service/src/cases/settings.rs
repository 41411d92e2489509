//! How the vendor answers: hours, days, promises, tags, who gets what, kinds, addresses for mail, who is above. Each change is
//! a new version of the rules, kept with before and after; what was promised under the old ones stays as it was promised.

mod above;
mod kinds;
mod mailboxes;

use domain::{
    cases::{
        AssignRow, AssignRule, CaseRules, CaseSettings, Kind, Level, MOST_RULES, PolicyRow, PolicyRule, SettingChange,
        TagRow, TagRule, minutes, spans, tag,
    },
    holidays::Country,
    ical, input,
    language::{Language, Texts},
    permissions::{Actor, AnswerCases, ChangeSettings},
    promise::Policy,
    refusal::{Code, Refusal},
    settings::Settings,
    time::{Date, Instant},
};

use super::difference::differences;
use crate::{Context, Error};

pub use above::set_above;
pub use kinds::set_kinds;
pub use mailboxes::set_mailboxes;

/// So many days ahead the page shows on which of them nobody answers.
const SHOWN_DAYS: i32 = 400;
const SHOWN_CHANGES: u16 = 10;
/// A calendar file of more than this is none of holidays.
const LARGEST_CALENDAR: usize = 256 * 1024;
const LONGEST_NAME: usize = 40;
const LONGEST_LINE: usize = 500;
/// An answer to a question does not wait for more days than these.
const LONGEST_LAPSE: u16 = 365;
const MOST_ADDRESSES: usize = 20;

/// The rules as the page of settings shows them.
///
/// # Errors
/// `NotFound` for customers, `NotAllowed`.
pub async fn case_settings(context: &Context, actor: &Actor) -> Result<CaseSettings, Error> {
    let granted = actor.grant_staff::<ChangeSettings>()?;
    let store = context.store();
    let settings = context.settings();
    let today = context.vendor_today();
    let wall = |at| context.wall(at, &actor.time_zone);
    let last = today.plus_days(SHOWN_DAYS);
    let own = settings.calendar.holidays.iter().copied().filter(|day| (today..=last).contains(day));
    let mut closed: Vec<Date> = settings.cases.closed_between(today, last).into_iter().chain(own).collect();
    closed.sort_unstable();
    closed.dedup();
    let changes = store::settings::changes(store, &granted, SHOWN_CHANGES).await?;
    Ok(CaseSettings {
        rules: settings.cases.clone(),
        people: store::cases::addresses(store, &actor.grant_staff::<AnswerCases>()?).await?,
        closed,
        changes: changes
            .into_iter()
            .map(|change| SettingChange {
                differences: differences(&change.old_value, &change.new_value),
                section: change.section,
                by: change.by_name,
                at: wall(Instant::from_millis(change.at)),
            })
            .collect(),
        now: wall(context.now()),
    })
}

/// When somebody answers, Monday first; after how many days an answer that nobody contests closes a question; and where
/// customers see how long answers take: while they write, and on a page of its own.
///
/// # Errors
/// `NotAllowed`, `Stale`, `Malformed` on `hours[0]` to `hours[6]` or `lapse`, `Missing` without an hour a week.
pub async fn set_hours(
    context: &Context,
    actor: &Actor,
    version: i32,
    hours: &[String],
    lapse: &str,
    (shows_times, publishes_times): (bool, bool),
) -> Result<(), Error> {
    actor.grant_staff::<ChangeSettings>()?;
    let mut week: [Vec<(u16, u16)>; 7] = std::array::from_fn(|_| Vec::new());
    for (day, (spans_of, typed)) in week.iter_mut().zip(hours).enumerate() {
        let field = format!("hours[{day}]");
        let typed = input::line(&field, typed, LONGEST_LINE)?.unwrap_or_default();
        *spans_of = spans(&typed).ok_or_else(|| Refusal::field(Code::Malformed, &field))?;
    }
    // Who never answers can promise nothing; within less than an hour a week no promise would have an end.
    let open: u16 = week.iter().flatten().map(|(begin, end)| end - begin).sum();
    if open < 60 {
        return Err(Refusal::field(Code::Missing, "hours[0]").into());
    }
    let lapse = lapse.trim().parse::<u16>().ok().filter(|days| (1..=LONGEST_LAPSE).contains(days));
    let lapse_days = lapse.ok_or_else(|| Refusal::field(Code::Malformed, "lapse"))?;
    let change = |rules: CaseRules| CaseRules {
        hours: week,
        lapse_days,
        shows_answer_times: shows_times,
        publishes_answer_times: publishes_times,
        ..rules
    };
    change_rules(context, actor, version, "hours", change).await
}

/// The days on which nobody answers: the holidays of countries, those of a list, and those of a calendar file, which are
/// added to the list.
///
/// # Errors
/// `NotAllowed`, `Stale`; `Malformed` on `countries` or `days`, `TooMuch` on `days`, `File` on `calendar`.
pub async fn set_days(
    context: &Context,
    actor: &Actor,
    version: i32,
    countries: &[String],
    days: &str,
    calendar: &str,
) -> Result<(), Error> {
    actor.grant_staff::<ChangeSettings>()?;
    let countries: Option<Vec<Country>> = countries.iter().map(|code| Country::parse(code)).collect();
    let mut countries = countries.ok_or_else(|| Refusal::field(Code::Malformed, "countries"))?;
    countries.sort_unstable();
    countries.dedup();
    let typed = days.split(|sign: char| sign.is_whitespace() || sign == ',').filter(|part| !part.is_empty());
    let typed: Option<Vec<Date>> = typed.map(Date::parse_iso).collect();
    let mut days = typed.ok_or_else(|| Refusal::field(Code::Malformed, "days"))?;
    if !calendar.trim().is_empty() {
        let read = Some(calendar).filter(|file| file.len() <= LARGEST_CALENDAR).and_then(ical::days);
        days.extend(read.ok_or_else(|| Refusal::field(Code::File, "calendar"))?);
    }
    days.sort_unstable();
    days.dedup();
    if days.len() > ical::MOST_DAYS {
        return Err(Refusal::field(Code::TooMuch, "days").with(ical::MOST_DAYS).into());
    }
    let change = |rules: CaseRules| CaseRules { countries, closed_days: days, ..rules };
    change_rules(context, actor, version, "days", change).await
}

/// What is promised to which cases, in working time. A row without any time is left out.
///
/// # Errors
/// `NotAllowed`, `Stale`, `TooMuch`; `Malformed` on `rows[…][…]`.
pub async fn set_promises(context: &Context, actor: &Actor, version: i32, rows: &[PolicyRow]) -> Result<(), Error> {
    actor.grant_staff::<ChangeSettings>()?;
    few(rows)?;
    let mut policies = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        if [&row.first, &row.next, &row.resolution].iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        let time = |name: &str, typed: &str| {
            minutes(typed).filter(|minutes| *minutes > 0).ok_or_else(|| wrong(Code::Malformed, place, name))
        };
        policies.push(PolicyRule {
            kind: choice(place, "kind", &row.kind, Kind::parse)?,
            priority: choice(place, "priority", &row.priority, Level::parse)?,
            policy: Policy {
                first_answer: time("first", &row.first)?,
                next_update: time("next", &row.next)?,
                resolution: time("resolution", &row.resolution)?,
            },
        });
    }
    change_rules(context, actor, version, "promises", |rules| CaseRules { policies, ..rules }).await
}

/// The tags that customers choose from, and what they do. A row without a code is left out.
///
/// # Errors
/// `NotAllowed`, `Stale`, `TooMuch`; `Malformed`, `TooLong`, `Email` or `NotFound` on `rows[…][…]`.
pub async fn set_tags(context: &Context, actor: &Actor, version: i32, rows: &[TagRow]) -> Result<(), Error> {
    let people = people(context, actor).await?;
    few(rows)?;
    let mut tags: Vec<TagRule> = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| !row.code.trim().is_empty()) {
        let code = tag(&row.code).filter(|code| tags.iter().all(|other| other.code != *code));
        let assign = one_of(&people, place, &row.assign)?;
        tags.push(TagRule {
            code: code.ok_or_else(|| wrong(Code::Malformed, place, "code"))?,
            names: names(place, row)?,
            priority: choice(place, "priority", &row.priority, Level::parse)?,
            assign,
            notify: addresses(place, &row.notify)?,
        });
    }
    change_rules(context, actor, version, "tags", |rules| CaseRules { tags, ..rules }).await
}

/// Who gets new cases that no tag gives to anybody. A row without people is left out.
///
/// # Errors
/// `NotAllowed`, `Stale`, `TooMuch`; `Malformed` or `NotFound` on `rows[…][…]`.
pub async fn set_assignment(context: &Context, actor: &Actor, version: i32, rows: &[AssignRow]) -> Result<(), Error> {
    let people = people(context, actor).await?;
    few(rows)?;
    let mut assignment = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| !row.to.trim().is_empty()) {
        let to: Option<Vec<String>> = parts(&row.to).map(|email| person(&people, email)).collect();
        let to = to.filter(|to| to.len() <= MOST_ADDRESSES);
        assignment.push(AssignRule {
            tag: tag(&row.tag),
            kind: choice(place, "kind", &row.kind, Kind::parse)?,
            language: choice(place, "language", &row.language, Language::parse)?,
            to: to.ok_or_else(|| wrong(Code::NotFound, place, "to"))?,
        });
    }
    change_rules(context, actor, version, "assignment", |rules| CaseRules { assignment, ..rules }).await
}

/// One change of the rules, of the version that was seen.
async fn change_rules(
    context: &Context,
    actor: &Actor,
    version: i32,
    section: &str,
    change: impl FnOnce(CaseRules) -> CaseRules,
) -> Result<(), Error> {
    let granted = actor.grant_staff::<ChangeSettings>()?;
    let tx = context.store().begin().await?;
    let old = store::settings::lock(&tx, &granted).await?.ok_or(Code::NotFound)?;
    if old.cases.version != version {
        return Err(Code::Stale.into());
    }
    let cases = CaseRules { version: version + 1, ..change(old.cases.clone()) };
    let new = Settings { cases, ..old.clone() };
    store::settings::change(&tx, &granted, section, (&old, &new), context.now()).await?;
    tx.commit().await?;
    context.reload_settings().await
}

async fn people(context: &Context, actor: &Actor) -> Result<Vec<(String, String)>, Error> {
    actor.grant_staff::<ChangeSettings>()?;
    Ok(store::cases::addresses(context.store(), &actor.grant_staff::<AnswerCases>()?).await?)
}

fn person(people: &[(String, String)], email: &str) -> Option<String> {
    let email = email.trim().to_lowercase();
    people.iter().any(|(known, _)| *known == email).then_some(email)
}

/// Who gets a case, as a row has it.
fn one_of(people: &[(String, String)], place: usize, typed: &str) -> Result<Option<String>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        email => person(people, email).map(Some).ok_or_else(|| wrong(Code::NotFound, place, "assign")),
    }
}

fn few<T>(rows: &[T]) -> Result<(), Refusal> {
    if rows.len() > MOST_RULES + 1 { Err(Refusal::of(Code::TooMuch).with(MOST_RULES)) } else { Ok(()) }
}

fn wrong(code: Code, place: usize, name: &str) -> Refusal {
    Refusal::field(code, &format!("rows[{place}][{name}]"))
}

/// One of a list, or any.
fn choice<T>(place: usize, name: &str, typed: &str, parse: fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        typed => parse(typed).map(Some).ok_or_else(|| wrong(Code::Malformed, place, name)),
    }
}

/// What a row is called, in the order of [`Language::ALL`].
fn texts(place: usize, typed: [&String; 6]) -> Result<Texts, Refusal> {
    let mut texts = Texts::default();
    for (language, text) in Language::ALL.into_iter().zip(typed) {
        if let Some(text) = input::line(&format!("rows[{place}][{}]", language.code()), text, LONGEST_NAME)? {
            texts.0.insert(language, text);
        }
    }
    Ok(texts)
}

fn names(place: usize, row: &TagRow) -> Result<Texts, Refusal> {
    let mut texts = texts(place, [&row.en, &row.nl, &row.hu, &row.de, &row.es, &row.fr])?;
    // A tag that has no name is called by its code.
    if texts.0.is_empty() {
        texts.0.insert(Language::En, row.code.trim().to_owned());
    }
    Ok(texts)
}

fn parts(typed: &str) -> impl Iterator<Item = &str> {
    typed.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

fn addresses(place: usize, typed: &str) -> Result<Vec<String>, Refusal> {
    let all: Result<Vec<String>, Refusal> = parts(typed).map(input::email).collect();
    let all = all.map_err(|refusal| wrong(refusal.code, place, "notify"))?;
    if all.len() > MOST_ADDRESSES { Err(wrong(Code::TooMuch, place, "notify").with(MOST_ADDRESSES)) } else { Ok(all) }
}
