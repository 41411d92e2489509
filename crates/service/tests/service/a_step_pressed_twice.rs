//! A double click on a step without a key ended with "nothing was done", although it was.

use domain::{orders::OrderState, permissions::Actor, refusal::Code};
use service::{
    approvals,
    desk::{self, Begin},
    orders::{cancel, request_cancellation},
};
use testkit::TestVendor;

use crate::{ANNA, BRAM, ELS, EVA, once, refused};

/// Another of the vendor's people who may move orders.
const MIRA: &str = "mira@vandael.example";

/// Its events, by name.
async fn kinds(vendor: &TestVendor, actor: &Actor, number: i64) -> Vec<&'static str> {
    vendor.page(actor, number).await.events.iter().map(|line| line.event.kind()).collect()
}

testkit::on_both_databases! {
    async fn the_customers_steps(vendor: TestVendor) {
        let (anna, bram, els) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let context = vendor.context();
        let above = vendor.order(&bram, &[("RT-1042", "600")]).await;
        for _ in 0..2 {
            approvals::approve(context, &els, above, 1).await.expect("it is approved");
        }
        assert_eq!(refused(approvals::approve(context, &anna, above, 1).await), Code::State, "somebody else did it");
        assert_eq!(kinds(&vendor, &bram, above).await, ["order_submitted", "order_approved"]);

        let refused_one = vendor.order(&bram, &[("RT-1042", "600")]).await;
        for _ in 0..2 {
            approvals::refuse(context, &els, refused_one, 1, "Too many").await.expect("it is refused");
        }
        let other = approvals::refuse(context, &els, refused_one, 1, "Too dear").await;
        assert_eq!(refused(other), Code::State, "that is another answer");
        assert_eq!(kinds(&vendor, &bram, refused_one).await, ["order_submitted", "order_refused"]);

        let free = vendor.order(&anna, &[("TL-7011", "1")]).await;
        for _ in 0..2 {
            cancel(context, &anna, free, "Ordered twice").await.expect("it is cancelled");
        }
        assert_eq!(refused(cancel(context, &bram, free, "Ordered twice").await), Code::State, "somebody else did it");
        assert_eq!(kinds(&vendor, &anna, free).await, ["order_submitted", "order_cancelled"]);

        let late = vendor.order(&anna, &[("TL-7011", "1")]).await;
        vendor.advance(24 * 60);
        for _ in 0..2 {
            request_cancellation(context, &anna, late, "The job is off").await.expect("one may ask");
        }
        assert_eq!(kinds(&vendor, &anna, late).await, ["order_submitted", "cancellation_requested"]);
        vendor.deliver_mail().await;
        let asked = vendor.mails_to(&context.settings().vendor.email).await;
        assert_eq!(asked.iter().filter(|mail| mail.text.contains("The job is off")).count(), 1);
        vendor.check().await;
    }

    async fn the_vendors_steps(vendor: TestVendor) {
        let (anna, eva, mira) = (vendor.actor(ANNA).await, vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        vendor.advance(24 * 60);
        let days = [(line, "2026-12-01".to_owned())];
        for _ in 0..2 {
            desk::confirm(context, &eva, number, 1, &days).await.expect("it is confirmed");
        }
        let others = [(line, "2026-12-02".to_owned())];
        assert_eq!(refused(desk::confirm(context, &eva, number, 1, &others).await), Code::Stale, "that is another day");
        assert_eq!(refused(desk::confirm(context, &mira, number, 1, &days).await), Code::Stale, "somebody else did it");
        for _ in 0..2 {
            desk::pick(context, &eva, number, 2, Begin::AsPromised).await.expect("it is picked");
        }
        request_cancellation(context, &anna, number, "Please").await.expect("one may ask");
        for _ in 0..2 {
            desk::decline_cancellation(context, &eva, number, 4, "It is packed").await.expect("it is declined");
        }
        for (version, quantity) in [(5, "4"), (6, "3")] {
            let load = [(line, quantity.to_owned())];
            desk::ship(context, &eva, once(number, version), Begin::AsPromised, "DPD", "", &load).await.expect("it leaves");
        }
        let shipments = vendor.page(&anna, number).await.shipments;
        for _ in 0..2 {
            desk::deliver(context, &eva, number, 7, shipments[0].id).await.expect("it has arrived");
        }
        let other = desk::deliver(context, &eva, number, 7, shipments[1].id).await;
        assert_eq!(refused(other), Code::Stale, "that is another load");
        for _ in 0..2 {
            desk::cancel(context, &eva, number, 8, "Sold out").await.expect("the rest is cancelled");
        }
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.version), (OrderState::Shipped, 9));
        assert_eq!(
            kinds(&vendor, &anna, number).await,
            [
                "order_submitted",
                "order_confirmed",
                "order_picking",
                "cancellation_requested",
                "cancellation_declined",
                "order_shipped",
                "order_shipped",
                "order_delivered",
                "order_cancelled",
            ]
        );
        vendor.check().await;
    }
}
