//! What the account was told of a cause: on a page of its own, and on the case that it explains.

use domain::{
    causes::{Notice, NoticeKind, Notices},
    i18n::I18n,
    language::Language,
    time::WallTime,
};
use leptos::prelude::*;

use super::api;
use crate::{
    ask::{Question, question},
    features::{cases::list::row, orders::frame::number_asked_for},
    reader::use_i18n,
    ui::{Tone, chip, instant, load_or, load_page, page_head, skeleton_rows},
};

/// `/messages/notices/:number`
#[must_use]
pub fn page() -> AnyView {
    let number = number_asked_for();
    let told = question(move || api::ReadNotices { number: number.get() });
    view! {
        <main class="main" id="main">{load_page(told, || skeleton_rows(4), |told| all(&told))}</main>
    }
    .into_any()
}

fn all(told: &Notices) -> AnyView {
    let i18n = use_i18n();
    let now = told.now;
    // The newest is what counts; the first one says what it is about.
    let title = told.notices.last().map_or_else(|| i18n.notice_title().to_owned(), |first| first.subject.clone());
    let notices = told.notices.iter().map(|notice| full(notice, now)).collect_view();
    let orders = told
        .orders
        .iter()
        .map(|order| {
            let number = order.to_string();
            view! {
                <li class="row">
                    <div class="row-text">
                        <a class="row-link" href=format!("/orders/{number}")>{i18n.order_title(&number)}</a>
                    </div>
                </li>
            }
        })
        .collect_view();
    let cases = told.cases.iter().map(|case| row(case, now, "/messages")).collect_view();
    let yours = (!told.orders.is_empty() || !told.cases.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="yours">
                <header class="sheet-head"><h2 id="yours">{i18n.notice_yours()}</h2></header>
                <ul class="rows">{orders}{cases}</ul>
            </section>
        }
    });
    view! {
        {page_head(
            title,
            Some(i18n.notice_title().to_owned()),
            Some(("/messages".to_owned(), i18n.nav_messages().to_owned())),
            None,
        )}
        <div class="stack">{notices}{yours}</div>
    }
    .into_any()
}

fn full(notice: &Notice, now: WallTime) -> AnyView {
    let i18n = use_i18n();
    let lang = notice.language.map(Language::code);
    let tone = tone(notice.kind);
    view! {
        <article class="sheet">
            <header class="sheet-head">
                <h2 lang=lang>{notice.subject.clone()}</h2>
                {chip(tone, kind_name(i18n, notice.kind).to_owned())}
            </header>
            <div class="sheet-body stack">
                <p class="pre-line" lang=lang>{notice.text.clone()}</p>
                <p class="soft small">{notice.by.clone()} " · " {instant(now, notice.at)}</p>
            </div>
        </article>
    }
    .into_any()
}

/// What is told beside a case, asked for at the top of its page.
#[derive(Clone, Copy)]
struct Told(Question<Vec<Notice>>);

/// Asks for what was told of the cause of the case with this number. Made at the top of the page: what is asked for within
/// what is fetched would not be found again when the page wakes.
pub fn follow(number: Signal<i64>) {
    provide_context(Told(question(move || api::ReadCaseNotices { case: number.get() })));
}

/// The newest notice of the cause of the case that [`follow`] asked for; nothing where there is none.
#[must_use]
pub fn of_case() -> AnyView {
    let Some(Told(told)) = use_context::<Told>() else { return ().into_any() };
    // A case can be read without it.
    load_or(told, || ().into_any(), |told| newest(&told), |_| Some(().into_any()))
}

fn newest(told: &[Notice]) -> AnyView {
    let i18n = use_i18n();
    let Some(notice) = told.first() else { return ().into_any() };
    let lang = notice.language.map(Language::code);
    view! {
        <section class="sheet" aria-labelledby="cause">
            <header class="sheet-head">
                <h2 id="cause" lang=lang>{notice.subject.clone()}</h2>
                {chip(tone(notice.kind), kind_name(i18n, notice.kind).to_owned())}
            </header>
            <div class="sheet-body stack">
                <p class="soft">{i18n.notice_of_case()}</p>
                <p class="pre-line" lang=lang>{notice.text.clone()}</p>
                <p><a class="link" href=format!("/messages/notices/{}", notice.cause)>{i18n.notice_more()}</a></p>
            </div>
        </section>
    }
    .into_any()
}

/// What kind of word it is.
#[must_use]
pub fn kind_name(i18n: I18n, kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Found => i18n.notice_found(),
        NoticeKind::News => i18n.notice_news(),
        NoticeKind::Closed => i18n.notice_closed(),
    }
}

const fn tone(kind: NoticeKind) -> Tone {
    match kind {
        NoticeKind::Found | NoticeKind::News => Tone::Wait,
        NoticeKind::Closed => Tone::Ok,
    }
}
