//! Who is above: whom an escalation and a missed promise are told.

use domain::{
    cases::CaseRules,
    permissions::Actor,
    refusal::{Code, Refusal},
};

use super::{MOST_ADDRESSES, change_rules, few, people, person};
use crate::{Context, Error};

/// The addresses of those above, in the order in which customers read of them; without any these are the admins. Nobody is
/// listed twice.
///
/// # Errors
/// `NotAllowed`, `Stale`, `TooMuch`; `NotFound` on `people[…]` for who is none of the vendor's people or is not let in.
pub async fn set_above(context: &Context, actor: &Actor, version: i32, listed: &[String]) -> Result<(), Error> {
    let people = people(context, actor).await?;
    few(listed)?;
    let mut above: Vec<String> = Vec::with_capacity(listed.len());
    for (place, typed) in listed.iter().enumerate().filter(|(_, typed)| !typed.trim().is_empty()) {
        let refused = |code| Refusal::field(code, &format!("people[{place}]"));
        let email = person(&people, typed).ok_or_else(|| refused(Code::NotFound))?;
        if above.len() >= MOST_ADDRESSES {
            return Err(refused(Code::TooMuch).with(MOST_ADDRESSES).into());
        }
        if !above.contains(&email) {
            above.push(email);
        }
    }
    change_rules(context, actor, version, "above", |rules| CaseRules { above, ..rules }).await
}
