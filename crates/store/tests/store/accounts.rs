//! What an account may not be without.

use domain::{
    ids::{AccountId, MemberId},
    language::Language,
    money::Currency,
    tax::{PriceMode, TaxProfile},
};
use store::{
    accounts::{self, Address, NewAccount},
    bulk::{self, OwnedAccount},
};
use testkit::TestVendor;

use crate::JOB;

fn abroad(vat_number: Option<&str>) -> NewAccount {
    NewAccount {
        number: "T-00001".to_owned(),
        name: "Test".to_owned(),
        company: true,
        country: "DE".to_owned(),
        currency: Currency::EUR,
        price_list: "trade-eur".to_owned(),
        price_mode: PriceMode::Net,
        tax_profile: TaxProfile::ReverseCharge,
        vat_number: vat_number.map(str::to_owned),
        language: Language::De,
    }
}

fn owned(account: NewAccount) -> OwnedAccount {
    OwnedAccount {
        id: AccountId(store::new_id()),
        owner: MemberId(store::new_id()),
        email: "owner@test.example".to_owned(),
        owner_name: "Owner".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        address: Address {
            id: store::new_id(),
            label: "Hof".to_owned(),
            name: account.name.clone(),
            line1: "Teststraße 1".to_owned(),
            postcode: "50667".to_owned(),
            city: "Köln".to_owned(),
            country: "DE".to_owned(),
        },
        account,
    }
}

testkit::on_both_databases! {
    async fn who_accounts_for_the_tax_has_a_vat_number(vendor: TestVendor) {
        let now = vendor.context().now();
        for number in [None, Some(""), Some(" ")] {
            let tx = vendor.store().begin().await.expect("a transaction begins");
            accounts::create(&tx, JOB, &abroad(number), now).await.expect_err("it has no number");
            bulk::write_accounts(&tx, JOB, &[owned(abroad(number))], now).await.expect_err("it has no number");
            tx.commit().await.expect("nothing was written");
        }
        let tx = vendor.store().begin().await.expect("a transaction begins");
        accounts::create(&tx, JOB, &abroad(Some("DE999000316")), now).await.expect("it has one");
        drop(tx);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        bulk::write_accounts(&tx, JOB, &[owned(abroad(Some("DE999000316")))], now).await.expect("it has one");
        drop(tx);
        vendor.check().await;
    }
}
