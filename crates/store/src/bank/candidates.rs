//! What movements may be meant for: invoices by reference and number, also paid ones, and open ones by amount and of those who
//! paid from there before. Looked up by keys for many movements at once, never by reading whole ledgers.

use std::collections::{BTreeSet, HashMap};

use domain::{
    ids::{AccountId, PostingId},
    ledger::matching::{Incoming, Owed, Said},
    money::Currency,
    references,
    time::Date,
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::{Db, Error, Job, sql};

/// So many keys in one statement.
const AT_ONCE: usize = 500;
/// So many open items of each account that has paid from there before, what is due first.
const OF_EACH_PAYER: i64 = 200;
/// The number of an invoice is written with at most so many signs or spaces in it.
const PIECES: usize = 4;

/// So many of an amount in which one is not alone, whatever else is paid of them meanwhile.
const COMMON: usize = 3;

/// Open items and paid invoices, by what finds them.
#[derive(Debug, Default)]
pub struct Candidates {
    all: Vec<Owed>,
    known: HashMap<PostingId, usize>,
    by_reference: HashMap<String, Vec<usize>>,
    by_amount: HashMap<(Currency, i64), Vec<usize>>,
    by_account: HashMap<AccountId, Vec<usize>>,
}

impl Candidates {
    /// Those that one movement may be meant for, also by what was announced: a few, of which
    /// [`domain::ledger::matching::find`] chooses.
    #[must_use]
    pub fn of(&self, incoming: &Incoming, said: &[Said]) -> Vec<Owed> {
        let mut places: BTreeSet<usize> = BTreeSet::new();
        for reference in references_of(incoming) {
            places.extend(self.by_reference.get(&reference).into_iter().flatten().copied());
        }
        places.extend(self.by_amount.get(&(incoming.currency, incoming.amount)).into_iter().flatten().copied());
        let announcing = said.iter().filter(|one| one.fits(incoming)).map(|one| &one.account);
        for account in incoming.payers.iter().chain(announcing) {
            places.extend(self.by_account.get(account).into_iter().flatten().copied());
        }
        places.into_iter().filter_map(|place| self.all.get(place)).cloned().collect()
    }

    /// Whether so many open items have the movement's amount that not all of them are here: of none of them can be said that it
    /// alone has the amount, also when others are paid.
    #[must_use]
    pub fn is_common(&self, incoming: &Incoming) -> bool {
        self.by_amount.get(&(incoming.currency, incoming.amount)).is_some_and(|places| places.len() >= COMMON)
    }

    fn add(&mut self, rows: Vec<Row>) -> Result<(), Error> {
        for row in rows {
            let owed = row.owed()?;
            if self.known.contains_key(&owed.posting) {
                continue;
            }
            let place = self.all.len();
            self.known.insert(owed.posting, place);
            let reference = references::bare(&owed.reference);
            if !reference.is_empty() {
                self.by_reference.entry(reference).or_default().push(place);
            }
            self.by_amount.entry((owed.currency, owed.open)).or_default().push(place);
            self.by_account.entry(owed.account).or_default().push(place);
            self.all.push(owed);
        }
        Ok(())
    }
}

#[derive(FromQueryResult)]
struct Row {
    account_id: Uuid,
    posting_id: Uuid,
    number: String,
    reference: String,
    currency: String,
    open: i64,
    disputed: i64,
    due_on: Option<i32>,
}

impl Row {
    fn owed(self) -> Result<Owed, Error> {
        Ok(Owed {
            account: AccountId(self.account_id),
            posting: PostingId(self.posting_id),
            number: self.number,
            reference: self.reference,
            currency: Currency::parse(&self.currency)
                .ok_or_else(|| Error::fault("the ledger has an unknown currency"))?,
            open: self.open,
            disputed: self.disputed,
            due: self.due_on.map(Date::from_days),
        })
    }
}

const COLUMNS: &str =
    "o.account_id, o.posting_id, COALESCE(p.document, '') AS number, COALESCE(p.reference, '') AS reference,
     o.currency, o.open, o.disputed, o.due_on";

/// What these movements may be meant for, where this was announced of them.
///
/// # Errors
/// When the database fails.
pub async fn owed(db: &impl Db, _: Job, incoming: &[Incoming], said: &[Said]) -> Result<Candidates, Error> {
    let mut found = Candidates::default();
    let references: BTreeSet<String> = incoming.iter().flat_map(references_of).collect();
    let references: Vec<Value> = references.iter().map(|reference| references::as_issued(reference).into()).collect();
    for some in references.chunks(AT_ONCE) {
        // Paid ones, too: money for them is not for somebody else who owes as much.
        let query = format!(
            "SELECT p.account_id, p.id AS posting_id, COALESCE(p.document, '') AS number, COALESCE(p.reference, '') AS reference,
                 p.currency, COALESCE(o.open, 0) AS open, COALESCE(o.disputed, 0) AS disputed, o.due_on
             FROM invoice i JOIN posting p ON p.account_id = i.account_id AND p.id = i.posting_id
             LEFT JOIN open_item o ON o.account_id = i.account_id AND o.posting_id = i.posting_id
             WHERE i.reference IN ({}) AND i.kind = 'invoice'",
            sql::marks(some.len())
        );
        found.add(sql::all(db, &query, some.to_vec()).await?)?;
        // A charge has no invoice.
        let query = format!(
            "SELECT {COLUMNS} FROM posting p
             JOIN open_item o ON o.account_id = p.account_id AND o.posting_id = p.id
             WHERE p.kind = 'adjustment' AND p.reference IN ({}) AND o.open > 0",
            sql::marks(some.len())
        );
        found.add(sql::all(db, &query, some.to_vec()).await?)?;
    }
    let amounts: BTreeSet<(Currency, i64)> =
        incoming.iter().filter(|one| one.amount > 0).map(|one| (one.currency, one.amount)).collect();
    let amounts: Vec<(Currency, i64)> = amounts.into_iter().collect();
    for of_currency in amounts.chunk_by(|one, next| one.0 == next.0) {
        let Some((currency, _)) = of_currency.first() else { continue };
        for some in of_currency.chunks(AT_ONCE) {
            // A few of each: that tells whether an amount is owed once.
            let query = format!(
                "SELECT {COLUMNS}
                 FROM (SELECT account_id, posting_id, currency, open, disputed, due_on, ROW_NUMBER() OVER (PARTITION BY open
                         ORDER BY account_id, posting_id) AS place
                     FROM open_item WHERE currency = ? AND open IN ({})) o
                 JOIN posting p ON p.account_id = o.account_id AND p.id = o.posting_id WHERE o.place <= {COMMON}",
                sql::marks(some.len())
            );
            let mut values: Vec<Value> = vec![currency.code().into()];
            values.extend(some.iter().map(|(_, amount)| Value::from(*amount)));
            found.add(sql::all(db, &query, values).await?)?;
        }
    }
    let payers = incoming.iter().flat_map(|one| one.payers.iter().copied());
    let accounts: BTreeSet<AccountId> = payers.chain(said.iter().map(|one| one.account)).collect();
    let accounts: Vec<Value> = accounts.into_iter().map(|account| account.0.into()).collect();
    for some in accounts.chunks(AT_ONCE) {
        let query = format!(
            "SELECT {COLUMNS}
             FROM (SELECT account_id, posting_id, currency, open, disputed, due_on,
                     ROW_NUMBER() OVER (PARTITION BY account_id, currency ORDER BY COALESCE(due_on, 2147483647), seq) AS place
                 FROM open_item WHERE account_id IN ({}) AND open > 0) o
             JOIN posting p ON p.account_id = o.account_id AND p.id = o.posting_id WHERE o.place <= {OF_EACH_PAYER}",
            sql::marks(some.len())
        );
        found.add(sql::all(db, &query, some.to_vec()).await?)?;
    }
    Ok(found)
}

/// The references that a movement names, bare: those given or found in its text, and those that the numbers would have that
/// may stand there, in either form. A number is the letters and digits of a few pieces in a row, with a digit among them; its reference is
/// made of these, which is why it can be looked up whatever signs are between them.
fn references_of(incoming: &Incoming) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = references::found_in(&incoming.text).into_iter().collect();
    for text in incoming.reference.iter().map(String::as_str).chain([incoming.text.as_str()]) {
        let pieces: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|piece| !piece.is_empty())
            .map(references::bare)
            .collect();
        for at in 0..pieces.len() {
            let mut joined = String::new();
            for piece in pieces.iter().skip(at).take(PIECES) {
                joined.push_str(piece);
                if joined.len() > 30 {
                    break;
                }
                if joined.len() >= 4 && joined.bytes().any(|c| c.is_ascii_digit()) {
                    found.insert(references::creditor_reference(&joined));
                    found.extend(references::belgian_of_number(&joined));
                }
            }
        }
    }
    if let Some(reference) = &incoming.reference {
        found.insert(references::bare(reference));
    }
    found.remove("");
    found
}

#[cfg(test)]
mod tests {
    use domain::settings::ReferenceForm;

    use super::*;

    fn incoming(reference: Option<&str>, text: &str) -> Incoming {
        Incoming {
            booked: Date::from_days(20_000),
            amount: 100,
            currency: Currency::EUR,
            reference: reference.map(str::to_owned),
            text: text.to_owned(),
            payers: Vec::new(),
        }
    }

    #[test]
    fn a_belgian_message_is_looked_up_as_documents_carry_it() {
        let own = references::of_document(ReferenceForm::Belgian, "2026-00017", (2026, 17));
        let bare = references::bare(&own);
        for text in [own.as_str(), "invoice 2026-00017", "Factuur 2026/00017.", "F202617"] {
            assert!(references_of(&incoming(None, text)).contains(&bare), "{text}");
        }
        assert!(references_of(&incoming(Some(&own), "")).contains(&bare));
        assert!(references_of(&incoming(Some(&bare), "")).contains(&bare));
        assert_eq!(references::as_issued(&bare), own);
    }

    #[test]
    fn a_number_is_looked_up_by_the_reference_that_it_makes() {
        let own = references::creditor_reference("2026-00017");
        for text in ["invoice 2026-00017", "Factuur 2026/00017.", "202600017", "pays 2026 00017", "2026.000.17"] {
            assert!(references_of(&incoming(None, text)).contains(&own), "{text}");
            assert!(references_of(&incoming(Some(text), "")).contains(&own), "{text}");
        }
        assert!(references_of(&incoming(Some(&own), "thanks")).contains(&own));
        assert!(references_of(&incoming(None, "thanks a lot")).is_empty());
    }
}
