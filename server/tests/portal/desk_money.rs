//! An account's money at the desk: every number leads to what it is made of, and documents may have a slash in their number.

use store::Job;
use testkit::TestPortal;

use crate::{
    EVA, KATRIN,
    money::{invoiced, money, page, plain},
};

const OWNER: &str = "owner-1@test.example";
const ACCOUNT: &str = "/desk/accounts/T-00001";

/// Documents are numbered otherwise from now on.
async fn number_as(portal: &TestPortal, pattern: &str) {
    let context = portal.context();
    let mut settings = (*context.settings()).clone();
    settings.billing.pattern = pattern.to_owned();
    let tx = portal.store().begin().await.expect("a transaction begins");
    store::settings::save(&tx, Job::of("test"), &settings, context.now()).await.expect("settings are written");
    tx.commit().await.expect("they are kept");
    context.reload_settings().await.expect("they are read");
}

testkit::on_both_databases! {
    async fn each_number_leads_to_what_it_is_made_of(portal: TestPortal) {
        let owner = portal.new_owners(1).await.remove(0);
        let (_, number) = invoiced(&portal, &owner, &[("RT-1042", "40")]).await;
        let customer = portal.customer(OWNER).await;
        let invoice = page(&customer, &number).await;
        let eva = portal.staff(EVA).await;

        let account = eva.get(ACCOUNT).await.expect_status(200).body;
        let open = format!("{ACCOUNT}/open?currency=EUR");
        let bucket = format!("{open}&amp;bucket=not_due");
        for link in [&open, &bucket, &format!("{ACCOUNT}/statement?currency=EUR")] {
            assert!(account.contains(&format!("href=\"{link}\"")), "{link}");
        }
        let items = eva.get(&bucket.replace("&amp;", "&")).await.expect_status(200).body;
        assert!(items.contains(&format!("href=\"/desk/invoices/{number}\"")), "the part of the desk's own pages");
        assert!(!items.contains("href=\"/money"), "and nothing of the customer's");
        let statement = eva.get(&format!("{ACCOUNT}/statement")).await.expect_status(200).body;
        let posting = format!("{ACCOUNT}/postings/{}", invoice.posting);
        assert!(statement.contains(&format!("href=\"{posting}\"")), "{posting}");
        let shown = eva.get(&posting).await.expect_status(200).body;
        assert!(shown.contains(&number) && shown.contains(&format!("href=\"{ACCOUNT}\"")));

        // A posting is at the address of its own account only.
        let elsewhere = format!("/desk/accounts/K-10017/postings/{}", invoice.posting);
        eva.get(&elsewhere).await.expect_status(404);
    }

    async fn the_desk_has_the_statement_as_files(portal: TestPortal) {
        let owner = portal.new_owners(1).await.remove(0);
        let (_, number) = invoiced(&portal, &owner, &[("RT-1042", "40")]).await;
        let client = portal.customer(OWNER).await;
        let balance = money(&client).await.standings[0].balance;
        let eva = portal.staff(EVA).await;
        let file = eva.get(&format!("{ACCOUNT}/statement.csv")).await.expect_status(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").contains("statement-T-00001-EUR-2026-11-24.csv"));
        assert_eq!(file.header("cache-control"), "private, no-store");
        let lines: Vec<&str> = file.body.lines().collect();
        assert_eq!(lines.len(), 4, "{}", file.body);
        // Eva reads Dutch: a decimal comma.
        let owed = plain(balance).replace('.', ",");
        assert!(lines[2].contains(&number) && lines[3].ends_with(&format!(";{owed}")), "{}", file.body);
        assert!(eva.bytes(&format!("{ACCOUNT}/statement.pdf")).await.starts_with(b"%PDF-"));

        for ending in ["csv", "pdf"] {
            eva.get(&format!("{ACCOUNT}/statement.{ending}?from=tomorrow")).await.expect_status(422);
            eva.get(&format!("/desk/accounts/K-0/statement.{ending}")).await.expect_status(404);
            // There is no desk for customers, not even for their own account.
            client.get(&format!("{ACCOUNT}/statement.{ending}")).await.expect_status(404);
            portal.customer(KATRIN).await.get(&format!("{ACCOUNT}/statement.{ending}")).await.expect_status(404);
        }
    }

    async fn a_number_may_have_a_slash_in_it(portal: TestPortal) {
        number_as(&portal, "INV/{year}/{serial:5}").await;
        let owner = portal.new_owners(1).await.remove(0);
        let (_, number) = invoiced(&portal, &owner, &[("RT-1042", "40")]).await;
        assert!(number.starts_with("INV/2026/"), "{number}");
        let address = number.replace('/', "%2F");
        let (client, eva) = (portal.customer(OWNER).await, portal.staff(EVA).await);
        let shown = client.get(&format!("/invoices/{address}")).await.expect_status(200);
        assert!(shown.heading().contains(&number), "{}", shown.heading());
        let shown = eva.get(&format!("/desk/invoices/{address}")).await.expect_status(200);
        assert!(shown.heading().contains(&number), "{}", shown.heading());
        assert!(client.bytes(&format!("/invoices/{address}/pdf")).await.starts_with(b"%PDF-"));
        client.get(&format!("/invoices/{address}/xml")).await.expect_status(200);
        client.get(&format!("/money/pay?invoices={address}")).await.expect_status(200);
        // Each page leads there by that address.
        let link = format!("/invoices/{address}\"");
        assert!(client.get("/money").await.body.contains(&link));
        assert!(eva.get(ACCOUNT).await.body.contains(&format!("/desk{link}")));
        // It is one number, and no path.
        client.get(&format!("/invoices/{number}")).await.expect_status(404);
    }
}
