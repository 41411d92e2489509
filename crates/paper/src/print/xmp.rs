//! What Factur-X wants said in the metadata of a file.
//!
//! krilla 0.8 writes the metadata (XMP, ISO 16684-1) itself and takes no addition. So the finished file is changed: the
//! packet grows, its length is corrected, and so is each place in the table of objects that comes after it. This knows
//! the one form in which krilla writes; a file of any other form is refused, never guessed at.

use super::archive::FACTUR_X;
use crate::Failed;

/// What is said of the invoice, with what that means (Factur-X 1.0).
const PROPERTIES: [(&str, &str, &str); 4] = [
    ("DocumentFileName", FACTUR_X, "The name of the embedded XML document"),
    ("DocumentType", "INVOICE", "The type of the hybrid document in capital letters"),
    ("Version", "1.0", "The version of the standard that the embedded XML document follows"),
    ("ConformanceLevel", "EN 16931", "The conformance level of the embedded XML document"),
];
const NAMESPACE: &str = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#";

const SCHEMAS_END: &str = "</rdf:Bag></pdfaExtension:schemas>";
const PACKET_END: &str = "</rdf:RDF>";
/// An object's dictionary up to the length of its stream, and from there on, if it is the metadata.
const LENGTH: &[u8] = b"<</Length ";
const KIND: &[u8] = b"/Type/Metadata/Subtype/XML>>\nstream\n";
/// The table of objects (ISO 32000-1, 7.5.4) has this many bytes for each, of which the first ten are its place.
const ENTRY: usize = 20;
const PLACE: usize = 10;
const TABLE: &[u8] = b"xref\n0 ";
const END: &[u8] = b"\n%%EOF";

/// The same file, which says that it has an invoice by Factur-X within.
///
/// # Errors
/// When the file has another form than krilla 0.8 gives it.
pub(super) fn with_factur_x(file: &[u8]) -> Result<Vec<u8>, Failed> {
    changed(file).ok_or(Failed("the file has no metadata of the form that is known"))
}

fn changed(file: &[u8]) -> Option<Vec<u8>> {
    let Parts { body, count, entries, trailer } = parts(file)?;
    let places = entries.chunks(ENTRY).filter_map(place);
    let mut found = places.filter_map(|at| Some((at, metadata(body.get(at..)?)?)));
    let (at, old) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let packet = said(std::str::from_utf8(old.packet).ok()?)?;
    let length = packet.len().to_string();
    let object = [old.name, LENGTH, length.as_bytes(), KIND, packet.as_bytes()].concat();
    let grown = object.len().checked_sub(old.size())?;
    let (before, rest) = body.split_at_checked(at)?;
    let after = rest.get(old.size()..)?;
    let mut all = [before, object.as_slice(), after, TABLE, count, b"\n".as_slice()].concat();
    for entry in entries.chunks(ENTRY) {
        match place(entry) {
            Some(place) if place > at => {
                all.extend_from_slice(format!("{:010}", place + grown).as_bytes());
                all.extend_from_slice(entry.get(PLACE..)?);
            }
            _ => all.extend_from_slice(entry),
        }
    }
    all.extend_from_slice(trailer);
    all.extend_from_slice((body.len() + grown).to_string().as_bytes());
    all.extend_from_slice(END);
    Some(all)
}

/// A file, without what is the same in all.
struct Parts<'a> {
    /// The objects.
    body: &'a [u8],
    /// How many entries the table has, in digits.
    count: &'a [u8],
    entries: &'a [u8],
    /// What follows the table, up to the place where that begins.
    trailer: &'a [u8],
}

fn parts(file: &[u8]) -> Option<Parts<'_>> {
    let file = file.strip_suffix(END)?;
    let digits = file.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (file, begin) = file.split_at_checked(file.len().checked_sub(digits)?)?;
    let (body, table) = file.split_at_checked(number(begin)?)?;
    let table = table.strip_prefix(TABLE)?;
    let (count, table) = table.split_at_checked(table.iter().position(|byte| *byte == b'\n')?)?;
    let (entries, trailer) = table.get(1..)?.split_at_checked(number(count)?.checked_mul(ENTRY)?)?;
    let is_known = trailer.starts_with(b"trailer\n") && trailer.ends_with(b"\nstartxref\n");
    is_known.then_some(Parts { body, count, entries, trailer })
}

/// Where the object of an entry begins, if it is in use.
fn place(entry: &[u8]) -> Option<usize> {
    entry.strip_suffix(b" n\r\n")?;
    number(entry.get(..PLACE)?)
}

/// The object of the metadata up to the end of its packet.
struct Metadata<'a> {
    /// The object's number, as it is written.
    name: &'a [u8],
    /// How long the packet is, in digits.
    length: &'a [u8],
    packet: &'a [u8],
}

impl Metadata<'_> {
    /// In bytes.
    const fn size(&self) -> usize {
        self.name.len() + LENGTH.len() + self.length.len() + KIND.len() + self.packet.len()
    }
}

fn metadata(object: &[u8]) -> Option<Metadata<'_>> {
    let (name, object) = object.split_at_checked(object.iter().position(|byte| *byte == b'\n')? + 1)?;
    name.strip_suffix(b" 0 obj\n")?;
    let object = object.strip_prefix(LENGTH)?;
    let digits = object.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (length, object) = object.split_at_checked(digits)?;
    let (packet, object) = object.strip_prefix(KIND)?.split_at_checked(number(length)?)?;
    object.starts_with(b"\nendstream\n").then_some(Metadata { name, length, packet })
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The packet with the schema among the others, which PDF/A wants described (ISO 19005-3, 6.6.2.3), and with what is
/// said by it.
fn said(packet: &str) -> Option<String> {
    let (before, after) = packet.split_once(SCHEMAS_END)?;
    let (rest, end) = after.split_once(PACKET_END)?;
    let schema = schema();
    let values: String = PROPERTIES.iter().map(|(name, value, _)| format!("<fx:{name}>{value}</fx:{name}>")).collect();
    let values = format!(r#"<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">{values}</rdf:Description>"#);
    Some(format!("{before}{schema}{SCHEMAS_END}{rest}{values}{PACKET_END}{end}"))
}

fn schema() -> String {
    let described = |(name, _, what): &(&str, &str, &str)| {
        format!(
            "<rdf:li rdf:parseType=\"Resource\">\
             <pdfaProperty:name>{name}</pdfaProperty:name>\
             <pdfaProperty:valueType>Text</pdfaProperty:valueType>\
             <pdfaProperty:category>external</pdfaProperty:category>\
             <pdfaProperty:description>{what}</pdfaProperty:description>\
             </rdf:li>"
        )
    };
    let properties: String = PROPERTIES.iter().map(described).collect();
    format!(
        "<rdf:li rdf:parseType=\"Resource\">\
         <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>\
         <pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>\
         <pdfaSchema:prefix>fx</pdfaSchema:prefix>\
         <pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>\
         </rdf:li>"
    )
}
