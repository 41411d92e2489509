//! The design system: the elements of which all pages are made.
//!
//! Plain functions that give an `AnyView`, so that each is compiled once and the wasm stays small.

mod ageing;
mod area;
mod avatar;
mod cart_button;
mod chart;
mod command;
mod contact;
mod draft;
mod event;
mod field;
mod figures;
mod form;
mod frame;
mod invalid;
mod language_menu;
mod listing;
mod once;
mod order;
mod page;
mod quantity;
mod reason;
mod refetch;
mod refusal;
mod role;
mod sign_out;
mod theme;
mod typing;
mod update;
mod upload;
mod why;

pub use domain::format::unit_name;

pub use ageing::{ageing_bar, ageing_key};
pub use area::area_text;
pub use avatar::{avatar, avatar_link, initials};
pub use cart_button::cart_button;
pub use chart::{Bar, Column, bar_chart, day_chart};
pub use command::{Command, CommandForm, busy, command, emptied_after, later, refusal_of, settled};
pub use contact::contact;
#[cfg(feature = "hydrate")]
pub use draft::fill_form;
pub use draft::{DRAFTS, draft_place, keep_draft, keep_typing, read_draft};
pub use event::{event_link, event_row, event_text, event_tone, kind_name, level_name};
pub use field::{Field, field};
pub use figures::{amount, availability, availability_chip, day, instant, plain_amount, quantity_text};
pub use form::{counted, error_notice, field_error, field_error_at, key_field, new_key};
pub use frame::{Frame, offline_bar, portal_heard, portal_unheard, provide_frame};
pub use invalid::invalid;
pub use language_menu::{language_button, language_form, language_menu};
pub use listing::{Listing, listing};
pub use once::{Once, once};
pub use order::{
    asked_chip, order_card, order_chip, promise_chip, promised, promised_line, state_chip, state_name, steps,
};
pub use page::{
    chip, empty, error_state, icon, icon_small, load, load_or, load_page, not_found, notice, page_head, page_title,
    skeleton_rows,
};
pub use quantity::{Steps, own_quantity, plain_quantity, quantity_field};
pub use reason::reason_field;
pub use refetch::{Refetch, in_place, outdated_notice, refetch, refetch_in_place};
pub use refusal::refusal_text;
pub use role::{role_name, role_text, staff_role_name};
pub use sign_out::sign_out_form;
pub use theme::{Theme, theme_switch};
pub use typing::{Typing, typing};
pub use update::update_notice;
pub use upload::{Sending, Upload, upload};
pub use why::{why, why_delivery};

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
