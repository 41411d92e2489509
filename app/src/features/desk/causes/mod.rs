//! Root causes at the desk: written down, linked to cases, told to all whom they affect.

mod accounts;
pub mod api;
pub mod beside;
mod form;
pub mod list;
pub mod page;
mod tell;
