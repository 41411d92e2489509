//! The watch goes round: over all that is late or lapses, however many there are, and past what cannot be written.

use domain::{
    cases::{CaseStep, Draft, Stage},
    event::Event,
    permissions::Actor,
};
use sea_orm::ConnectionTrait;
use service::cases::{self, Say, Saying};
use store::Db;
use testkit::{TestVendor, new_key};

use crate::{ANNA, EVA};

/// More than are read at once.
const MANY: usize = 104;

async fn ask(vendor: &TestVendor, actor: &Actor) -> i64 {
    let draft = Draft {
        impact: "none".to_owned(),
        needed: "this_week".to_owned(),
        ..testkit::draft("question", "When?", "When does it come?")
    };
    cases::open(vendor.context(), actor, &draft).await.expect("it is kept")
}

/// Makes a case one that cannot be read any more, behind the program's back.
async fn spoil(vendor: &TestVendor, number: i64) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    let change = format!("UPDATE event SET data = '{{}}' WHERE case_number = {number}");
    tx.connection().execute_unprepared(&change).await.expect("the rows can be changed");
    tx.commit().await.expect("they are changed");
}

testkit::on_both_databases! {
    async fn one_that_cannot_be_written_keeps_nobody_waiting(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let mut numbers = Vec::new();
        for _ in 0..MANY {
            numbers.push(ask(&vendor, &anna).await);
        }
        let (broken, rest) = numbers.split_first().expect("there are many");
        // Late: one that cannot be read is the first of all.
        spoil(&vendor, *broken).await;
        vendor.advance(3 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        for number in rest {
            let page = cases::page(context, &anna, *number).await.expect("the case is there");
            let is_missed = |event: &Event| matches!(event, Event::Case { step: CaseStep::Missed, .. });
            assert!(page.events.iter().any(|line| is_missed(&line.event)), "{number}");
        }
        vendor.check().await;

        // Answered and never contested.
        let mut answered = Vec::new();
        for number in rest {
            let say = Say { key: new_key(), number: *number, seen: None, saying: Saying::Answer, text: "Now.", cause: "", prevention: "" };
            cases::answer(context, &eva, say).await.expect("it is written");
            answered.push(*number);
        }
        spoil(&vendor, answered.remove(0)).await;
        vendor.advance(9 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        for number in answered {
            let page = cases::page(context, &anna, number).await.expect("the case is there");
            assert_eq!(page.stage, Stage::Closed, "{number}");
        }
    }
}
