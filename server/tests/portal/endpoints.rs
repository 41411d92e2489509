//! `docs/endpoints.md`: every server function with an example of input and answer, from calls that were really made.
//!
//! The page is compared with the checked-in one. After a wanted change: `LOKET_UPDATE=1 script/postgres run cargo test
//! -p server --test portal endpoints`.

mod book;
mod data;
mod money;

use std::{env, fs, path::PathBuf};

use domain::{
    account::{AccountDetails, AccountPage},
    addresses::AddressesPage,
    cases::{CasePage, DeskCase, Replies, SavedView},
    causes::CausePage,
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

/// A complaint about the order, from both sides.
async fn a_case(book: &mut Book, anna: &Client, eva: &Client, number: i64) -> i64 {
    let order = number.to_string();
    book.call(anna, "/fn/cases/writing", &json(json!({ "order": number, "article": null }))).await;
    let open = form([
        ("key", &key()),
        ("kind", "complaint"),
        ("subject", "Cracked ridge tiles"),
        ("text", "Eleven of forty are cracked."),
        ("impact", "standstill"),
        ("needed", "tomorrow"),
        ("remedy", "replacement"),
        ("tags", "ridge"),
        ("order", &order),
    ]);
    let case: i64 = book.call(anna, "/fn/cases/open", &open).await.json();
    let at = case.to_string();
    book.call(anna, "/fn/cases/list", &json(json!({ "filter": { "queue": "open" } }))).await;
    let version = async |client: &Client| {
        let page: CasePage = client.call("/fn/cases/page", &json!({ "number": case })).await.json();
        page.version.to_string()
    };
    book.call(eva, "/fn/desk/cases", &json(json!({ "filter": { "queue": "open" } }))).await;
    let take = form([("number", &at), ("version", &version(anna).await), ("stage", "investigating")]);
    book.call(eva, "/fn/desk/case-take", &take).await;
    let note = form([("key", &key()), ("number", &at), ("note", "Batch 22-118 again")]);
    book.call(eva, "/fn/desk/case-note", &note).await;
    let desk: DeskCase = book.call(eva, "/fn/desk/case", &json(json!({ "number": case }))).await.json();
    let colleague = desk.people[0].0.to_string();
    let assign = form([("number", &at), ("version", &version(anna).await), ("member", &colleague)]);
    book.call(eva, "/fn/desk/case-assign", &assign).await;
    let priority = form([
        ("number", &at),
        ("version", &version(anna).await),
        ("priority", "high"),
        ("reason", "A pallet leaves today"),
    ]);
    book.call(eva, "/fn/desk/case-priority", &priority).await;
    let kind = form([
        ("number", &at),
        ("version", &version(anna).await),
        ("kind", "concern"),
        ("reason", "Nothing has leaked yet"),
    ]);
    book.call(eva, "/fn/desk/case-kind", &kind).await;
    let up =
        form([("number", &at), ("version", &version(anna).await), ("reason", "A pallet costs more than I may give")]);
    book.call(eva, "/fn/desk/case-escalate", &up).await;
    let objected =
        form([("key", &key()), ("number", &at), ("version", &version(anna).await), ("reason", "The roof is open")]);
    book.call(anna, "/fn/cases/object", &objected).await;
    let escalated = form([("key", &key()), ("number", &at), ("version", &version(anna).await), ("reason", "It rains")]);
    book.call(anna, "/fn/cases/escalate", &escalated).await;
    book.call(anna, "/fn/cases/reply", &form([("key", &key()), ("number", &at), ("text", "Batch 22-118")])).await;
    let ask = form([
        ("key", &key()),
        ("number", &at),
        ("version", &version(anna).await),
        ("saying", "ask"),
        ("text", "Which batch is it?"),
    ]);
    functions::ask(eva, "/fn/desk/case-answer", &ask).await;
    let contest =
        form([("key", &key()), ("number", &at), ("version", &version(anna).await), ("reason", "I wrote that above")]);
    book.call(anna, "/fn/cases/contest", &contest).await;
    let propose = form([
        ("key", &key()),
        ("number", &at),
        ("version", &version(anna).await),
        ("saying", "propose"),
        ("text", "Forty new ones tomorrow at seven."),
        ("cause", "Kiln 4 was too hot"),
        ("prevention", "Each batch is tapped"),
    ]);
    book.call(eva, "/fn/desk/case-answer", &propose).await;
    book.call(anna, "/fn/cases/page", &json(json!({ "number": case }))).await;
    let accept = form([
        ("key", &key()),
        ("number", &at),
        ("version", &version(anna).await),
        ("decision", "accept"),
        ("text", "Thank you"),
    ]);
    book.call(anna, "/fn/cases/decide", &accept).await;
    book.call(
        anna,
        "/fn/cases/rate",
        &form([("key", &key()), ("number", &at), ("satisfaction", "4"), ("words", "Quick")]),
    )
    .await;
    let reopen =
        form([("key", &key()), ("number", &at), ("version", &version(anna).await), ("reason", "Two more are cracked")]);
    book.call(anna, "/fn/cases/reopen", &reopen).await;
    let withdraw = form([("key", &key()), ("number", &at), ("version", &version(anna).await)]);
    book.call(anna, "/fn/cases/withdraw", &withdraw).await;
    case
}

/// The cause of a case, told to all whom it affects.
async fn a_cause(book: &mut Book, portal: &TestPortal, anna: &Client, eva: &Client, case: i64) {
    let save = form([
        ("key", &key()),
        ("title", "Kiln 4 was too hot"),
        ("text", "Batch 22-118"),
        ("articles", "RT-1042"),
        ("from", "2026-11-24"),
        ("until", "2026-11-24"),
    ]);
    let number: i64 = book.call(eva, "/fn/desk/cause-save", &save).await.json();
    let (at, case_at) = (number.to_string(), case.to_string());
    book.call(eva, "/fn/desk/cause-link", &form([("case", &case_at), ("cause", &at)])).await;
    book.call(eva, "/fn/desk/case-cause", &json(json!({ "case": case }))).await;
    let page: CausePage = eva.call("/fn/desk/cause", &json!({ "number": number })).await.json();
    let tell = form([
        ("key", &key()),
        ("number", &at),
        ("version", &page.version.to_string()),
        ("words[0][language]", "en"),
        ("words[0][subject]", "Some tiles of today may crack"),
        ("words[0][text]", "We bring new ones on Thursday. Please leave the old ones on the pallet."),
    ]);
    book.call(eva, "/fn/desk/cause-tell", &tell).await;
    service::causes::pass(portal.context()).await.expect("it goes out");
    book.call(eva, "/fn/desk/cause-rest", &form([("number", &at)])).await;
    service::causes::pass(portal.context()).await.expect("there is nobody left");
    book.call(eva, "/fn/desk/cause", &json(json!({ "number": number }))).await;
    book.call(eva, "/fn/desk/cause-accounts", &json(json!({ "number": number, "after": null }))).await;
    book.call(eva, "/fn/desk/causes", &json(json!({ "closed": false, "before": null }))).await;
    book.call(anna, "/fn/causes/notices", &json(json!({ "number": number }))).await;
    book.call(anna, "/fn/causes/of-case", &json(json!({ "case": case }))).await;
}

/// The answers that everybody reads.
async fn the_answers(book: &mut Book, eva: &Client) {
    book.call(eva, "/fn/desk/knowledge", &json(json!({}))).await;
    book.call(eva, "/fn/desk/knowledge-text", &json(json!({ "slug": "pallet-deposit", "language": "nl" }))).await;
    let save = form([
        ("key", &key()),
        ("topic", "goods"),
        ("language", "en"),
        ("title", "Rain on the building site"),
        ("body", "Cover the **top** of each pallet."),
        ("doing", "publish"),
    ]);
    book.call(eva, "/fn/desk/knowledge-save", &save).await;
}

/// What the desk does with cases beside answering them, and how the vendor answers.
async fn the_inbox(book: &mut Book, anna: &Client, eva: &Client, mira: &Client) {
    let ask = async |subject: &str| -> i64 {
        let fields = [("key", key()), ("kind", "question".to_owned()), ("subject", subject.to_owned())];
        let fields: Vec<_> =
            fields.into_iter().chain([("text", format!("{subject} And the bill is wrong."))]).collect();
        functions::ask(anna, "/fn/cases/open", &Input::Form(fields)).await.json()
    };
    let (one, two) = (ask("When do they come?").await, ask("Have they left?").await);
    let (at, other) = (one.to_string(), two.to_string());
    let desk = async |number: i64| -> DeskCase { eva.call("/fn/desk/case", &json!({ "number": number })).await.json() };
    let page = desk(one).await;
    let (version, entry) = (page.case.version.to_string(), page.case.entries[0].id.to_string());
    let tag = form([("number", &at), ("version", &version), ("add", "Ridge")]);
    book.call(eva, "/fn/desk/case-tag", &tag).await;
    let version = desk(one).await.case.version.to_string();
    let split = form([
        ("key", &key()),
        ("number", &at),
        ("version", &version),
        ("entry", &entry),
        ("subject", "The bill"),
        ("kind", "question"),
    ]);
    book.call(eva, "/fn/desk/case-split", &split).await;
    let version = desk(one).await.case.version.to_string();
    let merge = form([("number", &at), ("version", &version), ("other", &other), ("how", "merge")]);
    book.call(eva, "/fn/desk/case-join", &merge).await;

    let reply =
        form([("key", &key()), ("name", "Later"), ("en", "Dear {customer}, you hear from us {promised}. {staff}")]);
    book.call(eva, "/fn/desk/reply-write", &reply).await;
    let replies: Replies = book.call(eva, "/fn/desk/replies", &json(json!({}))).await.json();
    let later = replies.replies.iter().find(|reply| reply.name == "Later").expect("it was written");
    book.call(eva, "/fn/desk/reply-remove", &form([("id", &later.id.to_string())])).await;
    let view = form([("key", &key()), ("name", "My complaints"), ("queue", "mine"), ("kind", "complaint")]);
    book.call(eva, "/fn/desk/view-keep", &view).await;
    let views: Vec<SavedView> = book.call(eva, "/fn/desk/views", &json(json!({}))).await.json();
    book.call(eva, "/fn/desk/view-remove", &form([("id", &views[0].id.to_string())])).await;

    let hours =
        form([("version", "0"), ("hours[0]", "8-12, 13-17"), ("hours[1]", "8-12"), ("lapse", "7"), ("publish", "1")]);
    book.call(mira, "/fn/desk/settings-hours", &hours).await;
    book.call(mira, "/fn/desk/promises", &json(json!({ "period": "quarter" }))).await;
    book.call(mira, "/fn/help/answer-times", &json(json!({ "period": "month" }))).await;
    let days = form([("version", "1"), ("countries[0]", "be"), ("days", "2026-12-24")]);
    book.call(mira, "/fn/desk/settings-days", &days).await;
    let promises = form([
        ("version", "2"),
        ("rows[0][kind]", "complaint"),
        ("rows[0][first]", "1:30"),
        ("rows[0][next]", "4"),
        ("rows[0][resolution]", "16"),
    ]);
    book.call(mira, "/fn/desk/settings-promises", &promises).await;
    let tags = form([
        ("version", "3"),
        ("rows[0][code]", "quality"),
        ("rows[0][en]", "Quality"),
        ("rows[0][priority]", "high"),
        ("rows[0][assign]", EVA),
    ]);
    book.call(mira, "/fn/desk/settings-tags", &tags).await;
    let rules = form([("version", "4"), ("rows[0][language]", "hu"), ("rows[0][to]", MIRA)]);
    book.call(mira, "/fn/desk/settings-assignment", &rules).await;
    let kinds = form([
        ("version", "5"),
        ("rows[0][kind]", "complaint"),
        ("rows[0][offered]", "1"),
        ("rows[0][nl]", "Reclamatie"),
        ("rows[1][kind]", "suggestion"),
    ]);
    book.call(mira, "/fn/desk/settings-kinds", &kinds).await;
    let mailboxes = form([
        ("version", "6"),
        ("rows[0][address]", "complaints@vandael.example"),
        ("rows[0][kind]", "complaint"),
        ("rows[0][tags]", "quality, by-mail"),
        ("rows[0][assign]", EVA),
    ]);
    book.call(mira, "/fn/desk/settings-mailboxes", &mailboxes).await;
    let above = form([("version", "7"), ("people[0]", EVA), ("people[1]", MIRA)]);
    book.call(mira, "/fn/desk/settings-above", &above).await;
    book.call(mira, "/fn/desk/case-settings", &json(json!({}))).await;
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
    let case = a_case(&mut book, &anna, &eva, number).await;
    a_cause(&mut book, &portal, &anna, &eva, case).await;
    the_answers(&mut book, &eva).await;
    let mira = portal.staff(MIRA).await;
    the_inbox(&mut book, &anna, &eva, &mira).await;
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
