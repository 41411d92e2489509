//! Commands: forms that change something, with scripts and without.
//!
//! Without scripts the form is posted, and the page comes back with what was refused and what was typed. With scripts
//! the same fields go to the same address, and the page stays. It is one type for all server functions, where leptos'
//! `ActionForm` compiles a parser and a client for each: half of what a page weighed.

use std::sync::Arc;

use domain::refusal::{Code, Refusal};
use leptos::{
    ev::{Event, SubmitEvent},
    html::Form,
    prelude::*,
    server_fn::ServerFn,
};
use serde::de::DeserializeOwned;

use crate::{
    ask::from_json,
    returned::{Fields, Returned, returned_to},
    wire::Refused,
};

/// One command of a page: where it goes, and what became of its last try. An answer may come when the page has been
/// left: then there is nothing to read, and nobody to tell.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    path: &'static str,
    /// What was sent last, when the page came as the answer to a plain form: with that.
    sent: RwSignal<Option<Arc<Fields>>>,
    /// The answer to the last try, as JSON.
    answer: RwSignal<Option<Result<String, Refusal>>>,
    pending: RwSignal<bool>,
    /// Counts the answers.
    version: RwSignal<usize>,
    /// What the page came back with.
    returned: StoredValue<Option<Arc<Returned>>>,
}

/// The command of a server function that takes a plain form.
#[must_use]
pub fn command<S>() -> Command
where
    S: ServerFn<Error = Refused>,
{
    Command::to(S::PATH)
}

impl Command {
    /// The command that posts to `path`.
    #[must_use]
    pub fn to(path: &'static str) -> Self {
        let returned = returned_to(path);
        Self {
            path,
            sent: RwSignal::new(returned.as_ref().map(|returned| Arc::new(returned.fields.clone()))),
            answer: RwSignal::new(returned.as_ref().map(|returned| returned.answer.clone())),
            pending: RwSignal::new(false),
            version: RwSignal::new(0),
            returned: StoredValue::new(returned),
        }
    }

    /// Counts the answers.
    #[must_use]
    pub fn version(self) -> Signal<usize> {
        Signal::derive(move || self.version.try_get().unwrap_or_default())
    }

    /// A try is under way.
    #[must_use]
    pub fn pending(self) -> Signal<bool> {
        Signal::derive(move || self.is_pending())
    }

    fn is_pending(self) -> bool {
        self.pending.try_get().unwrap_or_default()
    }

    /// The fields that were sent last.
    #[must_use]
    pub fn sent(self) -> Signal<Option<Arc<Fields>>> {
        Signal::derive(move || self.sent.try_get().flatten())
    }

    /// The last try was done.
    #[must_use]
    pub fn is_done(self) -> bool {
        self.answer.try_with(|answer| matches!(answer, Some(Ok(_)))).unwrap_or_default()
    }

    /// What the last try was refused for.
    #[must_use]
    pub fn refusal(self) -> Option<Refusal> {
        self.answer.try_with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().err()).cloned()).flatten()
    }

    /// What the last try was answered.
    #[must_use]
    pub fn answer<T: DeserializeOwned>(self) -> Option<T> {
        self.answer
            .try_with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().ok()).and_then(|text| from_json(text)))
            .flatten()
    }

    /// Forgets what the last try was refused for.
    pub fn clear(self) {
        self.answer.try_set(None);
    }

    /// What stands in a field at first: what was typed, when the page came back with it; else `otherwise`.
    #[must_use]
    pub fn typed(self, field: &str, otherwise: impl Into<String>) -> String {
        self.typed_about(None, field, otherwise)
    }

    /// The same where a page has several such forms: only what came back for the one whose field `about.0` is `about.1`.
    #[must_use]
    pub fn typed_about(self, about: Option<(&str, &str)>, field: &str, otherwise: impl Into<String>) -> String {
        self.came_back_about(about)
            .filter(|sent| sent.has(field))
            .map_or_else(|| otherwise.into(), |sent| sent.get(field).to_owned())
    }

    /// All that was typed into the form that came back refused.
    #[must_use]
    pub fn came_back_about(self, about: Option<(&str, &str)>) -> Option<Fields> {
        let returned = self.returned.try_get_value().flatten()?;
        let fields = Some(&returned.fields).filter(|_| returned.answer.is_err())?;
        about.is_none_or(|(key, value)| fields.get(key) == value).then(|| fields.clone())
    }

    /// Sends these fields.
    pub fn send(self, fields: Fields) {
        #[cfg(feature = "hydrate")]
        browser::send(self, fields);
        #[cfg(not(feature = "hydrate"))]
        let _ = fields;
    }

    /// Where its forms go; for a button that sends another form here.
    #[must_use]
    pub const fn path(self) -> &'static str {
        self.path
    }

    /// What stands in the form of the field or button that this happened to.
    #[must_use]
    pub fn fields_around(event: &Event) -> Option<Fields> {
        #[cfg(feature = "hydrate")]
        {
            browser::around(event)
        }
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = event;
            None
        }
    }

    /// Sends what stands in the form of the field or button that this happened to.
    pub fn send_form_of(self, event: &Event) {
        #[cfg(feature = "hydrate")]
        browser::send_around(self, event);
        #[cfg(not(feature = "hydrate"))]
        let _ = event;
    }

    /// A try begins that goes out by other means.
    #[cfg(feature = "hydrate")]
    pub(super) fn begin(self) {
        self.pending.set(true);
    }

    /// The try was stopped: there is no answer, and none is to come.
    #[cfg(feature = "hydrate")]
    pub(super) fn stopped(self) {
        self.pending.try_set(false);
    }

    #[cfg(feature = "hydrate")]
    pub(super) fn answered(self, answer: Result<String, Refusal>) {
        // The page may have been left meanwhile.
        self.answer.try_set(Some(answer));
        self.pending.try_set(false);
        self.version.try_update(|version| *version += 1);
    }
}

/// The form of a command. It works before the page is awake.
#[component]
pub fn CommandForm(
    command: Command,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] id: &'static str,
    #[prop(optional)] node_ref: Option<NodeRef<Form>>,
    children: Children,
) -> AnyView {
    let submit = move |event: SubmitEvent| {
        if !event.default_prevented() {
            event.prevent_default();
            #[cfg(feature = "hydrate")]
            browser::submit(command, &event);
        }
    };
    let class = (!class.is_empty()).then_some(class);
    let id = (!id.is_empty()).then_some(id);
    let form = leptos::html::form()
        .action(command.path)
        .method("post")
        .class(class)
        .id(id)
        .on(leptos::ev::submit, submit)
        .child(children());
    match node_ref {
        Some(node_ref) => form.node_ref(node_ref).into_any(),
        None => form.into_any(),
    }
}

/// Empties the form of a command each time that it succeeds: it is for the next one.
pub fn emptied_after(command: Command, form: NodeRef<Form>) {
    let version = command.version();
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now)
            && untrack(|| command.is_done())
            && let Some(form) = form.get_untracked()
        {
            form.reset();
        }
        now
    });
}

/// What the last try of a command was refused for; also when a plain form came back with it.
#[must_use]
pub fn refusal_of(command: Command) -> Signal<Option<Refusal>> {
    Signal::derive(move || command.refusal())
}

/// `aria-busy` of the button of a command under way.
#[must_use]
pub fn busy(command: Command) -> Signal<Option<&'static str>> {
    Signal::derive(move || command.is_pending().then_some("true"))
}

/// Counts the answers of a command that settle it, for [`super::key_field`]: a lost connection or a busy portal settles
/// nothing, so that the next try goes with the same key and nothing is done twice.
#[must_use]
pub fn settled(command: Command) -> Signal<usize> {
    Memo::new(move |before: Option<&usize>| {
        let now = command.version.try_get().unwrap_or_default();
        let is_open = command.refusal().is_some_and(|refusal| later(refusal.code));
        if is_open { before.copied().unwrap_or_default() } else { now }
    })
    .into()
}

/// Whether the same thing may well succeed when it is tried again.
#[must_use]
pub const fn later(code: Code) -> bool {
    matches!(code, Code::Offline | Code::Busy | Code::Late | Code::Fault | Code::TooMany | Code::PaymentDown)
}

#[cfg(feature = "hydrate")]
pub(super) mod browser {
    use std::sync::Arc;

    use leptos::{
        ev::{Event, SubmitEvent},
        prelude::*,
        task::spawn_local,
    };
    use wasm_bindgen::JsCast;
    use web_sys::{FormData, HtmlElement, HtmlFormElement};

    use super::Command;
    use crate::{
        ask::browser::{Body, post},
        returned::Fields,
    };

    /// Sends what stands in the form, and which of its buttons was pressed.
    pub(super) fn submit(command: Command, event: &SubmitEvent) {
        let Some(form) = event.current_target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        let Some(mut fields) = fields_of(&form) else { return };
        if let Some(button) = event.submitter()
            && let (Some(name), Some(value)) = (button.get_attribute("name"), button.get_attribute("value"))
        {
            fields.0.push((name, value));
        }
        try_send(command, fields, Some(form));
    }

    /// What stands in the form that an element belongs to, wherever in the page that form is.
    pub(super) fn around(event: &Event) -> Option<Fields> {
        fields_of(&form_around(event)?)
    }

    pub(super) fn send_around(command: Command, event: &Event) {
        let Some(form) = form_around(event) else { return };
        if let Some(fields) = fields_of(&form) {
            try_send(command, fields, Some(form));
        }
    }

    fn form_around(event: &Event) -> Option<HtmlFormElement> {
        let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
        let form = match element.closest("[form]").ok().flatten() {
            Some(of) => document().get_element_by_id(&of.get_attribute("form")?)?,
            None => element.closest("form").ok().flatten()?,
        };
        form.dyn_into().ok()
    }

    fn fields_of(form: &HtmlFormElement) -> Option<Fields> {
        let data = FormData::new_with_form(form).ok()?;
        let entries = js_sys::try_iter(&data).ok().flatten();
        let text = |pair: Result<wasm_bindgen::JsValue, _>| {
            let pair: js_sys::Array = pair.ok()?.dyn_into().ok()?;
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        };
        Some(Fields(entries.into_iter().flatten().filter_map(text).collect()))
    }

    pub(super) fn send(command: Command, fields: Fields) {
        try_send(command, fields, None);
    }

    fn try_send(command: Command, fields: Fields, form: Option<HtmlFormElement>) {
        // The second press of a double click. Another of the page's forms may go out meanwhile: it has other fields.
        let is_under_way = command.pending.get_untracked()
            && command.sent.with_untracked(|sent| sent.as_ref().is_some_and(|sent| **sent == fields));
        if is_under_way {
            return;
        }
        let fields = Arc::new(fields);
        command.sent.set(Some(Arc::clone(&fields)));
        command.pending.set(true);
        spawn_local(async move {
            let answer = post(command.path, Body::Form(&fields)).await;
            let is_refused = answer.is_err();
            command.answered(answer);
            if let Some(form) = form.filter(|_| is_refused) {
                show_refusal(form);
            }
        });
    }

    /// Brings what was refused before the eyes, once it is in the page: the field that is wrong, else what is said of it.
    pub(in crate::ui) fn show_refusal(form: HtmlFormElement) {
        request_animation_frame(move || {
            let found = |selector| form.query_selector(selector).ok().flatten();
            // A field may stand outside of its form.
            let wrong = found("[aria-invalid=true]")
                .or_else(|| document().query_selector("main [aria-invalid=true]").ok().flatten());
            if let Some(field) = wrong.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
                // It fails only when the field has left the page.
                let _ = field.focus();
            } else if let Some(said) = found("[role=alert], .notice") {
                said.scroll_into_view_with_bool(false);
            }
        });
    }
}
