//! What crosses the wire about lines that a customer does not agree with.

use serde::{Deserialize, Serialize};

use super::{InvoiceLine, InvoicePage};
use crate::{
    ids::{CommandKey, DisputeId},
    money::{Money, Quantity},
    time::{Date, WallTime},
};

/// "Something is wrong with this", as the form has it: everything but key and place is as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeDraft {
    pub key: CommandKey,
    /// The invoice's number, and the line's place in it.
    pub number: String,
    pub position: i32,
    /// Tax included.
    pub amount: String,
    pub text: String,
    pub remedy: String,
}

/// A line of an invoice, or a part of one, that the customer does not agree with, and what became of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeLine {
    pub id: DisputeId,
    /// The invoice's number, and the line's place and name in it.
    pub document: String,
    pub position: i32,
    pub name: String,
    /// Tax included.
    pub amount: Money,
    /// The complaint in which it is spoken about.
    pub case: i64,
    pub opened: WallTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<DisputeEnd>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeEnd {
    pub at: WallTime,
    pub reason: String,
    /// The credit note and how much of the amount was taken back with it, minor units; nothing where it was put back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credited: Option<(String, i64)>,
    /// By when what was put back, or stays to be paid, is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_by: Option<Date>,
}

impl InvoicePage {
    /// What is asked for now: what is open of it and not disputed.
    #[must_use]
    pub const fn asked(&self) -> i64 {
        self.open.saturating_sub(self.disputed)
    }

    /// What is disputed of a line now.
    pub fn disputes_of(&self, line: &InvoiceLine) -> impl Iterator<Item = &DisputeLine> {
        let position = line.position;
        self.disputes.iter().filter(move |dispute| dispute.position == position && dispute.ended.is_none())
    }
}

impl InvoiceLine {
    /// How much of the line an amount of it stands for, rounded up to a thousandth, as far as so much is on no credit note
    /// yet.
    #[must_use]
    pub fn standing_for(&self, amount: i64) -> Quantity {
        let left = self.quantity.millis().saturating_sub(self.credited).max(0);
        let gross = i128::from(self.gross.max(1));
        let exact = (i128::from(amount.max(0)) * i128::from(self.quantity.millis()) + gross - 1) / gross;
        Quantity::from_millis(i64::try_from(exact).map_or(left, |exact| exact.min(left)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tax::{Rate, RateReason};

    fn line(quantity: i64, gross: i64, credited: i64) -> InvoiceLine {
        InvoiceLine {
            position: 1,
            article_number: String::new(),
            name: String::new(),
            unit: String::new(),
            quantity: Quantity::from_millis(quantity),
            unit_price: 0,
            discount: 0,
            amount: gross,
            net: gross,
            tax: 0,
            gross,
            rate: Rate { basis_points: 0, reason: RateReason::Domestic },
            goods: true,
            credited,
            disputable: 0,
        }
    }

    #[test]
    fn an_amount_stands_for_a_part_of_its_line() {
        let of = |line: InvoiceLine, amount: i64| line.standing_for(amount).millis();
        assert_eq!(of(line(7_000, 10_001, 0), 10_001), 7_000, "all of it");
        assert_eq!(of(line(7_000, 10_001, 0), 2_857), 2_000, "two of seven, but for a cent");
        assert_eq!(of(line(7_000, 10_001, 0), 1), 1, "never nothing");
        assert_eq!(of(line(7_000, 10_001, 5_000), 10_001), 2_000, "five are taken back");
        assert_eq!(of(line(7_000, 0, 0), i64::MAX), 7_000, "what was free");
    }
}
