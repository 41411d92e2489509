//! `/signin`, `/choose-account`, and the way in without scripts.

use domain::{i18n::I18n, language::Language, session::Reader};
use serde_json::json;
use testkit::TestPortal;

use crate::{ANNA, EVA};

const PIET: &str = "piet@claes-boekhouding.example";

testkit::on_both_databases! {
    async fn in_and_out_with_plain_forms(portal: TestPortal) {
        let anna = portal.anonymous();
        let asked_for = anna.get("/orders?state=delivered").await.expect_status(303);
        let door = asked_for.location().to_owned();
        assert!(door.starts_with("/signin?next=/orders"), "{door}");
        let page = anna.get(&door).await.expect_status(200);
        let next = page.hidden("next").replace("&amp;", "&");
        assert_eq!(next, "/orders?state=delivered");

        let asked = anna
            .post_form_from(&door, "/fn/entry/ask-code", &[("email", ANNA), ("next", next.as_str())])
            .await
            .expect_status(303);
        let second = asked.location().to_owned();
        assert!(second.starts_with("/signin/code?next="), "{second}");
        let page = anna.get(&second).await.expect_status(200);
        assert_eq!(page.hidden("next").replace("&amp;", "&"), next);

        portal.deliver_mail().await;
        let code = portal.code_for(ANNA).await;
        let signed_in = anna
            .post_form_from(&second, "/fn/entry/verify-code", &[("code", code.as_str()), ("next", next.as_str())])
            .await;
        assert_eq!(signed_in.expect_status(303).location(), next);
        assert!(anna.get(&next).await.expect_status(200).body.contains("Anna"), "the page knows its reader");

        assert_eq!(anna.post_form("/fn/entry/sign-out", &[]).await.expect_status(303).location(), "/signin");
        anna.get("/orders").await.expect_status(303);
    }

    async fn a_refused_form_comes_back_to_its_page(portal: TestPortal) {
        let somebody = portal.anonymous();
        let i18n = I18n::of(Language::En);
        let refused = somebody
            .post_form_from("/signin", "/fn/entry/ask-code", &[("email", "no address")])
            .await
            .expect_status(422);
        assert!(refused.body.contains(i18n.refusal_email()), "the page says what was wrong");
        assert!(refused.body.contains("value=\"no address\""), "what was typed is kept");

        somebody.post_form_from("/signin", "/fn/entry/ask-code", &[("email", ANNA)]).await.expect_status(303);
        let form = "/signin/code?next=%2Freview";
        let page = somebody.post_form_from(form, "/fn/entry/verify-code", &[("code", "000000")]).await;
        assert!((400..500).contains(&page.status), "{}", page.status);
        assert!(page.body.contains(i18n.refusal_code_wrong()), "the page says what was wrong");
        assert_eq!(page.hidden("next"), "/review", "where it was to go on is kept");
    }

    async fn a_link_signs_nobody_in(portal: TestPortal) {
        let anna = portal.anonymous();
        anna.send("/fn/entry/ask-code", &[("email", ANNA)]).await.expect_status(200);
        portal.deliver_mail().await;
        let code = portal.code_for(ANNA).await;
        // A mail program opens the link, twice, and with the right cookie even.
        for _ in 0..2 {
            let page = anna.get(&format!("/signin/code?code={code}")).await.expect_status(200);
            assert!(page.body.contains(&format!("value=\"{code}\"")), "the code is filled in");
        }
        assert!(anna.call("/fn/entry/reader", &json!({})).await.json::<Reader>().me.is_none());
        anna.send("/fn/entry/verify-code", &[("code", code.as_str())]).await.expect_status(200);
        let me = anna.call("/fn/entry/reader", &json!({})).await.json::<Reader>().me.expect("she is signed in");
        assert_eq!((me.email.as_str(), me.account.map(|account| account.number)), (ANNA, Some("K-10017".to_owned())));
    }

    async fn the_link_in_the_mail_keeps_where_one_was_going(portal: TestPortal) {
        for (next, kept) in [
            ("/orders?state=delivered", "/orders?state=delivered"),
            ("/", "/"),
            ("//evil.example", "/"),
            ("https://evil.example/", "/"),
            ("/\\evil.example", "/"),
        ] {
            let anna = portal.anonymous();
            // No two mails are of the same moment, and no more than five in a quarter of an hour.
            portal.advance(5);
            let form = [("email", ANNA), ("next", next)];
            anna.post_form_from("/signin", "/fn/entry/ask-code", &form).await.expect_status(303);
            portal.deliver_mail().await;
            let code = portal.code_for(ANNA).await;
            let mails = portal.mails_to(ANNA).await;
            let address = format!("{}/signin/code?", portal.url());
            let text = &mails.first().expect("there is a mail").text;
            let link = text.split_whitespace().find(|word| word.starts_with(&address)).expect("with a link");
            assert!(!link.contains("evil"), "{link}");
            let path = link.strip_prefix(&portal.url()).expect("it is ours");
            let page = anna.get(path).await.expect_status(200);
            assert!(page.body.contains(&format!("value=\"{code}\"")), "the code is filled in");
            let form_next = page.hidden("next").replace("&amp;", "&");
            let form = [("code", code.as_str()), ("next", form_next.as_str())];
            let signed_in = anna.post_form_from(path, "/fn/entry/verify-code", &form).await.expect_status(303);
            assert_eq!(signed_in.location(), kept, "{next}");
        }
    }

    async fn the_limits_answer_429(portal: TestPortal) {
        let somebody = portal.anonymous();
        for _ in 0..5 {
            somebody.send("/fn/entry/ask-code", &[("email", "nobody@test.example")]).await.expect_status(200);
        }
        let answer = somebody.send("/fn/entry/ask-code", &[("email", "nobody@test.example")]).await.expect_status(429);
        assert_eq!(answer.code().as_deref(), Some("too_many"));
        let said = somebody
            .post_form_from("/signin", "/fn/entry/ask-code", &[("email", "nobody@test.example")])
            .await
            .expect_status(429);
        assert!(said.body.contains("Please wait until today at"), "it says when: {}", said.start());
    }

    async fn nobody_is_led_away(portal: TestPortal) {
        for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
            let somebody = portal.anonymous();
            let answer = somebody
                .post_form("/fn/entry/set-language", &[("language", "hu"), ("next", next)])
                .await
                .expect_status(303);
            assert_eq!(answer.location(), "/", "{next}");
        }
        let anna = portal.anonymous();
        portal.tick();
        anna.send("/fn/entry/ask-code", &[("email", ANNA)]).await.expect_status(200);
        portal.deliver_mail().await;
        let code = portal.code_for(ANNA).await;
        let form = [("code", code.as_str()), ("next", "//evil.example")];
        assert_eq!(anna.post_form("/fn/entry/verify-code", &form).await.expect_status(303).location(), "/");
    }

    async fn a_language_is_kept_in_the_browser_and_then_by_the_member(portal: TestPortal) {
        let somebody = portal.anonymous();
        assert!(somebody.get("/signin").await.body.contains("<html lang=\"en\""));
        somebody.post_form("/fn/entry/set-language", &[("language", "hu")]).await.expect_status(303);
        assert!(somebody.get("/signin").await.body.contains("<html lang=\"hu\""));
        portal.sign_in(&somebody, ANNA).await;
        assert!(somebody.get("/").await.body.contains("<html lang=\"en\""), "the member's own is known now");
        somebody.post_form("/fn/entry/set-language", &[("language", "de")]).await.expect_status(303);
        let phone = portal.customer(ANNA).await;
        assert!(phone.get("/").await.body.contains("<html lang=\"de\""), "on every device");
    }

    async fn who_has_several_accounts_chooses(portal: TestPortal) {
        let piet = portal.anonymous();
        portal.sign_in(&piet, PIET).await;
        assert_eq!(piet.get("/orders").await.expect_status(303).location(), "/choose-account");
        let page = piet.get("/choose-account").await.expect_status(200);
        assert!(page.body.contains("K-10017") && page.body.contains("K-10073"));
        let acting = portal.customer_of(PIET, "K-10073").await;
        let reader: Reader = acting.call("/fn/entry/reader", &json!({})).await.json();
        assert_eq!(reader.me.and_then(|me| me.account).map(|account| account.number).as_deref(), Some("K-10073"));
        acting.get("/orders").await.expect_status(200);
    }

    async fn staff_land_at_the_desk(portal: TestPortal) {
        let eva = portal.staff(EVA).await;
        assert_eq!(eva.get("/").await.expect_status(303).location(), "/desk/orders");
        assert_eq!(eva.get("/desk").await.expect_status(303).location(), "/desk/orders");
        eva.get("/desk/orders").await.expect_status(200);
    }

    async fn a_code_asked_for_elsewhere_does_not_count(portal: TestPortal) {
        let (asked, other) = (portal.anonymous(), portal.anonymous());
        asked.send("/fn/entry/ask-code", &[("email", ANNA)]).await.expect_status(200);
        portal.deliver_mail().await;
        let code = portal.code_for(ANNA).await;
        let answer = other.send("/fn/entry/verify-code", &[("code", code.as_str())]).await.expect_status(422);
        assert_eq!(answer.code().as_deref(), Some("code_elsewhere"));
    }
}
