//! ISO 4217 currencies and the four settings that each of them needs.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency by its ISO 4217 code, on the wire the code itself (`"EUR"`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// How amounts of one currency are counted, shown, invoiced and paid in cash.
///
/// These are four separate facts.
/// The forint shows why: ISO 4217 counts it in hundredths, nobody writes them, invoices are in whole forints,
/// and cash is paid in steps of five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencyRules {
    /// The ISO 4217 exponent: how many decimals one minor unit stands for. 2 means that 100 minor units are 1 unit.
    pub exponent: u8,
    /// How many decimals a reader sees, unless that would hide a fraction.
    pub display_decimals: u8,
    /// The step in minor units to which amounts on orders and invoices are rounded.
    pub rounding_step: i64,
    /// The smallest amount in minor units that can be paid in cash.
    pub cash_step: i64,
}

impl Currency {
    /// Swiss franc.
    pub const CHF: Self = Self(*b"CHF");
    /// Czech koruna.
    pub const CZK: Self = Self(*b"CZK");
    /// Danish krone.
    pub const DKK: Self = Self(*b"DKK");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");
    /// Pound sterling.
    pub const GBP: Self = Self(*b"GBP");
    /// Hungarian forint.
    pub const HUF: Self = Self(*b"HUF");
    /// Japanese yen.
    pub const JPY: Self = Self(*b"JPY");
    /// Polish złoty.
    pub const PLN: Self = Self(*b"PLN");
    /// Romanian leu.
    pub const RON: Self = Self(*b"RON");
    /// Swedish krona.
    pub const SEK: Self = Self(*b"SEK");
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// Reads a code of three capital letters, the form of ISO 4217.
    ///
    /// Whether the code is assigned is not checked: the list changes, and the vendor chooses the currencies.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_uppercase).then_some(Self(code))
    }

    /// The ISO 4217 code.
    #[must_use]
    pub fn code(&self) -> &str {
        // Only capital letters get in, so the fallback, the code for "no currency", is never seen.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// The usual settings of this currency; a vendor can change them.
    ///
    /// Exponents are those of ISO 4217.
    /// Cash steps follow the smallest coin: 5 forints (Hungarian act III of 2008), 5 rappen, 1 koruna (Czechia),
    /// 1 krona (Sweden), 50 øre.
    /// The euro has one-cent coins, so its step is 1; a vendor in a country that rounds cash by law or by custom,
    /// such as Belgium, sets 5.
    #[must_use]
    pub fn default_rules(self) -> CurrencyRules {
        let exponent = iso_exponent(self);
        let plain = CurrencyRules { exponent, display_decimals: exponent, rounding_step: 1, cash_step: 1 };
        match self {
            Self::HUF => CurrencyRules { display_decimals: 0, rounding_step: 100, cash_step: 500, ..plain },
            Self::CHF => CurrencyRules { cash_step: 5, ..plain },
            Self::CZK | Self::SEK => CurrencyRules { cash_step: 100, ..plain },
            Self::DKK => CurrencyRules { cash_step: 50, ..plain },
            _ => plain,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| D::Error::custom("a currency is three capital letters"))
    }
}

fn iso_exponent(currency: Currency) -> u8 {
    match currency.code() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_capital_letters() {
        assert_eq!(Currency::parse("EUR"), Some(Currency::EUR));
        for wrong in ["", "EU", "EURO", "eur", "E1R", "€", "EU "] {
            assert_eq!(Currency::parse(wrong), None, "{wrong:?}");
        }
        assert_eq!(Currency::HUF.to_string(), "HUF");
    }

    #[test]
    fn the_forint_has_four_different_settings() {
        let rules = Currency::HUF.default_rules();
        assert_eq!((rules.exponent, rules.display_decimals, rules.rounding_step, rules.cash_step), (2, 0, 100, 500));
    }

    #[test]
    fn exponents_follow_the_standard() {
        let exponent = |code: &str| Currency::parse(code).map(|c| c.default_rules().exponent);
        assert_eq!(exponent("EUR"), Some(2));
        assert_eq!(exponent("JPY"), Some(0));
        assert_eq!(exponent("KWD"), Some(3));
        assert_eq!(exponent("CLF"), Some(4));
    }

    #[test]
    fn the_wire_carries_the_code() -> serde_json::Result<()> {
        let json = serde_json::to_string(&Currency::GBP)?;
        assert_eq!(json, "\"GBP\"");
        assert_eq!(serde_json::from_str::<Currency>(&json)?, Currency::GBP);
        assert!(serde_json::from_str::<Currency>("\"gbp\"").is_err());
        assert!(serde_json::from_str::<Currency>("null").is_err());
        Ok(())
    }
}
