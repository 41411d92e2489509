//! The worker that carries mail from the outbox to the mail server.

mod door;

use std::{collections::HashSet, time::Duration};

use domain::{demo::OutboxState, session::CODE_MINUTES, time::Instant};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use store::{
    Job,
    outbox::{Claimed, Mail, Origin},
};
use tokio::sync::watch;

use crate::{Context, Error, MailRoute};

const JOB: Job = Job::of("outbox worker");
/// How long a worker may hold a mail, minutes.
const LEASE: i64 = 5;
/// How long one mail may take: a whole batch ends before its lease.
const LONGEST: Duration = Duration::from_secs(45);
/// Few enough to be sent within the lease, each taking as long as it may.
const BATCH: u16 = 5;
/// After the tenth try, about two days later, a mail is given up and the staff see it as failed.
const MOST_TRIES: i32 = 10;
/// How long nobody is bothered who takes no mail at the moment, minutes.
const REST: i64 = 1;
/// What asks for money and has not gone for so long says days and amounts that may be no longer so, minutes.
const REMINDER: i64 = 2 * 24 * 60;
const IDLE: Duration = Duration::from_secs(5);

/// Sends what is due until `stop` says so; finishes the mail under way and gives the rest of its batch back.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while crate::goes_on(&stop) {
        let sent = match carry(&context, || !crate::goes_on(&stop)).await {
            Ok(sent) => sent,
            Err(error) => {
                // Logged there; the database may be back in a moment.
                let _ = error.into_refusal();
                0
            }
        };
        if sent > 0 {
            continue;
        }
        tokio::select! {
            () = context.outbox_woken() => {}
            () = tokio::time::sleep(IDLE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// What became of a mail.
enum Outcome {
    /// It is where it should be.
    Gone(OutboxState),
    /// The server said no to this recipient or this mail, not "later".
    Refused(String),
    /// The server said no to us: its rules, or our sender. Whoever runs the portal can mend that, so the mail is kept.
    Unwelcome(String),
    /// The server said "later" (4xx): whoever the mail is for takes no more at the moment.
    Later(String),
    /// There is no server to talk to, or it does not let us in.
    Away(String),
}

impl Outcome {
    /// For the log. What the server said is for the staff to read: it often repeats the address.
    const fn name(&self) -> &'static str {
        match self {
            Self::Gone(_) => "gone",
            Self::Refused(_) => "refused",
            Self::Unwelcome(_) => "unwelcome",
            Self::Later(_) => "later",
            Self::Away(_) => "away",
        }
    }
}

/// Sends what is due now and says how many mails it dealt with: none while the mail server is away.
///
/// Who asks for patience gets it: after a "later" all mails to that domain wait, and while the server is away the rest of
/// the batch is given back untried.
///
/// # Errors
/// When the database fails.
pub async fn pass(context: &Context) -> Result<usize, Error> {
    carry(context, || false).await
}

/// The same, until `is_over`: then what is left of the batch is due for whoever comes next.
async fn carry(context: &Context, is_over: impl Fn() -> bool) -> Result<usize, Error> {
    let now = context.now();
    give_up_old_codes(context, now).await?;
    if matches!(context.config().mail, MailRoute::Wait) || !store::outbox::is_any_due(context.store(), JOB, now).await?
    {
        return Ok(0);
    }
    let tx = context.store().begin().await?;
    let claimed = store::outbox::claim(&tx, JOB, now, now.plus_minutes(LEASE), BATCH).await?;
    let count = claimed.len();
    // Mails may have waited for a mail server, and meanwhile the customer has paid.
    let claimed = store::outbox::without_overtaken(&tx, JOB, claimed, now.plus_minutes(-REMINDER), now).await?;
    tx.commit().await?;
    let mut resting: HashSet<&str> = HashSet::new();
    let mut is_away = false;
    for mail in &claimed {
        let domain = domain_of(&mail.mail.to);
        if is_over() {
            give_back(context, mail, 0).await?;
            continue;
        }
        if is_away || resting.contains(domain) {
            give_back(context, mail, REST).await?;
            continue;
        }
        let outcome = deliver(context, mail).await;
        note(context, mail, &outcome).await?;
        match outcome {
            Outcome::Gone(_) | Outcome::Refused(_) | Outcome::Unwelcome(_) => {}
            Outcome::Later(_) => _ = resting.insert(domain),
            Outcome::Away(_) => is_away = true,
        }
    }
    Ok(if is_away { 0 } else { count })
}

/// A code that did not go in time is of no use to anybody, and is not to wait for a mail server that comes later.
async fn give_up_old_codes(context: &Context, now: Instant) -> Result<(), Error> {
    let since = now.plus_minutes(-CODE_MINUTES);
    if store::outbox::has_old_codes(context.store(), JOB, since, now).await? {
        let tx = context.store().begin().await?;
        let count = store::outbox::give_up_codes(&tx, JOB, since, now).await?;
        tx.commit().await?;
        tracing::warn!(count, "codes were too old to be sent");
    }
    Ok(())
}

fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, domain)| domain)
}

/// Untried, for in so many minutes.
async fn give_back(context: &Context, mail: &Claimed, minutes: i64) -> Result<(), Error> {
    let tx = context.store().begin().await?;
    store::outbox::put_back(&tx, JOB, mail, context.now().plus_minutes(minutes)).await?;
    Ok(tx.commit().await?)
}

/// Writes down what became of a mail, unless the claim has ended and another worker has the word.
async fn note(context: &Context, mail: &Claimed, outcome: &Outcome) -> Result<(), Error> {
    let now = context.now();
    let tx = context.store().begin().await?;
    let is_noted = match outcome {
        Outcome::Gone(state) => store::outbox::done(&tx, JOB, mail, *state, now).await?,
        Outcome::Refused(said) => store::outbox::failed(&tx, JOB, mail, said, None, now).await?,
        Outcome::Away(said) | Outcome::Unwelcome(said) => {
            store::outbox::failed(&tx, JOB, mail, said, next_try(mail, now), now).await?
        }
        Outcome::Later(said) => {
            let rested = now.plus_minutes(REST);
            store::outbox::postpone(&tx, JOB, domain_of(&mail.mail.to), now, rested).await?;
            let said = format!("{}{said}", store::outbox::LATER);
            store::outbox::failed(&tx, JOB, mail, &said, next_try(mail, now), now).await?
        }
    };
    tx.commit().await?;
    if !matches!(outcome, Outcome::Gone(_)) {
        let given_up = matches!(outcome, Outcome::Refused(_)) || next_try(mail, now).is_none();
        // Neither the address nor the contents are logged.
        tracing::warn!(outbox_id = %mail.id, attempts = mail.attempts, given_up, why = outcome.name(), "a mail did not go");
    }
    if !is_noted {
        tracing::warn!(outbox_id = %mail.id, "a mail took longer than its claim; another worker has it");
    }
    metrics::counter!("loket_mails_total").increment(1);
    Ok(())
}

/// After 1, 4, 16 … minutes, at most half a day; `None` when it has been tried often enough.
fn next_try(mail: &Claimed, now: Instant) -> Option<Instant> {
    let pause = 4i64.saturating_pow(u32::try_from(mail.attempts - 1).unwrap_or(0)).min(720);
    (mail.attempts < MOST_TRIES).then(|| now.plus_minutes(pause))
}

async fn deliver(context: &Context, mail: &Claimed) -> Outcome {
    match &context.config().mail {
        MailRoute::Wait => Outcome::Away("no mail server is set".to_owned()),
        MailRoute::Keep => Outcome::Gone(OutboxState::Kept),
        MailRoute::Smtp { url, from } => match context.mailer(url).await {
            Ok(transport) => send(transport, from, &reply_to(context, mail), mail).await,
            Err(reason) => Outcome::Away(reason),
        },
    }
}

/// Where an answer goes: back into the case, by a token that only this portal can make; else to a person at the vendor's.
fn reply_to(context: &Context, mail: &Claimed) -> String {
    let vendor = context.settings().vendor.email.clone();
    let Some(token) = mail.mail.thread.as_ref().filter(|_| mail.mail.comes_back) else { return vendor };
    match context.config().post.reply_to.as_ref().and_then(|address| address.rsplit_once('@')) {
        Some((name, domain)) => format!("{name}+{token}@{domain}"),
        None => vendor,
    }
}

/// The connection to the mail server: one for many mails, opened anew when it has ended.
pub(crate) type Mailer = AsyncSmtpTransport<Tokio1Executor>;

/// A mailer for the server at `url`; nobody is called yet.
///
/// # Errors
/// When it is no address of a mail server.
pub(crate) async fn mailer(url: &str) -> Result<Mailer, String> {
    Ok(door::transport(url).await?.timeout(Some(Duration::from_secs(30))).build())
}

async fn send(transport: &Mailer, from: &str, reply_to: &str, mail: &Claimed) -> Outcome {
    let message = match message(from, reply_to, mail) {
        Ok(message) => message,
        Err(reason) => return Outcome::Refused(reason),
    };
    let conversation = async {
        match transport.send(message).await {
            Ok(_) => Outcome::Gone(OutboxState::Sent),
            // A server that does not even let us in says nothing about the mail.
            Err(error) if error.is_permanent() => match transport.test_connection().await {
                Ok(true) => refused(error.to_string()),
                Ok(false) => Outcome::Away(error.to_string()),
                Err(at_the_door) => Outcome::Away(at_the_door.to_string()),
            },
            Err(error) if error.is_transient() => Outcome::Later(error.to_string()),
            Err(error) => Outcome::Away(error.to_string()),
        }
    };
    // The transport's limit is for each of its steps; all of them together must end before the lease does.
    tokio::time::timeout(LONGEST, conversation)
        .await
        .unwrap_or_else(|_| Outcome::Away("the mail server took too long".to_owned()))
}

/// A "no" for good: to the recipient or the mail, or to us? The enhanced code says whose fault it is (RFC 3463): classes
/// 1.7 and 1.8 are the sender's address, 3.5 the server's own set-up, 5 the protocol and 7 its rules.
fn refused(said: String) -> Outcome {
    let is_about_us = ["5.1.7", "5.1.8", "5.3.5", "5.5.", "5.7."].iter().any(|code| said.contains(&format!(" {code}")));
    if is_about_us { Outcome::Unwelcome(said) } else { Outcome::Refused(said) }
}

fn message(
    from: &str,
    reply_to: &str,
    Claimed { id, mail: Mail { to, subject, text, html, thread, refers_to, origin, .. }, .. }: &Claimed,
) -> Result<Message, String> {
    let from: Mailbox = from.parse().map_err(|error| format!("sender: {error}"))?;
    let to: Mailbox = to.parse().map_err(|error| format!("recipient: {error}"))?;
    let reply_to: Mailbox = reply_to.parse().map_err(|error| format!("the vendor's address: {error}"))?;
    let domain = from.email.domain().to_owned();
    let mut builder = Message::builder();
    // RFC 5322, 3.6.4: what it answers, and all that goes before. The first id of a conversation is sent again with each
    // mail, because some clients lose the others.
    let root = thread.as_ref().map(|thread| format!("{thread}@{domain}"));
    let mut references: Vec<&str> = refers_to.first().map(String::as_str).into_iter().collect();
    references.extend(root.as_deref());
    references.extend(refers_to.iter().skip(1).map(String::as_str));
    let answered = refers_to.last().map(String::as_str).or(root.as_deref());
    if let Some(answered) = answered {
        let references: Vec<String> = references.iter().map(|id| format!("<{id}>")).collect();
        builder = builder.in_reply_to(format!("<{answered}>")).references(references.join(" "));
    }
    // Nobody's absence is to be answered (RFC 3834). What a person wrote has no such header.
    let submitted = match origin {
        Origin::Generated => Some("auto-generated"),
        Origin::Replied => Some("auto-replied"),
        Origin::Person => None,
    };
    if let Some(submitted) = submitted {
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        builder = builder.raw_header(HeaderValue::new(name, submitted.to_owned()));
    }
    // The same id at every try: a server that took it twice can tell. A report that it did not arrive leads to the case.
    let own = thread.as_ref().map_or_else(|| id.to_string(), |thread| format!("{id}.{thread}"));
    builder
        .from(from)
        // Who answers reaches the case, or a person.
        .reply_to(reply_to)
        .to(to)
        .subject(subject.as_str())
        .message_id(Some(format!("<{own}@{domain}>")))
        .multipart(MultiPart::alternative_plain_html(text.clone(), html.clone()))
        .map_err(|error| error.to_string())
}
