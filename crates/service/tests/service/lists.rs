//! Saved lists: made once, however often the press comes, and never longer than a cart.

use domain::{
    cart::MOST_LINES,
    permissions::{Granted, PlaceOrders},
    refusal::Code,
};
use service::{
    Error,
    carts::fill,
    lists::{add, all, delete, one, save_cart, to_cart},
};
use testkit::{TestVendor, new_key};
use tokio::task::JoinSet;

use crate::{ANNA, BRAM, CLAIRE, GABOR, carts::many_articles, refused};

testkit::on_both_databases! {
    async fn a_storm_of_one_key_is_one_list(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("TL-7011", "2"), ("RT-1042", "40")]).await;
        let keys = [new_key(), new_key()];
        let mut storm = JoinSet::new();
        for place in 0..60 {
            let (context, anna, key) = (vendor.context().clone(), anna.clone(), keys[place % 2]);
            storm.spawn(async move { (place % 2, save_cart(&context, &anna, key, "Roofs").await) });
        }
        let mut made = [Vec::new(), Vec::new()];
        for (place, answer) in storm.join_all().await {
            made[place].push(answer.expect("every repetition is answered"));
        }
        for lists in &mut made {
            assert_eq!(lists.len(), 30);
            lists.dedup();
            assert_eq!(lists.len(), 1, "all answers of one key are the same");
        }
        assert_ne!(made[0], made[1], "two presses are two lists");
        let kept = all(vendor.context(), &anna).await.expect("lists can be read");
        assert_eq!(kept.iter().map(|list| list.count).collect::<Vec<_>>(), [2, 2]);
        vendor.check().await;
    }

    async fn a_storm_while_the_cart_is_ordered(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("TL-7011", "2")]).await;
        let (key, review) = (new_key(), vendor.review(&anna).await.id);
        let mut storm = JoinSet::new();
        for place in 0..20 {
            let (context, anna) = (vendor.context().clone(), anna.clone());
            storm.spawn(async move {
                if place == 10 {
                    let input = domain::orders::Submit { key: new_key(), review };
                    service::orders::submit(&context, &anna, input).await.expect("it goes");
                    return None;
                }
                Some(save_cart(&context, &anna, key, "Tools").await)
            });
        }
        // Before the order or after it, but all of them alike once the list is there.
        let mut made = Vec::new();
        for answer in storm.join_all().await.into_iter().flatten() {
            match answer {
                Ok(list) => made.push(list),
                Err(Error::Refused(refusal)) => assert_eq!(refusal.code, Code::CartEmpty),
                Err(other) => panic!("no clear answer: {other:?}"),
            }
        }
        made.dedup();
        let kept = all(vendor.context(), &anna).await.expect("lists can be read");
        assert_eq!(kept.iter().map(|list| list.id).collect::<Vec<_>>(), made);
        assert!(made.len() <= 1, "{made:?}");
        vendor.check().await;
    }

    async fn a_cart_that_is_too_long_makes_no_list(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        let numbers = many_articles(&vendor, MOST_LINES + 1).await;
        fill(context, &visitor, new_key(), &numbers[..MOST_LINES].join("\n")).await.expect("they are put in");
        let mut device = vendor.stranger();
        device.device_hash = Some(vec![7; 32]);
        fill(context, &device, new_key(), &numbers[MOST_LINES]).await.expect("anybody may fill a cart");
        let granted: Granted<PlaceOrders> = anna.grant().expect("an owner may order");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::carts::merge(&tx, &[7; 32], &granted, context.now()).await.expect("the carts become one");
        tx.commit().await.expect("it is kept");

        let key = new_key();
        for _ in 0..2 {
            match save_cart(context, &anna, key, "Everything").await {
                Err(Error::Refused(refusal)) => {
                    assert_eq!((refusal.code, refusal.detail.as_deref()), (Code::TooMuch, Some("500")), "and why");
                }
                other => panic!("this should have been refused: {other:?}"),
            }
        }
        assert!(all(context, &anna).await.expect("lists can be read").is_empty());
        vendor.put(&anna, &[(&numbers[0], "0")]).await;
        let list = save_cart(context, &anna, key, "Everything").await.expect("the same press, once it fits");
        vendor.put(&anna, &[(&numbers[1], "0")]).await;
        assert_eq!(one(context, &anna, list).await.expect("the list is there").lines.len(), MOST_LINES);
        to_cart(context, &anna, new_key(), list).await.expect("it fits");
    }

    async fn a_list_takes_what_a_cart_holds(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        let numbers = many_articles(&vendor, MOST_LINES + 7).await;
        fill(context, &visitor, new_key(), &numbers[..MOST_LINES - 1].join("\n")).await.expect("they are put in");
        let list = save_cart(context, &anna, new_key(), "Everything").await.expect("it is kept");
        let mut storm = JoinSet::new();
        for number in &numbers[MOST_LINES - 1..] {
            let (context, anna, number) = (context.clone(), anna.clone(), number.clone());
            storm.spawn(async move { add(&context, &anna, new_key(), &list.to_string(), "", &number, "1").await });
        }
        let mut taken = 0;
        for answer in storm.join_all().await {
            match answer {
                Ok(_) => taken += 1,
                Err(Error::Refused(refusal)) => {
                    assert_eq!((refusal.code, refusal.detail.as_deref()), (Code::TooMuch, Some("500")), "and why");
                }
                Err(other) => panic!("no clear answer: {other:?}"),
            }
        }
        assert_eq!(taken, 1, "there was one place left");
        let more = add(context, &anna, new_key(), &list.to_string(), "", &numbers[0], "2").await;
        more.expect("of what is on it, more can be wanted");
        assert_eq!(one(context, &anna, list).await.expect("the list is there").lines.len(), MOST_LINES);
        to_cart(context, &anna, new_key(), list).await.expect("it fits");
        vendor.check().await;
    }

    async fn a_list_says_what_the_cart_would_say(vendor: TestVendor) {
        for (email, price, is_gross) in [(ANNA, 170, false), (CLAIRE, 198, true)] {
            let buyer = vendor.actor(email).await;
            let context = vendor.context();
            // The second of its breaks, of three at the trade's prices.
            vendor.put(&buyer, &[("RT-1042", "100"), ("RT-1061", "1")]).await;
            let list = save_cart(context, &buyer, new_key(), "Roofs").await.expect("it is kept");
            let shown = one(context, &buyer, list).await.expect("the list is there");
            let tiles = shown.lines.iter().find(|line| line.card.number == "RT-1042").expect("it is shown");
            assert_eq!((tiles.unit_price, shown.gross_prices), (price, is_gross), "{email}");
            assert!(shown.gone.is_empty());

            let name = shown.lines.iter().find(|line| line.card.number == "RT-1061").map(|line| line.card.name.clone());
            vendor.change_article("RT-1061", &[("price:trade-eur", ""), ("price:retail-eur", "")]).await;
            let shown = one(context, &buyer, list).await.expect("the list is there");
            assert_eq!(shown.lines.len(), 1);
            assert_eq!(shown.gone.first(), name.as_ref(), "what is left out is named");
            vendor.change_article("RT-1061", &[]).await;
        }
    }

    async fn a_list_is_its_accounts(vendor: TestVendor) {
        let (anna, bram, gabor) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(GABOR).await);
        let context = vendor.context();
        vendor.put(&anna, &[("TL-7011", "2")]).await;
        let key = new_key();
        let list = save_cart(context, &anna, key, "Roofs").await.expect("it is kept");
        assert_eq!(refused(one(context, &gabor, list).await), Code::NotFound);
        assert_eq!(refused(to_cart(context, &gabor, new_key(), list).await), Code::NotFound);
        let onto = add(context, &gabor, new_key(), &list.to_string(), "", "TL-7011", "1").await;
        assert_eq!(refused(onto), Code::NotFound);
        assert_eq!(refused(delete(context, &gabor, new_key(), list).await), Code::NotFound);
        assert!(all(context, &gabor).await.expect("lists can be read").is_empty());
        // By chance the same key: it says nothing of the list, and keeps nobody from making one.
        assert_eq!(refused(save_cart(context, &gabor, key, "Roofs").await), Code::CartEmpty);
        vendor.put(&gabor, &[("TL-7011", "1")]).await;
        assert_ne!(save_cart(context, &gabor, key, "Roofs").await.expect("it is kept"), list);
        assert_eq!(one(context, &bram, list).await.expect("colleagues share it").name, "Roofs");
    }
}
