//! Writing a case: what it is, what it keeps one from, and the words.

use domain::{
    cases::{Impact, Kind, Measured, NeededBy, Remedy, Writing, urgency},
    format,
    knowledge::HelpCard,
    refusal::Refusal,
};
use leptos::{html::Form, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{
    api,
    clock::span,
    draft::Draft,
    thread::files_field,
    words::{impact_name, kind_name, kind_text, needed_name, remedy_name},
};
use crate::{
    ask::{Question, question},
    features::{
        help::offers::{offered, offers},
        measures::public::answer_times_link,
    },
    reader::{use_i18n, use_language},
    ui::{
        Command, Sending, area_text, command, contact, error_notice, field, field_error, invalid, key_field, load,
        page_head, skeleton_rows, upload,
    },
};

/// `/messages/new`, from anywhere: `?order=`, `?article=`, `?kind=` and `?subject=` say what one was looking at.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let value = move |name: &'static str| query.with(|query| query.get(name)).unwrap_or_default();
    let sending = Sending { words: command::<api::OpenCase>(), with_files: upload("/cases/open") };
    // A plain form comes back from the upload's address.
    let offered = offered(sending.with_files.command);
    let writing = question(move || api::ReadWriting {
        order: value("order").parse().ok(),
        article: Some(value("article")).filter(|article| !article.is_empty()),
    });
    view! {
        <main class="main" id="main">
            {page_head(
                i18n.cases_write_title().to_owned(),
                None,
                Some(("/messages".to_owned(), i18n.nav_messages().to_owned())),
                None,
            )}
            {load(writing, || skeleton_rows(6), move |writing| {
                let asked = |name: &str| query.with_untracked(|query| query.get(name)).unwrap_or_default();
                form(&writing, &asked("kind"), asked("subject"), sending, offered)
            })}
        </main>
    }
    .into_any()
}

fn form(
    writing: &Writing,
    asked: &str,
    subject: String,
    sending: Sending,
    offered: Question<Vec<HelpCard>>,
) -> AnyView {
    let i18n = use_i18n();
    let refusal = sending.refusal();
    // A plain form comes back from the upload's address.
    let open = sending.with_files.command;
    let element = NodeRef::<Form>::new();
    let text = RwSignal::new(open.typed("text", ""));
    let draft = Draft::of(writing, asked, sending, element, text);
    let offered_kinds = &writing.kinds;
    let first = offered_kinds.first().copied().unwrap_or(Kind::Question);
    let begins = Kind::parse(asked).filter(|kind| offered_kinds.contains(kind)).unwrap_or(first);
    let chosen = open.typed("kind", begins.code());
    let kind = RwSignal::new(Kind::parse(&chosen).unwrap_or(first));
    let kinds = offered_kinds
        .iter()
        .map(|choice| {
            let choice = *choice;
            view! {
                <label class="option">
                    <input
                        type="radio"
                        name="kind"
                        value=choice.code()
                        checked=choice.code() == chosen
                        on:change=move |_| kind.set(choice)
                    />
                    <span>{kind_name(i18n, choice)}</span>
                    <span class="hint">{kind_text(i18n, choice)}</span>
                </label>
            }
        })
        .collect_view();
    let weight = Weight {
        impact: RwSignal::new(Impact::parse(&open.typed("impact", "")).unwrap_or(Impact::None)),
        needed: RwSignal::new(NeededBy::parse(&open.typed("needed", "")).unwrap_or(NeededBy::NoHurry)),
    };
    let expectations = expectations(writing, kind, weight);
    let (about, tags) = (about(writing), tags(writing, open, refusal));
    let files_label =
        view! { {i18n.case_files()} " " <span class="optional">{i18n.field_optional()}</span> }.into_any();
    let shown = area_text(&text.get_untracked());
    view! {
        <form
            class="stack"
            method="post"
            action=open.path()
            enctype="multipart/form-data"
            node_ref=element
            on:submit=move |event| sending.submit(&event)
            on:input=move |event| draft.keep(&event)
        >
            {key_field(sending.settled())}
            {draft.notice()}
            {error_notice(refusal, &["kind", "subject", "text", "expected", "tags", "files"])}
            {about}
            <fieldset class="field">
                <legend>{i18n.case_what()}</legend>
                <div class="stack" data-gap="small">{kinds}</div>
                {field_error(refusal, "kind")}
            </fieldset>
            {field("subject", i18n.case_subject()).most("120").required(true).line(refusal, open.typed("subject", subject))}
            <div class="field">
                <label for="text">{i18n.case_text()}</label>
                <textarea
                    id="text"
                    name="text"
                    rows="6"
                    maxlength="8000"
                    required=true
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                    aria-invalid=invalid(refusal, "text")
                    aria-describedby="text-error"
                >
                    {shown}
                </textarea>
                {field_error(refusal, "text")}
            </div>
            {offers(offered)}
            {files_field(refusal, files_label, false)}
            {impact(open, weight)}
            {remedy(open, refusal, kind)}
            {tags}
            {expectations}
            <div class="sticky-bar">
                {sending.with_files.progress()}
                <button class="button" type="submit" aria-busy=sending.busy()>{i18n.case_send()}</button>
            </div>
        </form>
        {answer_times_link()}
        {contact(i18n.case_or_directly().to_owned(), None)}
    }
    .into_any()
}

/// The order and the article that one came from; they go along.
fn about(writing: &Writing) -> AnyView {
    let i18n = use_i18n();
    let order = writing.about.order.map(|order| {
        view! {
            <input type="hidden" name="order" value=order.to_string()/>
            <span class="chip">{i18n.order_title(&order.to_string())}</span>
        }
    });
    let article = writing.about.article.clone().map(|(number, name)| {
        view! {
            <input type="hidden" name="article" value=number/>
            <span class="chip">{name}</span>
        }
    });
    (order.is_some() || article.is_some())
        .then(|| view! { <p class="chips"><span class="soft">{i18n.case_about()}</span> {order} {article}</p> })
        .into_any()
}

/// What the two questions are answered with: the promise hangs on it.
#[derive(Clone, Copy)]
struct Weight {
    impact: RwSignal<Impact>,
    needed: RwSignal<NeededBy>,
}

/// "Does this keep you from working?", "By when do you need it?"
fn impact(open: Command, weight: Weight) -> AnyView {
    let i18n = use_i18n();
    let chosen_impact = open.typed("impact", Impact::None.code());
    let chosen_needed = open.typed("needed", NeededBy::NoHurry.code());
    let impacts = Impact::ALL
        .iter()
        .map(|impact| {
            let impact = *impact;
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="impact"
                        value=impact.code()
                        checked=impact.code() == chosen_impact
                        on:change=move |_| weight.impact.set(impact)
                    />
                    <span>{impact_name(i18n, impact)}</span>
                </label>
            }
        })
        .collect_view();
    let moments = NeededBy::ALL
        .iter()
        .map(|needed| {
            let needed = *needed;
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="needed"
                        value=needed.code()
                        checked=needed.code() == chosen_needed
                        on:change=move |_| weight.needed.set(needed)
                    />
                    <span>{needed_name(i18n, needed)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field"><legend>{i18n.case_impact()}</legend>{impacts}</fieldset>
        <fieldset class="field"><legend>{i18n.case_needed()}</legend>{moments}</fieldset>
    }
    .into_any()
}

/// What a complaint asks for. Without scripts it is there for every kind, and counts for a complaint.
fn remedy(open: Command, refusal: Signal<Option<Refusal>>, kind: RwSignal<Kind>) -> AnyView {
    let i18n = use_i18n();
    let chosen = open.typed("remedy", "");
    let options = Remedy::ALL
        .iter()
        .map(|remedy| {
            let selected = remedy.code() == chosen;
            view! { <option value=remedy.code() selected=selected>{remedy_name(i18n, *remedy)}</option> }
        })
        .collect_view();
    // Hidden by scripts only: before the page is awake it must be reachable.
    let awake = RwSignal::new(false);
    Effect::new(move |_| {
        // Before it woke, or by the browser's own memory, another kind may have been chosen.
        if let Some(chosen) = chosen_kind() {
            kind.set(chosen);
        }
        awake.set(true);
    });
    view! {
        <div class="stack" hidden=move || awake.get() && kind.get() != Kind::Complaint>
            <div class="field">
                <label for="remedy">{i18n.case_remedy()} " " <span class="optional">{i18n.field_optional()}</span></label>
                <select id="remedy" name="remedy">
                    <option value="">{i18n.case_remedy_none()}</option>
                    {options}
                </select>
            </div>
            {field("expected", i18n.case_expected()).most("500").optional().line(refusal, open.typed("expected", ""))}
        </div>
    }
    .into_any()
}

fn chosen_kind() -> Option<Kind> {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;

        let found = document().query_selector("input[name=kind]:checked").ok().flatten()?;
        Kind::parse(&found.dyn_into::<web_sys::HtmlInputElement>().ok()?.value())
    }
    #[cfg(not(feature = "hydrate"))]
    None
}

fn tags(writing: &Writing, open: Command, refusal: Signal<Option<Refusal>>) -> AnyView {
    let i18n = use_i18n();
    let ticked = open.came_back_about(None);
    let choices = writing
        .tags
        .iter()
        .enumerate()
        .map(|(place, (code, name))| {
            let field = format!("ticked[{place}]");
            let checked = ticked.as_ref().is_some_and(|fields| fields.get(&field) == code);
            view! {
                <label class="choice">
                    <input type="checkbox" name=field value=code.clone() checked=checked/>
                    <span>{name.clone()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{i18n.case_tags()} " " <span class="optional">{i18n.field_optional()}</span></legend>
            <div class="cluster">{choices}</div>
            <label class="visually-hidden" for="tags">{i18n.case_tags_own()}</label>
            <input
                id="tags"
                name="tags"
                maxlength="200"
                autocomplete="off"
                placeholder=i18n.case_tags_own()
                value=open.typed("tags", "")
                aria-invalid=invalid(refusal, "tags")
                aria-describedby="tags-error"
            />
            {field_error(refusal, "tags")}
        </fieldset>
    }
    .into_any()
}

/// How long it took others, and what is promised: said before it is sent.
fn expectations(writing: &Writing, kind: RwSignal<Kind>, weight: Weight) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let (answers, promised, now) = (writing.answers.clone(), writing.promised.clone(), writing.now);
    let is_measured = writing.is_measured;
    let said = move || {
        let kind = kind.get();
        let level = urgency(weight.impact.get(), weight.needed.get());
        let due = promised.iter().find(|(of, at, _)| *of == kind && *at == level).and_then(|(.., due)| *due);
        let took = answers.iter().find(|(of, at, _)| *of == kind && *at == level).map(|(.., took)| *took);
        let due = due.map(|due| i18n.case_promised_before(&format::relative(language, now, due)));
        let took = took
            .map(|took| {
                let (half, most) = (span(i18n, took.median), span(i18n, took.most));
                match took.of {
                    Measured::Hour => i18n.case_answers_took_hour(&half, &most),
                    Measured::Level => i18n.case_answers_took_level(&half, &most),
                    Measured::Kind => i18n.case_answers_took(&half, &most),
                }
            })
            .or_else(|| is_measured.then(|| i18n.case_answers_few().to_owned()));
        [due, took].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    view! { <p class="soft">{said}</p> }.into_any()
}
