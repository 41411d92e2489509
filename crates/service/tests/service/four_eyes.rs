//! What one person may not post alone: it waits for a second one.

use domain::{
    ids::MoneyRequestId,
    ledger::{RequestKind, wire::Entered},
    refusal::Code,
};
use service::ledger;
use testkit::{TestVendor, new_key};

use crate::{
    EVA, JAN, MIRA,
    invoices::{read, set},
    ledger::{ACCOUNT, EUR, desk, invoiced, money, newest, owner, pay},
    refused,
};

testkit::on_both_databases! {
    async fn above_the_limit_it_takes_a_second_person(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, mira, jan) = (vendor.actor(EVA).await, vendor.actor(MIRA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 10_000)]).await;
        let adjust = |key, amount: &'static str| {
            let (context, eva) = (context.clone(), eva.clone());
            async move { ledger::adjust(&context, &eva, key, ACCOUNT, EUR, amount, "For your trouble").await }
        };
        assert_eq!(adjust(new_key(), "-100").await.expect("it is posted"), Entered::Posted, "up to the limit");
        let key = new_key();
        for _ in 0..2 {
            assert_eq!(adjust(key, "-100.01").await.expect("it is kept"), Entered::Waits);
        }
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, -10_000, "it is not posted");
        let waiting = desk(&vendor, &eva).await.requests;
        assert_eq!(waiting.len(), 1, "the same key asks once");
        let request = &waiting[0];
        assert_eq!((request.kind, request.amount.minor, request.mine), (RequestKind::Adjustment, -10_001, true));
        assert!(!desk(&vendor, &mira).await.requests[0].mine);

        let own = ledger::decide(context, &eva, new_key(), request.id, true, "").await;
        assert_eq!(refused(own), Code::FourEyes);
        assert_eq!(refused(ledger::decide(context, &jan, new_key(), request.id, true, "").await), Code::NotAllowed);
        assert_eq!(refused(ledger::decide(context, &mira, new_key(), request.id, false, " ").await), Code::Reason);
        let unknown = ledger::decide(context, &mira, new_key(), MoneyRequestId(store::new_id()), true, "").await;
        assert_eq!(refused(unknown), Code::NotFound);
        let key = new_key();
        for _ in 0..2 {
            ledger::decide(context, &mira, key, request.id, true, "").await.expect("it is confirmed");
        }
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, -20_001, "once");
        assert!(desk(&vendor, &eva).await.requests.is_empty());
        let late = ledger::decide(context, &mira, new_key(), request.id, false, "No").await;
        assert_eq!(refused(late), Code::State);

        // A no posts nothing.
        assert_eq!(adjust(new_key(), "-500").await.expect("it is kept"), Entered::Waits);
        let request = desk(&vendor, &mira).await.requests[0].id;
        ledger::decide(context, &mira, new_key(), request, false, "They have broken it").await.expect("it is refused");
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, -20_001);
        vendor.check().await;
    }

    async fn what_waited_may_have_been_overtaken(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, mira) = (vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        pay(&vendor, gross, &[&number]).await;
        let (payment, _) = newest(&vendor, &owner).await;
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 0)]).await;
        for _ in 0..2 {
            let made = ledger::reverse(context, &eva, new_key(), ACCOUNT, payment, "Another's").await;
            assert_eq!(made.expect("it is kept"), Entered::Waits);
        }
        let credited = service::invoices::credit(context, &eva, new_key(), &number, &[(1, "1".to_owned())], "Cracked").await;
        assert_eq!(credited.expect("it is kept"), Entered::Waits);
        let waiting = desk(&vendor, &mira).await.requests;
        assert_eq!(waiting.len(), 3);
        ledger::decide(context, &mira, new_key(), waiting[0].id, true, "").await.expect("it is taken back");
        let again = ledger::decide(context, &mira, new_key(), waiting[1].id, true, "").await;
        assert_eq!(refused(again), Code::State, "it was taken back already");
        ledger::decide(context, &mira, new_key(), waiting[2].id, true, "").await.expect("it is credited");
        assert_eq!(desk(&vendor, &mira).await.requests.len(), 1, "what cannot be done waits for a no");
        let page = read(&vendor, &owner, &number).await;
        assert_eq!((page.credit_notes.len(), page.open < gross), (1, true));
        vendor.check().await;
    }

    async fn what_is_put_against_an_invoice_takes_a_second_person(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, mira) = (vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        pay(&vendor, 50_000, &[]).await;
        let (credit, left) = newest(&vendor, &owner).await;
        assert_eq!(left, -50_000);
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 1_000)]).await;
        let put = |key, amount: &'static str| {
            let (context, eva, number) = (context.clone(), eva.clone(), number.clone());
            async move { ledger::allocate(&context, &eva, key, ACCOUNT, credit, &number, amount).await }
        };
        let open = async || read(&vendor, &owner, &number).await.open;
        let key = new_key();
        for _ in 0..2 {
            assert_eq!(put(key, "10").await.expect("it is put there"), Entered::Posted, "up to the limit");
        }
        assert_eq!(open().await, gross - 1_000, "once");
        let key = new_key();
        for _ in 0..2 {
            assert_eq!(put(key, "").await.expect("it is kept"), Entered::Waits, "all that fits is more");
        }
        let requests = desk(&vendor, &mira).await.requests;
        let fits = (gross - 1_000).min(49_000);
        let asked: Vec<_> = requests.iter().map(|one| (one.kind, one.amount.minor, one.about.as_deref())).collect();
        assert_eq!(asked, [(RequestKind::Allocation, fits, Some(number.as_str()))]);
        assert_eq!(refused(ledger::decide(context, &eva, new_key(), requests[0].id, true, "").await), Code::FourEyes);

        // Meanwhile some of it goes there without: what was read no longer fits, and nothing else is done instead.
        put(new_key(), "5").await.expect("it is put there");
        let late = ledger::decide(context, &mira, new_key(), requests[0].id, true, "").await;
        assert_eq!(refused(late), Code::State);
        assert_eq!(open().await, gross - 1_500);
        ledger::decide(context, &mira, new_key(), requests[0].id, false, "Something went there").await.expect("it is refused");
        assert_eq!(put(new_key(), "").await.expect("it is kept"), Entered::Waits);
        let request = desk(&vendor, &mira).await.requests[0].clone();
        ledger::decide(context, &mira, new_key(), request.id, true, "").await.expect("it is confirmed");
        assert_eq!(open().await, gross - 1_500 - request.amount.minor);
        vendor.check().await;
    }

    async fn a_higher_credit_limit_takes_a_second_person(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, mira, jan) = (vendor.actor(EVA).await, vendor.actor(MIRA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 100_000)]).await;
        let seen = &vendor;
        let terms = |key, days: &'static str, limit: &'static str| {
            let (context, eva) = (context.clone(), eva.clone());
            async move {
                let version = desk(seen, &eva).await.terms_version;
                ledger::set_terms(&context, &eva, key, ACCOUNT, days, limit, version, "They grow").await
            }
        };
        // Any limit is less than none; up to the vendor's, and down again, one person is enough.
        for limit in ["5000", "500", "1000"] {
            assert_eq!(terms(new_key(), "", limit).await.expect("it is kept"), Entered::Posted, "{limit}");
        }
        let key = new_key();
        for _ in 0..2 {
            assert_eq!(terms(key, "14", "1000.01").await.expect("it is kept"), Entered::Waits);
        }
        let account = desk(&vendor, &mira).await;
        assert_eq!((account.payment_days, account.credit_limit), (None, Some(100_000)), "nothing of it holds yet");
        let request = &account.requests[0];
        let asked = (request.kind, request.amount.minor, request.days, request.reason.as_str());
        assert_eq!(asked, (RequestKind::Terms, 100_001, Some(14), "They grow"));
        assert_eq!(account.requests.len(), 1, "the same key asks once");

        // It is found without knowing whose it is.
        let waiting = ledger::waiting(context, &jan).await.expect("the desk reads it");
        assert_eq!((waiting.requests.len(), waiting.more), (1, false));
        assert_eq!(waiting.requests[0].account.0, ACCOUNT);
        assert_eq!(refused(ledger::waiting(context, &owner).await), Code::NotFound);
        let reader = service::entry::reader(context, &vendor.visitor(&jan)).await.expect("everybody is a reader");
        assert_eq!(reader.me.map(|me| me.waiting), Some(1));

        assert_eq!(refused(ledger::decide(context, &eva, new_key(), request.id, true, "").await), Code::FourEyes);
        ledger::decide(context, &mira, new_key(), request.id, true, "").await.expect("it is confirmed");
        let account = desk(&vendor, &eva).await;
        assert_eq!((account.payment_days, account.credit_limit), (Some(14), Some(100_001)));
        assert!(money(&vendor, &owner).await.postings.is_empty(), "nothing was posted");

        // No limit is more than every limit; a no leaves the one that there was.
        assert_eq!(terms(new_key(), "", "").await.expect("it is kept"), Entered::Waits);
        let request = desk(&vendor, &mira).await.requests[0].clone();
        assert_eq!((request.amount.minor, request.days), (0, None));
        ledger::decide(context, &mira, new_key(), request.id, false, "Too much").await.expect("it is refused");
        assert_eq!(desk(&vendor, &eva).await.credit_limit, Some(100_001));
        assert!(ledger::waiting(context, &jan).await.expect("the desk reads it").requests.is_empty());
        vendor.check().await;
    }
}
