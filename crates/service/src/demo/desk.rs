//! What the demo vendor's desk has ready: canned replies, and a cause that was found.

use domain::{
    causes::{CauseDraft, Wording},
    ids::CommandKey,
    language::Texts,
    permissions::Actor,
    time::Instant,
};
use serde::Deserialize;

use super::cases::Past;
use crate::{Context, Error, cases, causes, clock};

const REPLIES: &str = include_str!("../../../../demo/replies.json");
const CAUSES: &str = include_str!("../../../../demo/causes.json");
const HOUR: i64 = 60;

#[derive(Deserialize)]
struct Reply {
    name: String,
    texts: Texts,
}

#[derive(Deserialize)]
struct Cause {
    title: String,
    text: String,
    articles: String,
    /// Orders of so many days are affected.
    days: i64,
    /// The subject of the case that it was found by.
    case: String,
    told_hours_ago: i64,
    words: Vec<Wording>,
}

/// Writes the canned replies.
pub(super) async fn replies(context: &Context, admin: &Actor) -> Result<(), Error> {
    let replies: Vec<Reply> = serde_json::from_str(REPLIES).map_err(|error| Error::Fault(error.into()))?;
    for reply in replies {
        let texts: Vec<_> = reply.texts.0.into_iter().collect();
        let which = cases::Which::New(CommandKey(store::new_id()));
        cases::write_reply(context, admin, which, &reply.name, &texts).await?;
    }
    Ok(())
}

/// Writes the causes down, links the cases `numbered` by their subjects, and tells whom they affect.
pub(super) async fn causes(past: &Past, staff: &Actor, numbered: &[(&str, i64)]) -> Result<(), Error> {
    let causes: Vec<Cause> = serde_json::from_str(CAUSES).map_err(|error| Error::Fault(error.into()))?;
    for cause in causes {
        let context = past.go_to(cause.told_hours_ago * HOUR);
        let case = numbered.iter().find(|(subject, _)| *subject == cause.case).map(|(_, number)| number.to_string());
        let draft = CauseDraft {
            key: CommandKey(store::new_id()),
            number: String::new(),
            version: 0,
            title: cause.title,
            text: cause.text,
            articles: cause.articles,
            from: day(context, context.now().plus_days(-cause.days)),
            until: day(context, context.now()),
            case: case.unwrap_or_default(),
        };
        let number = causes::save(context, staff, &draft).await?;
        let version = causes::page(context, staff, number).await?.version;
        let key = CommandKey(store::new_id());
        let words = &cause.words;
        causes::tell(context, staff, causes::Tell { key, number, version, closes: false, words }).await?;
        causes::pass(context).await?;
    }
    Ok(())
}

fn day(context: &Context, at: Instant) -> String {
    clock::wall(at, &context.settings().vendor.time_zone).date().iso()
}
