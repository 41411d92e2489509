//! The work that reads new mails and files them, one transaction each.

use domain::{
    ids::PostId,
    post::{self, Found, Held, Nature, PostState, Unreadable, Verdict},
    time::Instant,
};
use store::{
    Tx,
    post::{Facts, Raw},
};

use super::{
    JOB, own_addresses,
    parse::{self, Envelope, Parsed},
    place, token, verdict, waiting,
};
use crate::{Context, Error, secret};

/// After so many failures a mail is shown to people as one that the portal cannot read.
const MOST_TRIES: i32 = 5;
const BATCH: u16 = 20;
const LONGEST_EXCERPT: usize = 300;
/// So many of its letters, and of its words, a waiting mail is found by.
const LONGEST_WORDS: usize = 20_000;
const MOST_WORDS: usize = 2_000;

/// A mail that nobody has looked at, when it came, and to whom it was sent as far as that could be read.
pub(super) struct New {
    pub id: PostId,
    pub received: Instant,
    pub to: Vec<String>,
}

/// Files what is new, and says how many mails that were. One that fails keeps nobody else waiting.
///
/// # Errors
/// When the database fails or is busy.
pub async fn pass(context: &Context) -> Result<usize, Error> {
    let mut failed: Vec<PostId> = Vec::new();
    let mut filed = 0;
    loop {
        let ids = store::post::new_ones(context.store(), JOB, &failed, BATCH).await?;
        if ids.is_empty() {
            return Ok(filed);
        }
        for id in ids {
            match file_one(context, id).await {
                Ok(true) => filed += 1,
                // Another process has it.
                Ok(false) => failed.push(id),
                Err(Error::Busy) => return Err(Error::Busy),
                Err(error) => {
                    failed.push(id);
                    give_up_in_time(context, id, error).await?;
                }
            }
        }
        if failed.len() >= usize::from(BATCH) {
            return Ok(filed);
        }
    }
}

async fn give_up_in_time(context: &Context, id: PostId, error: Error) -> Result<(), Error> {
    tracing::warn!(post_id = %id, "a mail could not be filed");
    _ = error.into_refusal();
    let tx = context.store().begin().await?;
    if store::post::failed(&tx, JOB, id).await? >= MOST_TRIES {
        let raw = store::post::raw_of(&tx, JOB, id).await?;
        let received = raw.map_or_else(|| context.now(), |raw| raw.received);
        write_down(context, &tx, &New { id, received, to: Vec::new() }, unreadable(Unreadable::Fault)).await?;
    }
    Ok(tx.commit().await?)
}

fn unreadable(reason: Unreadable) -> Facts {
    Facts { state: Some(PostState::Unreadable), reason: Some(reason.code()), ..Facts::default() }
}

/// Whoever waits for a person was promised to hear, by the rules of the moment at which their mail came.
async fn write_down(context: &Context, tx: &Tx, new: &New, mut facts: Facts) -> Result<(), Error> {
    let held = facts.reason.and_then(Held::parse);
    // What stands with another one is promised with that.
    if facts.thread.is_none() && facts.state.is_some_and(|state| state.is_promised(held)) {
        facts.promised = Some(waiting::promised(context, new.received, &new.to));
    }
    Ok(store::post::file(tx, JOB, new.id, &facts, context.now()).await?)
}

/// Reads outside of the transaction: a mail that takes long keeps nobody from writing.
async fn file_one(context: &Context, id: PostId) -> Result<bool, Error> {
    let found = store::post::raw_of(context.store(), JOB, id).await?;
    let Some(Raw { raw, envelope_from, envelope_to, received, .. }) = found else { return Ok(false) };
    let copy = context.judge().can_judge().then(|| raw.clone());
    let sent_to = envelope_to.clone();
    let mut parsed = parse::read(raw, Envelope { from: envelope_from, to: envelope_to }).await;
    if let Ok(parsed) = &mut parsed {
        parsed.verdict = judged(context, parsed, copy.as_deref()).await;
    }
    let to = parsed.as_ref().map(|parsed| parsed.mail.recipients.clone()).unwrap_or_default();
    let new = New { id, received, to };
    let tx = context.store().begin().await?;
    if !store::post::claim(&tx, JOB, id).await? {
        return Ok(false);
    }
    let facts = match parsed {
        Ok(parsed) => facts(context, &tx, &new, parsed).await?,
        Err(reason) => Facts { case: named(context, &sent_to), ..unreadable(reason) },
    };
    write_down(context, &tx, &new, facts).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(true)
}

/// The case whose own address is one of these.
fn named(context: &Context, addresses: &[String]) -> Option<i64> {
    let mut tokens = addresses.iter().filter_map(|address| post::token_in_address(address));
    tokens.find_map(|token| token::verify(context.signing(), token))
}

/// What a mail server of ours has found out about the sender, or else the portal itself.
async fn judged(context: &Context, parsed: &Parsed, raw: Option<&[u8]>) -> Verdict {
    let believed = &context.config().post.believed;
    if let Some(verdict) = verdict::of(&parsed.results, believed) {
        return verdict;
    }
    let Some(raw) = raw else { return Verdict::NotJudged };
    let hop = parsed.hop.as_ref().filter(|hop| believed.iter().any(|name| name.eq_ignore_ascii_case(&hop.by)));
    context.judge().verdict(raw, &parsed.mail.return_path, hop).await
}

/// What the mail is, and what became of it.
async fn facts(context: &Context, tx: &Tx, new: &New, parsed: Parsed) -> Result<Facts, Error> {
    let Parsed { mail, verdict, unreadable, .. } = parsed;
    let base = base_facts(&mail, verdict);
    if let Some(reason) = unreadable {
        // What it answers stands outside of what cannot be read.
        let ours = |token: &str| token::verify(context.signing(), token);
        let case = match post::find(&mail, &ours, &[]) {
            Found::Case { number, .. } => Some(number),
            Found::Several | Found::Nothing { .. } => None,
        };
        return Ok(Facts { state: Some(PostState::Unreadable), reason: Some(reason.code()), case, ..base });
    }
    let ours = |token: &str| token::is_ours(context.signing(), token);
    let own = own_addresses(context);
    let is_ours =
        own.contains(&mail.from.address) && mail.message_id.as_deref().and_then(post::token_in_id).is_some_and(ours);
    if is_ours {
        return Ok(Facts { state: Some(PostState::Own), ..base });
    }
    let nature = post::nature(&mail);
    if nature == Nature::Bounce {
        return place::bounce(context, tx, &mail, base).await;
    }
    place::letter(context, tx, new, mail, nature, &own, base).await
}

fn base_facts(mail: &post::Incoming, verdict: Verdict) -> Facts {
    Facts {
        verdict,
        sender: mail.from.address.clone(),
        sender_name: mail.from.name.clone(),
        subject: mail.subject.clone(),
        excerpt: post::trim(&mail.text).written.chars().take(LONGEST_EXCERPT).collect(),
        message_id: mail.message_id.clone(),
        text_hash: Some(secret::hash(&[mail.text.as_bytes()])),
        words: words(mail),
        ..Facts::default()
    }
}

/// What it is looked for by while it waits.
fn words(mail: &post::Incoming) -> String {
    let head = [mail.from.address.as_str(), &mail.from.name, &mail.subject].join(" ");
    let all: String = head.chars().chain([' ']).chain(mail.text.chars()).take(LONGEST_WORDS).collect();
    store::text::all_words(&all, MOST_WORDS).into_iter().map(|word| format!(" {word}")).collect()
}
