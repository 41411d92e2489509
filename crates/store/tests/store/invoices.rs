//! Invoices: numbered without gaps, never changed, and never more than was shipped.

use domain::{
    ids::{AccountId, InvoiceId},
    language::{Language, Texts},
    ledger::{
        PostingKind,
        wire::{DocumentKind, Party},
    },
    money::{Currency, Quantity},
    permissions::{ReadLedgers, ReadMoney},
    shop::ArticleKind,
    tax::{PriceMode, Rate, RateReason, RateSum},
    time::Instant,
};
use sea_orm::ConnectionTrait;
use store::{
    Backend, Db, Error, Tx, invoices,
    invoices::{Ending, LineKind, NewInvoice, NewInvoiceLine, Outcome, UninvoicedLine},
    ledger::{self, Held, NewPosting, Posting, Scope},
};
use testkit::{TestVendor, draft};
use tokio::task::JoinSet;

use crate::{
    ANNA, EVA, JOB,
    ledger::{hold, is_refused, new, new_account, today},
};

const EUR: Currency = Currency::EUR;
const RATE: Rate = Rate { basis_points: 2_100, reason: RateReason::Domestic };
/// No demo has any of it.
const YEAR: i32 = 2031;

pub(crate) fn line(net: i64) -> NewInvoiceLine {
    let tax = net * 21 / 100;
    NewInvoiceLine {
        order_line: None,
        article_number: "TEST-1".to_owned(),
        names: Texts([(Language::En, "Test".to_owned())].into()),
        unit: "piece".to_owned(),
        kind: LineKind::Article(ArticleKind::Goods),
        quantity: Quantity::from_units(2),
        unit_price: net / 2,
        discount: 0,
        amount: net,
        net,
        tax,
        gross: net + tax,
        rate: RATE,
    }
}

pub(crate) fn document(
    kind: DocumentKind,
    number: &str,
    serial: Option<(i32, i64)>,
    lines: Vec<NewInvoiceLine>,
) -> NewInvoice {
    let net = lines.iter().map(|line| line.net).sum();
    let tax = lines.iter().map(|line| line.tax).sum();
    NewInvoice {
        number: number.to_owned(),
        kind,
        serial,
        order: None,
        corrects: None,
        currency: EUR,
        mode: PriceMode::Net,
        issued: today(),
        due: Some(today().plus_days(30)),
        delivered: None,
        net,
        tax,
        gross: net + tax,
        by_rate: vec![RateSum { rate: RATE, net, tax, gross: net + tax }],
        seller: Party { name: "Seller".to_owned(), iban: Some("BE68539007547034".to_owned()), ..Party::default() },
        buyer: Party { name: "Buyer".to_owned(), ..Party::default() },
        reference: domain::references::creditor_reference(number),
        buyer_reference: None,
        note: None,
        lines,
    }
}

/// Posts a document and writes it.
pub(crate) async fn issue(tx: &Tx, held: &Held, document: &NewInvoice, now: Instant) -> (InvoiceId, Posting) {
    let (kind, amount) = match document.kind {
        DocumentKind::Invoice => (PostingKind::Invoice, document.gross),
        DocumentKind::CreditNote => (PostingKind::CreditNote, -document.gross),
    };
    let posting = NewPosting {
        document: Some(document.number.clone()),
        reference: Some(document.reference.clone()),
        ..new(kind, document.currency, amount)
    };
    let posting = ledger::post(tx, held, &posting, today(), now).await.expect("it is posted");
    let id = invoices::insert(tx, held, document, posting.id, now).await.expect("it is written");
    (id, posting)
}

async fn issue_alone(vendor: &TestVendor, account: AccountId, document: &NewInvoice) -> (InvoiceId, Posting) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let held = hold(&tx, account).await;
    let issued = issue(&tx, &held, document, vendor.context().now()).await;
    tx.commit().await.expect("it is kept");
    issued
}

testkit::on_both_databases! {
    async fn an_invoice_is_read_as_it_was_issued(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let scope = Scope::Job(JOB, account);
        let mut invoice = document(DocumentKind::Invoice, "TEST-2030-1", None, vec![line(1_000), line(250)]);
        invoice.lines[1].kind = LineKind::Delivery;
        let (id, posting) = issue_alone(&vendor, account, &invoice).await;
        let credit = NewInvoice {
            corrects: Some(invoice.number.clone()),
            ..document(DocumentKind::CreditNote, "TEST-2030-2", None, vec![line(100)])
        };
        let (credit_id, _) = issue_alone(&vendor, account, &credit).await;

        let found = invoices::find(vendor.store(), &scope, "TEST-2030-1").await.expect("it can be read");
        let found = found.expect("it is there");
        assert_eq!((found.id, found.posting, found.open, found.disputed), (id, posting.id, invoice.gross, 0));
        assert_eq!((found.seller, found.buyer, found.by_rate), (invoice.seller, invoice.buyer, invoice.by_rate));
        assert_eq!((found.issued, found.due, found.serial, found.order_id), (invoice.issued, invoice.due, None, None));
        let lines = invoices::lines(vendor.store(), &scope, id).await.expect("they can be read");
        assert_eq!(lines.iter().map(|line| (line.position, line.net)).collect::<Vec<_>>(), [(1, 1_000), (2, 250)]);
        assert_eq!((lines[0].kind, lines[1].kind), (LineKind::Article(ArticleKind::Goods), LineKind::Delivery));
        let credited = invoices::find(vendor.store(), &scope, "TEST-2030-2").await.expect("it can be read");
        assert_eq!(credited.expect("it is there").open, -credit.gross);

        let all = invoices::list(vendor.store(), &scope, None, 1).await.expect("they can be read");
        assert_eq!(all[0].id, credit_id, "the newest first");
        let after = Some((all[0].issued, all[0].id));
        let next = invoices::list(vendor.store(), &scope, after, 9).await.expect("they can be read");
        assert_eq!(next.iter().map(|invoice| invoice.id).collect::<Vec<_>>(), [id]);

        // Nobody else sees it, but for the vendor's people.
        let anna = vendor.actor(ANNA).await.grant::<ReadMoney>().expect("an owner reads what is owed");
        let theirs = invoices::find(vendor.store(), &Scope::Own(&anna), "TEST-2030-1").await.expect("it can be read");
        assert!(theirs.is_none());
        let eva = vendor.actor(EVA).await.grant_staff::<ReadLedgers>().expect("staff read ledgers");
        let whose = invoices::account_of(vendor.store(), &eva, "TEST-2030-1").await.expect("it can be read");
        assert_eq!(whose, Some(account));
        let by_document = ledger::by_document(vendor.store(), &scope, "TEST-2030-1").await.expect("it can be read");
        assert_eq!(by_document.map(|posting| posting.id), Some(posting.id));
        vendor.check().await;
    }

    async fn the_database_itself_refuses_changes_of_invoices(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        let invoice = document(DocumentKind::Invoice, "TEST-2030-1", None, vec![line(1_000)]);
        issue_alone(&vendor, account, &invoice).await;
        for change in [
            "UPDATE invoice SET gross = gross + 1",
            "UPDATE invoice SET number = number || 'x'",
            "DELETE FROM invoice_line",
            "DELETE FROM invoice",
            "UPDATE invoice_line SET net = net + 1",
            "INSERT INTO invoice SELECT * FROM invoice WHERE TRUE
             ON CONFLICT (number) DO UPDATE SET gross = excluded.gross",
            "INSERT INTO invoice_line SELECT * FROM invoice_line WHERE TRUE
             ON CONFLICT (account_id, invoice_id, position) DO UPDATE SET net = excluded.net",
        ] {
            is_refused(&vendor, change).await;
        }
        // The other database has no such statements.
        if vendor.store().backend() == Backend::Sqlite {
            is_refused(&vendor, "INSERT OR REPLACE INTO invoice SELECT * FROM invoice").await;
            is_refused(&vendor, "REPLACE INTO invoice_line SELECT * FROM invoice_line").await;
        }
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        let posting = new(PostingKind::Invoice, EUR, invoice.gross);
        let now = vendor.context().now();
        let posting = ledger::post(&tx, &held, &posting, today(), now).await.expect("it is posted");
        let again = invoices::insert(&tx, &held, &invoice, posting.id, now).await;
        assert!(matches!(again, Err(Error::Taken)), "a number is given once");
        drop(tx);
        vendor.check().await;
    }

    async fn what_is_taken_back_leaves_no_gap(vendor: TestVendor) {
        let account = new_account(&vendor).await;
        for _ in 0..2 {
            let tx = vendor.store().begin().await.expect("a transaction begins");
            assert_eq!(invoices::next_serial(&tx, YEAR).await.expect("there is one"), 1);
        }
        let mut issuing = JoinSet::new();
        for place in 0..9 {
            let (store, now) = (vendor.store().clone(), vendor.context().now());
            issuing.spawn(async move {
                let tx = store.begin().await.expect("its turn comes");
                let held = hold(&tx, account).await;
                let serial = invoices::next_serial(&tx, YEAR).await.expect("there is one");
                let number = format!("TEST-{YEAR}-{serial}");
                let invoice = document(DocumentKind::Invoice, &number, Some((YEAR, serial)), vec![line(100)]);
                issue(&tx, &held, &invoice, now).await;
                if place % 3 == 0 {
                    return None;
                }
                tx.commit().await.expect("it is kept");
                Some(serial)
            });
        }
        let mut serials: Vec<i64> = issuing.join_all().await.into_iter().flatten().collect();
        serials.sort_unstable();
        assert_eq!(serials, [1, 2, 3, 4, 5, 6]);
        vendor.check().await;
    }

    async fn what_is_disputed_is_not_overdue(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        let account = owner.acting.expect("an owner acts for an account").account;
        let complain = async || {
            let complaint = draft("complaint", "Not as ordered", "It is not what we ordered.");
            service::cases::open(vendor.context(), &owner, &complaint).await.expect("a case is opened")
        };
        let (one, two) = (complain().await, complain().await);
        let scope = Scope::Job(JOB, account);
        let now = vendor.context().now();
        let invoice = document(DocumentKind::Invoice, "TEST-2030-1", None, vec![line(1_000), line(2_000)]);
        let (id, posting) = issue_alone(&vendor, account, &invoice).await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        let (all, part) = (invoice.lines[0].gross, 500);
        assert!(invoices::dispute(&tx, &held, id, 1, all + 1, one, now).await.expect("it is tried").is_none());
        assert!(invoices::dispute(&tx, &held, id, 3, 1, one, now).await.expect("it is tried").is_none());
        let first = invoices::dispute(&tx, &held, id, 1, all, one, now).await.expect("it is noted").expect("it is new");
        assert!(invoices::dispute(&tx, &held, id, 1, 1, two, now).await.expect("it is tried").is_none(), "all of it is");
        let second = invoices::dispute(&tx, &held, id, 2, part, two, now).await.expect("it is noted").expect("it is new");
        tx.commit().await.expect("it is kept");
        let disputed = async || {
            let posting = ledger::one(vendor.store(), &scope, posting.id).await.expect("it can be read");
            posting.expect("it is there").disputed
        };
        assert_eq!(disputed().await, all + part);
        let left = async |position| {
            invoices::disputable(vendor.store(), &scope, id, position).await.expect("it can be read")
        };
        assert_eq!((left(1).await, left(2).await, left(3).await), (Some(0), Some(invoice.lines[1].gross - part), None));
        let ageing = ledger::ageing(vendor.store(), &scope, today().plus_days(60)).await.expect("it can be read");
        assert_eq!((ageing[0].1.disputed, ageing[0].1.total()), (all + part, invoice.gross));
        vendor.check().await;

        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        let put_back = Ending::PutBack { pay_by: Some(today()) };
        let ended = invoices::end_dispute(&tx, &held, second, put_back, "As ordered", now).await;
        assert!(ended.expect("it is settled"));
        let again = invoices::end_dispute(&tx, &held, second, Ending::PutBack { pay_by: None }, "Again", now).await;
        assert!(!again.expect("it is tried"));
        tx.commit().await.expect("it is kept");
        assert_eq!(disputed().await, all);
        let told = invoices::disputes(vendor.store(), &scope, id).await.expect("they can be read");
        assert_eq!(told.iter().map(|one| (one.id, one.ended.map(|(_, how)| how))).collect::<Vec<_>>(), [
            (first, None),
            (second, Some(Outcome::PutBack)),
        ]);
        assert_eq!((told[1].reason.as_str(), told[1].pay_by), ("As ordered", Some(today())));
        let of_case = invoices::disputes_of_case(vendor.store(), &scope, one).await.expect("they can be read");
        assert_eq!(of_case.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);

        // What is paid is not disputed; taken back, it is again.
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        let paid = new(PostingKind::Payment, EUR, -invoice.gross);
        let paid = ledger::post(&tx, &held, &paid, today(), now).await.expect("it is posted");
        let most = invoice.gross - 300;
        assert!(ledger::allocate(&tx, &held, paid.id, posting.id, most, today(), None, now).await.expect("it is put"));
        tx.commit().await.expect("it is kept");
        assert_eq!(disputed().await, 300);
        vendor.check().await;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        ledger::unallocate(&tx, &held, paid.id, today(), None, now).await.expect("it is taken back");
        tx.commit().await.expect("it is kept");
        assert_eq!(disputed().await, all);
        vendor.check().await;
    }

    async fn what_was_shipped_is_invoiced_once(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let account = anna.acting.expect("she acts for an account").account;
        let number = vendor.order(&anna, &[("TL-7011", "2"), ("RT-1042", "40")]).await;
        let now = vendor.context().now();
        let waits = async || {
            let all = invoices::orders_to_invoice(vendor.store(), JOB, now, Some(number - 1), 100).await;
            all.expect("they can be read").contains(&(account, number))
        };
        assert!(!waits().await, "nothing was shipped");

        // Shipped, behind the program's back.
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let order = format!("SELECT id FROM orders WHERE number = {number}");
        for change in [
            format!("UPDATE order_line SET shipped = quantity WHERE order_id = ({order})"),
            format!(
                "INSERT INTO shipment (account_id, order_id, id, carrier, shipped_at)
                 SELECT account_id, id, id, 'Test', {} FROM orders WHERE number = {number}",
                now.millis()
            ),
        ] {
            tx.connection().execute_unprepared(&change).await.expect("the rows can be changed");
        }
        tx.commit().await.expect("they are changed");
        assert!(waits().await);

        let tx = vendor.store().begin().await.expect("a transaction begins");
        let held = hold(&tx, account).await;
        assert!(invoices::uninvoiced(&tx, &held, number + 1_000_000).await.expect("it can be read").is_none());
        let order = invoices::uninvoiced(&tx, &held, number).await.expect("it can be read").expect("it is there");
        assert_eq!((order.delivery_invoiced, order.shipped, order.lines.len()), (false, Some(now), 2));
        assert!(order.lines.iter().all(|line| line.to_invoice() == line.ordered));
        let head = anna.grant().expect("members read their orders");
        let head = store::orders::head_of(&tx, &head, number).await.expect("it can be read").expect("it is there");
        let net: i64 = order.lines.iter().map(|line| line.amounts.net).sum();
        let delivery: i64 = order.delivery.iter().map(|sum| sum.net).sum();
        assert_eq!(net + delivery, head.net, "nothing of the order is left over");

        let lines: Vec<NewInvoiceLine> = order.lines.iter().map(whole).collect();
        let invoice =
            NewInvoice { order: Some(number), ..document(DocumentKind::Invoice, "TEST-2030-1", None, lines) };
        issue(&tx, &held, &invoice, now).await;
        let order = invoices::uninvoiced(&tx, &held, number).await.expect("it can be read").expect("it is there");
        for line in &order.lines {
            assert_eq!((line.invoiced, line.to_invoice()), (line.ordered, Quantity::default()));
            assert_eq!(line.invoiced_amounts, line.amounts);
        }
        // What is credited is not to be invoiced again.
        let credit = vec![whole(&order.lines[0])];
        let credit =
            NewInvoice { order: Some(number), ..document(DocumentKind::CreditNote, "TEST-2030-2", None, credit) };
        issue(&tx, &held, &credit, now).await;
        let order = invoices::uninvoiced(&tx, &held, number).await.expect("it can be read").expect("it is there");
        assert_eq!((order.lines[0].credited, order.lines[0].to_invoice()), (order.lines[0].ordered, Quantity::default()));
        tx.commit().await.expect("it is kept");
        assert!(!waits().await);
        let scope = Scope::Job(JOB, account);
        let documents = invoices::of_order(vendor.store(), &scope, number).await.expect("they can be read");
        let expected = [
            ("TEST-2030-1".to_owned(), DocumentKind::Invoice, invoice.gross),
            ("TEST-2030-2".to_owned(), DocumentKind::CreditNote, credit.gross),
        ];
        assert_eq!(documents, expected);
    }
}

/// All of a line of an order, to be invoiced.
fn whole(of: &UninvoicedLine) -> NewInvoiceLine {
    NewInvoiceLine {
        order_line: Some(of.id),
        article_number: of.article_number.clone(),
        names: of.names.clone(),
        unit: of.unit.clone(),
        kind: LineKind::Article(of.kind),
        quantity: of.ordered,
        unit_price: of.unit_price,
        discount: of.amounts.discount,
        amount: of.amounts.amount,
        net: of.amounts.net,
        tax: of.amounts.tax,
        gross: of.amounts.gross,
        rate: of.rate,
    }
}
