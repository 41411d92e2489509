//! What a member is written to about, and of what they may say that they want no mails.
//!
//! Some mails always go: codes, invitations, orders that wait for somebody's approval, what becomes of what somebody has
//! asked for themselves, and words of the vendor's people.

use serde::{Deserialize, Serialize};

use crate::{cases::CaseStep, event::Event};

/// What a mail is about that somebody may do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// How one's orders come along: confirmed, on their way, later than promised.
    Orders,
    /// What was invoiced and what was paid.
    Money,
    /// How far one's cases are; answers are no part of it.
    Cases,
}

impl Topic {
    /// Of a mail that tells of this event; none where it always goes.
    #[must_use]
    pub fn of_event(event: &Event) -> Option<Self> {
        match event {
            Event::OrderConfirmed { .. }
            | Event::OrderPicking { .. }
            | Event::OrderShipped { .. }
            | Event::OrderDelivered { .. }
            | Event::OrderSplit { .. }
            | Event::Notice { .. } => Some(Self::Orders),
            Event::Case { step, .. } => Self::of_step(*step),
            // How a dispute has ended answers somebody who did not agree.
            event if event.is_money() && !matches!(event, Event::DisputeEnded { .. }) => Some(Self::Money),
            // A receipt, a decision, the end of something.
            _ => None,
        }
    }

    /// Of a mail that tells of this step of a case; none where it always goes.
    #[must_use]
    pub const fn of_step(step: CaseStep) -> Option<Self> {
        match step {
            CaseStep::Assessed
            | CaseStep::Investigating
            | CaseStep::Prioritised
            | CaseStep::Sorted
            | CaseStep::Merged
            | CaseStep::Split => Some(Self::Cases),
            // What somebody has written, a receipt, a promise that was missed, the end.
            _ => None,
        }
    }
}

/// What a member of an account wants mails about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub orders: bool,
    pub money: bool,
    pub cases: bool,
}

/// The page of one's mails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesPage {
    /// Where they go.
    pub email: String,
    pub choices: Choices,
    /// Whether there are any about money: others do not read it.
    pub reads_money: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn what_answers_somebody_always_goes() {
        for step in [
            CaseStep::Opened,
            CaseStep::Answered,
            CaseStep::Asked,
            CaseStep::Attached,
            CaseStep::Proposed,
            CaseStep::Missed,
            CaseStep::Lapsed,
        ] {
            assert_eq!(Topic::of_step(step), None, "{step:?}");
        }
        let refused = Event::OrderRefused { order: 1, reason: String::new() };
        let cancelled = Event::OrderCancelled { order: 1, reason: None, by_vendor: true };
        let settled = Event::DisputeEnded {
            document: String::new(),
            amount: 1,
            currency: Currency::EUR,
            credited: None,
            reason: String::new(),
            pay_by: None,
        };
        for event in [refused, cancelled, Event::OrderApproved { order: 1 }, settled] {
            assert_eq!(Topic::of_event(&event), None, "{event:?}");
        }
    }

    #[test]
    fn the_rest_is_of_one_topic() {
        let shipped = Event::OrderConfirmed { order: 1, promised: None };
        assert_eq!(Topic::of_event(&shipped), Some(Topic::Orders));
        let returned =
            Event::PaymentReturned { amount: 1, currency: Currency::EUR, reason: String::new(), posting: None };
        assert_eq!(Topic::of_event(&returned), Some(Topic::Money));
        assert_eq!(Topic::of_step(CaseStep::Investigating), Some(Topic::Cases));
    }
}
