//! XML, written and never read.

/// A document that is being written.
#[derive(Debug)]
pub(crate) struct Xml {
    out: String,
    depth: usize,
}

impl Xml {
    /// A document of one element with these attributes, and what is in it.
    pub(crate) fn document(name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) -> String {
        let mut xml = Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 };
        let attributes: String = attributes.iter().map(|(name, value)| attribute(name, value)).collect();
        xml.line(&format!("<{name}{attributes}>"));
        xml.inside(content);
        xml.line(&format!("</{name}>"));
        xml.out
    }

    /// An element with others in it; none at all when nothing is in it.
    pub(crate) fn group(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        self.line(&format!("<{name}>"));
        let empty = self.out.len();
        self.inside(content);
        if self.out.len() == empty {
            self.out.truncate(start);
        } else {
            self.line(&format!("</{name}>"));
        }
    }

    /// An element with others in it that must be there even when it is empty.
    pub(crate) fn required(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        self.group(name, content);
        if self.out.len() == start {
            self.line(&format!("<{name}/>"));
        }
    }

    /// An element with text; none when the text is blank.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.leaf(name, "", text);
    }

    /// An element with text, if there is one.
    pub(crate) fn maybe(&mut self, name: &str, text: Option<&str>) {
        self.leaf(name, "", text.unwrap_or(""));
    }

    /// An element with an attribute and text; none when the text is blank.
    pub(crate) fn text_with(&mut self, name: &str, (key, value): (&str, &str), text: &str) {
        self.leaf(name, &attribute(key, value), text);
    }

    fn leaf(&mut self, name: &str, attributes: &str, text: &str) {
        let text = escaped(text);
        let text = text.trim();
        if !text.is_empty() {
            self.line(&format!("<{name}{attributes}>{text}</{name}>"));
        }
    }

    fn inside(&mut self, content: impl FnOnce(&mut Self)) {
        self.depth += 1;
        content(self);
        self.depth -= 1;
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(&"  ".repeat(self.depth));
        self.out.push_str(line);
        self.out.push('\n');
    }
}

/// Whether nothing of a text would be written.
pub(crate) fn is_blank(text: &str) -> bool {
    escaped(text).trim().is_empty()
}

fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", escaped(value))
}

/// The text without what would be markup, and without the characters that no XML document can hold (XML 1.0, 2.2).
/// A carriage return goes too, because a reader would turn it into a line feed.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(letter),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_not_written() {
        let text = Xml::document("a", &[("b", "\"c\"")], |xml| {
            xml.group("d", |xml| xml.maybe("e", None));
            xml.group("f", |xml| xml.text("g", " 1 "));
            xml.required("h", |xml| xml.text("i", " \u{1} "));
            xml.text_with("j", ("k", "l"), "2");
        });
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"&quot;c&quot;\">\n  <f>\n    <g>1</g>\n  \
                        </f>\n  <h/>\n  <j k=\"l\">2</j>\n</a>\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn text_is_never_markup() {
        assert_eq!(escaped("a<b>&\"c\"\r\n\u{0}\u{fffe}d'"), "a&lt;b&gt;&amp;&quot;c&quot;\nd'");
        assert!(is_blank(" \u{7}\n"));
        assert!(!is_blank("0"));
    }
}
