//! The vendor's bank: loading what it says, and going through what nobody could be certain of.

use domain::{
    format,
    i18n::I18n,
    ledger::wire::{BankBoard, BankFileLine, MovementState},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::{
    api,
    movement::card,
    parts::{bank_href, may_post},
};
use crate::{
    ask::question_after,
    reader::{use_i18n, use_language},
    ui::{
        Command, Listing, Refetch, Tone, command, empty, error_notice, field_error, icon, invalid, listing, load,
        notice, once, outdated_notice, page_head, refetch_in_place, refusal_of, skeleton_rows,
    },
};

/// Where a file goes.
const LOAD: &str = "/desk/bank/load";

/// The commands of this page. They live outside of what is fetched, so that their answers survive it.
#[derive(Clone, Copy)]
pub(super) struct Commands {
    pub(super) accept: Command,
    pub(super) assign: Command,
    pub(super) aside: Command,
    pub(super) take_up: Command,
    refetch: Refetch,
}

/// Which page of the board is open, as its address says.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) state: String,
    pub(super) after: String,
}

impl Place {
    fn of(query: &ParamsMap) -> Self {
        let value = |name: &str| query.get(name).unwrap_or_default();
        Self { state: value("state"), after: value("after") }
    }
}

/// `/desk/bank?state=&after=`
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let commands = Commands {
        accept: command::<api::AcceptMovement>(),
        assign: command::<api::AssignMovement>(),
        aside: command::<api::SetMovementAside>(),
        take_up: command::<api::TakeMovementUp>(),
        refetch: refetch_in_place(),
    };
    let all = [commands.accept, commands.assign, commands.aside, commands.take_up];
    for command in all {
        commands.refetch.after(command);
    }
    let listing = listing();
    let board = question_after(commands.refetch, move || {
        let Place { state, after } = query.with(Place::of);
        api::ReadBank { state, after }
    });
    view! {
        <main class="main" id="main">
            {page_head(i18n.bank_title().to_owned(), None, None, None)}
            {commands.refetch.status(i18n.orders_done())}
            {listing.status()}
            <div class="stack">
                {outdated_notice(all.into_iter().map(refusal_of).collect())}
                {move || query.with(loaded_notice)}
                {may_post().then(load_form)}
                {load(board, || skeleton_rows(6), move |board| {
                    content(&board, &query.with_untracked(Place::of), commands, listing)
                })}
            </div>
        </main>
    }
    .into_any()
}

/// What the last load did, as the address to which it led says.
fn loaded_notice(query: &ParamsMap) -> Option<AnyView> {
    let i18n = use_i18n();
    let count = |name: &str| query.get(name).and_then(|count| count.parse::<i64>().ok());
    let movements = count("loaded")?;
    let said = |name: &str| count(name).unwrap_or_default().to_string();
    let became = i18n.bank_loaded_became(&said("aside"), &said("posted"), &said("proposed"), &said("unknown"));
    let fresh = i18n.bank_loaded_fresh(&said("fresh"));
    let text = view! { <p><strong>{i18n.bank_loaded(movements)}</strong> " " {fresh}</p> <p>{became}</p> };
    Some(notice(Tone::Ok, "check", text.into_any()))
}

/// The form for a file. It is a plain one: the portal leads on to what became of it.
fn load_form() -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(Command::to(LOAD));
    let once = once();
    view! {
        <form
            class="sheet"
            method="post"
            action=LOAD
            enctype="multipart/form-data"
            aria-labelledby="load-title"
            on:submit=move |event: SubmitEvent| once.submit(&event)
        >
            <header class="sheet-head"><h2 id="load-title">{i18n.bank_load()}</h2></header>
            <div class="sheet-body stack">
                {error_notice(refusal, &["file"])}
                <div class="field">
                    <label for="file">{i18n.bank_file()}</label>
                    <p class="hint" id="file-hint">{i18n.bank_file_hint()}</p>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        required=true
                        aria-invalid=invalid(refusal, "file")
                        aria-describedby="file-hint file-error"
                    />
                    {field_error(refusal, "file")}
                </div>
                <div class="actions">
                    <button class="button" type="submit" aria-busy=once.busy()>{icon("upload")} {i18n.bank_load_do()}</button>
                </div>
            </div>
        </form>
    }
    .into_any()
}

fn content(board: &BankBoard, place: &Place, commands: Commands, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    commands.refetch.came();
    let name = state_name(i18n, board.state);
    listing.came(format!("{} {}", place.state, place.after), name, board.movements.len());
    let cards = board.movements.iter().map(|line| card(line, place, commands)).collect_view();
    let list = if board.movements.is_empty() {
        let (title, text) = none_words(i18n, board.state);
        view! { <section class="sheet">{empty("receipt", title.to_owned(), text.to_owned(), None)}</section> }
            .into_any()
    } else {
        view! { <ul class="stack" tabindex="-1" data-list="" aria-label=name>{cards}</ul> }.into_any()
    };
    view! { {tabs(board)} {list} {pager(board, place)} {files(board)} }.into_any()
}

/// One link for each state, with how many movements stand there.
fn tabs(board: &BankBoard) -> AnyView {
    let i18n = use_i18n();
    let links = board
        .counts
        .iter()
        .map(|(state, count)| {
            let current = (*state == board.state).then_some("true");
            view! {
                <li>
                    <a class="filter" href=bank_href(state.code(), "") aria-current=current>
                        {state_name(i18n, *state)} " " <span class="count">{count.to_string()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <nav aria-label=i18n.bank_states()><ul class="filters">{links}</ul></nav> }.into_any()
}

fn state_name(i18n: I18n, state: MovementState) -> &'static str {
    match state {
        MovementState::Proposed => i18n.bank_state_proposed(),
        MovementState::Unknown => i18n.bank_state_unknown(),
        MovementState::Posted => i18n.bank_state_posted(),
        MovementState::Aside => i18n.bank_state_aside(),
    }
}

/// What an empty list says.
fn none_words(i18n: I18n, state: MovementState) -> (&'static str, &'static str) {
    match state {
        MovementState::Proposed => (i18n.bank_none_proposed(), i18n.bank_none_proposed_text()),
        MovementState::Unknown => (i18n.bank_none_unknown(), i18n.bank_none_unknown_text()),
        MovementState::Posted => (i18n.bank_none_posted(), i18n.bank_none_posted_text()),
        MovementState::Aside => (i18n.bank_none_aside(), i18n.bank_none_aside_text()),
    }
}

fn pager(board: &BankBoard, place: &Place) -> Option<AnyView> {
    let i18n = use_i18n();
    let code = board.state.code();
    let first = (!place.after.is_empty()).then(|| {
        view! {
            <a class="button button-quiet button-small" href=bank_href(code, "")>{icon("back")} {i18n.orders_newest()}</a>
        }
    });
    let older = board.next.as_deref().map(|next| {
        view! {
            <a class="button button-quiet button-small" href=bank_href(code, next)>
                {i18n.orders_older()} {icon("forward")}
            </a>
        }
    });
    (first.is_some() || older.is_some())
        .then(|| view! { <nav class="pager" aria-label=i18n.orders_pages()>{first}{older}</nav> }.into_any())
}

/// The files that were loaded last.
fn files(board: &BankBoard) -> Option<AnyView> {
    if board.files.is_empty() {
        return None;
    }
    let rows = board.files.iter().map(file_row).collect_view();
    Some(
        view! {
            <section class="sheet" aria-labelledby="files">
                <header class="sheet-head"><h2 id="files">{use_i18n().bank_files()}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn file_row(file: &BankFileLine) -> AnyView {
    let i18n = use_i18n();
    let loaded = format::instant_long(use_language(), file.loaded);
    let fresh = i18n.bank_file_fresh(&file.fresh.to_string(), &file.movements.to_string());
    let by = if file.by.is_empty() { i18n.posting_by_portal().to_owned() } else { file.by.clone() };
    let account = (!file.bank_account.is_empty()).then(|| format!(" · {}", file.bank_account));
    view! {
        <li class="row" data-align="start">
            <div class="row-text">
                <span class="bank-text">{file.name.clone()}</span>
                <small>{fresh} {account}</small>
                <small>{by} " · " <time datetime=file.loaded.rfc3339()>{loaded}</time></small>
            </div>
        </li>
    }
    .into_any()
}
