//! Filling a cart: pasted lines, an old order, a device that signs in.

mod sent_again;

use domain::{
    cart::{CartChange, ChangeMode, FillReport, LineOutcome, LineTrouble, MOST_LINES},
    ids::ListId,
    money::Quantity,
    permissions::{Actor, Granted, PlaceOrders},
    refusal::Code,
    stock::Source,
};
use service::{
    carts::{Typed, change_typed, fill, replay, view},
    lists,
    orders::{again, take_again},
};
use testkit::{Database, TestVendor, new_key};

use crate::{ANNA, GABOR, YASMIN, free, refused, ticked};

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

/// Number and quantity of what is on a list, in a settled order.
async fn on_list(vendor: &TestVendor, actor: &Actor, list: ListId) -> Vec<(String, Quantity)> {
    let list = lists::one(vendor.context(), actor, list).await.expect("the list is there");
    let mut lines: Vec<_> = list.lines.into_iter().map(|line| (line.card.number, line.quantity)).collect();
    lines.sort();
    lines
}

/// A list with these articles, which are then in the cart too.
async fn saved(vendor: &TestVendor, actor: &Actor, lines: &[(&str, &str)]) -> ListId {
    vendor.put(actor, lines).await;
    lists::save_cart(vendor.context(), actor, new_key(), "A list").await.expect("it is kept")
}

/// So many new articles; gives their numbers.
pub(crate) async fn many_articles(vendor: &TestVendor, count: usize) -> Vec<String> {
    const CATALOGUE: &str = include_str!("../../../../demo/catalogue.csv");
    let mut lines = CATALOGUE.lines();
    let mut file = lines.next().expect("the catalogue has a header").to_owned();
    let trowel = lines.find_map(|line| line.strip_prefix("TL-7011")).expect("the demo sells trowels");
    let numbers: Vec<String> = (1..=count).map(|place| format!("MANY-{place}")).collect();
    for number in &numbers {
        file.push_str(&format!("\n{number}{trowel}"));
    }
    let report = service::import::catalogue(vendor.context(), None, &file).await.expect("the catalogue is taken in");
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    numbers
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
        let lines = |count: usize| "A\n".repeat(count);
        assert_eq!(refused(fill(vendor.context(), &visitor, new_key(), &lines(5_001)).await), Code::TooMuch);
        let most = fill(vendor.context(), &visitor, new_key(), &lines(5_000)).await.expect("so many are read");
        assert_eq!(most.report.lines.len(), 5_000, "each is answered");
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

        let old = again(context, &anna, number).await.expect("the order is there");
        let prices: Vec<_> =
            old.lines.iter().map(|line| (line.number.as_str(), line.old_price, line.new_price)).collect();
        assert_eq!(
            prices,
            [("RT-1061", 2_150, None), ("RT-1070", 7_800, Some(8_000)), ("TL-7011", 1_420, Some(1_420))]
        );

        let (key, wanted) = (new_key(), ticked(&vendor, &anna, number).await);
        for _ in 0..2 {
            take_again(context, &anna, key, number, &wanted).await.expect("what is sold goes into the cart");
        }
        assert_eq!(content(&vendor, &anna).await, [pieces("RT-1070", 2), pieces("TL-7011", 1)]);
        take_again(context, &anna, new_key(), number, &wanted).await.expect("once more, by another press");
        assert_eq!(content(&vendor, &anna).await, [pieces("RT-1070", 4), pieces("TL-7011", 2)]);

        assert_eq!(refused(again(context, &gabor, number).await), Code::NotFound);
        assert_eq!(refused(take_again(context, &gabor, new_key(), number, &wanted).await), Code::NotFound);
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

    async fn a_wished_day_can_be_taken_back(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        vendor.put(&anna, &[("SV-9004", "1")]).await;
        let line = async || {
            let cart = view(context, &visitor).await.expect("the cart can be seen");
            cart.lines.into_iter().next().expect("there is a line")
        };
        let day = line().await.earliest.expect("a service has a first day");
        let change = async |mode: ChangeMode, quantity: &str, wished: &str| {
            let typed = Typed {
                key: new_key(),
                number: "SV-9004".to_owned(),
                quantity: quantity.to_owned(),
                mode,
                wished: wished.to_owned(),
                step: String::new(),
            };
            change_typed(context, &visitor, &typed).await.expect("it is changed");
        };
        change(ChangeMode::Set, "1", &day.iso()).await;
        assert_eq!(line().await.wished, Some(day));
        change(ChangeMode::Add, "1", "").await;
        assert_eq!(line().await.wished, Some(day), "more of it is no word on the day");
        change(ChangeMode::Set, "2", "").await;
        let line = line().await;
        assert_eq!((line.wished, line.quantity), (None, Quantity::from_units(2)));
    }

    async fn what_cannot_be_ordered_says_why_and_can_be_taken_out(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let visitor = vendor.visitor(&anna);
        vendor.put(&anna, &[("RT-1070", "2"), ("RT-1090", "20"), ("TL-7012", "1"), ("TL-7011", "1")]).await;
        vendor.change_article("RT-1070", &[("stock", "0"), ("lead_days", "")]).await;
        vendor.change_article("RT-1090", &[("order_step", "25")]).await;
        vendor.change_article("TL-7012", &[("price:trade-eur", "")]).await;
        let cart = view(vendor.context(), &visitor).await.expect("the cart can be seen");
        assert!(cart.blocked);
        let mut troubles: Vec<_> = cart.lines.iter().map(|line| (line.number.as_str(), line.trouble())).collect();
        troubles.sort_by_key(|(number, _)| *number);
        assert_eq!(
            troubles,
            [
                ("RT-1070", Some(LineTrouble::Gone)),
                ("RT-1090", Some(LineTrouble::Step)),
                ("TL-7011", None),
                ("TL-7012", Some(LineTrouble::NotSold)),
            ]
        );
        vendor.put(&anna, &[("RT-1070", "0"), ("RT-1090", "50"), ("TL-7012", "0")]).await;
        let cart = view(vendor.context(), &visitor).await.expect("the cart can be seen");
        assert_eq!((cart.lines.len(), cart.blocked), (2, false));

        // What is not sold and not there is refused as before.
        let gone = CartChange {
            key: new_key(),
            number: "TL-7012".to_owned(),
            quantity: Quantity::default(),
            mode: ChangeMode::Set,
            wished: None,
        };
        assert_eq!(refused(replay(vendor.context(), &visitor, &[gone]).await), Code::Article);
    }

    async fn a_cart_is_the_same_on_every_device_and_nobody_elses(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("TL-7011", "1")]).await;
        let phone = vendor.actor(ANNA).await;
        assert_eq!(content(&vendor, &phone).await, [pieces("TL-7011", 1)]);
        let colleague = vendor.actor(crate::BRAM).await;
        assert!(content(&vendor, &colleague).await.is_empty());
    }

    async fn a_wrong_first_line_is_no_header(vendor: TestVendor) {
        let visitor = vendor.visitor(&vendor.actor(ANNA).await);
        for (text, expected) in [
            ("NOPE;two\nRT-1042;1", vec![(1, "refused"), (2, "accepted")]),
            ("RT-1042;two\nRT-1042;1", vec![(1, "refused"), (2, "accepted")]),
            ("Cikkszám;Mennyiség\nRT-1042;1", vec![(2, "accepted")]),
            ("# ours\n\nArtikelnummer\tAantal\nRT-1042\t1", vec![(4, "accepted")]),
            ("RT-1042;1\nnumber;quantity", vec![(1, "accepted"), (2, "refused")]),
            ("number,quantity,name\nRT-1042,1,Roof tile, red\nNOPE,1,Tile", vec![(2, "accepted"), (3, "refused")]),
        ] {
            let filled = fill(vendor.context(), &visitor, new_key(), text).await.expect("the lines are read");
            assert_eq!(outcomes(&filled.report), expected, "{text}");
        }
    }

    async fn one_article_on_two_lines_is_judged_together(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let visitor = vendor.visitor(&anna);
        // 23 are on the shelf: each line fits, the two of them do not.
        let there = free(&vendor, &anna, "RT-1070").await;
        assert!(there >= Quantity::from_units(12) && there < Quantity::from_units(24), "{there:?}");
        let text = "RT-1070;12\nTL-7011;1\nrt-1070 12";
        let filled = fill(vendor.context(), &visitor, new_key(), text).await.expect("the lines are read");
        assert_eq!(outcomes(&filled.report), [(1, "accepted"), (2, "accepted"), (3, "accepted")]);
        let cart = view(vendor.context(), &visitor).await.expect("the cart can be seen");
        let line = cart.lines.iter().find(|line| line.number == "RT-1070").expect("it is there");
        assert_eq!((line.quantity, line.availability.source), (Quantity::from_units(24), Source::Lead));
        let number = vendor.submit(&anna).await.number;
        assert_eq!(free(&vendor, &anna, "RT-1070").await.millis(), there.millis() - 24_000, "reserved as one");
        let late = vendor.page(&anna, number).await.lines.into_iter().find(|line| line.number == "RT-1070");
        assert_eq!(late.map(|line| line.promised), Some(line.availability.date));
        vendor.check().await;
    }

    async fn a_cart_takes_what_it_holds_and_says_so(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (context, visitor) = (vendor.context(), vendor.visitor(&anna));
        let old = vendor.order(&anna, &[("TL-7011", "1"), ("TL-7012", "1")]).await;
        let wanted = ticked(&vendor, &anna, old).await;
        let list = saved(&vendor, &anna, &[("TL-7011", "1"), ("TL-7012", "1")]).await;
        let numbers = many_articles(&vendor, MOST_LINES + 5).await;
        vendor.put(&anna, &[("TL-7011", "0"), ("TL-7012", "0")]).await;
        let seventy = numbers[..70].join(";2\n");
        let report = fill(context, &visitor, new_key(), &seventy).await.expect("the lines are read").report;
        assert_eq!((report.counts(), content(&vendor, &anna).await.len()), ((70, 0, 0), 70), "seventy lines are taken");
        let key = new_key();
        let text = numbers.join("\n");
        for _ in 0..2 {
            let report = fill(context, &visitor, key, &text).await.expect("the lines are read").report;
            assert_eq!(report.counts(), (500, 0, 5), "and again after a lost answer");
            assert!(report.lines[500..].iter().all(|line| {
                matches!(&line.outcome, LineOutcome::Refused { refusal } if refusal.code == Code::TooMuch)
            }));
        }
        assert_eq!(content(&vendor, &anna).await.len(), MOST_LINES);

        let before = content(&vendor, &anna).await;
        assert_eq!(refused(take_again(context, &anna, new_key(), old, &wanted).await), Code::TooMuch);
        assert_eq!(refused(lists::to_cart(context, &anna, new_key(), list).await), Code::TooMuch);
        let one = CartChange {
            key: new_key(),
            number: "TL-7011".to_owned(),
            quantity: Quantity::from_units(1),
            mode: ChangeMode::Add,
            wished: None,
        };
        assert_eq!(refused(replay(context, &visitor, &[one]).await), Code::TooMuch);
        assert_eq!(content(&vendor, &anna).await, before, "all of it or nothing");
    }
}

async fn strangers_have_a_limit_by_network(database: Database) {
    let vendor = TestVendor::start_with(database, |config| config.network_limit = 3).await;
    let context = vendor.context();
    let at = |address: &str, device: Option<u8>| service::entry::Visitor {
        address: address.to_owned(),
        device_hash: device.map(|byte| vec![byte; 32]),
        ..vendor.stranger()
    };
    let change = async |visitor: &service::entry::Visitor| {
        let typed = Typed {
            key: new_key(),
            number: "TL-7011".to_owned(),
            quantity: "1".to_owned(),
            mode: ChangeMode::Add,
            wished: String::new(),
            step: String::new(),
        };
        change_typed(context, visitor, &typed).await
    };
    // New carts, from browsers that keep no cookie or invent one.
    for device in [None, Some(1), None] {
        change(&at("192.0.2.9", device)).await.expect("three are made");
    }
    for device in [None, Some(2)] {
        assert_eq!(refused(change(&at("192.0.2.9", device)).await), Code::TooMany, "{device:?}");
    }
    assert_eq!(refused(fill(context, &at("192.0.2.9", None), new_key(), "TL-7011;1").await), Code::TooMany);
    // Who has a cart goes on, and has an end as well.
    for _ in 0..27 {
        change(&at("192.0.2.9", Some(1))).await.expect("thirty changes in all");
    }
    assert_eq!(refused(change(&at("192.0.2.9", Some(1))).await), Code::TooMany);
    assert_eq!(refused(replay(context, &at("192.0.2.9", Some(1)), &[]).await), Code::TooMany);
    change(&at("198.51.100.1", None)).await.expect("another network");
    let anna = service::entry::Visitor { address: "192.0.2.9".to_owned(), ..vendor.visitor(&vendor.actor(ANNA).await) };
    change(&anna).await.expect("members are known");
    vendor.advance(15);
    change(&at("192.0.2.9", None)).await.expect("in the next quarter");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_have_a_limit_by_network_on_sqlite() {
    strangers_have_a_limit_by_network(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_have_a_limit_by_network_on_postgres() {
    strangers_have_a_limit_by_network(Database::Postgres).await;
}
