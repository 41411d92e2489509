use proptest::prelude::*;
use uuid::Uuid;

use super::{
    matching::{Found, Incoming, Match, Owed, Said, Why, find},
    *,
};
use crate::{ids::AccountId, money::Currency, settings::ReferenceForm};

fn posting(number: u128) -> PostingId {
    PostingId(Uuid::from_u128(number))
}

fn day(days: i32) -> Date {
    Date::from_days(20_000 + days)
}

fn item(number: u128, open: i64, disputed: i64, due: i32) -> OpenItem {
    OpenItem { posting: posting(number), open, disputed, due: Some(day(due)) }
}

#[test]
fn a_part_is_read_as_it_was_written() {
    for part in Bucket::ALL.map(Part::Bucket).into_iter().chain([Part::Overdue]) {
        assert_eq!(Part::parse(part.code()), Some(part));
    }
    assert_eq!(Part::parse("late"), None);
}

#[test]
fn what_is_put_back_is_asked_for_in_a_week_or_as_the_invoice_says() {
    assert_eq!(pay_by(Some(day(-40)), day(0)), day(7));
    assert_eq!(pay_by(Some(day(3)), day(0)), day(7));
    assert_eq!(pay_by(Some(day(20)), day(0)), day(20), "no less than what the invoice said");
    assert_eq!(pay_by(None, day(0)), day(7));
}

#[test]
fn what_is_due_today_is_not_overdue() {
    let of = |due: i32| Bucket::of(Some(day(due)), day(0));
    assert_eq!(of(1), Bucket::NotDue);
    assert_eq!(of(0), Bucket::NotDue);
    assert_eq!((of(-1), of(-30)), (Bucket::To30, Bucket::To30));
    assert_eq!((of(-31), of(-60)), (Bucket::To60, Bucket::To60));
    assert_eq!((of(-61), of(-90)), (Bucket::To90, Bucket::To90));
    assert_eq!((of(-91), of(-4_000)), (Bucket::Over90, Bucket::Over90));
    assert_eq!(Bucket::of(None, day(0)), Bucket::NotDue);
}

#[test]
fn what_is_disputed_leaves_what_is_overdue() {
    let items = [item(1, 1_000, 400, -10), OpenItem { open: -250, ..item(2, 0, 0, 0) }];
    let ageing = Ageing::of(&items, day(0)).unwrap_or_default();
    assert_eq!((ageing.to_30, ageing.disputed, ageing.unapplied), (600, 400, -250));
    assert_eq!((ageing.overdue(), ageing.total()), (600, 750));
}

#[test]
fn a_payment_goes_where_the_payer_says() {
    let owed = [item(1, 500, 0, -40), item(2, 300, 0, -5), item(3, 200, 200, -1)];
    // Nothing said: what is due first; nothing for what is disputed.
    assert_eq!(allocate(&owed, 600, &[]), Ok(vec![(posting(1), 500), (posting(2), 100)]));
    assert_eq!(allocate(&owed, 2_000, &[]), Ok(vec![(posting(1), 500), (posting(2), 300)]));
    // The newest was meant, and is paid.
    assert_eq!(allocate(&owed, 300, &[(posting(2), None)]), Ok(vec![(posting(2), 300)]));
    assert_eq!(allocate(&owed, 250, &[(posting(3), None)]), Ok(vec![(posting(3), 200)]));
    assert_eq!(
        allocate(&owed, 600, &[(posting(2), Some(100)), (posting(1), None)]),
        Ok(vec![(posting(2), 100), (posting(1), 500)])
    );
    let refused = |named: &[(PostingId, Option<i64>)]| allocate(&owed, 600, named).map_err(|refusal| refusal.code);
    assert_eq!(refused(&[(posting(9), None)]), Err(Code::NotFound));
    assert_eq!(refused(&[(posting(2), Some(301))]), Err(Code::TooMuch));
    assert_eq!(refused(&[(posting(1), Some(400)), (posting(2), Some(201))]), Err(Code::TooMuch));
    assert_eq!(refused(&[(posting(1), Some(400)), (posting(1), Some(101))]), Err(Code::TooMuch));
    assert_eq!(refused(&[(posting(1), Some(0))]), Err(Code::Malformed));
}

#[test]
fn who_pays_what_they_were_asked_for_pays_nothing_that_they_dispute() {
    let items = [item(1, 100, 40, -10), item(2, 50, 0, -5)];
    let named = [(posting(1), None), (posting(2), None)];
    assert_eq!(allocate(&items, 110, &named), Ok(vec![(posting(1), 60), (posting(2), 50)]));
    assert_eq!(allocate(&items, 130, &named), Ok(vec![(posting(1), 80), (posting(2), 50)]), "who pays more means it");
    assert_eq!(allocate(&items, 500, &named), Ok(vec![(posting(1), 100), (posting(2), 50)]));
    // The same by a transfer that names both.
    let both = [Owed { disputed: 40, ..owed(1, "2026-00001", 100) }, owed(1, "2026-00002", 50)];
    let found = certain(find(&incoming(110, "2026-00001 and 2026-00002"), &both, &[]));
    let parts = vec![(both[0].posting, 60), (both[1].posting, 50)];
    assert_eq!(found.map(|found| (found.parts, found.why)), Some((parts, Why::Number)));
}

#[test]
fn documents_are_numbered_by_the_vendors_pattern() {
    assert_eq!(document_number("{year}-{serial:5}", 2026, 17), "2026-00017");
    assert_eq!(serial_of("{year}-{serial:5}", 2026, "2026-00017"), Some(17));
    for other in ["2026-17", "2025-00017", "2026-00000", "2026-+0017", "ERP-0017"] {
        assert_eq!(serial_of("{year}-{serial:5}", 2026, other), None, "{other}");
    }
    assert_eq!(document_number("INV/{year}/{serial}", 2026, 123_456), "INV/2026/123456");
    for pattern in ["{year}-{serial:5}", "F{year}.{serial}", "{serial:7}/{year}"] {
        assert!(is_number_pattern(pattern), "{pattern}");
    }
    for pattern in
        ["", "{year}", "{serial}", "{year}{year}{serial}", "{year} {serial}", "ö{year}-{serial}", "{year}-{serial"]
    {
        assert!(!is_number_pattern(pattern), "{pattern}");
    }
}

#[test]
fn an_account_may_owe_more_than_before_with_a_second_person_only() {
    assert!(allows_more(Some(100), Some(501), 500));
    assert!(allows_more(Some(100), None, 500), "no limit is above every limit");
    for (old, new) in [
        (Some(100), Some(500)),
        (Some(900), Some(600)),
        (Some(600), Some(600)),
        (None, Some(600)),
        (None, None),
        (Some(600), Some(0)),
    ] {
        assert!(!allows_more(old, new, 500), "{old:?} {new:?}");
    }
}

#[test]
fn what_waits_is_read_as_it_was_written() {
    for kind in RequestKind::ALL {
        assert_eq!(RequestKind::parse(kind.code()), Some(kind));
        // As a posting it has the same name, so that the one can be compared with the other.
        let posts_nothing = matches!(kind, RequestKind::Terms | RequestKind::Allocation);
        assert_eq!(PostingKind::parse(kind.code()).is_none(), posts_nothing, "{kind:?}");
    }
    assert_eq!(RequestKind::parse("invoice"), None);
}

fn owed(account: u128, number: &str, open: i64) -> Owed {
    Owed {
        account: AccountId(Uuid::from_u128(account)),
        posting: posting(number.bytes().fold(0, |sum, byte| sum * 256 + u128::from(byte))),
        number: number.to_owned(),
        reference: crate::references::creditor_reference(number),
        currency: Currency::EUR,
        open,
        disputed: 0,
        due: Some(day(0)),
    }
}

fn incoming(amount: i64, text: &str) -> Incoming {
    let (text, payers) = (text.to_owned(), Vec::new());
    Incoming { booked: day(0), amount, currency: Currency::EUR, reference: None, text, payers }
}

fn certain(found: Match) -> Option<Found> {
    if let Match::Certain(found) = found { Some(found) } else { None }
}

fn likely(found: Match) -> Option<(AccountId, Why)> {
    if let Match::Likely(found) = found { Some((found.account, found.why)) } else { None }
}

#[test]
fn what_is_certain_likely_and_unknown() {
    let all = [owed(1, "2026-00001", 1_000), owed(1, "2026-00002", 500), owed(2, "2026-00003", 1_000)];
    let [first, second, third] = &all;
    let by_reference = Incoming { reference: Some(first.reference.clone()), ..incoming(400, "") };
    let paid =
        |amount: i64| Some(Found { account: first.account, parts: vec![(first.posting, amount)], why: Why::Reference });
    assert_eq!(certain(find(&by_reference, &all, &[])), paid(400));
    // In the other form, as a bank writes it and as somebody types it.
    let belgian = crate::references::of_document(ReferenceForm::Belgian, &first.number, (2026, 1));
    let others = [Owed { reference: belgian.clone(), ..first.clone() }, second.clone(), third.clone()];
    let digits = Incoming { reference: Some(crate::references::bare(&belgian)), ..incoming(400, "") };
    assert_eq!(certain(find(&digits, &others, &[])), paid(400));
    assert_eq!(certain(find(&incoming(400, &format!("thanks {belgian}")), &others, &[])), paid(400));
    // The reference in the wrong field, and too much money: the rest stays unapplied.
    assert_eq!(certain(find(&incoming(1_200, &format!("thanks {}", first.reference)), &all, &[])), paid(1_000));
    let both = certain(find(&incoming(1_500, "2026-00001 and 2026-00002"), &all, &[]));
    assert_eq!(both.map(|found| (found.parts.len(), found.why)), Some((2, Why::Number)));
    let other_amount = likely(find(&incoming(900, "invoice 2026-00001"), &all, &[]));
    assert_eq!(other_amount, Some((first.account, Why::NumberOtherAmount)));
    // Two accounts named: nobody knows.
    assert_eq!(find(&incoming(2_000, "2026-00001 2026-00003"), &all, &[]), Match::Unknown);
    // The amount alone, when it is one invoice's alone.
    assert_eq!(likely(find(&incoming(500, "hello"), &all, &[])), Some((second.account, Why::Amount)));
    assert_eq!(find(&incoming(1_000, "hello"), &all, &[]), Match::Unknown);
    let known = Incoming { payers: vec![third.account], ..incoming(1_000, "hello") };
    assert_eq!(likely(find(&known, &all, &[])), Some((third.account, Why::PayerAndAmount)));
    // Another currency is never matched.
    let forint = Incoming { currency: Currency::HUF, ..by_reference };
    assert_eq!(find(&forint, &all, &[]), Match::Unknown);
}

#[test]
fn what_was_announced_says_what_it_pays() {
    let all = [owed(1, "2026-00001", 1_000), owed(1, "2026-00002", 600), owed(2, "2026-00003", 1_000)];
    let [first, second, third] = &all;
    let said = |account: AccountId, amount: i64, documents: &[&str]| Said {
        account,
        paid: day(0),
        amount,
        currency: Currency::EUR,
        documents: documents.iter().map(|number| (*number).to_owned()).collect(),
    };
    let part = said(first.account, 300, &["2026-00002"]);
    let known = Incoming { payers: vec![first.account], ..incoming(300, "hello") };
    let paid = Some(Found { account: first.account, parts: vec![(second.posting, 300)], why: Why::Announced });
    assert_eq!(certain(find(&known, &all, std::slice::from_ref(&part))), paid);
    // What is paid meanwhile, what names nothing and what was announced twice is asked about.
    let late = [first.clone(), Owed { open: 200, ..second.clone() }];
    assert_eq!(likely(find(&known, &late, std::slice::from_ref(&part))), Some((first.account, Why::Payer)));
    let unnamed = said(first.account, 300, &[]);
    assert_eq!(likely(find(&known, &all, &[unnamed])), Some((first.account, Why::Payer)));
    assert_eq!(likely(find(&known, &all, &[part.clone(), part.clone()])), Some((first.account, Why::Payer)));
    // From somewhere else somebody is asked, when it was announced once; the payer's own words come first.
    let unknown = incoming(300, "hello");
    assert_eq!(likely(find(&unknown, &all, std::slice::from_ref(&part))), Some((first.account, Why::Announced)));
    let other = said(third.account, 300, &["2026-00003"]);
    assert_eq!(find(&unknown, &all, &[part.clone(), other.clone()]), Match::Unknown);
    let both = Incoming { payers: vec![third.account, AccountId::NIL], ..unknown.clone() };
    assert_eq!(likely(find(&both, &all, &[part.clone(), other])), Some((third.account, Why::Announced)));
    let named = incoming(300, "invoice 2026-00003");
    let forint = Incoming { currency: Currency::HUF, ..unknown };
    assert_eq!(find(&forint, &all, std::slice::from_ref(&part)), Match::Unknown);
    assert_eq!(likely(find(&named, &all, std::slice::from_ref(&part))), Some((third.account, Why::NumberOtherAmount)));
    // It is waited for so long, and may be said of a day that was another; whatever else comes at the same time.
    for (days, fits) in [(-15, false), (-14, true), (14, true), (15, false)] {
        let later = Incoming { booked: day(days), ..known.clone() };
        assert_eq!(certain(find(&later, &all, std::slice::from_ref(&part))).is_some(), fits, "{days}");
    }
    // What a stranger says displaces nobody whose invoice it may be; who has paid from there before is no stranger.
    let foreign = said(third.account, 600, &["2026-00003"]);
    assert_eq!(find(&incoming(600, "hello"), &all, std::slice::from_ref(&foreign)), Match::Unknown);
    let more = [first.clone(), second.clone(), third.clone(), owed(3, "2026-00004", 600)];
    let several = find(&incoming(600, "hello"), &more, std::slice::from_ref(&foreign));
    assert_eq!(several, Match::Unknown, "nor two of them");
    let theirs = Incoming { payers: vec![third.account, AccountId::NIL], ..incoming(600, "hello") };
    assert_eq!(likely(find(&theirs, &more, &[foreign])), Some((third.account, Why::Announced)));
}

#[test]
fn what_is_paid_twice_is_of_whose_invoice_it_names() {
    let paid = Owed { open: 0, ..owed(1, "2026-00001", 1_000) };
    let all = [paid.clone(), owed(2, "2026-00002", 1_000), Owed { open: 0, ..owed(3, "2026-00003", 500) }];
    let theirs = Match::Likely(Found { account: paid.account, parts: Vec::new(), why: Why::Paid });
    for text in [paid.number.as_str(), paid.reference.as_str()] {
        assert_eq!(find(&incoming(1_000, text), &all, &[]), theirs, "{text}");
        let given = Incoming { reference: Some(text.to_owned()), ..incoming(1_000, "") };
        assert_eq!(find(&given, &all, &[]), theirs, "{text}");
        // Whoever has paid from there before is not asked about.
        let known = Incoming { payers: vec![all[1].account], ..incoming(1_000, text) };
        assert_eq!(find(&known, &all, &[]), theirs, "{text}");
    }
    // What is open and named comes before it; of two accounts nobody knows.
    let open = certain(find(&incoming(1_000, "2026-00001, 2026-00002"), &all, &[]));
    assert_eq!(open.map(|found| found.account), Some(all[1].account));
    assert_eq!(find(&incoming(1_000, "2026-00001, 2026-00003"), &all, &[]), Match::Unknown);
    let forint = Incoming { currency: Currency::HUF, ..incoming(1_000, "2026-00001") };
    assert_eq!(find(&forint, &all, &[]), Match::Unknown);
}

#[test]
fn of_what_is_left_no_more_is_disputed_than_all_of_it() {
    // A movement before this one has paid the most of it.
    let rest = Owed { disputed: 100, ..owed(1, "2026-00001", 50) };
    let by_reference = Incoming { reference: Some(rest.reference.clone()), ..incoming(80, "") };
    let found = certain(find(&by_reference, std::slice::from_ref(&rest), &[]));
    assert_eq!(found.map(|found| found.parts), Some(vec![(rest.posting, 50)]));
}

proptest! {
    #[test]
    fn the_ageing_adds_up_to_the_balance(items in proptest::collection::vec((-1_000_i64..1_000_000, 0_i64..1_000, -200_i32..200), 0..60)) {
        let items: Vec<OpenItem> = items
            .into_iter()
            .filter(|(open, _, _)| *open != 0)
            .map(|(open, disputed, due)| item(1, open, disputed.min(open.max(0)), due))
            .collect();
        let balance: i64 = items.iter().map(|item| item.open).sum();
        let ageing = Ageing::of(&items, day(0)).map_err(|_| TestCaseError::reject("too large"))?;
        prop_assert_eq!(ageing.total(), balance);
        prop_assert_eq!(Bucket::ALL.into_iter().map(|bucket| ageing.get(bucket)).sum::<i64>(), balance);
        let late = Bucket::ALL.into_iter().filter(|bucket| bucket.is_overdue());
        prop_assert_eq!(late.map(|bucket| ageing.get(bucket)).sum::<i64>(), Part::Overdue.sum(&ageing));
    }

    #[test]
    fn nothing_gets_more_than_is_open_of_it(
        items in proptest::collection::vec((1_i64..10_000, 0_i64..10_000), 0..20),
        amount in 1_i64..200_000,
    ) {
        let items: Vec<OpenItem> = items
            .into_iter()
            .enumerate()
            .map(|(place, (open, disputed))| item(place as u128, open, disputed.min(open), 0))
            .collect();
        let parts = allocate(&items, amount, &[]).map_err(|_| TestCaseError::fail("nothing was named"))?;
        let sum: i64 = parts.iter().map(|(_, part)| *part).sum();
        let payable: i64 = items.iter().map(|item| item.open - item.disputed).sum();
        prop_assert_eq!(sum, amount.min(payable));
        for (id, part) in parts {
            let item = items.iter().find(|item| item.posting == id).ok_or(TestCaseError::fail("of those"))?;
            prop_assert!(part > 0 && part <= item.open - item.disputed);
        }
    }
}

#[test]
fn a_charge_has_a_number_that_stands_in_one_field() {
    let number = charge_number("K 10,017", 7);
    assert_eq!(number, "CHG-K10017-00007");
    assert!(is_charge_number(&number) && !is_charge_number("2026-00007"));
    assert!(!number.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';')));
}

#[test]
fn what_is_disputed_is_not_asked_for() {
    let ageing = Ageing { not_due: 40, disputed: 60, ..Ageing::default() };
    let standing = wire::Standing { currency: Currency::EUR, balance: 100, ageing, credit: None };
    assert_eq!(standing.asked(), 40);
    let in_favour = Ageing { disputed: 60, unapplied: -30, ..Ageing::default() };
    assert!(wire::Standing { balance: 30, ageing: in_favour, ..standing }.asked() < 0);
}
