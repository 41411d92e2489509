//! What wrong input comes to: a clear code, never a fault, and nothing half-written.

mod rows;

use std::collections::BTreeSet;

use domain::{
    account::AccountPage,
    cart::CartView,
    i18n::I18n,
    language::Language,
    refusal::{Code, Refusal},
};
use http::{Method, header};
use serde_json::{Value, json};
use testkit::{Answer, Client, TestPortal, new_key};

use crate::{
    ANNA, EVA, KATRIN,
    functions::{self, Input, ask},
    theirs::Theirs,
};

/// A function, its input, and the code of the answer.
type Row = (&'static str, Input, Code);

/// The server functions that take no input.
const WITHOUT_INPUT: [&str; 25] = [
    "/fn/account/addresses",
    "/fn/account/data",
    "/fn/account/details",
    "/fn/account/notices",
    "/fn/account/page",
    "/fn/approvals/list",
    "/fn/cart/view",
    "/fn/demo/mail",
    "/fn/demo/people",
    "/fn/desk/billing-settings",
    "/fn/desk/board",
    "/fn/desk/erasures",
    "/fn/desk/knowledge",
    "/fn/desk/case-settings",
    "/fn/desk/money-waiting",
    "/fn/desk/replies",
    "/fn/desk/resend",
    "/fn/desk/views",
    "/fn/entry/accounts",
    "/fn/entry/reader",
    "/fn/entry/sign-out",
    "/fn/home/page",
    "/fn/lists/all",
    "/fn/money/page",
    "/fn/review/open",
];

/// Things of another account.
struct Foreign {
    order: i64,
    address: String,
    review: String,
    session: String,
    member: String,
    /// anna herself: not foreign, but not to be let go either.
    anna: String,
}

impl Foreign {
    async fn of(portal: &TestPortal) -> Self {
        let katrin = portal.actor(KATRIN).await;
        let order = portal.order(&katrin, &[("TL-7011", "1")]).await;
        portal.put(&katrin, &[("TL-7012", "1")]).await;
        let browser = portal.customer(KATRIN).await;
        let page: AccountPage = browser.call("/fn/account/page", &json!({})).await.json();
        Self {
            order,
            address: page.addresses[0].id.to_string(),
            review: portal.review(&katrin).await.id.to_string(),
            session: page.sessions[0].id.to_string(),
            member: katrin.member.to_string(),
            anna: portal.actor(ANNA).await.member.to_string(),
        }
    }
}

/// All that anna can see of what is written.
async fn written(portal: &TestPortal, anna: &Client) -> (Vec<(&'static str, i64)>, CartView, AccountPage, Value) {
    let counts = store::check::counts(portal.store(), store::Job::of("test")).await.expect("the rows can be counted");
    let cart = anna.call("/fn/cart/view", &json!({})).await.json();
    let account = anna.call("/fn/account/page", &json!({})).await.json();
    let lists = anna.call("/fn/lists/all", &json!({})).await.json();
    (counts, cart, account, lists)
}

/// A new server function has no row, and that fails.
fn assert_all_are_tried<'a>(rows: impl Iterator<Item = &'a Row>) {
    let mut tried: BTreeSet<String> = rows.map(|(path, ..)| (*path).to_owned()).collect();
    for path in WITHOUT_INPUT {
        assert!(tried.insert(path.to_owned()), "{path} takes no input, and has a row");
    }
    let there = functions::all();
    let missing: Vec<_> = there.difference(&tried).collect();
    let gone: Vec<_> = tried.difference(&there).collect();
    assert!(missing.is_empty(), "server functions without a row of wrong input: {missing:?}");
    assert!(gone.is_empty(), "rows of wrong input for server functions that are gone: {gone:?}");
}

async fn judge(client: &Client, rows: &[Row]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, input, code) in rows {
        let answer = ask(client, path, input).await;
        let refusal = serde_json::from_str::<Refusal>(&answer.body).ok().map(|refusal| refusal.code);
        if answer.status != code.status() || refusal != Some(*code) {
            let shown: String = format!("{input:?}").chars().take(200).collect();
            wrong.push(format!("{path} {shown}: {} {} instead of {code:?}", answer.status, answer.start()));
        }
    }
    wrong
}

testkit::on_both_databases! {
    async fn every_form_and_function(portal: TestPortal) {
        let (theirs, foreign) = (Theirs::of(&portal).await, Foreign::of(&portal).await);
        let (customers, staff) = (rows::customers(&theirs, &foreign), rows::staff(&theirs));
        assert_all_are_tried(customers.iter().chain(&staff));
        let (anna, eva) = (portal.customer(ANNA).await, portal.staff(EVA).await);
        let actor = portal.actor(ANNA).await;
        let before = (
            written(&portal, &anna).await,
            portal.page(&actor, theirs.order).await,
            portal.page(&actor, theirs.fresh).await,
        );
        let mut wrong = judge(&anna, &customers).await;
        wrong.extend(judge(&eva, &staff).await);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let after = (
            written(&portal, &anna).await,
            portal.page(&actor, theirs.order).await,
            portal.page(&actor, theirs.fresh).await,
        );
        assert_eq!(before, after, "nothing was written");
        portal.check().await;
    }

    async fn what_is_wrong_is_said_in_the_readers_language(portal: TestPortal) {
        for language in Language::ALL {
            let somebody = portal.anonymous();
            let chosen = [("language", language.code())];
            somebody.post_form("/fn/entry/set-language", &chosen).await.expect_status(303);
            let typed = [("email", "no address")];
            let page = somebody.post_form_from("/signin", "/fn/entry/ask-code", &typed).await.expect_status(422);
            let begin = format!("<html lang=\"{}\"", language.code());
            assert!(page.body.contains(&begin), "{begin}: {}", page.start());
            for other in Language::ALL {
                let said = page.body.contains(I18n::of(other).refusal_email());
                assert_eq!(said, other == language, "{other:?} on a page in {language:?}: {}", page.body);
            }
        }
    }

    async fn whatever_is_looked_for_is_looked_for(portal: TestPortal) {
        let (anna, eva) = (portal.customer(ANNA).await, portal.staff(EVA).await);
        let endless = "x".repeat(50_000);
        let texts = [
            "\u{0}",
            "tile\u{0}",
            "\u{1b}[2J",
            "\u{202e}",
            "%",
            "_",
            "\\",
            "'",
            "\"",
            "?",
            "$1",
            "{}",
            "🏠",
            "ß",
            endless.as_str(),
        ];
        for text in texts {
            let mut answers = Vec::new();
            for (client, path, input) in [
                (&*anna, "/fn/shop/find", json!({ "filter": { "search": text, "category": text, "after": text } })),
                (&*anna, "/fn/shop/find", json!({ "filter": { "after": format!("1|{text}") } })),
                (&*anna, "/fn/shop/article", json!({ "number": text })),
                (&*anna, "/fn/shop/suggest", json!({ "text": text })),
                (&*anna, "/fn/orders/list", json!({ "filter": { "search": text, "after": text } })),
                (&*anna, "/fn/invoices/page", json!({ "number": text })),
                (&*anna, "/fn/money/open", json!({ "currency": text, "bucket": text, "after": text })),
                (&*anna, "/fn/money/statement", json!({ "filter": { "currency": text, "from": text } })),
                (&*anna, "/fn/money/pay", json!({ "filter": { "invoices": [text], "amount": text } })),
                (&*anna, "/fn/help/list", json!({ "search": text })),
                (&*anna, "/fn/help/article", json!({ "slug": text })),
                (&*anna, "/fn/help/offer", json!({ "text": text })),
                (&*eva, "/fn/desk/orders", json!({ "filter": { "search": text } })),
                (&*eva, "/fn/desk/knowledge-text", json!({ "slug": text, "language": null })),
                (&*eva, "/fn/desk/money-account", json!({ "number": text })),
                (&*eva, "/fn/desk/money-invoice", json!({ "number": text })),
                (&*eva, "/fn/desk/money-statement", json!({ "number": text, "filter": { "from": text } })),
            ] {
                answers.push((path, client.call(path, &input).await));
            }
            let key = new_key().to_string();
            for (path, fields) in [
                ("/fn/cart/change", vec![("key", key.as_str()), ("number", text), ("mode", "add")]),
                ("/fn/cart/fill", vec![("key", key.as_str()), ("text", text)]),
                ("/fn/lists/add", vec![("key", key.as_str()), ("name", "Mine"), ("number", text)]),
                ("/fn/entry/verify-code", vec![("code", text)]),
                ("/fn/entry/set-language", vec![("language", "en"), ("next", text)]),
            ] {
                answers.push((path, anna.send(path, &fields).await));
            }
            for (path, answer) in answers {
                assert!(answer.status < 500, "{path} {:?}: {} {}", text.chars().next(), answer.status, answer.start());
            }
        }
        for path in [
            "/shop?category=%00",
            "/shop?q=%00&after=1%7C%00",
            "/shop/%00",
            "/shop/%FF",
            "/orders?q=%00",
            "/orders.csv?q=%00",
            "/orders.csv?state=lost",
            "/orders?from=%00&to=2026-02-30",
            "/orders.csv?from=9999-12-31&to=9999-12-31",
            "/orders/spending?period=%00&category=%00&rank=x",
            "/orders/spending?currency=%00",
            "/orders/spending.csv?currency=euro",
            "/orders/99999999999999999999",
            "/invoices/%00",
            "/invoices/%00/pdf",
            "/invoices/%FF/xml",
            "/invoices/1%2F2",
            "/money/open?bucket=late&after=%00",
            "/money/pay?invoices=%00",
            "/money/postings/first",
            "/money/statement?from=%00",
            "/money/statement.csv?from=%00&until=x",
            "/money/statement.pdf?currency=%00",
            "/help?q=%00",
            "/help/%00",
            "/lists/mine",
            "/messages?before=x",
            "/account/access?before=%00",
            "/account/addresses?edit=%00",
            "/signin?next=%00",
            "/quick?lines=%00",
        ] {
            let answer = anna.get(path).await;
            assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.start());
        }
    }

    async fn what_is_no_json_and_no_form(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        for (path, kind, body) in [
            ("/fn/orders/list", "application/json", b"".to_vec()),
            ("/fn/orders/list", "application/json", b"not json".to_vec()),
            ("/fn/orders/list", "application/json", b"{\"filter\":".to_vec()),
            ("/fn/orders/list", "application/json", b"\xff\xfe".to_vec()),
            ("/fn/orders/list", "application/json", "[".repeat(100_000).into_bytes()),
            ("/fn/orders/cancel", "application/x-www-form-urlencoded", b"\xff\xfe=%".to_vec()),
            ("/fn/orders/cancel", "application/x-www-form-urlencoded", b"number[0][1][2][3][4][5][6][7]=1".to_vec()),
            ("/fn/orders/cancel", "application/x-www-form-urlencoded", b"number=1&number=2".to_vec()),
            ("/cart/upload", "application/json", b"{}".to_vec()),
            ("/cart/upload", "multipart/form-data", b"--x".to_vec()),
            ("/cart/upload", "multipart/form-data; boundary=x", b"--x\r\nnothing".to_vec()),
            ("/desk/bank/load", "application/json", b"{}".to_vec()),
            ("/desk/bank/load", "multipart/form-data; boundary=x", b"--x\r\nnothing".to_vec()),
        ] {
            let request = anna.request(Method::POST, path).header(header::CONTENT_TYPE, kind).body(body.clone());
            let answer = Answer::of(request).await;
            assert!(
                (400..500).contains(&answer.status),
                "{path} {:?}: {} {}",
                body.get(..20),
                answer.status,
                answer.start()
            );
        }
    }
}
