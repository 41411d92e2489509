//! Chance that comes out the same each time: SplitMix64 (Steele, Lea, Flood 2014). Not for secrets.

use domain::time::Instant;
use uuid::Uuid;

/// A source of numbers that a seed determines.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or(0) + 1;
        low + i64::try_from(self.roll() % span).unwrap_or(0)
    }

    /// A minute of the day, or a number of days: small numbers of that type.
    pub(super) fn small(&mut self, low: u16, high: u16) -> u16 {
        u16::try_from(self.between(i64::from(low), i64::from(high))).unwrap_or(low)
    }

    /// True in so many of a hundred cases.
    pub(super) const fn chance(&mut self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(of.len()).unwrap_or(u64::MAX).max(1);
        of.get(usize::try_from(self.roll() % count).unwrap_or(0))
    }

    /// So many decimal digits.
    pub(super) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.roll() % 10).unwrap_or(0))).collect()
    }

    /// An identifier as if made at this moment: rows made one after the other lie together, here too.
    pub(super) fn id(&mut self, at: Instant) -> Uuid {
        let mut random = [0_u8; 10];
        for byte in &mut random {
            *byte = self.roll().to_le_bytes()[0];
        }
        let millis = u64::try_from(at.millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        let at = Instant::from_millis(1_795_000_000_000);
        assert_eq!(one.id(at), other.id(at));
        assert_eq!(one.digits(8), other.digits(8));
        assert_ne!(one.roll(), Dice::new(8).roll());
        assert!((0..1000).all(|_| (3..=5).contains(&one.between(3, 5))));
        assert_eq!(one.pick::<u8>(&[]), None);
    }
}
