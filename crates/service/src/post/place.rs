//! Where a mail goes: into a case, to the desk, or beside a case.

use domain::{
    cases::{CaseStep, LONGEST_ENTRY, LONGEST_SUBJECT, Stage},
    event::Event,
    i18n::I18n,
    ids::{AccountId, CaseId, EntryId, MemberId, OutboxId, SessionId},
    language::Language,
    permissions::{Actor, WriteCases},
    post::{
        self, Filing, Found, Held, Incoming, Known, LeftOut, Nature, PostState, REOPENING_DAYS, is_storm,
        may_auto_answer,
    },
    promise::Promise,
    time::Instant,
};
use store::{
    Tx,
    accounts::{Member, Membership},
    cases::{Head, NewEntry, NewFile},
    outbox::About,
    post::Facts,
};

use super::{JOB, filing::New, parse, thread, token, waiting};
use crate::{
    Context, Error,
    cases::{
        Upload,
        open::{self, Beginning, Came},
        sorted_out,
        step::{self, ByMail, LONGEST_WINDOW, Move},
    },
    entry, mails,
};

/// Files what somebody has written, or a machine.
pub(super) async fn letter(
    context: &Context,
    tx: &Tx,
    new: &New,
    mail: Incoming,
    nature: Nature,
    own: &[String],
    base: Facts,
) -> Result<Facts, Error> {
    let now = context.now();
    let from = mail.from.address.clone();
    let member = store::accounts::member_by_email(tx, JOB, &from).await?.filter(|member| !member.disabled);
    let is_staff = is_of_vendor(own, &from, member.as_ref());
    let places = match &member {
        Some(member) => store::accounts::memberships(tx, MemberId(member.id)).await?,
        None => Vec::new(),
    };
    let accounts: Vec<AccountId> = places.iter().map(|place| AccountId(place.account_id)).collect();
    let ids: Vec<String> = mail.in_reply_to.iter().chain(&mail.references).cloned().collect();
    let named = thread::named(context, tx, &mail).await?;
    let stored = store::post::stored_ids(tx, JOB, &accounts, &ids).await?;
    let secret = context.signing();
    // What answers a person's answer to a mail that waited goes where that mail went.
    let ours = |token: &str| token::verify(secret, token).or_else(|| thread::case_of(&named, secret, token));
    let found = post::find(&mail, &ours, &stored);
    let head = match found {
        Found::Case { number, .. } => going_on(tx, store::cases::lock_for(tx, JOB, number).await?).await?,
        Found::Several | Found::Nothing { .. } => None,
    };
    // A case that is gone is none.
    let found = match (found, &head) {
        (Found::Case { .. }, None) => Found::Nothing { hint: None },
        (Found::Case { by, .. }, Some(head)) => Found::Case { number: head.number, by },
        (found, _) => found,
    };
    if let Some(copy) = as_copy(tx, &mail, nature, &accounts, head.as_ref(), &base).await? {
        return Ok(copy);
    }
    let writer = match &head {
        Some(head) => store::post::is_on_case(tx, head, &from).await?,
        None => None,
    };
    let since = now.plus_minutes(-LONGEST_WINDOW);
    let recent = match &head {
        Some(head) => store::post::recent_of_case(tx, JOB, head, since).await?,
        None => store::post::recent_of_sender(tx, JOB, &from, new.id, since).await?,
    };
    let known = Known {
        is_on_case: writer.is_some(),
        accounts: places.len(),
        is_staff,
        verdict: base.verdict,
        is_storm: is_storm(&recent, now),
        reopenings: match &head {
            Some(head) if head.stage == Stage::Closed => reopenings(tx, head, now).await?,
            _ => 0,
        },
    };
    let hint = match found {
        Found::Nothing { hint } => hint,
        Found::Case { .. } | Found::Several => None,
    };
    let base = Facts { hint, ..base };
    // A reply goes to whom it came from; who that is when it says "answer to" somebody else, nobody knows.
    let may_answer = may_auto_answer(Some(&mail), &from, own, &recent, now).is_ok();
    let filing = post::file(nature, found, known);
    if let Some(joined) = thread::joined(context, tx, new, &mail, filing, &named, &base).await? {
        return Ok(joined);
    }
    match (filing, head) {
        (Filing::Entry(_), Some(head)) => {
            let (entry, left_out) = write_entry(
                context,
                tx,
                head.clone(),
                writer.unwrap_or(head.member),
                mail,
                may_answer,
                (Vec::new(), None),
            )
            .await?;
            Ok(in_case(base, PostState::Filed, &head, Some(entry), left_out))
        }
        (Filing::NewCase, _) => {
            let Some((member, place)) = member.as_ref().zip(places.first()) else {
                return Ok(held(base, None, Held::Accounts));
            };
            let (head, entry, left_out) = open_case(context, tx, member, place, mail, may_answer, None).await?;
            Ok(in_case(base, PostState::Filed, &head, Some(entry), left_out))
        }
        (Filing::Held(case, why), _) => Ok(held(base, case, why)),
        (Filing::Automatic(_) | Filing::Bounce(_), Some(head)) => {
            Ok(in_case(base, PostState::Automatic, &head, None, LeftOut::default()))
        }
        (Filing::Automatic(_) | Filing::Bounce(_), None) => Ok(Facts { state: Some(PostState::Automatic), ..base }),
        (Filing::Unknown | Filing::Entry(_), _) => {
            if may_answer {
                acknowledge(context, tx, &mail, new).await?;
            }
            Ok(Facts { state: Some(PostState::Unknown), ..base })
        }
    }
}

/// A mail that took two ways, to two of our addresses or mailboxes, is one: the second is kept beside the entry that was
/// made of the first, and nothing else comes of it.
async fn as_copy(
    tx: &Tx,
    mail: &Incoming,
    nature: Nature,
    accounts: &[AccountId],
    head: Option<&Head>,
    base: &Facts,
) -> Result<Option<Facts>, Error> {
    let (Some(id), Nature::Letter | Nature::Bulk) = (&mail.message_id, nature) else { return Ok(None) };
    // Where no case is held that both belong to, both may be filed at the same time.
    if let (None, [account]) = (head, accounts) {
        store::post::hold_account(tx, JOB, *account).await?;
    }
    let accounts: Vec<AccountId> = accounts.iter().copied().chain(head.map(|head| head.account)).collect();
    let (text, _) = entry_text(mail);
    let same = store::post::same_in_case(tx, JOB, &accounts, &mail.from.address, id, &text).await?;
    Ok(same.map(|same| Facts {
        state: Some(PostState::Copy),
        account: Some(same.account),
        case: Some(same.case),
        entry: Some(same.entry),
        ..base.clone()
    }))
}

/// Whether an address is one of the vendor's own people or of the portal.
pub(super) fn is_of_vendor(own: &[String], address: &str, member: Option<&Member>) -> bool {
    own.iter().any(|own| own == address) || member.is_some_and(|member| member.staff().is_some())
}

/// The case in which a merged one goes on; who answers an old mail does not know of it.
///
/// # Errors
/// When the database fails.
pub(super) async fn going_on(tx: &Tx, head: Option<Head>) -> Result<Option<Head>, Error> {
    match head.as_ref().and_then(|head| head.merged_into) {
        Some(number) => Ok(store::cases::lock_for(tx, JOB, number).await?),
        None => Ok(head),
    }
}

/// How often a case was opened again lately.
async fn reopenings(tx: &Tx, head: &Head, now: Instant) -> Result<usize, Error> {
    let since = now.plus_days(-REOPENING_DAYS);
    let events = store::events::of_case(tx, head).await?;
    let is_one = |event: &Event| matches!(event, Event::Case { step: CaseStep::Reopened, .. });
    Ok(events.iter().filter(|stored| stored.at > since && is_one(&stored.event)).count())
}

fn held(base: Facts, case: Option<i64>, why: Held) -> Facts {
    Facts { state: Some(PostState::Held), reason: Some(why.code()), case, ..base }
}

pub(super) fn in_case(base: Facts, state: PostState, head: &Head, entry: Option<EntryId>, left_out: LeftOut) -> Facts {
    Facts { state: Some(state), account: Some(head.account), case: Some(head.number), entry, left_out, ..base }
}

/// Tells somebody whom nobody knows that their mail has come, and by when they hear.
async fn acknowledge(context: &Context, tx: &Tx, mail: &Incoming, new: &New) -> Result<(), Error> {
    let (_, due) = waiting::promised(context, new.received, &new.to);
    let letter = mails::received(context, &mail.from.address, mail.message_id.as_deref(), due);
    Ok(store::outbox::put(tx, About::default(), vec![letter], context.now()).await?)
}

/// Notes on the case that a mail of ours did not arrive, and with whom.
pub(super) async fn bounce(context: &Context, tx: &Tx, mail: &Incoming, base: Facts) -> Result<Facts, Error> {
    let report = mail.report.clone().unwrap_or_default();
    let quoted = parse::ids_in(&mail.text);
    let ours = |token: &str| token::verify(context.signing(), token);
    let mut case = mail.recipients.iter().find_map(|address| post::token_in_address(address).and_then(ours));
    let mut gone: Option<OutboxId> = None;
    for id in report.ids.iter().chain(&quoted) {
        let Some(token) = post::token_in_id(id) else { continue };
        let number = ours(token);
        case = case.or(number);
        // The id of a mail of ours begins with that of its row. Only its end is signed: whoever knows one token could name
        // any row.
        let begin = id.split('.').next().and_then(|begin| begin.parse().ok()).map(OutboxId);
        let Some(row) = begin.filter(|_| gone.is_none()) else { continue };
        let is_its_own = match (number, token::verify_post(context.signing(), token)) {
            (Some(number), _) => store::outbox::is_about(tx, JOB, row, number).await?,
            (None, Some(answered)) => store::post::is_answer_to(tx, JOB, row, answered).await?,
            (None, None) => false,
        };
        gone = is_its_own.then_some(row);
    }
    let said = [report.status.as_str(), report.said.as_str()].join(" ").trim().to_owned();
    let excerpt = if said.is_empty() { base.excerpt.clone() } else { said.clone() };
    let failed = (!report.recipient.is_empty()).then(|| report.recipient.clone());
    let head = match case {
        Some(number) => going_on(tx, store::cases::lock_for(tx, JOB, number).await?).await?,
        None => None,
    };
    // Where the report does not say which mail it was: the last one to that address.
    if let (None, Some(head), Some(failed)) = (gone, &head, &failed) {
        gone = store::outbox::newest_sent(tx, JOB, head, failed).await?;
    }
    // Or the last answer to a mail that is in no case, where it was sent to that one's address.
    if gone.is_none()
        && case.is_none()
        && let Some(first) = thread::named(context, tx, mail).await?.first()
    {
        gone = store::post::newest_answer(tx, JOB, first.id).await?;
    }
    // Class 4 is "later": the other server goes on trying.
    if let Some(id) = gone.filter(|_| !report.status.starts_with('4')) {
        let words = if said.is_empty() { mail.subject.as_str() } else { said.as_str() };
        store::outbox::came_back(tx, JOB, id, words, context.now()).await?;
    }
    let base = Facts { failed, excerpt, ..base };
    Ok(match head {
        Some(head) => in_case(base, PostState::Bounce, &head, None, LeftOut::default()),
        None => Facts { state: Some(PostState::Bounce), ..base },
    })
}

/// What of a mail is an entry: what was written now. Where that is nothing, what it is about. And whether there is more.
fn entry_text(mail: &Incoming) -> (String, bool) {
    let written = post::trim(&mail.text).written.trim();
    let text = if written.is_empty() { mail.subject.as_str() } else { written };
    let begin: String = text.chars().take(LONGEST_ENTRY).collect();
    let is_cut = begin.len() < text.len();
    (begin, is_cut)
}

/// A mail as an entry: its words and files, and what there is no room for.
struct Contents {
    text: String,
    files: Vec<NewFile>,
    left_out: LeftOut,
}

impl Contents {
    fn of(mail: Incoming) -> Self {
        let (text, is_cut) = entry_text(&mail);
        let uploads = mail.pieces.into_iter().map(|piece| Upload { name: piece.name, content: piece.content });
        let (files, names) = sorted_out(uploads.collect());
        Self { text, files, left_out: LeftOut { is_cut, files: names } }
    }
}

/// Writes a mail into a case. Where that was closed, it is open again: somebody has something to say. Where it has waited
/// for a person: what its sender was promised meanwhile, with the working time that is left, and when it came. From then
/// on it is not the customer who lets the vendor wait.
///
/// # Errors
/// When the database fails.
pub(super) async fn write_entry(
    context: &Context,
    tx: &Tx,
    head: Head,
    by: MemberId,
    mail: Incoming,
    may_answer: bool,
    (carried, came): (Vec<(Promise, i64)>, Option<Came>),
) -> Result<(EntryId, LeftOut), Error> {
    let now = context.now();
    let number = head.number;
    let head = if head.stage == Stage::Closed {
        let reopened = Move { text: mail.subject.clone(), is_quiet: true, ..Move::of(CaseStep::Reopened) };
        step::make(context, tx, &head, by, reopened, now).await?;
        store::cases::lock_for(tx, JOB, number).await?.unwrap_or(head)
    } else {
        head
    };
    let message_id = mail.message_id.clone();
    let Contents { text, files, left_out } = Contents::of(mail);
    let by_mail = ByMail { id: message_id, may_answer, left_out: left_out.clone() };
    let language = store::accounts::myself(tx, by).await?.map_or(Language::default(), |member| member.language());
    let id = EntryId(store::new_id());
    let entry = NewEntry { id, member: by, by_vendor: false, text, language, proposal: None };
    let replied = Move { entry: Some(entry), by_mail: Some(by_mail), carried, came, ..Move::of(CaseStep::Replied) };
    step::make(context, tx, &head, by, replied, now).await?;
    store::cases::add_files(tx, &head, id, files).await?;
    Ok((id, left_out))
}

/// Begins a case of an account with a mail of its member's. `came` is where it has waited for a person.
///
/// # Errors
/// When the database fails.
pub(super) async fn open_case(
    context: &Context,
    tx: &Tx,
    member: &Member,
    place: &Membership,
    mail: Incoming,
    may_answer: bool,
    came: Option<Came>,
) -> Result<(Head, EntryId, LeftOut), Error> {
    let language = member.language();
    let actor: Actor = entry::acting(MemberId(member.id), SessionId::NIL, language, place);
    let granted = actor.grant::<WriteCases>()?;
    let subject: String = mail.subject.chars().take(LONGEST_SUBJECT).collect();
    let subject =
        if subject.trim().is_empty() { I18n::of(language).desk_post_no_subject().to_owned() } else { subject };
    let message_id = mail.message_id.clone();
    let settings = context.settings();
    let mailbox = settings.cases.mailbox(&mail.recipients);
    let Contents { text, files, left_out } = Contents::of(mail);
    let by_mail = ByMail { id: message_id, may_answer, left_out: left_out.clone() };
    let beginning = Beginning::of_mail(mailbox, subject, text, by_mail, came);
    let entry = beginning.entry;
    let assignee = open::assignee(context, tx, &beginning, language).await?;
    let head = open::begin(context, tx, &actor, &granted, CaseId(store::new_id()), beginning, assignee).await?;
    store::cases::add_files(tx, &head, entry, files).await?;
    Ok((head, entry, left_out))
}
