//! `/cart`, `/quick`, and filling a cart before and after signing in.

use domain::{
    cart::{CartView, FillReport},
    i18n::I18n,
    language::Language,
    session::Reader,
};
use serde_json::json;
use testkit::{Client, TestPortal, new_key};

use crate::{ANNA, YASMIN};

async fn view(client: &Client) -> CartView {
    client.call("/fn/cart/view", &json!({})).await.expect_status(200).json()
}

async fn change(client: &Client, key: &str, number: &str, quantity: &str, mode: &str) -> i32 {
    let fields = [("key", key), ("number", number), ("quantity", quantity), ("mode", mode)];
    client.send("/fn/cart/change", &fields).await.expect_status(200).json()
}

testkit::on_both_databases! {
    async fn a_cart_before_signing_in_comes_along(portal: TestPortal) {
        let browser = portal.anonymous();
        let key = new_key().to_string();
        let form =
            [("key", key.as_str()), ("number", "RT-1042"), ("quantity", "10"), ("mode", "add"), ("next", "/cart")];
        for _ in 0..3 {
            // The same press, sent again: it counts once.
            assert_eq!(
                browser.post_form_from("/shop", "/fn/cart/change", &form).await.expect_status(303).location(),
                "/cart"
            );
        }
        let page = browser.get("/cart").await.expect_status(200);
        assert!(page.body.contains("Roof tile, natural red"));
        assert_eq!(view(&browser).await.lines[0].quantity.whole(), Some(10));

        portal.sign_in(&browser, ANNA).await;
        let cart = view(&browser).await;
        assert_eq!((cart.lines.len(), cart.signed_in, cart.gross_prices), (1, true, false));
        let phone = portal.customer(ANNA).await;
        assert_eq!(view(&phone).await.lines[0].quantity.whole(), Some(10), "the same on every device");
        let reader: Reader = phone.call("/fn/entry/reader", &json!({})).await.json();
        assert_eq!(reader.cart_count, 1);
        assert!(view(&portal.anonymous()).await.lines.is_empty());
    }

    async fn plus_minus_and_away(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let key = || new_key().to_string();
        assert_eq!(change(&anna, &key(), "RT-1090", "20", "set").await, 1);
        for (step, expected) in [("1", 30), ("-1", 20), ("-1", 10), ("-1", 10)] {
            let now = view(&anna).await.lines[0].quantity.whole().expect("whole slates").to_string();
            let key = key();
            let form = [
                ("key", key.as_str()),
                ("number", "RT-1090"),
                ("quantity", now.as_str()),
                ("mode", "set"),
                ("step", step),
            ];
            anna.send("/fn/cart/change", &form).await.expect_status(200);
            assert_eq!(view(&anna).await.lines[0].quantity.whole(), Some(expected), "{step}");
        }
        assert_eq!(change(&anna, &key(), "RT-1090", "0", "set").await, 0);
    }

    async fn a_long_list_is_taken_without_scripts(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        // None of them is an article, and the report on each is longer than the line.
        let mut text: String = (0..9_000).map(|line| format!("NONE-{line};1\n")).collect();
        text.insert_str(0, "RT-1042;10\n");
        let key = new_key().to_string();
        let answer =
            anna.post_form_from("/quick", "/fn/cart/fill", &[("key", key.as_str()), ("text", text.as_str())]).await;
        assert_ne!(answer.status, 500, "what was done is not said to have failed");
        let lines = view(&anna).await.lines.len();
        assert_eq!(answer.status == 200, lines == 1, "{}: it is done and said, or neither", answer.status);
    }

    async fn a_cart_that_cannot_be_reviewed_says_why(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let key = || new_key().to_string();
        let i18n = I18n::of(Language::En);
        change(&anna, &key(), "RT-1090", "20", "set").await;
        change(&anna, &key(), "TL-7012", "1", "set").await;
        assert!(anna.get("/cart").await.expect_status(200).body.contains("href=\"/review\""));
        portal.change_article("RT-1090", &[("order_step", "25")]).await;
        portal.change_article("TL-7012", &[("price:trade-eur", "")]).await;
        let page = anna.get("/cart").await.expect_status(200);
        for said in [
            i18n.cart_blocked(2).as_str(),
            i18n.cart_blocked_text(),
            i18n.cart_line_not_sold(),
            "This is sold in steps of 25",
            "href=\"#line-",
        ] {
            assert!(page.body.contains(said), "{said}");
        }
        assert!(!page.body.contains("href=\"/review\""));
        assert_eq!(change(&anna, &key(), "TL-7012", "0", "set").await, 1, "what is no longer sold can be taken out");
        change(&anna, &key(), "RT-1090", "50", "set").await;
        assert!(anna.get("/cart").await.expect_status(200).body.contains("href=\"/review\""));
    }

    async fn a_wished_day_is_taken_back_without_scripts(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let clear = I18n::of(Language::En).cart_clear_day();
        change(&anna, &new_key().to_string(), "SV-9004", "1", "set").await;
        let day = view(&anna).await.lines[0].earliest.expect("a service has a first day").iso();
        for (wished, is_wished) in [(day.as_str(), true), ("", false)] {
            let key = new_key().to_string();
            // Without a day it is the form beside the line, whose only word on the day is that there is none.
            let mut form = vec![("key", key.as_str()), ("number", "SV-9004"), ("quantity", "1"), ("mode", "set")];
            if is_wished {
                form.push(("wished", wished));
            }
            anna.post_form_from("/cart", "/fn/cart/change", &form).await.expect_status(303);
            assert_eq!(view(&anna).await.lines[0].wished.is_some(), is_wished);
            assert_eq!(anna.get("/cart").await.expect_status(200).body.contains(clear), is_wished);
        }
    }

    async fn a_file_without_scripts(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let key = new_key().to_string();
        let file = "number;quantity\r\nRT-1042;40\r\nNOPE;1\r\nRT-1090;15\r\n";
        let answer = anna.upload("/cart/upload", &[("key", key.as_str()), ("file", file)]).await.expect_status(200);
        let i18n = I18n::of(Language::En);
        for said in [i18n.quick_taken(2), i18n.quick_refused(1), "NOPE;1".to_owned(), "RT-1090".to_owned()] {
            assert!(answer.body.contains(&said), "the page says what became of each line: {said}");
        }
        let spreadsheet = anna.upload("/cart/upload", &[("key", new_key().to_string().as_str()), ("file", "PK\0\0")]).await;
        assert!(spreadsheet.expect_status(422).body.contains(i18n.refusal_file()));
        let cart = view(&anna).await;
        let quantities: Vec<_> = cart.lines.iter().map(|line| (line.number.as_str(), line.quantity.whole())).collect();
        assert_eq!(quantities, [("RT-1042", Some(40)), ("RT-1090", Some(20))]);
        anna.upload("/cart/upload", &[("file", file)]).await.expect_status(422);

        let pasted: FillReport =
            anna.send("/fn/cart/fill", &[("key", new_key().to_string().as_str()), ("text", "TL-7011 2")]).await.json();
        assert_eq!(pasted.counts(), (1, 0, 0));
        let sample = anna.get("/quick/sample.csv").await.expect_status(200);
        let report: FillReport = anna
            .send("/fn/cart/fill", &[("key", new_key().to_string().as_str()), ("text", sample.body.as_str())])
            .await
            .json();
        assert_eq!(report.counts(), (2, 0, 0), "the sample file is one that works");
    }

    async fn lists_are_kept_and_go_into_the_cart(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        change(&anna, &new_key().to_string(), "RT-1042", "40", "set").await;
        let key = new_key().to_string();
        let kept = anna
            .post_form_from("/cart", "/fn/lists/save-cart", &[("key", key.as_str()), ("name", "Roofs of type B")])
            .await
            .expect_status(303);
        let list = kept.location().to_owned();
        assert!(anna.get(&list).await.expect_status(200).body.contains("Roofs of type B"));
        assert!(anna.get("/lists").await.expect_status(200).body.contains("Roofs of type B"));
        let id = list.trim_start_matches("/lists/");
        for _ in 0..2 {
            anna.post_form_from(&list, "/fn/lists/to-cart", &[("key", key.as_str()), ("id", id)])
                .await
                .expect_status(303);
        }
        assert_eq!(view(&anna).await.lines[0].quantity.whole(), Some(80));

        let rename = async |key: &str, name: &str| {
            let form = [("key", key), ("id", id), ("name", name)];
            anna.post_form_from(&list, "/fn/lists/rename", &form).await
        };
        let refused = rename(&new_key().to_string(), "  ").await.expect_status(422);
        assert!(refused.body.contains(I18n::of(Language::En).refusal_missing()), "the page says what is missing");
        let (first, second) = (new_key().to_string(), new_key().to_string());
        assert_eq!(rename(&first, "Roofs of type C").await.expect_status(303).location(), list);
        rename(&second, "Roofs of type D").await.expect_status(303);
        // The first one again, whose answer was lost: what came after it stays.
        rename(&first, "Roofs of type C").await.expect_status(303);
        let page = anna.get(&list).await.expect_status(200);
        assert!(page.body.contains("Roofs of type D") && !page.body.contains("Roofs of type C"));

        let key = new_key().to_string();
        for _ in 0..2 {
            let deleted = anna.post_form_from(&list, "/fn/lists/delete", &[("key", key.as_str()), ("id", id)]).await;
            assert_eq!(deleted.expect_status(303).location(), "/lists");
        }
        anna.get(&list).await.expect_status(404);
        let none = anna.get("/lists").await.expect_status(200);
        assert!(none.body.contains(I18n::of(Language::En).lists_empty_title()), "what lists are for is said");
    }

    async fn a_viewer_sees_the_shop_and_has_no_cart(portal: TestPortal) {
        let yasmin = portal.customer(YASMIN).await;
        assert!(!view(&yasmin).await.may_order);
        let key = new_key().to_string();
        let fields = [("key", key.as_str()), ("number", "TL-7011"), ("mode", "add")];
        yasmin.send("/fn/cart/change", &fields).await.expect_status(403);
    }
}
