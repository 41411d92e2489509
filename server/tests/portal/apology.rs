//! What people are shown when there is no page to show: in their language, with the vendor's name.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use domain::{i18n::I18n, language::Language};
use http::{Method, header};
use server::{
    router::{Portal, router},
    site::Site,
};
use testkit::{Answer, Client, TestPortal, new_key};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::ANNA;

const BROWSER: &str = "text/html,application/xhtml+xml";

/// The answer is a page of the portal in this language that says these things.
#[track_caller]
fn assert_page(portal: &TestPortal, answer: &Answer, language: Language, said: &[&str]) {
    let settings = portal.context().settings();
    assert!(answer.header("content-type").starts_with("text/html"), "{}", answer.start());
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("style-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let name = settings.vendor.name.replace('&', "&amp;");
    let tag = format!("<html lang=\"{}\"", language.code());
    for part in [tag.as_str(), name.as_str(), settings.vendor.email.as_str()].iter().chain(said) {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
}

/// A browser that has chosen this language.
async fn reader(portal: &TestPortal, language: Language) -> Client {
    let client = (*portal.anonymous()).clone();
    client.post_form("/fn/entry/set-language", &[("language", language.code())]).await.expect_status(303);
    client
}

testkit::on_both_databases! {
    async fn a_busy_portal_says_so(portal: TestPortal) {
        // Another door of the same portal, through which one form goes at a time, and a form that never ends.
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the system has a port");
        let address = listener.local_addr().expect("the port has an address");
        let site = Arc::new(Site::load(None).expect("the site's files can be read"));
        let narrow = Portal { context: portal.context().clone(), site, trust_proxy: false };
        let app = router(narrow, 1).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("the portal serves") });
        let begun = format!(
            "POST /fn/entry/ask-code HTTP/1.1\r\nhost: {address}\r\naccept: application/json\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nemail="
        );
        let mut endless = Vec::new();

        for language in [Language::Hu, Language::De] {
            let somebody = Client::new(format!("http://{address}"));
            let busy = async {
                loop {
                    // One that came while the place was taken is turned away as well, so each turn brings another.
                    let mut form = TcpStream::connect(address).await.expect("the portal is there");
                    form.write_all(begun.as_bytes()).await.expect("the portal listens");
                    endless.push(form);
                    let request = somebody
                        .request(Method::POST, "/fn/entry/ask-code")
                        .header(header::ACCEPT, BROWSER)
                        .header(header::ACCEPT_LANGUAGE, language.code())
                        .header(header::REFERER, somebody.url("/signin"))
                        .form(&[("email", "no address")]);
                    let answer = Answer::of(request).await;
                    if answer.status == 503 {
                        return answer;
                    }
                }
            };
            let answer = timeout(Duration::from_secs(20), busy).await.expect("the endless form takes the only place");
            assert!(!answer.header("retry-after").is_empty());
            let i18n = I18n::of(language);
            let said = [i18n.page_busy_title(), i18n.refusal_busy(), i18n.page_go_back(), "href=\"/signin\""];
            assert_page(&portal, &answer, language, &said);
        }
        server.abort();
    }

    async fn a_fault_is_owned_up_to(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        portal.store().migrate_down(u32::MAX).await.expect("all steps can be taken back");
        for (language, accepted) in [(Language::Hu, "hu-HU,hu;q=0.9,en;q=0.5"), (Language::De, "de-AT,de;q=0.9")] {
            let request = anna
                .request(Method::GET, "/orders?state=late")
                .header(header::ACCEPT, BROWSER)
                .header(header::ACCEPT_LANGUAGE, accepted);
            let answer = Answer::of(request).await.expect_status(500);
            let i18n = I18n::of(language);
            let said = [
                i18n.page_fault_title(),
                i18n.refusal_fault(),
                i18n.action_retry(),
                "href=\"/orders?state=late\"",
            ];
            assert_page(&portal, &answer, language, &said);
        }
        // A program gets what a program reads.
        let answer = anna.call("/fn/entry/reader", &serde_json::json!({})).await.expect_status(500);
        assert_eq!(answer.code().as_deref(), Some("fault"));
    }

    async fn too_much_at_once_is_said(portal: TestPortal) {
        let endless = "x".repeat(1024 * 1024 + 1024);
        for language in [Language::Hu, Language::De] {
            let somebody = reader(&portal, language).await;
            let key = new_key().to_string();
            let fields = [("key", key.as_str()), ("text", endless.as_str())];
            let pasted = somebody.post_form_from("/quick", "/fn/cart/fill", &fields).await;
            let uploaded = somebody.upload("/cart/upload", &[("key", key.as_str()), ("file", endless.as_str())]).await;
            let i18n = I18n::of(language);
            let text = i18n.page_too_large_text("1\u{a0}MB");
            for answer in [pasted.expect_status(413), uploaded.expect_status(413)] {
                let said = [i18n.page_too_large_title(), text.as_str(), i18n.page_go_back(), "href=\"/quick\""];
                assert_page(&portal, &answer, language, &said);
            }
        }
    }

    async fn what_is_not_allowed_is_said(portal: TestPortal) {
        for language in [Language::Hu, Language::De] {
            let somebody = reader(&portal, language).await;
            let i18n = I18n::of(language);
            let opened = somebody.get("/fn/cart/change").await.expect_status(405);
            let said = [i18n.error_not_found_title(), i18n.page_wrong_way(), "href=\"/\""];
            assert_page(&portal, &opened, language, &said);

            let foreign = somebody
                .request(Method::POST, "/fn/cart/change")
                .header(header::ACCEPT, BROWSER)
                .header("sec-fetch-site", "cross-site")
                .form(&[("number", "TL-7011")]);
            let foreign = Answer::of(foreign).await.expect_status(403);
            assert_page(&portal, &foreign, language, &[i18n.page_not_done_title(), i18n.refusal_foreign_site()]);
            assert!(!foreign.body.contains(i18n.page_go_back()), "there it would only be sent again");
        }
    }
}
