//! How the vendor asks for money: the settings of reminders, and what documents carry.

use domain::{
    ledger::{
        desk::{AccountRow, BillingForm, LimitRow, RemindersForm, SellerForm},
        wire::{PayFilter, PayScheme},
    },
    money::Currency,
    references,
    refusal::Code,
    settings::ReferenceForm,
};
use service::ledger;
use testkit::TestVendor;

use crate::{
    GABOR, MIRA,
    invoices::{issue, read, set, shipped},
    ledger::{EUR, invoiced, owner},
    refused,
};

testkit::on_both_databases! {
    async fn how_the_vendor_asks_is_checked_and_kept(vendor: TestVendor) {
        let (mira, context) = (vendor.actor(MIRA).await, vendor.context());
        let right = BillingForm {
            version: context.settings().billing.version,
            seller: SellerForm { name: "Van Dael".to_owned(), bank: "Our bank".to_owned(), ..SellerForm::default() },
            pattern: "{year}-{serial:5}".to_owned(),
            payment_days: "30".to_owned(),
            retention_years: "7".to_owned(),
            reference: "belgian".to_owned(),
            accounts: vec![AccountRow {
                currency: "huf".to_owned(),
                iban: "HU42 1177 3016 1111 1018 0000 0000".to_owned(),
                ..AccountRow::default()
            }],
            reminders: RemindersForm {
                before: "3".to_owned(),
                after: "7, 14".to_owned(),
                least: vec![LimitRow { currency: "EUR".to_owned(), amount: "5".to_owned() }],
            },
            ..BillingForm::default()
        };
        let with = |change: fn(&mut BillingForm)| {
            let mut form = right.clone();
            change(&mut form);
            form
        };
        for (wrong, code, field) in [
            (with(|form| form.reference = "roman".to_owned()), Code::Malformed, "reference"),
            (with(|form| form.accounts[0].iban = "HU42".to_owned()), Code::Malformed, "accounts[0][iban]"),
            (with(|form| form.accounts[0].currency = String::new()), Code::Malformed, "accounts[0][currency]"),
            (with(|form| form.accounts[0].bank = "a".repeat(201)), Code::TooLong, "accounts[0][bank]"),
            (with(|form| form.reminders.before = "soon".to_owned()), Code::Malformed, "reminders[before]"),
            (with(|form| form.reminders.after = "14, 7".to_owned()), Code::Malformed, "reminders[after]"),
            (with(|form| form.reminders.least[0].amount = "few".to_owned()), Code::Malformed, "reminders[least][0][amount]"),
        ] {
            match ledger::set_billing(context, &mira, &wrong).await {
                Err(service::Error::Refused(refusal)) => {
                    assert_eq!((refusal.code, refusal.field.as_deref()), (code, Some(field)));
                }
                other => panic!("{field} should have been refused: {other:?}"),
            }
        }
        ledger::set_billing(context, &mira, &right).await.expect("it is set");
        let billing = context.settings().billing.clone();
        assert_eq!((billing.reference, billing.reminders.after.as_slice()), (ReferenceForm::Belgian, &[7, 14][..]));
        assert_eq!((billing.reminders.before, billing.reminders.least.as_slice()), (Some(3), &[(EUR, 500)][..]));
        assert_eq!(billing.seller_in(Currency::HUF).iban.as_deref(), Some("HU42117730161111101800000000"));
        let settings = ledger::billing_settings(context, &mira).await.expect("the settings are read");
        let changed: Vec<String> =
            settings.changes[0].differences.iter().map(|difference| difference.field.join(".")).collect();
        for field in ["reference", "reminders.after", "reminders.least.EUR", "seller.bank"] {
            assert!(changed.iter().any(|name| name == field), "{field}: {changed:?}");
        }
        assert_eq!(refused(ledger::set_billing(context, &mira, &right).await), Code::Stale);
    }

    async fn documents_carry_the_reference_and_the_account_of_their_currency(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (gabor, context) = (vendor.actor(GABOR).await, vendor.context());
        let (before, _) = invoiced(&vendor, &owner, "3").await;
        set(&vendor, |settings| settings.billing.reference = ReferenceForm::Belgian).await;
        let (number, gross) = invoiced(&vendor, &owner, "3").await;
        let filter = |number: &str| PayFilter { invoices: vec![number.to_owned()], amount: String::new() };
        let page = ledger::pay(context, &owner, &filter(&number)).await.expect("it can be paid");
        assert!(page.reference.starts_with("+++") && references::is_belgian_message(&page.reference), "{}", page.reference);
        assert_eq!((page.reference, page.amount.minor), (read(&vendor, &owner, &number).await.reference, gross));
        assert!(references::is_creditor_reference(&read(&vendor, &owner, &before).await.reference), "it stays as it was");

        let forint = issue(&vendor, shipped(&vendor, &gabor, &[("TL-7011", "1")]).await).await;
        let page = ledger::pay(context, &gabor, &filter(&forint)).await.expect("it can be paid");
        assert!(page.iban.starts_with("HU"), "{}", page.iban);
        assert_eq!(page.code.map(|code| code.scheme), Some(PayScheme::Hungarian));
        assert_eq!(read(&vendor, &gabor, &forint).await.seller.iban, Some(page.iban));
        // Without one of its own it is paid to the general account, and there is no code for that.
        set(&vendor, |settings| settings.billing.accounts.clear()).await;
        let other = issue(&vendor, shipped(&vendor, &gabor, &[("TL-7011", "1")]).await).await;
        let page = ledger::pay(context, &gabor, &filter(&other)).await.expect("it can be paid");
        assert_eq!((page.iban, page.code), (context.settings().billing.seller.iban.clone().unwrap_or_default(), None));
        vendor.check().await;
    }
}
