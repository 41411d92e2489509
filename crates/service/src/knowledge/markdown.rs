//! Markdown to HTML that is safe to show: what the vendor's people write is text with a few forms, never HTML of theirs.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

/// So many characters of a text's beginning are shown in lists.
const LONGEST_SUMMARY: usize = 160;

/// The text as HTML. HTML in it is shown as it was written; links lead to pages, mail or telephone only; pictures are
/// their descriptions. Its headings are below the page's own.
#[must_use]
pub(super) fn html(markdown: &str) -> String {
    let mut events = Vec::new();
    // Links may stand in links of pictures: which of them are open, and whether they lead somewhere.
    let mut links: Vec<bool> = Vec::new();
    for event in parser(markdown) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
                let is_safe = leads_somewhere(&dest_url);
                links.push(is_safe);
                if is_safe {
                    // A title is a tooltip that nobody on a phone sees.
                    events.push(Event::Start(Tag::Link { link_type, dest_url, title: CowStr::Borrowed(""), id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(true) {
                    events.push(Event::End(TagEnd::Link));
                }
            }
            Event::Start(Tag::Heading { level, .. }) => {
                events.push(Event::Start(Tag::Heading {
                    level: below(level),
                    id: None,
                    classes: vec![],
                    attrs: vec![],
                }));
            }
            Event::End(TagEnd::Heading(level)) => events.push(Event::End(TagEnd::Heading(below(level)))),
            Event::Start(Tag::CodeBlock(_)) => {
                events.push(Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented)));
            }
            other => events.push(other),
        }
    }
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    push_html(&mut html, events.into_iter());
    // A table that is wider than a phone moves by itself, by the keyboard too.
    html.replace("<table>", "<div class=\"table-scroll\" tabindex=\"0\"><table>").replace("</table>", "</table></div>")
}

/// The text without its marks.
#[must_use]
pub(super) fn plain(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    for event in parser(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                plain.push_str(&text)
            }
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock,
            ) => {
                plain.push('\n');
            }
            _ => {}
        }
    }
    plain.trim().to_owned()
}

/// The beginning of a text for lists: its first sentence, or where it has none its first line, cut at a word. A table or a
/// heading that it begins with says nothing by itself.
#[must_use]
pub(super) fn summary(plain: &str) -> String {
    let mut lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().next().unwrap_or("");
    let line = lines.find(|line| line.ends_with(['.', '!', '?', ':', '…'])).unwrap_or(first);
    if line.chars().count() <= LONGEST_SUMMARY {
        return line.to_owned();
    }
    let cut: String = line.chars().take(LONGEST_SUMMARY).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut.get(..end).unwrap_or(&cut).trim_end_matches([',', ';', ':', '.']))
}

fn parser(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// The page's own heading is the first level.
const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H2,
        HeadingLevel::H3 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

/// Pages of ours and of others, mail and telephone; nothing that runs, and no address without its beginning, which a
/// browser may take for another site's (`//elsewhere`, `/\elsewhere`).
fn leads_somewhere(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let is_ours = url.starts_with('/') && !url.starts_with("//") && !url.contains('\\');
    let is_clean = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    is_clean && (is_ours || ["https://", "http://", "mailto:", "tel:"].iter().any(|begin| lower.starts_with(begin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_become_elements_below_the_pages_heading() {
        let html = html(
            "# Days\n\nIn **two** days, see [your orders](/orders).\n\n- van\n- crane\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        );
        for part in [
            "<h2>Days</h2>",
            "<strong>two</strong>",
            "<a href=\"/orders\">your orders</a>",
            "<li>van</li>",
            "<div class=\"table-scroll\" tabindex=\"0\"><table>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("<h1"));
    }

    #[test]
    fn nothing_that_somebody_writes_runs() {
        for nasty in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<svg/onload=alert(1)>",
            "<iframe src=https://elsewhere.example></iframe>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](&#106;avascript:alert(1))",
            "[x](java&#10;script:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](vbscript:x)",
            "[x](//elsewhere.example)",
            "[x](/\\elsewhere.example)",
            "[x]: javascript:alert(1)\n\n[x]",
            "<javascript:alert(1)>",
            "![x\" onerror=\"alert(1)](https://elsewhere.example/x.png)",
            "![x](javascript:alert(1))",
            "[![p](javascript:a)](javascript:b)",
            "# h {onclick=alert(1)}",
            "```\"><script>alert(1)</script>\nx\n```",
            "</div></main><h1>",
            "<!-- <script>alert(1)</script> -->",
            "[x](https://ok.example \"\" onclick=\"alert(1)\")",
            "`<b>`",
        ] {
            let html = html(nasty);
            let mut tags = html.split('<').skip(1);
            let known = |tag: &str| {
                let name = tag.trim_start_matches('/').split([' ', '>', '/']).next().unwrap_or("");
                ["p", "a", "h2", "h3", "h4", "pre", "code", "ul", "li", "em", "strong", "blockquote"].contains(&name)
            };
            assert!(tags.all(known), "{nasty}: {html}");
            for tag in html.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
                let has = |part: &str| tag.to_lowercase().contains(part);
                assert!(!has("script:") && !has("onerror") && !has("onclick=") && !has("data:"), "{nasty}: {html}");
                assert!(!has("href=\"//") && !has("href=\"/\\"), "{nasty}: {html}");
            }
        }
    }

    #[test]
    fn a_text_begins_with_its_first_line() {
        let text = plain("# How long\n\nWhat is *in stock* arrives\nin two days.\n\n- one");
        assert_eq!(text, "How long\nWhat is in stock arrives in two days.\none");
        assert_eq!(summary("\n Short. \n more"), "Short.");
        assert_eq!(summary("way\ncost\nThe van comes by two. It is small."), "The van comes by two. It is small.");
        assert_eq!(summary("no sentence\nat all"), "no sentence");
        let long = summary(&"word ".repeat(60));
        assert!(long.ends_with("word…") && long.chars().count() <= LONGEST_SUMMARY + 1, "{long}");
        assert_eq!(summary(&"é".repeat(200)).chars().count(), LONGEST_SUMMARY + 1);
    }
}
