//! Taking all data along: who may, how often, and that nothing is in it that is not the account's.

use domain::{event::Event, permissions::Actor, refusal::Code};
use service::{cases, export, news};
use testkit::{TestVendor, draft, new_key};

use crate::{ANNA, BRAM, JAN, KATRIN, refused};

testkit::on_both_databases! {
    async fn one_at_a_time_and_the_log_says_who(vendor: TestVendor) {
        let context = vendor.context();
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        assert_eq!(refused(export::begin(context, &bram).await), Code::NotAllowed, "he does not own the account");
        let turn = export::begin(context, &anna).await.expect("an owner may");
        assert_eq!(refused(export::begin(context, &anna).await), Code::Underway);
        drop(turn);
        let log = news::list(context, &bram, None).await.expect("he reads the log");
        let told = log.events.iter().filter(|line| line.event == Event::Exported).count();
        assert_eq!(told, 1, "what was refused is not told");
        for _ in 0..9 {
            drop(export::begin(context, &anna).await.expect("ten times a day"));
        }
        assert_eq!(refused(export::begin(context, &anna).await), Code::TooMany);
        vendor.check().await;
    }

    async fn a_note_and_a_foreign_case_are_not_in_it(vendor: TestVendor) {
        let context = vendor.context();
        let (anna, katrin, jan) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await, vendor.actor(JAN).await);
        let open = async |actor: &Actor, text: &str| {
            cases::open(context, actor, &draft("question", "Tiles", text)).await.expect("it is kept")
        };
        let (own, foreign) = (open(&anna, "How many fit?").await, open(&katrin, "Ours are red.").await);
        cases::note(context, &jan, new_key(), own, "She always asks that").await.expect("it is noted");
        let path = |place: usize, name: &str| format!("{place}-{name}");
        let (case, _) = export::case(context, &anna, own, path).await.expect("it is hers");
        let written = serde_json::to_string(&case).expect("it can be written");
        assert!(written.contains("How many fit?") && !written.contains("She always asks"));
        assert_eq!(refused(export::case(context, &anna, foreign, path).await), Code::NotFound);
        let listed = export::cases(context, &anna, None).await.expect("they are hers");
        assert!(listed.contains(&own) && !listed.contains(&foreign));

        let operator = export::as_owner(context, "K-10017").await.expect("accounts can be read").expect("it is there");
        assert_eq!(export::cases(context, &operator, None).await.expect("the operator may"), listed);
        assert!(export::as_owner(context, "K-0").await.expect("accounts can be read").is_none());
    }
}
