//! Which column is what.

use domain::money::Currency;

use super::names::{self, Role};
use super::rows::Row;
use crate::currencies;
use crate::error::{BankError, Reason};

/// The columns of a table.
pub(super) struct Columns {
    /// What each column is, in their order.
    roles: Vec<Option<Role>>,
    /// The currency that the name of the amounts has in brackets.
    pub(super) currency: Option<Currency>,
}

impl Columns {
    /// The columns, when the row is the head of a table of movements: it names a day and an amount.
    pub(super) fn of(row: &Row) -> Option<Self> {
        let mut roles: Vec<Option<Role>> = Vec::with_capacity(row.cells.len());
        let mut currency = None;
        for cell in &row.cells {
            let (name, inside) = without_brackets(cell);
            // Several columns may have parts of the text; of all others, the first one counts.
            let role = names::role(name).filter(|role| *role == Role::Text || !roles.contains(&Some(*role)));
            if matches!(role, Some(Role::Amount | Role::Debit | Role::Credit)) {
                currency = currency.or_else(|| currencies::parse(inside));
            }
            roles.push(role);
        }
        let mut columns = Self { roles, currency };
        columns.settle();
        let has_day = columns.has(Role::Booked) || columns.has(Role::Value);
        let has_amount = [Role::Amount, Role::Debit, Role::Credit].into_iter().any(|role| columns.has(role));
        (has_day && has_amount).then_some(columns)
    }

    /// Names that mean two things mean what no other column is.
    fn settle(&mut self) {
        let account = if self.has(Role::PayerAccount) { Role::OwnAccount } else { Role::PayerAccount };
        let valuta = if self.has(Role::Currency) { Role::Value } else { Role::Currency };
        for role in &mut self.roles {
            match role {
                Some(Role::Account) => *role = Some(account),
                Some(Role::Valuta) => *role = Some(valuta),
                _ => {}
            }
        }
    }

    /// How many columns have a name that is known.
    pub(super) fn found(&self) -> usize {
        self.roles.iter().flatten().count()
    }

    pub(super) fn has(&self, role: Role) -> bool {
        self.roles.contains(&Some(role))
    }

    /// What the last column is.
    pub(super) fn last(&self) -> Option<Role> {
        self.roles.last().copied().flatten()
    }

    /// What the row has in the last column, where it ends there.
    pub(super) fn last_cell<'r>(&self, row: &'r Row) -> Option<&'r str> {
        if row.cells.len() == self.roles.len() { row.cells.last().map(String::as_str) } else { None }
    }

    /// The first column of this kind; empty where there is none.
    pub(super) fn cell<'r>(&self, row: &'r Row, role: Role) -> &'r str {
        self.cells(row, role).next().unwrap_or_default()
    }

    pub(super) fn cells<'r>(&self, row: &'r Row, role: Role) -> impl Iterator<Item = &'r str> {
        let cells = self.roles.iter().zip(&row.cells);
        cells.filter(move |(of, _)| **of == Some(role)).map(|(_, cell)| cell.as_str())
    }

    /// A row has a cell for each column, and nothing behind them.
    pub(super) fn check(&self, row: &Row) -> Result<(), BankError> {
        let found = || format!("{} instead of {} cells", row.cells.len(), self.roles.len());
        if row.cells.len() < self.roles.len() {
            return Err(BankError::new(row.line, Reason::CutOff, &found()));
        }
        if row.cells.iter().skip(self.roles.len()).any(|cell| !cell.is_empty()) {
            return Err(BankError::new(row.line, Reason::Columns, &found()));
        }
        Ok(())
    }
}

/// The name of a column, and what is behind it in brackets: `Bedrag (EUR)`.
fn without_brackets(cell: &str) -> (&str, &str) {
    match cell.split_once('(') {
        Some((name, rest)) => (name, rest.split(')').next().unwrap_or(rest).trim()),
        None => (cell, ""),
    }
}
