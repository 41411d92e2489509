//! A line in two parts, from the desk to the door: the money and the stock of the parts are those of the line.

use domain::{
    ids::OrderLineId,
    orders::{OrderFilter, OrderState},
    permissions::{Actor, ReadOrders},
    refusal::Code,
    time::Date,
};
use service::{desk, orders};
use store::orders::{Line, Whole};
use testkit::{TestVendor, new_key};

use crate::{ANNA, CLAIRE, ESZTER, EVA, GABOR, OLIVER, free, once, refused, ticked};

/// Odd quantities, whose halves are no whole cents.
const BASKET: &[(&str, &str)] = &[("RT-1042", "7"), ("FX-6040", "11")];

async fn whole(vendor: &TestVendor, actor: &Actor, number: i64) -> Whole {
    let granted = actor.grant::<ReadOrders>().expect("members read their orders");
    store::orders::find(vendor.store(), &granted, number).await.expect("orders can be read").expect("it is there")
}

/// Discount, amount, net, tax and gross of these lines together.
fn sums<'a>(lines: impl Iterator<Item = &'a Line>) -> [i64; 5] {
    lines.fold([0; 5], |sums, line| {
        let amounts = [line.discount, line.amount, line.net, line.tax, line.gross];
        std::array::from_fn(|place| sums[place] + amounts[place])
    })
}

fn load(lines: &[(OrderLineId, &str)]) -> Vec<(OrderLineId, String)> {
    lines.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
}

/// The day that a list of orders shows for the newest one.
async fn shown(vendor: &TestVendor, actor: &Actor) -> Option<Date> {
    let list = orders::list(vendor.context(), actor, &OrderFilter::default()).await;
    list.expect("orders can be listed").orders[0].promised
}

fn day(text: &str) -> Option<Date> {
    Date::parse_iso(text)
}

testkit::on_both_databases! {
    async fn parts_sum_to_the_line_in_every_currency(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        let context = vendor.context();
        for (email, step) in [(ANNA, 1), (CLAIRE, 1), (GABOR, 100), (ESZTER, 100), (OLIVER, 1)] {
            let actor = vendor.actor(email).await;
            let number = vendor.order(&actor, BASKET).await;
            let before = whole(&vendor, &actor, number).await;
            // A part of each line, then a part of a part, in pieces and in fractions of them.
            for (version, (place, quantity)) in (1..).zip([(0, "3"), (2, "2.5"), (1, "1"), (0, "1"), (5, "0,125")]) {
                let line = whole(&vendor, &actor, number).await.lines[place].id;
                let split = desk::split(context, &eva, once(number, version), line, quantity, "2026-12-16").await;
                split.unwrap_or_else(|error| panic!("{email}: {place} {quantity}: {error:?}"));
                let after = whole(&vendor, &actor, number).await;
                assert_eq!(after.lines.len(), usize::try_from(version + 2).expect("a few"), "{email}");
                for article in ["RT-1042", "FX-6040"] {
                    let of = |whole: &Whole| {
                        let lines = || whole.lines.iter().filter(|line| line.number == article);
                        (sums(lines()), lines().map(|line| line.progress.ordered).sum::<i64>())
                    };
                    assert_eq!(of(&after), of(&before), "{email}: {article} after {version} splits");
                }
                for line in &after.lines {
                    let amounts = [line.discount, line.amount, line.net, line.tax, line.gross];
                    assert!(amounts.iter().all(|amount| *amount >= 0 && amount % step == 0), "{email}: {amounts:?}");
                    assert_eq!(line.net + line.tax, line.gross, "{email}");
                    let price = before.lines.iter().find(|old| old.number == line.number).expect("it was ordered");
                    assert_eq!((line.unit_price, line.rate), (price.unit_price, price.rate), "{email}");
                }
                let head = |whole: &Whole| {
                    let head = &whole.head;
                    (head.goods_amount, head.delivery_amount, head.net, head.tax, head.gross, head.by_rate.clone())
                };
                assert_eq!(head(&after), head(&before), "{email}: what is to be paid stays");
                assert_eq!(after.head.line_count, version + 2, "{email}");
                vendor.check().await;
            }
        }
    }

    async fn a_part_comes_no_sooner_than_the_line(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        desk::confirm(context, &eva, number, 1, &[(line, "2026-12-04".to_owned())]).await.expect("it is confirmed");
        let early = desk::split(context, &eva, once(number, 2), line, "4", "2026-12-03").await;
        assert_eq!(refused(early), Code::TooEarly);
        desk::split(context, &eva, once(number, 2), line, "4", "2026-12-04").await.expect("on the same day");
    }

    async fn a_line_of_another_order_is_not_confirmed(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let other = vendor.order(&anna, &[("RT-1061", "1")]).await;
        let line = vendor.page(&anna, other).await.lines[0].id;
        for day in ["2026-12-04", ""] {
            let confirmed = desk::confirm(context, &eva, number, 1, &[(line, day.to_owned())]).await;
            assert_eq!(refused(confirmed), Code::NotFound, "{day:?}");
        }
        assert_eq!(vendor.page(&anna, number).await.state, OrderState::Submitted);
    }

    async fn a_part_goes_its_own_way(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let before = free(&vendor, &anna, "RT-1061").await.millis();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let total = vendor.page(&anna, number).await.total;
        let first = vendor.page(&anna, number).await.lines[0].id;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        desk::split(context, &eva, once(number, 2), first, "4", "2026-12-16").await.expect("it is split");
        assert_eq!(shown(&vendor, &anna).await, day("2026-12-16"), "the order is there when the last part is");
        assert_eq!(free(&vendor, &anna, "RT-1061").await.millis(), before - 10_000, "both parts are promised");
        vendor.check().await;

        // The later part turns up first.
        let page = vendor.page(&anna, number).await;
        let (second, soon) = (page.lines[1].id, page.lines[0].promised);
        desk::ship(context, &eva, once(number, 3), desk::Begin::AsAgreed, "DPD", "", &load(&[(second, "4")])).await.expect("the part goes");
        assert_eq!(shown(&vendor, &anna).await, soon, "what is open is promised sooner");
        vendor.check().await;
        let shipment = vendor.page(&anna, number).await.shipments[0].id;
        desk::deliver(context, &eva, number, 4, shipment).await.expect("it arrives");
        let page = vendor.page(&anna, number).await;
        assert_eq!(page.state, OrderState::PartlyShipped);
        let progress: Vec<_> = page.lines.iter().map(|line| (line.progress.ordered, line.progress.delivered)).collect();
        assert_eq!(progress, [(6_000, 0), (4_000, 4_000)]);
        vendor.check().await;

        // What is left is cancelled: it alone is free again, and the order is done.
        desk::cancel(context, &eva, number, 5, "The roll was damaged").await.expect("the rest is cancelled");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.total), (OrderState::Delivered, total));
        assert_eq!(page.lines[0].progress.cancelled, 6_000);
        assert_eq!(free(&vendor, &anna, "RT-1061").await.millis(), before - 4_000);
        vendor.check().await;
    }

    async fn both_parts_in_one_load(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let before = free(&vendor, &anna, "RT-1061").await.millis();
        let number = vendor.order(&anna, &[("RT-1061", "10"), ("TL-7011", "1")]).await;
        let first = vendor.page(&anna, number).await.lines[0].id;
        desk::split(context, &eva, once(number, 1), first, "4", "2026-12-16").await.expect("before it is confirmed");
        desk::confirm(context, &eva, number, 2, &[]).await.expect("it is confirmed");
        let page = vendor.page(&anna, number).await;
        assert!(page.lines.iter().all(|line| line.confirmed));
        let lines: Vec<_> = page.lines.iter().map(|line| (line.number.as_str(), line.progress.ordered)).collect();
        assert_eq!(lines, [("RT-1061", 6_000), ("RT-1061", 4_000), ("TL-7011", 1_000)], "a part stands by its line");

        let all = load(&[(page.lines[0].id, "6"), (page.lines[1].id, "4"), (page.lines[2].id, "1")]);
        let twice = load(&[(page.lines[1].id, "2"), (page.lines[1].id, "2")]);
        assert_eq!(refused(desk::ship(context, &eva, once(number, 3), desk::Begin::AsAgreed, "DPD", "", &twice).await), Code::Malformed);
        desk::ship(context, &eva, once(number, 3), desk::Begin::AsAgreed, "DPD", "", &all).await.expect("all of it goes");
        assert_eq!(vendor.page(&anna, number).await.state, OrderState::Shipped);
        vendor.check().await;
        let shipment = vendor.page(&anna, number).await.shipments[0].id;
        desk::deliver(context, &eva, number, 4, shipment).await.expect("it arrives");
        assert_eq!(vendor.page(&anna, number).await.state, OrderState::Delivered);
        assert_eq!(free(&vendor, &anna, "RT-1061").await.millis(), before - 10_000);
        vendor.check().await;
    }

    async fn something_is_left_and_what_has_gone_stays(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let other = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        let foreign = vendor.page(&anna, other).await.lines[0].id;
        for (line, quantity, date, code) in [
            (line, "10", "2026-12-16", Code::TooMuch),
            (line, "10.001", "2026-12-16", Code::TooMuch),
            (line, "0", "2026-12-16", Code::Quantity),
            (line, "-1", "2026-12-16", Code::Quantity),
            (line, "some", "2026-12-16", Code::Quantity),
            (line, "4", "2026-02-30", Code::Malformed),
            (line, "4", "", Code::Malformed),
            (foreign, "4", "2026-12-16", Code::NotFound),
        ] {
            let split = desk::split(context, &eva, once(number, 1), line, quantity, date).await;
            assert_eq!(refused(split), code, "{quantity} {date}");
        }
        assert_eq!(refused(desk::split(context, &eva, once(number, 2), line, "4", "2026-12-16").await), Code::Stale);
        assert_eq!(vendor.page(&anna, number).await.lines.len(), 1);

        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        desk::ship(context, &eva, once(number, 2), desk::Begin::AsAgreed, "DPD", "", &load(&[(line, "6")])).await.expect("six go");
        let five = desk::split(context, &eva, once(number, 3), line, "5", "2026-12-16").await;
        assert_eq!(refused(five), Code::TooMuch, "one of them has gone");
        desk::split(context, &eva, once(number, 3), line, "4", "2026-12-16").await.expect("all that is open");
        let page = vendor.page(&anna, number).await;
        let progress: Vec<_> = page.lines.iter().map(|line| (line.progress.ordered, line.progress.shipped)).collect();
        assert_eq!((page.state, progress), (OrderState::PartlyShipped, vec![(6_000, 6_000), (4_000, 0)]));
        vendor.check().await;
        let rest = load(&[(page.lines[1].id, "4")]);
        desk::ship(context, &eva, once(number, 4), desk::Begin::AsAgreed, "DPD", "", &rest).await.expect("the rest goes");
        let again = desk::split(context, &eva, once(number, 5), line, "1", "2026-12-16").await;
        assert_eq!(refused(again), Code::State, "nothing waits any more");
        vendor.check().await;
    }

    async fn what_has_gone_no_longer_sets_the_orders_day(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        desk::confirm(context, &eva, number, 1, &load(&[(line, "2026-12-16")])).await.expect("it is confirmed");
        desk::ship(context, &eva, once(number, 2), desk::Begin::AsAgreed, "DPD", "", &load(&[(line, "6")])).await.expect("six go");
        assert_eq!(shown(&vendor, &anna).await, day("2026-12-16"));
        // All that is open gets a day of its own, a sooner one.
        desk::split(context, &eva, once(number, 3), line, "4", "2026-12-09").await.expect("it is split");
        assert_eq!(shown(&vendor, &anna).await, day("2026-12-09"));
    }

    async fn an_order_in_parts_is_ordered_again_as_one(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        desk::split(context, &eva, once(number, 1), line, "4", "2026-12-16").await.expect("it is split");
        let wanted = ticked(&vendor, &anna, number).await;
        let lines: Vec<_> = wanted.iter().map(|line| (line.number.as_str(), line.quantity.as_str())).collect();
        assert_eq!(lines, [("RT-1061", "10")]);
        orders::take_again(context, &anna, new_key(), number, &wanted).await.expect("it is sold");
        let again = vendor.submit(&anna).await.number;
        let old = whole(&vendor, &anna, number).await;
        let new = whole(&vendor, &anna, again).await;
        assert_eq!(new.lines.len(), 1);
        assert_eq!(sums(new.lines.iter()), sums(old.lines.iter()), "at the price of ten");
        vendor.check().await;
    }

    async fn two_at_the_desk_split_one_line(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        let split = || {
            let (context, eva) = (vendor.context().clone(), eva.clone());
            tokio::spawn(async move { desk::split(&context, &eva, once(number, 1), line, "6", "2026-12-16").await })
        };
        let (one, other) = (split(), split());
        let outcomes = [one.await.expect("it ends"), other.await.expect("it ends")];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        for outcome in outcomes.into_iter().filter(Result::is_err) {
            assert_eq!(refused(outcome), Code::Stale);
        }
        let page = vendor.page(&anna, number).await;
        let quantities: Vec<_> = page.lines.iter().map(|line| line.progress.ordered).collect();
        assert_eq!(quantities, [4_000, 6_000]);
        vendor.check().await;
    }
}
