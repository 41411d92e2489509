//! What is being written in a new case, kept on the device until it is sent.

use domain::cases::Writing;
use leptos::{ev::Event, html::Form, prelude::*};

use crate::{
    reader::use_i18n,
    returned::Fields,
    ui::{Command, Sending, Tone, draft_place, keep_draft, notice, read_draft},
};

/// The draft of one form: there is one for each thing that is written about.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    place: StoredValue<String>,
    element: NodeRef<Form>,
    /// The words themselves: their field follows this.
    text: RwSignal<String>,
    /// Something was put back into the form.
    is_back: RwSignal<bool>,
}

impl Draft {
    /// Puts what was kept back into the form, once it is awake; and forgets it when it was sent. What came back from the
    /// portal is newer, and what `asked` chose in the address is meant so.
    pub(super) fn of(
        writing: &Writing,
        asked: &str,
        sending: Sending,
        element: NodeRef<Form>,
        text: RwSignal<String>,
    ) -> Self {
        let order = writing.about.order.map(|order| order.to_string()).unwrap_or_default();
        let article = writing.about.article.as_ref().map_or("", |(number, _)| number);
        let place = draft_place(&format!("case/new/{order}/{article}"));
        let draft = Self { place: StoredValue::new(place), element, text, is_back: RwSignal::new(false) };
        let came_back = sending.with_files.command.came_back_about(None).is_some();
        let chooses_kind = !asked.is_empty();
        Effect::new(move |_| {
            if !came_back {
                // After the page has set its fields to what they begin with.
                request_animation_frame(move || draft.put_back(chooses_kind));
            }
        });
        for command in [sending.words, sending.with_files.command] {
            draft.forget_after(command);
        }
        draft
    }

    fn forget_after(self, command: Command) {
        let version = command.version();
        Effect::new(move |before: Option<usize>| {
            let now = version.get();
            if before.is_some_and(|before| before != now) && untrack(|| command.is_done()) {
                self.forget();
            }
            now
        });
    }

    fn put_back(self, chooses_kind: bool) {
        let Some(Some(mut kept)) = self.place.try_with_value(|place| read_draft(place)) else { return };
        kept.0.retain(|(name, _)| !(chooses_kind && name == "kind"));
        #[cfg(feature = "hydrate")]
        if let Some(Some(form)) = self.element.try_get_untracked() {
            crate::ui::fill_form(&form, &kept);
            self.text.set(kept.get("text").to_owned());
            // Each choice that was made again has kept the form as it was at that moment.
            self.place.with_value(|place| keep_draft(place, kept.clone()));
            // A choice alone is not worth a word.
            self.is_back.set(["subject", "text", "tags", "expected"].iter().any(|name| kept.has(name)));
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (kept, self.element, self.text);
    }

    /// Something was typed or chosen.
    pub(super) fn keep(self, event: &Event) {
        let Some(Fields(mut fields)) = Command::fields_around(event) else { return };
        fields.retain(|(name, _)| !matches!(name.as_str(), "key" | "order" | "article"));
        self.place.with_value(|place| keep_draft(place, Fields(fields)));
    }

    fn forget(self) {
        self.place.with_value(|place| keep_draft(place, Fields::default()));
    }

    /// That something is back, and the way to do without it.
    pub(super) fn notice(self) -> AnyView {
        let i18n = use_i18n();
        let Self { element, is_back, .. } = self;
        let drop_it = move |_| {
            self.forget();
            is_back.set(false);
            if let Some(form) = element.get_untracked() {
                form.reset();
                self.text.set(String::new());
                // The first choices are those of the page; what hangs on them follows.
                reset_choices();
            }
        };
        (move || {
            is_back.get().then(|| {
                let words = view! {
                    <p>
                        {i18n.case_draft_back()} " "
                        <button class="button-text" type="button" on:click=drop_it>{i18n.case_draft_drop()}</button>
                    </p>
                };
                notice(Tone::Plain, "edit", words.into_any())
            })
        })
        .into_any()
    }
}

/// Says again which choices are made, to whom it concerns.
fn reset_choices() {
    #[cfg(feature = "hydrate")]
    for name in ["kind", "impact", "needed"] {
        let chosen = document().query_selector(&format!("#main input[name={name}]:checked")).ok().flatten();
        if let (Some(field), Ok(event)) = (chosen, Event::new("change")) {
            let _ = field.dispatch_event(&event);
        }
    }
}
