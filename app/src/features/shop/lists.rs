//! The account's saved lists.

use domain::shop::ListLink;
use leptos::prelude::*;

use super::api;
use crate::{
    ask::question,
    reader::use_i18n,
    ui::{cart_button, empty, load, page_head, skeleton_rows},
};

/// All saved lists.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let lists = question(|| api::Lists {});
    view! {
        <main class="main" id="main">
            {page_head(
                i18n.lists_title().to_owned(),
                None,
                Some(("/shop".to_owned(), i18n.nav_shop().to_owned())),
                Some(cart_button()),
            )}
            {load(lists, || skeleton_rows(4), contents)}
        </main>
    }
    .into_any()
}

fn contents(lists: Vec<ListLink>) -> AnyView {
    let i18n = use_i18n();
    if lists.is_empty() {
        return empty(
            "list",
            i18n.lists_empty_title().to_owned(),
            i18n.lists_empty_text().to_owned(),
            Some(("/shop".to_owned(), i18n.nav_shop().to_owned())),
        );
    }
    let rows = lists
        .into_iter()
        .map(|list| {
            view! {
                <li class="row">
                    <div class="row-text">
                        <a class="row-link" href=format!("/lists/{}", list.id)>{list.name}</a>
                        <small>{i18n.lists_articles(i64::from(list.count))}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <div class="sheet"><ul class="rows">{rows}</ul></div> }.into_any()
}
