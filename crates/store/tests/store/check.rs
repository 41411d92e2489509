//! What must be true of the data is true of the demo's.

use sea_orm::ConnectionTrait;
use store::Db;
use testkit::TestVendor;

use crate::{ANNA, JOB};

/// Changes rows behind the program's back, asks what is broken, and leaves everything as it was.
async fn broken_by(vendor: &TestVendor, change: &str) -> Vec<&'static str> {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let changed = tx.connection().execute_unprepared(change).await.expect("the rows can be changed");
    assert!(changed.rows_affected() > 0, "{change}");
    let findings = store::check::all(&tx, JOB).await.expect("the database can be checked");
    findings.into_iter().filter(|finding| finding.broken > 0).map(|finding| finding.invariant).collect()
}

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
    async fn a_broken_row_is_named(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let number = vendor.order(&anna, &[("TL-7011", "2"), ("RT-1042", "40")]).await;
        vendor.check().await;

        let order = format!("number = {number}");
        let line = format!("position = 100 AND order_id = (SELECT id FROM orders WHERE {order})");
        for (change, invariant) in [
            (format!("UPDATE orders SET goods_amount = goods_amount + 1 WHERE {order}"), "goods are the sum"),
            (format!("UPDATE orders SET gross = gross + 1 WHERE {order}"), "total is its goods"),
            (format!("UPDATE orders SET net = net + 1, gross = gross + 1 WHERE {order}"), "total is its goods"),
            (format!("UPDATE orders SET tax = tax + 1, gross = gross + 1 WHERE {order}"), "sums of its rates"),
            (format!("UPDATE orders SET by_rate = '[]' WHERE {order}"), "sums of its rates"),
            (format!("UPDATE orders SET line_count = 3 WHERE {order}"), "as many as it says"),
            (format!("UPDATE order_line SET tax = tax + 1 WHERE {line}"), "a line's total"),
            (format!("UPDATE order_line SET net = net + 1, gross = gross + 1 WHERE {line}"), "a line's total"),
            (format!("UPDATE order_line SET tax = tax + 1000000, gross = gross + 1000000 WHERE {line}"), "beyond its lines"),
            (format!("UPDATE order_line SET shipped = quantity WHERE {line}"), "shipped of a line"),
            // The demo has parcels that have arrived and others that are on their way.
            ("UPDATE order_line SET delivered = 0 WHERE delivered > 0".to_owned(), "delivered of a line"),
            ("UPDATE shipment SET delivered_at = 0 WHERE delivered_at IS NULL".to_owned(), "delivered of a line"),
            ("UPDATE shipment_line SET quantity = quantity + 1".to_owned(), "shipped of a line"),
            (format!("UPDATE orders SET state = 'cancelled' WHERE {order}"), "waits for nothing"),
            ("UPDATE stock SET reserved = reserved + 1".to_owned(), "what is reserved"),
            ("UPDATE account SET seq = seq + 1".to_owned(), "without gaps"),
            ("UPDATE account SET currency = 'USD'".to_owned(), "in its currency"),
            ("UPDATE price SET currency = 'USD' WHERE list = 'trade-gbp'".to_owned(), "in its currency"),
            ("UPDATE account SET vat_number = NULL WHERE tax_profile = 'reverse_charge'".to_owned(), "VAT number"),
            ("UPDATE account SET tax_profile = 'reverse_charge' WHERE vat_number IS NULL".to_owned(), "VAT number"),
            (format!("UPDATE event SET kind = 'order_confirmed' WHERE order_number = {number}"), "its event, once"),
            ("UPDATE case_count SET written = written + 1 WHERE grain = 'month'".to_owned(), "figures of days and months"),
            ("DELETE FROM case_count WHERE grain = 'day' AND grouped_by = 'tag'".to_owned(), "figures of days and months"),
            ("UPDATE case_count SET name = name || 'x' WHERE grouped_by = 'hour'".to_owned(), "figures of days and months"),
            ("UPDATE complaint_count SET count = count + 1 WHERE grain = 'day'".to_owned(), "figures of days and months"),
            ("UPDATE cases SET satisfaction = 1 WHERE satisfaction = 5".to_owned(), "what a counted case adds"),
            ("UPDATE cases SET answered_after = answered_after + 1".to_owned(), "what a counted case adds"),
            ("UPDATE outbox SET event_seq = 1000000".to_owned(), "about an event"),
            ("UPDATE command_key SET made = account_id WHERE command = 'orders/submit'".to_owned(), "every key"),
        ] {
            let broken = broken_by(&vendor, &change).await;
            assert!(broken.iter().any(|name| name.contains(invariant)), "{change}: {broken:?}");
        }
        vendor.check().await;
    }
}
