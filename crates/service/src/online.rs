//! Paying online: the customer pays at the payment provider's, and the ledger believes the provider and nobody else.
//!
//! A payment is written down before the provider hears of it, and the provider is given its id as a key. So whatever is cut
//! short can be asked again, and makes no second payment. That something has changed may be said by anybody, to
//! [`hear`]: what has changed is asked of the provider with the vendor's key. Where nobody says anything, [`work`] asks by
//! itself. No transaction is open while the provider is waited for.

mod look;
mod pages;
mod start;

pub use look::{hear, pass, work};
pub(crate) use pages::{lines, to_see};
pub use pages::{page, seen};
pub use start::start;

use domain::{paying::online::OnlineState, time::Instant};
use store::Job;

const JOB: Job = Job::of("online payments");

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// No method of payment is open for longer: a bank transfer to the provider is for two weeks.
const LONGEST_OPEN: i64 = 40 * DAY;
/// A payer's bank may take a payment back for so long, and somewhat longer.
const LONGEST_BACK: i64 = 180 * DAY;

/// When the portal asks by itself how a payment stands that was begun at `begun`; never where nothing is to be expected.
const fn next_look(begun: Instant, state: OnlineState, now: Instant) -> Option<Instant> {
    let age = now.millis() - begun.millis();
    let pause = match state {
        // Somebody looks at the page, and the provider may be unable to reach the portal.
        OnlineState::Created | OnlineState::Waiting if age < HOUR / 4 => MINUTE,
        OnlineState::Created | OnlineState::Waiting if age < DAY => HOUR / 4,
        OnlineState::Created | OnlineState::Waiting if age < LONGEST_OPEN => 6 * HOUR,
        OnlineState::Paid if age < LONGEST_BACK => 7 * DAY,
        _ => return None,
    };
    Some(Instant::from_millis(now.millis() + pause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_asked_for_soon_and_nothing_for_ever() {
        let begun = Instant::from_millis(0);
        let pause = |state: OnlineState, age: i64| {
            next_look(begun, state, Instant::from_millis(age)).map(|at| at.millis() - age)
        };
        assert_eq!(pause(OnlineState::Waiting, 0), Some(MINUTE));
        assert_eq!(pause(OnlineState::Created, 2 * HOUR), Some(HOUR / 4));
        assert_eq!(pause(OnlineState::Waiting, 10 * DAY), Some(6 * HOUR));
        assert_eq!(pause(OnlineState::Waiting, 41 * DAY), None);
        assert_eq!(pause(OnlineState::Paid, DAY), Some(7 * DAY));
        assert_eq!(pause(OnlineState::Paid, 181 * DAY), None);
        assert_eq!(pause(OnlineState::Expired, 0), None);
        assert_eq!(pause(OnlineState::Returned, 0), None);
    }
}
