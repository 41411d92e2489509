//! Steps that change what a case is a part of: its tags, and the cases that it belongs to.

use domain::cases::{DeskCase, Kind, Stage};
use leptos::prelude::*;

use super::{case::Commands, case_bar::step, queue::INBOX};
use crate::{
    features::{
        cases::{seen, words::kind_name},
        orders::finding::link,
    },
    reader::use_i18n,
    ui::{CommandForm, busy, error_notice, field, in_place, key_field, refusal_of, settled},
};

/// The tags: each can go, and one can come, of the vendor's or a new one.
pub(super) fn tags(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.tag;
    let refusal = in_place(refusal_of(command));
    let has_tags = !desk.tags.is_empty();
    let own = desk
        .tags
        .iter()
        .map(|(code, name)| {
            let label = i18n.desk_tag_remove(name);
            view! {
                <button class="chip" type="submit" name="remove" value=code.clone() aria-label=label formnovalidate=true>
                    "#"{name.clone()} " ×"
                </button>
            }
        })
        .collect_view();
    let more = desk
        .more_tags
        .iter()
        .map(|(code, name)| view! { <option value=code.clone()>{name.clone()}</option> })
        .collect_view();
    let alike = desk
        .tags
        .iter()
        .map(|(code, name)| {
            let href = link(INBOX, &[("tag", code.as_str()), ("queue", "all")]);
            view! { <a class="link" href=href>"#"{name.clone()}</a> }
        })
        .collect_view();
    let (seen_to_remove, seen_to_add) = (seen(&desk.case), seen(&desk.case));
    let form = view! {
        {error_notice(refusal, &["add"])}
        <CommandForm command=command class="chips">{seen_to_remove}{own}</CommandForm>
        {has_tags.then(|| view! { <p class="cluster small">{i18n.desk_tag_alike()} {alike}</p> })}
        <CommandForm command=command class="stack">
            {seen_to_add}
            {field("add", i18n.desk_tag_add())
                .id("tag-add")
                .hint(i18n.desk_tag_hint())
                .list("tag-more")
                .most("40")
                .required(true)
                .line(refusal, command.typed("add", ""))}
            <datalist id="tag-more">{more}</datalist>
            <button class="button" type="submit" aria-busy=busy(command)>{i18n.desk_tag_add_do()}</button>
        </CommandForm>
    };
    step(i18n.case_tags(), "g", refusal, view! { <div class="stack">{form}</div> }.into_any())
}

/// Merge, link, split.
pub(super) fn relations(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let case = &desk.case;
    let is_open = case.stage != Stage::Closed;
    let (joined, parted) = (in_place(refusal_of(commands.join)), in_place(refusal_of(commands.split)));
    let refusal = Signal::derive(move || joined.get().or_else(|| parted.get()));
    // The customer's other cases are at hand; a number can be typed for any.
    let others = desk
        .cases
        .iter()
        .map(|other| view! { <option value=other.number.to_string()>{other.subject.clone()}</option> })
        .collect_view();
    let merge = is_open.then(|| {
        view! {
            <button class="button" type="submit" name="how" value="merge" aria-busy=busy(commands.join)>
                {i18n.desk_merge_do()}
            </button>
        }
    });
    let seen_to_join = seen(case);
    let form = view! {
        <div class="stack">
            <CommandForm command=commands.join class="stack">
                {seen_to_join}
                {error_notice(joined, &["other"])}
                {field("other", i18n.desk_join_other())
                    .hint(i18n.desk_join_explain())
                    .keyboard(Some("numeric"))
                    .list("other-cases")
                    .required(true)
                    .line(joined, commands.join.typed("other", ""))}
                <datalist id="other-cases">{others}</datalist>
                <div class="actions">
                    {merge}
                    <button class="button button-quiet" type="submit" name="how" value="link">{i18n.desk_link_do()}</button>
                </div>
            </CommandForm>
            {is_open.then(|| split(desk, commands))}
        </div>
    };
    step(i18n.desk_join(), "m", refusal, form.into_any())
}

fn split(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.split;
    let refusal = in_place(refusal_of(command));
    let entries = desk.case.entries.iter().filter(|entry| !entry.by_vendor && !entry.text.is_empty());
    let entries = entries
        .map(|entry| {
            let begin: String = entry.text.chars().take(60).collect();
            view! { <option value=entry.id.to_string()>{begin}</option> }
        })
        .collect_view();
    let kinds = Kind::ALL
        .iter()
        .map(|kind| {
            let selected = *kind == desk.case.kind;
            view! { <option value=kind.code() selected=selected>{kind_name(i18n, *kind)}</option> }
        })
        .collect_view();
    let seen = seen(&desk.case);
    view! {
        <CommandForm command=command class="stack divided">
            {key_field(settled(command))}
            {seen}
            {error_notice(refusal, &["subject"])}
            <p><strong>{i18n.desk_case_split()}</strong></p>
            <p class="soft small">{i18n.desk_case_split_explain()}</p>
            <div class="field">
                <label for="split-entry">{i18n.desk_case_split_entry()}</label>
                <select id="split-entry" name="entry" required=true>{entries}</select>
            </div>
            {field("subject", i18n.case_subject())
                .id("split-subject")
                .most("120")
                .required(true)
                .line(refusal, command.typed("subject", ""))}
            <div class="field">
                <label for="split-kind">{i18n.cases_kinds()}</label>
                <select id="split-kind" name="kind">{kinds}</select>
            </div>
            <button class="button button-quiet" type="submit" aria-busy=busy(command)>{i18n.desk_case_split_do()}</button>
        </CommandForm>
    }
    .into_any()
}
