//! Postings by the million, for measuring.

use domain::{
    ids::{AccountId, InvoiceId, PostingId},
    time::{Date, Instant},
};

use crate::{
    Error, Job, Tx,
    invoices::{self, NewInvoice},
    ledger::{ALLOCATION, OPEN_ITEM, POSTING, Posting, open_row, row},
    sql::Rows,
};

/// What was put against what; never taken back.
#[derive(Clone, Debug)]
pub struct HistoricAllocation {
    pub account: AccountId,
    /// Its number in the account, without gaps.
    pub seq: i64,
    pub credit: PostingId,
    pub debit: PostingId,
    /// Minor units, above zero.
    pub amount: i64,
    pub on: Date,
    pub at: Instant,
}

/// An invoice that is on the ledger.
#[derive(Clone, Debug)]
pub struct HistoricInvoice {
    pub account: AccountId,
    pub posting: PostingId,
    pub invoice: NewInvoice,
    pub at: Instant,
}

/// Writes postings and what was put against what. Numbers, balances and what is open are as the caller says:
/// [`check`](crate::check) proves them.
///
/// # Errors
/// When the database fails.
pub async fn write_ledger(
    tx: &Tx,
    _: Job,
    postings: &[(AccountId, Posting)],
    allocations: &[HistoricAllocation],
) -> Result<(), Error> {
    let mut heads = Rows::of("posting", POSTING);
    let mut open_items = Rows::of("open_item", OPEN_ITEM);
    for (account, posting) in postings {
        heads.add(row(*account, posting));
        if posting.open != 0 {
            open_items.add(open_row(*account, posting));
        }
    }
    let mut put = Rows::of("allocation", ALLOCATION);
    for one in allocations {
        put.add([
            one.account.0.into(),
            crate::new_id().into(),
            one.seq.into(),
            one.credit.0.into(),
            one.debit.0.into(),
            one.amount.into(),
            one.on.days().into(),
            None::<uuid::Uuid>.into(),
            one.at.millis().into(),
        ]);
    }
    heads.write(tx).await?;
    open_items.write(tx).await?;
    put.write(tx).await
}

/// Writes invoices with their lines. Their postings are there.
///
/// # Errors
/// When the database fails; when a number comes twice.
pub async fn write_invoices(tx: &Tx, _: Job, all: &[HistoricInvoice]) -> Result<(), Error> {
    let mut heads = Rows::of("invoice", invoices::INVOICE);
    let mut lines = Rows::of("invoice_line", invoices::LINE);
    for HistoricInvoice { account, posting, invoice, at } in all {
        let id = InvoiceId(crate::new_id());
        heads.add(invoices::head(*account, id, invoice, *posting, *at)?);
        for (position, line) in (1_i32..).zip(&invoice.lines) {
            lines.add(invoices::line(*account, id, position, line)?);
        }
    }
    heads.write(tx).await?;
    lines.write(tx).await
}
