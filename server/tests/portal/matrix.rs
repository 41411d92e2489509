//! Who may do what: every server function, route and page, asked by those who may not.
//!
//! A new endpoint has no row here, and that fails. The order of the columns is that of [`Who::ALL`]; the things that
//! are asked for are those of Dakwerken Gent, whose viewer and disabled member are two of the columns.

use std::{collections::BTreeSet, sync::Arc};

use app::document::{self, Page};
use domain::{orders::OrderPage, permissions::Role};
use serde_json::json;
use server::router::PLAIN_ROUTES;
use testkit::{Client, TestPortal, new_key};

use crate::{
    ANNA, ELS, EVA, JAN, KATRIN, MIRA, YASMIN,
    functions::{self, Input, ask, form},
    theirs::Theirs,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anonymous,
    /// The owner of another account.
    Other,
    Viewer,
    /// Let in no more, while signed in.
    Disabled,
    /// A person of the vendor who looks on.
    Agent,
}

impl Who {
    const ALL: [Self; 5] = [Self::Anonymous, Self::Other, Self::Viewer, Self::Disabled, Self::Agent];
}

type Statuses = [u16; 5];

/// For everybody.
const ALL: Statuses = [200; 5];
/// For members of an account, whatever their role.
const MEMBERS: Statuses = [401, 200, 200, 404, 404];
/// For members who may order, about their own account.
const BUYERS: Statuses = [401, 200, 403, 404, 404];
/// The same, about a thing of Dakwerken's: to others it does not exist.
const BUYERS_THEIRS: Statuses = [401, 404, 403, 404, 404];
/// For whoever is signed in.
const SIGNED_IN: Statuses = [401, 200, 200, 200, 200];
/// For the vendor's people who look on.
const STAFF: Statuses = [401, 404, 404, 404, 200];
/// For the vendor's people who move orders.
const BACK_OFFICE: Statuses = [401, 404, 404, 404, 403];
/// A cart, which devices have too; a viewer has none to change.
const CARTS: Statuses = [200, 200, 403, 200, 200];

/// For all members, about a case of Dakwerken's: whoever may look may speak.
const VOICES: Statuses = [401, 404, 200, 404, 404];
/// The same, with a page that is too old: that it is theirs is known before.
const ONCE: Statuses = [401, 404, 409, 404, 404];
/// For the vendor's people, likewise.
const STAFF_ONCE: Statuses = [401, 404, 404, 404, 409];

struct Row {
    path: &'static str,
    input: Input,
    statuses: Statuses,
}

fn rows(theirs: &Theirs) -> Vec<Row> {
    let row = |path, input, statuses| Row { path, input, statuses };
    let nothing = || Input::Json(json!({}));
    let key = || new_key().to_string();
    let (order, version) = (theirs.order.to_string(), theirs.version.to_string());
    let (waiting, list) = (theirs.waiting.to_string(), theirs.list.to_string());
    let (line, shipment) = (theirs.line.to_string(), theirs.shipment.to_string());
    let (case, closed, proposed) = (theirs.case.to_string(), theirs.closed.to_string(), theirs.proposed.to_string());
    let (proposed_version, member) = (theirs.proposed_version.to_string(), theirs.member.to_string());
    let nil = uuid::Uuid::nil().to_string();
    let cause = theirs.cause.to_string();
    let on_case = |more: &[(&'static str, &str)]| {
        let mut fields = vec![("number", case.clone()), ("version", "0".to_owned())];
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        Input::Form(fields)
    };
    let step = |more: &[(&'static str, &str)]| {
        let mut fields = vec![("number", order.clone()), ("version", version.clone())];
        fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        Input::Form(fields)
    };
    vec![
        // The cart first: other rows need something in it.
        row(
            "/fn/cart/change",
            form([("key", &key()), ("number", "TL-7011"), ("quantity", "1"), ("mode", "set")]),
            CARTS,
        ),
        row("/fn/cart/view", nothing(), ALL),
        row("/fn/cart/replay", Input::Json(json!({ "changes": [] })), CARTS),
        row("/fn/cart/fill", form([("key", &key()), ("text", "TL-7012;1")]), CARTS),
        row("/fn/entry/reader", nothing(), ALL),
        row("/fn/entry/ask-code", form([("email", "somebody@test.example")]), ALL),
        row("/fn/entry/verify-code", form([("code", "000000")]), [422; 5]),
        row("/fn/entry/accounts", nothing(), SIGNED_IN),
        row("/fn/entry/choose-account", form([("account", &theirs.account.to_string())]), [401, 404, 200, 404, 404]),
        row("/fn/entry/set-language", form([("language", "en")]), ALL),
        row("/fn/entry/set-time-zone", Input::Json(json!({ "time_zone": "Europe/Brussels" })), SIGNED_IN),
        row("/fn/home/page", nothing(), MEMBERS),
        row("/fn/messages/news", Input::Json(json!({ "before": null })), MEMBERS),
        row("/fn/messages/seen", Input::Json(json!({ "seq": 1 })), MEMBERS),
        row("/fn/shop/find", Input::Json(json!({ "filter": {} })), ALL),
        row("/fn/shop/article", Input::Json(json!({ "number": "RT-1042" })), ALL),
        row("/fn/shop/suggest", Input::Json(json!({ "text": "rt-10" })), ALL),
        row("/fn/lists/all", nothing(), BUYERS),
        row("/fn/lists/one", Input::Json(json!({ "id": theirs.list })), BUYERS_THEIRS),
        row("/fn/lists/save-cart", form([("key", &key()), ("name", "Mine")]), BUYERS),
        row(
            "/fn/lists/add",
            form([("key", &key()), ("list", &list), ("number", "RT-1042"), ("quantity", "1")]),
            BUYERS_THEIRS,
        ),
        row("/fn/lists/to-cart", form([("key", &key()), ("id", &list)]), BUYERS_THEIRS),
        row("/fn/lists/rename", form([("key", &key()), ("id", &list), ("name", "Mine")]), BUYERS_THEIRS),
        row("/fn/lists/delete", form([("key", &key()), ("id", &list)]), BUYERS_THEIRS),
        row("/fn/review/open", nothing(), BUYERS),
        row("/fn/review/details", form([("address", &theirs.address.to_string())]), BUYERS_THEIRS),
        row(
            "/fn/orders/submit",
            form([("key", &key()), ("review", &theirs.review.to_string())]),
            [401, 409, 403, 404, 404],
        ),
        row("/fn/orders/again", Input::Json(json!({ "order": theirs.order })), [401, 404, 200, 404, 404]),
        row(
            "/fn/orders/take-again",
            form([
                ("key", &key()),
                ("order", &order),
                ("lines[0][number]", "RT-1042"),
                ("lines[0][take]", "1"),
                ("lines[0][quantity]", "1"),
            ]),
            BUYERS_THEIRS,
        ),
        row("/fn/orders/list", Input::Json(json!({ "filter": {} })), MEMBERS),
        row("/fn/orders/page", Input::Json(json!({ "number": theirs.order })), [401, 404, 200, 404, 404]),
        row("/fn/orders/cancel", form([("number", &order)]), BUYERS_THEIRS),
        row("/fn/orders/request-cancellation", form([("number", &order), ("reason", "Please")]), BUYERS_THEIRS),
        row("/fn/approvals/list", nothing(), BUYERS),
        row("/fn/approvals/approve", form([("number", &waiting), ("version", "1")]), BUYERS_THEIRS),
        row("/fn/approvals/refuse", form([("number", &waiting), ("version", "1"), ("reason", "No")]), BUYERS_THEIRS),
        row("/fn/account/page", nothing(), MEMBERS),
        row(
            "/fn/account/invite",
            form([("key", &key()), ("email", "x@test.example"), ("name", "X"), ("role", "viewer")]),
            BUYERS,
        ),
        row("/fn/account/withdraw-invitation", form([("invitation", &theirs.invitation.to_string())]), BUYERS_THEIRS),
        row(
            "/fn/account/change-member",
            form([("member", &theirs.member.to_string()), ("role", "viewer")]),
            BUYERS_THEIRS,
        ),
        row("/fn/account/end-session", form([("session", &theirs.session.to_string())]), [401, 404, 404, 404, 404]),
        row(
            "/fn/account/save-profile",
            form([("name", "X"), ("language", "en"), ("time_zone", "Europe/Brussels")]),
            SIGNED_IN,
        ),
        row("/fn/cases/list", Input::Json(json!({ "filter": {} })), MEMBERS),
        row("/fn/cases/page", Input::Json(json!({ "number": theirs.case })), VOICES),
        row("/fn/cases/writing", Input::Json(json!({ "order": null, "article": null })), MEMBERS),
        row("/fn/cases/open", form([("key", &key()), ("kind", "question"), ("subject", "X"), ("text", "Y")]), MEMBERS),
        row("/fn/cases/reply", form([("key", &key()), ("number", &case), ("text", "And?")]), VOICES),
        row("/fn/cases/object", on_case(&[("key", &key()), ("reason", "Because")]), ONCE),
        row("/fn/cases/contest", on_case(&[("key", &key()), ("reason", "Because")]), ONCE),
        row("/fn/cases/escalate", on_case(&[("key", &key()), ("reason", "Because")]), ONCE),
        row("/fn/cases/withdraw", on_case(&[("key", &key())]), ONCE),
        row(
            "/fn/cases/decide",
            form([
                ("key", &key()),
                ("number", &proposed),
                ("version", &proposed_version),
                ("decision", "decline"),
                ("text", "No"),
            ]),
            VOICES,
        ),
        row("/fn/cases/rate", form([("key", &key()), ("number", &closed), ("satisfaction", "5")]), VOICES),
        row(
            "/fn/cases/reopen",
            form([("key", &key()), ("number", &closed), ("version", "1"), ("reason", "Because")]),
            ONCE,
        ),
        row("/fn/help/list", Input::Json(json!({ "search": null })), ALL),
        row("/fn/help/article", Input::Json(json!({ "slug": "returns" })), ALL),
        row("/fn/help/vote", form([("slug", "returns"), ("helped", "yes")]), ALL),
        row("/fn/help/offer", Input::Json(json!({ "text": "When will my delivery come?" })), ALL),
        // Nobody is shown it before the vendor says so.
        row("/fn/help/answer-times", Input::Json(json!({ "period": "month" })), [404; 5]),
        row("/fn/demo/mail", nothing(), ALL),
        row("/fn/demo/people", nothing(), ALL),
        row("/fn/desk/board", nothing(), STAFF),
        row("/fn/desk/orders", Input::Json(json!({ "filter": {} })), STAFF),
        row("/fn/desk/order", Input::Json(json!({ "number": theirs.order })), STAFF),
        row("/fn/desk/confirm", step(&[]), BACK_OFFICE),
        row("/fn/desk/pick", step(&[]), BACK_OFFICE),
        row(
            "/fn/desk/ship",
            step(&[("key", &key()), ("carrier", "DPD"), ("lines[0][line]", line.as_str()), ("lines[0][value]", "1")]),
            BACK_OFFICE,
        ),
        row("/fn/desk/deliver", step(&[("shipment", shipment.as_str())]), BACK_OFFICE),
        row(
            "/fn/desk/split",
            step(&[("key", &key()), ("line", line.as_str()), ("quantity", "1"), ("date", "2026-12-09")]),
            BACK_OFFICE,
        ),
        row("/fn/desk/cancel", step(&[("reason", "Because")]), BACK_OFFICE),
        row("/fn/desk/decline-cancellation", step(&[("reason", "Because")]), BACK_OFFICE),
        row("/fn/desk/cases", Input::Json(json!({ "filter": {} })), STAFF),
        row("/fn/desk/case", Input::Json(json!({ "number": theirs.case })), STAFF),
        row("/fn/desk/case-answer", on_case(&[("key", &key()), ("saying", "answer"), ("text", "Yes")]), STAFF_ONCE),
        row("/fn/desk/case-note", form([("key", &key()), ("number", &case), ("note", "Kiln 4")]), STAFF),
        row("/fn/desk/case-take", on_case(&[]), STAFF_ONCE),
        row("/fn/desk/case-assign", on_case(&[("member", member.as_str())]), STAFF_ONCE),
        row("/fn/desk/case-kind", on_case(&[("kind", "question"), ("reason", "Because")]), STAFF_ONCE),
        row("/fn/desk/case-escalate", on_case(&[("reason", "Because")]), STAFF_ONCE),
        row("/fn/desk/case-priority", on_case(&[("priority", "low"), ("reason", "Because")]), STAFF_ONCE),
        row("/fn/causes/notices", Input::Json(json!({ "number": theirs.cause })), VOICES),
        row("/fn/causes/of-case", Input::Json(json!({ "case": theirs.case })), MEMBERS),
        row("/fn/desk/causes", Input::Json(json!({ "closed": false, "before": null })), STAFF),
        row("/fn/desk/cause", Input::Json(json!({ "number": theirs.cause })), STAFF),
        row("/fn/desk/cause-accounts", Input::Json(json!({ "number": theirs.cause, "after": null })), STAFF),
        row("/fn/desk/cause-save", form([("key", &key()), ("title", "Kiln 4")]), STAFF),
        row("/fn/desk/case-cause", Input::Json(json!({ "case": theirs.case })), STAFF),
        row("/fn/desk/cause-link", form([("case", &case), ("cause", &cause)]), STAFF),
        row(
            "/fn/desk/cause-tell",
            form([
                ("key", &key()),
                ("number", &cause),
                ("version", "0"),
                ("words[0][language]", "en"),
                ("words[0][subject]", "Kiln 4"),
                ("words[0][text]", "It was too hot."),
            ]),
            BACK_OFFICE,
        ),
        row("/fn/desk/cause-rest", form([("number", &cause)]), BACK_OFFICE),
        row("/fn/desk/knowledge", nothing(), BACK_OFFICE),
        row("/fn/desk/knowledge-text", Input::Json(json!({ "slug": "returns", "language": null })), BACK_OFFICE),
        row(
            "/fn/desk/knowledge-save",
            form([
                ("key", &key()),
                ("topic", "goods"),
                ("language", "en"),
                ("title", "Rain"),
                ("body", "Cover it."),
                ("doing", "publish"),
            ]),
            BACK_OFFICE,
        ),
        row("/fn/desk/case-tag", on_case(&[("add", "roof")]), STAFF_ONCE),
        row("/fn/desk/case-join", on_case(&[("other", closed.as_str()), ("how", "link")]), STAFF),
        row(
            "/fn/desk/case-split",
            on_case(&[("key", &key()), ("entry", nil.as_str()), ("subject", "The bill"), ("kind", "question")]),
            STAFF_ONCE,
        ),
        row("/fn/desk/replies", nothing(), STAFF),
        row("/fn/desk/reply-write", form([("key", &key()), ("name", "Later"), ("en", "Later.")]), BACK_OFFICE),
        row("/fn/desk/reply-remove", form([("id", &nil)]), BACK_OFFICE),
        row("/fn/desk/views", nothing(), STAFF),
        row("/fn/desk/view-keep", form([("key", &key()), ("name", "Mine"), ("queue", "mine")]), STAFF),
        row("/fn/desk/view-remove", form([("id", &nil)]), [401, 404, 404, 404, 404]),
        row("/fn/desk/promises", Input::Json(json!({ "period": "year" })), STAFF),
        row("/fn/desk/case-settings", nothing(), BACK_OFFICE),
        row("/fn/desk/settings-hours", form([("version", "0"), ("hours[0]", "8-12"), ("lapse", "7")]), BACK_OFFICE),
        row("/fn/desk/settings-days", form([("version", "0")]), BACK_OFFICE),
        row("/fn/desk/settings-promises", form([("version", "0")]), BACK_OFFICE),
        row("/fn/desk/settings-tags", form([("version", "0")]), BACK_OFFICE),
        row("/fn/desk/settings-assignment", form([("version", "0")]), BACK_OFFICE),
        row("/fn/desk/resend", Input::Form(vec![]), BACK_OFFICE),
        row("/fn/desk/post", Input::Json(json!({ "automatic": false })), STAFF),
        row("/fn/desk/post-accept", form([("id", &theirs.post.to_string())]), [401, 404, 404, 404, 422]),
        row("/fn/desk/post-discard", form([("id", &theirs.post.to_string())]), STAFF),
        row("/fn/desk/mails", Input::Json(json!({ "state": null })), BACK_OFFICE),
        // The last one: it ends the sessions of all columns.
        row("/fn/entry/sign-out", form([]), ALL),
    ]
}

/// Routes beside pages and server functions, with an address of each that speaks of Dakwerken's and how it is asked for.
fn routes(theirs: &Theirs) -> Vec<(&'static str, &'static str, String, Statuses)> {
    let plain = |path: &'static str, method, statuses| (path, method, path.to_owned(), statuses);
    vec![
        plain("/healthz", "GET", ALL),
        plain("/readyz", "GET", ALL),
        plain("/orders.csv", "GET", [303, 200, 200, 303, 404]),
        plain("/quick/sample.csv", "GET", ALL),
        ("/desk/promises/{table}", "GET", "/desk/promises/hours.csv".to_owned(), [303, 404, 404, 404, 200]),
        plain("/cart/upload", "POST", [200, 200, 403, 200, 200]),
        plain("/demo/mail.json", "GET", ALL),
        plain("/cases/upload", "POST", [401, 404, 303, 404, 303]),
        plain("/cases/open", "POST", [401, 303, 303, 404, 404]),
        ("/cases/{number}/transcript", "GET", format!("/cases/{}/transcript", theirs.case), [401, 404, 200, 404, 200]),
        (
            "/cases/{number}/transcript.pdf",
            "GET",
            format!("/cases/{}/transcript.pdf", theirs.case),
            [401, 404, 200, 404, 200],
        ),
        (
            "/cases/{number}/files/{id}",
            "GET",
            format!("/cases/{}/files/{}", theirs.case, theirs.case_file),
            [401, 404, 200, 404, 200],
        ),
        ("/post/{id}", "GET", format!("/post/{}", theirs.post), STAFF),
        ("/post/{id}/raw", "GET", format!("/post/{}/raw", theirs.post), STAFF),
    ]
}

/// Pages, with an address of each that speaks of Dakwerken's.
fn pages(theirs: &Theirs) -> Vec<(&'static str, String, Statuses)> {
    const MEMBERS: Statuses = [303, 200, 200, 303, 404];
    const BUYERS: Statuses = [303, 200, 403, 303, 404];
    const THEIRS: Statuses = [303, 404, 200, 303, 404];
    const STAFF: Statuses = [303, 404, 404, 404, 200];
    const BACK_OFFICE: Statuses = [303, 404, 404, 404, 403];
    let order = theirs.order;
    vec![
        ("/signin", "/signin".to_owned(), ALL),
        ("/signin/code", "/signin/code".to_owned(), ALL),
        ("/choose-account", "/choose-account".to_owned(), [303, 200, 200, 200, 200]),
        ("/", "/".to_owned(), [303, 200, 200, 303, 303]),
        ("/shop", "/shop".to_owned(), ALL),
        ("/shop/{number}", "/shop/RT-1042".to_owned(), ALL),
        ("/lists", "/lists".to_owned(), BUYERS),
        ("/lists/{id}", format!("/lists/{}", theirs.list), [303, 404, 403, 303, 404]),
        ("/cart", "/cart".to_owned(), ALL),
        ("/quick", "/quick".to_owned(), ALL),
        ("/review", "/review".to_owned(), BUYERS),
        ("/orders", "/orders".to_owned(), MEMBERS),
        ("/orders/{number}", format!("/orders/{order}"), THEIRS),
        ("/orders/{number}/thanks", format!("/orders/{order}/thanks"), THEIRS),
        ("/orders/{number}/again", format!("/orders/{order}/again"), THEIRS),
        ("/approvals", "/approvals".to_owned(), BUYERS),
        ("/account", "/account".to_owned(), MEMBERS),
        ("/help", "/help".to_owned(), ALL),
        ("/help/{slug}", "/help/returns".to_owned(), ALL),
        ("/answer-times", "/answer-times".to_owned(), [404; 5]),
        ("/messages", "/messages".to_owned(), MEMBERS),
        ("/messages/new", "/messages/new".to_owned(), MEMBERS),
        ("/messages/all", "/messages/all".to_owned(), MEMBERS),
        ("/messages/{number}", format!("/messages/{}", theirs.case), THEIRS),
        ("/desk/orders", "/desk/orders".to_owned(), STAFF),
        ("/desk/orders/all", "/desk/orders/all".to_owned(), STAFF),
        ("/desk/orders/{number}", format!("/desk/orders/{order}"), STAFF),
        ("/desk/cases", "/desk/cases".to_owned(), STAFF),
        ("/desk/cases/{number}", format!("/desk/cases/{}", theirs.case), STAFF),
        ("/messages/notices/{number}", format!("/messages/notices/{}", theirs.cause), THEIRS),
        ("/desk/causes", "/desk/causes".to_owned(), STAFF),
        ("/desk/causes/new", "/desk/causes/new".to_owned(), STAFF),
        ("/desk/causes/{number}", format!("/desk/causes/{}", theirs.cause), STAFF),
        ("/desk/knowledge", "/desk/knowledge".to_owned(), BACK_OFFICE),
        ("/desk/knowledge/{slug}", "/desk/knowledge/returns".to_owned(), BACK_OFFICE),
        ("/desk/post", "/desk/post".to_owned(), STAFF),
        ("/desk/promises", "/desk/promises".to_owned(), STAFF),
        ("/desk/settings/replies", "/desk/settings/replies".to_owned(), STAFF),
        ("/desk/settings/cases", "/desk/settings/cases".to_owned(), [303, 404, 404, 404, 403]),
        ("/desk/mail", "/desk/mail".to_owned(), [303, 404, 404, 404, 403]),
        ("/demo/mail", "/demo/mail".to_owned(), ALL),
        ("/demo/ui", "/demo/ui".to_owned(), ALL),
    ]
}

/// A client for each column.
async fn everybody(portal: &TestPortal) -> [Client; 5] {
    let disabled = portal.customer(ELS).await;
    let (anna, els) = (portal.actor(ANNA).await, portal.actor(ELS).await);
    let changed = service::accounts::change_member(portal.context(), &anna, els.member, Role::Approver, "", true).await;
    changed.expect("an owner may let a member in no more");
    [
        (*portal.anonymous()).clone(),
        (*portal.customer(KATRIN).await).clone(),
        (*portal.customer(YASMIN).await).clone(),
        (*disabled).clone(),
        (*portal.staff(JAN).await).clone(),
    ]
}

/// What two lists do not share, to be read by whoever forgot a row.
fn same(what: &str, there: &BTreeSet<String>, rows: &BTreeSet<String>) {
    let missing: Vec<_> = there.difference(rows).collect();
    let gone: Vec<_> = rows.difference(there).collect();
    assert!(missing.is_empty(), "{what} without a row in the authorization matrix: {missing:?}");
    assert!(gone.is_empty(), "rows of the authorization matrix for {what} that are gone: {gone:?}");
}

/// The order and the account of Dakwerken's as they are.
async fn state(portal: &TestPortal, theirs: &Theirs) -> (OrderPage, OrderPage, usize) {
    let anna = portal.actor(ANNA).await;
    let account = service::accounts::page(portal.context(), &anna).await.expect("the page is there");
    let (order, waiting) = (portal.page(&anna, theirs.order).await, portal.page(&anna, theirs.waiting).await);
    (order, waiting, account.members.len() + account.invitations.len())
}

/// The vendor shows everybody how long answers took.
async fn shows_answer_times(portal: &TestPortal) {
    let (context, mira) = (portal.context(), portal.actor(MIRA).await);
    let rules = service::cases::case_settings(context, &mira).await.expect("the administrator sees them").rules;
    let week = rules.hours.each_ref().map(|spans| domain::cases::spans_text(spans));
    let shown = service::cases::set_hours(context, &mira, rules.version, &week, "7", (true, true)).await;
    shown.expect("the administrator changes them");
}

testkit::on_both_databases! {
    async fn server_functions(portal: TestPortal) {
        let theirs = Theirs::of(&portal).await;
        let rows = rows(&theirs);
        same("server functions", &functions::all(), &rows.iter().map(|row| row.path.to_owned()).collect());
        let clients = everybody(&portal).await;
        let before = state(&portal, &theirs).await;
        let mut wrong = Vec::new();
        for row in &rows {
            for ((who, client), status) in Who::ALL.into_iter().zip(&clients).zip(row.statuses) {
                let answer = ask(client, row.path, &row.input).await;
                if answer.status != status {
                    wrong.push(format!(
                        "{} by {who:?}: {} instead of {status}: {}",
                        row.path,
                        answer.status,
                        answer.start()
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(state(&portal, &theirs).await, before, "nobody has changed anything of Dakwerken's");
        portal.check().await;
    }

    async fn plain_routes(portal: TestPortal) {
        let there = PLAIN_ROUTES.iter().map(|path| (*path).to_owned()).collect();
        let theirs = Theirs::of(&portal).await;
        let routes = routes(&theirs);
        same("routes", &there, &routes.iter().map(|(path, ..)| (*path).to_owned()).collect());
        let clients = everybody(&portal).await;
        let mut wrong = Vec::new();
        for (path, method, address, statuses) in routes {
            assert_eq!(server::name_of(&address), path, "as the log and the metrics call it");
            for ((who, client), status) in Who::ALL.into_iter().zip(&clients).zip(statuses) {
                let (key, case) = (new_key().to_string(), theirs.case.to_string());
                let fields = [
                    ("key", key.as_str()),
                    ("number", &case),
                    ("file", "TL-7011;1"),
                    ("files", "%PDF-1.7"),
                    ("kind", "question"),
                    ("subject", "Is it there?"),
                    ("text", "By Friday?"),
                ];
                let answer = match method {
                    "GET" => client.get(&address).await,
                    _ => client.upload(&address, &fields).await,
                };
                if answer.status != status {
                    wrong.push(format!("{path} by {who:?}: {} instead of {status}: {}", answer.status, answer.start()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn page_routes(portal: TestPortal) {
        let theirs = Theirs::of(&portal).await;
        let pages = pages(&theirs);
        let reader = service::entry::reader(portal.context(), &portal.stranger()).await.expect("everybody is a reader");
        let page = Page { reader, assets: Arc::default(), path: "/".to_owned(), returned: None };
        let (listed, _) =
            leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context(app::App, None, move || {
                document::provide(&page);
            });
        let there = listed.iter().map(|listing| listing.path().to_owned()).collect();
        same("pages", &there, &pages.iter().map(|(route, ..)| (*route).to_owned()).collect());

        let clients = everybody(&portal).await;
        let key = new_key().to_string();
        let change = [("key", key.as_str()), ("number", "TL-7011"), ("mode", "set")];
        clients[1].send("/fn/cart/change", &change).await.expect_status(200);
        let mut wrong = Vec::new();
        for (_, path, statuses) in &pages {
            assert_ne!(server::name_of(path), "unknown", "the log and the metrics have a name for {path}");
            for ((who, client), status) in Who::ALL.into_iter().zip(&clients).zip(statuses) {
                let answer = client.get(path).await;
                if answer.status != *status {
                    wrong.push(format!(
                        "{path} by {who:?}: {} instead of {status} {}",
                        answer.status,
                        answer.location()
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn those_who_may_can(portal: TestPortal) {
        // The other side of the matrix: a permission that is too tight locks people out of what is theirs.
        let theirs = Theirs::of(&portal).await;
        let (anna, eva) = (portal.customer(ANNA).await, portal.staff(EVA).await);
        // How the vendor works is the administrator's to set.
        let mira = portal.staff(MIRA).await;
        shows_answer_times(&portal).await;
        let desk = |path: &str| -> &Client {
            if path == "/desk/settings/cases" || path == "/fn/desk/case-settings" { &mira } else { &eva }
        };
        for (_, path, _) in pages(&theirs) {
            let client: &Client = if path.starts_with("/desk") { desk(&path) } else { &anna };
            let answer = client.get(&path).await;
            assert_eq!(answer.status, 200, "{path} {}", answer.location());
        }
        for (path, method, address, _) in routes(&theirs) {
            if method == "GET" {
                let client: &Client = if path.starts_with("/post") || path.starts_with("/desk") { &eva } else { &anna };
                client.get(&address).await.expect_status(200);
            }
        }
        for row in rows(&theirs) {
            // Those that read; what changes something is in the files about it.
            let Input::Json(_) = row.input else { continue };
            let client: &Client = if row.path.starts_with("/fn/desk") { desk(row.path) } else { &anna };
            let answer = ask(client, row.path, &row.input).await;
            assert_eq!(answer.status, 200, "{} {}", row.path, answer.start());
        }
    }
}
