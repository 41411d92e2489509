//! A mail as it can be shown without danger: for a frame without scripts, and without pictures from elsewhere.

use std::collections::HashSet;

use ammonia::{Builder, UrlRelative};
use domain::{
    ids::PostId,
    permissions::{Actor, AnswerCases},
    post::Unreadable,
    refusal::Code,
};

use super::{charset, parse};
use crate::{Context, Error};

/// More HTML than this is shown as plain text.
const LARGEST: usize = 512 * 1024;
/// So many tags: what has more was made by a machine against a machine.
const MOST_TAGS: usize = 20_000;
/// Elements inside of each other, as far as counting tags can tell.
const DEEPEST: usize = 200;
/// So much of a plain mail is shown.
const LONGEST_TEXT: usize = 200_000;

/// A whole document, to be put into a frame.
#[derive(Clone, Debug)]
pub struct Shown {
    pub html: String,
    /// As it came, for keeping.
    pub raw: Vec<u8>,
}

/// A mail for the vendor's people.
///
/// # Errors
/// `NotFound`.
pub async fn shown(context: &Context, actor: &Actor, id: PostId) -> Result<Shown, Error> {
    let granted = actor.grant_staff::<AnswerCases>()?;
    let raw = store::post::raw(context.store(), &granted, id).await?.ok_or(Code::NotFound)?.raw;
    let copy = raw.clone();
    let html = tokio::task::spawn_blocking(move || document(&copy)).await.unwrap_or_else(|_| frame(""));
    Ok(Shown { html, raw })
}

/// The mail as a document: its HTML made harmless, or its text, or at least its beginning as it came.
pub(super) fn document(raw: &[u8]) -> String {
    let body = parse::with_message(raw, |message| {
        let html = message.html_bodies().find(|part| part.is_text_html()).and_then(charset::written);
        if let Some(clean) = html.and_then(|html| clean(&html)) {
            return clean;
        }
        let mut text = String::new();
        for place in 0..message.text_body_count().min(50) {
            if let Some(part) = charset::text_at(message, place)
                && text.len() < LONGEST_TEXT
            {
                text.push_str(&part);
                text.push('\n');
            }
        }
        plain(&text)
    });
    frame(&body.unwrap_or_else(|reason: Unreadable| match reason {
        // Looking at it would do what it was made for.
        Unreadable::Bomb | Unreadable::TooLarge => plain(&beginning(raw)),
        _ => plain(&String::from_utf8_lossy(&raw[..raw.len().min(LONGEST_TEXT)])),
    }))
}

fn beginning(raw: &[u8]) -> String {
    String::from_utf8_lossy(&raw[..raw.len().min(4_000)]).into_owned()
}

fn plain(text: &str) -> String {
    let text: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(LONGEST_TEXT).collect();
    format!("<pre>{}</pre>", ammonia::clean_text(text.trim()))
}

/// The HTML without whatever acts, loads or hides; nothing when it is more than a person wrote.
pub(super) fn clean(html: &str) -> Option<String> {
    if html.len() > LARGEST || !is_modest(html) {
        return None;
    }
    let mut builder = Builder::default();
    builder
        // Never svg or math: they have parsers of their own. No pictures: they tell their sender who has read.
        .rm_tags(["img", "map", "area", "svg", "math", "style", "script"])
        .add_tags(["font", "big", "tt"])
        .add_tag_attributes("font", ["color", "size", "face"])
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing", "width"])
        .add_tag_attributes("td", ["width", "valign", "bgcolor"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .add_generic_attributes(["dir"])
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .strip_comments(true);
    Some(builder.clean(html).to_string())
}

/// Counts what opens and what closes. It knows no HTML: a guess that is too high makes plain text of a mail.
fn is_modest(html: &str) -> bool {
    let (mut tags, mut depth, mut deepest) = (0_usize, 0_usize, 0_usize);
    let mut rest = html.as_bytes();
    while let Some(place) = rest.iter().position(|byte| *byte == b'<') {
        rest = &rest[place + 1..];
        match rest.first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(byte) if byte.is_ascii_alphabetic() => {
                tags += 1;
                if !is_void(rest) {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
            }
            _ => {}
        }
    }
    tags <= MOST_TAGS && deepest <= DEEPEST
}

/// Elements that nobody closes, or that close by themselves.
fn is_void(rest: &[u8]) -> bool {
    const VOID: &[&str] = &[
        "br", "hr", "img", "input", "meta", "link", "col", "wbr", "base", "area", "p", "li", "tr", "td", "th", "dt",
        "dd", "option",
    ];
    let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
    VOID.iter().any(|name| rest[..end].eq_ignore_ascii_case(name.as_bytes()))
}

fn frame(body: &str) -> String {
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <title>Mail</title><style>body{{font:16px/1.5 system-ui,sans-serif;margin:16px;overflow-wrap:anywhere;color:#1b2027;background:#fff}}\
         pre{{font:inherit;white-space:pre-wrap;margin:0}}table{{max-width:100%}}</style></head><body>{body}</body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_loads_or_frames() {
        let html = "<p onclick=\"x()\">Hello</p><script>x()</script><img src=\"https://evil.example/pixel.gif\">\
             <a href=\"javascript:x()\">a</a><a href=\"https://ok.example/\">b</a><svg onload=x()><style>@import 'x'</style></svg>\
             <iframe src=\"https://evil.example\"></iframe><form action=\"/fn/desk/post-accept\"><input name=id></form>\
             <div style=\"background:url(https://evil.example)\">c</div><link rel=stylesheet href=x><base href=\"https://evil.example\">\
             <math><mtext></mtext></math><video src=x></video><a href=\"//evil.example\">d</a>";
        let clean = clean(html).unwrap_or_default();
        for bad in [
            "onclick", "script", "evil", "svg", "math", "iframe", "<form", "<input", "style", "<link", "<base",
            "video", "<img",
        ] {
            assert!(!clean.to_lowercase().contains(bad), "{bad} in {clean}");
        }
        assert!(
            clean.contains("Hello") && clean.contains("https://ok.example/") && clean.contains("noopener"),
            "{clean}"
        );
    }

    #[test]
    fn what_nobody_wrote_is_shown_as_text() {
        assert!(clean(&"<div>".repeat(DEEPEST + 1)).is_none());
        assert!(clean(&"<br>".repeat(MOST_TAGS + 1)).is_none());
        assert!(clean(&"a".repeat(LARGEST + 1)).is_none());
        assert!(clean(&"<p>a".repeat(5_000)).is_some());
    }

    #[test]
    fn a_plain_mail_stays_plain() {
        let shown = document(b"From: a@b.example\nSubject: x\n\n<script>x()</script> & more\n");
        assert!(shown.contains("&lt;script&gt;") && !shown.contains("<script>"), "{shown}");
    }
}
