//! What is promised to orders.

use std::time::Duration;

use domain::{
    ids::ArticleId,
    language::{Language, Texts},
    money::{Currency, Quantity},
    permissions::{Granted, PlaceOrders},
    pricing::PriceBreak,
    shop::{ArticleKind, ShopFilter},
    tax::TaxClass,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use store::{
    Db, Error, Store,
    catalogue::{Article, Audience, NewArticle, Shelf, by_numbers, import_articles},
};
use testkit::{Database, TestVendor};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{ANNA, JOB};

const PIECE: Quantity = Quantity::from_units(1);

async fn article(vendor: &TestVendor, number: &str) -> Article {
    let audience = Audience { price_list: "trade-eur", currency: Currency::EUR, account: None };
    let found = by_numbers(vendor.store(), &[number.to_owned()], &ShopFilter::default(), audience).await;
    found.expect("the catalogue can be read").pop().expect("the article is sold")
}

async fn may_order(vendor: &TestVendor) -> Granted<PlaceOrders> {
    vendor.actor(ANNA).await.grant().expect("an owner may order")
}

/// An article with so many pieces on the shelf.
fn tool(number: &str, stock: i64) -> NewArticle {
    let said = format!("{number} {stock}").into_bytes();
    NewArticle {
        number: number.to_owned(),
        kind: ArticleKind::Goods,
        category: "tools".to_owned(),
        unit: "piece".to_owned(),
        tax_class: TaxClass::Standard,
        step: PIECE,
        picture: "saw".to_owned(),
        variant_of: None,
        variant: Texts::default(),
        names: Texts([(Language::En, number.to_owned())].into()),
        descriptions: Texts::default(),
        keywords: String::new(),
        on_hand: Some(Quantity::from_units(stock)),
        incoming: Quantity::default(),
        incoming_on: None,
        lead_days: None,
        prices: vec![("trade-eur".to_owned(), Currency::EUR, vec![PriceBreak { from: PIECE, unit_price: 100 }])],
        content_hash: said.clone(),
        stock_hash: said,
    }
}

async fn import(store: &Store, new: &[NewArticle]) -> Result<(), Error> {
    let tx = store.begin().await?;
    import_articles(&tx, JOB, new, Shelf::Told).await?;
    tx.commit().await
}

/// How many transactions on this PostgreSQL database wait for another one.
async fn waiting(store: &Store) -> i64 {
    let statement = Statement::from_string(
        DbBackend::Postgres,
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    let row = store.connection().query_one_raw(statement).await.expect("it answers").expect("a count is a row");
    row.try_get_by_index(0).expect("a count is a number")
}

testkit::on_both_databases! {
    async fn the_last_piece_is_promised_once(vendor: TestVendor) {
        vendor.change_article("TL-7021", &[("number", "TEST-1"), ("stock", "1")]).await;
        let id = article(&vendor, "TEST-1").await.id;
        let granted = may_order(&vendor).await;
        let mut buyers = JoinSet::new();
        for _ in 0..20 {
            let store = vendor.store().clone();
            buyers.spawn(async move {
                let tx = store.begin().await.expect("its turn comes");
                let before =
                    store::orders::reserve(&tx, &granted, &[(id, PIECE)]).await.expect("stock can be reserved");
                let there = before.iter().any(|(article, stock)| *article == id && stock.free >= PIECE);
                if there {
                    tx.commit().await.expect("it is kept");
                }
                there
            });
        }
        let got_it = buyers.join_all().await.into_iter().filter(|there| *there).count();
        assert_eq!(got_it, 1);
        assert_eq!(article(&vendor, "TEST-1").await.stock.free, Quantity::default());
    }

    async fn what_was_before_is_told_and_what_is_released_is_free(vendor: TestVendor) {
        let (tiles, trowels) = (article(&vendor, "RT-1042").await, article(&vendor, "TL-7011").await);
        let granted = may_order(&vendor).await;
        let wanted = [(tiles.id, Quantity::from_units(40)), (trowels.id, Quantity::from_units(2))];

        let tx = vendor.store().begin().await.expect("a transaction begins");
        let before = store::orders::reserve(&tx, &granted, &wanted).await.expect("stock can be reserved");
        let free = |id: ArticleId| before.iter().find(|(article, _)| *article == id).map(|(_, stock)| stock.free);
        assert_eq!(free(tiles.id), Some(tiles.stock.free));
        assert_eq!(free(trowels.id), Some(trowels.stock.free));
        tx.commit().await.expect("it is kept");
        let left = article(&vendor, "RT-1042").await.stock.free;
        assert_eq!(left.millis(), tiles.stock.free.millis() - 40_000);

        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::orders::release(&tx, &wanted).await.expect("stock can be released");
        tx.commit().await.expect("it is kept");
        assert_eq!(article(&vendor, "RT-1042").await.stock, tiles.stock);
        assert_eq!(article(&vendor, "TL-7011").await.stock, trowels.stock);
        vendor.check().await;
    }

    async fn a_new_count_of_the_shelf_keeps_what_is_promised(vendor: TestVendor) {
        let granted = may_order(&vendor).await;
        let trowels = article(&vendor, "TL-7011").await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::orders::reserve(&tx, &granted, &[(trowels.id, Quantity::from_units(3))])
            .await
            .expect("stock can be reserved");
        tx.commit().await.expect("it is kept");
        let promised = 52_000 - article(&vendor, "TL-7011").await.stock.free.millis();
        vendor.change_article("TL-7011", &[("stock", "100")]).await;
        assert_eq!(article(&vendor, "TL-7011").await.stock.free.millis(), 100_000 - promised);
    }

    async fn a_wrong_promise_is_found(vendor: TestVendor) {
        let trowels = article(&vendor, "TL-7011").await;
        let granted = may_order(&vendor).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        // Promised to nobody: no order waits for it.
        store::orders::reserve(&tx, &granted, &[(trowels.id, PIECE)]).await.expect("stock can be reserved");
        tx.commit().await.expect("it is kept");
        let findings = store::check::all(vendor.store(), JOB).await.expect("the database can be checked");
        let broken: Vec<_> = findings.into_iter().filter(|finding| finding.broken > 0).collect();
        assert_eq!(broken.len(), 1, "{broken:?}");
        assert_eq!(broken[0].broken, 1);
        assert!(broken[0].invariant.contains("reserved"), "{broken:?}");
    }
}

/// On SQLite one of them writes at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_and_an_order_never_wait_for_each_other_on_postgres() {
    let vendor = TestVendor::start(Database::Postgres).await;
    import(vendor.store(), &[tool("TEST-1", 5), tool("TEST-2", 5)]).await.expect("they are taken in");
    let (first, second) = (article(&vendor, "TEST-1").await.id, article(&vendor, "TEST-2").await.id);
    assert!(first < second, "identifiers rise");
    let granted = may_order(&vendor).await;
    let order = vendor.store().begin().await.expect("a transaction begins");
    store::orders::reserve(&order, &granted, &[(first, PIECE)]).await.expect("stock can be reserved");

    // The file has them the other way round.
    let store = vendor.store().clone();
    let importing = tokio::spawn(async move { import(&store, &[tool("TEST-2", 6), tool("TEST-1", 6)]).await });
    timeout(Duration::from_secs(30), async {
        while waiting(vendor.store()).await == 0 {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("the import waits for the order");
    store::orders::reserve(&order, &granted, &[(second, PIECE)]).await.expect("the import does not hold it");
    order.commit().await.expect("it is kept");
    importing.await.expect("it ends").expect("they are taken in");
    assert_eq!(article(&vendor, "TEST-2").await.stock.free, Quantity::from_units(5), "one of six is promised");
}
