//! A payment through a payment provider: where it stands, and what the ledger has to do when the provider says something.
//!
//! What a provider says comes late, comes twice, and overtakes itself. So a payment only ever goes forward: what is behind
//! it already is no news. Money that has come is believed after anything but its own return.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CommandKey, OnlinePaymentId, PostingId},
    money::{Currency, Money},
    time::WallTime,
};

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnlineState {
    /// It is written down, and the provider may not have heard of it.
    Created,
    /// The provider waits for the customer, or for the customer's bank.
    Waiting,
    Failed,
    Cancelled,
    /// Nobody paid in time.
    Expired,
    /// The money has come.
    Paid,
    /// All of it was paid back, or the payer's bank has taken it back.
    Returned,
}

/// What becomes of a payment by what the provider says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub state: OnlineState,
    /// The ledger has yet to receive the money.
    pub receives: bool,
    /// The ledger has yet to take it back, after that.
    pub takes_back: bool,
}

impl OnlineState {
    pub const ALL: [Self; 7] =
        [Self::Created, Self::Waiting, Self::Failed, Self::Cancelled, Self::Expired, Self::Paid, Self::Returned];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Paid => "paid",
            Self::Returned => "returned",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == text)
    }

    /// Whether it is not known yet how it ends.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Created | Self::Waiting)
    }

    /// Whether the money has come, also where it has gone again.
    #[must_use]
    pub const fn has_money_come(self) -> bool {
        matches!(self, Self::Paid | Self::Returned)
    }

    /// Where it stands once the provider has said `said`, and what the ledger has to do for that.
    #[must_use]
    pub const fn heard(self, said: Self) -> Heard {
        if said.rank() <= self.rank() {
            return Heard { state: self, receives: false, takes_back: false };
        }
        Heard {
            state: said,
            receives: said.has_money_come() && !self.has_money_come(),
            takes_back: matches!(said, Self::Returned),
        }
    }

    /// How far it is. Of those that end without money the first stays: the customer was told it.
    const fn rank(self) -> u8 {
        match self {
            Self::Created => 0,
            Self::Waiting => 1,
            Self::Failed | Self::Cancelled | Self::Expired => 2,
            Self::Paid => 3,
            Self::Returned => 4,
        }
    }
}

/// "Pay online": as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayOnline {
    pub key: CommandKey,
    pub currency: Currency,
    pub amount: String,
    /// Numbers.
    #[serde(default)]
    pub invoices: Vec<String>,
}

/// `/money/pay/:id`: where a payment stands, as the provider has told the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlinePage {
    pub id: OnlinePaymentId,
    pub state: OnlineState,
    /// What was paid, or is to be paid.
    pub amount: Money,
    /// Numbers of the invoices that it is for.
    pub documents: Vec<String>,
    /// Where it is paid, at the provider's, while it can be.
    pub checkout: Option<String>,
    pub posting: Option<PostingId>,
    /// What the provider says does not fit: the vendor's people look into it.
    pub unclear: bool,
    /// It has begun just now, and is worth asking for again and again.
    pub soon: bool,
}

/// A payment as the staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlineLine {
    pub id: OnlinePaymentId,
    pub state: OnlineState,
    /// What was paid, or is to be paid.
    pub amount: Money,
    /// What was asked for, where something else was paid.
    pub asked: Option<Money>,
    pub documents: Vec<String>,
    /// What the provider calls it.
    pub reference: Option<String>,
    pub posting: Option<PostingId>,
    /// Of a payment that stands: what was paid back of it, minor units. The ledger does not know of it.
    pub returned: i64,
    pub unclear: bool,
    /// A person has to look into it, and nobody has.
    #[serde(default)]
    pub to_see: bool,
    pub at: WallTime,
    pub by: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a provider may say.
    fn news() -> impl Strategy<Value = OnlineState> {
        prop::sample::select(OnlineState::ALL[1..].to_vec())
    }

    /// Where it stands after all of them, and how often the ledger has received and taken back.
    fn after(said: &[OnlineState]) -> (OnlineState, usize, usize) {
        said.iter().fold((OnlineState::Created, 0, 0), |(state, received, taken_back), said| {
            let heard = state.heard(*said);
            let received = received + usize::from(heard.receives);
            let taken_back = taken_back + usize::from(heard.takes_back);
            assert!(taken_back <= received, "nothing is taken back that has not come");
            (heard.state, received, taken_back)
        })
    }

    proptest! {
        #[test]
        fn in_any_order_money_counts_once_and_stays(said in prop::collection::vec(news(), 0..12)) {
            let (state, received, taken_back) = after(&said);
            let returned = said.contains(&OnlineState::Returned);
            let paid = returned || said.contains(&OnlineState::Paid);
            prop_assert_eq!(received, usize::from(paid));
            prop_assert_eq!(taken_back, usize::from(returned));
            prop_assert_eq!(state == OnlineState::Returned, returned);
            prop_assert_eq!(state.has_money_come(), paid);
        }

        #[test]
        fn all_of_it_a_second_time_is_no_news(said in prop::collection::vec(news(), 0..12)) {
            let twice: Vec<OnlineState> = said.iter().chain(&said).copied().collect();
            prop_assert_eq!(after(&twice), after(&said));
            let each_twice: Vec<OnlineState> = said.iter().flat_map(|one| [*one, *one]).collect();
            prop_assert_eq!(after(&each_twice), after(&said));
        }

        #[test]
        fn what_ended_does_not_wait_again(said in prop::collection::vec(news(), 1..12)) {
            let ended = said.iter().any(|said| !said.waits());
            prop_assert_eq!(after(&said).0.waits(), !ended);
        }
    }

    #[test]
    fn what_comes_after_it_has_expired_counts() {
        let heard = OnlineState::Expired.heard(OnlineState::Paid);
        assert_eq!(heard, Heard { state: OnlineState::Paid, receives: true, takes_back: false });
        // The portal was down while it was paid and taken back: both are on the ledger.
        let heard = OnlineState::Waiting.heard(OnlineState::Returned);
        assert_eq!(heard, Heard { state: OnlineState::Returned, receives: true, takes_back: true });
    }

    #[test]
    fn a_state_is_read_as_it_is_written() {
        for state in OnlineState::ALL {
            assert_eq!(OnlineState::parse(state.code()), Some(state));
        }
        assert_eq!(OnlineState::parse("charged_back"), None);
    }
}
