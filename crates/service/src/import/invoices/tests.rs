use super::{read::read, *};
use crate::demo;

const HEADER: &str = "account,number,date,currency,text,quantity,price,net,tax_rate,tax,total";

fn today() -> Date {
    Date::from_days(20_500)
}

fn lines(header: &str, lines: &[&str]) -> (Vec<Document>, Vec<String>) {
    let text = format!("{header}\n{}\n", lines.join("\n")).replace("TODAY", &today().iso());
    let (documents, refused) = read(&text, &demo::settings(today()), today());
    (documents, refused.iter().map(ToString::to_string).collect())
}

#[test]
fn a_document_is_all_lines_with_its_number() {
    let (documents, refused) =
        lines(HEADER, &["K-1,A-0001,TODAY,EUR,Tiles,10,1.00,10.00,21,2.10,17.40", ",A-0001,,,Crane,1.5,,5.00,6,0.30,"]);
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(documents.len(), 1);
    let document = &documents[0];
    assert_eq!((document.total, document.lines.len(), document.kind), (1_740, 2, DocumentKind::Invoice));
    assert_eq!((document.lines[1].unit_price, document.lines[1].rate), (333, 600));
}

#[test]
fn decimal_commas_and_semicolons_are_read() {
    let (documents, refused) =
        lines(&HEADER.replace(',', ";"), &["K-1;A-0001;TODAY;EUR;Tiles, red;10;1,00;10,00;21;2,10;12,10"]);
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(documents[0].total, 1_210);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    for (line, reason) in [
        (
            "K-1,A-0001,TODAY,EUR,Tiles,10,1.00,10.00,21,2.10,12.00",
            "line 2, A-0001: total says 12.00, and its lines come to 12.10",
        ),
        (
            "K-1,A-0001,TODAY,EUR,Tiles,10,1.00,10.00,21,2.50,12.50",
            "line 2, A-0001: tax 2.50 is not 21.00 percent of net 10.00",
        ),
        (
            "K-1,A-0001,TODAY,EUR,Tiles,10,1.00,11.00,21,2.31,13.31",
            "line 2, A-0001: price times quantity less discount is 10.00, and net says 11.00",
        ),
        (
            "K-1,A-0001,TODAY,EUR,Tiles,10,1.00,10.000,21,2.10,12.10",
            "line 2, A-0001: net: “10.000” has more than the 2 decimals of the currency",
        ),
        (
            "K-1,A-0001,TODAY,EUR,Tiles,10,1.00,-10.00,21,2.10,12.10",
            "line 2, A-0001: net: “-10.00” is not an amount such as 1.85",
        ),
        (
            "K-1,A-0001,TODAY,eur,Tiles,10,1.00,10.00,21,2.10,12.10",
            "line 2, A-0001: currency “eur” is not known: it is three capital letters such as EUR",
        ),
        (
            "K-1,A-0001,24/11/2026,EUR,Tiles,10,1.00,10.00,21,2.10,12.10",
            "line 2, A-0001: date “24/11/2026” is not a day such as 2026-11-26",
        ),
        (
            "K-1,A-0001,2999-01-01,EUR,Tiles,10,1.00,10.00,21,2.10,12.10",
            "line 2, A-0001: date “2999-01-01” has not come yet",
        ),
        ("K-1,,TODAY,EUR,Tiles,10,1.00,10.00,21,2.10,12.10", "line 2: number must be filled in"),
        (
            "K-1,A-0001,TODAY,EUR,Tiles,10,1.00,10.00,21,2.10",
            "line 2, A-0001: the line has 10 cells, which is not what the header has",
        ),
    ] {
        let (_, refused) = lines(HEADER, &[line]);
        assert!(refused.iter().any(|told| told == reason), "{line}: {refused:?}");
    }
}

#[test]
fn lines_of_one_document_do_not_contradict_each_other() {
    let (_, refused) = lines(
        HEADER,
        &["K-1,A-0001,TODAY,EUR,Tiles,10,1.00,10.00,21,2.10,12.10", "K-2,A-0001,,,Crane,1,,5.00,6,0.30,"],
    );
    assert_eq!(refused, ["line 3, A-0001: account “K-2”: on line 2 the document has “K-1”"]);
}
