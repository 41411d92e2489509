//! The review: the whole order, frozen under a number, before it goes.
//!
//! At submission everything is computed again and compared. What is equal or better passes; what is dearer, later or
//! gone is shown as a difference and asked once more.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AddressId, ArticleId, ReviewId},
    language::Texts,
    money::{Currency, Quantity},
    pricing::LinePrice,
    shop::ArticleKind,
    stock::{Availability, Source},
    tax::{Assessment, PriceMode},
    time::{Date, WallTime},
};

/// What the customer was shown, as it is kept. Names are kept in all languages: a colleague may read another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub currency: Currency,
    pub mode: PriceMode,
    pub lines: Vec<OfferLine>,
    pub address: Option<AddressId>,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub delivery_way: String,
    pub delivery_cost: i64,
    /// One tax line per offer line, then one for delivery when it costs something.
    pub tax: Assessment,
}

/// One line of an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferLine {
    pub article: ArticleId,
    pub number: String,
    pub names: Texts,
    pub picture: String,
    pub unit: String,
    pub kind: ArticleKind,
    pub quantity: Quantity,
    /// `None`: not sold to this account any more.
    pub price: Option<LinePrice>,
    pub availability: Availability,
    pub wished: Option<Date>,
}

/// One thing that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    Price {
        number: String,
        before: i64,
        now: i64,
    },
    Date {
        number: String,
        before: Option<Date>,
        now: Option<Date>,
    },
    Gone {
        number: String,
    },
    Quantity {
        number: String,
        before: Quantity,
        now: Quantity,
    },
    Added {
        number: String,
    },
    Removed {
        number: String,
    },
    Delivery {
        before: i64,
        now: i64,
    },
    Total {
        before: i64,
        now: i64,
    },
    /// Another address, reference, way of delivery or wished date than was seen.
    Details,
}

impl Difference {
    /// Whether the customer must be asked again: a worse offer, or another one than they saw.
    #[must_use]
    pub fn asks(&self) -> bool {
        match self {
            Self::Price { before, now, .. } | Self::Delivery { before, now } | Self::Total { before, now } => {
                now > before
            }
            Self::Date { before, now, .. } => match (before, now) {
                (Some(before), Some(now)) => now > before,
                (Some(_), None) => true,
                (None, _) => false,
            },
            Self::Gone { .. } | Self::Quantity { .. } | Self::Added { .. } | Self::Removed { .. } | Self::Details => {
                true
            }
        }
    }
}

impl OfferLine {
    /// Not sold to this account any more, or not to be had in this quantity.
    fn is_gone(&self) -> bool {
        self.price.is_none() || self.availability.source == Source::Gone
    }
}

impl Difference {
    /// What is left of it in another offer: with what is true there, or nothing when it is as it was again.
    fn within(&self, offer: &Offer) -> Option<Self> {
        let line = |number: &String| offer.lines.iter().find(|line| line.number == *number);
        match self {
            Self::Price { number, before, .. } => {
                let now = line(number)?.price?.unit_price;
                (now != *before).then(|| Self::Price { number: number.clone(), before: *before, now })
            }
            Self::Date { number, before, .. } => {
                let now = line(number).filter(|line| !line.is_gone())?.availability.date;
                (now != *before).then(|| Self::Date { number: number.clone(), before: *before, now })
            }
            Self::Gone { number } => line(number).filter(|line| line.is_gone()).map(|_| self.clone()),
            Self::Delivery { before, .. } => {
                let now = offer.delivery_cost;
                (now != *before).then_some(Self::Delivery { before: *before, now })
            }
            Self::Total { before, .. } => {
                let now = offer.tax.gross;
                (now != *before).then_some(Self::Total { before: *before, now })
            }
            Self::Quantity { .. } | Self::Added { .. } | Self::Removed { .. } | Self::Details => None,
        }
    }

    /// The number of the line that it is about.
    fn number(&self) -> Option<&str> {
        match self {
            Self::Price { number, .. }
            | Self::Date { number, .. }
            | Self::Gone { number }
            | Self::Quantity { number, .. }
            | Self::Added { number }
            | Self::Removed { number } => Some(number),
            Self::Delivery { .. } | Self::Total { .. } | Self::Details => None,
        }
    }

    fn is_about_the_same(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && self.number() == other.number()
    }
}

/// What is told of `now`: what was told of the review before it (`kept`) as far as it is still so, and what has changed
/// since (`changed`).
///
/// What the customer changed is no news to them; what the world changed is. The sums are told when nothing of the
/// customer's own explains them.
#[must_use]
pub fn news(kept: &[Difference], changed: &[Difference], now: &Offer) -> Vec<Difference> {
    let own = changed.iter().any(|difference| {
        matches!(
            difference,
            Difference::Quantity { .. } | Difference::Added { .. } | Difference::Removed { .. } | Difference::Details
        )
    });
    let is_news = |difference: &Difference| match difference {
        Difference::Price { .. } | Difference::Date { .. } | Difference::Gone { .. } => true,
        Difference::Delivery { .. } | Difference::Total { .. } => !own,
        _ => false,
    };
    let mut told: Vec<Difference> =
        kept.iter().filter(|difference| is_news(difference)).filter_map(|difference| difference.within(now)).collect();
    for difference in changed.iter().filter(|difference| is_news(difference)) {
        if !told.iter().any(|told| told.is_about_the_same(difference)) {
            told.push(difference.clone());
        }
    }
    told
}

/// Everything in which `now` differs from `before`, the offer that was seen.
#[must_use]
pub fn differences(before: &Offer, now: &Offer) -> Vec<Difference> {
    let mut found = Vec::new();
    for line in &now.lines {
        let number = line.number.clone();
        let Some(old) = before.lines.iter().find(|old| old.article == line.article) else {
            found.push(Difference::Added { number });
            continue;
        };
        if old.quantity != line.quantity {
            found.push(Difference::Quantity { number: number.clone(), before: old.quantity, now: line.quantity });
        }
        match (old.price, line.price) {
            (Some(_), None) => {
                found.push(Difference::Gone { number });
                continue;
            }
            (Some(old_price), Some(price)) if old_price.unit_price != price.unit_price => {
                found.push(Difference::Price {
                    number: number.clone(),
                    before: old_price.unit_price,
                    now: price.unit_price,
                });
            }
            _ => {}
        }
        if line.availability.source == Source::Gone && old.availability.source != Source::Gone {
            found.push(Difference::Gone { number });
        } else if old.availability.date != line.availability.date {
            found.push(Difference::Date { number, before: old.availability.date, now: line.availability.date });
        }
        if old.wished != line.wished {
            found.push(Difference::Details);
        }
    }
    for old in &before.lines {
        if !now.lines.iter().any(|line| line.article == old.article) {
            found.push(Difference::Removed { number: old.number.clone() });
        }
    }
    if before.delivery_way != now.delivery_way
        || before.address != now.address
        || before.reference != now.reference
        || before.note != now.note
        || before.currency != now.currency
    {
        found.push(Difference::Details);
    } else if before.delivery_cost != now.delivery_cost {
        found.push(Difference::Delivery { before: before.delivery_cost, now: now.delivery_cost });
    }
    if before.tax.gross != now.tax.gross {
        found.push(Difference::Total { before: before.tax.gross, now: now.tax.gross });
    }
    found.dedup();
    found
}

/// The review as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewPage {
    pub id: ReviewId,
    pub version: i32,
    pub currency: Currency,
    pub gross_prices: bool,
    pub lines: Vec<ReviewLine>,
    pub goods_amount: i64,
    pub delivery_cost: i64,
    pub tax: Assessment,
    pub addresses: Vec<AddressChoice>,
    pub address: Option<AddressId>,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub delivery_ways: Vec<DeliveryChoice>,
    pub delivery_way: String,
    /// What has changed, without the customer, since they first looked.
    pub differences: Vec<Difference>,
    /// The order will wait for an approver; the limit in minor units.
    pub above_limit: Option<i64>,
    /// Why it cannot be submitted as it is.
    pub blocked: Option<crate::refusal::Refusal>,
    pub cancel_until: WallTime,
    pub now: WallTime,
    pub vat_number: Option<String>,
}

/// One line of the review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewLine {
    pub number: String,
    pub name: String,
    pub picture: String,
    pub unit: String,
    pub kind: ArticleKind,
    pub quantity: Quantity,
    pub price: Option<LinePrice>,
    pub availability: Availability,
    pub wished: Option<Date>,
}

/// An address to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressChoice {
    pub id: AddressId,
    pub label: String,
    pub lines: Vec<String>,
}

/// A way of delivery to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryChoice {
    pub code: String,
    pub name: String,
    pub cost: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cheaper_and_sooner_pass_and_dearer_later_gone_ask() {
        let day = |days| Some(Date::from_days(days));
        assert!(!Difference::Price { number: String::new(), before: 200, now: 190 }.asks());
        assert!(Difference::Price { number: String::new(), before: 190, now: 200 }.asks());
        assert!(!Difference::Date { number: String::new(), before: day(9), now: day(8) }.asks());
        assert!(Difference::Date { number: String::new(), before: day(8), now: day(9) }.asks());
        assert!(Difference::Date { number: String::new(), before: day(8), now: None }.asks());
        assert!(Difference::Gone { number: String::new() }.asks());
        assert!(Difference::Details.asks());
    }
}
