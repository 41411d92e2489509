//! Pages of cases that are long, and of what was changed in the settings: with links alone.

use domain::{ids::CommandKey, language::Language};
use service::cases::{self, Say, Saying, Which};
use testkit::{TestPortal, new_key};

use crate::{ANNA, EVA, JAN, MIRA};

testkit::on_both_databases! {
    async fn a_link_leads_to_what_was_written_before(portal: TestPortal) {
        let (anna, jan) = (portal.actor(ANNA).await, portal.actor(JAN).await);
        let context = portal.context();
        let draft = testkit::draft("complaint", "Tiles", "Eleven of forty are broken.");
        let number = cases::open(context, &anna, &draft).await.expect("it is kept");
        for round in 1..=201 {
            let (text, saying) = (format!("The news of round {round}."), Saying::Answer);
            let say = Say { key: new_key(), number, seen: None, saying, text: &text, cause: "", prevention: "" };
            portal.tick();
            cases::answer(context, &jan, say).await.expect("it is said");
        }
        let (first, last) = ("Eleven of forty are broken.", "The news of round 201.");
        let (customer, staff) = (portal.customer(ANNA).await, portal.staff(EVA).await);
        let page = format!("/messages/{number}");
        let newest = customer.get(&page).await.expect_status(200).body;
        assert!(newest.contains(last) && !newest.contains(first));
        let way = format!("{page}?before=");
        let entry = newest.split(way.as_str()).nth(1).and_then(|rest| rest.split('"').next()).expect("a way there");

        let earlier = customer.get(&format!("{way}{entry}")).await.expect_status(200).body;
        assert!(earlier.contains(first) && !earlier.contains(last));
        assert!(earlier.contains(&format!("href=\"{page}\"")), "and a way back");
        assert!(newest.contains("id=\"reply\"") && !earlier.contains("id=\"reply\""), "one writes under the newest");
        customer.get(&format!("{way}{}", CommandKey::NIL)).await.expect_status(404);
        let newest = staff.get(&format!("/desk/cases/{number}")).await.expect_status(200).body;
        assert!(newest.contains(last) && !newest.contains(first));
        let earlier = staff.get(&format!("/desk/cases/{number}?before={entry}")).await.expect_status(200).body;
        assert!(earlier.contains(first) && !earlier.contains(last));
    }

    async fn the_settings_show_what_a_change_was(portal: TestPortal) {
        let eva = portal.actor(EVA).await;
        let mira = portal.staff(MIRA).await;
        let shown = async || mira.get("/desk/settings/cases").await.expect_status(200).body;
        assert!(!shown().await.contains("As soon as the kiln is cold"));
        let texts = [(Language::En, "As soon as the kiln is cold".to_owned())];
        cases::write_reply(portal.context(), &eva, Which::New(new_key()), "Kiln", &texts).await.expect("it is kept");
        assert!(shown().await.contains("As soon as the kiln is cold"));
    }
}
