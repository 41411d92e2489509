//! What is promised to whom: the sooner way, once, and nobody else's.

use domain::{
    money::Quantity,
    orders::Submit,
    permissions::Actor,
    refusal::Code,
    review::{Difference, ReviewPage},
    stock::{Availability, Source},
};
use service::{Error, orders::submit};
use testkit::{TestVendor, new_key};
use tokio::task::JoinSet;

use crate::{ANNA, GABOR, KATRIN, count_orders, free, refused};

/// Makes an article of the demo's with this stock.
async fn article(vendor: &TestVendor, number: &str, stock: &str, lead: &str, incoming: &str, in_days: &str) {
    let cells = [
        ("number", number),
        ("stock", stock),
        ("lead_days", lead),
        ("incoming_quantity", incoming),
        ("incoming_in_days", in_days),
    ];
    vendor.change_article("TL-7021", &cells).await;
}

/// What the actor's review promises for this article.
async fn promised(vendor: &TestVendor, actor: &Actor, number: &str) -> Availability {
    of(&vendor.review(actor).await, number)
}

fn of(review: &ReviewPage, number: &str) -> Availability {
    review.lines.iter().find(|line| line.number == number).expect("it is in the cart").availability
}

testkit::on_both_databases! {
    async fn the_sooner_way_is_shown_and_kept(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        // Ten days until a delivery comes; twenty working days to get more, or two.
        article(&vendor, "TEST-1", "1", "20", "5", "10").await;
        article(&vendor, "TEST-2", "1", "2", "5", "10").await;
        article(&vendor, "TEST-3", "1", "20", "", "").await;
        let numbers = ["TEST-1", "TEST-2", "TEST-3"];
        vendor.put(&anna, &numbers.map(|number| (number, "2"))).await;
        let review = vendor.review(&anna).await;
        let [slow, quick, none] = numbers.map(|number| of(&review, number));
        assert_eq!((slow.source, quick.source, none.source), (Source::Incoming, Source::Lead, Source::Lead));
        assert!(quick.date < slow.date && slow.date < none.date, "{quick:?} {slow:?} {none:?}");
        let number = vendor.submit(&anna).await.number;
        let days: Vec<_> = vendor.page(&anna, number).await.lines.iter().map(|line| line.promised).collect();
        assert_eq!(days, [slow.date, quick.date, none.date], "what was shown is what is promised");
        vendor.check().await;
    }

    async fn a_delivery_that_has_not_come_on_its_day_is_promised_to_nobody(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        article(&vendor, "TEST-1", "1", "20", "5", "10").await;
        article(&vendor, "TEST-2", "1", "", "5", "10").await;
        vendor.put(&anna, &[("TEST-1", "2"), ("TEST-2", "2")]).await;
        vendor.advance(10 * 24 * 60);
        for number in ["TEST-1", "TEST-2"] {
            assert_eq!(promised(&vendor, &anna, number).await.source, Source::Incoming, "{number} may come today");
        }
        vendor.advance(24 * 60);
        assert_eq!(promised(&vendor, &anna, "TEST-1").await.source, Source::Lead, "it is ordered anew");
        assert_eq!(promised(&vendor, &anna, "TEST-2").await.source, Source::Gone, "there will be no more");
    }

    async fn a_delivery_on_its_way_is_promised_once(vendor: TestVendor) {
        let (anna, katrin) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
        let context = vendor.context();
        article(&vendor, "TEST-1", "1", "20", "4", "10").await;
        vendor.put(&anna, &[("TEST-1", "3")]).await;
        vendor.put(&katrin, &[("TEST-1", "3")]).await;
        let (ours, theirs) = (vendor.review(&anna).await, vendor.review(&katrin).await);
        assert_eq!((of(&ours, "TEST-1").source, of(&theirs, "TEST-1").source), (Source::Incoming, Source::Incoming));
        let number = vendor.submit(&anna).await.number;
        assert_eq!(free(&vendor, &anna, "TEST-1").await, Quantity::from_units(-2), "two are owed");

        // Two of four are left: not enough for the other three.
        let seen = Submit { key: new_key(), review: theirs.id };
        let before = count_orders(&vendor).await;
        assert_eq!(refused(submit(context, &katrin, seen).await), Code::ReviewChanged);
        assert_eq!(count_orders(&vendor).await, before);
        let review = vendor.review(&katrin).await;
        assert_eq!(of(&review, "TEST-1").source, Source::Lead);
        let told = &review.differences;
        assert!(
            told.iter().any(|difference| matches!(difference, Difference::Date { before, now, .. } if now > before)),
            "{told:?}"
        );
        vendor.put(&katrin, &[("TEST-1", "2")]).await;
        assert_eq!(promised(&vendor, &katrin, "TEST-1").await.source, Source::Incoming, "two are left of it");

        // What is cancelled is there for the others.
        vendor.put(&katrin, &[("TEST-1", "3")]).await;
        assert_eq!(promised(&vendor, &katrin, "TEST-1").await.source, Source::Lead);
        service::orders::cancel(context, &anna, number, "").await.expect("it is cancelled");
        assert_eq!(promised(&vendor, &katrin, "TEST-1").await, of(&theirs, "TEST-1"));
        vendor.submit(&katrin).await;
        vendor.check().await;
    }

    async fn the_last_piece_goes_to_one_of_two(vendor: TestVendor) {
        let (anna, katrin) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
        let context = vendor.context();
        article(&vendor, "TEST-1", "1", "", "", "").await;
        vendor.put(&anna, &[("TEST-1", "1")]).await;
        vendor.put(&katrin, &[("TEST-1", "1"), ("TL-7011", "1")]).await;
        // A cart and a review hold nothing: it is on the shelf for both until one of them submits.
        let (ours, theirs) = (vendor.review(&anna).await, vendor.review(&katrin).await);
        assert_eq!((ours.blocked, theirs.blocked), (None, None));
        let (trowels, before) = (free(&vendor, &anna, "TL-7011").await, count_orders(&vendor).await);
        submit(context, &anna, Submit { key: new_key(), review: ours.id }).await.expect("there is one");

        let seen = Submit { key: new_key(), review: theirs.id };
        assert_eq!(refused(submit(context, &katrin, seen).await), Code::ReviewChanged);
        let review = vendor.review(&katrin).await;
        let gone = Difference::Gone { number: "TEST-1".to_owned() };
        assert!(review.differences.contains(&gone), "{:?}", review.differences);
        let again = Submit { key: seen.key, review: review.id };
        assert_eq!(refused(submit(context, &katrin, again).await), Code::Article, "it is gone with open eyes, too");
        assert_eq!(count_orders(&vendor).await, before + 1);
        assert_eq!(free(&vendor, &anna, "TL-7011").await, trowels, "what stood beside it is not held either");
        vendor.put(&katrin, &[("TEST-1", "0")]).await;
        vendor.submit(&katrin).await;
        vendor.check().await;
    }

    async fn who_wants_both_last_pieces_gets_both_or_none(vendor: TestVendor) {
        const BUYERS: usize = 16;
        let pair = ["TEST-1", "TEST-2"];
        for number in pair {
            article(&vendor, number, "3", "", "", "").await;
        }
        let buyers = vendor.new_owners(BUYERS).await;
        let mut inputs = Vec::with_capacity(BUYERS);
        for (place, buyer) in buyers.iter().enumerate() {
            // Half of them in the other order.
            let mut lines = pair.map(|number| (number, "1"));
            if place % 2 == 1 {
                lines.reverse();
            }
            for line in lines {
                vendor.put(buyer, &[line]).await;
                vendor.tick();
            }
            inputs.push(Submit { key: new_key(), review: vendor.review(buyer).await.id });
        }
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
        assert_eq!(sold, 3);
        let anna = vendor.actor(ANNA).await;
        for number in pair {
            assert_eq!(free(&vendor, &anna, number).await, Quantity::default(), "{number}");
        }
        vendor.check().await;
    }

    async fn what_another_account_ordered_cannot_be_given_back(vendor: TestVendor) {
        let (anna, gabor) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await);
        article(&vendor, "TEST-1", "1", "", "", "").await;
        let number = vendor.order(&anna, &[("TEST-1", "1")]).await;
        assert_eq!(refused(service::orders::cancel(vendor.context(), &gabor, number, "").await), Code::NotFound);
        assert_eq!(free(&vendor, &anna, "TEST-1").await, Quantity::default());
        vendor.check().await;
    }
}
