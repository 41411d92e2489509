//! The life of an order, from the cart to the door.

use domain::{
    cart::ChangeMode,
    event::Event,
    ids::OrderLineId,
    orders::{Board, Handover, OrderPage, OrderState},
    refusal::Code,
    time::Date,
};
use service::{carts::Typed, desk};
use testkit::{TestVendor, new_key};

use crate::{ANNA, EVA, JAN, free, once, refused};

fn quantities(lines: &[(OrderLineId, &str)]) -> Vec<(OrderLineId, String)> {
    lines.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
}

fn kinds(page: &OrderPage) -> Vec<&'static str> {
    page.events.iter().map(|line| line.event.kind()).collect()
}

fn day(text: &str) -> Option<Date> {
    Date::parse_iso(text)
}

testkit::on_both_databases! {
    async fn one_late_line_makes_an_order_late_everywhere(vendor: TestVendor) {
        // Few orders, so that the first page shows this one.
        let (anna, eva) = (vendor.new_owners(1).await.remove(0), vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1042", "40"), ("RT-1061", "10")]).await;
        let page = vendor.page(&anna, number).await;
        let days = quantities(&[(page.lines[0].id, "2026-11-26"), (page.lines[1].id, "2026-12-15")]);
        desk::confirm(context, &eva, number, 1, &days).await.expect("it is confirmed");
        let cards = async || {
            let filter = domain::orders::OrderFilter { search: Some(number.to_string()), ..Default::default() };
            let listed = service::orders::list(context, &anna, &filter).await.expect("orders are listed").orders;
            let at_the_desk = desk::orders(context, &eva, &filter).await.expect("orders are listed").orders;
            let home = service::home::page(context, &anna).await.expect("there is a first page").open_orders;
            let find = |cards: Vec<domain::orders::OrderCard>| {
                let card = cards.into_iter().find(|card| card.number == number).expect("it is there");
                (card.late, card.promised)
            };
            [find(listed), find(at_the_desk), find(home)]
        };
        assert_eq!(cards().await, [(false, day("2026-12-15")); 3]);
        vendor.advance(4 * 24 * 60);
        assert_eq!(cards().await, [(true, day("2026-11-26")); 3]);
        let load = quantities(&[(page.lines[0].id, "40")]);
        desk::ship(context, &eva, once(number, 2), desk::Begin::AsAgreed, "DPD", "", &load).await.expect("the late part goes");
        assert_eq!(cards().await, [(false, day("2026-12-15")); 3], "what is left is in time");
    }

    async fn goods_in_two_loads(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let before = (free(&vendor, &anna, "RT-1042").await, free(&vendor, &anna, "RT-1061").await);

        let number = vendor.order(&anna, &[("RT-1042", "40"), ("RT-1061", "10")]).await;
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.version, page.lines.len()), (OrderState::Submitted, 1, 2));
        assert_eq!(free(&vendor, &anna, "RT-1042").await.millis(), before.0.millis() - 40_000);
        let total = page.total;
        let (tiles, rolls) = (page.lines[0].id, page.lines[1].id);
        let first_promise = page.lines[1].promised;

        vendor.advance(30);
        desk::confirm(context, &eva, number, 1, &quantities(&[(rolls, "2026-12-01")])).await.expect("it is confirmed");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.version), (OrderState::Confirmed, 2));
        assert!(page.lines.iter().all(|line| line.confirmed));
        assert_eq!((page.lines[1].promised, page.lines[1].first_promised), (day("2026-12-01"), first_promise));

        assert_eq!(
            refused(desk::pick(context, &eva, number, 1, desk::Begin::AsAgreed).await),
            Code::Stale,
            "somebody has confirmed it meanwhile"
        );
        vendor.advance(30);
        desk::pick(context, &eva, number, 2, desk::Begin::AsAgreed).await.expect("picking starts");
        assert_eq!(
            refused(service::orders::cancel(context, &anna, number, "").await),
            Code::State,
            "too late to cancel for free"
        );

        vendor.advance(30);
        desk::split(context, &eva, once(number, 3), rolls, "4", "2026-12-09").await.expect("it is split");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.version, page.lines.len(), page.total), (4, 3, total));
        assert_eq!(
            page.lines.iter().map(|line| line.amount).sum::<i64>(),
            page.goods_amount,
            "the parts sum to the line"
        );
        let late = page.lines[2].clone();
        assert_eq!((late.number.as_str(), late.progress.ordered, late.promised), ("RT-1061", 4_000, day("2026-12-09")));
        assert_eq!(page.lines[1].progress.ordered, 6_000);

        let load = quantities(&[(tiles, "40"), (rolls, "6")]);
        assert_eq!(
            refused(desk::ship(context, &eva, once(number, 4), desk::Begin::AsAgreed, "", "", &load).await),
            Code::Missing,
            "goods need a carrier"
        );
        assert_eq!(refused(desk::ship(context, &eva, once(number, 4), desk::Begin::AsAgreed, "DPD", "", &[]).await), Code::Missing, "an empty load");
        let too_much = quantities(&[(tiles, "41")]);
        assert_eq!(refused(desk::ship(context, &eva, once(number, 4), desk::Begin::AsAgreed, "DPD", "", &too_much).await), Code::TooMuch);
        vendor.advance(30);
        desk::ship(context, &eva, once(number, 4), desk::Begin::AsAgreed, "DPD", "0123-456", &load).await.expect("the first load goes");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.shipments.len()), (OrderState::PartlyShipped, 1));
        assert!(page.shipments[0].tracking_url.as_deref().is_some_and(|url| url.ends_with("/0123-456")));
        assert!(page.lines[2].promised == day("2026-12-09") && page.lines[2].progress.shipped == 0);

        vendor.advance(1440);
        desk::deliver(context, &eva, number, 5, page.shipments[0].id).await.expect("the first load arrives");
        assert_eq!(vendor.page(&anna, number).await.state, OrderState::PartlyShipped);
        assert_eq!(
            refused(desk::deliver(context, &eva, number, 6, page.shipments[0].id).await),
            Code::NotFound,
            "once"
        );

        vendor.advance(1440);
        desk::ship(context, &eva, once(number, 6), desk::Begin::AsAgreed, "DPD", "0123-457", &quantities(&[(late.id, "4")]))
            .await
            .expect("the rest goes");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.shipments.len()), (OrderState::Shipped, 2));
        desk::deliver(context, &eva, number, 7, page.shipments[1].id).await.expect("the rest arrives");

        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.version, page.total), (OrderState::Delivered, 8, total));
        assert_eq!(
            kinds(&page),
            [
                "order_submitted",
                "order_confirmed",
                "order_picking",
                "order_split",
                "order_shipped",
                "order_delivered",
                "order_shipped",
                "order_delivered",
            ]
        );
        assert!(page.events[1..].iter().all(|line| line.by == "Eva"), "the vendor's people by first name");
        assert!(matches!(page.events[5].event, Event::OrderDelivered { partly: true, .. }));
        assert!(matches!(page.events[7].event, Event::OrderDelivered { partly: false, .. }));
        // What has left the shelf is neither on it nor promised.
        assert_eq!(free(&vendor, &anna, "RT-1042").await.millis(), before.0.millis() - 40_000);
        assert_eq!(free(&vendor, &anna, "RT-1061").await.millis(), before.1.millis() - 10_000);
        vendor.check().await;

        vendor.deliver_mail().await;
        let mut subjects: Vec<String> = vendor.mails_to(ANNA).await.into_iter().map(|mail| mail.subject).collect();
        subjects.reverse();
        assert_eq!(subjects.len(), 7, "one for each step that a customer wants to hear of: {subjects:?}");
        assert_eq!(subjects[0], format!("We have received your order {number}"));
        assert!(subjects.iter().all(|subject| subject.contains(&number.to_string())), "{subjects:?}");
    }

    async fn a_service_by_appointment(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        let wish = |text: &str| Typed {
            key: new_key(),
            number: "SV-9004".to_owned(),
            quantity: "1".to_owned(),
            mode: ChangeMode::Set,
            wished: text.to_owned(),
            step: String::new(),
        };
        // Five working days ahead at the earliest, and not on a Saturday.
        for wrong in ["2026-11-25", "2026-12-05", "yesterday"] {
            let changed = service::carts::change_typed(context, &visitor, &wish(wrong)).await;
            assert_eq!(refused(changed), Code::WishedDate, "{wrong}");
        }
        service::carts::change_typed(context, &visitor, &wish("2026-12-03")).await.expect("the day is free");
        let number = vendor.submit(&anna).await.number;
        let page = vendor.page(&anna, number).await;
        let line = &page.lines[0];
        assert_eq!((line.wished, line.promised, page.delivery_cost), (day("2026-12-03"), day("2026-12-03"), 0));

        desk::confirm(context, &eva, number, 1, &quantities(&[(line.id, "2026-12-04")]))
            .await
            .expect("it is confirmed");
        desk::ship(context, &eva, once(number, 2), desk::Begin::AsAgreed, "", "", &quantities(&[(line.id, "1")]))
            .await
            .expect("it is done, without a carrier");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.lines[0].promised), (OrderState::Delivered, day("2026-12-04")));
        assert_eq!((page.handover, page.shipments[0].handover), (Handover::Service, Handover::Service));
        assert!(page.shipments[0].delivered.is_some() && page.shipments[0].carrier.is_empty());
        let last = page.events.last().map(|line| line.event.clone());
        assert!(matches!(last, Some(Event::OrderShipped { partly: false, handover: Handover::Service, .. })), "{last:?}");
        vendor.deliver_mail().await;
        let subjects: Vec<String> = vendor.mails_to(ANNA).await.into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects[0], format!("Order {number} has been carried out"));
        vendor.check().await;
    }

    async fn what_has_not_left_can_be_cancelled_by_the_vendor(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let before = free(&vendor, &anna, "TL-7011").await;
        let number = vendor.order(&anna, &[("RT-1042", "40"), ("TL-7011", "2")]).await;
        let tiles = vendor.page(&anna, number).await.lines[0].id;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        desk::ship(context, &eva, once(number, 2), desk::Begin::AsAgreed, "GLS", "", &quantities(&[(tiles, "40")])).await.expect("a part goes");
        assert_eq!(refused(desk::cancel(context, &eva, number, 3, "  ").await), Code::Reason);
        desk::cancel(context, &eva, number, 3, "The last ones were damaged").await.expect("the rest is cancelled");
        let page = vendor.page(&anna, number).await;
        assert_eq!(page.state, OrderState::Shipped, "what is left of it is on its way");
        assert_eq!(
            (page.lines[1].progress.cancelled, page.reason.as_deref()),
            (2_000, Some("The last ones were damaged"))
        );
        assert_eq!(free(&vendor, &anna, "TL-7011").await, before, "what is cancelled is free again");
        assert!(!page.gross_prices);
        let worth = page.lines[1].amount * 121 / 100;
        assert!((page.cancelled_amount - worth).abs() <= 1, "{} for {worth}", page.cancelled_amount);
        vendor.check().await;
    }

    async fn each_step_is_for_those_who_may(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        assert_eq!(refused(desk::confirm(context, &jan, number, 1, &[]).await), Code::NotAllowed, "an agent looks on");
        assert_eq!(desk::order(context, &jan, number).await.expect("an agent sees it").number, number);
        assert_eq!(refused(desk::mails(context, &jan, None).await), Code::NotAllowed);
        // Customers are not told that there is a desk.
        assert_eq!(refused(desk::confirm(context, &anna, number, 1, &[]).await), Code::NotFound);
        assert_eq!(refused(desk::board(context, &anna).await), Code::NotFound);
        assert_eq!(vendor.page(&anna, number).await.version, 1, "nothing has changed");
    }

    async fn the_board_shows_where_orders_stand(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        let column = |board: &Board| {
            board
                .columns
                .iter()
                .find(|(_, cards, _)| cards.iter().any(|card| card.number == number))
                .map(|(state, ..)| *state)
        };
        let board = desk::board(context, &eva).await.expect("the board is there");
        assert_eq!(column(&board), Some(OrderState::Submitted));
        for (state, cards, count) in &board.columns {
            assert!(cards.iter().all(|card| card.state == *state && card.account.is_some()));
            assert!(usize::try_from(*count).expect("a count") >= cards.len());
        }
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        let board = desk::board(context, &eva).await.expect("the board is there");
        assert_eq!(column(&board), Some(OrderState::Confirmed));
    }

    async fn signing_in_often_hides_no_news(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let account = anna.acting.expect("anna acts for an account").account;
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        for _ in 0..30 {
            let event = Event::SignedIn { device: "Firefox, Linux".to_owned() };
            let now = vendor.context().now();
            store::events::append(&tx, account, anna.member, &event, now).await.expect("it is written");
        }
        tx.commit().await.expect("it is kept");
        let home = service::home::page(vendor.context(), &anna).await.expect("the first page is there");
        let orders: Vec<_> = home.news.events.iter().map(|line| line.event.order()).collect();
        assert_eq!((orders.len(), orders[0]), (6, Some(number)));
        assert!(home.news.events.iter().all(|line| line.event.kind() != "signed_in"));
    }
}
