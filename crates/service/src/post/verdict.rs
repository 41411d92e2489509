//! Whether a mail is from whom it says, as far as a mail server of ours has found out.

use domain::post::Verdict;

/// What the topmost `Authentication-Results` (RFC 8601) of a mail server that is believed says about DMARC. Anybody can
/// write such a header; only what our own servers have added counts, and they remove others with their name.
pub(super) fn of(results: &[String], believed: &[String]) -> Verdict {
    let own = results.iter().find(|value| {
        let server = value.split([';', ' ', '\t', '\r', '\n']).next().unwrap_or("").to_lowercase();
        believed.iter().any(|believed| believed.to_lowercase() == server)
    });
    let Some(value) = own else { return Verdict::NotJudged };
    let plain = without_comments(value).to_lowercase();
    let found = plain.split(';').skip(1).find_map(|method| {
        let (name, rest) = method.trim().split_once('=')?;
        (name.trim().split('/').next()?.trim() == "dmarc")
            .then(|| rest.split_whitespace().next().unwrap_or("").to_owned())
    });
    match found.as_deref() {
        Some("pass" | "bestguesspass") => Verdict::Pass,
        Some("fail") => Verdict::Fail,
        Some("none") => Verdict::None,
        // `temperror` and the like: nobody knows.
        _ => Verdict::NotJudged,
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

    fn ask(results: &[&str]) -> Verdict {
        let results: Vec<String> = results.iter().map(|value| (*value).to_owned()).collect();
        of(&results, &["mx.vandael.example".to_owned()])
    }

    #[test]
    fn our_own_server_is_believed() {
        assert_eq!(
            ask(&["mx.vandael.example; spf=pass; dkim=pass; dmarc=pass (p=REJECT) header.from=a.example"]),
            Verdict::Pass
        );
        assert_eq!(ask(&["MX.vandael.example 1;\r\n\tdmarc=fail header.from=a.example"]), Verdict::Fail);
        assert_eq!(ask(&["mx.vandael.example; dmarc=none"]), Verdict::None);
        assert_eq!(ask(&["mx.vandael.example; spf=fail; dmarc=temperror"]), Verdict::NotJudged);
    }

    #[test]
    fn others_are_not() {
        assert_eq!(ask(&["mx.evil.example; dmarc=pass"]), Verdict::NotJudged);
        assert_eq!(ask(&[]), Verdict::NotJudged);
        assert_eq!(ask(&["mx.vandael.example; spf=pass (; dmarc=pass)"]), Verdict::NotJudged, "a comment");
        let forged_below = ["mx.vandael.example; dmarc=fail", "mx.vandael.example; dmarc=pass"];
        assert_eq!(ask(&forged_below), Verdict::Fail, "the topmost is ours");
    }
}
