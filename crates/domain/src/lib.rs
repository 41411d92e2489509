//! The rules of Loket.
//!
//! Everything here is pure: no input, no output, no clock. What the time is, which languages exist in the catalogue,
//! what the stock is: the caller says so. The crate is compiled twice, into the server and into the browser,
//! so it keeps its dependencies few and its types small.

pub mod access;
pub mod account;
pub mod addresses;
pub mod calendar;
pub mod cart;
pub mod cases;
pub mod causes;
pub mod csv;
pub mod demo;
pub mod erasure;
pub mod event;
pub mod files;
pub mod format;
pub mod holidays;
pub mod i18n;
pub mod ical;
pub mod ids;
pub mod input;
pub mod knowledge;
pub mod language;
pub mod ledger;
pub mod measures;
pub mod money;
pub mod notices;
pub mod orders;
pub mod paying;
pub mod permissions;
pub mod post;
pub mod pricing;
pub mod promise;
pub mod references;
pub mod refusal;
pub mod review;
pub mod session;
pub mod settings;
pub mod shop;
pub mod spending;
pub mod split;
pub mod stock;
pub mod tax;
pub mod tax_number;
pub mod time;
