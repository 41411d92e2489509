//! Invoices and credit notes as data, by the European standard EN 16931-1.
//!
//! [`Invoice`] holds what the standard calls the semantic model, as far as the portal has need of it.
//! [`cii()`] and [`ubl()`] write it in the two syntaxes of CEN/TS 16931-2; [`broken`] names the business rules that it
//! breaks. The three are pure, and the same invoice makes the same bytes.
//!
//! Both writers leave out what is blank and never refuse: whoever is about to send a document asks [`broken`] first.
//!
//! **Architecture invariant:** nothing here computes tax. What [`domain::tax::assess`] said is written down, and
//! [`broken`] looks whether it agrees with itself.

mod category;
mod cii;
mod decimal;
mod invoice;
mod price;
mod rules;
mod ubl;
mod units;
mod xml;

pub use category::{Category, category, taxes};
pub use cii::cii;
pub use invoice::{Invoice, Kind, Line, Party, Payment, Tax};
pub use rules::{Broken, broken};
pub use ubl::ubl;
pub use units::unit_code;

/// The specification identifier (BT-24) of an invoice that follows the standard without an extension of it.
const SPECIFICATION: &str = "urn:cen.eu:en16931:2017";

/// A discount, among the reasons of an allowance (UNTDID 5189).
const DISCOUNT: &str = "95";
