//! The vendor's mirror: what was promised and what became of it, without leaving out who was never answered.

use domain::{
    cases::{Draft, Kind},
    measures::{Line, Overview, Table, Time, Times},
    permissions::Actor,
    promise::Promise,
    refusal::Code,
};
use service::{
    cases::{self, Decision, Say, Saying, Seen},
    measures,
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, GABOR, JAN, MIRA, refused};

async fn written(vendor: &TestVendor, actor: &Actor, kind: &str, article: &str) -> i64 {
    let draft = Draft {
        key: new_key(),
        kind: kind.to_owned(),
        subject: "Cracked ridge tiles".to_owned(),
        text: "Eleven of forty are cracked.".to_owned(),
        impact: "none".to_owned(),
        needed: "this_week".to_owned(),
        remedy: String::new(),
        expected: "New tiles by Thursday".to_owned(),
        tags: "an own word".to_owned(),
        ticked: vec!["quality".to_owned()],
        order: String::new(),
        article: article.to_owned(),
    };
    cases::open(vendor.context(), actor, &draft).await.expect("it is kept")
}

async fn overview(vendor: &TestVendor, period: &str) -> Overview {
    measures::pass(vendor.context()).await.expect("it is counted");
    let jan = vendor.actor(JAN).await;
    let overview = measures::overview(vendor.context(), &jan, period).await.expect("staff see it");
    assert_eq!(overview.uncounted, 0);
    vendor.check().await;
    overview
}

fn of<'a>(lines: &'a [Line], code: &str) -> &'a Line {
    lines.iter().find(|line| line.code == code).expect("there is such a line")
}

fn counts(times: &Times) -> [i64; 4] {
    [times.done, times.pending, times.overdue, times.ended]
}

/// What came to be counted since `before`.
fn more(before: &Times, after: &Times) -> [i64; 4] {
    let (before, after) = (counts(before), counts(after));
    std::array::from_fn(|place| after[place] - before[place])
}

async fn say(vendor: &TestVendor, number: i64, saying: Saying) {
    let jan = vendor.actor(JAN).await;
    let cause = if matches!(saying, Saying::Propose) { "Kiln 4" } else { "" };
    let say = Say { key: new_key(), number, seen: None, saying, text: "We look into it.", cause, prevention: "" };
    cases::answer(vendor.context(), &jan, say).await.expect("it is said");
}

async fn seen(vendor: &TestVendor, actor: &Actor, number: i64) -> Seen {
    let page = cases::page(vendor.context(), actor, number).await.expect("the case is there");
    Seen { number, version: page.version }
}

testkit::on_both_databases! {
    async fn the_demo_has_a_year_behind_it(vendor: TestVendor) {
        let (month, year) = (overview(&vendor, "month").await, overview(&vendor, "year").await);
        assert!(year.times.all.written > 100 && year.times.all.written > month.times.all.written);
        for times in [&month.times, &year.times] {
            let sum = |lines: &[Line]| lines.iter().map(|line| line.written).sum::<i64>();
            assert_eq!(sum(&times.kinds), times.all.written);
            assert_eq!(sum(&times.hours), times.all.written, "each was written at some hour");
            assert!(times.all.first.median <= times.all.first.most);
            let first = &times.all.first;
            assert_eq!(counts(first).iter().sum::<i64>(), times.all.written, "nobody is left out");
        }
        let first = year.promises.first().expect("there are promises");
        let share = first.share_kept().expect("some are over");
        assert!((7_000..9_900).contains(&share), "most were kept, and not all: {share}");
        assert!(!year.articles.is_empty() && year.ratings.means().0.is_some() && !year.rated.is_empty());
        let quarter = overview(&vendor, "no such period").await;
        assert_eq!(quarter.times.all.written, month.times.all.written, "whatever is none is the shortest");
    }

    async fn who_is_not_answered_is_counted_and_shown(vendor: TestVendor) {
        let (anna, context) = (vendor.actor(ANNA).await, vendor.context());
        let before = overview(&vendor, "month").await;
        let number = written(&vendor, &anna, "concern", "").await;
        assert!(measures::overview(context, &vendor.actor(JAN).await, "month").await.expect("staff").uncounted > 0);
        let new = overview(&vendor, "month").await;
        assert_eq!(more(&before.times.all.first, &new.times.all.first), [0, 1, 0, 0]);
        assert_eq!(of(&new.times.tags, "quality").written, of(&before.times.tags, "quality").written + 1);
        assert_eq!(new.times.tags.len(), context.settings().cases.tags.len(), "own words of customers are no lines");
        assert!(new.waiting.iter().any(|case| case.number == number), "{:?}", new.waiting);
        assert_eq!(new.promises[0].open, before.promises[0].open + 1);

        // Nobody answers until five in the afternoon: the watch writes it down, and the figures say so.
        vendor.advance(6 * 60);
        cases::pass(context).await.expect("the watch goes round");
        let late = overview(&vendor, "month").await;
        assert_eq!(late.promises[0].made(), before.promises[0].made() + 1);
        let waits = |page: &Overview| of(&page.times.kinds, "concern").first;
        assert_eq!(waits(&late).overdue, waits(&before).overdue + 1);
        assert!(waits(&late).most >= waits(&before).most, "it makes nobody look quicker");
        assert!(late.promises[0].overdue > before.promises[0].overdue);

        // The answer comes late: the promise stays missed, the time counts.
        say(&vendor, number, Saying::Answer).await;
        let answered = overview(&vendor, "month").await;
        assert_eq!(waits(&answered).done, waits(&before).done + 1);
        assert_eq!(waits(&answered).overdue, waits(&late).overdue - 1);
        assert_eq!(answered.promises[0].late, late.promises[0].late + 1);
        assert!(answered.waiting.iter().all(|case| case.number != number));

        // Given up after it was due is not answered; in time, it is nobody's fault.
        let gabor = vendor.actor(GABOR).await;
        let quick = written(&vendor, &gabor, "complaint", "").await;
        let slow = written(&vendor, &anna, "complaint", "").await;
        cases::withdraw(context, &gabor, new_key(), seen(&vendor, &gabor, quick).await).await.expect("in time");
        vendor.advance(24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        cases::withdraw(context, &anna, new_key(), seen(&vendor, &anna, slow).await).await.expect("too late");
        let given_up = overview(&vendor, "month").await;
        let complaints = |page: &Overview| of(&page.times.kinds, "complaint").first;
        assert_eq!(complaints(&given_up).overdue, complaints(&answered).overdue + 1);
        assert_eq!(complaints(&given_up).ended, complaints(&answered).ended + 1);
    }

    async fn who_escalates_an_answer_has_none(vendor: TestVendor) {
        let (anna, context) = (vendor.actor(ANNA).await, vendor.context());
        let before = overview(&vendor, "month").await.times.all.solved;
        let number = written(&vendor, &anna, "question", "").await;
        vendor.advance(5);
        say(&vendor, number, Saying::Answer).await;
        let answered = overview(&vendor, "month").await.times.all.solved;
        assert_eq!(more(&before, &answered), [1, 0, 0, 0]);
        vendor.advance(5);
        let at = seen(&vendor, &anna, number).await;
        cases::escalate(context, &anna, new_key(), at, "Your answer is wrong").await.expect("it is heard");
        assert_eq!(more(&before, &overview(&vendor, "month").await.times.all.solved), [0, 1, 0, 0]);
    }

    async fn a_complaint_is_solved_when_its_customer_says_so(vendor: TestVendor) {
        let (anna, context) = (vendor.actor(ANNA).await, vendor.context());
        let before = overview(&vendor, "month").await;
        let number = written(&vendor, &anna, "complaint", "RT-1042").await;
        say(&vendor, number, Saying::Answer).await;
        vendor.advance(60);
        say(&vendor, number, Saying::Propose).await;
        let solved = |page: &Overview| of(&page.times.kinds, "complaint").solved;
        let proposed = overview(&vendor, "month").await;
        assert_eq!(more(&solved(&before), &solved(&proposed)), [1, 0, 0, 0]);
        let decide = |decision| {
            let words = if decision == Decision::Accept { "Thank you" } else { "Not yet" };
            let anna = anna.clone();
            let vendor = &vendor;
            async move {
                let seen = seen(vendor, &anna, number).await;
                cases::decide(context, &anna, new_key(), seen, decision, words, false).await.expect("they decide");
            }
        };
        decide(Decision::Decline).await;
        assert_eq!(more(&solved(&before), &solved(&overview(&vendor, "month").await)), [0, 1, 0, 0], "it was none");
        vendor.advance(30);
        say(&vendor, number, Saying::Propose).await;
        decide(Decision::Accept).await;
        cases::rate(context, &anna, new_key(), number, "2", "").await.expect("it can be rated");
        let after = overview(&vendor, "month").await;
        assert_eq!(more(&solved(&before), &solved(&after)), [1, 0, 0, 0]);
        assert_eq!(after.ratings.expected[1], before.ratings.expected[1] + 1, "they had said what they expect");
        let rated = after.rated.first().expect("it is shown");
        assert_eq!((rated.number, rated.grade, rated.expected.as_str()), (number, 2, "New tiles by Thursday"));
        let count = |page: &Overview| page.articles.iter().find(|line| line.number == "RT-1042").map_or(0, |line| line.count);
        assert_eq!(count(&after), count(&before) + 1);
        assert!(after.articles.iter().any(|line| line.number == "RT-1042" && !line.name.is_empty()));

        // A cause is linked, and taken away again.
        let jan = vendor.actor(JAN).await;
        let cause = domain::causes::CauseDraft {
            key: new_key(),
            title: "Kiln 4".to_owned(),
            number: String::new(),
            version: 0,
            text: String::new(),
            articles: String::new(),
            from: String::new(),
            until: String::new(),
            case: String::new(),
        };
        let cause = service::causes::save(context, &jan, &cause).await.expect("a cause");
        service::causes::link(context, &jan, number, Some(cause)).await.expect("it is linked");
        let linked = overview(&vendor, "year").await;
        assert!(linked.causes.iter().any(|line| line.name == "Kiln 4" && line.count == 1), "{:?}", linked.causes);
        service::causes::link(context, &jan, number, None).await.expect("it is not");
        assert!(overview(&vendor, "year").await.causes.iter().all(|line| line.name != "Kiln 4"));
    }

    async fn tables_are_files_and_only_the_vendors(vendor: TestVendor) {
        let (anna, jan, context) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.context());
        assert_eq!(refused(measures::overview(context, &anna, "year").await), Code::NotFound);
        for table in Table::ALL {
            assert_eq!(refused(measures::csv(context, &anna, table, "year").await), Code::NotFound);
            let file = measures::csv(context, &jan, table, "year").await.expect("a file");
            let lines: Vec<&str> = file.trim_end().lines().collect();
            let columns = |line: &str| domain::csv::cells(line, domain::csv::separator(jan.language)).len();
            let width = lines.first().map_or(0, |head| columns(head));
            assert!(lines.iter().all(|line| columns(line) == width), "{table:?}: {file}");
            let expected = match table {
                Table::Promises => Promise::ALL.len(),
                Table::Kinds => Kind::ALL.len(),
                Table::Ratings => 5,
                Table::Tags => context.settings().cases.tags.len(),
                Table::Hours | Table::Articles => lines.len().max(2) - 1,
                // What the demo vendor has found.
                Table::Causes => 1,
            };
            assert_eq!(lines.len() - 1, expected, "{table:?}: {file}");
        }
    }

    async fn customers_see_the_times_where_the_vendor_shows_them(vendor: TestVendor) {
        let (anna, mira, context) = (vendor.actor(ANNA).await, vendor.actor(MIRA).await, vendor.context());
        for visitor in [vendor.stranger(), vendor.visitor(&anna)] {
            assert_eq!(refused(measures::answer_times(context, &visitor, "year").await), Code::NotFound);
        }
        let settings = cases::case_settings(context, &mira).await.expect("the settings");
        let week = settings.rules.hours.each_ref().map(|spans| domain::cases::spans_text(spans));
        cases::set_hours(context, &mira, settings.rules.version, &week, "7", (true, true)).await.expect("it is shown");
        let shown = measures::answer_times(context, &vendor.stranger(), "year").await.expect("it is there");
        let own = overview(&vendor, "year").await.times;
        assert_eq!((shown.all.clone(), &shown.kinds, &shown.hours), (own.all.clone(), &own.kinds, &own.hours), "the same figures");
        assert!(matches!(shown.all.first.median, Some(Time::Within(_))));
        let changes = cases::case_settings(context, &mira).await.expect("the settings").changes;
        assert_eq!(changes.first().map(|change| change.section.as_str()), Some("hours"), "it is written down");
    }

    async fn two_processes_count_a_case_once(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let before = overview(&vendor, "month").await.times.all.written;
        for _ in 0..12 {
            written(&vendor, &anna, "question", "").await;
        }
        let other = vendor.another_process().await;
        let (one, two) = tokio::join!(measures::pass(vendor.context()), measures::pass(&other));
        one.and(two).expect("both count");
        assert_eq!(overview(&vendor, "month").await.times.all.written, before + 12);
    }
}
