//! Finding orders in a list. The address says what is looked for, so that it can be kept, sent and gone back to.

use domain::{
    format,
    orders::{OrderFilter, OrderState},
    time::Date,
};
use leptos::{html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use crate::{
    features::shop::links::encode,
    reader::{use_i18n, use_language},
    ui::{icon, state_name},
};

/// What the address of a list of orders asks for.
#[derive(Clone, Copy, Debug)]
pub struct ListQuery {
    path: &'static str,
    words: Signal<String>,
    state: Signal<String>,
    from: Signal<String>,
    to: Signal<String>,
    after: Signal<String>,
}

/// The query of the page that is open; the list itself is at `path`.
#[must_use]
pub fn list_query(path: &'static str) -> ListQuery {
    let query = use_query_map();
    let value = move |name: &'static str| query.with(|query| query.get(name)).unwrap_or_default();
    // A day that does not exist is no filter, either.
    let day = move |name| Date::parse_iso(&value(name)).map(Date::iso).unwrap_or_default();
    ListQuery {
        path,
        words: Signal::derive(move || value("q").trim().to_owned()),
        // A state that does not exist is no filter.
        state: Signal::derive(move || {
            OrderState::parse(&value("state")).map(|state| state.code().to_owned()).unwrap_or_default()
        }),
        from: Signal::derive(move || day("from")),
        to: Signal::derive(move || day("to")),
        after: Signal::derive(move || value("after")),
    }
}

impl ListQuery {
    /// What to ask the server for.
    #[must_use]
    pub fn filter(self) -> OrderFilter {
        OrderFilter {
            state: OrderState::parse(&self.state.get()),
            search: Some(self.words.get()).filter(|words| !words.is_empty()),
            after: Some(self.after.get()).filter(|after| !after.is_empty()),
            from: Date::parse_iso(&self.from.get()),
            to: Date::parse_iso(&self.to.get()),
            submitted: None,
        }
    }

    /// Whether some orders may be left out.
    #[must_use]
    pub fn is_filtered(self) -> bool {
        [self.words, self.state, self.from, self.to, self.after].iter().any(|part| !part.get_untracked().is_empty())
    }

    /// Which page of the list is shown.
    #[must_use]
    pub fn page(self) -> String {
        self.after.get_untracked()
    }

    /// The search. It is a plain form; with scripts only the list changes.
    #[must_use]
    pub fn search_form(self, label: &'static str) -> AnyView {
        let Self { words, state, from, to, .. } = self;
        let field = NodeRef::<html::Input>::new();
        let navigate = use_navigate();
        // Going back changes the words: the field follows. What is being typed is left alone.
        Effect::new(move |before: Option<String>| {
            let now = words.get();
            if before.is_some_and(|before| before != now)
                && let Some(field) = field.get_untracked()
            {
                field.set_value(&now);
            }
            now
        });
        let kept = move || {
            [("state", state), ("from", from), ("to", to)]
                .map(|(name, value)| (name, value.get()))
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
                .collect_view()
        };
        view! {
            <form
                class="search"
                role="search"
                method="get"
                action=self.path
                on:submit=move |event| {
                    event.prevent_default();
                    let typed = field.get_untracked().map(|field| field.value()).unwrap_or_default();
                    let target = untrack(|| self.address(self.path, typed.trim(), &state.get()));
                    navigate(&target, NavigateOptions::default());
                }
            >
                {icon("search")}
                <input
                    type="search"
                    name="q"
                    maxlength="100"
                    aria-label=label
                    placeholder=label
                    value=move || words.get()
                    node_ref=field
                />
                {kept}
                <button class="button button-small" type="submit">{use_i18n().orders_search_do()}</button>
            </form>
        }
        .into_any()
    }

    /// One link for each state, and one for all.
    #[must_use]
    pub fn state_filters(self) -> AnyView {
        let i18n = use_i18n();
        let Self { words, state, .. } = self;
        let item = move |code: &'static str, name: &'static str| {
            view! {
                <li>
                    <a
                        class="filter"
                        href=move || self.address(self.path, &words.get(), code)
                        aria-current=move || (state.get() == code).then_some("true")
                    >
                        {name}
                    </a>
                </li>
            }
        };
        let states =
            OrderState::ALL.into_iter().map(|state| item(state.code(), state_name(i18n, state))).collect_view();
        view! {
            <nav aria-label=i18n.orders_filter_label()>
                <ul class="filters">{item("", i18n.orders_filter_all())}{states}</ul>
            </nav>
        }
        .into_any()
    }

    /// Of which days the orders are, where that is asked for, and the way to those of all days.
    #[must_use]
    pub fn days(self) -> AnyView {
        let (i18n, language) = (use_i18n(), use_language());
        let Self { path, words, state, from, to, .. } = self;
        let said = move || {
            let day = |text: &str| Date::parse_iso(text).map(|day| format::date_long(language, day));
            let text = match (day(&from.get()), day(&to.get())) {
                (None, None) => return None,
                (Some(from), Some(to)) => i18n.orders_days(&from, &to),
                (Some(from), None) => i18n.orders_days_from(&from),
                (None, Some(to)) => i18n.orders_days_until(&to),
            };
            let all = link(path, &[("q", words.get().as_str()), ("state", state.get().as_str())]);
            Some(view! { <p>{text} " " <a class="link" href=all>{i18n.orders_days_all()}</a></p> }.into_any())
        };
        said.into_any()
    }

    /// The ways to the newest and to older orders.
    #[must_use]
    pub fn pager(self, next: Option<&str>) -> AnyView {
        let i18n = use_i18n();
        self.pages(i18n.orders_newest(), i18n.orders_older(), next)
    }

    /// The ways to the oldest and to newer orders, where the oldest stand first.
    #[must_use]
    pub fn pager_from_oldest(self, next: Option<&str>) -> AnyView {
        let i18n = use_i18n();
        self.pages(i18n.orders_oldest(), i18n.orders_newer(), next)
    }

    /// The ways to the first page and to the one that follows, by their names.
    fn pages(self, first: &'static str, following: &'static str, next: Option<&str>) -> AnyView {
        let first = (!self.after.get_untracked().is_empty()).then(|| {
            view! {
                <a class="button button-quiet button-small" href=self.path_of("")>
                    {icon("back")} {first}
                </a>
            }
        });
        let following = next.map(|next| {
            view! {
                <a class="button button-quiet button-small" href=self.path_of(next)>
                    {following} {icon("forward")}
                </a>
            }
        });
        (first.is_some() || following.is_some())
            .then(|| view! { <nav class="pager" aria-label=use_i18n().orders_pages()>{first}{following}</nav> })
            .into_any()
    }

    /// The address of the same orders elsewhere: as a file, say.
    #[must_use]
    pub fn same_at(self, path: &str) -> String {
        self.address(path, &self.words.get(), &self.state.get())
    }

    /// The address of what is found by these words in this state, on the same days.
    fn address(self, path: &str, words: &str, state: &str) -> String {
        let (from, to) = (self.from.get(), self.to.get());
        link(path, &[("q", words), ("state", state), ("from", &from), ("to", &to)])
    }

    fn path_of(self, after: &str) -> String {
        link(
            self.path,
            &[
                ("q", self.words.get_untracked().as_str()),
                ("state", self.state.get_untracked().as_str()),
                ("from", self.from.get_untracked().as_str()),
                ("to", self.to.get_untracked().as_str()),
                ("after", after),
            ],
        )
    }
}

/// The address of `path` with a query. A pair without a value is left out, so that a filter has one address.
#[must_use]
pub fn link(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_only_what_is_asked_for() {
        assert_eq!(link("/orders", &[("q", ""), ("state", "")]), "/orders");
        let found = link("/orders", &[("q", "tile & ő"), ("state", "picking")]);
        assert_eq!(found, "/orders?q=tile%20%26%20%C5%91&state=picking");
    }
}
