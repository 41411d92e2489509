//! A message is fields, a field is lines.

use crate::error::{BankError, Reason};

/// A field: `:61:` and what follows, to the next one.
pub(super) struct Field<'a> {
    /// Without its colons.
    pub(super) tag: &'a str,
    pub(super) line: usize,
    /// Without white space at their ends; spaces at a beginning may part two words.
    pub(super) lines: Vec<&'a str>,
}

/// What comes next in a file.
pub(super) enum Item<'a> {
    Field(Field<'a>),
    /// The end of a message, at this line.
    End(usize),
}

impl<'a> Field<'a> {
    /// What is on the line of the tag.
    pub(super) fn first(&self) -> &'a str {
        self.lines.first().copied().unwrap_or_default()
    }
}

impl Item<'_> {
    /// Whether the message before is over.
    pub(super) fn ends_message(&self) -> bool {
        match self {
            Self::Field(field) => field.tag == "20",
            Self::End(_) => true,
        }
    }

    pub(super) fn line(&self) -> usize {
        match self {
            Self::Field(field) => field.line,
            Self::End(line) => *line,
        }
    }
}

/// Hands over each field, and the end of each message.
///
/// Messages are separated by a line with a dash, or by the envelope. Between them there is nothing but envelopes,
/// and words in capitals, with which some banks begin.
pub(super) fn each<'a>(
    text: &'a str,
    mut each: impl FnMut(Item<'a>) -> Result<(), BankError>,
) -> Result<(), BankError> {
    let mut is_inside = false;
    let mut field: Option<Field<'a>> = None;
    let mut last = 1;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end();
        if !line.is_empty() {
            last = number;
        }
        let end = if line == "-" { Some("") } else { line.strip_prefix("-}") };
        if let Some(after) = end.filter(|_| is_inside) {
            if let Some(done) = field.take() {
                each(Item::Field(done))?;
            }
            each(Item::End(number))?;
            is_inside = after.contains("{4:");
            continue;
        }
        let content = if is_inside { line } else { after_envelope(line) };
        match tagged(content) {
            Some((tag, rest)) => {
                is_inside = true;
                if let Some(done) = field.replace(Field { tag, line: number, lines: vec![rest.trim()] }) {
                    each(Item::Field(done))?;
                }
            }
            None => match &mut field {
                Some(open) if is_inside => open.lines.push(content),
                _ if content.is_empty() || is_heading(content) => is_inside = is_inside || line.contains("{4:"),
                _ => return Err(BankError::new(number, Reason::NotABankFile, content)),
            },
        }
    }
    if let Some(done) = field.take() {
        each(Item::Field(done))?;
    }
    if is_inside { each(Item::End(last)) } else { Ok(()) }
}

/// What follows the beginning of the text block; nothing of a line with another block.
fn after_envelope(line: &str) -> &str {
    match line.rsplit_once("{4:") {
        Some((_, rest)) => rest,
        None if line.starts_with('{') => "",
        None => line,
    }
}

fn is_heading(line: &str) -> bool {
    line.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ')
}

/// `:60F:` and the rest: two digits and perhaps a letter between colons.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.strip_prefix(':')?.split_once(':')?;
    let (digits, letter) = tag.split_at_checked(2)?;
    let is_tag = digits.bytes().all(|byte| byte.is_ascii_digit())
        && letter.len() <= 1
        && letter.bytes().all(|byte| byte.is_ascii_uppercase());
    is_tag.then_some((tag, rest))
}
