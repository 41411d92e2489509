//! One article: what it is, what it costs in which quantity, when it can be had.

use domain::{
    format,
    money::{Money, Quantity},
    pricing::{PriceBreak, price_line},
    shop::{ArticleCard, ArticleKind, ArticlePage, ListLink, ShopFilter},
    stock::Source,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    add::{Adding, adding},
    api,
    links::{encode, href_of},
    rows::{Shown, price_note},
};
use crate::{
    ask::question,
    features::cart::queue,
    reader::{use_i18n, use_language, use_reader, use_rules},
    ui::{
        Command, CommandForm, Steps, amount, availability, busy, cart_button, command, error_notice, field, key_field,
        load_page, quantity_field, quantity_text, refusal_of, settled, skeleton_rows,
    },
};

/// The id by which what stands outside the form belongs to it.
const FORM: &str = "add";

/// One article.
#[must_use]
pub fn page() -> AnyView {
    let params = use_params_map();
    let article =
        question(move || api::Article { number: params.with(|params| params.get("number").unwrap_or_default()) });
    let status = RwSignal::new(String::new());
    let to_list = command::<api::AddToList>();
    queue::start();
    view! {
        <main class="main" id="main" data-width="wide">
            <p class="visually-hidden" role="status">{move || status.get()}</p>
            {load_page(article, || skeleton_rows(4), move |page| contents(page, status, to_list))}
        </main>
    }
    .into_any()
}

fn contents(page: ArticlePage, status: RwSignal<String>, to_list: Command) -> AnyView {
    let i18n = use_i18n();
    let ArticlePage {
        card,
        description,
        text_language,
        category,
        breaks,
        currency,
        gross_prices,
        variants,
        free,
        now,
        lists,
    } = page;
    let shown = Shown { currency, gross: gross_prices, now };
    let signed_in = use_reader().with_untracked(|reader| reader.me.is_some());
    let add = adding(&card.number, card.name.clone(), card.unit.clone(), card.step, status);
    let in_stock =
        (card.availability.source == Source::Stock && card.kind == ArticleKind::Goods && free > Quantity::default())
            .then(|| i18n.article_free(&quantity_text(use_language(), free, &card.unit)));
    let ask = signed_in.then(|| {
        let href = format!("/messages/new?article={}", encode(&card.number));
        view! { <p><a class="link" href=href>{i18n.case_ask_about()}</a></p> }
    });
    let in_category = href_of(&ShopFilter { category: Some(category.slug), ..ShopFilter::default() });
    view! {
        {crate::ui::page_title(card.name.clone())}
        <div class="article-top">
            <nav class="breadcrumb" aria-label=i18n.article_where()>
                <ol>
                    <li><a href="/shop">{i18n.nav_shop()}</a></li>
                    <li><a href=in_category>{category.name}</a></li>
                    <li><span aria-current="page">{card.number.clone()}</span></li>
                </ol>
            </nav>
            {cart_button()}
        </div>
        <div class="columns">
            <div class="column">
                <span class="tile tile-large">
                    <img src=format!("/pictures/{}.svg", card.picture) alt="" width="320" height="200"/>
                </span>
            </div>
            <div class="aside" data-sticky>
                <header class="article-head">
                    <h1 tabindex="-1">{card.name.clone()}</h1>
                    <div class="chips">
                        {availability(now, card.availability)}
                        {card.bought_before.then(|| view! { <span class="chip">{i18n.shop_bought_before()}</span> })}
                        {add.message()}
                    </div>
                    {in_stock.map(|text| view! { <p class="soft small">{text}</p> })}
                </header>
                {variant_links(&card, variants)}
                {price_table(&breaks, &card, shown, add.typed)}
                {wished_date(&card)}
                {signed_in.then(|| list_form(&card, lists, to_list))}
                {card.price.is_some().then(|| add_bar(&card, breaks.clone(), shown, add))}
            </div>
            <div class="column">
                <section class="sheet">
                    <header class="sheet-head"><h2>{i18n.article_about()}</h2></header>
                    <div class="sheet-body">
                        <p lang=text_language>{description}</p>
                        <dl class="facts">
                            <div><dt>{i18n.article_number()}</dt><dd>{card.number.clone()}</dd></div>
                            <div>
                                <dt>{i18n.article_step()}</dt>
                                <dd>{quantity_text(use_language(), card.step, &card.unit)}</dd>
                            </div>
                        </dl>
                        {ask}
                    </div>
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn variant_links(card: &ArticleCard, variants: Vec<ArticleCard>) -> Option<AnyView> {
    let i18n = use_i18n();
    if variants.len() < 2 {
        return None;
    }
    let links = variants
        .into_iter()
        .map(|variant| {
            let current = (variant.number == card.number).then_some("page");
            let gone = (variant.availability.source == Source::Gone).then(|| view! { " · " {i18n.availability_gone()} });
            let href = format!("/shop/{}", encode(&variant.number));
            view! { <a class="variant" href=href aria-current=current>{variant.variant.unwrap_or(variant.name)} {gone}</a> }
        })
        .collect_view();
    Some(view! { <nav class="variants" aria-label=i18n.article_variants()>{links}</nav> }.into_any())
}

/// What one costs from which quantity on; the row that applies to the typed quantity is marked.
fn price_table(breaks: &[PriceBreak], card: &ArticleCard, shown: Shown, typed: RwSignal<String>) -> Option<AnyView> {
    let i18n = use_i18n();
    let language = use_language();
    if breaks.is_empty() {
        return None;
    }
    let mut sorted = breaks.to_vec();
    sorted.sort_by_key(|step| step.from);
    let froms: Vec<Quantity> = sorted.iter().map(|step| step.from).collect();
    let applies = Memo::new(move |_| {
        let quantity = typed.with(|typed| Quantity::parse_in(typed, language)).unwrap_or_default();
        froms.iter().rposition(|from| *from <= quantity).unwrap_or(0)
    });
    let several = sorted.len() > 1;
    let rows = sorted
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let here = move || several && applies.get() == index;
            view! {
                <tr aria-current=move || here().then_some("true")>
                    <th scope="row">
                        {i18n.article_from(&format::quantity(language, step.from))}
                        {move || here().then(|| format!(" · {}", i18n.article_applies()))}
                    </th>
                    <td>{amount(shown.currency, step.unit_price)}</td>
                </tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="sheet">
                <header class="sheet-head">
                    <h2>{i18n.article_your_price()}</h2>
                    <span class="soft small">{price_note(shown.gross, &card.unit)}</span>
                </header>
                <table class="breaks">
                    <caption class="visually-hidden">{i18n.article_your_price()}</caption>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any(),
    )
}

/// The day on which a service is wished; it belongs to the form below.
fn wished_date(card: &ArticleCard) -> Option<AnyView> {
    let i18n = use_i18n();
    (card.kind == ArticleKind::Service && card.price.is_some()).then(|| {
        view! {
            <div class="field">
                <label for="wished">{i18n.shop_wished()} " " <span class="optional">{i18n.field_optional()}</span></label>
                <p class="hint" id="wished-hint">{i18n.shop_wished_hint()}</p>
                <input
                    id="wished"
                    form=FORM
                    type="date"
                    name="wished"
                    min=card.availability.date.map(domain::time::Date::iso)
                    aria-describedby="wished-hint"
                />
            </div>
        }
        .into_any()
    })
}

fn add_bar(card: &ArticleCard, breaks: Vec<PriceBreak>, shown: Shown, add: Adding) -> AnyView {
    let i18n = use_i18n();
    let language = use_language();
    let rules = use_rules(shown.currency);
    let money = move |minor| format::money(language, Money { minor, currency: shown.currency }, &rules);
    let sum = move || {
        let quantity = add.typed.with(|typed| Quantity::parse_in(typed, language)).ok()?;
        let line = price_line(&breaks, quantity, &rules).ok().flatten()?;
        Some(view! {
            <small class="soft">{format!("{} × {}", format::quantity(language, quantity), money(line.unit_price))}</small>
            <br/>
            <strong class="money">{money(line.amount)}</strong>
        })
    };
    let field = quantity_field(add.typed, card.step, i18n.shop_quantity_of(&card.name), Steps::InPlace, add.invalid());
    let number = card.number.clone();
    view! {
        <CommandForm command=add.action id=FORM class="sticky-bar">
            {key_field(add.made)}
            <input type="hidden" name="number" value=number/>
            <input type="hidden" name="mode" value="add"/>
            <div class="sticky-figures">
                {field}
                <p class="figure">{sum}</p>
            </div>
            {add.button("button")}
        </CommandForm>
    }
    .into_any()
}

fn list_form(card: &ArticleCard, lists: Vec<ListLink>, to_list: Command) -> AnyView {
    let i18n = use_i18n();
    let refusal = refusal_of(to_list);
    let number = card.number.clone();
    let quantity = to_list.typed("quantity", crate::ui::own_quantity(use_language(), card.step));
    let open = untrack(|| to_list.refusal()).is_some();
    let options =
        lists.into_iter().map(|list| view! { <option value=list.id.to_string()>{list.name}</option> }).collect_view();
    view! {
        <details class="explain" open=open>
            <summary>{i18n.lists_add_to()}</summary>
            <CommandForm command=to_list class="stack">
                {key_field(settled(to_list))}
                {error_notice(refusal, &["name"])}
                <input type="hidden" name="number" value=number/>
                <div class="field">
                    <label for="list">{i18n.lists_which()}</label>
                    <select id="list" name="list">
                        {options}
                        <option value="">{i18n.lists_new()}</option>
                    </select>
                </div>
                {field("name", i18n.lists_new_name()).id("list-name").most("80").remark(i18n.lists_only_new()).line(refusal, to_list.typed("name", ""))}
                <div class="field">
                    <label for="list-quantity">{i18n.shop_quantity()}</label>
                    <input id="list-quantity" name="quantity" inputmode="decimal" autocomplete="off" value=quantity/>
                </div>
                <button class="button button-quiet" type="submit" aria-busy=busy(to_list)>{i18n.lists_add()}</button>
            </CommandForm>
        </details>
    }
    .into_any()
}
