//! A line that the customer does not agree with: nobody asks for it until it is credited, or put back with a reason.

use domain::{
    cases::{Kind, Remedy, Stage},
    ids::DisputeId,
    ledger::wire::{DisputeDraft, DisputeEnd, Entered, InvoicePage, PayFilter, Standing},
    notices::Choices,
    orders::InvoicedLine,
    permissions::Actor,
    refusal::Code,
};
use service::{
    accounts,
    cases::{self, Say, Saying, Seen},
    invoices, ledger,
};
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, BRAM, EVA, JAN, KATRIN, MIRA, YASMIN,
    invoices::{issue, read, set, shipped},
    ledger::{EUR, desk, invoiced, money, owner, typed},
    refused,
};

const DAY: i64 = 24 * 60;
/// The first new owner.
const OWNER: &str = "owner-1@test.example";

pub fn draft(number: &str, amount: i64) -> DisputeDraft {
    DisputeDraft {
        key: new_key(),
        number: number.to_owned(),
        position: 1,
        amount: typed(amount),
        text: "Two of them are cracked.".to_owned(),
        remedy: "refund".to_owned(),
    }
}

async fn standing(vendor: &TestVendor, actor: &Actor) -> Standing {
    money(vendor, actor).await.standings[0]
}

fn only(page: &InvoicePage) -> (DisputeId, Option<&DisputeEnd>) {
    assert_eq!(page.disputes.len(), 1, "{:?}", page.disputes);
    (page.disputes[0].id, page.disputes[0].ended.as_ref())
}

testkit::on_both_databases! {
    async fn what_is_disputed_is_not_overdue_until_it_is_put_back(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let (number, gross) = invoiced(&vendor, &owner, "7").await;
        vendor.advance(40 * DAY);
        assert_eq!(standing(&vendor, &owner).await.ageing.overdue(), gross);
        let line = read(&vendor, &owner, &number).await.lines[0].clone();
        assert_eq!(line.disputable, line.gross);
        let draft = draft(&number, line.gross - 100);
        let case = invoices::dispute(context, &owner, &draft).await.expect("a complaint opens");
        assert_eq!(invoices::dispute(context, &owner, &draft).await.expect("it is answered"), case, "the same key opens one");
        let other = DisputeDraft { amount: "1".to_owned(), ..draft.clone() };
        assert_eq!(refused(invoices::dispute(context, &owner, &other).await), Code::KeyReused);
        let after = standing(&vendor, &owner).await;
        let left = gross - line.gross + 100;
        assert_eq!((after.ageing.overdue(), after.ageing.disputed, after.balance), (left, line.gross - 100, gross));

        let complaint = cases::page(context, &owner, case).await.expect("the case is there");
        assert_eq!((complaint.kind, complaint.stage), (Kind::Complaint, Stage::Received));
        assert_eq!((complaint.remedy, complaint.disputes[0].document.as_str()), (Some(Remedy::Refund), number.as_str()));
        let page = read(&vendor, &owner, &number).await;
        let (id, ended) = only(&page);
        assert_eq!((ended, page.asked(), page.lines[0].disputable), (None, left, 100));
        let filter = |amount: &str| PayFilter { invoices: vec![number.clone()], amount: amount.to_owned() };
        assert_eq!(ledger::pay(context, &owner, &filter("")).await.expect("it can be paid").amount.minor, left);
        let all = ledger::pay(context, &owner, &filter(&typed(gross))).await.expect("who wants to pays it all the same");
        assert_eq!(all.amount.minor, gross);
        vendor.check().await;

        // Whoever did not agree is told how it ended, also where they want no mails about money.
        let none = Choices { orders: false, money: false, cases: false };
        accounts::save_notices(context, &owner, none).await.expect("they are one's own");
        assert_eq!(refused(invoices::put_back(context, &eva, new_key(), &number, id, " ").await), Code::Reason);
        let key = new_key();
        for _ in 0..2 {
            invoices::put_back(context, &eva, key, &number, id, "They were whole when they came").await.expect("settled");
        }
        assert_eq!(refused(invoices::put_back(context, &eva, new_key(), &number, id, "Again").await), Code::State);
        assert_eq!(standing(&vendor, &owner).await.ageing.overdue(), gross, "all of it is owed again");
        let page = read(&vendor, &owner, &number).await;
        let end = only(&page).1.expect("it has ended");
        assert_eq!((end.pay_by, &end.credited), (Some(context.vendor_today().plus_days(7)), &None), "not overnight");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(OWNER).await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.text.contains("They were whole when they came")).collect();
        assert_eq!(told.len(), 1, "the owner is told, once");
        assert!(told[0].subject.contains(&number), "{}", told[0].subject);
        vendor.check().await;
    }

    /// Nobody looks for an amount in a complaint that is closed.
    async fn what_is_disputed_is_settled_before_its_complaint_is_closed(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let (number, _) = invoiced(&vendor, &owner, "7").await;
        let case = invoices::dispute(context, &owner, &draft(&number, 500)).await.expect("a complaint opens");
        let listed = async |actor: &Actor| {
            let waiting = ledger::waiting(context, actor).await.expect("the desk reads it").disputes;
            waiting.into_iter().filter(|(_, one)| one.case == case).map(|(account, one)| (account.0, one.document)).collect::<Vec<_>>()
        };
        assert_eq!(listed(&eva).await, [("T-00001".to_owned(), number.clone())]);
        let propose = |key| {
            let (text, cause) = ("You get five euros back.", "The driver");
            cases::answer(context, &eva, Say { key, number: case, seen: None, saying: Saying::Propose, text, cause, prevention: "" })
        };
        assert_eq!(refused(propose(new_key()).await), Code::Disputed);
        let seen = async || {
            let version = cases::page(context, &owner, case).await.expect("the case is there").version;
            Seen { number: case, version }
        };
        assert_eq!(refused(cases::withdraw(context, &owner, new_key(), seen().await).await), Code::Disputed);
        // It may have been proposed in another complaint, of which this one has become a part.
        let complaint = testkit::draft("complaint", "The pallet", "It is wet.");
        let other = cases::open(context, &owner, &complaint).await.expect("it is kept");
        let solved = Say { key: new_key(), number: other, seen: None, saying: Saying::Propose, text: "A new one.", cause: "Rain", prevention: "" };
        cases::answer(context, &eva, solved).await.expect("it is proposed");
        cases::merge(context, &eva, seen().await, &other.to_string()).await.expect("they are one");
        let version = cases::page(context, &owner, other).await.expect("the case is there").version;
        let at = Seen { number: other, version };
        let accept = |at| cases::decide(context, &owner, new_key(), at, cases::Decision::Accept, "", false);
        assert_eq!(refused(accept(at).await), Code::Disputed);
        vendor.check().await;

        let (id, _) = only(&read(&vendor, &owner, &number).await);
        invoices::put_back(context, &eva, new_key(), &number, id, "They were whole").await.expect("it is settled");
        assert!(listed(&eva).await.is_empty());
        accept(at).await.expect("now it can be closed");
        assert_eq!(cases::page(context, &owner, other).await.expect("the case is there").stage, Stage::Closed);
        vendor.check().await;
    }

    async fn a_credit_note_settles_it_whole_or_in_part(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let (number, gross) = invoiced(&vendor, &owner, "7").await;
        let line = read(&vendor, &owner, &number).await.lines[0].clone();
        let case = invoices::dispute(context, &owner, &draft(&number, line.gross)).await.expect("a complaint opens");
        let (id, _) = only(&read(&vendor, &owner, &number).await);
        let credit = |key, quantity: &'static str| {
            let (context, eva, number) = (context.clone(), eva.clone(), number.clone());
            async move { invoices::credit_disputed(&context, &eva, key, &number, id, quantity, "Cracked").await }
        };
        for (quantity, code) in [("", Code::Quantity), ("many", Code::Quantity), ("8", Code::TooMuch)] {
            assert_eq!(refused(credit(new_key(), quantity).await), code, "{quantity}");
        }
        let key = new_key();
        for _ in 0..2 {
            assert_eq!(credit(key, "2").await.expect("it is issued"), Entered::Posted);
        }
        assert_eq!(refused(credit(new_key(), "1").await), Code::State, "it is settled");
        let page = read(&vendor, &owner, &number).await;
        assert_eq!(page.credit_notes.len(), 1, "the same key issues one");
        let note = read(&vendor, &owner, &page.credit_notes[0]).await;
        let end = only(&page).1.expect("it has ended");
        assert_eq!(end.credited, Some((note.number.clone(), note.gross)));
        assert_eq!((end.reason.as_str(), end.pay_by), ("Cracked", page.due), "the rest is not due before the invoice");
        let after = standing(&vendor, &owner).await;
        assert_eq!((after.balance, after.ageing.disputed), (gross - note.gross, 0), "the rest is owed again");
        let complaint = cases::page(context, &owner, case).await.expect("the case is there");
        assert!(complaint.disputes[0].ended.is_some(), "the complaint says so, too");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(OWNER).await;
        assert_eq!(mails.iter().filter(|mail| mail.subject.contains(&note.number)).count(), 1, "one mail tells of both");

        // The rest of the line, of which five are left, by the form for credit notes.
        let rest = read(&vendor, &owner, &number).await.lines[0].disputable;
        assert_eq!(rest, line.gross - note.gross);
        invoices::dispute(context, &owner, &draft(&number, rest)).await.expect("another complaint opens");
        let some = [(1, "2".to_owned())];
        invoices::credit(context, &eva, new_key(), &number, &some, "Cracked").await.expect("it is issued");
        let page = read(&vendor, &owner, &number).await;
        assert!(page.disputes[1].ended.is_none(), "where less is taken back, the rest is for a person to decide");
        vendor.check().await;
    }

    async fn what_is_taken_back_is_not_disputed_any_more(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let (number, gross) = invoiced(&vendor, &owner, "7").await;
        let line = read(&vendor, &owner, &number).await.lines[0].clone();
        invoices::dispute(context, &owner, &draft(&number, line.gross)).await.expect("a complaint opens");
        let some = [(1, "3".to_owned())];
        invoices::credit(context, &eva, new_key(), &number, &some, "Cracked").await.expect("it is issued");
        let page = read(&vendor, &owner, &number).await;
        let note = read(&vendor, &owner, &page.credit_notes[0]).await;
        assert!(only(&page).1.is_none(), "the rest is for a person to decide");
        assert_eq!((page.disputed, page.asked()), (line.gross - note.gross, gross - line.gross));
        assert_eq!(standing(&vendor, &owner).await.ageing.disputed, line.gross - note.gross);
        vendor.check().await;
        let rest = [(1, "4".to_owned())];
        invoices::credit(context, &eva, new_key(), &number, &rest, "Cracked").await.expect("it is issued");
        let page = read(&vendor, &owner, &number).await;
        assert!(only(&page).1.is_some(), "nothing is left of the line");
        assert_eq!((page.disputed, page.open), (0, gross - line.gross));
        vendor.check().await;
    }

    async fn above_the_limit_it_is_disputed_until_a_second_person_confirms(vendor: TestVendor) {
        let (owner, eva, mira) = (owner(&vendor).await, vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 0)]).await;
        let mut waiting = Vec::new();
        for _ in 0..2 {
            let (number, _) = invoiced(&vendor, &owner, "3").await;
            invoices::dispute(context, &owner, &draft(&number, 500)).await.expect("a complaint opens");
            let (id, _) = only(&read(&vendor, &owner, &number).await);
            let entered = invoices::credit_disputed(context, &eva, new_key(), &number, id, "1", "Cracked").await;
            assert_eq!(entered.expect("it is kept"), Entered::Waits);
            assert!(only(&read(&vendor, &owner, &number).await).1.is_none(), "nothing is settled");
            waiting.push((number, id));
        }
        let requests = desk(&vendor, &mira).await.requests;
        let [(first, _), (second, id)] = &waiting[..] else { panic!("there are two") };
        let request = |number: &str| {
            requests.iter().find(|request| request.about.as_deref() == Some(number)).expect("it waits").id
        };
        ledger::decide(context, &mira, new_key(), request(first), true, "").await.expect("it is confirmed");
        let page = read(&vendor, &owner, first).await;
        assert!(only(&page).1.is_some_and(|end| end.credited.is_some()));
        invoices::put_back(context, &eva, new_key(), second, *id, "They were whole").await.expect("it is settled");
        let late = ledger::decide(context, &mira, new_key(), request(second), true, "").await;
        assert_eq!(refused(late), Code::State, "meanwhile it was put back");
        assert!(read(&vendor, &owner, second).await.credit_notes.is_empty());
        vendor.check().await;
    }

    async fn an_order_says_where_its_lines_can_be_disputed(vendor: TestVendor) {
        let (anna, eva, context) = (vendor.actor(ANNA).await, vendor.actor(EVA).await, vendor.context());
        let order = shipped(&vendor, &anna, &[("RT-1042", "7")]).await;
        let seen = async |email: &str| {
            let actor = vendor.actor(email).await;
            vendor.page(&actor, order).await.lines.remove(0).invoiced
        };
        assert!(seen(ANNA).await.is_empty(), "nothing is invoiced");
        let number = issue(&vendor, order).await;
        let gross = read(&vendor, &anna, &number).await.lines[0].gross;
        let line = |disputable: i64, disputed: Vec<(i64, i64)>| {
            vec![InvoicedLine { number: number.clone(), position: 1, disputable, disputed }]
        };
        assert_eq!(seen(ANNA).await, line(gross, Vec::new()));
        let case = invoices::dispute(context, &anna, &draft(&number, 300)).await.expect("a complaint opens");
        assert_eq!(seen(ANNA).await, line(gross - 300, vec![(300, case)]));
        assert!(seen(BRAM).await.is_empty(), "what is owed is not for everybody");
        let (id, _) = only(&read(&vendor, &anna, &number).await);
        invoices::put_back(context, &eva, new_key(), &number, id, "They were whole").await.expect("it is settled");
        assert_eq!(seen(ANNA).await, line(gross, Vec::new()), "it can be disputed again");
        vendor.check().await;
    }

    async fn who_may_and_what_is_refused(vendor: TestVendor) {
        let (anna, eva, jan) = (vendor.actor(ANNA).await, vendor.actor(EVA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = issue(&vendor, shipped(&vendor, &anna, &[("RT-1042", "7")]).await).await;
        let line = read(&vendor, &anna, &number).await.lines[0].clone();
        for (email, code) in [(YASMIN, Code::NotAllowed), (BRAM, Code::NotAllowed), (KATRIN, Code::NotFound)] {
            let actor = vendor.actor(email).await;
            assert_eq!(refused(invoices::dispute(context, &actor, &draft(&number, 100)).await), code, "{email}");
        }
        assert_eq!(refused(invoices::dispute(context, &eva, &draft(&number, 100)).await), Code::NotFound, "no customer");
        let with = |change: fn(&mut DisputeDraft)| {
            let mut changed = draft(&number, 100);
            change(&mut changed);
            changed
        };
        for (wrong, code) in [
            (with(|draft| draft.number = "2026-99999".to_owned()), Code::NotFound),
            (with(|draft| draft.position = 99), Code::NotFound),
            (with(|draft| draft.amount.clear()), Code::Missing),
            (with(|draft| draft.amount = "0".to_owned()), Code::Malformed),
            (with(|draft| draft.text = " ".to_owned()), Code::Missing),
            (with(|draft| draft.remedy = "gold".to_owned()), Code::Malformed),
            (draft(&number, line.gross + 1), Code::TooMuch),
        ] {
            assert_eq!(refused(invoices::dispute(context, &anna, &wrong).await), code, "{wrong:?}");
        }
        let case = invoices::dispute(context, &anna, &draft(&number, 300)).await.expect("a complaint opens");
        let more = invoices::dispute(context, &anna, &draft(&number, line.gross - 299)).await;
        let Err(service::Error::Refused(refusal)) = more else { panic!("it is more than is left: {more:?}") };
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::TooMuch, Some("amount")));
        assert!(refusal.detail.is_some_and(|most| !most.is_empty()), "it says how much is left");
        invoices::dispute(context, &anna, &draft(&number, line.gross - 300)).await.expect("the rest can be disputed");
        assert_eq!(refused(invoices::dispute(context, &anna, &draft(&number, 1)).await), Code::State, "all of it is");

        let yasmin = vendor.actor(YASMIN).await;
        let seen = async |actor: &Actor| cases::page(context, actor, case).await.expect("they read cases").disputes.len();
        assert_eq!((seen(&anna).await, seen(&yasmin).await), (1, 0), "what is owed is not for everybody");
        let at_desk = cases::desk_page(context, &jan, case).await.expect("the desk reads it");
        assert_eq!(at_desk.case.disputes.len(), 1);
        let id = at_desk.case.disputes[0].id;
        assert_eq!(refused(invoices::put_back(context, &jan, new_key(), &number, id, "No").await), Code::NotAllowed);
        let unknown = DisputeId(store::new_id());
        assert_eq!(refused(invoices::put_back(context, &eva, new_key(), &number, unknown, "No").await), Code::NotFound);
        let credit = |dispute| invoices::credit_disputed(context, &jan, new_key(), &number, dispute, "1", "No");
        assert_eq!(refused(credit(id).await), Code::NotAllowed);
        invoices::credit_disputed(context, &eva, new_key(), &number, id, "1", "Cracked").await.expect("it is issued");
        let note = read(&vendor, &anna, &number).await.credit_notes.remove(0);
        assert_eq!(refused(invoices::dispute(context, &anna, &draft(&note, 1)).await), Code::State, "a credit note");
        vendor.check().await;
    }
}
