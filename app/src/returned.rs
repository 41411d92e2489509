//! What a plain form came back with: the page is rendered in the answer to the form, with what was typed and why it was
//! refused, so that nothing is lost where scripts are off or were not there yet.

use std::sync::Arc;

use domain::refusal::Refusal;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The fields of a form as they were sent, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// What was sent in a field; empty when it was not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether a field was sent at all; a box that is not ticked is not.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

/// A form that came back with its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The address of the page, with its query.
    pub page: String,
    /// The address of the server function.
    pub command: String,
    pub fields: Fields,
    /// The answer as JSON, or why there is none.
    pub answer: Result<String, Refusal>,
}

/// In the context of a page that is rendered for a form; gone when the reader has moved on.
#[derive(Clone, Copy, Debug)]
pub struct ReturnedContext(pub RwSignal<Option<Arc<Returned>>>);

/// Puts what came back into the context of the page.
pub fn provide(returned: Option<Returned>) {
    provide_context(ReturnedContext(RwSignal::new(returned.map(Arc::new))));
}

/// What came back for this command, if this page was rendered for it.
#[must_use]
pub fn returned_to(command: &str) -> Option<Arc<Returned>> {
    use_context::<ReturnedContext>()?.0.get_untracked().filter(|returned| returned.command == command)
}

/// The reader has moved on: another page of the same kind has nothing to do with it.
pub fn forget() {
    if let Some(ReturnedContext(returned)) = use_context::<ReturnedContext>() {
        returned.set(None);
    }
}
