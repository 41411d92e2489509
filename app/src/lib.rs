//! The pages of Loket: rendered on the server, woken in the browser.
//!
//! Every feature's pages are lazy routes: what a customer never opens is never downloaded.

// Views are deep types; each page is boxed at its route so that they do not multiply.
#![recursion_limit = "512"]

pub mod features;
pub mod reader;
pub mod routes;
pub mod shell;
pub mod ui;
pub mod wire;

pub use routes::App;
