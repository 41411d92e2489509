//! Mail that waits for a person's word: its sender was promised to hear, as who writes on the web is.

use domain::{
    promise::{Policy, Promise},
    time::Instant,
};
use store::{outbox::About, post::Mail};

use super::JOB;
use crate::{
    Context, Error,
    cases::{
        above, clock,
        open::{Came, mail_policy},
    },
    mails,
};

const BATCH: u16 = 100;

/// What the sender of a mail that came then to these addresses is promised: the rules, and by when they hear.
pub(super) fn promised(context: &Context, received: Instant, to: &[String]) -> (Policy, Option<Instant>) {
    let settings = context.settings();
    let policy = mail_policy(&settings, to);
    let hours = clock::open_hours(&settings, received, context.now());
    (policy, hours.after(received, i64::from(policy.first_answer) * 60_000))
}

/// By when the sender of a mail that waits hears again, who has written since it was answered.
pub(super) fn again(context: &Context, policy: Policy, received: Instant) -> Option<Instant> {
    let hours = clock::open_hours(&context.settings(), received, context.now());
    hours.after(received, i64::from(policy.next_update) * 60_000)
}

/// When a mail came that becomes a case now, and what was promised.
pub(super) fn came(mail: &Mail) -> Option<Came> {
    Some(Came { at: mail.received, policy: mail.policy? })
}

/// What was left, at that moment, of the promise of a mail that goes into a case which is there.
pub(super) fn left(context: &Context, mail: &Mail, at: Instant) -> Vec<(Promise, i64)> {
    let Some(due) = mail.due else { return Vec::new() };
    let hours = clock::open_hours(&context.settings(), at, context.now());
    vec![(Promise::FirstAnswer, hours.between(at, due))]
}

/// Tells those above of mails whose senders were to have heard by now, once of each.
///
/// # Errors
/// When the database fails.
pub(crate) async fn note_missed(context: &Context) -> Result<(), Error> {
    for mail in store::post::overdue(context.store(), JOB, context.now(), BATCH).await? {
        // One mail that cannot be told of must not keep the others waiting.
        if let Err(error) = tell_missed(context, &mail).await {
            tracing::warn!(post = %mail.id, "it could not be told that a mail waits too long");
            let _ = error.into_refusal();
        }
    }
    Ok(())
}

async fn tell_missed(context: &Context, mail: &Mail) -> Result<(), Error> {
    let now = context.now();
    let tx = context.store().begin().await?;
    if !store::post::note_missed(&tx, JOB, mail.id, now).await? {
        return Ok(());
    }
    let above = above::people(context, &tx).await?;
    let letters = above.iter().map(|above| mails::post_missed(context, above.recipient(), &mail.sender, &mail.subject));
    store::outbox::put(&tx, About::default(), letters.collect(), now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(())
}
