//! Finding orders: page by page, by words, and never those of somebody else.

use domain::{
    orders::{OrderFilter, OrderState},
    permissions::{Actor, ReadEveryOrder, ReadOrders},
};
use testkit::TestVendor;

use crate::{ANNA, EVA, KATRIN};

const ALL: u16 = u16::MAX;

fn searching(words: &str) -> OrderFilter {
    OrderFilter { search: Some(words.to_owned()), ..OrderFilter::default() }
}

async fn numbers(vendor: &TestVendor, actor: &Actor, filter: &OrderFilter, limit: u16) -> Vec<i64> {
    let granted = actor.grant::<ReadOrders>().expect("members read their orders");
    let heads = store::orders::list(vendor.store(), &granted, filter, limit).await.expect("orders can be read");
    heads.into_iter().map(|head| head.number).collect()
}

/// All numbers of a filter, in pages of this size, beginning after `after`.
async fn in_pages(vendor: &TestVendor, actor: &Actor, filter: &OrderFilter, size: u16, after: Option<i64>) -> Vec<i64> {
    let mut all = Vec::new();
    let mut after = after.map(|number| number.to_string());
    loop {
        let filter = OrderFilter { after: after.take(), ..filter.clone() };
        let page = numbers(vendor, actor, &filter, size).await;
        all.extend(&page);
        match page.last() {
            Some(last) if page.len() == usize::from(size) => after = Some(last.to_string()),
            _ => return all,
        }
    }
}

testkit::on_both_databases! {
    async fn pages_together_are_the_whole_list(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let delivered = OrderFilter { state: Some(OrderState::Delivered), ..OrderFilter::default() };
        for filter in [OrderFilter::default(), delivered] {
            let whole = numbers(&vendor, &anna, &filter, ALL).await;
            assert!(whole.len() > 20, "the demo has enough of them: {}", whole.len());
            assert!(whole.windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");
            assert_eq!(in_pages(&vendor, &anna, &filter, 7, None).await, whole);
        }
    }

    async fn a_new_order_between_two_pages_moves_nothing(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let whole = numbers(&vendor, &anna, &OrderFilter::default(), ALL).await;
        let mut seen = numbers(&vendor, &anna, &OrderFilter::default(), 7).await;
        let new = vendor.order(&anna, &[("TL-7011", "1")]).await;
        seen.extend(in_pages(&vendor, &anna, &OrderFilter::default(), 7, seen.last().copied()).await);
        assert_eq!(seen, whole, "nothing twice, nothing left out");
        assert_eq!(numbers(&vendor, &anna, &OrderFilter::default(), 1).await, [new]);
    }

    async fn orders_are_found_by_what_one_remembers(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let number = vendor.order(&anna, &[("RT-1070", "2")]).await;
        for words in [number.to_string(), format!("#{number}"), format!(" {number} ")] {
            assert!(numbers(&vendor, &anna, &searching(&words), ALL).await.contains(&number), "{words}");
        }
        // The article's number, and its name in any language, without accents and in any case.
        for words in ["rt-1070", "Loodvervanger", "ólommentes", "OLOMMENTES", "Lead-free flash"] {
            assert!(numbers(&vendor, &anna, &searching(words), ALL).await.contains(&number), "{words}");
        }
        let submitted = OrderFilter { state: Some(OrderState::Submitted), ..searching("rt-1070") };
        assert!(numbers(&vendor, &anna, &submitted, ALL).await.contains(&number));
        let cancelled = OrderFilter { state: Some(OrderState::Cancelled), ..searching("rt-1070") };
        assert!(!numbers(&vendor, &anna, &cancelled, ALL).await.contains(&number));
    }

    async fn signs_of_a_pattern_are_only_signs(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        for words in ["%", "_", "%%", "\\", "\\%", "rt_1042", "' OR 1=1 --", "?", "$1"] {
            assert!(numbers(&vendor, &anna, &searching(words), ALL).await.is_empty(), "{words}");
        }
        let everything = numbers(&vendor, &anna, &OrderFilter::default(), ALL).await;
        assert_eq!(
            numbers(&vendor, &anna, &searching("   "), ALL).await,
            everything,
            "nothing asked, nothing left out"
        );
    }

    async fn an_account_finds_its_own_orders_only(vendor: TestVendor) {
        let (anna, katrin) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
        let ours = numbers(&vendor, &anna, &OrderFilter::default(), ALL).await;
        let theirs = numbers(&vendor, &katrin, &OrderFilter::default(), ALL).await;
        assert!(!theirs.is_empty() && ours.iter().all(|number| !theirs.contains(number)));

        let granted = katrin.grant::<ReadOrders>().expect("members read their orders");
        assert!(store::orders::find(vendor.store(), &granted, ours[0]).await.expect("orders can be read").is_none());
        assert!(!numbers(&vendor, &katrin, &searching(&ours[0].to_string()), ALL).await.contains(&ours[0]));
        let tx = vendor.store().begin().await.expect("a transaction begins");
        assert!(store::orders::lock(&tx, &granted, ours[0]).await.expect("orders can be read").is_none());
        drop(tx);

        // The vendor's people see both.
        let eva = vendor.actor(EVA).await.grant_staff::<ReadEveryOrder>().expect("staff read all orders");
        let all = store::orders::list_any(vendor.store(), &eva, &OrderFilter::default(), ALL)
            .await
            .expect("orders can be read");
        let all: Vec<i64> = all.into_iter().map(|head| head.number).collect();
        assert!(ours.iter().chain(&theirs).all(|number| all.contains(number)));
    }
}
