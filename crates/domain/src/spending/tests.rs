use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Date {
    Date::parse_iso(text).unwrap_or(Date::from_days(0))
}

fn texts(slots: &[Slot]) -> Vec<String> {
    slots.iter().map(|slot| format!("{} {}", slot.from.iso(), slot.last.iso())).collect()
}

#[test]
fn twelve_months_end_with_the_present_one() {
    let slots = Period::Months.slots(day("2024-02-29"), day("2020-01-01"));
    assert_eq!(slots.len(), 12);
    assert_eq!(texts(&slots[..1]), ["2023-03-01 2023-03-31"]);
    assert_eq!(texts(&slots[10..]), ["2024-01-01 2024-01-31", "2024-02-01 2024-02-29"]);
}

#[test]
fn a_year_has_as_many_months_as_have_begun() {
    let today = day("2026-11-24");
    let this = Period::ThisYear.slots(today, today);
    assert_eq!((this.len(), texts(&this[10..])), (11, vec!["2026-11-01 2026-11-30".to_owned()]));
    let last = Period::LastYear.slots(today, today);
    assert_eq!((last.len(), last[0].from, last[11].last), (12, day("2025-01-01"), day("2025-12-31")));
}

#[test]
fn everything_is_by_year_since_the_first_order() {
    let today = day("2026-11-24");
    assert_eq!(
        texts(&Period::All.slots(today, day("2024-12-31"))),
        ["2024-01-01 2024-12-31", "2025-01-01 2025-12-31", "2026-01-01 2026-12-31"]
    );
    // Whoever has ordered nothing has this year; whatever the first day is, there is an end to it.
    assert_eq!(Period::All.slots(today, today).len(), 1);
    assert_eq!(Period::All.slots(today, day("2031-01-01")).len(), 1);
    assert_eq!(Period::All.slots(today, day("0001-01-01")).len(), 101);
}

#[test]
fn what_an_address_says_is_read() {
    for period in Period::ALL {
        assert_eq!(Period::parse(period.code()), period);
    }
    for rank in Rank::ALL {
        assert_eq!(Rank::parse(rank.code()), rank);
    }
    assert_eq!((Period::parse("<script>"), Rank::parse("")), (Period::Months, Rank::Times));
}

#[test]
fn what_rounding_leaves_goes_to_who_lost_most() {
    assert_eq!(shares(&[1, 1, 1]), [334, 333, 333]);
    assert_eq!(shares(&[2, 1]), [667, 333]);
    assert_eq!(shares(&[1, 9_999]), [0, 1_000], "a tenth of a tenth is none");
    assert_eq!(shares(&[0, 5]), [0, 1_000]);
    assert_eq!(shares(&[0, 0]), [0, 0]);
    assert!(shares(&[]).is_empty());
}

proptest! {
    #[test]
    fn months_follow_each_other_without_a_gap(days in 0_i32..40_000, back in 0_i32..20_000) {
        let today = Date::from_days(days);
        for period in Period::ALL {
            let slots = period.slots(today, today.plus_days(-back));
            for pair in slots.windows(2) {
                prop_assert_eq!(pair[0].last.plus_days(1), pair[1].from);
            }
            if period != Period::LastYear {
                prop_assert!(slots.last().is_some_and(|slot| slot.from <= today && today <= slot.last));
            }
        }
    }

    #[test]
    fn shares_add_up_and_are_off_by_less_than_one(parts in proptest::collection::vec(0_i64..i64::MAX, 1..40)) {
        let whole: i128 = parts.iter().map(|part| i128::from(*part)).sum();
        let shares = shares(&parts);
        prop_assert_eq!(shares.iter().sum::<u32>(), if whole == 0 { 0 } else { 1_000 });
        for (share, part) in shares.into_iter().zip(parts) {
            prop_assert!((i128::from(share) * whole - i128::from(part) * 1_000).abs() <= whole);
        }
    }
}

#[test]
fn a_category_is_counted_at_the_top_of_its_tree() {
    let tree: HashMap<String, Option<String>> =
        [("roof", None), ("tiles", Some("roof")), ("red", Some("tiles")), ("lost", Some("gone")), ("a", Some("b"))]
            .into_iter()
            .chain([("b", Some("a"))])
            .map(|(slug, parent)| (slug.to_owned(), parent.map(str::to_owned)))
            .collect();
    assert_eq!(top_of(&tree, "red"), Some("roof"));
    assert_eq!(top_of(&tree, "roof"), Some("roof"));
    assert_eq!(top_of(&tree, "lost"), Some("lost"), "what stands above it is no category");
    assert_eq!(top_of(&tree, "nowhere"), None);
    assert!(top_of(&tree, "a").is_some(), "a circle ends");
}
