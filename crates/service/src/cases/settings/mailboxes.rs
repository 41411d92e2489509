//! At which addresses the vendor gets mail, and what it becomes.

use domain::{
    cases::{CaseRules, Kind, MOST_TAGS, Mailbox, MailboxRow, tag},
    input,
    permissions::Actor,
    refusal::{Code, Refusal},
};

use super::{LONGEST_LINE, change_rules, choice, few, one_of, people, wrong};
use crate::{Context, Error};

/// The addresses, the first one that fits a mail first. A row without an address is left out; without a kind it is a question.
///
/// # Errors
/// `NotAllowed`, `Stale`, `TooMuch`; `Email`, `TooLong`, `TooMuch`, `NotFound` or, also for an address that is there twice,
/// `Malformed` on `rows[…][…]`.
pub async fn set_mailboxes(context: &Context, actor: &Actor, version: i32, rows: &[MailboxRow]) -> Result<(), Error> {
    let people = people(context, actor).await?;
    few(rows)?;
    let mut mailboxes: Vec<Mailbox> = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| !row.address.trim().is_empty()) {
        let address = input::email(&row.address).map_err(|refusal| wrong(refusal.code, place, "address"))?;
        if mailboxes.iter().any(|other| other.address == address) {
            return Err(wrong(Code::Malformed, place, "address").into());
        }
        mailboxes.push(Mailbox {
            address,
            kind: choice(place, "kind", &row.kind, Kind::parse)?.unwrap_or(Kind::Question),
            tags: tags(place, &row.tags)?,
            assign: one_of(&people, place, &row.assign)?,
        });
    }
    change_rules(context, actor, version, "mailboxes", |rules| CaseRules { mailboxes, ..rules }).await
}

/// As many tags as a case may have.
fn tags(place: usize, typed: &str) -> Result<Vec<String>, Refusal> {
    let typed = input::line(&format!("rows[{place}][tags]"), typed, LONGEST_LINE)?.unwrap_or_default();
    let mut tags: Vec<String> = typed.split([',', ';']).filter_map(tag).collect();
    tags.sort_unstable();
    tags.dedup();
    if tags.len() > MOST_TAGS { Err(wrong(Code::TooMuch, place, "tags").with(MOST_TAGS)) } else { Ok(tags) }
}
