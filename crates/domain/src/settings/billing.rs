//! What a vendor says of asking for money beyond who they are: bank accounts by currency, the form of references, reminders.

use serde::{Deserialize, Serialize};

use super::Billing;
use crate::{ledger::wire::Party, money::Currency};

/// Where money in one currency is to be paid to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    pub currency: Currency,
    pub iban: String,
    #[serde(default)]
    pub bic: Option<String>,
    /// What the bank is called.
    #[serde(default)]
    pub bank: Option<String>,
}

/// What payers are asked to write on a transfer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceForm {
    /// The creditor reference of ISO 11649: `RF…`.
    #[default]
    Creditor,
    /// The structured communication of Belgian banks: `+++090/9337/55493+++`.
    Belgian,
}

impl ReferenceForm {
    pub const ALL: [Self; 2] = [Self::Creditor, Self::Belgian];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Creditor => "creditor",
            Self::Belgian => "belgian",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == text)
    }
}

/// When customers are reminded of what is to be paid; by itself never.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reminders {
    /// So many days before its due date a customer is told that something is to be paid soon; none for not at all.
    pub before: Option<u16>,
    /// So many days after the due date they are reminded, in this order.
    pub after: Vec<u16>,
    /// Of less than this nobody is reminded, per currency in minor units.
    pub least: Vec<(Currency, i64)>,
}

impl Reminders {
    /// Whether any go out at all.
    #[must_use]
    pub const fn are_sent(&self) -> bool {
        self.before.is_some() || !self.after.is_empty()
    }

    /// The least amount that somebody is reminded of, in minor units.
    #[must_use]
    pub fn least(&self, currency: Currency) -> i64 {
        self.least.iter().find(|(other, _)| *other == currency).map_or(1, |(_, least)| (*least).max(1))
    }
}

impl Billing {
    /// Who stands on a document in this currency: the seller, with the account for it. Where there is none for it, the
    /// money goes to the general one.
    #[must_use]
    pub fn seller_in(&self, currency: Currency) -> Party {
        match self.accounts.iter().find(|account| account.currency == currency) {
            None => self.seller.clone(),
            Some(account) => Party {
                iban: Some(account.iban.clone()),
                bic: account.bic.clone(),
                bank: account.bank.clone(),
                ..self.seller.clone()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_from_before_there_were_reminders_can_be_read() -> serde_json::Result<()> {
        let old = r#"{ "seller": { "name": "A", "lines": [], "postcode": "", "city": "", "country": "BE",
            "iban": "BE68539007547034" }, "pattern": "{year}-{serial}", "payment_days": 30, "by_itself": true }"#;
        let billing: Billing = serde_json::from_str(old)?;
        assert!(!billing.reminders.are_sent());
        assert_eq!((billing.reference, billing.accounts.len()), (ReferenceForm::Creditor, 0));
        assert_eq!(billing.seller_in(Currency::HUF), billing.seller, "one account for all");
        Ok(())
    }

    #[test]
    fn each_currency_has_its_account() {
        let general = Party {
            name: "A".to_owned(),
            iban: Some("BE68539007547034".to_owned()),
            bic: Some("GKCCBEBB".to_owned()),
            ..Party::default()
        };
        let forint = BankAccount {
            currency: Currency::HUF,
            iban: "HU42117730161111101800000000".to_owned(),
            bic: None,
            bank: Some("Bank".to_owned()),
        };
        let billing = Billing { seller: general.clone(), accounts: vec![forint.clone()], ..Billing::default() };
        assert_eq!(billing.seller_in(Currency::EUR), general);
        let seller = billing.seller_in(Currency::HUF);
        assert_eq!((seller.iban, seller.bic, seller.bank), (Some(forint.iban), None, forint.bank));
        assert_eq!(seller.name, "A", "and nothing else is another");
    }

    #[test]
    fn who_says_no_least_amount_reminds_of_every_cent() {
        let reminders = Reminders { least: vec![(Currency::EUR, 500), (Currency::HUF, 0)], ..Reminders::default() };
        let least = [Currency::EUR, Currency::HUF, Currency::GBP].map(|currency| reminders.least(currency));
        assert_eq!(least, [500, 1, 1]);
    }
}
