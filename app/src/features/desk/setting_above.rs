//! Who is above: whom an escalation and a missed promise are told.

use domain::cases::CaseSettings;
use leptos::prelude::*;

use super::{
    case_settings::rows,
    setting_fields::{Section, choice_field, with_chosen},
};
use crate::{reader::use_i18n, ui::Command};

/// Those who are listed, in their order, and a place for one more.
pub(super) fn above(settings: &CaseSettings, command: Command) -> AnyView {
    let i18n = use_i18n();
    let section = Section::of(settings, command);
    let row = |place: usize, person: Option<&String>| {
        let address = person.cloned().unwrap_or_default();
        let people = with_chosen(&settings.people, &address);
        view! {
            <fieldset class="rule">
                <legend>{i18n.desk_settings_row(&(place + 1).to_string())}</legend>
                {choice_field(section, &format!("people[{place}]"), i18n.desk_settings_tell(), &address, &people)}
            </fieldset>
        }
        .into_any()
    };
    let fields = rows(&settings.rules.above, row);
    section.form(i18n.desk_settings_above(), i18n.desk_settings_above_explain(), fields)
}
