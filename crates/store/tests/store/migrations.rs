//! The schema can be made, taken back and made again.

use store::{Store, check};
use testkit::{Database, TestDatabase};

use crate::JOB;

async fn up_down_up(database: Database) {
    let made = TestDatabase::empty(database).await;
    let store = Store::open(made.url()).await.expect("an empty database opens");
    assert!(!store.is_ready().await.expect("it answers"), "an empty database is not ready");

    store.migrate().await.expect("all steps can be made");
    assert!(store.is_ready().await.expect("it answers"));
    for (table, rows) in check::counts(&store, JOB).await.expect("the tables are there") {
        assert_eq!(rows, 0, "{table}");
    }
    store.migrate().await.expect("a second time there is nothing to do");

    store.migrate_down(1).await.expect("the last step can be taken back");
    assert!(!store.is_ready().await.expect("it answers"), "with a step missing it is not ready");
    store.migrate().await.expect("the last step can be made again");

    store.migrate_down(u32::MAX).await.expect("all steps can be taken back");
    assert!(check::counts(&store, JOB).await.is_err(), "the tables are gone");
    store.migrate().await.expect("all steps can be made again");
    assert!(store.is_ready().await.expect("it answers"));
    assert!(check::all(&store, JOB).await.expect("it can be checked").iter().all(|finding| finding.broken == 0));
    store.close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn up_down_up_on_sqlite() {
    up_down_up(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn up_down_up_on_postgres() {
    up_down_up(Database::Postgres).await;
}

/// As many portals as start at once when a machine comes back.
#[tokio::test(flavor = "multi_thread")]
async fn several_portals_may_start_at_once_on_postgres() {
    let made = TestDatabase::empty(Database::Postgres).await;
    let url = made.url().to_owned();
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move {
                let store = Store::open(&url).await.expect("an empty database opens");
                store.migrate().await.expect("one makes the steps, the others wait");
                let ready = store.is_ready().await.expect("it answers");
                store.close().await.expect("it closes");
                ready
            })
        })
        .collect();
    for start in starts {
        assert!(start.await.expect("it ends"));
    }
}
