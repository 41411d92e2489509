//! What was written in a case, with what became of it.

use domain::{
    cases::{Attached, Became, CasePage, Entry, MailReceipt, Note, Stage},
    format,
    ids::EntryId,
    post::Loss,
    refusal::Refusal,
    time::WallTime,
};
use leptos::{html::Form, prelude::*};
use leptos_router::hooks::use_query_map;

use crate::{
    reader::{use_i18n, use_language},
    ui::{
        Tone, Upload, busy, emptied_after, error_notice, field_error, icon, icon_small, in_place, instant, invalid,
        key_field, refusal_of, settled,
    },
};

/// One thing in the thread, by its time. Only the vendor's pages have notes to put into it.
#[derive(Clone, Copy, Debug)]
pub enum Said<'a> {
    Entry(&'a Entry),
    Note(&'a Note),
}

impl Said<'_> {
    const fn at(&self) -> WallTime {
        match self {
            Self::Entry(entry) => entry.at,
            Self::Note(note) => note.at,
        }
    }
}

/// The thread, oldest first. `vendor_side` says whose bubbles are on the right.
#[must_use]
pub fn thread(case: i64, mut said: Vec<Said<'_>>, now: WallTime, vendor_side: bool) -> AnyView {
    said.sort_by_key(|said| said.at().instant);
    let items = said
        .into_iter()
        .map(|said| match said {
            Said::Entry(entry) => bubble(case, entry, now, vendor_side),
            Said::Note(note) => note_bubble(note, now),
        })
        .collect_view();
    view! { <ol class="thread" aria-label=use_i18n().case_thread()>{items}</ol> }.into_any()
}

/// The entry before which everything is that the address asks for; without one it is the newest.
#[must_use]
pub fn entry_asked_for() -> Signal<Option<EntryId>> {
    let query = use_query_map();
    Signal::derive(move || query.with(|query| query.get("before")).and_then(|id| id.parse().ok()))
}

/// The ways to what was written before, and back to the newest. Cases are at `base`.
#[must_use]
pub fn ways(case: &CasePage, base: &'static str) -> AnyView {
    let i18n = use_i18n();
    let page = format!("{base}/{}", case.number);
    let earlier = case.earlier.map(|entry| {
        let href = format!("{page}?before={entry}");
        view! { <a class="button button-quiet button-small" href=href>{icon("back")} {i18n.case_thread_earlier()}</a> }
    });
    let newest = case.is_earlier.then(|| {
        view! { <a class="button button-quiet button-small" href=page>{i18n.case_thread_newest()} {icon("forward")}</a> }
    });
    (earlier.is_some() || newest.is_some())
        .then(|| view! { <nav class="pager" aria-label=i18n.orders_pages()>{earlier}{newest}</nav> })
        .into_any()
}

fn bubble(case: i64, entry: &Entry, now: WallTime, vendor_side: bool) -> AnyView {
    let i18n = use_i18n();
    let is_ours = entry.by_vendor == vendor_side;
    let proposal = entry.proposal.as_ref().map(|proposal| {
        let part = |name: &'static str, text: &str| {
            (!text.is_empty()).then(|| view! { <dt>{name}</dt><dd>{text.to_owned()}</dd> })
        };
        view! {
            <dl class="proposal">
                {part(i18n.case_cause(), &proposal.cause)}
                {part(i18n.case_prevention(), &proposal.prevention)}
            </dl>
        }
    });
    let receipt = (!entry.by_vendor).then(|| receipt(entry, now));
    let via = entry.via.as_ref().map(|sender| format!(", {}", i18n.case_by_mail(sender)));
    let files = entry.files.iter().map(|file| attached(case, file)).collect_view();
    view! {
        <li
            class="entry"
            id=format!("entry-{}", entry.id)
            tabindex="-1"
            data-side=if is_ours { "ours" } else { "theirs" }
        >
            <div class="bubble">
                {(!entry.text.is_empty()).then(|| view! { <p lang=entry.language.code()>{entry.text.clone()}</p> })}
                {files}
                {proposal}
            </div>
            <p class="entry-foot">
                {if entry.mine { i18n.case_you().to_owned() } else { entry.by.clone() }} {via} " · " {instant(now, entry.at)}
                {receipt}
            </p>
            {entry.left_out.sentences(i18n).into_iter().map(left_out_line).collect_view()}
            {entry.receipt.mails.iter().map(|mail| mail_line(mail, now)).collect_view()}
        </li>
    }
    .into_any()
}

/// A photo as a picture, anything else as a name; both lead to the file.
fn attached(case: i64, file: &Attached) -> AnyView {
    let href = format!("/cases/{case}/files/{}", file.id);
    let (name, saved_as) = (file.name.clone(), file.name.clone());
    if file.kind.is_shown() {
        let src = href.clone();
        return view! {
            <a class="attached" href=href rel="external" download=saved_as>
                <img src=src alt=name loading="lazy" width="320" height="200"/>
            </a>
        }
        .into_any();
    }
    let size = format::file_size(use_language(), file.size);
    view! {
        <a class="link" href=href rel="external" download=saved_as>{icon_small("download")} " " {name} " · " {size}</a>
    }
    .into_any()
}

/// Files for the case, without a word.
#[must_use]
pub fn files_form(case: &CasePage, files: Upload) -> AnyView {
    let i18n = use_i18n();
    if case.stage == Stage::Closed {
        return ().into_any();
    }
    let refusal = in_place(refusal_of(files.command));
    let number = case.number.to_string();
    let element = NodeRef::<Form>::new();
    emptied_after(files.command, element);
    view! {
        <details class="explain" open=move || refusal.with(Option::is_some)>
            <summary>{icon_small("camera")} " " {i18n.case_files_add()}</summary>
            <form
                class="stack"
                method="post"
                action=files.command.path()
                enctype="multipart/form-data"
                node_ref=element
                on:submit=move |event| files.send(&event)
            >
                {key_field(settled(files.command))}
                <input type="hidden" name="number" value=number/>
                {error_notice(refusal, &["files"])}
                {files_field(refusal, i18n.case_files().into_any(), true)}
                {files.progress()}
                <button class="button button-quiet" type="submit" aria-busy=busy(files.command)>{i18n.case_files_send()}</button>
            </form>
        </details>
    }
    .into_any()
}

/// The field for photos and documents.
#[must_use]
pub fn files_field(refusal: Signal<Option<Refusal>>, label: AnyView, is_required: bool) -> AnyView {
    let i18n = use_i18n();
    view! {
        <div class="field">
            <label for="files">{label}</label>
            <p class="hint" id="files-hint">{i18n.case_files_hint()}</p>
            <input
                id="files"
                type="file"
                name="files"
                multiple=true
                required=is_required
                accept="image/jpeg,image/png,image/webp,image/heic,application/pdf"
                aria-invalid=invalid(refusal, "files")
                aria-describedby="files-hint files-error"
            />
            {field_error(refusal, "files")}
        </div>
    }
    .into_any()
}

/// Stored, opened by a person, answered.
fn receipt(entry: &Entry, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let opened = entry.receipt.opened.as_ref();
    let opened = opened.map(|(name, at)| i18n.case_receipt_opened(name, &format::relative(use_language(), now, *at)));
    let answered = entry.receipt.answered.then(|| i18n.case_receipt_answered().to_owned());
    let mut steps: Vec<String> = opened.into_iter().chain(answered).collect();
    if steps.is_empty() {
        steps.push(i18n.case_receipt_stored().to_owned());
    }
    steps.into_iter().map(|step| view! { " · " {icon_small("check")} {step} }).collect_view().into_any()
}

/// What became of a mail to the customer. Whose own address is wrong can mend it.
#[must_use]
pub fn mail_line(mail: &MailReceipt, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let when = || format::relative(use_language(), now, mail.at);
    let (tone, said) = match mail.became {
        Became::Accepted => (Tone::Plain, i18n.case_mail_accepted(&mail.to, &when())),
        Became::Trying => (Tone::Plain, i18n.case_mail_trying(&mail.to)),
        Became::Lost(loss) => {
            let why = match loss {
                Loss::NoMailbox => i18n.case_mail_no_mailbox(),
                Loss::Full => i18n.case_mail_full(),
                Loss::TooLarge => i18n.case_mail_too_large(),
                Loss::Refused => i18n.case_mail_refused(),
                Loss::NoServer => i18n.case_mail_no_server(),
                Loss::Unknown => i18n.case_mail_unknown(),
            };
            (Tone::Late, i18n.case_mail_lost(&mail.to, why, &when()))
        }
    };
    let is_lost = matches!(mail.became, Became::Lost(_));
    let mend = (is_lost && mail.mine).then(|| {
        view! { " " <a class="link" href="/account">{i18n.case_mail_check()}</a> }
    });
    view! { <p class="entry-foot" data-tone=tone.code()>{icon_small("mail")} " " {said} {mend}</p> }.into_any()
}

/// What of the mail that it came by is not in an entry.
fn left_out_line(said: String) -> AnyView {
    view! { <p class="entry-foot">{icon_small("mail")} " " {said}</p> }.into_any()
}

fn note_bubble(note: &Note, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    view! {
        <li class="entry" data-side="note">
            <div class="bubble">
                <p><strong>{i18n.desk_case_note_label()}</strong> " " {note.text.clone()}</p>
            </div>
            <p class="entry-foot">{note.by.clone()} " · " {instant(now, note.at)}</p>
        </li>
    }
    .into_any()
}
