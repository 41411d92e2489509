//! MT940 as it comes from the network, and from German and Dutch banks.

use bank::Format;

use crate::{amounts, day, movements, statements};

#[test]
fn a_message_in_its_envelope() {
    let all = statements("mt940-plain.txt");
    let statement = all.first().expect("there is one");
    assert_eq!((statement.format, statement.version.as_str()), (Format::Mt940, ""));
    assert_eq!(statement.account, "NL91ABNA0417164300");
    assert_eq!((statement.opening, statement.closing), (Some(100_000), Some(118_525)));
    assert_eq!(amounts(&statement.movements), [24_200, -5_025, -1_000, 350]);
    let reversals: Vec<bool> = statement.movements.iter().map(|movement| movement.reversal).collect();
    assert_eq!(reversals, [false, false, true, true]);
    let lines: Vec<usize> = statement.movements.iter().map(|movement| movement.line).collect();
    assert_eq!(lines, [6, 10, 12, 14]);
    let first = statement.movements.first().expect("there are four");
    assert_eq!((first.value, first.booked), (day("2025-12-31"), day("2026-01-02")), "across new year");
    assert_eq!(first.text, "FACTUUR RT-1042 +++010/8068/17183+++");
    assert_eq!(first.reference.as_deref(), Some("+++010/8068/17183+++"));
    assert_eq!(first.bank_reference.as_deref(), Some("B6A31NR0017"));
    let last = statement.movements.last().expect("there are four");
    assert_eq!((last.text.as_str(), last.bank_reference.as_deref()), ("", None));
}

#[test]
fn german_subfields() {
    let all = statements("mt940-german.txt");
    let statement = all.first().expect("there is one");
    assert_eq!(statement.account, "37040044/0532013000");
    assert_eq!((statement.opening, statement.closing), (Some(-10_000), Some(25_700)));
    let first = statement.movements.first().expect("there are three");
    assert_eq!(first.payer_name, "Müller und Söhne Maschinenbau GmbH");
    assert_eq!(first.payer_account, "DE02120300000000202051");
    assert_eq!(first.text, "Rechnung RT-1042 vom 31.01. danke");
    assert_eq!(first.end_to_end.as_deref(), Some("E2E-77"));
    assert_eq!(first.bank_reference.as_deref(), Some("2026013112345678"));
}

#[test]
fn dutch_subfields_in_several_messages() {
    let all = statements("mt940-dutch.txt");
    assert_eq!(all.iter().map(|statement| statement.movements.len()).collect::<Vec<_>>(), [2, 0]);
    let movements = all.first().map(|statement| statement.movements.as_slice()).unwrap_or_default();
    let [credit, debit] = movements else { panic!("there are two") };
    assert_eq!((credit.payer_name.as_str(), credit.payer_account.as_str()), ("Café De Zon", "NL20INGB0001234567"));
    assert_eq!((credit.text.as_str(), credit.end_to_end.as_deref()), ("factuur RT-1042", Some("E-1042")));
    assert_eq!((debit.payer_name.as_str(), debit.text.as_str()), ("Energie", "januari"), "a word over two lines");
    assert_eq!(all, statements("mt940-dutch-latin1.txt"));
}

#[test]
fn a_dash_alone_is_the_end_and_line_ends_do_not_matter() {
    let unix = String::from_utf8(crate::bytes("mt940-plain.txt")).expect("it is text").replace("\r\n", "\n");
    assert_eq!(crate::read(unix.as_bytes()).map(|mut all| all.pop()), Ok(statements("mt940-plain.txt").pop()));
    assert_eq!(movements("mt940-german.txt").len(), 3);
}
