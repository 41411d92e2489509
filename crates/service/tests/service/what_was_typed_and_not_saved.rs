//! What stands in the review's fields when the order is sent counts, saved or not; and what was seen stays what is ordered.

use domain::{orders::Submit, permissions::Actor, refusal::Code};
use service::{
    orders::{submit, submit_as_typed},
    reviews::{self, Typed},
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, count_orders, refused};

fn typed(reference: &str, note: &str, way: &str) -> Typed {
    Typed {
        address: String::new(),
        delivery_way: way.to_owned(),
        reference: reference.to_owned(),
        note: note.to_owned(),
    }
}

async fn saved(vendor: &TestVendor, actor: &Actor) -> (Option<String>, Option<String>, String) {
    let review = vendor.review(actor).await;
    (review.reference, review.note, review.delivery_way)
}

testkit::on_both_databases! {
    async fn the_words_of_the_page_are_on_the_order(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        let seen = vendor.review(&anna).await;
        let words = typed("PO 2291", "Behind the gate", &seen.delivery_way);
        let input = Submit { key: new_key(), review: seen.id };
        let number = submit_as_typed(context, &anna, input, &words).await.expect("it goes at once").number;
        let order = vendor.page(&anna, number).await;
        assert_eq!((order.reference.as_deref(), order.note.as_deref()), (Some("PO 2291"), Some("Behind the gate")));
        // The button pressed twice, and the answer lost.
        for _ in 0..2 {
            assert_eq!(submit_as_typed(context, &anna, input, &words).await.expect("it is answered").number, number);
        }
        let other = typed("PO 2292", "", &seen.delivery_way);
        assert_eq!(refused(submit_as_typed(context, &anna, input, &other).await), Code::KeyReused);
        assert_eq!(vendor.page(&anna, number).await.reference.as_deref(), Some("PO 2291"));
        // What is in the cart since is not touched by the old page.
        vendor.put(&anna, &[("TL-7011", "1")]).await;
        let again = Submit { key: new_key(), review: seen.id };
        let before = count_orders(&vendor).await;
        assert!(submit_as_typed(context, &anna, again, &other).await.is_err(), "the old page orders nothing else");
        assert_eq!(count_orders(&vendor).await, before);
        vendor.check().await;
    }

    async fn another_way_that_costs_more_is_kept_and_asked_first(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        reviews::details(context, &anna, &typed("", "", "collect")).await.expect("she fetches it");
        let seen = vendor.review(&anna).await;
        let input = Submit { key: new_key(), review: seen.id };
        let before = count_orders(&vendor).await;
        let words = typed("PO 1", "At seven", "crane");
        assert_eq!(refused(submit_as_typed(context, &anna, input, &words).await), Code::ReviewChanged);
        assert_eq!(count_orders(&vendor).await, before);
        let kept = saved(&vendor, &anna).await;
        assert_eq!(kept, (Some("PO 1".to_owned()), Some("At seven".to_owned()), "crane".to_owned()), "nothing is lost");
        let now = vendor.review(&anna).await;
        assert!(now.delivery_cost > seen.delivery_cost);
        let input = Submit { key: input.key, review: now.id };
        let number = submit_as_typed(context, &anna, input, &words).await.expect("what is seen now goes").number;
        assert_eq!(vendor.page(&anna, number).await.total, now.tax.gross);
    }

    async fn what_is_wrong_is_said_at_its_field_and_orders_nothing(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1042", "40")]).await;
        let seen = vendor.review(&anna).await;
        let input = Submit { key: new_key(), review: seen.id };
        let before = count_orders(&vendor).await;
        let long = typed(&"x".repeat(61), "", &seen.delivery_way);
        assert_eq!(refused(submit_as_typed(vendor.context(), &anna, input, &long).await), Code::TooLong);
        assert_eq!(count_orders(&vendor).await, before);
        let now = vendor.review(&anna).await;
        assert_eq!(now.id, seen.id, "the review is the one that was seen");
        submit(vendor.context(), &anna, input).await.expect("the key is free still");
    }

    async fn dearer_is_asked_whatever_was_typed(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("RT-1070", "2")]).await;
        let seen = vendor.review(&anna).await;
        vendor.change_article("RT-1070", &[("price:trade-eur", "80.00")]).await;
        let input = Submit { key: new_key(), review: seen.id };
        let words = typed("PO 5", "", &seen.delivery_way);
        assert_eq!(refused(submit_as_typed(vendor.context(), &anna, input, &words).await), Code::ReviewChanged);
        assert_eq!(saved(&vendor, &anna).await.0.as_deref(), Some("PO 5"));
    }
}
