//! `/shop`: for everybody, at their prices.

use domain::shop::{ArticlePage, ShopPage, Suggestion};
use serde_json::json;
use testkit::TestPortal;

use crate::ANNA;

testkit::on_both_databases! {
    async fn the_shop_is_open_to_everybody_at_public_prices(portal: TestPortal) {
        let (somebody, anna) = (portal.anonymous(), portal.customer(ANNA).await);
        let page = somebody.get("/shop?q=roof%20tile").await.expect_status(200);
        assert!(page.body.contains("Roof tile, natural red") && page.body.contains("RT-1042"));
        let public: ArticlePage = somebody.call("/fn/shop/article", &json!({ "number": "RT-1042" })).await.json();
        let theirs: ArticlePage = anna.call("/fn/shop/article", &json!({ "number": "RT-1042" })).await.json();
        assert_eq!((public.card.price, public.gross_prices), (Some(215), true));
        assert_eq!((theirs.card.price, theirs.gross_prices), (Some(185), false));
        assert_eq!(theirs.variants.len(), 4);
        let page = somebody.get("/shop/RT-1042").await.expect_status(200);
        assert!(
            page.body.contains("Roof tile, natural red") && !page.body.contains("1.85"),
            "the trade price is nobody else's"
        );
    }

    async fn finding_goes_page_by_page(portal: TestPortal) {
        let somebody = portal.anonymous();
        let (mut numbers, mut after) = (Vec::new(), None::<String>);
        loop {
            let filter = json!({ "filter": { "after": after } });
            let page: ShopPage = somebody.call("/fn/shop/find", &filter).await.expect_status(200).json();
            numbers.extend(page.articles.into_iter().map(|card| card.number));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        let found = numbers.len();
        numbers.sort();
        numbers.dedup();
        assert!(found > 120 && numbers.len() == found, "each article once: {found}");
    }

    async fn a_typing_mistake_is_forgiven_and_said(portal: TestPortal) {
        let somebody = portal.anonymous();
        let find = async |words: &str| -> ShopPage {
            somebody.call("/fn/shop/find", &json!({ "filter": { "search": words } })).await.expect_status(200).json()
        };
        let right = find("tetőcserép").await;
        assert!(!right.approximate && right.articles.iter().any(|card| card.number == "RT-1042"));
        let wrong = find("tetocserp").await;
        assert!(wrong.approximate && wrong.articles.iter().any(|card| card.number == "RT-1042"));
        let suggestions: Vec<Suggestion> = somebody.call("/fn/shop/suggest", &json!({ "text": "RT-104" })).await.json();
        assert_eq!(suggestions.first().map(|suggestion| suggestion.number.as_str()), Some("RT-1042"));
    }

    async fn what_is_not_there_is_404(portal: TestPortal) {
        let somebody = portal.anonymous();
        for path in ["/shop/NOPE-1", "/nowhere", "/shop/RT-1042/more", "/signin/elsewhere"] {
            somebody.get(path).await.expect_status(404);
        }
    }
}
