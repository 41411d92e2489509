//! What an account has ordered, added up: what counts, once, in its own currency, and nobody else's.

use domain::{
    ids::{OrderId, ReviewId},
    money::{Currency, Quantity},
    orders::OrderState,
    permissions::{Actor, Granted, ReadOrders},
    pricing::LinePrice,
    shop::ShopFilter,
    spending::Sum,
    tax::{Assessment, LineTax, PriceMode, Rate, RateReason},
    time::Instant,
};
use store::{
    catalogue::{Audience, by_numbers},
    orders::{NewLine, NewOrder},
    spending::{Within, by_article, by_slot, currencies, cut, lines, tree},
};
use testkit::TestVendor;

use crate::KATRIN;

/// A day when nobody of the demo has ordered: in 2033.
const FIRST: Instant = Instant::from_millis(2_000_000_000_000);

fn sum(net: i64) -> Sum {
    Sum { net, tax: net / 5, gross: net + net / 5 }
}

/// An order of these articles, one piece each, for so much without tax.
async fn write(
    vendor: &TestVendor,
    owner: &Actor,
    number: i64,
    (currency, state): (Currency, OrderState),
    submitted: Instant,
    articles: &[(&str, i64)],
) {
    let audience = Audience { price_list: "trade-eur", currency: Currency::EUR, account: None };
    let mut written = Vec::new();
    for (article, net) in articles {
        let found = by_numbers(vendor.store(), &[(*article).to_owned()], &ShopFilter::default(), audience).await;
        let article = found.expect("the catalogue can be read").pop().expect("the article is sold");
        let Sum { net, tax, gross } = sum(*net);
        written.push(NewLine {
            article: article.id,
            number: article.number,
            names: article.names,
            picture: article.picture,
            unit: article.unit,
            kind: article.kind,
            quantity: Quantity::from_units(1),
            price: LinePrice { list_price: net, unit_price: net, amount: net, discount: 0 },
            tax: LineTax { net, tax, gross, rate: Rate { basis_points: 2_000, reason: RateReason::Domestic } },
            promised: None,
            wished: None,
        });
    }
    let order = NewOrder {
        id: OrderId(store::new_id()),
        number,
        state,
        review: ReviewId(store::new_id()),
        currency,
        mode: PriceMode::Net,
        goods_amount: 0,
        delivery_way: "collect".to_owned(),
        delivery_amount: 0,
        tax: Assessment { lines: Vec::new(), by_rate: Vec::new(), net: 0, tax: 0, gross: 0 },
        address: Vec::new(),
        reference: None,
        note: None,
        summary: written[0].names.clone(),
        search_text: number.to_string(),
        promised: None,
        cancel_until: submitted,
        submitted,
    };
    let granted = owner.grant().expect("an owner may order");
    let tx = vendor.store().begin().await.expect("a transaction begins");
    store::orders::insert(&tx, &granted, &order, &written).await.expect("it is written");
    tx.commit().await.expect("it is kept");
}

async fn in_slots(
    vendor: &TestVendor,
    granted: &Granted<ReadOrders>,
    within: Within,
    begins: &[Instant],
) -> Vec<(i32, i64, Sum)> {
    let found = by_slot(vendor.store(), granted, within, begins).await.expect("orders can be added up");
    found.into_iter().map(|part| (part.slot, part.orders, part.sum)).collect()
}

testkit::on_both_databases! {
    async fn what_counts_counts_once_in_its_currency(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        let (euro, pound) = (Currency::EUR, Currency::GBP);
        let (second, third) = (FIRST.plus_days(30), FIRST.plus_days(60));
        let both = [("TL-7011", 100), ("RT-1042", 50)];
        write(&vendor, &owner, 900_001, (euro, OrderState::Submitted), FIRST, &both).await;
        write(&vendor, &owner, 900_002, (euro, OrderState::Delivered), third, &[("TL-7011", 10)]).await;
        write(&vendor, &owner, 900_003, (pound, OrderState::Shipped), second, &[("TL-7012", 7_000)]).await;
        for (number, state) in
            [(900_004, OrderState::Cancelled), (900_005, OrderState::Refused), (900_006, OrderState::AwaitingApproval)]
        {
            write(&vendor, &owner, number, (euro, state), second, &[("TL-7011", 100_000)]).await;
        }
        let granted = owner.grant::<ReadOrders>().expect("members read their orders");
        let store = vendor.store();
        assert_eq!(currencies(store, &granted).await.expect("they are read"), [(euro, FIRST), (pound, second)]);

        let within = Within { currency: euro, from: FIRST, before: third.plus_days(1) };
        let parts = [(0, 1, sum(150)), (2, 1, sum(10))];
        assert_eq!(in_slots(&vendor, &granted, within, &[second, third]).await, parts);
        assert_eq!(in_slots(&vendor, &granted, within, &[]).await, [(0, 2, sum(160))], "all in one");
        // The first moment is among them, the last one is not.
        let less = Within { before: third, ..within };
        assert_eq!(in_slots(&vendor, &granted, less, &[]).await, [(0, 1, sum(150))]);
        let in_pounds = Within { currency: pound, ..within };
        assert_eq!(in_slots(&vendor, &granted, in_pounds, &[]).await, [(0, 1, sum(7_000))]);

        let articles = by_article(store, &granted, within).await.expect("they are read");
        let articles: Vec<_> = articles
            .iter()
            .map(|of| (of.number.as_str(), of.category.as_deref(), of.times, of.quantity.whole(), of.sum, of.last))
            .collect();
        assert_eq!(
            articles,
            [
                ("RT-1042", Some("roofing"), 1, Some(1), sum(50), FIRST),
                ("TL-7011", Some("tools"), 2, Some(2), sum(110), third),
            ]
        );
        assert!(cut(store, &granted, within).await.expect("they are read").is_empty());
        let tree = tree(store).await.expect("it is read");
        assert!(tree.iter().any(|branch| branch.slug == "tools" && branch.parent.is_none()));

        // Line by line, in pages of one.
        let (mut after, mut found) = (None, Vec::new());
        loop {
            let page = lines(store, &granted, within, after, 1).await.expect("they are read");
            let Some(line) = page.first() else { break };
            found.push((line.order, line.article.clone(), line.amounts.gross));
            after = Some(line.place);
        }
        let expected = [(900_001, "TL-7011", 120), (900_001, "RT-1042", 60), (900_002, "TL-7011", 12)];
        let expected: Vec<_> = expected.map(|(order, number, gross)| (order, number.to_owned(), gross)).to_vec();
        assert_eq!(found, expected);
    }

    async fn nobody_adds_up_what_is_somebody_elses(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        write(&vendor, &owner, 900_001, (Currency::EUR, OrderState::Submitted), FIRST, &[("TL-7011", 100)]).await;
        let katrin = vendor.actor(KATRIN).await.grant::<ReadOrders>().expect("members read their orders");
        let within = Within { currency: Currency::EUR, from: FIRST, before: FIRST.plus_days(1) };
        let store = vendor.store();
        assert!(in_slots(&vendor, &katrin, within, &[]).await.is_empty());
        assert!(by_article(store, &katrin, within).await.expect("they are read").is_empty());
        assert!(cut(store, &katrin, within).await.expect("they are read").is_empty());
        assert!(lines(store, &katrin, within, None, 10).await.expect("they are read").is_empty());
    }
}
