//! Taking all data along: who may, how often, and that nothing is in it that is not the account's.

use domain::{event::Event, ledger::wire::Entered, permissions::Actor, refusal::Code};
use service::{cases, export, invoices, ledger, news};
use testkit::{TestVendor, draft, new_key};

use crate::{
    ANNA, BRAM, EVA, JAN, KATRIN, disputes,
    ledger::{ACCOUNT, EUR, invoiced, newest, owner, pay, typed},
    refused,
};

testkit::on_both_databases! {
    async fn one_at_a_time_and_the_log_says_who(vendor: TestVendor) {
        let context = vendor.context();
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        assert_eq!(refused(export::begin(context, &bram).await), Code::NotAllowed, "he does not own the account");
        let turn = export::begin(context, &anna).await.expect("an owner may");
        assert_eq!(refused(export::begin(context, &anna).await), Code::Underway);
        drop(turn);
        let log = news::list(context, &bram, None).await.expect("he reads the log");
        let told = log.events.iter().filter(|line| line.event == Event::Exported).count();
        assert_eq!(told, 1, "what was refused is not told");
        for _ in 0..9 {
            drop(export::begin(context, &anna).await.expect("ten times a day"));
        }
        assert_eq!(refused(export::begin(context, &anna).await), Code::TooMany);
        vendor.check().await;
    }

    async fn a_note_and_a_foreign_case_are_not_in_it(vendor: TestVendor) {
        let context = vendor.context();
        let (anna, katrin, jan) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await, vendor.actor(JAN).await);
        let open = async |actor: &Actor, text: &str| {
            cases::open(context, actor, &draft("question", "Tiles", text)).await.expect("it is kept")
        };
        let (own, foreign) = (open(&anna, "How many fit?").await, open(&katrin, "Ours are red.").await);
        cases::note(context, &jan, new_key(), own, "She always asks that").await.expect("it is noted");
        let path = |place: usize, name: &str| format!("{place}-{name}");
        let (case, _) = export::case(context, &anna, own, path).await.expect("it is hers");
        let written = serde_json::to_string(&case).expect("it can be written");
        assert!(written.contains("How many fit?") && !written.contains("She always asks"));
        assert_eq!(refused(export::case(context, &anna, foreign, path).await), Code::NotFound);
        let listed = export::cases(context, &anna, None).await.expect("they are hers");
        assert!(listed.contains(&own) && !listed.contains(&foreign));

        let operator = export::as_owner(context, "K-10017").await.expect("accounts can be read").expect("it is there");
        assert_eq!(export::cases(context, &operator, None).await.expect("the operator may"), listed);
        assert!(export::as_owner(context, "K-0").await.expect("accounts can be read").is_none());
    }

    async fn it_says_where_each_cent_comes_from(vendor: TestVendor) {
        let context = vendor.context();
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let (number, gross) = invoiced(&vendor, &owner, "7").await;
        pay(&vendor, 500, &[]).await;
        let (payment, _) = newest(&vendor, &owner).await;
        let taken_back = ledger::reverse(context, &eva, new_key(), ACCOUNT, payment, "The cheque bounced").await;
        assert_eq!(taken_back.expect("it is taken back"), Entered::Posted);
        pay(&vendor, 200, &[]).await;
        let disputed = disputes::draft(&number, 100);
        let case = invoices::dispute(context, &owner, &disputed).await.expect("a complaint opens");
        let terms = ledger::set_terms(context, &eva, new_key(), ACCOUNT, "14", "1000", 0, "").await;
        assert_eq!(terms.expect("they are kept"), Entered::Posted);

        let account = export::account(context, &owner).await.expect("it is hers");
        assert_eq!((account.payment_days, account.credit_limit.as_deref()), (Some(14), Some("1000.00")));
        let postings = export::postings(context, &owner, EUR, None).await.expect("they are hers");
        let reversed = postings.iter().filter_map(|posting| posting.reverses).collect::<Vec<_>>();
        assert_eq!(reversed, [2], "the payment comes after the invoice");

        // What is open of each posting follows from what was put against it.
        let allocations = export::allocations(context, &owner, None).await.expect("they are hers");
        assert!(allocations.iter().any(|one| one.amount == "-5.00"), "what was taken back is there: {allocations:?}");
        let of = |text: &str| text.replace('.', "").parse::<i64>().expect("an amount with two decimals");
        for posting in &postings {
            let from = allocations.iter().filter(|one| one.credit == posting.number).map(|one| of(&one.amount));
            let against = allocations.iter().filter(|one| one.debit == posting.number).map(|one| of(&one.amount));
            let left = of(&posting.amount) + from.sum::<i64>() - against.sum::<i64>();
            assert_eq!(left, of(&posting.open), "{posting:?}");
        }
        assert_eq!(of(&postings[0].open), gross - 200);
        let behind = export::allocations(context, &owner, Some(allocations[0].number)).await.expect("it goes on");
        assert_eq!(behind.len(), allocations.len() - 1);

        let found = export::disputes(context, &owner, None).await.expect("they are hers");
        let said: Vec<_> = found.iter().map(|one| (one.invoice.as_str(), one.amount.clone(), one.case)).collect();
        assert_eq!(said, [(number.as_str(), typed(100), case)]);
        let others = export::disputes(context, &vendor.actor(ANNA).await, None).await.expect("an owner reads her own");
        assert!(others.iter().all(|one| one.case != case), "{others:?}");
        vendor.check().await;
    }
}
