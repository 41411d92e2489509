//! The demo's month, as its README tells an accountant to do it: three files of the bank, until nobody is asked any more.

use std::collections::BTreeMap;

use ::bank::CsvRules;
use domain::{
    ledger::wire::{MovementLine, MovementState},
    permissions::Actor,
    refusal::{Code, Refusal},
};
use service::{Error, bank, demo::BankFile, ledger};
use testkit::{TestVendor, new_key};

use crate::EVA;

const ACCOUNTS: &str = include_str!("../../../../demo/accounts.json");
/// Who pays for which customer, as demo/README.md says.
const PAY_FOR_OTHERS: [(&str, &str); 2] = [("P. Novak", "K-10094"), ("Fam. Peeters", "K-10044")];
/// So often what was overtaken is proposed anew, at the most.
const ROUNDS: usize = 10;

/// Account number and name of each customer.
fn customers() -> Vec<(String, String)> {
    let all: Vec<serde_json::Value> = serde_json::from_str(ACCOUNTS).expect("the demo's customers can be read");
    let text = |value: &serde_json::Value| value.as_str().expect("it is a text").to_owned();
    all.iter().map(|one| (text(&one["number"]), text(&one["name"]))).collect()
}

/// Whose a movement is that nobody knows.
fn whose(movement: &MovementLine) -> String {
    let name = movement.payer_name.as_str();
    let other = PAY_FOR_OTHERS.into_iter().find(|(payer, _)| *payer == name).map(|(_, number)| number.to_owned());
    other
        .or_else(|| customers().into_iter().find(|(_, customer)| customer == name).map(|(number, _)| number))
        .unwrap_or_else(|| panic!("the README does not say whose this is: {movement:?}"))
}

/// What all customers owe together, by currency.
async fn owed(vendor: &TestVendor, eva: &Actor) -> BTreeMap<String, i64> {
    let mut owed = BTreeMap::new();
    for (number, _) in customers() {
        let account = ledger::desk_account(vendor.context(), eva, &number).await.expect("the desk reads it");
        for standing in account.money.standings {
            assert_eq!(standing.ageing.total(), standing.balance, "{number}");
            *owed.entry(standing.currency.code().to_owned()).or_default() += standing.balance;
        }
    }
    owed
}

/// What customers have paid by the bank's own files, less what it took back, by currency.
fn paid(files: &[BankFile]) -> BTreeMap<String, i64> {
    let mut paid = BTreeMap::new();
    for file in files {
        let statements = ::bank::read(file.content.as_bytes(), &CsvRules::default()).expect("it is a statement");
        for movement in statements.iter().flat_map(|statement| &statement.movements) {
            // The bank's costs and a supplier are no customers.
            if movement.amount > 0 || movement.reversal {
                *paid.entry(movement.currency.code().to_owned()).or_default() += movement.amount;
            }
        }
    }
    paid
}

async fn in_state(vendor: &TestVendor, eva: &Actor, state: MovementState) -> Vec<MovementLine> {
    bank::board(vendor.context(), eva, state.code(), "").await.expect("the desk reads it").movements
}

testkit::on_both_databases! {
    async fn is_done_when_the_ledger_says_what_the_bank_says(vendor: TestVendor) {
        let eva = vendor.actor(EVA).await;
        let context = vendor.context();
        let files = service::demo::bank_files(context).await.expect("it is a demo");
        let before = owed(&vendor, &eva).await;
        for file in &files {
            let loaded = bank::load(context, &eva, &file.name, file.content.as_bytes()).await;
            loaded.unwrap_or_else(|error| panic!("{}: {error:?}", file.name));
        }
        let mut rounds = 0;
        loop {
            let proposed = in_state(&vendor, &eva, MovementState::Proposed).await;
            let unknown = in_state(&vendor, &eva, MovementState::Unknown).await;
            if proposed.is_empty() && unknown.is_empty() {
                break;
            }
            rounds += 1;
            assert!(rounds <= ROUNDS, "still asked for: {proposed:?} {unknown:?}");
            for movement in proposed {
                match bank::accept(context, &eva, new_key(), movement.id).await {
                    // What it would pay was paid by the one before it: something else is proposed.
                    Ok(()) | Err(Error::Refused(Refusal { code: Code::Stale, .. })) => {}
                    Err(error) => panic!("{movement:?}: {error:?}"),
                }
            }
            for movement in unknown {
                let account = whose(&movement);
                let assigned = bank::assign(context, &eva, new_key(), movement.id, &account, &[]).await;
                assigned.unwrap_or_else(|error| panic!("{movement:?} for {account}: {error:?}"));
            }
        }
        for movement in in_state(&vendor, &eva, MovementState::Aside).await {
            assert!(movement.amount.minor < 0 && !movement.returned, "a customer's money was put aside: {movement:?}");
        }
        let (after, paid) = (owed(&vendor, &eva).await, paid(&files));
        assert_eq!(paid.len(), files.len(), "each file has a currency of its own: {paid:?}");
        for (currency, paid) in paid {
            assert_eq!(before[&currency] - after[&currency], paid, "{currency}");
        }
        vendor.check().await;
    }
}
