//! Units of articles as codes.

/// The code of one of our units, by UN/ECE recommendation 20, or 21 with an `X` before it for what is packed.
///
/// A unit without a code is counted: `C62`, "one". The names are those of [`domain::format`] and the usual signs of
/// weights and measures.
#[must_use]
pub fn unit_code(unit: &str) -> &'static str {
    match unit {
        "piece" => "H87",
        "pack" => "XPK",
        "box" => "XBX",
        "bag" => "XBG",
        "pallet" => "XPX",
        "roll" => "XRO",
        "sheet" => "XST",
        "hour" => "HUR",
        "day" => "DAY",
        // A unit of service.
        "visit" => "E48",
        "trip" => "E54",
        "m" => "MTR",
        "m2" => "MTK",
        "m3" => "MTQ",
        "km" => "KMT",
        "g" => "GRM",
        "kg" => "KGM",
        "t" => "TNE",
        "l" => "LTR",
        _ => "C62",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_code_is_counted() {
        assert_eq!(unit_code("piece"), "H87");
        assert_eq!(unit_code("m2"), "MTK");
        assert_eq!(unit_code("handful"), "C62");
        assert_eq!(unit_code(""), "C62");
    }
}
