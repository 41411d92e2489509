//! Finding articles, for members at their prices and for visitors at the public ones.

use std::collections::HashMap;

use domain::{
    ids::{AccountId, ArticleId, ListId},
    language::Language,
    money::{Currency, Quantity},
    permissions::{PlaceOrders, ReadAccount},
    pricing::PriceBreak,
    refusal::{Code, Refusal},
    settings::PublicPrices,
    shop::{ArticleCard, ArticlePage, CategoryLink, CategoryName, ListLink, ShopFilter, ShopPage, Suggestion},
    tax::PriceMode,
};
use store::catalogue::{self, Article, Audience};

use crate::{Context, Error, entry::Visitor, offers};

const PAGE: u16 = 24;
const SUGGESTIONS: u16 = 8;
const LONGEST_SEARCH: usize = 120;

/// At whose prices the shop is read.
#[derive(Clone, Debug)]
pub(crate) struct Prices {
    pub list: String,
    pub currency: Currency,
    pub mode: PriceMode,
    pub account: Option<AccountId>,
}

impl Prices {
    /// The visitor's: their account's, or what everybody may see.
    pub(crate) async fn of(context: &Context, visitor: &Visitor) -> Result<Self, Error> {
        if let Some(granted) = visitor.actor.as_ref().and_then(|actor| actor.grant::<ReadAccount>().ok()) {
            let account = store::accounts::find(context.store(), &granted).await?;
            return Ok(Self {
                list: account.price_list,
                currency: account.currency,
                mode: account.price_mode,
                account: Some(account.id),
            });
        }
        let PublicPrices { list, currency, mode } = context.settings().public_prices.clone();
        Ok(Self { list, currency, mode, account: None })
    }

    pub(crate) fn audience(&self) -> Audience<'_> {
        Audience { price_list: &self.list, currency: self.currency, account: self.account }
    }
}

/// A page of articles: those bought before first; when no text has the words, the nearest. `next` is what the filter's
/// `after` must be for the page that follows.
///
/// # Errors
/// When the database fails.
pub async fn find(context: &Context, visitor: &Visitor, filter: &ShopFilter) -> Result<ShopPage, Error> {
    let store = context.store();
    let prices = Prices::of(context, visitor).await?;
    let audience = prices.audience();
    let search = filter.search.as_deref().unwrap_or("");
    let search: String = search.chars().take(LONGEST_SEARCH).collect();
    let words = store::text::words(&search);
    let mut approximate = false;
    let mut next = None;
    let articles = if words.is_empty() {
        let mut found = catalogue::browse(store, filter, audience, PAGE + 1).await?;
        if found.len() > usize::from(PAGE) {
            found.truncate(usize::from(PAGE));
            next = found.last().map(|last| format!("{}|{}", u8::from(last.bought_before), last.number));
        }
        found
    } else {
        // What is found is put in order as a whole, whichever page is shown: going on by place costs no more.
        let passed = filter.after.as_deref().and_then(|after| after.parse::<u32>().ok()).unwrap_or(0);
        let mut found = catalogue::search(store, &words, filter, audience, passed, PAGE + 1).await?;
        if found.len() > usize::from(PAGE) {
            found.truncate(usize::from(PAGE));
            next = Some(passed.saturating_add(u32::from(PAGE)).to_string());
        }
        if found.is_empty() && passed == 0 {
            approximate = true;
            let swapped = catalogue::search_swapped(store, &words, filter, audience, PAGE).await?;
            if swapped.is_empty() { catalogue::nearest(store, &words, filter, audience, PAGE).await? } else { swapped }
        } else {
            found
        }
    };
    let zone = zone(context, visitor);
    Ok(ShopPage {
        articles: cards(context, visitor.language, &prices, articles).await?,
        categories: catalogue::categories(store, audience)
            .await?
            .into_iter()
            .map(|category| link(context, visitor.language, category))
            .collect(),
        next,
        currency: prices.currency,
        gross_prices: prices.mode == PriceMode::Gross,
        approximate,
        now: context.wall(context.now(), &zone),
    })
}

fn link(context: &Context, language: Language, category: catalogue::Category) -> CategoryLink {
    CategoryLink {
        name: catalogue::name_for(&category.names, language, context.settings().vendor.language),
        slug: category.slug,
        count: i32::try_from(category.count).unwrap_or(i32::MAX),
    }
}

/// One article, with its family and its price breaks.
///
/// # Errors
/// `NotFound` when it is not sold to the visitor.
pub async fn article(context: &Context, visitor: &Visitor, number: &str) -> Result<ArticlePage, Error> {
    let store = context.store();
    let prices = Prices::of(context, visitor).await?;
    let audience = prices.audience();
    let found = catalogue::by_numbers(store, &[number.to_owned()], &ShopFilter::default(), audience).await?;
    let Some(article) = found.into_iter().next() else { return Err(Code::NotFound.into()) };
    let vendor = context.settings().vendor.language;
    let family = match article.family {
        Some(family) => catalogue::family(store, family, audience).await?,
        None => Vec::new(),
    };
    let breaks = catalogue::prices(store, &prices.list, prices.currency, &[article.id])
        .await?
        .remove(&article.id)
        .unwrap_or_default();
    let (description, text_language) = article.descriptions.pick(visitor.language, vendor);
    let (description, text_language) = (description.to_owned(), text_language);
    let names = catalogue::category_names(store, &article.category)
        .await?
        .ok_or_else(|| Error::Fault("an article's category is gone".into()))?;
    let category =
        CategoryName { name: catalogue::name_for(&names, visitor.language, vendor), slug: article.category.clone() };
    let lists = match visitor.actor.as_ref().and_then(|actor| actor.grant::<PlaceOrders>().ok()) {
        Some(granted) => store::lists::all(store, &granted).await?,
        None => Vec::new(),
    };
    let free = article.stock.free;
    let zone = zone(context, visitor);
    let mut cards_found = cards(context, visitor.language, &prices, vec![article]).await?;
    let Some(card) = cards_found.pop() else { return Err(Code::NotFound.into()) };
    Ok(ArticlePage {
        card,
        description,
        text_language: (text_language != visitor.language).then(|| text_language.code().to_owned()),
        category,
        breaks,
        currency: prices.currency,
        gross_prices: prices.mode == PriceMode::Gross,
        variants: cards(context, visitor.language, &prices, family).await?,
        free,
        now: context.wall(context.now(), &zone),
        lists: lists
            .into_iter()
            .map(|list| ListLink {
                id: ListId(list.id),
                name: list.name,
                count: i32::try_from(list.count).unwrap_or(i32::MAX),
            })
            .collect(),
    })
}

/// Articles whose number or name begins like what is typed.
///
/// # Errors
/// When the database fails.
pub async fn suggest(context: &Context, visitor: &Visitor, typed: &str) -> Result<Vec<Suggestion>, Error> {
    let typed: String = typed.trim().chars().take(60).collect();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let prices = Prices::of(context, visitor).await?;
    let found = catalogue::suggest(context.store(), &typed, prices.audience(), SUGGESTIONS).await?;
    let vendor = context.settings().vendor.language;
    Ok(found
        .into_iter()
        .map(|article| Suggestion {
            name: full_name(&article, visitor.language, vendor),
            number: article.number,
            unit: article.unit,
        })
        .collect())
}

/// The name with the variant's label.
pub(crate) fn full_name(article: &Article, reader: Language, vendor: Language) -> String {
    let name = article.names.pick(reader, vendor).0;
    let variant = article.variant.pick(reader, vendor).0;
    if variant.is_empty() || name.contains(variant) { name.to_owned() } else { format!("{name}, {variant}") }
}

/// Articles as they stand in lists.
pub(crate) async fn cards(
    context: &Context,
    language: Language,
    prices: &Prices,
    articles: Vec<Article>,
) -> Result<Vec<ArticleCard>, Error> {
    let ids: Vec<ArticleId> = articles.iter().map(|article| article.id).collect();
    let breaks: HashMap<ArticleId, Vec<PriceBreak>> =
        catalogue::prices(context.store(), &prices.list, prices.currency, &ids).await?;
    let settings = context.settings();
    let schedule = offers::Schedule::at(context.now(), &settings);
    Ok(articles
        .into_iter()
        .map(|article| {
            let breaks = breaks.get(&article.id).map_or(&[][..], Vec::as_slice);
            let first = breaks.first();
            let best = breaks.last().filter(|last| first.is_some_and(|first| last.unit_price < first.unit_price));
            let variant = article.variant.pick(language, settings.vendor.language).0;
            ArticleCard {
                id: article.id,
                availability: offers::availability(
                    &article,
                    &article.stock,
                    article.step,
                    None,
                    &schedule,
                    &settings,
                    0,
                ),
                name: article.names.pick(language, settings.vendor.language).0.to_owned(),
                variant: (!variant.is_empty()).then(|| variant.to_owned()),
                number: article.number,
                picture: article.picture,
                unit: article.unit,
                kind: article.kind,
                step: article.step,
                price: first.map(|first| first.unit_price),
                best_price: best.map(|best| (best.from, best.unit_price)),
                bought_before: article.bought_before,
            }
        })
        .collect())
}

/// The zone in which the visitor reads times.
pub(crate) fn zone(context: &Context, visitor: &Visitor) -> String {
    visitor.actor.as_ref().map_or_else(|| context.settings().vendor.time_zone.clone(), |actor| actor.time_zone.clone())
}

/// A quantity as a reader of `language` types it; nothing typed means one step.
pub(crate) fn quantity(typed: &str, step: Quantity, language: Language) -> Result<Quantity, Refusal> {
    if typed.trim().is_empty() {
        return Ok(step);
    }
    Quantity::parse_in(typed, language).map_err(|error| Refusal::field(error.into(), "quantity"))
}
