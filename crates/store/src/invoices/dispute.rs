//! Lines that the customer does not agree with.

use domain::{
    ids::{InvoiceId, PostingId},
    time::Instant,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Db, Error, Tx,
    ledger::{self, Held, Scope},
    sql,
};

/// A disputed line, also after it was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub id: Uuid,
    pub invoice: InvoiceId,
    pub position: i32,
    /// Minor units, above zero.
    pub amount: i64,
    pub case: i64,
    pub opened: Instant,
    /// When it was settled, and how.
    pub ended: Option<(Instant, Outcome)>,
}

/// How a dispute ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The vendor has written a credit note.
    Credited,
    /// It is to be paid as it was.
    PutBack,
}

impl Outcome {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Credited => "credited",
            Self::PutBack => "put_back",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Credited, Self::PutBack].into_iter().find(|outcome| outcome.code() == text)
    }
}

/// The account does not agree with `amount` of a line of one of its invoices; a case is about it. `None`, and nothing
/// written, where there is no such line, it is on a credit note, or not that much of it is left undisputed.
///
/// # Errors
/// When the database fails.
pub async fn dispute(
    tx: &Tx,
    held: &Held,
    invoice: InvoiceId,
    position: i32,
    amount: i64,
    case: i64,
    now: Instant,
) -> Result<Option<Uuid>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        posting_id: Uuid,
        gross: i64,
        disputed: i64,
    }
    let account = held.account();
    let row: Option<Row> = sql::one(
        tx,
        "SELECT i.posting_id, l.gross, (SELECT CAST(COALESCE(SUM(d.amount), 0) AS BIGINT) FROM dispute d
                 WHERE d.account_id = l.account_id AND d.invoice_id = l.invoice_id AND d.position = l.position
                     AND d.ended_at IS NULL) AS disputed
         FROM invoice_line l JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
         WHERE l.account_id = ? AND l.invoice_id = ? AND l.position = ? AND i.kind = 'invoice'",
        [account.0.into(), invoice.0.into(), position.into()],
    )
    .await?;
    let Some(row) = row else { return Ok(None) };
    if amount <= 0 || amount > row.gross - row.disputed {
        return Ok(None);
    }
    let id = crate::new_id();
    sql::run(
        tx,
        "INSERT INTO dispute (account_id, id, invoice_id, position, amount, case_number, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            account.0.into(),
            id.into(),
            invoice.0.into(),
            position.into(),
            amount.into(),
            case.into(),
            now.millis().into(),
        ],
    )
    .await?;
    ledger::settle_disputed(tx, account, PostingId(row.posting_id)).await?;
    Ok(Some(id))
}

/// Settles an open dispute of the account: what is open of it counts again as owed. `false` when there is none with this
/// identifier.
///
/// # Errors
/// When the database fails.
pub async fn end_dispute(tx: &Tx, held: &Held, id: Uuid, outcome: Outcome, now: Instant) -> Result<bool, Error> {
    let account = held.account();
    let ended = sql::run(
        tx,
        "UPDATE dispute SET ended_at = ?, outcome = ? WHERE account_id = ? AND id = ? AND ended_at IS NULL",
        [now.millis().into(), outcome.code().into(), account.0.into(), id.into()],
    )
    .await?;
    if ended == 0 {
        return Ok(false);
    }
    let posting: Option<Uuid> = sql::one_value(
        tx,
        "SELECT i.posting_id FROM dispute d JOIN invoice i ON i.account_id = d.account_id AND i.id = d.invoice_id
         WHERE d.account_id = ? AND d.id = ?",
        [account.0.into(), id.into()],
    )
    .await?;
    if let Some(posting) = posting {
        ledger::settle_disputed(tx, account, PostingId(posting)).await?;
    }
    Ok(true)
}

/// The disputes of an invoice of the account, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn disputes(db: &impl Db, scope: &Scope<'_>, invoice: InvoiceId) -> Result<Vec<Dispute>, Error> {
    all(db, "account_id = ? AND invoice_id = ?", [scope.account().0.into(), invoice.0.into()]).await
}

/// The disputes that a case of the account is about.
///
/// # Errors
/// When the database fails.
pub async fn disputes_of_case(db: &impl Db, scope: &Scope<'_>, case: i64) -> Result<Vec<Dispute>, Error> {
    all(db, "account_id = ? AND case_number = ?", [scope.account().0.into(), case.into()]).await
}

async fn all(db: &impl Db, condition: &str, values: [Value; 2]) -> Result<Vec<Dispute>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        invoice_id: Uuid,
        position: i32,
        amount: i64,
        case_number: i64,
        opened_at: i64,
        ended_at: Option<i64>,
        outcome: Option<String>,
    }
    let query = format!(
        "SELECT id, invoice_id, position, amount, case_number, opened_at, ended_at, outcome FROM dispute
         WHERE {condition} ORDER BY id"
    );
    let rows: Vec<Row> = sql::all(db, &query, values).await?;
    Ok(rows
        .into_iter()
        .map(|row| Dispute {
            id: row.id,
            invoice: InvoiceId(row.invoice_id),
            position: row.position,
            amount: row.amount,
            case: row.case_number,
            opened: Instant::from_millis(row.opened_at),
            ended: row.ended_at.map(Instant::from_millis).zip(row.outcome.as_deref().and_then(Outcome::parse)),
        })
        .collect())
}
