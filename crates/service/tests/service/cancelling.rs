//! Free until the hour that was promised, then a request.

use domain::{i18n::I18n, language::Language, orders::OrderState, refusal::Code, shop::ShopFilter, time::Instant};
use service::{
    desk,
    orders::{cancel, request_cancellation},
};
use testkit::{TestVendor, start};

use crate::{ANNA, EVA, GABOR, YASMIN, free, once, refused};

/// From the start of a test, Tuesday 11:00 at the vendor's, to Wednesday 6:00.
const MINUTES_TO_CUT_OFF: i64 = 19 * 60;

testkit::on_both_databases! {
    async fn free_until_the_last_minute(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        let before = free(&vendor, &anna, "TL-7011").await;
        let number = vendor.order(&anna, &[("TL-7011", "2")]).await;
        let until = vendor.page(&anna, number).await.cancel_until.expect("it can be cancelled").instant;
        assert_eq!(until, start().plus_minutes(MINUTES_TO_CUT_OFF));

        vendor.advance(MINUTES_TO_CUT_OFF - 1);
        cancel(context, &anna, number, "Ordered twice").await.expect("there is a minute left");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.reason.as_deref()), (OrderState::Cancelled, Some("Ordered twice")));
        assert_eq!((page.cancel_until, page.may_cancel), (None, false));
        assert_eq!(free(&vendor, &anna, "TL-7011").await, before);
        assert_eq!(refused(cancel(context, &anna, number, "").await), Code::State, "once");
        vendor.check().await;
    }

    async fn what_was_promised_is_kept(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let until = async |number| vendor.page(&anna, number).await.cancel_until.map(|wall| wall.instant);
        let number = vendor.order(&anna, &[("TL-7011", "2")]).await;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        let promised = until(number).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        let load = [(line, "1".to_owned())];
        vendor.advance(MINUTES_TO_CUT_OFF - 1);
        let picked = desk::pick(context, &eva, number, 2, desk::Begin::AsPromised).await;
        match picked {
            Err(service::Error::Refused(refusal)) => {
                assert_eq!(refusal.code, Code::Promised);
                assert!(refusal.detail.is_some_and(|until| until.contains("6:00")), "it names the hour");
            }
            other => panic!("this should have been refused: {other:?}"),
        }
        let shipped = desk::ship(context, &eva, once(number, 2), desk::Begin::AsPromised, "DPD", "", &load).await;
        assert_eq!(refused(shipped), Code::Promised);
        assert_eq!(until(number).await, promised, "it stays free");
        vendor.advance(1);
        desk::pick(context, &eva, number, 2, desk::Begin::AsPromised).await.expect("the hour has come");

        // The customer may agree to less: then it is free no more.
        let number = vendor.order(&anna, &[("TL-7011", "2")]).await;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        desk::pick(context, &eva, number, 2, desk::Begin::AsAgreed).await.expect("they have agreed");
        assert_eq!(until(number).await, None);
        assert_eq!(refused(cancel(context, &anna, number, "").await), Code::State);
        // And hears of it, so that nobody says so who was not asked.
        vendor.deliver_mail().await;
        let said = I18n::of(Language::En).mail_begun_subject(&number.to_string());
        assert!(vendor.mails_to(ANNA).await.iter().any(|mail| mail.subject == said), "{said}");
        vendor.check().await;
    }

    async fn goods_stay_free_when_a_service_was_carried_out(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("TL-7011", "2"), ("SV-9005", "1")]).await;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        let page = vendor.page(&anna, number).await;
        let service = page.lines.iter().find(|line| line.number == "SV-9005").expect("it was ordered").id;
        let done = [(service, "1".to_owned())];
        desk::ship(context, &eva, once(number, 2), desk::Begin::AsPromised, "", "", &done).await.expect("it is carried out");
        assert!(vendor.page(&anna, number).await.cancel_until.is_some());
        cancel(context, &anna, number, "").await.expect("the goods are free");
        let page = vendor.page(&anna, number).await;
        assert_eq!(page.state, OrderState::Delivered);
        assert!(page.lines.iter().all(|line| (line.progress.cancelled > 0) == (line.id != service)));
        vendor.check().await;
    }

    async fn what_was_cancelled_was_not_bought(vendor: TestVendor) {
        let anna = vendor.new_owners(1).await.remove(0);
        let context = vendor.context();
        let bought = async || {
            let filter = ShopFilter { bought_before: true, ..ShopFilter::default() };
            let found = service::shop::find(context, &vendor.visitor(&anna), &filter).await.expect("the shop answers");
            found.articles.into_iter().map(|card| (card.number, card.bought_before)).collect::<Vec<_>>()
        };
        let number = vendor.order(&anna, &[("TL-7011", "2")]).await;
        assert_eq!(bought().await, [("TL-7011".to_owned(), true)]);
        cancel(context, &anna, number, "").await.expect("it is cancelled");
        assert_eq!(bought().await, []);
    }

    async fn then_it_is_a_request(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("TL-7011", "2")]).await;
        vendor.advance(MINUTES_TO_CUT_OFF);
        assert_eq!(vendor.page(&anna, number).await.cancel_until, None);
        assert_eq!(refused(cancel(context, &anna, number, "").await), Code::TooLate);
        assert_eq!(refused(request_cancellation(context, &anna, number, "").await), Code::Reason);
        request_cancellation(context, &anna, number, "The job is off").await.expect("one may ask");
        assert!(vendor.page(&anna, number).await.cancel_requested);
        assert_eq!(
            refused(request_cancellation(context, &anna, number, "Please").await),
            Code::State,
            "once is enough"
        );

        let version = vendor.page(&anna, number).await.version;
        assert_eq!(refused(desk::decline_cancellation(context, &eva, number, version, "").await), Code::Reason);
        desk::decline_cancellation(context, &eva, number, version, "It is on the lorry").await.expect("no");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.cancel_requested), (OrderState::Submitted, false));
        let again = desk::decline_cancellation(context, &eva, number, page.version, "No").await;
        assert_eq!(refused(again), Code::State, "there is nothing to decline");

        request_cancellation(context, &anna, number, "Really").await.expect("one may ask again");
        let version = vendor.page(&anna, number).await.version;
        desk::cancel(context, &eva, number, version, "All right then").await.expect("yes");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.cancel_requested), (OrderState::Cancelled, false));
        vendor.check().await;
    }

    async fn over_the_weekend_it_stays_free(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        // Friday 27 November, 11:00 at the vendor's: picking starts on Monday.
        vendor.advance(3 * 1440);
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        let until: Instant = vendor.page(&anna, number).await.cancel_until.expect("it can be cancelled").instant;
        assert_eq!(until, start().plus_days(6).plus_minutes(-5 * 60));
        vendor.advance(2 * 1440);
        cancel(vendor.context(), &anna, number, "").await.expect("on Sunday it is still free");
    }

    async fn the_vendor_is_told_that_a_customer_asks(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        vendor.advance(MINUTES_TO_CUT_OFF);
        request_cancellation(context, &anna, number, "The roof is off").await.expect("it can be asked for");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(&context.settings().vendor.email).await;
        let mail = mails.iter().find(|mail| mail.subject.contains(&number.to_string())).expect("the vendor has a mail");
        assert!(mail.text.contains("The roof is off"), "{}", mail.text);
        assert!(mail.text.contains(&format!("/desk/orders/{number}")), "{}", mail.text);
    }

    async fn ones_own_orders_only(vendor: TestVendor) {
        let (anna, gabor, yasmin) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(YASMIN).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        assert_eq!(refused(cancel(context, &gabor, number, "").await), Code::NotFound);
        assert_eq!(refused(request_cancellation(context, &gabor, number, "Please").await), Code::NotFound);
        assert_eq!(refused(cancel(context, &yasmin, number, "").await), Code::NotAllowed);
        assert_eq!(refused(cancel(context, &anna, 1, "").await), Code::NotFound);
        assert_eq!(vendor.page(&anna, number).await.version, 1);
    }

    async fn cancelling_and_picking_at_once(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let number = vendor.order(&anna, &[("TL-7011", "2")]).await;
        desk::confirm(vendor.context(), &eva, number, 1, &[]).await.expect("it is confirmed");
        let (one, other) = (vendor.context().clone(), vendor.context().clone());
        let customer = anna.clone();
        let cancelling = tokio::spawn(async move { cancel(&one, &customer, number, "").await });
        let picking = tokio::spawn(async move { desk::pick(&other, &eva, number, 2, desk::Begin::AsAgreed).await });
        let (cancelled, picked) = (cancelling.await.expect("it ends"), picking.await.expect("it ends"));
        assert!(cancelled.is_ok() != picked.is_ok(), "exactly one of them was first: {cancelled:?} {picked:?}");
        let expected = if cancelled.is_ok() { OrderState::Cancelled } else { OrderState::Picking };
        assert_eq!(vendor.page(&anna, number).await.state, expected);
        vendor.check().await;
    }
}
