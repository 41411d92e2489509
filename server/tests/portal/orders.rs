//! `/orders`: the account's own, and nobody else's.

use app::features::home::api::Home;
use domain::orders::{OrderList, OrderPage, OrderState};
use serde_json::json;
use testkit::{Answer, TestPortal};

use crate::{ANNA, BRAM, KATRIN, YASMIN};

/// What a page says besides the number that was asked for and what is new in every answer.
pub fn bytes(answer: &Answer, number: impl ToString) -> (u16, Vec<(String, String)>, String) {
    let number = number.to_string();
    let policy = answer.header("content-security-policy").to_owned();
    let nonce =
        policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("no nonce").to_owned();
    let plain = |text: &str| text.replace(&nonce, "NONCE").replace(&number, "NUMBER");
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["x-request-id", "date", "content-length"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), plain(value.to_str().unwrap_or(""))))
        .collect();
    headers.sort();
    (answer.status, headers, plain(&answer.body))
}

testkit::on_both_databases! {
    async fn the_first_page_says_that_there_are_more(portal: TestPortal) {
        let owner = portal.new_owners(1).await.remove(0);
        let page = portal.customer("owner-1@test.example").await;
        let more = "class=\"button button-quiet\">All orders";
        for place in 1..=6 {
            portal.order(&owner, &[("TL-7011", "1")]).await;
            let shown = page.get("/").await.expect_status(200).body;
            assert_eq!(shown.contains(more), place > 5, "{place} open orders");
        }
    }

    async fn a_foreign_order_is_the_same_bytes_as_a_missing_one(portal: TestPortal) {
        let anna = portal.actor(ANNA).await;
        let foreign = portal.order(&anna, &[("TL-7011", "1")]).await;
        // As many digits, so that lengths are equal too.
        let missing = foreign + 1_000;
        let katrin = portal.customer(KATRIN).await;
        for path in ["/orders/{}", "/orders/{}/thanks", "/orders/{}/again"] {
            let of = async |number: i64| bytes(&katrin.get(&path.replace("{}", &number.to_string())).await, number);
            let (one, other) = (of(foreign).await, of(missing).await);
            assert_eq!(one.0, 404, "{path}");
            assert_eq!(one, other, "{path}");
        }
        for path in ["/fn/orders/page", "/fn/orders/again"] {
            let of = async |number: i64| {
                let answer = katrin.call(path, &json!({ "number": number, "order": number })).await;
                bytes(&answer, number)
            };
            let (one, other) = (of(foreign).await, of(missing).await);
            assert_eq!(one.0, 404, "{path}");
            assert_eq!(one, other, "{path}");
        }
        for path in
            ["/fn/orders/cancel", "/fn/orders/request-cancellation", "/fn/approvals/approve", "/fn/approvals/refuse"]
        {
            let of = async |number: i64| {
                let number_text = number.to_string();
                let fields = [("number", number_text.as_str()), ("version", "1"), ("reason", "Please")];
                bytes(&katrin.send(path, &fields).await, number)
            };
            let (one, other) = (of(foreign).await, of(missing).await);
            assert_eq!(one.0, 404, "{path}");
            assert_eq!(one, other, "{path}");
        }
        // Its owner and its colleagues see it.
        for email in [ANNA, YASMIN] {
            let page = portal.customer(email).await.get(&format!("/orders/{foreign}")).await.expect_status(200);
            assert!(page.body.contains("trowel") || page.body.contains("Truelle"), "{email}");
        }
    }

    async fn the_list_goes_page_by_page(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let (mut numbers, mut after) = (Vec::new(), None::<String>);
        loop {
            let filter = json!({ "filter": { "after": after } });
            let list: OrderList = anna.call("/fn/orders/list", &filter).await.expect_status(200).json();
            assert!(list.orders.len() <= 20);
            numbers.extend(list.orders.iter().map(|card| card.number));
            match list.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert!(numbers.len() > 40 && numbers.windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");
        let page = anna.get("/orders").await.expect_status(200);
        assert!(
            page.body.contains(&format!("/orders/{}", numbers[0]))
                && !page.body.contains(&format!("/orders/{}\"", numbers[30]))
        );
    }

    async fn the_file_has_what_the_list_has(portal: TestPortal) {
        let anna = portal.actor(ANNA).await;
        portal.put(&anna, &[("RT-1070", "2")]).await;
        let typed = service::reviews::Typed {
            address: String::new(),
            delivery_way: String::new(),
            reference: "=1+1;\"quoted\"".to_owned(),
            note: String::new(),
        };
        service::reviews::details(portal.context(), &anna, &typed).await.expect("anything may be a reference");
        let number = portal.submit(&anna).await.number;

        let (browser, katrin) = (portal.customer(ANNA).await, portal.customer(KATRIN).await);
        let file = browser.get("/orders.csv").await.expect_status(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert!(file.body.starts_with("\u{feff}Order,State,Submitted,"), "{}", file.start());
        let line = file.body.lines().nth(1).expect("there are orders");
        assert!(line.starts_with(&format!("{number},submitted,24/11/2026,")), "{line}");
        assert!(line.contains("\"'=1+1;\"\"quoted\"\"\""), "no formula for a spreadsheet: {line}");

        // Elsewhere numbers have a decimal comma, and cells a semicolon between them.
        let bram = portal.customer(BRAM).await.get("/orders.csv").await.expect_status(200);
        assert!(bram.body.starts_with("\u{feff}Bestelling;Status;Geplaatst op;"), "{}", bram.start());
        let dutch = bram.body.lines().nth(1).expect("the same orders");
        assert!(dutch.starts_with(&format!("{number};")) && dutch.contains(";24-11-2026;"), "{dutch}");
        let total = |line: &str, separator: char| line.rsplit(separator).next().map(str::to_owned).unwrap_or_default();
        assert_eq!(total(dutch, ';').replace(',', "."), total(line, ','), "{dutch}");

        let ours: Vec<&str> = file.body.lines().skip(1).filter_map(|line| line.split([',', ';']).next()).collect();
        let theirs = katrin.get("/orders.csv").await.expect_status(200);
        let theirs: Vec<&str> = theirs.body.lines().skip(1).filter_map(|line| line.split([',', ';']).next()).collect();
        assert!(ours.len() > 40 && !theirs.is_empty() && theirs.iter().all(|number| !ours.contains(number)));

        let found = browser.get("/orders.csv?q=rt-1070&state=submitted").await.expect_status(200);
        assert_eq!(found.body.lines().filter(|line| line.starts_with(&number.to_string())).count(), 1);
        assert!(found.body.lines().skip(1).all(|line| line.split(',').nth(1) == Some("submitted")));
    }

    async fn cancelled_free_and_then_asked_for(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let (early, late) =
            (portal.order(&actor, &[("TL-7011", "1")]).await, portal.order(&actor, &[("TL-7012", "1")]).await);
        let anna = portal.customer(ANNA).await;
        let of = |number: i64| number.to_string();
        let back = anna
            .post_form_from(&format!("/orders/{early}"), "/fn/orders/cancel", &[("number", of(early).as_str())])
            .await;
        assert_eq!(back.expect_status(303).location(), format!("/orders/{early}"));
        let page: OrderPage = anna.call("/fn/orders/page", &json!({ "number": early })).await.json();
        assert_eq!(page.state, OrderState::Cancelled);

        portal.advance(19 * 60);
        let answer = anna.send("/fn/orders/cancel", &[("number", of(late).as_str())]).await.expect_status(409);
        assert_eq!(answer.code().as_deref(), Some("too_late"));
        let asked = [("number", of(late)), ("reason", "The job is off".to_owned())];
        let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
        anna.send("/fn/orders/request-cancellation", &asked).await.expect_status(200);
        let page: OrderPage = anna.call("/fn/orders/page", &json!({ "number": late })).await.json();
        assert!(page.cancel_requested && page.state == OrderState::Submitted);
        portal.check().await;
    }

    async fn an_old_order_again(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let number = portal.order(&actor, &[("RT-1042", "40"), ("TL-7011", "1")]).await;
        let anna = portal.customer(ANNA).await;
        let page = anna.get(&format!("/orders/{number}/again")).await.expect_status(200);
        assert!(page.body.contains("Roof tile, natural red"));
        assert!(page.body.contains("40 pieces then") && page.body.contains("name=\"lines[1][take]\""), "ticked one by one");
        let (key, order) = (page.hidden("key"), page.hidden("order"));
        let here = format!("/orders/{number}/again");
        // The tiles are wanted, fewer of them; the trowel is not.
        let mut form = vec![
            ("key", key.as_str()),
            ("order", order.as_str()),
            ("lines[0][number]", "RT-1042"),
            ("lines[0][take]", "1"),
            ("lines[0][quantity]", "many"),
            ("lines[1][number]", "TL-7011"),
            ("lines[1][quantity]", "1"),
        ];
        let refused = anna.post_form_from(&here, "/fn/orders/take-again", &form).await.expect_status(422);
        assert!(refused.body.contains("value=\"many\"") && refused.body.contains("again-0-error"), "kept, with a word beside it");
        form[4].1 = "25";
        for _ in 0..2 {
            let again = anna.post_form_from(&here, "/fn/orders/take-again", &form).await;
            assert_eq!(again.expect_status(303).location(), "/cart");
        }
        let cart: domain::cart::CartView = anna.call("/fn/cart/view", &json!({})).await.json();
        let quantities: Vec<_> = cart.lines.iter().map(|line| (line.number.as_str(), line.quantity.whole())).collect();
        assert_eq!(quantities, [("RT-1042", Some(25))], "once, and nothing else");
        let none = [("key", key.as_str()), ("order", order.as_str())];
        let refused = anna.post_form_from(&here, "/fn/orders/take-again", &none).await.expect_status(422);
        assert!(refused.body.contains("Tick at least one line."));
    }

    async fn the_first_page_says_whom_an_order_waits_for(portal: TestPortal) {
        let bram = portal.actor(BRAM).await;
        let number = portal.order(&bram, &[("RT-1042", "600")]).await;
        let home: Home = portal.customer(BRAM).await.call("/fn/home/page", &json!({})).await.expect_status(200).json();
        assert!(home.waiting.is_empty(), "a buyer approves nothing");
        assert!(home.yours.iter().any(|order| order.number == number));
        assert!(home.approvers.iter().any(|name| name.starts_with("Anna")), "{:?}", home.approvers);
        let page = portal.customer(BRAM).await.get("/").await.expect_status(200);
        assert!(page.body.contains("wacht op Anna"), "in the reader's language");
        let home: Home = portal.customer(ANNA).await.call("/fn/home/page", &json!({})).await.expect_status(200).json();
        assert!(home.waiting.iter().any(|order| order.number == number));
        assert!(home.yours.iter().all(|order| order.number != number));
        let late: Vec<bool> = home.open_orders.iter().map(|order| order.late).collect();
        assert!(late.windows(2).all(|pair| pair[0] >= pair[1]), "late ones first: {late:?}");
    }

    async fn a_printed_order_says_from_whom_and_for_whom(portal: TestPortal) {
        let actor = portal.actor(ANNA).await;
        let number = portal.order(&actor, &[("TL-7011", "1")]).await;
        let page = portal.customer(ANNA).await.get(&format!("/orders/{number}")).await.expect_status(200);
        let vendor = portal.context().settings().vendor.clone();
        let account = service::accounts::page(portal.context(), &actor).await.expect("the account has a page");
        let theirs = account.vat_number.expect("a company has a VAT number");
        for text in [&vendor.vat_number, &theirs, &account.addresses[0].lines[1], &account.number] {
            assert!(page.body.contains(text.as_str()), "{text}");
        }
        // Signs that HTML writes differently are left out of the comparison.
        let street = vendor.address.split([',', '\'', '&']).next().unwrap_or_default();
        assert!(!street.is_empty() && page.body.contains(street), "{street}");
    }
}
