//! What is safe whatever is asked: headers, cookies, requests from other sites, bodies without end.

use http::{Method, header};
use serde_json::json;
use testkit::{Answer, Client, Database, TestPortal, new_key};

use crate::{ANNA, functions};

fn nonce(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
    nonce.unwrap_or_else(|| panic!("no nonce in {policy}")).to_owned()
}

/// The value of a cookie that the answer sets, with its attributes.
fn set_cookie(answer: &Answer, name: &str) -> Option<String> {
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.map(str::to_owned).find(|cookie| cookie.starts_with(&format!("{name}=")))
}

testkit::on_both_databases! {
    async fn every_answer_has_its_headers(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let answers = [
            anna.get("/").await,
            anna.get("/orders.csv").await,
            anna.get("/nowhere").await,
            anna.get("/healthz").await,
            anna.get("/desk/orders").await,
            portal.anonymous().get("/orders").await,
            anna.call("/fn/orders/list", &json!({ "filter": {} })).await,
            anna.call("/fn/orders/list", &json!({ "filter": 7 })).await,
            anna.send("/fn/nothing/here", &[]).await,
        ];
        for answer in &answers {
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("x-frame-options", "DENY"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cache-control", "private, no-store"),
            ] {
                assert_eq!(answer.header(name), value, "{name} {} {}", answer.status, answer.start());
            }
            assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{}", answer.start());
            assert!(answer.header("permissions-policy").contains("geolocation=()"));
            assert_eq!(answer.header("x-request-id").len(), 36);
            assert_eq!(answer.header("strict-transport-security"), "", "not without https");
        }
    }

    async fn only_our_own_scripts_run(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let (one, other) = (anna.get("/orders").await, anna.get("/orders").await);
        assert_ne!(nonce(&one), nonce(&other), "a nonce is used once");
        let policy = one.header("content-security-policy");
        assert!(
            !policy.contains("unsafe-inline")
                && !policy.contains("'unsafe-eval'")
                && policy.contains("object-src 'none'"),
            "{policy}"
        );
        for tag in one.body.split("<script").skip(1).filter_map(|rest| rest.split('>').next()) {
            assert!(tag.contains(&format!("nonce=\"{}\"", nonce(&one))), "a script that would not run: <script{tag}>");
        }
        for handler in [" onclick=", " onload=", " onsubmit=", " style="] {
            assert!(!one.body.contains(handler), "{handler}");
        }
    }

    async fn a_name_with_signs_of_html_is_a_name(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let name = "</script><script>alert(1)</script>";
        let profile = [("name", name), ("language", "en"), ("time_zone", "Europe/Brussels")];
        anna.send("/fn/account/save-profile", &profile).await.expect_status(200);
        for path in ["/", "/account", "/orders"] {
            let page = anna.get(path).await.expect_status(200);
            assert!(!page.body.contains("<script>alert"), "{path}");
        }
    }

    async fn other_sites_change_nothing(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let key = new_key().to_string();
        let fields = [("key", key.as_str()), ("number", "TL-7011"), ("mode", "add")];
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            for path in ["/fn/cart/change", "/cart/upload", "/fn/entry/sign-out"] {
                let request = anna.request(Method::POST, path).header(name, value).form(&fields);
                assert_eq!(Answer::of(request).await.status, 403, "{path} {name}: {value}");
            }
        }
        anna.get("/orders").await.expect_status(200);
        let cart: domain::cart::CartView = anna.call("/fn/cart/view", &json!({})).await.json();
        assert!(cart.lines.is_empty());
        let url = portal.url();
        for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", url.as_str())] {
            let request = anna.request(Method::POST, "/fn/cart/change").header(name, value).form(&fields);
            Answer::of(request).await.expect_status(200);
        }
    }

    async fn nothing_is_changed_by_a_link(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        for path in functions::all() {
            let answer = anna.get(&path).await;
            assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.status);
        }
        anna.get("/orders").await.expect_status(200);
    }

    async fn bodies_have_an_end(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        // A little more than the limit, so that the rest fits the connection and the answer is not lost.
        let endless = "x".repeat(1024 * 1024 + 1024);
        let answers = [
            anna.send("/fn/entry/ask-code", &[("email", endless.as_str())]).await,
            anna.call("/fn/shop/suggest", &json!({ "text": endless })).await,
        ];
        for answer in answers {
            assert!((400..500).contains(&answer.status), "{} {}", answer.status, answer.start());
        }
        let key = new_key().to_string();
        let uploaded = anna.upload("/cart/upload", &[("key", key.as_str()), ("file", endless.as_str())]).await;
        assert!((400..500).contains(&uploaded.status), "{} {}", uploaded.status, uploaded.start());
    }

    async fn a_cookie_that_is_no_session_is_nothing(portal: TestPortal) {
        for cookie in [
            "loket=",
            "loket=0",
            &format!("loket={}", "0".repeat(64)),
            &format!("loket={}", "x".repeat(5_000)),
            "loket",
            ";;;=",
        ] {
            let request = portal.anonymous().request(Method::GET, "/orders").header(header::COOKIE, cookie.to_owned());
            assert_eq!(Answer::of(request).await.status, 303);
        }
    }
}

/// Behind https the cookies are bound to it, and browsers are told to come by it.
async fn cookies_and_transport(database: Database) {
    let portal =
        TestPortal::start_with(database, |config| config.public_url = "https://portal.example".to_owned()).await;
    // Each step in a browser of its own: secure cookies do not come back over plain http.
    let anybody = portal.anonymous();
    assert!(anybody.get("/signin").await.header("strict-transport-security").contains("max-age="));
    let asked = anybody.send("/fn/entry/ask-code", &[("email", ANNA)]).await.expect_status(200);
    let code_cookie = set_cookie(&asked, "__Host-loket-code").expect("the browser is marked");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(code_cookie.contains(attribute), "{attribute}: {code_cookie}");
    }
    assert!(!code_cookie.contains("Domain"), "{code_cookie}");

    portal.deliver_mail().await;
    let code = portal.code_for(ANNA).await;
    let pair = code_cookie.split(';').next().unwrap_or("").to_owned();
    let verify = |pair: String| {
        let request = Client::new(portal.url()).request(Method::POST, "/fn/entry/verify-code");
        request.header(header::ACCEPT, "application/json").header(header::COOKIE, pair).form(&[("code", code.as_str())])
    };
    let signed_in = Answer::of(verify(pair)).await.expect_status(200);
    let session = set_cookie(&signed_in, "__Host-loket").expect("a session is opened");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(session.contains(attribute), "{attribute}: {session}");
    }
    let token = session.split(['=', ';']).nth(1).unwrap_or("");
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "256 bits");
    assert!(!signed_in.body.contains(token), "no script gets to see it");

    // A cookie without the prefix, which a neighbour under another name could have set, is not looked at.
    for (name, status) in [("__Host-loket", 200), ("loket", 303)] {
        let request =
            Client::new(portal.url()).request(Method::GET, "/orders").header(header::COOKIE, format!("{name}={token}"));
        assert_eq!(Answer::of(request).await.status, status, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cookies_and_transport_on_sqlite() {
    cookies_and_transport(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cookies_and_transport_on_postgres() {
    cookies_and_transport(Database::Postgres).await;
}
