//! The promise clock: when the vendor has to have answered, said something new, and proposed a solution.
//!
//! A pure function of what happened, the hours at which the vendor works, and the policy: nothing is counted along the
//! way, so nothing can be counted wrongly and stay so. All times are working time, in milliseconds.
//!
//! A promise is counted by the hours that held when it was given: whatever becomes of them, what somebody was told stays as
//! they were told it, the moment too.

mod facts;
mod hours;

use serde::{Deserialize, Serialize};

use crate::time::Instant;

pub use facts::facts;
pub use hours::{OpenHours, Timetable};

/// What is promised on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// A person has answered.
    FirstAnswer,
    /// The customer hears how it goes.
    NextUpdate,
    /// A solution is proposed.
    Resolution,
}

impl Promise {
    pub const ALL: [Self; 3] = [Self::FirstAnswer, Self::NextUpdate, Self::Resolution];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FirstAnswer => "first_answer",
            Self::NextUpdate => "next_update",
            Self::Resolution => "resolution",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|promise| promise.code() == text)
    }
}

/// How much working time each promise gives, minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub first_answer: u32,
    pub next_update: u32,
    pub resolution: u32,
}

impl Policy {
    const fn millis(&self, promise: Promise) -> i64 {
        let minutes = match promise {
            Promise::FirstAnswer => self.first_answer,
            Promise::NextUpdate => self.next_update,
            Promise::Resolution => self.resolution,
        };
        minutes as i64 * 60_000
    }
}

/// What the clock has to know of what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The customer has written for the first time.
    Opened,
    /// The vendor has said something, by whatever channel, and goes on with it.
    Answered,
    /// The vendor has asked the customer something: time stands until they have answered.
    Asked,
    /// The customer has said something.
    Replied,
    /// A solution, or the answer to a question: the customer has the word.
    Proposed,
    /// It was not accepted.
    Declined,
    /// It was written down, and told to the customer, that this promise was not kept: they hear again by a new one.
    Missed(Promise),
    /// It is over, or goes on elsewhere.
    Closed,
    Reopened,
    /// Another case has become a part of this one, or this one was a part of another: what was promised there is promised
    /// here, with the working time that was left, unless it is promised for sooner.
    Carried {
        promise: Promise,
        left: i64,
    },
    /// From now on another policy holds, because the priority or the vendor's rules have changed. What has passed has
    /// passed, pauses too.
    Policy(Policy),
}

/// Something that happened, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    pub at: Instant,
    pub what: What,
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Time runs. `due` is `None` when the vendor's hours do not reach so far.
    Running {
        due: Option<Instant>,
    },
    /// The customer has been asked something. `left` is what there will be when they have answered, negative when the time
    /// was over before.
    Paused {
        left: i64,
    },
    Kept {
        at: Instant,
    },
    /// It was done, after it was due.
    Broken {
        due: Option<Instant>,
        at: Instant,
    },
}

/// One promise of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    pub promise: Promise,
    /// When it was given.
    pub since: Instant,
    pub standing: Standing,
    /// Both sides know that it was missed.
    pub is_told: bool,
}

impl Given {
    /// Whether its moment is not to be found in the hours that are known.
    #[must_use]
    pub const fn is_beyond(&self) -> bool {
        matches!(self.standing, Standing::Running { due: None })
    }

    /// Whether it is over and not done.
    #[must_use]
    pub fn is_missed(&self, now: Instant) -> bool {
        match self.standing {
            Standing::Running { due } => due.is_some_and(|due| due < now),
            Standing::Paused { left } => left < 0,
            Standing::Kept { .. } => false,
            Standing::Broken { .. } => true,
        }
    }

    /// Whether it is still to be kept.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Running { .. } | Standing::Paused { .. })
    }
}

/// A case's promises, and whose time has passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// In the order in which they were given.
    pub given: Vec<Given>,
    /// Working time that the case was with the vendor.
    pub with_us: i64,
    /// Time that the customer had the word.
    pub with_you: i64,
    /// Time that it was with the vendor while nobody works.
    pub outside: i64,
    /// The customer has the word now.
    pub waits_for_customer: bool,
}

impl Clock {
    /// The promise that is due next. One that was missed, and of which both sides know, is not: they go by the new one.
    #[must_use]
    pub fn next(&self) -> Option<(Promise, Instant)> {
        self.given
            .iter()
            .filter(|given| !given.is_told)
            .filter_map(|given| match given.standing {
                Standing::Running { due: Some(due) } => Some((given.promise, due)),
                _ => None,
            })
            .min_by_key(|(promise, due)| (*due, *promise))
    }

    /// What is promised and not yet kept, with the working time that is left for it. What was missed and told of is not:
    /// they go by the new promise.
    #[must_use]
    pub fn left(&self, hours: &OpenHours, now: Instant) -> Vec<(Promise, i64)> {
        let left = |standing| match standing {
            Standing::Running { due } => due.map(|due| hours.between(now, due)),
            Standing::Paused { left } => Some(left),
            Standing::Kept { .. } | Standing::Broken { .. } => None,
        };
        let open = self.given.iter().filter(|given| !given.is_told);
        open.filter_map(|given| Some((given.promise, left(given.standing)?))).collect()
    }
}

/// A promise under way.
struct Open<'a> {
    promise: Promise,
    /// The hours at which it was given.
    hours: &'a OpenHours,
    since: Instant,
    total: i64,
    used: i64,
    /// The last moment for it, as soon as that has come.
    end: Option<Instant>,
    is_told: bool,
    /// It was promised elsewhere, too: no rule gives it more working time than this.
    most: Option<i64>,
}

impl Open<'_> {
    /// When its time was over, if it was before `at`.
    fn ran_out(&self, at: Instant) -> Option<Instant> {
        self.end.filter(|end| *end < at)
    }
}

/// The clock at `now`. Facts are in the order in which they happened; those after `now` are left out.
#[must_use]
pub fn clock(facts: &[Fact], policy: Policy, hours: &Timetable, now: Instant) -> Clock {
    let mut state = State { hours, policy, clock: Clock::default(), open: Vec::new(), turn: Turn::Nobodys, at: now };
    for fact in facts.iter().filter(|fact| fact.at <= now) {
        state.pass(fact.at);
        state.happen(fact);
    }
    state.pass(now);
    state.end()
}

/// Whose word it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Vendors,
    /// They were asked something; what is promised stands still.
    Customers,
    /// A solution is proposed: nothing is promised until they have decided.
    Decides,
    Nobodys,
}

struct State<'a> {
    hours: &'a Timetable,
    policy: Policy,
    clock: Clock,
    open: Vec<Open<'a>>,
    turn: Turn,
    at: Instant,
}

impl<'a> State<'a> {
    /// Time passes until `to`.
    fn pass(&mut self, to: Instant) {
        let from = std::mem::replace(&mut self.at, to);
        match self.turn {
            Turn::Nobodys => {}
            Turn::Customers | Turn::Decides => self.clock.with_you += (to.millis() - from.millis()).max(0),
            Turn::Vendors => {
                let worked = self.hours.between(from, to);
                self.clock.with_us += worked;
                self.clock.outside += (to.millis() - from.millis()).max(0) - worked;
                for open in &mut self.open {
                    let worked = open.hours.between(from, to);
                    if open.end.is_none() && open.used + worked >= open.total {
                        open.end = open.hours.after(from, open.total - open.used);
                    }
                    open.used += worked;
                }
            }
        }
    }

    fn happen(&mut self, fact: &Fact) {
        match fact.what {
            What::Opened => {
                self.turn = Turn::Vendors;
                self.give(Promise::FirstAnswer);
                self.give(Promise::Resolution);
            }
            What::Answered => {
                self.keep(Promise::FirstAnswer);
                self.keep(Promise::NextUpdate);
                if self.turn != Turn::Nobodys {
                    self.turn = Turn::Vendors;
                    self.give(Promise::NextUpdate);
                }
            }
            What::Asked => {
                self.keep(Promise::FirstAnswer);
                self.keep(Promise::NextUpdate);
                if self.turn != Turn::Nobodys {
                    self.turn = Turn::Customers;
                }
            }
            What::Replied => {
                if matches!(self.turn, Turn::Customers | Turn::Decides) {
                    self.turn = Turn::Vendors;
                    self.give(Promise::NextUpdate);
                }
            }
            What::Proposed => {
                for promise in Promise::ALL {
                    self.keep(promise);
                }
                self.turn = Turn::Decides;
            }
            What::Declined | What::Reopened => {
                self.turn = Turn::Vendors;
                self.give(Promise::NextUpdate);
                self.give(Promise::Resolution);
            }
            What::Missed(promise) => {
                if promise == Promise::NextUpdate {
                    self.keep(promise);
                } else if let Some(open) = self.open.iter_mut().find(|open| open.promise == promise) {
                    open.is_told = true;
                }
                if self.turn == Turn::Vendors {
                    self.give(Promise::NextUpdate);
                }
            }
            What::Closed => {
                // What ends in time is kept; what the customer ended is not held against anybody.
                let ended: Vec<Open<'a>> = self.open.drain(..).collect();
                for open in ended.into_iter().filter(|open| open.ran_out(fact.at).is_some()) {
                    self.done(&open);
                }
                self.turn = Turn::Nobodys;
            }
            What::Carried { promise, left } => self.carry(promise, left.max(0)),
            What::Policy(policy) => {
                self.policy = policy;
                // What has run out stays so. A shorter time begins with the change: nothing is late by a rule that did not
                // hold; a longer one counts from the beginning.
                for open in self.open.iter_mut().filter(|open| open.ran_out(fact.at).is_none()) {
                    let new = policy.millis(open.promise);
                    let total = if new < open.total { open.total.min(open.used + new) } else { new };
                    open.total = open.most.map_or(total, |most| total.min(most));
                    open.end = (open.used >= open.total).then_some(fact.at);
                }
            }
        }
    }

    /// Gives a promise, unless it is under way: hearing from the customer again gives nobody more time.
    fn give(&mut self, promise: Promise) {
        if self.open.iter().all(|open| open.promise != promise) {
            let total = self.policy.millis(promise);
            self.push(promise, total, None);
        }
    }

    fn push(&mut self, promise: Promise, total: i64, most: Option<i64>) {
        let end = (total == 0).then_some(self.at);
        let hours = self.hours.at(self.at);
        self.open.push(Open { promise, hours, since: self.at, total, used: 0, end, is_told: false, most });
    }

    /// Takes over a promise: the earlier moment holds. Who was promised a first answer there, where one was given here,
    /// is to hear how it goes.
    fn carry(&mut self, promise: Promise, left: i64) {
        if self.turn == Turn::Nobodys {
            return;
        }
        let is_open = |promise| self.open.iter().any(|open| open.promise == promise);
        let promise = match promise {
            Promise::FirstAnswer if !is_open(Promise::FirstAnswer) => Promise::NextUpdate,
            other => other,
        };
        let at = self.at;
        match self.open.iter_mut().find(|open| open.promise == promise) {
            None => self.push(promise, left.min(self.policy.millis(promise)), Some(left)),
            Some(open) if open.end.is_none() => {
                let most = open.most.map_or(open.used + left, |most| most.min(open.used + left));
                open.most = Some(most);
                open.total = open.total.min(most);
                open.end = (open.used >= open.total).then_some(at);
            }
            Some(_) => {}
        }
    }

    fn keep(&mut self, promise: Promise) {
        if let Some(place) = self.open.iter().position(|open| open.promise == promise) {
            let open = self.open.remove(place);
            self.done(&open);
        }
    }

    fn done(&mut self, open: &Open<'a>) {
        let at = self.at;
        let standing = match open.ran_out(at) {
            None => Standing::Kept { at },
            due @ Some(_) => Standing::Broken { due, at },
        };
        self.clock.given.push(Given { promise: open.promise, since: open.since, standing, is_told: open.is_told });
    }

    fn end(mut self) -> Clock {
        for open in &self.open {
            let left = open.total - open.used;
            let standing = match (self.turn, open.ran_out(self.at)) {
                (_, due @ Some(_)) => Standing::Running { due },
                (Turn::Vendors, None) => {
                    Standing::Running { due: open.end.or_else(|| open.hours.after(self.at, left)) }
                }
                (Turn::Customers | Turn::Decides | Turn::Nobodys, None) => Standing::Paused { left },
            };
            self.clock.given.push(Given { promise: open.promise, since: open.since, standing, is_told: open.is_told });
        }
        self.clock.waits_for_customer = matches!(self.turn, Turn::Customers | Turn::Decides);
        self.clock.given.sort_by_key(|given| (given.since, given.promise));
        self.clock
    }
}

#[cfg(test)]
mod tests;
