//! `/account` and `/messages`: profile, members, sessions, news.

use domain::{
    access::{AccessPage, Channel, Kind},
    account::AccountPage,
    event::News,
    i18n::I18n,
    language::Language,
    orders::{OrderList, OrderPage},
    permissions::Role,
    session::{AccountCard, Reader},
};
use serde_json::json;
use store::Job;
use testkit::{Client, TestPortal, new_key};

use crate::{ANNA, BRAM, EVA, KATRIN, YASMIN, money::invoiced};

async fn page(client: &Client) -> AccountPage {
    client.call("/fn/account/page", &json!({})).await.expect_status(200).json()
}

async fn invite(client: &Client) -> u16 {
    let key = new_key().to_string();
    let form = [("key", key.as_str()), ("email", "new@test.example"), ("name", "New"), ("role", "viewer")];
    client.send("/fn/account/invite", &form).await.status
}

testkit::on_both_databases! {
    async fn a_profile_is_ones_own(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let profile = [("name", "  Anna   Kovács "), ("language", "hu"), ("time_zone", "Europe/Budapest")];
        let saved = anna.post_form_from("/account", "/fn/account/save-profile", &profile).await.expect_status(303);
        assert_eq!(saved.location(), "/account");
        let profile = page(&anna).await.profile;
        assert_eq!(
            (profile.email.as_str(), profile.language, profile.time_zone.as_str()),
            (ANNA, Language::Hu, "Europe/Budapest")
        );
        assert!(anna.get("/account").await.expect_status(200).body.contains("<html lang=\"hu\""));
        let colleague: Reader = portal.customer(YASMIN).await.call("/fn/entry/reader", &json!({})).await.json();
        assert_eq!(colleague.language, Language::Fr);
    }

    async fn an_invited_person_joins_by_signing_in(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let key = new_key().to_string();
        let form = [
            ("key", key.as_str()),
            ("email", "noor@test.example"),
            ("name", "Noor"),
            ("role", "buyer"),
            ("order_limit", "250,00"),
        ];
        anna.post_form_from("/account", "/fn/account/invite", &form).await.expect_status(303);
        assert_eq!(page(&anna).await.invitations.len(), 1);
        let noor = portal.customer("noor@test.example").await;
        let me = noor.call("/fn/entry/reader", &json!({})).await.json::<Reader>().me.expect("she is signed in");
        assert_eq!(me.account.map(|account| account.number).as_deref(), Some("K-10017"));
        assert!(
            page(&anna)
                .await
                .members
                .iter()
                .any(|member| member.email == "noor@test.example" && member.order_limit == Some(25_000))
        );
        let news: News = anna.call("/fn/messages/news", &json!({ "before": null })).await.json();
        let kinds: Vec<_> = news.events.iter().map(|line| line.event.kind()).collect();
        assert!(kinds.contains(&"member_joined") && kinds.contains(&"member_invited"), "{kinds:?}");
    }

    async fn who_is_let_in_no_more_is_out_with_the_next_click(portal: TestPortal) {
        let (anna, bram) = (portal.customer(ANNA).await, portal.customer(BRAM).await);
        bram.get("/orders").await.expect_status(200);
        let id = page(&anna)
            .await
            .members
            .into_iter()
            .find(|member| member.email == BRAM)
            .expect("bram is a member")
            .id
            .to_string();
        let out = [("member", id.as_str()), ("role", "buyer"), ("disabled", "true")];
        anna.send("/fn/account/change-member", &out).await.expect_status(200);
        assert_eq!(bram.get("/orders").await.expect_status(303).location(), "/choose-account");
        bram.call("/fn/orders/list", &json!({ "filter": {} })).await.expect_status(404);
        let back = [("member", id.as_str()), ("role", "buyer")];
        anna.send("/fn/account/change-member", &back).await.expect_status(200);
        bram.get("/orders").await.expect_status(200);
    }

    async fn an_address_is_added_without_scripts_and_comes_back_when_it_is_wrong(portal: TestPortal) {
        const FORM: &str = "/account/addresses?edit=new";
        let anna = portal.customer(ANNA).await;
        let shown = anna.get(FORM).await.expect_status(200);
        let key = shown.hidden("key");
        let address = |postcode: &'static str| {
            [
                ("key", key.as_str()),
                ("edit", "new"),
                ("id", ""),
                ("purpose", "delivery"),
                ("name", "Werf Meulestede"),
                ("street", "Meulesteedsesteenweg 12"),
                ("postcode", postcode),
                ("city", "Gent"),
                ("country", "BE"),
            ]
        };
        let wrong = anna.post_form_from(FORM, "/fn/account/save-address", &address("90")).await.expect_status(422);
        assert!(wrong.body.contains("Meulesteedsesteenweg 12"), "what was typed is kept");
        assert!(wrong.body.contains(&I18n::of(Language::En).refusal_postcode("9000")), "{}", wrong.start());
        let right = anna.post_form_from(FORM, "/fn/account/save-address", &address("9000")).await.expect_status(303);
        assert_eq!(right.location(), "/account/addresses");
        assert!(anna.get("/account/addresses").await.expect_status(200).body.contains("Meulesteedsesteenweg 12"));
        // A colleague who may only look sees it, and no form.
        let yasmin = portal.customer(YASMIN).await;
        let shown = yasmin.get(FORM).await.expect_status(200);
        assert!(shown.body.contains("Meulesteedsesteenweg 12") && !shown.body.contains("save-address"));
    }

    async fn what_is_opened_stands_in_the_log(portal: TestPortal) {
        let (_, number) = invoiced(&portal, &portal.actor(ANNA).await, &[("RT-1042", "40")]).await;
        let (anna, eva) = (portal.customer(ANNA).await, portal.staff(EVA).await);
        for path in [format!("/invoices/{number}"), format!("/invoices/{number}/pdf")] {
            anna.get(&path).await.expect_status(200);
            anna.get(&path).await.expect_status(200);
        }
        eva.get(&format!("/invoices/{number}/pdf")).await.expect_status(200);
        eva.get(&format!("/desk/invoices/{number}")).await.expect_status(200);
        anna.get("/money/statement.csv").await.expect_status(200);
        let page: AccessPage = anna.call("/fn/account/access", &json!({ "before": "" })).await.expect_status(200).json();
        let lines: Vec<_> = page.lines.iter().map(|line| (line.by.as_str(), line.kind, line.by_vendor)).collect();
        assert_eq!(
            lines,
            [
                ("Anna Kovács", Kind::StatementCsv, false),
                ("Eva", Kind::Invoice, true),
                ("Eva", Kind::InvoicePdf, true),
                ("Anna Kovács", Kind::InvoicePdf, false),
                ("Anna Kovács", Kind::Invoice, false),
            ]
        );
        let shown = anna.get("/account/access").await.expect_status(200).body;
        let vendor = &portal.context().settings().vendor.name;
        assert!(shown.contains(&I18n::of(Language::En).access_by_vendor("Eva", vendor).replace('&', "&amp;")));
        assert!(shown.contains(&format!("/invoices/{number}")));

        // Where many statements were opened within an hour, the further ones are a row without a period.
        let all = "href=\"/money/statement\"";
        assert!(!shown.contains(all), "the one that was opened has its period");
        let owner = portal.actor(ANNA).await;
        let opening = store::access::Opening {
            account: owner.acting.expect("anna acts for an account").account,
            member: owner.member,
            staff: false,
            kind: Kind::Statement,
            document: String::new(),
            channel: Channel::Page,
            at: portal.context().now(),
        };
        let tx = portal.context().store().begin().await.expect("a transaction begins");
        store::access::note(&tx, Job::of("test"), &opening).await.expect("it is noted");
        tx.commit().await.expect("it is kept");
        assert!(anna.get("/account/access").await.expect_status(200).body.contains(all));
    }

    async fn another_browser_is_signed_out(portal: TestPortal) {
        let (phone, desktop) = (portal.customer(ANNA).await, portal.customer(ANNA).await);
        let other =
            page(&desktop).await.sessions.into_iter().find(|session| !session.current).expect("the phone is listed");
        let form = [("session", other.id.to_string())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        desktop.send("/fn/account/end-session", &form).await.expect_status(200);
        assert!(phone.get("/").await.expect_status(303).location().starts_with("/signin"));
        desktop.get("/").await.expect_status(200);
    }

    async fn an_owner_here_is_a_buyer_there(portal: TestPortal) {
        const HERE: &str = "K-10017";
        const THERE: &str = "K-10031";
        let (anna, katrin) = (portal.actor(ANNA).await, portal.actor(KATRIN).await);
        let there = katrin.acting.expect("katrin acts for an account").account;
        let now = portal.context().now();
        let tx = portal.store().begin().await.expect("a transaction begins");
        store::accounts::join(&tx, Job::of("test"), there, anna.member, Role::Buyer, None, now)
            .await
            .expect("she joins");
        tx.commit().await.expect("it is kept");
        let (ours, theirs) = (
            portal.order(&anna, &[("TL-7011", "1")]).await,
            portal.order(&katrin, &[("TL-7011", "1")]).await,
        );

        // Two browsers at once, one for each company.
        let (at_home, away) = (portal.customer_of(ANNA, HERE).await, portal.customer_of(ANNA, THERE).await);
        for (client, own, foreign, rights) in [(&at_home, ours, theirs, 200), (&away, theirs, ours, 403)] {
            let page: OrderPage =
                client.call("/fn/orders/page", &json!({ "number": own })).await.expect_status(200).json();
            assert_eq!(page.number, own);
            client.call("/fn/orders/page", &json!({ "number": foreign })).await.expect_status(404);
            client.get(&format!("/orders/{foreign}")).await.expect_status(404);
            let list: OrderList =
                client.call("/fn/orders/list", &json!({ "filter": {} })).await.expect_status(200).json();
            let numbers: Vec<i64> = list.orders.iter().map(|card| card.number).collect();
            assert!(numbers.contains(&own) && !numbers.contains(&foreign), "{numbers:?}");
            client.call("/fn/approvals/list", &json!({})).await.expect_status(rights);
            assert_eq!(invite(client).await, rights);
            assert_eq!(self::page(client).await.may_manage, rights == 200);
        }

        // The same browser goes over to the other company, and its rights with it.
        let accounts: Vec<AccountCard> = at_home.call("/fn/entry/accounts", &json!({})).await.json();
        assert_eq!(accounts.len(), 2);
        let to = there.to_string();
        at_home.send("/fn/entry/choose-account", &[("account", to.as_str())]).await.expect_status(200);
        at_home.call("/fn/orders/page", &json!({ "number": ours })).await.expect_status(404);
        at_home.call("/fn/approvals/list", &json!({})).await.expect_status(403);
        assert_eq!(invite(&at_home).await, 403);
        portal.check().await;
    }

    async fn news_are_new_until_they_are_seen(portal: TestPortal) {
        let bram = portal.actor(BRAM).await;
        let anna = portal.customer(ANNA).await;
        let unseen =
            async || anna.call("/fn/entry/reader", &json!({})).await.json::<Reader>().me.expect("she is signed in").unseen;
        let before = unseen().await;
        let number = portal.order(&bram, &[("TL-7011", "1")]).await;
        assert_eq!(unseen().await, before + 1);
        assert!(anna.get("/messages").await.expect_status(200).body.contains(&number.to_string()));
        assert_eq!(unseen().await, before + 1, "looking at a page by a link changes nothing");
        let news: News = anna.call("/fn/messages/news", &json!({ "before": null })).await.json();
        anna.call("/fn/messages/seen", &json!({ "seq": news.events[0].seq })).await.expect_status(200);
        assert_eq!(unseen().await, 0);
        let older: News = anna.call("/fn/messages/news", &json!({ "before": news.next })).await.json();
        assert!(older.events[0].seq < news.events.last().expect("there are news").seq);
    }
}
