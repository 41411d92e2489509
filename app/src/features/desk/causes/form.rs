//! Writing a cause down: what went wrong, and whose orders it reaches.

use domain::{causes::CausePage, time::Date};
use leptos::prelude::*;

use crate::{
    reader::use_i18n,
    ui::{Command, CommandForm, busy, error_notice, field, in_place, key_field, refusal_of, settled},
};

/// The form of a cause; without one, of a new cause to which `case` is linked at once.
pub(super) fn form(cause: Option<&CausePage>, case: &str, save: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(save));
    let day = |day: Option<Date>| day.map(Date::iso).unwrap_or_default();
    let number = cause.map(|cause| cause.number.to_string()).unwrap_or_default();
    let version = cause.map_or(0, |cause| cause.version).to_string();
    let title = save.typed("title", cause.map(|cause| cause.title.clone()).unwrap_or_default());
    let text = save.typed("text", cause.map(|cause| cause.text.clone()).unwrap_or_default());
    let articles = save.typed("articles", cause.map(|cause| cause.reach.articles.join(", ")).unwrap_or_default());
    let from = save.typed("from", cause.map(|cause| day(cause.reach.from)).unwrap_or_default());
    let until = save.typed("until", cause.map(|cause| day(cause.reach.until)).unwrap_or_default());
    let case = save.typed("case", case);
    let date = move |name, label, day: String| field(name, label).kind("date").line(refusal, day);
    view! {
        <CommandForm command=save class="stack">
            {key_field(settled(save))}
            <input type="hidden" name="number" value=number/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="case" value=case/>
            {error_notice(refusal, &["title", "text", "articles", "from", "until"])}
            {field("title", i18n.desk_cause_name()).most("120").required(true).line(refusal, title)}
            {field("text", i18n.desk_cause_text()).most("4000").area(refusal, "4", text)}
            {field("articles", i18n.desk_cause_articles()).hint(i18n.desk_cause_articles_hint()).most("1000").line(refusal, articles)}
            <div class="field-row">
                {date("from", i18n.desk_cause_from(), from)}
                {date("until", i18n.desk_cause_until(), until)}
            </div>
            <div class="actions">
                <button class="button button-quiet" type="submit" aria-busy=busy(save)>{i18n.desk_cause_save()}</button>
            </div>
        </CommandForm>
    }
    .into_any()
}
