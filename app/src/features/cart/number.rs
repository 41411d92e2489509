//! An article number with suggestions and a quantity: the quickest way for who knows what they want.

use std::time::Duration;

use domain::{refusal::Code, shop::Suggestion};
use leptos::{html::Input, prelude::*, task::spawn_local};

use super::{api::Change, count, queue};
use crate::{
    ask::ask,
    features::shop::api::Suggest,
    reader::{use_i18n, use_language, use_reader},
    ui::{
        Command, CommandForm, busy, command, counted, error_notice, field_error, icon, invalid, key_field, refusal_of,
        settled,
    },
};

/// A pause in typing after which suggestions are worth asking for.
const PAUSE: Duration = Duration::from_millis(150);

/// Fewer letters than this suggest everything, which is nothing.
const FEWEST: usize = 2;

/// What is typed and what is suggested.
#[derive(Clone, Copy)]
struct Typing {
    text: RwSignal<String>,
    quantity: RwSignal<String>,
    found: RwSignal<Vec<Suggestion>>,
    /// Which suggestion the arrow keys are on.
    at: RwSignal<Option<usize>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    number_field: NodeRef<Input>,
    quantity_field: NodeRef<Input>,
}

/// The form; it puts one article into the cart and is ready for the next.
#[must_use]
pub fn number_form() -> AnyView {
    let i18n = use_i18n();
    let action = command::<Change>();
    let refusal = refusal_of(action);
    let status = RwSignal::new(String::new());
    let typing = Typing {
        text: RwSignal::new(action.typed("number", "")),
        quantity: RwSignal::new(action.typed("quantity", "")),
        found: RwSignal::new(Vec::new()),
        at: RwSignal::new(None),
        timer: StoredValue::new(None),
        number_field: NodeRef::new(),
        quantity_field: NodeRef::new(),
    };
    let kept = after_answer(action, typing, status);
    // What waits on this device is not an error, and is said below.
    let shown = Signal::derive(move || refusal.get().filter(|_| !kept.get()));
    // What is typed anew is another command, and so is the next one after one that waits on this device.
    let answered = settled(action);
    let made = counted(move || {
        answered.track();
        typing.text.track();
        typing.quantity.track();
    });
    // Without scripts the cart shows what became of it; with them the page stays for the next number.
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let open = move || typing.found.with(|found| !found.is_empty());
    let active = move || typing.at.get().map(|at| format!("suggestion-{at}"));
    view! {
        <CommandForm command=action class="stack">
            {key_field(made)}
            {error_notice(shown, &["number", "quantity"])}
            <input type="hidden" name="mode" value="add"/>
            <input type="hidden" name="next" value=move || if awake.get() { "" } else { "/cart" }/>
            <div class="field-row">
                <div class="field">
                    <label for="quick-number">{i18n.quick_number()}</label>
                    <input
                        id="quick-number"
                        node_ref=typing.number_field
                        type="text"
                        name="number"
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck="false"
                        role="combobox"
                        aria-autocomplete="list"
                        aria-controls="suggestions"
                        aria-expanded=move || if open() { "true" } else { "false" }
                        aria-activedescendant=active
                        aria-invalid=invalid(shown, "number")
                        aria-describedby="number-error"
                        value=typing.text.get_untracked()
                        prop:value=move || typing.text.get()
                        on:input=move |event| typing.look(event_target_value(&event))
                        on:keydown=move |event| {
                            if typing.key(&event.key()) {
                                event.prevent_default();
                            }
                        }
                        on:blur=move |_| typing.close()
                    />
                    {suggestions(typing)}
                    {field_error(shown, "number")}
                </div>
                <div class="field">
                    <label for="quick-quantity">{i18n.shop_quantity()}</label>
                    <input
                        id="quick-quantity"
                        node_ref=typing.quantity_field
                        type="text"
                        inputmode="decimal"
                        name="quantity"
                        autocomplete="off"
                        placeholder="1"
                        aria-invalid=invalid(shown, "quantity")
                        aria-describedby="quantity-error"
                        value=typing.quantity.get_untracked()
                        prop:value=move || typing.quantity.get()
                        on:input=move |event| typing.quantity.set(event_target_value(&event))
                    />
                    {field_error(shown, "quantity")}
                </div>
            </div>
            <button class="button" type="submit" aria-busy=busy(action)>{icon("cart")} " " {i18n.shop_add()}</button>
            <p class="soft" role="status">{move || status.get()}</p>
        </CommandForm>
    }
    .into_any()
}

fn suggestions(typing: Typing) -> AnyView {
    let i18n = use_i18n();
    let options = move || {
        typing
            .found
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, suggestion)| {
                let here = move || if typing.at.get() == Some(index) { "true" } else { "false" };
                let Suggestion { number, name, .. } = suggestion;
                let chosen = number.clone();
                view! {
                    <li
                        class="row"
                        role="option"
                        id=format!("suggestion-{index}")
                        aria-selected=here
                        on:mousedown=move |event| {
                            // The field keeps the focus, so that the list does not close before the choice counts.
                            event.prevent_default();
                            typing.choose(chosen.clone());
                        }
                    >
                        <span class="row-text">{name}<small>{number}</small></span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul
            class="suggestions rows"
            role="listbox"
            id="suggestions"
            aria-label=i18n.quick_suggestions()
            hidden=move || typing.found.with(Vec::is_empty)
        >
            {options}
        </ul>
    }
    .into_any()
}

impl Typing {
    /// Something was typed: look for it when the typing pauses.
    fn look(self, typed: String) {
        self.text.set(typed.clone());
        if let Some(Some(handle)) = self.timer.try_get_value() {
            handle.clear();
        }
        if typed.trim().chars().count() < FEWEST {
            self.close();
            return;
        }
        let ask = move || {
            spawn_local(async move {
                let found = ask(Suggest { text: typed.clone() }).await.unwrap_or_default();
                // The answer to what is no longer typed comes too late; so does one for a page that was left.
                if self.text.try_get_untracked().is_some_and(|now| now == typed) {
                    self.at.set(None);
                    self.found.set(found);
                }
            });
        };
        self.timer.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    }

    /// A key was pressed. Says whether that was all it was for.
    fn key(self, key: &str) -> bool {
        let many = self.found.with_untracked(Vec::len);
        if many == 0 {
            return false;
        }
        match key {
            "ArrowDown" => self.at.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % many))),
            "ArrowUp" => self.at.update(|at| *at = Some(at.map_or(many - 1, |at| (at + many - 1) % many))),
            "Escape" => self.close(),
            "Enter" => {
                let chosen =
                    self.at.get_untracked().and_then(|at| self.found.with_untracked(|found| found.get(at).cloned()));
                match chosen {
                    Some(chosen) => self.choose(chosen.number),
                    None => return false,
                }
            }
            _ => return false,
        }
        true
    }

    fn choose(self, number: String) {
        self.text.set(number);
        self.close();
        if let Some(field) = self.quantity_field.get_untracked() {
            // It fails only when the field has left the page.
            let _ = field.focus();
        }
    }

    fn close(self) {
        self.at.set(None);
        self.found.set(Vec::new());
    }

    /// Ready for the next number.
    fn clear(self) {
        self.text.set(String::new());
        self.quantity.set(String::new());
        self.close();
        if let Some(field) = self.number_field.get_untracked() {
            // It fails only when the field has left the page.
            let _ = field.focus();
        }
    }
}

/// Says what became of each press, and whether the last one waits on this device.
fn after_answer(action: Command, typing: Typing, status: RwSignal<String>) -> RwSignal<bool> {
    let i18n = use_i18n();
    let language = use_language();
    let reader = use_reader();
    let kept = RwSignal::new(false);
    let (sent, version) = (action.sent(), action.version());
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) {
            let change = sent.get_untracked().unwrap_or_default();
            let number = change.get("number").to_owned();
            let waits = untrack(|| action.refusal()).is_some_and(|refusal| refusal.code == Code::Offline)
                && queue::from_typed(&change, None, language).is_some_and(queue::keep);
            kept.set(waits);
            if let Some(lines) = untrack(|| action.answer::<i32>()) {
                count::set(reader, lines);
                status.set(i18n.quick_added(&number));
                typing.clear();
            } else if waits {
                status.set(i18n.quick_kept(&number));
                typing.clear();
            } else {
                status.set(String::new());
            }
        }
        now
    });
    kept
}
