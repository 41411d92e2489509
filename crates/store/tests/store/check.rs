//! What must be true of the data is true of the demo's.

use testkit::TestVendor;

use crate::JOB;

testkit::on_both_databases! {
    async fn the_demo_is_sound_and_large_enough(vendor: TestVendor) {
        vendor.check().await;
        let counts = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
        let count = |name: &str| counts.iter().find(|(table, _)| *table == name).map_or(0, |(_, rows)| *rows);
        assert!(count("accounts") >= 12, "{counts:?}");
        assert!(count("articles") >= 120, "{counts:?}");
        assert!(count("orders") >= 200, "two years of orders: {counts:?}");
        assert!(count("events") > count("orders"), "{counts:?}");
    }
}
