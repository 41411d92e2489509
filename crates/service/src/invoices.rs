//! Invoices and credit notes: issued from what was shipped, read as they were issued.

mod credit;
mod data;
mod dispute;
mod issue;
mod of_order;
mod pages;
mod shares;

pub use credit::credit;
pub(crate) use credit::{Taken, credit_total, issue_credit, settle_disputes, tell_settled};
pub use data::complete;
pub use dispute::{credit_disputed, dispute, put_back};
pub(crate) use dispute::{disputes_of_case, open_disputes};
pub(crate) use issue::{Numbered, buyer_of, delivery_names, next_number};
pub use issue::{issue_due, issue_for_order};
pub(crate) use of_order::{has_to_invoice, lines_of, numbers_of};
pub use pages::{desk_page, exported, file, page};

use std::cmp::Reverse;

use domain::{money::MoneyError, tax::RateSum};
use store::invoices::NewInvoiceLine;

/// What a document comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub net: i64,
    pub tax: i64,
    pub gross: i64,
    pub by_rate: Vec<RateSum>,
}

impl Sums {
    /// The sums of its lines: nothing is computed again.
    pub(crate) fn of(lines: &[NewInvoiceLine]) -> Result<Self, MoneyError> {
        let add = |sum: &mut i64, amount: i64| -> Result<(), MoneyError> {
            *sum = sum.checked_add(amount).ok_or(MoneyError::Overflow)?;
            Ok(())
        };
        let mut sums = Self::default();
        for line in lines {
            add(&mut sums.net, line.net)?;
            add(&mut sums.tax, line.tax)?;
            add(&mut sums.gross, line.gross)?;
            match sums.by_rate.iter_mut().find(|sum| sum.rate == line.rate) {
                Some(sum) => {
                    add(&mut sum.net, line.net)?;
                    add(&mut sum.tax, line.tax)?;
                    add(&mut sum.gross, line.gross)?;
                }
                None => {
                    sums.by_rate.push(RateSum { rate: line.rate, net: line.net, tax: line.tax, gross: line.gross });
                }
            }
        }
        // As an order has them.
        sums.by_rate.sort_by_key(|sum| (Reverse(sum.rate.basis_points), sum.rate.reason));
        Ok(sums)
    }
}
