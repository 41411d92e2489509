//! The database schema, one reversible step each.
//!
//! The steps are SQL in `steps/`, written once for both databases with a few words of our own (`words`).
//! A step that has been released is never changed; the next one changes what it made.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// All steps, in order.
#[derive(Debug)]
pub struct Migrator;

struct Step {
    name: &'static str,
    sqlite: (&'static str, &'static str),
    postgres: (&'static str, &'static str),
}

macro_rules! step {
    ($name:literal) => {
        Step {
            name: $name,
            sqlite: (
                include_str!(concat!("steps/", $name, ".up.sql")),
                include_str!(concat!("steps/", $name, ".down.sql")),
            ),
            postgres: (
                include_str!(concat!("steps/", $name, ".up.sql")),
                include_str!(concat!("steps/", $name, ".down.sql")),
            ),
        }
    };
    ($name:literal by database) => {
        Step {
            name: $name,
            sqlite: (
                include_str!(concat!("steps/", $name, ".sqlite.up.sql")),
                include_str!(concat!("steps/", $name, ".sqlite.down.sql")),
            ),
            postgres: (
                include_str!(concat!("steps/", $name, ".postgres.up.sql")),
                include_str!(concat!("steps/", $name, ".postgres.down.sql")),
            ),
        }
    };
}

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(step!("0001_accounts")),
            Box::new(step!("0002_catalogue")),
            Box::new(step!("0003_search" by database)),
            Box::new(step!("0004_orders")),
            Box::new(step!("0005_log")),
            Box::new(step!("0006_numbers" by database)),
            Box::new(step!("0007_order_search" by database)),
            Box::new(step!("0008_change_inputs")),
            Box::new(step!("0009_upkeep")),
            Box::new(step!("0010_article_rows" by database)),
            Box::new(step!("0011_review_news")),
            Box::new(step!("0012_cases")),
            Box::new(step!("0013_case_search" by database)),
            Box::new(step!("0014_order_words" by database)),
            Box::new(step!("0015_post")),
            Box::new(step!("0016_case_contacts")),
            Box::new(step!("0017_desk_inbox")),
            Box::new(step!("0018_case_queues")),
            Box::new(step!("0019_knowledge" by database)),
            Box::new(step!("0020_causes")),
            Box::new(step!("0021_case_words" by database)),
            Box::new(step!("0022_due_and_sold")),
            Box::new(step!("0023_article_numbers" by database)),
            Box::new(step!("0024_measures")),
            Box::new(step!("0026_post_promise")),
            Box::new(step!("0027_mail_receipts")),
            Box::new(step!("0028_lapses")),
            Box::new(step!("0029_answers")),
            Box::new(step!("0030_words_of_cases")),
            Box::new(step!("0031_whole_mails")),
            Box::new(step!("0032_threads")),
            Box::new(step!("0033_case_search" by database)),
            Box::new(step!("0034_post_answers")),
            Box::new(step!("0035_account_words" by database)),
            Box::new(step!("0040_ledger")),
            Box::new(step!("0041_ledger_guards" by database)),
            Box::new(step!("0042_money_requests")),
            Box::new(step!("0043_dispute_ends")),
            Box::new(step!("0044_reminders")),
            Box::new(step!("0045_terms_requests" by database)),
            Box::new(step!("0046_account_page")),
            Box::new(step!("0047_erasure_requests")),
            Box::new(step!("0048_spending")),
            Box::new(step!("0049_online_payments")),
            Box::new(step!("0050_money_guards" by database)),
            Box::new(step!("0051_replaced_rows" by database)),
            Box::new(step!("0052_announced_amounts")),
            Box::new(step!("0053_held_and_said")),
            Box::new(step!("0054_allocation_requests" by database)),
            Box::new(step!("0055_heard")),
            Box::new(step!("0057_terms_changes")),
        ]
    }
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    /// On SQLite, too: a step that was cut short is begun anew.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.sqlite.0, self.postgres.0).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.sqlite.1, self.postgres.1).await
    }
}

async fn run(manager: &SchemaManager<'_>, sqlite: &str, postgres: &str) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => words(backend, sqlite),
        _ => words(backend, postgres),
    };
    for statement in sql.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Our words for column types, in the words of the database.
fn words(backend: DbBackend, sql: &str) -> String {
    let sql: String =
        sql.lines().filter(|line| !line.trim_start().starts_with("--")).map(|line| format!("{line}\n")).collect();
    let types: &[(&str, &str)] = match backend {
        DbBackend::Sqlite => &[
            (" UUID", " BLOB"),
            (" JSON", " TEXT"),
            (" INSTANT", " INTEGER"),
            (" DAY", " INTEGER"),
            (" BIGINT", " INTEGER"),
            (" BYTES", " BLOB"),
            (" BOOLEAN", " INTEGER"),
            // SQLite checks the type of a value only when asked to.
            ("\n);", "\n) STRICT;"),
        ],
        _ => &[(" JSON", " JSONB"), (" INSTANT", " BIGINT"), (" DAY", " INTEGER"), (" BYTES", " BYTEA")],
    };
    types.iter().fold(sql, |sql, (ours, theirs)| sql.replace(ours, theirs))
}
