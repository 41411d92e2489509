//! The pages of Loket: rendered on the server, woken in the browser.
//!
//! Every feature's pages are lazy routes: what a customer never opens is never downloaded.

pub mod ask;
#[cfg(feature = "ssr")]
pub mod document;
pub mod features;
pub mod reader;
pub mod returned;
pub mod routes;
pub mod shell;
pub mod ui;
#[cfg(feature = "hydrate")]
pub mod wake;
pub mod wire;

pub use routes::App;
