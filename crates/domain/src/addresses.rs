//! The addresses of an account: where its orders can go, and what stands on its invoices.

use serde::{Deserialize, Serialize};

use crate::{
    ids::AddressId,
    input,
    refusal::{Code, Refusal},
};

/// An account has no more of them than this.
pub const MOST_ADDRESSES: usize = 100;
const LONGEST_LABEL: usize = 60;
const LONGEST_LINE: usize = 100;
const LONGEST_POSTCODE: usize = 12;

/// Countries to choose from, each by its own name: those near enough to be delivered to. An address may be in any other
/// that [`is_country`] knows, where it came by an import.
pub const COUNTRIES: [(&str, &str); 46] = [
    ("AD", "Andorra"),
    ("AL", "Shqipëria"),
    ("AT", "Österreich"),
    ("BA", "Bosna i Hercegovina"),
    ("BE", "België · Belgique"),
    ("BG", "България"),
    ("CH", "Schweiz · Suisse"),
    ("CY", "Κύπρος"),
    ("CZ", "Česko"),
    ("DE", "Deutschland"),
    ("DK", "Danmark"),
    ("EE", "Eesti"),
    ("ES", "España"),
    ("FI", "Suomi"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("GR", "Ελλάδα"),
    ("HR", "Hrvatska"),
    ("HU", "Magyarország"),
    ("IE", "Ireland"),
    ("IS", "Ísland"),
    ("IT", "Italia"),
    ("LI", "Liechtenstein"),
    ("LT", "Lietuva"),
    ("LU", "Luxembourg"),
    ("LV", "Latvija"),
    ("MC", "Monaco"),
    ("MD", "Moldova"),
    ("ME", "Crna Gora"),
    ("MK", "Северна Македонија"),
    ("MT", "Malta"),
    ("NL", "Nederland"),
    ("NO", "Norge"),
    ("PL", "Polska"),
    ("PT", "Portugal"),
    ("RO", "România"),
    ("RS", "Србија"),
    ("SE", "Sverige"),
    ("SI", "Slovenija"),
    ("SK", "Slovensko"),
    ("SM", "San Marino"),
    ("TR", "Türkiye"),
    ("UA", "Україна"),
    ("US", "United States"),
    ("VA", "Città del Vaticano"),
    ("XK", "Kosovë · Kosovo"),
];

/// The codes of ISO 3166-1, two letters each.
const ISO: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW \
                   BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI \
                   FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN \
                   IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME \
                   MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF \
                   PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV \
                   SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE \
                   YT ZA ZM ZW";

/// Whether this is a country's code. Kosovo has none of its own, and uses one that is set aside for it.
#[must_use]
pub fn is_country(code: &str) -> bool {
    code == "XK" || ISO.split(' ').any(|known| known == code)
}

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Orders can go there.
    Delivery,
    /// It stands on invoices. An account has at most one; without it, that is the usual address of its deliveries.
    Billing,
}

impl Purpose {
    pub const ALL: [Self; 2] = [Self::Delivery, Self::Billing];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Billing => "billing",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == text)
    }
}

/// An address as it is typed, and once it has been looked at as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressText {
    /// What it is called where one chooses; the city, where nothing was typed.
    pub label: String,
    /// Who stands on the envelope.
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    /// ISO 3166-1.
    pub country: String,
}

impl AddressText {
    /// The same as it is kept.
    ///
    /// # Errors
    /// `Missing`, `TooLong`, `Malformed`, and `Postcode` with how one looks in that country.
    pub fn checked(&self) -> Result<Self, Refusal> {
        let label = input::line("label", &self.label, LONGEST_LABEL)?;
        let name = input::required("name", &self.name, LONGEST_LINE)?;
        let street = input::required("street", &self.street, LONGEST_LINE)?;
        let country = self.country.trim().to_ascii_uppercase();
        if !is_country(&country) {
            return Err(Refusal::field(Code::Malformed, "country"));
        }
        let postcode = postcode(&country, &self.postcode)?;
        let city = input::required("city", &self.city, LONGEST_LINE)?;
        Ok(Self {
            // A label is shorter than a city may be.
            label: label.unwrap_or_else(|| city.chars().take(LONGEST_LABEL).collect()),
            name,
            street,
            postcode,
            city,
            country,
        })
    }
}

/// A postcode as its country writes it. Forms: the Universal Postal Union's addressing guides of these countries.
fn postcode(country: &str, typed: &str) -> Result<String, Refusal> {
    let Some(example) = example(country) else {
        return Ok(input::line("postcode", typed, LONGEST_POSTCODE)?.unwrap_or_default());
    };
    let typed = input::required("postcode", typed, LONGEST_POSTCODE)?;
    // "B-9000", "D-50667": the country stands in a field of its own.
    let bare = match typed.split_once('-') {
        Some((before, after)) if before.len() < 3 && before.bytes().all(|sign| sign.is_ascii_alphabetic()) => after,
        _ => typed.as_str(),
    };
    let bare: String = bare.chars().filter(|sign| !sign.is_whitespace()).flat_map(char::to_uppercase).collect();
    read(country, &bare).ok_or_else(|| Refusal::field(Code::Postcode, "postcode").with(example))
}

/// How a postcode looks there; nothing for countries whose postcodes are taken as they come.
fn example(country: &str) -> Option<&'static str> {
    match country {
        "NL" => Some("1234 AB"),
        "BE" => Some("9000"),
        "DE" => Some("50667"),
        "HU" => Some("1011"),
        "ES" => Some("28001"),
        "FR" => Some("75001"),
        "AT" => Some("1010"),
        _ => None,
    }
}

fn read(country: &str, bare: &str) -> Option<String> {
    let is_digits = |count: usize| bare.len() == count && bare.bytes().all(|sign| sign.is_ascii_digit());
    let begins_with_nought = bare.starts_with('0');
    match country {
        "NL" => {
            let (digits, letters) = bare.split_at_checked(4)?;
            let fits = digits.bytes().all(|sign| sign.is_ascii_digit())
                && !begins_with_nought
                && letters.len() == 2
                && letters.bytes().all(|sign| sign.is_ascii_uppercase())
                && !matches!(letters, "SA" | "SD" | "SS");
            fits.then(|| format!("{digits} {letters}"))
        }
        "BE" | "HU" | "AT" => (is_digits(4) && !begins_with_nought).then(|| bare.to_owned()),
        "ES" => {
            let province = bare.get(..2).and_then(|province| province.parse::<u8>().ok())?;
            (is_digits(5) && (1..=52).contains(&province)).then(|| bare.to_owned())
        }
        _ => is_digits(5).then(|| bare.to_owned()),
    }
}

/// An address of the account as its people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressLine {
    pub id: AddressId,
    pub text: AddressText,
}

/// The addresses of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressesPage {
    /// With which a new address begins.
    pub name: String,
    pub country: String,
    /// The usual one first.
    pub delivery: Vec<AddressLine>,
    pub billing: Option<AddressLine>,
    pub may_change: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(country: &str, postcode: &str) -> AddressText {
        AddressText {
            label: String::new(),
            name: " Dakwerken Gent BV ".to_owned(),
            street: "Kerkstraat 4".to_owned(),
            postcode: postcode.to_owned(),
            city: "Gent".to_owned(),
            country: country.to_owned(),
        }
    }

    #[test]
    fn an_address_is_kept_as_it_is_written_there() {
        for (country, written, kept) in [
            ("be", "B-9000", "9000"),
            ("NL", "1017cv", "1017 CV"),
            ("NL", " 1017  CV ", "1017 CV"),
            ("DE", "D-01067", "01067"),
            ("HU", "H-1011", "1011"),
            ("ES", "08 001", "08001"),
            ("FR", "01000", "01000"),
            ("AT", "A-1010", "1010"),
            ("GB", "ls1 4ap", "ls1 4ap"),
            ("IE", "", ""),
        ] {
            let checked = typed(country, written).checked();
            let found = checked.as_ref().map(|address| (address.postcode.as_str(), address.name.as_str()));
            assert_eq!(found, Ok((kept, "Dakwerken Gent BV")), "{country} {written}");
            assert_eq!(checked.as_ref().map(|address| address.label.as_str()), Ok("Gent"));
            let again = checked.as_ref().ok().map(AddressText::checked);
            assert_eq!(again, Some(checked.clone()), "what is kept is kept again as it is");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_how_it_should_look() {
        for (country, written) in [
            ("NL", "0123 AB"),
            ("NL", "1234 SS"),
            ("NL", "1234"),
            ("BE", "0900"),
            ("BE", "90000"),
            ("DE", "5066"),
            ("HU", "10111"),
            ("ES", "53001"),
            ("ES", "00001"),
            ("FR", "7500x"),
            ("AT", "é010"),
        ] {
            let refusal = typed(country, written).checked().err();
            assert_eq!(
                refusal.map(|refusal| (refusal.code, refusal.detail)),
                Some((Code::Postcode, example(country).map(str::to_owned))),
                "{country} {written}"
            );
        }
        for (country, postcode, code) in [
            ("BE", "", Code::Missing),
            ("XX", "1", Code::Malformed),
            ("", "1", Code::Malformed),
            ("EU", "1", Code::Malformed),
        ] {
            assert_eq!(typed(country, postcode).checked().err().map(|refusal| refusal.code), Some(code), "{country}");
        }
    }

    #[test]
    fn every_country_to_choose_has_a_code() {
        assert!(COUNTRIES.iter().all(|(code, _)| is_country(code)));
        assert!(COUNTRIES.is_sorted_by_key(|(code, _)| *code));
        assert_eq!(ISO.split(' ').count(), 249);
        for wrong in ["", " ", "A", "BE ", "be", "AD AE", "XX"] {
            assert!(!is_country(wrong), "{wrong:?}");
        }
    }
}
