//! Charges: they are paid as invoices are, and what is paid back leaves nothing open.

use domain::{
    ledger::wire::{Entered, PayFilter},
    refusal::Code,
};
use service::ledger;
use testkit::{TestVendor, new_key};

use crate::ledger::{ACCOUNT, EUR, money, owner, pay};
use crate::{EVA, refused};

testkit::on_both_databases! {
    async fn a_charge_is_paid_as_an_invoice_is(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        ledger::adjust(context, &eva, new_key(), ACCOUNT, EUR, "15", "A pallet is missing").await.expect("it is posted");
        let page = money(&vendor, &owner).await;
        let charge = page.open[0].document.clone().expect("it has a number");
        let named = PayFilter { invoices: vec![charge.clone()], amount: String::new() };
        let pay_page = ledger::pay(context, &owner, &named).await.expect("it can be paid");
        assert_eq!(pay_page.amount.minor, 1_500);
        assert!(domain::references::is_creditor_reference(&pay_page.reference), "{}", pay_page.reference);
        // It is told by mail, with the reason and what to write on the transfer.
        vendor.deliver_mail().await;
        let mails = vendor.mails_to("owner-1@test.example").await;
        let mail = mails.iter().find(|mail| mail.text.contains("A pallet is missing")).expect("they are told");
        assert!(mail.text.contains("15.00") && mail.text.contains(&pay_page.reference), "{}", mail.text);
        pay(&vendor, 1_000, &[&charge]).await;
        pay(&vendor, 9_000, &[]).await;
        let page = money(&vendor, &owner).await;
        assert!(page.open.is_empty(), "what is due first is paid first");
        assert_eq!(page.standings[0].balance, 1_500 - 10_000);
        vendor.check().await;
    }

    async fn a_charge_takes_what_is_left_of_a_credit(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        pay(&vendor, 5_000, &[]).await;
        let credit = money(&vendor, &owner).await.postings[0].1.id;
        ledger::adjust(context, &eva, new_key(), ACCOUNT, EUR, "15", "A pallet is missing").await.expect("it is posted");
        let charge = money(&vendor, &owner).await.open[0].clone();
        let number = charge.document.clone().expect("it has a number");
        let at_the_desk = ledger::desk_posting(context, &eva, ACCOUNT, credit).await.expect("the desk reads it");
        let offered: Vec<_> = at_the_desk.debits.iter().map(|line| line.document.clone()).collect();
        assert_eq!(offered, [Some(number.clone())]);
        let own = ledger::posting(context, &owner, credit).await.expect("they read it");
        assert!(own.debits.is_empty());
        ledger::allocate(context, &eva, new_key(), ACCOUNT, credit, &number, "5").await.expect("it is put");
        // A charge of before charges had numbers is named by its id.
        let id = charge.posting.to_string();
        ledger::allocate(context, &eva, new_key(), ACCOUNT, credit, &id, "").await.expect("it is put");
        let standing = money(&vendor, &owner).await.standings[0];
        assert_eq!((standing.balance, standing.ageing.unapplied), (-3_500, -3_500));
        vendor.check().await;
    }

    async fn what_is_paid_back_leaves_nothing_open(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        pay(&vendor, 3_000, &[]).await;
        pay(&vendor, 2_000, &[]).await;
        let back = |amount: &'static str| {
            let (context, eva) = (context.clone(), eva.clone());
            async move { ledger::pay_back(&context, &eva, new_key(), ACCOUNT, EUR, amount, "Paid twice").await }
        };
        assert_eq!(refused(back("50.01").await), Code::TooMuch);
        assert_eq!(back("50").await.expect("it is posted"), Entered::Posted);
        let page = money(&vendor, &owner).await;
        assert_eq!((page.standings[0].balance, page.standings[0].ageing.unapplied, page.open.len()), (0, 0, 0));
        assert!(page.postings.iter().all(|(_, posting)| posting.open == 0));
        vendor.check().await;
    }
}
