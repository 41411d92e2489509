//! Units of articles, in words.

use super::quantity as number_of;
use crate::{i18n::I18n, money::Quantity};

/// "40 pieces".
#[must_use]
pub fn quantity_with_unit(i18n: I18n, quantity: Quantity, unit: &str) -> String {
    format!("{} {}", number_of(i18n.language, quantity), unit_name(i18n, unit, quantity))
}

/// The name of a unit, for this many. A unit that has no words is written as the vendor wrote it.
#[must_use]
pub fn unit_name(i18n: I18n, unit: &str, quantity: Quantity) -> String {
    let count = if quantity == Quantity::from_units(1) { 1 } else { 2 };
    match unit {
        "piece" => i18n.unit_piece(count),
        "pack" => i18n.unit_pack(count),
        "box" => i18n.unit_box(count),
        "bag" => i18n.unit_bag(count),
        "pallet" => i18n.unit_pallet(count),
        "roll" => i18n.unit_roll(count),
        "sheet" => i18n.unit_sheet(count),
        "hour" => i18n.unit_hour(count),
        "day" => i18n.unit_day(count),
        "visit" => i18n.unit_visit(count),
        "trip" => i18n.unit_trip(count),
        "m2" => "m²".to_owned(),
        "m3" => "m³".to_owned(),
        other => other.to_owned(),
    }
}
