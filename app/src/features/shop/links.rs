//! What is sought, as a link: every filter and every page of the shop has an address.

use domain::shop::{ArticleKind, ShopFilter};
use leptos_router::params::ParamsMap;

/// What the address of the page asks for.
#[must_use]
pub fn filter_of(query: &ParamsMap) -> ShopFilter {
    let text = |key: &str| query.get(key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let on = |key: &str| query.get(key).as_deref() == Some("1");
    ShopFilter {
        search: text("q"),
        category: text("category"),
        in_stock: on("stock"),
        kind: text("kind").and_then(|kind| ArticleKind::parse(&kind)),
        bought_before: on("bought"),
        after: text("after"),
    }
}

/// The address of what is sought.
#[must_use]
pub fn href_of(filter: &ShopFilter) -> String {
    let on = |wanted: bool| wanted.then_some("1");
    let parts = [
        ("q", filter.search.as_deref()),
        ("category", filter.category.as_deref()),
        ("stock", on(filter.in_stock)),
        ("kind", filter.kind.map(ArticleKind::code)),
        ("bought", on(filter.bought_before)),
        ("after", filter.after.as_deref()),
    ];
    let mut href = String::from("/shop");
    let mut mark = '?';
    for (key, value) in parts {
        let Some(value) = value else { continue };
        href.push(mark);
        href.push_str(key);
        href.push('=');
        href.push_str(&encode(value));
        mark = '&';
    }
    href
}

/// Percent-encodes all but the unreserved characters (RFC 3986 §2.3), the same bytes on the server and in the browser.
#[must_use]
pub fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_what_is_sought() {
        let filter = ShopFilter {
            search: Some("cserép & léc".into()),
            in_stock: true,
            kind: Some(ArticleKind::Service),
            ..ShopFilter::default()
        };
        assert_eq!(href_of(&filter), "/shop?q=cser%C3%A9p%20%26%20l%C3%A9c&stock=1&kind=service");
        assert_eq!(href_of(&ShopFilter::default()), "/shop");
    }
}
