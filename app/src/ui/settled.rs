//! When a command's key has served its purpose.

use domain::refusal::Code;
use leptos::{prelude::*, server_fn::ServerFn};

use super::refusal_of;
use crate::wire::Refused;

/// Counts the answers of an action that settle it, for [`super::key_field`]: a lost connection or a busy portal settles
/// nothing, so that the next try goes with the same key and nothing is done twice.
#[must_use]
pub fn settled<S>(action: ServerAction<S>) -> Signal<usize>
where
    S: ServerFn<Error = Refused> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let version = action.version();
    let refusal = refusal_of(action);
    Memo::new(move |before: Option<&usize>| {
        let now = version.get();
        if refusal.with(|refusal| refusal.as_ref().is_some_and(|refusal| later(refusal.code))) {
            before.copied().unwrap_or_default()
        } else {
            now
        }
    })
    .into()
}

/// Counts up whenever something that `track` reads has changed, for the key of a form whose next press is another
/// command for more reasons than an answer.
#[must_use]
pub fn counted(track: impl Fn() + Send + Sync + 'static) -> Signal<usize> {
    Memo::new(move |before: Option<&usize>| {
        track();
        before.map_or(0, |count| count + 1)
    })
    .into()
}

/// Whether the same thing may well succeed when it is tried again.
#[must_use]
pub const fn later(code: Code) -> bool {
    matches!(code, Code::Offline | Code::Busy | Code::Fault | Code::TooMany)
}
