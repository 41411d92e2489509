//! What is being typed, kept outside of what is fetched.
//!
//! A page that is fetched again makes its forms anew. What somebody is writing, and the key with which it will be sent,
//! live here, beside the page's commands: they change only when that very command has succeeded.

use std::collections::HashMap;

use leptos::prelude::*;

use super::{Command, Field, field, in_place, new_key, refetch::focus_first, refusal_of, settled};

/// One text of one command.
#[derive(Clone, Copy, Debug)]
pub struct Typing {
    command: Command,
    name: &'static str,
    text: RwSignal<String>,
    key: RwSignal<String>,
}

/// The text in the field `name` of a command; made at the top of a page.
#[must_use]
pub fn typing(command: Command, name: &'static str) -> Typing {
    let text = RwSignal::new(command.typed(name, ""));
    let key = RwSignal::new(new_key());
    follow(command, text, key);
    Typing { command, name, text, key }
}

/// Empties the text when the command has succeeded, and makes another key when it is settled.
fn follow(command: Command, text: RwSignal<String>, key: RwSignal<String>) {
    let version = command.version();
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) && untrack(|| command.is_done()) {
            text.set(String::new());
        }
        now
    });
    let made = settled(command);
    Effect::new(move |before: Option<usize>| {
        let now = made.get();
        if before.is_some_and(|before| before != now) {
            key.set(new_key());
        }
        now
    });
}

impl Typing {
    /// Keeps what is typed apart for each thing that the page can be about without being made anew: going from one to the
    /// next leaves the words with the first, and coming back finds them.
    #[must_use]
    pub fn apart(self, about: Signal<i64>) -> Self {
        let Self { command, text, key, .. } = self;
        let drafts = StoredValue::new(HashMap::<i64, (String, String)>::new());
        Effect::new(move |before: Option<i64>| {
            let now = about.get();
            if let Some(before) = before.filter(|before| *before != now) {
                let draft = (text.get_untracked(), key.get_untracked());
                drafts.update_value(|drafts| _ = drafts.insert(before, draft));
                let kept = drafts.try_update_value(|drafts| drafts.remove(&now)).flatten();
                let (words, old_key) = kept.unwrap_or_else(|| (String::new(), new_key()));
                text.set(words);
                key.set(old_key);
                command.clear();
            }
            now
        });
        self
    }

    /// Begins with a text, where nothing is typed yet.
    pub fn begin(self, words: &str) {
        if self.text.with_untracked(String::is_empty) {
            self.text.set(words.to_owned());
        }
    }

    /// Writes a text after what is typed.
    pub fn append(self, words: &str) {
        self.text.update(|text| {
            if !text.trim().is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(words);
        });
        focus_first(&["textarea[name=text]"]);
    }

    /// What is typed.
    #[must_use]
    pub const fn text(self) -> RwSignal<String> {
        self.text
    }

    /// The command's key.
    #[must_use]
    pub fn key_field(self) -> AnyView {
        let key = self.key;
        view! { <input type="hidden" name="key" value=move || key.get()/> }.into_any()
    }

    /// It goes with this command, too: then the text has gone, and the next one has another key.
    pub fn sent_with(self, other: Command) {
        follow(other, self.text, self.key);
    }

    /// The field.
    #[must_use]
    pub fn area(self, id: &'static str, label: &'static str, rows: &'static str) -> AnyView {
        self.field(field(self.name, label).id(id).most("8000"), rows)
    }

    /// The field with a hint, a remark or a length of its own.
    #[must_use]
    pub fn field(self, field: Field, rows: &'static str) -> AnyView {
        field.area_kept(in_place(refusal_of(self.command)), rows, self.text)
    }
}
