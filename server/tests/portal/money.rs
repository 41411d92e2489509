//! `/money` and `/invoices`: the same numbers on the page, on paper and as data, for those of the account who may read them.

use domain::{
    i18n::I18n,
    language::Language,
    ledger::wire::{DocumentKind, Entered, InvoicePage, MoneyPage, OpenItems},
    money::Currency,
    permissions::Actor,
};
use serde_json::json;
use service::{desk, invoices, ledger};
use testkit::{Client, TestPortal, new_key};

use crate::{ANNA, BRAM, EVA, JAN, KATRIN, PIET, YASMIN, orders::bytes};

/// An owner whose customers are beyond the Union, and one who pays in forint.
const OLIVER: &str = "oliver@hillside-builders.example";
const GABOR: &str = "gabor@gerendas.example";

/// An order of these articles that was sent and invoiced: its number and the invoice's.
pub async fn invoiced(portal: &TestPortal, owner: &Actor, lines: &[(&str, &str)]) -> (i64, String) {
    let (context, eva) = (portal.context(), portal.actor(EVA).await);
    let order = portal.order(owner, lines).await;
    desk::confirm(context, &eva, order, 1, &[]).await.expect("it is confirmed");
    let page = portal.page(owner, order).await;
    let quantity = |number: &str| lines.iter().find(|(article, _)| *article == number).map(|(_, typed)| *typed);
    let load: Vec<_> =
        page.lines.iter().filter_map(|line| quantity(&line.number).map(|typed| (line.id, typed.to_owned()))).collect();
    let once = desk::Once { key: new_key(), number: order, version: 2 };
    desk::ship(context, &eva, once, desk::Begin::AsAgreed, "DPD", "0123", &load).await.expect("all of it goes");
    let issued = invoices::issue_for_order(context, &eva, new_key(), order).await.expect("it is invoiced");
    (order, issued.into_iter().next().expect("there is an invoice"))
}

/// An invoice as its page has it.
pub async fn page(client: &Client, number: &str) -> InvoicePage {
    client.call("/fn/invoices/page", &json!({ "number": number })).await.expect_status(200).json()
}

/// What the account stands at.
pub async fn money(client: &Client) -> MoneyPage {
    client.call("/fn/money/page", &json!({})).await.expect_status(200).json()
}

/// An amount of a currency with cents as the data has it.
pub fn plain(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// The invoice as data that travels within the pages.
fn within(pdf: &[u8]) -> String {
    let at = |wanted: &[u8]| pdf.windows(wanted.len()).position(|window| window == wanted);
    let end = "</rsm:CrossIndustryInvoice>";
    let (from, until) = (at(b"<rsm:CrossIndustryInvoice"), at(end.as_bytes()));
    let (from, until) = (from.expect("it travels within"), until.expect("whole") + end.len());
    String::from_utf8(pdf[from..until].to_vec()).expect("it is text")
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Whether each element that is opened is closed, in order.
fn is_well_formed(xml: &str) -> bool {
    let mut open = Vec::new();
    let (mut rest, mut roots) = (xml, 0);
    while let Some((_, after)) = rest.split_once('<') {
        let Some((tag, after)) = after.split_once('>') else { return false };
        rest = after;
        if tag.starts_with('?') || tag.ends_with('/') {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            Some(_) => {}
            None => {
                roots += usize::from(open.is_empty());
                open.push(tag.split(' ').next().unwrap_or(tag));
            }
        }
    }
    open.is_empty() && roots == 1 && rest.trim().is_empty()
}

testkit::on_both_databases! {
    async fn what_is_overdue_leads_to_what_it_is_made_of(portal: TestPortal) {
        let owner = portal.new_owners(1).await.remove(0);
        let (_, early) = invoiced(&portal, &owner, &[("TL-7011", "2")]).await;
        portal.advance(40 * 24 * 60);
        let (_, late) = invoiced(&portal, &owner, &[("TL-7011", "3")]).await;
        let client = portal.customer("owner-1@test.example").await;
        let i18n = I18n::of(Language::En);
        let address = "/money/open?currency=EUR&bucket=overdue";
        for path in ["/", "/money", "/money/statement"] {
            let shown = client.get(path).await.expect_status(200).body;
            assert!(shown.contains(&format!("href=\"{}\"", address.replace('&', "&amp;"))), "{path}");
        }
        let shown = client.get(address).await.expect_status(200).body;
        assert!(shown.contains(i18n.bucket_overdue()));
        assert!(shown.contains(&format!("/invoices/{early}")) && !shown.contains(&format!("/invoices/{late}")));
        let asked = json!({ "currency": "EUR", "bucket": "overdue", "after": "" });
        let items: OpenItems = client.call("/fn/money/open", &asked).await.expect_status(200).json();
        let stands = money(&client).await.standings[0];
        assert_eq!((items.total, items.standing), (stands.ageing.overdue(), stands));
        assert_eq!(items.total, page(&client, &early).await.gross);
        // A statement says what stands today while today is in it.
        let stood = |body: &str| body.contains(i18n.money_stands());
        assert!(stood(&client.get("/money/statement").await.expect_status(200).body));
        let until = portal.context().vendor_today().plus_days(-1).iso();
        assert!(!stood(&client.get(&format!("/money/statement?until={until}")).await.expect_status(200).body));
        assert!(client.bytes("/money/statement.pdf").await.starts_with(b"%PDF-"));
    }

    async fn the_same_number_and_total_stand_on_the_page_on_paper_and_in_the_data(portal: TestPortal) {
        let owner = portal.new_owners(1).await.remove(0);
        let (order, number) = invoiced(&portal, &owner, &[("RT-1042", "40"), ("TL-7011", "2")]).await;
        let client = portal.customer("owner-1@test.example").await;
        let invoice = page(&client, &number).await;
        assert_eq!((invoice.number.as_str(), invoice.order), (number.as_str(), Some(order)));
        assert_eq!(invoice.gross, portal.page(&owner, order).await.total, "what was ordered, to the cent");
        assert_eq!(invoice.open, invoice.gross);

        let stands = money(&client).await;
        assert_eq!(stands.standings[0].balance, invoice.gross);
        assert_eq!(stands.standings[0].ageing.total(), invoice.gross);
        let shown = client.get("/money").await.expect_status(200).body;
        assert!(shown.contains(&format!("/invoices/{number}")));
        let shown = client.get(&format!("/invoices/{number}")).await.expect_status(200).body;
        assert!(shown.contains(I18n::of(Language::En).invoice_title(&number).as_str()));

        let total = plain(invoice.gross);
        let pdf = client.bytes(&format!("/invoices/{number}/pdf")).await;
        assert!(pdf.starts_with(b"%PDF-") && contains(&pdf, "factur-x.xml"));
        let data = within(&pdf);
        assert!(is_well_formed(&data), "{data}");
        assert!(data.contains(&format!("<ram:ID>{number}</ram:ID>")), "{data}");
        assert!(data.contains(&format!("<ram:GrandTotalAmount>{total}</ram:GrandTotalAmount>")), "{data}");
        assert_eq!(client.bytes(&format!("/invoices/{number}/pdf")).await, pdf, "each time the same bytes");

        let ubl = client.get(&format!("/invoices/{number}/xml")).await.expect_status(200);
        assert!(ubl.header("content-type").starts_with("application/xml"));
        assert!(ubl.header("content-disposition").contains(&format!("invoice-{number}.xml")));
        assert_eq!(ubl.header("cache-control"), "private, no-store");
        assert!(is_well_formed(&ubl.body), "{}", ubl.body);
        assert!(ubl.body.contains(&format!("<cbc:ID>{number}</cbc:ID>")), "{}", ubl.body);
        let payable = format!("<cbc:PayableAmount currencyID=\"EUR\">{total}</cbc:PayableAmount>");
        assert!(ubl.body.contains(&payable), "{}", ubl.body);
        portal.check().await;
    }

    async fn who_may_not_read_money_sees_none_of_it_and_who_may_sees_all(portal: TestPortal) {
        let (_, number) = invoiced(&portal, &portal.actor(ANNA).await, &[("RT-1042", "40")]).await;
        let paths = [
            "/money".to_owned(),
            format!("/invoices/{number}"),
            format!("/invoices/{number}/pdf"),
            format!("/invoices/{number}/xml"),
            "/money/statement".to_owned(),
            "/money/statement.pdf".to_owned(),
            "/money/statement.csv".to_owned(),
        ];
        for email in [BRAM, YASMIN] {
            let client = portal.customer(email).await;
            for path in &paths {
                let answer = client.get(path).await;
                assert_eq!(answer.status, 403, "{path} by {email}: {}", answer.heading());
                assert!(!answer.body.contains("RT-1042"), "{path} by {email}");
            }
        }
        // Owners and bookkeepers can.
        let (anna, piet) = (portal.customer(ANNA).await, portal.customer_of(PIET, "K-10017").await);
        for client in [&anna, &piet] {
            for path in &paths {
                client.get(path).await.expect_status(200);
            }
        }
        // The same person for another account sees nothing of this one.
        let elsewhere = portal.customer_of(PIET, "K-10073").await;
        elsewhere.get(&format!("/invoices/{number}/pdf")).await.expect_status(404);
        // The vendor's people read every document, and no account's own pages.
        let jan = portal.staff(JAN).await;
        for path in ["pdf", "xml"] {
            jan.get(&format!("/invoices/{number}/{path}")).await.expect_status(200);
        }
        jan.get("/money").await.expect_status(404);
        let door = portal.anonymous().get(&format!("/invoices/{number}/pdf")).await.expect_status(303);
        assert!(door.location().starts_with("/signin?next="), "{}", door.location());
    }

    async fn a_foreign_invoice_is_the_same_bytes_as_a_missing_one(portal: TestPortal) {
        let (_, foreign) = invoiced(&portal, &portal.actor(ANNA).await, &[("RT-1042", "40")]).await;
        let anna = portal.customer(ANNA).await;
        let posting = page(&anna, &foreign).await.posting.to_string();
        // As many letters, so that lengths are equal too.
        let (missing, nothing) = (foreign.replace(|letter: char| letter.is_ascii_digit(), "9"), new_key().to_string());
        let katrin = portal.customer(KATRIN).await;
        for (path, one, other) in [
            ("/invoices/{}", &foreign, &missing),
            ("/invoices/{}/pdf", &foreign, &missing),
            ("/invoices/{}/xml", &foreign, &missing),
            ("/money/pay?invoices={}", &foreign, &missing),
            ("/money/postings/{}", &posting, &nothing),
        ] {
            let of = async |value: &String| bytes(&katrin.get(&path.replace("{}", value)).await, value);
            let (one, other) = (of(one).await, of(other).await);
            assert_eq!(one.0, 404, "{path}");
            assert_eq!(one, other, "{path}");
        }
        for (path, input) in [
            ("/fn/invoices/page", json!({ "number": "{}" })),
            ("/fn/money/pay", json!({ "filter": { "invoices": ["{}"] } })),
        ] {
            let of = async |value: &String| {
                let input: serde_json::Value =
                    serde_json::from_str(&input.to_string().replace("{}", value)).expect("it is JSON");
                bytes(&katrin.call(path, &input).await, value)
            };
            let (one, other) = (of(&foreign).await, of(&missing).await);
            assert_eq!(one.0, 404, "{path}");
            assert_eq!(one, other, "{path}");
        }
        // A statement is of whoever asks; what else the address says changes nothing.
        let own = katrin.get("/money/statement.csv").await.expect_status(200).body;
        let asked = katrin.get("/money/statement.csv?account=K-10017&account_number=K-10017").await;
        assert_eq!(own, asked.expect_status(200).body);
        assert!(!own.contains(&foreign) && !katrin.get("/money/statement").await.body.contains(&foreign));
    }

    async fn a_statement_begins_and_ends_with_what_is_owed(portal: TestPortal) {
        let owner = portal.new_owners(1).await.remove(0);
        let (_, number) = invoiced(&portal, &owner, &[("RT-1042", "40")]).await;
        let client = portal.customer("owner-1@test.example").await;
        let gross = page(&client, &number).await.gross;
        let (eva, context) = (portal.actor(EVA).await, portal.context());
        let paid = ledger::post_payment(
            context,
            &eva,
            new_key(),
            "T-00001",
            Currency::EUR,
            "1,00",
            "2026-11-24",
            &[],
            "Cash at the counter; a part",
        );
        paid.await.expect("it is posted");

        let file = client.get("/money/statement.csv").await.expect_status(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").contains("statement-T-00001-EUR-2026-11-24.csv"));
        let i18n = I18n::of(Language::En);
        assert!(file.body.starts_with(&format!("\u{feff}{},", i18n.posting_posted())), "{}", file.start());
        let lines: Vec<&str> = file.body.lines().collect();
        assert_eq!(lines.len(), 5, "{}", file.body);
        let ends = |line: &str, cells: &str| assert!(line.ends_with(cells), "{line} {cells}");
        ends(lines[1], ",EUR,,0.00");
        ends(lines[2], &format!(",EUR,{0},{0}", plain(gross)));
        assert!(lines[2].contains(&number), "{}", lines[2]);
        ends(lines[3], &format!(",EUR,-1.00,{}", plain(gross - 100)));
        ends(lines[4], &format!(",EUR,,{}", plain(gross - 100)));
        assert_eq!(money(&client).await.standings[0].balance, gross - 100);
        assert!(client.bytes("/money/statement.pdf").await.starts_with(b"%PDF-"));

        // Elsewhere numbers have a decimal comma, and cells a semicolon between them.
        let german = portal.customer(KATRIN).await.get("/money/statement.csv").await.expect_status(200);
        let first = format!("\u{feff}{};", I18n::of(Language::De).posting_posted());
        assert!(german.body.starts_with(&first), "{}", german.start());

        // Before there was anything, and periods that are none.
        let before = client.get("/money/statement.csv?from=2026-11-01&until=2026-11-20").await.expect_status(200);
        assert_eq!(before.body.lines().count(), 3, "{}", before.body);
        for wrong in ["from=tomorrow", "until=2026-13-01", "from=2026-11-24&until=2026-11-23", "currency=euro"] {
            for end in ["csv", "pdf"] {
                client.get(&format!("/money/statement.{end}?{wrong}")).await.expect_status(422);
            }
        }
        portal.check().await;
    }

    async fn a_credit_note_says_what_it_corrects(portal: TestPortal) {
        let owner = portal.new_owners(1).await.remove(0);
        let (_, number) = invoiced(&portal, &owner, &[("RT-1042", "40")]).await;
        let (context, eva) = (portal.context(), portal.actor(EVA).await);
        let lines = [(1, "10".to_owned())];
        let credited = invoices::credit(context, &eva, new_key(), &number, &lines, "Ten were cracked").await;
        assert_eq!(credited.expect("it is credited"), Entered::Posted);
        let client = portal.customer("owner-1@test.example").await;
        let note = page(&client, &number).await.credit_notes.remove(0);
        let credit = page(&client, &note).await;
        assert_eq!((credit.kind, credit.corrects.as_deref()), (DocumentKind::CreditNote, Some(number.as_str())));
        let pdf = client.bytes(&format!("/invoices/{note}/pdf")).await;
        let data = within(&pdf);
        assert!(data.contains("<ram:TypeCode>381</ram:TypeCode>") && data.contains(&number), "{data}");
        let ubl = client.get(&format!("/invoices/{note}/xml")).await.expect_status(200);
        assert!(ubl.header("content-disposition").contains(&format!("credit-note-{note}.xml")));
        assert!(is_well_formed(&ubl.body) && ubl.body.contains("<CreditNote ") && ubl.body.contains(&number));
        assert!(!ubl.body.contains(">-"), "no amount of it is below zero: {}", ubl.body);
        portal.check().await;
    }

    async fn where_there_is_no_tax_the_data_says_why(portal: TestPortal) {
        for (email, category) in [(KATRIN, "<cbc:ID>K</cbc:ID>"), (OLIVER, "<cbc:ID>G</cbc:ID>"), (GABOR, "VATEX-EU-")] {
            let (_, number) = invoiced(&portal, &portal.actor(email).await, &[("RT-1042", "40")]).await;
            let client = portal.customer(email).await;
            let ubl = client.get(&format!("/invoices/{number}/xml")).await.expect_status(200);
            assert!(ubl.body.contains(category) && ubl.body.contains("TaxExemptionReasonCode"), "{email}: {}", ubl.body);
            assert!(contains(&client.bytes(&format!("/invoices/{number}/pdf")).await, "factur-x.xml"), "{email}");
        }
    }
}
