//! Finding articles: words, categories, filters, and the list of what was found.

use domain::shop::{ArticleKind, CategoryLink, ShopFilter, ShopPage};
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map, params::ParamsMap};

use super::{
    add::adding,
    api,
    links::{filter_of, href_of},
    rows::{Shown, article_row, number_line},
};
use crate::{
    ask::question,
    features::cart::queue,
    reader::{use_i18n, use_reader},
    ui::{Listing, Tone, cart_button, empty, icon, listing, load, notice, page_head, skeleton_rows},
};

/// The shop.
#[must_use]
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let query = use_query_map();
    let status = RwSignal::new(String::new());
    let signed_in = use_reader().with_untracked(|reader| reader.me.is_some());
    let listing = listing();
    let found = question(move || api::Find { filter: query.with(filter_of) });
    queue::start();
    view! {
        <main class="main" id="main" data-width="wide">
            {page_head(i18n.nav_shop().to_owned(), None, None, Some(cart_button()))}
            <div class="stack">
                {search(query)}
                {move || filters(&query.with(filter_of), signed_in)}
                <p class="visually-hidden" role="status">{move || status.get()}</p>
                {listing.status()}
                {load(found, || skeleton_rows(8), move |page| {
                    results(page, &query.with_untracked(filter_of), status, listing)
                })}
            </div>
        </main>
    }
    .into_any()
}

fn search(query: Memo<ParamsMap>) -> AnyView {
    let i18n = use_i18n();
    let words = move || query.with(filter_of).search.unwrap_or_default();
    // The form keeps the other filters, as the links keep the words.
    let kept = move || {
        let filter = query.with(filter_of);
        let hidden = [
            ("category", filter.category),
            ("stock", filter.in_stock.then(|| "1".to_owned())),
            ("kind", filter.kind.map(|kind| kind.code().to_owned())),
            ("bought", filter.bought_before.then(|| "1".to_owned())),
        ];
        hidden
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| view! { <input type="hidden" name=name value=value/> }))
            .collect_view()
    };
    view! {
        <Form method="get" action="/shop" attr:class="search" attr:role="search">
            {icon("search")}
            <input
                type="search"
                name="q"
                autocomplete="off"
                enterkeyhint="search"
                placeholder=i18n.shop_search_hint()
                aria-label=i18n.shop_search()
                value=query.with_untracked(filter_of).search.unwrap_or_default()
                prop:value=words
            />
            {kept}
            <button class="button button-small" type="submit">{i18n.shop_search_button()}</button>
        </Form>
    }
    .into_any()
}

fn filters(filter: &ShopFilter, signed_in: bool) -> AnyView {
    let i18n = use_i18n();
    let plain = ShopFilter { in_stock: false, kind: None, bought_before: false, after: None, ..filter.clone() };
    let services = filter.kind == Some(ArticleKind::Service);
    let first = ShopFilter { after: None, ..filter.clone() };
    let everything = !filter.in_stock && !services && !filter.bought_before;
    let other_kind = if services { None } else { Some(ArticleKind::Service) };
    view! {
        <nav aria-label=i18n.shop_filters()>
            <ul class="filters">
                {filter_link(plain, i18n.shop_filter_all(), everything)}
                {signed_in.then(|| filter_link(
                    ShopFilter { bought_before: !filter.bought_before, ..first.clone() },
                    i18n.shop_bought_before(),
                    filter.bought_before,
                ))}
                {filter_link(ShopFilter { in_stock: !filter.in_stock, ..first.clone() }, i18n.shop_filter_stock(), filter.in_stock)}
                {filter_link(ShopFilter { kind: other_kind, ..first.clone() }, i18n.shop_filter_services(), services)}
                <li><a class="filter" href="/quick">{i18n.quick_title()}</a></li>
                {signed_in.then(|| view! { <li><a class="filter" href="/lists">{i18n.lists_title()}</a></li> })}
            </ul>
        </nav>
    }
    .into_any()
}

fn filter_link(to: ShopFilter, name: &'static str, on: bool) -> AnyView {
    view! { <li><a class="filter" href=href_of(&to) aria-current=on.then_some("true")>{name}</a></li> }.into_any()
}

fn results(page: ShopPage, filter: &ShopFilter, status: RwSignal<String>, listing: Listing) -> AnyView {
    let i18n = use_i18n();
    let ShopPage { articles, categories, next, currency, gross_prices, approximate, now } = page;
    let category = filter.category.as_ref().and_then(|slug| categories.iter().find(|category| category.slug == *slug));
    let title = match (&filter.search, category) {
        (Some(words), _) => i18n.shop_results(words),
        (None, Some(category)) => category.name.clone(),
        (None, None) if filter.bought_before => i18n.shop_bought_before().to_owned(),
        (None, None) => i18n.shop_everything().to_owned(),
    };
    let chips = category_chips(categories, filter);
    let said = if articles.is_empty() { i18n.shop_empty_title() } else { title.as_str() };
    listing.came(filter.after.clone().unwrap_or_default(), said, articles.len());
    if articles.is_empty() {
        let nothing = empty(
            "search",
            i18n.shop_empty_title().to_owned(),
            i18n.shop_empty_text().to_owned(),
            Some(("/shop".to_owned(), i18n.shop_everything().to_owned())),
        );
        return view! { {chips} {nothing} }.into_any();
    }
    let nearest = approximate.then(|| {
        let words = filter.search.clone().unwrap_or_default();
        notice(Tone::Plain, "info", view! { <p>{i18n.shop_approximate(&words)}</p> }.into_any())
    });
    let shown = Shown { currency, gross: gross_prices, now };
    let rows = articles
        .into_iter()
        .map(|card| {
            let add = adding(&card.number, card.name.clone(), card.unit.clone(), card.step, status);
            let form = card.price.is_some().then(|| add.form(&card));
            article_row(&card, shown, number_line(&card), Some(add.message()), form)
        })
        .collect_view();
    view! {
        {chips}
        {nearest}
        <div class="section-head"><h2 tabindex="-1" data-list="">{title}</h2></div>
        <ul class="sheet">{rows}</ul>
        {pager(filter, next)}
    }
    .into_any()
}

/// The categories with how many articles each holds for this reader.
fn category_chips(categories: Vec<CategoryLink>, filter: &ShopFilter) -> Option<AnyView> {
    let i18n = use_i18n();
    if categories.is_empty() {
        return None;
    }
    let to = |category: Option<String>| href_of(&ShopFilter { category, after: None, ..filter.clone() });
    let items = categories
        .into_iter()
        .map(|CategoryLink { slug, name, count }| {
            let current = (filter.category.as_deref() == Some(slug.as_str())).then_some("true");
            view! {
                <li><a class="filter" href=to(Some(slug)) aria-current=current>{name} " " <span class="count">{count}</span></a></li>
            }
        })
        .collect_view();
    let all = filter.category.is_none().then_some("true");
    Some(
        view! {
            <nav aria-label=i18n.shop_categories()>
                <ul class="filters">
                    <li><a class="filter" href=to(None) aria-current=all>{i18n.shop_all_categories()}</a></li>
                    {items}
                </ul>
            </nav>
        }
        .into_any(),
    )
}

fn pager(filter: &ShopFilter, next: Option<String>) -> Option<AnyView> {
    let i18n = use_i18n();
    let first = filter.after.is_some().then(|| href_of(&ShopFilter { after: None, ..filter.clone() }));
    let next = next.map(|after| href_of(&ShopFilter { after: Some(after), ..filter.clone() }));
    if first.is_none() && next.is_none() {
        return None;
    }
    Some(
        view! {
            <nav class="pager" aria-label=i18n.shop_pages()>
                {first.map(|href| view! {
                    <a class="button button-quiet button-small" href=href>{icon("back")} " " {i18n.shop_first_page()}</a>
                })}
                {next.map(|href| view! {
                    <a class="button button-quiet button-small" href=href>{i18n.shop_more()} " " {icon("forward")}</a>
                })}
            </nav>
        }
        .into_any(),
    )
}
