//! Canned replies: what is written again and again, with the names and numbers of the case put in.

/// So many characters a canned reply may have in each language.
pub const LONGEST_REPLY: usize = 2_000;

/// What can stand in a reply, in braces.
pub const VARIABLES: [&str; 5] = ["customer", "case", "order", "promised", "staff"];

/// What is put in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filling<'a> {
    /// The name of who wrote.
    pub customer: &'a str,
    pub case: &'a str,
    /// The number of the order it is about; empty when it is about none.
    pub order: &'a str,
    /// When they hear next, in words.
    pub promised: &'a str,
    /// Who answers.
    pub staff: &'a str,
}

impl Filling<'_> {
    fn of(&self, name: &str) -> Option<&str> {
        match name {
            "customer" => Some(self.customer),
            "case" => Some(self.case),
            "order" => Some(self.order),
            "promised" => Some(self.promised),
            "staff" => Some(self.staff),
            _ => None,
        }
    }
}

/// The text with what is in braces put in. What is no variable stays as it was written, and what is put in is not looked
/// at again: a customer called `{staff}` is a customer called `{staff}`.
#[must_use]
pub fn fill(text: &str, filling: &Filling<'_>) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(begin) = rest.find('{') {
        out.push_str(&rest[..begin]);
        rest = &rest[begin..];
        // What there is nothing for stays as well: who sends it sees that something is to be written there.
        let named =
            rest.find('}').and_then(|end| Some((end, filling.of(&rest[1..end]).filter(|value| !value.is_empty())?)));
        match named {
            Some((end, value)) => {
                out.push_str(value);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILLING: Filling<'_> =
        Filling { customer: "Gábor {staff}", case: "1001", order: "", promised: "tomorrow 10:00", staff: "Jan" };

    #[test]
    fn names_and_numbers_are_put_in_once() {
        let text = "Dear {customer}, about {case}: you hear from us {promised}. {staff}";
        assert_eq!(fill(text, &FILLING), "Dear Gábor {staff}, about 1001: you hear from us tomorrow 10:00. Jan");
    }

    #[test]
    fn what_is_no_variable_stays() {
        for text in ["{", "}", "{}", "{name}", "a {b {c", "{ case }", "é{ő"] {
            assert_eq!(fill(text, &FILLING), text);
        }
        assert_eq!(fill("{{case}}", &FILLING), "{1001}");
        // It is about no order: who sends it sees that there is nothing to say.
        assert_eq!(fill("About order {order}.", &FILLING), "About order {order}.");
        let filling = Filling { order: "1042", ..FILLING };
        for name in VARIABLES {
            assert_ne!(fill(&format!("{{{name}}}"), &filling), format!("{{{name}}}"));
        }
    }
}
