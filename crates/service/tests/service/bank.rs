//! Files of the bank: each movement is posted once, for whom it is certain, and nothing is lost from sight.

use domain::{
    event::Event,
    ledger::{
        matching::{Incoming, Why},
        wire::{Announce, BankBoard, Loaded, MovementLine, MovementState, PaymentStage},
    },
    permissions::Actor,
    references,
    refusal::{Code, Refusal},
    settings::ReferenceForm,
    time::Date,
};
use service::{Error, bank, ledger, news};
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, EVA, JAN, JOB,
    invoices::{read, set},
    ledger::{ACCOUNT, EUR, invoiced, money, newest, owner, said, typed},
    refused,
};

pub(crate) const FROM: &str = "BE62510007547061";
/// The account of the second new owner.
pub(crate) const OTHER_ACCOUNT: &str = "T-00002";

/// A movement, as a statement has it.
#[derive(Clone)]
pub(crate) struct Came {
    pub(crate) name: String,
    /// In cents, below zero what went out.
    pub(crate) amount: i64,
    pub(crate) currency: &'static str,
    pub(crate) reference: String,
    pub(crate) text: String,
    pub(crate) from: &'static str,
    pub(crate) returned: bool,
}

pub(crate) fn came(name: &str, amount: i64) -> Came {
    Came {
        name: name.to_owned(),
        amount,
        currency: "EUR",
        reference: String::new(),
        text: String::new(),
        from: FROM,
        returned: false,
    }
}

/// A statement of the vendor's bank (CAMT.053, version 8).
pub(crate) fn camt(movements: &[Came]) -> String {
    let entries: String = movements
        .iter()
        .map(|one| {
            let (side, party) = if one.amount < 0 { ("DBIT", "Cdtr") } else { ("CRDT", "Dbtr") };
            let size = one.amount.unsigned_abs();
            let reference = if one.reference.is_empty() {
                String::new()
            } else {
                format!("<Strd><CdtrRefInf><Ref>{}</Ref></CdtrRefInf></Strd>", one.reference)
            };
            format!(
                "<Ntry>\n<Amt Ccy=\"{}\">{}.{:02}</Amt>\n<CdtDbtInd>{side}</CdtDbtInd>\n<RvslInd>{}</RvslInd>\n\
                 <Sts><Cd>BOOK</Cd></Sts>\n<BookgDt><Dt>2026-11-24</Dt></BookgDt>\n<ValDt><Dt>2026-11-24</Dt></ValDt>\n\
                 <AcctSvcrRef>{}</AcctSvcrRef>\n<NtryDtls><TxDtls>\n<RltdPties><{party}><Pty><Nm>Test 1</Nm></Pty></{party}>\
                 <{party}Acct><Id><IBAN>{}</IBAN></Id></{party}Acct></RltdPties>\n\
                 <RmtInf><Ustrd>{}</Ustrd>{reference}</RmtInf>\n</TxDtls></NtryDtls>\n</Ntry>\n",
                one.currency,
                size / 100,
                size % 100,
                one.returned,
                one.name,
                one.from,
                one.text
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\n\
         <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-24T09:00:00</CreDtTm></GrpHdr>\n\
         <Stmt><Id>1</Id><Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{entries}</Stmt>\n\
         </BkToCstmrStmt></Document>\n"
    )
}

pub(crate) async fn try_load(vendor: &TestVendor, file: &str) -> Result<Loaded, Error> {
    let eva = vendor.actor(EVA).await;
    bank::load(vendor.context(), &eva, "statement.xml", file.as_bytes()).await
}

pub(crate) async fn load(vendor: &TestVendor, movements: &[Came]) -> Loaded {
    try_load(vendor, &camt(movements)).await.expect("the file is read")
}

pub(crate) async fn board(vendor: &TestVendor, state: MovementState) -> BankBoard {
    let eva = vendor.actor(EVA).await;
    bank::board(vendor.context(), &eva, state.code(), "").await.expect("the desk reads it")
}

/// The one movement with this amount that is in this state.
pub(crate) async fn find(vendor: &TestVendor, state: MovementState, amount: i64) -> MovementLine {
    let mut found = board(vendor, state).await.movements;
    found.retain(|movement| movement.amount.minor == amount);
    assert_eq!(found.len(), 1, "{state:?} {amount}: {found:?}");
    found.remove(0)
}

pub(crate) async fn open_of(vendor: &TestVendor, owner: &Actor, number: &str) -> i64 {
    read(vendor, owner, number).await.open
}

pub(crate) fn detail(result: Result<Loaded, Error>) -> (Code, Option<String>, Option<String>) {
    match result {
        Err(Error::Refused(Refusal { code, field, detail })) => (code, field, detail),
        other => panic!("this should have been refused: {other:?}"),
    }
}

/// So much money of which nothing else is known.
pub(crate) fn asked(amount: i64) -> Incoming {
    let booked = Date::from_ymd(2026, 11, 24).expect("there is such a day");
    Incoming { booked, amount, currency: EUR, reference: None, text: String::new(), payers: Vec::new() }
}

testkit::on_both_databases! {
    async fn what_is_certain_is_posted_and_told(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let reference = read(&vendor, &owner, &number).await.reference;
        vendor.deliver_mail().await;
        let mails = vendor.mails_to("owner-1@test.example").await.len();
        let loaded = load(&vendor, &[Came { reference, ..came("A-00000001", gross + 100) }]).await;
        assert_eq!((loaded.movements, loaded.fresh, loaded.posted), (1, 1, 1));
        assert_eq!(open_of(&vendor, &owner, &number).await, 0);
        let page = money(&vendor, &owner).await;
        assert_eq!((page.standings[0].balance, page.standings[0].ageing.unapplied), (-100, -100));
        let line = find(&vendor, MovementState::Posted, gross + 100).await;
        assert_eq!(line.account.map(|(number, _)| number).as_deref(), Some(ACCOUNT));
        assert_eq!((line.why, line.parts), (Some(Why::Reference), vec![(number.clone(), gross)]));
        let told = news::list(vendor.context(), &owner, None).await.expect("there is news");
        let posted = |event: &Event| matches!(event, Event::PaymentPosted { documents, .. } if documents.contains(&number));
        assert_eq!(told.events.iter().filter(|line| posted(&line.event)).count(), 1);
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to("owner-1@test.example").await.len(), mails + 1);
        vendor.check().await;
    }

    async fn what_is_likely_is_asked(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let text = format!("part of {number}");
        let loaded = load(&vendor, &[Came { text, ..came("B-00000001", gross / 2) }]).await;
        assert_eq!((loaded.posted, loaded.proposed), (0, 1));
        assert_eq!(open_of(&vendor, &owner, &number).await, gross);
        let line = find(&vendor, MovementState::Proposed, gross / 2).await;
        assert_eq!((line.why, line.parts), (Some(Why::NumberOtherAmount), vec![(number.clone(), gross / 2)]));
        let jan = vendor.actor(JAN).await;
        assert_eq!(refused(bank::accept(vendor.context(), &jan, new_key(), line.id).await), Code::NotAllowed);
        let key = new_key();
        for _ in 0..2 {
            bank::accept(vendor.context(), &eva, key, line.id).await.expect("it is posted, once");
        }
        assert_eq!(refused(bank::accept(vendor.context(), &eva, new_key(), line.id).await), Code::State);
        assert_eq!(open_of(&vendor, &owner, &number).await, gross - gross / 2);
        // From where they paid once they pay again.
        let loaded = load(&vendor, &[came("B-00000002", gross - gross / 2)]).await;
        assert_eq!(loaded.proposed, 1);
        let line = find(&vendor, MovementState::Proposed, gross - gross / 2).await;
        assert_eq!(line.why, Some(Why::PayerAndAmount));
        vendor.check().await;
    }

    async fn what_has_come_is_seen_by_whose_it_is_before_it_is_posted(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let (number, gross) = invoiced(&vendor, &owner, "43").await;
        let received = async || {
            let payments = money(&vendor, &owner).await.payments;
            let come = payments.iter().filter(|line| line.posting.is_none());
            come.map(|line| (line.amount.minor, line.stage(), line.documents.len())).collect::<Vec<_>>()
        };
        // An amount alone may be anybody's.
        let loaded = load(&vendor, &[came("R-00000001", gross)]).await;
        assert_eq!(loaded.proposed, 1);
        assert!(received().await.is_empty());
        let text = format!("Mrs Smith pays a part of {number}");
        load(&vendor, &[Came { text, ..came("R-00000002", gross / 2) }]).await;
        let day = Date::from_ymd(2026, 11, 24).expect("there is such a day");
        assert_eq!(received().await, [(gross / 2, Some((PaymentStage::Received, day)), 0)]);
        let seen = serde_json::to_string(&money(&vendor, &owner).await).expect("it crosses the wire");
        assert!(!seen.contains("Smith") && !seen.contains(FROM));
        let line = find(&vendor, MovementState::Proposed, gross / 2).await;
        bank::accept(vendor.context(), &eva, new_key(), line.id).await.expect("it is posted");
        assert!(received().await.is_empty());
        vendor.check().await;
    }

    async fn what_was_announced_says_what_it_pays(vendor: TestVendor) {
        let (owner, eva, context) = (owner(&vendor).await, vendor.actor(EVA).await, vendor.context());
        let (first, one) = invoiced(&vendor, &owner, "40").await;
        let (second, other) = invoiced(&vendor, &owner, "43").await;
        let announce = async |amount: i64, number: &str| {
            let input = said(&vendor, &typed(amount), &[number]);
            ledger::announce(context, &owner, &input).await.expect("it is noted");
        };
        // From a bank account that nobody knows: somebody is asked.
        announce(one - 700, &first).await;
        assert_eq!(load(&vendor, &[came("S-00000001", one - 700)]).await.proposed, 1);
        let line = find(&vendor, MovementState::Proposed, one - 700).await;
        assert_eq!((line.why, line.parts), (Some(Why::Announced), vec![(first.clone(), one - 700)]));
        bank::accept(context, &eva, new_key(), line.id).await.expect("it is posted");
        assert_eq!(open_of(&vendor, &owner, &first).await, 700);
        // From where they alone have paid before it is certain, once.
        announce(other - 700, &second).await;
        let loaded = load(&vendor, &[came("S-00000002", other - 700), came("S-00000003", other - 700)]).await;
        assert_eq!((loaded.posted, loaded.proposed), (1, 1));
        let line = find(&vendor, MovementState::Posted, other - 700).await;
        assert_eq!((line.why, line.parts), (Some(Why::Announced), vec![(second.clone(), other - 700)]));
        assert_eq!(open_of(&vendor, &owner, &second).await, 700);
        assert!(money(&vendor, &owner).await.announced.is_empty(), "it has come");
        // What was to come long ago is not taken for what comes now.
        let amount = 1_300;
        announce(amount, &second).await;
        vendor.advance(30 * 24 * 60);
        let today = context.vendor_today();
        let old = store::bank::said(vendor.store(), JOB, &[asked(amount)], today.plus_days(-14)).await;
        assert!(old.expect("they can be read").is_empty());
        vendor.check().await;
    }

    async fn what_is_paid_twice_stays_with_whose_invoice_it_was(vendor: TestVendor) {
        let (owners, eva) = (vendor.new_owners(2).await, vendor.actor(EVA).await);
        let [owner, other] = owners.as_slice() else { panic!("there are two") };
        let (number, gross) = invoiced(&vendor, owner, "40").await;
        let (more, small) = invoiced(&vendor, owner, "3").await;
        let (theirs, same) = invoiced(&vendor, other, "40").await;
        assert_eq!(gross, same);
        let reference = read(&vendor, owner, &number).await.reference;
        load(&vendor, &[Came { reference: reference.clone(), ..came("N-00000001", gross) }]).await;
        let again = Came { reference, from: "NL91ABNA0417164300", ..came("N-00000002", gross) };
        assert_eq!(load(&vendor, &[again]).await.proposed, 1);
        let line = find(&vendor, MovementState::Proposed, gross).await;
        assert_eq!((line.why, line.parts.len()), (Some(Why::Paid), 0));
        assert_eq!(line.account.map(|(number, _)| number).as_deref(), Some(ACCOUNT));
        bank::accept(vendor.context(), &eva, new_key(), line.id).await.expect("it is posted");
        assert_eq!(open_of(&vendor, other, &theirs).await, same);
        assert_eq!(open_of(&vendor, owner, &more).await, small, "nobody has said that it pays this");
        assert_eq!(money(&vendor, owner).await.standings[0].ageing.unapplied, -gross);
        vendor.check().await;
    }

    async fn of_many_with_one_amount_none_has_it_alone(vendor: TestVendor) {
        let owners = vendor.new_owners(4).await;
        let mut paid = Vec::new();
        for owner in &owners {
            let (number, gross) = invoiced(&vendor, owner, "43").await;
            paid.push((read(&vendor, owner, &number).await.reference, gross));
        }
        assert!(paid.iter().all(|(_, gross)| *gross == paid[0].1));
        // In the same file one of them is paid; which of the others is meant nobody knows.
        let (reference, gross) = paid[0].clone();
        let first = Came { reference, ..came("K-00000001", gross) };
        let other = Came { from: "NL91ABNA0417164300", ..came("K-00000002", gross) };
        let loaded = load(&vendor, &[first, other]).await;
        assert_eq!((loaded.posted, loaded.proposed, loaded.unknown), (1, 0, 1));
    }

    async fn what_was_posted_for_somebody_else_is_free_again(vendor: TestVendor) {
        let (owners, eva, context) = (vendor.new_owners(2).await, vendor.actor(EVA).await, vendor.context());
        let [wrong, right] = owners.as_slice() else { panic!("there are two") };
        set(&vendor, |settings| settings.billing.four_eyes_above.clear()).await;
        let assign = async |amount: i64, account: &str| {
            let id = find(&vendor, MovementState::Unknown, amount).await.id;
            bank::assign(context, &eva, new_key(), id, account, &[]).await.expect("it is posted");
        };
        let take_back = async |owner: &Actor, account: &str| {
            let (posting, _) = newest(&vendor, owner).await;
            ledger::reverse(context, &eva, new_key(), account, posting, "Another's").await.expect("it is taken back");
        };
        let shown = async |owner: &Actor| {
            let payments = money(&vendor, owner).await.payments;
            payments.iter().filter(|line| line.posting.is_none()).count()
        };
        load(&vendor, &[came("L-00000001", 12_345_671)]).await;
        assign(12_345_671, ACCOUNT).await;
        take_back(wrong, ACCOUNT).await;
        let line = find(&vendor, MovementState::Unknown, 12_345_671).await;
        assert_eq!((line.reason.as_deref(), line.account), (Some("Another's"), None));
        // What comes from there is not taken for theirs any more.
        assert_eq!(load(&vendor, &[came("L-00000002", 12_345_673)]).await.unknown, 1);
        assert_eq!(shown(wrong).await, 0);
        assign(12_345_671, OTHER_ACCOUNT).await;
        assign(12_345_673, OTHER_ACCOUNT).await;
        assert_eq!(money(&vendor, right).await.standings[0].balance, -24_691_344);
        assert_eq!(money(&vendor, wrong).await.standings[0].balance, 0);
        // Where more has come from there it stays known; nobody is shown what only comes from there.
        take_back(right, OTHER_ACCOUNT).await;
        assert_eq!(load(&vendor, &[came("L-00000003", 12_345_677)]).await.proposed, 1);
        assert_eq!(find(&vendor, MovementState::Proposed, 12_345_677).await.why, Some(Why::Payer));
        assert_eq!(shown(right).await, 0);
        vendor.check().await;
    }

    async fn what_was_announced_long_ago_is_asked_about_whatever_comes_with_it(vendor: TestVendor) {
        let (owner, eva, context) = (owner(&vendor).await, vendor.actor(EVA).await, vendor.context());
        let (first, one) = invoiced(&vendor, &owner, "40").await;
        let (second, other) = invoiced(&vendor, &owner, "43").await;
        // From there they alone have paid before.
        load(&vendor, &[Came { text: format!("part of {first}"), ..came("X-00000001", one - 700) }]).await;
        let line = find(&vendor, MovementState::Proposed, one - 700).await;
        bank::accept(context, &eva, new_key(), line.id).await.expect("it is posted");
        let said = said(&vendor, &typed(other - 700), &[&second]);
        let long_ago = Announce { paid: "2026-10-30".to_owned(), ..said };
        ledger::announce(context, &owner, &long_ago).await.expect("it is noted");
        let early = camt(&[came("X-00000002", 12_345_671)]).replace("2026-11-24</Dt>", "2026-10-26</Dt>");
        let now = camt(&[came("X-00000003", other - 700)]);
        let entry = &now[now.find("<Ntry>").expect("it begins")..now.find("</Stmt>").expect("it ends")];
        let both = early.replace("</Stmt>", &format!("{entry}</Stmt>"));
        let loaded = try_load(&vendor, &both).await.expect("the file is read");
        assert_eq!((loaded.posted, loaded.proposed), (0, 2));
        assert_eq!(open_of(&vendor, &owner, &second).await, other);
        vendor.check().await;
    }

    async fn a_belgian_message_is_certain_in_every_form(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        set(&vendor, |settings| settings.billing.reference = ReferenceForm::Belgian).await;
        let (first, one) = invoiced(&vendor, &owner, "3").await;
        let (second, other) = invoiced(&vendor, &owner, "5").await;
        let (third, more) = invoiced(&vendor, &owner, "7").await;
        let own = async |number: &str| read(&vendor, &owner, number).await.reference;
        let digits = references::bare(&own(&first).await);
        let text = format!("thanks {}", own(&second).await);
        let loaded = load(
            &vendor,
            &[
                Came { reference: digits, ..came("O-00000001", one) },
                Came { text, ..came("O-00000002", other) },
                Came { text: format!("invoice {third}"), ..came("O-00000003", more + 100) },
            ],
        )
        .await;
        assert_eq!((loaded.posted, loaded.proposed), (2, 1));
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, more);
        let line = find(&vendor, MovementState::Proposed, more + 100).await;
        assert_eq!((line.why, line.parts), (Some(Why::NumberOtherAmount), vec![(third, more)]), "by its number");
        vendor.check().await;
    }

    async fn what_was_paid_meanwhile_is_asked_anew(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let text = format!("part of {number}");
        load(&vendor, &[Came { text, ..came("M-00000001", gross / 2) }]).await;
        let line = find(&vendor, MovementState::Proposed, gross / 2).await;
        let reference = read(&vendor, &owner, &number).await.reference;
        load(&vendor, &[Came { reference, ..came("M-00000002", gross) }]).await;
        assert_eq!(refused(bank::accept(vendor.context(), &eva, new_key(), line.id).await), Code::Stale);
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, 0, "nothing was posted");
        vendor.check().await;
    }

    async fn what_nobody_knows_stays_visible_and_is_assigned(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        set(&vendor, |settings| settings.billing.four_eyes_above.clear()).await;
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let loaded = load(&vendor, &[came("C-00000001", 12_345_671), came("C-00000002", -4_000)]).await;
        assert_eq!((loaded.unknown, loaded.aside), (1, 1));
        let line = find(&vendor, MovementState::Unknown, 12_345_671).await;
        let assign = async |account: &str, documents: &[String]| {
            bank::assign(vendor.context(), &eva, new_key(), line.id, account, documents).await
        };
        assert_eq!(refused(assign("T-99999", &[]).await), Code::NotFound);
        assert_eq!(refused(assign(ACCOUNT, &["nothing".to_owned()]).await), Code::NotFound);
        bank::set_aside(vendor.context(), &eva, line.id, "A loan").await.expect("it is put aside");
        assert_eq!(refused(assign(ACCOUNT, &[]).await), Code::State);
        bank::take_up(vendor.context(), &eva, line.id).await.expect("it is taken up");
        assign(ACCOUNT, std::slice::from_ref(&number)).await.expect("it is posted");
        assert_eq!(open_of(&vendor, &owner, &number).await, 0);
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, gross - 12_345_671);
        assert_eq!(refused(bank::set_aside(vendor.context(), &eva, line.id, "No").await), Code::State);
        vendor.check().await;
    }

    async fn a_payment_that_is_taken_back(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let reference = read(&vendor, &owner, &number).await.reference;
        load(&vendor, &[Came { reference, ..came("H-00000001", gross) }]).await;
        let loaded = load(&vendor, &[Came { returned: true, ..came("H-00000002", -gross) }]).await;
        assert_eq!(loaded.proposed, 1);
        assert_eq!(open_of(&vendor, &owner, &number).await, 0, "not by itself");
        let line = find(&vendor, MovementState::Proposed, -gross).await;
        let key = new_key();
        for _ in 0..2 {
            bank::accept(vendor.context(), &eva, key, line.id).await.expect("it is taken back, once");
        }
        assert_eq!(open_of(&vendor, &owner, &number).await, gross);
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, gross);
        let told = news::list(vendor.context(), &owner, None).await.expect("there is news");
        assert!(told.events.iter().any(|line| matches!(line.event, Event::PaymentReturned { .. })));
        vendor.check().await;
    }

    async fn another_currency_pays_nothing(vendor: TestVendor) {
        let owner = owner(&vendor).await;
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let reference = read(&vendor, &owner, &number).await.reference;
        let loaded = load(&vendor, &[Came { reference, currency: "GBP", ..came("I-00000001", gross) }]).await;
        assert_eq!((loaded.posted, loaded.unknown), (0, 1));
        assert_eq!(open_of(&vendor, &owner, &number).await, gross);
    }

    async fn the_demo_has_something_of_everything(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let page = money(&vendor, &anna).await;
        let ageing = page.standings[0].ageing;
        assert!(ageing.not_due > 0 && ageing.overdue() > 0 && ageing.unapplied < 0, "{ageing:?}");
        assert!(page.standings[0].credit.is_some() && !page.announced.is_empty());
        vendor.check().await;
        let eva = vendor.actor(EVA).await;
        let files = service::demo::bank_files(vendor.context()).await.expect("it is a demo");
        let mut all = Loaded::default();
        for file in &files {
            let loaded = bank::load(vendor.context(), &eva, &file.name, file.content.as_bytes()).await;
            let loaded = loaded.unwrap_or_else(|error| panic!("{}: {error:?}", file.name));
            assert_eq!(loaded.movements, loaded.fresh);
            all.posted += loaded.posted;
            all.proposed += loaded.proposed;
            all.unknown += loaded.unknown;
            all.aside += loaded.aside;
        }
        assert!(all.posted > 5 && all.proposed > 1 && all.unknown > 0 && all.aside > 2, "{all:?}");
        assert!(money(&vendor, &anna).await.announced.is_empty(), "what was announced has come");
        vendor.check().await;
    }
}
