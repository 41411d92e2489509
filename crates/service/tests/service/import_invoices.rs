//! Invoices of another program: all of a file or nothing, and each once.

use domain::ledger::wire::DocumentKind;
use service::import::{self, Report};
use testkit::TestVendor;

use crate::{
    JOB,
    invoices::{issue, read, shipped},
    ledger::{ACCOUNT, money, owner},
};

const HEADER: &str = "account,number,kind,date,currency,order,corrects,article,text,quantity,net,tax_rate,tax,total";

async fn take(vendor: &TestVendor, lines: &[String]) -> Report {
    let file = format!("{HEADER}\n{}\n", lines.join("\n"));
    import::invoices(vendor.context(), &file).await.expect("the file is judged")
}

fn invoice(number: &str, net: i64, tax: i64) -> String {
    let sum = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let total = sum(net + tax);
    format!("{ACCOUNT},{number},,2026-11-20,EUR,,,,Tiles,1,{},21,{},{total}", sum(net), sum(tax))
}

fn told(report: &Report) -> Vec<String> {
    report.refused.iter().map(ToString::to_string).collect()
}

testkit::on_both_databases! {
    async fn documents_are_taken_in_once(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let credit = format!("{ACCOUNT},ERP-0002,credit_note,2026-11-21,EUR,,ERP-0001,,Broken,1,10.00,21,2.10,12.10");
        let file = [invoice("ERP-0001", 10_000, 2_100), credit];
        let report = take(&vendor, &file).await;
        assert_eq!((told(&report), report.created), (Vec::new(), 2));
        let page = read(&vendor, &owner, "ERP-0001").await;
        assert_eq!((page.net, page.tax, page.gross, page.open), (10_000, 2_100, 12_100, 10_890));
        assert!(page.due.is_some() && domain::references::is_creditor_reference(&page.reference));
        assert_eq!(read(&vendor, &owner, "ERP-0002").await.kind, DocumentKind::CreditNote);
        let report = take(&vendor, &file).await;
        assert_eq!((told(&report), report.created, report.same), (Vec::new(), 0, 2));
        let report = take(&vendor, &[invoice("ERP-0001", 20_000, 4_200)]).await;
        assert_eq!(told(&report), ["line 2, ERP-0001: there is a document with this number and other content"]);
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, 10_890);
        vendor.check().await;
    }

    async fn one_wrong_document_and_nothing_is_taken(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let before = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
        let right = invoice("ERP-0001", 10_000, 2_100);
        for (wrong, reason) in [
            (invoice("ERP-0002", 10_000, 2_000), "line 3, ERP-0002: tax 20.00 is not 21.00 percent of net 100.00"),
            (
                invoice("ERP-0002", 10_000, 2_100).replace(ACCOUNT, "T-99999"),
                "line 3, ERP-0002: account “T-99999” is not known",
            ),
            (
                invoice("ERP-0002", 10_000, 2_100).replace("EUR,,", "EUR,999999,"),
                "line 3, ERP-0002: order “999999”: the account has no such order",
            ),
            (
                invoice("ERP-0002", 10_000, 2_100).replace(",,2026", ",credit_note,2026").replace("EUR,,,", "EUR,,ERP-0009,"),
                "line 3, ERP-0002: corrects “ERP-0009”: the account has no such invoice",
            ),
            (
                invoice("ERP-0002", 10_000, 0).replace(",21,", ",0,"),
                "line 3, ERP-0002: tax_rate 0: this account pays tax, so tax_class must be zero or exempt",
            ),
        ] {
            assert_eq!(told(&take(&vendor, &[right.clone(), wrong]).await), [reason]);
            assert_eq!(store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted"), before);
        }
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, 0);
    }

    async fn an_order_is_not_contradicted(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let order = shipped(&vendor, &owner, &[("RT-1042", "40")]).await;
        let line = |number: &str, currency: &str, article: &str, quantity: &str| {
            format!("{ACCOUNT},{number},,2026-11-20,{currency},{order},,{article},Tiles,{quantity},10.00,21,2.10,12.10")
        };
        for (wrong, reason) in [
            (line("ERP-0001", "GBP", "RT-1042", "4"), format!("currency “GBP”: order {order} is in EUR")),
            (line("ERP-0001", "EUR", "RT-1060", "4"), format!("article “RT-1060” is not in order {order}")),
            (
                line("ERP-0001", "EUR", "RT-1042", "41"),
                format!("quantity: of article “RT-1042” order {order} has only 40.000 left to invoice"),
            ),
        ] {
            assert_eq!(told(&take(&vendor, &[wrong]).await), [format!("line 2, ERP-0001: {reason}")]);
        }
        // Two of a file together are more than was ordered, too.
        let both = [line("ERP-0001", "EUR", "RT-1042", "30"), line("ERP-0002", "EUR", "rt-1042", "11")];
        let reason = format!("line 3, ERP-0002: quantity: of article “RT-1042” order {order} has only 10.000 left to invoice");
        assert_eq!(told(&take(&vendor, &both).await), [reason]);
        let report = take(&vendor, &[line("ERP-0001", "EUR", "RT-1042", "30")]).await;
        assert_eq!((told(&report), report.created), (Vec::new(), 1));
        // The portal invoices the rest only.
        let rest = issue(&vendor, order).await;
        let page = read(&vendor, &owner, &rest).await;
        assert_eq!(page.lines.iter().find(|line| line.article_number == "RT-1042").map(|line| line.quantity.millis()), Some(10_000));
        vendor.check().await;
    }
}
