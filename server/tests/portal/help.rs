//! The answers and the notices as pages without scripts: read, voted on, offered, written, told.

use testkit::TestPortal;

use crate::{ANNA, EVA, KATRIN, theirs::Theirs};

testkit::on_both_databases! {
    async fn a_stranger_reads_an_answer_and_says_that_it_did_not_help(portal: TestPortal) {
        let somebody = portal.anonymous();
        let found = somebody.get("/help?q=pallet").await.expect_status(200);
        assert!(found.body.contains("/help/pallet-deposit"), "{}", found.start());
        let page = somebody.get("/help/delivery-ways").await.expect_status(200);
        assert!(page.body.contains("<td>Crane lorry</td>"), "Markdown has become HTML");
        assert!(somebody.get("/help").await.body.contains("/help/delivery-ways"));
        somebody.get("/help/lost").await.expect_status(404);

        let no = [("slug", "delivery-ways"), ("helped", "no")];
        let voted = somebody.post_form_from("/help/delivery-ways", "/fn/help/vote", &no).await.expect_status(303);
        assert_eq!(voted.location(), "/help/delivery-ways");
        let page = somebody.get("/help/delivery-ways").await.expect_status(200);
        assert!(page.body.contains("aria-pressed=\"true\"") && page.body.contains("name=\"words\""));
        let long = "x".repeat(501);
        let words = [("slug", "delivery-ways"), ("helped", "no"), ("words", long.as_str())];
        let refused = somebody.post_form_from("/help/delivery-ways", "/fn/help/vote", &words).await.expect_status(422);
        assert!(refused.body.contains(&long), "what was typed is there");
    }

    async fn a_question_that_comes_back_brings_answers(portal: TestPortal) {
        let anna = portal.customer(ANNA).await;
        let page = anna.get("/messages/new").await.expect_status(200);
        assert!(!page.body.contains("/help/cut-to-size"));
        let key = page.hidden("key");
        let fields = [
            ("key", key.as_str()),
            ("kind", "question"),
            ("subject", "Cutting to size"),
            ("text", "Can you saw these beams to size?"),
            ("tags", "a,b,c,d,e,f,g"),
        ];
        let back = anna.upload_from("/messages/new", "/cases/open", &fields).await.expect_status(422);
        assert!(back.body.contains("href=\"/help/cut-to-size\""), "{}", back.start());
        assert!(back.body.contains("Can you saw these beams to size?"));
    }

    async fn a_look_at_a_text_keeps_nothing_and_loses_nothing(portal: TestPortal) {
        let eva = portal.staff(EVA).await;
        let page = eva.get("/desk/knowledge/new?language=en").await.expect_status(200);
        let key = page.hidden("key");
        let fields = |doing: &'static str| {
            [
                ("key", key.as_str()),
                ("slug", ""),
                ("topic", "goods"),
                ("language", "en"),
                ("version", "0"),
                ("title", "Rain on site"),
                ("body", "Cover the **top** <script>alert(1)</script>"),
                ("doing", doing),
            ]
        };
        let from = "/desk/knowledge/new?language=en";
        let look = eva.post_form_from(from, "/fn/desk/knowledge-save", &fields("preview")).await.expect_status(200);
        assert!(look.body.contains("<strong>top</strong>"), "{}", look.start());
        assert!(!look.body.contains("<script>alert(1)"), "it does not run");
        assert!(look.body.contains("value=\"Rain on site\""), "what was typed is there");
        eva.get("/help/rain-on-site").await.expect_status(404);
        let kept = eva.post_form_from(from, "/fn/desk/knowledge-save", &fields("publish")).await.expect_status(303);
        assert_eq!(kept.location(), "/desk/knowledge/rain-on-site?language=en");
        portal.anonymous().get("/help/rain-on-site").await.expect_status(200);
    }

    async fn a_notice_is_read_at_the_case_and_by_nobody_else(portal: TestPortal) {
        let theirs = Theirs::of(&portal).await;
        let (anna, katrin, eva) =
            (portal.customer(ANNA).await, portal.customer(KATRIN).await, portal.staff(EVA).await);
        let case = anna.get(&format!("/messages/{}", theirs.case)).await.expect_status(200);
        let link = format!("/messages/notices/{}", theirs.cause);
        assert!(case.body.contains("We replace all of batch 22-118.") && case.body.contains(&link));
        let notice = anna.get(&link).await.expect_status(200);
        assert!(notice.body.contains(&format!("/messages/{}", theirs.case)), "{}", notice.start());
        assert!(!notice.body.contains("Kiln 4 was too hot"), "what the staff write for each other stays with them");
        assert!(anna.get("/messages").await.body.contains(&link), "it is news");
        katrin.get(&link).await.expect_status(404);
        let beside = eva.get(&format!("/desk/cases/{}", theirs.case)).await.expect_status(200);
        assert!(beside.body.contains(&format!("/desk/causes/{}", theirs.cause)));
        let cause = eva.get(&format!("/desk/causes/{}", theirs.cause)).await.expect_status(200);
        assert!(cause.body.contains("Dakwerken Gent") && cause.body.contains("Kiln 4 was too hot"));

        // Told and settled by plain forms.
        let (number, version, key) = (theirs.cause.to_string(), cause.hidden("version"), portal_key());
        let fields = [
            ("key", key.as_str()),
            ("number", number.as_str()),
            ("version", version.as_str()),
            ("words[0][language]", "en"),
            ("words[0][subject]", "All replaced"),
            ("words[0][text]", "Thank you for waiting."),
            ("closes", "1"),
        ];
        let at = format!("/desk/causes/{number}");
        let told = eva.post_form_from(&at, "/fn/desk/cause-tell", &fields).await.expect_status(303);
        assert_eq!(told.location(), at);
        service::causes::pass(portal.context()).await.expect("it goes out");
        assert!(anna.get(&link).await.body.contains("Thank you for waiting."));
        portal.check().await;
    }
}

fn portal_key() -> String {
    testkit::new_key().to_string()
}
