//! Submitting orders over HTTP, beside a bare database that commits the same rows on the same disk in the same run.

use std::{
    fs,
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    Backend, Bench, Failure, Result, bare_postgres, bare_sqlite,
    load::{self, Call, Connection, Figures, median},
    members::{self, Member},
    portal::Installation,
    report::Section,
};

/// Each with a cart of its own, so that so many orders can go at once.
const MEMBERS: usize = 400;
const CONNECTIONS: usize = 16;
const BURSTS: usize = 5;
const CATALOGUE: &str = include_str!("../../demo/catalogue.csv");

/// Measures on every database there is.
pub async fn measure(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("orders", "Submitting orders");
    section.note("Data: the demo vendor, 2,000 further orders of 400 accounts, and stock that does not run out; each order has 3 lines.");
    section.note(
        "The bare database commits the rows of the very orders that the portal made (key, order, 3 lines, 3 stock updates, event, \
         outbox row, account's number) to a copy of the database as it was before, a statement for each row.",
    );
    section.note(
        "The portal's worker carries the mails of these orders out of the outbox at the same time, a commit for each.",
    );
    if let Some(server) = &bench.postgres {
        bare_postgres::must_be_durable(server).await?;
    }
    for backend in bench.backends() {
        on(bench, backend, &mut section).await?;
    }
    Ok(section)
}

async fn on(bench: &Bench, backend: Backend, section: &mut Section) -> Result<()> {
    let mut installation = Installation::filled(bench, backend, (2_000, 0), 400).await?;
    let (catalogue, articles) = stocked()?;
    let file = installation.folder().join("catalogue.csv");
    fs::write(&file, catalogue)?;
    installation.run(&["import", "catalogue", &file.to_string_lossy()]).await?;
    let copy = installation.copy().await?;

    let portal = installation.serve().await?;
    println!("{}: signing {MEMBERS} members in", backend.name());
    let (bursts, cycle) = submit(bench, portal.address, &articles).await?;
    portal.stop().await?;

    println!("{}: committing the same rows bare", backend.name());
    let made = installation.database()?;
    let rate = median(bursts.iter().map(Figures::rate).collect());
    let all = Figures::together(&bursts);
    let name = backend.name();
    let (bare, limit) = match backend {
        Backend::Sqlite => {
            let rates = tokio::task::spawn_blocking(move || bare_sqlite::commits(&made, &copy, MEMBERS)).await??;
            let bare = median(rates);
            (bare, format!("{bare:.0} commits/s"))
        }
        Backend::Postgres => {
            let (one, many) = bare_postgres::commits(&made, &copy, CONNECTIONS).await?;
            (many, format!("{many:.0} commits/s; {one:.0} over one connection"))
        }
    };
    let reach = match backend {
        Backend::Sqlite => "≥ 25 % of bare, 50 % is the goal",
        Backend::Postgres => "",
    };
    section.row(
        &format!("{name}: orders submitted"),
        reach,
        &format!("{rate:.0}/s"),
        &format!("{:.0} %", 100.0 * rate / bare),
        &format!("bursts of {MEMBERS} prepared reviews over {CONNECTIONS} connections, median of {BURSTS}"),
    );
    section.row(
        &format!("{name}: one submission in a burst"),
        "",
        &all.latency(),
        "",
        &format!("{} submissions", all.count()),
    );
    section.row(
        &format!("{name}: three lines into the cart, review, submit"),
        "",
        &format!("{:.0} orders/s; of it the submission {}", cycle.rate(), cycle.latency()),
        "",
        &format!("{CONNECTIONS} members for {} s", bench.time.as_secs()),
    );
    let how = match backend {
        Backend::Sqlite => format!("WAL, synchronous = FULL, one thread; median of windows of {MEMBERS}"),
        Backend::Postgres => format!("synchronous_commit = on, {CONNECTIONS} connections"),
    };
    section.row(&format!("{name}: the same rows, bare"), "", &limit, "100 %", &how);
    installation.remove().await
}

/// The bursts, and the whole way of an order with the latency of its submission.
async fn submit(bench: &Bench, address: SocketAddr, articles: &[String]) -> Result<(Vec<Figures>, Figures)> {
    let emails: Vec<String> = (1..=MEMBERS).map(members::bulk).collect();
    let members = members::sign_in(address, &emails).await?;
    let mut bursts = Vec::with_capacity(BURSTS);
    for round in 0..BURSTS {
        let calls = prepare_all(address, &members, articles, round).await?;
        let figures = load::burst(address, CONNECTIONS, calls).await?;
        println!("burst {}: {:.0} orders/s, {}", round + 1, figures.rate(), figures.latency());
        bursts.push(figures);
    }
    Ok((bursts, cycles(address, bench.time, &members, articles).await?))
}

/// A review for each member, ready to be submitted.
async fn prepare_all(address: SocketAddr, members: &[Member], articles: &[String], round: usize) -> Result<Vec<Call>> {
    let mut clients = JoinSet::new();
    for client in 0..CONNECTIONS {
        let mine: Vec<(Member, [String; 3])> = members
            .iter()
            .enumerate()
            .skip(client)
            .step_by(CONNECTIONS)
            .map(|(place, member)| (member.clone(), three(articles, 3 * (place + round))))
            .collect();
        clients.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut calls = Vec::with_capacity(mine.len());
            for (member, articles) in &mine {
                calls.push(prepare(&mut connection, member, articles).await?);
            }
            Ok::<_, Failure>(calls)
        });
    }
    load::gather(clients).await
}

/// Some members who go the whole way again and again.
async fn cycles(address: SocketAddr, time: Duration, members: &[Member], articles: &[String]) -> Result<Figures> {
    let end = Instant::now() + time;
    let mut clients = JoinSet::new();
    for (place, member) in members.iter().take(CONNECTIONS).cloned().enumerate() {
        let articles = articles.to_vec();
        clients.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut seen = Vec::new();
            let mut turn = place;
            while Instant::now() < end {
                let call = prepare(&mut connection, &member, &three(&articles, 3 * turn)).await?;
                let sent = Instant::now();
                connection.fetch(&call).await?;
                seen.push(sent.elapsed());
                turn += CONNECTIONS;
            }
            Ok::<_, Failure>(seen)
        });
    }
    Ok(Figures::of(load::gather(clients).await?, time))
}

/// Fills the cart, opens the review and gives the submission.
async fn prepare(connection: &mut Connection, member: &Member, articles: &[String; 3]) -> Result<Call> {
    for number in articles {
        let key = Uuid::now_v7().to_string();
        // No quantity: the smallest that can be ordered.
        let fields = [("key", key.as_str()), ("number", number.as_str()), ("quantity", ""), ("mode", "set")];
        connection.fetch(&Call::form("/fn/cart/change", &fields).with_cookie(&member.cookie)).await?;
    }
    let open = Call::json("/fn/review/open", &json!({})).with_cookie(&member.cookie);
    let review = connection.fetch(&open).await?.json()?;
    let id = review["id"]
        .as_str()
        .filter(|_| review["blocked"].is_null())
        .ok_or_else(|| format!("no review to submit: {review}"))?;
    let key = Uuid::now_v7().to_string();
    Ok(Call::form("/fn/orders/submit", &[("key", key.as_str()), ("review", id)]).with_cookie(&member.cookie))
}

/// Three articles beside each other, another three for each turn.
fn three(articles: &[String], from: usize) -> [String; 3] {
    [0, 1, 2].map(|more| articles.get((from + more) % articles.len().max(1)).cloned().unwrap_or_default())
}

/// The demo catalogue with stock for every order, and the numbers of the goods that bulk accounts can buy.
fn stocked() -> Result<(String, Vec<String>)> {
    let mut reader = csv::Reader::from_reader(CATALOGUE.as_bytes());
    let header = reader.headers()?.clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| format!("the demo catalogue has no column {name}"))
    };
    let (number, kind, stock, price) =
        (column("number")?, column("kind")?, column("stock")?, column("price:trade-eur")?);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header)?;
    let mut numbers = Vec::new();
    for record in reader.records() {
        let record = record?;
        let goods = record.get(kind) == Some("goods");
        if goods && record.get(price).is_some_and(|price| !price.is_empty()) {
            numbers.extend(record.get(number).map(str::to_owned));
        }
        writer.write_record(
            record.iter().enumerate().map(|(at, cell)| if goods && at == stock { "1000000" } else { cell }),
        )?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    Ok((String::from_utf8(bytes)?, numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_enough_of_many_goods() -> Result<()> {
        let (catalogue, numbers) = stocked()?;
        assert!(numbers.len() > 50, "{} goods", numbers.len());
        assert_eq!(
            csv::Reader::from_reader(catalogue.as_bytes()).records().count(),
            csv::Reader::from_reader(CATALOGUE.as_bytes()).records().count()
        );
        assert!(catalogue.matches(",1000000,").count() >= numbers.len());
        let [first, second, third] = three(&numbers, numbers.len() - 1);
        assert!(first != second && second != third && first != third);
        Ok(())
    }
}
