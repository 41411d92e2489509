//! Canned replies: written once, filled in for each case, in the customer's language.

use domain::{
    cases::{FilledReply, Filling, LONGEST_REPLY, Replies, Reply, fill},
    format,
    i18n::I18n,
    ids::{CommandKey, ReplyId},
    input,
    language::{Language, Texts},
    permissions::{Actor, AnswerCases, WriteReplies},
    refusal::{Code, Refusal},
};
use store::cases::{Head, MOST_REPLIES};

use super::{open::speaks_of, step::first_name};
use crate::{Context, Error};

const LONGEST_NAME: usize = 60;

/// All of them, as they were written.
///
/// # Errors
/// `NotFound` for customers.
pub async fn replies(context: &Context, actor: &Actor) -> Result<Replies, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let may_change = actor.grant_staff::<WriteReplies>().is_ok();
    Ok(Replies { replies: store::cases::replies(context.store(), &granted).await?, may_change })
}

/// Which reply is written.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// A new one. The same key makes one.
    New(CommandKey),
    /// This one, as it was seen.
    Seen { id: ReplyId, version: i32 },
}

/// Writes one.
///
/// # Errors
/// `NotAllowed`; `NotFound`, `Stale`; `Missing`, `TooLong`, `Malformed` on `name` or the code of a language; `Missing` on
/// the vendor's language when it says nothing in any; `TooMuch` when there are too many.
pub async fn write_reply(
    context: &Context,
    actor: &Actor,
    which: Which,
    name: &str,
    texts: &[(Language, String)],
) -> Result<(), Error> {
    let granted = actor.grant_staff::<WriteReplies>()?;
    let name = input::required("name", name, LONGEST_NAME)?;
    let mut written = Texts::default();
    for (language, text) in texts {
        if let Some(text) = input::paragraph(language.code(), text, LONGEST_REPLY)? {
            written.0.insert(*language, text);
        }
    }
    if written.0.is_empty() {
        return Err(Refusal::field(Code::Missing, context.settings().vendor.language.code()).into());
    }
    let now = context.now();
    let tx = context.store().begin().await?;
    let (old, new) = match which {
        Which::New(key) => {
            let id = ReplyId(key.0);
            if store::cases::count_replies(&tx, &granted).await? >= MOST_REPLIES {
                return Err(Refusal::field(Code::TooMuch, "name").with(MOST_REPLIES).into());
            }
            if !store::cases::add_reply(&tx, &granted, id, (&name, &written), now).await? {
                return Ok(());
            }
            (None, Reply { id, version: 1, name, texts: written })
        }
        Which::Seen { id, version } => {
            let old = store::cases::lock_reply(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
            if old.version != version {
                return Err(Code::Stale.into());
            }
            store::cases::change_reply(&tx, &granted, id, (&name, &written), now).await?;
            (Some(old), Reply { id, version: version + 1, name, texts: written })
        }
    };
    store::settings::note_reply(&tx, &granted, (old.as_ref(), Some(&new)), now).await?;
    Ok(tx.commit().await?)
}

/// Removes one.
///
/// # Errors
/// `NotAllowed`, `NotFound`.
pub async fn remove_reply(context: &Context, actor: &Actor, id: ReplyId) -> Result<(), Error> {
    let granted = actor.grant_staff::<WriteReplies>()?;
    let tx = context.store().begin().await?;
    let old = store::cases::lock_reply(&tx, &granted, id).await?.ok_or(Code::NotFound)?;
    store::cases::remove_reply(&tx, &granted, id).await?;
    store::settings::note_reply(&tx, &granted, (Some(&old), None), context.now()).await?;
    Ok(tx.commit().await?)
}

/// Those for a case: in the customer's language or the next best, with names, numbers and the next promise put in.
pub(super) async fn filled(context: &Context, actor: &Actor, head: &Head) -> Result<Vec<FilledReply>, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let replies = store::cases::replies(context.store(), &granted).await?;
    let vendor = context.settings().vendor.language;
    let due = speaks_of(head.stage, head.due).filter(|(_, due)| *due > context.now());
    // In the language of the reply, which may be another than the customer's.
    let promised = |language: Language| {
        let i18n = I18n::of(language);
        due.map_or_else(
            || i18n.case_reply_soon().to_owned(),
            |(_, due)| {
                let due = context.wall(due, &head.time_zone);
                i18n.case_reply_promised(&format::date_full_weekday(language, due.date()), &format::time(language, due))
            },
        )
    };
    let own = store::accounts::myself(context.store(), actor.member).await?;
    let staff = own.map(|own| first_name(&own.name)).unwrap_or_default();
    let (case, order) = (head.number.to_string(), head.order.map(|order| order.to_string()).unwrap_or_default());
    let filled = |reply: Reply| {
        let (text, language) = reply.texts.pick(head.language, vendor);
        let promised = promised(language);
        let filling = Filling { customer: &head.by, case: &case, order: &order, promised: &promised, staff: &staff };
        FilledReply { id: reply.id, text: fill(text, &filling), name: reply.name }
    };
    Ok(replies.into_iter().map(filled).collect())
}
