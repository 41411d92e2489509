//! The words of a mail's parts, where its program has named another alphabet than it wrote in.

use std::borrow::Cow;

use mail_parser::{Message, MessagePart, MimeHeaders, decoders::html::html_to_text};

/// The text of the part at this place, of HTML what is left without its tags.
pub(super) fn text_at(message: &Message<'_>, place: usize) -> Option<String> {
    let part = message.text_part(u32::try_from(place).ok()?)?;
    let text = written(part)?;
    Some(if part.is_text_html() { html_to_text(&text) } else { text.into_owned() })
}

/// What stands in a part of text. Programs that say `us-ascii` and write more than that mean UTF-8, where it is; the parser
/// takes it for Windows's alphabet, in which each letter becomes two.
pub(super) fn written<'a>(part: &'a MessagePart<'_>) -> Option<Cow<'a, str>> {
    let text = part.text_contents()?;
    let named = part.content_type().and_then(|kind| kind.attribute("charset"));
    let says_ascii = named.is_some_and(|name| name.trim().eq_ignore_ascii_case("us-ascii"));
    let meant = if says_ascii && !text.is_ascii() { as_utf8(text) } else { None };
    Some(meant.map_or(Cow::Borrowed(text), Cow::Owned))
}

fn as_utf8(text: &str) -> Option<String> {
    let (bytes, _, is_other) = encoding_rs::WINDOWS_1252.encode(text);
    if is_other { None } else { String::from_utf8(bytes.into_owned()).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_made_of_utf8_is_made_undone_and_nothing_else() {
        assert_eq!(as_utf8("GrÃ¼ÃŸe â‚¬").as_deref(), Some("Grüße €"));
        assert_eq!(as_utf8("Grüße"), None, "it was Windows's alphabet indeed");
        assert_eq!(as_utf8("Привет"), None);
    }
}
