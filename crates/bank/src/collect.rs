//! From movements to statements: counted, compared with the balances, and each with its fingerprint.

use std::collections::{HashMap, HashSet};

use domain::money::Currency;

use crate::error::{BankError, Reason};
use crate::{Format, MOST_MOVEMENTS, Movement, Statement};

/// A movement that has no fingerprint yet.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) movement: Movement,
    /// Which part of its entry it is, from 1, where an entry became several movements.
    pub(crate) part: Option<usize>,
}

/// What a statement says besides its movements.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) format: Format,
    pub(crate) version: String,
    pub(crate) account: String,
    /// Whether the file says that account; else it is assumed, and no movement is known by it.
    pub(crate) is_said: bool,
    pub(crate) currency: Currency,
    pub(crate) opening: Option<i64>,
    pub(crate) closing: Option<i64>,
    /// Where the closing balance is, or the statement where there is none.
    pub(crate) line: usize,
}

/// What is known of a file so far.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    movements: usize,
    statements: usize,
    /// How many movements look like this.
    seen: HashMap<String, usize>,
}

impl Collector {
    /// Another movement; an error when there are too many.
    pub(crate) fn count(&mut self, line: usize) -> Result<(), BankError> {
        self.movements += 1;
        if self.movements > MOST_MOVEMENTS {
            return Err(BankError::new(line, Reason::TooLarge, &format!("more than {MOST_MOVEMENTS} movements")));
        }
        Ok(())
    }

    /// The statement, when it repeats nothing and its balances allow it.
    pub(crate) fn close(&mut self, head: Head, drafts: Vec<Draft>) -> Result<Statement, BankError> {
        check_repeats(&head, &drafts)?;
        check_balance(&head, &drafts)?;
        self.statements += 1;
        let said = if head.is_said { head.account.as_str() } else { "" };
        let movements = drafts
            .into_iter()
            .map(|draft| Movement { fingerprint: self.fingerprint(said, &draft), ..draft.movement })
            .collect();
        let Head { format, version, account, is_said: _, currency, opening, closing, line: _ } = head;
        Ok(Statement { format, version, account, currency, movements, opening, closing })
    }

    /// See [`Movement::fingerprint`].
    ///
    /// Those without a name are numbered within the file, since a day may be spread over its statements. A name that
    /// comes again is numbered within one statement only: there it is another movement with the same name, in another
    /// statement it is the same movement again.
    fn fingerprint(&mut self, account: &str, draft: &Draft) -> String {
        let movement = &draft.movement;
        let account = field(account);
        let booked = movement.booked.iso();
        let amount = movement.amount;
        let Some(reference) = &movement.bank_reference else {
            let seen = format!(
                "as|{account}|{booked}|{}|{amount}|{}|{}",
                movement.value.iso(),
                field(&movement.payer_account),
                field(&movement.text)
            );
            let number = self.number(seen.clone());
            return format!("{seen}|{number}");
        };
        let mut name = format!("id|{account}|{}|{amount}|{booked}", field(reference));
        if let Some(part) = draft.part {
            name.push_str(&format!("|part {part}"));
        }
        match self.number(format!("{}|{name}", self.statements)) {
            1 => name,
            number => format!("{name}|{number}"),
        }
    }

    fn number(&mut self, key: String) -> usize {
        let number = self.seen.entry(key).or_default();
        *number += 1;
        *number
    }
}

/// A fingerprint of a movement of which the file does not say the account, as if it said this one.
pub(crate) fn with_account(fingerprint: &str, account: &str) -> Option<String> {
    let (kind, rest) = fingerprint.split_once('|')?;
    let rest = rest.strip_prefix('|')?;
    Some(format!("{kind}|{}|{rest}", field(account)))
}

/// A text that cannot be taken for two fields.
fn field(text: &str) -> String {
    text.replace('|', "/")
}

/// A bank gives a reference once: what has it again and is the same in everything else is no second movement, and the file
/// is not what the bank has booked. Whoever makes a table may number it as they like.
fn check_repeats(head: &Head, drafts: &[Draft]) -> Result<(), BankError> {
    if head.format == Format::Csv {
        return Ok(());
    }
    let mut seen = HashSet::new();
    for Draft { movement, part } in drafts {
        let Some(bank_reference) = &movement.bank_reference else { continue };
        let all = (
            (bank_reference, part, movement.booked),
            (movement.amount, movement.currency, movement.reversal),
            (&movement.payer_name, &movement.payer_account),
            (&movement.end_to_end, &movement.reference, &movement.text),
        );
        if !seen.insert(all) {
            return Err(BankError::new(movement.line, Reason::Repeats, bank_reference));
        }
    }
    Ok(())
}

/// Opening and movements make the closing balance, where both are given and all is in one currency.
fn check_balance(head: &Head, drafts: &[Draft]) -> Result<(), BankError> {
    let (Some(opening), Some(closing)) = (head.opening, head.closing) else { return Ok(()) };
    if drafts.iter().any(|draft| draft.movement.currency != head.currency) {
        return Ok(());
    }
    let sum: i128 = i128::from(opening) + drafts.iter().map(|draft| i128::from(draft.movement.amount)).sum::<i128>();
    if sum == i128::from(closing) {
        return Ok(());
    }
    Err(BankError::new(head.line, Reason::Balance, &format!("{closing} instead of {sum}")))
}
