//! What a customer is found by: the words of account, orders and cases, written anew without those that were erased. They
//! are folded as the triggers fold them (migrations 0007, 0014, 0021, 0033 and 0035).

use domain::ids::AccountId;
use sea_orm::Value;

use crate::{Backend, Db, Error, Tx, sql};

/// In SQLite an index of words that keeps no words of its own forgets a row only by the words that it was made of. So the
/// rows of the account's orders go before its name does.
const ORDER_WORDS: &str =
    "'zzaccount' || lower(hex(o.account_id)) || ' ' || o.search_text || ' ' || a.name || ' ' || a.number
     FROM orders o JOIN account a ON a.id = o.account_id WHERE o.account_id = ?";

/// Gives an account another name, by which its orders are found from then on.
pub(super) async fn rename(tx: &Tx, account: AccountId, name: &str) -> Result<(), Error> {
    let own = || -> [Value; 1] { [account.0.into()] };
    if tx.backend() == Backend::Sqlite {
        let forget =
            format!("INSERT INTO order_text (order_text, rowid, words) SELECT 'delete', o.number, {ORDER_WORDS}");
        sql::run(tx, &forget, own()).await?;
    }
    sql::run(tx, "UPDATE account SET name = ? WHERE id = ?", [name.into(), account.0.into()]).await?;
    match tx.backend() {
        Backend::Sqlite => {
            let write = format!("INSERT INTO order_text (rowid, words) SELECT o.number, {ORDER_WORDS}");
            sql::run(tx, &write, own()).await?;
        }
        // The trigger makes the words.
        Backend::Postgres => {
            sql::run(tx, "UPDATE orders SET search_text = search_text WHERE account_id = ?", own()).await?;
        }
    }
    Ok(())
}

/// The account is found by its number and its name as they are now, and by nobody's address.
pub(super) async fn account(tx: &Tx, account: AccountId) -> Result<(), Error> {
    let own = || -> [Value; 1] { [account.0.into()] };
    sql::run(tx, "DELETE FROM account_text WHERE account_id = ?", own()).await?;
    let words = match tx.backend() {
        Backend::Sqlite => {
            "replace(replace(replace(replace(a.number || ' ' || a.name, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o')"
        }
        Backend::Postgres => "case_words(a.number || ' ' || a.name)",
    };
    let write =
        format!("INSERT INTO account_text (words, account_id) SELECT {words}, a.id FROM account a WHERE a.id = ?");
    sql::run(tx, &write, own()).await?;
    Ok(())
}

/// No account is found by this address any more.
pub(super) async fn address(tx: &Tx, email: &str) -> Result<(), Error> {
    let forget = match tx.backend() {
        Backend::Sqlite => "DELETE FROM account_text WHERE words = ?",
        Backend::Postgres => "DELETE FROM account_text WHERE words = case_words(?)",
    };
    sql::run(tx, forget, [email.into()]).await?;
    Ok(())
}

/// The account's cases are found by their numbers, by its own, and by nothing that was written in them.
pub(super) async fn cases(tx: &Tx, account: AccountId) -> Result<(), Error> {
    let own = || -> [Value; 1] { [account.0.into()] };
    match tx.backend() {
        // A row of words has the number of its case in its own (`store::cases::search`).
        Backend::Sqlite => {
            sql::run(
                tx,
                "DELETE FROM case_text WHERE rowid IN (SELECT t.rowid FROM cases c CROSS JOIN case_text t
                     ON t.rowid >= c.number << 20 AND t.rowid < (c.number + 1) << 20 WHERE c.account_id = ?)",
                own(),
            )
            .await?;
            sql::run(
                tx,
                "INSERT INTO case_text (rowid, words) SELECT c.number << 20, 'zzaccount' || lower(hex(c.account_id)) || ' ' || c.number || ' '
                     || replace(replace(replace(replace(c.subject || ' ' || a.name || ' ' || a.number, 'ß', 'ss'), 'ẞ', 'ss'), 'ø', 'o'), 'Ø', 'o')
                 FROM cases c JOIN account a ON a.id = c.account_id WHERE c.account_id = ? ORDER BY c.number",
                own(),
            )
            .await?;
        }
        Backend::Postgres => {
            sql::run(
                tx,
                "DELETE FROM case_text WHERE case_number IN (SELECT number FROM cases WHERE account_id = ?)",
                own(),
            )
            .await?;
            sql::run(
                tx,
                "INSERT INTO case_text (account_id, case_number, words) SELECT c.account_id, c.number,
                     case_words('zzaccount' || replace(c.account_id::text, '-', '') || ' ' || c.number || ' ' || c.subject || ' ' || a.name || ' ' || a.number)
                 FROM cases c JOIN account a ON a.id = c.account_id WHERE c.account_id = ?",
                own(),
            )
            .await?;
        }
    }
    Ok(())
}
