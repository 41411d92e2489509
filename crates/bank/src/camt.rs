//! CAMT.053, the bank to customer statement of ISO 20022.

mod details;
mod entry;
mod xml;

use domain::money::Currency;
use domain::time::Date;

use crate::amount::decimal;
use crate::collect::{Collector, Draft, Head};
use crate::error::{BankError, Reason};
use crate::text::without_spaces;
use crate::{Format, Statement, currencies, dates};
use xml::{Node, Piece, Source, Tag};

/// What the name spaces begin with.
const FAMILY: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

/// The versions whose messages have the fields that are read here in the places where they are read.
const VERSIONS: &[&str] = &["02", "03", "04", "06", "08", "09", "10", "11", "12", "13"];

pub(crate) fn read(text: &str) -> Result<Vec<Statement>, BankError> {
    let mut source = Source::new(text);
    let version = version(&mut source)?;
    let mut collector = Collector::default();
    let mut statements = Vec::new();
    loop {
        match source.piece()? {
            Piece::Open(tag) => match (source.depth(), tag.name) {
                (2, "BkToCstmrStmt") => {}
                (3, "Stmt") => statements.push(statement(&mut source, tag.line, version, &mut collector)?),
                _ => source.skip()?,
            },
            Piece::Text(_) | Piece::Close => {}
            Piece::End if statements.is_empty() => {
                return Err(BankError::new(source.line(), Reason::MissingField, "Stmt"));
            }
            Piece::End => return Ok(statements),
        }
    }
}

/// The version that the name space of the outermost element says.
fn version(source: &mut Source<'_>) -> Result<&'static str, BankError> {
    let tag = loop {
        match source.piece()? {
            Piece::Open(tag) => break tag,
            Piece::Text(_) | Piece::Close => {}
            Piece::End => return Err(BankError::new(source.line(), Reason::NotABankFile, "")),
        }
    };
    let space = name_space(&tag)?.unwrap_or_default();
    let Some(version) = space.strip_prefix(FAMILY).filter(|_| tag.name == "Document") else {
        return Err(BankError::new(tag.line, Reason::NotABankFile, &space));
    };
    let known = VERSIONS.iter().find(|known| **known == version);
    known.copied().ok_or_else(|| BankError::new(tag.line, Reason::UnknownVersion, version))
}

/// What the declaration of the element's own prefix says, or that of no prefix.
fn name_space(tag: &Tag<'_>) -> Result<Option<String>, BankError> {
    let name = tag.full_name();
    match name.split_once(':') {
        Some((prefix, _)) => tag.attribute(&format!("xmlns:{prefix}")),
        None => tag.attribute("xmlns"),
    }
}

fn statement(
    source: &mut Source<'_>,
    line: usize,
    version: &str,
    collector: &mut Collector,
) -> Result<Statement, BankError> {
    let mut account: Option<Node> = None;
    let mut own = String::new();
    let mut balances: Vec<Balance> = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    loop {
        match source.piece()? {
            Piece::Open(tag) => match tag.name {
                "Acct" => {
                    let node = source.node(&tag)?;
                    own = number(&node).unwrap_or_default();
                    account = Some(node);
                }
                "Bal" => balances.extend(balance(&source.node(&tag)?)?),
                "Ntry" => {
                    for draft in entry::drafts(&source.node(&tag)?, &own)? {
                        collector.count(draft.movement.line)?;
                        drafts.push(draft);
                    }
                }
                _ => source.skip()?,
            },
            Piece::Text(_) => {}
            Piece::Close => break,
            Piece::End => return Err(source.cut()),
        }
    }
    let Some(account) = account.filter(|_| !own.is_empty()) else {
        return Err(BankError::new(line, Reason::MissingField, "Acct/Id"));
    };
    let Some(currency) = currency(&account, &balances, &drafts)? else {
        return Err(BankError::new(account.line, Reason::MissingField, "Acct/Ccy"));
    };
    let of = |kind: Kind| balances.iter().find(|balance| balance.kind == kind && balance.currency == currency);
    let closing = of(Kind::Closing);
    let head = Head {
        format: Format::Camt053,
        version: version.to_owned(),
        account: own,
        is_said: true,
        currency,
        opening: of(Kind::Opening).or_else(|| of(Kind::Before)).map(|balance| balance.amount),
        closing: closing.map(|balance| balance.amount),
        line: closing.map_or(line, |balance| balance.line),
    };
    collector.close(head, drafts)
}

/// The IBAN or other number of an account, without spaces.
fn number(account: &Node) -> Option<String> {
    let text = account.text_at(&["Id", "IBAN"]).or_else(|| account.text_at(&["Id", "Othr", "Id"]))?;
    Some(without_spaces(text))
}

/// The account's currency; some banks leave it to the balances or the entries.
fn currency(account: &Node, balances: &[Balance], drafts: &[Draft]) -> Result<Option<Currency>, BankError> {
    if let Some(node) = account.at(&["Ccy"]) {
        let known = currencies::parse(node.text());
        return known.map(Some).ok_or_else(|| BankError::new(node.line, Reason::Currency, node.text()));
    }
    let of_balance = balances.first().map(|balance| balance.currency);
    Ok(of_balance.or_else(|| drafts.first().map(|draft| draft.movement.currency)))
}

/// The booked balances that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of the beginning of the statement.
    Opening,
    /// Of the end of the statement before.
    Before,
    Closing,
}

struct Balance {
    kind: Kind,
    amount: i64,
    currency: Currency,
    line: usize,
}

fn balance(node: &Node) -> Result<Option<Balance>, BankError> {
    let kind = match node.text_at(&["Tp", "CdOrPrtry", "Cd"]) {
        Some("OPBD") => Kind::Opening,
        Some("PRCD") => Kind::Before,
        Some("CLBD") => Kind::Closing,
        _ => return Ok(None),
    };
    let (amount, currency) = signed(node)?;
    Ok(Some(Balance { kind, amount, currency, line: node.line }))
}

/// The amount of an entry or a balance with the sign of its direction.
fn signed(node: &Node) -> Result<(i64, Currency), BankError> {
    let amount = node.at(&["Amt"]).ok_or_else(|| BankError::new(node.line, Reason::MissingField, "Amt"))?;
    let (minor, currency) = money(amount)?;
    Ok((sign(node)? * minor, currency))
}

/// 1 for what came in, -1 for what went out.
fn sign(node: &Node) -> Result<i64, BankError> {
    let Some(direction) = node.at(&["CdtDbtInd"]) else {
        return Err(BankError::new(node.line, Reason::MissingField, "CdtDbtInd"));
    };
    match direction.text() {
        "CRDT" => Ok(1),
        "DBIT" => Ok(-1),
        other => Err(BankError::new(direction.line, Reason::UnknownField, other)),
    }
}

/// An amount, which has no sign of its own, and its currency.
fn money(node: &Node) -> Result<(i64, Currency), BankError> {
    let code = node.currency.as_deref().unwrap_or_default();
    let currency = currencies::parse(code).ok_or_else(|| BankError::new(node.line, Reason::Currency, code))?;
    let minor = decimal(node.text(), '.', currency);
    let minor = minor.ok_or_else(|| BankError::new(node.line, Reason::Amount, node.text()))?;
    Ok((minor, currency))
}

/// The day of an element with a date, or a date and time; `None` when there is no such element.
fn day(parent: &Node, name: &str) -> Result<Option<Date>, BankError> {
    let Some(node) = parent.at(&[name]) else { return Ok(None) };
    let text = node.text_at(&["Dt"]).or_else(|| node.text_at(&["DtTm"])).unwrap_or_default();
    dates::iso(text).map(Some).ok_or_else(|| BankError::new(node.line, Reason::Date, text))
}
