//! `/desk/settings/cases`: kinds, addresses for mail and who is above, by plain forms; and what they change on the pages of
//! customers.

use testkit::{Answer, Client, TestPortal};

use crate::{ANNA, EVA, MIRA};

const SETTINGS: &str = "/desk/settings/cases";

async fn shown(mira: &Client) -> Answer {
    mira.get(SETTINGS).await.expect_status(200)
}

/// Posts one of the page's forms, with the version that it shows.
async fn post(mira: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let version = shown(mira).await.hidden("version");
    let fields: Vec<(&str, &str)> = [("version", version.as_str())].into_iter().chain(fields.iter().copied()).collect();
    mira.post_form_from(SETTINGS, path, &fields).await
}

/// What the page says of the last changes, in its last sheet.
fn changes(page: &Answer) -> &str {
    let last = page.body.rsplit_once("<section class=\"sheet\"").map_or("", |(_, last)| last);
    last.split_once("</section>").map_or("", |(changes, _)| changes)
}

testkit::on_both_databases! {
    async fn a_kind_gets_a_name_and_is_not_offered(portal: TestPortal) {
        let (anna, mira) = (portal.customer(ANNA).await, portal.staff(MIRA).await);
        let before = anna.get("/messages/new").await.expect_status(200).body;
        assert!(before.contains("value=\"suggestion\"") && before.contains("value=\"complaint\""));

        let none = [
            ("rows[0][kind]", "question"),
            ("rows[1][kind]", "concern"),
            ("rows[2][kind]", "complaint"),
            ("rows[2][en]", "Grievance"),
            ("rows[3][kind]", "suggestion"),
        ];
        let back = post(&mira, "/fn/desk/settings-kinds", &none).await.expect_status(422);
        assert!(back.body.contains("id=\"offered-question-error\""), "beside the field");
        assert!(back.body.contains("value=\"Grievance\""), "what was typed is there");

        let three = [
            ("rows[0][kind]", "question"),
            ("rows[0][offered]", "1"),
            ("rows[1][kind]", "concern"),
            ("rows[1][offered]", "1"),
            ("rows[2][kind]", "complaint"),
            ("rows[2][offered]", "1"),
            ("rows[2][en]", "Grievance"),
            ("rows[2][nl]", "Reclamatie"),
            ("rows[3][kind]", "suggestion"),
        ];
        let done = post(&mira, "/fn/desk/settings-kinds", &three).await.expect_status(303);
        assert_eq!(done.location(), SETTINGS);
        let page = shown(&mira).await;
        let said = changes(&page);
        assert!(said.contains("Reclamatie") && said.contains("Grievance"), "before and after: {said}");

        let after = anna.get("/messages/new").await.expect_status(200).body;
        assert!(!after.contains("value=\"suggestion\""), "it is not shown");
        assert!(after.contains(">Grievance<"), "by its own name");
        // An address from before leads to what is there.
        let asked = anna.get("/messages/new?kind=suggestion").await.expect_status(200).body;
        let chosen = asked.split("<input").find(|tag| tag.contains("value=\"question\"")).unwrap_or_default();
        assert!(chosen.split('>').next().is_some_and(|tag| tag.contains("checked")), "{chosen}");
        let reader = anna.call("/fn/entry/reader", &serde_json::json!({})).await;
        assert!(reader.expect_status(200).body.contains("Grievance"));
    }

    async fn addresses_are_kept_with_what_they_mean(portal: TestPortal) {
        let mira = portal.staff(MIRA).await;
        let fields = [
            ("rows[0][address]", "Complaints@vandael.example"),
            ("rows[0][kind]", "complaint"),
            ("rows[0][tags]", "kiln"),
            ("rows[0][assign]", EVA),
            ("rows[1][address]", ""),
        ];
        post(&mira, "/fn/desk/settings-mailboxes", &fields).await.expect_status(303);
        let page = shown(&mira).await;
        assert!(page.body.contains("value=\"complaints@vandael.example\""));
        assert!(changes(&page).contains("complaints@vandael.example"), "before and after");
        assert!(changes(&page).contains(EVA));

        let wrong = [fields[0], ("rows[1][address]", "nobody")];
        let back = post(&mira, "/fn/desk/settings-mailboxes", &wrong).await.expect_status(422);
        assert!(back.body.contains("id=\"settings-mailboxes-rows-1-address-error\""), "beside the field");
        assert!(back.body.contains("value=\"nobody\""), "what was typed is there");
    }

    async fn those_above_are_listed_in_their_order(portal: TestPortal) {
        let mira = portal.staff(MIRA).await;
        let fields = [("people[0]", MIRA), ("people[1]", EVA), ("people[2]", "")];
        post(&mira, "/fn/desk/settings-above", &fields).await.expect_status(303);
        let page = shown(&mira).await;
        assert!(page.body.contains("id=\"settings-above-people-2\""), "and a place for one more");
        assert!(changes(&page).contains(&format!("{MIRA}, {EVA}")), "{}", changes(&page));
        let wrong = [("people[0]", ANNA)];
        let back = post(&mira, "/fn/desk/settings-above", &wrong).await.expect_status(404);
        assert!(back.body.contains("id=\"settings-above-people-0-error\""), "beside the field");
        assert!(shown(&mira).await.body.contains("id=\"settings-above-people-2\""), "and they stay who they were");
    }
}
