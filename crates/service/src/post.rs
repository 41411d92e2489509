//! Mail that comes in: stored raw first, then read and filed.
//!
//! 1. [`take_in`] stores what a mailbox or the LMTP server hands over, once.
//! 2. [`work`] reads each new mail and files it: an entry in its case, a new case of its sender's account, something for
//!    people to decide, or a note that a mail of ours did not arrive.
//! 3. At the desk people decide what waits ([`desk`]), and may answer it before ([`answer`]).

mod charset;
pub mod desk;
mod filing;
mod html;
mod judge;
mod ledger;
mod parse;
mod place;
mod shape;
mod thread;
pub(crate) mod token;
mod verdict;
mod waiting;

use std::time::Duration;

use domain::{ids::PostId, post::Unreadable};
use store::{
    Job,
    post::{Arrival, Kept},
};
use tokio::sync::watch;

use crate::{Context, Error, MailRoute, secret};

pub use filing::pass;
pub use html::{Shown, shown};
pub(crate) use judge::Judge;
pub use judge::Names;
pub use ledger::{LEASE_MINUTES, Mailbox};
pub use thread::answer;
pub(crate) use waiting::note_missed;

const JOB: Job = Job::of("post");
const IDLE: Duration = Duration::from_secs(5);

/// A mail as somebody hands it over.
#[derive(Clone, Debug, Default)]
pub struct Handed {
    /// The name of the mailbox, or `lmtp`.
    pub mailbox: String,
    /// Empty for a bounce, `None` where nobody said.
    pub from: Option<String>,
    pub to: Vec<String>,
    pub raw: Vec<u8>,
}

/// Stores a mail; when this has returned it will not be lost. The same mail in the same mailbox is stored once.
///
/// # Errors
/// When the database fails: then it is not stored, and whoever handed it over keeps it.
pub async fn take_in(context: &Context, handed: Handed) -> Result<PostId, Error> {
    let tx = context.store().begin().await?;
    let kept = store::post::keep(&tx, JOB, arrival(handed), context.now()).await?;
    tx.commit().await?;
    context.wake_post();
    metrics::counter!("loket_post_total").increment(1);
    Ok(match kept {
        Kept::New(id) | Kept::Known(id) => id,
    })
}

/// What the portal sees in a mail, without keeping it.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub sender: String,
    pub subject: String,
    pub text: String,
    pub files: usize,
    /// As the desk shows it.
    pub html: String,
    pub unreadable: Option<Unreadable>,
}

/// Looks at a mail: what `loket serve` would make of it.
pub async fn look(raw: Vec<u8>) -> Look {
    let copy = raw.clone();
    let html = tokio::task::spawn_blocking(move || html::document(&copy)).await.unwrap_or_default();
    match parse::read(raw, parse::Envelope::default()).await {
        Ok(parsed) => Look {
            sender: parsed.mail.from.address,
            subject: parsed.mail.subject,
            text: parsed.mail.text,
            files: parsed.mail.pieces.len(),
            html,
            unreadable: parsed.unreadable,
        },
        Err(reason) => Look { html, unreadable: Some(reason), ..Look::default() },
    }
}

/// The header that says of a mail that only its head is here, and how large it is.
const TOO_LARGE: &str = "X-Loket-Too-Large";

/// What is stored of a mail that is too large: its head, so that people are told that it came.
#[must_use]
pub fn only_head(head: &[u8], size: usize) -> Vec<u8> {
    let mut raw = format!("{TOO_LARGE}: {size}\r\n").into_bytes();
    raw.extend_from_slice(&head[..head.len().min(LARGEST_HEAD)]);
    raw
}

/// More of a head than anybody's mail has.
const LARGEST_HEAD: usize = 256 * 1024;

fn arrival(handed: Handed) -> Arrival {
    Arrival {
        mailbox: handed.mailbox,
        content_hash: secret::hash(&[&handed.raw]),
        envelope_from: handed.from,
        envelope_to: handed.to,
        raw: handed.raw,
    }
}

/// Files what comes in until `stop` says so; ends the mail under way.
pub async fn work(context: Context, mut stop: watch::Receiver<bool>) {
    while crate::goes_on(&stop) {
        match pass(&context).await {
            Ok(0) => {}
            Ok(_) => continue,
            // Logged there; the database may be back in a moment.
            Err(error) => _ = error.into_refusal(),
        }
        tokio::select! {
            () = context.post_woken() => {}
            () = tokio::time::sleep(IDLE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// The portal's and the vendor's own addresses, in lower case, also those at which the vendor gets mail.
pub(crate) fn own_addresses(context: &Context) -> Vec<String> {
    let config = context.config();
    let sender = match &config.mail {
        MailRoute::Smtp { from, .. } => {
            from.rsplit_once('<').map_or(from.as_str(), |(_, rest)| rest).trim_end_matches('>')
        }
        MailRoute::Keep | MailRoute::Wait => "",
    };
    let settings = context.settings();
    let all = [Some(sender), Some(settings.vendor.email.as_str()), config.post.reply_to.as_deref()];
    let mailboxes = settings.cases.mailboxes.iter().map(|mailbox| mailbox.address.as_str());
    all.into_iter()
        .flatten()
        .chain(mailboxes)
        .map(|address| address.trim().to_lowercase())
        .filter(|address| !address.is_empty())
        .collect()
}
