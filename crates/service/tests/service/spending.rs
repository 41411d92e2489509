//! What an account has ordered, in figures: the amounts of its lines, once, without what was cancelled.

use domain::{
    money::{Currency, Quantity},
    orders::OrderFilter,
    permissions::{Actor, ReadOrders},
    refusal::Code,
    spending::{Period, Spending, SpendingFilter, Sum},
    split::{Amounts, split},
    time::Date,
};
use service::{approvals, desk, orders};
use store::orders::{Line, Whole};
use testkit::TestVendor;

use crate::{ANNA, BRAM, CLAIRE, EVA, KATRIN, once, refused};

async fn figures(vendor: &TestVendor, actor: &Actor, period: Period) -> Spending {
    let filter = SpendingFilter { period: period.code().to_owned(), ..SpendingFilter::default() };
    service::spending::page(vendor.context(), actor, &filter).await.expect("members read their orders")
}

async fn whole(vendor: &TestVendor, actor: &Actor, number: i64) -> Whole {
    let granted = actor.grant::<ReadOrders>().expect("members read their orders");
    store::orders::find(vendor.store(), &granted, number).await.expect("orders can be read").expect("it is there")
}

fn amounts(line: &Line) -> Amounts {
    Amounts { discount: line.discount, amount: line.amount, net: line.net, tax: line.tax, gross: line.gross }
}

fn sum(lines: &[Line]) -> Sum {
    lines.iter().fold(Sum::default(), |sum, line| sum.plus(Sum { net: line.net, tax: line.tax, gross: line.gross }))
}

testkit::on_both_databases! {
    async fn what_was_split_counts_once_and_what_was_cancelled_not_at_all(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        let (eva, katrin) = (vendor.actor(EVA).await, vendor.actor(KATRIN).await);
        let context = vendor.context();
        let theirs = figures(&vendor, &katrin, Period::All).await;
        let before = figures(&vendor, &owner, Period::Months).await;
        assert!(before.currencies.is_empty() && before.bought.is_empty() && before.orders == 0);
        assert_eq!((before.rows.len(), before.total), (12, Sum::default()));

        let number = vendor.order(&owner, &[("RT-1042", "7"), ("TL-7011", "2")]).await;
        let gone = vendor.order(&owner, &[("TL-7012", "1")]).await;
        orders::cancel(context, &owner, gone, "").await.expect("it is cancelled");
        let line = whole(&vendor, &owner, number).await.lines[0].id;
        desk::split(context, &eva, once(number, 1), line, "3", "2026-12-16").await.expect("it is split");
        let lines = whole(&vendor, &owner, number).await.lines;
        assert_eq!(lines.len(), 3);

        let found = figures(&vendor, &owner, Period::Months).await;
        assert_eq!((found.orders, found.total, found.currencies.as_slice()), (1, sum(&lines), &[Currency::EUR][..]));
        let (now, earlier) = found.rows.split_last().expect("there are twelve");
        assert_eq!((now.slot.from.iso().as_str(), now.orders, now.sum), ("2026-11-01", 1, found.total));
        assert!(earlier.iter().all(|row| row.orders == 0 && row.sum == Sum::default()));
        let bought: Vec<_> = found
            .bought
            .iter()
            .map(|bought| (bought.card.number.as_str(), bought.times, bought.quantities[0].0.whole()))
            .collect();
        assert_eq!(bought.len(), 2, "{bought:?}");
        assert!(bought.contains(&("RT-1042", 1, Some(7))) && bought.contains(&("TL-7011", 1, Some(2))), "{bought:?}");
        assert_eq!(found.categories.iter().map(|row| row.share).sum::<u32>(), 1_000);
        let together = found.categories.iter().fold(Sum::default(), |sum, row| sum.plus(row.sum));
        assert_eq!(together, found.total);

        let filter = SpendingFilter { category: "tools".to_owned(), ..SpendingFilter::default() };
        let tools = service::spending::page(context, &owner, &filter).await.expect("members read their orders");
        assert_eq!(tools.category.map(|category| category.name).as_deref(), Some("Tools"));
        assert_eq!((tools.bought.len(), tools.bought[0].card.number.as_str()), (1, "TL-7011"));
        assert_eq!(tools.total, found.total, "the figures are those of all");

        assert_eq!(figures(&vendor, &owner, Period::LastYear).await.orders, 0);
        assert_eq!(figures(&vendor, &katrin, Period::All).await, theirs, "nobody else's figures have changed");
        assert_eq!(refused(service::spending::page(context, &eva, &filter).await), Code::NotFound);
    }

    async fn a_part_that_was_cancelled_takes_its_share_along(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        let eva = vendor.actor(EVA).await;
        let context = vendor.context();
        let number = vendor.order(&owner, &[("RT-1042", "7"), ("FX-6040", "11")]).await;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        let line = whole(&vendor, &owner, number).await.lines[0].clone();
        let load = [(line.id, "3".to_owned())];
        desk::ship(context, &eva, once(number, 2), desk::Begin::AsAgreed, "DPD", "", &load).await.expect("a part goes");
        desk::cancel(context, &eva, number, 3, "There is no more").await.expect("the rest is cancelled");

        let rules = context.settings().currency(Currency::EUR);
        let mode = whole(&vendor, &owner, number).await.head.mode;
        let (_, rest) = split(&amounts(&line), mode, &rules, Quantity::from_units(4), Quantity::from_units(7));
        let expected = Sum { net: rest.net, tax: rest.tax, gross: rest.gross };
        for period in [Period::ThisYear, Period::All] {
            let found = figures(&vendor, &owner, period).await;
            assert_eq!((found.orders, found.total), (1, expected), "{period:?}");
            assert_eq!((found.bought.len(), found.bought[0].sum, found.categories[0].sum), (1, expected, expected));
            assert_eq!(found.bought[0].quantities[0].0, Quantity::from_units(3));
        }
        let filter = SpendingFilter::default();
        let file = service::spending::csv(context, &owner, &filter).await.expect("members read their orders");
        assert_eq!(file.lines().count(), 2, "{file}");
        let euros = format!("{}.{:02}", expected.gross / 100, expected.gross % 100);
        let line = file.lines().nth(1).expect("a line");
        assert!(line.starts_with(&format!("{number},24/11/2026,")) && line.ends_with(&format!(",{euros}")), "{line}");
        assert!(line.contains(",3,piece"), "{line}");
    }

    async fn an_order_counts_when_it_is_approved(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        let before = figures(&vendor, &anna, Period::ThisYear).await;
        let number = vendor.order(&bram, &[("RT-1042", "600")]).await;
        assert_eq!(figures(&vendor, &anna, Period::ThisYear).await.total, before.total);
        approvals::approve(vendor.context(), &anna, number, 1).await.expect("an owner may approve");
        let after = figures(&vendor, &bram, Period::ThisYear).await;
        assert_eq!(after.total, before.total.plus(sum(&whole(&vendor, &anna, number).await.lines)));
        assert_eq!(after.orders, before.orders + 1);
    }

    async fn figures_are_shown_as_prices_are(vendor: TestVendor) {
        let (anna, claire) = (vendor.actor(ANNA).await, vendor.actor(CLAIRE).await);
        for (actor, gross) in [(anna, false), (claire, true)] {
            vendor.order(&actor, &[("TL-7011", "1"), ("RT-1042", "40")]).await;
            let found = figures(&vendor, &actor, Period::All).await;
            assert_eq!(found.gross_prices, gross);
            assert!(found.orders > 0 && found.total.tax > 0 && found.total.net + found.total.tax == found.total.gross);
            let amounts: Vec<i64> = found.categories.iter().map(|row| row.sum.shown(gross)).collect();
            assert!(amounts.windows(2).all(|two| two[0] >= two[1]), "the largest first: {amounts:?}");
            let most_often = found.bought.windows(2).all(|two| two[0].times >= two[1].times);
            assert!(most_often && !found.bought.is_empty() && found.bought.len() <= 20);
        }
    }

    async fn the_list_has_the_orders_of_a_row(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        // In Gent December has begun, in Greenwich it has not.
        vendor.advance(6 * 24 * 60 + 13 * 60 + 30);
        let number = vendor.order(&owner, &[("TL-7011", "1")]).await;
        let listed = async |from: &str, to: &str| {
            let filter =
                OrderFilter { from: Date::parse_iso(from), to: Date::parse_iso(to), ..OrderFilter::default() };
            let list = orders::list(vendor.context(), &owner, &filter).await.expect("orders can be listed");
            list.orders.iter().map(|order| order.number).collect::<Vec<_>>()
        };
        assert_eq!(listed("2026-12-01", "2026-12-31").await, [number]);
        assert_eq!(listed("2026-12-01", "").await, [number]);
        assert!(listed("2026-11-01", "2026-11-30").await.is_empty());
        let found = figures(&vendor, &owner, Period::ThisYear).await;
        assert_eq!((found.rows.len(), found.rows[11].orders), (12, 1));
    }
}
