//! What crosses the wire about how far a payment is.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::{
    ids::PostingId,
    money::Money,
    time::{Date, WallTime},
};

/// How far a payment is, in the order in which it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStage {
    /// The customer has said that it was paid, or has begun to pay it online.
    Announced,
    /// The bank has brought it, and somebody is putting it on the account.
    Received,
    /// It is on the account.
    Posted,
    /// It was taken back.
    Returned,
}

/// A payment. Of one that is not on the account yet it holds nothing that its payer has written: it could be somebody
/// else's after all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLine {
    /// Above zero.
    pub amount: Money,
    /// The stages that it has come to, each with its day; the last one is how far it is.
    pub stages: Vec<(PaymentStage, Date)>,
    /// The invoices that the customer has named.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Who has announced it, and when.
    #[serde(default)]
    pub said: Option<(String, WallTime)>,
    /// Once it is on the account.
    #[serde(default)]
    pub posting: Option<PostingId>,
}

impl PaymentLine {
    /// How far it is, and since when.
    #[must_use]
    pub fn stage(&self) -> Option<(PaymentStage, Date)> {
        self.stages.last().copied()
    }

    fn is_only_announced(&self) -> bool {
        self.stages.iter().all(|(stage, _)| *stage == PaymentStage::Announced)
    }

    /// All payments that have not come to the account yet: what was announced and what was received, where what has the
    /// same amount is one payment.
    #[must_use]
    pub fn on_their_way(announced: Vec<Self>, received: Vec<Self>) -> Vec<Self> {
        let mut all = announced;
        for money in received {
            match all.iter_mut().find(|line| line.amount == money.amount && line.is_only_announced()) {
                Some(line) => line.stages.extend(money.stages),
                None => all.push(money),
            }
        }
        // What has gone furthest lately comes first.
        all.sort_by_key(|line| Reverse(line.stage().map(|(_, day)| day)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn line(minor: i64, stage: PaymentStage, day: i32) -> PaymentLine {
        PaymentLine {
            amount: Money { minor, currency: Currency::EUR },
            stages: vec![(stage, Date::from_days(day))],
            documents: Vec::new(),
            said: None,
            posting: None,
        }
    }

    #[test]
    fn what_was_announced_and_has_come_is_one_payment() {
        use PaymentStage::{Announced, Received};
        let announced = vec![line(100, Announced, 1), line(50, Announced, 2)];
        let received = vec![line(100, Received, 3), line(100, Received, 4), line(70, Received, 5)];
        let all = PaymentLine::on_their_way(announced, received);
        let said: Vec<(i64, usize)> = all.iter().map(|line| (line.amount.minor, line.stages.len())).collect();
        assert_eq!(said, [(70, 1), (100, 1), (100, 2), (50, 1)]);
    }
}
