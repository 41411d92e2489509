//! Sums by day and by month: what was added is found, once, and what was taken away is gone.

use domain::{
    cases::Kind,
    measures::{Complaint, Figures, Group, Measure, Period, Span, Stand, Wait, ranges},
    permissions::AnswerCases,
    time::Date,
};
use store::measures::{Sums, complaints, sums};
use testkit::TestVendor;

use crate::{EVA, JOB};

/// A tag that nothing else has, so that the demo's own cases are not among them.
const TAG: &str = "only-here";

fn measure(day: Date, article: Option<&str>) -> Measure {
    Measure {
        day,
        hour: 9,
        kind: Kind::Complaint,
        tags: vec![TAG.to_owned()],
        article: article.map(str::to_owned),
        cause: None,
        first: Wait::After(25),
        solved: Wait::Overdue,
        stands: [Stand { kept: 1, ..Stand::default() }, Stand::default(), Stand { late: 1, ..Stand::default() }],
        rating: None,
        expected: false,
    }
}

async fn write(vendor: &TestVendor, sums: Sums) {
    let tx = vendor.store().begin().await.expect("a transaction begins");
    sums.write(&tx, JOB).await.expect("they are written");
    tx.commit().await.expect("they are kept");
}

async fn found(vendor: &TestVendor, from: Date, last: Date) -> Figures {
    let all = sums(vendor.store(), &ranges(from, last)).await.expect("they are read");
    all.get(&(Group::Tag, TAG.to_owned())).cloned().unwrap_or_default()
}

testkit::on_both_databases! {
    async fn every_day_of_a_year_is_found_once(vendor: TestVendor) {
        let last = Date::parse_iso("2026-11-24").expect("a day");
        let mut all = Sums::default();
        for day in 0..800 {
            all.add(&measure(last.plus_days(-day), (day % 2 == 0).then_some("XX-1")), 1);
        }
        write(&vendor, all.clone()).await;
        for period in Period::ALL {
            let (from, days) = (last.plus_days(1 - period.days()), i64::from(period.days()));
            let figures = found(&vendor, from, last).await;
            assert_eq!(figures.written(), days, "{period:?}");
            assert_eq!((figures.times(Span::First).done, figures.times(Span::Solved).overdue), (days, days));
            let granted = vendor.actor(EVA).await.grant_staff::<AnswerCases>().expect("staff");
            let named = complaints(vendor.store(), &granted, Complaint::Article, &ranges(from, last), 1).await;
            assert_eq!(named.expect("they are read"), [("XX-1".to_owned(), (days + 1) / 2)], "the most come first");
        }
        let mut away = Sums::default();
        for day in 0..800 {
            away.add(&measure(last.plus_days(-day), (day % 2 == 0).then_some("XX-1")), -1);
        }
        write(&vendor, away).await;
        assert!(found(&vendor, last.plus_days(-799), last).await.is_empty());
        vendor.check().await;
    }
}
