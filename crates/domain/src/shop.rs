//! What the vendor sells, as the customer sees it.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ArticleId, ListId},
    money::{Currency, Quantity},
    pricing::PriceBreak,
    stock::Availability,
    time::WallTime,
};

/// Goods have stock; a service has an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleKind {
    Goods,
    Service,
}

impl ArticleKind {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Service => "service",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Goods, Self::Service].into_iter().find(|kind| kind.code() == text)
    }
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticleCard {
    pub id: ArticleId,
    pub number: String,
    pub name: String,
    /// The variant's own label, within its family.
    pub variant: Option<String>,
    pub picture: String,
    pub unit: String,
    pub kind: ArticleKind,
    /// The smallest step in which it is sold.
    pub step: Quantity,
    /// Minor units for one; `None` when it is not sold to this account.
    pub price: Option<i64>,
    /// The price from the first quantity break on.
    pub best_price: Option<(Quantity, i64)>,
    pub availability: Availability,
    pub bought_before: bool,
}

/// A category and how many articles it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryLink {
    pub slug: String,
    pub name: String,
    pub count: i32,
}

/// A category, to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryName {
    pub slug: String,
    pub name: String,
}

/// What to find.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopFilter {
    #[serde(default)]
    pub search: Option<String>,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub in_stock: bool,
    #[serde(default)]
    pub kind: Option<ArticleKind>,
    #[serde(default)]
    pub bought_before: bool,
    #[serde(default)]
    pub after: Option<String>,
}

/// A page of the shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShopPage {
    pub articles: Vec<ArticleCard>,
    pub categories: Vec<CategoryLink>,
    pub next: Option<String>,
    pub currency: Currency,
    pub gross_prices: bool,
    /// Nothing had these words; these are the nearest.
    pub approximate: bool,
    pub now: WallTime,
}

/// One article, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArticlePage {
    pub card: ArticleCard,
    pub description: String,
    /// The language of the description when it is not the reader's. The name may be in another: each text falls back
    /// by itself.
    pub text_language: Option<String>,
    pub category: CategoryName,
    pub breaks: Vec<PriceBreak>,
    pub currency: Currency,
    pub gross_prices: bool,
    /// The other variants of its family, itself among them.
    pub variants: Vec<ArticleCard>,
    pub free: Quantity,
    pub now: WallTime,
    pub lists: Vec<ListLink>,
}

/// A suggestion while an article number or name is typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    pub number: String,
    pub name: String,
    pub unit: String,
}

/// A saved list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLink {
    pub id: ListId,
    pub name: String,
    pub count: i32,
}

/// A saved list with its articles as they are today.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedList {
    pub id: ListId,
    pub name: String,
    pub lines: Vec<SavedLine>,
    /// The names of what stands on it and is not sold to the account any more.
    pub gone: Vec<String>,
    pub currency: Currency,
    pub gross_prices: bool,
    pub now: WallTime,
}

/// A line of a saved list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedLine {
    pub card: ArticleCard,
    pub quantity: Quantity,
    /// Minor units for one, at this quantity.
    pub unit_price: i64,
}
