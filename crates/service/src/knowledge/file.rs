//! Taking in articles from a file: Markdown in which each text has a line before it that says what it is.
//!
//! ```text
//! <!-- help: delivery-days delivery en -->
//! # How long delivery takes
//!
//! What is in stock …
//! ```

use std::collections::HashSet;

use domain::{
    input,
    knowledge::{LONGEST_BODY, LONGEST_TITLE, Topic},
    language::Language,
    time::Instant,
};
use store::{Job, Tx, catalogue::Imported, knowledge::NewText, text};

use super::markdown;
use crate::{
    Context, Error,
    import::{RefusedLine, Report},
};

const JOB: Job = Job::of("import of knowledge");
/// So long an address may be.
const LONGEST_SLUG: usize = 60;

/// Takes in a file; the report counts texts. They are published. What is there in other languages stays.
///
/// # Errors
/// When the database fails; what is wrong with the file is in the report.
pub async fn take_in(context: &Context, file: &str) -> Result<Report, Error> {
    let tx = context.store().begin().await?;
    let report = write(&tx, file, context.now()).await?;
    tx.commit().await?;
    Ok(report)
}

/// The same in a transaction that holds more.
pub(crate) async fn write(tx: &Tx, file: &str, now: Instant) -> Result<Report, Error> {
    let (texts, refused) = read(file);
    if !refused.is_empty() {
        return Ok(Report { refused, ..Report::default() });
    }
    let mut report = Report::default();
    for text in texts {
        let plain = markdown::plain(&text.body);
        let new = NewText {
            slug: &text.slug,
            topic: text.topic,
            language: text.language,
            title: &text.title,
            summary: &markdown::summary(&plain),
            body: &text.body,
            plain: &plain,
            published: true,
        };
        match store::knowledge::take_in(tx, JOB, new, now).await? {
            Imported::Created => report.created += 1,
            Imported::Changed => report.changed += 1,
            Imported::Same => report.same += 1,
        }
    }
    Ok(report)
}

/// A text of a file.
#[derive(Debug, PartialEq, Eq)]
struct Text {
    slug: String,
    topic: Topic,
    language: Language,
    title: String,
    body: String,
}

/// Reads all texts; and what is wrong, with the lines.
fn read(file: &str) -> (Vec<Text>, Vec<RefusedLine>) {
    let mut texts = Vec::new();
    let mut refused = Vec::new();
    let mut seen = HashSet::new();
    let file = file.replace("\r\n", "\n");
    let lines: Vec<&str> = file.lines().collect();
    let begins: Vec<usize> = (0..lines.len()).filter(|place| lines[*place].starts_with("<!-- help:")).collect();
    if begins.is_empty() {
        let reason = "there is no line “<!-- help: address topic language -->”".to_owned();
        refused.push(RefusedLine { line: 1, number: String::new(), reason });
    }
    for (place, begin) in begins.iter().enumerate() {
        let end = begins.get(place + 1).copied().unwrap_or(lines.len());
        let line = u64::try_from(begin + 1).unwrap_or(u64::MAX);
        match one(lines[*begin], &lines[begin + 1..end]) {
            Ok(text) if !seen.insert((text.slug.clone(), text.language)) => {
                refused.push(RefusedLine {
                    line,
                    number: text.slug,
                    reason: "is there twice in this language".to_owned(),
                });
            }
            Ok(text) => texts.push(text),
            Err((number, reason)) => refused.push(RefusedLine { line, number, reason }),
        }
    }
    (texts, refused)
}

fn one(head: &str, lines: &[&str]) -> Result<Text, (String, String)> {
    let said = head.trim_start_matches("<!-- help:").trim_end().trim_end_matches("-->");
    let mut parts = said.split_whitespace();
    let address = parts.next().unwrap_or_default().to_owned();
    let wrong = |reason: String| (address.clone(), reason);
    if address.is_empty() || slug(&address) != address {
        return Err(wrong(format!("“{address}” is no address such as “delivery-days”")));
    }
    let topic = parts.next().unwrap_or_default();
    let topic = Topic::parse(topic).ok_or_else(|| {
        let known: Vec<&str> = Topic::ALL.into_iter().map(Topic::code).collect();
        wrong(format!("“{topic}” is none of the topics {}", known.join(", ")))
    })?;
    let language = parts.next().unwrap_or_default();
    let language = Language::ALL
        .into_iter()
        .find(|known| known.code() == language)
        .ok_or_else(|| wrong(format!("“{language}” is none of the languages")))?;
    let text = lines.join("\n");
    let (title, body) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
    let title =
        title.strip_prefix("# ").ok_or_else(|| wrong("the text does not begin with “# ” and its title".to_owned()))?;
    let fits = |refusal: domain::refusal::Refusal| wrong(format!("the text does not fit: {:?}", refusal.code));
    let title = input::required("title", title, LONGEST_TITLE).map_err(fits)?;
    let body = input::paragraph("body", body, LONGEST_BODY).map_err(fits)?;
    let body = body.ok_or_else(|| wrong("there is nothing below the title".to_owned()))?;
    Ok(Text { slug: address.clone(), topic, language, title, body })
}

/// The address that a title gives: its words, folded, joined by hyphens.
pub(super) fn slug(title: &str) -> String {
    let words = text::all_words(title, 12);
    let ascii = words.iter().map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let mut slug = String::new();
    for word in ascii.filter(|word| !word.is_empty()) {
        if !slug.is_empty() && slug.len() + word.len() >= LONGEST_SLUG {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    // It is the page of a new one.
    if slug.is_empty() || slug == "new" { "article".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_text_by_text() {
        let (texts, refused) = read(
            "<!-- help: days delivery en -->\n# Days\n\nTwo.\n\n<!-- help: days delivery hu -->\r\n# Napok\r\nKettő.\n",
        );
        assert_eq!(refused, []);
        assert_eq!(texts.len(), 2);
        assert_eq!((texts[1].title.as_str(), texts[1].body.as_str()), ("Napok", "Kettő."));
        assert_eq!((texts[0].topic, texts[0].language), (Topic::Delivery, Language::En));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let (_, refused) = read(
            "<!-- help: Days delivery en -->\n# T\nx\n<!-- help: a lost en -->\n# T\nx\n<!-- help: a delivery xx -->\n# T\nx\n\
             <!-- help: a delivery en -->\nT\n<!-- help: b delivery en -->\n# T\n<!-- help: c delivery en -->\n# T\nx\n\
             <!-- help: c delivery en -->\n# T\nx",
        );
        let lines: Vec<u64> = refused.iter().map(|refused| refused.line).collect();
        assert_eq!(lines, [1, 4, 7, 10, 12, 17], "{refused:?}");
        assert_eq!(read("# T\nx").1.len(), 1);
    }

    #[test]
    fn addresses_are_plain() {
        assert_eq!(slug("Szállítási napok – mikor?"), "szallitasi-napok-mikor");
        assert_eq!(slug("Straße & Größe"), "strasse-grosse");
        assert_eq!(slug("???"), "article");
        assert_eq!(slug("New"), "article");
        assert!(slug(&"word ".repeat(50)).len() <= LONGEST_SLUG);
    }
}
