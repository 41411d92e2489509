//! The design system: the elements of which all pages are made.
//!
//! Plain functions that give an [`AnyView`], so that each is compiled once and the wasm stays small.

mod figures;
mod form;
mod order;
mod page;
mod refusal;

pub use figures::{amount, availability_chip, day, instant, quantity_text, unit_name};
pub use form::{busy, error_notice, field_error, key_field, new_key, refusal_of};
pub use order::{order_card, state_chip, state_name, steps};
pub use page::{chip, empty, error_state, icon, icon_small, load, not_found, notice, page_head, skeleton_rows};
pub use refusal::refusal_text;

/// What a colour says; always beside a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done, in stock, on its way.
    Ok,
    /// Waits, or later than usual.
    Wait,
    /// Late, lost, refused.
    Late,
    /// Neutral, closed.
    Plain,
}

impl Tone {
    /// The value of `data-tone`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Wait => "wait",
            Self::Late => "late",
            Self::Plain => "plain",
        }
    }
}
