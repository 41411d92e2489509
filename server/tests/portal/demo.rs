//! `/demo`: the mail that is kept for reading, in a demo only.

use domain::{
    demo::{DemoPerson, DemoPlace, KeptMail},
    permissions::{Role, StaffRole},
};
use serde_json::{Value, json};
use testkit::{TestPortal, code_in};

use crate::ANNA;

testkit::on_both_databases! {
    async fn a_person_and_a_test_can_read_their_code(portal: TestPortal) {
        let somebody = portal.anonymous();
        let none: Vec<Value> = somebody.get("/demo/mail.json").await.expect_status(200).json();
        assert!(none.is_empty());
        somebody.send("/fn/entry/ask-code", &[("email", ANNA)]).await.expect_status(200);
        portal.deliver_mail().await;
        let mails: Vec<Value> = somebody.get("/demo/mail.json").await.expect_status(200).json();
        let mail = mails.first().and_then(Value::as_object).expect("a mail was kept");
        let mut keys: Vec<&str> = mail.keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["at", "html", "subject", "text", "to"]);
        assert_eq!(mail["to"], ANNA);
        let code = code_in(mail["text"].as_str().unwrap_or("")).expect("the code stands alone");
        assert!(somebody.get("/demo/mail").await.expect_status(200).body.contains(&code));
        let kept: Vec<KeptMail> = somebody.call("/fn/demo/mail", &json!({})).await.json();
        assert_eq!(kept.len(), 1);
        somebody.send("/fn/entry/verify-code", &[("code", code.as_str())]).await.expect_status(200);
    }

    async fn there_is_somebody_of_each_kind_to_be(portal: TestPortal) {
        let people: Vec<DemoPerson> = portal.anonymous().call("/fn/demo/people", &json!({})).await.json();
        for wanted in [Role::Owner, Role::Buyer, Role::Approver, Role::Finance, Role::Viewer] {
            let is_there = |place: &DemoPlace| matches!(place, DemoPlace::Member { role, .. } if *role == wanted);
            assert!(people.iter().any(|person| is_there(&person.place)), "{wanted:?}");
        }
        for role in [StaffRole::Agent, StaffRole::BackOffice, StaffRole::Admin] {
            assert!(people.iter().any(|person| person.place == DemoPlace::Staff { role }), "{role:?}");
        }
        assert!(portal.anonymous().get("/signin").await.body.contains(ANNA), "the door says how to sign in");
        portal.anonymous().get("/demo/ui").await.expect_status(200);
    }
}
