//! At which addresses the vendor gets mail, and what it becomes.

use domain::cases::{CaseSettings, Kind, Mailbox};
use leptos::prelude::*;

use super::{
    case_settings::{kinds, rows},
    setting_fields::{Section, choice_field, line_field, with_chosen},
};
use crate::{reader::use_i18n, ui::Command};

/// A row for each address, and one to fill in.
pub(super) fn mailboxes(settings: &CaseSettings, command: Command) -> AnyView {
    let i18n = use_i18n();
    let section = Section::of(settings, command);
    let row = |place: usize, mailbox: Option<&Mailbox>| {
        let name = |part: &str| format!("rows[{place}][{part}]");
        let address = mailbox.map(|mailbox| mailbox.address.clone()).unwrap_or_default();
        let kind = mailbox.map_or(Kind::Question, |mailbox| mailbox.kind).code();
        let tags = mailbox.map(|mailbox| mailbox.tags.join(", ")).unwrap_or_default();
        let assign = mailbox.and_then(|mailbox| mailbox.assign.clone()).unwrap_or_default();
        let people = with_chosen(&settings.people, &assign);
        view! {
            <fieldset class="rule">
                <legend>{i18n.desk_settings_row(&(place + 1).to_string())}</legend>
                {line_field(section, &name("address"), i18n.desk_settings_mailbox().to_owned(), &address,
                    Some("email"))}
                {choice_field(section, &name("kind"), i18n.cases_kinds(), kind, &kinds())}
                {line_field(section, &name("tags"), i18n.case_tags().to_owned(), &tags, None)}
                {choice_field(section, &name("assign"), i18n.desk_settings_assign(), &assign, &people)}
            </fieldset>
        }
        .into_any()
    };
    let fields = rows(&settings.rules.mailboxes, row);
    section.form(i18n.desk_settings_mailboxes(), i18n.desk_settings_mailboxes_explain(), fields)
}
