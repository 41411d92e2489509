//! The order list as a page, rendered whole on the server for somebody signed in, beside a bare answer of the same bytes.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, body::Bytes, http::header, routing::get, serve::ListenerExt};
use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    Backend, Bench, Failure, Result,
    load::{self, Call, Connection, Figures},
    members,
    portal::Installation,
    report::Section,
};

const CONNECTIONS: usize = 32;
/// The first account gets 50,000 of the orders, each of the others 20.
const ORDERS: u64 = 100_000;
const ACCOUNTS: u64 = 2_501;
const REACH: &str = "≥ 3,000 pages/s, p99 ≤ 20 ms";

/// Measures on every database there is.
pub async fn measure(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("pages", "Order list as a page");
    section.note("Data: the demo vendor and 100,000 orders of 2,501 accounts. The page shows 20 orders; the reader is signed in.");
    section.note(
        "The limit is an axum server in the measuring program that answers every request with the bytes of that page, under the same load.",
    );
    section.note("The load generator shares the machine with the portal.");
    for backend in bench.backends() {
        let installation = Installation::filled(bench, backend, (ORDERS, 0), ACCOUNTS).await?;
        let portal = installation.serve().await?;
        read(bench, backend, portal.address, &mut section).await?;
        portal.stop().await?;
        installation.remove().await?;
    }
    Ok(section)
}

async fn read(bench: &Bench, backend: Backend, address: SocketAddr, section: &mut Section) -> Result<()> {
    let how = format!("{CONNECTIONS} connections, keep-alive, {} s", bench.time.as_secs());
    for (account, count) in [(2, "20"), (1, "50,000")] {
        let member = members::sign_in_one(address, members::bulk(account)).await?;
        let call = Call::get("/orders").with_cookie(&member.cookie);
        let page = Connection::open(address).await?.fetch(&call).await?;
        let shown = orders_on(&page.text());
        if shown != 20 {
            return Err(format!("the order list shows {shown} orders, not 20").into());
        }
        let what = format!("{}: {count} orders in the account", backend.name());
        let figures = load::run(address, CONNECTIONS, bench.time, std::slice::from_ref(&call)).await?;
        let limit = bare(CONNECTIONS, bench.time, page.body.clone()).await?;
        section.row(&what, REACH, &told(&figures), &format!("{:.0} %", 100.0 * figures.rate() / limit.rate()), &how);
        let bytes = page.body.len();
        section.row(
            &format!("{what}: the same bytes, bare"),
            "",
            &told(&limit),
            "100 %",
            &format!("{bytes} bytes; {how}"),
        );
        if account == 2 {
            let figures = load::run(address, CONNECTIONS, bench.time, &[call.compressed()]).await?;
            let what = format!("{what}, compressed as for a browser");
            section.row(&what, "", &told(&figures), "", &how);
        }
    }
    Ok(())
}

fn told(figures: &Figures) -> String {
    format!("{:.0} pages/s, {}", figures.rate(), figures.latency())
}

/// How many orders a page links to.
fn orders_on(page: &str) -> usize {
    page.split("href=\"/orders/").skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).count()
}

/// The same load on a server that does nothing but answer with these bytes.
pub async fn bare(connections: usize, time: Duration, body: Bytes) -> Result<Figures> {
    let (tell, address) = oneshot::channel();
    let (stop, stopped) = oneshot::channel();
    // On a runtime like the portal's, so that the two differ in their work only.
    let server = std::thread::spawn(move || -> Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build()?;
        runtime.block_on(serve(body, tell, stopped))
    });
    let figures = load::run(address.await?, connections, time, &[Call::get("/orders")]).await;
    _ = stop.send(());
    let ended = tokio::task::spawn_blocking(move || server.join()).await?;
    ended.map_err(|_| "the bare server failed")??;
    figures
}

async fn serve(body: Bytes, tell: oneshot::Sender<SocketAddr>, stopped: oneshot::Receiver<()>) -> Result<()> {
    let answer = move || {
        let body = body.clone();
        async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body) }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    tell.send(listener.local_addr()?).map_err(|_| Failure::from("nobody asks"))?;
    let listener = listener.tap_io(|stream| _ = stream.set_nodelay(true));
    axum::serve(listener, Router::new().route("/orders", get(answer)))
        .with_graceful_shutdown(async move { _ = stopped.await })
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_orders_are_counted_and_others_are_not() {
        assert_eq!(
            orders_on(
                r#"<a href="/orders/1042">1</a><a href="/orders">all</a><a href="/orders/7">2</a><a href="/orders/x">"#
            ),
            2
        );
    }
}
