//! The use cases of Loket.
//!
//! Each function reads top-down: obtain the permission's proof, check the input, begin a transaction, apply the domain's
//! rule, write rows, event and outbox, commit. Server functions, the command line and the workers call the same functions.

pub mod access;
pub mod accounts;
pub mod approvals;
pub mod bank;
pub mod carts;
pub mod cases;
pub mod causes;
pub mod clock;
mod context;
pub mod demo;
pub mod desk;
pub mod entry;
pub mod erasure;
mod error;
pub mod export;
pub mod home;
pub mod import;
pub mod invoices;
pub mod knowledge;
pub mod ledger;
mod limits;
pub mod lists;
pub mod mails;
pub mod measures;
pub mod news;
mod offers;
mod once;
pub mod online;
pub mod orders;
pub mod outbox;
pub mod post;
pub mod provider;
pub mod reviews;
mod secret;
pub mod shop;
pub mod spending;
pub mod transcript;
pub mod upkeep;

pub use context::{Config, Context, MailRoute, PostRules};
pub use error::Error;

/// Whether a worker goes on: nobody has said stop, and whoever could say it is still there.
#[must_use]
pub fn goes_on(stop: &tokio::sync::watch::Receiver<bool>) -> bool {
    !*stop.borrow() && stop.has_changed().is_ok()
}

/// A key for a form that is posted without scripts.
#[must_use]
pub fn new_key() -> String {
    store::new_id().to_string()
}
