//! A cancellation that was asked for is answered, also when the goods have gone meanwhile.

use domain::{ids::OrderLineId, orders::OrderState, permissions::PlaceOrders, refusal::Code};
use service::{desk, orders::request_cancellation};
use testkit::TestVendor;

use crate::{ANNA, EVA, once, refused};

/// From the start of a test to the end of free cancellation.
const MINUTES_TO_CUT_OFF: i64 = 19 * 60;

/// An order whose cancellation is asked for, after the free time: its number and its line.
async fn asked_for(vendor: &TestVendor) -> (i64, OrderLineId) {
    let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
    let number = vendor.order(&anna, &[("TL-7011", "2")]).await;
    vendor.advance(MINUTES_TO_CUT_OFF);
    desk::confirm(vendor.context(), &eva, number, 1, &[]).await.expect("it is confirmed");
    request_cancellation(vendor.context(), &anna, number, "The job is off").await.expect("one may ask");
    (number, vendor.page(&anna, number).await.lines[0].id)
}

testkit::on_both_databases! {
    async fn when_all_of_it_goes_the_customer_has_the_answer(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let (number, line) = asked_for(&vendor).await;
        let load = |quantity: &str| [(line, quantity.to_owned())];
        desk::ship(context, &eva, once(number, 3), desk::Begin::AsAgreed, "DPD", "", &load("1")).await.expect("a part goes");
        assert!(vendor.page(&anna, number).await.cancel_requested, "the rest can still be stopped");

        desk::ship(context, &eva, once(number, 4), desk::Begin::AsAgreed, "DPD", "", &load("1")).await.expect("the rest goes");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.cancel_requested), (OrderState::Shipped, false));
        let kinds: Vec<_> = page.events.iter().map(|line| line.event.kind()).collect();
        assert!(kinds.contains(&"cancellation_declined"), "{kinds:?}");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(ANNA).await;
        let answer = mails.iter().find(|mail| mail.text.contains("nothing of it was left to be stopped"));
        assert!(answer.is_some_and(|mail| mail.subject.contains(&number.to_string())), "{mails:?}");
        let again = desk::decline_cancellation(context, &eva, number, page.version, "It is on the lorry").await;
        assert_eq!(refused(again), Code::State, "it is answered");
        vendor.check().await;
    }

    async fn one_that_stayed_open_can_be_declined_on_the_way(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let (number, line) = asked_for(&vendor).await;
        desk::ship(context, &eva, once(number, 3), desk::Begin::AsAgreed, "DPD", "", &[(line, "2".to_owned())]).await.expect("it goes");
        // As an earlier release left it: all of it on its way, and no answer.
        let granted = anna.grant::<PlaceOrders>().expect("anna orders");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let (head, _) = store::orders::lock(&tx, &granted, number).await.expect("it is read").expect("it is there");
        store::orders::request_cancellation(&tx, &granted, &head, "The job is off", context.now())
            .await
            .expect("it is written");
        tx.commit().await.expect("it is kept");
        let version = vendor.page(&anna, number).await.version;
        desk::decline_cancellation(context, &eva, number, version, "It is on the lorry").await.expect("it is answered");
        assert!(!vendor.page(&anna, number).await.cancel_requested);
    }
}
