//! The same movement is the same in every file, and no other is.

use std::collections::HashSet;

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

#[test]
fn a_name_that_comes_twice_in_a_statement_is_two_movements() {
    let entry = "<Ntry><Amt Ccy=\"EUR\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\
                 <BookgDt><Dt>2026-01-31</Dt></BookgDt><AcctSvcrRef>SAME</AcctSvcrRef></Ntry>";
    let statement = format!("<Stmt><Acct><Id><IBAN>NL1|2</IBAN></Id><Ccy>EUR</Ccy></Acct>{entry}{entry}</Stmt>");
    let text = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.10\"><BkToCstmrStmt>{statement}{statement}\
         </BkToCstmrStmt></Document>"
    );
    let marks = fingerprints(&crate::read(text.as_bytes()).expect("it is read"));
    let wanted = ["id|NL1/2|SAME|500|2026-01-31", "id|NL1/2|SAME|500|2026-01-31|2"];
    assert_eq!(marks, [wanted, wanted].concat(), "and in the next statement the same again");
}
