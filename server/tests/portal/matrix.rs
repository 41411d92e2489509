//! Who may do what: every server function, route and page, asked by those who may not.
//!
//! A new endpoint has no row here, and that fails. The order of the columns is that of [`Who::ALL`]; the things that
//! are asked for are those of Dakwerken Gent, whose viewer and disabled member are two of the columns.

mod rows;

use std::{collections::BTreeSet, sync::Arc};

use app::document::{self, Page};
use domain::{orders::OrderPage, permissions::Role};
use rows::{pages, routes, rows};
use server::router::PLAIN_ROUTES;
use testkit::{Client, TestPortal, new_key};

use crate::{
    ANNA, ELS, EVA, JAN, KATRIN, MIRA, YASMIN,
    functions::{self, Input, ask},
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
                        "{path} by {who:?}: {} instead of {status} {} {}",
                        answer.status,
                        answer.location(),
                        answer.heading()
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
            let is_hers = path.starts_with("/desk/settings/cases")
                || path.starts_with("/desk/settings/billing")
                || path.starts_with("/desk/erasures")
                || matches!(path, "/fn/desk/case-settings" | "/fn/desk/billing-settings" | "/fn/desk/erasures");
            if is_hers { &mira } else { &eva }
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
