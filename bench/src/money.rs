//! What an account owes and has paid, in a database with millions of postings: its pages beside a bare answer of the same
//! bytes and a bare query, an invoice on paper, and a month of the bank's movements.

use std::{
    fmt::Write,
    fs,
    net::SocketAddr,
    time::{Duration, Instant},
};

use chrono::{Datelike, Days, Months, NaiveDate, Utc};

use crate::{
    Backend, Bench, Result, bare_postgres, bare_sqlite,
    bare_sqlite::Owed,
    load::{self, Call, Connection, Figures},
    members::{self, Member},
    pages,
    portal::Installation,
    report::Section,
};

const CONNECTIONS: usize = 4;
/// How long a page may take, and a document that is set and drawn.
const PAGE: &str = "p99 ≤ 50 ms";
const PAPER: &str = "p99 ≤ 150 ms";
/// How long a file of so many movements may take.
const FILE: &str = "≤ 10 s";
/// The first account of those that are made, in which there are the most, and who may do everything with money.
const LARGE: &str = "L-000001";
const BACK_OFFICE: &str = "eva@vandael.example";
/// So many movements the bank's file has, where so much is owed.
const MOVEMENTS: i64 = 10_000;
/// So many invoices are put on paper in turn.
const ON_PAPER: usize = 20;
/// How often the bare query is asked.
const QUERIES: usize = 2_000;

/// One page, in several variants, and what it must show to count.
struct Case {
    what: &'static str,
    paths: Vec<String>,
    shows: &'static str,
    reach: &'static str,
}

/// Measures on every database there is.
pub async fn measure(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("money", "Ledgers, statements and the bank");
    // As `service::demo` deals them.
    let large = (bench.postings / 10).min(100_000);
    section.note(&format!(
        "Data: the demo vendor and {} postings of {} accounts, {large} of them in the account whose pages are measured: \
         invoices of two years and their payments, the newest 400 invoices open, two of each other account.",
        bench.postings, bench.accounts
    ));
    section.note(
        "Whole pages, rendered for somebody signed in. The limit is an axum server in the measuring program that answers \
         every request with the bytes of that page, under the same load.",
    );
    for backend in bench.backends() {
        let begin = Instant::now();
        let installation = Installation::with_postings(bench, backend, bench.postings, bench.accounts).await?;
        let took = begin.elapsed().as_secs_f64();
        section.row(
            &format!("{}: making the data", backend.name()),
            "",
            &format!("{took:.0} s, {:.0} postings/s", bench.postings as f64 / took),
            "",
            "`loket demo`",
        );
        let owed = owed(&installation, backend).await?;
        let portal = installation.serve().await?;
        read(bench, backend, portal.address, &owed, &mut section).await?;
        portal.stop().await?;
        bare(&installation, backend, &mut section).await?;
        bank(&installation, backend, &owed, &mut section).await?;
        prove(&installation, backend, &mut section).await?;
        installation.remove().await?;
    }
    Ok(section)
}

/// Open invoices, those of the large account first.
async fn owed(installation: &Installation, backend: Backend) -> Result<Vec<Owed>> {
    let database = installation.database()?;
    match backend {
        Backend::Sqlite => tokio::task::spawn_blocking(move || bare_sqlite::owed(&database, MOVEMENTS)).await?,
        Backend::Postgres => bare_postgres::owed(&database, MOVEMENTS).await,
    }
}

async fn read(
    bench: &Bench,
    backend: Backend,
    address: SocketAddr,
    owed: &[Owed],
    section: &mut Section,
) -> Result<()> {
    let owner = members::sign_in_one(address, members::bulk(1)).await?;
    let staff = members::sign_in_one(address, BACK_OFFICE.to_owned()).await?;
    for (cases, reader) in [(of_account(owed), &owner), (of_desk(), &staff)] {
        for case in cases {
            let (got, ratio) = match one(bench, address, &case, reader).await {
                Ok((figures, limit)) => (figures.latency(), format!("{:.0} %", 100.0 * figures.rate() / limit.rate())),
                // The others are worth knowing all the same.
                Err(error) => (format!("failed: {error}"), String::new()),
            };
            let what = format!("{}: {}", backend.name(), case.what);
            let how = format!("{CONNECTIONS} connections, {:.0} s", (bench.time / 2).as_secs_f64());
            section.row(&what, case.reach, &got, &ratio, &how);
        }
    }
    Ok(())
}

/// The page under load, and the same bytes bare.
async fn one(bench: &Bench, address: SocketAddr, case: &Case, reader: &Member) -> Result<(Figures, Figures)> {
    let calls: Vec<Call> = case.paths.iter().map(|path| Call::get(path.as_str()).with_cookie(&reader.cookie)).collect();
    let first = calls.first().ok_or("there is no such page")?;
    let page = Connection::open(address).await?.fetch(first).await?;
    if !page.text().contains(case.shows) {
        return Err(format!("the page does not show {}", case.shows).into());
    }
    let figures = load::run(address, CONNECTIONS, bench.time / 2, &calls).await?;
    let limit = pages::bare(CONNECTIONS, bench.time / 4, page.body).await?;
    Ok((figures, limit))
}

/// What the account's people open.
fn of_account(owed: &[Owed]) -> Vec<Case> {
    let today = Utc::now().date_naive();
    let papers = owed.iter().take(ON_PAPER).map(|one| format!("/invoices/{}/pdf", one.number)).collect();
    let shown = owed.iter().take(ON_PAPER).map(|one| format!("/invoices/{}", one.number)).collect();
    let invoice = "href=\"/invoices/";
    let posting = "href=\"/money/postings/";
    let page = |what, paths, shows| Case { what, paths, shows, reach: PAGE };
    vec![
        page("account page", vec!["/money".to_owned()], invoice),
        page("all that is open", vec!["/money/open?currency=EUR".to_owned()], invoice),
        page(
            "one part of the ageing",
            ["not_due", "to_30"].map(|part| format!("/money/open?currency=EUR&bucket={part}")).to_vec(),
            "<main",
        ),
        page("statement of a month", months(today), posting),
        page("statement of a year", years(today), posting),
        page("one invoice", shown, "<main"),
        Case { what: "one invoice on paper, with its data", paths: papers, shows: "%PDF-", reach: PAPER },
    ]
}

/// What the vendor's people open of it.
fn of_desk() -> Vec<Case> {
    let page = |what, path| Case { what, paths: vec![path], shows: "<main", reach: PAGE };
    vec![page("desk: the account", format!("/desk/accounts/{LARGE}")), page("desk: the bank", "/desk/bank".to_owned())]
}

/// The first page of each of the last twelve whole months.
fn months(today: NaiveDate) -> Vec<String> {
    let month = |back: u32| {
        let first = today.with_day(1)?.checked_sub_months(Months::new(back))?;
        let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
        Some(format!("/money/statement?from={first}&until={last}"))
    };
    (1..=12).filter_map(month).collect()
}

/// The first page of some years.
fn years(today: NaiveDate) -> Vec<String> {
    let year = |days: u64| {
        let until = today.checked_sub_days(Days::new(days))?;
        let from = until.checked_sub_days(Days::new(364))?;
        Some(format!("/money/statement?from={from}&until={until}"))
    };
    [1, 90, 180, 270].into_iter().filter_map(year).collect()
}

/// A page of the account's postings by their numbers, asked of the database itself: what the page of a statement cannot be
/// faster than.
async fn bare(installation: &Installation, backend: Backend, section: &mut Section) -> Result<()> {
    let database = installation.database()?;
    let took: Vec<Duration> = match backend {
        Backend::Sqlite => {
            tokio::task::spawn_blocking(move || bare_sqlite::postings(&database, LARGE, QUERIES)).await??
        }
        Backend::Postgres => bare_postgres::postings(&database, LARGE, QUERIES).await?,
    };
    let elapsed: Duration = took.iter().sum();
    section.row(
        &format!("{}: 101 postings of the account, bare", backend.name()),
        "",
        &Figures::of(took, elapsed).latency(),
        "",
        &format!("one connection, {QUERIES} times, each time another place"),
    );
    Ok(())
}

/// A file of the bank in which what is owed is paid.
async fn bank(installation: &Installation, backend: Backend, owed: &[Owed], section: &mut Section) -> Result<()> {
    let file = installation.folder().join("bank.xml");
    fs::write(&file, camt(owed, Utc::now().date_naive())?)?;
    let begin = Instant::now();
    let said = installation.output(&["import", "bank", &file.to_string_lossy(), "--by", BACK_OFFICE]).await?;
    let took = begin.elapsed().as_secs_f64();
    let count = owed.len();
    if !said.contains(&format!(": {count} posted")) {
        section.fail("a file of the bank that pays what is owed is posted");
    }
    section.row(
        &format!("{}: {count} movements of the bank, loaded and posted", backend.name()),
        FILE,
        &format!("{took:.1} s, {:.0}/s", count as f64 / took),
        "",
        "`loket import bank`, CAMT.053; each with its event and mail",
    );
    Ok(())
}

/// All sums, proved anew.
async fn prove(installation: &Installation, backend: Backend, section: &mut Section) -> Result<()> {
    let begin = Instant::now();
    installation.output(&["check"]).await?;
    let took = begin.elapsed().as_secs_f64();
    section.row(&format!("{}: all sums proved", backend.name()), "", &format!("{took:.1} s"), "", "`loket check`");
    Ok(())
}

/// A statement of the vendor's bank (CAMT.053, version 8) in which each of these invoices is paid whole.
fn camt(owed: &[Owed], day: NaiveDate) -> Result<String> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\n\
         <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-24T09:00:00</CreDtTm></GrpHdr>\n\
         <Stmt><Id>1</Id><Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>\n",
    );
    for (place, Owed { number, reference, amount }) in owed.iter().enumerate() {
        writeln!(
            text,
            "<Ntry><Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>BENCH-{place:08}</AcctSvcrRef>\
             <NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Payer {place}</Nm></Pty></Dbtr>\
             <DbtrAcct><Id><IBAN>XX{place:014}</IBAN></Id></DbtrAcct></RltdPties>\
             <RmtInf><Ustrd>{number}</Ustrd><Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf>\
             </TxDtls></NtryDtls></Ntry>",
            amount / 100,
            amount % 100
        )?;
    }
    text.push_str("</Stmt></BkToCstmrStmt></Document>\n");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_before_the_next_one_begins() -> Result<()> {
        let today = NaiveDate::from_ymd_opt(2026, 3, 31).ok_or("there is such a day")?;
        let months = months(today);
        assert_eq!(months.len(), 12);
        assert_eq!(months.first().map(String::as_str), Some("/money/statement?from=2026-02-01&until=2026-02-28"));
        assert_eq!(months.last().map(String::as_str), Some("/money/statement?from=2025-03-01&until=2025-03-31"));
        Ok(())
    }

    #[test]
    fn a_year_has_a_year() -> Result<()> {
        let today = NaiveDate::from_ymd_opt(2026, 3, 31).ok_or("there is such a day")?;
        assert_eq!(years(today).first().map(String::as_str), Some("/money/statement?from=2025-03-31&until=2026-03-30"));
        Ok(())
    }
}
