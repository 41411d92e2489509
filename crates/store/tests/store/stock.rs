//! What is promised to orders.

use domain::{
    ids::ArticleId,
    money::Quantity,
    permissions::{Granted, PlaceOrders},
    shop::ShopFilter,
};
use store::catalogue::{Article, Audience, by_numbers};
use testkit::TestVendor;
use tokio::task::JoinSet;

use crate::{ANNA, JOB};

const PIECE: Quantity = Quantity::from_units(1);

async fn article(vendor: &TestVendor, number: &str) -> Article {
    let audience = Audience { price_list: "trade-eur", account: None };
    let found = by_numbers(vendor.store(), &[number.to_owned()], &ShopFilter::default(), audience).await;
    found.expect("the catalogue can be read").pop().expect("the article is sold")
}

async fn may_order(vendor: &TestVendor) -> Granted<PlaceOrders> {
    vendor.actor(ANNA).await.grant().expect("an owner may order")
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
