//! A review is what was seen: it is ordered once, and what differs from it is asked, at the last moment too.

use domain::{
    orders::Submit,
    permissions::{Actor, Role},
    refusal::Code,
    review::Difference,
};
use service::{accounts, approvals, desk, orders::submit, reviews};
use testkit::{TestVendor, new_key};

use crate::{ANNA, BRAM, ELS, EVA, count_orders, refused};

/// Number and quantity of each line of the actor's cart.
async fn content(vendor: &TestVendor, actor: &Actor) -> Vec<(String, Option<i64>)> {
    let cart = service::carts::view(vendor.context(), &vendor.visitor(actor)).await.expect("the cart can be seen");
    cart.lines.into_iter().map(|line| (line.number, line.quantity.whole())).collect()
}

fn details(reference: &str, note: &str, way: &str) -> reviews::Typed {
    reviews::Typed {
        address: String::new(),
        delivery_way: way.to_owned(),
        reference: reference.to_owned(),
        note: note.to_owned(),
    }
}

/// Bram may spend so many cents without being asked.
async fn limit(vendor: &TestVendor, cents: i64) {
    let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
    let text = format!("{},{:02}", cents / 100, cents % 100);
    accounts::change_member(vendor.context(), &anna, bram.member, Role::Buyer, &text, false).await.expect("a limit");
}

testkit::on_both_databases! {
    async fn the_cart_promises_what_the_review_does(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        let mut days = Vec::new();
        for way in ["van", "crane"] {
            reviews::details(context, &anna, &details("", "", way)).await.expect("it is kept");
            let cart = service::carts::view(context, &vendor.visitor(&anna)).await.expect("there is a cart");
            let review = vendor.review(&anna).await;
            assert_eq!(cart.lines[0].availability, review.lines[0].availability, "{way}");
            days.push(cart.lines[0].availability.date);
        }
        assert!(days[0] < days[1], "the crane comes a day later: {days:?}");
    }

    async fn an_ordered_review_is_that_order_whatever_is_in_the_cart(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        let review = vendor.review(&anna).await.id;
        let number = submit(context, &anna, Submit { key: new_key(), review }).await.expect("it goes").number;
        let before = count_orders(&vendor).await;
        // Nothing, the same again, something more, and something that cannot be had any more.
        for (lines, gone) in [
            (vec![], false),
            (vec![("RT-1042", "40")], false),
            (vec![("TL-7011", "1")], false),
            (vec![("RT-1070", "1")], true),
        ] {
            vendor.put(&anna, &lines).await;
            if gone {
                vendor.change_article("RT-1070", &[("price:trade-eur", "")]).await;
            }
            let cart = content(&vendor, &anna).await;
            for _ in 0..2 {
                let again = submit(context, &anna, Submit { key: new_key(), review }).await;
                assert_eq!(again.expect("it is answered").number, number, "{cart:?}");
            }
            assert_eq!(count_orders(&vendor).await, before, "{cart:?}");
            assert_eq!(content(&vendor, &anna).await, cart, "what is in the cart stays there");
        }
        service::orders::cancel(context, &anna, number, "").await.expect("it is cancelled");
        let again = submit(context, &anna, Submit { key: new_key(), review }).await;
        assert_eq!(again.expect("it is answered").number, number, "it does not come back by an old tab");
        assert_eq!(count_orders(&vendor).await, before);

        // What is in the cart now is looked at for the first time, and is an order of its own.
        vendor.change_article("RT-1070", &[]).await;
        vendor.put(&anna, &[("RT-1070", "0")]).await;
        let new = vendor.review(&anna).await;
        assert_ne!(new.id, review);
        assert!(new.differences.is_empty(), "{:?}", new.differences);
        let other = submit(context, &anna, Submit { key: new_key(), review: new.id }).await.expect("it goes");
        assert_ne!(other.number, number);
        vendor.check().await;
    }

    async fn what_the_world_changed_is_said_and_what_one_changed_oneself_is_not(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("RT-1070", "2"), ("TL-7011", "1")]).await;
        let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        vendor.put(&anna, &[("TL-7011", "0"), ("TL-7012", "1"), ("RT-1070", "3")]).await;
        vendor.change_article("RT-1070", &[("price:trade-eur", "80.00")]).await;
        let before = count_orders(&vendor).await;
        assert_eq!(refused(submit(context, &anna, seen).await), Code::ReviewChanged);
        assert_eq!(count_orders(&vendor).await, before);
        let review = vendor.review(&anna).await;
        let expected = Difference::Price { number: "RT-1070".to_owned(), before: 7_800, now: 8_000 };
        assert_eq!(review.differences, [expected]);
        let again = vendor.review(&anna).await;
        assert_eq!((again.id, again.version), (review.id, review.version), "looked at again, it is the same one");
        assert_eq!(again.differences, review.differences, "and is told until it is ordered");
        submit(context, &anna, Submit { key: new_key(), review: review.id }).await.expect("with open eyes it goes");
        vendor.check().await;
    }

    async fn an_older_review_is_as_good_while_nothing_differs_from_it(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let mut seen = Vec::new();
        for quantity in ["40", "41", "40"] {
            vendor.put(&anna, &[("RT-1042", quantity)]).await;
            seen.push(vendor.review(&anna).await.id);
        }
        assert_ne!(seen[0], seen[2]);
        let of = |review| Submit { key: new_key(), review };
        assert_eq!(refused(submit(vendor.context(), &anna, of(seen[1])).await), Code::ReviewChanged);
        // The first tab shows what is in the cart now.
        let number = submit(vendor.context(), &anna, of(seen[0])).await.expect("it goes").number;
        assert_eq!(vendor.page(&anna, number).await.lines[0].progress.ordered, 40_000);
        assert_eq!(refused(submit(vendor.context(), &anna, of(seen[2])).await), Code::CartEmpty, "once");
        vendor.check().await;
    }

    async fn whoever_finds_the_cart_empty_is_told_what_became_of_it(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await.to_string();
        let said = async |actor: &Actor| match reviews::open(vendor.context(), actor).await {
            Err(service::Error::Refused(refusal)) => (refusal.code, refusal.detail),
            other => panic!("there is nothing to review: {other:?}"),
        };
        assert_eq!(said(&anna).await, (Code::CartEmpty, Some(number)));
        assert_eq!(said(&bram).await, (Code::CartEmpty, None), "he has ordered nothing");
        vendor.advance(31);
        assert_eq!(said(&anna).await, (Code::CartEmpty, None), "that is long ago");
    }

    async fn another_tab_changes_more_than_lines(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        reviews::details(context, &anna, &details("A", "", "van")).await.expect("it is kept");
        for changed in [details("B", "", "van"), details("A", "At the back", "van"), details("A", "", "collect")] {
            reviews::details(context, &anna, &details("A", "", "van")).await.expect("it is kept");
            let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
            reviews::details(context, &anna, &changed).await.expect("it is kept");
            assert_eq!(refused(submit(context, &anna, seen).await), Code::ReviewChanged, "{changed:?}");
        }
        let address = vendor.review(&anna).await.addresses.pop().expect("dakwerken has three").id;
        reviews::details(context, &anna, &details("A", "", "van")).await.expect("it is kept");
        let seen = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        let elsewhere = reviews::Typed { address: address.to_string(), ..details("A", "", "van") };
        reviews::details(context, &anna, &elsewhere).await.expect("it is kept");
        assert_eq!(refused(submit(context, &anna, seen).await), Code::ReviewChanged, "it would go elsewhere");
        let number = vendor.submit(&anna).await.number;
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.reference.as_deref(), page.note), (Some("A"), None));
        assert!(page.address.iter().any(|line| line.contains("Patijntjestraat")), "{:?}", page.address);
        vendor.check().await;
    }

    async fn a_limit_is_for_one_order_and_is_within_it(vendor: TestVendor) {
        let bram = vendor.actor(BRAM).await;
        vendor.put(&bram, &[("RT-1070", "2")]).await;
        let gross = vendor.review(&bram).await.tax.gross;
        limit(&vendor, gross).await;
        // Many orders, each within it: there is no limit by month to add them up to.
        for _ in 0..3 {
            let bram = vendor.actor(BRAM).await;
            vendor.put(&bram, &[("RT-1070", "2")]).await;
            assert_eq!(vendor.review(&bram).await.above_limit, None);
            assert!(!vendor.submit(&bram).await.awaiting_approval, "at the limit is not above it");
        }
        limit(&vendor, gross - 1).await;
        let bram = vendor.actor(BRAM).await;
        vendor.put(&bram, &[("RT-1070", "2")]).await;
        assert_eq!(vendor.review(&bram).await.above_limit, Some(gross - 1));
        assert!(vendor.submit(&bram).await.awaiting_approval, "a cent above");
        vendor.check().await;
    }

    async fn the_limit_is_that_of_the_price_at_the_last_moment(vendor: TestVendor) {
        let context = vendor.context();
        let bram = vendor.actor(BRAM).await;
        vendor.put(&bram, &[("RT-1070", "2")]).await;
        limit(&vendor, vendor.review(&bram).await.tax.gross).await;
        let bram = vendor.actor(BRAM).await;
        let seen = vendor.review(&bram).await;
        vendor.change_article("RT-1070", &[("price:trade-eur", "80.00")]).await;
        let asked = submit(context, &bram, Submit { key: new_key(), review: seen.id }).await;
        assert_eq!(refused(asked), Code::ReviewChanged, "nobody waits unawares");
        let dearer = vendor.review(&bram).await;
        assert_eq!(dearer.above_limit, Some(seen.tax.gross));

        // It is cheaper again before the button is pressed.
        vendor.change_article("RT-1070", &[]).await;
        let submitted = submit(context, &bram, Submit { key: new_key(), review: dearer.id }).await.expect("it goes");
        assert!(!submitted.awaiting_approval);
        assert_eq!(vendor.page(&bram, submitted.number).await.total, seen.tax.gross);
        vendor.check().await;
    }

    async fn an_approved_order_answers_its_key_as_it_is(vendor: TestVendor) {
        let (bram, els, eva) = (vendor.actor(BRAM).await, vendor.actor(ELS).await, vendor.actor(EVA).await);
        let context = vendor.context();
        vendor.put(&bram, &[("RT-1042", "600")]).await;
        let input = Submit { key: new_key(), review: vendor.review(&bram).await.id };
        let submitted = submit(context, &bram, input).await.expect("it waits");
        assert!(submitted.awaiting_approval);
        assert_eq!(submit(context, &bram, input).await.expect("it is answered"), submitted);
        approvals::approve(context, &els, submitted.number, 1).await.expect("it is approved");
        let again = submit(context, &bram, input).await.expect("it is answered");
        assert_eq!((again.number, again.awaiting_approval), (submitted.number, false), "it waits no more");
        desk::cancel(context, &eva, submitted.number, 2, "Sold out").await.expect("it is cancelled");
        assert_eq!(submit(context, &bram, input).await.expect("it is answered").number, submitted.number);
        vendor.check().await;
    }
}
