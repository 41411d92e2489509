//! What an account has ordered, in figures. The amounts stand on its orders, so whoever may read those may read their
//! sums; what the account owes is another matter, and another right.

mod csv;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use domain::{
    i18n::I18n,
    ids::ArticleId,
    language::Language,
    money::{Currency, CurrencyRules, Quantity},
    permissions::{Actor, Granted, ReadOrders},
    refusal::{Code, Refusal},
    shop::{ArticleCard, CategoryName},
    spending::{
        Bought, CategorySum, OTHER, Period, Rank, Slot, Spending, SpendingFilter, SpendingRow, Sum, shares, top_of,
    },
    split::{Amounts, split},
    tax::PriceMode,
    time::Instant,
};
use store::{
    Db,
    accounts::Account,
    spending::{Branch, Cut, OfArticle, Within},
};

use crate::{
    Context, Error, clock,
    shop::{self, Prices},
};

/// So many articles are named.
const MOST: usize = 20;
/// So many lines are read at once for a file, and so many one file holds at most.
const STEP: u16 = 2_000;
const LONGEST_FILE: usize = 200_000;

/// What the account has ordered in a period, by month or year, by category and by article.
///
/// # Errors
/// `NotFound` for staff, `Malformed` for a currency that is none.
pub async fn page(context: &Context, actor: &Actor, filter: &SpendingFilter) -> Result<Spending, Error> {
    let granted = actor.grant::<ReadOrders>()?;
    let snapshot = context.store().snapshot().await?;
    let asked = asked(context, &snapshot, &granted, filter).await?;
    let in_slots =
        store::spending::by_slot(&snapshot, &granted, asked.within, asked.begins.get(1..).unwrap_or_default()).await?;
    let of_articles = store::spending::by_article(&snapshot, &granted, asked.within).await?;
    let cuts = store::spending::cut(&snapshot, &granted, asked.within).await?;
    let tree = Tree::of(context, actor.language, store::spending::tree(&snapshot).await?);
    // What follows asks for another connection: whoever holds one and waits for the next keeps others waiting.
    drop(snapshot);

    let settings = context.settings();
    let rules = settings.currency(asked.currency);
    let cuts: Vec<(&Cut, Sum)> =
        cuts.iter().map(|cut| (cut, rest(&cut.amounts, cut.mode, &rules, cut.cancelled, cut.ordered))).collect();
    let mut rows: Vec<SpendingRow> =
        asked.slots.iter().map(|slot| SpendingRow { slot: *slot, orders: 0, sum: Sum::default() }).collect();
    for found in in_slots {
        if let Some(row) = usize::try_from(found.slot).ok().and_then(|place| rows.get_mut(place)) {
            (row.orders, row.sum) = (found.orders, found.sum);
        }
    }
    for (cut, sum) in &cuts {
        let place = asked.begins.partition_point(|begin| *begin <= cut.submitted).saturating_sub(1);
        if let Some(row) = rows.get_mut(place) {
            row.sum = row.sum.plus(*sum);
        }
    }

    let gross_prices = asked.account.price_mode == PriceMode::Gross;
    let articles = articles(of_articles, &cuts, &tree);
    let categories = categories(&articles, &tree, gross_prices);
    let category = tree.name_of(&filter.category);
    let rank = Rank::parse(&filter.rank);
    let mut most: Vec<Article> = articles
        .into_iter()
        .filter(|article| category.as_ref().is_none_or(|category| category.slug == article.category))
        .collect();
    most.sort_by_cached_key(|article| {
        let (times, amount) = (Reverse(article.times), Reverse(article.sum.shown(gross_prices)));
        let first = match rank {
            Rank::Times => (times, amount),
            Rank::Amount => (amount, times),
        };
        (first, article.number.clone())
    });
    most.truncate(MOST);
    Ok(Spending {
        period: asked.period,
        rank,
        currency: asked.currency,
        currencies: asked.currencies,
        gross_prices,
        orders: rows.iter().map(|row| row.orders).sum(),
        total: rows.iter().fold(Sum::default(), |sum, row| sum.plus(row.sum)),
        rows,
        categories,
        category,
        bought: bought(context, actor.language, &asked.account, most).await?,
        price_currency: asked.account.currency,
        now: context.wall(context.now(), &actor.time_zone),
    })
}

/// The lines of the period as CSV in the reader's language, the oldest first.
///
/// # Errors
/// As [`page`], and `TooMuch` where a period has more lines than one file holds.
pub async fn csv(context: &Context, actor: &Actor, filter: &SpendingFilter) -> Result<String, Error> {
    let granted = actor.grant::<ReadOrders>()?;
    let snapshot = context.store().snapshot().await?;
    let asked = asked(context, &snapshot, &granted, filter).await?;
    let tree = Tree::of(context, actor.language, store::spending::tree(&snapshot).await?);
    let mut file = csv::head(actor.language);
    let (mut after, mut count) = (None, 0);
    loop {
        let lines = store::spending::lines(&snapshot, &granted, asked.within, after, STEP).await?;
        count += lines.len();
        if count > LONGEST_FILE {
            return Err(Refusal::field(Code::TooMuch, "period").with(LONGEST_FILE).into());
        }
        for line in &lines {
            file.push_str(&csv::line(context, actor.language, asked.currency, &tree, line));
        }
        match lines.last() {
            Some(last) if lines.len() == usize::from(STEP) => after = Some(last.place),
            _ => return Ok(file),
        }
    }
}

/// What is asked for, in the vendor's calendar.
struct Asked {
    account: Account,
    period: Period,
    currency: Currency,
    currencies: Vec<Currency>,
    slots: Vec<Slot>,
    /// When each of them begins.
    begins: Vec<Instant>,
    within: Within,
}

async fn asked(
    context: &Context,
    db: &impl Db,
    granted: &Granted<ReadOrders>,
    filter: &SpendingFilter,
) -> Result<Asked, Error> {
    let account = store::accounts::find(db, granted).await?;
    let firsts = store::spending::currencies(db, granted).await?;
    let mut currencies: Vec<Currency> = firsts.iter().map(|(currency, _)| *currency).collect();
    currencies.sort_by_key(|currency| *currency != account.currency);
    let currency = match filter.currency.trim() {
        "" => currencies.first().copied().unwrap_or(account.currency),
        code => Currency::parse(code).ok_or_else(|| Refusal::field(Code::Malformed, "currency"))?,
    };
    let settings = context.settings();
    let zone = &settings.vendor.time_zone;
    let today = context.vendor_today();
    let first = firsts
        .iter()
        .find(|(theirs, _)| *theirs == currency)
        .map_or(today, |(_, instant)| clock::wall(*instant, zone).date());
    let period = Period::parse(&filter.period);
    let slots = period.slots(today, first);
    let begins: Vec<Instant> = slots.iter().map(|slot| clock::at(slot.from, 0, zone)).collect();
    let last = slots.last().map_or(today, |slot| slot.last);
    let before = clock::at(last.plus_days(1), 0, zone);
    let within = Within { currency, from: begins.first().copied().unwrap_or(before), before };
    Ok(Asked { account, period, currency, currencies, slots, begins, within })
}

/// What is left of a line of which a part was cancelled: its share of what is stored, as its order says it.
fn rest(amounts: &Amounts, mode: PriceMode, rules: &CurrencyRules, cancelled: Quantity, ordered: Quantity) -> Sum {
    let (_, rest) = split(amounts, mode, rules, cancelled, ordered);
    Sum { net: rest.net, tax: rest.tax, gross: rest.gross }
}

/// The categories and their names for a reader.
struct Tree {
    parents: HashMap<String, Option<String>>,
    names: HashMap<String, String>,
    other: &'static str,
}

impl Tree {
    fn of(context: &Context, language: Language, branches: Vec<Branch>) -> Self {
        let vendor = context.settings().vendor.language;
        let (mut parents, mut names) = (HashMap::new(), HashMap::new());
        for branch in branches {
            names.insert(branch.slug.clone(), branch.names.pick(language, vendor).0.to_owned());
            parents.insert(branch.slug, branch.parent);
        }
        Self { parents, names, other: I18n::of(language).spending_other() }
    }

    /// The category of the first level for an article of this one.
    fn top(&self, category: Option<&str>) -> String {
        category.and_then(|slug| top_of(&self.parents, slug)).unwrap_or(OTHER).to_owned()
    }

    fn name(&self, slug: &str) -> &str {
        self.names.get(slug).map_or(self.other, String::as_str)
    }

    /// A category that an address asks for; what is none asks for nothing.
    fn name_of(&self, slug: &str) -> Option<CategoryName> {
        let is_there = slug == OTHER || self.names.contains_key(slug);
        is_there.then(|| CategoryName { slug: slug.to_owned(), name: self.name(slug).to_owned() })
    }
}

/// What was ordered of an article, in whatever units.
struct Article {
    id: ArticleId,
    number: String,
    /// Of the first level.
    category: String,
    times: i64,
    quantities: Vec<(Quantity, String)>,
    sum: Sum,
    last: Instant,
}

fn articles(found: Vec<OfArticle>, cuts: &[(&Cut, Sum)], tree: &Tree) -> Vec<Article> {
    let mut articles: BTreeMap<ArticleId, Article> = BTreeMap::new();
    for of in found {
        let article = articles.entry(of.article).or_insert_with(|| Article {
            id: of.article,
            number: of.number,
            category: tree.top(of.category.as_deref()),
            times: 0,
            quantities: Vec::new(),
            sum: Sum::default(),
            last: of.last,
        });
        article.times += of.times;
        article.quantities.push((of.quantity, of.unit));
        article.sum = article.sum.plus(of.sum);
        article.last = article.last.max(of.last);
    }
    for (cut, sum) in cuts {
        if let Some(article) = articles.get_mut(&cut.article) {
            article.sum = article.sum.plus(*sum);
        }
    }
    articles.into_values().collect()
}

/// The largest first; what is in no category is last, however much it is.
fn categories(articles: &[Article], tree: &Tree, gross_prices: bool) -> Vec<CategorySum> {
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for article in articles {
        let sum = sums.entry(article.category.as_str()).or_default();
        *sum = sum.plus(article.sum);
    }
    let mut sums: Vec<(&str, Sum)> = sums.into_iter().collect();
    sums.sort_by_key(|(slug, sum)| (*slug == OTHER, Reverse(sum.shown(gross_prices))));
    let amounts: Vec<i64> = sums.iter().map(|(_, sum)| sum.shown(gross_prices)).collect();
    sums.into_iter()
        .zip(shares(&amounts))
        .map(|((slug, sum), share)| CategorySum { slug: slug.to_owned(), name: tree.name(slug).to_owned(), sum, share })
        .collect()
}

/// The articles as they are sold today.
async fn bought(
    context: &Context,
    language: Language,
    account: &Account,
    most: Vec<Article>,
) -> Result<Vec<Bought>, Error> {
    let ids: Vec<ArticleId> = most.iter().map(|article| article.id).collect();
    let found = store::catalogue::by_ids(context.store(), &ids).await?;
    let prices = Prices {
        list: account.price_list.clone(),
        currency: account.currency,
        mode: account.price_mode,
        account: Some(account.id),
    };
    let cards = shop::cards(context, language, &prices, found).await?;
    let mut cards: HashMap<ArticleId, ArticleCard> = cards.into_iter().map(|card| (card.id, card)).collect();
    let settings = context.settings();
    let of_today = |article: Article| {
        Some(Bought {
            card: cards.remove(&article.id)?,
            times: article.times,
            quantities: article.quantities,
            sum: article.sum,
            last: clock::wall(article.last, &settings.vendor.time_zone).date(),
        })
    };
    Ok(most.into_iter().filter_map(of_today).collect())
}
