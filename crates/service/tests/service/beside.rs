//! What is owed, beside other things: on the first page, on the account's page, and who the account is at the desk.

use domain::ledger::wire::BalanceLine;
use service::{accounts, home, ledger};
use testkit::TestVendor;

use crate::{
    ANNA, BRAM, EVA, JOB,
    ledger::{EUR, invoiced, owner},
};

const DAY: i64 = 24 * 60;

testkit::on_both_databases! {
    async fn what_is_owed_stands_on_the_first_page(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let context = vendor.context();
        let nothing = BalanceLine { currency: EUR, balance: 0, asked: 0, overdue: 0 };
        assert_eq!(home::page(context, &owner).await.expect("there is a first page").money, [nothing]);
        let (_, gross) = invoiced(&vendor, &owner, "3").await;
        let owed = BalanceLine { balance: gross, asked: gross, ..nothing };
        assert_eq!(home::page(context, &owner).await.expect("there is a first page").money, [owed]);
        vendor.advance(31 * DAY);
        let late = BalanceLine { overdue: gross, ..owed };
        assert_eq!(home::page(context, &owner).await.expect("there is a first page").money, [late]);
        assert_eq!(accounts::page(context, &owner).await.expect("there is a page").money, [late]);

        // Whoever may not read it is told nothing.
        let bram = vendor.actor(BRAM).await;
        assert!(home::page(context, &bram).await.expect("there is a first page").money.is_empty());
        assert!(accounts::page(context, &bram).await.expect("there is a page").money.is_empty());
    }

    async fn the_desk_sees_who_an_account_is(vendor: TestVendor) {
        let (anna, eva, context) = (vendor.actor(ANNA).await, vendor.actor(EVA).await, vendor.context());
        let account = anna.acting.expect("anna acts for an account").account;
        let now = context.now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::sessions::open(&tx, JOB, b"token", anna.member, Some(account), "Firefox", "192.0.2.1", now)
            .await
            .expect("it opens");
        tx.commit().await.expect("it is kept");
        let page = ledger::desk_account(context, &eva, "K-10017").await.expect("the desk reads it");
        let member = |email: &str| page.members.iter().find(|member| member.email == email).expect("they belong to it");
        assert_eq!(member(ANNA).seen.map(|seen| seen.instant), Some(now));
        assert_eq!((member(BRAM).seen, member(BRAM).order_limit), (None, Some(50_000)));
        assert!(page.vat_number.is_some() && page.addresses[0].1.len() > 2);
    }

    async fn the_books_are_proved_once_a_day_by_one_process(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        invoiced(&vendor, &owner, "3").await;
        let (context, other) = (vendor.context(), vendor.another_process().await);
        let began = context.now();
        let broken = ledger::prove(context).await.expect("it is proved").expect("it was due");
        assert!(broken.is_empty(), "{broken:?}");
        let verified = async || ledger::page(context, &owner).await.expect("the owner reads it").verified;
        assert_eq!(verified().await.map(|at| at.instant), Some(began));
        vendor.advance(60);
        for context in [context, &other] {
            assert!(ledger::prove(context).await.expect("it answers").is_none(), "it was proved today");
        }
        vendor.advance(DAY);
        assert!(ledger::prove(&other).await.expect("it is proved").is_some());
        assert!(verified().await.is_some_and(|at| at.instant > began));
    }
}
