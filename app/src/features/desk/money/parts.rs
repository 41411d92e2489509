//! What the desk's pages of money share: addresses, names, and forms of which a page has several of one kind.

use domain::{ledger::wire::DeskAccount, permissions::StaffRight, refusal::Refusal};
use leptos::prelude::*;

use super::api::SETTINGS;
use crate::{
    features::{money::side::Side, orders::finding::link, shop::links::encode},
    reader::{use_i18n, use_reader},
    ui::{Command, Tone, in_place, notice, refusal_of},
};

/// Where the bank's movements are.
pub(super) const BANK: &str = "/desk/bank";
/// Where accounts are found.
pub(super) const ACCOUNTS: &str = "/desk/accounts";

#[must_use]
pub fn account_href(number: &str) -> String {
    format!("{ACCOUNTS}/{}", encode(number))
}

#[must_use]
pub fn invoice_href(number: &str) -> String {
    format!("/desk/invoices/{}", encode(number))
}

/// The page of movements in a state that begins after `after`.
#[must_use]
pub fn bank_href(state: &str, after: &str) -> String {
    link(BANK, &[("state", state), ("after", after)])
}

/// The numbers of documents in what was typed: nothing in a number parts it.
#[cfg(any(feature = "ssr", test))]
#[must_use]
pub fn numbers_in(typed: &[String]) -> Vec<String> {
    let between = |sign: char| sign.is_whitespace() || matches!(sign, ',' | ';');
    let numbers = typed.iter().flat_map(|field| field.split(between));
    numbers.filter(|number| !number.is_empty()).map(str::to_owned).collect()
}

/// From which side the page of an account is read.
pub(super) fn side_of(page: &DeskAccount) -> Side {
    Side::Desk(page.money.account_number.clone())
}

/// Whether the reader's role posts. The server decides again; this only hides what it would refuse.
pub(super) fn may_post() -> bool {
    use_reader().with_untracked(|reader| {
        reader.me.as_ref().and_then(|me| me.staff).is_some_and(|role| role.has(StaffRight::PostMoney))
    })
}

/// What was refused about the one of a page's forms of this command whose field `about.0` is `about.1`.
pub(super) fn refused_about(command: Command, about: (&'static str, &str)) -> Signal<Option<Refusal>> {
    let (name, value) = (about.0, about.1.to_owned());
    let (sent, refusal) = (command.sent(), in_place(refusal_of(command)));
    Signal::derive(move || {
        let is_here = sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.get(name) == value));
        refusal.get().filter(|_| is_here)
    })
}

/// That nothing can be issued before the vendor has said who they are, with the way there.
pub(super) fn seller_notice(refusal: Signal<Option<Refusal>>) -> AnyView {
    let i18n = use_i18n();
    let is_it = move || {
        refusal.with(|refusal| refusal.as_ref().is_some_and(|refusal| refusal.field.as_deref() == Some("seller")))
    };
    (move || {
        is_it().then(|| {
            let said = i18n.desk_money_no_seller();
            let text = view! { <p>{said} " " <a href=SETTINGS>{i18n.billing_title()}</a></p> };
            notice(Tone::Late, "warning", text.into_any())
        })
    })
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_between_commas_and_spaces() {
        let typed = [" 2026-00012, 2026-00013;2026/4\n".to_owned(), "R-1".to_owned()];
        assert_eq!(numbers_in(&typed), ["2026-00012", "2026-00013", "2026/4", "R-1"]);
        assert!(numbers_in(&[" , ".to_owned()]).is_empty());
    }

    #[test]
    fn a_page_of_the_bank_has_one_address() {
        assert_eq!(bank_href("", ""), "/desk/bank");
        assert_eq!(bank_href("unknown", "2026-11-24.x"), "/desk/bank?state=unknown&after=2026-11-24.x");
    }
}
