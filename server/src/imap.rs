//! The way in from a mailbox elsewhere: IMAP (RFC 3501) with IDLE (RFC 2177).
//!
//! The mailbox is opened for reading only, so nothing in it changes: no flag, no deletion. What was taken in is known by
//! the portal's own ledger. Of several processes one fetches, by a lease.

mod door;
mod place;

use std::time::Duration;

use async_imap::{extensions::idle::IdleResponse, types::Fetch};
use domain::post::LARGEST_MAIL;
use futures_util::TryStreamExt;
use service::{Context, post::Mailbox};
use tokio::{sync::watch, time::timeout};

use crate::cli::Failure;
use door::Open;
pub use place::Place;

/// How long one command may take.
const LONGEST: Duration = Duration::from_secs(90);
/// How long the portal listens before it says again that it has the mailbox.
const LISTEN: Duration = Duration::from_secs(50);
/// How often a mailbox without IDLE is asked.
const ASK: Duration = Duration::from_secs(30);
/// How long another process's mailbox is left alone.
const OTHERS: Duration = Duration::from_secs(20);
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// So many mails, or so many bytes, are fetched at once.
const BATCH: usize = 50;
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// Fetches until `stop`. What fails is tried again, with growing pauses.
pub async fn work(context: Context, place: Place, mut stop: watch::Receiver<bool>) {
    let mailbox = Mailbox::new(context, place.name());
    let mut pause = Duration::from_secs(1);
    while service::goes_on(&stop) {
        let wait = match mailbox.hold().await {
            Ok(true) => match fetch(&mailbox, &place, &mut stop).await {
                Ok(()) => {
                    pause = Duration::from_secs(1);
                    Duration::ZERO
                }
                Err(error) => {
                    // Neither the password nor what a mail says is in it.
                    tracing::warn!(mailbox = %mailbox.name, %error, "a mailbox could not be fetched");
                    metrics::counter!("loket_imap_failures_total").increment(1);
                    let longer = (pause * 2).min(LONGEST_PAUSE);
                    std::mem::replace(&mut pause, longer)
                }
            },
            Ok(false) => OTHERS,
            Err(error) => {
                _ = error.into_refusal();
                OTHERS
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
    if let Err(error) = mailbox.give_back().await {
        _ = error.into_refusal();
    }
}

/// One connection: what is missing is taken in, then the server tells of what comes.
async fn fetch(mailbox: &Mailbox, place: &Place, stop: &mut watch::Receiver<bool>) -> Result<(), Failure> {
    let mut session = within(door::open(place)).await?;
    let found = within(async { Ok(session.examine(&place.folder).await?) }).await?;
    let validity = found.uid_validity.ok_or("the mailbox has no UIDVALIDITY")?;
    let can_idle = within(async { Ok(session.capabilities().await?) }).await?.has_str("IDLE");
    let mut greatest = 0;
    loop {
        greatest = catch_up(mailbox, &mut session, validity, greatest, stop).await?;
        if !service::goes_on(stop) {
            _ = timeout(Duration::from_secs(5), session.logout()).await;
            return Ok(());
        }
        session = listen(session, can_idle, stop).await?;
        if !mailbox.hold().await.map_err(crate::cli::failure)? {
            return Ok(());
        }
    }
}

async fn within<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    timeout(LONGEST, work).await.map_err(|_| "the mail server took too long")?
}

/// Takes in what the ledger does not know, and gives the greatest UID there is. The first time the whole mailbox is looked
/// at, because a UID may be missing anywhere; then only what came after.
async fn catch_up(
    mailbox: &Mailbox,
    session: &mut Open,
    validity: u32,
    greatest: u32,
    stop: &watch::Receiver<bool>,
) -> Result<u32, Failure> {
    let wanted = if greatest == 0 { "ALL".to_owned() } else { format!("UID {}:*", greatest.saturating_add(1)) };
    let uids: Vec<u32> = within(async { Ok(session.uid_search(&wanted).await?) }).await?.into_iter().collect();
    let last = uids.iter().copied().max().unwrap_or(0).max(greatest);
    let missing = mailbox.missing(validity, uids).await.map_err(crate::cli::failure)?;
    for some in missing.chunks(BATCH) {
        if !service::goes_on(stop) {
            return Ok(last);
        }
        let sizes = within(asked(session, &set(some), "(UID RFC822.SIZE)")).await?;
        let mut batch = Vec::new();
        let mut bytes = 0;
        for answer in sizes {
            let (Some(uid), Some(size)) = (answer.uid, answer.size) else { continue };
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if size > LARGEST_MAIL {
                take_in(mailbox, session, validity, &[uid], Some(size)).await?;
                continue;
            }
            if bytes + size > BATCH_BYTES && !batch.is_empty() {
                take_in(mailbox, session, validity, &std::mem::take(&mut batch), None).await?;
                bytes = 0;
            }
            batch.push(uid);
            bytes += size;
        }
        take_in(mailbox, session, validity, &batch, None).await?;
        if !mailbox.hold().await.map_err(crate::cli::failure)? {
            return Err("another process has taken the mailbox".into());
        }
    }
    Ok(last)
}

fn set(uids: &[u32]) -> String {
    uids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

async fn asked(session: &mut Open, uids: &str, what: &str) -> Result<Vec<Fetch>, Failure> {
    Ok(session.uid_fetch(uids, what).await?.try_collect().await?)
}

/// Of what is too large only the head is fetched: people are told that it came.
async fn take_in(
    mailbox: &Mailbox,
    session: &mut Open,
    validity: u32,
    uids: &[u32],
    too_large: Option<usize>,
) -> Result<(), Failure> {
    if uids.is_empty() {
        return Ok(());
    }
    // PEEK: the flag \Seen stays as it is.
    let what = if too_large.is_some() { "(UID BODY.PEEK[HEADER])" } else { "(UID BODY.PEEK[])" };
    let answers = within(asked(session, &set(uids), what)).await?;
    let mails: Vec<(u32, Vec<u8>)> = answers
        .iter()
        .filter_map(|answer| {
            let uid = answer.uid.filter(|uid| uids.contains(uid))?;
            let raw = match too_large {
                Some(size) => service::post::only_head(answer.header()?, size),
                None => answer.body()?.to_vec(),
            };
            Some((uid, raw))
        })
        .collect();
    if mails.is_empty() {
        // Gone meanwhile.
        return Ok(());
    }
    mailbox.take_in(validity, mails).await.map_err(crate::cli::failure)?;
    Ok(())
}

/// Waits until the server has something to say, or it is time to look.
async fn listen(mut session: Open, can_idle: bool, stop: &mut watch::Receiver<bool>) -> Result<Open, Failure> {
    if !can_idle {
        tokio::select! {
            () = tokio::time::sleep(ASK) => {}
            _ = stop.changed() => {}
        }
        within(async { Ok(session.noop().await?) }).await?;
        return Ok(session);
    }
    let mut idle = session.idle();
    within(async { Ok(idle.init().await?) }).await?;
    let is_lost = {
        let (waiting, interrupt) = idle.wait_with_timeout(LISTEN);
        tokio::pin!(waiting);
        tokio::select! {
            said = &mut waiting => matches!(said?, IdleResponse::ManualInterrupt),
            // A server may keep the line open with "still here" for ever.
            () = tokio::time::sleep(LISTEN) => { drop(interrupt); _ = waiting.await; false }
            _ = stop.changed() => { drop(interrupt); _ = waiting.await; false }
        }
    };
    if is_lost {
        return Err("the connection was lost".into());
    }
    within(async { Ok(idle.done().await?) }).await
}
