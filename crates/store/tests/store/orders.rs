//! Finding orders: page by page, by words, and never those of somebody else.

use std::time::Duration;

use domain::{
    ids::{OrderId, ReviewId},
    money::{Currency, Quantity},
    orders::{OrderFilter, OrderState, Progress},
    permissions::{Actor, ReadEveryOrder, ReadOrders},
    pricing::LinePrice,
    shop::ShopFilter,
    tax::{Assessment, LineTax, PriceMode, Rate, RateReason},
    time::Date,
};
use store::{
    catalogue::{Audience, by_numbers},
    orders::{NewLine, NewOrder},
};
use testkit::{Database, TestVendor};
use tokio::time::timeout;

use crate::{ANNA, EVA, KATRIN};

const ALL: u16 = u16::MAX;

fn searching(words: &str) -> OrderFilter {
    OrderFilter { search: Some(words.to_owned()), ..OrderFilter::default() }
}

async fn numbers(vendor: &TestVendor, actor: &Actor, filter: &OrderFilter, limit: u16) -> Vec<i64> {
    let granted = actor.grant::<ReadOrders>().expect("members read their orders");
    let heads = store::orders::list(vendor.store(), &granted, filter, limit).await.expect("orders can be read");
    heads.into_iter().map(|head| head.number).collect()
}

/// All numbers of a filter, in pages of this size, beginning after `after`.
async fn in_pages(vendor: &TestVendor, actor: &Actor, filter: &OrderFilter, size: u16, after: Option<i64>) -> Vec<i64> {
    let mut all = Vec::new();
    let mut after = after.map(|number| number.to_string());
    loop {
        let filter = OrderFilter { after: after.take(), ..filter.clone() };
        let page = numbers(vendor, actor, &filter, size).await;
        all.extend(&page);
        match page.last() {
            Some(last) if page.len() == usize::from(size) => after = Some(last.to_string()),
            _ => return all,
        }
    }
}

testkit::on_both_databases! {
    async fn pages_together_are_the_whole_list(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let delivered = OrderFilter { state: Some(OrderState::Delivered), ..OrderFilter::default() };
        for filter in [OrderFilter::default(), delivered] {
            let whole = numbers(&vendor, &anna, &filter, ALL).await;
            assert!(whole.len() > 20, "the demo has enough of them: {}", whole.len());
            assert!(whole.windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");
            assert_eq!(in_pages(&vendor, &anna, &filter, 7, None).await, whole);
        }
    }

    async fn a_new_order_between_two_pages_moves_nothing(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let whole = numbers(&vendor, &anna, &OrderFilter::default(), ALL).await;
        let mut seen = numbers(&vendor, &anna, &OrderFilter::default(), 7).await;
        let new = vendor.order(&anna, &[("TL-7011", "1")]).await;
        seen.extend(in_pages(&vendor, &anna, &OrderFilter::default(), 7, seen.last().copied()).await);
        assert_eq!(seen, whole, "nothing twice, nothing left out");
        assert_eq!(numbers(&vendor, &anna, &OrderFilter::default(), 1).await, [new]);
    }

    async fn orders_are_found_by_what_one_remembers(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let number = vendor.order(&anna, &[("RT-1070", "2")]).await;
        for words in [number.to_string(), format!("#{number}"), format!(" {number} ")] {
            assert!(numbers(&vendor, &anna, &searching(&words), ALL).await.contains(&number), "{words}");
        }
        // The article's number, and its name in any language, without accents and in any case.
        for words in ["rt-1070", "Loodvervanger", "ólommentes", "OLOMMENTES", "Lead-free flash"] {
            assert!(numbers(&vendor, &anna, &searching(words), ALL).await.contains(&number), "{words}");
        }
        let submitted = OrderFilter { state: Some(OrderState::Submitted), ..searching("rt-1070") };
        assert!(numbers(&vendor, &anna, &submitted, ALL).await.contains(&number));
        let cancelled = OrderFilter { state: Some(OrderState::Cancelled), ..searching("rt-1070") };
        assert!(!numbers(&vendor, &anna, &cancelled, ALL).await.contains(&number));
    }

    async fn a_number_finds_that_order_first_and_then_who_has_it_as_a_reference(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        let granted = anna.grant().expect("an owner may order");
        let mut having = Vec::new();
        for place in 0..9 {
            let (order, line) = an_order(&vendor).await;
            let order = NewOrder {
                number: order.number + place,
                reference: Some(number.to_string()),
                search_text: format!("{} {number}", order.number + place),
                ..order
            };
            let tx = vendor.store().begin().await.expect("a transaction begins");
            store::orders::insert(&tx, &granted, &order, &[line]).await.expect("it is written");
            tx.commit().await.expect("it is kept");
            having.insert(0, order.number);
        }
        let expected: Vec<i64> = std::iter::once(number).chain(having).collect();
        let search = searching(&number.to_string());
        assert_eq!(numbers(&vendor, &anna, &search, ALL).await, expected);
        assert_eq!(in_pages(&vendor, &anna, &search, 4, None).await, expected, "page by page, each once");
        let eva = vendor.actor(EVA).await.grant_staff::<ReadEveryOrder>().expect("staff read all orders");
        let found = store::orders::list_any(vendor.store(), &eva, &search, ALL).await.expect("orders can be read");
        assert_eq!(found.into_iter().map(|head| head.number).collect::<Vec<_>>(), expected);
    }

    async fn signs_of_a_pattern_are_only_signs(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        for words in ["%", "_", "%%", "\\", "\\%", "?", "\"*", "NEAR(", "-"] {
            assert!(numbers(&vendor, &anna, &searching(words), ALL).await.is_empty(), "{words}");
        }
        let everything = numbers(&vendor, &anna, &OrderFilter::default(), ALL).await;
        assert_eq!(
            numbers(&vendor, &anna, &searching("   "), ALL).await,
            everything,
            "nothing asked, nothing left out"
        );
    }

    async fn an_account_finds_its_own_orders_only(vendor: TestVendor) {
        let (anna, katrin) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
        let ours = numbers(&vendor, &anna, &OrderFilter::default(), ALL).await;
        let theirs = numbers(&vendor, &katrin, &OrderFilter::default(), ALL).await;
        assert!(!theirs.is_empty() && ours.iter().all(|number| !theirs.contains(number)));

        let granted = katrin.grant::<ReadOrders>().expect("members read their orders");
        assert!(store::orders::find(vendor.store(), &granted, ours[0]).await.expect("orders can be read").is_none());
        assert!(!numbers(&vendor, &katrin, &searching(&ours[0].to_string()), ALL).await.contains(&ours[0]));
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert!(store::orders::lock(&tx, &granted, ours[0]).await.expect("orders can be read").is_none());
        drop(tx);

        // The vendor's people see both.
        let eva = vendor.actor(EVA).await.grant_staff::<ReadEveryOrder>().expect("staff read all orders");
        let all = store::orders::list_any(vendor.store(), &eva, &OrderFilter::default(), ALL)
            .await
            .expect("orders can be read");
        let all: Vec<i64> = all.into_iter().map(|head| head.number).collect();
        assert!(ours.iter().chain(&theirs).all(|number| all.contains(number)));
    }

    async fn the_vendor_finds_orders_by_their_customer(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let granted = anna.grant::<ReadOrders>().expect("members read their orders");
        let ours = store::orders::list(vendor.store(), &granted, &OrderFilter::default(), 1).await.expect("orders can be read");
        let ours = ours.into_iter().next().expect("the demo has orders");
        let eva = vendor.actor(EVA).await.grant_staff::<ReadEveryOrder>().expect("staff read all orders");
        for words in [ours.account_name.as_str(), &ours.account_name.to_uppercase(), ours.account_number.as_str()] {
            let found = store::orders::list_any(vendor.store(), &eva, &searching(words), ALL).await.expect("orders can be read");
            assert!(found.iter().any(|head| head.number == ours.number), "{words}");
            assert!(found.iter().all(|head| head.account_name == ours.account_name), "{words}");
        }
    }

    async fn the_vendor_finds_what_is_long_ago(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let granted = anna.grant().expect("an owner may order");
        let (order, line) = an_order(&vendor).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::orders::insert(&tx, &granted, &order, &[line]).await.expect("it is written");
        tx.commit().await.expect("it is kept");

        let eva = vendor.actor(EVA).await.grant_staff::<ReadEveryOrder>().expect("staff read all orders");
        let account = vendor.actor(KATRIN).await.grant::<ReadOrders>().expect("members read their orders");
        let theirs = store::orders::list(vendor.store(), &account, &OrderFilter::default(), ALL).await.expect("orders can be read");
        let whole: Vec<i64> = theirs.iter().map(|head| head.number).collect();
        let mut filter = searching(&theirs[0].account_name);
        let mut found = Vec::new();
        loop {
            let page = store::orders::list_any(vendor.store(), &eva, &filter, 3).await.expect("orders can be read");
            found.extend(page.iter().map(|head| head.number));
            let Some(last) = page.last() else { break };
            filter.after = Some(last.number.to_string());
        }
        assert!(order.number - whole[0] > 100_000 && whole.len() > 6, "far from the newest, and more than a page");
        assert_eq!(found, whole);
        let none = store::orders::list_any(vendor.store(), &eva, &searching("zzznone"), 3).await.expect("orders can be read");
        assert!(none.is_empty());
    }

    async fn an_order_can_be_long(vendor: TestVendor) {
        // 26 values for each line: in one statement, SQLite would take 1,260 lines of them.
        const LINES: usize = 1_300;
        let anna = vendor.actor(ANNA).await;
        let granted = anna.grant().expect("an owner may order");
        let (order, line) = an_order(&vendor).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::orders::insert(&tx, &granted, &order, &vec![line; LINES]).await.expect("all lines are written");
        tx.commit().await.expect("they are kept");
        let granted = anna.grant::<ReadOrders>().expect("members read their orders");
        let whole = store::orders::find(vendor.store(), &granted, order.number).await.expect("orders can be read");
        let whole = whole.expect("it is there");
        assert_eq!((whole.lines.len(), whole.head.line_count), (LINES, 1_300));

        // A step changes them all at once, each in its own way, and no other order's.
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let (head, mut lines) =
            store::orders::lock(&tx, &granted, order.number).await.expect("it is read").expect("it is there");
        for (place, line) in lines.iter_mut().enumerate() {
            let place = i32::try_from(place).expect("there are few");
            line.promised = (place % 2 == 0).then(|| Date::from_days(20_000 + place));
            line.confirmed = place % 3 == 0;
            line.progress = Progress { ordered: 1_000, cancelled: 400, shipped: 600, delivered: 500 };
        }
        store::orders::save_lines(&tx, &head, &lines[1..]).await.expect("they are written");
        tx.commit().await.expect("it is kept");
        let whole = store::orders::find(vendor.store(), &granted, order.number).await.expect("orders can be read");
        let now = whole.expect("it is there").lines;
        assert_eq!((now[0].progress.cancelled, now[0].promised, now[0].confirmed), (0, None, false));
        for (written, line) in lines.iter().zip(&now).skip(1) {
            assert_eq!((line.id, line.promised, line.confirmed), (written.id, written.promised, written.confirmed));
            assert_eq!(line.progress, written.progress);
        }
    }
}

/// A foreign order's number finds nothing, and keeps nobody waiting. SQLite has one writer: there, all wait for all.
#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_number_holds_nothing() {
    let vendor = TestVendor::start(Database::Postgres).await;
    let (anna, katrin) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
    let ours = numbers(&vendor, &anna, &OrderFilter::default(), 1).await[0];
    let (ours_too, theirs) = (anna.grant::<ReadOrders>(), katrin.grant::<ReadOrders>());
    let (anna, katrin) = (ours_too.expect("members read"), theirs.expect("members read"));

    let guessing = vendor.store().begin().await.expect("a transaction begins");
    assert!(store::orders::lock(&guessing, &katrin, ours).await.expect("orders can be read").is_none());
    let owning = vendor.store().begin().await.expect("a transaction begins");
    let locked = timeout(Duration::from_secs(5), store::orders::lock(&owning, &anna, ours)).await;
    assert!(locked.expect("nobody else holds it").expect("orders can be read").is_some());
    // The other way round: who owns it keeps the one who guesses from nothing either.
    let again = timeout(Duration::from_secs(5), store::orders::lock(&guessing, &katrin, ours)).await;
    assert!(again.expect("it is not waited for").expect("orders can be read").is_none());
}

/// An order of nothing yet, and a line.
async fn an_order(vendor: &TestVendor) -> (NewOrder, NewLine) {
    let audience = Audience { price_list: "trade-eur", currency: Currency::EUR, account: None };
    let found = by_numbers(vendor.store(), &["TL-7011".to_owned()], &ShopFilter::default(), audience).await;
    let article = found.expect("the catalogue can be read").pop().expect("the article is sold");
    let rate = Rate { basis_points: 2_100, reason: RateReason::Domestic };
    let line = NewLine {
        article: article.id,
        number: article.number,
        names: article.names.clone(),
        picture: article.picture,
        unit: article.unit,
        kind: article.kind,
        quantity: Quantity::from_units(1),
        price: LinePrice { list_price: 0, unit_price: 0, amount: 0, discount: 0 },
        tax: LineTax { net: 0, tax: 0, gross: 0, rate },
        promised: None,
        wished: None,
    };
    let now = vendor.context().now();
    let order = NewOrder {
        id: OrderId(store::new_id()),
        number: 900_001,
        state: OrderState::Submitted,
        review: ReviewId(store::new_id()),
        currency: Currency::EUR,
        mode: PriceMode::Net,
        goods_amount: 0,
        delivery_way: "collect".to_owned(),
        delivery_amount: 0,
        tax: Assessment { lines: Vec::new(), by_rate: Vec::new(), net: 0, tax: 0, gross: 0 },
        address: Vec::new(),
        reference: None,
        note: None,
        summary: article.names,
        search_text: "900001".to_owned(),
        promised: None,
        cancel_until: now,
        submitted: now,
    };
    (order, line)
}
