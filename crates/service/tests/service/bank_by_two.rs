//! The bank above the limit: what is guessed, or said by somebody, is posted when a second person has seen it.

use domain::{
    ledger::{matching::Why, wire::MovementState},
    refusal::Code,
};
use service::{bank, ledger};
use testkit::{TestVendor, new_key};

use crate::{
    EVA, MIRA,
    bank::{Came, OTHER_ACCOUNT, came, find, load, open_of},
    invoices::{read, set},
    ledger::{ACCOUNT, EUR, desk, invoiced, money, owner, said, typed},
    refused,
};

testkit::on_both_databases! {
    async fn above_the_limit_what_a_customer_says_takes_two(vendor: TestVendor) {
        let (owner, eva, mira) = (owner(&vendor).await, vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 100)]).await;
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        let amount = gross - 700;
        ledger::announce(context, &owner, &said(&vendor, &typed(amount), &[&number])).await.expect("it is noted");
        assert_eq!(load(&vendor, &[came("W-00000001", amount)]).await.proposed, 1);
        let line = find(&vendor, MovementState::Proposed, amount).await;
        assert_eq!((line.why, line.waits), (Some(Why::Announced), false));
        let key = new_key();
        for _ in 0..2 {
            bank::accept(context, &eva, key, line.id).await.expect("it is kept, once");
        }
        assert_eq!(open_of(&vendor, &owner, &number).await, gross, "nothing is posted");
        assert!(find(&vendor, MovementState::Proposed, amount).await.waits);
        assert_eq!(refused(bank::accept(context, &eva, new_key(), line.id).await), Code::State, "it waits");
        let requests = desk(&vendor, &mira).await.requests;
        let request = requests.first().expect("it waits").id;
        ledger::decide(context, &mira, new_key(), request, true, "").await.expect("it is confirmed");
        assert_eq!(open_of(&vendor, &owner, &number).await, 700);
        vendor.check().await;
    }

    async fn above_the_limit_what_is_guessed_takes_two(vendor: TestVendor) {
        let (owner, eva) = (owner(&vendor).await, vendor.actor(EVA).await);
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 100)]).await;
        let (paid, small) = invoiced(&vendor, &owner, "3").await;
        let (number, gross) = invoiced(&vendor, &owner, "43").await;
        // From there they have paid before.
        let reference = read(&vendor, &owner, &paid).await.reference;
        load(&vendor, &[Came { reference: reference.clone(), ..came("W-00000002", small) }]).await;
        let elsewhere = |name: &str, amount: i64| Came { from: "NL91ABNA0417164300", ..came(name, amount) };
        let part = gross / 2;
        let loaded = load(
            &vendor,
            &[
                Came { text: format!("part of {number}"), ..elsewhere("W-00000003", part) },
                elsewhere("W-00000004", gross),
                Came { reference, ..elsewhere("W-00000005", small) },
                came("W-00000006", part + 1),
            ],
        )
        .await;
        assert_eq!((loaded.posted, loaded.proposed), (0, 4));
        for (amount, why) in
            [(part, Why::NumberOtherAmount), (gross, Why::Amount), (small, Why::Paid), (part + 1, Why::Payer)]
        {
            let line = find(&vendor, MovementState::Proposed, amount).await;
            assert_eq!(line.why, Some(why));
            bank::accept(vendor.context(), &eva, new_key(), line.id).await.expect("it is kept");
            assert!(find(&vendor, MovementState::Proposed, amount).await.waits, "{why:?}");
        }
        assert_eq!(open_of(&vendor, &owner, &number).await, gross, "nothing is posted");
        vendor.check().await;
    }

    async fn above_the_limit_a_second_person_says_whose_it_is(vendor: TestVendor) {
        let (owner, eva, mira) = (owner(&vendor).await, vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 10_000)]).await;
        let (number, gross) = invoiced(&vendor, &owner, "40").await;
        load(&vendor, &[came("V-00000001", 12_345_671)]).await;
        let id = find(&vendor, MovementState::Unknown, 12_345_671).await.id;
        let assign =
            async || bank::assign(context, &eva, new_key(), id, ACCOUNT, std::slice::from_ref(&number)).await;
        let waits = async || {
            let requests = desk(&vendor, &mira).await.requests;
            requests.iter().find(|request| request.about.as_deref() == Some(number.as_str())).map(|request| request.id)
        };
        assign().await.expect("it is kept");
        assert!(find(&vendor, MovementState::Unknown, 12_345_671).await.waits);
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, gross, "nothing is posted");
        assert_eq!(refused(assign().await), Code::State, "it waits");
        assert_eq!(refused(bank::set_aside(context, &eva, id, "A loan").await), Code::State);
        let request = waits().await.expect("it waits");
        let alone = ledger::decide(context, &eva, new_key(), request, true, "").await;
        assert_eq!(refused(alone), Code::FourEyes);
        ledger::decide(context, &mira, new_key(), request, false, "Not theirs").await.expect("it is refused");
        assert!(!find(&vendor, MovementState::Unknown, 12_345_671).await.waits, "it is free again");

        assign().await.expect("it is kept");
        let request = waits().await.expect("it waits");
        ledger::decide(context, &mira, new_key(), request, true, "").await.expect("it is confirmed");
        let line = find(&vendor, MovementState::Posted, 12_345_671).await;
        assert_eq!((line.account.map(|(number, _)| number).as_deref(), line.waits), (Some(ACCOUNT), false));
        assert_eq!(open_of(&vendor, &owner, &number).await, 0);
        assert_eq!(money(&vendor, &owner).await.standings[0].balance, gross - 12_345_671);
        assert_eq!(refused(assign().await), Code::State, "once");
        vendor.check().await;
    }

    async fn what_is_said_to_be_somebody_elses_is_not_shown(vendor: TestVendor) {
        let (owners, eva, mira) = (vendor.new_owners(2).await, vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        set(&vendor, |settings| settings.billing.four_eyes_above = vec![(EUR, 100)]).await;
        let (number, gross) = invoiced(&vendor, &owners[0], "43").await;
        let shown = async || {
            let payments = money(&vendor, &owners[0]).await.payments;
            payments.iter().filter(|line| line.posting.is_none()).count()
        };
        load(&vendor, &[Came { text: format!("part of {number}"), ..came("Z-00000001", gross / 2) }]).await;
        assert_eq!(shown().await, 1);
        let id = find(&vendor, MovementState::Proposed, gross / 2).await.id;
        bank::assign(context, &eva, new_key(), id, OTHER_ACCOUNT, &[]).await.expect("it is kept");
        assert_eq!(shown().await, 0);
        let waiting = ledger::waiting(context, &mira).await.expect("the desk reads it").requests;
        let request = waiting.iter().find(|one| one.account.0 == OTHER_ACCOUNT).expect("it waits").request.id;
        ledger::decide(context, &mira, new_key(), request, false, "Not theirs").await.expect("it is refused");
        assert_eq!(shown().await, 1);
        vendor.check().await;
    }
}
