//! Alive, and ready.

use testkit::TestPortal;

testkit::on_both_databases! {
    async fn a_portal_without_its_schema_is_alive_and_not_ready(portal: TestPortal) {
        let anybody = portal.anonymous();
        assert_eq!(anybody.get("/healthz").await.expect_status(200).body, "alive");
        assert_eq!(anybody.get("/readyz").await.expect_status(200).body, "ready");
        portal.store().migrate_down(1).await.expect("a step can be taken back");
        anybody.get("/healthz").await.expect_status(200);
        assert!(anybody.get("/readyz").await.expect_status(503).body.contains("loket migrate"));
        portal.store().migrate().await.expect("a step can be made");
        anybody.get("/readyz").await.expect_status(200);
    }
}
