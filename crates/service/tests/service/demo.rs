//! Making the demo vendor: all of it or nothing, whenever it is cut short and however many begin.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, atomic::AtomicI64},
    task::Poll,
};

use service::{Config, Context, Error, MailRoute, clock::Clock, demo::Amount};
use store::Store;
use testkit::{Database, TestDatabase, TestVendor};

use crate::JOB;

/// A database with its schema and nothing in it.
struct Fresh {
    context: Context,
    database: TestDatabase,
}

impl Fresh {
    async fn start(database: Database) -> Self {
        let database = TestDatabase::empty(database).await;
        let context = process(&database).await;
        Self { context, database }
    }
}

/// The services of one more process on this database.
async fn process(database: &TestDatabase) -> Context {
    let store = Store::open(database.url()).await.expect("an empty database opens");
    store.migrate().await.expect("the schema is made");
    let clock = Clock::Set(Arc::new(AtomicI64::new(testkit::start().millis())));
    let config = Config {
        public_url: "http://localhost".to_owned(),
        demo: true,
        mail: MailRoute::Keep,
        network_limit: 1_000,
        post: service::PostRules::default(),
        payments: None,
    };
    Context::new(store, clock, config).await.expect("the services start")
}

/// Polls so many times and then drops what is under way, as a process does that is killed.
async fn cut_short<F: Future>(future: F, polls: u32) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

async fn check(context: &Context) {
    for finding in store::check::all(context.store(), JOB).await.expect("the database can be checked") {
        assert_eq!(finding.broken, 0, "broken: {}", finding.invariant);
    }
}

testkit::on_both_databases! {
    async fn a_demo_that_was_cut_short_is_made_anew(fresh: Fresh) {
        let context = &fresh.context;
        // On PostgreSQL its transaction ends somewhere between 180 and 200 polls.
        for polls in [1, 20, 60, 100] {
            assert!(cut_short(service::demo::create(context), polls).await.is_none(), "{polls} polls are not enough");
            let settings = store::settings::find(context.store()).await.expect("the settings can be read");
            assert!(settings.is_none(), "after {polls} polls there is no vendor");
            for (table, rows) in store::check::counts(context.store(), JOB).await.expect("the rows can be counted") {
                assert_eq!(rows, 0, "{table} after {polls} polls");
            }
        }
        // The next start, on what the killed one has left.
        let next = process(&fresh.database).await;
        assert!(service::demo::create(&next).await.expect("the demo is made"), "there was nothing, so it is made");
        assert!(!service::demo::create(&next).await.expect("it is looked for"), "once");
        check(&next).await;
        let counts = store::check::counts(next.store(), JOB).await.expect("the rows can be counted");
        assert!(counts.iter().any(|(table, rows)| *table == "orders" && *rows >= 200), "{counts:?}");
    }
}

testkit::on_both_databases! {
    async fn a_load_that_was_cut_short_is_not_taken_for_whole(vendor: TestVendor) {
        let context = vendor.context();
        let amount = Amount { orders: 50, cases: 120, postings: 90, accounts: 3, seed: 1 };
        for _ in 0..2 {
            service::demo::bulk(context, &amount, &mut |_| {}).await.expect("the orders are made");
        }
        assert!(!service::demo::create(context).await.expect("a whole load is none of its business"));
        vendor.check().await;
        // What one leaves that is killed.
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert!(store::settings::begin_loading(&tx, JOB, context.now()).await.expect("it is noted"));
        tx.commit().await.expect("it is kept");
        assert!(matches!(service::demo::create(context).await, Err(Error::Fault(_))));
        assert!(matches!(service::demo::bulk(context, &amount, &mut |_| {}).await, Err(Error::Fault(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_begin_together_one_makes_it() {
    let fresh = Fresh::start(Database::Postgres).await;
    let other = process(&fresh.database).await;
    let (one, two) = tokio::join!(service::demo::create(&fresh.context), service::demo::create(&other));
    let made = [one.expect("it is made or there"), two.expect("it is made or there")];
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    assert!(!other.settings().vendor.email.is_empty(), "both know the vendor");
    check(&fresh.context).await;
}
