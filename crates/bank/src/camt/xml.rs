//! XML as far as a statement needs it: elements and their texts, in bounds.
//!
//! A document type is refused, and with it every entity but the five that XML knows; what nobody reads is passed over.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{BankError, Reason};

/// How deep elements may stand in each other.
const DEEPEST: usize = 64;

/// The most elements of one entry. A batch of a hundred thousand payments has a tenth of it for each.
const MOST_ELEMENTS: usize = 2_000_000;

/// The name of what is not read.
const UNKNOWN: &str = "";

const KNOWN: &[&str] = &[
    "Acct",
    "AcctSvcrRef",
    "AddtlNtryInf",
    "AddtlTxInf",
    "Amt",
    "AmtDtls",
    "Bal",
    "BkToCstmrStmt",
    "BookgDt",
    "Ccy",
    "Cd",
    "CdOrPrtry",
    "CdtDbtInd",
    "Cdtr",
    "CdtrAcct",
    "CdtrRefInf",
    "Dbtr",
    "DbtrAcct",
    "Document",
    "Dt",
    "DtTm",
    "EndToEndId",
    "IBAN",
    "Id",
    "Nm",
    "Ntry",
    "NtryDtls",
    "NtryRef",
    "Othr",
    "Pty",
    "Ref",
    "Refs",
    "RltdPties",
    "RmtInf",
    "RtrInf",
    "RvslInd",
    "Stmt",
    "Strd",
    "Sts",
    "Tp",
    "TxAmt",
    "TxDtls",
    "Ustrd",
    "ValDt",
];

/// What comes next in a document.
pub(super) enum Piece<'a> {
    Open(Tag<'a>),
    Close,
    Text(String),
    End,
}

/// The beginning of an element.
pub(super) struct Tag<'a> {
    /// Without prefix; empty when it is not one of those that are read.
    pub(super) name: &'static str,
    pub(super) line: usize,
    start: BytesStart<'a>,
}

/// A document that is read from its beginning to its end.
pub(super) struct Source<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    has_root: bool,
    /// The line at which the next piece begins, and how many bytes are before it.
    line: usize,
    counted: usize,
}

/// An element with all that is in it and is read.
pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) line: usize,
    /// The attribute `Ccy`.
    pub(super) currency: Option<String>,
    text: String,
    children: Vec<Node>,
}

impl Tag<'_> {
    /// With its prefix.
    pub(super) fn full_name(&self) -> String {
        String::from_utf8_lossy(self.start.name().as_ref()).into_owned()
    }

    /// An attribute as it stands there; none that is read has a reference in it.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, BankError> {
        let mut attributes = self.start.attributes();
        // Looking for doubles takes the square of the time.
        attributes.with_checks(false);
        for attribute in attributes {
            let Ok(attribute) = attribute else { return Err(BankError::new(self.line, Reason::Malformed, self.name)) };
            if attribute.key.as_ref() == name.as_bytes() {
                return Ok(Some(String::from_utf8_lossy(&attribute.value).trim().to_owned()));
            }
        }
        Ok(None)
    }
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { text, reader, depth: 0, has_root: false, line: 1, counted: 0 }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Where the last piece began.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The next piece. Comments and processing instructions are none.
    pub(super) fn piece(&mut self) -> Result<Piece<'a>, BankError> {
        loop {
            self.count_lines();
            let Ok(event) = self.reader.read_event() else { return Err(self.broken("")) };
            match event {
                Event::Start(start) => return self.open(start),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Piece::Close);
                }
                Event::Text(text) => {
                    let Ok(text) = text.decode() else { return Err(self.broken("")) };
                    return self.written(text.into_owned());
                }
                Event::CData(text) => {
                    let Ok(text) = text.decode() else { return Err(self.broken("")) };
                    return self.written(text.into_owned());
                }
                Event::GeneralRef(reference) => {
                    let Ok(name) = reference.decode() else { return Err(self.broken("")) };
                    let Some(c) = referred(&name) else { return Err(self.broken(&format!("&{name};"))) };
                    return self.written(c.to_string());
                }
                Event::DocType(_) => return Err(BankError::new(self.line, Reason::Malformed, "<!DOCTYPE")),
                Event::Eof if self.depth > 0 => return Err(self.cut()),
                Event::Eof => return Ok(Piece::End),
                // Empty elements come as a beginning and an end.
                _ => {}
            }
        }
    }

    /// The element that has just begun, to its end.
    pub(super) fn node(&mut self, tag: &Tag<'a>) -> Result<Node, BankError> {
        let mut open = vec![Node::new(tag)?];
        let mut count = 0_usize;
        loop {
            match self.piece()? {
                Piece::Open(tag) => {
                    count += 1;
                    if count > MOST_ELEMENTS {
                        return Err(BankError::new(tag.line, Reason::TooLarge, "elements of one entry"));
                    }
                    open.push(Node::new(&tag)?);
                }
                Piece::Text(text) => {
                    if let Some(node) = open.last_mut() {
                        node.append(&text);
                    }
                }
                Piece::Close => {
                    let Some(done) = open.pop() else { return Err(self.broken("")) };
                    match open.last_mut() {
                        None => return Ok(done),
                        Some(parent) if done.name != UNKNOWN => parent.children.push(done),
                        Some(_) => {}
                    }
                }
                Piece::End => return Err(self.cut()),
            }
        }
    }

    /// Passes over the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), BankError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.piece()?;
        }
        Ok(())
    }

    /// The error of a document that ends too early, at its last line.
    pub(super) fn cut(&self) -> BankError {
        BankError::new(1 + self.text.trim_end().matches('\n').count(), Reason::CutOff, "")
    }

    fn open(&mut self, start: BytesStart<'a>) -> Result<Piece<'a>, BankError> {
        if self.depth == 0 && self.has_root {
            return Err(self.broken("a second document"));
        }
        self.has_root = true;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(BankError::new(self.line, Reason::TooLarge, "depth"));
        }
        let name = known(start.local_name().as_ref());
        Ok(Piece::Open(Tag { name, line: self.line, start }))
    }

    fn written(&self, text: String) -> Result<Piece<'a>, BankError> {
        if self.depth == 0 && !text.trim().is_empty() {
            return Err(self.broken("text outside of the document"));
        }
        Ok(Piece::Text(text))
    }

    /// What is wrong is the end, when the last element has none.
    fn broken(&self, found: &str) -> BankError {
        let is_whole = self.text.trim_end().ends_with("Document>");
        BankError::new(self.line, if is_whole { Reason::Malformed } else { Reason::CutOff }, found)
    }

    fn count_lines(&mut self) {
        let here = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.as_bytes().get(self.counted..here).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(here);
    }
}

impl Node {
    fn new(tag: &Tag<'_>) -> Result<Self, BankError> {
        let currency = if tag.name == "Amt" { tag.attribute("Ccy")? } else { None };
        Ok(Self { name: tag.name, line: tag.line, currency, text: String::new(), children: Vec::new() })
    }

    /// What is written in it, without white space at its ends.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The children of one name.
    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element on a way down.
    pub(super) fn at(&self, way: &[&str]) -> Option<&Self> {
        way.iter().try_fold(self, |node, name| node.children.iter().find(|child| child.name == *name))
    }

    /// What is written in that element, when something is.
    pub(super) fn text_at(&self, way: &[&str]) -> Option<&str> {
        self.at(way).map(Self::text).filter(|text| !text.is_empty())
    }

    /// The white space before the first child is no text.
    fn append(&mut self, text: &str) {
        if !self.text.is_empty() || !text.trim().is_empty() {
            self.text.push_str(text);
        }
    }
}

fn known(name: &[u8]) -> &'static str {
    KNOWN.iter().find(|known| known.as_bytes() == name).copied().unwrap_or(UNKNOWN)
}

/// The character of `&name;` (XML 1.0, sections 4.1 and 4.6).
fn referred(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "apos" => return Some('\''),
        "quot" => return Some('"'),
        _ => name.strip_prefix('#')?,
    };
    let code = match code.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => code.parse().ok()?,
    };
    char::from_u32(code).filter(|c| *c >= ' ' || matches!(c, '\t' | '\n' | '\r'))
}
