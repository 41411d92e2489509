//! Pages that are rendered at the same time: each of them comes.

use std::{sync::Arc, time::Duration};

use testkit::{Database, TestPortal};

use crate::ANNA;

const READERS: usize = 12;
const PAGES: usize = 12;

/// Rendering is work of several threads on one page. Once two of them waited for each other, for good, in the cart: what
/// told that an answer was awaited held a lock while it took another.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_comes() {
    let portal = TestPortal::start(Database::Sqlite).await;
    let anna = Arc::new(portal.customer(ANNA).await);
    anna.send(
        "/fn/cart/change",
        &[("key", testkit::new_key().to_string().as_str()), ("number", "SV-9004"), ("quantity", "1"), ("mode", "set")],
    )
    .await
    .expect_status(200);
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let anna = Arc::clone(&anna);
            tokio::spawn(async move {
                for page in 0..PAGES {
                    let path = ["/cart", "/orders", "/review"][page % 3];
                    anna.get(path).await.expect_status(200);
                }
            })
        })
        .collect();
    for reader in readers {
        tokio::time::timeout(Duration::from_secs(120), reader)
            .await
            .expect("every page comes")
            .expect("no reader fails");
    }
}
