//! The binary `loket`: the portal over HTTP, its workers, and the operator's commands.

pub mod admin;
mod bank;
pub mod cli;
pub mod config;
mod downloads;
mod export;
mod files;
mod hold;
pub mod imap;
mod invoices;
pub mod lmtp;
mod pages;
mod post;
mod private;
mod restore;
pub mod router;
pub mod serve;
mod sheets;
pub mod site;
mod statements;
mod telemetry;
mod transcript;
mod webhooks;

mod middleware {
    //! One file per concern, in the order in which a request meets them.

    pub(crate) mod headers;
    pub(crate) mod observe;
    pub(crate) mod origin;
    pub(crate) mod shed;
    pub(crate) mod visitor;
}

pub use middleware::observe::name_of;
