//! What does not add up is no proof, and is said at the desk until it does.

use domain::permissions::ReadLedgers;
use sea_orm::ConnectionTrait;
use store::Db;
use testkit::TestVendor;

use crate::EVA;

/// Changes rows behind the program's back.
async fn change(vendor: &TestVendor, sql: &str) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let changed = tx.connection().execute_unprepared(sql).await.expect("the rows can be changed");
    assert!(changed.rows_affected() > 0, "{sql}");
    tx.commit().await.expect("it is kept");
}

testkit::on_both_databases! {
    async fn what_does_not_hold_is_said(vendor: TestVendor) {
        let context = vendor.context();
        let granted = vendor.actor(EVA).await.grant_staff::<ReadLedgers>().expect("staff read ledgers");
        let said = async || store::ledger::broken(vendor.store(), &granted).await.expect("it can be read");
        let verified = async || store::ledger::verified(vendor.store()).await.expect("it can be read");
        assert!(said().await.is_empty());
        let before = verified().await;

        change(&vendor, "UPDATE open_item SET open = open + 1 WHERE open > 1").await;
        let broken = service::ledger::prove(context).await.expect("it is tried").expect("it was due");
        let sentence = "what is open of a posting is its amount without what was put against it";
        assert!(broken.iter().any(|finding| finding.invariant == sentence && finding.broken > 0), "{broken:?}");
        assert!(said().await.iter().any(|said| said == sentence));
        assert_eq!(verified().await, before, "it is no proof");

        change(&vendor, "UPDATE open_item SET open = open - 1 WHERE open > 2").await;
        vendor.advance(24 * 60);
        let broken = service::ledger::prove(context).await.expect("it is tried").expect("it was due");
        assert!(broken.is_empty(), "{broken:?}");
        assert!(said().await.is_empty());
        assert_eq!(verified().await, Some(context.now()));
        vendor.check().await;
    }
}
