//! An account's movements in two formats: each names them in its own way, so that they would count twice.

use domain::{format::date_long, ids::MovementId, money::Currency, refusal::Code, time::Date};
use service::bank;
use store::bank::NewMovement;
use testkit::TestVendor;
use tokio::task::JoinSet;

use crate::{
    EVA, JOB,
    bank::{came, camt, detail, try_load},
    invoices::set,
};

/// The account of [`camt`], and another one.
const ACCOUNT: &str = "BE68539007547034";
const OTHER: &str = "BE62510007547061";

/// A message of the same bank (MT940) with one movement of this day, as `yyMMdd`.
fn mt940(account: &str, day: &str, reference: &str) -> String {
    let (month_and_day, amount) = (&day[2..], "123,45");
    format!(
        ":20:STMT1\r\n:25:{account}\r\n:28C:1/1\r\n:60F:C{day}EUR0,00\r\n\
         :61:{day}{month_and_day}CR{amount}NTRFNONREF//{reference}\r\n:86:Thank you\r\n:62F:C{day}EUR{amount}\r\n-\r\n"
    )
}

testkit::on_both_databases! {
    async fn days_that_came_in_another_format_are_refused_and_named(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        try_load(&vendor, &camt(&[came("A-00000001", 12_345)])).await.expect("the first format is taken in");
        let before = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
        let day = Date::parse_iso("2026-11-24").expect("there is such a day");
        let same_day = mt940(ACCOUNT, "261124", "B31");
        let (code, field, days) = detail(try_load(&vendor, &same_day).await);
        assert_eq!((code, field.as_deref()), (Code::OtherFormat, Some("file")));
        assert_eq!(days, Some(date_long(eva.language, day)));
        assert_eq!(store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted"), before);
        // Other days are not there yet, and another account is another one.
        for file in [mt940(ACCOUNT, "261123", "B30"), mt940(OTHER, "261124", "B31")] {
            assert_eq!(try_load(&vendor, &file).await.expect("it is taken in").fresh, 1);
        }
        // The format that the day came in goes on.
        let more = camt(&[came("A-00000001", 12_345), came("A-00000002", 700)]);
        assert_eq!(try_load(&vendor, &more).await.expect("it is taken in").fresh, 1);
        vendor.check().await;
    }

    async fn what_an_old_file_of_several_accounts_has_brought_counts_for_each_of_them(vendor: TestVendor) {
        let day = Date::parse_iso("2026-11-24").expect("there is such a day");
        let movement = NewMovement {
            id: MovementId(store::new_id()),
            fingerprint: b"old".to_vec(),
            // It was loaded when movements did not say it.
            bank_account: String::new(),
            line: 1,
            booked: day,
            valued: day,
            amount: 12_345,
            currency: Currency::EUR,
            payer_name: String::new(),
            payer_account: String::new(),
            reference: None,
            text: String::new(),
            returned: false,
        };
        let (now, both) = (vendor.context().now(), format!("37040044/532013000, {ACCOUNT}"));
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let file = store::bank::insert_file(&tx, None, "x", b"x", "csv", &both, 1, now).await.expect("it is new");
        store::bank::insert_fresh(&tx, file, &[movement], now).await.expect("it is written");
        tx.commit().await.expect("it is kept");
        for account in [ACCOUNT, "DE02370400440532013000"] {
            let again = try_load(&vendor, &mt940(account, "261124", "B31")).await;
            assert_eq!(detail(again).0, Code::OtherFormat, "{account}");
        }
        assert_eq!(try_load(&vendor, &mt940(OTHER, "261124", "B31")).await.expect("it is taken in").fresh, 1);
        vendor.check().await;
    }

    async fn where_nobody_knows_the_account_a_day_is_known_by_its_amounts(vendor: TestVendor) {
        set(&vendor, |settings| {
            settings.billing.accounts.retain(|account| account.currency != Currency::EUR);
            settings.billing.seller.iban = None;
        })
        .await;
        let table = "Date;Amount;Currency;Description\n2026-11-24;123,45;EUR;one\n2026-11-24;7,00;EUR;two\n";
        assert_eq!(try_load(&vendor, table).await.expect("the first format is taken in").fresh, 2);
        let same = camt(&[came("A-00000001", 12_345), came("A-00000002", 700), came("A-00000003", 900)]);
        assert_eq!(detail(try_load(&vendor, &same).await).0, Code::OtherFormat);
        // One amount alone may be on two accounts.
        let other = camt(&[came("A-00000002", 700), came("A-00000004", 800)]);
        assert_eq!(try_load(&vendor, &other).await.expect("it is taken in").fresh, 2);
        vendor.check().await;
    }

    async fn of_two_formats_at_once_one_is_taken_in(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        let mut storm = JoinSet::new();
        for file in [camt(&[came("A-00000001", 12_345)]), mt940(ACCOUNT, "261124", "B31")] {
            let (context, eva) = (vendor.context().clone(), eva.clone());
            storm.spawn(async move { bank::load(&context, &eva, "statement", file.as_bytes()).await });
        }
        let loaded = storm.join_all().await;
        assert_eq!(loaded.iter().filter(|loaded| loaded.is_ok()).count(), 1, "{loaded:?}");
        for refused in loaded.into_iter().filter(Result::is_err) {
            assert_eq!(detail(refused).0, Code::OtherFormat);
        }
        vendor.check().await;
    }
}
