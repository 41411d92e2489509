//! `/review`: the whole order, and submitting it once.

use domain::{
    i18n::I18n,
    language::Language,
    orders::{OrderList, Submitted},
    review::ReviewPage,
};
use serde_json::json;
use testkit::{Client, TestPortal, new_key};

use crate::{ANNA, BRAM};

async fn fill(client: &Client, number: &str, quantity: &str) {
    let key = new_key().to_string();
    let fields = [("key", key.as_str()), ("number", number), ("quantity", quantity), ("mode", "set")];
    client.send("/fn/cart/change", &fields).await.expect_status(200);
}

async fn open(client: &Client) -> ReviewPage {
    client.call("/fn/review/open", &json!({})).await.expect_status(200).json()
}

async fn csv_numbers(client: &Client) -> Vec<i64> {
    let csv = client.get("/orders.csv").await.expect_status(200);
    csv.body.lines().skip(1).filter_map(|line| line.split([';', ',']).next()?.parse().ok()).collect()
}

testkit::on_both_databases! {
    async fn an_order_without_scripts(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let before = csv_numbers(&anna).await;
        fill(&anna, "RT-1042", "40").await;
        let details = [("reference", "Huis <Mertens> & zoon"), ("note", "Achter het\nhek"), ("delivery_way", "crane")];
        let changed = anna.post_form_from("/review", "/fn/review/details", &details).await.expect_status(303);
        assert_eq!(changed.location(), "/review");
        let page = anna.get("/review").await.expect_status(200);
        assert!(
            page.body.contains("Roof tile, natural red") && page.body.contains("Huis &lt;Mertens"),
            "what was typed is text"
        );

        let (key, review) = (page.hidden("key"), page.hidden("review"));
        let form = [("key", key.as_str()), ("review", review.as_str())];
        let first = anna.post_form_from("/review", "/fn/orders/submit", &form).await.expect_status(303);
        let thanks = first.location().to_owned();
        let number = thanks.trim_start_matches("/orders/").trim_end_matches("/thanks").to_owned();
        assert!(anna.get(&thanks).await.expect_status(200).body.contains(&number));
        // Pressed twice, or sent again by the browser: the same confirmation.
        for _ in 0..2 {
            assert_eq!(
                anna.post_form_from("/review", "/fn/orders/submit", &form).await.expect_status(303).location(),
                thanks
            );
        }
        let after = csv_numbers(&anna).await;
        assert_eq!(after.len(), before.len() + 1);
        assert_eq!(after[0].to_string(), number);
        let order = anna.get(&format!("/orders/{number}")).await.expect_status(200);
        assert!(order.body.contains("Huis &lt;Mertens"), "the reference is on the order");
        portal.check().await;
    }

    async fn without_scripts_the_button_takes_along_what_was_not_saved(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        fill(&anna, "RT-1042", "40").await;
        let page = anna.get("/review").await.expect_status(200);
        let (key, review) = (page.hidden("key"), page.hidden("review"));
        // The browser sends every field of the form, and these are its fields.
        for field in ["address", "delivery_way", "reference", "note"] {
            assert!(page.body.contains(&format!("name=\"{field}\" form=\"review-form\"")), "{field}");
        }
        let now = open(&anna).await;
        let long = "x".repeat(61);
        let with = |reference: &str| {
            [
                ("key", key.clone()),
                ("review", review.clone()),
                ("with", "1".to_owned()),
                ("delivery_way", now.delivery_way.clone()),
                ("reference", reference.to_owned()),
                ("note", "Behind the gate".to_owned()),
            ]
        };
        let wrong = with(&long);
        let wrong: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = anna.post_form_from("/review", "/fn/orders/submit", &wrong).await.expect_status(422);
        assert!(refused.body.contains(&long) && refused.body.contains("Behind the gate"), "what was typed stays");
        let right = with("PO 7");
        let right: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let gone = anna.post_form_from("/review", "/fn/orders/submit", &right).await.expect_status(303);
        let order = anna.get(gone.location().trim_end_matches("/thanks")).await.expect_status(200);
        assert!(order.body.contains("PO 7") && order.body.contains("Behind the gate"));
    }

    async fn the_confirmation_says_how_it_comes(portal: TestPortal) {
        let (actor, anna) = (portal.actor(ANNA).await, portal.customer(ANNA).await);
        let i18n = I18n::of(Language::En);
        for (number, way, comes, text) in [
            ("RT-1042", "van", "Arrives ", i18n.thanks_text()),
            ("RT-1042", "collect", "Ready to be collected ", i18n.thanks_text_collect()),
            ("SV-9004", "", "Planned ", i18n.thanks_text_service()),
        ] {
            portal.put(&actor, &[(number, "1")]).await;
            let typed = service::reviews::Typed {
                address: String::new(),
                delivery_way: way.to_owned(),
                reference: String::new(),
                note: String::new(),
            };
            service::reviews::details(portal.context(), &actor, &typed).await.expect("it can come so");
            let order = portal.submit(&actor).await.number;
            let thanks = anna.get(&format!("/orders/{order}/thanks")).await.expect_status(200);
            for said in ["Arrives ", "Ready to be collected ", "Planned "] {
                assert_eq!(thanks.body.contains(said), said == comes, "{way}: {said}");
            }
            assert!(thanks.body.contains(text), "{way}");
            assert_eq!(thanks.body.contains(i18n.thanks_delivery()), !way.is_empty(), "{way}: services need no delivery");
        }
    }

    async fn the_same_answer_however_often(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        fill(&anna, "RT-1042", "40").await;
        let (key, review) = (new_key().to_string(), open(&anna).await.id.to_string());
        let mut storm = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (anna, key, review) = (anna.clone(), key.clone(), review.clone());
            storm.spawn(async move {
                anna.send("/fn/orders/submit", &[("key", key.as_str()), ("review", review.as_str())]).await
            });
        }
        let mut answers: Vec<i64> = storm
            .join_all()
            .await
            .into_iter()
            .map(|answer| answer.expect_status(200).json::<Submitted>().number)
            .collect();
        answers.dedup();
        assert_eq!(answers.len(), 1);
    }

    async fn what_has_changed_is_409_and_said(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        fill(&anna, "RT-1070", "2").await;
        let seen = open(&anna).await.id.to_string();
        portal.change_article("RT-1070", &[("price:trade-eur", "80.00")]).await;
        let key = new_key().to_string();
        let answer = anna
            .send("/fn/orders/submit", &[("key", key.as_str()), ("review", seen.as_str())])
            .await
            .expect_status(409);
        assert_eq!(answer.code().as_deref(), Some("review_changed"));
        let again = open(&anna).await;
        assert!(!again.differences.is_empty() && again.id.to_string() != seen);
        let review = again.id.to_string();
        anna.send("/fn/orders/submit", &[("key", key.as_str()), ("review", review.as_str())]).await.expect_status(200);
        let reused = anna
            .send("/fn/orders/submit", &[("key", key.as_str()), ("review", seen.as_str())])
            .await
            .expect_status(409);
        assert_eq!(reused.code().as_deref(), Some("key_reused"));
    }

    async fn what_has_changed_is_still_there_when_the_page_is_loaded_again(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        fill(&anna, "RT-1070", "2").await;
        let page = anna.get("/review").await.expect_status(200);
        let (key, review) = (page.hidden("key"), page.hidden("review"));
        portal.change_article("RT-1070", &[("price:trade-eur", "80.00")]).await;
        let form = [("key", key.as_str()), ("review", review.as_str())];
        let i18n = I18n::of(Language::En);
        let dearer = i18n.review_diff_price("€80.00", "€78.00", "");
        let dearer = dearer.trim();
        let refused = anna.post_form_from("/review", "/fn/orders/submit", &form).await.expect_status(409);
        assert!(refused.body.contains(i18n.review_changed()) && refused.body.contains(dearer), "{dearer}");
        for _ in 0..2 {
            let page = anna.get("/review").await.expect_status(200);
            assert!(page.body.contains(i18n.review_changed()) && page.body.contains(dearer), "{dearer}");
        }
        let page = anna.get("/review").await;
        let (key, review) = (page.hidden("key"), page.hidden("review"));
        let form = [("key", key.as_str()), ("review", review.as_str())];
        anna.post_form_from("/review", "/fn/orders/submit", &form).await.expect_status(303);
    }

    async fn above_the_limit_it_waits_and_the_page_says_so(portal: TestPortal) {
        let bram = portal.customer(BRAM).await;
        fill(&bram, "RT-1042", "600").await;
        let page = open(&bram).await;
        assert_eq!(page.above_limit, Some(50_000));
        let (key, review) = (new_key().to_string(), page.id.to_string());
        let submitted: Submitted =
            bram.send("/fn/orders/submit", &[("key", key.as_str()), ("review", review.as_str())]).await.json();
        assert!(submitted.awaiting_approval);
        let anna = portal.customer(ANNA).await;
        assert!(anna.get("/approvals").await.expect_status(200).body.contains(&submitted.number.to_string()));
        let approve = [("number", submitted.number.to_string()), ("version", "1".to_owned())];
        let approve: Vec<(&str, &str)> = approve.iter().map(|(name, value)| (*name, value.as_str())).collect();
        anna.send("/fn/approvals/approve", &approve).await.expect_status(200);
        // A second press of the same person says what the first one did; what comes after it does not fit any more.
        anna.send("/fn/approvals/approve", &approve).await.expect_status(200);
        let refuse: Vec<(&str, &str)> = approve.iter().copied().chain([("reason", "Too late")]).collect();
        anna.send("/fn/approvals/refuse", &refuse).await.expect_status(409);
    }

    async fn what_waits_has_a_way_to_the_next_page(portal: TestPortal) {
        let (bram, anna) = (portal.actor(BRAM).await, portal.customer(ANNA).await);
        let mut last = 0;
        for _ in 0..21 {
            last = portal.order(&bram, &[("RT-1042", "600")]).await;
        }
        let first: OrderList = anna.call("/fn/approvals/list", &json!({})).await.expect_status(200).json();
        let next = format!("/approvals?after={}", first.next.expect("there are more"));
        let i18n = I18n::of(Language::En);
        let page = anna.get("/approvals").await.expect_status(200).body;
        assert!(page.contains(&format!("href=\"{next}\"")) && page.contains(i18n.orders_newer()), "{next}");
        assert!(!page.contains(&format!("/orders/{last}")) && !page.contains(i18n.orders_oldest()));
        let page = anna.get(&next).await.expect_status(200).body;
        assert!(page.contains(&format!("/orders/{last}")) && page.contains(i18n.orders_oldest()));
    }

    async fn an_empty_cart_is_no_error(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let page = anna.get("/review").await;
        assert!(page.status < 500, "{}", page.status);
        assert!(page.body.contains("href=\"/shop\""), "the way to the shop is shown");
        let answer = anna.call("/fn/review/open", &json!({})).await.expect_status(422);
        assert_eq!(answer.code().as_deref(), Some("cart_empty"));
    }
}
