//! Reminders: on the days that the vendor has named, once, and never of what the customer disputes or has said that they
//! paid.

use domain::{
    event::Event,
    ids::OnlinePaymentId,
    language::Language,
    ledger::wire::{Announce, Entered, PaymentStage},
    money::Money,
    notices::Choices,
    paying::online::OnlineState,
    permissions::Actor,
    refusal::Code,
    settings::Reminders,
};
use service::{accounts, invoices, ledger, news};
use store::online::{self, Change, New, Online};
use testkit::{TestVendor, new_key};

use crate::{
    EVA, JAN, JOB, MIRA,
    disputes::draft,
    invoices::{read, set},
    ledger::{ACCOUNT, EUR, desk, invoiced, money, newest, owner, pay, typed},
    refused,
};

pub(crate) const DAY: i64 = 24 * 60;
pub(crate) const OWNER: &str = "owner-1@test.example";

/// The vendor reminds: what is issued on Tuesday 24 November is due on Thursday 24 December.
pub(crate) async fn reminding(vendor: &TestVendor) {
    let reminders = Reminders { before: Some(3), after: vec![7, 14], least: Vec::new() };
    set(vendor, |settings| settings.billing.reminders = reminders).await;
}

pub(crate) async fn remind(vendor: &TestVendor) {
    ledger::remind_due(vendor.context()).await.expect("customers can be reminded");
}

/// The stages at which the customer was told of an invoice.
pub(crate) async fn told(vendor: &TestVendor, owner: &Actor, number: &str) -> Vec<i32> {
    read(vendor, owner, number).await.reminders.into_iter().map(|(stage, _)| stage.number()).collect()
}

/// The texts of the reminders that have come to the owner, the newest first.
pub(crate) async fn mails(vendor: &TestVendor) -> Vec<String> {
    vendor.deliver_mail().await;
    let mails = vendor.mails_to(OWNER).await.into_iter();
    mails.map(|mail| mail.text).filter(|text| text.contains("#announce")).collect()
}

pub(crate) async fn announce(vendor: &TestVendor, owner: &Actor, amount: i64, number: &str) {
    let said = Announce {
        key: new_key(),
        currency: EUR,
        amount: typed(amount),
        paid: vendor.context().vendor_today().iso(),
        invoices: vec![number.to_owned()],
    };
    ledger::announce(vendor.context(), owner, &said).await.expect("it is noted");
}

/// The customer pays an invoice at the payment provider's, which waits for their bank.
pub(crate) async fn begin_online(vendor: &TestVendor, owner: &Actor, amount: i64, number: &str) -> Online {
    let now = vendor.context().now();
    let account = owner.acting.expect("they act for an account").account;
    let documents = [number.to_owned()];
    let new = New {
        id: OnlinePaymentId(store::new_id()),
        by: owner.member,
        language: Language::En,
        amount: Money { minor: amount, currency: EUR },
        documents: &documents,
        look: now,
    };
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let held = store::ledger::lock_by_job(&tx, JOB, account).await.expect("it can be held").expect("it is there");
    online::insert(&tx, &held, &new, now).await.expect("it is written down");
    let place = ("tr_Test0001", "https://127.0.0.1/checkout");
    online::started(&tx, &held, new.id, place, now, now).await.expect("the provider has heard of it");
    let begun = online::one(&tx, &held.scope(), new.id).await.expect("it is read").expect("it is there");
    tx.commit().await.expect("it is kept");
    begun
}

/// Nobody has paid it in time.
pub(crate) async fn expire(vendor: &TestVendor, payment: &Online) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let held = store::ledger::lock_by_job(&tx, JOB, payment.account).await.expect("it can be held");
    let held = held.expect("it is there");
    let change = Change { state: OnlineState::Expired, ..Change::none(payment) };
    online::change(&tx, &held, payment.id, change, vendor.context().now()).await.expect("it is written down");
    tx.commit().await.expect("it is kept");
}

/// The customer does not agree with so much of the first line.
pub(crate) async fn dispute(vendor: &TestVendor, owner: &Actor, number: &str, amount: i64) {
    invoices::dispute(vendor.context(), owner, &draft(number, amount)).await.expect("it is disputed");
}

testkit::on_both_databases! {
    async fn each_stage_goes_out_once_however_many_look(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        vendor.advance(45 * DAY);
        remind(&vendor).await;
        assert!(told(&vendor, &owner, &number).await.is_empty(), "the vendor has not said that they remind");
        vendor.advance(-45 * DAY);

        reminding(&vendor).await;
        vendor.advance(26 * DAY);
        remind(&vendor).await;
        assert!(mails(&vendor).await.is_empty(), "it is too early");
        vendor.advance(DAY);
        remind(&vendor).await;
        let soon = mails(&vendor).await;
        assert_eq!(soon.len(), 1);
        assert!(soon[0].contains(&number) && soon[0].contains(&format!("/money/pay?invoices={number}")), "{}", soon[0]);
        vendor.advance(10 * DAY);
        let other = vendor.another_process().await;
        let (one, two) = tokio::join!(ledger::remind_due(vendor.context()), ledger::remind_due(&other));
        one.expect("one looks");
        two.expect("the other looks");
        remind(&vendor).await;
        vendor.advance(DAY);
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [0, 1]);
        assert_eq!(mails(&vendor).await.len(), 2);
        let events = news::list(vendor.context(), &owner, None).await.expect("there is news").events;
        let is_it = |event: &Event| {
            matches!(event, Event::Reminded { documents, amount, .. } if documents.contains(&number) && *amount == gross)
        };
        assert_eq!(events.iter().filter(|line| is_it(&line.event)).count(), 2);
        assert!(desk(&vendor, &vendor.actor(JAN).await).await.money.open[0].reminded.is_some());
        vendor.check().await;
    }

    async fn one_mail_has_all_that_is_due(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (first, one) = invoiced(&vendor, &owner, "3").await;
        let (second, other) = invoiced(&vendor, &owner, "5").await;
        reminding(&vendor).await;
        // At night nobody is written to.
        vendor.advance(37 * DAY - 6 * 60);
        remind(&vendor).await;
        assert!(mails(&vendor).await.is_empty());
        vendor.advance(6 * 60);
        remind(&vendor).await;
        let mails = mails(&vendor).await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        let total = domain::format::money(
            Language::En,
            Money { minor: one + other, currency: EUR },
            &vendor.context().settings().currency(EUR),
        );
        for said in [&first, &second, &total] {
            assert!(mails[0].contains(said.as_str()), "{said}: {}", mails[0]);
        }
        vendor.check().await;
    }

    async fn nobody_is_reminded_of_what_they_have_paid_or_said_so(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        let (paid, other) = invoiced(&vendor, &owner, "2").await;
        reminding(&vendor).await;
        pay(&vendor, other, &[&paid]).await;
        vendor.advance(36 * DAY);
        announce(&vendor, &owner, gross, &number).await;
        for _ in 0..14 {
            vendor.advance(DAY);
            remind(&vendor).await;
        }
        assert!(mails(&vendor).await.is_empty(), "it is waited for");
        // It has not come: the newest stage goes out, and those before it are not made up for.
        vendor.advance(DAY);
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [2]);
        assert!(told(&vendor, &owner, &paid).await.is_empty());
        vendor.check().await;
    }

    async fn what_is_disputed_is_not_asked_for(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (whole, gross) = invoiced(&vendor, &owner, "300").await;
        let line = read(&vendor, &owner, &whole).await.lines[0].gross;
        assert_eq!(line, gross, "its delivery is free");
        let (part, other) = invoiced(&vendor, &owner, "3").await;
        reminding(&vendor).await;
        dispute(&vendor, &owner, &whole, gross).await;
        dispute(&vendor, &owner, &part, 100).await;
        vendor.advance(37 * DAY);
        remind(&vendor).await;
        assert!(told(&vendor, &owner, &whole).await.is_empty());
        assert_eq!(told(&vendor, &owner, &part).await, [1]);
        let events = news::list(vendor.context(), &owner, None).await.expect("there is news").events;
        let asked = events.iter().find_map(|line| match &line.event {
            Event::Reminded { amount, .. } => Some(*amount),
            _ => None,
        });
        assert_eq!(asked, Some(other - 100));
        vendor.check().await;
    }

    async fn what_is_put_back_is_not_asked_for_before_the_day_that_was_promised(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let (number, gross) = invoiced(&vendor, &owner, "300").await;
        reminding(&vendor).await;
        dispute(&vendor, &owner, &number, gross).await;
        vendor.advance(37 * DAY);
        let id = read(&vendor, &owner, &number).await.disputes[0].id;
        let put_back = invoices::put_back(vendor.context(), &eva, new_key(), &number, id, "They were whole").await;
        put_back.expect("it is settled");
        for _ in 0..3 {
            remind(&vendor).await;
            vendor.advance(DAY);
        }
        assert!(told(&vendor, &owner, &number).await.is_empty(), "there is a week to pay it");
        vendor.advance(DAY);
        remind(&vendor).await;
        vendor.advance(10 * DAY);
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [0, 1]);
        vendor.check().await;
    }

    async fn nobody_is_reminded_of_what_they_pay_online_at_this_moment(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        reminding(&vendor).await;
        vendor.advance(37 * DAY);
        let begun = begin_online(&vendor, &owner, gross, &number).await;
        remind(&vendor).await;
        assert!(told(&vendor, &owner, &number).await.is_empty(), "their bank is at it");
        let payments = money(&vendor, &owner).await.payments;
        assert_eq!(payments.len(), 1, "{payments:?}");
        assert_eq!((payments[0].amount.minor, payments[0].documents.as_slice()), (gross, std::slice::from_ref(&number)));
        expire(&vendor, &begun).await;
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [1]);
        assert!(money(&vendor, &owner).await.payments.is_empty());
        vendor.check().await;
    }

    async fn money_that_was_announced_and_waits_for_a_second_person_counts_once(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (first, gross) = invoiced(&vendor, &owner, "3").await;
        let (second, same) = invoiced(&vendor, &owner, "3").await;
        assert_eq!(gross, same);
        reminding(&vendor).await;
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 100)]).await;
        vendor.advance(37 * DAY);
        let said = Announce {
            key: new_key(),
            currency: EUR,
            amount: typed(gross),
            paid: vendor.context().vendor_today().iso(),
            invoices: Vec::new(),
        };
        ledger::announce(vendor.context(), &owner, &said).await.expect("it is noted");
        assert_eq!(pay(&vendor, gross, &[]).await, Entered::Waits);
        remind(&vendor).await;
        let told_of = [told(&vendor, &owner, &first).await.len(), told(&vendor, &owner, &second).await.len()];
        assert_eq!(told_of.iter().sum::<usize>(), 1, "the other is overdue: {told_of:?}");
        vendor.check().await;
    }

    async fn nobody_is_reminded_of_money_that_a_second_person_has_to_confirm(vendor: TestVendor) {
        let (owner, mira) = (owner(&vendor).await, vendor.actor(MIRA).await);
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        reminding(&vendor).await;
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 100)]).await;
        assert_eq!(pay(&vendor, gross, &[&number]).await, Entered::Waits);
        vendor.advance(37 * DAY);
        remind(&vendor).await;
        assert!(told(&vendor, &owner, &number).await.is_empty(), "the money is there");
        let requests = desk(&vendor, &mira).await.requests;
        let request = requests.first().expect("it waits").id;
        ledger::decide(vendor.context(), &mira, new_key(), request, false, "Not theirs").await.expect("it is refused");
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [1]);
        vendor.check().await;
    }

    async fn what_nobody_gets_is_no_reminder(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, _) = invoiced(&vendor, &owner, "3").await;
        reminding(&vendor).await;
        vendor.advance(37 * DAY);
        let wanted = |money| Choices { orders: true, money, cases: true };
        accounts::save_notices(vendor.context(), &owner, wanted(false)).await.expect("they want none");
        remind(&vendor).await;
        assert!(told(&vendor, &owner, &number).await.is_empty());
        accounts::save_notices(vendor.context(), &owner, wanted(true)).await.expect("they want them again");
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [1]);
        vendor.check().await;
    }

    async fn too_little_is_not_worth_a_mail(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        reminding(&vendor).await;
        set(&vendor, |settings| settings.billing.reminders.least = vec![(EUR, 500)]).await;
        pay(&vendor, gross - 499, &[&number]).await;
        vendor.advance(37 * DAY);
        remind(&vendor).await;
        assert!(told(&vendor, &owner, &number).await.is_empty());
    }

    async fn somebody_of_the_vendors_holds_reminders(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, _) = invoiced(&vendor, &owner, "3").await;
        let (eva, jan, context) = (vendor.actor(EVA).await, vendor.actor(JAN).await, vendor.context());
        assert!(desk(&vendor, &eva).await.reminding.is_none(), "nobody is reminded anyway");
        reminding(&vendor).await;
        vendor.advance(36 * DAY);
        let until = context.vendor_today().plus_days(5).iso();
        for (account, day, reason, code) in [
            ("T-99999", until.as_str(), "x", Code::NotFound),
            (ACCOUNT, "soon", "x", Code::Malformed),
            (ACCOUNT, "2026-11-24", "x", Code::PastDay),
            (ACCOUNT, "2030-01-01", "x", Code::Malformed),
            (ACCOUNT, until.as_str(), " ", Code::Reason),
        ] {
            let wrong = ledger::hold_reminders(context, &eva, account, day, reason).await;
            assert_eq!(refused(wrong), code, "{account} {day} {reason}");
        }
        let by_agent = ledger::hold_reminders(context, &jan, ACCOUNT, &until, "x").await;
        assert_eq!(refused(by_agent), Code::NotAllowed);
        ledger::hold_reminders(context, &eva, ACCOUNT, &until, "They pay in January").await.expect("it is held");
        let held = desk(&vendor, &jan).await.reminding.and_then(|reminding| reminding.held).expect("the desk sees it");
        assert_eq!((held.until.iso(), held.reason.as_str(), held.by.as_str()), (until, "They pay in January", "Eva Peeters"));
        for _ in 0..5 {
            vendor.advance(DAY);
            remind(&vendor).await;
        }
        assert!(told(&vendor, &owner, &number).await.is_empty());
        ledger::hold_reminders(context, &eva, ACCOUNT, "", "").await.expect("they go out again");
        remind(&vendor).await;
        assert_eq!(told(&vendor, &owner, &number).await, [1]);
        vendor.check().await;
    }

    async fn how_far_a_payment_is(vendor: TestVendor) {
        use PaymentStage::{Announced, Posted, Received, Returned};
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        announce(&vendor, &owner, gross, &number).await;
        let stages = async || {
            let payments = money(&vendor, &owner).await.payments;
            assert_eq!(payments.len(), 1, "{payments:?}");
            payments[0].stages.iter().map(|(stage, _)| *stage).collect::<Vec<_>>()
        };
        assert_eq!(stages().await, [Announced]);
        pay(&vendor, gross, &[&number]).await;
        assert_eq!(stages().await, [Announced, Received, Posted]);
        let (payment, _) = newest(&vendor, &owner).await;
        let eva = vendor.actor(EVA).await;
        let taken = ledger::reverse(vendor.context(), &eva, new_key(), ACCOUNT, payment, "It bounced").await;
        taken.expect("it is taken back");
        assert_eq!(stages().await, [Announced, Received, Posted, Returned]);
        let own = money(&vendor, &owner).await.payments.remove(0);
        assert_eq!((own.amount.minor, own.posting), (gross, Some(payment)));
    }
}
