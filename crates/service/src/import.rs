//! Taking in a vendor's catalogue from CSV files: everything is checked first, and nothing is written when anything is wrong.
//!
//! The reasons are for the operator who runs the command, so they are in plain English and name the line of the file.

mod articles;
mod categories;
mod invoices;
mod table;

use std::{collections::HashSet, fmt};

use domain::{settings::Settings, time::Date};
use serde::Serialize;
use store::{
    Db, Job, Tx,
    catalogue::{Imported, NewArticle, NewCategory, Shelf},
};

use crate::{Context, Error};

pub use invoices::invoices;

/// What an import did, or why it did nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub created: u64,
    pub changed: u64,
    /// Already there exactly so.
    pub same: u64,
    /// When there is any, nothing was written.
    pub refused: Vec<RefusedLine>,
}

/// A line that cannot be taken in, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedLine {
    /// The line of the file on which the record begins; the header is line 1.
    pub line: u64,
    /// The article's number, or the category's short name; empty when it is missing.
    pub number: String,
    pub reason: String,
}

impl fmt::Display for RefusedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.number.is_empty() {
            write!(f, "line {}: {}", self.line, self.reason)
        } else {
            write!(f, "line {}, {}: {}", self.line, self.number, self.reason)
        }
    }
}

impl Report {
    fn refusing(refused: Vec<RefusedLine>) -> Self {
        Self { refused, ..Self::default() }
    }

    fn counting(outcomes: Vec<Imported>) -> Self {
        let mut report = Self::default();
        for outcome in outcomes {
            match outcome {
                Imported::Created => report.created += 1,
                Imported::Changed => report.changed += 1,
                Imported::Same => report.same += 1,
            }
        }
        report
    }
}

/// Takes in a catalogue, with its categories when they come along. The report counts the articles.
///
/// # Errors
/// When the database fails; what is wrong with the file is in the report.
pub async fn catalogue(context: &Context, categories: Option<&str>, csv: &str) -> Result<Report, Error> {
    take(context, categories, csv, Shelf::Told).await
}

/// The same of a file whose stock was counted just now: the shelf holds what it says, also where it says what it said
/// before.
///
/// # Errors
/// When the database fails; what is wrong with the file is in the report.
pub async fn counted(context: &Context, csv: &str) -> Result<Report, Error> {
    take(context, None, csv, Shelf::Counted).await
}

async fn take(context: &Context, categories: Option<&str>, csv: &str, shelf: Shelf) -> Result<Report, Error> {
    // All reading and judging before the transaction: nobody waits for a long file. What it names is still there then,
    // because categories and articles are never taken away.
    let judged = judge(context.store(), &context.settings(), context.vendor_today(), categories, csv).await?;
    let catalogue = match judged {
        Ok(catalogue) => catalogue,
        Err(refused) => return Ok(Report::refusing(refused)),
    };
    let tx = context.store().begin().await?;
    let report = write(&tx, &catalogue, shelf).await?;
    tx.commit().await?;
    Ok(report)
}

/// The same in a transaction that holds more than the catalogue; where a line is refused it has written nothing.
pub(crate) async fn take_catalogue(
    tx: &Tx,
    settings: &Settings,
    today: Date,
    categories: Option<&str>,
    csv: &str,
) -> Result<Report, Error> {
    match judge(tx, settings, today, categories, csv).await? {
        Ok(catalogue) => write(tx, &catalogue, Shelf::Told).await,
        Err(refused) => Ok(Report::refusing(refused)),
    }
}

/// A catalogue in which nothing is wrong.
struct Catalogue {
    categories: Vec<NewCategory>,
    articles: Vec<NewArticle>,
}

/// Reads the files. The inner error is what is wrong with them.
async fn judge(
    db: &impl Db,
    settings: &Settings,
    today: Date,
    categories: Option<&str>,
    csv: &str,
) -> Result<Result<Catalogue, Vec<RefusedLine>>, Error> {
    let job = Job::of("catalogue import");
    let mut slugs: HashSet<String> = store::catalogue::category_slugs(db, job).await?.into_iter().collect();
    let (categories, mut refused) = categories.map_or_else(Default::default, |text| categories::read(text, &slugs));
    for line in &mut refused {
        line.reason.insert_str(0, "in the categories: ");
    }
    slugs.extend(categories.iter().map(|category| category.slug.clone()));
    let known = store::bulk::article_numbers(db, job).await?;
    let (articles, wrong) = articles::read(csv, &slugs, &known, settings, today);
    refused.extend(wrong);
    Ok(if refused.is_empty() { Ok(Catalogue { categories, articles }) } else { Err(refused) })
}

async fn write(tx: &Tx, catalogue: &Catalogue, shelf: Shelf) -> Result<Report, Error> {
    let job = Job::of("catalogue import");
    store::catalogue::import_categories(tx, job, &catalogue.categories).await?;
    Ok(Report::counting(store::catalogue::import_articles(tx, job, &catalogue.articles, shelf).await?))
}

/// Takes in categories.
///
/// # Errors
/// When the database fails; what is wrong with the file is in the report.
pub async fn categories(context: &Context, csv: &str) -> Result<Report, Error> {
    let job = Job::of("category import");
    let slugs: HashSet<String> = store::catalogue::category_slugs(context.store(), job).await?.into_iter().collect();
    let (categories, refused) = categories::read(csv, &slugs);
    if !refused.is_empty() {
        return Ok(Report::refusing(refused));
    }
    let tx = context.store().begin().await?;
    let report = Report::counting(store::catalogue::import_categories(&tx, job, &categories).await?);
    tx.commit().await?;
    Ok(report)
}

/// Reads `1.85` or `1,85` in minor units. A file is read without guessing: no groups, no sign, not more decimals than
/// the currency has.
pub(crate) fn decimal(text: &str, exponent: u8) -> Result<i64, String> {
    /// Beyond any price; amounts of whole orders still fit.
    const LARGEST: i64 = 10_000_000_000_000;
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits || text.ends_with(['.', ',']) {
        return Err(format!("“{text}” is not an amount such as 1.85"));
    }
    let exponent = usize::from(exponent);
    if fraction.len() > exponent {
        return Err(format!("“{text}” has more than the {exponent} decimals of the currency"));
    }
    format!("{whole}{fraction:0<exponent$}")
        .parse::<i64>()
        .ok()
        .filter(|minor| *minor <= LARGEST)
        .ok_or_else(|| format!("“{text}” is too large"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_without_guessing() {
        assert_eq!(decimal("1.85", 2), Ok(185));
        assert_eq!(decimal("1,8", 2), Ok(180));
        assert_eq!(decimal("720", 2), Ok(72_000));
        assert_eq!(decimal("720", 0), Ok(720));
        assert_eq!(decimal("0", 2), Ok(0));
        for wrong in ["", ".5", "1.", "1.234", "1 000", "-1", "1.2.3", "abc", "99999999999999999999", "99999999999999"]
        {
            assert!(decimal(wrong, 2).is_err(), "{wrong}");
        }
    }
}
