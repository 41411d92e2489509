//! How this vendor works: everything that differs from vendor to vendor and is not code.

mod billing;

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Calendar,
    cases::CaseRules,
    language::{Language, Texts},
    ledger::wire::Party,
    money::{Currency, CurrencyRules},
    tax::{PriceMode, TaxClass, TaxRules},
    time::Instant,
};

pub use billing::{BankAccount, ReferenceForm, Reminders};

/// The vendor's settings, one document in the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub vendor: Vendor,
    pub calendar: Calendar,
    pub tax: TaxRules,
    /// Currencies whose rules differ from the usual ones.
    #[serde(default)]
    pub currencies: Vec<(Currency, CurrencyRules)>,
    pub delivery_ways: Vec<DeliveryWay>,
    /// Minutes after midnight, vendor's wall time, at which picking of the next working day's orders starts:
    /// the end of free cancellation.
    pub picking_starts: u16,
    /// Working days from picking to the customer.
    pub transit_days: u16,
    /// What everybody may see.
    #[serde(default)]
    pub public_prices: PublicPrices,
    /// How the vendor answers.
    #[serde(default)]
    pub cases: CaseRules,
    /// How the vendor asks for money.
    #[serde(default)]
    pub billing: Billing,
    /// The hours and free days that held before those of `cases`, each until a moment, oldest first: what was promised by
    /// them stays. They come from the log of changes and are no part of the document.
    #[serde(skip)]
    pub hours_before: Vec<(Instant, CaseRules)>,
}

/// The prices at which the shop is read by who has not signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicPrices {
    /// The code of the price list.
    pub list: String,
    /// The currency of that list.
    pub currency: Currency,
    /// Whether its prices contain tax.
    pub mode: PriceMode,
}

impl Default for PublicPrices {
    /// As it was before a vendor could choose.
    fn default() -> Self {
        Self { list: "retail-eur".to_owned(), currency: Currency::EUR, mode: PriceMode::Gross }
    }
}

/// How the vendor asks for money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billing {
    /// Who stands on an invoice, and where to pay to. No invoice is issued while it has no name.
    pub seller: Party,
    /// How documents are numbered, see [`crate::ledger::document_number`]: invoices and credit notes in one row.
    pub pattern: String,
    /// Days from an invoice to its due date, where an account has no others.
    pub payment_days: u16,
    /// What is shipped is invoiced by itself; otherwise a person of the vendor says when.
    pub by_itself: bool,
    /// A posting by hand of more than this waits for a second person, per currency in minor units.
    #[serde(default)]
    pub four_eyes_above: Vec<(Currency, i64)>,
    /// For so many years what has to do with money is kept, as the law of the vendor's country wants it: seven in the
    /// Netherlands, seven to ten in Belgium, eight to ten in Germany, eight in Hungary, six in Spain, ten in France.
    #[serde(default = "retention_years")]
    pub retention_years: u16,
    /// What payers of new documents are asked to write.
    #[serde(default)]
    pub reference: ReferenceForm,
    /// Where to pay to in currencies that have an account of their own; others are paid to the seller's.
    #[serde(default)]
    pub accounts: Vec<BankAccount>,
    #[serde(default)]
    pub reminders: Reminders,
    /// Counts the changes, so that nobody overwrites what they have not seen.
    #[serde(default)]
    pub version: i32,
}

/// Where the vendor has not said otherwise.
const fn retention_years() -> u16 {
    7
}

impl Default for Billing {
    fn default() -> Self {
        Self {
            seller: Party::default(),
            pattern: "{year}-{serial:5}".to_owned(),
            payment_days: 30,
            by_itself: false,
            four_eyes_above: Vec::new(),
            retention_years: retention_years(),
            reference: ReferenceForm::default(),
            accounts: Vec::new(),
            reminders: Reminders::default(),
            version: 0,
        }
    }
}

/// Who the vendor is and how to reach them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vendor {
    pub name: String,
    pub language: Language,
    /// IANA name.
    pub time_zone: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub vat_number: String,
    /// The one hue of the brand, degrees of OKLCH.
    pub brand_hue: u16,
    /// How long a parcel can be followed, with `{tracking}` in it, by carrier name.
    #[serde(default)]
    pub carriers: Vec<(String, String)>,
}

/// A way to get the goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryWay {
    pub code: String,
    pub names: Texts,
    /// What it costs, per currency, in minor units, net or gross as the account's prices are.
    pub cost: Vec<(Currency, i64)>,
    /// Free from this amount of goods on.
    #[serde(default)]
    pub free_from: Vec<(Currency, i64)>,
    pub tax_class: TaxClass,
    /// Whether an address is needed: not for collecting.
    pub to_address: bool,
    /// Working days that this way takes longer.
    #[serde(default)]
    pub extra_days: u16,
}

impl DeliveryWay {
    /// The cost of this way for goods of `amount`; `None` when it is not offered in this currency.
    #[must_use]
    pub fn cost_for(&self, currency: Currency, amount: i64) -> Option<i64> {
        let of = |list: &[(Currency, i64)]| list.iter().find(|(code, _)| *code == currency).map(|(_, value)| *value);
        let cost = of(&self.cost)?;
        Some(if of(&self.free_from).is_some_and(|from| amount >= from) { 0 } else { cost })
    }
}

impl Settings {
    /// The rules of a currency for this vendor.
    #[must_use]
    pub fn currency(&self, currency: Currency) -> CurrencyRules {
        self.currencies
            .iter()
            .find(|(code, _)| *code == currency)
            .map_or_else(|| currency.default_rules(), |(_, rules)| *rules)
    }

    #[must_use]
    pub fn delivery_way(&self, code: &str) -> Option<&DeliveryWay> {
        self.delivery_ways.iter().find(|way| way.code == code)
    }

    /// Where a parcel can be followed.
    #[must_use]
    pub fn tracking_url(&self, carrier: &str, tracking: &str) -> Option<String> {
        let (_, pattern) = self.vendor.carriers.iter().find(|(name, _)| name == carrier)?;
        Some(pattern.replace("{tracking}", tracking))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_from_before_there_were_public_prices_can_be_read() -> serde_json::Result<()> {
        let old = r#"{
            "vendor": {
                "name": "Loket", "language": "en", "time_zone": "UTC", "email": "", "phone": "", "address": "",
                "vat_number": "", "brand_hue": 172
            },
            "calendar": CALENDAR, "tax": { "standard": 2100, "reduced": 600 }, "delivery_ways": [],
            "picking_starts": 360, "transit_days": 1
        }"#;
        let old = old.replace("CALENDAR", &serde_json::to_string(&Calendar::default())?);
        let settings: Settings = serde_json::from_str(&old)?;
        assert_eq!(settings.public_prices, PublicPrices::default());

        let chosen = PublicPrices { list: "retail-huf".to_owned(), currency: Currency::HUF, mode: PriceMode::Gross };
        let written = serde_json::to_string(&Settings { public_prices: chosen.clone(), ..settings })?;
        assert_eq!(serde_json::from_str::<Settings>(&written)?.public_prices, chosen);
        Ok(())
    }
}
