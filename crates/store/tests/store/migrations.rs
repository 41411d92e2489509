//! The schema can be made, taken back and made again.

use sea_orm::ConnectionTrait;
use store::{Db, Store, check};
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

/// Movements of a time before they had the vendor's account get it in the form that new ones have.
async fn old_movements_get_their_account(database: Database) {
    const ACCOUNTS: [(&str, &str); 4] = [
        ("37040044/532013000", "370400440532013000"),
        ("BE68 5390 0754 7034", "BE68539007547034"),
        ("BE68539007547034, DE02370400440532013000", ""),
        ("", ""),
    ];
    let made = TestDatabase::empty(database).await;
    let store = Store::open(made.url()).await.expect("an empty database opens");
    store.migrate().await.expect("all steps can be made");
    loop {
        let tx = store.begin().await.expect("a transaction begins");
        if tx.connection().execute_unprepared("SELECT bank_account FROM movement").await.is_err() {
            break;
        }
        drop(tx);
        store.migrate_down(1).await.expect("the last step can be taken back");
    }
    let id = |place: usize| match database {
        Database::Sqlite => format!("X'{place:032x}'"),
        Database::Postgres => format!("'{place:032x}'::uuid"),
    };
    let hash = |place: usize| match database {
        Database::Sqlite => format!("X'{place:02x}'"),
        Database::Postgres => format!("'\\x{place:02x}'::bytea"),
    };
    let tx = store.begin().await.expect("a transaction begins");
    for (place, (said, _)) in ACCOUNTS.iter().enumerate() {
        let (id, hash) = (id(place), hash(place));
        for row in [
            format!(
                "INSERT INTO bank_file (id, name, hash, format, bank_account, movements, fresh, loaded_at)
                 VALUES ({id}, 'a', {hash}, 'mt940', '{said}', 1, 1, 0)"
            ),
            format!(
                "INSERT INTO movement (id, file_id, fingerprint, line, booked_on, valued_on, amount, currency, payer_name,
                     payer_account, text, state, changed_at)
                 VALUES ({id}, {id}, {hash}, 1, 0, 0, 100, 'EUR', '', '', '', 'unknown', 0)"
            ),
        ] {
            tx.connection().execute_unprepared(&row).await.expect("it is written");
        }
    }
    tx.commit().await.expect("they are kept");
    store.migrate().await.expect("the steps can be made again");
    let tx = store.begin().await.expect("a transaction begins");
    for (place, (said, name)) in ACCOUNTS.iter().enumerate() {
        let change = format!("UPDATE movement SET line = 2 WHERE id = {} AND bank_account = '{name}'", id(place));
        let changed = tx.connection().execute_unprepared(&change).await.expect("they can be looked for");
        assert_eq!(changed.rows_affected(), 1, "{said}");
    }
    drop(tx);
    store.close().await.expect("it closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_movements_get_their_account_on_sqlite() {
    old_movements_get_their_account(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_movements_get_their_account_on_postgres() {
    old_movements_get_their_account(Database::Postgres).await;
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
