//! A file of invoices, spoilt in many ways: nothing breaks, nothing takes long, and what is still taken in adds up.

use std::time::{Duration, Instant};

use super::{read::read, *};
use crate::{demo, import::table};

/// How often the file is spoilt.
const ROUNDS: usize = 4_000;
const FILE: &str = "account,number,kind,date,due,delivered,currency,order,corrects,reference,note,article,text,quantity,unit,\
line_kind,price,discount,net,tax_rate,tax,tax_class,total
K-1,A-0001,,2026-01-30,2026-02-28,2026-01-29,EUR,1042,,PO 7,\"Thank you, until soon\",RT-1042,Tiles,40,piece,goods,1.85,,74.00,21,15.54,standard,95.72
,A-0001,,,,,,,,,,,Carriage,1,trip,delivery,,,5.83,6,0.35,reduced,
K-1,A-0002,credit_note,2026-01-31,,,EUR,,A-0001,,,,Broken tiles,2.5,piece,,,0.10,4.53,21,0.95,,5.48
K-2,B-0001,invoice,2026-01-31,,,HUF,,,,,,\"Cement, \"\"grey\"\"\",3,bag,,,,3000.00,27,810.00,,3810.00
";
const WORDS: &[&str] = &[
    "\"",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\u{feff}",
    "-",
    "−",
    "0",
    "0.001",
    "1e9",
    "1.234,56",
    "99999999999999999999",
    "2026-02-30",
    "credit_note",
    "A-0002",
    "HUF",
    "eur",
    "total",
];

/// A small generator of numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

/// Bytes changed, pieces left out or doubled, words that mean something, and files that are cut.
fn spoil(dice: &mut Dice) -> String {
    let mut bytes = FILE.as_bytes().to_vec();
    for _ in 0..=dice.below(4) {
        let place = dice.below(bytes.len() + 1);
        let end = (place + dice.below(80)).min(bytes.len());
        match dice.below(8) {
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
            3 => bytes.truncate(place),
            _ => {
                let word = WORDS.get(dice.below(WORDS.len())).copied().unwrap_or_default();
                bytes.splice(place..place, word.bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn today() -> Date {
    // 2 February 2026.
    Date::from_days(20_486)
}

#[test]
fn the_file_itself_is_right() {
    let (documents, refused) = read(FILE, &demo::settings(today()), today());
    assert_eq!(refused.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(documents.len(), 3);
}

#[test]
fn spoilt_files_break_nothing() {
    let settings = demo::settings(today());
    let mut dice = Dice(0x696e_766f_6963_6573);
    let mut taken = 0;
    for round in 0..ROUNDS {
        let spoilt = spoil(&mut dice);
        let begin = Instant::now();
        let (documents, refused) = read(&spoilt, &settings, today());
        assert!(begin.elapsed() < Duration::from_secs(2), "round {round} takes {:?}", begin.elapsed());
        let lines = 1 + u64::try_from(spoilt.matches('\n').count()).unwrap_or(u64::MAX);
        for wrong in &refused {
            assert!((1..=lines).contains(&wrong.line) && !wrong.reason.is_empty(), "round {round}: {wrong}");
        }
        if !refused.is_empty() {
            continue;
        }
        taken += 1;
        for document in &documents {
            let sum: i64 = document.lines.iter().map(|line| line.net + line.tax).sum();
            assert_eq!(sum, document.total, "round {round}: {document:?}");
            let is_sensible = |line: &DocumentLine| line.quantity.millis() > 0 && line.net >= 0 && line.tax >= 0;
            assert!(document.lines.iter().all(is_sensible) && document.total > 0, "round {round}: {document:?}");
            assert!(document.issued <= today() && !document.account.is_empty(), "round {round}: {document:?}");
        }
    }
    assert!(taken > 0, "something is still right, or this proves nothing");
}

#[test]
fn spoilt_tables_have_their_lines() {
    let mut dice = Dice(0x7461_626c_6573);
    for round in 0..ROUNDS {
        let spoilt = spoil(&mut dice);
        let mut refused = Vec::new();
        let table = table::read(&spoilt, &[], |_| true, &mut refused);
        let lines = 1 + u64::try_from(spoilt.matches('\n').count()).unwrap_or(u64::MAX);
        let mut last = 1;
        for row in &table.rows {
            assert!((last..=lines).contains(&row.line), "round {round}: line {} of {lines}", row.line);
            last = row.line;
        }
    }
}
