//! Lists, searches and single pages in a large database, each as the whole page that a person opens.

use std::{net::SocketAddr, time::Instant};

use serde_json::json;

use crate::{
    Backend, Bench, Result,
    load::{self, Call, Connection, encode},
    members::{self, Member},
    portal::Installation,
    report::Section,
};

const CONNECTIONS: usize = 4;
const REACH: &str = "p99 ≤ 50 ms";

/// One page, in several variants, and what it must show to count.
struct Case {
    what: &'static str,
    paths: Vec<String>,
    shows: String,
}

/// Measures on every database there is.
pub async fn measure(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("lists", "Lists and searches in a large database");
    let large = if bench.orders >= 100_000 { 50_000 } else { bench.orders / 20 };
    section.note(&format!(
        "Data: the demo vendor and {} orders of {} accounts, {large} of them in the account whose pages are measured.",
        bench.orders, bench.accounts
    ));
    section.note(&format!(
        "Cases: {} in as many accounts of their own, ten entries in each, one of fifty open. Whole pages, rendered for \
         somebody signed in.",
        bench.cases
    ));
    for backend in bench.backends() {
        let begin = Instant::now();
        let installation = Installation::filled(bench, backend, (bench.orders, bench.cases), bench.accounts).await?;
        let took = begin.elapsed().as_secs_f64();
        let rate = (bench.orders + bench.cases) as f64 / took;
        section.row(
            &format!("{}: making the data", backend.name()),
            "",
            &format!("{took:.0} s, {rate:.0} orders and cases/s"),
            "",
            "`loket demo`",
        );
        let portal = installation.serve().await?;
        read(bench, backend, portal.address, &mut section).await?;
        portal.stop().await?;
        installation.remove().await?;
    }
    Ok(section)
}

async fn read(bench: &Bench, backend: Backend, address: SocketAddr, section: &mut Section) -> Result<()> {
    let member = members::sign_in_one(address, members::bulk(1)).await?;
    let staff = members::sign_in_staff(address).await?;
    let newest = numbers(address, &member, None).await?;
    let first = newest.first().copied().ok_or("the account has no orders")?;
    // Numbers are given by time and the account's orders are spread evenly over it.
    let deep = first - i64::try_from(bench.orders / 100 * 95)?;
    let old = numbers(address, &member, Some(deep)).await?;
    // The first account of those that have cases.
    let asker = members::sign_in_one(address, members::bulk(usize::try_from(bench.accounts)? + 1)).await?;
    let call = Call::json("/fn/cases/list", &json!({ "filter": {} })).with_cookie(&asker.cookie);
    let list = Connection::open(address).await?.fetch(&call).await?.json()?;
    let asked: Vec<i64> =
        list["cases"].as_array().into_iter().flatten().filter_map(|case| case["number"].as_i64()).collect();
    for (cases, reader) in [
        (customer(&old, deep)?, &member),
        (desk(&old, deep)?, &staff),
        (asking(&asked), &asker),
        (inbox(&asked), &staff),
    ] {
        for case in cases {
            let got = match one(bench, address, &case, reader).await {
                Ok(got) => got,
                // The others are worth knowing all the same.
                Err(error) => format!("failed: {error}"),
            };
            let what = format!("{}: {}", backend.name(), case.what);
            let how = format!("{CONNECTIONS} connections, {:.0} s", (bench.time / 2).as_secs_f64());
            section.row(&what, REACH, &got, "", &how);
        }
    }
    Ok(())
}

async fn one(bench: &Bench, address: SocketAddr, case: &Case, reader: &Member) -> Result<String> {
    let calls: Vec<Call> = case.paths.iter().map(|path| Call::get(path.as_str()).with_cookie(&reader.cookie)).collect();
    let first = calls.first().ok_or("there is no such page")?;
    let page = Connection::open(address).await?.fetch(first).await?;
    if !page.text().contains(&case.shows) {
        return Err(format!("the page does not show {}", case.shows).into());
    }
    Ok(load::run(address, CONNECTIONS, bench.time / 2, &calls).await?.latency())
}

/// The numbers of 20 of the account's orders, the newest or those below `after`.
async fn numbers(address: SocketAddr, member: &Member, after: Option<i64>) -> Result<Vec<i64>> {
    let filter = json!({ "filter": { "after": after.map(|after| after.to_string()) } });
    let call = Call::json("/fn/orders/list", &filter).with_cookie(&member.cookie);
    let list = Connection::open(address).await?.fetch(&call).await?.json()?;
    Ok(list["orders"].as_array().into_iter().flatten().filter_map(|order| order["number"].as_i64()).collect())
}

/// What customers open; `old` are numbers of orders far down, below `deep`.
fn customer(old: &[i64], deep: i64) -> Result<Vec<Case>> {
    let one = old.first().ok_or("the account has no old orders")?;
    let each = |begin: &str| old.iter().map(|number| format!("{begin}{number}")).collect();
    let down = (0..20).map(|page| format!("/orders?after={}", deep + page * 40)).collect();
    let link = "href=\"/orders/";
    Ok(vec![
        case("first page", vec!["/".to_owned()], "<main"),
        case("order list", vec!["/orders".to_owned()], link),
        case("order list, 95 % down", down, link),
        case("order list, one state", vec!["/orders?state=delivered".to_owned()], link),
        case("orders by number", each("/orders?q="), &format!("{link}{one}")),
        case("orders by word", words("/orders?q=", &["dakpan", "cement", "RT-1042"]), link),
        case("orders by a word that none has", words("/orders?q=", &["zzyzzy"]), "<main"),
        case("one order", each("/orders/"), &one.to_string()),
        case("account", vec!["/account".to_owned()], "<main"),
        case("messages", vec!["/messages".to_owned()], "<main"),
        case("shop", vec!["/shop".to_owned()], "href=\"/shop/"),
        case("shop by word", words("/shop?q=", &["cement", "dakpan", "cserép"]), "href=\"/shop/"),
        case("shop by a mistyped word", words("/shop?q=", &["dakpn", "cemnt"]), "<main"),
    ])
}

/// What the vendor's people open.
fn desk(old: &[i64], deep: i64) -> Result<Vec<Case>> {
    let one = old.first().ok_or("the account has no old orders")?;
    let each = |begin: &str| old.iter().map(|number| format!("{begin}{number}")).collect();
    let down = (0..20).map(|page| format!("/desk/orders/all?after={}", deep + page * 40)).collect();
    let link = "href=\"/desk/orders/";
    let list = "/desk/orders/all";
    Ok(vec![
        case("desk: board", vec!["/desk/orders".to_owned()], link),
        case("desk: list", vec![list.to_owned()], link),
        case("desk: list, 95 % down", down, link),
        case("desk: list, one state", vec![format!("{list}?state=delivered")], link),
        case("desk: by number", each(&format!("{list}?q=")), &format!("{link}{one}")),
        case("desk: by word", words(&format!("{list}?q="), &["dakpan", "cement", "RT-1042"]), link),
        case("desk: by a word that none has", words(&format!("{list}?q="), &["zzyzzy"]), "<main"),
        case("desk: one order", each("/desk/orders/"), &one.to_string()),
    ])
}

/// What customers open of what they asked.
fn asking(asked: &[i64]) -> Vec<Case> {
    let link = "href=\"/messages/";
    let each = asked.iter().map(|number| format!("/messages/{number}")).collect();
    vec![
        case("case list", vec!["/messages/all".to_owned()], link),
        case("cases by word", words("/messages/all?q=", &["gutter", "cracked ridge", "invoice"]), link),
        case("cases by a word that none has", words("/messages/all?q=", &["zzyzzy"]), "<main"),
        case("one case", each, "<main"),
    ]
}

/// What the vendor's people open of it.
fn inbox(asked: &[i64]) -> Vec<Case> {
    let (list, link) = ("/desk/cases", "href=\"/desk/cases/");
    let each = asked.iter().map(|number| format!("{list}/{number}")).collect();
    let filters = ["mine", "unassigned", "waiting", "closed"];
    vec![
        case("inbox: queue", vec![list.to_owned()], link),
        case("inbox: other queues", filters.map(|queue| format!("{list}?queue={queue}")).to_vec(), "<main"),
        case("inbox: one kind", vec![format!("{list}?kind=complaint")], link),
        case("inbox: one tag", vec![format!("{list}?tag=safety")], link),
        case("inbox: by word", words(&format!("{list}?queue=all&q="), &["gutter", "cracked ridge", "invoice"]), link),
        case("inbox: by a word that none has", words(&format!("{list}?queue=all&q="), &["zzyzzy"]), "<main"),
        case("inbox: one case", each, "<main"),
        case("promises of a year", vec!["/desk/promises?period=year".to_owned()], "role=\"img\""),
    ]
}

fn case(what: &'static str, paths: Vec<String>, shows: &str) -> Case {
    Case { what, paths, shows: shows.to_owned() }
}

fn words(begin: &str, words: &[&str]) -> Vec<String> {
    words.iter().map(|word| format!("{begin}{}", encode(word))).collect()
}
