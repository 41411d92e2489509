//! The names of what a case has.

use domain::{
    cases::{Impact, Kind, Level, NeededBy, Raised, Remedy, Stage},
    i18n::I18n,
    promise::Promise,
};
use leptos::prelude::*;

use crate::{
    reader::use_i18n,
    ui::{Tone, chip},
};

pub use crate::ui::{kind_name, level_name};

/// What the kind is for.
#[must_use]
pub fn kind_text(i18n: I18n, kind: Kind) -> &'static str {
    match kind {
        Kind::Question => i18n.case_kind_question_text(),
        Kind::Concern => i18n.case_kind_concern_text(),
        Kind::Complaint => i18n.case_kind_complaint_text(),
        Kind::Suggestion => i18n.case_kind_suggestion_text(),
    }
}

/// A question is answered, a complaint has a solution proposed.
#[must_use]
pub fn stage_name(i18n: I18n, kind: Kind, stage: Stage) -> &'static str {
    match stage {
        Stage::Received => i18n.case_stage_received(),
        Stage::Acknowledged => i18n.case_stage_acknowledged(),
        Stage::Assessed => i18n.case_stage_assessed(),
        Stage::Investigating => i18n.case_stage_investigating(),
        Stage::Proposed if kind.is_investigated() => i18n.case_stage_proposed(),
        Stage::Proposed => i18n.case_stage_answered(),
        Stage::Closed => i18n.case_stage_closed(),
    }
}

#[must_use]
pub const fn stage_tone(stage: Stage) -> Tone {
    match stage {
        Stage::Received => Tone::Wait,
        Stage::Closed => Tone::Plain,
        Stage::Acknowledged | Stage::Assessed | Stage::Investigating | Stage::Proposed => Tone::Ok,
    }
}

#[must_use]
pub const fn level_tone(level: Level) -> Tone {
    match level {
        Level::Low | Level::Normal => Tone::Plain,
        Level::High => Tone::Wait,
        Level::Critical => Tone::Late,
    }
}

#[must_use]
pub fn impact_name(i18n: I18n, impact: Impact) -> &'static str {
    match impact {
        Impact::None => i18n.case_impact_none(),
        Impact::Hindered => i18n.case_impact_hindered(),
        Impact::Standstill => i18n.case_impact_standstill(),
    }
}

/// The same within a chip, after who says it.
#[must_use]
pub fn impact_chip(i18n: I18n, impact: Impact) -> &'static str {
    match impact {
        Impact::None => i18n.case_impact_none_chip(),
        Impact::Hindered => i18n.case_impact_hinders_chip(),
        Impact::Standstill => i18n.case_impact_standstill_chip(),
    }
}

#[must_use]
pub fn needed_name(i18n: I18n, needed: NeededBy) -> &'static str {
    match needed {
        NeededBy::NoHurry => i18n.case_needed_no_hurry(),
        NeededBy::ThisWeek => i18n.case_needed_this_week(),
        NeededBy::Tomorrow => i18n.case_needed_tomorrow(),
        NeededBy::Today => i18n.case_needed_today(),
    }
}

#[must_use]
pub fn remedy_name(i18n: I18n, remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Replacement => i18n.case_remedy_replacement(),
        Remedy::Repair => i18n.case_remedy_repair(),
        Remedy::Refund => i18n.case_remedy_refund(),
        Remedy::Discount => i18n.case_remedy_discount(),
        Remedy::Explanation => i18n.case_remedy_explanation(),
        Remedy::Other => i18n.case_remedy_other(),
    }
}

#[must_use]
pub fn promise_name(i18n: I18n, promise: Promise) -> &'static str {
    match promise {
        Promise::FirstAnswer => i18n.case_promise_first_answer(),
        Promise::NextUpdate => i18n.case_promise_next_update(),
        Promise::Resolution => i18n.case_promise_resolution(),
    }
}

/// What the customer has raised, as a chip.
#[must_use]
pub fn raised_chip(raised: Option<Raised>) -> Option<AnyView> {
    let i18n = use_i18n();
    raised.map(|raised| match raised {
        Raised::Escalated => chip(Tone::Late, i18n.case_raised_escalated().to_owned()),
        Raised::Objected => chip(Tone::Wait, i18n.case_raised_objected().to_owned()),
    })
}
