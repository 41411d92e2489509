//! Filling a cart: pasted lines, an old order, a device that signs in.

use domain::{
    cart::{CartChange, ChangeMode, FillReport, LineOutcome},
    money::Quantity,
    permissions::{Actor, Granted, PlaceOrders},
    refusal::Code,
};
use service::carts::{fill, reorder, reorder_report, replay, view};
use testkit::{TestVendor, new_key};

use crate::{ANNA, GABOR, YASMIN, refused};

const DEVICE: [u8; 32] = [7; 32];

/// Number and quantity of each line of the actor's cart.
async fn content(vendor: &TestVendor, actor: &Actor) -> Vec<(String, Quantity)> {
    let cart = view(vendor.context(), &vendor.visitor(actor)).await.expect("the cart can be seen");
    cart.lines.into_iter().map(|line| (line.number, line.quantity)).collect()
}

fn pieces(number: &str, units: i64) -> (String, Quantity) {
    (number.to_owned(), Quantity::from_units(units))
}

/// Line number and what became of it.
fn outcomes(report: &FillReport) -> Vec<(i32, &'static str)> {
    let outcome = |outcome: &LineOutcome| match outcome {
        LineOutcome::Accepted { .. } => "accepted",
        LineOutcome::Changed { .. } => "changed",
        LineOutcome::Refused { .. } => "refused",
    };
    report.lines.iter().map(|line| (line.line, outcome(&line.outcome))).collect()
}

testkit::on_both_databases! {
    async fn every_pasted_line_is_accounted_for(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let text = "\u{feff}number;quantity\r\n\
                    rt-1042;40\r\n\
                    RT-1090;15\r\n\
                    NOPE-1;3\r\n\
                    RT-1043;many\r\n\
                    # a note of our own\r\n\
                    \r\n\
                    RT-1044\r\n\
                    FX-6040\t1,5\r\n\
                    \"TL-7011\",2\r\n\
                    TL-7012 x 3\r\n";
        let key = new_key();
        let filled = fill(vendor.context(), &vendor.visitor(&anna), key, text).await.expect("the lines are read");
        assert_eq!(
            outcomes(&filled.report),
            [
                (2, "accepted"),
                (3, "changed"),
                (4, "refused"),
                (5, "refused"),
                (8, "accepted"),
                (9, "changed"),
                (10, "accepted"),
                (11, "accepted"),
            ]
        );
        let refusal = |place: usize| match &filled.report.lines[place].outcome {
            LineOutcome::Refused { refusal } => refusal.code,
            other => panic!("{other:?}"),
        };
        assert_eq!((refusal(2), refusal(3)), (Code::Article, Code::Quantity));
        let mut expected = [
            pieces("RT-1042", 40),
            pieces("RT-1090", 20),
            pieces("RT-1044", 1),
            pieces("FX-6040", 2),
            pieces("TL-7011", 2),
            pieces("TL-7012", 3),
        ];
        expected.sort();
        let mut there = content(&vendor, &anna).await;
        there.sort();
        assert_eq!(there, expected, "nothing capped, nothing left out in silence");

        // The same again, after a lost connection: the same report, and nothing twice.
        let again = fill(vendor.context(), &vendor.visitor(&anna), key, text).await.expect("the lines are read");
        assert_eq!(outcomes(&again.report), outcomes(&filled.report));
        let mut there = content(&vendor, &anna).await;
        there.sort();
        assert_eq!(there, expected);
    }

    async fn nothing_and_far_too_much_are_refused(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let visitor = vendor.visitor(&anna);
        assert_eq!(refused(fill(vendor.context(), &visitor, new_key(), " \n ").await), Code::Missing);
        let endless = "RT-1042;1\n".repeat(30_000);
        assert_eq!(refused(fill(vendor.context(), &visitor, new_key(), &endless).await), Code::TooLong);
        let yasmin = vendor.visitor(&vendor.actor(YASMIN).await);
        assert_eq!(refused(fill(vendor.context(), &yasmin, new_key(), "RT-1042;1").await), Code::NotAllowed);
        assert!(content(&vendor, &anna).await.is_empty());
    }

    async fn an_old_order_at_todays_truth(vendor: TestVendor) {
        let (anna, gabor) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1070", "2"), ("RT-1061", "3"), ("TL-7011", "1")]).await;
        vendor.change_article("RT-1070", &[("price:trade-eur", "80.00")]).await;
        vendor.change_article("RT-1061", &[("price:trade-eur", "")]).await;

        let report = reorder_report(context, &anna, number).await.expect("the order is there");
        let prices: Vec<_> =
            report.lines.iter().map(|line| (line.number.as_str(), line.old_price, line.new_price)).collect();
        assert_eq!(
            prices,
            [("RT-1061", 2_150, None), ("RT-1070", 7_800, Some(8_000)), ("TL-7011", 1_420, Some(1_420))]
        );

        let key = new_key();
        for _ in 0..2 {
            reorder(context, &anna, key, number).await.expect("what is sold goes into the cart");
        }
        assert_eq!(content(&vendor, &anna).await, [pieces("RT-1070", 2), pieces("TL-7011", 1)]);
        reorder(context, &anna, new_key(), number).await.expect("once more, by another press");
        assert_eq!(content(&vendor, &anna).await, [pieces("RT-1070", 4), pieces("TL-7011", 2)]);

        assert_eq!(refused(reorder_report(context, &gabor, number).await), Code::NotFound);
        assert_eq!(refused(reorder(context, &gabor, new_key(), number).await), Code::NotFound);
    }

    async fn a_cart_from_before_signing_in_is_added(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let mut device = vendor.stranger();
        device.device_hash = Some(DEVICE.to_vec());
        fill(vendor.context(), &device, new_key(), "RT-1042;10\nTL-7012;1").await.expect("anybody may fill a cart");
        let seen = view(vendor.context(), &device).await.expect("the cart can be seen");
        assert_eq!((seen.lines.len(), seen.signed_in, seen.gross_prices), (2, false, true), "at the public prices");

        vendor.put(&anna, &[("RT-1042", "5"), ("TL-7011", "1")]).await;
        let granted: Granted<PlaceOrders> = anna.grant().expect("an owner may order");
        for _ in 0..2 {
            // A second time there is nothing left to add.
            let tx = vendor.store().begin().await.expect("a transaction begins");
            store::carts::merge(&tx, &DEVICE, &granted, vendor.context().now()).await.expect("the carts become one");
            tx.commit().await.expect("it is kept");
        }
        let mut there = content(&vendor, &anna).await;
        there.sort();
        assert_eq!(there, [pieces("RT-1042", 15), pieces("TL-7011", 1), pieces("TL-7012", 1)]);
        assert!(view(vendor.context(), &device).await.expect("the cart can be seen").lines.is_empty());
    }

    async fn changes_made_without_connection_come_once_and_in_order(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let visitor = vendor.visitor(&anna);
        let change = |number: &str, units: i64, mode: ChangeMode| CartChange {
            key: new_key(),
            number: number.to_owned(),
            quantity: Quantity::from_units(units),
            mode,
            wished: None,
        };
        let mut changes = vec![
            change("RT-1042", 10, ChangeMode::Add),
            change("RT-1042", 5, ChangeMode::Add),
            change("TL-7011", 2, ChangeMode::Set),
            change("TL-7011", 0, ChangeMode::Set),
        ];
        for (wrong, code) in [
            (change("GONE-1", 1, ChangeMode::Add), Code::Article),
            (change("RT-1090", 15, ChangeMode::Set), Code::QuantityStep),
            (change("RT-1042", -1, ChangeMode::Add), Code::Quantity),
        ] {
            changes.push(wrong);
            assert_eq!(refused(replay(vendor.context(), &visitor, &changes).await), code);
            assert!(content(&vendor, &anna).await.is_empty(), "all of them or none");
            changes.pop();
        }
        for _ in 0..3 {
            let changed = replay(vendor.context(), &visitor, &changes).await.expect("they are made");
            assert_eq!(changed.count, 1);
        }
        assert_eq!(content(&vendor, &anna).await, [pieces("RT-1042", 15)], "nothing comes twice");
    }

    async fn a_cart_is_the_same_on_every_device_and_nobody_elses(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("TL-7011", "1")]).await;
        let phone = vendor.actor(ANNA).await;
        assert_eq!(content(&vendor, &phone).await, [pieces("TL-7011", 1)]);
        let colleague = vendor.actor(crate::BRAM).await;
        assert!(content(&vendor, &colleague).await.is_empty());
    }
}
