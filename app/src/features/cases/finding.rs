//! Finding cases in a list, on both sides of the window. The address says what is looked for, so that it can be kept,
//! sent and gone back to.

use domain::cases::{CaseFilter, Kind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{features::orders::finding::link, reader::use_i18n, ui::icon};

/// What the address of a list of cases asks for.
#[derive(Clone, Copy, Debug)]
pub struct CaseQuery {
    path: &'static str,
    words: Signal<String>,
    queue: Signal<String>,
    kind: Signal<String>,
    tag: Signal<String>,
    after: Signal<String>,
}

/// The query of the page that is open; the list itself is at `path`, and without a word it is the queue `usual`.
#[must_use]
pub fn case_query(path: &'static str, usual: &'static str) -> CaseQuery {
    let query = use_query_map();
    let value = move |name: &'static str| query.with(|query| query.get(name)).unwrap_or_default();
    CaseQuery {
        path,
        words: Signal::derive(move || value("q").trim().to_owned()),
        queue: Signal::derive(move || Some(value("queue")).filter(|it| !it.is_empty()).unwrap_or(usual.to_owned())),
        kind: Signal::derive(move || {
            Kind::parse(&value("kind")).map(|kind| kind.code().to_owned()).unwrap_or_default()
        }),
        tag: Signal::derive(move || value("tag")),
        after: Signal::derive(move || value("after")),
    }
}

impl CaseQuery {
    /// What to ask the server for.
    #[must_use]
    pub fn filter(self) -> CaseFilter {
        let some = |value: String| Some(value).filter(|value| !value.is_empty());
        CaseFilter {
            queue: some(self.queue.get()),
            kind: Kind::parse(&self.kind.get()),
            tag: some(self.tag.get()),
            search: some(self.words.get()),
            after: some(self.after.get()),
        }
    }

    /// Which page of the list is shown.
    #[must_use]
    pub fn page(self) -> String {
        self.after.get_untracked()
    }

    /// Whether it is looked for by words.
    #[must_use]
    pub fn is_search(self) -> bool {
        self.words.with_untracked(|words| !words.is_empty())
    }

    /// Whether this is the queue.
    #[must_use]
    pub fn is_queue(self, code: &str) -> bool {
        self.queue.with(|queue| queue == code)
    }

    /// Whether this is the kind.
    #[must_use]
    pub fn is_kind(self, kind: Kind) -> bool {
        self.kind.with(|code| code == kind.code())
    }

    /// The tag that is looked for.
    #[must_use]
    pub fn tag(self) -> Option<String> {
        Some(self.tag.get()).filter(|tag| !tag.is_empty())
    }

    /// The address of the same list, or of `path`, with some of it otherwise.
    #[must_use]
    pub fn at(self, path: &str, otherwise: &[(&str, &str)]) -> String {
        let mut pairs = vec![
            ("q", self.words.get()),
            ("kind", self.kind.get()),
            ("tag", self.tag.get()),
            ("queue", self.queue.get()),
        ];
        for (name, value) in otherwise {
            match pairs.iter_mut().find(|(own, _)| own == name) {
                Some((_, own)) => *own = (*value).to_owned(),
                None => pairs.push((name, (*value).to_owned())),
            }
        }
        link(path, &pairs.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
    }

    /// What is looked for, as hidden fields of a form.
    #[must_use]
    pub fn fields(self) -> AnyView {
        let fields = [("q", self.words), ("kind", self.kind), ("tag", self.tag), ("queue", self.queue)];
        fields
            .map(|(name, value)| view! { <input type="hidden" name=name value=move || value.get()/> })
            .collect_view()
            .into_any()
    }

    /// The search: a plain form. It looks in `queue`, whatever queue is shown.
    #[must_use]
    pub fn search_form(self, queue: Option<&'static str>) -> AnyView {
        let i18n = use_i18n();
        let Self { path, words, kind, .. } = self;
        // Only the desk has keys.
        let shortcut = queue.map(|_| "/");
        let queue = queue.map(|queue| view! { <input type="hidden" name="queue" value=queue/> });
        let kind = move || {
            let kind = kind.get();
            (!kind.is_empty()).then(|| view! { <input type="hidden" name="kind" value=kind/> })
        };
        view! {
            <form class="search" role="search" method="get" action=path>
                {icon("search")}
                <input
                    type="search"
                    name="q"
                    maxlength="100"
                    aria-label=i18n.cases_search()
                    placeholder=i18n.cases_search()
                    value=move || words.get()
                    aria-keyshortcuts=shortcut
                />
                {queue}
                {kind}
                <button class="button button-small" type="submit">{i18n.orders_search_do()}</button>
            </form>
        }
        .into_any()
    }

    /// One link: what it leads to, and whether that is what is shown.
    #[must_use]
    pub fn filter_link(
        self,
        name: String,
        href: impl Fn() -> String + Send + Sync + 'static,
        is_shown: impl Fn() -> bool + Send + Sync + 'static,
    ) -> AnyView {
        view! {
            <li><a class="filter" href=href aria-current=move || is_shown().then_some("true")>{name}</a></li>
        }
        .into_any()
    }

    /// One link for each queue.
    #[must_use]
    pub fn queues(self, queues: &[(&'static str, &'static str)]) -> AnyView {
        let links = queues.iter().map(|(code, name)| {
            let code = *code;
            let href = move || self.at(self.path, &[("queue", code)]);
            self.filter_link((*name).to_owned(), href, move || self.is_queue(code))
        });
        view! { <nav aria-label=use_i18n().cases_filter()><ul class="filters">{links.collect_view()}</ul></nav> }
            .into_any()
    }

    /// The ways to the first page and to the one that follows, by their names.
    #[must_use]
    pub fn pager(self, first: &'static str, following: &'static str, next: Option<&str>) -> AnyView {
        let address = |after: &str| untrack(|| self.at(self.path, &[("after", after)]));
        let first = (!self.page().is_empty()).then(|| {
            view! {
                <a class="button button-quiet button-small" href=address("")>{icon("back")} {first}</a>
            }
        });
        let following = next.map(|next| {
            view! {
                <a class="button button-quiet button-small" href=address(next)>{following} {icon("forward")}</a>
            }
        });
        (first.is_some() || following.is_some())
            .then(|| view! { <nav class="pager" aria-label=use_i18n().orders_pages()>{first}{following}</nav> })
            .into_any()
    }
}
