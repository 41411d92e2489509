//! Invoices and credit notes: to the cent what was ordered and shipped, in numbers without gaps.

use std::collections::BTreeSet;

use domain::{
    ids::OrderLineId,
    ledger::{
        PostingKind,
        wire::{DocumentKind, Entered, InvoicePage},
    },
    orders::OrderPage,
    permissions::Actor,
    refusal::Code,
    settings::Settings,
    tax::RateSum,
};
use service::{
    desk::{self, Begin},
    invoices, ledger, orders,
};
use testkit::{TestVendor, new_key};
use tokio::task::JoinSet;

use crate::{ANNA, BRAM, CLAIRE, ESZTER, EVA, GABOR, JAN, JOB, OLIVER, once, refused};

/// Odd quantities, whose parts are no whole cents.
const BASKET: &[(&str, &str)] = &[("RT-1042", "7"), ("FX-6040", "11")];

/// Changes the vendor's settings.
pub(crate) async fn set(vendor: &TestVendor, change: impl FnOnce(&mut Settings)) {
    let context = vendor.context();
    let mut settings = (*context.settings()).clone();
    change(&mut settings);
    let tx = vendor.store().begin().await.expect("a transaction begins");
    store::settings::save(&tx, JOB, &settings, context.now()).await.expect("settings are written");
    tx.commit().await.expect("they are kept");
    context.reload_settings().await.expect("they are read");
}

/// Ships so much of each line of an order that was confirmed, as it stands at this version.
async fn ship(vendor: &TestVendor, number: i64, version: i32, load: &[(OrderLineId, String)]) {
    let eva = vendor.actor(EVA).await;
    let once = once(number, version);
    desk::ship(vendor.context(), &eva, once, Begin::AsAgreed, "DPD", "", load).await.expect("it leaves");
}

/// Orders these, and ships all of it.
pub(crate) async fn shipped(vendor: &TestVendor, actor: &Actor, lines: &[(&str, &str)]) -> i64 {
    let eva = vendor.actor(EVA).await;
    let number = vendor.order(actor, lines).await;
    desk::confirm(vendor.context(), &eva, number, 1, &[]).await.expect("it is confirmed");
    let page = vendor.page(actor, number).await;
    let load: Vec<_> = page.lines.iter().map(|line| (line.id, (line.progress.open() / 1_000).to_string())).collect();
    ship(vendor, number, 2, &load).await;
    number
}

/// The newest invoice of what was shipped of an order.
pub(crate) async fn issue(vendor: &TestVendor, order: i64) -> String {
    let eva = vendor.actor(EVA).await;
    let numbers = invoices::issue_for_order(vendor.context(), &eva, new_key(), order).await;
    numbers.expect("it is issued").pop().expect("it has a number")
}

pub(crate) async fn read(vendor: &TestVendor, actor: &Actor, number: &str) -> InvoicePage {
    invoices::page(vendor.context(), actor, number).await.expect("the account has this document")
}

/// Net, tax and total of some documents.
fn sums(pages: &[InvoicePage]) -> (i64, i64, i64) {
    pages.iter().fold((0, 0, 0), |sum, page| (sum.0 + page.net, sum.1 + page.tax, sum.2 + page.gross))
}

fn totals(page: &OrderPage) -> (i64, i64, i64, Vec<RateSum>) {
    (page.net, page.tax, page.total, page.by_rate.clone())
}

testkit::on_both_databases! {
    async fn an_invoice_is_its_order_to_the_cent(vendor: TestVendor) {
        for email in [ANNA, CLAIRE, GABOR, ESZTER, OLIVER] {
            let actor = vendor.actor(email).await;
            let order = shipped(&vendor, &actor, BASKET).await;
            let number = issue(&vendor, order).await;
            let (page, invoice) = (vendor.page(&actor, order).await, read(&vendor, &actor, &number).await);
            assert_eq!((invoice.net, invoice.tax, invoice.gross, invoice.by_rate.clone()), totals(&page), "{email}");
            assert_eq!((invoice.order, invoice.order_id), (Some(order), Some(page.id)), "{email}");
            assert_eq!(invoice.open, invoice.gross, "{email}: nothing is paid");
            assert_eq!(invoice.lines.iter().map(|line| line.gross).sum::<i64>(), invoice.gross, "{email}");
            assert_eq!(invoice.due, Some(invoice.issued.plus_days(30)), "{email}: the vendor's days");
            assert!(invoice.reference.starts_with("RF"), "{email}: {}", invoice.reference);
            let posting = ledger::posting(vendor.context(), &actor, invoice.posting).await.expect("it is posted");
            assert_eq!((posting.posting.amount, posting.posting.document), (invoice.gross, Some(number)), "{email}");
        }
        vendor.check().await;
    }

    async fn parts_sum_to_the_order(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let order = vendor.order(&anna, BASKET).await;
        let unshipped = invoices::issue_for_order(context, &eva, new_key(), order).await;
        assert_eq!(refused(unshipped), Code::State, "nothing was shipped");
        desk::confirm(context, &eva, order, 1, &[]).await.expect("it is confirmed");
        let lines = vendor.page(&anna, order).await.lines;
        let load = |parts: [&str; 2]| -> Vec<(OrderLineId, String)> {
            lines.iter().map(|line| line.id).zip(parts.map(str::to_owned)).collect()
        };
        ship(&vendor, order, 2, &load(["3", "1"])).await;
        let key = new_key();
        let first = invoices::issue_for_order(context, &eva, key, order).await.expect("the first part is invoiced");
        let again = invoices::issue_for_order(context, &eva, key, order).await.expect("it is answered");
        assert_eq!((first.len(), &again), (1, &first), "the same key issues one");
        assert_eq!(refused(invoices::issue_for_order(context, &eva, new_key(), order).await), Code::State);
        ship(&vendor, order, 3, &load(["4", "10"])).await;
        let all = invoices::issue_for_order(context, &eva, new_key(), order).await.expect("the rest is invoiced");
        assert_eq!(all.len(), 2);
        let pages = [read(&vendor, &anna, &all[0]).await, read(&vendor, &anna, &all[1]).await];
        let page = vendor.page(&anna, order).await;
        assert_eq!(sums(&pages), (page.net, page.tax, page.total));
        let delivery = |page: &InvoicePage| page.lines.iter().filter(|line| line.article_number.is_empty()).count();
        let is_charged = usize::from(page.delivery_cost > 0);
        assert_eq!((delivery(&pages[0]), delivery(&pages[1])), (is_charged, 0), "delivery is on the first one");
        vendor.check().await;
    }

    async fn what_was_cancelled_is_not_invoiced(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        let context = vendor.context();
        for email in [ANNA, CLAIRE, GABOR] {
            let actor = vendor.actor(email).await;
            let order = vendor.order(&actor, BASKET).await;
            desk::confirm(context, &eva, order, 1, &[]).await.expect("it is confirmed");
            let line = vendor.page(&actor, order).await.lines[0].id;
            ship(&vendor, order, 2, &[(line, "1".to_owned())]).await;
            let mut numbers = vec![issue(&vendor, order).await];
            ship(&vendor, order, 3, &[(line, "2".to_owned())]).await;
            desk::cancel(context, &eva, order, 4, "There is no more").await.expect("the rest is cancelled");
            numbers.push(issue(&vendor, order).await);
            let mut pages = Vec::new();
            for number in &numbers {
                pages.push(read(&vendor, &actor, number).await);
            }
            let page = vendor.page(&actor, order).await;
            assert_eq!(sums(&pages).2, page.total - page.cancelled_amount, "{email}: as the order says itself");
        }
        vendor.check().await;
    }

    async fn whatever_is_shipped_in_whatever_parts(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        let context = vendor.context();
        // Not chance, but no order either: the generator of Numerical Recipes.
        let mut state = 42_u64;
        let mut below = |end: u64| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
            (state >> 8) % end
        };
        for round in 0..8 {
            let actor = vendor.actor([ANNA, CLAIRE, GABOR, OLIVER][round % 4]).await;
            let wanted = [(1 + below(12)).to_string(), (1 + below(12)).to_string()];
            let order = vendor.order(&actor, &[("RT-1042", &wanted[0]), ("FX-6040", &wanted[1])]).await;
            desk::confirm(context, &eva, order, 1, &[]).await.expect("it is confirmed");
            let (mut version, mut numbers) = (2, Vec::new());
            loop {
                let open: Vec<_> = vendor.page(&actor, order).await.lines.into_iter()
                    .map(|line| (line.id, u64::try_from(line.progress.open() / 1_000).expect("not below zero")))
                    .filter(|(_, open)| *open > 0)
                    .collect();
                if open.is_empty() {
                    break;
                }
                let load: Vec<_> = open.iter().map(|(id, open)| (*id, (1 + below(*open)).to_string())).collect();
                ship(&vendor, order, version, &load).await;
                version += 1;
                if below(3) > 0 {
                    numbers.push(issue(&vendor, order).await);
                }
            }
            if let Ok(all) = invoices::issue_for_order(context, &eva, new_key(), order).await {
                numbers = all;
            }
            let mut pages = Vec::new();
            for number in &numbers {
                pages.push(read(&vendor, &actor, number).await);
            }
            let page = vendor.page(&actor, order).await;
            assert_eq!(sums(&pages), (page.net, page.tax, page.total), "{round}: {wanted:?} in {} parts", pages.len());
        }
        vendor.check().await;
    }

    async fn numbers_have_no_gaps_however_many_issue(vendor: TestVendor) {
        let owners = vendor.new_owners(12).await;
        let mut wanted = JoinSet::new();
        let eva = vendor.actor(EVA).await;
        for owner in &owners {
            let order = shipped(&vendor, owner, &[("TL-7011", "1")]).await;
            let (context, eva) = (vendor.context().clone(), eva.clone());
            wanted.spawn(async move { invoices::issue_for_order(&context, &eva, new_key(), order).await });
        }
        let numbers: BTreeSet<String> = wanted
            .join_all()
            .await
            .into_iter()
            .map(|answer| answer.expect("each is issued").pop().expect("it has a number"))
            .collect();
        let serials: Vec<i64> = numbers
            .iter()
            .map(|number| number.rsplit_once('-').and_then(|(_, serial)| serial.parse().ok()).expect("year-serial"))
            .collect();
        assert_eq!(serials.len(), 12, "each has a number of its own");
        assert_eq!(serials[11] - serials[0], 11, "{serials:?}");
        vendor.check().await;
    }

    async fn one_number_for_everybody_and_for_nobody_else(vendor: TestVendor) {
        let (anna, bram, gabor) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(GABOR).await);
        let (jan, context) = (vendor.actor(JAN).await, vendor.context());
        let order = shipped(&vendor, &anna, BASKET).await;
        let number = issue(&vendor, order).await;
        let own = read(&vendor, &anna, &number).await;
        let desk = invoices::desk_page(context, &jan, &number).await.expect("the desk reads it");
        assert_eq!((&own.number, own.gross, &own.reference), (&desk.number, desk.gross, &desk.reference));
        assert!(own.may_pay && own.may_dispute && !desk.may_pay && !desk.may_dispute);
        let code = own.code.expect("euro has a code");
        assert!(code.size > 20 && code.path.starts_with('M'));
        assert_eq!(refused(invoices::page(context, &gabor, &number).await), Code::NotFound, "it is another's");
        assert_eq!(refused(invoices::page(context, &anna, "2026-99999").await), Code::NotFound);
        assert_eq!(refused(invoices::page(context, &bram, &number).await), Code::NotAllowed, "a buyer reads no money");
        assert_eq!(refused(invoices::desk_page(context, &anna, &number).await), Code::NotFound, "there is no desk");
        let by_agent = invoices::issue_for_order(context, &jan, new_key(), order).await;
        assert_eq!(refused(by_agent), Code::NotAllowed);
    }

    async fn who_is_told_of_an_invoice(vendor: TestVendor) {
        let (anna, bram, gabor) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(GABOR).await);
        let order = shipped(&vendor, &bram, &[("TL-7011", "1")]).await;
        let number = issue(&vendor, order).await;
        let theirs = issue(&vendor, shipped(&vendor, &gabor, &[("TL-7011", "1")]).await).await;
        vendor.deliver_mail().await;
        let about = |mails: &[domain::demo::KeptMail], number: &str| {
            mails.iter().filter(|mail| mail.subject.contains(number)).count()
        };
        assert_eq!(about(&vendor.mails_to(ANNA).await, &number), 1, "the owner hears of it, once");
        assert_eq!(about(&vendor.mails_to(BRAM).await, &number), 0, "a buyer does not");
        let mails = vendor.mails_to(GABOR).await;
        let mail = mails.iter().find(|mail| mail.subject.contains(&theirs)).expect("it has come");
        assert!(mail.subject.contains("számla"), "in their language: {}", mail.subject);
        assert!(mail.text.contains(&format!("/invoices/{theirs}")), "{}", mail.text);
        // The log tells those who may read it.
        let kinds = |page: &OrderPage| page.events.iter().map(|line| line.event.kind()).collect::<Vec<_>>();
        assert!(kinds(&vendor.page(&anna, order).await).contains(&"issued"));
        assert!(!kinds(&vendor.page(&bram, order).await).contains(&"issued"));
        let news = |actor: Actor| {
            let context = vendor.context().clone();
            async move {
                let news = service::news::list(&context, &actor, None).await.expect("there is a log");
                news.events.iter().any(|line| line.event.is_money())
            }
        };
        assert!(news(anna).await, "the owner reads of money");
        assert!(!news(bram).await, "a buyer does not");
    }

    async fn a_step_that_was_pressed_twice_with_an_invoice_between(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let order = vendor.order(&anna, &[("TL-7011", "2")]).await;
        desk::confirm(context, &eva, order, 1, &[]).await.expect("it is confirmed");
        let line = vendor.page(&anna, order).await.lines[0].id;
        ship(&vendor, order, 2, &[(line, "1".to_owned())]).await;
        let shipment = vendor.page(&anna, order).await.shipments[0].id;
        desk::deliver(context, &eva, order, 3, shipment).await.expect("it has arrived");
        issue(&vendor, order).await;
        desk::deliver(context, &eva, order, 3, shipment).await.expect("it is the same step");
        assert!(orders::page(context, &anna, order).await.expect("it is there").shipments[0].delivered.is_some());
    }

    async fn what_is_shipped_is_invoiced_by_itself(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        let order = shipped(&vendor, &owner, BASKET).await;
        set(&vendor, |settings| settings.billing.by_itself = false).await;
        assert_eq!(invoices::issue_due(vendor.context()).await.expect("it is looked"), 0, "not unless it is wanted");
        set(&vendor, |settings| settings.billing.by_itself = true).await;
        assert!(invoices::issue_due(vendor.context()).await.expect("it is looked") > 0);
        let page = vendor.page(&owner, order).await;
        let money = ledger::page(vendor.context(), &owner).await.expect("the owner reads it");
        assert_eq!(money.standings[0].balance, page.total);
        assert_eq!(invoices::issue_due(vendor.context()).await.expect("it is looked"), 0, "once");
        vendor.check().await;
    }

    async fn what_breaks_the_standard_offers_no_data(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let whole = issue(&vendor, shipped(&vendor, &anna, BASKET).await).await;
        assert!(read(&vendor, &anna, &whole).await.has_data);
        set(&vendor, |settings| settings.billing.seller.vat_number = None).await;
        let without = issue(&vendor, shipped(&vendor, &anna, BASKET).await).await;
        assert!(!read(&vendor, &anna, &without).await.has_data, "nobody charges tax without a VAT number");
    }

    async fn nobody_invoices_without_a_name(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let order = shipped(&vendor, &anna, BASKET).await;
        set(&vendor, |settings| settings.billing.seller.name.clear()).await;
        let nameless = invoices::issue_for_order(vendor.context(), &eva, new_key(), order).await;
        assert_eq!(refused(nameless), Code::Missing);
        set(&vendor, |settings| settings.billing.pattern = "INV".to_owned()).await;
        set(&vendor, |settings| settings.billing.seller.name = "Van Dael".to_owned()).await;
        let numberless = invoices::issue_for_order(vendor.context(), &eva, new_key(), order).await;
        assert_eq!(refused(numberless), Code::Malformed);
        vendor.check().await;
    }

    async fn a_credit_note_mirrors_its_invoice(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        let context = vendor.context();
        for email in [ANNA, CLAIRE, GABOR] {
            let actor = vendor.actor(email).await;
            let number = issue(&vendor, shipped(&vendor, &actor, BASKET).await).await;
            let invoice = read(&vendor, &actor, &number).await;
            let line = |position: i32, quantity: &str| [(position, quantity.to_owned())];
            let key = new_key();
            for _ in 0..2 {
                let made = invoices::credit(context, &eva, key, &number, &line(1, "3"), "Cracked").await;
                assert_eq!(made.expect("it is issued"), Entered::Posted, "{email}");
            }
            let after = read(&vendor, &actor, &number).await;
            assert_eq!(after.credit_notes.len(), 1, "{email}: the same key issues one");
            let note = read(&vendor, &actor, &after.credit_notes[0]).await;
            assert_eq!((note.kind, note.corrects.as_ref()), (DocumentKind::CreditNote, Some(&number)), "{email}");
            assert_eq!(after.open, invoice.gross - note.gross, "{email}: it is put against its invoice");
            assert_eq!((note.open, note.note.as_deref()), (0, Some("Cracked")), "{email}");
            let more = invoices::credit(context, &eva, new_key(), &number, &line(1, "5"), "Cracked").await;
            assert_eq!(refused(more), Code::TooMuch, "{email}: three of seven are taken back");
            let rest = [(1, "4".to_owned()), (2, "11".to_owned()), (3, "1".to_owned())];
            let lines = &rest[..invoice.lines.len()];
            invoices::credit(context, &eva, new_key(), &number, lines, "All of it").await.expect("it is issued");
            let after = read(&vendor, &actor, &number).await;
            let mut notes = Vec::new();
            for number in &after.credit_notes {
                notes.push(read(&vendor, &actor, number).await);
            }
            assert_eq!(sums(&notes), (invoice.net, invoice.tax, invoice.gross), "{email}: never more than was invoiced");
            assert_eq!(after.open, 0, "{email}");
            let nothing = invoices::credit(context, &eva, new_key(), &number, &line(1, "1"), "Again").await;
            assert_eq!(refused(nothing), Code::TooMuch, "{email}");
        }
        vendor.check().await;
    }

    async fn a_credit_for_what_was_paid_stays_in_favour(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        let (eva, context) = (vendor.actor(EVA).await, vendor.context());
        let number = issue(&vendor, shipped(&vendor, &owner, BASKET).await).await;
        let invoice = read(&vendor, &owner, &number).await;
        let (currency, today) = (invoice.currency, context.vendor_today().iso());
        let amount = crate::ledger::typed(invoice.gross);
        ledger::post_payment(context, &eva, new_key(), "T-00001", currency, &amount, &today, &[], "By cheque")
            .await
            .expect("it is posted");
        for (lines, code) in [
            (vec![(1, String::new())], Code::Missing),
            (vec![(9, "1".to_owned())], Code::NotFound),
            (vec![(1, "many".to_owned())], Code::Quantity),
            (vec![(1, "1".to_owned()), (1, "1".to_owned())], Code::Malformed),
        ] {
            let wrong = invoices::credit(context, &eva, new_key(), &number, &lines, "Cracked").await;
            assert_eq!(refused(wrong), code, "{lines:?}");
        }
        let unreasoned = invoices::credit(context, &eva, new_key(), &number, &[(1, "1".to_owned())], " ").await;
        assert_eq!(refused(unreasoned), Code::Reason);
        invoices::credit(context, &eva, new_key(), &number, &[(1, "1".to_owned())], "Cracked").await.expect("issued");
        let money = ledger::page(context, &owner).await.expect("the owner reads it");
        let note = &money.postings[0].1;
        assert_eq!((note.kind, note.open), (PostingKind::CreditNote, note.amount), "all of it is unapplied");
        let standing = &money.standings[0];
        assert_eq!((standing.balance, standing.ageing.unapplied), (note.amount, note.amount));
        let document = note.document.clone().expect("it has a number");
        let of_note = invoices::credit(context, &eva, new_key(), &document, &[(1, "1".to_owned())], "No").await;
        assert_eq!(refused(of_note), Code::State, "a credit note is not credited");
        vendor.check().await;
    }
}
