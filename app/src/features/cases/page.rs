//! One case of the account: what is promised, what was said, and what can be done.

use domain::{
    cases::{CasePage, CaseStep, Stage},
    event::{Event, EventLine},
};
use leptos::{html::Form, prelude::*};

use super::{
    api,
    clock::promise_clock,
    decide,
    steps::{log, stages},
    thread::{Said, entry_asked_for, files_field, thread, ways},
    words::{impact_chip, kind_name, level_name, level_tone, needed_name, raised_chip, remedy_name},
};
use crate::{
    ask::question_after,
    features::{
        causes,
        money::disputes::{Side, of_case},
        orders::frame::number_asked_for,
        shop::links::encode,
    },
    reader::use_i18n,
    ui::{
        Command, Refetch, Sending, Tone, Typing, chip, command, emptied_after, error_notice, field, icon_small,
        in_place, keep_typing, load_page, notice, order_card, outdated_notice, page_title, refetch, refusal_of,
        skeleton_rows, typing, upload,
    },
};

/// The commands of this page. They live outside of what is fetched, so that their answers survive it.
#[derive(Clone, Copy, Debug)]
pub struct Commands {
    pub sending: Sending,
    pub decide: Command,
    pub withdraw: Command,
    pub reopen: Command,
    pub escalate: Command,
    pub object: Command,
    pub contest: Command,
    pub rate: Command,
    pub refetch: Refetch,
    /// What is being written, and the words of each step.
    pub reply_text: Typing,
    pub decide_text: Typing,
    pub reopen_text: Typing,
    pub escalate_text: Typing,
    pub object_text: Typing,
    pub contest_text: Typing,
    pub rate_text: Typing,
}

const LAST_WRITTEN: &str = ".thread > li:last-child";
const LAST_DONE: &str = ".timeline > li";

/// `/messages/:number`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let (number, before) = (number_asked_for(), entry_asked_for());
    let sending = Sending { words: command::<api::Reply>(), with_files: upload("/cases/upload") };
    let decide = command::<api::Decide>();
    let (reopen, escalate) = (command::<api::Reopen>(), command::<api::Escalate>());
    let (object, rate) = (command::<api::Object>(), command::<api::Rate>());
    let contest = command::<api::Contest>();
    let commands = Commands {
        sending,
        decide,
        // Without scripts it comes back from the upload's address.
        reply_text: typing(sending.with_files.command, "text"),
        decide_text: typing(decide, "text"),
        withdraw: command::<api::Withdraw>(),
        reopen,
        escalate,
        object,
        contest,
        rate,
        reopen_text: typing(reopen, "reason"),
        escalate_text: typing(escalate, "reason"),
        object_text: typing(object, "reason"),
        contest_text: typing(contest, "reason"),
        rate_text: typing(rate, "words"),
        refetch: refetch(),
    };
    let written = [sending.words, sending.with_files.command];
    let all = [
        commands.decide,
        commands.withdraw,
        commands.reopen,
        commands.escalate,
        commands.object,
        commands.contest,
        commands.rate,
    ];
    // What was written stands at the end of the thread, what was done at the top of the log.
    for command in written {
        commands.refetch.after_at(command, Some(LAST_WRITTEN));
    }
    for command in all {
        commands.refetch.after_at(command, Some(LAST_DONE));
    }
    causes::notices::follow(number);
    commands.reply_text.sent_with(sending.words);
    for (text, part) in [
        (commands.reply_text, "reply"),
        (commands.decide_text, "decide"),
        (commands.reopen_text, "reopen"),
        (commands.escalate_text, "escalate"),
        (commands.object_text, "object"),
        (commands.contest_text, "contest"),
        (commands.rate_text, "rate"),
    ] {
        keep_typing(text, move || format!("case/{}/{part}", number.get()));
    }
    let case = question_after(commands.refetch, move || api::ReadCase { number: number.get(), before: before.get() });
    view! {
        <main class="main" id="main" data-width="wide">
            {outdated_notice(all.into_iter().chain(written).map(refusal_of).collect())}
            {commands.refetch.status(i18n.orders_done())}
            {load_page(case, || skeleton_rows(6), move |case| case_view(&case, commands))}
        </main>
    }
    .into_any()
}

/// The head of a case: what it is, what it is about, and its subject.
#[must_use]
pub fn head(case: &CasePage, back: &'static str, shop: Option<&'static str>, orders: &'static str) -> AnyView {
    let i18n = use_i18n();
    let number = case.number.to_string();
    let order = case.about.order.map(|order| {
        view! { " · " <a href=format!("{orders}/{order}")>{i18n.order_title(&order.to_string())}</a> }
    });
    let article = case.about.article.clone().map(|(number, name)| match shop {
        Some(shop) => view! { " · " <a href=format!("{shop}/{}", encode(&number))>{name}</a> }.into_any(),
        None => view! { " · " {name} " (" {number} ")" }.into_any(),
    });
    view! {
        {page_title(format!("{number} {}", case.subject))}
        <header class="page-head">
            <a class="back" href=back>{crate::ui::icon("back")}<span class="visually-hidden">{i18n.nav_messages()}</span></a>
            <div class="page-title">
                <p class="over">{kind_name(i18n, case.kind)} " " {number} {order} {article}</p>
                <h1 tabindex="-1">{case.subject.clone()}</h1>
                {relatives(case, back)}
            </div>
        </header>
    }
    .into_any()
}

/// The case in which it goes on, and those of the same account that belong to it.
fn relatives(case: &CasePage, base: &'static str) -> AnyView {
    let i18n = use_i18n();
    let goes_on = case.merged_into.map(|number| {
        let text = i18n.case_goes_on_in(&number.to_string());
        view! { <p><a class="link" href=format!("{base}/{number}")>{text}</a></p> }
    });
    let linked = case.linked.iter().map(|(number, subject)| {
        view! { " " <a class="link" href=format!("{base}/{number}")>{number.to_string()} " " {subject.clone()}</a> }
    });
    let linked = (!case.linked.is_empty())
        .then(|| view! { <p class="soft small">{i18n.case_linked()} {linked.collect_view()}</p> });
    view! { {goes_on} {linked} }.into_any()
}

fn case_view(case: &CasePage, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let said = case.entries.iter().map(Said::Entry).collect();
    commands.refetch.land();
    view! {
        {head(case, "/messages", Some("/shop"), "/orders")}
        <div class="columns">
            <div class="column">
                <section class="sheet" aria-label=i18n.case_standing()>
                    <div class="sheet-body stack">
                        {promise_clock(case, false)}
                        {decide::contest(case, commands.contest, commands.contest_text)}
                        {to_decide(case)}
                        {stages(case.kind, case.stage)}
                        {who_has_it(case)}
                        {raised(case)}
                    </div>
                    <div class="sheet-body">{weights(case, false)}</div>
                </section>
                {of_case(&case.disputes, case.stage == Stage::Closed, Side::Customer)}
                {causes::notices::of_case()}
                {ways(case, "/messages")}
                {thread(case.number, said, case.now, false)}
                {(!case.is_earlier).then(|| decide::decision(case, commands.decide, commands.decide_text))}
                {(!case.is_earlier).then(|| composer(case, commands.sending, commands.reply_text))}
            </div>
            <div class="aside">
                {order_of(case, "/orders")}
                {decide::others(case, commands)}
                {log(case)}
                {transcript(case.number)}
            </div>
        </div>
    }
    .into_any()
}

/// The order that it is about, with its state and what it comes to.
#[must_use]
pub fn order_of(case: &CasePage, base: &str) -> AnyView {
    let i18n = use_i18n();
    let Some(order) = &case.order else { return ().into_any() };
    view! {
        <section class="sheet">
            <header class="sheet-head"><h2>{i18n.case_about()}</h2></header>
            <ul class="rows">{order_card(order, case.now, base)}</ul>
        </section>
    }
    .into_any()
}

/// The whole story as a file.
fn transcript(number: i64) -> AnyView {
    let i18n = use_i18n();
    let page = format!("/cases/{number}/transcript");
    let pdf = format!("{page}.pdf");
    view! {
        <section class="sheet" data-screen="">
            <header class="sheet-head"><h2>{i18n.case_transcript()}</h2></header>
            <div class="sheet-body stack">
                <p class="soft small">{i18n.case_transcript_explain()}</p>
                <div class="actions">
                    <a class="button button-quiet button-small" href=page rel="external">{i18n.case_transcript_page()}</a>
                    <a class="button button-quiet button-small" href=pdf rel="external" download="">
                        {icon_small("download")} " " {i18n.case_transcript_pdf()}
                    </a>
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// The way to what is to be decided: it stands below all that was said.
fn to_decide(case: &CasePage) -> AnyView {
    let i18n = use_i18n();
    if case.stage != Stage::Proposed || case.is_earlier {
        return ().into_any();
    }
    let name = if case.kind.is_investigated() { i18n.case_decide_title() } else { i18n.case_decide_answer_title() };
    view! { <p><a class="button button-quiet button-small" href="#decide" rel="external">{name}</a></p> }.into_any()
}

/// What the customer has raised and nobody has answered yet: somebody above looks at it, the priority is looked at again.
fn raised(case: &CasePage) -> AnyView {
    let i18n = use_i18n();
    let last = |of: CaseStep| case.events.iter().filter(|line| step_of(line) == Some(of)).max_by_key(|line| line.seq);
    let seq = |of: CaseStep| last(of).map_or(0, |line| line.seq);
    if case.stage == Stage::Closed {
        return ().into_any();
    }
    let ended = seq(CaseStep::Reopened);
    let people = last(CaseStep::Escalated).filter(|line| line.seq > ended).and_then(|line| match &line.event {
        Event::Case { told, .. } if !told.is_empty() => Some(told.join(", ")),
        _ => None,
    });
    let escalated = people.map(|people| view! { <p>{i18n.case_escalated_to(&people)}</p> });
    let is_contested = seq(CaseStep::Objected) > seq(CaseStep::Prioritised).max(ended);
    let contested = is_contested.then(|| view! { <p>{i18n.case_objected()}</p> });
    view! { {escalated} {contested} }.into_any()
}

const fn step_of(line: &EventLine) -> Option<CaseStep> {
    match &line.event {
        Event::Case { step, .. } => Some(*step),
        _ => None,
    }
}

fn who_has_it(case: &CasePage) -> AnyView {
    let i18n = use_i18n();
    match &case.assignee {
        _ if case.stage == Stage::Closed => ().into_any(),
        Some(name) => view! { <p>{i18n.case_assignee(name)}</p> }.into_any(),
        None => view! { <p class="soft">{i18n.case_unassigned()}</p> }.into_any(),
    }
}

/// What the customer says and what the vendor gives, side by side, with the reason where they differ; and the tags.
#[must_use]
pub fn weights(case: &CasePage, vendor_side: bool) -> AnyView {
    let i18n = use_i18n();
    let (said, given) = if vendor_side {
        (
            i18n.desk_case_they_say(impact_chip(i18n, case.impact)),
            i18n.desk_case_we_give(level_name(i18n, case.priority)),
        )
    } else {
        (i18n.case_you_say(impact_chip(i18n, case.impact)), i18n.case_we_give(level_name(i18n, case.priority)))
    };
    let said = format!("{said} · {}", needed_name(i18n, case.needed));
    let urgency = i18n.case_urgency_is(level_name(i18n, case.urgency));
    let why = case
        .priority_reason
        .clone()
        .map(|reason| view! { <p class="soft small">{i18n.case_priority_because(&reason)}</p> });
    let remedy = case
        .remedy
        .map(|remedy| view! { <p class="soft small">{i18n.case_remedy_asked(remedy_name(i18n, remedy))}</p> });
    let expected =
        case.expected.clone().map(|expected| view! { <p class="soft small">{i18n.case_expected_then(&expected)}</p> });
    let tags = case.tags.iter().map(|tag| view! { <span class="chip">"#"{tag.clone()}</span> }).collect_view();
    // What is over presses nobody.
    let tone = |level| if case.stage == Stage::Closed { Tone::Plain } else { level_tone(level) };
    view! {
        <div class="chips">
            {chip(Tone::Plain, said)}
            {chip(tone(case.urgency), urgency)}
            {chip(tone(case.priority), given)}
            {raised_chip(case.raised)}
            {tags}
        </div>
        {why}
        {remedy}
        {expected}
    }
    .into_any()
}

/// Writing on, with photos or documents. What is typed stays in the field until the portal has it.
fn composer(case: &CasePage, sending: Sending, text: Typing) -> AnyView {
    let i18n = use_i18n();
    if case.stage == Stage::Closed {
        return notice(Tone::Plain, "check", view! { <p>{i18n.case_is_closed()}</p> }.into_any());
    }
    let refusal = in_place(sending.refusal());
    let number = case.number.to_string();
    let element = NodeRef::<Form>::new();
    emptied_after(sending.with_files.command, element);
    let is_about_files = move || {
        refusal.with(|refusal| refusal.as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some("files")))
    };
    view! {
        <form
            class="sheet composer"
            method="post"
            action=sending.with_files.command.path()
            enctype="multipart/form-data"
            node_ref=element
            on:submit=move |event| sending.submit(&event)
        >
            {text.key_field()}
            <input type="hidden" name="number" value=number/>
            <div class="sheet-body stack">
                {error_notice(refusal, &["text", "files"])}
                {field("text", i18n.case_reply()).id("reply").most("8000").area_kept(refusal, "3", text.text())}
                <details class="explain" open=is_about_files>
                    <summary>{icon_small("camera")} " " {i18n.case_files_add()}</summary>
                    {files_field(refusal, i18n.case_files().into_any(), false)}
                </details>
                {sending.with_files.progress()}
                <button class="button" type="submit" aria-busy=sending.busy()>{i18n.case_send()}</button>
            </div>
        </form>
    }
    .into_any()
}
