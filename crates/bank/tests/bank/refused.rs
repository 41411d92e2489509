//! What is broken is refused whole, with its line and the reason.

use bank::{Reason, Statement};

use crate::{bytes, read, samples};

fn refused(bytes: &[u8]) -> (usize, Reason, String) {
    match read(bytes) {
        Ok(read) => panic!("it is read: {read:?}"),
        Err(error) => (error.line, error.reason, error.found),
    }
}

#[track_caller]
fn assert_refused(bytes: &[u8], line: usize, reason: Reason, found: &str) {
    assert_eq!(refused(bytes), (line, reason, found.to_owned()));
}

#[test]
fn broken_samples() {
    for (name, line, reason, found) in [
        ("broken-camt-cut.xml", 34, Reason::CutOff, ""),
        ("broken-camt-version.xml", 2, Reason::UnknownVersion, "99"),
        ("broken-camt-doctype.xml", 2, Reason::Malformed, "<!DOCTYPE"),
        ("broken-camt-amount.xml", 34, Reason::Amount, "50,25"),
        ("broken-camt-balance.xml", 9, Reason::Balance, "119176 instead of 119175"),
        ("broken-camt-utf8.xml", 21, Reason::Encoding, "byte e4"),
        ("broken-mt940-cut.txt", 14, Reason::CutOff, ":62F:"),
        ("broken-mt940-date.txt", 10, Reason::Date, "260230"),
        ("broken-csv-cut.csv", 9, Reason::CutOff, "4 instead of 9 cells"),
        ("broken-csv-marks.csv", 3, Reason::Amount, "12.50"),
    ] {
        assert_eq!(refused(&bytes(name)), (line, reason, found.to_owned()), "{name}");
    }
    for (name, bytes) in samples() {
        assert_eq!(read(&bytes).is_err(), name.starts_with("broken-"), "{name}");
    }
}

#[test]
fn what_is_no_bank_file() {
    for bytes in
        [b"".as_slice(), b" \r\n", b"Hello", b"a;b\n1;2\n", b"<html></html>", b"<?xml version='1.0'?>", b"<a/>"]
    {
        assert_eq!(refused(bytes).1, Reason::NotABankFile, "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(refused(b"%PDF-1.7\n\0\x01").1, Reason::Encoding);
    assert_eq!(refused(b"PK\x03\x04").1, Reason::Encoding);
    assert_eq!(refused(b"\xff\xfe<\0").1, Reason::Encoding);
    let other = b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.02\"></Document>";
    assert_eq!(refused(other).1, Reason::NotABankFile);
}

/// The oldest sample with something else in one place.
fn camt(from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes("camt-v02.xml")).expect("it is text");
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn entries_that_say_nothing_sensible() {
    assert_refused(&camt(">242.00<", ">-242.00<"), 12, Reason::Amount, "-242.00");
    assert_refused(&camt(">242.00<", ">242.001<"), 12, Reason::Amount, "242.001");
    assert_refused(&camt(">242.00<", ">92233720368547758.08<"), 12, Reason::Amount, "92233720368547758.08");
    assert_refused(&camt("Ccy=\"EUR\">242", "Ccy=\"XYZ\">242"), 12, Reason::Currency, "XYZ");
    assert_refused(&camt("Ccy=\"EUR\">242", ">242"), 12, Reason::Currency, "");
    assert_refused(&camt("<Dt>2026-01-30</Dt></ValDt>", "<Dt>2026-02-30</Dt></ValDt>"), 16, Reason::Date, "2026-02-30");
    assert_refused(&camt("<Sts>BOOK</Sts>", ""), 10, Reason::MissingField, "Sts");
    assert_refused(&camt("<CdtDbtInd>DBIT", "<CdtDbtInd>DEBT"), 35, Reason::UnknownField, "DEBT");
    assert_refused(&camt("<IBAN>NL91 ABNA 0417 1643 00</IBAN>", ""), 5, Reason::MissingField, "Acct/Id");
}

#[test]
fn xml_in_bounds() {
    assert_refused(&camt("Bakker &amp; Zn", "Bakker &zn;"), 21, Reason::Malformed, "&zn;");
    assert_eq!(refused(&camt("Bakker &amp; Zn", "Bakker & Zn")).1, Reason::Malformed);
    assert_eq!(refused(&camt("</Refs>", "</Ref>")).1, Reason::Malformed);
    let deep = "<a>".repeat(70);
    assert_refused(&camt("<NtryRef>1</NtryRef>", &deep), 11, Reason::TooLarge, "depth");
    let mut twice = bytes("camt-v02.xml");
    twice.extend_from_slice(b"<Document></Document>");
    assert_refused(&twice, 58, Reason::Malformed, "a second document");
}

#[test]
fn too_large_a_file() {
    let large = vec![b' '; bank::MOST_BYTES + 1];
    assert_refused(&large, 1, Reason::TooLarge, &format!("{} bytes", large.len()));
}

/// The plain message with something else in one place.
fn mt940(from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes("mt940-plain.txt")).expect("it is text");
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1).into_bytes()
}

#[test]
fn messages_that_say_nothing_sensible() {
    assert_refused(&mt940("CR242,00N", "CR242.00N"), 6, Reason::Amount, "242.00");
    assert_refused(&mt940("CR242,00N", "CR242N"), 6, Reason::Amount, "242");
    assert_refused(&mt940("CR242,00N", "CR-242,00N"), 6, Reason::Amount, "-242,00");
    assert_refused(&mt940("CR242,00N", "CR242,005N"), 6, Reason::Amount, "242,005");
    assert_refused(&mt940("CR242,00N", "XR242,00N"), 6, Reason::UnknownField, "XR242,00NTRFE2E-1042//B6A31NR0017");
    assert_refused(&mt940("2512310102CR", "2512311302CR"), 6, Reason::Date, "1302");
    assert_refused(&mt940("C251230EUR", "C251230EUX"), 5, Reason::Currency, "EUX");
    assert_refused(&mt940(":62F:C260102EUR", ":62F:C260102USD"), 15, Reason::Currency, "USD");
    assert_refused(
        &mt940(":62F:C260102EUR1185,25", ":62F:C260102EUR1185,26"),
        15,
        Reason::Balance,
        "118526 instead of 118525",
    );
    assert_refused(&mt940(":60F:", ":60X:"), 6, Reason::MissingField, ":60F:");
    assert_refused(&mt940(":25:", ":26:"), 2, Reason::MissingField, ":25:");
    assert_refused(&mt940(":20:", ":21:"), 2, Reason::MissingField, ":20:");
}

#[test]
fn rows_that_say_nothing_sensible() {
    let row = |row: &str| format!("Date;Amount;Currency\n2026-01-01;1,50;EUR\n{row}\n").into_bytes();
    assert_refused(&row("2026-02-30;1,00;EUR"), 3, Reason::Date, "2026-02-30");
    assert_refused(&row("2026-01-31;1,00;EURO"), 3, Reason::Currency, "EURO");
    assert_refused(&row("2026-01-31;1,005;EUR"), 3, Reason::Amount, "1,005");
    assert_refused(&row("2026-01-31;abc;EUR"), 3, Reason::Amount, "abc");
    assert_refused(&row("2026-01-31;;EUR"), 3, Reason::MissingField, "amount");
    assert_refused(&row(";1,00;EUR"), 3, Reason::MissingField, "date");
    assert_refused(&row("2026-01-31;1,00"), 3, Reason::CutOff, "2 instead of 3 cells");
    assert_refused(&row("2026-01-31;1,00;EUR;x"), 3, Reason::Columns, "4 instead of 3 cells");
    assert_refused(&row("2026-01-31;\"1,00;EUR"), 3, Reason::CutOff, "a quote without an end");
    let direction = b"Datum;Bedrag (EUR);Af Bij\n2026-01-31;-1,00;Af\n";
    assert_refused(direction, 2, Reason::Amount, "-100");
    let credit = b"Date;Paid out;Paid in\n2026-01-31;;-1.00\n";
    assert_refused(credit, 2, Reason::Amount, "-100");
    let both = b"Date;Paid out;Paid in\n2026-01-31;2.00;1.00\n";
    assert_refused(both, 2, Reason::Amount, "100");
}

/// Of each file that ends, every beginning is refused: nothing of it is taken for the whole.
#[test]
fn cut_files_are_never_read_as_less() {
    for name in ["camt-v02.xml", "camt-batch.xml", "mt940-plain.txt", "mt940-german.txt"] {
        let whole = bytes(name);
        let all: Option<usize> = read(&whole).ok().map(|read| count(&read));
        for length in 0..whole.len() {
            if let Ok(read) = read(whole.get(..length).unwrap_or_default()) {
                assert_eq!(Some(count(&read)), all, "{name} cut after {length} bytes");
            }
        }
    }
}

/// A table does not say how many rows it has; those that are read say what the whole says.
#[test]
fn cut_tables_are_never_read_as_smaller_amounts() {
    let tables: [(&str, Vec<u8>); 9] = [
        ("csv-en.csv", bytes("csv-en.csv")),
        ("csv-es.csv", bytes("csv-es.csv")),
        ("csv-fr.csv", bytes("csv-fr.csv")),
        ("csv-hu.csv", bytes("csv-hu.csv")),
        ("csv-nl.csv", bytes("csv-nl.csv")),
        ("amounts last", b"Date;Text;Amount\n2026-01-01;one;12,50\n2026-01-02;two;1284,50\n".to_vec()),
        ("whole amounts last", b"Date;Text;Amount (HUF)\n2026-01-01;one;12500\n2026-01-02;two;128450\n".to_vec()),
        ("in two columns", b"Date;Paid out;Paid in\n2026-01-01;1.50;\n2026-01-02;0.00;1,284.50\n".to_vec()),
        ("a sign behind", b"Date;Text;Amount\n2026-01-01;one;12,50-\n2026-01-02;two;1284,50-\n".to_vec()),
    ];
    for (name, whole) in tables {
        let all = sums(&read(&whole).expect("the whole is read"));
        for length in 0..whole.len() {
            if let Ok(read) = read(whole.get(..length).unwrap_or_default()) {
                let read = sums(&read);
                assert_eq!(all.get(..read.len()), Some(read.as_slice()), "{name} cut after {length} bytes");
            }
        }
    }
}

#[test]
fn a_table_without_a_last_line_end_is_read_where_its_last_amount_is_whole() {
    for whole in [
        "Date;Text;Amount\n2026-01-01;one;12,50\n2026-01-02;two;1284,50",
        "Date;Text;Amount\n\"2026-01-01\";\"one\";\"1284\"",
        "Date;Amount;Text\n2026-01-01;1284;one",
        "Date;Paid out;Paid in\n2026-01-01;;1.50\n2026-01-02;7.50;",
    ] {
        assert!(read(whole.as_bytes()).is_ok(), "{whole}");
    }
    let cut = b"Date;Text;Amount\n2026-01-01;one;12,50\n2026-01-02;two;12";
    assert_refused(cut, 3, Reason::CutOff, "12");
}

/// The amounts of all movements, as they stand in the table.
fn sums(statements: &[Statement]) -> Vec<i64> {
    let mut movements: Vec<_> = statements.iter().flat_map(|statement| &statement.movements).collect();
    movements.sort_by_key(|movement| movement.line);
    movements.into_iter().map(|movement| movement.amount).collect()
}

fn count(statements: &[Statement]) -> usize {
    statements.iter().map(|statement| statement.movements.len()).sum()
}
