//! A case at the desk, in three panes: the queue, the case with the thread, and the customer.

use domain::cases::{DeskCase, Stage};
use leptos::prelude::*;

use super::{
    api, case_api,
    case_bar::bar,
    composer::composer,
    customer::customer,
    keys::keys,
    queue::{INBOX, queue},
};
use crate::{
    ask::question_after,
    features::{
        cases::{
            clock::promise_clock,
            finding::case_query,
            page::{head, weights},
            stages,
            thread::{Said, entry_asked_for, files_form, thread, ways},
        },
        money::disputes::{Side, of_case},
        orders::frame::number_asked_for,
    },
    reader::use_i18n,
    ui::{
        Command, Refetch, Tone, Typing, Upload, command, keep_typing, load, load_page, notice, outdated_notice,
        refetch_in_place, refusal_of, skeleton_rows, typing, upload,
    },
};

/// The commands of this page. They live outside of what is fetched, so that their answers survive it.
#[derive(Clone, Copy)]
pub(super) struct Commands {
    pub answer: Command,
    pub note: Command,
    pub take: Command,
    pub assign: Command,
    pub prioritise: Command,
    pub sort: Command,
    pub escalate: Command,
    pub tag: Command,
    pub join: Command,
    pub split: Command,
    pub refetch: Refetch,
    pub files: Upload,
    /// What is being written: an answer, its cause and what prevents it, a note.
    pub answer_text: Typing,
    pub cause: Typing,
    pub prevention: Typing,
    pub note_text: Typing,
}

/// The newest of the thread.
const LAST_SAID: &str = ".thread > li:last-child";

/// `/desk/cases/:number`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let (number, before) = (number_asked_for(), entry_asked_for());
    let (answer, note) = (command::<api::AnswerCase>(), command::<api::NoteCase>());
    let commands = Commands {
        answer,
        note,
        answer_text: typing(answer, "text").apart(number),
        cause: typing(answer, "cause").apart(number),
        prevention: typing(answer, "prevention").apart(number),
        note_text: typing(note, "note").apart(number),
        take: command::<api::TakeCase>(),
        assign: command::<api::AssignCase>(),
        prioritise: command::<api::PrioritiseCase>(),
        sort: command::<case_api::SortCase>(),
        escalate: command::<api::EscalateCase>(),
        tag: command::<case_api::TagCase>(),
        join: command::<case_api::JoinCase>(),
        split: command::<case_api::SplitCase>(),
        refetch: refetch_in_place(),
        files: upload("/cases/upload"),
    };
    let all = [
        commands.answer,
        commands.note,
        commands.take,
        commands.assign,
        commands.prioritise,
        commands.sort,
        commands.escalate,
        commands.tag,
        commands.join,
        commands.split,
    ];
    for command in all {
        // What was said is shown, at the end of the thread.
        let is_said = command.path() == answer.path();
        commands.refetch.after_at(command, is_said.then_some(LAST_SAID));
    }
    commands.refetch.after_at(commands.files.command, Some(LAST_SAID));
    for (text, part) in [
        (commands.answer_text, "answer"),
        (commands.cause, "cause"),
        (commands.prevention, "prevention"),
        (commands.note_text, "note"),
    ] {
        keep_typing(text, move || format!("desk/{}/{part}", number.get()));
    }
    let query = case_query(INBOX, "open");
    let queue_of = question_after(commands.refetch, move || api::ReadInbox { filter: query.filter() });
    super::causes::beside::follow(number);
    let case =
        question_after(commands.refetch, move || api::ReadDeskCase { number: number.get(), before: before.get() });
    view! {
        <main class="main" id="main" data-panes="">
            {commands.refetch.status(i18n.orders_done())}
            <div class="panes" data-show="case">
                <section class="pane pane-queue" aria-labelledby="queue">
                    <header class="pane-head">
                        <h2 id="queue"><a href=move || query.at(INBOX, &[])>{i18n.desk_cases_title()}</a></h2>
                        {keys(&[
                            ("r", i18n.desk_case_answer()),
                            ("c", i18n.desk_replies()),
                            ("n", i18n.desk_case_note()),
                            ("t", i18n.desk_case_take()),
                            ("a", i18n.desk_case_assign()),
                            ("p", i18n.desk_case_priority()),
                            ("s", i18n.desk_case_kind()),
                            ("e", i18n.case_escalate()),
                            ("g", i18n.case_tags()),
                            ("m", i18n.desk_join()),
                        ])}
                    </header>
                    <div class="pane-body">
                        {load(queue_of, || skeleton_rows(8), move |list| queue(&list, query, number))}
                    </div>
                </section>
                {load_page(case, || skeleton_rows(8), move |case| case_view(&case, commands, all))}
            </div>
        </main>
    }
    .into_any()
}

/// Where the thread scrolls in a pane of its own, it begins at what was said last.
fn newest_in_view() {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        request_animation_frame(move || {
            // From here on the panes stand side by side: `style/components/desk.css`.
            let width = window().inner_width().ok().and_then(|width| width.as_f64());
            let wide = width.is_some_and(|width| width >= 1024.0);
            let last = document().query_selector(LAST_SAID).ok().flatten();
            if let Some(last) = last.filter(|_| wide) {
                last.scroll_into_view_with_bool(false);
            }
        });
    });
}

fn case_view(desk: &DeskCase, commands: Commands, all: [Command; 10]) -> AnyView {
    let i18n = use_i18n();
    let case = &desk.case;
    let said = case.entries.iter().map(Said::Entry).chain(desk.notes.iter().map(Said::Note)).collect();
    let others = (!desk.others.is_empty()).then(|| {
        let names = i18n.desk_others(&desk.others.join(", "));
        notice(Tone::Wait, "eye", view! { <p>{names}</p> }.into_any())
    });
    commands.refetch.came();
    newest_in_view();
    commands.refetch.land();
    view! {
        <section class="pane pane-case" aria-label=i18n.case_thread()>
            <div class="pane-head">{head(case, INBOX, None, "/desk/orders")}</div>
            {bar(desk, commands)}
            <div class="pane-body">
                {outdated_notice(all.into_iter().map(refusal_of).collect())}
                {others}
                <section class="sheet" aria-label=i18n.case_standing()>
                    <div class="sheet-body stack">
                        {promise_clock(case, true)}
                        {stages(case.kind, case.stage)}
                    </div>
                    <div class="sheet-body">{weights(case, true)}</div>
                </section>
                {of_case(&case.disputes, case.stage == Stage::Closed, Side::Desk)}
                {ways(case, INBOX)}
                {thread(case.number, said, case.now, true)}
                {(!case.is_earlier).then(|| files_form(case, commands.files))}
            </div>
            {(!case.is_earlier).then(|| composer(desk, commands))}
        </section>
        {customer(desk)}
    }
    .into_any()
}
