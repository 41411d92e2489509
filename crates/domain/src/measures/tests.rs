use proptest::prelude::*;

use super::*;
use crate::{
    cases::{CaseStep, Kind},
    promise::{Clock, Given, Standing},
    time::{Date, Instant},
};

fn measure(first: Wait) -> Measure {
    Measure {
        day: Date::from_days(20_000),
        hour: 9,
        kind: Kind::Complaint,
        tags: vec!["delivery".to_owned()],
        article: Some("RT-1042".to_owned()),
        cause: None,
        first,
        solved: Wait::Pending,
        stands: [Stand { kept: 1, late: 0, overdue: 0, open: 0 }, Stand::default(), Stand::default()],
        rating: Some(4),
        expected: true,
    }
}

fn sum(waits: impl IntoIterator<Item = Wait>) -> Figures {
    let mut all = Figures::default();
    for wait in waits {
        all.add(&Figures::of(&measure(wait)), 1);
    }
    all
}

fn at(minutes: i64) -> Instant {
    Instant::from_millis(0).plus_minutes(minutes)
}

#[test]
fn who_waits_too_long_counts_as_slower_than_everybody() {
    let answered = || (0..8).map(|_| Wait::After(25));
    let times = sum(answered()).times(Span::First);
    assert_eq!((times.median, times.most), (Some(Time::Within(30)), Some(Time::Within(30))));
    let times = sum(answered().chain([Wait::Overdue; 2])).times(Span::First);
    assert_eq!((times.median, times.most), (Some(Time::Within(30)), Some(Time::Never)));
    assert_eq!((times.done, times.without()), (8, 2));
    let times = sum(answered().chain([Wait::Pending, Wait::Ended])).times(Span::First);
    assert_eq!((times.most, times.pending, times.ended), (Some(Time::Within(30)), 1, 1), "they may have it in time");
    assert_eq!(sum([Wait::Pending]).times(Span::First).median, None, "nobody is ranked");
    assert_eq!(sum([Wait::After(20_000)]).times(Span::First).median, Some(Time::Beyond(14_400)));
}

#[test]
fn promises_and_ratings_add_up() {
    let mut all = sum([Wait::After(1), Wait::After(1)]);
    let line = all.promises(Promise::FirstAnswer);
    assert_eq!((line.made(), line.kept, line.missed(), line.share_kept()), (2, 2, 0, Some(10_000)));
    let mut missed = measure(Wait::Overdue);
    missed.stands[0] = Stand { kept: 0, late: 1, overdue: 1, open: 1 };
    missed.rating = Some(1);
    missed.expected = false;
    all.add(&Figures::of(&missed), 1);
    let line = all.promises(Promise::FirstAnswer);
    assert_eq!((line.made(), line.missed(), line.share_kept()), (5, 2, Some(5_000)), "what is open is not judged");
    assert_eq!(all.ratings().all, [1, 0, 0, 2, 0]);
    assert_eq!(all.ratings().means(), (Some(30), Some(40)));
    assert_eq!(Ratings::default().means(), (None, None));
}

#[test]
fn a_solution_that_was_not_accepted_was_none() {
    use CaseStep::{Accepted, Answered, Declined, Opened, Proposed, Replied};
    let steps = [(Opened, at(0)), (Answered, at(5)), (Proposed, at(10)), (Declined, at(20)), (Proposed, at(30))];
    assert_eq!(solved_at(Kind::Complaint, &steps[..3]), (Some(at(10)), None));
    assert_eq!(solved_at(Kind::Complaint, &steps[..4]), (None, Some(at(20))));
    assert_eq!(solved_at(Kind::Complaint, &steps), (Some(at(30)), Some(at(20))));
    let asked = [(Opened, at(0)), (Replied, at(2)), (Answered, at(5)), (Answered, at(6)), (Replied, at(9))];
    assert_eq!(solved_at(Kind::Question, &asked[..4]), (Some(at(5)), None), "the answer is the solution");
    assert_eq!(solved_at(Kind::Question, &asked), (None, Some(at(9))));
    let closed = [(Opened, at(0)), (Answered, at(5)), (Accepted, at(9))];
    assert_eq!(solved_at(Kind::Question, &closed).0, Some(at(5)));
    assert_eq!(solved_at(Kind::Complaint, &closed).0, None, "on a complaint an answer is news");
}

#[test]
fn a_wait_is_late_by_the_promise_that_holds() {
    let given = |promise, since, standing, is_told| Given { promise, since: at(since), standing, is_told };
    let running = Standing::Running { due: Some(at(500)) };
    let broken = Standing::Broken { due: Some(at(5)), at: at(9) };
    let open = Outcome { answered: None, solved: None, again: None, is_closed: false, is_merged: false };
    let clock = |given: &[Given]| Clock { given: given.to_vec(), ..Clock::default() };

    let new = clock(&[given(Promise::FirstAnswer, 0, running, false), given(Promise::Resolution, 0, running, false)]);
    assert_eq!(waits(&new, open), (Wait::Pending, Wait::Pending));
    let closed = Outcome { is_closed: true, ..open };
    assert_eq!(waits(&new, closed), (Wait::Ended, Wait::Ended));

    let told = clock(&[given(Promise::FirstAnswer, 0, running, true), given(Promise::Resolution, 0, running, false)]);
    assert_eq!(waits(&told, open), (Wait::Overdue, Wait::Pending));
    let given_up = clock(&[given(Promise::FirstAnswer, 0, broken, true)]);
    assert_eq!(waits(&given_up, closed), (Wait::Overdue, Wait::Ended), "who gives up was not answered");
    assert_eq!(waits(&given_up, Outcome { is_merged: true, ..closed }), (Wait::Ended, Wait::Ended));
    let answered = Outcome { answered: Some(12), ..open };
    assert_eq!(waits(&told, answered).0, Wait::After(12));

    // Asked again: the first promise of a solution was broken, the new one is not.
    let again = Outcome { again: Some(at(100)), ..answered };
    let declined =
        clock(&[given(Promise::Resolution, 0, broken, true), given(Promise::Resolution, 100, running, false)]);
    assert_eq!(waits(&declined, again).1, Wait::Pending);
    let question = clock(&[given(Promise::Resolution, 0, broken, true), given(Promise::NextUpdate, 100, broken, true)]);
    assert_eq!(waits(&question, again).1, Wait::Overdue);
}

#[test]
fn only_complaints_are_counted_by_what_they_are_about() {
    let mut about = measure(Wait::Pending);
    about.cause = Some(7);
    assert_eq!(about.complaints(), [(Complaint::Article, "RT-1042".to_owned()), (Complaint::Cause, "7".to_owned())]);
    about.kind = Kind::Question;
    assert!(about.complaints().is_empty());
    assert_eq!(about.groups().len(), 3, "its kind, its hour, its tag");
}

fn any_wait() -> impl Strategy<Value = Wait> {
    prop_oneof![
        8 => (0_i64..30_000).prop_map(Wait::After),
        1 => Just(Wait::Pending),
        2 => Just(Wait::Overdue),
        1 => Just(Wait::Ended),
    ]
}

/// The value at the nearest rank of all that are ranked, found by looking at each.
fn looked_up(waits: &[Wait], percent: usize) -> Option<Option<i64>> {
    let mut ranked: Vec<Option<i64>> = waits
        .iter()
        .filter_map(|wait| match wait {
            Wait::After(minutes) => Some(Some(*minutes)),
            Wait::Overdue => Some(None),
            Wait::Pending | Wait::Ended => None,
        })
        .collect();
    ranked.sort_by_key(|took| took.unwrap_or(i64::MAX));
    let rank = (ranked.len() * percent).div_ceil(100);
    ranked.get(rank.max(1) - 1).copied()
}

proptest! {
    /// The bucket that is said holds the value that one would find by looking at every case.
    #[test]
    fn a_percentile_is_the_bound_of_the_bucket_that_holds_it(waits in proptest::collection::vec(any_wait(), 0..200)) {
        let times = sum(waits.iter().copied()).times(Span::First);
        for (said, percent) in [(times.median, 50), (times.most, 90)] {
            match (said, looked_up(&waits, percent)) {
                (None, None) | (Some(Time::Never), Some(None)) => {}
                (Some(Time::Within(bound)), Some(Some(took))) => {
                    prop_assert!(took <= i64::from(bound));
                    let place = BOUNDS.partition_point(|other| *other < bound);
                    prop_assert!(place == 0 || took > i64::from(BOUNDS[place - 1]));
                }
                (Some(Time::Beyond(bound)), Some(Some(took))) => prop_assert!(took > i64::from(bound)),
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert!(times.median <= times.most);
        prop_assert_eq!(times.done + times.pending + times.overdue + times.ended, waits.len() as i64);
    }

    /// Nobody gets quicker by leaving somebody without an answer.
    #[test]
    fn one_more_without_an_answer_never_makes_it_quicker(waits in proptest::collection::vec(any_wait(), 0..60)) {
        let before = sum(waits.iter().copied()).times(Span::First);
        let after = sum(waits.into_iter().chain([Wait::Overdue])).times(Span::First);
        prop_assert!(after.median >= before.median && after.most >= before.most);
    }

    /// What was added and taken away again was never there, in whatever order.
    #[test]
    fn figures_are_sums(waits in proptest::collection::vec(any_wait(), 1..40), away in 0_usize..40) {
        let whole = sum(waits.iter().copied());
        let away = away % waits.len();
        let mut less = whole.clone();
        less.add(&Figures::of(&measure(waits[away])), -1);
        let rest = waits.iter().enumerate().filter(|(place, _)| *place != away).map(|(_, wait)| *wait);
        prop_assert_eq!(&less, &sum(rest));
        less.add(&whole, -1);
        less.add(&Figures::of(&measure(waits[away])), 1);
        prop_assert!(less.is_empty());
    }

    /// Every day of a span is in exactly one range, and no other day is.
    #[test]
    fn ranges_have_every_day_once(from in 18_000_i32..21_000, days in 0_i32..800) {
        let (from, last) = (Date::from_days(from), Date::from_days(from + days));
        let ranges = ranges(from, last);
        prop_assert!(ranges.len() <= 3);
        for day in (from.days() - 40)..=(last.days() + 40) {
            let day = Date::from_days(day);
            let held = ranges.iter().filter(|range| (range.from..=range.last).contains(&range.grain.of(day))).count();
            prop_assert_eq!(held, usize::from((from..=last).contains(&day)), "{:?} {:?}", day, ranges);
        }
    }
}
