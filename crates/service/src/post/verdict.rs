//! Whether a mail is from whom it says, as far as a mail server of ours has found out.

use domain::post::Verdict;

/// What the topmost `Authentication-Results` (RFC 8601) of a mail server that is believed says about DMARC. Anybody can
/// write such a header; only what our own servers have added counts, and they remove others with their name. Nothing where
/// none of them has said anything about it.
pub(super) fn of(results: &[String], believed: &[String]) -> Option<Verdict> {
    let value = results.iter().find(|value| {
        let server = value.split([';', ' ', '\t', '\r', '\n']).next().unwrap_or("").to_lowercase();
        believed.iter().any(|believed| believed.to_lowercase() == server)
    })?;
    let plain = without_comments(value).to_lowercase();
    let found = plain.split(';').skip(1).find_map(|method| {
        let (name, rest) = method.trim().split_once('=')?;
        (name.trim().split('/').next()?.trim() == "dmarc")
            .then(|| rest.split_whitespace().next().unwrap_or("").to_owned())
    });
    match found?.as_str() {
        "pass" | "bestguesspass" => Some(Verdict::Pass),
        "fail" => Some(Verdict::Fail),
        "none" => Some(Verdict::None),
        // `temperror` and the like: it does not know either.
        _ => None,
    }
}

/// Comments may hold anything, also what looks like a result.
fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' if depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(results: &[&str]) -> Option<Verdict> {
        let results: Vec<String> = results.iter().map(|value| (*value).to_owned()).collect();
        of(&results, &["mx.vandael.example".to_owned()])
    }

    #[test]
    fn our_own_server_is_believed() {
        assert_eq!(
            ask(&["mx.vandael.example; spf=pass; dkim=pass; dmarc=pass (p=REJECT) header.from=a.example"]),
            Some(Verdict::Pass)
        );
        assert_eq!(ask(&["MX.vandael.example 1;\r\n\tdmarc=fail header.from=a.example"]), Some(Verdict::Fail));
        assert_eq!(ask(&["mx.vandael.example; dmarc=none"]), Some(Verdict::None));
        assert_eq!(ask(&["mx.vandael.example; spf=fail; dmarc=temperror"]), None);
    }

    #[test]
    fn others_are_not() {
        assert_eq!(ask(&["mx.evil.example; dmarc=pass"]), None);
        assert_eq!(ask(&[]), None);
        assert_eq!(ask(&["mx.vandael.example; spf=pass (; dmarc=pass)"]), None, "a comment");
        let forged_below = ["mx.vandael.example; dmarc=fail", "mx.vandael.example; dmarc=pass"];
        assert_eq!(ask(&forged_below), Some(Verdict::Fail), "the topmost is ours");
    }
}
