//! Documents as the portal issues them, written down for judges that are not ours: `script/test` has
//! `crates/einvoice/tests/official.py` read what is written here.

use std::{fs, path::Path};

use domain::ledger::wire::Entered;
use service::invoices;
use testkit::{Database, TestPortal, new_key};

use crate::{
    ANNA, EVA, KATRIN,
    money::{invoiced, page},
};

/// Euro and a company at home, the same elsewhere in the Union, a person, forint without and with tax, and export.
const CUSTOMERS: [&str; 6] = [
    ANNA,
    KATRIN,
    "claire.dubois@example.org",
    "gabor@gerendas.example",
    "nagy.eszter@example.com",
    "oliver@hillside-builders.example",
];

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
        for number in documents {
            let data = client.get(&format!("/invoices/{number}/xml")).await.expect_status(200).body;
            fs::write(folder.join(format!("{number}.xml")), data).expect("it can be written");
            let paper = client.bytes(&format!("/invoices/{number}/pdf")).await;
            assert!(paper.starts_with(b"%PDF-"), "{email}");
            fs::write(folder.join(format!("{number}.pdf")), paper).expect("it can be written");
        }
    }
}
