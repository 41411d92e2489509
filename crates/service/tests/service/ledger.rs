//! What an account owes and has paid: every number adds up, and whoever may not read it does not.

use domain::{
    ids::PostingId,
    ledger::{
        Bucket, PostingKind,
        wire::{Announce, DeskAccount, Entered, MoneyPage, PayFilter, Standing, StatementFilter},
    },
    money::Currency,
    permissions::Actor,
    refusal::Code,
    time::Date,
};
use service::ledger;
use store::ledger::NewPosting;
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, BRAM, EVA, GABOR, JAN, JOB, MIRA,
    invoices::{issue, read, shipped},
    refused,
};

pub(crate) const EUR: Currency = Currency::EUR;
/// The account of the first new owner.
pub(crate) const ACCOUNT: &str = "T-00001";
pub(crate) const DAY: i64 = 24 * 60;

/// An amount in euro as somebody types it.
pub(crate) fn typed(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

pub(crate) async fn owner(vendor: &TestVendor) -> Actor {
    vendor.new_owners(1).await.remove(0)
}

pub(crate) async fn money(vendor: &TestVendor, actor: &Actor) -> MoneyPage {
    let page = ledger::page(vendor.context(), actor).await.expect("the owner reads it");
    for Standing { balance, ageing, .. } in &page.standings {
        assert_eq!(ageing.total(), *balance, "the ageing adds up to the balance");
    }
    page
}

pub(crate) async fn desk(vendor: &TestVendor, actor: &Actor) -> DeskAccount {
    ledger::desk_account(vendor.context(), actor, ACCOUNT).await.expect("the desk reads it")
}

/// An invoice for so many pieces, with its total.
pub(crate) async fn invoiced(vendor: &TestVendor, owner: &Actor, pieces: &str) -> (String, i64) {
    let number = issue(vendor, shipped(vendor, owner, &[("RT-1042", pieces)]).await).await;
    let gross = read(vendor, owner, &number).await.gross;
    (number, gross)
}

pub(crate) async fn open_of(vendor: &TestVendor, owner: &Actor, number: &str) -> i64 {
    read(vendor, owner, number).await.open
}

/// A payment that came by another way.
pub(crate) async fn pay(vendor: &TestVendor, amount: i64, documents: &[&str]) -> Entered {
    let (eva, context) = (vendor.actor(EVA).await, vendor.context());
    let documents: Vec<String> = documents.iter().map(|number| (*number).to_owned()).collect();
    let today = context.vendor_today().iso();
    ledger::post_payment(context, &eva, new_key(), ACCOUNT, EUR, &typed(amount), &today, &documents, "By cheque")
        .await
        .expect("it is posted")
}

pub(crate) async fn newest(vendor: &TestVendor, owner: &Actor) -> (PostingId, i64) {
    let page = money(vendor, owner).await;
    let (_, posting) = page.postings.first().expect("something was posted");
    (posting.id, posting.open)
}

pub(crate) fn said(vendor: &TestVendor, amount: &str, invoices: &[&str]) -> Announce {
    Announce {
        key: new_key(),
        currency: EUR,
        amount: amount.to_owned(),
        paid: vendor.context().vendor_today().iso(),
        invoices: invoices.iter().map(|number| (*number).to_owned()).collect(),
    }
}

/// So many documents of a currency, each of 10.00 and due a day after the one before, as an older system had them.
pub(crate) async fn brought_forward(vendor: &TestVendor, owner: &Actor, currency: Currency, count: i32) {
    let (now, today) = (vendor.context().now(), vendor.context().vendor_today());
    let account = owner.acting.expect("an owner acts for an account").account;
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let held = store::ledger::lock_by_job(&tx, JOB, account).await.expect("it is held").expect("it is there");
    for place in 0..count {
        let new = NewPosting {
            kind: PostingKind::Invoice,
            currency,
            amount: 1_000,
            dated: today,
            due: Some(today.plus_days(place - 10)),
            document: Some(format!("{}-{place}", currency.code())),
            reference: None,
            text: "Brought forward".to_owned(),
            reverses: None,
            by: None,
        };
        store::ledger::post(&tx, &held, &new, today, now).await.expect("it is posted");
    }
    tx.commit().await.expect("it is kept");
}

testkit::on_both_databases! {
    async fn what_is_due_first_is_paid_first_unless_the_payer_says(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (first, one) = invoiced(&vendor, &owner, "3").await;
        vendor.advance(DAY);
        let (second, other) = invoiced(&vendor, &owner, "5").await;
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, one + other);
        pay(&vendor, one + 100, &[]).await;
        assert_eq!((open_of(&vendor, &owner, &first).await, open_of(&vendor, &owner, &second).await), (0, other - 100));
        let (third, more) = invoiced(&vendor, &owner, "2").await;
        pay(&vendor, 50, &[&third]).await;
        assert_eq!((open_of(&vendor, &owner, &second).await, open_of(&vendor, &owner, &third).await), (other - 100, more - 50));
        // Each part is on both sides.
        let page = read(&vendor, &owner, &third).await;
        assert_eq!(page.allocations.iter().map(|part| part.amount).sum::<i64>(), 50);
        let payment = ledger::posting(vendor.context(), &owner, page.allocations[0].posting).await.expect("it is there");
        assert_eq!(payment.allocations.iter().map(|part| part.document.clone()).collect::<Vec<_>>(), [Some(third)]);
        assert_eq!((payment.posting.kind, payment.by.as_str()), (PostingKind::Payment, "Eva"));
        vendor.check().await;
    }

    async fn what_is_paid_too_much_stays_in_favour(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        pay(&vendor, gross + 5_000, &[&number]).await;
        let standing = money(&vendor, &owner).await.standings[0];
        assert_eq!((standing.balance, standing.ageing.unapplied), (-5_000, -5_000));
        vendor.deliver_mail().await;
        let mails = vendor.mails_to("owner-1@test.example").await;
        let mail = mails.iter().find(|mail| mail.text.contains("50.00")).expect("the mail says what is left");
        assert!(mail.text.contains(&number), "{}", mail.text);
        // It is put against the next invoice by hand.
        let (next, more) = invoiced(&vendor, &owner, "80").await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        let page = money(&vendor, &owner).await;
        let credit = page.postings.iter().find(|(_, posting)| posting.open < 0).expect("it is unapplied").1.id;
        let too_much = ledger::allocate(context, &eva, new_key(), ACCOUNT, credit, &next, "50.01").await;
        assert_eq!(refused(too_much), Code::TooMuch);
        let key = new_key();
        for _ in 0..2 {
            ledger::allocate(context, &eva, key, ACCOUNT, credit, &next, "20").await.expect("it is put");
        }
        assert_eq!(open_of(&vendor, &owner, &next).await, more - 2_000, "once");
        ledger::allocate(context, &eva, new_key(), ACCOUNT, credit, &next, "").await.expect("the rest is put");
        assert_eq!(open_of(&vendor, &owner, &next).await, more - 5_000);
        let nothing_left = ledger::allocate(context, &eva, new_key(), ACCOUNT, credit, &next, "").await;
        assert_eq!(refused(nothing_left), Code::State);
        vendor.check().await;
    }

    async fn a_payment_is_posted_once(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        invoiced(&vendor, &owner, "3").await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        let (key, today) = (new_key(), context.vendor_today().iso());
        let before = money(&vendor, &owner).await.standings[0].balance;
        for _ in 0..3 {
            let made = ledger::post_payment(context, &eva, key, ACCOUNT, EUR, "5.00", &today, &[], "By cheque").await;
            assert_eq!(made.expect("it is posted"), Entered::Posted);
        }
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, before - 500);
        let other = ledger::post_payment(context, &eva, key, ACCOUNT, EUR, "6.00", &today, &[], "By cheque").await;
        assert_eq!(refused(other), Code::KeyReused);
        let tomorrow = context.vendor_today().plus_days(1).iso();
        for (account, amount, day, document, reason, code) in [
            ("T-99999", "5.00", &today, "", "x", Code::NotFound),
            (ACCOUNT, "", &today, "", "x", Code::Missing),
            (ACCOUNT, "-5.00", &today, "", "x", Code::Malformed),
            (ACCOUNT, "0", &today, "", "x", Code::Malformed),
            (ACCOUNT, "5.0011", &today, "", "x", Code::NumberDecimals),
            (ACCOUNT, "five", &today, "", "x", Code::Malformed),
            (ACCOUNT, "5.00", &tomorrow, "", "x", Code::FutureDay),
            (ACCOUNT, "5.00", &"soon".to_owned(), "", "x", Code::Malformed),
            (ACCOUNT, "5.00", &today, "2026-99999", "x", Code::NotFound),
            (ACCOUNT, "5.00", &today, "", " ", Code::Reason),
        ] {
            let documents = if document.is_empty() { Vec::new() } else { vec![document.to_owned()] };
            let wrong =
                ledger::post_payment(context, &eva, new_key(), account, EUR, amount, day, &documents, reason).await;
            assert_eq!(refused(wrong), code, "{account} {amount} {day} {document} {reason}");
        }
        let jan = vendor.actor(JAN).await;
        let by_agent = ledger::post_payment(context, &jan, new_key(), ACCOUNT, EUR, "5", &today, &[], "x").await;
        assert_eq!(refused(by_agent), Code::NotAllowed);
        let by_customer = ledger::post_payment(context, &owner, new_key(), ACCOUNT, EUR, "5", &today, &[], "x").await;
        assert_eq!(refused(by_customer), Code::NotFound);
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, before - 500);
        vendor.check().await;
    }

    async fn a_payment_is_taken_back(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        pay(&vendor, gross, &[]).await;
        assert_eq!(open_of(&vendor, &owner, &number).await, 0);
        let (payment, _) = newest(&vendor, &owner).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        let key = new_key();
        for _ in 0..2 {
            let made = ledger::reverse(context, &eva, key, ACCOUNT, payment, "The cheque was no good").await;
            assert_eq!(made.expect("it is taken back"), Entered::Posted);
        }
        assert_eq!(open_of(&vendor, &owner, &number).await, gross, "it is open again");
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, gross);
        let (reversal, open) = newest(&vendor, &owner).await;
        assert_eq!(open, 0, "both are settled by each other");
        let page = ledger::posting(context, &owner, payment).await.expect("it is there");
        assert_eq!((page.posting.reversed, page.reversal.map(|(id, _)| id)), (true, Some(reversal)));
        for (id, code) in [(payment, Code::State), (reversal, Code::State), (PostingId(store::new_id()), Code::NotFound)] {
            assert_eq!(refused(ledger::reverse(context, &eva, new_key(), ACCOUNT, id, "Again").await), code);
        }
        let document = read(&vendor, &owner, &number).await.posting;
        let of_invoice = ledger::reverse(context, &eva, new_key(), ACCOUNT, document, "Wrong").await;
        assert_eq!(refused(of_invoice), Code::State, "an invoice is corrected by a credit note");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to("owner-1@test.example").await;
        assert_eq!(mails.iter().filter(|mail| mail.text.contains("The cheque was no good")).count(), 1);
        vendor.check().await;
    }

    async fn who_has_said_that_they_paid_is_not_reminded(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        let (anna, bram, context) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.context());
        let wrong = |input: Announce| {
            let (context, owner) = (context.clone(), owner.clone());
            async move { refused(ledger::announce(&context, &owner, &input).await) }
        };
        let tomorrow = context.vendor_today().plus_days(1).iso();
        assert_eq!(wrong(Announce { paid: tomorrow, ..said(&vendor, "5", &[&number]) }).await, Code::FutureDay);
        assert_eq!(wrong(said(&vendor, "0", &[&number])).await, Code::Malformed);
        assert_eq!(wrong(said(&vendor, &typed(gross * 10 + 1), &[&number])).await, Code::TooMuch);
        assert_eq!(wrong(said(&vendor, "5", &["2026-99999"])).await, Code::NotFound);
        let forints = Announce { currency: Currency::HUF, ..said(&vendor, "5", &[&number]) };
        assert_eq!(wrong(forints).await, Code::Malformed, "one currency at a time");
        let foreign = ledger::announce(context, &anna, &said(&vendor, "5", &[&number])).await;
        assert_eq!(refused(foreign), Code::NotFound);
        assert_eq!(refused(ledger::announce(context, &bram, &said(&vendor, "5", &[])).await), Code::NotAllowed);

        let input = said(&vendor, &typed(gross), &[&number]);
        for _ in 0..2 {
            ledger::announce(context, &owner, &input).await.expect("it is noted");
        }
        let page = money(&vendor, &owner).await;
        assert_eq!(page.announced.len(), 1, "the same key notes once");
        assert_eq!(page.open[0].announced, Some(context.vendor_today()));
        assert!(read(&vendor, &owner, &number).await.announced.is_some());
        assert_eq!(page.standings[0].balance, gross, "it is no money yet");
        pay(&vendor, gross, &[&number]).await;
        let page = money(&vendor, &owner).await;
        assert_eq!((page.announced.len(), page.open.len()), (0, 0), "it has come");

        // What does not come is waited for two weeks.
        let (late, gross) = invoiced(&vendor, &owner, "2").await;
        ledger::announce(context, &owner, &said(&vendor, &typed(gross), &[&late])).await.expect("it is noted");
        vendor.advance(14 * DAY);
        assert!(money(&vendor, &owner).await.open[0].announced.is_some());
        vendor.advance(DAY);
        assert_eq!(money(&vendor, &owner).await.open[0].announced, None);
        vendor.check().await;
    }

    async fn an_ageing_explains_itself(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        let mut all = 0;
        for (pieces, days) in [("1", 40), ("2", 30), ("3", 30), ("4", 30), ("5", 10)] {
            all += invoiced(&vendor, &owner, pieces).await.1;
            vendor.advance(days * DAY);
        }
        pay(&vendor, 100, &[]).await;
        ledger::adjust(context, &eva, new_key(), ACCOUNT, EUR, "-7.50", "For your trouble").await.expect("it is posted");
        let page = money(&vendor, &owner).await;
        let standing = page.standings[0];
        assert_eq!(standing.balance, all - 100 - 750);
        let mut sum = 0;
        for bucket in Bucket::ALL {
            let items = ledger::open_items(context, &owner, "EUR", bucket.code(), "").await.expect("it opens");
            assert_eq!(items.total, standing.ageing.get(bucket), "{bucket:?}");
            let parts = items.items.iter().map(|item| if item.open > 0 { item.open - item.disputed } else { item.open });
            assert_eq!(parts.sum::<i64>(), items.total, "{bucket:?}");
            assert!(items.items.iter().all(|item| item.bucket == bucket), "{bucket:?}");
            sum += items.total;
        }
        assert_eq!(sum, standing.balance, "and all of them to the balance");
        assert!(standing.ageing.overdue() > 0 && standing.ageing.not_due > 0 && standing.ageing.over_90 > 0);
        let late = ledger::open_items(context, &owner, "EUR", "overdue", "").await.expect("it opens");
        assert_eq!(late.total, standing.ageing.overdue(), "it opens to the sum that is shown");
        assert_eq!(late.items.iter().map(|item| item.open - item.disputed).sum::<i64>(), late.total);
        let before_today = |due: Option<Date>| due.is_some_and(|due| due < context.vendor_today());
        assert!(late.items.iter().all(|item| before_today(item.due) && item.bucket.is_overdue()));
        let at_the_desk = ledger::desk_open_items(context, &eva, ACCOUNT, ("EUR", "overdue", "")).await;
        assert_eq!(at_the_desk.expect("it opens").total, late.total);
        let whole = ledger::open_items(context, &owner, "", "", "").await.expect("it opens");
        assert_eq!((whole.total, whole.items.len()), (standing.balance, 6));
        for (currency, bucket, after) in [("XX", "", ""), ("EUR", "soon", ""), ("EUR", "", "first")] {
            let wrong = ledger::open_items(context, &owner, currency, bucket, after).await;
            assert_eq!(refused(wrong), Code::Malformed, "{currency} {bucket} {after}");
        }
        vendor.check().await;
    }

    async fn terms_are_the_accounts_own(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        assert_eq!(money(&vendor, &owner).await.standings[0].credit, None);
        for (days, limit) in [("soon", ""), ("366", ""), ("-1", ""), ("", "-1"), ("", "much")] {
            let wrong = ledger::set_terms(context, &eva, new_key(), ACCOUNT, days, limit, 0, "").await;
            assert_eq!(refused(wrong), Code::Malformed, "{days} {limit}");
        }
        let set = ledger::set_terms(context, &eva, new_key(), ACCOUNT, "14", "1000", 0, "They grow").await;
        assert_eq!(set.expect("it is kept"), Entered::Posted);
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        let invoice = read(&vendor, &owner, &number).await;
        assert_eq!(invoice.due, Some(invoice.issued.plus_days(14)));
        let page = money(&vendor, &owner).await;
        let credit = page.standings[0].credit.expect("there is a limit");
        assert_eq!((credit.limit, credit.left, page.payment_days), (100_000, 100_000 - gross, 14));
        let account = desk(&vendor, &eva).await;
        assert_eq!((account.payment_days, account.credit_limit, account.may_post), (Some(14), Some(100_000), true));
        // Each change says who, from what to what, and why; who has not seen it changes nothing.
        let change = &account.terms_changes[0];
        assert_eq!((change.by.as_str(), change.reason.as_str(), account.terms_version), ("Eva Peeters", "They grow", 1));
        assert_eq!((change.before, change.after), ((None, None), (Some(14), Some(100_000))));
        let old = ledger::set_terms(context, &eva, new_key(), ACCOUNT, "7", "1000", 0, "").await;
        assert_eq!(refused(old), Code::Stale);
        // No limit at all is more than any.
        let freed = ledger::set_terms(context, &eva, new_key(), ACCOUNT, "", "", 1, "").await;
        assert_eq!(freed.expect("it is kept"), Entered::Waits);
        let mira = vendor.actor(MIRA).await;
        let request = desk(&vendor, &mira).await.requests[0].id;
        ledger::decide(context, &mira, new_key(), request, true, "").await.expect("it is confirmed");
        let page = money(&vendor, &owner).await;
        assert_eq!((page.standings[0].credit, page.payment_days), (None, 30));
        vendor.check().await;
    }

    async fn what_waits_does_not_set_back_what_came_after(vendor: TestVendor) {
        owner(&vendor).await;
        let (eva, mira, context) = (vendor.actor(EVA).await, vendor.actor(MIRA).await, vendor.context());
        let set = |limit: &'static str, version: i64| {
            let (context, eva) = (context.clone(), eva.clone());
            async move { ledger::set_terms(&context, &eva, new_key(), ACCOUNT, "", limit, version, "").await }
        };
        assert_eq!(set("500", 0).await.expect("it is kept"), Entered::Posted);
        assert_eq!(set("", 1).await.expect("it is kept"), Entered::Waits);
        assert_eq!(set("100", 1).await.expect("it is kept"), Entered::Posted);
        let request = desk(&vendor, &mira).await.requests[0].id;
        let late = ledger::decide(context, &mira, new_key(), request, true, "").await;
        assert_eq!(refused(late), Code::Stale);
        assert_eq!(desk(&vendor, &mira).await.credit_limit, Some(10_000));
    }

    async fn nobody_types_parts_of_a_forint(vendor: TestVendor) {
        owner(&vendor).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        let forint = |amount: &'static str| {
            let (context, eva) = (context.clone(), eva.clone());
            async move { ledger::adjust(&context, &eva, new_key(), ACCOUNT, Currency::HUF, amount, "By hand").await }
        };
        assert_eq!(refused(forint("1234.56").await), Code::NumberDecimals);
        forint("1234").await.expect("it is entered");
        let today = context.vendor_today().iso();
        let huf = Currency::HUF;
        let paid = ledger::post_payment(context, &eva, new_key(), ACCOUNT, huf, "10.50", &today, &[], "Cash").await;
        assert_eq!(refused(paid), Code::NumberDecimals);
    }

    async fn how_to_pay(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let context = vendor.context();
        let filter = |invoices: &[&str], amount: &str| PayFilter {
            invoices: invoices.iter().map(|number| (*number).to_owned()).collect(),
            amount: amount.to_owned(),
        };
        assert_eq!(refused(ledger::pay(context, &owner, &filter(&[], "")).await), Code::State, "nothing is owed");
        let (first, one) = invoiced(&vendor, &owner, "3").await;
        let (second, other) = invoiced(&vendor, &owner, "5").await;
        let single = ledger::pay(context, &owner, &filter(&[&first], "")).await.expect("it can be paid");
        assert_eq!((single.amount.minor, single.reference.starts_with("RF")), (one, true));
        assert!(single.code.is_some(), "euro has a code");
        let both = ledger::pay(context, &owner, &filter(&[], "")).await.expect("all of it can be paid");
        assert_eq!((both.amount.minor, both.invoices.len()), (one + other, 2));
        assert!(both.reference.contains(&first) && both.reference.contains(&second), "{}", both.reference);
        let part = ledger::pay(context, &owner, &filter(&[&second], "1.50")).await.expect("a part can be paid");
        assert_eq!(part.amount.minor, 150);
        let more = ledger::pay(context, &owner, &filter(&[&second], &typed(other + 1))).await;
        assert_eq!(refused(more), Code::TooMuch);
        let gabor = vendor.actor(GABOR).await;
        assert_eq!(refused(ledger::pay(context, &gabor, &filter(&[&first], "")).await), Code::NotFound);
    }

    async fn money_is_for_those_who_may_read_it(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        invoiced(&vendor, &owner, "3").await;
        let (bram, gabor, jan) = (vendor.actor(BRAM).await, vendor.actor(GABOR).await, vendor.actor(JAN).await);
        let context = vendor.context();
        assert_eq!(refused(ledger::page(context, &bram).await), Code::NotAllowed);
        let filter = StatementFilter::default();
        assert_eq!(refused(ledger::statement(context, &bram, &filter).await), Code::NotAllowed);
        assert_eq!(refused(ledger::open_items(context, &bram, "", "", "").await), Code::NotAllowed);
        let (posting, _) = newest(&vendor, &owner).await;
        assert_eq!(refused(ledger::posting(context, &gabor, posting).await), Code::NotFound, "it is another's");
        assert_eq!(refused(ledger::posting(context, &bram, posting).await), Code::NotAllowed);
        assert_eq!(refused(ledger::page(context, &jan).await), Code::NotFound, "the staff have no account");
        assert_eq!(refused(ledger::desk_account(context, &owner, ACCOUNT).await), Code::NotFound, "there is no desk");
        assert_eq!(refused(ledger::desk_account(context, &jan, "T-99999").await), Code::NotFound);
        let account = desk(&vendor, &jan).await;
        assert_eq!((account.may_post, account.money.may_pay, account.orders.len()), (false, false, 1));
        let seen = ledger::desk_posting(context, &jan, ACCOUNT, posting).await.expect("the desk reads it");
        assert_eq!(seen.account_number.as_deref(), Some(ACCOUNT));
        let items = ledger::desk_open_items(context, &jan, ACCOUNT, ("", "", "")).await.expect("the desk reads it");
        assert_eq!(items.items.len(), 1);
    }
}
