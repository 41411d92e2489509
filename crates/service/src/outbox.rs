//! The worker that carries mail from the outbox to the mail server.

use std::time::Duration;

use domain::demo::OutboxState;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use store::{
    Job,
    outbox::{Claimed, Mail},
};
use tokio::sync::watch;

use crate::{Context, Error, MailRoute};

/// How long a worker may hold a mail, minutes.
const LEASE: i64 = 5;
/// How long one mail may take: a whole batch ends before its lease.
const LONGEST: Duration = Duration::from_secs(45);
/// Few enough to be sent within the lease, each taking as long as it may.
const BATCH: u16 = 5;
/// After the tenth try, about two days later, a mail is given up and the staff see it as failed.
const MOST_TRIES: i32 = 10;
const IDLE: Duration = Duration::from_secs(5);

/// Sends what is due until `stop` says so; finishes the mail under way.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let sent = match pass(&context).await {
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

/// Sends what is due now and says how many mails it dealt with.
///
/// # Errors
/// When the database fails.
pub async fn pass(context: &Context) -> Result<usize, Error> {
    let job = Job::of("outbox worker");
    let now = context.now();
    if matches!(context.config().mail, MailRoute::Wait) {
        return Ok(0);
    }
    // Looking first costs no turn to write.
    if store::outbox::waiting(context.store(), job).await?.0 == 0 {
        return Ok(0);
    }
    let tx = context.store().begin().await?;
    let claimed = store::outbox::claim(&tx, job, now, now.plus_minutes(LEASE), BATCH).await?;
    tx.commit().await?;
    for mail in &claimed {
        let outcome = match &context.config().mail {
            // Returned above.
            MailRoute::Wait => continue,
            MailRoute::Keep => Ok(OutboxState::Kept),
            MailRoute::Smtp { url, from } => {
                send(url, from, &context.settings().vendor.email, mail).await.map(|()| OutboxState::Sent)
            }
        };
        let now = context.now();
        let tx = context.store().begin().await?;
        match outcome {
            Ok(state) => store::outbox::done(&tx, job, mail.id, state, now).await?,
            Err(failure) => {
                let again = (!failure.for_good && mail.attempts < MOST_TRIES)
                    // 1, 4, 16 … minutes, at most half a day.
                    .then(|| {
                        now.plus_minutes(4i64.saturating_pow(u32::try_from(mail.attempts - 1).unwrap_or(0)).min(720))
                    });
                // Neither the address nor the contents are logged.
                tracing::warn!(outbox_id = %mail.id, attempts = mail.attempts, given_up = again.is_none(), error = %failure.text, "a mail did not go");
                store::outbox::failed(&tx, job, mail.id, &failure.text, again, now).await?;
            }
        }
        tx.commit().await?;
        metrics::counter!("loket_mails_total").increment(1);
    }
    Ok(claimed.len())
}

struct Failure {
    text: String,
    /// The server said no, not "later".
    for_good: bool,
}

async fn send(url: &str, from: &str, reply_to: &str, mail: &Claimed) -> Result<(), Failure> {
    let lasting = |text: String| Failure { text, for_good: true };
    let message = message(from, reply_to, mail).map_err(lasting)?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .map_err(|error| Failure { text: error.to_string(), for_good: false })?
        .timeout(Some(Duration::from_secs(30)))
        .build();
    // The transport's limit is for each of its steps; all of them together must end before the lease does.
    let sending = tokio::time::timeout(LONGEST, transport.send(message)).await;
    sending
        .map_err(|_| Failure { text: "the mail server took too long".to_owned(), for_good: false })?
        .map(|_| ())
        .map_err(|error| Failure { text: error.to_string(), for_good: error.is_permanent() })
}

fn message(
    from: &str,
    reply_to: &str,
    Claimed { id, mail: Mail { to, subject, text, html }, .. }: &Claimed,
) -> Result<Message, String> {
    let from: Mailbox = from.parse().map_err(|error| format!("sender: {error}"))?;
    let to: Mailbox = to.parse().map_err(|error| format!("recipient: {error}"))?;
    let reply_to: Mailbox = reply_to.parse().map_err(|error| format!("the vendor's address: {error}"))?;
    let domain = from.email.domain().to_owned();
    Message::builder()
        .from(from)
        // Who answers reaches a person, not the portal.
        .reply_to(reply_to)
        // Nobody's absence is to be answered (RFC 3834).
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .to(to)
        .subject(subject.as_str())
        // The same id at every try: a server that took it twice can tell.
        .message_id(Some(format!("<{id}@{domain}>")))
        .multipart(MultiPart::alternative_plain_html(text.clone(), html.clone()))
        .map_err(|error| error.to_string())
}
