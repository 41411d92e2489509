//! An order of which a part was cancelled, and one whose day has passed: list, file and page say the same, and what is next.

use domain::{
    cases::Draft,
    orders::{OrderFilter, OrderState},
    permissions::Actor,
};
use service::{desk, orders};
use testkit::{TestVendor, new_key};

use crate::{ANNA, EVA, GABOR, once};

async fn listed(vendor: &TestVendor, actor: &Actor, number: i64) -> i64 {
    let list = orders::list(vendor.context(), actor, &OrderFilter::default()).await.expect("orders can be listed");
    list.orders.iter().find(|order| order.number == number).expect("it is one of them").total
}

/// Net, tax and total of an order in the file, in minor units of two decimals.
async fn in_file(vendor: &TestVendor, actor: &Actor, number: i64) -> Vec<i64> {
    let csv = orders::csv(vendor.context(), actor, &OrderFilter::default()).await.expect("orders can be written");
    let line = csv.lines().find(|line| line.starts_with(&number.to_string())).expect("it is one of them");
    let separator = if line.contains(';') { ';' } else { ',' };
    let cells: Vec<&str> = line.split(separator).collect();
    cells[cells.len() - 3..]
        .iter()
        .map(|cell| {
            let digits: String = cell.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
            digits.parse().unwrap_or_else(|_| panic!("{cell} in {line}"))
        })
        .collect()
}

testkit::on_both_databases! {
    async fn list_and_file_are_net_of_what_was_cancelled(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        let context = vendor.context();
        for email in [ANNA, GABOR] {
            let actor = vendor.actor(email).await;
            let number = vendor.order(&actor, &[("RT-1042", "7"), ("FX-6040", "11")]).await;
            let page = vendor.page(&actor, number).await;
            assert_eq!(listed(&vendor, &actor, number).await, page.total, "{email}");
            desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
            let load = [(page.lines[0].id, "3".to_owned())];
            desk::ship(context, &eva, once(number, 2), desk::Begin::AsAgreed, "DPD", "", &load).await.expect("a part goes");
            desk::cancel(context, &eva, number, 3, "There is no more").await.expect("the rest is cancelled");
            let page = vendor.page(&actor, number).await;
            assert!(page.cancelled_amount > 0, "{email}");
            let left = page.total - page.cancelled_amount;
            assert_eq!(listed(&vendor, &actor, number).await, left, "{email}");
            let found = in_file(&vendor, &actor, number).await;
            assert_eq!((found[2], found[0] + found[1]), (left, left), "{email}: net and tax make the total");
            let filter = OrderFilter { search: Some(number.to_string()), ..OrderFilter::default() };
            let seen = desk::orders(context, &eva, &filter).await;
            assert_eq!(seen.expect("the desk lists them").orders[0].total, left, "{email}: the desk says the same");
        }
        let anna = vendor.actor(ANNA).await;
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        orders::cancel(context, &anna, number, "").await.expect("it is cancelled");
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, listed(&vendor, &anna, number).await), (OrderState::Cancelled, page.total));
    }

    async fn a_late_order_says_what_to_expect(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let number = vendor.order(&anna, &[("RT-1042", "40")]).await;
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.lines[0].expected, page.answer_by), (None, None), "nothing is late");
        // Three weeks on nobody has sent it.
        vendor.advance(21 * 24 * 60);
        let page = vendor.page(&anna, number).await;
        let expected = page.lines[0].expected.expect("it is on the shelf");
        assert!(page.lines[0].promised.is_some_and(|promised| promised < expected));
        assert_eq!(page.answer_by, None);

        // Sold no more, and none is to come.
        let gone = [("stock", "0"), ("lead_days", ""), ("incoming_quantity", ""), ("incoming_in_days", "")];
        vendor.change_article("RT-1042", &gone).await;
        let page = vendor.page(&anna, number).await;
        assert_eq!(page.lines[0].expected, None, "nobody knows");
        let by = page.answer_by.expect("then one hears when one asks");
        assert!(by.instant > page.now.instant);
    }

    async fn what_was_written_about_an_order_stands_on_its_page(vendor: TestVendor) {
        let (anna, gabor) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("RT-1042", "40")]).await;
        assert!(vendor.page(&anna, number).await.cases.is_empty());
        let draft = Draft { order: number.to_string(), ..testkit::draft("complaint", "Eleven are cracked", "Of forty.") };
        let case = service::cases::open(context, &anna, &draft).await.expect("it is kept");
        let other = Draft { key: new_key(), order: String::new(), ..draft };
        service::cases::open(context, &gabor, &other).await.expect("it is kept");
        let written = vendor.page(&anna, number).await.cases;
        assert_eq!(written.len(), 1);
        assert_eq!((written[0].number, written[0].subject.as_str(), written[0].is_closed), (case, "Eleven are cracked", false));
        assert_eq!(service::cases::page(context, &anna, case).await.expect("it is there").about.order, Some(number));
        let eva = vendor.actor(EVA).await;
        let desk = desk::order(context, &eva, number).await.expect("the desk sees the order");
        assert!(desk.cases.is_empty(), "the desk has its own way to them");
    }
}
