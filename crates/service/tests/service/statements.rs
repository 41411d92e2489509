//! A statement: all its pages and sums fit together, and one currency hides nothing of another.

use domain::{
    ledger::wire::{OPEN_SHOWN, PayFilter, StatementFilter},
    money::Currency,
    refusal::Code,
};
use service::{home, ledger};
use testkit::{TestVendor, new_key};

use crate::ledger::{ACCOUNT, DAY, EUR, brought_forward, money, owner};
use crate::{EVA, refused};

testkit::on_both_databases! {
    async fn a_statement_adds_up_over_all_its_pages(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        ledger::adjust(context, &eva, new_key(), ACCOUNT, EUR, "100", "Brought forward").await.expect("it is posted");
        vendor.advance(2 * DAY);
        let from = context.vendor_today().iso();
        for place in 0..105 {
            let amount = if place % 3 == 0 { "-1.25" } else { "2.75" };
            ledger::adjust(context, &eva, new_key(), ACCOUNT, EUR, amount, "Counted").await.expect("it is posted");
        }
        let filter = StatementFilter { from: from.clone(), ..StatementFilter::default() };
        let first = ledger::statement(context, &owner, &filter).await.expect("it is read");
        assert_eq!((first.opening, first.postings.len()), (10_000, 100));
        assert_eq!(first.opening + first.debits + first.credits, first.closing);
        let next = StatementFilter { after: first.next.clone().expect("there is more"), ..filter.clone() };
        let second = ledger::statement(context, &owner, &next).await.expect("it is read");
        assert_eq!((second.postings.len(), second.next), (5, None));
        let mut balance = first.opening;
        for posting in first.postings.iter().chain(&second.postings) {
            balance += posting.amount;
            assert_eq!(posting.balance, balance);
        }
        assert_eq!(balance, first.closing);
        assert_eq!(balance, money(&vendor, &owner).await.standings[0].balance);
        let whole = ledger::whole_statement(context, &owner, &filter).await.expect("it is read");
        assert_eq!((whole.postings.len(), whole.closing, whole.debits), (105, first.closing, first.debits));
        for (way, count, sum) in [("debits", 70, first.debits), ("credits", 35, first.credits)] {
            let one = StatementFilter { way: way.to_owned(), ..filter.clone() };
            let one = ledger::statement(context, &owner, &one).await.expect("it is read");
            let listed: i64 = one.postings.iter().map(|posting| posting.amount).sum();
            assert_eq!((one.postings.len(), listed, one.next), (count, sum, None), "{way}");
            assert_eq!((one.opening, one.debits, one.closing), (first.opening, first.debits, first.closing), "{way}");
        }
        let no_way = StatementFilter { way: "sideways".to_owned(), ..filter.clone() };
        assert_eq!(refused(ledger::statement(context, &owner, &no_way).await), Code::Malformed);
        let desk = ledger::desk_statement(context, &eva, ACCOUNT, &filter).await.expect("the desk reads it");
        assert_eq!((desk.opening, desk.closing), (first.opening, first.closing));
        let begun = ledger::statement(context, &owner, &StatementFilter::default()).await.expect("it is read");
        assert_eq!((begun.opening, begun.closing), (0, first.closing), "from the first day on");
        // What the account stands at is said where the period goes on until today.
        let standing = begun.standing.expect("it goes on until today");
        assert_eq!(standing, money(&vendor, &owner).await.standings[0]);
        assert_eq!((standing.balance, whole.standing, desk.standing), (begun.closing, Some(standing), Some(standing)));
        let until = context.vendor_today().plus_days(-1).iso();
        let over = ledger::statement(context, &owner, &StatementFilter { until, ..StatementFilter::default() }).await;
        assert_eq!(over.expect("it is read").standing, None, "it was over before today");
        let before = StatementFilter { from: from.clone(), until: "2026-01-01".to_owned(), ..StatementFilter::default() };
        assert_eq!(refused(ledger::statement(context, &owner, &before).await), Code::Malformed);
        let no_day = StatementFilter { from: "yesterday".to_owned(), ..StatementFilter::default() };
        assert_eq!(refused(ledger::statement(context, &owner, &no_day).await), Code::Malformed);
    }

    async fn what_is_owed_of_one_currency_hides_nothing_of_another(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let context = vendor.context();
        let most = i32::from(OPEN_SHOWN);
        brought_forward(&vendor, &owner, EUR, most + 5).await;
        vendor.advance(30);
        brought_forward(&vendor, &owner, Currency::GBP, 2).await;
        let page = money(&vendor, &owner).await;
        let sums: Vec<_> = page.standings.iter().map(|standing| (standing.currency, standing.balance)).collect();
        let all = [(EUR, i64::from(most + 5) * 1_000), (Currency::GBP, 2_000)];
        assert_eq!(sums, all);
        let shown = |currency: Currency| page.open.iter().filter(|line| line.amount.currency == currency).count();
        assert_eq!((shown(EUR), shown(Currency::GBP)), (usize::from(OPEN_SHOWN), 2), "each is cut by itself");
        assert_eq!(page.more_open, [EUR]);
        let first = home::page(context, &owner).await.expect("the owner reads it");
        assert_eq!(first.money.iter().map(|line| (line.currency, line.balance)).collect::<Vec<_>>(), all);
        assert_eq!(first.money[1].overdue, 2_000);
        for (currency, balance) in all {
            let filter = StatementFilter { currency: currency.code().to_owned(), ..StatementFilter::default() };
            let statement = ledger::statement(context, &owner, &filter).await.expect("the owner reads it");
            assert_eq!((statement.currency, statement.closing), (currency, balance));
            assert_eq!(statement.currencies, [EUR, Currency::GBP]);
            assert!(statement.postings.iter().all(|line| line.text == "Brought forward"));
        }
        let pay = async |invoices: &[&str]| {
            let invoices = invoices.iter().map(|number| (*number).to_owned()).collect();
            ledger::pay(context, &owner, &PayFilter { invoices, amount: String::new() }).await
        };
        let first = pay(&[]).await.expect("what is due first can be paid");
        assert_eq!((first.invoices.len(), first.more), (50, true), "and the rest is not hidden");
        assert_eq!(refused(pay(&["EUR-0", "GBP-0"]).await), Code::Malformed, "one currency at a time");
        let pounds = pay(&["GBP-0", "GBP-1"]).await.expect("each by itself can be paid");
        assert_eq!((pounds.amount.currency, pounds.amount.minor, pounds.more), (Currency::GBP, 2_000, false));
        vendor.check().await;
    }
}
