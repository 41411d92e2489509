//! Who opened which of an account's documents, and when.

use serde::{Deserialize, Serialize};

use crate::time::WallTime;

/// What was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An invoice or a credit note as a page; the document is its number.
    Invoice,
    /// The same on paper.
    InvoicePdf,
    /// The same as data.
    InvoiceXml,
    /// A statement as a page; the document is its currency and the days of its period, with spaces between them, and
    /// nothing where many were opened within an hour.
    Statement,
    /// The same on paper.
    StatementPdf,
    /// The same as a table.
    StatementCsv,
    /// The transcript of a case; the document is the case's number.
    Transcript,
    /// A photo or a document of a case; the document is the case's number, a stroke, and the file's name.
    Attachment,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Invoice,
        Self::InvoicePdf,
        Self::InvoiceXml,
        Self::Statement,
        Self::StatementPdf,
        Self::StatementCsv,
        Self::Transcript,
        Self::Attachment,
    ];

    /// As it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::InvoicePdf => "pdf",
            Self::InvoiceXml => "xml",
            Self::Statement => "statement",
            Self::StatementPdf => "statement_pdf",
            Self::StatementCsv => "statement_csv",
            Self::Transcript => "transcript",
            Self::Attachment => "attachment",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// Whether whoever opens it chooses the period, so that there is no end of different ones.
    #[must_use]
    pub const fn is_statement(self) -> bool {
        matches!(self, Self::Statement | Self::StatementPdf | Self::StatementCsv)
    }
}

/// How it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Read on the portal's pages.
    Page,
    /// Taken away as a file.
    File,
}

impl Channel {
    pub const ALL: [Self; 2] = [Self::Page, Self::File];

    /// As it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::File => "file",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == text)
    }
}

/// That somebody opened something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessLine {
    pub at: WallTime,
    /// Who; the vendor's people by first name.
    pub by: String,
    pub by_vendor: bool,
    pub kind: Kind,
    pub document: String,
    pub channel: Channel,
}

/// The log of what was opened, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessPage {
    pub lines: Vec<AccessLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// After so many days a line is forgotten.
    pub kept_days: i64,
    pub now: WallTime,
}
