//! Which kinds customers can choose, and what they are called.

use domain::{
    cases::{CaseSettings, Kind},
    language::Language,
};
use leptos::prelude::*;

use super::setting_fields::{Section, line_field};
use crate::{
    reader::{refresh_reader, use_i18n},
    ui::{Command, field_error_at},
};

/// The names of kinds stand on every page: after a change they are read anew.
pub(super) fn renamed(command: Command) {
    let version = command.version();
    Effect::new(move |before: Option<usize>| {
        let now = version.get();
        if before.is_some_and(|before| before != now) && untrack(|| command.is_done()) {
            refresh_reader();
        }
        now
    });
}

/// All kinds by our words, each with whether it is offered and its own names.
pub(super) fn all_kinds(settings: &CaseSettings, command: Command) -> AnyView {
    let i18n = use_i18n();
    let section = Section::of(settings, command);
    let sent = command.came_back_about(None);
    let row = |(place, kind): (usize, &Kind)| {
        let kind = *kind;
        let name = |part: &str| format!("rows[{place}][{part}]");
        let rule = settings.rules.kinds.get(&kind);
        let names = Language::ALL.into_iter().map(|language| {
            let text = rule.and_then(|rule| rule.names.0.get(&language)).cloned().unwrap_or_default();
            line_field(section, &name(language.code()), language.own_name().to_owned(), &text, None)
        });
        let names = names.collect_view();
        let offered = name("offered");
        let checked = sent.as_ref().map_or_else(|| settings.rules.offers(kind), |sent| sent.has(&offered));
        let error = format!("offered-{}-error", kind.code());
        view! {
            <fieldset class="rule">
                <legend>{kind.word(i18n)}</legend>
                <input type="hidden" name=name("kind") value=kind.code()/>
                <label class="choice">
                    <input
                        type="checkbox"
                        name=offered.clone()
                        value="1"
                        checked=checked
                        aria-describedby=error.clone()
                    />
                    <span>{i18n.desk_settings_offered()}</span>
                </label>
                {field_error_at(error, section.refusal(), offered)}
                {names}
            </fieldset>
        }
    };
    let fields = Kind::ALL.iter().enumerate().map(row).collect_view().into_any();
    section.form(i18n.desk_settings_kinds(), i18n.desk_settings_kinds_explain(), fields)
}
