//! An order with one late line was late on its own page only: the lists said that it was on time.

use domain::{
    orders::{OrderCard, OrderFilter},
    time::Date,
};
use service::{
    desk::{self, Begin},
    home, orders,
};
use testkit::TestVendor;

use crate::{ANNA, EVA, once};

fn seen(cards: &[OrderCard], number: i64) -> (bool, Option<String>) {
    let card = cards.iter().find(|card| card.number == number).expect("the order is in the list");
    (card.late, card.promised.map(Date::iso))
}

testkit::on_both_databases! {
    async fn one_late_line_makes_the_order_late_everywhere(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let in_time = vendor.order(&anna, &[("RT-1061", "1")]).await;
        let number = vendor.order(&anna, &[("RT-1061", "10"), ("TL-7011", "1")]).await;
        let page = vendor.page(&anna, number).await;
        let (first, second) = (page.lines[0].id, page.lines[1].id);
        let days = [(first, "2026-11-30".to_owned()), (second, "2026-12-14".to_owned())];
        desk::confirm(context, &eva, number, 1, &days).await.expect("it is confirmed");
        let line = vendor.page(&anna, in_time).await.lines[0].id;
        let day = [(line, "2026-12-04".to_owned())];
        desk::confirm(context, &eva, in_time, 1, &day).await.expect("it is confirmed");

        vendor.advance(8 * 24 * 60);
        let late = (true, Some("2026-11-30".to_owned()));
        let home = home::page(context, &anna).await.expect("the first page is there");
        assert_eq!(seen(&home.open_orders, number), late);
        let place = |number| home.open_orders.iter().position(|card| card.number == number);
        let is_before = place(number).is_some_and(|late| place(in_time).is_none_or(|other| late < other));
        assert!(is_before, "what is late comes first");
        let list = orders::list(context, &anna, &OrderFilter::default()).await.expect("orders can be listed");
        assert_eq!(seen(&list.orders, number), late);
        assert!(!seen(&list.orders, in_time).0);
        let list = desk::orders(context, &eva, &OrderFilter::default()).await.expect("orders can be listed");
        assert_eq!(seen(&list.orders, number), late);

        // What is on its way is late no more, and the rest has its day.
        let load = [(first, "10".to_owned())];
        desk::ship(context, &eva, once(number, 2), Begin::AsPromised, "DPD", "", &load).await.expect("it leaves");
        let list = orders::list(context, &anna, &OrderFilter::default()).await.expect("orders can be listed");
        assert_eq!(seen(&list.orders, number), (false, Some("2026-12-14".to_owned())));
    }
}
