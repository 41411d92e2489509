//! The table: who asks for what, and how they are answered.

mod money;

use serde_json::json;
use testkit::new_key;

use super::Statuses;
use crate::{
    functions::{Input, form},
    theirs::Theirs,
};

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

pub(super) struct Row {
    pub(super) path: &'static str,
    pub(super) input: Input,
    pub(super) statuses: Statuses,
}

pub(super) fn rows(theirs: &Theirs) -> Vec<Row> {
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
    let mut rows = money::rows(theirs);
    rows.extend([
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
        row("/fn/orders/spending", Input::Json(json!({ "filter": {} })), MEMBERS),
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
        row("/fn/account/addresses", nothing(), MEMBERS),
        row(
            "/fn/account/save-address",
            form([
                ("key", &key()),
                ("purpose", "delivery"),
                ("name", "X"),
                ("street", "Y 1"),
                ("postcode", "9000"),
                ("city", "Gent"),
                ("country", "BE"),
            ]),
            BUYERS,
        ),
        row("/fn/account/usual-address", form([("id", &theirs.address.to_string())]), BUYERS_THEIRS),
        row("/fn/account/remove-address", form([("id", &theirs.address.to_string())]), BUYERS_THEIRS),
        row("/fn/account/details", nothing(), BUYERS),
        row("/fn/account/save-tax-number", form([("number", "DE136695976")]), BUYERS),
        row("/fn/account/save-language", form([("language", "en")]), BUYERS),
        row("/fn/account/notices", nothing(), MEMBERS),
        row("/fn/account/save-notices", form([("orders", "true")]), MEMBERS),
        row("/fn/account/access", Input::Json(json!({ "before": "" })), BUYERS),
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
        row("/fn/desk/settings-kinds", form([("version", "0")]), BACK_OFFICE),
        row("/fn/desk/settings-mailboxes", form([("version", "0")]), BACK_OFFICE),
        row("/fn/desk/settings-above", form([("version", "0")]), BACK_OFFICE),
        row("/fn/account/data", nothing(), MEMBERS),
        row("/fn/account/ask-erasure", form([("key", &key()), ("scope", "account")]), BUYERS),
        row("/fn/account/withdraw-erasure", form([("request", &nil)]), [401, 404, 404, 404, 404]),
        row("/fn/desk/erasures", nothing(), BACK_OFFICE),
        row("/fn/desk/erase", form([("request", &nil), ("sure", "yes")]), BACK_OFFICE),
        row("/fn/desk/erasure-refuse", form([("request", &nil), ("reason", "Because")]), BACK_OFFICE),
        row("/fn/desk/resend", Input::Form(vec![]), BACK_OFFICE),
        row("/fn/desk/post", Input::Json(json!({ "automatic": false })), STAFF),
        row(
            "/fn/desk/post-answer",
            form([("key", &key()), ("id", &theirs.post.to_string()), ("text", "How many?")]),
            STAFF,
        ),
        row("/fn/desk/post-accept", form([("id", &theirs.post.to_string())]), [401, 404, 404, 404, 422]),
        row("/fn/desk/post-discard", form([("id", &theirs.post.to_string())]), STAFF),
        row("/fn/desk/mails", Input::Json(json!({ "state": null })), BACK_OFFICE),
        // The last one: it ends the sessions of all columns.
        row("/fn/entry/sign-out", form([]), ALL),
    ]);
    rows
}

/// Routes beside pages and server functions, with an address of each that speaks of Dakwerken's and how it is asked for.
pub(super) fn routes(theirs: &Theirs) -> Vec<(&'static str, &'static str, String, Statuses)> {
    let plain = |path: &'static str, method, statuses| (path, method, path.to_owned(), statuses);
    vec![
        plain("/healthz", "GET", ALL),
        plain("/readyz", "GET", ALL),
        plain("/orders.csv", "GET", [303, 200, 200, 303, 404]),
        plain("/orders/spending.csv", "GET", [303, 200, 200, 303, 404]),
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
        ("/invoices/{number}/pdf", "GET", format!("/invoices/{}/pdf", theirs.invoice), [303, 404, 403, 303, 200]),
        ("/invoices/{number}/xml", "GET", format!("/invoices/{}/xml", theirs.invoice), [303, 404, 403, 303, 200]),
        plain("/money/statement.pdf", "GET", [303, 200, 403, 303, 404]),
        plain("/money/statement.csv", "GET", [303, 200, 403, 303, 404]),
        (
            "/desk/accounts/{number}/statement.pdf",
            "GET",
            "/desk/accounts/K-10017/statement.pdf".to_owned(),
            [303, 404, 404, 404, 200],
        ),
        (
            "/desk/accounts/{number}/statement.csv",
            "GET",
            "/desk/accounts/K-10017/statement.csv".to_owned(),
            [303, 404, 404, 404, 200],
        ),
        plain("/desk/bank/load", "POST", BACK_OFFICE),
        // The vendor has no payment provider.
        plain("/webhooks/payments", "POST", [404; 5]),
        plain("/account/export.zip", "POST", [401, 200, 403, 404, 404]),
    ]
}

/// Pages, with an address of each that speaks of Dakwerken's.
pub(super) fn pages(theirs: &Theirs) -> Vec<(&'static str, String, Statuses)> {
    const MEMBERS: Statuses = [303, 200, 200, 303, 404];
    const BUYERS: Statuses = [303, 200, 403, 303, 404];
    const THEIRS: Statuses = [303, 404, 200, 303, 404];
    // What the account owes is for its owners and bookkeepers.
    const MONEY: Statuses = BUYERS;
    const MONEY_THEIRS: Statuses = [303, 404, 403, 303, 404];
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
        ("/orders/spending", "/orders/spending".to_owned(), MEMBERS),
        ("/orders/{number}", format!("/orders/{order}"), THEIRS),
        ("/orders/{number}/thanks", format!("/orders/{order}/thanks"), THEIRS),
        ("/orders/{number}/again", format!("/orders/{order}/again"), THEIRS),
        ("/approvals", "/approvals".to_owned(), BUYERS),
        ("/account", "/account".to_owned(), MEMBERS),
        ("/account/data", "/account/data".to_owned(), MEMBERS),
        ("/account/addresses", "/account/addresses".to_owned(), MEMBERS),
        ("/account/details", "/account/details".to_owned(), BUYERS),
        ("/account/notices", "/account/notices".to_owned(), MEMBERS),
        ("/account/access", "/account/access".to_owned(), BUYERS),
        ("/money", "/money".to_owned(), MONEY),
        ("/money/open", "/money/open".to_owned(), MONEY),
        ("/money/statement", "/money/statement".to_owned(), MONEY),
        ("/money/postings/{id}", format!("/money/postings/{}", theirs.posting), MONEY_THEIRS),
        ("/money/pay", format!("/money/pay?invoices={}", theirs.invoice), MONEY_THEIRS),
        ("/money/pay/{id}", format!("/money/pay/{}", theirs.online), MONEY_THEIRS),
        ("/invoices/{number}", format!("/invoices/{}", theirs.invoice), MONEY_THEIRS),
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
        ("/desk/bank", "/desk/bank".to_owned(), STAFF),
        ("/desk/accounts", "/desk/accounts".to_owned(), STAFF),
        ("/desk/settings/billing", "/desk/settings/billing".to_owned(), [303, 404, 404, 404, 403]),
        ("/desk/accounts/{number}", "/desk/accounts/K-10017".to_owned(), STAFF),
        ("/desk/erasures", "/desk/erasures".to_owned(), BACK_OFFICE),
        ("/desk/accounts/{number}/statement", "/desk/accounts/K-10017/statement".to_owned(), STAFF),
        ("/desk/accounts/{number}/open", "/desk/accounts/K-10017/open".to_owned(), STAFF),
        ("/desk/accounts/{number}/postings/{id}", format!("/desk/accounts/K-10017/postings/{}", theirs.posting), STAFF),
        ("/desk/invoices/{number}", format!("/desk/invoices/{}", theirs.invoice), STAFF),
        ("/demo/mail", "/demo/mail".to_owned(), ALL),
        ("/demo/ui", "/demo/ui".to_owned(), ALL),
    ]
}
