//! How long the first answer took lately, said to who is about to write.

use super::{Answers, Level, Measured};

/// Fewer answers than these say nothing of the next one.
const FEWEST_ANSWERS: usize = 5;

/// One case of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Took {
    pub level: Level,
    /// The hour of the vendor's day at which it was opened.
    pub hour: u16,
    /// Working time to the first answer, or as long as it has waited for one.
    pub minutes: i64,
    pub is_answered: bool,
}

/// The measure that is nearest to what is being written and has enough answers: about this hour and as urgent, as urgent,
/// or of this kind at all.
#[must_use]
pub fn nearest(cases: &[Took], level: Level, hour: u16) -> Option<Answers> {
    let is_near = |other: u16| other.abs_diff(hour).min(24 - other.abs_diff(hour)) <= 1;
    let of = |fits: &dyn Fn(&Took) -> bool, of| times(cases.iter().copied().filter(fits), of);
    of(&|took| took.level == level && is_near(took.hour), Measured::Hour)
        .or_else(|| of(&|took| took.level == level, Measured::Level))
        .or_else(|| of(&|_| true, Measured::Kind))
}

/// Half, and nine of ten; nothing when there are too few.
///
/// Who still waits is counted once they have waited longer than nine of ten who were answered: they will make it worse,
/// whenever they are answered. Who has just written says nothing yet, and would make it look better.
fn times(cases: impl Iterator<Item = Took>, of: Measured) -> Option<Answers> {
    let (answered, waiting): (Vec<Took>, Vec<Took>) = cases.partition(|took| took.is_answered);
    let mut took: Vec<i64> = answered.iter().map(|took| took.minutes).collect();
    if took.len() < FEWEST_ANSWERS {
        return None;
    }
    took.sort_unstable();
    let most = part(&took, 9)?;
    took.extend(waiting.iter().map(|took| took.minutes).filter(|minutes| *minutes > most));
    took.sort_unstable();
    let count = i64::try_from(took.len()).unwrap_or(i64::MAX);
    Some(Answers { median: part(&took, 5)?, most: part(&took, 9)?, count, of })
}

/// So many tenths of the way through what is sorted.
fn part(sorted: &[i64], tenths: usize) -> Option<i64> {
    sorted.get((sorted.len() * tenths / 10).min(sorted.len().saturating_sub(1))).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn took(minutes: i64, is_answered: bool) -> Took {
        Took { level: Level::Normal, hour: 9, minutes, is_answered }
    }

    fn measured(cases: &[Took]) -> Option<(i64, i64)> {
        nearest(cases, Level::Normal, 9).map(|answers| (answers.median, answers.most))
    }

    #[test]
    fn who_has_just_written_does_not_make_it_look_better() {
        let mut cases = vec![took(240, true); 10];
        cases.extend([took(3, false); 50]);
        assert_eq!(measured(&cases), Some((240, 240)));
    }

    #[test]
    fn who_waits_longer_than_the_others_makes_it_worse() {
        let mut cases = vec![took(60, true); 10];
        cases.extend([took(3_000, false); 10]);
        assert_eq!(measured(&cases), Some((3_000, 3_000)));
    }

    #[test]
    fn what_is_nearest_and_enough_is_said() {
        let at = |hour, level, count| vec![Took { level, hour, minutes: i64::from(hour), is_answered: true }; count];
        let cases = [at(9, Level::Normal, 4), at(15, Level::Normal, 5), at(20, Level::High, 30)].concat();
        let of = |level, hour| nearest(&cases, level, hour).map(|answers| answers.of);
        assert_eq!(of(Level::Normal, 16), Some(Measured::Hour));
        assert_eq!(of(Level::Normal, 9), Some(Measured::Level));
        assert_eq!(of(Level::Low, 9), Some(Measured::Kind));
        assert_eq!(nearest(&cases[..4], Level::Normal, 9), None);
    }

    proptest! {
        /// More people who wait never make it look quicker, and half of all is never more than nine of ten.
        #[test]
        fn waiting_never_flatters(answered in proptest::collection::vec(0i64..5_000, 10..60),
                                  waiting in proptest::collection::vec(0i64..9_000, 0..60)) {
            let mut cases: Vec<Took> = answered.iter().map(|minutes| took(*minutes, true)).collect();
            let alone = measured(&cases);
            cases.extend(waiting.iter().map(|minutes| took(*minutes, false)));
            let together = measured(&cases);
            let (alone, together) = (alone.unwrap_or_default(), together.unwrap_or_default());
            prop_assert!(together.0 >= alone.0 && together.1 >= alone.1);
            prop_assert!(together.0 <= together.1);
        }
    }
}
