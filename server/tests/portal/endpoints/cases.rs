//! Being heard: a case from both sides, a cause with its notices, what is known, and the inbox.

use domain::{
    cases::{CasePage, DeskCase, Replies, SavedView},
    causes::CausePage,
};
use testkit::{Client, TestPortal};

use super::{book::Book, json, key};
use crate::{
    EVA, MIRA,
    functions::{self, Input, form},
};

/// A complaint about the order, from both sides.
pub async fn a_case(book: &mut Book, anna: &Client, eva: &Client, number: i64) -> i64 {
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
pub async fn a_cause(book: &mut Book, portal: &TestPortal, anna: &Client, eva: &Client, case: i64) {
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
pub async fn the_answers(book: &mut Book, eva: &Client) {
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
pub async fn the_inbox(book: &mut Book, anna: &Client, eva: &Client, mira: &Client) {
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
