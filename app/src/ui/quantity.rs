//! How much of something: a number with minus and plus.

use std::time::Duration;

use domain::{format::marks, language::Language, money::Quantity};
use leptos::{html::Input, prelude::*};

use super::icon;
use crate::reader::{use_i18n, use_language};

/// Several presses of plus are one change: the form goes this long after the last one.
const SETTLE: Duration = Duration::from_millis(400);

/// What the buttons beside the number do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// They change the number, and another button sends the form. Without scripts they rest; the number can be typed.
    InPlace,
    /// They send the form with `step`; with scripts they change the number and send it when it has settled.
    Submit,
}

/// A quantity as text for an input: `40`, `2.5`.
#[must_use]
pub fn plain_quantity(quantity: Quantity) -> String {
    let (whole, rest) = (quantity.millis() / 1_000, (quantity.millis() % 1_000).abs());
    if rest == 0 {
        return whole.to_string();
    }
    let text = format!("{whole}.{rest:03}");
    text.trim_end_matches('0').to_owned()
}

/// The same as its reader writes it: `2,5` where decimals have a comma.
#[must_use]
pub fn own_quantity(language: Language, quantity: Quantity) -> String {
    let (_, decimal) = marks(language);
    plain_quantity(quantity).replace('.', decimal.encode_utf8(&mut [0; 4]))
}

/// Minus, number, plus. `typed` is the number as it stands in the field, whose name is `quantity`.
#[must_use]
pub fn quantity_field(
    typed: RwSignal<String>,
    step: Quantity,
    label: String,
    steps: Steps,
    invalid: Signal<bool>,
) -> AnyView {
    let i18n = use_i18n();
    let input = NodeRef::<Input>::new();
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let less = step_button(typed, step, false, steps, i18n.quantity_less(), input, timer);
    let more = step_button(typed, step, true, steps, i18n.quantity_more(), input, timer);
    view! {
        <div class="quantity">
            {less}
            <input
                node_ref=input
                type="text"
                inputmode="decimal"
                autocomplete="off"
                name="quantity"
                aria-label=label
                aria-invalid=move || invalid.get().then_some("true")
                value=typed.get_untracked()
                prop:value=move || typed.get()
                on:input=move |event| { typed.try_set(event_target_value(&event)); }
                on:change=move |_| {
                    if steps == Steps::Submit {
                        send_soon(input, typed, timer);
                    }
                }
            />
            {more}
        </div>
    }
    .into_any()
}

fn step_button(
    typed: RwSignal<String>,
    step: Quantity,
    up: bool,
    steps: Steps,
    label: &'static str,
    input: NodeRef<Input>,
    timer: StoredValue<Option<TimeoutHandle>>,
) -> AnyView {
    let language = use_language();
    let (sign, value) = if up { (icon("plus"), "1") } else { (icon("minus"), "-1") };
    match steps {
        Steps::InPlace => {
            let awake = RwSignal::new(false);
            Effect::new(move |_| awake.set(true));
            view! {
                <button
                    class="quantity-step"
                    type="button"
                    aria-label=label
                    disabled=move || !awake.get()
                    on:click=move |_| nudge(typed, step, up, language)
                >
                    {sign}
                </button>
            }
            .into_any()
        }
        Steps::Submit => view! {
            <button
                class="quantity-step"
                type="submit"
                name="step"
                value=value
                aria-label=label
                on:click=move |event| {
                    event.prevent_default();
                    nudge(typed, step, up, language);
                    send_soon(input, typed, timer);
                }
            >
                {sign}
            </button>
        }
        .into_any(),
    }
}

/// One step more or less, never below one step. What cannot be read counts as nothing.
fn nudge(typed: RwSignal<String>, step: Quantity, up: bool, language: Language) {
    // The row may have been replaced by fresh data while the finger came down.
    let Some(text) = typed.try_get_untracked() else { return };
    let now = Quantity::parse_in(&text, language).unwrap_or_default().millis();
    let next = if up { now.saturating_add(step.millis()) } else { now.saturating_sub(step.millis()) };
    typed.try_set(own_quantity(language, Quantity::from_millis(next.max(step.millis()))));
}

fn send_soon(input: NodeRef<Input>, typed: RwSignal<String>, timer: StoredValue<Option<TimeoutHandle>>) {
    if let Some(Some(handle)) = timer.try_get_value() {
        handle.clear();
    }
    let (Some(Some(field)), Some(wanted)) = (input.try_get_untracked(), typed.try_get_untracked()) else { return };
    let handle = set_timeout_with_handle(
        move || {
            // An answer that came meanwhile may have put the old number back.
            field.set_value(&wanted);
            if let Some(form) = field.form() {
                // It fails only when the form has left the page, and then there is nothing to send.
                let _ = form.request_submit();
            }
        },
        SETTLE,
    );
    timer.try_set_value(handle.ok());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_have_no_needless_decimals() {
        assert_eq!(plain_quantity(Quantity::from_units(40)), "40");
        assert_eq!(plain_quantity(Quantity::from_millis(2_500)), "2.5");
        assert_eq!(plain_quantity(Quantity::from_millis(125)), "0.125");
        for language in Language::ALL {
            let written = own_quantity(language, Quantity::from_millis(1_125));
            assert_eq!(Quantity::parse_in(&written, language), Ok(Quantity::from_millis(1_125)), "{written}");
        }
    }
}
