//! An acknowledged order is never lost and never doubled, whenever the process is killed.
//!
//! The real program, its own database, eight customers who order without pause, and `kill -9`. `LOKET_CRASH_ROUNDS`
//! makes it longer.

use std::{
    collections::hash_map::RandomState,
    env,
    hash::{BuildHasher, Hasher},
    time::Duration,
};

use testkit::{Client, Database, TestDatabase};
use tokio::time::{sleep, timeout};

use crate::running::{CUSTOMERS, Customer, PATIENCE, Running, Rush, check, numbers, sign_in};

/// A number below `most` that is another one each time.
fn any(most: u64) -> u64 {
    RandomState::new().build_hasher().finish() % most
}

/// One round: all customers order, and after some orders and a random moment the program is killed.
async fn round(running: Running, clients: &[Client], customers: Vec<Customer>) -> Vec<Customer> {
    let rush = Rush::begin(&running, clients, customers);
    rush.reaches(16 + any(40)).await;
    // Anywhere in the life of a request.
    sleep(Duration::from_micros(any(20_000))).await;
    running.kill().await;
    rush.end().await
}

async fn killed_and_started_again(database: Database) {
    let rounds: u32 = env::var("LOKET_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3);
    let database = TestDatabase::empty(database).await;
    let mut running = Running::start(&database).await;
    let mut clients = Vec::new();
    let mut before = Vec::new();
    for email in CUSTOMERS {
        let client = Client::new(running.url());
        sign_in(&client, email).await;
        before.push(numbers(&client).await);
        clients.push(client);
    }
    let mut customers: Vec<Customer> = CUSTOMERS.iter().map(|_| Customer::default()).collect();
    for _ in 0..rounds {
        customers = round(running, &clients, customers).await;
        running = Running::start(&database).await;
    }

    let mut acknowledged = 0;
    for ((customer, client), before) in customers.iter_mut().zip(&clients).zip(before) {
        let client = client.at(running.url());
        // What was on its way when the program died is sent again, with the same key.
        timeout(PATIENCE, async { while customer.finish(&client).await.is_none() {} })
            .await
            .expect("there is an answer");
        let new: Vec<i64> = numbers(&client).await.into_iter().filter(|number| !before.contains(number)).collect();
        let mut known: Vec<i64> = customer.acknowledged.values().copied().collect();
        known.sort_unstable_by_key(|number| std::cmp::Reverse(*number));
        assert_eq!(new, known, "each acknowledged key's order is there, once, and no other");
        acknowledged += known.len();
    }
    assert!(acknowledged >= 16, "orders were acknowledged: {acknowledged}");
    running.kill().await;
    check(&database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_and_started_again_on_sqlite() {
    killed_and_started_again(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_and_started_again_on_postgres() {
    killed_and_started_again(Database::Postgres).await;
}
