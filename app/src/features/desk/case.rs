//! A case at the desk: the thread with the notes, the answer, and the customer beside it.

use domain::cases::{CasePage, DeskCase, Level, Stage};
use leptos::prelude::*;

use super::api;
use crate::{
    ask::question_after,
    features::{
        cases::{
            clock::promise_clock,
            list::row,
            log,
            page::{head, weights},
            stages,
            thread::{Said, files_form, thread},
            words::level_name,
        },
        orders::frame::number_asked_for,
    },
    reader::use_i18n,
    ui::{
        Command, CommandForm, Refetch, Typing, Upload, busy, command, error_notice, in_place, load_page, order_card,
        outdated_notice, reason_field, refetch, refusal_of, skeleton_rows, typing, upload,
    },
};

/// The commands of this page. They live outside of what is fetched, so that their answers survive it.
#[derive(Clone, Copy)]
struct Commands {
    answer: Command,
    note: Command,
    take: Command,
    assign: Command,
    prioritise: Command,
    refetch: Refetch,
    files: Upload,
    /// What is being written: an answer, its cause and what prevents it, a note.
    answer_text: Typing,
    cause: Typing,
    prevention: Typing,
    note_text: Typing,
}

/// `/desk/cases/:number`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let number = number_asked_for();
    let (answer, note) = (command::<api::AnswerCase>(), command::<api::NoteCase>());
    let commands = Commands {
        answer,
        note,
        answer_text: typing(answer, "text"),
        cause: typing(answer, "cause"),
        prevention: typing(answer, "prevention"),
        note_text: typing(note, "note"),
        take: command::<api::TakeCase>(),
        assign: command::<api::AssignCase>(),
        prioritise: command::<api::PrioritiseCase>(),
        refetch: refetch(),
        files: upload("/cases/upload"),
    };
    let all = [commands.answer, commands.note, commands.take, commands.assign, commands.prioritise];
    for command in all.into_iter().chain([commands.files.command]) {
        commands.refetch.after(command);
    }
    let case = question_after(commands.refetch, move || api::ReadDeskCase { number: number.get() });
    view! {
        <main class="main" id="main" data-width="wide">
            {outdated_notice(all.into_iter().map(refusal_of).collect())}
            {commands.refetch.status(i18n.orders_done())}
            {load_page(case, || skeleton_rows(8), move |case| case_view(&case, commands))}
        </main>
    }
    .into_any()
}

fn case_view(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let case = &desk.case;
    let said = case.entries.iter().map(Said::Entry).chain(desk.notes.iter().map(Said::Note)).collect();
    view! {
        {head(case, "/desk/cases", None, "/desk/orders")}
        <div class="columns">
            <div class="column">
                <section class="sheet" aria-label=i18n.case_standing()>
                    <div class="sheet-body stack">
                        {promise_clock(
                            &case.clock,
                            case.now,
                            case.stage == Stage::Closed,
                            case.waits_for_customer,
                            true,
                        )}
                        {stages(case.kind, case.stage)}
                    </div>
                    <div class="sheet-body">{weights(case, true)}</div>
                </section>
                {thread(case.number, said, case.now, true)}
                {answer(case, commands)}
                {files_form(case, None, commands.files)}
                {note(case, commands)}
            </div>
            <div class="aside">
                {customer(desk)}
                {moves(desk, commands)}
                {log(case)}
            </div>
        </div>
    }
    .into_any()
}

fn seen(case: &CasePage) -> AnyView {
    view! {
        <input type="hidden" name="number" value=case.number.to_string()/>
        <input type="hidden" name="version" value=case.version.to_string()/>
    }
    .into_any()
}

/// The word to the customer. Which button is pressed says what kind of word it is.
fn answer(case: &CasePage, commands: Commands) -> AnyView {
    let command = commands.answer;
    let i18n = use_i18n();
    if case.stage == Stage::Closed {
        return ().into_any();
    }
    let refusal = in_place(refusal_of(command));
    let proposal = case.kind.is_investigated().then(|| {
        view! {
            <details class="explain" open=move || refusal.with(Option::is_some)>
                <summary>{i18n.desk_case_solution()}</summary>
                <div class="stack">
                    <p>{i18n.desk_case_solution_explain()}</p>
                    {commands.cause.area("cause", i18n.case_cause().into_any(), "2")}
                    {commands.prevention.area("prevention", i18n.case_prevention().into_any(), "2")}
                    <button class="button" type="submit" name="saying" value="propose" aria-busy=busy(command)>
                        {i18n.desk_case_propose()}
                    </button>
                </div>
            </details>
        }
    });
    let number = case.number.to_string();
    view! {
        <CommandForm command=command class="sheet composer">
            {commands.answer_text.key_field()}
            <input type="hidden" name="number" value=number/>
            <div class="sheet-body stack">
                {error_notice(refusal, &["text", "cause", "prevention"])}
                {commands.answer_text.area("answer", i18n.desk_case_answer().into_any(), "4")}
                <div class="actions">
                    <button class="button" type="submit" name="saying" value="answer" aria-busy=busy(command)>
                        {i18n.desk_case_answer_do()}
                    </button>
                    <button class="button button-quiet" type="submit" name="saying" value="ask">
                        {i18n.desk_case_ask_do()}
                    </button>
                </div>
                {proposal}
            </div>
        </CommandForm>
    }
    .into_any()
}

fn note(case: &CasePage, commands: Commands) -> AnyView {
    let command = commands.note;
    let i18n = use_i18n();
    let refusal = in_place(refusal_of(command));
    let number = case.number.to_string();
    view! {
        <section class="sheet"><div class="sheet-body"><details class="explain" open=move || refusal.with(Option::is_some)>
            <summary>{i18n.desk_case_note()}</summary>
            <CommandForm command=command class="stack">
                {commands.note_text.key_field()}
                <input type="hidden" name="number" value=number/>
                {error_notice(refusal, &["note"])}
                <p class="soft small">{i18n.desk_case_note_explain()}</p>
                {commands.note_text.area("note", i18n.desk_case_note_label().into_any(), "2")}
                <button class="button button-quiet" type="submit" aria-busy=busy(command)>{i18n.desk_case_note_do()}</button>
            </CommandForm>
        </details></div></section>
    }
    .into_any()
}

/// Who it is, what else they asked, and what they ordered lately.
fn customer(desk: &DeskCase) -> AnyView {
    let i18n = use_i18n();
    let now = desk.case.now;
    let cases = desk.cases.iter().map(|case| row(case, now, "/desk/cases")).collect_view();
    let orders = desk.orders.iter().map(|order| order_card(order, now, "/desk/orders")).collect_view();
    let has_cases = !desk.cases.is_empty();
    let has_orders = !desk.orders.is_empty();
    let satisfaction =
        desk.case.satisfaction.map(|value| view! { <p>{i18n.desk_case_satisfaction(&value.to_string())}</p> });
    view! {
        <section class="sheet" aria-labelledby="customer">
            <header class="sheet-head"><h2 id="customer">{desk.account_name.clone()}</h2></header>
            <div class="sheet-body">
                <p>
                    {desk.case.by.clone()}<br/>
                    <a class="link" href=format!("mailto:{}", desk.by_email)>{desk.by_email.clone()}</a><br/>
                    <span class="soft">{i18n.desk_account_number()} " " {desk.account_number.clone()}</span>
                </p>
                {satisfaction}
            </div>
            {has_orders.then(|| view! {
                <header class="sheet-head"><h3>{i18n.desk_case_orders()}</h3></header>
                <ul class="rows">{orders}</ul>
            })}
            {has_cases.then(|| view! {
                <header class="sheet-head"><h3>{i18n.desk_case_others()}</h3></header>
                <ul class="rows">{cases}</ul>
            })}
        </section>
    }
    .into_any()
}

/// Take it, say how far it is, give it to somebody, give another priority.
fn moves(desk: &DeskCase, commands: Commands) -> AnyView {
    let i18n = use_i18n();
    let case = &desk.case;
    if case.stage == Stage::Closed {
        return ().into_any();
    }
    let take = commands.take;
    let is_taken = desk.assigned.is_some();
    let step = |value: &'static str, name: &'static str| {
        view! {
            <button class="button button-quiet button-small" type="submit" name="stage" value=value aria-busy=busy(take)>
                {name}
            </button>
        }
    };
    let is_before = |stage: Stage| case.kind.is_investigated() && case.stage < stage;
    let buttons = view! {
        {(!is_taken).then(|| step("", i18n.desk_case_take()))}
        {is_before(Stage::Assessed).then(|| step("assessed", i18n.desk_case_assessed()))}
        {is_before(Stage::Investigating).then(|| step("investigating", i18n.desk_case_investigating()))}
    };
    let people = desk
        .people
        .iter()
        .map(|(id, name)| {
            let selected = desk.assigned == Some(*id);
            view! { <option value=id.to_string() selected=selected>{name.clone()}</option> }
        })
        .collect_view();
    let nobody = (!is_taken).then(|| view! { <option value="" selected=true>{i18n.desk_case_nobody()}</option> });
    let levels = Level::ALL
        .iter()
        .map(|level| {
            let selected = *level == case.priority;
            view! { <option value=level.code() selected=selected>{level_name(i18n, *level)}</option> }
        })
        .collect_view();
    let [seen_to_take, seen_to_assign, seen_to_prioritise] = [seen(case), seen(case), seen(case)];
    view! {
        <section class="sheet" data-screen="">
            <div class="sheet-body stack">
                <CommandForm command=take class="actions">
                    {seen_to_take}
                    {error_notice(in_place(refusal_of(take)), &[])}
                    {buttons}
                </CommandForm>
                <CommandForm command=commands.assign class="stack">
                    {seen_to_assign}
                    {error_notice(in_place(refusal_of(commands.assign)), &[])}
                    <div class="field">
                        <label for="member">{i18n.desk_case_assign()}</label>
                        <select id="member" name="member" required=true>{nobody}{people}</select>
                    </div>
                    <button class="button button-quiet button-small" type="submit" aria-busy=busy(commands.assign)>
                        {i18n.desk_case_assign_do()}
                    </button>
                </CommandForm>
                <details class="explain">
                    <summary>{i18n.desk_case_priority()}</summary>
                    <CommandForm command=commands.prioritise class="stack">
                        {seen_to_prioritise}
                        {error_notice(in_place(refusal_of(commands.prioritise)), &["reason"])}
                        <div class="field">
                            <label for="priority">{i18n.desk_case_priority()}</label>
                            <select id="priority" name="priority">{levels}</select>
                        </div>
                        {reason_field("priority-reason", i18n.desk_case_priority_reason(), true, commands.prioritise)}
                        <button class="button button-quiet button-small" type="submit" aria-busy=busy(commands.prioritise)>
                            {i18n.desk_case_priority_do()}
                        </button>
                    </CommandForm>
                </details>
            </div>
        </section>
    }
    .into_any()
}
