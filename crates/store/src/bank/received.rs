//! Money that has come and is taken for an account's, before somebody has put it there.

use super::{Movement, read};
use crate::{Db, Error, ledger::Scope};

/// The movements that are proposed for the account and bring it money, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn proposed(db: &impl Db, scope: &Scope<'_>, limit: u16) -> Result<Vec<Movement>, Error> {
    read::movements(
        db,
        // What is proposed has no posting yet: that finds the few of an account among all that it has paid.
        "WHERE m.account_id = ? AND m.posting_id IS NULL AND m.state = 'proposed' AND m.amount > 0 AND NOT m.returned
         ORDER BY m.booked_on DESC, m.id DESC LIMIT ?",
        vec![scope.account().0.into(), i64::from(limit).into()],
    )
    .await
}
