//! What the database itself refuses: rows of the ledger are neither changed, removed nor replaced.

use store::Backend;
use testkit::TestVendor;

use crate::ledger::{allocate, invoice, is_refused, new_account, payment, post};

testkit::on_both_databases! {
    async fn the_database_itself_refuses_changes(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let posted = post(&vendor, account, &[invoice(100), payment(100)]).await;
        assert!(allocate(&vendor, account, posted[1].id, posted[0].id, 100).await);
        for change in [
            "UPDATE posting SET amount = amount + 1",
            "UPDATE posting SET text = 'other'",
            "DELETE FROM posting",
            "UPDATE allocation SET amount = amount + 1",
            "DELETE FROM allocation",
            // Without a condition, one of both databases takes ON for that of a join.
            "INSERT INTO posting SELECT * FROM posting WHERE TRUE
             ON CONFLICT (account_id, id) DO UPDATE SET text = excluded.text",
            "INSERT INTO allocation SELECT * FROM allocation WHERE TRUE
             ON CONFLICT (account_id, seq) DO UPDATE SET amount = excluded.amount",
        ] {
            is_refused(&vendor, change).await;
        }
        // The other database has no such statements.
        if vendor.store().backend() == Backend::Sqlite {
            is_refused(&vendor, "INSERT OR REPLACE INTO posting SELECT * FROM posting").await;
            is_refused(&vendor, "REPLACE INTO allocation SELECT * FROM allocation").await;
        }
        vendor.check().await;
    }

    async fn a_row_of_the_ledger_is_replaced_by_none_of_its_keys(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        post(&vendor, account, &[invoice(100)]).await;
        let replace = |insert: &str, columns: &str, values: &str, conflict: &str| {
            format!(
                "{insert} INTO posting ({columns}, account_id, currency, kind, amount, balance, posted_on, dated_on,
                 text, at) SELECT {values}, account_id, currency, kind, amount, balance, posted_on, dated_on, text, at
                 FROM posting WHERE kind = 'invoice' {conflict}"
            )
        };
        for (values, key) in [("id, seq + 100", "id"), ("account_id, seq", "seq")] {
            let conflict = format!("ON CONFLICT (account_id, {key}) DO UPDATE SET id = excluded.id, seq = excluded.seq");
            is_refused(&vendor, &replace("INSERT", "id, seq", values, &conflict)).await;
        }
        if vendor.store().backend() == Backend::Postgres {
            return vendor.check().await;
        }
        for (columns, values) in [
            ("id, seq", "id, seq + 100"),
            ("id, seq", "account_id, seq"),
            ("rowid, id, seq", "rowid, account_id, seq + 100"),
        ] {
            is_refused(&vendor, &replace("INSERT OR REPLACE", columns, values, "")).await;
        }
        vendor.check().await;
    }
}
