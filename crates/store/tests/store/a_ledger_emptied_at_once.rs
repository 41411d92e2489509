//! `TRUNCATE` passes by the triggers that guard rows: tables of the ledger are not emptied by it either.

use sea_orm::ConnectionTrait;
use store::Db;
use testkit::{Database, TestVendor};

/// SQLite has no such statement.
#[tokio::test(flavor = "multi_thread")]
async fn is_refused_on_postgres() {
    let vendor = TestVendor::start(Database::Postgres).await;
    for table in ["posting", "allocation", "invoice", "invoice_line"] {
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let emptied = tx.connection().execute_unprepared(&format!("TRUNCATE {table} CASCADE")).await;
        let why = emptied.expect_err("it is refused").to_string();
        assert!(why.contains("never changed or deleted"), "{table}: {why}");
    }
    vendor.check().await;
}
