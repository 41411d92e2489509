//! `/account/export.zip`: what is in the file, and what is not.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use domain::addresses::{AddressText, Purpose};
use http::{Method, header};
use serde_json::Value;
use service::{access, accounts, cases};
use testkit::{Client, TestPortal, new_key};
use zip::ZipArchive;

use crate::{ANNA, BRAM, JAN, KATRIN, theirs::Theirs};

type Zip = ZipArchive<Cursor<Vec<u8>>>;

async fn download(client: &Client) -> Zip {
    let request = client.request(Method::POST, "/account/export.zip").header(header::ACCEPT, "text/html");
    let response = request.send().await.expect("the portal answers");
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/zip");
    let bytes = response.bytes().await.expect("it comes to its end");
    ZipArchive::new(Cursor::new(bytes.to_vec())).expect("it is a ZIP")
}

fn part(zip: &mut Zip, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    zip.by_name(name).expect("it is there").read_to_end(&mut bytes).expect("it can be read");
    bytes
}

fn text(zip: &mut Zip, name: &str) -> String {
    String::from_utf8(part(zip, name)).expect("it is text")
}

fn json(zip: &mut Zip, name: &str) -> Value {
    serde_json::from_str(&text(zip, name)).expect("it is JSON")
}

testkit::on_both_databases! {
    async fn all_of_the_account_and_nothing_else(portal: TestPortal) {
        let theirs = Theirs::of(&portal).await;
        let (jan, katrin) = (portal.actor(JAN).await, portal.actor(KATRIN).await);
        let context = portal.context();
        let noted = cases::note(context, &jan, new_key(), theirs.case, "Do not tell them: batch 22-118").await;
        noted.expect("it is noted");
        let foreign = cases::open(context, &katrin, &testkit::draft("question", "Ours", "Bauhof asks.")).await;
        let foreign = foreign.expect("it is kept");

        let owner = portal.actor(ANNA).await;
        let office = AddressText {
            name: "Dakwerken Gent BV".to_owned(),
            street: "Kouter 1".to_owned(),
            postcode: "9000".to_owned(),
            city: "Gent".to_owned(),
            country: "BE".to_owned(),
            ..AddressText::default()
        };
        let saved = accounts::save_address(context, &owner, new_key(), "", Purpose::Billing, &office).await;
        saved.expect("it is for invoices");
        let opened = async || access::page(context, &owner, "").await.expect("she reads who opened what").lines;
        let before = opened().await;
        let anna = portal.customer(ANNA).await;
        let mut zip = download(&anna).await;
        assert_eq!(opened().await, before, "that she took all is in the log once, not with each document");
        let names: BTreeSet<String> = zip.file_names().map(str::to_owned).collect();
        let tables = ["orders.csv", "postings.csv", "allocations.csv", "access.csv", "mails.csv"];
        for name in ["README.txt", "account.json"].into_iter().chain(tables) {
            assert!(names.contains(name), "{name} is missing: {names:?}");
        }
        assert!(names.iter().all(|name| !name.contains("..") && !name.starts_with('/')), "{names:?}");
        let story = format!("cases/{}.pdf", theirs.case);
        assert!(part(&mut zip, &story).starts_with(b"%PDF"));
        let invoice = format!("invoices/{}", theirs.invoice);
        assert!(part(&mut zip, &format!("{invoice}.pdf")).starts_with(b"%PDF"));
        assert!(text(&mut zip, &format!("{invoice}.xml")).contains("<Invoice"));
        assert!(names.iter().any(|name| name.starts_with("statements/EUR-")));

        let account = json(&mut zip, "account.json");
        assert_eq!(account["number"], "K-10017");
        let addresses = account["addresses"].as_array().expect("a list");
        assert!(addresses.iter().any(|address| address["purpose"] == "billing"), "{addresses:?}");
        let members = account["members"].as_array().expect("a list");
        assert!(members.iter().all(|member| member["mail_money"].is_boolean()), "{members:?}");
        assert_eq!(text(&mut zip, "access.csv").lines().count(), before.len() + 1);
        let readme = text(&mut zip, "README.txt");
        for name in ["online_payments.json", "announced.json", "erasures.json", "allocations.json", "disputes.json"] {
            assert!(json(&mut zip, name).is_array() && readme.contains(name), "{name}");
        }
        assert!(names.contains("reminders.csv") && names.contains("events.json"));
        let lists = json(&mut zip, "lists.json");
        assert!(lists.as_array().expect("a list").iter().any(|list| list["name"] == "Roofs"), "{lists}");
        let orders = json(&mut zip, "orders.json");
        let numbers: Vec<i64> =
            orders.as_array().expect("a list").iter().filter_map(|order| order["number"].as_i64()).collect();
        assert!(numbers.contains(&theirs.order));
        assert_eq!(text(&mut zip, "orders.csv").lines().count(), numbers.len() + 1);
        let written = json(&mut zip, "cases.json");
        let listed = written.as_array().expect("a list");
        assert!(listed.iter().any(|case| case["number"] == theirs.case));
        assert!(listed.iter().all(|case| case["number"] != foreign));
        let attached = listed.iter().find(|case| case["number"] == theirs.case).expect("it is there");
        let entries = attached["entries"].as_array().expect("a list");
        let path = entries.iter().find_map(|entry| entry["files"][0]["path"].as_str()).expect("a file came along");
        assert_eq!(part(&mut zip, path), b"%PDF-1.7");
        let postings = json(&mut zip, "postings.json");
        let last = postings.as_array().expect("a list").last().expect("something was posted").clone();
        assert!(last["balance"].as_str().is_some_and(|balance| balance.contains('.')), "{last}");

        for name in names {
            let bytes = part(&mut zip, &name);
            let said = String::from_utf8_lossy(&bytes);
            assert!(!said.contains("Do not tell them") && !said.contains("Bauhof"), "{name} has what is not theirs");
        }
    }

    async fn who_does_not_own_it_is_told_so_on_the_page(portal: TestPortal) {
        let bram = portal.customer(BRAM).await;
        let refused = bram.post_form_from("/account/data", "/account/export.zip", &[]).await.expect_status(403);
        assert!(refused.body.contains("<html"));
        assert!(!bram.get("/account/data").await.expect_status(200).body.contains("action=\"/account/export.zip\""));
        let anna = portal.customer(ANNA).await;
        assert!(anna.get("/account/data").await.expect_status(200).body.contains("action=\"/account/export.zip\""));
    }
}
