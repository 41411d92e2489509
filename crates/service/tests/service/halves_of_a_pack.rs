//! Each line of a file was rounded up by itself: two halves of a pack became two packs.

use domain::{
    cart::{FillReport, LineOutcome},
    money::Quantity,
    refusal::Code,
};
use service::carts::{fill, view};
use testkit::{TestVendor, new_key};

use crate::ANNA;

/// What was asked and what was taken of each line, in thousandths; nothing for a refused one.
fn taken(report: &FillReport) -> Vec<Option<(i64, i64)>> {
    let taken = |outcome: &LineOutcome| match outcome {
        LineOutcome::Accepted { quantity, .. } => Some((quantity.millis(), quantity.millis())),
        LineOutcome::Changed { asked, quantity, .. } => Some((asked.millis(), quantity.millis())),
        LineOutcome::Refused { .. } => None,
    };
    report.lines.iter().map(|line| taken(&line.outcome)).collect()
}

testkit::on_both_databases! {
    async fn an_article_is_rounded_once(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        // Slates come in tens, nails by the kilogram.
        let text = "number;quantity\n\
                    RT-1090;5\n\
                    FX-6040;1,5\n\
                    rt-1090;many\n\
                    TL-7011;1\n\
                    rt-1090;15\n\
                    FX-6040;0,5\n";
        let report = fill(context, &visitor, new_key(), text).await.expect("the lines are read").report;
        let same = |millis: i64| Some((millis, millis));
        assert_eq!(taken(&report), [same(5_000), same(1_500), None, same(1_000), same(15_000), same(500)]);
        assert_eq!(report.counts(), (5, 0, 1));
        let cart = view(context, &visitor).await.expect("the cart can be seen");
        assert!(!cart.blocked, "it can be ordered as it is");
        let mut there: Vec<_> = cart.lines.into_iter().map(|line| (line.number, line.quantity)).collect();
        there.sort();
        let expected = [("FX-6040", 2), ("RT-1090", 20), ("TL-7011", 1)];
        assert_eq!(there, expected.map(|(number, units)| (number.to_owned(), Quantity::from_units(units))));

        // What is missing to a pack comes with the last line, and is said there.
        let key = new_key();
        let text = "RT-1090;5\nRT-1090;7\nFX-6040;0,3\nFX-6040;0,3";
        for _ in 0..2 {
            let report = fill(context, &visitor, key, text).await.expect("the lines are read").report;
            assert_eq!(taken(&report), [same(5_000), Some((7_000, 15_000)), same(300), Some((300, 700))]);
            assert_eq!(report.counts(), (2, 2, 0), "and again after a lost answer");
        }
        let cart = view(context, &visitor).await.expect("the cart can be seen");
        let slates = cart.lines.iter().find(|line| line.number == "RT-1090").expect("it is there");
        assert_eq!((slates.quantity, cart.blocked), (Quantity::from_units(40), false));
        vendor.submit(&anna).await;
        vendor.check().await;
    }

    async fn a_long_file_with_everything_twice(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        let numbers = crate::carts::many_articles(&vendor, 120).await;
        let mut text = "\u{feff}\"Artikelnummer\";\"Menge\"\r\n".to_owned();
        for quantity in [1, 2] {
            for number in &numbers {
                text.push_str(&format!("{number};{quantity}\r\n"));
            }
        }
        text.push_str("NOPE-1;1\r\n");
        let report = fill(context, &visitor, new_key(), &text).await.expect("the lines are read").report;
        assert_eq!(report.counts(), (240, 0, 1), "the first line names the columns, none of the others is lost");
        let last = report.lines.last().expect("there is one");
        let LineOutcome::Refused { refusal } = &last.outcome else { panic!("{last:?}") };
        assert_eq!((last.line, last.text.as_str(), refusal.code), (242, "NOPE-1;1", Code::Article));
        let cart = view(context, &visitor).await.expect("the cart can be seen");
        assert_eq!(cart.lines.len(), 120);
        assert!(cart.lines.iter().all(|line| line.quantity == Quantity::from_units(3)));
    }
}
