//! How the vendor answers: hours, days, promises, tags, who gets what, and what has files of its own: kinds, addresses for
//! mail, who is above. Each part is a form of its own; a row that is left empty is none.

use domain::{
    cases::{AssignRule, CaseSettings, Kind, Level, PolicyRule, TagRule, minutes_text, spans_text},
    holidays::Country,
    language::Language,
    time::Date,
};
use leptos::prelude::*;

use super::{
    case_api::{
        REPLIES, ReadCaseSettings, SetAbove, SetAssignment, SetDays, SetHours, SetKinds, SetMailboxes, SetPromises,
        SetTags,
    },
    money::api::SETTINGS as BILLING,
    setting_above::above,
    setting_changes::changes,
    setting_fields::{Choice, Section, choice_field, line_field, place_of},
    setting_kinds::{all_kinds, renamed},
    setting_mailboxes::mailboxes,
};
use crate::{
    ask::question_after,
    features::cases::words::kind_name,
    reader::{use_i18n, use_language},
    ui::{
        Command, area_text, command, day, field, field_error, invalid, level_name, load, outdated_notice, page_head,
        refetch_in_place, refusal_of, skeleton_rows,
    },
};

#[derive(Clone, Copy)]
struct Commands {
    hours: Command,
    days: Command,
    promises: Command,
    tags: Command,
    assignment: Command,
    kinds: Command,
    mailboxes: Command,
    above: Command,
}

impl Commands {
    const fn all(self) -> [Command; 8] {
        let Self { hours, days, promises, tags, assignment, kinds, mailboxes, above } = self;
        [hours, days, promises, tags, assignment, kinds, mailboxes, above]
    }
}

/// `/desk/settings/cases`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let commands = Commands {
        hours: command::<SetHours>(),
        days: command::<SetDays>(),
        promises: command::<SetPromises>(),
        tags: command::<SetTags>(),
        assignment: command::<SetAssignment>(),
        kinds: command::<SetKinds>(),
        mailboxes: command::<SetMailboxes>(),
        above: command::<SetAbove>(),
    };
    let refetch = refetch_in_place();
    for command in commands.all() {
        refetch.after(command);
    }
    renamed(commands.kinds);
    let settings = question_after(refetch, || ReadCaseSettings {});
    let back = Some(("/desk/cases".to_owned(), i18n.desk_nav_cases().to_owned()));
    view! {
        <main class="main" id="main">
            {page_head(i18n.desk_settings_title().to_owned(), None, back, None)}
            {refetch.status(i18n.orders_done())}
            {outdated_notice(commands.all().into_iter().map(refusal_of).collect())}
            {load(settings, || skeleton_rows(8), move |settings| view! {
                <div class="stack">
                    <p class="cluster">
                        <a class="link" href=REPLIES>{i18n.desk_replies_title()}</a>
                        <a class="link" href=BILLING>{i18n.billing_title()}</a>
                    </p>
                    {parts(commands)}
                    {hours(&settings, commands.hours)}
                    {days(&settings, commands.days)}
                    {promises(&settings, commands.promises)}
                    {tags(&settings, commands.tags)}
                    {assignment(&settings, commands.assignment)}
                    {all_kinds(&settings, commands.kinds)}
                    {mailboxes(&settings, commands.mailboxes)}
                    {above(&settings, commands.above)}
                    {changes(&settings.changes, settings.now)}
                </div>
            }.into_any())}
        </main>
    }
    .into_any()
}

/// What can be set here. It is a long page, on a phone above all.
fn parts(commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let names = [
        i18n.desk_settings_hours(),
        i18n.desk_settings_closed_title(),
        i18n.desk_settings_promises(),
        i18n.desk_settings_tags(),
        i18n.desk_settings_assignment(),
        i18n.desk_settings_kinds(),
        i18n.desk_settings_mailboxes(),
        i18n.desk_settings_above(),
    ];
    let links = commands.all().into_iter().zip(names).map(|(command, name)| {
        view! { <li><a class="filter" href=format!("#{}", place_of(command))>{name}</a></li> }
    });
    let links = links.collect_view();
    view! { <nav aria-label=i18n.desk_settings_title()><ul class="filters">{links}</ul></nav> }.into_any()
}

fn hours(settings: &CaseSettings, command: Command) -> AnyView {
    let i18n = use_i18n();
    let section = Section::of(settings, command);
    let weekdays = settings
        .rules
        .hours
        .iter()
        .enumerate()
        .map(|(place, spans)| {
            let name = weekday(i32::try_from(place).unwrap_or_default());
            line_field(section, &format!("hours[{place}]"), name, &spans_text(spans), None)
        })
        .collect_view();
    let lapse = line_field(
        section,
        "lapse",
        i18n.desk_settings_lapse().to_owned(),
        &settings.rules.lapse_days.to_string(),
        Some("numeric"),
    );
    let checked = command.came_back_about(None).map_or(settings.rules.shows_answer_times, |sent| sent.has("times"));
    let published =
        command.came_back_about(None).map_or(settings.rules.publishes_answer_times, |sent| sent.has("publish"));
    let fields = view! {
        <div class="rule">{weekdays}</div>
        {lapse}
        <label class="choice">
            <input type="checkbox" name="times" value="1" checked=checked/>
            <span>{i18n.desk_settings_times()}</span>
        </label>
        <label class="choice">
            <input type="checkbox" name="publish" value="1" checked=published/>
            <span>{i18n.desk_settings_publish()}</span>
        </label>
    };
    section.form(i18n.desk_settings_hours(), i18n.desk_settings_hours_explain(), fields.into_any())
}

fn days(settings: &CaseSettings, command: Command) -> AnyView {
    let i18n = use_i18n();
    let section = Section::of(settings, command);
    let refusal = section.refusal();
    let sent = command.came_back_about(None);
    let countries = Country::ALL
        .into_iter()
        .map(|country| {
            let name = format!("countries[{}]", country.code());
            let checked =
                sent.as_ref().map_or_else(|| settings.rules.countries.contains(&country), |sent| sent.has(&name));
            view! {
                <label class="choice">
                    <input type="checkbox" name=name value=country.code() checked=checked/>
                    <span>{country_name(country)}</span>
                </label>
            }
        })
        .collect_view();
    let listed: Vec<String> = settings.rules.closed_days.iter().map(|day| day.iso()).collect();
    let listed = command.typed("days", listed.join("\n"));
    let calendar = command.typed("calendar", "");
    let calendar_shown = area_text(&calendar);
    let closed =
        settings.closed.iter().take(12).map(|date| view! { <li>{day(settings.now, *date)}</li> }).collect_view();
    let fields = view! {
        <fieldset class="field">
            <legend>{i18n.desk_settings_countries()}</legend>
            <div class="chips">{countries}</div>
        </fieldset>
        {field("days", i18n.desk_settings_days()).hint(i18n.desk_settings_days_hint()).area(refusal, "4", listed)}
        <div class="field">
            <label for="calendar">{i18n.desk_settings_calendar()}</label>
            {calendar_file()}
            <textarea
                id="calendar"
                name="calendar"
                rows="3"
                prop:value=calendar
                placeholder="BEGIN:VCALENDAR"
                aria-invalid=invalid(refusal, "calendar")
                aria-describedby="calendar-error"
            >
                {calendar_shown}
            </textarea>
            {field_error(refusal, "calendar")}
        </div>
        <details class="explain"><summary>{i18n.desk_settings_closed()}</summary><ul class="plain-list">{closed}</ul></details>
    };
    section.form(i18n.desk_settings_closed_title(), i18n.desk_settings_closed_explain(), fields.into_any())
}

/// Choosing a calendar file writes what is in it into the field; without scripts it is pasted.
fn calendar_file() -> AnyView {
    #[cfg(feature = "hydrate")]
    let chosen = |event: web_sys::Event| {
        use wasm_bindgen::JsCast;

        let field = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(file) = field.and_then(|field| field.files()).and_then(|files| files.get(0)) else { return };
        leptos::task::spawn_local(async move {
            let Ok(text) = wasm_bindgen_futures::JsFuture::from(file.text()).await else { return };
            let area = document().get_element_by_id("calendar");
            let area = area.and_then(|area| area.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
            if let (Some(area), Some(text)) = (area, text.as_string()) {
                area.set_value(&text);
            }
        });
    };
    #[cfg(not(feature = "hydrate"))]
    let chosen = |_: leptos::ev::Event| {};
    let label = use_i18n().desk_settings_calendar();
    view! { <input type="file" accept=".ics,text/calendar" aria-label=label on:change=chosen/> }.into_any()
}

fn promises(settings: &CaseSettings, command: Command) -> AnyView {
    let i18n = use_i18n();
    let section = Section::of(settings, command);
    let row = |place: usize, rule: Option<&PolicyRule>| {
        let time = |minutes: Option<u32>| minutes.map(minutes_text).unwrap_or_default();
        let name = |part: &str| format!("rows[{place}][{part}]");
        let kind = rule.and_then(|rule| rule.kind).map(Kind::code).unwrap_or_default();
        let level = rule.and_then(|rule| rule.priority).map(Level::code).unwrap_or_default();
        let policy = rule.map(|rule| rule.policy);
        view! {
            <fieldset class="rule">
                {choice_field(section, &name("kind"), i18n.cases_kinds(), kind, &kinds())}
                {choice_field(section, &name("priority"), i18n.desk_settings_priority(), level, &levels())}
                {line_field(section, &name("first"), i18n.case_promise_first_answer().to_owned(),
                    &time(policy.map(|policy| policy.first_answer)), None)}
                {line_field(section, &name("next"), i18n.case_promise_next_update().to_owned(),
                    &time(policy.map(|policy| policy.next_update)), None)}
                {line_field(section, &name("resolution"), i18n.case_promise_resolution().to_owned(),
                    &time(policy.map(|policy| policy.resolution)), None)}
            </fieldset>
        }
        .into_any()
    };
    let fields = rows(&settings.rules.policies, row);
    section.form(i18n.desk_settings_promises(), i18n.desk_settings_promises_explain(), fields)
}

fn tags(settings: &CaseSettings, command: Command) -> AnyView {
    let i18n = use_i18n();
    let section = Section::of(settings, command);
    let people = people(settings);
    let row = |place: usize, rule: Option<&TagRule>| {
        let name = |part: &str| format!("rows[{place}][{part}]");
        let text = |language: Language| rule.and_then(|rule| rule.names.0.get(&language)).cloned().unwrap_or_default();
        let names = Language::ALL.into_iter().map(|language| {
            line_field(section, &name(language.code()), language.own_name().to_owned(), &text(language), None)
        });
        let level = rule.and_then(|rule| rule.priority).map(Level::code).unwrap_or_default();
        let assign = rule.and_then(|rule| rule.assign.clone()).unwrap_or_default();
        let notify = rule.map(|rule| rule.notify.join(", ")).unwrap_or_default();
        let code = rule.map(|rule| rule.code.clone()).unwrap_or_default();
        view! {
            <fieldset class="rule">
                {line_field(section, &name("code"), i18n.desk_settings_tag().to_owned(), &code, None)}
                {names.collect_view()}
                {choice_field(section, &name("priority"), i18n.desk_settings_at_least(), level, &levels())}
                {choice_field(section, &name("assign"), i18n.desk_settings_assign(), &assign, &people)}
                {line_field(section, &name("notify"), i18n.desk_settings_notify().to_owned(), &notify, Some("email"))}
            </fieldset>
        }
        .into_any()
    };
    let fields = rows(&settings.rules.tags, row);
    section.form(i18n.desk_settings_tags(), i18n.desk_settings_tags_explain(), fields)
}

fn assignment(settings: &CaseSettings, command: Command) -> AnyView {
    let i18n = use_i18n();
    let section = Section::of(settings, command);
    let languages: Vec<Choice> = Language::ALL
        .into_iter()
        .map(|language| (language.code().to_owned(), language.own_name().to_owned()))
        .collect();
    let row = |place: usize, rule: Option<&AssignRule>| {
        let name = |part: &str| format!("rows[{place}][{part}]");
        let tag = rule.and_then(|rule| rule.tag.clone()).unwrap_or_default();
        let kind = rule.and_then(|rule| rule.kind).map(Kind::code).unwrap_or_default();
        let language = rule.and_then(|rule| rule.language).map(Language::code).unwrap_or_default();
        let to = rule.map(|rule| rule.to.join(", ")).unwrap_or_default();
        view! {
            <fieldset class="rule">
                {line_field(section, &name("tag"), i18n.desk_settings_tag().to_owned(), &tag, None)}
                {choice_field(section, &name("kind"), i18n.cases_kinds(), kind, &kinds())}
                {choice_field(section, &name("language"), i18n.desk_settings_language(), language, &languages)}
                {line_field(section, &name("to"), i18n.desk_settings_to().to_owned(), &to, Some("email"))}
            </fieldset>
        }
        .into_any()
    };
    let fields = rows(&settings.rules.assignment, row);
    section.form(i18n.desk_settings_assignment(), i18n.desk_settings_assignment_explain(), fields)
}

/// Those that there are, and one to fill in.
pub(super) fn rows<T>(rules: &[T], row: impl Fn(usize, Option<&T>) -> AnyView) -> AnyView {
    let there = rules.iter().enumerate().map(|(place, rule)| row(place, Some(rule))).collect_view();
    view! { {there} {row(rules.len(), None)} }.into_any()
}

/// The name of a weekday, from Monday, which is 0.
pub(super) fn weekday(place: i32) -> String {
    // 5 January 1970 was a Monday.
    let monday = Date::from_days(4);
    domain::format::weekday_name(use_language(), monday.plus_days(place)).to_owned()
}

pub(super) fn kinds() -> Vec<Choice> {
    let i18n = use_i18n();
    Kind::ALL.iter().map(|kind| (kind.code().to_owned(), kind_name(i18n, *kind))).collect()
}

fn levels() -> Vec<Choice> {
    let i18n = use_i18n();
    Level::ALL.iter().map(|level| (level.code().to_owned(), level_name(i18n, *level).to_owned())).collect()
}

fn people(settings: &CaseSettings) -> Vec<Choice> {
    settings.people.clone()
}

/// A country's name, for its holidays.
pub(super) fn country_name(country: Country) -> &'static str {
    let i18n = use_i18n();
    match country {
        Country::Nl => i18n.country_nl(),
        Country::Be => i18n.country_be(),
        Country::De => i18n.country_de(),
        Country::Hu => i18n.country_hu(),
        Country::Es => i18n.country_es(),
        Country::Fr => i18n.country_fr(),
        Country::Gb => i18n.country_gb(),
    }
}
