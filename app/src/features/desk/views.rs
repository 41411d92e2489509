//! Views of the inbox that somebody keeps, above its filters.

use domain::{
    cases::{CaseFilter, Kind, SavedView},
    permissions::StaffRight,
};
use leptos::prelude::*;

use super::{
    case_api::{KeepView, REPLIES, ReadViews, RemoveView, SETTINGS},
    queue::INBOX,
};
use crate::{
    ask::question_after,
    features::{cases::finding::CaseQuery, orders::finding::link},
    reader::{use_i18n, use_reader},
    ui::{
        Command, CommandForm, Refetch, busy, command, error_notice, field, key_field, load, refetch_in_place,
        refusal_of, settled,
    },
};

#[derive(Clone, Copy)]
struct Commands {
    keep: Command,
    remove: Command,
    refetch: Refetch,
}

/// The views, the form that keeps what is shown, and the ways to the settings.
pub(super) fn views(query: CaseQuery) -> AnyView {
    let i18n = use_i18n();
    let commands =
        Commands { keep: command::<KeepView>(), remove: command::<RemoveView>(), refetch: refetch_in_place() };
    commands.refetch.after(commands.keep);
    commands.refetch.after(commands.remove);
    let role = use_reader().with_untracked(|reader| reader.me.as_ref().and_then(|me| me.staff));
    let may_set = role.is_some_and(|role| role.has(StaffRight::ChangeSettings));
    let views = question_after(commands.refetch, || ReadViews {});
    view! {
        <div class="spread">
            {load(views, || ().into_any(), move |views| all(&views, query, commands))}
            <div class="cluster">
                {keep(query, commands)}
                <a class="link" href=REPLIES>{i18n.desk_replies_title()}</a>
                {may_set.then(|| view! { <a class="link" href=SETTINGS>{i18n.desk_settings_title()}</a> })}
            </div>
        </div>
    }
    .into_any()
}

fn all(views: &[SavedView], query: CaseQuery, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    if views.is_empty() {
        return ().into_any();
    }
    let items = views.iter().map(|view| one(view, query, commands)).collect_view();
    view! { <nav aria-label=i18n.desk_views()><ul class="filters">{items}</ul></nav> }.into_any()
}

fn one(view: &SavedView, query: CaseQuery, commands: Commands) -> AnyView {
    let href = address(&view.filter);
    let own = href.clone();
    let remove = view.is_mine.then(|| {
        let (label, id) = (use_i18n().desk_view_remove(&view.name), view.id.to_string());
        view! {
            <CommandForm command=commands.remove>
                <input type="hidden" name="id" value=id/>
                <button class="button button-text button-small" type="submit" aria-label=label>"×"</button>
            </CommandForm>
        }
    });
    view! {
        <li class="cluster">
            <a class="filter" href=href aria-current=move || (query.at(INBOX, &[]) == own).then_some("true")>
                {view.name.clone()}
            </a>
            {remove}
        </li>
    }
    .into_any()
}

/// The address of the inbox with a filter.
fn address(filter: &CaseFilter) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    link(
        INBOX,
        &[
            ("q", text(&filter.search).as_str()),
            ("kind", filter.kind.map(Kind::code).unwrap_or_default()),
            ("tag", text(&filter.tag).as_str()),
            ("queue", text(&filter.queue).as_str()),
        ],
    )
}

fn keep(query: CaseQuery, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let command = commands.keep;
    let refusal = refusal_of(command);
    let fields = query.fields();
    view! {
        <details class="explain" data-step="" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_view_keep()}</summary>
            <CommandForm command=command class="stack">
                {key_field(settled(command))}
                {fields}
                {error_notice(refusal, &["name"])}
                {field("name", i18n.desk_view_name()).id("view-name").most("40").required(true).line(refusal, command.typed("name", ""))}
                <label class="choice"><input type="checkbox" name="shared" value="1"/><span>{i18n.desk_view_shared()}</span></label>
                <button class="button button-small" type="submit" aria-busy=busy(command)>{i18n.desk_view_keep_do()}</button>
            </CommandForm>
        </details>
    }
    .into_any()
}
