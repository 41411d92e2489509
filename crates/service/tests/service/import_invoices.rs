//! Invoices of another program: all of a file or nothing, and each once.

use domain::{
    ledger::wire::{DisputeDraft, DocumentKind},
    refusal::Code,
};
use service::{
    import::{self, Report},
    invoices,
};
use testkit::{TestVendor, new_key};

use crate::{
    EVA, JOB,
    disputes::draft,
    invoices::{issue, read, set, shipped},
    ledger::{ACCOUNT, money, owner, typed},
    refused,
};

const HEADER: &str = "account,number,kind,date,currency,order,corrects,article,text,quantity,net,tax_rate,tax,total";

/// What a tile costs this account without tax, in cents, as long as there are few.
const EACH: i64 = 185;

async fn take(vendor: &TestVendor, lines: &[String]) -> Report {
    let file = format!("{HEADER}\n{}\n", lines.join("\n"));
    import::invoices(vendor.context(), &file).await.expect("the file is judged")
}

fn invoice(number: &str, net: i64, tax: i64) -> String {
    let sum = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let total = sum(net + tax);
    format!("{ACCOUNT},{number},,2026-11-20,EUR,,,,Tiles,1,{},21,{},{total}", sum(net), sum(tax))
}

/// Begins a line: whose it is, its number, what it is, and in which currency.
fn begin(number: &str, kind: &str, currency: &str) -> String {
    format!("{ACCOUNT},{number},{kind},2026-11-20,{currency}")
}

/// A document with one line: so many pieces of an article of an order, at 21 percent.
fn of_order(begin: &str, order: i64, article: &str, quantity: i64, net: i64) -> String {
    let tax = (net * 21 + 50) / 100;
    let [net, tax, total] = [net, tax, net + tax].map(typed);
    format!("{begin},{order},,{article},Tiles,{quantity},{net},21,{tax},{total}")
}

/// A credit note of 121.00 with a line that is for no article.
fn allowance(currency: &str, order: &str, corrects: &str) -> String {
    let begin = begin("ERP-0009", "credit_note", currency);
    format!("{begin},{order},{corrects},,Allowance,1,100.00,21,21.00,121.00")
}

/// An invoice of 121.00 and 605.00.
fn two_lines() -> [String; 2] {
    let first = format!("{},,,RT-1042,Tiles,1,100.00,21,21.00,726.00", begin("ERP-0001", "", "EUR"));
    [first, ",ERP-0001,,,,,,RT-1060,Crane,5,500.00,21,105.00,".to_owned()]
}

/// A credit note for the second of them.
fn of_the_second() -> String {
    format!("{},,ERP-0001,RT-1060,Crane,5,500.00,21,105.00,605.00", begin("ERP-0002", "credit_note", "EUR"))
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
        let invoice = |number: &str, quantity: i64| {
            of_order(&begin(number, "", "EUR"), order, "RT-1042", quantity, quantity * EACH)
        };
        let first = begin("ERP-0001", "", "EUR");
        for (wrong, reason) in [
            (
                of_order(&begin("ERP-0001", "", "GBP"), order, "RT-1042", 4, 4 * EACH),
                format!("currency “GBP”: order {order} is in EUR"),
            ),
            (of_order(&first, order, "RT-1060", 4, 4 * EACH), format!("article “RT-1060” is not in order {order}")),
            (
                invoice("ERP-0001", 41),
                format!("quantity: of article “RT-1042” order {order} has only 40.000 left to invoice"),
            ),
            (
                of_order(&first, order, "RT-1042", 4, 4 * EACH + 2),
                format!("net 7.42: so much of article “RT-1042” comes to 7.40 in order {order}"),
            ),
            (
                format!("{first},{order},,RT-1042,Tiles,4,7.40,6,0.44,7.84"),
                format!("tax_rate 6.00: article “RT-1042” has 21.00 in order {order}"),
            ),
        ] {
            assert_eq!(told(&take(&vendor, &[wrong]).await), [format!("line 2, ERP-0001: {reason}")]);
        }
        // Two of a file together are more than was ordered, too.
        let both = [invoice("ERP-0001", 30), invoice("ERP-0002", 11).replace("RT", "rt")];
        let reason = format!("line 3, ERP-0002: quantity: of article “RT-1042” order {order} has only 10.000 left to invoice");
        assert_eq!(told(&take(&vendor, &both).await), [reason]);
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, 0, "nothing was taken in");
        // The other program may round a line to the other side.
        let report = take(&vendor, &[of_order(&first, order, "RT-1042", 30, 30 * EACH + 1)]).await;
        assert_eq!((told(&report), report.created), (Vec::new(), 1));
        // The portal invoices the rest only.
        let rest = issue(&vendor, order).await;
        let page = read(&vendor, &owner, &rest).await;
        assert_eq!(page.lines.iter().find(|line| line.article_number == "RT-1042").map(|line| line.quantity.millis()), Some(10_000));
        vendor.check().await;
    }

    async fn a_credit_note_stands_at_the_lines_it_takes_back(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let context = vendor.context();
        assert_eq!(told(&take(&vendor, &two_lines()).await), Vec::<String>::new());
        let report = take(&vendor, &[of_the_second()]).await;
        assert_eq!((told(&report), report.created), (Vec::new(), 1));
        let page = read(&vendor, &owner, "ERP-0001").await;
        let lines: Vec<_> = page.lines.iter().map(|line| (line.credited, line.disputable)).collect();
        assert_eq!(lines, [(0, 12_100), (5_000, 0)], "the second line is taken back, and the first is not");
        assert_eq!(take(&vendor, &[of_the_second()]).await.same, 1, "it is the same document");
        let of_line = |position: i32| [(position, "1".to_owned())];
        let again = invoices::credit(context, &eva, new_key(), "ERP-0001", &of_line(2), "Again").await;
        assert_eq!(refused(again), Code::TooMuch);
        let second = DisputeDraft { position: 2, ..draft("ERP-0001", 100) };
        assert_eq!(refused(invoices::dispute(context, &owner, &second).await), Code::State);
        invoices::dispute(context, &owner, &draft("ERP-0001", 100)).await.expect("the first can be disputed");
        invoices::credit(context, &eva, new_key(), "ERP-0001", &of_line(1), "Cracked").await.expect("and credited");
        let page = read(&vendor, &owner, "ERP-0001").await;
        assert_eq!((page.open, page.disputes[0].ended.is_some()), (0, true));
        vendor.check().await;
    }

    async fn a_credit_note_of_another_program_settles_a_dispute(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let context = vendor.context();
        take(&vendor, &two_lines()).await;
        let second = DisputeDraft { position: 2, ..draft("ERP-0001", 60_500) };
        invoices::dispute(context, &owner, &second).await.expect("a complaint opens");
        assert_eq!(money(&vendor, &owner).await.standings[0].ageing.disputed, 60_500);
        assert_eq!(take(&vendor, &[of_the_second()]).await.created, 1);
        let page = read(&vendor, &owner, "ERP-0001").await;
        let end = page.disputes[0].ended.as_ref().expect("it has ended");
        assert_eq!((&end.credited, end.pay_by), (&Some(("ERP-0002".to_owned(), 60_500)), None));
        assert_eq!((page.open, page.disputed, page.asked()), (12_100, 0, 12_100), "the rest is asked for");
        vendor.check().await;
    }

    async fn a_number_of_the_vendors_own_row_is_left_to_it(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let report = take(&vendor, &[invoice("2026-90000", 10_000, 2_100)]).await;
        let reasons = told(&report);
        let [reason] = &reasons[..] else { panic!("{report:?}") };
        assert!(reason.contains("2026-90000: number: the portal's own documents come to this one yet"), "{reason}");
        assert_eq!(take(&vendor, &[invoice("2019-90000", 10_000, 2_100)]).await.created, 1, "that year is over");
        issue(&vendor, shipped(&vendor, &owner, &[("RT-1042", "7")]).await).await;
        // What was taken in before this was looked at is named when the row comes to it.
        set(&vendor, |settings| settings.billing.pattern = "ERP-{year}-{serial}".to_owned()).await;
        let order = shipped(&vendor, &owner, &[("RT-1042", "7")]).await;
        let next = issue(&vendor, order).await;
        let (before, serial) = next.rsplit_once('-').expect("there is a serial");
        let after = format!("{before}-{}", serial.parse::<i64>().expect("a number") + 1);
        set(&vendor, |settings| settings.billing.pattern = "{year}-{serial:5}".to_owned()).await;
        assert_eq!(take(&vendor, &[invoice(&after, 10_000, 2_100)]).await.created, 1);
        set(&vendor, |settings| settings.billing.pattern = "ERP-{year}-{serial}".to_owned()).await;
        let order = shipped(&vendor, &owner, &[("RT-1042", "7")]).await;
        let eva = vendor.actor(EVA).await;
        let Err(service::Error::Refused(refusal)) =
            invoices::issue_for_order(vendor.context(), &eva, new_key(), order).await
        else {
            panic!("the number is taken")
        };
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::State, Some("number")));
        assert_eq!(refusal.detail, Some(after), "it says which");
        vendor.check().await;
    }

    async fn a_line_without_an_article_is_held_against_the_order(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let order = shipped(&vendor, &owner, &[("RT-1042", "40")]).await;
        let first = begin("ERP-0001", "", "EUR");
        let unnamed = of_order(&first, order, "", 4, 4 * EACH);
        let reason = format!("line 2, ERP-0001: article: a line for order {order} has one, or it is of line_kind delivery");
        assert_eq!(told(&take(&vendor, std::slice::from_ref(&unnamed)).await), [reason]);
        let file = format!("{HEADER},line_kind\n{first},{order},,,Crane,1,10000.00,21,2100.00,12100.00,delivery\n");
        let report = import::invoices(vendor.context(), &file).await.expect("the file is judged");
        let reasons = told(&report);
        let [reason] = &reasons[..] else { panic!("{report:?}") };
        assert!(reason.contains(&format!("total 12100.00: of order {order} only ")), "{reason}");
        let name = vendor.page(&owner, order).await.lines[0].name.clone();
        let named = unnamed.replace(",Tiles,", &format!(",\"{name}\","));
        let report = take(&vendor, &[named]).await;
        assert_eq!((told(&report), report.created), (Vec::new(), 1));
        // The portal invoices the rest only.
        let page = read(&vendor, &owner, &issue(&vendor, order).await).await;
        assert_eq!(page.lines[0].quantity.millis(), 36_000);
        vendor.check().await;
    }

    async fn no_more_is_credited_than_was_invoiced(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let order = shipped(&vendor, &owner, &[("RT-1042", "40")]).await;
        let credit = begin("ERP-0009", "credit_note", "EUR");
        let of_article = "of article “RT-1042” order";
        let early = of_order(&credit, order, "RT-1042", 4, 4 * EACH);
        let reason = format!("line 2, ERP-0009: quantity: {of_article} {order} has only 0.000 that can be credited");
        assert_eq!(told(&take(&vendor, &[early]).await), [reason], "nothing is invoiced yet");
        let invoice = of_order(&begin("ERP-0001", "", "EUR"), order, "RT-1042", 30, 30 * EACH);
        assert_eq!(take(&vendor, &[invoice]).await.created, 1);
        let before = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
        for (wrong, reason) in [
            (
                of_order(&credit, order, "RT-1042", 31, 30 * EACH),
                format!("quantity: {of_article} {order} has only 30.000 that can be credited"),
            ),
            (
                of_order(&credit, order, "RT-1042", 30, 30 * EACH + 2),
                format!("net 55.52: {of_article} {order} has only 55.50 that can be credited"),
            ),
            (allowance("EUR", &order.to_string(), ""), format!("total 121.00: of order {order} only 67.16 can be credited")),
            (allowance("EUR", "", "ERP-0001"), "total 121.00: of invoice ERP-0001 only 67.16 can be credited".to_owned()),
            (allowance("GBP", "", "ERP-0001"), "currency “GBP”: invoice ERP-0001 is in EUR".to_owned()),
        ] {
            assert_eq!(told(&take(&vendor, &[wrong]).await), [format!("line 2, ERP-0009: {reason}")]);
        }
        // Two of a file together are more than was invoiced, too.
        let other = begin("ERP-0008", "credit_note", "EUR");
        let both =
            [of_order(&other, order, "RT-1042", 20, 20 * EACH), of_order(&credit, order, "RT-1042", 11, 11 * EACH)];
        let reason = format!("line 3, ERP-0009: quantity: {of_article} {order} has only 10.000 that can be credited");
        assert_eq!(told(&take(&vendor, &both).await), [reason]);
        assert_eq!(store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted"), before);
        // A file may have the credit note before its invoice.
        let credited = of_order(&credit, order, "RT-1042", 4, 4 * EACH).replace(",,RT-1042", ",ERP-0002,RT-1042");
        let invoice = of_order(&begin("ERP-0002", "", "EUR"), order, "RT-1042", 10, 10 * EACH);
        let report = take(&vendor, &[credited, invoice]).await;
        assert_eq!((told(&report), report.created), (Vec::new(), 2));
        assert_eq!(read(&vendor, &owner, "ERP-0002").await.open, 2_239 - 895);
        vendor.check().await;
    }
}
