//! What the bank brings: each movement once, and whose it may be.

use domain::{
    ids::{AccountId, MovementId},
    ledger::{
        PostingKind,
        matching::{self, Incoming, Match, Why},
        wire::{DocumentKind, MovementState, Party},
    },
    money::Currency,
    permissions::{PostMoney, ReadLedgers},
    references,
    tax::PriceMode,
};
use store::{
    Error,
    bank::{self, Change, NewMovement},
    invoices::{self, NewInvoice},
    ledger::{self, NewPosting, Scope},
};
use testkit::TestVendor;

use crate::{
    EVA, JOB,
    ledger::{hold, new, new_account, today},
};

const EUR: Currency = Currency::EUR;

fn movement(fingerprint: &str, amount: i64, text: &str) -> NewMovement {
    NewMovement {
        id: MovementId(store::new_id()),
        fingerprint: fingerprint.as_bytes().to_vec(),
        bank_account: "BE00".to_owned(),
        line: 1,
        booked: today(),
        valued: today(),
        amount,
        currency: EUR,
        payer_name: "Payer".to_owned(),
        payer_account: "BE68539007547034".to_owned(),
        reference: None,
        text: text.to_owned(),
        returned: false,
    }
}

async fn load(vendor: &TestVendor, name: &str, movements: &[NewMovement]) -> Vec<bool> {
    let now = vendor.context().now();
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let count = i32::try_from(movements.len()).expect("there are few");
    let file = bank::insert_file(&tx, None, name, name.as_bytes(), "camt.053", "BE00", count, now).await;
    let file = file.expect("the file is new");
    let fresh = bank::insert_fresh(&tx, file, movements, now).await.expect("they are written");
    tx.commit().await.expect("it is kept");
    fresh
}

/// An invoice of one total, without tax and lines that matter.
async fn invoice(vendor: &TestVendor, account: AccountId, number: &str, gross: i64) {
    let now = vendor.context().now();
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let held = hold(&tx, account).await;
    let reference = references::creditor_reference(number);
    let posting = NewPosting {
        document: Some(number.to_owned()),
        reference: Some(reference.clone()),
        ..new(PostingKind::Invoice, EUR, gross)
    };
    let posting = ledger::post(&tx, &held, &posting, today(), now).await.expect("it is posted");
    let document = NewInvoice {
        number: number.to_owned(),
        kind: DocumentKind::Invoice,
        serial: None,
        order: None,
        corrects: None,
        currency: EUR,
        mode: PriceMode::Net,
        issued: today(),
        due: None,
        delivered: None,
        net: gross,
        tax: 0,
        gross,
        by_rate: Vec::new(),
        seller: Party::default(),
        buyer: Party::default(),
        reference,
        buyer_reference: None,
        note: None,
        lines: Vec::new(),
    };
    invoices::insert(&tx, &held, &document, posting.id, now).await.expect("it is written");
    tx.commit().await.expect("it is kept");
}

fn incoming(amount: i64, text: &str, payers: &[AccountId]) -> Incoming {
    let (text, payers) = (text.to_owned(), payers.to_vec());
    Incoming { booked: today(), amount, currency: EUR, reference: None, text, payers }
}

testkit::on_both_databases! {
    async fn a_movement_comes_once(vendor: TestVendor) {
        let all = [movement("one", 1, ""), movement("two", 2, ""), movement("one", 1, "")];
        assert_eq!(load(&vendor, "first", &all).await, [true, true, false], "it repeats in its own file");
        let more = [movement("three", 3, ""), movement("two", 2, "")];
        assert_eq!(load(&vendor, "second", &more).await, [true, false]);
        let eva = vendor.actor(EVA).await;
        let (reader, poster) = (eva.grant_staff::<ReadLedgers>(), eva.grant_staff::<PostMoney>());
        let (reader, poster) = (reader.expect("staff read ledgers"), poster.expect("the back office posts"));
        assert!(bank::known_file(vendor.store(), &poster, b"first").await.expect("it can be read"));
        assert!(!bank::known_file(vendor.store(), &poster, b"third").await.expect("it can be read"));
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let again = bank::insert_file(&tx, None, "x", b"first", "mt940", "BE00", 1, vendor.context().now()).await;
        assert!(matches!(again, Err(Error::Taken)));
        drop(tx);
        let files = bank::files(vendor.store(), &reader, 2).await.expect("they can be read");
        let told: Vec<(&str, i32, i32)> =
            files.iter().map(|file| (file.name.as_str(), file.movements, file.fresh)).collect();
        assert_eq!(told, [("second", 2, 1), ("first", 3, 2)]);

        // Page by page.
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = bank::board(vendor.store(), &reader, MovementState::Unknown, after, 2).await;
            let page = page.expect("it can be read");
            let Some(last) = page.last() else { break };
            after = Some((last.booked, last.id));
            seen.extend(page.into_iter().map(|movement| movement.id));
        }
        for id in [all[0].id, all[1].id, more[0].id] {
            assert_eq!(seen.iter().filter(|one| **one == id).count(), 1);
        }
        vendor.check().await;
    }

    async fn a_large_file_is_taken_in_at_once(vendor: TestVendor) {
        let all: Vec<NewMovement> = (0..2_500).map(|place| movement(&format!("m{place}"), place + 1, "")).collect();
        assert!(load(&vendor, "first", &all).await.into_iter().all(|fresh| fresh));
        assert!(load(&vendor, "second", &all).await.into_iter().all(|fresh| !fresh));
        let changes: Vec<Change> = all
            .iter()
            .map(|one| Change {
                movement: one.id,
                state: MovementState::Aside,
                account: None,
                posting: None,
                proposal: Some(serde_json::json!({ "why": null })),
                reason: Some("costs".to_owned()),
            })
            .collect();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        bank::set_states(&tx, &changes, None, vendor.context().now()).await.expect("they are kept");
        tx.commit().await.expect("it is kept");
        let eva = vendor.actor(EVA).await.grant_staff::<ReadLedgers>().expect("staff read ledgers");
        let counts = bank::counts(vendor.store(), &eva).await.expect("they can be read");
        let aside = counts.iter().find(|(state, _)| *state == MovementState::Aside).map_or(0, |(_, count)| *count);
        assert!(aside >= 2_500, "{counts:?}");
        vendor.check().await;
    }

    async fn a_posted_movement_says_what_it_paid(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let now = vendor.context().now();
        let one = movement("one", 700, "thanks");
        load(&vendor, "first", std::slice::from_ref(&one)).await;
        let eva = vendor.actor(EVA).await;
        let poster = eva.grant_staff::<PostMoney>().expect("the back office posts");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let locked = bank::lock(&tx, &poster, one.id).await.expect("it can be read").expect("it is there");
        assert_eq!((locked.state, locked.amount, locked.account), (MovementState::Unknown, 700, None));
        let held = hold(&tx, account).await;
        let posting = ledger::post(&tx, &held, &new(PostingKind::Payment, EUR, -700), today(), now).await;
        let posting = posting.expect("it is posted");
        let proposal = Some(serde_json::json!({ "why": "payer" }));
        let (state, by) = (MovementState::Posted, Some(eva.member));
        bank::set_state(&tx, one.id, state, Some(account), Some(posting.id), proposal.clone(), None, by, now)
            .await
            .expect("it is kept");
        bank::learn_payer(&tx, &held, &one.payer_account, now).await.expect("it is learned");
        bank::learn_payer(&tx, &held, &one.payer_account, now).await.expect("it is known");
        bank::learn_payer(&tx, &held, "", now).await.expect("nothing is learned");
        tx.commit().await.expect("it is kept");

        let scope = Scope::Job(JOB, account);
        let read = bank::of_posting(vendor.store(), &scope, posting.id).await.expect("it can be read");
        let read = read.expect("it is there");
        assert_eq!((read.id, read.state, read.proposal, read.by), (one.id, MovementState::Posted, proposal, by));
        assert_eq!(read.account_label.map(|(number, _)| number).as_deref(), Some("T-00001"));
        let payer = bank::payer_of(vendor.store(), &scope, posting.id).await.expect("it can be read");
        assert_eq!(payer, Some(("Payer".to_owned(), one.payer_account.clone())));
        let wanted = [one.payer_account.clone(), one.payer_account.clone(), "XX".to_owned(), String::new()];
        let known = bank::payers(vendor.store(), JOB, &wanted).await.expect("they can be read");
        assert_eq!(known, [(one.payer_account.clone(), account)]);
        vendor.check().await;

        // What the bank returns may be this one, until it is taken back.
        let paid = async || {
            let found = bank::paid_before(vendor.store(), JOB, &one.payer_account, EUR, 700).await;
            found.expect("it can be read").into_iter().map(|movement| movement.id).collect::<Vec<_>>()
        };
        assert_eq!(paid().await, [one.id]);
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        let back = NewPosting { reverses: Some(posting.id), ..new(PostingKind::Reversal, EUR, 700) };
        ledger::post(&tx, &held, &back, today(), now).await.expect("it is posted");
        tx.commit().await.expect("it is kept");
        assert!(paid().await.is_empty());
    }

    async fn candidates_are_found_by_what_payers_write(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        for (number, gross) in [("TEST-2030-00017", 7_654_321), ("TEST-2030-00018", 7_654_322), ("TEST-2030-00019", 7_654_322)] {
            invoice(&vendor, account, number, gross).await;
        }
        let all = [
            incoming(7_654_321, "your invoice test 2030/00017", &[]),
            incoming(5, &format!("{} thanks", references::creditor_reference("TEST-2030-00018")), &[]),
            incoming(7_654_321, "money", &[]),
            incoming(7_654_322, "money", &[]),
            incoming(99, "money", &[account]),
            incoming(98, "money", &[]),
            incoming(-7_654_321, "money back", &[]),
        ];
        let candidates = bank::owed(vendor.store(), JOB, &all, &[]).await.expect("they can be read");
        let why = |one: &Incoming| match matching::find(one, &candidates.of(one, &[]), &[]) {
            Match::Certain(found) => Some((true, found.why)),
            Match::Likely(found) => Some((false, found.why)),
            Match::Unknown => None,
        };
        let found: Vec<Option<(bool, Why)>> = all.iter().map(why).collect();
        assert_eq!(found, [
            Some((true, Why::Number)),
            Some((true, Why::Reference)),
            Some((false, Why::Amount)),
            None,
            Some((false, Why::Payer)),
            None,
            None,
        ]);
    }
}
