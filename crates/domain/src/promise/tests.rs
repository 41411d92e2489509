//! The clock, and what went wrong with it elsewhere (`guide/lessons-support.md` names the threads).

use proptest::prelude::*;

use super::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Four hours for the first answer, a day for an update, three for a solution; days of eight hours.
const POLICY: Policy = Policy { first_answer: 240, next_update: 480, resolution: 1440 };

/// Day and hour of a calendar whose every day is open from 8 to 12 and from 13 to 17.
fn at(day: i64, hour: i64) -> Instant {
    Instant::from_millis(day * DAY + hour * HOUR)
}

fn hours() -> Timetable {
    open_from(8, 12, 13, 17).into()
}

/// Every day from one hour to another, twice.
fn open_from(morning: i64, noon: i64, afternoon: i64, evening: i64) -> OpenHours {
    let day = |day| [(at(day, morning), at(day, noon)), (at(day, afternoon), at(day, evening))];
    OpenHours::of((0..400).flat_map(day).collect())
}

fn facts(what: &[(Instant, What)]) -> Vec<Fact> {
    what.iter().map(|(at, what)| Fact { at: *at, what: *what }).collect()
}

fn standing(clock: &Clock, promise: Promise) -> Vec<Standing> {
    clock.given.iter().filter(|given| given.promise == promise).map(|given| given.standing).collect()
}

fn due(clock: &Clock, promise: Promise) -> Option<Instant> {
    clock.given.iter().rev().find(|given| given.promise == promise).and_then(|given| match given.standing {
        Standing::Running { due } => due,
        _ => None,
    })
}

#[test]
fn lunch_and_night_do_not_count() {
    let opened = facts(&[(at(1, 11), What::Opened)]);
    let clock = clock(&opened, POLICY, &hours(), at(1, 11));
    assert_eq!(due(&clock, Promise::FirstAnswer), Some(at(1, 16)), "one hour, lunch, three hours");
    assert_eq!(due(&clock, Promise::Resolution), Some(at(4, 11)));
    assert_eq!(clock.next(), Some((Promise::FirstAnswer, at(1, 16))));
}

#[test]
fn what_is_written_at_night_starts_in_the_morning() {
    let clock = clock(&facts(&[(at(1, 22), What::Opened)]), POLICY, &hours(), at(1, 23));
    assert_eq!(due(&clock, Promise::FirstAnswer), Some(at(2, 12)), "at the end of the span, not after lunch");
    assert_eq!((clock.with_us, clock.outside), (0, HOUR));
}

#[test]
fn the_update_does_not_replace_the_first_answer() {
    // zammad#5177, #2082: the first answer has its own time, and the first reply counts for it.
    let clock = clock(
        &facts(&[(at(1, 8), What::Opened), (at(1, 9), What::Replied), (at(1, 16), What::Answered)]),
        POLICY,
        &hours(),
        at(1, 17),
    );
    assert_eq!(
        standing(&clock, Promise::FirstAnswer),
        [Standing::Broken { due: Some(at(1, 12)), at: at(1, 16) }],
        "four hours after eight, whatever the customer added"
    );
    assert_eq!(due(&clock, Promise::NextUpdate), Some(at(2, 16)));
}

#[test]
fn nothing_escalates_while_the_customer_is_asked() {
    // zammad#3140.
    let asked = facts(&[(at(1, 8), What::Opened), (at(1, 10), What::Asked)]);
    let waiting = clock(&asked, POLICY, &hours(), at(90, 8));
    assert_eq!(waiting.next(), None);
    assert!(waiting.given.iter().all(|given| !given.is_missed(at(90, 8))));
    assert_eq!(standing(&waiting, Promise::Resolution), [Standing::Paused { left: 22 * HOUR }]);
    assert_eq!(waiting.with_you, 89 * DAY - 2 * HOUR);
    let mut answered = asked;
    answered.push(Fact { at: at(90, 8), what: What::Replied });
    let clock = clock(&answered, POLICY, &hours(), at(90, 8));
    assert_eq!(due(&clock, Promise::Resolution), Some(at(92, 15)), "22 of 24 hours are left");
    assert_eq!(due(&clock, Promise::NextUpdate), Some(at(90, 17)), "and there is something to say");
}

#[test]
fn a_pause_counts_when_a_solution_follows_at_once() {
    // frappe/helpdesk#3776: the pause was lost when going straight to solved.
    let clock = clock(
        &facts(&[
            (at(1, 8), What::Opened),
            (at(1, 9), What::Asked),
            (at(30, 9), What::Replied),
            (at(30, 10), What::Proposed),
        ]),
        POLICY,
        &hours(),
        at(30, 11),
    );
    assert_eq!(standing(&clock, Promise::Resolution), [Standing::Kept { at: at(30, 10) }]);
    assert_eq!((clock.with_us, clock.with_you), (2 * HOUR, 29 * DAY + HOUR));
}

#[test]
fn a_merged_case_promises_nothing() {
    // zammad#904.
    let clock = clock(&facts(&[(at(1, 8), What::Opened), (at(1, 9), What::Closed)]), POLICY, &hours(), at(200, 8));
    assert_eq!((clock.next(), clock.given.len()), (None, 0));
}

#[test]
fn what_was_broken_before_it_was_closed_stays_broken() {
    let clock = clock(&facts(&[(at(1, 8), What::Opened), (at(3, 9), What::Closed)]), POLICY, &hours(), at(4, 8));
    assert_eq!(standing(&clock, Promise::FirstAnswer), [Standing::Broken { due: Some(at(1, 12)), at: at(3, 9) }]);
    assert_eq!(standing(&clock, Promise::Resolution), []);
}

#[test]
fn a_change_of_policy_forgets_no_pause() {
    // glpi#6902.
    let longer = Policy { resolution: 2880, ..POLICY };
    let clock = clock(
        &facts(&[
            (at(1, 8), What::Opened),
            (at(1, 9), What::Asked),
            (at(20, 8), What::Policy(longer)),
            (at(30, 8), What::Replied),
        ]),
        POLICY,
        &hours(),
        at(30, 8),
    );
    assert_eq!(due(&clock, Promise::Resolution), Some(at(35, 16)), "47 of 48 hours are left");
}

#[test]
fn a_tighter_policy_is_not_missed_before_it_held() {
    let tighter = Policy { resolution: 60, ..POLICY };
    let clock =
        clock(&facts(&[(at(1, 8), What::Opened), (at(2, 8), What::Policy(tighter))]), POLICY, &hours(), at(2, 9));
    assert_eq!(due(&clock, Promise::Resolution), Some(at(2, 9)), "an hour from the change on");
}

#[test]
fn a_refused_solution_is_promised_anew() {
    let clock = clock(
        &facts(&[(at(1, 8), What::Opened), (at(1, 10), What::Proposed), (at(5, 8), What::Declined)]),
        POLICY,
        &hours(),
        at(5, 8),
    );
    assert_eq!(
        standing(&clock, Promise::Resolution),
        [Standing::Kept { at: at(1, 10) }, Standing::Running { due: Some(at(7, 17)) }]
    );
}

#[test]
fn a_word_on_a_proposal_wants_an_answer() {
    let clock = clock(
        &facts(&[(at(1, 8), What::Opened), (at(1, 10), What::Proposed), (at(2, 8), What::Replied)]),
        POLICY,
        &hours(),
        at(2, 8),
    );
    assert_eq!(due(&clock, Promise::NextUpdate), Some(at(2, 17)));
}

#[test]
fn a_missed_promise_is_followed_by_a_new_one() {
    let mut all = facts(&[(at(1, 8), What::Opened), (at(1, 14), What::Missed(Promise::FirstAnswer))]);
    let seen = clock(&all, POLICY, &hours(), at(1, 14));
    assert!(seen.given.iter().any(|given| given.promise == Promise::FirstAnswer && given.is_missed(at(1, 14))));
    assert_eq!(seen.next(), Some((Promise::NextUpdate, at(2, 14))), "the customer hears by a new moment");
    all.push(Fact { at: at(3, 8), what: What::Missed(Promise::NextUpdate) });
    let seen = clock(&all, POLICY, &hours(), at(3, 8));
    assert_eq!(
        standing(&seen, Promise::NextUpdate),
        [Standing::Broken { due: Some(at(2, 14)), at: at(3, 8) }, Standing::Running { due: Some(at(3, 17)) }]
    );
    all.push(Fact { at: at(3, 9), what: What::Answered });
    let seen = clock(&all, POLICY, &hours(), at(3, 9));
    assert_eq!(standing(&seen, Promise::FirstAnswer), [Standing::Broken { due: Some(at(1, 12)), at: at(3, 9) }]);
}

#[test]
fn without_hours_there_is_no_moment() {
    let clock = clock(&facts(&[(at(1, 8), What::Opened)]), POLICY, &Timetable::default(), at(9, 8));
    assert_eq!(standing(&clock, Promise::FirstAnswer), [Standing::Running { due: None }]);
    assert_eq!(clock.next(), None);
}

#[test]
fn what_was_promised_stays_when_the_hours_change() {
    // Promised for nine in the morning; then that morning becomes free, and a lunch break goes.
    let opened = facts(&[(at(1, 14), What::Opened)]);
    let promised = clock(&opened, POLICY, &hours(), at(1, 14));
    assert_eq!(due(&promised, Promise::FirstAnswer), Some(at(2, 9)));
    for other in [open_from(12, 13, 13, 17), open_from(8, 12, 12, 20)] {
        let changed = hours().then(at(1, 16), other.clone());
        let seen = clock(&opened, POLICY, &changed, at(2, 8));
        assert_eq!(due(&seen, Promise::FirstAnswer), Some(at(2, 9)), "as it was said");
        let mut answered = opened.clone();
        answered.push(Fact { at: at(2, 9), what: What::Answered });
        let seen = clock(&answered, POLICY, &changed, at(2, 9));
        assert_eq!(standing(&seen, Promise::FirstAnswer), [Standing::Kept { at: at(2, 9) }]);
        let next = other.after(at(2, 9), 8 * HOUR);
        assert_eq!(due(&seen, Promise::NextUpdate), next, "what is given now goes by the hours of now");
        assert_eq!(seen.with_us, 2 * HOUR + other.between(at(1, 16), at(2, 9)), "each hour by what held then");
    }
}

#[test]
fn the_earlier_promise_of_two_cases_holds() {
    // Promised for one o'clock there, and for four here.
    let merged = |left: i64| {
        let what = [(at(1, 11), What::Opened), (at(1, 11), What::Carried { promise: Promise::FirstAnswer, left })];
        due(&clock(&facts(&what), POLICY, &hours(), at(1, 11)), Promise::FirstAnswer)
    };
    assert_eq!(merged(HOUR), Some(at(1, 12)));
    assert_eq!(merged(20 * HOUR), Some(at(1, 16)), "a later one gives nobody more time");
    let answered = [
        (at(1, 8), What::Opened),
        (at(1, 9), What::Answered),
        (at(1, 10), What::Carried { promise: Promise::FirstAnswer, left: HOUR }),
    ];
    let seen = clock(&facts(&answered), POLICY, &hours(), at(1, 10));
    assert_eq!(
        due(&seen, Promise::NextUpdate),
        Some(at(1, 11)),
        "they hear, though here somebody was answered already"
    );
}

#[test]
fn what_was_overdue_there_is_overdue_here() {
    let what = [(at(1, 8), What::Opened), (at(1, 9), What::Carried { promise: Promise::Resolution, left: -HOUR })];
    let seen = clock(&facts(&what), POLICY, &hours(), at(1, 10));
    assert!(seen.given.iter().any(|given| given.promise == Promise::Resolution && given.is_missed(at(1, 10))));
}

fn any_what() -> impl Strategy<Value = What> {
    prop_oneof![
        Just(What::Answered),
        Just(What::Asked),
        Just(What::Replied),
        Just(What::Proposed),
        Just(What::Declined),
        Just(What::Reopened),
        Just(What::Closed),
        (0usize..3, 0i64..2_000)
            .prop_map(|(promise, left)| What::Carried { promise: Promise::ALL[promise], left: left * MINUTE }),
        (30u32..600, 60u32..900, 120u32..3000).prop_map(|(first_answer, next_update, resolution)| What::Policy(
            Policy { first_answer, next_update, resolution }
        )),
    ]
}

/// A case that is opened and what may follow, minutes apart.
fn any_facts() -> impl Strategy<Value = Vec<Fact>> {
    (0i64..6_000, proptest::collection::vec((0i64..3_000, any_what()), 0..25)).prop_map(|(begin, rest)| {
        let mut minute = begin;
        let mut facts = vec![Fact { at: Instant::from_millis(minute * MINUTE), what: What::Opened }];
        for (pause, what) in rest {
            minute += pause;
            facts.push(Fact { at: Instant::from_millis(minute * MINUTE), what });
        }
        facts
    })
}

proptest! {
    /// Working time is additive, and `after` is its inverse.
    #[test]
    fn hours_add_up(from in 0i64..100_000, some in 0i64..20_000, more in 0i64..20_000, work in 1i64..5_000) {
        let (hours, minute) = (hours(), |minute: i64| Instant::from_millis(minute * MINUTE));
        let (a, b, c) = (minute(from), minute(from + some), minute(from + some + more));
        prop_assert_eq!(hours.between(a, b) + hours.between(b, c), hours.between(a, c));
        let due = hours.after(a, work * MINUTE);
        prop_assert_eq!(due.map(|due| hours.between(a, due)), Some(work * MINUTE));
        prop_assert_eq!(due.map(|due| hours.between(a, Instant::from_millis(due.millis() - 1))), Some(work * MINUTE - 1));
    }

    /// Every moment since it was opened is somebody's, or nobody works, or it is closed.
    #[test]
    fn every_moment_is_accounted_for(facts in any_facts(), later in 0i64..10_000) {
        let last = facts.last().map_or(0, |fact| fact.at.millis());
        let now = Instant::from_millis(last + later * MINUTE);
        let clock = clock(&facts, POLICY, &hours(), now);
        let mut closed = 0;
        let mut since: Option<i64> = None;
        for fact in &facts {
            match fact.what {
                What::Closed => since = since.or(Some(fact.at.millis())),
                // What happens to a closed case opens it only when it says so.
                What::Proposed | What::Declined | What::Reopened => {
                    closed += since.take().map_or(0, |begin| fact.at.millis() - begin);
                }
                _ => {}
            }
        }
        closed += since.map_or(0, |begin| now.millis() - begin);
        let all = now.millis() - facts[0].at.millis();
        prop_assert_eq!(clock.with_us + clock.with_you + clock.outside + closed, all);
    }

    /// What is shown of the past does not depend on when one looks.
    #[test]
    fn the_past_stays_as_it_was(facts in any_facts(), cut in 0usize..25) {
        let cut = cut.min(facts.len() - 1);
        let then = facts[cut].at;
        let known: Vec<Fact> = facts[..=cut].to_vec();
        let seen_then: Vec<Given> =
            clock(&known, POLICY, &hours(), then).given.into_iter().filter(|given| !given.is_open()).collect();
        let end = facts.last().map_or(then, |fact| fact.at);
        let seen_now = clock(&facts, POLICY, &hours(), end).given;
        for given in seen_then {
            prop_assert!(seen_now.contains(&given), "{:?}", given);
        }
    }

    /// Nor on what becomes of the vendor's hours: no promise that was given moves, whether it is kept, missed or running.
    #[test]
    fn the_past_stays_as_it_was_when_hours_change(
        facts in any_facts(), cut in 0usize..25, later in 0i64..3_000,
        (morning, noon, afternoon, evening) in (0i64..12, 12i64..15, 15i64..18, 18i64..24),
    ) {
        let cut = cut.min(facts.len() - 1);
        let known = &facts[..=cut];
        let changed_at = facts[cut].at.plus_minutes(later);
        let other = open_from(morning, noon, afternoon, evening);
        let (before, changed) = (hours(), hours().then(changed_at, other.clone()));
        let just_before = Instant::from_millis(changed_at.millis() - 1).max(facts[cut].at);
        prop_assume!(just_before < changed_at);
        for now in [just_before, changed_at, changed_at.plus_minutes(5_000)] {
            let (then, seen) = (clock(known, POLICY, &before, now), clock(known, POLICY, &changed, now));
            prop_assert_eq!(&then.given, &seen.given, "no promise moves");
            prop_assert_eq!(then.with_you, seen.with_you);
        }
        prop_assert_eq!(clock(known, POLICY, &before, just_before), clock(known, POLICY, &changed, just_before));
        // What is given later goes by the hours of then, and each moment is counted once.
        let end = facts.last().map_or(changed_at, |fact| fact.at).max(changed_at);
        let (then, seen) = (clock(&facts, POLICY, &before, end), clock(&facts, POLICY, &changed, end));
        prop_assert_eq!(then.with_us + then.outside, seen.with_us + seen.outside);
        for given in then.given.iter().filter(|given| given.since < changed_at) {
            prop_assert!(seen.given.contains(given), "{:?}", given);
        }
    }

    /// A promise has one end: kept when it was done in its time, broken else.
    #[test]
    fn a_promise_is_kept_or_broken(facts in any_facts()) {
        let facts: Vec<Fact> = facts.into_iter().filter(|fact| !matches!(fact.what, What::Policy(_))).collect();
        let hours = hours();
        let now = facts.last().map_or(at(0, 0), |fact| fact.at);
        for given in clock(&facts, POLICY, &hours, now).given {
            match given.standing {
                Standing::Broken { due: Some(due), at } => prop_assert!(due < at && given.since <= due),
                Standing::Broken { due: None, .. } => prop_assert!(false, "the hours reach so far"),
                Standing::Kept { at } => prop_assert!(given.since <= at),
                Standing::Running { due } => prop_assert!(due.is_some()),
                Standing::Paused { left } => prop_assert!(left <= POLICY.millis(given.promise)),
            }
        }
    }

    /// A pause never makes anything due sooner.
    #[test]
    fn a_pause_gives_time(asked in 0i64..400, pause in 0i64..9_000) {
        let begin = at(1, 8);
        let plain = clock(&facts(&[(begin, What::Opened)]), POLICY, &hours(), begin);
        let asked = begin.plus_minutes(asked);
        let replied = asked.plus_minutes(pause);
        let paused = clock(
            &facts(&[(begin, What::Opened), (asked, What::Asked), (replied, What::Replied)]),
            POLICY, &hours(), replied);
        prop_assert!(due(&paused, Promise::Resolution) >= due(&plain, Promise::Resolution));
    }

    /// What was promised on the other case is not due later on this one, whatever the vendor's rules become; only the
    /// customer's own time is added.
    #[test]
    fn a_merge_keeps_the_earlier_promise(left in 0i64..3_000, which in 0usize..3, first in 30u32..600,
                                         update in 60u32..900, resolution in 120u32..3_000, changed in 0i64..2_000) {
        let (begin, promise) = (at(1, 8), Promise::ALL[which]);
        let merged = begin.plus_minutes(30);
        let hours = hours();
        let there = hours.after(merged, left * MINUTE);
        let policy = Policy { first_answer: first, next_update: update, resolution };
        let what = [
            (begin, What::Opened),
            (merged, What::Carried { promise, left: left * MINUTE }),
            (merged.plus_minutes(changed), What::Policy(policy)),
        ];
        let seen = clock(&facts(&what), POLICY, &hours, merged.plus_minutes(changed));
        prop_assert!(due(&seen, promise) <= there, "{:?} {:?}", due(&seen, promise), there);
    }

    /// A pause moves a promise that was taken over by as much working time as the customer had the word.
    #[test]
    fn a_merge_forgets_no_pause(left in 60i64..3_000, asked in 0i64..59, pause in 0i64..9_000) {
        let begin = at(1, 8);
        let (asked, replied) = (begin.plus_minutes(asked), begin.plus_minutes(asked + pause));
        let carried = What::Carried { promise: Promise::Resolution, left: left * MINUTE };
        let paused = [(begin, What::Opened), (begin, carried), (asked, What::Asked), (replied, What::Replied)];
        let hours = hours();
        let seen = clock(&facts(&paused), POLICY, &hours, replied);
        let total = (left * MINUTE).min(POLICY.millis(Promise::Resolution));
        prop_assert_eq!(due(&seen, Promise::Resolution), hours.after(replied, total - hours.between(begin, asked)));
    }

    /// The clocks of the vendor's country go forward or back: working time is what people work, so a promise that crosses
    /// the night of the change takes as much of it as any other, and ends at the same hour of the wall.
    #[test]
    fn a_change_of_the_clocks_gives_and_takes_nothing(shift in prop_oneof![Just(-HOUR), Just(HOUR)], change in 1i64..6,
                                                      opened in 8i64..17, minutes in 1u32..4_000) {
        let moved = |day: i64, hour: i64| {
            let at = at(day, hour);
            if day >= change { Instant::from_millis(at.millis() - shift) } else { at }
        };
        let shifted = Timetable::from(OpenHours::of(
            (0..60).flat_map(|day| [(moved(day, 8), moved(day, 12)), (moved(day, 13), moved(day, 17))]).collect()));
        let policy = Policy { first_answer: minutes, ..POLICY };
        let begin = moved(0, opened);
        let plain = due(&clock(&facts(&[(at(0, opened), What::Opened)]), policy, &hours(), at(0, opened)), Promise::FirstAnswer);
        let seen = due(&clock(&facts(&[(begin, What::Opened)]), policy, &shifted, begin), Promise::FirstAnswer);
        prop_assert_eq!(seen.map(|due| shifted.between(begin, due)), Some(i64::from(minutes) * MINUTE));
        let wall = plain.map(|due| if due.millis() >= change * DAY { due.millis() - shift } else { due.millis() });
        prop_assert_eq!(seen.map(Instant::millis), wall);
    }
}
