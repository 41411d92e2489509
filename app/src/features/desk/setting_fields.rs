//! The fields of a page of settings: rows of a form whose names are made, each with its label and what was refused of it.

use domain::{cases::CaseSettings, refusal::Refusal};
use leptos::prelude::*;

use crate::{
    reader::use_i18n,
    ui::{
        Command, CommandForm, Tone, busy, emptied_after, field, field_error_at, in_place, notice, refusal_of,
        refusal_text,
    },
};

/// A value and what it is called.
pub(super) type Choice = (String, String);

/// One part of the settings: its command, and the version of the rules that the form was made of.
#[derive(Clone, Copy)]
pub(super) struct Section {
    command: Command,
    version: i32,
}

impl Section {
    pub(super) fn of(settings: &CaseSettings, command: Command) -> Self {
        Self::seen(settings.rules.version, command)
    }

    /// The same of other settings, by the version of them that is shown.
    pub(super) const fn seen(version: i32, command: Command) -> Self {
        Self { command, version }
    }

    /// What the last try was refused for.
    pub(super) fn refusal(self) -> Signal<Option<Refusal>> {
        in_place(refusal_of(self.command))
    }

    /// The sheet with the form.
    pub(super) fn form(self, title: &'static str, explain: &'static str, fields: AnyView) -> AnyView {
        let i18n = use_i18n();
        let refusal = self.refusal();
        let form = NodeRef::new();
        // What was typed is kept by now, and comes back as it is kept; a row for one more is empty again.
        emptied_after(self.command, form);
        // Where a field says it, the page says besides that nothing was changed: the field may be far below.
        let whole = move || {
            refusal.get().map(|refusal| {
                notice(Tone::Late, "warning", view! { <p>{refusal_text(i18n, &refusal)}</p> }.into_any())
            })
        };
        view! {
            <section class="sheet" id=place_of(self.command) tabindex="-1" aria-label=title>
                <header class="sheet-head"><h2>{title}</h2></header>
                <CommandForm command=self.command class="sheet-body stack" node_ref=form>
                    <input type="hidden" name="version" value=self.version.to_string()/>
                    <p class="soft">{explain}</p>
                    {whole}
                    {fields}
                    <button class="button" type="submit" aria-busy=busy(self.command)>{i18n.desk_settings_save()}</button>
                </CommandForm>
            </section>
        }
        .into_any()
    }

    fn is_refused(self, name: &str) -> Signal<Option<&'static str>> {
        let (refusal, name) = (self.refusal(), name.to_owned());
        Signal::derive(move || {
            let is_it = refusal.with(|refusal| {
                refusal.as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some(name.as_str()))
            });
            is_it.then_some("true")
        })
    }
}

/// The id of a part of the page, of its command: the page's list of parts leads there.
pub(super) fn place_of(command: Command) -> &'static str {
    command.path().rsplit('/').next().unwrap_or_default()
}

/// The id of a field, of its name: `rows[0][to]` is `rows-0-to`. The forms of the page have names of their own.
fn id_of(section: Section, name: &str) -> String {
    let form = place_of(section.command);
    let name: String = name.chars().map(|sign| if sign.is_alphanumeric() { sign } else { '-' }).collect();
    format!("{form}-{}", name.trim_end_matches('-').replace("--", "-"))
}

/// One line of text.
pub(super) fn line_field(
    section: Section,
    name: &str,
    label: String,
    value: &str,
    mode: Option<&'static str>,
) -> AnyView {
    field(name, label)
        .id(id_of(section, name))
        .keyboard(mode)
        .most("500")
        .line(section.refusal(), section.command.typed(name, value))
}

/// A list of people with the one in it who is chosen: they may not be let in any more.
pub(super) fn with_chosen(people: &[Choice], address: &str) -> Vec<Choice> {
    let is_there = address.is_empty() || people.iter().any(|(known, _)| known == address);
    let gone = (!is_there).then(|| (address.to_owned(), address.to_owned()));
    people.iter().cloned().chain(gone).collect()
}

/// One of a list, or any.
pub(super) fn choice_field(
    section: Section,
    name: &str,
    label: &'static str,
    value: &str,
    choices: &[Choice],
) -> AnyView {
    let id = id_of(section, name);
    let (for_label, error) = (id.clone(), format!("{id}-error"));
    let chosen = section.command.typed(name, value);
    let options = choices
        .iter()
        .map(|(code, text)| {
            let selected = *code == chosen;
            view! { <option value=code.clone() selected=selected>{text.clone()}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=for_label>{label}</label>
            <select id=id name=name.to_owned() aria-invalid=section.is_refused(name) aria-describedby=error.clone()>
                <option value="">"–"</option>
                {options}
            </select>
            {field_error_at(error, section.refusal(), name)}
        </div>
    }
    .into_any()
}
