//! Tables in the ways of banks of six countries.

use bank::{CsvRules, Format, Reason};
use domain::money::Currency;

use crate::{amounts, bytes, day, movements, statements};

#[test]
fn dutch_with_a_column_for_the_direction() {
    let all = statements("csv-nl.csv");
    let statement = all.first().expect("there is one");
    assert_eq!((statement.format, statement.account.as_str()), (Format::Csv, "NL91ABNA0417164300"));
    assert_eq!((statement.currency, statement.opening, statement.closing), (Currency::EUR, None, None));
    assert_eq!(amounts(&statement.movements), [124_200, -5_025]);
    let first = statement.movements.first().expect("there are two");
    assert_eq!((first.line, first.booked, first.value), (2, day("2026-01-31"), day("2026-01-31")));
    assert_eq!((first.payer_name.as_str(), first.payer_account.as_str()), ("Bakker en Zn", "NL20INGB0001234567"));
    assert_eq!(first.text, "factuur RT-1042 \"spoed\"");
}

#[test]
fn german_in_windows_1252() {
    let found = movements("csv-de.csv");
    assert_eq!(amounts(&found), [11_900, -105_020], "what is not booked yet comes again");
    let [first, second] = found.as_slice() else { panic!("there are two") };
    assert_eq!((first.payer_name.as_str(), first.value), ("Müller GmbH", day("2026-01-30")));
    assert_eq!((first.reference.as_deref(), first.end_to_end.as_deref()), (Some("RF18539007547034"), None));
    assert_eq!(second.end_to_end.as_deref(), Some("E-9"));
}

#[test]
fn hungarian_with_tabs() {
    let found = movements("csv-hu.csv");
    assert_eq!(amounts(&found), [1_250_000, -125_000]);
    let first = found.first().expect("there are two");
    assert_eq!((first.currency, first.payer_name.as_str()), (Currency::HUF, "Kovács Őrs"));
    assert_eq!((first.bank_reference.as_deref(), first.value), (Some("TR-1"), day("2026-01-30")));
}

#[test]
fn english_with_two_columns_and_lines_above() {
    let found = movements("csv-en.csv");
    assert_eq!(amounts(&found), [111_900, 1_000, 1_000, -5_025]);
    let lines: Vec<usize> = found.iter().map(|movement| movement.line).collect();
    assert_eq!(lines, [4, 5, 7, 9]);
    let second = found.get(1).expect("there are four");
    assert_eq!((second.text.as_str(), second.reference.as_deref()), ("Invoice 8", Some("RT-8")));
    assert_eq!(second.payer_account, "GB2");
}

#[test]
fn french_and_spanish() {
    assert_eq!(amounts(&movements("csv-fr.csv")), [24_200, -5_025]);
    assert_eq!(amounts(&movements("csv-es.csv")), [124_200]);
    let found = movements("csv-es.csv");
    assert_eq!(found.first().map(|movement| movement.payer_name.as_str()), Some("Señor Núñez"));
}

#[test]
fn what_the_table_leaves_out_is_in_the_rules() {
    let file = bytes("csv-fr.csv");
    let refused = bank::read(&file, &CsvRules::default()).err().map(|error| (error.line, error.reason));
    assert_eq!(refused, Some((2, Reason::MissingField)));
    let rules = CsvRules::default().with_currency(Currency::CHF).with_account("FR76 3000");
    let read = bank::read(&file, &rules).expect("it is read");
    let found: Vec<_> = read.iter().map(|statement| (statement.account.as_str(), statement.currency)).collect();
    assert_eq!(found, [("FR763000", Currency::CHF)]);
}

#[test]
fn what_is_assumed_of_a_table_makes_no_other_movements_of_it() {
    let of = |account: &str| {
        let rules = CsvRules::default().with_currency(Currency::EUR).with_account(account);
        let read = bank::read(&bytes("csv-fr.csv"), &rules).expect("it is read");
        read.into_iter().flat_map(|statement| statement.movements).collect::<Vec<_>>()
    };
    let assumed = of("FR76 3000");
    assert_eq!(assumed, of(""));
    let first = assumed.first().expect("there is one");
    assert!(first.fingerprint.starts_with("as||2026-01-31|"), "{}", first.fingerprint);
    let as_it_was = first.fingerprint.replacen("as||", "as|FR763000|", 1);
    assert_eq!(first.fingerprint_with("FR763000"), Some(as_it_was));
    let said = movements("csv-de.csv");
    assert_eq!(said.first().and_then(|movement| movement.fingerprint_with("X")), None, "it says the account itself");
}

#[test]
fn accounts_and_currencies_are_statements() {
    let text = "Own account;Date;Amount;Currency\nA;2026-01-01;1,00;EUR\nB;2026-01-01;2,00;EUR\nA;2026-01-02;3,00;EUR\n\
                A;2026-01-02;4,00;USD\n";
    let read = crate::read(text.as_bytes()).expect("it is read");
    let found: Vec<_> =
        read.iter().map(|one| (one.account.as_str(), one.currency.code(), amounts(&one.movements))).collect();
    assert_eq!(found, [("A", "EUR", vec![100, 300]), ("B", "EUR", vec![200]), ("A", "USD", vec![400])]);
}
