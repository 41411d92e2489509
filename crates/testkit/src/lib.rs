//! A portal for tests: a database of its own, a clock that stands still until it is moved, mail that can be read.
//!
//! [`TestVendor`] is the demo vendor without HTTP, for tests of use cases; [`TestPortal`] is the same behind a real
//! server, with clients whose type says who asks. [`on_both_databases!`] makes of one test two.
//!
//! The demo vendor is made once per process and copied for each test. PostgreSQL is found in `LOKET_TEST_POSTGRES`,
//! which `script/postgres run …` sets.

#![allow(clippy::expect_used, clippy::panic, reason = "a test kit that cannot do its work ends the test")]

mod client;
mod database;
mod dovecot;
mod names;
mod payments;
mod portal;
mod smtp;
mod vendor;

pub use client::{Anonymous, Answer, Client, Customer, Staff};
pub use database::{Database, TestDatabase};
pub use dovecot::Dovecot;
pub use names::NameServer;
pub use payments::PaymentProvider;
pub use portal::TestPortal;
pub use smtp::{Authority, Manner, Protection, Received, Secured, SmtpSink, base64};
pub use vendor::{TestVendor, code_in, draft, new_key, start};

/// Makes of each test a module with one test on SQLite and one on PostgreSQL.
///
/// ```
/// testkit::on_both_databases! {
///     async fn an_order_is_there(vendor: testkit::TestVendor) {
///         vendor.check().await;
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($given:ident: $kind:ty) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a short test may need nothing of its file")]
            use super::*;

            async fn run($given: $kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                run(<$kind>::start($crate::Database::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                run(<$kind>::start($crate::Database::Postgres).await).await;
            }
        }
    )*};
}
