//! Cases by their words: subject, numbers, names, and everything that was written in them.

use domain::ids::AccountId;
use sea_orm::{FromQueryResult, Value};

use crate::{Backend, Db, Error, sql, text};

/// As many places as the rows of one case's words have on SQLite, as a power of two (migration 0033).
pub(super) const PLACES: u32 = 20;
/// So many rows are gathered before cases are looked at. Where more have the words, so many cases do that looking at each,
/// in the list's order, soon fills a page.
const FEW: i64 = 50_000;
/// So many rows are looked through at a time where they come in the list's order.
const WINDOW: i64 = 5_000;
/// SQLite has lists of beginnings of so many letters, the longest first. A word of another length is looked for by the
/// next shorter one, which may find a little more.
const BEGINNINGS: [usize; 6] = [8, 6, 5, 4, 3, 2];

/// Words that cases are looked for by, in the database's syntax.
#[derive(Debug)]
pub(super) struct Words {
    backend: Backend,
    query: String,
}

impl Words {
    /// What is looked for, in one account or in all; none when nothing is left that could be found.
    pub fn of(backend: Backend, search: &str, account: Option<AccountId>) -> Option<Self> {
        let words = text::words(search);
        if words.is_empty() {
            return None;
        }
        let own = account.map(|account| format!("zzaccount{}", account.0.simple()));
        let query = match backend {
            Backend::Sqlite => words.iter().map(|word| beginning(word)).chain(own).collect::<Vec<_>>().join(" AND "),
            Backend::Postgres => {
                words.iter().map(|word| format!("{word}:*")).chain(own).collect::<Vec<_>>().join(" & ")
            }
        };
        Some(Self { backend, query })
    }

    /// The condition on a case `c`, which is looked at by itself, with its value.
    pub fn of_each(&self) -> (String, Value) {
        let has = match self.backend {
            Backend::Sqlite => format!(
                "case_text MATCH ? AND t.rowid >= c.number << {PLACES} AND t.rowid < (c.number + 1) << {PLACES}"
            ),
            // The function of the operator @@, for which no index is asked: the one of all cases' words is the dearer way.
            Backend::Postgres => {
                "ts_match_vq(t.words, to_tsquery('simple', ?)) AND t.case_number = c.number".to_owned()
            }
        };
        // Not EXISTS, of which a planner makes a join that gathers all of them first.
        (format!("(SELECT 1 FROM case_text t WHERE {has} LIMIT 1) IS NOT NULL"), self.query.as_str().into())
    }

    /// The condition on a case `c` that gathers all cases with the words first, with its value.
    pub fn of_all(&self) -> (String, Value) {
        let numbers = match self.backend {
            Backend::Sqlite => format!("SELECT t.rowid >> {PLACES} FROM case_text t WHERE case_text MATCH ?"),
            // Materialized, or the planner may read the words of all cases in the list's order.
            Backend::Postgres => {
                "WITH f AS MATERIALIZED (SELECT t.case_number FROM case_text t WHERE t.words @@ to_tsquery('simple', ?))
                     SELECT f.case_number FROM f"
                    .to_owned()
            }
        };
        (format!("c.number IN ({numbers})"), self.query.as_str().into())
    }

    /// Whether so many have the words that each case is better looked at by itself. Only SQLite tells without gathering them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn are_common(&self, db: &impl Db) -> Result<bool, Error> {
        let found: Option<i64> = sql::one_value(
            db,
            &format!("SELECT COUNT(*) FROM (SELECT 1 FROM case_text t WHERE case_text MATCH ? LIMIT {})", FEW + 1),
            [self.query.as_str().into()],
        )
        .await?;
        Ok(found.is_some_and(|found| found > FEW))
    }

    /// The numbers of cases that have the words, the newest first, from before a number on, and whether there may be more.
    /// Only SQLite gives them in this order without gathering all of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest(&self, db: &impl Db, before: Option<i64>) -> Result<(Vec<i64>, bool), Error> {
        #[derive(FromQueryResult)]
        struct Row {
            number: i64,
            found: i64,
        }
        let before = before.map_or(i64::MAX, |before| before << PLACES);
        let rows: Vec<Row> = sql::all(
            db,
            &format!(
                "SELECT number, COUNT(*) AS found FROM (SELECT t.rowid >> {PLACES} AS number FROM case_text t
                     WHERE case_text MATCH ? AND t.rowid < ? ORDER BY t.rowid DESC LIMIT {WINDOW})
                 GROUP BY number ORDER BY number DESC"
            ),
            [self.query.as_str().into(), before.into()],
        )
        .await?;
        let found: i64 = rows.iter().map(|row| row.found).sum();
        Ok((rows.into_iter().map(|row| row.number).collect(), found >= WINDOW))
    }
}

/// `"gutter"*`, or the word as a whole where it is too short to have a list of what begins with it.
fn beginning(word: &str) -> String {
    let letters = word.chars().count();
    match BEGINNINGS.into_iter().find(|length| *length <= letters) {
        Some(length) => format!("\"{}\"*", word.chars().take(length).collect::<String>()),
        None => format!("\"{word}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_looked_for_by_a_beginning_that_the_index_has() {
        let looked_for =
            [("a", "\"a\""), ("dak", "\"dak\"*"), ("gutters", "\"gutter\"*"), ("tetőcserép", "\"tetőcser\"*")];
        for (word, query) in looked_for {
            assert_eq!(beginning(word), query);
        }
    }
}
