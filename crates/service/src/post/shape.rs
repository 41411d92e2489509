//! What a mail is made of, before a parser takes it apart: mails that are bombs are not let near one.
//!
//! The parser builds nested mails as nested values, which are dropped one inside of the other. Thousands of them would
//! end the process, so they are counted before, and so are parts.

use domain::post::{DEEPEST, LARGEST_MAIL, MOST_PARTS, Unreadable};

/// Looks at the lines of a mail. Gives it back fit for the parser.
///
/// # Errors
/// `TooLarge`, `Bomb`.
pub(super) fn fit(raw: &[u8]) -> Result<Vec<u8>, Unreadable> {
    if raw.len() > LARGEST_MAIL {
        return Err(Unreadable::TooLarge);
    }
    let mut fit = raw.to_vec();
    let has_digest = contains(raw, b"digest");
    let (mut parts, mut mails) = (0, 0);
    for block in blocks(raw) {
        let kind = header(raw, &block, b"content-type:").or_else(|| header(raw, &block, b"content-type "));
        let is_mail = kind.as_ref().is_some_and(|kind| contains(media_type(kind), b"message"));
        parts += usize::from(kind.is_some());
        mails += usize::from(is_mail);
        // A mail inside of a mail is never encoded (RFC 2046, 5.2.1). What is so all the same hides what it holds from
        // this count; without the header that says so it is a mail of nonsense, and harmless.
        if is_mail || (kind.is_none() && has_digest) {
            for (begin, line) in lines(raw, &block) {
                if begins(line, b"content-transfer-encoding") {
                    fit[begin] = b'X';
                }
            }
        }
    }
    if parts > MOST_PARTS || mails > DEEPEST { Err(Unreadable::Bomb) } else { Ok(padded(fit)) }
}

/// The end that some programs leave out of base64 (RFC 4648, 3.2): without it the parser drops the last letters.
fn padded(raw: Vec<u8>) -> Vec<u8> {
    let mut missing: Vec<(usize, usize)> = Vec::new();
    for block in blocks(&raw) {
        let encoding = header(&raw, &block, b"content-transfer-encoding:");
        if encoding.is_some_and(|encoding| begins(encoding.trim_ascii(), b"base64")) {
            missing.extend(missing_end(&raw, block.end));
        }
    }
    if missing.is_empty() {
        return raw;
    }
    let mut whole = Vec::with_capacity(raw.len() + 2 * missing.len());
    let mut from = 0;
    for (place, count) in missing {
        whole.extend_from_slice(&raw[from..place]);
        whole.resize(whole.len() + count, b'=');
        from = place;
    }
    whole.extend_from_slice(&raw[from..]);
    whole
}

/// Where a body of base64 ends that began here, and how many signs it lacks; nothing where it is whole, or something else.
fn missing_end(raw: &[u8], begin: usize) -> Option<(usize, usize)> {
    let (mut letters, mut end, mut is_new_line) = (0_usize, begin, true);
    for (place, byte) in raw.iter().enumerate().skip(begin) {
        match byte {
            b'\n' => is_new_line = true,
            b'\r' | b' ' | b'\t' => {}
            // Where the next part begins.
            b'-' if is_new_line && raw.get(place + 1) == Some(&b'-') => break,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                letters += 1;
                end = place + 1;
                is_new_line = false;
            }
            _ => return None,
        }
    }
    match letters % 4 {
        2 => Some((end, 2)),
        3 => Some((end, 1)),
        _ => None,
    }
}

/// Runs of lines between empty ones, as places in the mail.
fn blocks(raw: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut blocks = Vec::new();
    let mut begin = 0;
    let mut place = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let is_empty = matches!(line, b"\n" | b"\r\n");
        place += line.len();
        if is_empty {
            blocks.push(begin..place);
            begin = place;
        }
    }
    blocks.push(begin..raw.len());
    blocks
}

fn lines<'a>(raw: &'a [u8], block: &std::ops::Range<usize>) -> impl Iterator<Item = (usize, &'a [u8])> {
    let mut place = block.start;
    raw[block.clone()].split_inclusive(|byte| *byte == b'\n').map(move |line| {
        let begin = place;
        place += line.len();
        (begin, line)
    })
}

/// The value of a header with the lines that go on with it.
fn header(raw: &[u8], block: &std::ops::Range<usize>, name: &[u8]) -> Option<Vec<u8>> {
    let mut value: Option<Vec<u8>> = None;
    for (_, line) in lines(raw, block) {
        match &mut value {
            Some(value) if line.starts_with(b" ") || line.starts_with(b"\t") => value.extend_from_slice(line),
            Some(_) => break,
            None if begins(line, name) => value = Some(line[name.len()..].to_vec()),
            None => {}
        }
    }
    value
}

/// What stands before the first semicolon outside of a comment, without comments.
fn media_type(value: &[u8]) -> &[u8] {
    let mut depth = 0_usize;
    for (place, byte) in value.iter().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => return &value[..place],
            _ => {}
        }
    }
    value
}

fn begins(line: &[u8], name: &[u8]) -> bool {
    line.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|some| some.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_left_as_it_is() {
        let raw = b"From: a@b\r\nContent-Type: text/plain; name=\"message.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n";
        assert_eq!(fit(raw), Ok(raw.to_vec()));
    }

    #[test]
    fn mails_inside_of_mails_are_counted() {
        let one = "Content-Type: message/rfc822\n\n";
        assert!(fit(one.repeat(DEEPEST).as_bytes()).is_ok());
        assert_eq!(fit(one.repeat(DEEPEST + 1).as_bytes()), Err(Unreadable::Bomb));
        let hidden = "CONTENT-TYPE:\n message(;)/rfc822\n\n";
        assert_eq!(fit(hidden.repeat(DEEPEST + 1).as_bytes()), Err(Unreadable::Bomb));
    }

    #[test]
    fn parts_and_bytes_are_counted() {
        let part = "--x\nContent-Type: text/plain\n\na\n\n";
        assert!(fit(part.repeat(MOST_PARTS).as_bytes()).is_ok());
        assert_eq!(fit(part.repeat(MOST_PARTS + 1).as_bytes()), Err(Unreadable::Bomb));
        assert_eq!(fit(&vec![b'a'; LARGEST_MAIL + 1]), Err(Unreadable::TooLarge));
    }

    #[test]
    fn the_end_that_base64_lacks_is_given_to_it() {
        let mail = |body: &str| format!("Content-Transfer-Encoding: BASE64\r\n\r\n{body}");
        let made = |body: &str| String::from_utf8(fit(mail(body).as_bytes()).unwrap_or_default()).unwrap_or_default();
        assert_eq!(made("RnJpZGF5Lg\r\n--x--\r\n"), mail("RnJpZGF5Lg==\r\n--x--\r\n"));
        assert_eq!(made("RnJp\r\nZGF\r\n"), mail("RnJp\r\nZGF=\r\n"));
        for whole in ["RnJpZGF5Lg==\r\n", "RnJp\r\n", "", "no base64 at all\r\n.", "RnJpZ\r\n"] {
            assert_eq!(made(whole), mail(whole), "{whole}");
        }
    }

    #[test]
    fn an_encoded_mail_inside_of_a_mail_hides_nothing() {
        let raw = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQ29udGVudC1UeXBlOg==\n";
        let fit = fit(raw).unwrap_or_default();
        assert!(contains(&fit, b"Xontent-transfer-encoding"), "{}", String::from_utf8_lossy(&fit));
    }
}
