//! Putting an article into the cart from wherever it is seen, with or without a connection.

use std::{fmt, time::Duration};

use domain::{
    money::Quantity,
    refusal::{Code, Refusal},
    shop::ArticleCard,
};
use leptos::prelude::*;

use crate::{
    features::cart::{api::Change, count, queue},
    reader::{use_i18n, use_language, use_reader},
    ui::{
        Command, CommandForm, Steps, Tone, busy, chip, command, counted, icon, icon_small, key_field, own_quantity,
        quantity_field, quantity_text, refusal_text, settled,
    },
};

/// How long the button says "Added".
const SAID: Duration = Duration::from_millis(2_500);

/// What became of the last press.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Nothing,
    Added,
    /// There is no connection; it waits on this device.
    Kept,
    Refused(Refusal),
}

/// The adding of one article.
#[derive(Clone, Copy)]
pub struct Adding {
    pub action: Command,
    /// The quantity as typed.
    pub typed: RwSignal<String>,
    /// Counts the commands, for [`key_field`].
    pub made: Signal<usize>,
    outcome: RwSignal<Outcome>,
    /// Something of it was added since the page was opened: the way to the cart is shown.
    added: RwSignal<bool>,
}

impl fmt::Debug for Adding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adding").field("outcome", &self.outcome).finish_non_exhaustive()
    }
}

/// Prepares the adding of an article, which is sold in steps of `quantity`. `status` is the page's polite voice, which
/// says what was added.
#[must_use]
pub fn adding(number: &str, name: String, unit: String, quantity: Quantity, status: RwSignal<String>) -> Adding {
    let i18n = use_i18n();
    let language = use_language();
    let reader = use_reader();
    let action = command::<Change>();
    let here = Some(("number", number));
    // A plain form comes back to the article that it was about.
    let outcome = RwSignal::new(match action.came_back_about(here).and_then(|_| untrack(|| action.refusal())) {
        Some(refusal) => Outcome::Refused(refusal),
        None => Outcome::Nothing,
    });
    let (typed, kept) =
        (RwSignal::new(action.typed_about(here, "quantity", own_quantity(language, quantity))), RwSignal::new(()));
    let added = RwSignal::new(false);
    // Another quantity is another command, and so is the next press after one that waits on this device.
    let answered = settled(action);
    let made = counted(move || {
        answered.track();
        typed.track();
        kept.track();
    });
    let (sent, version) = (action.sent(), action.version());
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) {
            let change = sent.get_untracked().unwrap_or_default();
            let next = match untrack(|| action.refusal()) {
                None => {
                    if let Some(lines) = untrack(|| action.answer::<i32>()) {
                        count::set(reader, lines);
                    }
                    Outcome::Added
                }
                // What failed is kept with the very key it was sent with.
                Some(refusal) if refusal.code == Code::Offline => {
                    if queue::from_typed(&change, Some(quantity), language).is_some_and(queue::keep) {
                        kept.set(());
                        Outcome::Kept
                    } else {
                        Outcome::Refused(refusal)
                    }
                }
                Some(refusal) => Outcome::Refused(refusal),
            };
            if next == Outcome::Added {
                added.set(true);
                let quantity = Quantity::parse_in(change.get("quantity"), language).unwrap_or(quantity);
                let mut said = i18n.shop_added_status(&name, &quantity_text(language, quantity, &unit));
                // The same words again are read out only when the text differs.
                if status.with_untracked(|before| *before == said) {
                    said.push('\u{a0}');
                }
                status.set(said);
                set_timeout(
                    move || {
                        outcome.try_update(|outcome| {
                            if *outcome == Outcome::Added {
                                *outcome = Outcome::Nothing;
                            }
                        });
                    },
                    SAID,
                );
            }
            outcome.set(next);
        }
        now
    });
    Adding { action, typed, made, outcome, added }
}

impl Adding {
    /// The form in a line of a list.
    #[must_use]
    pub fn form(self, card: &ArticleCard) -> AnyView {
        let i18n = use_i18n();
        let number = card.number.clone();
        let field =
            quantity_field(self.typed, card.step, i18n.shop_quantity_of(&card.name), Steps::InPlace, self.invalid());
        view! {
            <CommandForm command=self.action class="article-add">
                {key_field(self.made)}
                <input type="hidden" name="number" value=number/>
                <input type="hidden" name="mode" value="add"/>
                {field}
                {self.button("button button-quiet button-small")}
            </CommandForm>
        }
        .into_any()
    }

    /// The button that adds. For a moment it says that it has.
    #[must_use]
    pub fn button(self, class: &'static str) -> AnyView {
        let i18n = use_i18n();
        let Self { action, outcome, .. } = self;
        view! {
            <button class=class type="submit" aria-busy=busy(action)>
                {move || if outcome.get() == Outcome::Added { icon("check") } else { icon("cart") }}
                " "
                {move || if outcome.get() == Outcome::Added { i18n.shop_added() } else { i18n.shop_add() }}
            </button>
        }
        .into_any()
    }

    /// What is to be said beyond "Added": it waits for a connection, or it was refused and why.
    #[must_use]
    pub fn message(self) -> AnyView {
        let i18n = use_i18n();
        let Self { outcome, added, .. } = self;
        view! {
            <div role="status">
                {move || match outcome.get() {
                    // It stays when the button says "Add" again.
                    Outcome::Nothing | Outcome::Added if added.get() => Some(
                        view! {
                            <p class="added">
                                {icon_small("check")} " " {i18n.shop_in_cart()} " "
                                <a class="link" href="/cart">{i18n.shop_view_cart()}</a>
                            </p>
                        }
                        .into_any(),
                    ),
                    Outcome::Kept => Some(chip(Tone::Wait, i18n.shop_kept().to_owned())),
                    Outcome::Refused(refusal) => Some(
                        view! {
                            <p class="field-error">{icon("warning")}<span>{refusal_text(i18n, &refusal)}</span></p>
                        }
                        .into_any(),
                    ),
                    Outcome::Nothing | Outcome::Added => None,
                }}
            </div>
        }
        .into_any()
    }

    /// Whether the quantity was refused.
    #[must_use]
    pub fn invalid(self) -> Signal<bool> {
        let outcome = self.outcome;
        Signal::derive(move || {
            outcome.with(|outcome| matches!(outcome, Outcome::Refused(refusal) if refusal.code.is_about_quantity()))
        })
    }
}
