//! The portal over HTTP, on both databases. One file per part of the addresses, and three about all of them: who may do
//! what (`matrix`), what wrong input comes to (`bad_input`), and what is safe whatever is asked (`security`).

#![allow(clippy::expect_used, clippy::panic, reason = "what a test cannot do without ends it")]

mod account;
mod apology;
mod bad_input;
mod bank;
mod cart;
mod case_pages;
mod case_settings;
mod commands;
mod crash;
mod demo;
mod desk;
mod desk_money;
mod endpoints;
mod entry;
mod export;
mod functions;
mod health;
mod help;
mod many_at_once;
mod matrix;
mod measures;
mod metrics;
mod money;
mod official;
mod online;
mod orders;
mod post;
mod review;
mod running;
mod security;
mod shop;
mod spending;
mod stopping;
mod theirs;
mod transcript;

/// Dakwerken Gent: an owner, a buyer with a limit of 500 euro, an approver, a viewer.
const ANNA: &str = "anna@dakwerken.example";
const BRAM: &str = "bram@dakwerken.example";
const ELS: &str = "els@dakwerken.example";
const YASMIN: &str = "yasmin@dakwerken.example";
/// Their bookkeeper, who keeps the books of another account as well.
const PIET: &str = "piet@claes-boekhouding.example";
/// The owner of another account.
const KATRIN: &str = "katrin@bauhof-lindner.example";
/// The vendor's back office and an agent.
const EVA: &str = "eva@vandael.example";
const JAN: &str = "jan@vandael.example";
/// The vendor's administrator.
const MIRA: &str = "mira@vandael.example";
