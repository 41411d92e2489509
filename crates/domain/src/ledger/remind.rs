//! When a customer is reminded of what is to be paid: of what is owed and neither disputed nor said to be on its way, on the
//! days that the vendor has named, never twice for the same of them, and on none again so soon that nobody could have paid.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Calendar,
    settings::Reminders,
    time::{Date, WallTime},
};

/// Days that must lie between two mails about the same invoice, the one that brought it included: a transfer takes one or
/// two.
pub const PAUSE: u16 = 3;
/// Minutes after midnight between which reminders go out: nobody is reminded at night.
const HOURS: (u16, u16) = (8 * 60, 18 * 60);

/// Which of the reminders it is: 0 is the notice before the due date, 1 the first one after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stage(i32);

impl Stage {
    /// "It is to be paid soon."
    pub const SOON: Self = Self(0);

    /// The stage with this number; below zero there is none.
    #[must_use]
    pub fn of(number: i32) -> Self {
        Self(number.max(0))
    }

    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// Whether it is the notice before the due date.
    #[must_use]
    pub const fn is_soon(self) -> bool {
        self.0 == 0
    }
}

/// An invoice that may be reminded of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub due: Date,
    /// Since when the customer knows of it.
    pub known: Date,
    /// What is asked for: what is open without what is disputed and without what is on its way, minor units.
    pub asked: i64,
    /// When they were last reminded of it.
    pub reminded: Option<Date>,
}

/// Money that is on its way, or has come and is put against nothing yet.
#[derive(Clone, Copy, Debug)]
pub struct OnItsWay<'a> {
    /// Minor units.
    pub amount: i64,
    /// The numbers of the invoices that it is for; what is due first, where there are none.
    pub documents: &'a [String],
}

/// The stage of which `claim` is to be reminded today: the newest one whose day has come, unless the customer was told on
/// that day or after it. What had to wait, as somebody had said that it was paid, goes on with the newest stage; those
/// before it are not made up for.
#[must_use]
pub fn stage_now(reminders: &Reminders, claim: &Claim, least: i64, today: Date) -> Option<Stage> {
    let told = claim.reminded.map_or(claim.known, |reminded| reminded.max(claim.known));
    if claim.asked <= 0 || claim.asked < least || today < told.plus_days(PAUSE.into()) {
        return None;
    }
    let days = |place: usize| reminders.after.get(place).copied();
    let begins = |place: usize| days(place).map(|days| claim.due.plus_days(days.into()));
    let newest = (0..reminders.after.len()).rev().find(|place| begins(*place).is_some_and(|day| day <= today));
    let (stage, begins) = match newest {
        Some(place) => (Stage::of(i32::try_from(place).ok()?.saturating_add(1)), begins(place)?),
        None if today <= claim.due => {
            let begins = claim.due.plus_days(-i32::from(reminders.before?));
            // Who hears of an invoice within these days hears at the same time when it is due.
            if today < begins || claim.known >= begins {
                return None;
            }
            (Stage::SOON, begins)
        }
        None => return None,
    };
    claim.reminded.is_none_or(|reminded| reminded < begins).then_some(stage)
}

/// What is left to ask for of these invoices, each by its number and what is open and not disputed of it, the earliest due
/// first, once what is on its way has come.
#[must_use]
pub fn without(owed: &[(&str, i64)], on_its_way: &[OnItsWay<'_>]) -> Vec<i64> {
    let mut left: Vec<i64> = owed.iter().map(|(_, open)| (*open).max(0)).collect();
    // What names its invoices is for these alone, so it comes first.
    let (named, others): (Vec<&OnItsWay<'_>>, Vec<&OnItsWay<'_>>) =
        on_its_way.iter().partition(|money| !money.documents.is_empty());
    for money in named.into_iter().chain(others) {
        let mut amount = money.amount.max(0);
        for ((number, _), open) in owed.iter().zip(&mut left) {
            if money.documents.is_empty() || money.documents.iter().any(|document| document == number) {
                let part = amount.min(*open);
                *open -= part;
                amount -= part;
            }
        }
    }
    left
}

/// What was announced without what has come of it: money that somebody has yet to confirm, or to put somewhere, is the same
/// money, and counts once.
#[must_use]
pub fn not_come<'a>(mut announced: Vec<OnItsWay<'a>>, come: &[OnItsWay<'_>]) -> Vec<OnItsWay<'a>> {
    for money in come {
        if let Some(place) = announced.iter().position(|said| said.amount == money.amount) {
            announced.remove(place);
        }
    }
    announced
}

/// Whether it is a time at which people are written to: by day, on a day on which the vendor works, so that somebody is
/// there when the customer calls.
#[must_use]
pub fn is_time(calendar: &Calendar, vendors: WallTime) -> bool {
    let (hour, minute) = vendors.hour_minute();
    let minutes = u16::from(hour) * 60 + u16::from(minute);
    calendar.works_on(vendors.date()) && (HOURS.0..HOURS.1).contains(&minutes)
}

/// Whether these are days for reminders: each later than the one before it, and with time to pay in between.
#[must_use]
pub fn are_days(after: &[u16]) -> bool {
    after.first().is_none_or(|first| *first > 0)
        && after.iter().zip(after.iter().skip(1)).all(|(one, next)| *next >= one.saturating_add(PAUSE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::Instant;

    fn rules(before: Option<u16>, after: &[u16]) -> Reminders {
        Reminders { before, after: after.to_vec(), least: Vec::new() }
    }

    fn day(number: i32) -> Date {
        Date::from_days(20_000 + number)
    }

    /// An invoice of day 0 that is due on day 30.
    fn claim(asked: i64, reminded: Option<i32>) -> Claim {
        Claim { due: day(30), known: day(0), asked, reminded: reminded.map(day) }
    }

    fn now(reminders: &Reminders, claim: &Claim, today: i32) -> Option<i32> {
        stage_now(reminders, claim, 1, day(today)).map(Stage::number)
    }

    #[test]
    fn each_stage_goes_out_on_its_day_and_once() {
        let rules = rules(Some(3), &[7, 14, 30]);
        for (today, reminded, stage) in [
            (26, None, None),
            (27, None, Some(0)),
            (30, None, Some(0)),
            (30, Some(27), None),
            // Due today is not overdue, and neither is a day on which nothing goes out.
            (31, None, None),
            (36, Some(27), None),
            (37, Some(27), Some(1)),
            (38, Some(37), None),
            (43, Some(37), None),
            (44, Some(37), Some(2)),
            (60, Some(44), Some(3)),
            (400, Some(60), None),
            // Nobody makes up for what was missed: the newest one goes.
            (50, None, Some(2)),
            (200, None, Some(3)),
        ] {
            assert_eq!(now(&rules, &claim(100, reminded), today), stage, "{today} {reminded:?}");
        }
    }

    #[test]
    fn nobody_is_reminded_of_what_they_do_not_owe() {
        let rules = rules(Some(3), &[7]);
        for asked in [0, -5] {
            assert_eq!(now(&rules, &claim(asked, None), 40), None);
        }
        assert_eq!(stage_now(&rules, &claim(99, None), 100, day(40)), None, "too little");
        assert_eq!(stage_now(&rules, &claim(100, None), 100, day(40)), Some(Stage::of(1)));
        assert_eq!(now(&Reminders::default(), &claim(100, None), 40), None, "nothing is sent");
    }

    #[test]
    fn there_is_time_to_pay_between_two_mails() {
        let rules = rules(Some(10), &[7, 14]);
        // It had waited until the day before the second one.
        assert_eq!(now(&rules, &claim(100, Some(43)), 44), None);
        assert_eq!(now(&rules, &claim(100, Some(43)), 46), Some(2));
        // What came late is not reminded of on the day on which it came.
        let late = Claim { known: day(50), ..claim(100, None) };
        assert_eq!((now(&rules, &late, 50), now(&rules, &late, 53)), (None, Some(2)));
        // Who has five days to pay is not told ten days before.
        let short = Claim { known: day(25), ..claim(100, None) };
        assert_eq!(now(&rules, &short, 29), None);
    }

    #[test]
    fn what_is_on_its_way_is_not_asked_for() {
        let owed = [("A", 100), ("B", 50), ("C", 70)];
        let numbers = |numbers: &[&str]| numbers.iter().map(|number| (*number).to_owned()).collect::<Vec<String>>();
        let (nothing, b, both) = (numbers(&[]), numbers(&["B"]), numbers(&["C", "A"]));
        assert_eq!(without(&owed, &[]), [100, 50, 70]);
        assert_eq!(without(&owed, &[OnItsWay { amount: 120, documents: &nothing }]), [0, 30, 70]);
        assert_eq!(without(&owed, &[OnItsWay { amount: 120, documents: &b }]), [100, 0, 70], "only for what it names");
        assert_eq!(without(&owed, &[OnItsWay { amount: 120, documents: &both }]), [0, 50, 50]);
        let two = [OnItsWay { amount: 60, documents: &nothing }, OnItsWay { amount: 100, documents: &both }];
        assert_eq!(without(&owed, &two), [0, 0, 60]);
    }

    #[test]
    fn what_was_announced_and_has_come_counts_once() {
        let nothing: &[String] = &[];
        let of = |amount: i64| OnItsWay { amount, documents: nothing };
        let left = |announced: &[i64], come: &[i64]| {
            let announced = announced.iter().map(|amount| of(*amount)).collect();
            let come: Vec<OnItsWay<'_>> = come.iter().map(|amount| of(*amount)).collect();
            not_come(announced, &come).iter().map(|said| said.amount).collect::<Vec<_>>()
        };
        assert_eq!(left(&[500, 300], &[500]), [300]);
        assert_eq!(left(&[500, 500], &[500]), [500], "each pays for one");
        assert_eq!(left(&[500], &[400]), [500]);
        assert!(left(&[500], &[500, 500]).is_empty());
    }

    #[test]
    fn reminders_go_out_by_day() {
        // Tuesday 24 November 2026.
        let tuesday = Date::from_ymd(2026, 11, 24).map_or(0, |date| i64::from(date.days()) * 86_400_000);
        let at = |days: i64, hour: i64| WallTime {
            instant: Instant::from_millis(tuesday).plus_days(days).plus_minutes(hour * 60),
            offset_minutes: 0,
        };
        let calendar = Calendar::default();
        assert!(is_time(&calendar, at(0, 8)) && is_time(&calendar, at(0, 17)));
        assert!(!is_time(&calendar, at(0, 7)) && !is_time(&calendar, at(0, 18)) && !is_time(&calendar, at(4, 10)));
    }

    #[test]
    fn days_leave_time_to_pay() {
        for days in [&[][..], &[1], &[7, 14, 30], &[1, 4]] {
            assert!(are_days(days), "{days:?}");
        }
        for days in [&[0][..], &[7, 7], &[14, 7], &[7, 9]] {
            assert!(!are_days(days), "{days:?}");
        }
    }

    proptest! {
        /// Somebody looks each day, or only now and then; whatever is set, nobody is written to twice in a pause, never
        /// more often than there are stages, and the stages only go up.
        #[test]
        fn nobody_is_reminded_too_often(
            before in proptest::option::of(0_u16..20),
            gaps in proptest::collection::vec(3_u16..20, 0..5),
            payment_days in 0_i32..60,
            looks in proptest::collection::vec(1_i32..12, 1..60),
        ) {
            let mut after = Vec::new();
            for gap in gaps {
                after.push(after.last().copied().unwrap_or(0) + gap);
            }
            prop_assert!(are_days(&after));
            let rules = rules(before, &after);
            let mut claim = Claim { due: day(payment_days), known: day(0), asked: 1, reminded: None };
            let (mut today, mut sent) = (0, Vec::<Stage>::new());
            for look in looks {
                today += look;
                if let Some(stage) = stage_now(&rules, &claim, 1, day(today)) {
                    let last = claim.reminded.unwrap_or(claim.known);
                    prop_assert!(day(today).days() - last.days() >= i32::from(PAUSE));
                    prop_assert_eq!(stage.is_soon(), day(today) <= claim.due);
                    prop_assert!(sent.last().is_none_or(|before| *before < stage));
                    prop_assert_eq!(stage_now(&rules, &Claim { reminded: Some(day(today)), ..claim }, 1, day(today)), None);
                    sent.push(stage);
                    claim.reminded = Some(day(today));
                }
            }
        }

        #[test]
        fn no_more_is_left_out_than_is_on_its_way(
            owed in proptest::collection::vec(0_i64..1_000, 0..8),
            amounts in proptest::collection::vec((0_i64..1_500, 0_usize..8), 0..5),
        ) {
            let numbers: Vec<String> = (0..8).map(|number: i32| number.to_string()).collect();
            let claims: Vec<(&str, i64)> =
                numbers.iter().zip(&owed).map(|(number, open)| (number.as_str(), *open)).collect();
            let on_its_way: Vec<OnItsWay<'_>> = amounts
                .iter()
                .map(|(amount, named)| OnItsWay { amount: *amount, documents: numbers.get(..*named).unwrap_or_default() })
                .collect();
            let left = without(&claims, &on_its_way);
            prop_assert!(left.iter().zip(&owed).all(|(left, open)| (0..=*open).contains(left)));
            let taken: i64 = owed.iter().sum::<i64>() - left.iter().sum::<i64>();
            prop_assert!(taken <= amounts.iter().map(|(amount, _)| *amount).sum::<i64>());
        }
    }
}
