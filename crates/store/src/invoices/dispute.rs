//! Lines that the customer does not agree with.

use domain::{
    ids::{DisputeId, InvoiceId, PostingId},
    language::Texts,
    money::Currency,
    permissions::{ReadLedgers, StaffGranted},
    time::{Date, Instant},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    Db, Error, Tx,
    cases::{Head, OF_NUMBERS, of_numbers},
    ledger::{self, Held, Scope},
    sql,
};

/// A disputed line, also after it was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub id: DisputeId,
    pub invoice: InvoiceId,
    /// The invoice's number and currency.
    pub number: String,
    pub currency: Currency,
    pub position: i32,
    /// What the line is called.
    pub names: Texts,
    /// Minor units, above zero.
    pub amount: i64,
    pub case: i64,
    pub opened: Instant,
    /// When it was settled, and how.
    pub ended: Option<(Instant, Outcome)>,
    /// Why it was settled so.
    pub reason: String,
    /// The credit note that settled it, and how much of the amount was taken back with it.
    pub credited: Option<(String, i64)>,
    /// By when what was put back, or was not taken back, is asked for.
    pub pay_by: Option<Date>,
}

/// How a dispute has ended.
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

/// How a dispute is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending<'a> {
    /// By this credit note, with which so much of the amount is taken back, minor units; the rest is asked for again, by
    /// this day.
    Credited { note: &'a str, amount: i64, pay_by: Option<Date> },
    /// What was disputed is asked for again, by this day; by none where it is paid.
    PutBack { pay_by: Option<Date> },
}

/// What of a line of an invoice of the account can be disputed: it is neither taken back nor disputed. `None` where there
/// is no such line, or it is on a credit note.
///
/// # Errors
/// When the database fails.
pub async fn disputable(
    db: &impl Db,
    scope: &Scope<'_>,
    invoice: InvoiceId,
    position: i32,
) -> Result<Option<i64>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        gross: i64,
        disputed: i64,
        credited: i64,
    }
    let row: Option<Row> = sql::one(
        db,
        "SELECT l.gross, (SELECT CAST(COALESCE(SUM(d.amount), 0) AS BIGINT) FROM dispute d
                 WHERE d.account_id = l.account_id AND d.invoice_id = l.invoice_id AND d.position = l.position
                     AND d.ended_at IS NULL) AS disputed,
             (SELECT CASE WHEN COALESCE(SUM(c.quantity), 0) >= l.quantity THEN l.gross
                     ELSE CAST(COALESCE(SUM(c.gross), 0) AS BIGINT) END FROM invoice n
                 JOIN invoice_line c ON c.account_id = n.account_id AND c.invoice_id = n.id
                 WHERE n.account_id = i.account_id AND n.corrects = i.number AND c.position = l.position) AS credited
         FROM invoice_line l JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
         WHERE l.account_id = ? AND l.invoice_id = ? AND l.position = ? AND i.kind = 'invoice'",
        [scope.account().0.into(), invoice.0.into(), position.into()],
    )
    .await?;
    Ok(row.map(|row| (row.gross - row.disputed - row.credited).max(0)))
}

/// The account does not agree with `amount` of a line of one of its invoices; a case is about it. `None`, and nothing
/// written, where there is no such line, it is on a credit note, or not that much of it can be disputed.
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
) -> Result<Option<DisputeId>, Error> {
    let most = disputable(tx, &held.scope(), invoice, position).await?.unwrap_or(0);
    if amount <= 0 || amount > most {
        return Ok(None);
    }
    let id = DisputeId(crate::new_id());
    sql::run(
        tx,
        "INSERT INTO dispute (account_id, id, invoice_id, position, amount, case_number, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            held.account().0.into(),
            id.0.into(),
            invoice.0.into(),
            position.into(),
            amount.into(),
            case.into(),
            now.millis().into(),
        ],
    )
    .await?;
    settle(tx, held, id).await?;
    Ok(Some(id))
}

/// Settles an open dispute of the account: what is open of it counts again as owed. `false` when there is none with this
/// identifier.
///
/// # Errors
/// When the database fails.
pub async fn end_dispute(
    tx: &Tx,
    held: &Held,
    id: DisputeId,
    ending: Ending<'_>,
    reason: &str,
    now: Instant,
) -> Result<bool, Error> {
    let (outcome, note, credited, pay_by) = match ending {
        Ending::Credited { note, amount, pay_by } => (Outcome::Credited, Some(note.to_owned()), Some(amount), pay_by),
        Ending::PutBack { pay_by } => (Outcome::PutBack, None, None, pay_by),
    };
    let ended = sql::run(
        tx,
        "UPDATE dispute SET ended_at = ?, outcome = ?, reason = ?, credit_note = ?, credited = ?, pay_by = ?
         WHERE account_id = ? AND id = ? AND ended_at IS NULL",
        [
            now.millis().into(),
            outcome.code().into(),
            reason.into(),
            note.into(),
            credited.into(),
            pay_by.map(Date::days).into(),
            held.account().0.into(),
            id.0.into(),
        ],
    )
    .await?;
    if ended == 0 {
        return Ok(false);
    }
    settle(tx, held, id).await?;
    Ok(true)
}

/// Says with what is open of an invoice how much of it is in open disputes, after something was taken back of it.
///
/// # Errors
/// When the database fails.
pub async fn settle_disputed(tx: &Tx, held: &Held, posting: PostingId) -> Result<(), Error> {
    ledger::settle_disputed(tx, held.account(), posting).await
}

/// Says with what is open of a dispute's invoice how much of it is in open disputes.
async fn settle(tx: &Tx, held: &Held, id: DisputeId) -> Result<(), Error> {
    let account = held.account();
    let posting: Option<Uuid> = sql::one_value(
        tx,
        "SELECT i.posting_id FROM dispute d JOIN invoice i ON i.account_id = d.account_id AND i.id = d.invoice_id
         WHERE d.account_id = ? AND d.id = ?",
        [account.0.into(), id.0.into()],
    )
    .await?;
    match posting {
        Some(posting) => ledger::settle_disputed(tx, account, PostingId(posting)).await,
        None => Ok(()),
    }
}

/// The disputes of an invoice of the account, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn disputes(db: &impl Db, scope: &Scope<'_>, invoice: InvoiceId) -> Result<Vec<Dispute>, Error> {
    let values = vec![scope.account().0.into(), invoice.0.into()];
    all(db, "d.account_id = ? AND d.invoice_id = ?", values).await
}

/// The disputes that a case of the account is about, or one that goes on in it.
///
/// # Errors
/// When the database fails.
pub async fn disputes_of_case(db: &impl Db, scope: &Scope<'_>, case: i64) -> Result<Vec<Dispute>, Error> {
    let values = vec![scope.account().0.into(), case.into(), case.into()];
    let condition = "d.account_id = ? AND (d.case_number = ? OR d.case_number IN
             (SELECT c.number FROM cases c WHERE c.account_id = d.account_id AND c.merged_into = ?))";
    all(db, condition, values).await
}

/// The open disputes of lines of an order's invoices.
///
/// # Errors
/// When the database fails.
pub async fn disputes_of_order(db: &impl Db, scope: &Scope<'_>, order: i64) -> Result<Vec<Dispute>, Error> {
    let values = vec![scope.account().0.into(), order.into()];
    all(db, "d.account_id = ? AND i.order_number = ? AND d.ended_at IS NULL", values).await
}

/// The open disputes of all accounts, the oldest first, each with number and name of its account.
///
/// # Errors
/// When the database fails.
pub async fn open_disputes(
    db: &impl Db,
    _: &StaffGranted<ReadLedgers>,
    most: u16,
) -> Result<Vec<((String, String), Dispute)>, Error> {
    let found = rows(db, "d.ended_at IS NULL", "d.opened_at, d.id LIMIT ?", vec![i64::from(most).into()]).await?;
    let with_account = |row: Row| {
        let account = (row.account_number.clone(), row.account_name.clone());
        Ok::<_, Error>((account, row.dispute()?))
    };
    found.into_iter().map(with_account).collect()
}

/// Whether an amount is disputed that a case is about, or one that goes on in it. Whoever has the head may ask.
///
/// # Errors
/// When the database fails.
pub async fn is_disputed(db: &impl Db, head: &Head) -> Result<bool, Error> {
    let query = format!("SELECT 1 FROM dispute WHERE {OF_NUMBERS} AND ended_at IS NULL LIMIT 1");
    let found: Option<i32> = sql::one_value(db, &query, of_numbers(head.account, head.number)).await?;
    Ok(found.is_some())
}

#[derive(FromQueryResult)]
struct Row {
    account_number: String,
    account_name: String,
    id: Uuid,
    invoice_id: Uuid,
    number: String,
    currency: String,
    position: i32,
    names: serde_json::Value,
    amount: i64,
    case_number: i64,
    opened_at: i64,
    ended_at: Option<i64>,
    outcome: Option<String>,
    reason: Option<String>,
    credit_note: Option<String>,
    credited: Option<i64>,
    pay_by: Option<i32>,
}

impl Row {
    fn dispute(self) -> Result<Dispute, Error> {
        Ok(Dispute {
            id: DisputeId(self.id),
            invoice: InvoiceId(self.invoice_id),
            number: self.number,
            currency: Currency::parse(&self.currency)
                .ok_or_else(|| Error::fault("an invoice has an unknown currency"))?,
            position: self.position,
            names: serde_json::from_value::<Texts>(self.names)?,
            amount: self.amount,
            case: self.case_number,
            opened: Instant::from_millis(self.opened_at),
            ended: self.ended_at.map(Instant::from_millis).zip(self.outcome.as_deref().and_then(Outcome::parse)),
            reason: self.reason.unwrap_or_default(),
            credited: self.credit_note.zip(self.credited),
            pay_by: self.pay_by.map(Date::from_days),
        })
    }
}

async fn all(db: &impl Db, condition: &str, values: Vec<Value>) -> Result<Vec<Dispute>, Error> {
    rows(db, condition, "d.id", values).await?.into_iter().map(Row::dispute).collect()
}

async fn rows(db: &impl Db, condition: &str, order: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
    let query = format!(
        "SELECT a.number AS account_number, a.name AS account_name, d.id, d.invoice_id, i.number, i.currency, d.position,
             l.names, d.amount, d.case_number, d.opened_at, d.ended_at, d.outcome, d.reason, d.credit_note, d.credited, d.pay_by
         FROM dispute d JOIN invoice i ON i.account_id = d.account_id AND i.id = d.invoice_id
         JOIN invoice_line l ON l.account_id = d.account_id AND l.invoice_id = d.invoice_id AND l.position = d.position
         JOIN account a ON a.id = d.account_id
         WHERE {condition} ORDER BY {order}"
    );
    sql::all(db, &query, values).await
}
