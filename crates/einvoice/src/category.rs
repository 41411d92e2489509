//! The categories of tax (UNTDID 5305) and which one a sale is of.

use std::cmp::Reverse;

use domain::{
    money::MoneyError,
    tax::{LineTax, Rate, RateReason, TaxProfile},
};

use crate::Tax;

/// The member states of the Union, ISO 3166-1 alpha-2.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// How a sale is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// `S`: at a rate above 0.
    Standard,
    /// `Z`: at 0 %.
    Zero,
    /// `E`: not taxed (directive 2006/112/EC, articles 132 to 136).
    Exempt,
    /// `AE`: the buyer accounts for the tax (article 196).
    ReverseCharge,
    /// `K`: goods to a business in another member state (article 138).
    IntraCommunity,
    /// `G`: the goods leave the Union (article 146).
    Export,
    /// `O`: outside the scope of the tax.
    OutsideScope,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Standard,
        Self::Zero,
        Self::Exempt,
        Self::ReverseCharge,
        Self::IntraCommunity,
        Self::Export,
        Self::OutsideScope,
    ];

    /// The code of UNTDID 5305.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "S",
            Self::Zero => "Z",
            Self::Exempt => "E",
            Self::ReverseCharge => "AE",
            Self::IntraCommunity => "K",
            Self::Export => "G",
            Self::OutsideScope => "O",
        }
    }

    /// What the standard's rules about it are called.
    pub(crate) const fn rules(self) -> &'static str {
        match self {
            Self::IntraCommunity => "BR-IC",
            Self::Standard => "BR-S",
            Self::Zero => "BR-Z",
            Self::Exempt => "BR-E",
            Self::ReverseCharge => "BR-AE",
            Self::Export => "BR-G",
            Self::OutsideScope => "BR-O",
        }
    }

    /// Whether a rate is written: what is outside the scope of the tax has none, not even 0 (BR-O-05).
    pub(crate) const fn has_rate(self) -> bool {
        !matches!(self, Self::OutsideScope)
    }

    /// Whether the document has to say why there is no tax (directive 2006/112/EC, article 226, 11 and 11a). It must
    /// not where there is none to say.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::Standard | Self::Zero)
    }

    /// The reason as a code of the list VATEX of the Connecting Europe Facility.
    ///
    /// There is none for what is exempt: which of the articles 132 to 136 it is, the vendor knows.
    #[must_use]
    pub const fn reason_code(self) -> Option<&'static str> {
        match self {
            Self::ReverseCharge => Some("VATEX-EU-AE"),
            Self::IntraCommunity => Some("VATEX-EU-IC"),
            Self::Export => Some("VATEX-EU-G"),
            Self::OutsideScope => Some("VATEX-EU-O"),
            Self::Standard | Self::Zero | Self::Exempt => None,
        }
    }

    /// The reason in the words of that list.
    #[must_use]
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::ReverseCharge => Some("Reverse charge"),
            Self::IntraCommunity => Some("Intra-community supply"),
            Self::Export => Some("Export outside the EU"),
            Self::OutsideScope => Some("Not subject to VAT"),
            Self::Exempt => Some("Exempt from VAT"),
            Self::Standard | Self::Zero => None,
        }
    }
}

/// The category of a sale at `rate` to an account of this profile; `goods` or else a service; the countries of seller
/// and buyer as ISO 3166-1 alpha-2.
///
/// What is exempt stays so for every buyer, as in [`domain::tax::TaxRules::rate`].
/// Northern Ireland, which is of the Union for goods only, goes by its country `GB`.
#[must_use]
pub fn category(profile: TaxProfile, rate: Rate, goods: bool, seller: &str, buyer: &str) -> Category {
    match (profile, rate.reason) {
        (_, RateReason::Exempt) => Category::Exempt,
        (TaxProfile::ReverseCharge, _) if goods && are_apart_in_the_union(seller, buyer) => Category::IntraCommunity,
        (TaxProfile::ReverseCharge, _) => Category::ReverseCharge,
        (TaxProfile::Export, _) => Category::Export,
        (TaxProfile::Domestic, _) if rate.basis_points == 0 => Category::Zero,
        (TaxProfile::Domestic, _) => Category::Standard,
    }
}

/// The sums of taxed lines by category and rate (BG-23), highest rate first, with the usual reason where there is no
/// tax.
///
/// By line and not by [`domain::tax::RateSum`]: goods and services under reverse charge share a rate, but not a
/// category. A category other than `S` may stand there once only (BR-Z-01 and the like).
///
/// # Errors
///
/// [`MoneyError::Overflow`] when a sum does not fit.
pub fn taxes(lines: impl IntoIterator<Item = (Category, LineTax)>) -> Result<Vec<Tax>, MoneyError> {
    let mut taxes: Vec<Tax> = Vec::new();
    for (category, line) in lines {
        let rate = line.rate.basis_points;
        match taxes.iter_mut().find(|tax| tax.category == category && tax.rate == rate) {
            Some(tax) => {
                tax.net = tax.net.checked_add(line.net).ok_or(MoneyError::Overflow)?;
                tax.tax = tax.tax.checked_add(line.tax).ok_or(MoneyError::Overflow)?;
            }
            None => taxes.push(Tax {
                category,
                rate,
                net: line.net,
                tax: line.tax,
                reason: category.reason().map(str::to_owned),
                reason_code: category.reason_code().map(str::to_owned),
            }),
        }
    }
    taxes.sort_by_key(|tax| (Reverse(tax.rate), tax.category));
    Ok(taxes)
}

fn are_apart_in_the_union(seller: &str, buyer: &str) -> bool {
    seller != buyer && UNION.contains(&seller) && UNION.contains(&buyer)
}

#[cfg(test)]
mod tests {
    use domain::tax::{TaxClass, TaxRules};

    use super::*;

    fn of(profile: TaxProfile, class: TaxClass, goods: bool, buyer: &str) -> Category {
        category(profile, TaxRules::default().rate(profile, class), goods, "BE", buyer)
    }

    #[test]
    fn a_sale_is_of_one_category() {
        use TaxClass::{Exempt, Reduced, Standard, Zero};
        use TaxProfile::{Domestic, Export, ReverseCharge};
        assert_eq!(of(Domestic, Standard, true, "BE"), Category::Standard);
        assert_eq!(of(Domestic, Reduced, false, "BE"), Category::Standard);
        assert_eq!(of(Domestic, Zero, true, "BE"), Category::Zero);
        assert_eq!(of(Domestic, Exempt, true, "BE"), Category::Exempt);
        assert_eq!(of(ReverseCharge, Standard, true, "DE"), Category::IntraCommunity);
        assert_eq!(of(ReverseCharge, Zero, true, "DE"), Category::IntraCommunity);
        assert_eq!(of(ReverseCharge, Standard, false, "DE"), Category::ReverseCharge);
        assert_eq!(of(ReverseCharge, Exempt, true, "DE"), Category::Exempt);
        assert_eq!(of(Export, Standard, true, "CH"), Category::Export);
    }

    #[test]
    fn within_a_country_and_beyond_the_union_nothing_is_intra_community() {
        assert_eq!(of(TaxProfile::ReverseCharge, TaxClass::Standard, true, "BE"), Category::ReverseCharge);
        assert_eq!(of(TaxProfile::ReverseCharge, TaxClass::Standard, true, "CH"), Category::ReverseCharge);
    }

    #[test]
    fn a_rate_of_nothing_is_the_zero_rate() {
        let rules = TaxRules { standard: 0, reduced: 0 };
        let rate = rules.rate(TaxProfile::Domestic, TaxClass::Standard);
        assert_eq!(category(TaxProfile::Domestic, rate, true, "BE", "BE"), Category::Zero);
    }
}
