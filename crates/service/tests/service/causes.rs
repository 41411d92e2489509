//! One thing that went wrong for many: found, told to each of them once, and settled.

use std::collections::HashSet;

use domain::{
    causes::{CauseDraft, CausePage, NoticeKind, Wording},
    event::Event,
    language::Language,
    permissions::Actor,
    refusal::Code,
};
use service::{
    cases,
    causes::{self, Tell},
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, CLAIRE, EVA, GABOR, JAN, KATRIN, OLIVER, refused};

const DRILL: &str = "TL-7012";
const TODAY: &str = "2026-11-24";

fn draft(articles: &str, from: &str) -> CauseDraft {
    CauseDraft {
        key: new_key(),
        number: String::new(),
        version: 0,
        title: "Chuck comes loose".to_owned(),
        text: "Batch 22-118, do not tell".to_owned(),
        articles: articles.to_owned(),
        from: from.to_owned(),
        until: String::new(),
        case: String::new(),
    }
}

fn wording(language: &str, subject: &str, text: &str) -> Wording {
    Wording { language: language.to_owned(), subject: subject.to_owned(), text: text.to_owned() }
}

fn found() -> Vec<Wording> {
    vec![
        wording("nl", "Boorkop kan loskomen", "Stop met boren. Wij halen hem donderdag op."),
        wording("en", "A chuck may come loose", "Stop drilling. We fetch it on Thursday."),
    ]
}

fn tell<'a>(page: &CausePage, words: &'a [Wording]) -> Tell<'a> {
    Tell { key: new_key(), number: page.number, version: page.version, closes: false, words }
}

async fn page(vendor: &TestVendor, actor: &Actor, number: i64) -> CausePage {
    causes::page(vendor.context(), actor, number).await.expect("the cause is there")
}

/// How often this account was told of this cause by a notice, and whether that closed it.
async fn told(vendor: &TestVendor, actor: &Actor, number: i64) -> Vec<bool> {
    let news = service::news::list(vendor.context(), actor, None).await.expect("the log is there");
    let closes = news.events.iter().filter_map(|line| match line.event {
        Event::Notice { cause, closes, .. } if cause == number => Some(closes),
        _ => None,
    });
    closes.collect()
}

async fn complaint(vendor: &TestVendor, actor: &Actor, subject: &str) -> i64 {
    let draft = testkit::draft("complaint", subject, "It comes loose.");
    cases::open(vendor.context(), actor, &draft).await.expect("it is kept")
}

testkit::on_both_databases! {
    async fn many_are_told_of_one_cause_each_in_their_language(vendor: TestVendor) {
        let context = vendor.context();
        let (anna, gabor, katrin) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(KATRIN).await);
        let (claire, oliver) = (vendor.actor(CLAIRE).await, vendor.actor(OLIVER).await);
        let (eva, jan) = (vendor.actor(EVA).await, vendor.actor(JAN).await);
        let hers = vendor.order(&anna, &[(DRILL, "2")]).await;
        let his = vendor.order(&gabor, &[(DRILL, "1"), ("RT-1042", "10")]).await;
        vendor.order(&katrin, &[("RT-1042", "10")]).await;
        let changed = vendor.order(&oliver, &[(DRILL, "1")]).await;
        service::orders::cancel(context, &oliver, changed, "").await.expect("it is early enough");

        // Gábor has it and complains; Claire complains of it and bought it elsewhere.
        let (gabors, claires) = (complaint(&vendor, &gabor, "Laza tokmány").await, complaint(&vendor, &claire, "Mandrin").await);
        let first = CauseDraft { case: gabors.to_string(), ..draft(DRILL, TODAY) };
        let number = causes::save(context, &jan, &first).await.expect("an agent writes it down");
        assert_eq!(causes::save(context, &jan, &first).await.expect("the same key"), number, "once");
        causes::link(context, &jan, claires, Some(number)).await.expect("it is linked");
        let seen = page(&vendor, &eva, number).await;
        assert_eq!((seen.accounts, seen.orders, seen.untold), (3, 2, 3), "anna, gábor, claire; no cancelled order");
        assert_eq!(seen.cases.len(), 2);
        assert_eq!(seen.languages.iter().map(|(_, count)| count).sum::<i64>(), 3);
        let affected = causes::affected(context, &jan, number, None).await.expect("a list");
        assert_eq!(affected.accounts.len(), 3);
        assert!(affected.accounts.iter().all(|account| account.told.is_none()));

        let words = found();
        let telling = tell(&seen, &words);
        assert_eq!(refused(causes::tell(context, &jan, telling).await), Code::NotAllowed, "an agent tells not all at once");
        causes::tell(context, &eva, telling).await.expect("it is told");
        causes::tell(context, &eva, telling).await.expect("pressed twice");
        assert_eq!(refused(causes::tell(context, &eva, Tell { closes: true, ..telling }).await), Code::KeyReused);
        assert_eq!(refused(causes::tell(context, &eva, Tell { key: new_key(), ..telling }).await), Code::Stale);
        causes::pass(context).await.expect("it goes out");
        causes::pass(context).await.expect("there is nothing left");
        for actor in [&anna, &gabor, &claire] {
            assert_eq!(told(&vendor, actor, number).await, [false], "once");
        }
        for actor in [&katrin, &oliver] {
            assert!(told(&vendor, actor, number).await.is_empty());
            assert_eq!(refused(causes::notices(context, actor, number).await), Code::NotFound);
        }
        let seen = page(&vendor, &eva, number).await;
        assert_eq!((seen.untold, seen.notices[0].told, seen.notices[0].done), (0, 3, true));

        // Each in their language, with their own orders only.
        vendor.deliver_mail().await;
        let mail = |mails: Vec<domain::demo::KeptMail>| {
            let about: Vec<_> = mails.into_iter().filter(|mail| mail.text.contains("/messages/notices/")).collect();
            assert_eq!(about.len(), 1, "one mail");
            about.into_iter().next().expect("there is one")
        };
        let to_anna = mail(vendor.mails_to(ANNA).await);
        assert!(to_anna.subject == "A chuck may come loose" && to_anna.text.contains(&hers.to_string()));
        assert!(!to_anna.text.contains(&his.to_string()) && !to_anna.text.contains("do not tell"));
        let to_gabor = mail(vendor.mails_to(GABOR).await);
        assert!(to_gabor.subject == "A chuck may come loose" && to_gabor.text.contains("rendeléseit"), "English comes next");
        let read = causes::notices(context, &anna, number).await.expect("she was told");
        assert_eq!((read.orders.as_slice(), read.cases.len()), ([hers].as_slice(), 0));
        assert_eq!((read.notices[0].kind, read.notices[0].by.as_str()), (NoticeKind::Found, "Eva"));
        let read = causes::notices(context, &gabor, number).await.expect("he was told");
        assert_eq!((read.orders.as_slice(), read.cases.len()), ([his].as_slice(), 1));
        assert_eq!(read.notices[0].language, Some(Language::En));
        assert!(!serde_json::to_string(&read).expect("it is JSON").contains("do not tell"));
        let beside = causes::of_case(context, &gabor, gabors).await.expect("it is linked");
        assert_eq!(beside.len(), 1);
        assert!(causes::of_case(context, &claire, gabors).await.expect("not hers").is_empty());

        // Somebody orders it after all: they hear of it, the others not again.
        vendor.order(&oliver, &[(DRILL, "1")]).await;
        assert_eq!(page(&vendor, &eva, number).await.untold, 1);
        causes::tell_rest(context, &eva, number).await.expect("he is told as well");
        causes::pass(context).await.expect("it goes out");
        assert_eq!((told(&vendor, &oliver, number).await.len(), told(&vendor, &anna, number).await.len()), (1, 1));

        // It is settled, for all who were told.
        let seen = page(&vendor, &eva, number).await;
        let words = [wording("en", "New chucks are there", "Yours is on its way.")];
        let closing = Tell { closes: true, ..tell(&seen, &words) };
        causes::tell(context, &eva, closing).await.expect("it is closed");
        causes::tell(context, &eva, closing).await.expect("pressed twice");
        causes::pass(context).await.expect("it goes out");
        for actor in [&anna, &gabor, &claire, &oliver] {
            assert_eq!(told(&vendor, actor, number).await, [true, false], "newest first");
        }
        assert!(told(&vendor, &katrin, number).await.is_empty());
        let seen = page(&vendor, &eva, number).await;
        assert!(seen.closed.is_some());
        assert_eq!(refused(causes::tell(context, &eva, tell(&seen, &words)).await), Code::State);
        assert_eq!(refused(causes::tell_rest(context, &eva, number).await), Code::State);
        assert_eq!(refused(causes::link(context, &jan, claires, Some(number)).await), Code::State);
        let open = causes::list(context, &jan, false, None).await.expect("a list");
        assert!(open.causes.iter().all(|card| card.number != number));
        let closed = causes::list(context, &jan, true, None).await.expect("a list");
        assert_eq!(closed.causes.iter().find(|card| card.number == number).map(|card| (card.cases, card.told)), Some((2, 4)));
        vendor.check().await;
    }

    async fn whoever_dies_in_the_middle_tells_nobody_twice(vendor: TestVendor) {
        const MANY: usize = 120;
        let context = vendor.context();
        let eva = vendor.actor(EVA).await;
        let owners = vendor.new_owners(MANY).await;
        for owner in &owners {
            vendor.order(owner, &[("RT-1042", "1")]).await;
        }
        let number = causes::save(context, &eva, &draft("RT-1042", TODAY)).await.expect("it is written down");
        let seen = page(&vendor, &eva, number).await;
        assert!(seen.accounts >= i64::try_from(MANY).expect("few"));
        let words = found();
        causes::tell(context, &eva, tell(&seen, &words)).await.expect("it is told");
        assert!(causes::batch(context).await.expect("some are told"), "and then the process ends");
        let half = page(&vendor, &eva, number).await;
        assert!(!half.notices[0].done && half.notices[0].told < seen.accounts, "{}", half.notices[0].told);

        // Settled before all have heard of it: they hear both, in order.
        let done = [wording("en", "It is settled", "All of it.")];
        causes::tell(context, &eva, Tell { closes: true, ..tell(&half, &done) }).await.expect("it is closed");
        // Two processes go on at the same time.
        let other = vendor.another_process().await;
        let (one, two) = tokio::join!(causes::pass(context), causes::pass(&other));
        one.and(two).expect("both end well");
        causes::pass(context).await.expect("what one left to the other");
        let seen = page(&vendor, &eva, number).await;
        assert!(seen.notices.iter().all(|notice| notice.done && notice.told == seen.accounts));
        for owner in &owners {
            assert_eq!(told(&vendor, owner, number).await, [true, false]);
        }
        vendor.deliver_mail().await;
        for place in [1, MANY / 2, MANY] {
            let mails = vendor.mails_to(&format!("owner-{place}@test.example")).await;
            let about = mails.iter().filter(|mail| mail.text.contains("/messages/notices/")).count();
            assert_eq!(about, 2, "one for each notice");
        }
        // All of them, page by page, each once.
        let mut numbers = HashSet::new();
        let mut after = None;
        loop {
            let page = causes::affected(context, &eva, number, after.as_deref()).await.expect("a page");
            assert!(page.accounts.iter().all(|account| numbers.insert(account.number.clone()) && account.told.is_some()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(i64::try_from(numbers.len()).ok(), Some(seen.accounts));
        vendor.check().await;
    }

    async fn what_cannot_be_told(vendor: TestVendor) {
        let context = vendor.context();
        let (eva, jan, anna) = (vendor.actor(EVA).await, vendor.actor(JAN).await, vendor.actor(ANNA).await);
        assert_eq!(refused(causes::save(context, &anna, &draft("", "")).await), Code::NotFound);
        assert_eq!(refused(causes::list(context, &anna, false, None).await), Code::NotFound);
        let before = causes::list(context, &jan, false, None).await.expect("a list").causes.len();
        for (wrong, code) in [
            (CauseDraft { title: " ".to_owned(), ..draft("", "") }, Code::Missing),
            (draft("NO-1", ""), Code::Article),
            (draft("", "soon"), Code::Malformed),
            (CauseDraft { number: "99".to_owned(), ..draft("", "") }, Code::NotFound),
            (CauseDraft { number: "one".to_owned(), ..draft("", "") }, Code::Malformed),
            (CauseDraft { case: "1".to_owned(), ..draft("", "") }, Code::NotFound),
        ] {
            assert_eq!(refused(causes::save(context, &jan, &wrong).await), code);
        }
        assert_eq!(causes::list(context, &jan, false, None).await.expect("a list").causes.len(), before, "nothing half-written");
        let number = causes::save(context, &jan, &draft("", "")).await.expect("it is written down");
        let seen = page(&vendor, &eva, number).await;
        assert_eq!((seen.accounts, seen.orders), (0, 0), "it reaches nobody");
        let words = found();
        assert_eq!(refused(causes::tell(context, &eva, tell(&seen, &words)).await), Code::Missing);
        assert_eq!(refused(causes::tell_rest(context, &eva, number).await), Code::State, "nothing was told");
        let changed = CauseDraft { number: number.to_string(), version: seen.version, ..draft("rt-1042", "") };
        causes::save(context, &jan, &changed).await.expect("it reaches somebody");
        assert_eq!(refused(causes::save(context, &jan, &changed).await), Code::Stale);
        let seen = page(&vendor, &eva, number).await;
        assert!(seen.accounts > 0 && seen.reach.articles == ["RT-1042"]);
        let halves = [wording("nl", "Boorkop", ""), wording("en", "", "Stop")];
        for half in &halves {
            assert_eq!(refused(causes::tell(context, &eva, tell(&seen, std::slice::from_ref(half))).await), Code::Missing);
        }
        // Whom it affects hears of it first; a cause that affects nobody is closed without a word.
        let quiet = Tell { closes: true, ..tell(&seen, &[]) };
        assert_eq!(refused(causes::tell(context, &eva, quiet).await), Code::Untold);
        let changed = CauseDraft { number: number.to_string(), version: seen.version, ..draft("", "") };
        causes::save(context, &jan, &changed).await.expect("it reaches nobody again");
        let seen = page(&vendor, &eva, number).await;
        causes::tell(context, &eva, Tell { closes: true, ..tell(&seen, &[]) }).await.expect("it is closed");
        assert!(page(&vendor, &eva, number).await.closed.is_some());
        causes::pass(context).await.expect("there is nothing to send");
        assert!(told(&vendor, &anna, number).await.is_empty());
        vendor.check().await;
    }
}
