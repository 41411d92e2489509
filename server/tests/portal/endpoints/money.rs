//! Money: an invoice, how it is paid, and what the vendor enters by hand.

use domain::{
    ids::{MovementId, PostingId},
    ledger::{
        PostingKind,
        desk::BillingSettings,
        wire::{BankBoard, DeskAccount, InvoicePage, MoneyPage, MovementState},
    },
    settings::Billing,
};
use testkit::{Client, TestPortal};

use super::{book::Book, json, key};
use crate::{
    EVA,
    bank::{Came, OTHER, camt, iban},
    functions::form,
};

/// The number of Dakwerken Gent.
const ACCOUNT: &str = "K-10017";

/// What was sent of an order is invoiced and paid.
pub async fn the_money(
    book: &mut Book,
    portal: &TestPortal,
    (anna, eva, mira): (&Client, &Client, &Client),
    order: i64,
) {
    let issue = form([("key", &key()), ("order", &order.to_string())]);
    let issued: Vec<String> = book.call(eva, "/fn/desk/money-issue", &issue).await.json();
    let invoice = issued[0].as_str();
    let number = json(json!({ "number": invoice }));
    let page: InvoicePage = book.call(anna, "/fn/invoices/page", &number).await.json();
    book.call(eva, "/fn/desk/money-invoice", &number).await;
    book.call(anna, "/fn/money/page", &json(json!({}))).await;
    book.call(anna, "/fn/money/open", &json(json!({ "currency": "EUR", "bucket": "not_due", "after": "" }))).await;
    let november = json!({ "filter": { "currency": "EUR", "from": "2026-11-01", "until": "2026-11-30", "after": "" } });
    book.call(anna, "/fn/money/statement", &json(november)).await;
    book.call(anna, "/fn/money/posting", &json(json!({ "id": page.posting }))).await;
    let a_part = json!({ "filter": { "invoices": [invoice], "amount": "10.00" } });
    book.call(anna, "/fn/money/pay", &json(a_part)).await;
    let announced = form([
        ("key", &key()),
        ("currency", "EUR"),
        ("amount", "10.00"),
        ("paid", "2026-11-24"),
        ("invoices[0]", invoice),
    ]);
    book.call(anna, "/fn/money/announce", &announced).await;
    let online = form([("key", &key()), ("currency", "EUR"), ("amount", "10.00"), ("invoices[0]", invoice)]);
    let started = book.call(anna, "/fn/money/pay-online", &online).await;
    book.call(anna, "/fn/money/online", &json(json!({ "id": online_id(started.location()) }))).await;
    let payment = online_id(started.location());
    let seen = form([("account", ACCOUNT), ("payment", payment), ("returned", "0"), ("unclear", "false")]);
    book.call(eva, "/fn/desk/money-online-seen", &seen).await;
    let november = json!({ "currency": "EUR", "from": "2026-11-01", "until": "2026-11-30", "after": "" });
    book.call(eva, "/fn/desk/money-statement", &json(json!({ "number": ACCOUNT, "filter": november }))).await;
    let part = json!({ "number": ACCOUNT, "currency": "EUR", "bucket": "not_due", "after": "" });
    book.call(eva, "/fn/desk/money-open", &json(part)).await;
    book.call(eva, "/fn/desk/money-posting", &json(json!({ "number": ACCOUNT, "id": page.posting }))).await;
    a_dispute(book, anna, eva, invoice).await;
    by_hand(book, anna, eva, invoice).await;
    book.call(eva, "/fn/desk/money-accounts", &json(json!({ "words": "dakwerken" }))).await;
    two_people(book, eva, mira).await;
    the_bank(book, portal, eva, invoice).await;
}

/// The payment whose page an address leads to.
fn online_id(location: &str) -> &str {
    let rest = location.strip_prefix("/money/pay/").expect("it leads to the payment");
    rest.split('?').next().unwrap_or(rest)
}

/// A line is disputed twice: the first time it is put back, the second time credited.
async fn a_dispute(book: &mut Book, anna: &Client, eva: &Client, invoice: &str) {
    let dispute = || {
        form([
            ("key", &key()),
            ("number", invoice),
            ("position", "1"),
            ("amount", "1.00"),
            ("text", "One of them is cracked."),
            ("remedy", "refund"),
        ])
    };
    let newest = async || {
        let page: InvoicePage = eva.call("/fn/desk/money-invoice", &json!({ "number": invoice })).await.json();
        page.disputes.last().expect("it was disputed just now").id.to_string()
    };
    book.call(anna, "/fn/invoices/dispute", &dispute()).await;
    let id = newest().await;
    let back =
        form([("key", &key()), ("number", invoice), ("dispute", &id), ("reason", "It was whole when it was sent")]);
    book.call(eva, "/fn/desk/money-put-back", &back).await;
    book.call(anna, "/fn/invoices/dispute", &dispute()).await;
    let id = newest().await;
    let credit =
        form([("key", &key()), ("number", invoice), ("dispute", &id), ("quantity", "1"), ("reason", "It was cracked")]);
    book.call(eva, "/fn/desk/money-credit-disputed", &credit).await;
}

async fn by_hand(book: &mut Book, anna: &Client, eva: &Client, invoice: &str) {
    let paid = form([
        ("key", &key()),
        ("account", ACCOUNT),
        ("currency", "EUR"),
        ("amount", "10,00"),
        ("day", "2026-11-24"),
        ("documents[0]", invoice),
        ("reason", "Cash at the counter"),
    ]);
    book.call(eva, "/fn/desk/money-post-payment", &paid).await;
    let gift = form([
        ("key", &key()),
        ("account", ACCOUNT),
        ("currency", "EUR"),
        ("way", "credit"),
        ("amount", "5,00"),
        ("reason", "For the trouble with the cracked tiles"),
    ]);
    book.call(eva, "/fn/desk/money-adjust", &gift).await;
    let newest: MoneyPage = anna.call("/fn/money/page", &json!({})).await.json();
    let of = |kind: PostingKind| -> PostingId {
        let found = newest.postings.iter().find(|(_, posting)| posting.kind == kind);
        found.expect("it was posted just now").1.id
    };
    let (adjustment, payment) = (of(PostingKind::Adjustment).to_string(), of(PostingKind::Payment).to_string());
    let allocate = form([
        ("key", &key()),
        ("account", ACCOUNT),
        ("credit", &adjustment),
        ("document", invoice),
        ("amount", "4,00"),
    ]);
    book.call(eva, "/fn/desk/money-allocate", &allocate).await;
    let reverse =
        form([("key", &key()), ("account", ACCOUNT), ("posting", &payment), ("reason", "It was somebody else's")]);
    book.call(eva, "/fn/desk/money-reverse", &reverse).await;
    let terms = form([
        ("key", &key()),
        ("account", ACCOUNT),
        ("payment_days", "14"),
        ("credit_limit", "5000"),
        ("version", "0"),
        ("reason", "They pay at once"),
    ]);
    book.call(eva, "/fn/desk/money-terms", &terms).await;
    let hold = form([("account", ACCOUNT), ("until", "2026-12-24"), ("reason", "They pay at Christmas")]);
    book.call(eva, "/fn/desk/money-hold", &hold).await;
    let credit = form([
        ("key", &key()),
        ("number", invoice),
        ("lines[0][position]", "1"),
        ("lines[0][quantity]", "2"),
        ("reason", "Two were cracked"),
    ]);
    book.call(eva, "/fn/desk/money-credit", &credit).await;
}

/// Above the vendor's limit one person enters what another confirms.
async fn two_people(book: &mut Book, eva: &Client, mira: &Client) {
    let settings: BillingSettings = book.call(mira, "/fn/desk/billing-settings", &json(json!({}))).await.json();
    let Billing { seller, pattern, payment_days, retention_years, version, .. } = settings.billing;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let asked = form([
        ("version", &version.to_string()),
        ("seller[name]", &seller.name),
        ("seller[lines]", &seller.lines.join("\n")),
        ("seller[postcode]", &seller.postcode),
        ("seller[city]", &seller.city),
        ("seller[country]", &seller.country),
        ("seller[vat_number]", &text(&seller.vat_number)),
        ("seller[email]", &text(&seller.email)),
        ("seller[phone]", &text(&seller.phone)),
        ("seller[iban]", &text(&seller.iban)),
        ("seller[bic]", &text(&seller.bic)),
        ("pattern", &pattern),
        ("payment_days", &payment_days.to_string()),
        ("retention_years", &retention_years.to_string()),
        ("limits[0][currency]", "EUR"),
        ("limits[0][amount]", "1000"),
        ("reference", "belgian"),
        ("accounts[0][currency]", "HUF"),
        ("accounts[0][iban]", "HU42 1177 3016 1111 1018 0000 0000"),
        ("reminders[before]", "3"),
        ("reminders[after]", "7, 14, 30"),
        ("reminders[least][0][currency]", "EUR"),
        ("reminders[least][0][amount]", "5"),
    ]);
    book.call(mira, "/fn/desk/settings-billing", &asked).await;
    let bonus = form([
        ("key", &key()),
        ("account", ACCOUNT),
        ("currency", "EUR"),
        ("way", "credit"),
        ("amount", "1200"),
        ("reason", "The bonus of the year"),
    ]);
    book.call(eva, "/fn/desk/money-adjust", &bonus).await;
    let account: DeskAccount =
        book.call(eva, "/fn/desk/money-account", &json(json!({ "number": ACCOUNT }))).await.json();
    book.call(mira, "/fn/desk/money-waiting", &json(json!({}))).await;
    let request = account.requests[0].id.to_string();
    let yes = form([("key", &key()), ("account", ACCOUNT), ("request", &request), ("confirm", "yes")]);
    book.call(mira, "/fn/desk/money-decide", &yes).await;
}

/// What the bank says came in, and what the staff make of it.
async fn the_bank(book: &mut Book, portal: &TestPortal, eva: &Client, invoice: &str) {
    let came = |name, amount, reference| Came { name, amount, reference, from: OTHER };
    let movements = [came("T-1", 1_234, invoice), came("T-2", 98_765_431, "NONE"), came("T-3", 98_765_432, "NONE")];
    let file = camt(&iban(portal), &movements);
    let actor = portal.actor(EVA).await;
    service::bank::load(portal.context(), &actor, "monday.xml", file.as_bytes()).await.expect("it is loaded");
    let asked = |state: MovementState| json(json!({ "state": state.code(), "after": "" }));
    let found = |board: &BankBoard, amount: i64| -> MovementId {
        board.movements.iter().find(|movement| movement.amount.minor == amount).expect("it is there").id
    };
    let proposed: BankBoard = book.call(eva, "/fn/desk/money-bank", &asked(MovementState::Proposed)).await.json();
    let one = found(&proposed, 1_234).to_string();
    book.call(eva, "/fn/desk/money-accept", &form([("key", &key()), ("id", &one)])).await;
    let unknown: BankBoard = book.call(eva, "/fn/desk/money-bank", &asked(MovementState::Unknown)).await.json();
    let (two, three) = (found(&unknown, 98_765_431).to_string(), found(&unknown, 98_765_432).to_string());
    let assign = form([("key", &key()), ("id", &two), ("account", ACCOUNT)]);
    book.call(eva, "/fn/desk/money-assign", &assign).await;
    book.call(eva, "/fn/desk/money-aside", &form([("id", &three), ("reason", "Not for a customer")])).await;
    book.call(eva, "/fn/desk/money-take-up", &form([("id", &three)])).await;
}
