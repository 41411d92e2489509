//! Signing in and out, and choosing an account.

pub mod api;
pub mod choose_account;
pub mod code;
mod door;
pub mod sign_in;
