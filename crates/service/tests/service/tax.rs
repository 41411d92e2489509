//! Money on real orders: what is stored line by line adds up to what is to be paid, in every currency and profile.

use domain::{
    permissions::{Actor, ReadOrders},
    tax::{PriceMode, RateSum},
};
use service::reviews::Typed;
use store::orders::Whole;
use testkit::TestVendor;

use crate::{ANNA, CLAIRE, ESZTER, EVA, GABOR, OLIVER};

/// Odd quantities, two rates of tax, and less than what makes delivery free.
const BASKET: &[(&str, &str)] = &[("RT-1042", "7"), ("PM-5010", "3"), ("FX-6040", "5"), ("SV-9004", "1")];
/// The same without the visit, which is not sold abroad.
const GOODS: &[(&str, &str)] = &[("RT-1042", "7"), ("PM-5010", "3"), ("FX-6040", "5")];

struct Case {
    email: &'static str,
    currency: &'static str,
    mode: PriceMode,
    taxed: bool,
    basket: &'static [(&'static str, &'static str)],
    /// What every amount is a multiple of, minor units.
    step: i64,
}

const CASES: [Case; 5] = [
    Case { email: ANNA, currency: "EUR", mode: PriceMode::Net, taxed: true, basket: BASKET, step: 1 },
    Case { email: CLAIRE, currency: "EUR", mode: PriceMode::Gross, taxed: true, basket: BASKET, step: 1 },
    Case { email: GABOR, currency: "HUF", mode: PriceMode::Net, taxed: false, basket: BASKET, step: 100 },
    Case { email: ESZTER, currency: "HUF", mode: PriceMode::Gross, taxed: true, basket: BASKET, step: 100 },
    Case { email: OLIVER, currency: "GBP", mode: PriceMode::Net, taxed: false, basket: GOODS, step: 1 },
];

async fn ordered(vendor: &TestVendor, actor: &Actor, case: &Case, way: &str) -> Whole {
    vendor.put(actor, case.basket).await;
    let details = Typed {
        address: String::new(),
        delivery_way: way.to_owned(),
        reference: format!("{way} {}", case.currency),
        note: String::new(),
    };
    service::reviews::details(vendor.context(), actor, &details).await.expect("the way is offered");
    let review = vendor.review(actor).await;
    let number = vendor.submit(actor).await.number;
    let granted = actor.grant::<ReadOrders>().expect("members read their orders");
    let whole =
        store::orders::find(vendor.store(), &granted, number).await.expect("orders can be read").expect("it is there");
    assert_eq!(whole.head.gross, review.tax.gross, "{}: what was shown is what is ordered", case.email);
    assert_eq!(whole.head.tax, review.tax.tax, "{}", case.email);
    whole
}

/// Half away from zero to a multiple of `step`, for amounts above zero.
fn rounded(numerator: i64, denominator: i64, step: i64) -> i64 {
    let unit = denominator * step;
    (2 * numerator + unit) / (2 * unit) * step
}

fn tax_of(sum: &RateSum, mode: PriceMode, step: i64) -> i64 {
    let rate = i64::from(sum.rate.basis_points);
    match mode {
        PriceMode::Net => rounded(sum.net * rate, 10_000, step),
        PriceMode::Gross => rounded(sum.gross * rate, 10_000 + rate, step),
    }
}

testkit::on_both_databases! {
    async fn lines_add_up_to_the_order(vendor: TestVendor) {
        for case in &CASES {
            let actor = vendor.actor(case.email).await;
            for way in ["collect", "van"] {
                let whole = ordered(&vendor, &actor, case, way).await;
                let (head, name) = (&whole.head, format!("{} {way}", case.email));
                assert_eq!((head.currency.code(), head.mode), (case.currency, case.mode), "{name}");
                assert_eq!(whole.lines.len(), case.basket.len(), "{name}");

                let sum = |of: fn(&store::orders::Line) -> i64| whole.lines.iter().map(of).sum::<i64>();
                assert_eq!(head.goods_amount, sum(|line| line.amount), "{name}");
                assert!(whole.lines.iter().all(|line| line.net + line.tax == line.gross), "{name}");
                assert_eq!(head.net + head.tax, head.gross, "{name}");
                let shown =
                    |line: &store::orders::Line| if case.mode == PriceMode::Net { line.net } else { line.gross };
                assert!(
                    whole.lines.iter().all(|line| shown(line) == line.amount),
                    "{name}: prices are net or gross as the account's"
                );

                if way == "collect" {
                    assert_eq!(head.delivery_amount, 0, "{name}");
                    assert_eq!(
                        (head.net, head.tax, head.gross),
                        (sum(|line| line.net), sum(|line| line.tax), sum(|line| line.gross)),
                        "{name}"
                    );
                } else {
                    assert!(head.delivery_amount > 0, "{name}: delivery costs something");
                    let rest = match case.mode {
                        PriceMode::Net => head.net - sum(|line| line.net),
                        PriceMode::Gross => head.gross - sum(|line| line.gross),
                    };
                    assert_eq!(rest, head.delivery_amount, "{name}: the rest is delivery");
                }
            }
        }
        vendor.check().await;
    }

    async fn tax_is_that_of_the_rates(vendor: TestVendor) {
        for case in &CASES {
            let actor = vendor.actor(case.email).await;
            let head = ordered(&vendor, &actor, case, "van").await.head;
            let sums = |of: fn(&RateSum) -> i64| head.by_rate.iter().map(of).sum::<i64>();
            assert_eq!(
                (sums(|sum| sum.net), sums(|sum| sum.tax), sums(|sum| sum.gross)),
                (head.net, head.tax, head.gross),
                "{}",
                case.email
            );
            if case.taxed {
                let rates: Vec<u32> = head.by_rate.iter().map(|sum| sum.rate.basis_points).collect();
                assert_eq!(rates, [2_100, 600], "{}", case.email);
                for sum in &head.by_rate {
                    assert_eq!(sum.tax, tax_of(sum, case.mode, case.step), "{}: {sum:?}", case.email);
                }
            } else {
                assert_eq!((head.tax, head.net), (0, head.gross), "{}", case.email);
            }
            for amount in [head.goods_amount, head.delivery_amount, head.net, head.tax, head.gross] {
                assert_eq!(amount % case.step, 0, "{}: whole forints", case.email);
            }
        }
    }

    async fn free_delivery_is_free(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let number = vendor.order(&anna, &[("RT-1042", "200")]).await;
        let page = vendor.page(&anna, number).await;
        // 200 × 1.70 = 340.00, above 250.00; 21 % of it is 71.40.
        assert_eq!((page.goods_amount, page.delivery_cost, page.tax, page.total), (34_000, 0, 7_140, 41_140));
    }

    async fn a_split_line_is_still_what_it_was(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        for case in &CASES {
            let actor = vendor.actor(case.email).await;
            let before = ordered(&vendor, &actor, case, "van").await;
            let number = before.head.number;
            let splits = [(0, "3"), (0, "1"), (1, "1"), (2, "2")];
            for (version, (place, quantity)) in (1..).zip(splits) {
                let line = before.lines[place].id;
                service::desk::split(vendor.context(), &eva, crate::once(number, version), line, quantity, "2026-12-16")
                    .await
                    .expect("it is split");
            }
            let granted = actor.grant::<ReadOrders>().expect("members read their orders");
            let after = store::orders::find(vendor.store(), &granted, number).await.expect("orders can be read");
            let after = after.expect("it is there").lines;
            assert_eq!(after.len(), before.lines.len() + splits.len(), "{}", case.email);
            for old in &before.lines {
                let parts = || after.iter().filter(|line| line.article == old.article);
                let sum = |of: fn(&store::orders::Line) -> i64| parts().map(of).sum::<i64>();
                assert_eq!(
                    (sum(|line| line.amount), sum(|line| line.net), sum(|line| line.tax), sum(|line| line.gross)),
                    (old.amount, old.net, old.tax, old.gross),
                    "{}: the parts sum to the line",
                    case.email
                );
            }
            for line in &after {
                let shown = if case.mode == PriceMode::Net { line.net } else { line.gross };
                assert_eq!((line.net + line.tax, line.amount), (line.gross, shown), "{}: {line:?}", case.email);
                for amount in [line.discount, line.amount, line.net, line.tax, line.gross] {
                    assert_eq!(amount % case.step, 0, "{}: whole forints: {line:?}", case.email);
                }
            }
        }
        vendor.check().await;
    }
}
