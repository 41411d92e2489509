//! The semantic model of EN 16931-1, as far as the portal has need of it. The numbers are the standard's: BT a business
//! term, BG a group of them.

use domain::{
    money::{Currency, Quantity},
    time::Date,
};

use crate::Category;

/// An invoice or a credit note.
///
/// All amounts are in minor units of [`Invoice::currency`] and positive in a credit note too: its kind says the
/// direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// BT-3.
    pub kind: Kind,
    /// BT-1.
    pub number: String,
    /// BT-2.
    pub issued: Date,
    /// BT-9, until when it is to be paid.
    pub due: Option<Date>,
    /// BT-5.
    pub currency: Currency,
    /// BG-4.
    pub seller: Party,
    /// BG-7.
    pub buyer: Party,
    /// BT-10, by which the buyer finds whom it concerns.
    pub buyer_reference: Option<String>,
    /// BT-13, the number of the buyer's purchase order.
    pub order_reference: Option<String>,
    /// BG-3, number (BT-25) and date (BT-26) of the invoice that a credit note is about.
    pub preceding: Option<(String, Date)>,
    /// BT-72, when it was delivered.
    pub delivered: Option<Date>,
    /// BT-80, the country that it was delivered to, ISO 3166-1 alpha-2. An intra-community supply must say it
    /// (BR-IC-12).
    pub delivered_to: Option<String>,
    /// BT-22.
    pub note: Option<String>,
    /// BG-16.
    pub payment: Option<Payment>,
    /// BT-20, the terms of payment in words.
    pub terms: Option<String>,
    /// BG-25.
    pub lines: Vec<Line>,
    /// BG-23, see [`crate::taxes`].
    pub taxes: Vec<Tax>,
    /// The sum of the lines (BT-106). Without allowances and charges on the whole document, which the portal does not
    /// have, this is also the total without tax (BT-109).
    pub net: i64,
    /// BT-110, the tax.
    pub tax: i64,
    /// BT-112, the total with tax.
    pub gross: i64,
    /// BT-113, what was paid before.
    pub paid: i64,
    /// BT-115, what is to be paid.
    pub due_amount: i64,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A commercial invoice.
    Invoice,
    /// A credit note: the seller owes.
    CreditNote,
}

/// The seller or the buyer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The registered name (BT-27, BT-44).
    pub name: String,
    /// Street and number (BT-35, BT-50).
    pub street: String,
    /// A second line of the address (BT-36, BT-51).
    pub additional: Option<String>,
    /// BT-37, BT-52.
    pub city: String,
    /// BT-38, BT-53.
    pub postcode: String,
    /// ISO 3166-1 alpha-2 (BT-40, BT-55).
    pub country: String,
    /// With its prefix of two letters (BT-31, BT-48).
    pub vat_number: Option<String>,
    /// The number in the register of companies (BT-30, BT-47).
    pub registration: Option<String>,
    /// Of the contact (BT-43, BT-58); also the electronic address (BT-34, BT-49), by the scheme for e-mail.
    pub email: Option<String>,
    /// The person or the office (BT-41, BT-56).
    pub contact: Option<String>,
    /// BT-42, BT-57.
    pub phone: Option<String>,
}

/// The account that a transfer goes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payment {
    /// BT-84; spaces are left out.
    pub iban: String,
    /// BT-86.
    pub bic: Option<String>,
    /// BT-85, whose account it is.
    pub account_name: Option<String>,
    /// BT-83, what the payer writes on the transfer.
    pub reference: Option<String>,
}

/// What was sold, one line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// BT-126, unique within the document.
    pub id: String,
    /// BT-155, the seller's number of the article.
    pub article: Option<String>,
    /// BT-153.
    pub name: String,
    /// BT-129. Its sign is that of the amount: a price is never negative (BR-27).
    pub quantity: Quantity,
    /// BT-130, a code of UN/ECE recommendation 20 or 21, see [`crate::unit_code`].
    pub unit: &'static str,
    /// BT-131, in minor units: without tax, after the discount.
    pub net: i64,
    /// BT-146, the price of one in minor units, without tax and before the discount of the line.
    ///
    /// It is written when the quantity at this price, less the discount, is the line's amount to the cent. When it is
    /// not (prices that contain tax, amounts in whole forints) or there is none, the price is taken from the amount.
    pub price: Option<i64>,
    /// BT-136, what was taken off the whole line, in minor units; 0 for none.
    pub discount: i64,
    /// BT-151.
    pub category: Category,
    /// BT-152, hundredths of a percent as in [`domain::tax::Rate`].
    pub rate: u32,
}

/// All lines of one category and one rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tax {
    /// BT-118.
    pub category: Category,
    /// BT-119, hundredths of a percent as in [`domain::tax::Rate`].
    pub rate: u32,
    /// BT-116, the sum of its lines in minor units.
    pub net: i64,
    /// BT-117, in minor units.
    pub tax: i64,
    /// BT-120, why there is no tax, in words.
    pub reason: Option<String>,
    /// BT-121, the same as a code of the list VATEX.
    pub reason_code: Option<String>,
}

impl Invoice {
    /// How many decimals a minor unit stands for (ISO 4217).
    pub(crate) fn exponent(&self) -> u8 {
        self.currency.default_rules().exponent
    }
}

impl Kind {
    /// The code of UNTDID 1001.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "380",
            Self::CreditNote => "381",
        }
    }
}

impl Payment {
    /// The account number as machines read it.
    pub(crate) fn account(&self) -> String {
        self.iban.split_whitespace().collect()
    }

    /// The means of payment (BT-81) by UNTDID 4461: a SEPA transfer, which is in euro, or a transfer.
    pub(crate) fn means(currency: Currency) -> &'static str {
        if currency == Currency::EUR { "58" } else { "30" }
    }
}
