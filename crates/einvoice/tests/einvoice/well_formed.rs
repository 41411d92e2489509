//! Whether a text is one XML element: what is opened is closed, and text is no markup. As much of XML as is written
//! here; `tests/official.py` asks a real parser.

/// What is wrong, if anything is.
pub fn fault(text: &str) -> Option<String> {
    let Some(mut rest) = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>") else {
        return Some("no declaration".to_owned());
    };
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    while let Some((between, after)) = rest.split_once('<') {
        let Some((tag, after)) = after.split_once('>') else { return Some("a tag without end".to_owned()) };
        rest = after;
        if !is_text(between) || (open.is_empty() && !between.trim().is_empty()) {
            return Some(format!("not a text: {between:?}"));
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("{name} is closed and was not open"));
            }
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !is_name(name) || !are_attributes(attributes) {
            return Some(format!("not a tag: {tag}"));
        }
        roots += usize::from(open.is_empty());
        if !closed {
            open.push(name);
        }
    }
    match (open.as_slice(), roots) {
        ([], 1) if rest.trim().is_empty() => None,
        _ => Some(format!("{roots} roots, open at the end: {open:?}")),
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == ':')
}

fn are_attributes(text: &str) -> bool {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let Some((name, value)) = rest.split_once("=\"") else { return false };
        let Some((value, after)) = value.split_once('"') else { return false };
        if !is_name(name) || !is_text(value) {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

fn is_text(text: &str) -> bool {
    let known = ["amp;", "lt;", "gt;", "quot;"];
    let entities = text.split('&').skip(1).all(|after| known.iter().any(|entity| after.starts_with(entity)));
    entities && !text.contains(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t'))
}

#[test]
fn faults_are_found() {
    let of = |text: &str| fault(&format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n")).is_none();
    assert!(of("<a b=\"c\"><d/>&amp;</a>"));
    for wrong in ["", "<a>", "<a></b>", "<a/><b/>", "<a>&</a>", "<a b=c/>", "text", "<a>\u{1}</a>", "<a/>text"] {
        assert!(!of(wrong), "{wrong}");
    }
}
