//! Files of the bank: each movement once in whatever files it comes, and a file whole or not at all.

use domain::{ids::MovementId, refusal::Code, time::Date};
use service::bank;
use store::bank::NewMovement;
use testkit::TestVendor;
use tokio::task::JoinSet;

use crate::{
    EVA, JOB,
    bank::{Came, FROM, came, camt, detail, load, open_of, try_load},
    invoices::read,
    ledger::{EUR, invoiced, money, owner},
};

testkit::on_both_databases! {
    async fn a_movement_is_posted_once_in_whatever_files_it_comes(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let reference = read(&vendor, &owner, &number).await.reference;
        let half = Came { reference: reference.clone(), ..came("D-00000001", gross / 2) };
        let rest = Came { reference, ..came("D-00000002", gross - gross / 2) };
        let first = camt(std::slice::from_ref(&half));
        try_load(&vendor, &first).await.expect("the file is read");
        let again = detail(try_load(&vendor, &first).await);
        assert_eq!((again.0, again.1.as_deref()), (Code::AlreadyLoaded, Some("file")));
        let loaded = load(&vendor, &[half, rest]).await;
        assert_eq!((loaded.movements, loaded.fresh, loaded.posted), (2, 1, 1));
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, 0);
        vendor.check().await;
    }

    async fn a_file_that_is_cut_posts_nothing(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let reference = read(&vendor, &owner, &number).await.reference;
        let file = camt(&[Came { reference, ..came("E-00000001", gross) }, came("E-00000002", 100)]);
        let before = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
        let cut = &file[..file.rfind("<RmtInf>").expect("there are words")];
        let (code, _, place) = detail(try_load(&vendor, cut).await);
        let line = cut.lines().count();
        let place = place.expect("it says where");
        assert_eq!(code, Code::File);
        assert!((line - 1..=line + 1).any(|line| place.contains(&line.to_string())), "{place}");
        for wrong in ["", "nothing of a bank", &file.replace(".08\"", ".99\"")] {
            assert_eq!(detail(try_load(&vendor, wrong).await).0, Code::File, "{wrong}");
        }
        assert_eq!(store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted"), before);
        assert_eq!(open_of(&vendor, &owner, &number).await, gross);
    }

    async fn two_loads_at_once_post_each_movement_once(vendor: TestVendor) {
        let owners = vendor.new_owners(4).await;
        let mut paid = Vec::new();
        for (place, owner) in owners.iter().enumerate() {
            let (number, gross) = invoiced(&vendor, owner, "10").await;
            let reference = read(&vendor, owner, &number).await.reference;
            paid.push(Came { reference, ..came(&format!("F-0000000{place}"), gross) });
        }
        let eva = vendor.actor(EVA).await;
        let mut storm = JoinSet::new();
        for skipped in 0..paid.len() {
            let mut some = paid.clone();
            some.remove(skipped);
            some.push(came(&format!("G-0000000{skipped}"), 1_000_001));
            let (context, eva, file) = (vendor.context().clone(), eva.clone(), camt(&some));
            storm.spawn(async move { bank::load(&context, &eva, "statement.xml", file.as_bytes()).await });
        }
        for loaded in storm.join_all().await {
            loaded.expect("each file is taken in");
        }
        bank::match_waiting(vendor.context()).await.expect("what was left is looked at");
        for owner in &owners {
            assert_eq!(money(&vendor, owner).await.standings[0].balance, 0, "paid once");
        }
        vendor.check().await;
    }

    async fn a_table_that_says_no_account_brings_its_movements_once_whatever_the_settings_say(vendor: TestVendor) {
        let table = |rows: &[&str]| format!("Date;Amount;Currency;Description\n2026-11-24;{}\n", rows.join("\n2026-11-24;"));
        let [one, two, three] = ["12345,67;EUR;one", "12345,68;EUR;two", "12345,69;EUR;three"];
        assert_eq!(try_load(&vendor, &table(&[one])).await.expect("it is read").fresh, 1);
        crate::invoices::set(&vendor, |settings| {
            settings.billing.accounts.retain(|account| account.currency != EUR);
            settings.billing.seller.iban = Some(FROM.to_owned());
        })
        .await;
        assert_eq!(try_load(&vendor, &table(&[one, two])).await.expect("it is read").fresh, 1);
        // As it was kept when the account of the settings was part of what it is known by.
        let day = Date::parse_iso("2026-11-24").expect("there is such a day");
        let text = "as|NL91ABNA0417164300|2026-11-24|2026-11-24|1234569||three|1";
        let old = NewMovement {
            id: MovementId(store::new_id()),
            fingerprint: <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes()).to_vec(),
            bank_account: "NL91ABNA0417164300".to_owned(),
            line: 1,
            booked: day,
            valued: day,
            amount: 1_234_569,
            currency: EUR,
            payer_name: String::new(),
            payer_account: String::new(),
            reference: None,
            text: "three".to_owned(),
            returned: false,
        };
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let file = store::bank::insert_file(&tx, None, "x", b"x", "csv", "NL91ABNA0417164300", 1, now).await;
        store::bank::insert_fresh(&tx, file.expect("it is new"), &[old], now).await.expect("it is written");
        tx.commit().await.expect("it is kept");
        let loaded = try_load(&vendor, &table(&[one, two, three])).await.expect("it is read");
        assert_eq!((loaded.movements, loaded.fresh), (3, 0));
        vendor.check().await;
    }

    async fn what_a_load_left_behind_is_looked_at(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let reference = read(&vendor, &owner, &number).await.reference;
        let day = Date::parse_iso("2026-11-24").expect("there is such a day");
        let movement = NewMovement {
            id: MovementId(store::new_id()),
            fingerprint: b"left".to_vec(),
            bank_account: String::new(),
            line: 1,
            booked: day,
            valued: day,
            amount: gross,
            currency: EUR,
            payer_name: "Test 1".to_owned(),
            payer_account: FROM.to_owned(),
            reference: Some(reference),
            text: String::new(),
            returned: false,
        };
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let file = store::bank::insert_file(&tx, None, "x", b"x", "csv", "", 1, now).await.expect("it is new");
        store::bank::insert_fresh(&tx, file, &[movement], now).await.expect("it is written");
        tx.commit().await.expect("it is kept");
        assert_eq!(bank::match_waiting(vendor.context()).await.expect("it is looked at"), 1);
        assert_eq!(bank::match_waiting(vendor.context()).await.expect("once"), 0);
        assert_eq!(open_of(&vendor, &owner, &number).await, 0);
        vendor.check().await;
    }
}
