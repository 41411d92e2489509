//! Files that are kept for years: PDF/A, and what travels within.

use krilla::{
    Document as Pdf, SerializeSettings,
    configure::{Archival, ConfigurationBuilder},
    embed::{AssociationKind, EmbeddedFile, MimeType},
    metadata::{DateTime, Metadata},
};

use super::Print;
use crate::Failed;

/// What the invoice as data is called within its pages (Factur-X 1.0).
pub const FACTUR_X: &str = "factur-x.xml";

/// The file is to be PDF/A-3b (ISO 19005-3): it has all that is needed to show it in decades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// When the document was made. It is asked of whoever has the document, so that the same makes the same bytes.
    pub created: Moment,
    /// The invoice in the syntax CII, which makes the file one by Factur-X, which is ZUGFeRD: it travels within as
    /// [`FACTUR_X`], and the file says so, with the conformance level EN 16931.
    pub factur_x: Option<String>,
}

/// A moment in UTC. What no calendar has is moved to the nearest that is in range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub year: u16,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

/// A file that travels within. It is not compressed, so that it can be found and read without a PDF reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// No two have the same.
    pub name: String,
    /// Such as `text/xml`.
    pub mime: &'static str,
    /// What it is, for a person.
    pub description: String,
    /// Only written to PDF/A: other files have no place for it.
    pub relation: Relation,
    pub content: Vec<u8>,
}

/// What a file is to the pages (ISO 19005-3, 6.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The pages were made of it.
    Source,
    /// The pages show what is in it.
    Data,
    /// It says the same as the pages.
    Alternative,
    /// It adds to them.
    Supplement,
}

/// The file before its first page.
pub(super) fn begun(print: &Print) -> Result<Pdf, Failed> {
    let mut about = Metadata::new().title(print.title.clone()).language(print.language.to_owned());
    if !print.author.is_empty() {
        about = about.authors(vec![print.author.clone()]);
    }
    let mut settings = SerializeSettings::default();
    if let Some(archive) = &print.archive {
        about = about.creation_date(date(archive.created));
        let asked = ConfigurationBuilder::new().with_archival_validator(Archival::A3_B).finish();
        settings.configuration = asked.map_err(|_| Failed("PDF/A is not known"))?;
    }
    let mut file = Pdf::new_with(settings);
    file.set_metadata(about);
    Ok(file)
}

/// Puts what travels within into the file.
pub(super) fn attach(file: &mut Pdf, print: &Print) -> Result<(), Failed> {
    let date = print.archive.as_ref().map(|archive| date(archive.created));
    let invoice = print.archive.as_ref().and_then(|archive| archive.factur_x.as_deref()).map(factur_x);
    for attachment in invoice.iter().chain(&print.files) {
        let embedded = EmbeddedFile {
            path: attachment.name.clone(),
            mime_type: Some(MimeType::new(attachment.mime).ok_or(Failed("a file has no media type"))?),
            description: Some(attachment.description.clone()),
            association_kind: kind(attachment.relation),
            data: attachment.content.clone().into(),
            modification_date: date,
            compress: Some(false),
            location: None,
        };
        file.embed_file(embedded).ok_or(Failed("two files have the same name"))?;
    }
    Ok(())
}

fn factur_x(xml: &str) -> Attachment {
    Attachment {
        name: FACTUR_X.to_owned(),
        mime: "text/xml",
        description: "Factur-X invoice".to_owned(),
        relation: Relation::Alternative,
        content: xml.as_bytes().to_vec(),
    }
}

const fn kind(relation: Relation) -> AssociationKind {
    match relation {
        Relation::Source => AssociationKind::Source,
        Relation::Data => AssociationKind::Data,
        Relation::Alternative => AssociationKind::Alternative,
        Relation::Supplement => AssociationKind::Supplement,
    }
}

fn date(Moment { year, month, day, hour, minute, second }: Moment) -> DateTime {
    let day = DateTime::new(year).month(month).day(day);
    day.hour(hour).minute(minute).second(second).utc_offset_hour(0).utc_offset_minute(0)
}
