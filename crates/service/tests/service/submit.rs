//! Submitting once: the same key, the last piece, an offer that has changed, and what databases do under load.

use domain::{
    cart::MOST_LINES,
    ids::CartId,
    money::{Currency, Quantity},
    orders::Submit,
    permissions::{Granted, PlaceOrders},
    refusal::Code,
    review::Difference,
    shop::ShopFilter,
};
use service::{Error, carts::fill, orders::submit};
use store::{
    carts::Owner,
    catalogue::{Audience, by_numbers},
};
use testkit::{TestVendor, new_key};
use tokio::{task::JoinSet, time::timeout};

use crate::{ANNA, GABOR, YASMIN, carts::many_articles, count_orders, refused};

testkit::on_both_databases! {
    async fn a_storm_of_one_key_is_one_order(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1042", "40"), ("TL-7011", "1")]).await;
        let input = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        let before = count_orders(&vendor).await;
        let mut storm = JoinSet::new();
        for _ in 0..50 {
            let (context, anna) = (vendor.context().clone(), anna.clone());
            storm.spawn(async move { submit(&context, &anna, input).await });
        }
        let mut answers: Vec<i64> = storm
            .join_all()
            .await
            .into_iter()
            .map(|answer| answer.expect("every repetition is answered").number)
            .collect();
        answers.dedup();
        assert_eq!(answers.len(), 1, "all answers are the same");
        assert_eq!(count_orders(&vendor).await, before + 1);
        // A day later, from a phone that was off: still the same answer.
        vendor.advance(1440);
        assert_eq!(submit(vendor.context(), &anna, input).await.expect("it is answered").number, answers[0]);
        assert_eq!(vendor.page(&anna, answers[0]).await.lines.len(), 2);
        vendor.check().await;
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to(ANNA).await.len(), 1);
    }

    async fn two_hundred_buyers_and_one_piece(vendor: TestVendor) {
        let last = [
            ("number", "TEST-1"),
            ("stock", "1"),
            ("lead_days", ""),
            ("incoming_quantity", ""),
            ("incoming_in_days", ""),
        ];
        vendor.change_article("TL-7021", &last).await;
        let buyers = vendor.new_owners(200).await;
        let mut inputs = Vec::with_capacity(buyers.len());
        for buyer in &buyers {
            vendor.put(buyer, &[("TEST-1", "1")]).await;
            let review = vendor.review(buyer).await;
            assert_eq!(review.blocked, None, "everybody sees it on the shelf");
            inputs.push(Submit { key: new_key(), review: review.id });
        }
        let before = count_orders(&vendor).await;
        let mut rush = JoinSet::new();
        for (buyer, input) in buyers.into_iter().zip(inputs) {
            let context = vendor.context().clone();
            rush.spawn(async move { submit(&context, &buyer, input).await });
        }
        let mut sold = 0;
        for answer in rush.join_all().await {
            match answer {
                Ok(_) => sold += 1,
                Err(Error::Refused(refusal)) if matches!(refusal.code, Code::ReviewChanged | Code::Article) => {}
                Err(other) => panic!("no clear answer: {other:?}"),
            }
        }
        assert_eq!(sold, 1);
        assert_eq!(count_orders(&vendor).await, before + 1);
        let audience = Audience { price_list: "trade-eur", currency: Currency::EUR, account: None };
        let found = by_numbers(vendor.store(), &["TEST-1".to_owned()], &ShopFilter::default(), audience).await;
        assert_eq!(found.expect("the catalogue can be read")[0].stock.free, Quantity::default());
        vendor.check().await;
    }

    async fn a_key_belongs_to_one_review_of_one_account(vendor: TestVendor) {
        let (anna, gabor) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await);
        let key = new_key();
        vendor.put(&anna, &[("TL-7011", "1")]).await;
        let first = Submit { key, review: vendor.review(&anna).await.id };
        let number = submit(vendor.context(), &anna, first).await.expect("it goes").number;

        vendor.put(&anna, &[("TL-7012", "1")]).await;
        let other = Submit { key, review: vendor.review(&anna).await.id };
        let before = count_orders(&vendor).await;
        assert_eq!(refused(submit(vendor.context(), &anna, other).await), Code::KeyReused);
        assert_eq!(count_orders(&vendor).await, before);
        assert_eq!(submit(vendor.context(), &anna, first).await.expect("it is answered").number, number);

        // By chance, or by guessing, another account uses the same key: it learns nothing and is served.
        vendor.put(&gabor, &[("TL-7011", "1")]).await;
        let theirs = Submit { key, review: vendor.review(&gabor).await.id };
        assert_ne!(submit(vendor.context(), &gabor, theirs).await.expect("it goes").number, number);
        assert_eq!(
            refused(submit(vendor.context(), &gabor, Submit { key: new_key(), review: first.review }).await),
            Code::CartEmpty
        );
    }

    async fn a_second_tab_lands_on_the_same_confirmation(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        let review = vendor.review(&anna).await.id;
        let before = count_orders(&vendor).await;
        let mut tabs = JoinSet::new();
        for _ in 0..2 {
            let (context, anna) = (vendor.context().clone(), anna.clone());
            // Each tab has made a key of its own.
            tabs.spawn(async move { submit(&context, &anna, Submit { key: new_key(), review }).await });
        }
        let numbers: Vec<i64> =
            tabs.join_all().await.into_iter().map(|answer| answer.expect("both tabs are answered").number).collect();
        assert_eq!(numbers[0], numbers[1]);
        assert_eq!(count_orders(&vendor).await, before + 1);
    }

    async fn the_same_again_is_a_second_order(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let first = vendor.order(&anna, &[("RT-1042", "40")]).await;
        let second = vendor.order(&anna, &[("RT-1042", "40")]).await;
        assert_ne!(first, second);
        vendor.check().await;
    }

    async fn dearer_asks_again(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1070", "2")]).await;
        let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        vendor.change_article("RT-1070", &[("price:trade-eur", "80.00; 10=75.00")]).await;
        let before = count_orders(&vendor).await;
        assert_eq!(refused(submit(vendor.context(), &anna, seen).await), Code::ReviewChanged);
        assert_eq!(count_orders(&vendor).await, before);

        let review = vendor.review(&anna).await;
        let expected = Difference::Price { number: "RT-1070".to_owned(), before: 7_800, now: 8_000 };
        assert!(review.differences.contains(&expected), "{:?}", review.differences);
        assert_eq!(review.version, 2);
        let again = Submit { key: seen.key, review: review.id };
        let number =
            submit(vendor.context(), &anna, again).await.expect("with open eyes it goes, with the same key").number;
        assert_eq!(vendor.page(&anna, number).await.lines[0].unit_price, 8_000);
        vendor.check().await;
    }

    async fn cheaper_passes(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1070", "2")]).await;
        let review = vendor.review(&anna).await;
        vendor.change_article("RT-1070", &[("price:trade-eur", "70.00")]).await;
        let seen = Submit { key: new_key(), review: review.id };
        let number = submit(vendor.context(), &anna, seen).await.expect("less than seen is no question").number;
        let page = vendor.page(&anna, number).await;
        assert_eq!(page.lines[0].unit_price, 7_000);
        assert!(page.total < review.tax.gross);
        vendor.check().await;
    }

    async fn later_asks_again(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1070", "2")]).await;
        let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        vendor.change_article("RT-1070", &[("stock", "0")]).await;
        assert_eq!(refused(submit(vendor.context(), &anna, seen).await), Code::ReviewChanged);
        let review = vendor.review(&anna).await;
        assert!(
            review
                .differences
                .iter()
                .any(|difference| matches!(difference, Difference::Date { now, before, .. } if now > before))
        );
        submit(vendor.context(), &anna, Submit { key: new_key(), review: review.id })
            .await
            .expect("with open eyes it goes");
        vendor.check().await;
    }

    async fn what_has_changed_is_told_until_it_is_submitted(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("RT-1070", "2"), ("TL-7011", "1")]).await;
        let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        let dearer = |now| Difference::Price { number: "RT-1070".to_owned(), before: 7_800, now };
        vendor.change_article("RT-1070", &[("price:trade-eur", "80.00")]).await;
        assert_eq!(refused(submit(context, &anna, seen).await), Code::ReviewChanged);
        let found = vendor.review(&anna).await;
        assert!(found.differences.contains(&dearer(8_000)), "{:?}", found.differences);
        let again = vendor.review(&anna).await;
        assert_eq!((again.version, &again.differences), (found.version, &found.differences), "loaded again");

        // A change of her own is no news, and takes none away but the sum, which it explains.
        let typed = service::reviews::Typed {
            address: String::new(),
            delivery_way: String::new(),
            reference: "PO-7".to_owned(),
            note: String::new(),
        };
        service::reviews::details(context, &anna, &typed).await.expect("it is kept");
        let changed = vendor.review(&anna).await;
        assert_eq!((changed.version, changed.differences), (3, vec![dearer(8_000)]));

        // Dearer once more, and later: one sentence each, from what was seen first.
        vendor.change_article("RT-1070", &[("price:trade-eur", "82.00"), ("stock", "0")]).await;
        let differences = vendor.review(&anna).await.differences;
        assert!(differences.contains(&dearer(8_200)) && !differences.contains(&dearer(8_000)), "{differences:?}");
        let later = |difference: &Difference| matches!(difference, Difference::Date { before, now, .. } if now > before);
        assert!(differences.iter().any(later), "{differences:?}");

        vendor.submit(&anna).await;
        vendor.put(&anna, &[("RT-1070", "2")]).await;
        let fresh = vendor.review(&anna).await.differences;
        assert!(fresh.is_empty(), "an order that is gone is no longer spoken of: {fresh:?}");
        vendor.check().await;
    }

    async fn what_is_as_it_was_again_is_no_news(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1070", "2"), ("TL-7011", "1")]).await;
        vendor.review(&anna).await;
        vendor.change_article("RT-1070", &[("stock", "0"), ("lead_days", "")]).await;
        let gone = Difference::Gone { number: "RT-1070".to_owned() };
        assert!(vendor.review(&anna).await.differences.contains(&gone));
        vendor.put(&anna, &[("RT-1070", "0")]).await;
        let left = vendor.review(&anna).await.differences;
        assert!(left.is_empty(), "she took it out: {left:?}");
        vendor.put(&anna, &[("RT-1070", "2")]).await;
        vendor.change_article("RT-1070", &[]).await;
        assert!(!vendor.review(&anna).await.differences.contains(&gone));
    }

    async fn gone_is_a_difference_and_cannot_be_ordered(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1070", "2"), ("TL-7011", "1")]).await;
        let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        // No longer in this list; then back in it, but with nothing on the shelf and none to come.
        for cells in [[("price:trade-eur", ""), ("stock", "23")], [("stock", "0"), ("lead_days", "")]] {
            vendor.change_article("RT-1070", &cells).await;
            assert_eq!(refused(submit(vendor.context(), &anna, seen).await), Code::ReviewChanged);
            let review = vendor.review(&anna).await;
            assert!(
                review
                    .differences
                    .iter()
                    .any(|difference| matches!(difference, Difference::Gone { number } if number == "RT-1070"))
            );
            assert_eq!(review.blocked.map(|refusal| refusal.code), Some(Code::Article));
            // Back as it was, for the next way of going.
            vendor.change_article("RT-1070", &[]).await;
            vendor.review(&anna).await;
        }
    }

    async fn a_cart_that_changed_under_the_review_asks_again(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        for lines in [[("RT-1042", "41")], [("TL-7011", "1")]] {
            vendor.put(&anna, &lines).await;
            assert_eq!(refused(submit(vendor.context(), &anna, seen).await), Code::ReviewChanged);
        }
        vendor.put(&anna, &[("RT-1042", "0"), ("TL-7011", "0")]).await;
        assert_eq!(refused(submit(vendor.context(), &anna, seen).await), Code::CartEmpty);
    }

    async fn after_the_cut_off_the_promise_is_another(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        // 6:00 at the vendor's is 5:00 UTC, nineteen hours from now.
        vendor.advance(19 * 60);
        assert_eq!(refused(submit(vendor.context(), &anna, seen).await), Code::ReviewChanged);
    }

    async fn a_viewer_orders_nothing(vendor: TestVendor) {
        let yasmin = vendor.actor(YASMIN).await;
        let input = Submit { key: new_key(), review: domain::ids::ReviewId(store::new_id()) };
        assert_eq!(refused(submit(vendor.context(), &yasmin, input).await), Code::NotAllowed);
        assert_eq!(refused(service::reviews::open(vendor.context(), &yasmin).await), Code::NotAllowed);
    }

    async fn an_order_survives_a_deadlock(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let account = anna.acting.expect("anna acts for an account").account;
        let audience = Audience { price_list: "trade-eur", currency: Currency::EUR, account: None };
        let tiles = by_numbers(vendor.store(), &["RT-1042".to_owned()], &ShopFilter::default(), audience)
            .await
            .expect("the catalogue can be read")[0]
            .id;
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        let input = Submit { key: new_key(), review: vendor.review(&anna).await.id };

        // Somebody holds the stock and then wants the account, whose row the order holds while it waits for the stock.
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::orders::release(&tx, &[(tiles, Quantity::default())]).await.expect("the stock's row is held");
        let (context, buyer) = (vendor.context().clone(), anna.clone());
        let mut order = tokio::spawn(async move { submit(&context, &buyer, input).await });
        assert!(timeout(std::time::Duration::from_millis(300), &mut order).await.is_err(), "it waits for the stock");
        let event = domain::event::Event::MemberChanged { name: "somebody".to_owned() };
        match store::events::append(&tx, account, anna.member, &event, vendor.context().now()).await {
            Ok(_) => tx.commit().await.expect("it is kept"),
            // PostgreSQL has ended one of the two; if it is this one, the order goes on.
            Err(store::Error::Busy) => drop(tx),
            Err(other) => panic!("{other}"),
        }
        let submitted = order.await.expect("it ends").expect("the order goes, at once or when tried again");
        assert_eq!(vendor.page(&anna, submitted.number).await.lines.len(), 1);
        vendor.check().await;
    }

    async fn two_tabs_open_the_review_at_once(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let granted: Granted<PlaceOrders> = anna.grant().expect("an owner may order");
        let mut seen = Vec::new();
        for quantity in ["40", "41", "40"] {
            vendor.put(&anna, &[("RT-1042", quantity)]).await;
            seen.push(if seen.len() < 2 { Some(vendor.review(&anna).await.id) } else { None });
        }
        let cart = store::carts::find(vendor.store(), &Owner::Member(granted)).await.expect("carts can be read");
        let cart = CartId(cart.expect("there is a cart").id);
        // The other tab takes the next version: with what this one will show, then with something else.
        for (place, expected) in [(0, 3), (1, 5)] {
            let review = seen[place].expect("it was reviewed");
            let other = store::reviews::find(vendor.store(), &granted, cart, review).await.expect("reviews can be read");
            let other = other.expect("it is kept").offer;
            let newest = store::reviews::newest(vendor.store(), &granted, cart).await.expect("reviews can be read");
            let version = newest.expect("there is one").version + 1;
            if place == 1 {
                vendor.put(&anna, &[("RT-1042", "43")]).await;
            }
            let now = vendor.context().now();
            let tx = vendor.store().begin().await.expect("a transaction begins");
            store::reviews::freeze(&tx, &granted, cart, version, &other, &[], now)
                .await
                .expect("the other tab is first");
            let (context, actor) = (vendor.context().clone(), anna.clone());
            let mut opening = tokio::spawn(async move { service::reviews::open(&context, &actor).await });
            assert!(timeout(std::time::Duration::from_millis(300), &mut opening).await.is_err(), "it waits");
            tx.commit().await.expect("it is kept");
            let review = opening.await.expect("it ends").expect("this tab gets its review too");
            assert_eq!(review.version, expected);
        }
    }

    async fn a_cart_that_is_too_long_is_shortened_first(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        let numbers = many_articles(&vendor, MOST_LINES + 2).await;
        let text = |numbers: &[String]| numbers.join("\n");
        fill(context, &visitor, new_key(), &text(&numbers[..MOST_LINES])).await.expect("they are put in");
        let mut device = vendor.stranger();
        device.device_hash = Some(vec![7; 32]);
        fill(context, &device, new_key(), &text(&numbers[MOST_LINES..])).await.expect("anybody may fill a cart");
        let granted: Granted<PlaceOrders> = anna.grant().expect("an owner may order");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::carts::merge(&tx, &[7; 32], &granted, context.now()).await.expect("the carts become one");
        tx.commit().await.expect("it is kept");

        let cart = service::carts::view(context, &visitor).await.expect("the cart can be seen");
        assert_eq!((cart.lines.len(), cart.blocked), (MOST_LINES + 2, true), "nothing is thrown away in silence");
        let review = vendor.review(&anna).await;
        assert_eq!(review.blocked.as_ref().map(|refusal| refusal.code), Some(Code::TooMuch));
        let input = Submit { key: new_key(), review: review.id };
        assert_eq!(refused(submit(context, &anna, input).await), Code::TooMuch);
        vendor.put(&anna, &[(&numbers[0], "0"), (&numbers[1], "0")]).await;
        let number = vendor.submit(&anna).await.number;
        assert_eq!(vendor.page(&anna, number).await.lines.len(), MOST_LINES);
        vendor.check().await;
    }
}
