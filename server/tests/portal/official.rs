//! Documents as the portal issues them, written down for judges that are not ours: `script/test` has
//! `crates/einvoice/tests/official.py` read what is written here.

use std::{fs, path::Path};

use domain::{ledger::wire::Entered, permissions::Actor};
use service::{desk, invoices};
use testkit::{Database, TestPortal, new_key};

use crate::{
    ANNA, EVA, KATRIN,
    money::{invoiced, page},
};

/// Whole forints with tax: here rounding line by line would show.
const HUNGARY: &str = "nagy.eszter@example.com";

/// Euro and a company at home, the same elsewhere in the Union, a person, forint without and with tax, and export.
const CUSTOMERS: [&str; 6] =
    [ANNA, KATRIN, "claire.dubois@example.org", "gabor@gerendas.example", HUNGARY, "oliver@hillside-builders.example"];

/// Invoices for an order of several lines that goes in two parts, and a credit note for parts of some of them.
async fn in_parts(portal: &TestPortal, actor: &Actor) -> Vec<String> {
    let (context, eva) = (portal.context(), portal.actor(EVA).await);
    let articles = ["RT-1042", "FX-6040", "PM-5010", "TL-7011"];
    let order = portal.order(actor, &articles.map(|number| (number, "7"))).await;
    desk::confirm(context, &eva, order, 1, &[]).await.expect("it is confirmed");
    let lines = portal.page(actor, order).await.lines;
    let mut numbers = Vec::new();
    for (version, quantities) in [(2, ["2", "3", "1", "2"]), (3, ["5", "4", "6", "5"])] {
        let load: Vec<_> = lines.iter().map(|line| line.id).zip(quantities.map(str::to_owned)).collect();
        let once = desk::Once { key: new_key(), number: order, version };
        desk::ship(context, &eva, once, desk::Begin::AsAgreed, "DPD", "0123", &load).await.expect("a part goes");
        numbers = invoices::issue_for_order(context, &eva, new_key(), order).await.expect("it is invoiced");
    }
    let number = numbers.last().expect("there are two").clone();
    let some = [1, 2, 3, 4].map(|position| (position, "3".to_owned()));
    invoices::credit(context, &eva, new_key(), &number, &some, "Broken").await.expect("it is credited");
    let client = portal.customer(HUNGARY).await;
    numbers.extend(page(&client, &number).await.credit_notes);
    assert_eq!(numbers.len(), 3, "two invoices and a credit note");
    numbers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn documents_of_each_kind_of_customer_are_written_down() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("what an earlier test wrote can be removed");
    }
    fs::create_dir_all(&folder).expect("there is room");
    let portal = TestPortal::start(Database::Sqlite).await;
    let eva = portal.actor(EVA).await;
    for email in CUSTOMERS {
        // Odd quantities, whose parts are no whole cents.
        let (_, number) = invoiced(&portal, &portal.actor(email).await, &[("RT-1042", "7"), ("FX-6040", "11")]).await;
        let (key, lines) = (new_key(), [(1, "3".to_owned())]);
        let entered = invoices::credit(portal.context(), &eva, key, &number, &lines, "Three were broken").await;
        assert_eq!(entered.expect("it is credited"), Entered::Posted, "{email}");
        let client = portal.customer(email).await;
        let mut documents = page(&client, &number).await.credit_notes;
        assert_eq!(documents.len(), 1, "{email}");
        documents.push(number);
        if email == HUNGARY {
            documents.extend(in_parts(&portal, &portal.actor(email).await).await);
        }
        for number in documents {
            assert!(page(&client, &number).await.has_data, "{email}: {number}");
            let data = client.get(&format!("/invoices/{number}/xml")).await.expect_status(200).body;
            fs::write(folder.join(format!("{number}.xml")), data).expect("it can be written");
            let paper = client.bytes(&format!("/invoices/{number}/pdf")).await;
            assert!(paper.starts_with(b"%PDF-"), "{email}");
            fs::write(folder.join(format!("{number}.pdf")), paper).expect("it can be written");
        }
    }
}
