//! Writing a case: what one has to know to write, and the one transaction that keeps it.

use domain::{
    cases::{
        About, CaseRules, CaseStep, Draft, Impact, Kind, LONGEST_SUBJECT, Level, MOST_TAGS, Mailbox, NeededBy, Remedy,
        Stage, TagRule, Took, Writing, nearest, tag, urgency,
    },
    ids::{CaseId, EntryId, MemberId},
    input,
    language::Language,
    permissions::{Actor, Granted, ReadOrders, WriteCases},
    promise::{Policy, Promise},
    refusal::{Code, Refusal},
    settings::Settings,
    shop::ShopFilter,
    time::Instant,
};
use store::{
    Tx,
    cases::{Answered, Head, NewCase, NewEntry},
    keys::{self, Claim},
};

use super::{
    clock, entry_text,
    files::{Upload, checked},
    staff,
    step::{self, ByMail, Move},
};
use crate::{Context, Error, limits, once, shop::Prices};

/// So long the customer's expectation may be.
const LONGEST_EXPECTED: usize = 500;
/// So many cases a member may write in a day.
const CASES_PER_DAY: i32 = 200;
/// Answers of so many days say how long one will take.
const ANSWERS_DAYS: i64 = 90;

/// What one has to know to write about an order or an article.
///
/// # Errors
/// When the database fails. What the address names and is not there is left out.
pub async fn writing(
    context: &Context,
    actor: &Actor,
    order: Option<i64>,
    article: Option<&str>,
) -> Result<Writing, Error> {
    let granted = actor.grant::<WriteCases>()?;
    let settings = context.settings();
    let now = context.now();
    let order = match order {
        Some(number) => owned_order(context, actor, number).await?,
        None => None,
    };
    let article = match article {
        Some(number) => article_named(context, actor, &granted, number).await?,
        None => None,
    };
    let kinds = settings.cases.offered();
    let hours = clock::open_hours(&settings, now.plus_days(-ANSWERS_DAYS), now);
    let mut answers = Vec::new();
    if settings.cases.shows_answer_times {
        for kind in &kinds {
            let found = store::cases::answers(context.store(), *kind, now.plus_days(-ANSWERS_DAYS)).await?;
            let hour = |instant| u16::from(context.wall(instant, &settings.vendor.time_zone).hour_minute().0);
            let took = |case: &Answered| Took {
                level: case.level,
                hour: hour(case.opened),
                minutes: case.took.unwrap_or_else(|| hours.between(case.opened, now) / 60_000),
                is_answered: case.took.is_some(),
            };
            let measured: Vec<Took> = found.iter().map(took).collect();
            for level in Level::ALL {
                answers.extend(nearest(&measured, *level, hour(now)).map(|times| (*kind, *level, times)));
            }
        }
    }
    let all = kinds.iter().flat_map(|kind| Level::ALL.iter().map(move |level| (*kind, *level)));
    let promised = all
        .map(|(kind, level)| {
            let minutes = i64::from(settings.cases.policy(kind, level).first_answer);
            let due = hours.after(now, minutes * 60_000).or_else(|| clock::after(&settings, now, minutes * 60_000));
            (kind, level, due.map(|due| context.wall(due, &actor.time_zone)))
        })
        .collect();
    let name =
        |tag: &TagRule| (tag.code.clone(), tag.names.pick(actor.language, settings.vendor.language).0.to_owned());
    Ok(Writing {
        about: About { order, article },
        kinds,
        tags: settings.cases.tags.iter().map(name).collect(),
        answers,
        is_measured: settings.cases.shows_answer_times,
        promised,
        now: context.wall(now, &actor.time_zone),
    })
}

/// By when the first answer to what is written now is promised.
pub(crate) fn answer_by(context: &Context, kind: Kind, level: Level) -> Option<Instant> {
    let (settings, now) = (context.settings(), context.now());
    let minutes = i64::from(settings.cases.policy(kind, level).first_answer);
    clock::after(&settings, now, minutes * 60_000)
}

/// Keeps a case. The same key keeps one, and gives its number again.
///
/// # Errors
/// `Missing`, `TooLong`, `Malformed`, also for a kind that is not offered, `TooMuch` for too many tags, `NotFound` for an order or article that is not there,
/// each on its field; `KeyReused`.
pub async fn open(context: &Context, actor: &Actor, draft: &Draft) -> Result<i64, Error> {
    open_with(context, actor, draft, Vec::new()).await
}

/// The same, with photos and documents.
///
/// # Errors
/// Those of [`open`]; `TooMuch` for too many files, `FileTooLarge`, `FileKind`.
pub async fn open_with(context: &Context, actor: &Actor, draft: &Draft, uploads: Vec<Upload>) -> Result<i64, Error> {
    let granted = actor.grant::<WriteCases>()?;
    let words = serde_json::to_vec(draft).unwrap_or_default();
    let mut parts: Vec<&[u8]> = vec![&words];
    parts.extend(uploads.iter().map(|upload| upload.content.as_slice()).filter(|content| !content.is_empty()));
    let asked = once::asked("cases/open", actor.member, &parts);
    if let Some(Claim::Done(made)) = keys::find(context.store(), &granted, draft.key, &asked).await? {
        return made_number(context.store(), &granted, CaseId(made)).await;
    }
    let said = said(draft, &context.settings().cases)?;
    let files = checked(uploads)?;
    let order = match draft.order.trim() {
        "" => None,
        typed => {
            let number = typed.parse().map_err(|_| Refusal::field(Code::Malformed, "order"))?;
            let owned = owned_order(context, actor, number).await?;
            Some(owned.ok_or_else(|| Refusal::field(Code::NotFound, "order"))?)
        }
    };
    let article = match draft.article.trim() {
        "" => None,
        typed => {
            let found = article_named(context, actor, &granted, typed).await?;
            Some(found.ok_or_else(|| Refusal::field(Code::Article, "article"))?.0)
        }
    };
    let id = CaseId(store::new_id());
    let now = context.now();
    let entry = EntryId(store::new_id());
    let beginning = Beginning { said, order, article, entry, assign: None, by_mail: None, came: None };
    let assignee = assignee(context, context.store(), &beginning, actor.language).await?;
    let tx = context.store().begin().await?;
    if let Some(made) = once::made(keys::claim(&tx, &granted, draft.key, &asked, id.0, now).await?)? {
        return made_number(&tx, &granted, CaseId(made)).await;
    }
    count_today(context, &tx, actor, now).await?;
    let head = begin(context, &tx, actor, &granted, id, beginning, assignee).await?;
    store::cases::add_files(&tx, &head, entry, files).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(head.number)
}

/// Counts one more case that a member writes. Each is mailed to people: a script that has somebody's session must not fill
/// their mailboxes.
///
/// # Errors
/// `TooMany` for today.
pub(crate) async fn count_today(context: &Context, tx: &Tx, actor: &Actor, now: Instant) -> Result<(), Error> {
    if limits::count(tx, &format!("cases/{}", actor.member), limits::DAY, now).await? > CASES_PER_DAY {
        return Err(limits::too_many(context, actor.language, &actor.time_zone, limits::DAY, now));
    }
    Ok(())
}

/// A case that is about to begin, on the web or by mail.
pub(crate) struct Beginning {
    said: Said,
    order: Option<i64>,
    article: Option<String>,
    pub entry: EntryId,
    /// The address to which its mail was sent gives it to the person with this one.
    assign: Option<String>,
    by_mail: Option<ByMail>,
    came: Option<Came>,
}

/// When something came that becomes a case only now, and by which rules its sender was promised to hear.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Came {
    pub at: Instant,
    pub policy: Policy,
}

/// What a mail asks for, as far as anybody can tell where the vendor says nothing of the address that it was sent to; and how
/// urgently: nobody was asked, so it is neither in no hurry nor in any great one.
const OF_MAIL: (Kind, Impact, NeededBy) = (Kind::Question, Impact::None, NeededBy::ThisWeek);

/// What is promised to who writes a mail to these addresses.
pub(crate) fn mail_policy(settings: &Settings, to: &[String]) -> Policy {
    let (kind, impact, needed) = OF_MAIL;
    let (rules, urgency) = (&settings.cases, urgency(impact, needed));
    rules.mailbox(to).map_or_else(
        || rules.policy(kind, urgency),
        |mailbox| rules.policy(mailbox.kind, rules.first_priority(&mailbox.tags, urgency)),
    )
}

impl Beginning {
    /// What a mail says that was sent to one of the vendor's addresses, or to none. `came` is where it has waited for a
    /// person.
    pub(crate) fn of_mail(
        mailbox: Option<&Mailbox>,
        subject: String,
        text: String,
        mail: ByMail,
        came: Option<Came>,
    ) -> Self {
        let (usual, impact, needed) = OF_MAIL;
        let kind = mailbox.map_or(usual, |mailbox| mailbox.kind);
        let tags = mailbox.map(|mailbox| mailbox.tags.clone()).unwrap_or_default();
        let said = Said { kind, subject, text, impact, needed, remedy: None, expected: None, tags };
        let entry = EntryId(store::new_id());
        let assign = mailbox.and_then(|mailbox| mailbox.assign.clone());
        Self { said, order: None, article: None, entry, assign, by_mail: Some(mail), came }
    }

    /// What somebody does not agree with on an invoice is a complaint, whether or not the vendor lets one choose that. How
    /// urgent it is nobody was asked, as with a mail.
    ///
    /// # Errors
    /// `Missing` and `TooLong` for the text, `Malformed` for the remedy.
    pub(crate) fn of_dispute(
        subject: String,
        (text, remedy): (&str, &str),
        order: Option<i64>,
        article: Option<String>,
    ) -> Result<Self, Refusal> {
        let (_, impact, needed) = OF_MAIL;
        let said = Said {
            kind: Kind::Complaint,
            subject,
            text: entry_text(text)?,
            impact,
            needed,
            remedy: choice("remedy", remedy, Remedy::parse)?,
            expected: None,
            tags: Vec::new(),
        };
        let entry = EntryId(store::new_id());
        Ok(Self { said, order, article, entry, assign: None, by_mail: None, came: None })
    }
}

/// Who has a case from the beginning, by the vendor's rules: whom the address of its mail gives it to, as long as they are let
/// in; else, of those whom the rules name, whoever has the fewest.
///
/// # Errors
/// When the database fails.
pub(crate) async fn assignee(
    context: &Context,
    db: &impl store::Db,
    beginning: &Beginning,
    language: Language,
) -> Result<Option<(MemberId, String)>, Error> {
    let of_address = store::cases::least_loaded(db, staff::ROUTING, beginning.assign.as_slice()).await?;
    if of_address.is_some() {
        return Ok(of_address);
    }
    let settings = context.settings();
    let among = settings.cases.assignees(&beginning.said.tags, beginning.said.kind, language);
    Ok(store::cases::least_loaded(db, staff::ROUTING, among).await?)
}

/// Writes a case and its first step, in a transaction that has begun.
///
/// # Errors
/// When the database fails.
pub(crate) async fn begin(
    context: &Context,
    tx: &Tx,
    actor: &Actor,
    granted: &Granted<WriteCases>,
    id: CaseId,
    beginning: Beginning,
    assignee: Option<(MemberId, String)>,
) -> Result<Head, Error> {
    let Beginning { said, order, article, entry, by_mail, came, .. } = beginning;
    let settings = context.settings();
    let urgency = urgency(said.impact, said.needed);
    let rules = said.rules(&settings);
    let priority = settings.cases.first_priority(&said.tags, urgency);
    let raised_by = rules.iter().find(|rule| priority > urgency && rule.priority == Some(priority));
    let priority_reason = raised_by.map(|rule| rule.names.pick(actor.language, settings.vendor.language).0.to_owned());
    // Held before the case refers to it: two cases of one account would wait for each other.
    store::accounts::lock(tx, granted).await?;
    let now = context.now();
    let number = tx.next_case_number().await?;
    let case = NewCase {
        id,
        number,
        kind: said.kind,
        subject: said.subject.clone(),
        impact: said.impact,
        needed: said.needed,
        urgency,
        priority,
        priority_reason,
        remedy: said.remedy,
        expected: said.expected.clone(),
        order,
        article,
        assignee: assignee.as_ref().map(|(member, _)| *member),
    };
    store::cases::insert(tx, granted, &case, came.map_or(now, |came| came.at)).await?;
    store::cases::set_tags(tx, granted.account(), id, &said.tags).await?;
    let head = store::cases::lock(tx, granted, number).await?.ok_or(Code::NotFound)?;
    let entry = NewEntry {
        id: entry,
        member: actor.member,
        by_vendor: false,
        text: said.text,
        language: actor.language,
        proposal: None,
    };
    let notify = rules.iter().flat_map(|rule| rule.notify.iter().cloned()).collect();
    let opened = Move { text: said.subject, entry: Some(entry), notify, by_mail, came, ..Move::of(CaseStep::Opened) };
    step::make(context, tx, &head, actor.member, opened, now).await?;
    let head = store::cases::lock(tx, granted, number).await?.ok_or(Code::NotFound)?;
    let Some((member, name)) = assignee else { return Ok(head) };
    // A rule has given it to somebody: a person has it from the beginning.
    let taken = Move { text: step::first_name(&name), ..Move::of(CaseStep::Taken) };
    step::make(context, tx, &head, member, taken, now).await?;
    Ok(store::cases::lock(tx, granted, number).await?.ok_or(Code::NotFound)?)
}

/// The number of a case that a key has made.
///
/// # Errors
/// When the database fails.
pub(crate) async fn made_number(db: &impl store::Db, granted: &Granted<WriteCases>, id: CaseId) -> Result<i64, Error> {
    Ok(store::cases::number_of(db, granted, id).await?.ok_or(Code::NotFound)?)
}

/// What a draft says, checked.
struct Said {
    kind: Kind,
    subject: String,
    text: String,
    impact: Impact,
    needed: NeededBy,
    remedy: Option<Remedy>,
    expected: Option<String>,
    tags: Vec<String>,
}

impl Said {
    fn rules<'a>(&self, settings: &'a Settings) -> Vec<&'a TagRule> {
        self.tags.iter().filter_map(|tag| settings.cases.tag(tag)).collect()
    }
}

fn said(draft: &Draft, rules: &CaseRules) -> Result<Said, Refusal> {
    let offered = |typed: &str| Kind::parse(typed).filter(|kind| rules.offers(*kind));
    let kind = choice("kind", &draft.kind, offered)?.ok_or_else(|| Refusal::field(Code::Missing, "kind"))?;
    let subject = input::required("subject", &draft.subject, LONGEST_SUBJECT)?;
    let text = entry_text(&draft.text)?;
    // Who answers neither question is in no hurry.
    let impact = choice("impact", &draft.impact, Impact::parse)?.unwrap_or(Impact::None);
    let needed = choice("needed", &draft.needed, NeededBy::parse)?.unwrap_or(NeededBy::NoHurry);
    let remedy = choice("remedy", &draft.remedy, Remedy::parse)?.filter(|_| kind == Kind::Complaint);
    let expected = input::line("expected", &draft.expected, LONGEST_EXPECTED)?;
    let typed = input::line("tags", &draft.tags, LONGEST_EXPECTED)?.unwrap_or_default();
    let all = draft.ticked.iter().map(String::as_str).chain(typed.split(','));
    let mut tags: Vec<String> = all.filter_map(tag).collect();
    tags.sort_unstable();
    tags.dedup();
    if tags.len() > MOST_TAGS {
        return Err(Refusal::field(Code::TooMuch, "tags").with(MOST_TAGS));
    }
    Ok(Said { kind, subject, text, impact, needed, remedy, expected, tags })
}

/// One of a list, or nothing.
fn choice<T>(field: &str, typed: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        typed => parse(typed).map(Some).ok_or_else(|| Refusal::field(Code::Malformed, field)),
    }
}

/// The order's number, when it is the account's.
async fn owned_order(context: &Context, actor: &Actor, number: i64) -> Result<Option<i64>, Error> {
    let granted = actor.grant::<ReadOrders>()?;
    Ok(store::orders::exists(context.store(), &granted, number).await?.then_some(number))
}

/// The article's number and name, when it is sold to the account.
async fn article_named(
    context: &Context,
    actor: &Actor,
    granted: &Granted<WriteCases>,
    number: &str,
) -> Result<Option<(String, String)>, Error> {
    let account = store::accounts::find(context.store(), granted).await?;
    let prices = Prices {
        list: account.price_list.clone(),
        currency: account.currency,
        mode: account.price_mode,
        account: Some(account.id),
    };
    let numbers = [number.trim().to_uppercase()];
    let found =
        store::catalogue::by_numbers(context.store(), &numbers, &ShopFilter::default(), prices.audience()).await?;
    let vendor: Language = context.settings().vendor.language;
    Ok(found.into_iter().next().map(|article| {
        let name = crate::shop::full_name(&article, actor.language, vendor);
        (article.number, name)
    }))
}

/// The promise that a card speaks of: none once it is closed.
pub(super) const fn speaks_of(stage: Stage, due: Option<(Promise, Instant)>) -> Option<(Promise, Instant)> {
    match stage {
        Stage::Closed => None,
        _ => due,
    }
}
