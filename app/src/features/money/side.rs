//! From which side a page of money is read: the addresses and the words that hang on it.

use domain::{
    i18n::I18n,
    ids::PostingId,
    ledger::{Bucket, Part, PostingKind},
    money::Currency,
    time::Date,
};

use super::parts::{bucket_name, day_text, invoice_href};
use crate::{
    features::{orders::finding::link, shop::links::encode},
    reader::use_i18n,
};

/// Whose ledger a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// That of the account that the reader acts for.
    Own,
    /// That of the account with this number, for the vendor's people.
    Desk(String),
}

impl Side {
    /// Where all of this account's money is.
    #[must_use]
    pub fn home(&self) -> String {
        match self {
            Self::Own => "/money".to_owned(),
            Self::Desk(number) => format!("/desk/accounts/{}", encode(number)),
        }
    }

    /// The same with what it is called, for the way back.
    #[must_use]
    pub fn back(&self) -> (String, String) {
        let name = match self {
            Self::Own => use_i18n().money_title().to_owned(),
            Self::Desk(number) => use_i18n().paper_account(number),
        };
        (self.home(), name)
    }

    /// The statement, as a page or with the ending of a file.
    #[must_use]
    pub fn statement(&self, ending: &str) -> String {
        format!("{}/statement{ending}", self.home())
    }

    /// The statement of one currency.
    #[must_use]
    pub fn statement_of(&self, currency: Currency) -> String {
        link(&self.statement(""), &[("currency", currency.code())])
    }

    /// The postings that a number is made of: one part of what is open, or all of it; from `after` on.
    #[must_use]
    pub fn open(&self, currency: Currency, part: Option<Part>, after: &str) -> String {
        let part = part.map_or("", Part::code);
        let pairs = [("currency", currency.code()), ("bucket", part), ("after", after)];
        link(&format!("{}/open", self.home()), &pairs)
    }

    #[must_use]
    pub fn posting(&self, id: PostingId) -> String {
        format!("{}/postings/{id}", self.home())
    }

    /// Where more of a posting is: its document, where it has one.
    #[must_use]
    pub fn document(&self, kind: PostingKind, document: Option<&str>, id: PostingId) -> String {
        match (kind, document) {
            (PostingKind::Invoice | PostingKind::CreditNote, Some(number)) => match self {
                Self::Own => invoice_href(number),
                Self::Desk(_) => format!("/desk/invoices/{}", encode(number)),
            },
            _ => self.posting(id),
        }
    }

    /// A part of the ageing.
    #[must_use]
    pub fn bucket(&self, i18n: I18n, bucket: Bucket) -> &'static str {
        match (self, bucket) {
            (Self::Desk(_), Bucket::Disputed) => i18n.desk_money_disputed(),
            (_, bucket) => bucket_name(i18n, bucket),
        }
    }

    /// What is asked for of what is open.
    #[must_use]
    pub fn part(&self, i18n: I18n, part: Part) -> &'static str {
        match part {
            Part::Bucket(bucket) => self.bucket(i18n, bucket),
            Part::Overdue => i18n.bucket_overdue(),
        }
    }

    /// That it was paid, as the customer has said.
    #[must_use]
    pub fn announced(&self, today: Date, day: Date) -> String {
        let (i18n, day) = (use_i18n(), day_text(today, day));
        match self {
            Self::Own => i18n.money_announced(&day),
            Self::Desk(_) => i18n.desk_money_announced(&day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_has_its_own_addresses() {
        let (own, desk) = (Side::Own, Side::Desk("K/1".to_owned()));
        let late = Some(Part::Bucket(Bucket::To30));
        assert_eq!(own.open(Currency::EUR, late, ""), "/money/open?currency=EUR&bucket=to_30");
        assert_eq!(own.open(Currency::EUR, Some(Part::Overdue), ""), "/money/open?currency=EUR&bucket=overdue");
        assert_eq!(desk.open(Currency::EUR, None, "x"), "/desk/accounts/K%2F1/open?currency=EUR&after=x");
        assert_eq!(desk.statement(".pdf"), "/desk/accounts/K%2F1/statement.pdf");
        let document = |side: &Side, kind| side.document(kind, Some("2026/7"), PostingId::NIL);
        assert_eq!(document(&own, PostingKind::Invoice), "/invoices/2026%2F7");
        assert_eq!(document(&desk, PostingKind::CreditNote), "/desk/invoices/2026%2F7");
        assert_eq!(document(&desk, PostingKind::Payment), desk.posting(PostingId::NIL));
    }
}
