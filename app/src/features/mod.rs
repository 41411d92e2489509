//! The portal's features: each has its server functions in `api`, and its pages beside them.

pub mod account;
pub mod cart;
pub mod cases;
pub mod causes;
pub mod demo;
pub mod desk;
pub mod entry;
pub mod help;
pub mod home;
pub mod measures;
pub mod messages;
pub mod money;
pub mod orders;
pub mod review;
pub mod shop;
