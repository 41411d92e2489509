//! Text that is already in a textarea.

/// The child of a `<textarea>`. The browser gets the text by `prop:value` and needs no child.
///
/// The framework does not escape the children of a textarea: without this, a text with `</textarea>` in it would go on
/// as a part of the page.
#[must_use]
pub fn area_text(text: &str) -> String {
    if cfg!(feature = "ssr") { text.replace('&', "&amp;").replace('<', "&lt;") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_its_textarea() {
        assert!(!area_text("</textarea><script>alert(1)</script>").contains('<'));
    }
}
