//! What the vendor knows: read by everybody, written by the staff, offered to who writes a question.

mod desk;
mod file;
mod markdown;

use std::collections::BTreeMap;

use domain::{
    input,
    knowledge::{HelpCard, HelpPage, LONGEST_WORDS, MOST_OFFERED, Vote, likely},
    language::Language,
    refusal::{Code, Refusal},
};
use store::{knowledge::Head, text};

use crate::{
    Context, Error,
    entry::{self, Visitor},
    limits::{QUARTER, count, too_many},
    secret, shop,
};

pub use desk::{Doing, Writing, desk_article, desk_list, save};
pub use file::take_in;
pub(crate) use file::write;

/// So many votes one network may give in a quarter of an hour.
const VOTES_PER_NETWORK: i32 = 100;
/// So many words of a question are looked at.
const MOST_ASKED: usize = 120;

/// The articles, topic by topic; with words, those that have them, the best first.
///
/// # Errors
/// When the database fails.
pub async fn list(context: &Context, visitor: &Visitor, search: Option<&str>) -> Result<Vec<HelpCard>, Error> {
    let mut cards = cards(context, visitor.language).await?;
    let Some(search) = search.filter(|search| !search.trim().is_empty()) else {
        cards.sort_by_key(|card| card.topic);
        return Ok(cards);
    };
    let found = store::knowledge::search(context.store(), &text::words(search)).await?;
    Ok(found.iter().filter_map(|slug| cards.iter().find(|card| card.slug == *slug).cloned()).collect())
}

/// One article, in the reader's language or in the one that comes after it.
///
/// # Errors
/// `NotFound`, for what is not published too.
pub async fn article(context: &Context, visitor: &Visitor, slug: &str) -> Result<HelpPage, Error> {
    let texts = store::knowledge::published(context.store()).await?;
    let (card, head) = picked(context, visitor.language, &texts)
        .into_iter()
        .find(|(card, _)| card.slug == slug)
        .ok_or(Code::NotFound)?;
    let body = store::knowledge::body(context.store(), slug, head.language).await?.ok_or(Code::NotFound)?;
    let vote = match voter(visitor) {
        Some(voter) => store::knowledge::vote_of(context.store(), slug, &voter).await?,
        None => None,
    };
    let more = picked(context, visitor.language, &texts)
        .into_iter()
        .map(|(other, _)| other)
        .filter(|other| other.topic == card.topic && other.slug != card.slug)
        .take(4)
        .collect();
    Ok(HelpPage {
        html: markdown::html(&body),
        changed: context.wall(head.changed, &shop::zone(context, visitor)).date(),
        vote: vote.map(|(helped, words)| Vote { helped, words }),
        more,
        card,
    })
}

/// Whether an article helped: `yes` or `no`, and words. One vote of a visitor; the next takes its place. Gives the cookie
/// for a device that has none.
///
/// # Errors
/// `NotFound`, `Missing` without an answer, `TooLong`, `TooMany` from one network.
pub async fn vote(
    context: &Context,
    visitor: &Visitor,
    slug: &str,
    helped: &str,
    words: &str,
) -> Result<Option<String>, Error> {
    let helped = match helped {
        "yes" => true,
        "no" => false,
        "" => return Err(Refusal::field(Code::Missing, "helped").into()),
        _ => return Err(Refusal::field(Code::Malformed, "helped").into()),
    };
    let words = input::paragraph("words", words, LONGEST_WORDS)?;
    let (voter, cookie) = match voter(visitor) {
        Some(voter) => (voter, None),
        None => {
            let (cookie, device) = entry::new_device(context)?;
            (secret::hash(&[b"device", &device]), Some(cookie))
        }
    };
    let now = context.now();
    let tx = context.store().begin().await?;
    if count(&tx, &format!("help/{}", crate::limits::network(&visitor.address)), QUARTER, now).await?
        > VOTES_PER_NETWORK
    {
        tx.commit().await?;
        return Err(too_many(context, visitor.language, &shop::zone(context, visitor), QUARTER, now));
    }
    let said = (helped, words.as_deref());
    if !store::knowledge::vote(&tx, slug, &voter, said, visitor.language, now).await? {
        return Err(Code::NotFound.into());
    }
    tx.commit().await?;
    Ok(cookie)
}

/// The articles that may already answer what somebody is writing.
///
/// # Errors
/// When the database fails.
pub async fn suggest(context: &Context, visitor: &Visitor, asked: &str) -> Result<Vec<HelpCard>, Error> {
    let question = text::all_words(asked, MOST_ASKED);
    let mut languages = vec![visitor.language, context.settings().vendor.language, Language::En];
    languages.dedup();
    let (found, all) = store::knowledge::candidates(context.store(), &question, &languages).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let words: Vec<_> = found.iter().map(|candidate| candidate.words.clone()).collect();
    let places = likely(&question, &words, usize::try_from(all).unwrap_or(usize::MAX), found.len());
    let cards = cards(context, visitor.language).await?;
    let mut offered: Vec<HelpCard> = Vec::new();
    for candidate in places.into_iter().filter_map(|place| found.get(place)) {
        let card = cards.iter().find(|card| card.slug == candidate.slug);
        if let Some(card) = card.filter(|card| offered.iter().all(|other| other.slug != card.slug)) {
            offered.push(card.clone());
        }
        if offered.len() == MOST_OFFERED {
            break;
        }
    }
    Ok(offered)
}

/// Who votes: a member, wherever they are signed in; else a device.
fn voter(visitor: &Visitor) -> Option<Vec<u8>> {
    let member = visitor.actor.as_ref().map(|actor| secret::hash(&[b"member", actor.member.0.as_bytes()]));
    member.or_else(|| visitor.device_hash.as_ref().map(|device| secret::hash(&[b"device", device])))
}

async fn cards(context: &Context, reader: Language) -> Result<Vec<HelpCard>, Error> {
    let texts = store::knowledge::published(context.store()).await?;
    Ok(picked(context, reader, &texts).into_iter().map(|(card, _)| card).collect())
}

/// Of each article the text that this reader gets: in their own language, else the vendor's, else English, else any.
fn picked<'a>(context: &Context, reader: Language, texts: &'a [Head]) -> Vec<(HelpCard, &'a Head)> {
    let vendor = context.settings().vendor.language;
    texts
        .chunk_by(|one, other| one.slug == other.slug)
        .filter_map(|texts| {
            let by_language: BTreeMap<Language, &Head> = texts.iter().map(|head| (head.language, head)).collect();
            let order = [reader, vendor, Language::En].into_iter().chain(Language::ALL);
            let head = order.into_iter().find_map(|language| by_language.get(&language).copied())?;
            let card = HelpCard {
                slug: head.slug.clone(),
                topic: head.topic,
                title: head.title.clone(),
                summary: head.summary.clone(),
                language: Some(head.language).filter(|language| *language != reader),
            };
            Some((card, head))
        })
        .collect()
}
