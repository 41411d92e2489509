//! `docs/endpoints.md`: every server function with an example of input and answer, from calls that were really made.
//!
//! The page is compared with the checked-in one. After a wanted change: `LOKET_UPDATE=1 script/postgres run cargo test
//! -p server --test portal endpoints`.

mod book;
mod cases;
mod data;
mod money;

use std::{env, fs, path::PathBuf};

use domain::{
    account::{AccountDetails, AccountPage},
    addresses::AddressesPage,
    ids::ListId,
    orders::{OrderPage, Submitted},
    post::DeskPost,
    review::ReviewPage,
    session::AccountCard,
    shop::ListLink,
};
use serde_json::json;
use testkit::{Client, Database, PaymentProvider, TestPortal, new_key};

use crate::{
    ANNA, BRAM, EVA, MIRA,
    functions::{self, Input, form},
};

use book::Book;

const NOTHING: Input = Input::Form(Vec::new());

fn json(value: serde_json::Value) -> Input {
    Input::Json(value)
}

fn key() -> String {
    new_key().to_string()
}

/// A visitor looks round, fills a cart, and signs in.
async fn before_signing_in(book: &mut Book, portal: &TestPortal, browser: &Client) {
    book.call(browser, "/fn/entry/reader", &json(json!({}))).await;
    book.call(browser, "/fn/entry/set-language", &form([("language", "en")])).await;
    book.call(browser, "/fn/shop/find", &json(json!({ "filter": { "search": "roof tile" } }))).await;
    book.call(browser, "/fn/shop/article", &json(json!({ "number": "RT-1042" }))).await;
    book.call(browser, "/fn/shop/suggest", &json(json!({ "text": "rt-104" }))).await;
    let change = form([("key", &key()), ("number", "RT-1042"), ("quantity", "40"), ("mode", "set")]);
    book.call(browser, "/fn/cart/change", &change).await;
    book.call(browser, "/fn/cart/view", &json(json!({}))).await;
    book.call(browser, "/fn/help/list", &json(json!({ "search": "deposit" }))).await;
    book.call(browser, "/fn/help/article", &json(json!({ "slug": "pallet-deposit" }))).await;
    book.call(browser, "/fn/help/offer", &json(json!({ "text": "Can you take back the pallets?" }))).await;
    book.call(browser, "/fn/help/vote", &form([("slug", "pallet-deposit"), ("helped", "yes")])).await;
    book.call(browser, "/fn/demo/people", &json(json!({}))).await;
    book.call(browser, "/fn/entry/ask-code", &form([("email", ANNA)])).await;
    portal.deliver_mail().await;
    book.call(browser, "/fn/demo/mail", &json(json!({}))).await;
    let code = portal.code_for(ANNA).await;
    book.call(browser, "/fn/entry/verify-code", &form([("code", &code)])).await;
}

/// A member, from the cart to the order.
async fn ordering(book: &mut Book, anna: &Client) -> i64 {
    let accounts: Vec<AccountCard> = book.call(anna, "/fn/entry/accounts", &json(json!({}))).await.json();
    book.call(anna, "/fn/entry/choose-account", &form([("account", &accounts[0].id.to_string())])).await;
    book.call(anna, "/fn/entry/set-time-zone", &json(json!({ "time_zone": "Europe/Brussels" }))).await;
    let change = json!({ "key": key(), "number": "RT-1061", "quantity": 3000, "mode": "add" });
    book.call(anna, "/fn/cart/replay", &json(json!({ "changes": [change] }))).await;
    book.call(anna, "/fn/cart/fill", &form([("key", &key()), ("text", "RT-1090;15\nNOPE-1;1")])).await;
    book.call(anna, "/fn/lists/save-cart", &form([("key", &key()), ("name", "Roofs of type B")])).await;
    let lists: Vec<ListLink> = book.call(anna, "/fn/lists/all", &json(json!({}))).await.json();
    let list: ListId = lists[0].id;
    book.call(anna, "/fn/lists/one", &json(json!({ "id": list }))).await;
    let add = form([("key", &key()), ("list", &list.to_string()), ("number", "TL-7011"), ("quantity", "1")]);
    book.call(anna, "/fn/lists/add", &add).await;
    let rename = form([("key", &key()), ("id", &list.to_string()), ("name", "Roofs of type C")]);
    book.call(anna, "/fn/lists/rename", &rename).await;
    book.call(anna, "/fn/lists/to-cart", &form([("key", &key()), ("id", &list.to_string())])).await;
    book.call(anna, "/fn/lists/delete", &form([("key", &key()), ("id", &list.to_string())])).await;
    let details = form([("reference", "Mertens"), ("note", "Behind the gate"), ("delivery_way", "van")]);
    book.call(anna, "/fn/review/details", &details).await;
    let review: ReviewPage = book.call(anna, "/fn/review/open", &json(json!({}))).await.json();
    let submit = form([("key", &key()), ("review", &review.id.to_string())]);
    let submitted: Submitted = book.call(anna, "/fn/orders/submit", &submit).await.json();
    submitted.number
}

/// What members do with their orders, their colleagues and their account.
async fn afterwards(book: &mut Book, portal: &TestPortal, anna: &Client, number: i64) {
    let (actor, bram) = (portal.actor(ANNA).await, portal.actor(BRAM).await);
    book.call(anna, "/fn/home/page", &json(json!({}))).await;
    book.call(anna, "/fn/orders/list", &json(json!({ "filter": { "state": "submitted" } }))).await;
    book.call(anna, "/fn/orders/spending", &json(json!({ "filter": { "period": "this-year" } }))).await;
    book.call(anna, "/fn/orders/page", &json(json!({ "number": number }))).await;
    book.call(anna, "/fn/orders/again", &json(json!({ "order": number }))).await;
    let again = form([
        ("key", &key()),
        ("order", &number.to_string()),
        ("lines[0][number]", "RT-1042"),
        ("lines[0][take]", "1"),
        ("lines[0][quantity]", "20"),
    ]);
    book.call(anna, "/fn/orders/take-again", &again).await;
    let early = portal.order(&actor, &[("TL-7011", "1")]).await.to_string();
    book.call(anna, "/fn/orders/cancel", &form([("number", &early), ("reason", "Ordered twice")])).await;

    let (one, other) =
        (portal.order(&bram, &[("RT-1042", "600")]).await, portal.order(&bram, &[("RT-1043", "600")]).await);
    book.call(anna, "/fn/approvals/list", &json(json!({ "after": null }))).await;
    book.call(anna, "/fn/approvals/approve", &form([("number", &one.to_string()), ("version", "1")])).await;
    let refuse = form([("number", &other.to_string()), ("version", "1"), ("reason", "We still have these")]);
    book.call(anna, "/fn/approvals/refuse", &refuse).await;

    book.call(anna, "/fn/messages/news", &json(json!({ "before": null }))).await;
    book.call(anna, "/fn/messages/seen", &json(json!({ "seq": 1 }))).await;
    let invite = form([
        ("key", &key()),
        ("email", "noor@test.example"),
        ("name", "Noor"),
        ("role", "buyer"),
        ("order_limit", "250,00"),
    ]);
    book.call(anna, "/fn/account/invite", &invite).await;
    portal.customer(ANNA).await;
    let page: AccountPage = book.call(anna, "/fn/account/page", &json(json!({}))).await.json();
    let invitation = page.invitations[0].id.to_string();
    book.call(anna, "/fn/account/withdraw-invitation", &form([("invitation", &invitation)])).await;
    let member =
        [("member", bram.member.to_string()), ("role", "buyer".to_owned()), ("order_limit", "750,00".to_owned())];
    book.call(anna, "/fn/account/change-member", &Input::Form(member.to_vec())).await;
    let phone = page.sessions.iter().find(|session| !session.current).expect("another browser is signed in");
    book.call(anna, "/fn/account/end-session", &form([("session", &phone.id.to_string())])).await;
    let profile = form([("name", "Anna Kovács"), ("language", "en"), ("time_zone", "Europe/Brussels")]);
    book.call(anna, "/fn/account/save-profile", &profile).await;
    the_account(book, anna).await;
}

/// What the owner says of the account; in the end it is as it was.
async fn the_account(book: &mut Book, anna: &Client) {
    let nothing = json(json!({}));
    let before: AddressesPage = book.call(anna, "/fn/account/addresses", &nothing).await.json();
    let address = form([
        ("key", &key()),
        ("purpose", "delivery"),
        ("label", "Site Meulestede"),
        ("name", "Werf Meulestede"),
        ("street", "Meulesteedsesteenweg 12"),
        ("postcode", "9000"),
        ("city", "Gent"),
        ("country", "BE"),
    ]);
    book.call(anna, "/fn/account/save-address", &address).await;
    let after: AddressesPage = anna.call("/fn/account/addresses", &json!({})).await.json();
    let new = after.delivery.last().expect("it was added").id.to_string();
    book.call(anna, "/fn/account/usual-address", &form([("id", &new)])).await;
    let usual = before.delivery[0].id.to_string();
    book.call(anna, "/fn/account/usual-address", &form([("id", &usual)])).await;
    book.call(anna, "/fn/account/remove-address", &form([("id", &new)])).await;
    let details: AccountDetails = book.call(anna, "/fn/account/details", &nothing).await.json();
    book.call(anna, "/fn/account/save-tax-number", &form([("number", &details.tax_number)])).await;
    book.call(anna, "/fn/account/save-language", &form([("language", details.language.code())])).await;
    book.call(anna, "/fn/account/notices", &nothing).await;
    let all = form([("orders", "true"), ("money", "true"), ("cases", "true")]);
    book.call(anna, "/fn/account/save-notices", &all).await;
}

/// The vendor's side of the same order.
async fn at_the_desk(book: &mut Book, portal: &TestPortal, anna: &Client, eva: &Client, number: i64) {
    book.call(eva, "/fn/desk/board", &json(json!({}))).await;
    book.call(eva, "/fn/desk/orders", &json(json!({ "filter": { "search": "mertens" } }))).await;
    let page: OrderPage = book.call(eva, "/fn/desk/order", &json(json!({ "number": number }))).await.json();
    let (order, line) = (number.to_string(), page.lines[0].id.to_string());
    let confirm =
        form([("number", &order), ("version", "1"), ("lines[0][line]", &line), ("lines[0][value]", "2026-12-01")]);
    book.call(eva, "/fn/desk/confirm", &confirm).await;
    let split = form([
        ("key", &key()),
        ("number", &order),
        ("version", "2"),
        ("line", &line),
        ("quantity", "10"),
        ("date", "2026-12-09"),
    ]);
    book.call(eva, "/fn/desk/split", &split).await;
    book.call(eva, "/fn/desk/pick", &form([("number", &order), ("version", "3"), ("agreed", "true")])).await;
    let ship = form([
        ("key", &key()),
        ("number", &order),
        ("version", "4"),
        ("carrier", "DPD"),
        ("tracking", "0123456789"),
        ("lines[0][line]", &line),
        ("lines[0][value]", "30"),
    ]);
    book.call(eva, "/fn/desk/ship", &ship).await;
    let page: OrderPage = eva.call("/fn/desk/order", &json!({ "number": number })).await.json();
    let shipment = page.shipments[0].id.to_string();
    book.call(eva, "/fn/desk/deliver", &form([("number", &order), ("version", "5"), ("shipment", &shipment)])).await;

    let asked = form([("number", &order), ("reason", "The job is off")]);
    book.call(anna, "/fn/orders/request-cancellation", &asked).await;
    let decline = form([("number", &order), ("version", "7"), ("reason", "It is on the lorry")]);
    book.call(eva, "/fn/desk/decline-cancellation", &decline).await;
    let cancel = form([("number", &order), ("version", "8"), ("reason", "The last ones were damaged")]);
    book.call(eva, "/fn/desk/cancel", &cancel).await;
    portal.deliver_mail().await;
    book.call(eva, "/fn/desk/resend", &form([])).await;
    book.call(eva, "/fn/desk/mails", &json(json!({ "state": null }))).await;
    let mails = [("new@elsewhere.example", "Tiles", "How much?"), ("shop@elsewhere.example", "Offer", "Buy now.")];
    for (from, subject, text) in mails {
        let raw = format!("From: {from}\r\nSubject: {subject}\r\n\r\n{text}\r\n").into_bytes();
        let handed = service::post::Handed { mailbox: "lmtp".to_owned(), raw, ..Default::default() };
        service::post::take_in(portal.context(), handed).await.expect("it is stored");
        service::post::pass(portal.context()).await.expect("it is filed");
        portal.tick();
    }
    let waiting: DeskPost = book.call(eva, "/fn/desk/post", &json(json!({ "automatic": false }))).await.json();
    let (offer, tiles) = (waiting.mails[0].id.to_string(), waiting.mails[1].id.to_string());
    let word = form([("key", &key()), ("id", &tiles), ("text", "Twelve euro each.")]);
    book.call(eva, "/fn/desk/post-answer", &word).await;
    book.call(eva, "/fn/desk/post-accept", &form([("id", &tiles), ("account", "K-10017")])).await;
    book.call(eva, "/fn/desk/post-discard", &form([("id", &offer)])).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_page_of_endpoints_is_what_they_answer() {
    let provider = PaymentProvider::start().await;
    let portal = TestPortal::start_with(Database::Sqlite, |config| config.payments = Some(provider.place())).await;
    let mut book = Book::new(portal.url());
    let anna = portal.anonymous();
    before_signing_in(&mut book, &portal, &anna).await;
    let number = ordering(&mut book, &anna).await;
    afterwards(&mut book, &portal, &anna, number).await;
    let eva = portal.staff(EVA).await;
    let case = cases::a_case(&mut book, &anna, &eva, number).await;
    cases::a_cause(&mut book, &portal, &anna, &eva, case).await;
    cases::the_answers(&mut book, &eva).await;
    let mira = portal.staff(MIRA).await;
    cases::the_inbox(&mut book, &anna, &eva, &mira).await;
    at_the_desk(&mut book, &portal, &anna, &eva, number).await;
    money::the_money(&mut book, &portal, (&anna, &eva, &mira), number).await;
    data::the_data(&mut book, &portal, &anna, &mira).await;
    book.call(&anna, "/fn/account/access", &json(json!({ "before": "" }))).await;
    book.call(&anna, "/fn/entry/sign-out", &NOTHING).await;
    let missing: Vec<String> = functions::all().into_iter().filter(|path| !book.has(path)).collect();
    assert!(missing.is_empty(), "server functions without an example here: {missing:?}");

    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/endpoints.md");
    let page = book.page();
    if env::var("LOKET_UPDATE").is_ok_and(|value| value == "1") {
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(&file, page).expect("the page can be written");
        return;
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    let differs = page.lines().zip(there.lines()).find(|(now, then)| now != then);
    assert!(
        page == there,
        "docs/endpoints.md is not what the functions answer; LOKET_UPDATE=1 writes it anew: {differs:?}"
    );
}
