//! A field that text is typed into: its label above, a hint, and below it what was refused about it.

use domain::refusal::Refusal;
use leptos::prelude::*;

use super::{area_text, field_error_at};
use crate::reader::use_i18n;

/// A field of a form, to be ended by [`Field::line`] or [`Field::area`].
///
/// Everything but the label has a default that most fields keep: text, of which the browser remembers nothing.
#[derive(Clone, Debug)]
pub struct Field {
    id: String,
    name: String,
    label: String,
    refused_as: Option<String>,
    hint: Option<String>,
    remark: Option<&'static str>,
    required: bool,
    kind: Option<&'static str>,
    keyboard: Option<&'static str>,
    most: Option<&'static str>,
    complete: &'static str,
    capitals: Option<&'static str>,
    list: Option<&'static str>,
    form: Option<&'static str>,
    language: Option<&'static str>,
    range: (Option<String>, Option<String>, Option<&'static str>),
}

/// The field that is sent as `name`.
#[must_use]
pub fn field(name: impl Into<String>, label: impl Into<String>) -> Field {
    let name = name.into();
    Field {
        id: name.clone(),
        name,
        label: label.into(),
        refused_as: None,
        hint: None,
        remark: None,
        required: false,
        kind: None,
        keyboard: None,
        most: None,
        complete: "off",
        capitals: None,
        list: None,
        form: None,
        language: None,
        range: (None, None, None),
    }
}

impl Field {
    /// An id of its own, where a page has several fields of this name.
    #[must_use]
    pub fn id(self, id: impl Into<String>) -> Self {
        Self { id: id.into(), ..self }
    }

    /// A sentence between the label and what is typed.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// What a refusal calls it, where that is not its name.
    #[must_use]
    pub fn refused_as(self, name: impl Into<String>) -> Self {
        Self { refused_as: Some(name.into()), ..self }
    }

    /// May stay empty, and says so.
    #[must_use]
    pub fn optional(self) -> Self {
        self.remark(use_i18n().field_optional())
    }

    /// A word beside the label: when it is to be filled in.
    #[must_use]
    pub fn remark(self, remark: &'static str) -> Self {
        Self { remark: Some(remark), ..self }
    }

    /// May not stay empty: the browser says so before anything is sent.
    #[must_use]
    pub fn required(self, required: bool) -> Self {
        Self { required, ..self }
    }

    /// The type of the input, `text` otherwise.
    #[must_use]
    pub fn kind(self, kind: &'static str) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// The keyboard that a phone offers: `inputmode`.
    #[must_use]
    pub fn keyboard(self, keyboard: Option<&'static str>) -> Self {
        Self { keyboard, ..self }
    }

    /// The most characters that can be typed.
    #[must_use]
    pub fn most(self, most: &'static str) -> Self {
        Self { most: Some(most), ..self }
    }

    /// What the browser may fill in: a token of `autocomplete`.
    #[must_use]
    pub fn complete(self, complete: &'static str) -> Self {
        Self { complete, ..self }
    }

    /// No capital at the beginning: an address.
    #[must_use]
    pub fn small_letters(self) -> Self {
        Self { capitals: Some("none"), ..self }
    }

    /// The id of the `<datalist>` that offers words for it.
    #[must_use]
    pub fn list(self, list: &'static str) -> Self {
        Self { list: Some(list), ..self }
    }

    /// The id of the form that it is sent with, when it stands elsewhere.
    #[must_use]
    pub fn form(self, form: &'static str) -> Self {
        Self { form: Some(form), ..self }
    }

    /// The language in which it is written.
    #[must_use]
    pub fn language(self, language: &'static str) -> Self {
        Self { language: Some(language), ..self }
    }

    /// The least and the most that a number or a day may be.
    #[must_use]
    pub fn range(self, least: impl Into<String>, most: Option<String>) -> Self {
        Self { range: (Some(least.into()), most, self.range.2), ..self }
    }

    /// The step between two numbers that may be typed.
    #[must_use]
    pub fn step(self, step: &'static str) -> Self {
        Self { range: (self.range.0, self.range.1, Some(step)), ..self }
    }

    /// One line, which begins with `value`.
    #[must_use]
    pub fn line(self, refusal: Signal<Option<Refusal>>, value: impl Into<String>) -> AnyView {
        let described = Described::of(&self, refusal);
        let (least, most, step) = self.range.clone();
        let input = view! {
            <input
                id=self.id.clone()
                name=self.name.clone()
                form=self.form
                type=self.kind
                inputmode=self.keyboard
                maxlength=self.most
                autocomplete=self.complete
                autocapitalize=self.capitals
                list=self.list
                lang=self.language
                min=least
                max=most
                step=step
                required=self.required
                value=value.into()
                aria-invalid=described.invalid
                aria-describedby=described.by
            />
        };
        self.around(refusal, input.into_any())
    }

    /// Several lines, of which `rows` are seen at once.
    #[must_use]
    pub fn area(self, refusal: Signal<Option<Refusal>>, rows: &'static str, value: impl Into<String>) -> AnyView {
        let value = value.into();
        let shown = area_text(&value);
        self.area_of(refusal, rows, shown, move || value.clone(), |_| {})
    }

    /// The same for a text that is kept outside of the form.
    #[must_use]
    pub fn area_kept(self, refusal: Signal<Option<Refusal>>, rows: &'static str, text: RwSignal<String>) -> AnyView {
        let shown = area_text(&text.get_untracked());
        self.area_of(refusal, rows, shown, move || text.get(), move |typed| text.set(typed))
    }

    fn area_of(
        self,
        refusal: Signal<Option<Refusal>>,
        rows: &'static str,
        shown: String,
        value: impl Fn() -> String + Send + Sync + 'static,
        typed: impl Fn(String) + 'static,
    ) -> AnyView {
        let described = Described::of(&self, refusal);
        let area = view! {
            <textarea
                id=self.id.clone()
                name=self.name.clone()
                form=self.form
                rows=rows
                maxlength=self.most
                lang=self.language
                required=self.required
                prop:value=value
                on:input=move |event| typed(event_target_value(&event))
                aria-invalid=described.invalid
                aria-describedby=described.by
            >
                {shown}
            </textarea>
        };
        self.around(refusal, area.into_any())
    }

    fn around(self, refusal: Signal<Option<Refusal>>, control: AnyView) -> AnyView {
        let Self { id, name, refused_as, label, hint, remark, .. } = self;
        let remark = remark.map(|remark| view! { " " <span class="optional">{remark}</span> });
        let hint = hint.map(|hint| view! { <p class="hint" id=hint_of(&id)>{hint}</p> });
        let error = error_of(&id);
        view! {
            <div class="field">
                <label for=id>{label}{remark}</label>
                {hint}
                {control}
                {field_error_at(error, refusal, refused_as.unwrap_or(name))}
            </div>
        }
        .into_any()
    }
}

/// What a screen reader is told about a field.
struct Described {
    invalid: Signal<Option<&'static str>>,
    by: Signal<Option<String>>,
}

impl Described {
    fn of(field: &Field, refusal: Signal<Option<Refusal>>) -> Self {
        let name = field.refused_as.as_ref().unwrap_or(&field.name).clone();
        let invalid = Signal::derive(move || {
            let is_refused = refusal.with(|refusal| {
                refusal.as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some(name.as_str()))
            });
            is_refused.then_some("true")
        });
        let hint = field.hint.is_some().then(|| hint_of(&field.id));
        let error = error_of(&field.id);
        let by = Signal::derive(move || match (&hint, invalid.get()) {
            (None, None) => None,
            (Some(hint), None) => Some(hint.clone()),
            (None, Some(_)) => Some(error.clone()),
            (Some(hint), Some(_)) => Some(format!("{hint} {error}")),
        });
        Self { invalid, by }
    }
}

fn hint_of(id: &str) -> String {
    format!("{id}-hint")
}

fn error_of(id: &str) -> String {
    format!("{id}-error")
}
