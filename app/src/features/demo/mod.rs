//! What only a demo shows: its people, the mails that were kept, and the design system on one page.

pub mod api;
pub mod mail;
mod people;
mod samples;
mod samples_shop;
pub mod ui;

pub use people::place_name;
