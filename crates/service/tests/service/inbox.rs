//! The desk's inbox: cases that become one, or two, or belong together; tags and the rules that they set off; replies,
//! views, who else is there, and the settings of all of it.

use domain::{
    cases::{AssignRow, CaseFilter, CasePage, CaseStep, Draft, Level, PolicyRow, Stage, TagRow, spans_text},
    event::Event,
    language::Language,
    permissions::Actor,
    promise::Promise,
    refusal::Code,
    time::{Date, Instant},
};
use service::cases::{self, Part, Say, Saying, Seen, Upload, Which};
use testkit::{TestVendor, new_key};

use crate::{ANNA, EVA, GABOR, JAN, KATRIN, MIRA, refused};

pub(crate) fn draft(kind: &str, subject: &str, impact: &str) -> Draft {
    Draft {
        impact: impact.to_owned(),
        needed: "this_week".to_owned(),
        ..testkit::draft(kind, subject, &format!("{subject}, as you can see."))
    }
}

pub(crate) async fn open(vendor: &TestVendor, actor: &Actor, kind: &str, subject: &str, impact: &str) -> i64 {
    cases::open(vendor.context(), actor, &draft(kind, subject, impact)).await.expect("it is kept")
}

pub(crate) async fn seen(vendor: &TestVendor, actor: &Actor, number: i64) -> CasePage {
    cases::page(vendor.context(), actor, number).await.expect("the case is there")
}

pub(crate) async fn version(vendor: &TestVendor, desk: &Actor, number: i64) -> Seen {
    let page = cases::desk_page(vendor.context(), desk, number).await.expect("the desk sees it");
    Seen { number, version: page.case.version }
}

pub(crate) fn due(page: &CasePage, promise: Promise) -> Option<Instant> {
    let of = page.clock.promises.iter().filter(|view| view.promise == promise && view.done.is_none());
    of.filter_map(|view| view.due).map(|due| due.instant).min()
}

pub(crate) fn steps(page: &CasePage) -> Vec<CaseStep> {
    let step = |event: &Event| match event {
        Event::Case { step, .. } => Some(*step),
        _ => None,
    };
    page.events.iter().filter_map(|line| step(&line.event)).collect()
}

testkit::on_both_databases! {
    async fn of_two_merged_cases_the_earlier_promise_holds(vendor: TestVendor) {
        let (anna, gabor, jan) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let urgent = open(&vendor, &anna, "complaint", "Work stands still", "standstill").await;
        vendor.advance(30);
        let calm = open(&vendor, &anna, "complaint", "Tiles are cracked", "none").await;
        let foreign = open(&vendor, &gabor, "complaint", "Repedt cserepek", "none").await;
        let promised = due(&seen(&vendor, &anna, urgent).await, Promise::FirstAnswer).expect("it is promised");
        assert!(due(&seen(&vendor, &anna, calm).await, Promise::FirstAnswer).is_some_and(|due| due > promised));

        let at = version(&vendor, &jan, urgent).await;
        assert_eq!(refused(cases::merge(context, &jan, at, &foreign.to_string()).await), Code::OtherAccount);
        assert_eq!(refused(cases::merge(context, &jan, at, &urgent.to_string()).await), Code::Malformed);
        assert_eq!(refused(cases::merge(context, &jan, at, "1").await), Code::NotFound);
        assert_eq!(refused(cases::merge(context, &anna, at, &calm.to_string()).await), Code::NotFound, "no customer");
        let photo = Upload { name: "roof.jpg".to_owned(), content: b"\xff\xd8\xff\xe0 not really".to_vec() };
        cases::send_files(context, &anna, new_key(), urgent, "Look", vec![photo]).await.expect("a photo");
        let at = version(&vendor, &jan, urgent).await;
        assert_eq!(cases::merge(context, &jan, at, &format!("#{calm}")).await.expect("they are one"), calm);

        let (gone, one) = (seen(&vendor, &anna, urgent).await, seen(&vendor, &anna, calm).await);
        assert_eq!((gone.stage, gone.merged_into), (Stage::Closed, Some(calm)));
        assert_eq!(due(&one, Promise::FirstAnswer), Some(promised), "as it was said");
        assert_eq!(one.entries.len(), 3, "what was written there is read here");
        let words = CaseFilter { queue: Some("open".into()), search: Some("look".into()), ..CaseFilter::default() };
        let found = cases::list(context, &anna, &words).await.expect("a list");
        assert_eq!(found.cases.iter().map(|card| card.number).collect::<Vec<_>>(), [calm], "by the words of the other");
        let file = one.entries.iter().flat_map(|entry| &entry.files).next().expect("the photo, too");
        cases::file(context, &anna, calm, file.id).await.expect("it is there");
        assert_eq!(refused(cases::file(context, &gabor, calm, file.id).await), Code::NotFound);
        let reopened = cases::reopen(context, &anna, new_key(), Seen { number: urgent, version: gone.version }, "No").await;
        assert_eq!(refused(reopened), Code::State, "it is open, under the other number");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(ANNA).await;
        assert!(mails.iter().any(|mail| mail.subject.contains(&urgent.to_string()) && mail.text.contains(&calm.to_string())));

        // Only the one that goes on is late.
        vendor.advance(8 * 60);
        cases::pass(context).await.expect("the watch goes round");
        assert!(!steps(&seen(&vendor, &anna, urgent).await).contains(&CaseStep::Missed));
        assert!(steps(&seen(&vendor, &anna, calm).await).contains(&CaseStep::Missed));

        // What went on in it goes on where it goes on.
        let last = open(&vendor, &anna, "complaint", "And the gutter?", "none").await;
        let at = version(&vendor, &jan, calm).await;
        cases::merge(context, &jan, at, &last.to_string()).await.expect("all three are one");
        assert_eq!(seen(&vendor, &anna, urgent).await.merged_into, Some(last));
        let page = seen(&vendor, &anna, last).await;
        assert_eq!(page.entries.len(), 4);

        // A photo that came along goes with its words where they become a case of their own.
        let entry = page.entries.iter().find(|entry| !entry.files.is_empty()).expect("the photo's").id;
        let part = Part {
            key: new_key(),
            seen: version(&vendor, &jan, last).await,
            entry,
            subject: "The roof",
            kind: "question",
        };
        let made = cases::split(context, &jan, part).await.expect("it is a case");
        let files = seen(&vendor, &anna, made).await.entries.remove(0).files;
        assert_eq!(files.len(), 1);
        cases::file(context, &anna, made, files[0].id).await.expect("it can be opened");
        vendor.check().await;
    }

    async fn a_part_becomes_a_case_that_is_promised_nothing_later(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "complaint", "Tiles are cracked", "standstill").await;
        let photo = Upload { name: "bill.jpg".to_owned(), content: b"\xff\xd8\xff\xe0 not really".to_vec() };
        cases::send_files(context, &anna, new_key(), number, "And the bill is wrong", vec![photo]).await.expect("kept");
        vendor.advance(45);
        let page = seen(&vendor, &anna, number).await;
        let promised = due(&page, Promise::FirstAnswer).expect("it is promised");
        let at = version(&vendor, &jan, number).await;
        let part = Part { key: new_key(), seen: at, entry: page.entries[1].id, subject: "The bill", kind: "question" };
        let new = cases::split(context, &jan, part).await.expect("it is a case");
        assert_eq!(cases::split(context, &jan, part).await.expect("the same key"), new, "once");
        let (old, made) = (seen(&vendor, &anna, number).await, seen(&vendor, &anna, new).await);
        assert_eq!((made.subject.as_str(), made.stage), ("The bill", Stage::Received));
        assert_eq!(due(&made, Promise::FirstAnswer), Some(promised), "nothing later than was said");
        assert_eq!(due(&old, Promise::FirstAnswer), Some(promised));
        assert_eq!(made.entries.len(), 1);
        cases::file(context, &anna, new, made.entries[0].files[0].id).await.expect("its photo came along");
        assert_eq!((old.linked[0].0, made.linked[0].0), (new, number), "each leads to the other");
        let at = version(&vendor, &jan, number).await;
        let nothing = Part { key: new_key(), seen: at, entry: made.entries[0].id, ..part };
        assert_eq!(refused(cases::split(context, &jan, nothing).await), Code::NotFound, "another case's");
        vendor.check().await;
    }

    async fn a_link_between_two_customers_is_the_desks_alone(vendor: TestVendor) {
        let (anna, gabor, jan) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let (one, two) = (
            open(&vendor, &anna, "complaint", "Cracked", "none").await,
            open(&vendor, &anna, "question", "When?", "none").await,
        );
        let theirs = open(&vendor, &gabor, "complaint", "Repedt", "none").await;
        for _ in 0..2 {
            cases::link(context, &jan, one, &two.to_string()).await.expect("they belong together");
            cases::link(context, &jan, theirs, &one.to_string()).await.expect("so do these");
        }
        let page = seen(&vendor, &anna, one).await;
        assert_eq!(page.linked, [(two, "When?".to_owned())], "her own");
        assert_eq!(steps(&page).iter().filter(|step| **step == CaseStep::Linked).count(), 1, "once");
        let foreign = serde_json::to_string(&seen(&vendor, &gabor, theirs).await).expect("it is JSON");
        assert!(!foreign.contains(&one.to_string()) && !foreign.contains("Dakwerken"), "{foreign}");
        let desk = cases::desk_page(context, &jan, theirs).await.expect("the desk sees it");
        assert_eq!(desk.links, [(one, "Dakwerken Gent BV".to_owned())]);
        assert!(desk.notes.iter().any(|note| note.text.contains(&one.to_string())), "it is written down");
        assert_eq!(refused(cases::link(context, &jan, one, "x").await), Code::Malformed);
        vendor.check().await;
    }

    async fn a_tag_routes_raises_and_tells(vendor: TestVendor) {
        let (anna, jan, mira) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let rows = [TagRow {
            code: "Roof leak".to_owned(),
            en: "Leak".to_owned(),
            nl: "Lek".to_owned(),
            priority: "critical".to_owned(),
            assign: EVA.to_owned(),
            notify: "roofs@vandael.example, MIRA@vandael.example".to_owned(),
            ..TagRow::default()
        }];
        let settings = cases::case_settings(context, &mira).await.expect("the settings");
        cases::set_tags(context, &mira, settings.rules.version, &rows).await.expect("a tag");
        assert_eq!(refused(cases::set_tags(context, &mira, settings.rules.version, &rows).await), Code::Stale);
        assert_eq!(refused(cases::case_settings(context, &jan).await), Code::NotAllowed);

        let number = open(&vendor, &anna, "complaint", "It drips", "none").await;
        let at = version(&vendor, &jan, number).await;
        cases::tag_case(context, &jan, at, " roof LEAK", "").await.expect("a tag");
        assert_eq!(refused(cases::tag_case(context, &jan, at, "more", "").await), Code::Stale);
        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.priority, page.assignee.as_deref()), (Level::Critical, Some("Eva")));
        assert_eq!(page.tags, ["Leak"]);
        assert!(steps(&page).contains(&CaseStep::Tagged));
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to("roofs@vandael.example").await.len(), 1);
        let at = version(&vendor, &jan, number).await;
        cases::tag_case(context, &jan, at, "", "roof-leak").await.expect("none");
        let page = seen(&vendor, &anna, number).await;
        assert!(page.tags.is_empty() && page.priority == Level::Critical, "what was decided stays");

        // A customer's own does the same from the beginning.
        let ticked = Draft { ticked: vec!["roof-leak".to_owned()], ..draft("question", "Wet", "none") };
        let number = cases::open(context, &anna, &ticked).await.expect("it is kept");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.priority, page.assignee.as_deref()), (Level::Critical, Some("Eva")));
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to("roofs@vandael.example").await.len(), 2);
        vendor.check().await;
    }

    async fn new_cases_go_to_who_has_the_fewest(vendor: TestVendor) {
        let (anna, gabor, mira) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let rule = |kind: &str, language: &str, to: &str| AssignRow {
            tag: String::new(),
            kind: kind.to_owned(),
            language: language.to_owned(),
            to: to.to_owned(),
        };
        let unknown = [rule("", "", "nobody@vandael.example")];
        let refusal = cases::set_assignment(context, &mira, 0, &unknown).await;
        assert_eq!(refused(refusal), Code::NotFound);
        let rows = [rule("question", "hu", MIRA), rule("question", "", &format!("{EVA}; {JAN}")), rule("", "", "")];
        let version = cases::case_settings(context, &mira).await.expect("the settings").rules.version;
        cases::set_assignment(context, &mira, version, &rows).await.expect("rules");
        // Jan has some already: Eva gets as many first, and from then on each of them every other one.
        let mut had = Vec::new();
        for _ in 0..16 {
            let number = open(&vendor, &anna, "question", "When?", "none").await;
            had.extend(seen(&vendor, &anna, number).await.assignee);
        }
        let evas = had.iter().take_while(|name| *name == "Eva").count();
        assert!(had.len() == 16 && (1..14).contains(&evas), "{had:?}");
        assert!(had[evas..].windows(2).all(|pair| pair[0] != pair[1]), "{had:?}");
        let theirs = open(&vendor, &gabor, "question", "Mikor?", "none").await;
        assert_eq!(seen(&vendor, &gabor, theirs).await.assignee.as_deref(), Some("Mira"), "who reads Hungarian");
        let other = open(&vendor, &anna, "complaint", "Cracked", "none").await;
        assert_eq!(seen(&vendor, &anna, other).await.assignee, None, "no rule fits");
    }

    async fn a_changed_policy_holds_for_what_comes(vendor: TestVendor) {
        let (anna, mira) = (vendor.actor(ANNA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let old = open(&vendor, &anna, "question", "When?", "none").await;
        let promised = due(&seen(&vendor, &anna, old).await, Promise::FirstAnswer).expect("it is promised");
        let row = |first: &str| PolicyRow {
            kind: "question".to_owned(),
            priority: String::new(),
            first: first.to_owned(),
            next: "2".to_owned(),
            resolution: "8".to_owned(),
        };
        let version = cases::case_settings(context, &mira).await.expect("the settings").rules.version;
        for wrong in ["0", "soon", "1:75"] {
            assert_eq!(refused(cases::set_promises(context, &mira, version, &[row(wrong)]).await), Code::Malformed);
        }
        let before = cases::case_settings(context, &mira).await.expect("the settings").changes.len();
        cases::set_promises(context, &mira, version, &[row("0:15"), PolicyRow::default()]).await.expect("quicker");
        let new = open(&vendor, &anna, "question", "And now?", "none").await;
        assert_eq!(due(&seen(&vendor, &anna, old).await, Promise::FirstAnswer), Some(promised), "as it was promised");
        let quick = due(&seen(&vendor, &anna, new).await, Promise::FirstAnswer);
        assert_eq!(quick, Some(context.now().plus_minutes(15)));
        let settings = cases::case_settings(context, &mira).await.expect("the settings");
        assert_eq!((settings.rules.version, settings.changes.len()), (version + 1, before + 1));
        assert_eq!((settings.changes[0].section.as_str(), settings.changes[0].by.as_str()), ("promises", "Mira Horváth"));
    }

    async fn a_change_says_what_was_and_what_is(vendor: TestVendor) {
        let (eva, mira) = (vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let changed = async || {
            let settings = cases::case_settings(context, &mira).await.expect("the settings");
            let change = settings.changes.into_iter().next().expect("something was changed");
            let of = change.differences.into_iter();
            let of = of.map(|of| (of.field.join("."), of.before.unwrap_or_default(), of.after.unwrap_or_default()));
            (change.section, of.collect::<Vec<_>>())
        };
        let line = |field: &str, before: &str, after: &str| (field.to_owned(), before.to_owned(), after.to_owned());
        let old = cases::case_settings(context, &mira).await.expect("the settings").rules;
        let mut week = old.hours.each_ref().map(|day| spans_text(day));
        let saturday = std::mem::replace(&mut week[5], "9:15-11:45".to_owned());
        let (lapse, longer) = (old.lapse_days.to_string(), (old.lapse_days + 1).to_string());
        let shown = (old.shows_answer_times, old.publishes_answer_times);
        cases::set_hours(context, &mira, old.version, &week, &longer, shown).await.expect("other hours");
        let expected = vec![line("hours.6", &saturday, "09:15-11:45"), line("lapse_days", &lapse, &longer)];
        assert_eq!(changed().await, ("hours".to_owned(), expected), "and nothing of what stayed");

        let texts = [(Language::En, "Soon.".to_owned())];
        cases::write_reply(context, &eva, Which::New(new_key()), "Later", &texts).await.expect("it is kept");
        let expected = vec![line("name", "", "Later"), line("texts.en", "", "Soon.")];
        assert_eq!(changed().await, ("replies".to_owned(), expected), "there was nothing before");
    }

    async fn hours_and_days_are_the_vendors_to_set(vendor: TestVendor) {
        let (anna, mira) = (vendor.actor(ANNA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let version = async || cases::case_settings(context, &mira).await.expect("the settings").rules.version;
        let week = |day: &str| [day, day, day, day, day, "", ""].map(str::to_owned);
        let hours = cases::set_hours(context, &mira, version().await, &week("9-8"), "7", (true, false)).await;
        assert_eq!(refused(hours), Code::Malformed);
        let hours = cases::set_hours(context, &mira, version().await, &week(""), "7", (true, false)).await;
        assert_eq!(refused(hours), Code::Missing, "who never answers can promise nothing");
        let lapse = cases::set_hours(context, &mira, version().await, &week("8-12"), "0", (true, false)).await;
        assert_eq!(refused(lapse), Code::Malformed);
        cases::set_hours(context, &mira, version().await, &week("8-10, 10:30-12, 13-18"), "3", (false, false)).await.expect("so");
        assert_eq!(context.settings().cases.hours[0].len(), 3);

        // Today, a Tuesday, is a holiday of a file: nobody answers until tomorrow.
        let today = context.vendor_today();
        let before = open(&vendor, &anna, "question", "Before", "none").await;
        let before = due(&seen(&vendor, &anna, before).await, Promise::FirstAnswer).expect("it is promised");
        let compact = today.iso().replace('-', "");
        let calendar = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:{compact}\nEND:VEVENT\nEND:VCALENDAR\n");
        let wrong = cases::set_days(context, &mira, version().await, &[], "", "<html>").await;
        assert_eq!(refused(wrong), Code::File);
        let wrong = cases::set_days(context, &mira, version().await, &["xx".to_owned()], "", "").await;
        assert_eq!(refused(wrong), Code::Malformed);
        let codes = ["nl".to_owned(), "hu".to_owned()];
        cases::set_days(context, &mira, version().await, &codes, "2026-12-24, 2026-12-31", &calendar).await.expect("days");
        let settings = cases::case_settings(context, &mira).await.expect("the settings");
        assert!(settings.closed.contains(&today) && settings.rules.closed_days.len() == 3);
        assert!(Date::parse_iso("2026-12-26").is_some_and(|day| settings.closed.contains(&day)), "computed");
        let after = open(&vendor, &anna, "question", "After", "none").await;
        let after = due(&seen(&vendor, &anna, after).await, Promise::FirstAnswer).expect("it is promised");
        assert!(after > before.plus_minutes(12 * 60), "{before:?} {after:?}");
        // Another process hears of it on its next round.
        let other = vendor.another_process().await;
        assert_eq!(other.settings().cases.closed_days.len(), 3);
    }

    async fn a_canned_reply_speaks_the_customers_language(vendor: TestVendor) {
        let (anna, gabor, katrin) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(KATRIN).await);
        let (jan, eva) = (vendor.actor(JAN).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let texts = [
            (Language::En, "Dear {customer}, about {case}: {promised}. {staff} {unknown}".to_owned()),
            (Language::Hu, "Kedves {customer}! {case}: {promised}.".to_owned()),
            (Language::De, " ".to_owned()),
        ];
        assert_eq!(refused(cases::write_reply(context, &jan, Which::New(new_key()), "Later", &texts).await), Code::NotAllowed);
        assert_eq!(refused(cases::write_reply(context, &eva, Which::New(new_key()), " ", &texts).await), Code::Missing);
        assert_eq!(refused(cases::write_reply(context, &eva, Which::New(new_key()), "Later", &texts[2..]).await), Code::Missing);
        let key = new_key();
        for _ in 0..2 {
            cases::write_reply(context, &eva, Which::New(key), "Later", &texts).await.expect("it is kept");
        }
        let filled = async |customer: &Actor| {
            let number = open(&vendor, customer, "question", "When?", "none").await;
            let page = cases::desk_page(context, &jan, number).await.expect("the desk sees it");
            let reply = page.replies.iter().find(|reply| reply.name == "Later").expect("it is offered").clone();
            (number, reply.text)
        };
        let (number, english) = filled(&anna).await;
        assert!(english.starts_with(&format!("Dear Anna Kovács, about {number}: by ")), "{english}");
        assert!(english.ends_with("Jan {unknown}"), "{english}");
        assert!(filled(&gabor).await.1.starts_with("Kedves Gerendás"), "in his");
        assert!(filled(&katrin).await.1.starts_with("Dear "), "none in hers: the vendor's, or English");

        let all = cases::replies(context, &jan).await.expect("all of them");
        let named = |name: &str| all.replies.iter().filter(|reply| reply.name == name).cloned().collect::<Vec<_>>();
        let (count, later) = (all.replies.len(), named("Later"));
        assert!(!all.may_change && later.len() == 1 && later[0].texts.0.len() == 2, "pressed twice, kept once");
        let id = later[0].id;
        let seen = Which::Seen { id, version: later[0].version };
        cases::write_reply(context, &eva, seen, "Soon", &texts[..1]).await.expect("another name");
        let overtaken = cases::write_reply(context, &eva, seen, "Never", &texts).await;
        assert_eq!(refused(overtaken), Code::Stale, "what a colleague has written since is not lost");
        let all = cases::replies(context, &eva).await.expect("all of them");
        assert!(all.may_change && all.replies.len() == count);
        assert!(all.replies.iter().any(|reply| reply.id == id && reply.name == "Soon"));
        assert_eq!(refused(cases::remove_reply(context, &jan, id).await), Code::NotAllowed);
        cases::remove_reply(context, &eva, id).await.expect("gone");
        assert_eq!(refused(cases::remove_reply(context, &eva, id).await), Code::NotFound);
        let gone = cases::write_reply(context, &eva, Which::Seen { id, version: 2 }, "Soon", &texts).await;
        assert_eq!(refused(gone), Code::NotFound, "nothing comes back that was removed");
    }

    async fn views_are_ones_own_or_everybodys(vendor: TestVendor) {
        let (anna, jan, eva) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let filter = CaseFilter { queue: Some("mine".into()), tag: Some("quality".into()), ..CaseFilter::default() };
        let key = new_key();
        for _ in 0..2 {
            cases::keep_view(context, &jan, key, "Mine", filter.clone(), false).await.expect("kept");
        }
        cases::keep_view(context, &jan, new_key(), "Everybody's", filter.clone(), true).await.expect("kept");
        let wrong = CaseFilter { queue: Some("lost".into()), ..CaseFilter::default() };
        assert_eq!(refused(cases::keep_view(context, &jan, new_key(), "X", wrong, true).await), Code::Malformed);
        assert_eq!(refused(cases::views(context, &anna).await), Code::NotFound);
        let own = cases::views(context, &jan).await.expect("his");
        assert_eq!(own.len(), 2, "once");
        assert_eq!(own[1].filter, filter);
        let hers = cases::views(context, &eva).await.expect("hers");
        assert!(hers.len() == 1 && hers[0].is_shared && !hers[0].is_mine);
        assert_eq!(refused(cases::remove_view(context, &eva, hers[0].id).await), Code::NotFound, "his to remove");
        cases::remove_view(context, &jan, hers[0].id).await.expect("gone");
        assert!(cases::views(context, &eva).await.expect("hers").is_empty());
    }

    async fn who_else_has_it_open_is_seen_for_a_while(vendor: TestVendor) {
        let (anna, jan, eva) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "question", "When?", "none").await;
        let others = async |actor: &Actor| {
            cases::desk_page(context, actor, number).await.expect("the desk sees it").others
        };
        assert!(others(&jan).await.is_empty());
        assert_eq!(others(&eva).await, ["Jan"]);
        assert_eq!(others(&jan).await, ["Eva"]);
        vendor.advance(6);
        assert_eq!(others(&eva).await, ["Jan"], "he may still be there");
        vendor.advance(5);
        assert!(others(&eva).await.is_empty(), "he has not looked for a while");
        assert_eq!(others(&jan).await, ["Eva"], "she has");
    }

    async fn a_case_is_read_while_somebody_else_writes(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "question", "When?", "none").await;
        let writing = context.store().begin().await.expect("it is free");
        cases::desk_page(context, &jan, number).await.expect("what is noted beside the case holds nobody up");
        drop(writing);
        let opened = async || seen(&vendor, &anna, number).await.entries[0].receipt.opened.is_some();
        while !opened().await {
            tokio::task::yield_now().await;
        }
    }

    async fn staff_escalate_too_and_a_closed_case_presses_nobody(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = open(&vendor, &anna, "question", "When?", "none").await;
        let at = version(&vendor, &jan, number).await;
        assert_eq!(refused(cases::escalate_up(context, &jan, at, " ").await), Code::Reason);
        cases::escalate_up(context, &jan, at, "More than I may promise").await.expect("those above know");
        assert!(steps(&seen(&vendor, &anna, number).await).contains(&CaseStep::Escalated));
        let say = Say { key: new_key(), number, seen: None, saying: Saying::Answer, text: "On Friday.", cause: "", prevention: "" };
        cases::answer(context, &jan, say).await.expect("answered");
        let page = seen(&vendor, &anna, number).await;
        let yes = cases::Decision::Accept;
        cases::decide(context, &anna, new_key(), Seen { number, version: page.version }, yes, "", false).await.expect("closed");
        let at = version(&vendor, &jan, number).await;
        assert_eq!(refused(cases::escalate_up(context, &jan, at, "Still").await), Code::State);
        cases::tag_case(context, &jan, at, "answered-well", "").await.expect("order among what is over");
        assert_eq!(seen(&vendor, &anna, number).await.stage, Stage::Closed);
        vendor.check().await;
    }
}
