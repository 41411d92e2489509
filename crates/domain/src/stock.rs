//! What can be promised: from stock, from what is coming in, or from the lead time.

use serde::{Deserialize, Serialize};

use crate::{calendar::Calendar, money::Quantity, time::Date};

/// What the vendor has of one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    /// On the shelf and not yet reserved by an order; negative when more was promised than there is.
    pub free: Quantity,
    /// Ordered by the vendor and not yet promised to anybody.
    pub incoming: Quantity,
    /// When it is to arrive. A day that is past says that it has not come: nobody knows when it will.
    pub incoming_on: Option<Date>,
    /// Working days to get more; `None` when there will be no more: the last pieces.
    pub lead_days: Option<u16>,
}

/// How a line will be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// From the shelf.
    Stock,
    /// From a delivery that is already ordered.
    Incoming,
    /// To be ordered by the vendor.
    Lead,
    /// A service: by appointment.
    Appointment,
    /// Not to be had in this quantity.
    Gone,
}

/// How and when a line can be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    pub source: Source,
    /// The promised day; `None` when `Gone`, or when a service has no wished date yet.
    pub date: Option<Date>,
}

/// What can be promised for `wanted` of an article, **all lines of that article together**:
/// two lines that each fit may not fit together.
///
/// `ready` is the first day on which something from the shelf can be with the customer. What is not on the shelf comes
/// with the delivery that is on its way or is ordered anew, whichever is sooner. A delivery that was to arrive before
/// `today` is none to promise from.
#[must_use]
pub fn promise(stock: &Stock, wanted: Quantity, today: Date, ready: Date, calendar: &Calendar) -> Availability {
    if wanted <= stock.free {
        return Availability { source: Source::Stock, date: Some(ready) };
    }
    let with_incoming = Quantity::from_millis(stock.free.millis().saturating_add(stock.incoming.millis()));
    let incoming = stock
        .incoming_on
        .filter(|arrives| *arrives >= today && wanted <= with_incoming)
        .map(|arrives| (calendar.plus_working_days(arrives, 1).max(ready), Source::Incoming));
    let lead = stock.lead_days.map(|days| (calendar.plus_working_days(ready, days), Source::Lead));
    // On the same day the delivery that is on its way is the surer one: it stands first.
    match [incoming, lead].into_iter().flatten().min_by_key(|(date, _)| *date) {
        Some((date, source)) => Availability { source, date: Some(date) },
        None => Availability { source: Source::Gone, date: None },
    }
}

/// The first day on which a service can be done.
#[must_use]
pub fn earliest_appointment(today: Date, lead_days: u16, calendar: &Calendar) -> Date {
    calendar.plus_working_days(today, lead_days)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stock(free: i64, incoming: i64, incoming_on: Option<i32>, lead_days: Option<u16>) -> Stock {
        Stock {
            free: Quantity::from_units(free),
            incoming: Quantity::from_units(incoming),
            incoming_on: incoming_on.map(Date::from_days),
            lead_days,
        }
    }

    #[test]
    fn the_last_piece_is_in_stock_and_the_one_after_is_gone() {
        let calendar = Calendar::default();
        let last = stock(1, 0, None, None);
        let (today, ready) = (Date::from_days(19_998), Date::from_days(20_000));
        assert_eq!(promise(&last, Quantity::from_units(1), today, ready, &calendar).source, Source::Stock);
        assert_eq!(promise(&last, Quantity::from_units(2), today, ready, &calendar).source, Source::Gone);
    }

    #[test]
    fn what_is_ordered_anew_may_come_before_what_is_on_its_way() {
        let calendar = Calendar::default();
        // Friday 3 October 2025; a delivery on the 20th, and five working days to get more.
        let (today, ready) = (Date::from_days(20_362), Date::from_days(20_364));
        let two = |lead| promise(&stock(1, 5, Some(20_381), lead), Quantity::from_units(2), today, ready, &calendar);
        assert_eq!((two(None).source, two(Some(20)).source), (Source::Incoming, Source::Incoming));
        let anew = two(Some(5));
        assert_eq!((anew.source, anew.date), (Source::Lead, Some(calendar.plus_working_days(ready, 5))));
    }

    #[test]
    fn what_has_not_come_on_its_day_is_promised_to_nobody() {
        let calendar = Calendar::default();
        let (today, ready) = (Date::from_days(20_362), Date::from_days(20_364));
        let two = |arrives, lead| {
            promise(&stock(1, 5, Some(arrives), lead), Quantity::from_units(2), today, ready, &calendar)
        };
        assert_eq!(two(20_362, None).source, Source::Incoming, "it may still come today");
        assert_eq!(two(20_361, None), Availability { source: Source::Gone, date: None });
        let anew = two(20_361, Some(5));
        assert_eq!((anew.source, anew.date), (Source::Lead, Some(calendar.plus_working_days(ready, 5))));
    }

    proptest! {
        /// What is not on the shelf comes on the sooner of two days, and never before what is on the shelf would.
        #[test]
        fn the_sooner_way_is_promised(free in -20i64..20, incoming in 0i64..50,
                                      arrives in proptest::option::of(19_990i32..20_040),
                                      lead in proptest::option::of(0u16..30), wanted in 1i64..90) {
            let calendar = Calendar::default();
            let today = Date::from_days(20_000);
            let ready = calendar.on_or_after(Date::from_days(20_002));
            let of = |incoming, arrives, lead| {
                promise(&stock(free, incoming, arrives, lead), Quantity::from_units(wanted), today, ready, &calendar)
            };
            let given = of(incoming, arrives, lead);
            if wanted <= free {
                prop_assert_eq!(given, Availability { source: Source::Stock, date: Some(ready) });
            } else {
                // Each way alone, as if there were no other.
                let (on_its_way, anew) = (of(incoming, arrives, None), of(0, None, lead));
                prop_assert_eq!(given.date, on_its_way.date.into_iter().chain(anew.date).min());
                prop_assert!(given == on_its_way || given == anew, "{:?}", given);
                prop_assert_eq!(given.source == Source::Gone, given.date.is_none());
                prop_assert!(given.source != Source::Incoming || wanted <= free + incoming);
                prop_assert!(given.source != Source::Incoming || arrives.is_some_and(|day| day >= today.days()));
            }
            prop_assert!(given.date.is_none_or(|date| date >= ready && calendar.works_on(date)), "{:?}", given);
        }

        /// Asking for more never comes sooner.
        #[test]
        fn more_is_never_sooner(free in 0i64..50, incoming in 0i64..50, arrives in 19_995i32..20_030, lead in proptest::option::of(0u16..20),
                                some in 1i64..60, more in 0i64..60) {
            let calendar = Calendar::default();
            let stock = stock(free, incoming, Some(arrives), lead);
            let (today, ready) = (Date::from_days(20_000), Date::from_days(20_002));
            let less = promise(&stock, Quantity::from_units(some), today, ready, &calendar);
            let all = promise(&stock, Quantity::from_units(some + more), today, ready, &calendar);
            prop_assert!(less.source != Source::Gone || all.source == Source::Gone);
            if let (Some(first), Some(second)) = (less.date, all.date) {
                prop_assert!(first <= second, "{:?} before {:?}", all, less);
            }
        }
    }
}
