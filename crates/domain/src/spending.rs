//! What an account has ordered, in figures: by month or by year, by category, and what it buys most.
//!
//! What counts are the lines of orders that the vendor has and that were not cancelled, each once, on the day of the
//! vendor's calendar on which the order was submitted, with the net amount and the tax that are stored with it. What of a
//! line was cancelled does not count. Nothing is summed across currencies. These are orders, not invoices: neither what
//! the delivery costs nor a credit note is among them, and so whoever may read the orders may read their sums.

use std::{cmp::Reverse, collections::HashMap};

use serde::{Deserialize, Serialize};

use crate::{
    money::{Currency, Quantity},
    shop::{ArticleCard, CategoryName},
    time::{Date, WallTime},
};

/// How the address names what is in no category: no category is called so.
pub const OTHER: &str = "~";
/// Nobody's orders are older than so many years.
const MOST_YEARS: i32 = 100;

/// How far a page looks back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Twelve months, of which the present one is the last.
    #[default]
    Months,
    ThisYear,
    LastYear,
    /// Everything, by year.
    All,
}

impl Period {
    pub const ALL: [Self; 4] = [Self::Months, Self::ThisYear, Self::LastYear, Self::All];

    /// As an address has it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Months => "months",
            Self::ThisYear => "this-year",
            Self::LastYear => "last-year",
            Self::All => "all",
        }
    }

    /// What an address says; whatever is none is the usual one.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|period| period.code() == text).unwrap_or_default()
    }

    /// Whether its rows are years; else they are months.
    #[must_use]
    pub const fn is_by_year(self) -> bool {
        matches!(self, Self::All)
    }

    /// Its rows, one after the other, also those in which nothing was ordered. `first` is the day of the first order.
    #[must_use]
    pub fn slots(self, today: Date, first: Date) -> Vec<Slot> {
        let (year, month, _) = today.ymd();
        match self {
            Self::Months => months(year * 12 + i32::from(month) - 12, 12),
            Self::ThisYear => months(year * 12, i32::from(month)),
            Self::LastYear => months((year - 1) * 12, 12),
            Self::All => {
                let begin = first.ymd().0.clamp(year - MOST_YEARS, year);
                (begin..=year).map(|year| slot(year * 12, year * 12 + 12)).collect()
            }
        }
    }
}

/// A month, or a year; its last day is one of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub from: Date,
    pub last: Date,
}

/// Months are counted from the year 0 on.
fn months(first: i32, count: i32) -> Vec<Slot> {
    (first..first + count).map(|month| slot(month, month + 1)).collect()
}

fn slot(month: i32, next: i32) -> Slot {
    Slot { from: first_of(month), last: first_of(next).plus_days(-1) }
}

fn first_of(month: i32) -> Date {
    let of_year = u8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    Date::from_ymd(month.div_euclid(12), of_year, 1).unwrap_or(Date::from_days(0))
}

/// What stands first among what is bought most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// What was ordered most often.
    #[default]
    Times,
    /// What came to most.
    Amount,
}

impl Rank {
    pub const ALL: [Self; 2] = [Self::Times, Self::Amount];

    /// As an address has it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Times => "times",
            Self::Amount => "amount",
        }
    }

    /// What an address says; whatever is none is the usual one.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|rank| rank.code() == text).unwrap_or_default()
    }
}

/// Amounts of one currency in minor units, as they are stored with the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
}

impl Sum {
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            net: self.net.saturating_add(other.net),
            tax: self.tax.saturating_add(other.tax),
            gross: self.gross.saturating_add(other.gross),
        }
    }

    /// The amount as the account sees prices: with the tax in them, or without it.
    #[must_use]
    pub const fn shown(self, gross_prices: bool) -> i64 {
        if gross_prices { self.gross } else { self.net }
    }
}

/// What each part is of the whole, in tenths of a percent. They add up to 100 %: what rounding leaves goes to those that
/// have lost most by it (the largest remainders). Of nothing, each part is nothing.
#[must_use]
pub fn shares(parts: &[i64]) -> Vec<u32> {
    const WHOLE: i128 = 1_000;
    let size = |part: &i64| i128::from((*part).max(0));
    let whole: i128 = parts.iter().map(size).sum();
    if whole == 0 {
        return vec![0; parts.len()];
    }
    let mut shares: Vec<i128> = parts.iter().map(|part| size(part) * WHOLE / whole).collect();
    let mut losses: Vec<(i128, usize)> =
        parts.iter().enumerate().map(|(place, part)| (size(part) * WHOLE % whole, place)).collect();
    losses.sort_by_key(|(loss, place)| (Reverse(*loss), *place));
    let left = usize::try_from(WHOLE - shares.iter().sum::<i128>()).unwrap_or(0);
    for (_, place) in losses.into_iter().take(left) {
        if let Some(share) = shares.get_mut(place) {
            *share += 1;
        }
    }
    shares.into_iter().map(|share| u32::try_from(share).unwrap_or(0)).collect()
}

/// The category at the top above this one, itself where nothing is above it; none where there is no such category.
#[must_use]
pub fn top_of<'a>(parents: &'a HashMap<String, Option<String>>, slug: &'a str) -> Option<&'a str> {
    let (mut top, mut parent) = (slug, parents.get(slug)?);
    // No branch is longer than the tree has categories: what goes round in a circle ends as well.
    for _ in 0..parents.len() {
        let Some(above) = parent.as_deref() else { break };
        let Some(next) = parents.get(above) else { break };
        (top, parent) = (above, next);
    }
    Some(top)
}

/// What to show, as the address has it. What is empty is as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendingFilter {
    #[serde(default)]
    pub period: String,
    /// The account's own, as long as it has ordered in it.
    #[serde(default)]
    pub currency: String,
    /// Of what is bought most, only what is in this category.
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub rank: String,
}

/// What an account has spent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spending {
    pub period: Period,
    pub rank: Rank,
    pub currency: Currency,
    /// All in which there are orders, the account's own first; none before the first order.
    pub currencies: Vec<Currency>,
    /// The account sees prices with the tax in them.
    pub gross_prices: bool,
    /// One for each month or year of the period, at least one.
    pub rows: Vec<SpendingRow>,
    pub orders: i64,
    pub total: Sum,
    /// Those in which something was ordered, the largest first, and what is in none last.
    pub categories: Vec<CategorySum>,
    /// The category that was asked for.
    pub category: Option<CategoryName>,
    pub bought: Vec<Bought>,
    /// The currency of today's prices.
    pub price_currency: Currency,
    pub now: WallTime,
}

/// What was ordered in a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendingRow {
    pub slot: Slot,
    pub orders: i64,
    pub sum: Sum,
}

/// What was ordered of a category of the first level, and of those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategorySum {
    /// [`OTHER`] for what is in none.
    pub slug: String,
    pub name: String,
    pub sum: Sum,
    /// Tenths of a percent of the whole, at the account's prices.
    pub share: u32,
}

/// An article that was bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bought {
    /// As it is sold today; without a price where it is not.
    pub card: ArticleCard,
    /// In so many orders.
    pub times: i64,
    /// How much, by unit: an article may be sold in another one now.
    pub quantities: Vec<(Quantity, String)>,
    pub sum: Sum,
    /// The day on which it was last ordered.
    pub last: Date,
}

#[cfg(test)]
mod tests;
