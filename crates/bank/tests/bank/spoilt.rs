//! The samples, spoilt in many ways: nothing breaks, and nothing takes long.

use std::time::{Duration, Instant};

use crate::{read, samples};

/// How often each sample is spoilt.
const ROUNDS: usize = 20_000;

/// A small generator of numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0)
    }

    fn below(&mut self, most: usize) -> usize {
        self.next() % most.max(1)
    }
}

/// Bytes changed, pieces left out, doubled or exchanged with those of another, and words that mean something.
fn spoil(dice: &mut Dice, sample: &[u8], other: &[u8]) -> Vec<u8> {
    const WORDS: &[&[u8]] = &[
        b"<Ntry>",
        b"</Ntry>",
        b"<Amt Ccy=\"EUR\">",
        b"<!--",
        b"<![CDATA[",
        b"&#0;",
        b"&x;",
        b"<TxDtls/>",
        b":20:",
        b":61:",
        b":86:",
        b":62F:",
        b"-}",
        b"{4:",
        b"?20",
        b"/REMI/",
        b"\"",
        b";",
        b",",
        b"\t",
        b"\r\n",
        b"\0",
        b"\xff\xfe",
        b"\xc3",
        b"99999999999999999999",
        b"-",
        b"\xe2\x88\x92",
        b"+++",
        b"RF18",
    ];
    let mut bytes = sample.to_vec();
    for _ in 0..=dice.below(6) {
        let place = dice.below(bytes.len() + 1);
        let end = (place + dice.below(120)).min(bytes.len());
        match dice.below(6) {
            0 => {
                let value = u8::try_from(dice.below(256)).unwrap_or(0);
                if let Some(byte) = bytes.get_mut(place) {
                    *byte = value;
                }
            }
            1 => _ = bytes.drain(place..end),
            2 => {
                let piece = bytes.get(place..end).unwrap_or_default().to_vec();
                let at = dice.below(bytes.len() + 1);
                bytes.splice(at..at, piece);
            }
            3 => {
                let from = dice.below(other.len() + 1);
                let to = (from + dice.below(200)).min(other.len());
                let piece = other.get(from..to).unwrap_or_default().to_vec();
                bytes.splice(place..end, piece);
            }
            4 => {
                let word = WORDS.get(dice.below(WORDS.len())).copied().unwrap_or_default();
                bytes.splice(place..place, word.repeat(1 + dice.below(4)));
            }
            _ => bytes.truncate(place),
        }
    }
    bytes
}

/// Spoils the samples whose names begin so. The balances of what is still read add up.
fn nothing_breaks(head: &str, seed: u64) {
    let all = samples();
    let mut dice = Dice(seed);
    for (name, sample) in all.iter().filter(|(name, _)| name.starts_with(head)) {
        for round in 0..ROUNDS {
            let other = all.get(dice.below(all.len())).map(|(_, bytes)| bytes.as_slice()).unwrap_or_default();
            let spoilt = spoil(&mut dice, sample, other);
            let begin = Instant::now();
            let read = read(&spoilt);
            let took = begin.elapsed();
            assert!(took < Duration::from_secs(2), "{name}, round {round} takes {took:?}");
            match read {
                Ok(statements) => {
                    for statement in statements {
                        let sum: i128 = statement.movements.iter().map(|movement| i128::from(movement.amount)).sum();
                        if let (Some(opening), Some(closing)) = (statement.opening, statement.closing)
                            && statement.movements.iter().all(|movement| movement.currency == statement.currency)
                        {
                            assert_eq!(i128::from(opening) + sum, i128::from(closing), "{name}, round {round}");
                        }
                    }
                }
                Err(error) => {
                    let lines = 1 + spoilt.iter().filter(|byte| **byte == b'\n').count();
                    assert!((1..=lines).contains(&error.line), "{name}, round {round}: {error}");
                    assert!(error.found.chars().count() <= 60, "{name}, round {round}");
                }
            }
        }
    }
}

#[test]
fn spoilt_camt_breaks_nothing() {
    nothing_breaks("camt-", 0x6c6f_6b65_7421);
}

#[test]
fn spoilt_mt940_breaks_nothing() {
    nothing_breaks("mt940-", 0x006d_7439_3430);
}

#[test]
fn spoilt_tables_break_nothing() {
    nothing_breaks("csv-", 0x6373_7621);
}

#[test]
fn broken_files_spoilt_once_more_break_nothing() {
    nothing_breaks("broken-", 0x6272_6f6b_656e);
}
