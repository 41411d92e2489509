//! The queries, on both databases, with the demo vendor's data.

#![allow(clippy::expect_used, clippy::panic, reason = "what a test cannot do without ends it")]

mod a_bank_full_of_people;
mod a_ledger_emptied_at_once;
mod accounts;
mod bank;
mod catalogue;
mod causes;
mod check;
mod events;
mod invoices;
mod keys;
mod ledger;
mod ledger_guards;
mod measures;
mod migrations;
mod nobody_above;
mod orders;
mod outbox;
mod proof;
mod rounds;
mod sessions;
mod spending;
mod stock;
mod upkeep;
mod who_is_above;

use store::Job;

const JOB: Job = Job::of("test");
const ANNA: &str = "anna@dakwerken.example";
/// The owner of another account.
const KATRIN: &str = "katrin@bauhof-lindner.example";
const EVA: &str = "eva@vandael.example";
