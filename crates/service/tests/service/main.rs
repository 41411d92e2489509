//! The use cases, on both databases, with the demo vendor's data and a clock that is moved by hand.

#![allow(clippy::expect_used, clippy::panic, reason = "what a test cannot do without ends it")]

mod a_hall_full_of_people;
mod a_key_of_a_colleague;
mod a_late_line;
mod a_line_that_is_sold_no_more;
mod a_request_that_was_overtaken;
mod a_sample_of_what_is_not_sold;
mod a_step_pressed_twice;
mod a_tab_without_its_confirmation;
mod account_page;
mod answers_to_strangers;
mod approvals;
mod bank;
mod bank_by_two;
mod bank_files;
mod bank_files_that_are_wrong;
mod beside;
mod cancelling;
mod carts;
mod case_files;
mod cases;
mod causes;
mod changed_hours;
mod charges;
mod corpus;
mod demo;
mod demo_month;
mod disputes;
mod entry;
mod erasure;
mod export;
mod four_eyes;
mod halves_of_a_pack;
mod hidden_orders;
mod import;
mod import_invoices;
mod inbox;
mod invoices;
mod judging;
mod knowledge;
mod ledger;
mod life;
mod lists;
mod long_statements;
mod mail_of_merged_cases;
mod mails;
mod measures;
mod members;
mod one_mail_by_two_ways;
mod post;
mod promises;
mod receipts;
mod reminder_settings;
mod reminders;
mod reminders_overtaken;
mod reopening;
mod reviews;
mod services_that_paid_for_delivery;
mod settings;
mod silence;
mod smtp;
mod smtp_secured;
mod spending;
mod splitting;
mod statements;
mod storms;
mod submit;
mod tax;
mod two_companies;
mod two_formats_of_one_account;
mod upkeep;
mod waiting;
mod what_a_mail_lacks;
mod what_is_left_of_an_order;
mod what_was_typed_and_not_saved;
mod whose_turn;

use std::fmt::Debug;

use domain::{money::Quantity, orders::AgainLine, permissions::Actor, refusal::Code};
use service::{Error, desk, orders};
use store::Job;
use testkit::{TestVendor, new_key};

const JOB: Job = Job::of("test");

/// Dakwerken Gent: an owner, a buyer with a limit of 500 euro, an approver, a viewer.
const ANNA: &str = "anna@dakwerken.example";
const BRAM: &str = "bram@dakwerken.example";
const ELS: &str = "els@dakwerken.example";
const YASMIN: &str = "yasmin@dakwerken.example";
/// Owners of other accounts: forint without tax, euro with tax in the price, forint with tax in it, pounds for export.
const GABOR: &str = "gabor@gerendas.example";
const CLAIRE: &str = "claire.dubois@example.org";
const ESZTER: &str = "nagy.eszter@example.com";
const OLIVER: &str = "oliver@hillside-builders.example";
/// The owner of another company that pays in euro.
const KATRIN: &str = "katrin@bauhof-lindner.example";
/// The vendor's back office and an agent.
const EVA: &str = "eva@vandael.example";
const JAN: &str = "jan@vandael.example";
/// The vendor's administrator.
const MIRA: &str = "mira@vandael.example";

/// The code with which something was refused.
#[track_caller]
fn refused<T: Debug>(result: Result<T, Error>) -> Code {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("this should have been refused: {other:?}"),
    }
}

/// A step of an order as it was seen, with a key of its own.
fn once(number: i64, version: i32) -> desk::Once {
    desk::Once { key: new_key(), number, version }
}

/// The lines of an old order's form that are ticked by themselves, each in the quantity it begins with.
async fn ticked(vendor: &TestVendor, actor: &Actor, number: i64) -> Vec<orders::Wanted> {
    let old = orders::again(vendor.context(), actor, number).await.expect("the order is there");
    let wanted = |line: &AgainLine| orders::Wanted {
        number: line.number.clone(),
        take: true,
        quantity: line.quantity.whole().expect("whole pieces were ordered").to_string(),
    };
    old.lines.iter().filter(|line| line.is_as_wanted()).map(wanted).collect()
}

/// How many orders there are, of all accounts.
async fn count_orders(vendor: &TestVendor) -> i64 {
    let counts = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
    counts.iter().find(|(table, _)| *table == "orders").map_or(0, |(_, rows)| *rows)
}

/// What is on the shelf and promised to nobody, as this actor is told.
async fn free(vendor: &TestVendor, actor: &Actor, number: &str) -> Quantity {
    let visitor = vendor.visitor(actor);
    service::shop::article(vendor.context(), &visitor, number).await.expect("the article is sold").free
}
