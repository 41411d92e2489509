//! `/shop`: for everybody, at their prices.

use std::collections::BTreeSet;

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

    async fn what_is_found_goes_page_by_page(portal: TestPortal) {
        const CATALOGUE: &str = include_str!("../../../demo/catalogue.csv");
        let mut lines = CATALOGUE.lines();
        let mut file = lines.next().expect("the catalogue has a header").to_owned();
        let trowel = lines.find_map(|line| line.strip_prefix("TL-7011")).expect("the demo sells trowels");
        for place in 100..200 {
            file.push_str(&format!("\nMANY-{place}{trowel}"));
        }
        service::import::catalogue(portal.context(), None, &file).await.expect("the catalogue is taken in");

        // Without scripts: from link to link.
        let somebody = portal.anonymous();
        let (mut path, mut numbers, mut pages) = ("/shop?q=trowel".to_owned(), BTreeSet::new(), 0);
        loop {
            let page = somebody.get(&path).await.expect_status(200);
            pages += 1;
            let shown: BTreeSet<String> = (100..200)
                .map(|place| format!("MANY-{place}"))
                .filter(|number| page.body.contains(&format!("/shop/{number}\"")))
                .collect();
            assert!(shown.is_disjoint(&numbers), "{path}: each article once");
            numbers.extend(shown);
            let next = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|href| {
                href.contains("after=")
            });
            match next {
                Some(next) => path = next.replace("&amp;", "&"),
                None => break,
            }
            assert!(pages < 20, "it comes to an end");
        }
        assert_eq!(numbers.len(), 100, "all of them in {pages} pages");
        assert!(pages > 4, "{pages}");
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
