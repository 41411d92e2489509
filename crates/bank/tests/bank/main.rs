//! Bank files, made by us in the ways of many banks: what is in them, what is refused, and what is the same again.

#![allow(clippy::expect_used, clippy::panic, reason = "what a test cannot do without ends it")]

mod camt;
mod csv;
mod fingerprints;
mod mt940;
mod refused;
mod spoilt;

use std::fs;
use std::path::PathBuf;

use bank::{BankError, CsvRules, Movement, Statement};
use domain::money::Currency;
use domain::time::Date;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).expect("the sample is there")
}

/// Every sample with its name, in the order of the names.
fn samples() -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder()).expect("the samples are there");
    let mut names: Vec<String> =
        files.map(|file| file.expect("it is there").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), bytes(&name))).collect()
}

fn rules() -> CsvRules {
    CsvRules::default().with_currency(Currency::EUR)
}

fn read(bytes: &[u8]) -> Result<Vec<Statement>, BankError> {
    bank::read(bytes, &rules())
}

/// The statements of a sample that is not broken.
fn statements(name: &str) -> Vec<Statement> {
    read(&bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The movements of a sample with one statement.
fn movements(name: &str) -> Vec<Movement> {
    let mut all = statements(name);
    assert_eq!(all.len(), 1, "{name}");
    all.pop().expect("one").movements
}

fn day(text: &str) -> Date {
    Date::parse_iso(text).expect("a day")
}

fn amounts(movements: &[Movement]) -> Vec<i64> {
    movements.iter().map(|movement| movement.amount).collect()
}

fn fingerprints(statements: &[Statement]) -> Vec<String> {
    let movements = statements.iter().flat_map(|statement| &statement.movements);
    movements.map(|movement| movement.fingerprint.clone()).collect()
}
