//! A database for each test: empty, or with the demo vendor in it.

use std::{
    env, fs,
    path::Path,
    process::Command,
    sync::{Arc, atomic::AtomicI64},
};

use service::{Context, clock::Clock};
use store::Store;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::vendor;

/// On which database a test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A database that is gone when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    home: Home,
}

#[derive(Debug)]
enum Home {
    Folder(TempDir),
    Server { admin: String, name: String },
}

/// What each test's database is copied from: the file's bytes, and the name of a database.
static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();

const FILE: &str = "loket.db";

impl TestDatabase {
    /// A database without anything in it, not even the schema.
    pub async fn empty(database: Database) -> Self {
        match database {
            Database::Sqlite => Self::in_folder(),
            Database::Postgres => Self::on_server(None).await,
        }
    }

    /// A database with the demo vendor, made at [`start`](crate::start).
    pub async fn with_demo(database: Database) -> Self {
        match database {
            Database::Sqlite => {
                let template = SQLITE.get_or_init(sqlite_template).await;
                let made = Self::in_folder();
                fs::write(made.folder().expect("SQLite has a folder").join(FILE), template)
                    .expect("the folder takes a file");
                made
            }
            Database::Postgres => {
                let template = POSTGRES.get_or_init(postgres_template).await;
                Self::on_server(Some(template)).await
            }
        }
    }

    fn in_folder() -> Self {
        let folder = TempDir::new().expect("there is a place for temporary files");
        Self { url: format!("sqlite:{}", folder.path().join(FILE).display()), home: Home::Folder(folder) }
    }

    async fn on_server(template: Option<&str>) -> Self {
        let admin = admin();
        let name = new_name("test");
        create(&admin, &name, template).await;
        Self { url: named(&admin, &name), home: Home::Server { admin, name } }
    }

    /// The address by which [`Store::open`] and `LOKET_DATABASE_URL` know it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder of the SQLite file.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.home {
            Home::Folder(folder) => Some(folder.path()),
            Home::Server { .. } => None,
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Home::Server { admin, name } = &self.home {
            // What cannot be dropped goes with the whole server.
            let _ = psql(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

async fn sqlite_template() -> Vec<u8> {
    let made = TestDatabase::in_folder();
    fill(&made.url).await;
    // Closing has folded the log into the file.
    fs::read(made.folder().expect("SQLite has a folder").join(FILE)).expect("the template can be read")
}

async fn postgres_template() -> String {
    let admin = admin();
    let name = new_name("template");
    create(&admin, &name, None).await;
    fill(&named(&admin, &name)).await;
    name
}

/// The schema and the demo vendor.
async fn fill(url: &str) {
    let store = Store::open(url).await.expect("the new database opens");
    store.migrate().await.expect("the schema is made");
    let clock = Clock::Set(Arc::new(AtomicI64::new(vendor::start().millis())));
    let context = Context::new(store.clone(), clock, vendor::config()).await.expect("the services start");
    assert!(service::demo::create(&context).await.expect("the demo vendor is made"), "the new database had a vendor");
    store.close().await.expect("the template closes");
}

fn admin() -> String {
    match env::var("LOKET_TEST_POSTGRES") {
        Ok(url) => url,
        Err(_) => panic!("run the tests with script/test, or: script/postgres run cargo test"),
    }
}

/// Unique across processes that share a server.
fn new_name(purpose: &str) -> String {
    format!("loket_{purpose}_{}", store::new_id().simple())
}

async fn create(admin: &str, name: &str, template: Option<&str>) {
    let template = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    let (admin, command) = (admin.to_owned(), format!("CREATE DATABASE {name}{template}"));
    let created = tokio::task::spawn_blocking(move || psql(&admin, &command)).await.expect("psql was waited for");
    if let Err(reason) = created {
        panic!("PostgreSQL makes no database: {reason}");
    }
}

/// One command, outside of any transaction, as databases are made and dropped.
fn psql(admin: &str, command: &str) -> Result<(), String> {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", admin, "--command", command])
        .output()
        .map_err(|error| format!("psql: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// The address of another database on the same server.
fn named(url: &str, name: &str) -> String {
    let (address, query) =
        url.split_once('?').map_or((url, String::new()), |(address, query)| (address, format!("?{query}")));
    let server = match address.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.split('/').next().unwrap_or("")),
        None => address.to_owned(),
    };
    format!("{server}/{name}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_on_the_same_server() {
        assert_eq!(named("postgres://me:secret@127.0.0.1:5433/postgres", "x"), "postgres://me:secret@127.0.0.1:5433/x");
        assert_eq!(named("postgres:///postgres?host=/run", "x"), "postgres:///x?host=/run");
        assert_eq!(named("postgres://127.0.0.1", "x"), "postgres://127.0.0.1/x");
    }
}
