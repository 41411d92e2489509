//! CAMT.053 in its versions.

use bank::Format;
use domain::money::Currency;

use crate::{amounts, day, movements, statements};

#[test]
fn a_statement_of_the_oldest_version() {
    let all = statements("camt-v02.xml");
    let statement = all.first().expect("there is one");
    assert_eq!((statement.format, statement.version.as_str()), (Format::Camt053, "02"));
    assert_eq!((statement.account.as_str(), statement.currency), ("NL91ABNA0417164300", Currency::EUR));
    assert_eq!((statement.opening, statement.closing), (Some(100_000), Some(119_175)));
    assert_eq!(amounts(&statement.movements), [24_200, -5_025], "what is pending comes again");
    let [incoming, outgoing] = statement.movements.as_slice() else { panic!("there are two") };
    assert_eq!(incoming.line, 10);
    assert_eq!((incoming.booked, incoming.value), (day("2026-01-31"), day("2026-01-30")));
    assert_eq!(incoming.bank_reference.as_deref(), Some("2026013100000017"));
    assert_eq!(incoming.end_to_end.as_deref(), Some("E2E-1042"));
    assert_eq!((incoming.payer_name.as_str(), incoming.payer_account.as_str()), ("Bakker & Zn", "NL20INGB0001234567"));
    assert_eq!(incoming.reference.as_deref(), Some("RF18539007547034"));
    assert_eq!(incoming.text, "factuur RT-1042");
    assert!(!incoming.reversal);
    assert_eq!((outgoing.payer_name.as_str(), outgoing.payer_account.as_str()), ("Papier BV", "12345"));
    assert_eq!((outgoing.bank_reference.as_deref(), outgoing.end_to_end.as_deref()), (None, None));
}

#[test]
fn later_versions_say_the_same() {
    let mut later = statements("camt-v08.xml");
    for statement in &mut later {
        assert_eq!(statement.version, "08");
        "02".clone_into(&mut statement.version);
    }
    assert_eq!(later, statements("camt-v02.xml"));
}

#[test]
fn every_known_version_is_read() {
    let sample = String::from_utf8(crate::bytes("camt-v08.xml")).expect("it is text");
    for version in ["02", "03", "04", "06", "08", "09", "10", "11", "12", "13"] {
        let text = sample.replace("camt.053.001.08", &format!("camt.053.001.{version}"));
        let read = crate::read(text.as_bytes()).expect("it is read");
        assert!(read.iter().all(|statement| statement.version == version));
    }
}

#[test]
fn a_batch_is_its_parts_when_they_have_amounts() {
    let found = movements("camt-batch.xml");
    assert_eq!(amounts(&found), [5_000, 5_000, 10_000, 7_500, -1_500, 2_000]);
    let names: Vec<&str> = found.iter().map(|movement| movement.payer_name.as_str()).collect();
    assert_eq!(names, ["Eva", "Ben", "", "", "", "Papier GmbH"], "the other side of a returned payment");
    let lines: Vec<usize> = found.iter().map(|movement| movement.line).collect();
    assert_eq!(lines, [11, 12, 13, 15, 22, 27]);
    let texts: Vec<&str> = found.iter().map(|movement| movement.text.as_str()).collect();
    assert_eq!(texts, ["", "", "", "one two", "Rückgabe <5>", ""]);
    let reversals: Vec<bool> = found.iter().map(|movement| movement.reversal).collect();
    assert_eq!(reversals, [false, false, false, false, true, true]);
    let mut marks: Vec<&str> = found.iter().map(|movement| movement.fingerprint.as_str()).collect();
    assert_eq!(marks.first(), Some(&"id|DE89370400440532013000|BATCH-7|5000|2026-01-30|part 1"));
    marks.dedup();
    assert_eq!(marks.len(), 6);
}

#[test]
fn balances_may_be_missing() {
    let all = statements("camt-batch.xml");
    let statement = all.first().expect("there is one");
    assert_eq!((statement.opening, statement.closing), (Some(-1_000), None));
    assert_eq!(statement.currency, Currency::EUR, "of the balance, where the account has none");
}

#[test]
fn the_declared_encoding_is_read() {
    let found = movements("camt-latin1.xml");
    let movement = found.first().expect("there is one");
    assert_eq!(movement.payer_name, "Müller");
    assert_eq!((movement.amount, movement.currency), (1_250_000, Currency::HUF), "hundredths of a forint");
    assert_eq!(movement.value, movement.booked, "the one day stands for the other");
}
