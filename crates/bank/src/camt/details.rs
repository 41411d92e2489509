//! Who paid, and what for.

use super::number;
use super::xml::Node;
use crate::references::{given, not_a_counter};
use crate::text::one_line;

/// What the details of one or more transactions say of a movement.
#[derive(Default)]
pub(super) struct Details {
    pub(super) bank_reference: Option<String>,
    pub(super) end_to_end: Option<String>,
    pub(super) payer_name: String,
    pub(super) payer_account: String,
    pub(super) reference: Option<String>,
    pub(super) text: String,
    pub(super) is_returned: bool,
}

impl Details {
    /// Of several together, only the texts and the bank's reference of the entry are known.
    pub(super) fn of(entry: &Node, all: &[&Node], is_incoming: bool, own: &str) -> Self {
        let of_entry = entry.text_at(&["AcctSvcrRef"]).and_then(given);
        let count = || entry.text_at(&["NtryRef"]).and_then(not_a_counter);
        let text = text(entry, all);
        let is_returned = all.iter().any(|details| details.at(&["RtrInf"]).is_some());
        let [only] = all else {
            return Self { bank_reference: of_entry.or_else(count), text, is_returned, ..Self::default() };
        };
        let of_one = only.text_at(&["Refs", "AcctSvcrRef"]).and_then(given);
        let (payer_name, payer_account) = payer(only, is_incoming, own);
        Self {
            bank_reference: of_one.or(of_entry).or_else(count),
            end_to_end: only.text_at(&["Refs", "EndToEndId"]).and_then(given),
            payer_name,
            payer_account,
            reference: structured(only),
            text,
            is_returned,
        }
    }
}

/// The name and account of the other side. The parties of a returned payment keep their parts, so that the debtor of
/// what comes in may be the vendor: then it is the other one.
fn payer(details: &Node, is_incoming: bool, own: &str) -> (String, String) {
    let side = |party: &str, account: &str| {
        let name = details.text_at(&["RltdPties", party, "Pty", "Nm"]);
        let name = name.or_else(|| details.text_at(&["RltdPties", party, "Nm"])).unwrap_or_default();
        let account = details.at(&["RltdPties", account]).and_then(number).unwrap_or_default();
        (one_line(name), account)
    };
    let (debtor, creditor) = (side("Dbtr", "DbtrAcct"), side("Cdtr", "CdtrAcct"));
    let (first, second) = if is_incoming { (debtor, creditor) } else { (creditor, debtor) };
    if !own.is_empty() && first.1 == own { second } else { first }
}

fn structured(details: &Node) -> Option<String> {
    let information = details.at(&["RmtInf"])?;
    information.all("Strd").find_map(|one| one.text_at(&["CdtrRefInf", "Ref"]).and_then(given))
}

/// What the payers wrote; where they wrote nothing, what the bank adds.
fn text(entry: &Node, all: &[&Node]) -> String {
    let mut text = String::new();
    let written = all.iter().filter_map(|details| details.at(&["RmtInf"])).flat_map(|all| all.all("Ustrd"));
    for line in written {
        text.push_str(line.text());
        text.push(' ');
    }
    if text.trim().is_empty() {
        let of_one = match all {
            [only] => only.text_at(&["AddtlTxInf"]),
            _ => None,
        };
        text = of_one.or_else(|| entry.text_at(&["AddtlNtryInf"])).unwrap_or_default().to_owned();
    }
    one_line(&text)
}
