//! The same movement is the same in every file, and no other is.

use std::collections::HashSet;

use bank::Reason;

use crate::{fingerprints, samples, statements};

#[test]
fn a_file_that_comes_twice_says_the_same() {
    for (name, bytes) in samples() {
        assert_eq!(crate::read(&bytes), crate::read(&bytes), "{name}");
    }
}

#[test]
fn within_a_file_each_is_another() {
    for (name, bytes) in samples() {
        let Ok(read) = crate::read(&bytes) else { continue };
        let marks = fingerprints(&read);
        let different: HashSet<&String> = marks.iter().collect();
        assert_eq!(different.len(), marks.len(), "{name}: {marks:#?}");
    }
}

#[test]
fn versions_share_them() {
    let marks = fingerprints(&statements("camt-v02.xml"));
    assert_eq!(marks, fingerprints(&statements("camt-v08.xml")));
    assert_eq!(
        marks,
        [
            "id|NL91ABNA0417164300|2026013100000017|24200|2026-01-31",
            "as|NL91ABNA0417164300|2026-01-31|2026-01-31|-5025|12345|paper|1",
        ]
    );
}

/// The fingerprints of two samples that are in both.
fn shared(one: &str, other: &str) -> Vec<String> {
    let others: HashSet<String> = fingerprints(&statements(other)).into_iter().collect();
    fingerprints(&statements(one)).into_iter().filter(|mark| others.contains(mark)).collect()
}

#[test]
fn files_that_overlap_share_them() {
    let shared_rows = shared("csv-en.csv", "csv-en-later.csv");
    assert_eq!(shared_rows.len(), 3, "two payments that look the same stay two: {shared_rows:#?}");
    assert!(shared_rows.iter().any(|mark| mark.ends_with("|2")));
    let shared_messages = shared("mt940-german.txt", "mt940-german-later.txt");
    assert_eq!(shared_messages.len(), 2, "in whatever order the messages come: {shared_messages:#?}");
}

/// An entry of 5 euro with this reference of the bank and this text.
fn entry(reference: &str, text: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\
         <BookgDt><Dt>2026-01-31</Dt></BookgDt>{reference}<NtryDtls><TxDtls><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>\
         </NtryDtls></Ntry>\n"
    )
}

/// A document with these entries in each of its statements.
fn document(statements: usize, entries: &str) -> String {
    let statement = format!("<Stmt><Acct><Id><IBAN>NL1|2</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{entries}</Stmt>\n");
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.10\"><BkToCstmrStmt>\n{}</BkToCstmrStmt></Document>",
        statement.repeat(statements)
    )
}

const SAME: &str = "<AcctSvcrRef>SAME</AcctSvcrRef>";

#[test]
fn a_name_that_comes_twice_in_a_statement_is_two_movements() {
    let text = document(2, &[entry(SAME, "one"), entry(SAME, "other")].concat());
    let marks = fingerprints(&crate::read(text.as_bytes()).expect("it is read"));
    let wanted = ["id|NL1/2|SAME|500|2026-01-31", "id|NL1/2|SAME|500|2026-01-31|2"];
    assert_eq!(marks, [wanted, wanted].concat(), "and in the next statement the same again");
}

#[test]
fn a_movement_that_comes_twice_in_a_statement_is_refused_where_it_comes_again() {
    let refused = |text: &str| {
        let error = crate::read(text.as_bytes()).expect_err("it repeats");
        (error.line, error.reason, error.found)
    };
    let again = document(1, &[entry(SAME, "one"), entry(SAME, "other"), entry(SAME, "one")].concat());
    assert_eq!(refused(&again), (5, Reason::Repeats, "SAME".to_owned()));
    let message = |reference: &str| {
        let one = format!(":61:2601310131C5,00NTRFNONREF//{reference}\r\n:86:one\r\n");
        format!(":20:1\r\n:25:NL1\r\n:28C:1\r\n:60F:C260131EUR0,00\r\n{one}{one}:62F:C260131EUR10,00\r\n-\r\n")
    };
    assert_eq!(refused(&message("B1")), (7, Reason::Repeats, "B1".to_owned()));
    // Nobody has named them: two payments may look the same.
    let nameless = [document(1, &entry("", "one").repeat(2)), message("NONREF")];
    for text in nameless {
        let marks = fingerprints(&crate::read(text.as_bytes()).expect("it is read"));
        assert_eq!((marks.len(), marks[0] == marks[1]), (2, false), "{marks:?}");
    }
}

#[test]
fn what_comes_again_in_the_next_statement_is_no_repetition() {
    let marks = fingerprints(&crate::read(document(2, &entry(SAME, "one")).as_bytes()).expect("it is read"));
    assert_eq!(marks.len(), 2);
    assert_eq!(marks[0], marks[1], "it is the same movement");
}
