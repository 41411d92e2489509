//! What a case's log means for its clock.

use super::{Fact, Policy, Promise, What};
use crate::{
    cases::{CaseStep, Kind, Stage},
    event::Event,
    time::Instant,
};

/// What the clock has to know of a case's events, oldest first, and the policy with which the case began: the usual one,
/// where they do not say. Each step means what it meant to the kind of case that it was then; `kind` is what it is now.
#[must_use]
pub fn facts<'a>(
    kind: Kind,
    usual: Policy,
    events: impl Iterator<Item = (Instant, &'a Event)> + Clone,
) -> (Vec<Fact>, Policy) {
    let mut changes = events.clone().filter_map(|(_, event)| match event {
        Event::Case { sorted, .. } => *sorted,
        _ => None,
    });
    let mut kind = changes.next().map_or(kind, |(first, _)| first);
    let mut begin = None;
    let mut facts = Vec::new();
    let mut stage = Stage::Received;
    // A solution answers what was said before it: neither the matter of a case that came after it, nor who has raised it
    // above since.
    let mut speaks_of_all = false;
    for (at, event) in events {
        let Event::Case { step, text, policy, carried, speaks, sorted, .. } = event else { continue };
        // Who answers an answer has not got what they need: they are promised what a press of "no" promises.
        let said = if stage == Stage::Proposed && !kind.is_investigated() { What::Declined } else { What::Replied };
        stage = stage.after_words(kind, *step, *speaks).unwrap_or(stage);
        match step {
            CaseStep::Proposed => speaks_of_all = true,
            CaseStep::Absorbed if *speaks || !carried.is_empty() => speaks_of_all = false,
            CaseStep::Escalated | CaseStep::Objected if *speaks => speaks_of_all = false,
            _ => {}
        }
        let what = match step {
            CaseStep::Opened => {
                begin = *policy;
                Some(What::Opened)
            }
            // An answer to a question is what was asked for. With news of a complaint the solution that waits for the
            // customer waits on, as far as it speaks of all that they have said.
            CaseStep::Answered if !kind.is_investigated() || (stage == Stage::Proposed && speaks_of_all) => {
                Some(What::Proposed)
            }
            CaseStep::Answered => Some(What::Answered),
            CaseStep::Asked => Some(What::Asked),
            CaseStep::Replied => Some(said),
            CaseStep::Proposed => Some(What::Proposed),
            CaseStep::Declined | CaseStep::PartlyAccepted => Some(What::Declined),
            CaseStep::Accepted | CaseStep::Withdrawn | CaseStep::Lapsed | CaseStep::Merged => Some(What::Closed),
            CaseStep::Reopened => Some(What::Reopened),
            CaseStep::Prioritised | CaseStep::Sorted => policy.map(What::Policy),
            CaseStep::Missed => Promise::parse(text).map(What::Missed),
            CaseStep::Escalated | CaseStep::Objected | CaseStep::Contested | CaseStep::Absorbed => {
                speaks.then_some(said)
            }
            CaseStep::Taken
            | CaseStep::Assessed
            | CaseStep::Investigating
            | CaseStep::Attached
            | CaseStep::Split
            | CaseStep::Linked
            | CaseStep::Tagged
            | CaseStep::Rated => None,
        };
        // Whose turn it is first: what is carried to a case of which nobody has the word is lost.
        facts.extend(what.map(|what| Fact { at, what }));
        if let Some((from, to)) = sorted {
            // Nobody has to decide on it: the vendor has the word again.
            facts.extend(stage.is_only_news(*from, *to).then_some(Fact { at, what: What::Declined }));
            stage = stage.sorted(*from, *to);
            kind = *to;
        }
        let carried = carried.iter().map(|(promise, left)| What::Carried { promise: *promise, left: *left });
        facts.extend(carried.map(|what| Fact { at, what }));
    }
    (facts, begin.unwrap_or(usual))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::promise::{Clock, OpenHours, Standing, Timetable, clock};

    const HOUR: i64 = 3_600_000;
    const POLICY: Policy = Policy { first_answer: 60, next_update: 120, resolution: 600 };

    fn at(hour: i64) -> Instant {
        Instant::from_millis(hour * HOUR)
    }

    fn hours() -> Timetable {
        OpenHours::of(vec![(at(0), at(10_000))]).into()
    }

    fn event(step: CaseStep, speaks: bool, carried: Vec<(Promise, i64)>) -> Event {
        Event::Case {
            case: 1,
            step,
            text: String::new(),
            level: None,
            policy: None,
            told: Vec::new(),
            carried,
            mark: None,
            speaks,
            sorted: None,
        }
    }

    /// The clock after these steps, an hour apart, at the last of them.
    fn after(kind: Kind, steps: &[(CaseStep, bool)]) -> Clock {
        let log: Vec<(Instant, Event)> =
            (0..).zip(steps).map(|(hour, (step, speaks))| (at(hour), event(*step, *speaks, Vec::new()))).collect();
        of(kind, &log)
    }

    fn of(kind: Kind, log: &[(Instant, Event)]) -> Clock {
        let (facts, policy) = facts(kind, POLICY, log.iter().map(|(at, event)| (*at, event)));
        clock(&facts, policy, &hours(), log.last().map_or(at(0), |(at, _)| *at))
    }

    fn running(clock: &Clock) -> Vec<Promise> {
        let runs = |standing| matches!(standing, Standing::Running { due: Some(_) });
        clock.given.iter().filter(|given| runs(given.standing)).map(|given| given.promise).collect()
    }

    #[test]
    fn no_by_mail_promises_what_the_button_does() {
        // zammad#1322: what came by the web counted, what came by mail did not.
        let (opened, answered) = ((CaseStep::Opened, false), (CaseStep::Answered, false));
        for kind in [Kind::Question, Kind::Suggestion] {
            let pressed = after(kind, &[opened, answered, (CaseStep::Declined, false)]);
            let written = after(kind, &[opened, answered, (CaseStep::Replied, false)]);
            assert_eq!(running(&pressed), [Promise::NextUpdate, Promise::Resolution]);
            assert_eq!(written, pressed);
        }
        let written = after(Kind::Complaint, &[opened, (CaseStep::Proposed, false), (CaseStep::Replied, false)]);
        assert_eq!(running(&written), [Promise::NextUpdate], "a word on a proposal is no decision");
    }

    #[test]
    fn a_word_about_a_solution_lets_it_wait_on() {
        // zammad#3140: the customer still had to decide, and the vendor was said to be late.
        let steps = [CaseStep::Opened, CaseStep::Proposed, CaseStep::Replied, CaseStep::Answered];
        for kind in [Kind::Complaint, Kind::Concern] {
            let seen = after(kind, &steps.map(|step| (step, false)));
            assert!(seen.waits_for_customer, "{kind:?}");
            assert_eq!((running(&seen), seen.next()), (Vec::new(), None), "{kind:?}");
        }
    }

    #[test]
    fn a_solution_keeps_no_promise_of_what_was_said_after_it() {
        let plain = |step| event(step, false, Vec::new());
        let carried = vec![(Promise::NextUpdate, 60 * 60_000), (Promise::Resolution, 300 * 60_000)];
        let log = |last: &[Event]| -> Vec<(Instant, Event)> {
            let begin = [plain(CaseStep::Opened), plain(CaseStep::Proposed)];
            (0..).map(at).zip(begin.into_iter().chain(last.iter().cloned())).collect()
        };
        for kind in [Kind::Complaint, Kind::Concern] {
            for speaks in [true, false] {
                let absorbed = event(CaseStep::Absorbed, speaks, carried.clone());
                let seen = of(kind, &log(&[absorbed.clone(), plain(CaseStep::Answered)]));
                let mut runs = running(&seen);
                runs.sort_unstable();
                assert_eq!(runs, [Promise::NextUpdate, Promise::Resolution], "{kind:?} {speaks}");
                assert!(!seen.waits_for_customer && seen.next().is_some(), "{kind:?} {speaks}");
                // A new solution speaks of both.
                let seen = of(kind, &log(&[absorbed, plain(CaseStep::Proposed), plain(CaseStep::Answered)]));
                assert!(seen.waits_for_customer && running(&seen).is_empty(), "{kind:?} {speaks}");
            }
            for step in [CaseStep::Escalated, CaseStep::Objected] {
                let seen = of(kind, &log(&[event(step, true, Vec::new()), plain(CaseStep::Answered)]));
                assert_eq!(running(&seen), [Promise::NextUpdate], "{kind:?} {step:?}");
                let seen = of(kind, &log(&[event(step, false, Vec::new()), plain(CaseStep::Answered)]));
                assert!(seen.waits_for_customer, "the vendor's own says nothing");
            }
        }
    }

    #[test]
    fn who_escalates_or_objects_has_spoken() {
        for step in [CaseStep::Escalated, CaseStep::Objected, CaseStep::Contested] {
            for before in [CaseStep::Answered, CaseStep::Asked] {
                let steps = [(CaseStep::Opened, false), (before, false), (step, true)];
                let seen = after(Kind::Question, &steps);
                assert!(!seen.waits_for_customer && seen.next().is_some(), "{step:?} after {before:?}");
                let steps = [(CaseStep::Opened, false), (before, false), (step, false)];
                assert!(after(Kind::Question, &steps).waits_for_customer, "the vendor's own says nothing");
            }
        }
    }

    #[test]
    fn a_question_that_is_a_complaint_is_promised_what_complaints_are() {
        let slow = Policy { first_answer: 600, next_update: 600, resolution: 3_000 };
        let sorted = Event::Case {
            case: 1,
            step: CaseStep::Sorted,
            text: String::new(),
            level: None,
            policy: Some(slow),
            told: Vec::new(),
            carried: Vec::new(),
            mark: None,
            speaks: false,
            sorted: Some((Kind::Question, Kind::Complaint)),
        };
        let log = |steps: &[Event]| -> Vec<(Instant, Event)> { (0..).map(at).zip(steps.iter().cloned()).collect() };
        let step = |step| event(step, false, Vec::new());
        let early = log(&[step(CaseStep::Opened), sorted.clone(), step(CaseStep::Answered)]);
        let seen = of(Kind::Complaint, &early);
        assert_eq!(running(&seen), [Promise::Resolution, Promise::NextUpdate], "an answer is news of a complaint");
        assert_eq!(seen.next(), Some((Promise::NextUpdate, at(12))), "by the policy of complaints");
        // What answered a question is kept, and a complaint has more to be done.
        let late = log(&[step(CaseStep::Opened), step(CaseStep::Answered), sorted]);
        let seen = of(Kind::Complaint, &late);
        assert!(seen.given.iter().any(|given| given.standing == Standing::Kept { at: at(1) }));
        assert_eq!(running(&seen), [Promise::NextUpdate, Promise::Resolution]);
        assert!(!seen.waits_for_customer);
    }

    fn any_step() -> impl Strategy<Value = (CaseStep, bool)> {
        let steps: Vec<CaseStep> = CaseStep::ALL.iter().copied().filter(|step| *step != CaseStep::Opened).collect();
        (proptest::sample::select(steps), any::<bool>())
    }

    proptest! {
        /// While the customer's last word has no answer, no silence of theirs closes anything: something is promised.
        #[test]
        fn nobody_waits_for_who_has_spoken(kind in proptest::sample::select(Kind::ALL), before in proptest::collection::vec(any_step(), 0..12),
                                          last in proptest::sample::select(&[
                                              CaseStep::Replied, CaseStep::Escalated, CaseStep::Objected, CaseStep::Contested, CaseStep::Absorbed])) {
            let mut stage = Stage::Received;
            let mut log = vec![(CaseStep::Opened, false)];
            for (step, speaks) in before.into_iter().chain([(last, true)]) {
                if let Ok(next) = stage.after_words(kind, step, speaks) {
                    stage = next;
                    log.push((step, speaks));
                }
            }
            let seen = after(kind, &log);
            if stage != Stage::Closed {
                prop_assert!(log.last() == Some(&(last, true)));
                prop_assert!(!seen.waits_for_customer);
                prop_assert!(!running(&seen).is_empty());
                prop_assert!(kind.is_investigated() || stage != Stage::Proposed, "silence would close it");
            }
        }

        /// What two logs promise is promised by the one that goes on, and no later.
        #[test]
        fn a_merged_log_promises_nothing_later(there in proptest::collection::vec(any_step(), 0..8), here in proptest::collection::vec(any_step(), 0..8)) {
            let kind = Kind::Question;
            let live = |steps: Vec<(CaseStep, bool)>| {
                let mut stage = Stage::Received;
                let mut log = vec![(CaseStep::Opened, false)];
                for (step, speaks) in steps {
                    match stage.after_words(kind, step, speaks) {
                        Ok(next) if next != Stage::Closed => {
                            stage = next;
                            log.push((step, speaks));
                        }
                        _ => {}
                    }
                }
                // Both end at the same moment.
                let mut log: Vec<(Instant, Event)> =
                    (0..).zip(log).map(|(hour, (step, speaks))| (at(hour), event(step, speaks, Vec::new()))).collect();
                log.push((at(20), event(CaseStep::Tagged, false, Vec::new())));
                log
            };
            let (there, mut here) = (live(there), live(here));
            let (theirs, before) = (of(kind, &there), of(kind, &here));
            let left = theirs.left(hours().at(at(20)), at(20));
            here.push((at(20), event(CaseStep::Absorbed, !theirs.waits_for_customer, left)));
            let seen = of(kind, &here);
            let dues = [theirs.next(), before.next()].into_iter().flatten().map(|(_, due)| due).filter(|due| *due > at(20));
            if let Some(earliest) = dues.min() {
                prop_assert!(seen.next().is_some_and(|(_, due)| due <= earliest), "{:?} {:?}", seen, earliest);
            }
            if !(theirs.waits_for_customer && before.waits_for_customer) {
                prop_assert!(!seen.waits_for_customer);
            }
        }
    }
}
