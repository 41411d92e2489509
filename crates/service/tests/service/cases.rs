//! A complaint from the first word to consent, and a question that is answered.

use domain::{
    cases::{CaseFilter, CasePage, CaseStep, Draft, Kind, Level, Stage},
    event::Event,
    permissions::{Actor, AnswerCases},
    promise::Promise,
    refusal::Code,
};
use service::cases::{self, Assign, Decision, Say, Saying, Seen, Upload};
use testkit::{TestVendor, new_key};

use crate::{ANNA, BRAM, EVA, GABOR, JAN, YASMIN, refused};

pub(crate) fn draft(kind: &str, text: &str) -> Draft {
    Draft {
        impact: "standstill".to_owned(),
        needed: "this_week".to_owned(),
        remedy: "replacement".to_owned(),
        expected: "New tiles by Thursday".to_owned(),
        tags: "Site Gent, ridge".to_owned(),
        ticked: vec!["quality".to_owned()],
        ..testkit::draft(kind, "Cracked ridge tiles", text)
    }
}

pub(crate) async fn seen(vendor: &TestVendor, actor: &Actor, number: i64) -> CasePage {
    cases::page(vendor.context(), actor, number).await.expect("the case is there")
}

pub(crate) fn as_seen(page: &CasePage) -> Seen {
    Seen { number: page.number, version: page.version }
}

pub(crate) fn say(number: i64, saying: Saying, text: &str) -> Say<'_> {
    let (cause, prevention) = match saying {
        Saying::Propose => ("Kiln 4 was too hot", "Each batch is tapped"),
        Saying::Answer | Saying::Ask => ("", ""),
    };
    Say { key: new_key(), number, seen: None, saying, text, cause, prevention }
}

pub(crate) fn steps(page: &CasePage) -> Vec<CaseStep> {
    page.events
        .iter()
        .filter_map(|line| match line.event {
            Event::Case { step, .. } => Some(step),
            _ => None,
        })
        .collect()
}

testkit::on_both_databases! {
    async fn a_complaint_from_the_first_word_to_consent(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let order = vendor.order(&anna, &[("RT-1042", "40")]).await;
        let complaint = Draft { order: order.to_string(), ..draft("complaint", "Eleven of forty are cracked.") };
        let number = cases::open(context, &anna, &complaint).await.expect("it is kept");
        assert_eq!(cases::open(context, &anna, &complaint).await.expect("the same key"), number, "once");

        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.kind, page.stage), (Kind::Complaint, Stage::Received));
        assert_eq!((page.urgency, page.priority), (Level::High, Level::High));
        assert_eq!(page.about.order, Some(order));
        assert_eq!(page.tags.len(), 3, "{:?}", page.tags);
        let promised: Vec<Promise> = page.clock.promises.iter().map(|promise| promise.promise).collect();
        assert_eq!(promised, [Promise::FirstAnswer, Promise::Resolution]);
        // Tuesday 11:00; two hours, with lunch between 12 and 13.
        let due = page.clock.promises[0].due.expect("it is promised");
        assert_eq!(due.instant, context.now().plus_minutes(3 * 60));
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(ANNA).await;
        assert!(mails.iter().any(|mail| mail.subject.contains(&number.to_string()) && mail.text.contains("Eleven")));
        let vendors = context.settings().vendor.email.clone();
        assert!(!vendor.mails_to(&vendors).await.is_empty(), "it arrives at a person");

        // The desk sees it, and anna sees that it was opened, and by whom.
        let inbox = cases::desk_list(context, &jan, &CaseFilter { queue: Some("open".into()), ..CaseFilter::default() })
            .await
            .expect("the queue is there");
        assert!(inbox.cases.iter().any(|card| card.number == number && card.account.is_some()));
        vendor.advance(10);
        let desk = cases::desk_page(context, &jan, number).await.expect("the desk sees it");
        assert_eq!(desk.account_name, "Dakwerken Gent BV");
        assert!(seen(&vendor, &anna, number).await.entries[0].receipt.opened.is_some());

        cases::take(context, &jan, as_seen(&desk.case), "").await.expect("jan takes it");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.stage, page.assignee.as_deref()), (Stage::Acknowledged, Some("Jan")));
        cases::take(context, &jan, as_seen(&page), "investigating").await.expect("it is looked into");
        cases::note(context, &jan, new_key(), number, "Kiln 4 again, do not tell").await.expect("a note");
        cases::answer(context, &jan, say(number, Saying::Ask, "Which batch is on the pallet?")).await.expect("asked");
        let page = seen(&vendor, &anna, number).await;
        assert!(page.waits_for_customer && page.clock.promises.iter().all(|promise| promise.due.is_none()));
        vendor.advance(3 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        assert!(!steps(&seen(&vendor, &anna, number).await).contains(&CaseStep::Missed), "the customer has the word");

        cases::reply(context, &anna, new_key(), number, "Batch 22-118").await.expect("she answers");
        cases::answer(context, &jan, say(number, Saying::Propose, "Forty new ones on Thursday.")).await.expect("so");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.stage, page.waits_for_customer), (Stage::Proposed, true));
        let proposal = page.entries.last().and_then(|entry| entry.proposal.clone()).expect("a solution");
        assert_eq!(proposal.cause, "Kiln 4 was too hot");

        let no = cases::decide(context, &anna, new_key(), as_seen(&page), Decision::Decline, " ", false).await;
        assert_eq!(refused(no), Code::Reason, "a no says why");
        cases::decide(context, &anna, new_key(), as_seen(&page), Decision::Decline, "Thursday is too late", false)
            .await
            .expect("no");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!(page.stage, Stage::Investigating);
        let last = page.entries.last().expect("her no");
        assert!(last.text == "Thursday is too late" && !last.by_vendor, "why it is refused stands in the thread");
        cases::answer(context, &jan, say(number, Saying::Propose, "Tomorrow at seven.")).await.expect("so");
        let page = seen(&vendor, &anna, number).await;
        let unsure = cases::decide(context, &anna, new_key(), as_seen(&page), Decision::Accept, "Still not fixed", false).await;
        assert_eq!(refused(unsure), Code::SoundsLikeNo);
        cases::decide(context, &anna, new_key(), as_seen(&page), Decision::Accept, "Thank you", false).await.expect("yes");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!(page.stage, Stage::Closed);
        cases::rate(context, &anna, new_key(), number, "4", "Quick, in the end").await.expect("she is content");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.satisfaction, page.stage), (Some(4), Stage::Closed));
        let said = page.events.iter().find_map(|line| match &line.event {
            Event::Case { step: CaseStep::Rated, text, mark, .. } => Some((text.clone(), *mark)),
            _ => None,
        });
        assert_eq!(said, Some(("Quick, in the end".to_owned(), Some(4))), "it stands in the log of both sides");
        vendor.deliver_mail().await;
        let to_jan = vendor.mails_to(JAN).await;
        assert!(to_jan.iter().any(|mail| mail.text.contains("Quick, in the end")), "who had it hears why");
        assert_eq!(refused(cases::reply(context, &anna, new_key(), number, "One more").await), Code::State);

        // Nothing internal was ever said to her.
        vendor.deliver_mail().await;
        let told = vendor.mails_to(ANNA).await;
        let (cause, prevention) = ("Cause: Kiln 4 was too hot", "What prevents it from now on: Each batch is tapped");
        let solutions = told.iter().filter(|mail| mail.text.contains(cause) && mail.text.contains(prevention));
        assert_eq!(solutions.count(), 2, "what she decides on is in the mail");
        assert!(told.iter().all(|mail| !mail.text.contains("do not tell") && !mail.html.contains("do not tell")));
        assert!(!serde_json::to_string(&page).expect("it is JSON").contains("do not tell"));
        vendor.check().await;
    }

    /// What comes while a page is on its way to the desk was not on it, whenever it was begun.
    async fn only_what_was_on_the_page_was_opened(vendor: TestVendor) {
        let (anna, jan) = (vendor.actor(ANNA).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let granted = jan.grant_staff::<AnswerCases>().expect("jan answers cases");
        let number = cases::open(context, &anna, &draft("question", "Is it there?")).await.expect("it is kept");
        let head = store::cases::find_any(vendor.store(), &granted, number).await.expect("it is read");
        let head = head.expect("it is there");
        let read: Vec<_> = seen(&vendor, &anna, number).await.entries.iter().map(|entry| entry.id).collect();
        cases::reply(context, &anna, new_key(), number, "And the gutter?").await.expect("she goes on");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let marked = store::cases::mark_opened(&tx, &granted, &head, &read, context.now()).await;
        assert_eq!(marked.expect("it is noted"), 1);
        tx.commit().await.expect("it is kept");
        let page = seen(&vendor, &anna, number).await;
        let opened: Vec<bool> = page.entries.iter().map(|entry| entry.receipt.opened.is_some()).collect();
        assert_eq!(opened, [true, false]);
    }

    /// Two people of the vendor who answer at the same time: the second reads first what the other has said.
    async fn who_answers_has_seen_what_there_is(vendor: TestVendor) {
        let (gabor, jan, eva) = (vendor.actor(GABOR).await, vendor.actor(JAN).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = cases::open(context, &gabor, &draft("question", "Van raktáron?")).await.expect("it is kept");
        let version = cases::desk_page(context, &jan, number).await.expect("both see it").case.version;
        let as_seen = |text| Say { seen: Some(version), ..say(number, Saying::Answer, text) };
        cases::answer(context, &jan, as_seen("Yes, 400 pieces.")).await.expect("it is said");
        assert_eq!(refused(cases::answer(context, &eva, as_seen("No, none.")).await), Code::Stale);
        let version = cases::desk_page(context, &eva, number).await.expect("she looks again").case.version;
        let again = Say { seen: Some(version), ..as_seen("For you, too.") };
        cases::answer(context, &eva, again).await.expect("and says so");
        // A solution that is half written does not go out as an answer without it.
        let half = Say { cause: "Kiln 4", ..again };
        assert_eq!(refused(cases::answer(context, &eva, Say { key: new_key(), seen: None, ..half }).await), Code::CauseUnsent);
    }

    /// A tag that was given at the same moment refused what the customer had decided.
    async fn order_among_the_vendors_people_refuses_no_word(vendor: TestVendor) {
        let (anna, jan, eva) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = cases::open(context, &anna, &draft("complaint", "They are cracked.")).await.expect("it is kept");
        let other = cases::open(context, &anna, &draft("complaint", "And late.")).await.expect("it is kept");
        let tag = async |add: &str, remove: &str| {
            let page = cases::desk_page(context, &jan, number).await.expect("the desk sees it").case;
            cases::tag_case(context, &jan, as_seen(&page), add, remove).await.expect("a tag");
        };
        let before = seen(&vendor, &anna, number).await;
        tag("kiln", "").await;
        cases::link(context, &jan, number, &other.to_string()).await.expect("they belong together");
        let page = cases::desk_page(context, &jan, number).await.expect("the desk sees it").case;
        cases::take(context, &jan, as_seen(&page), "").await.expect("jan has it");
        let photo = Upload { name: "roof.jpg".to_owned(), content: b"\xff\xd8\xff\xe0 not really".to_vec() };
        cases::send_files(context, &jan, new_key(), number, "", vec![photo]).await.expect("sent along");
        cases::escalate(context, &anna, new_key(), as_seen(&before), "It rains in").await.expect("she says so");

        let before = seen(&vendor, &anna, number).await;
        tag("lorry", "").await;
        cases::object(context, &anna, new_key(), as_seen(&before), "The roof is open").await.expect("she says so");
        cases::answer(context, &jan, say(number, Saying::Propose, "On Thursday.")).await.expect("so");
        let before = seen(&vendor, &anna, number).await;
        tag("later", "").await;
        let no = cases::decide(context, &anna, new_key(), as_seen(&before), Decision::Decline, "Too late", false);
        no.await.expect("she decides on what she has seen");

        // What was said, proposed or changed for her is to be seen first.
        let before = seen(&vendor, &anna, number).await;
        cases::answer(context, &jan, say(number, Saying::Answer, "The lorry is there.")).await.expect("said");
        tag("", "kiln").await;
        assert_eq!(refused(cases::withdraw(context, &anna, new_key(), as_seen(&before)).await), Code::Stale);
        let before = seen(&vendor, &anna, number).await;
        cases::prioritise(context, &eva, as_seen(&before), "low", "It is dry").await.expect("lower");
        let objection = cases::object(context, &anna, new_key(), as_seen(&before), "No").await;
        assert_eq!(refused(objection), Code::Stale, "another priority than the one she objects to");
        let before = seen(&vendor, &anna, number).await;
        cases::withdraw(context, &anna, new_key(), as_seen(&before)).await.expect("it is over");
        vendor.check().await;
    }

    async fn a_long_thread_is_read_page_by_page(vendor: TestVendor) {
        let (anna, gabor, jan) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = cases::open(context, &anna, &draft("complaint", "They are cracked.")).await.expect("it is kept");
        cases::note(context, &jan, new_key(), number, "At the beginning").await.expect("a note");
        for round in 1..=202 {
            vendor.tick();
            let text = format!("News {round}");
            cases::answer(context, &jan, say(number, Saying::Answer, &text)).await.expect("it is said");
        }
        let texts = |page: &CasePage| page.entries.iter().map(|entry| entry.text.clone()).collect::<Vec<_>>();
        let newest = seen(&vendor, &anna, number).await;
        let (said, before) = (texts(&newest), newest.earlier.expect("there are others before these"));
        assert_eq!((said.len(), said[0].as_str(), said[199].as_str()), (200, "News 3", "News 202"));
        assert!(!newest.is_earlier && before == newest.entries[0].id);

        let first = cases::page_before(context, &anna, number, before).await.expect("what was written before");
        assert_eq!(texts(&first), ["They are cracked.", "News 1", "News 2"]);
        assert!(first.is_earlier && first.earlier.is_none());
        assert!(first.entries[0].receipt.answered, "by what stands on the other page, too");
        assert_eq!(first.clock, newest.clock, "the clock knows all of it");
        // What happened stands beside what was said then.
        assert_eq!(steps(&first).first(), Some(&CaseStep::Opened));
        assert!(newest.events.iter().all(|line| first.events.iter().all(|other| other.seq != line.seq)));
        let all = steps(&first).len() + steps(&newest).len();
        assert_eq!(steps(&newest).len(), 200, "one for each of the newest");
        assert!(all >= 203, "nothing is left out: {all}");

        let desk = cases::desk_page(context, &jan, number).await.expect("the desk sees it");
        assert!(desk.case.entries.len() == 200 && desk.notes.is_empty());
        let desk = cases::desk_page_before(context, &jan, number, before).await.expect("the desk, too");
        assert!(desk.case.entries.len() == 3 && desk.notes.len() == 1, "a note stands where it was written");

        let other = cases::open(context, &gabor, &draft("question", "Van raktáron?")).await.expect("it is kept");
        let foreign = seen(&vendor, &gabor, other).await.entries[0].id;
        assert_eq!(refused(cases::page_before(context, &anna, number, foreign).await), Code::NotFound);
        assert_eq!(refused(cases::page_before(context, &gabor, number, before).await), Code::NotFound);
    }

    async fn a_question_is_answered_and_lapses(vendor: TestVendor) {
        let (gabor, jan) = (vendor.actor(GABOR).await, vendor.actor(JAN).await);
        let context = vendor.context();
        let number = cases::open(context, &gabor, &draft("question", "Van raktáron?")).await.expect("it is kept");
        assert_eq!(seen(&vendor, &gabor, number).await.tags.iter().filter(|tag| *tag == "Minőség").count(), 1);
        cases::answer(context, &jan, say(number, Saying::Answer, "Yes, 400 pieces.")).await.expect("answered");
        let page = seen(&vendor, &gabor, number).await;
        assert_eq!((page.stage, page.assignee.as_deref()), (Stage::Proposed, Some("Jan")), "who answers has it");
        assert!(page.entries[0].receipt.answered);
        vendor.advance(8 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        let page = seen(&vendor, &gabor, number).await;
        assert_eq!(page.stage, Stage::Closed);
        assert_eq!(steps(&page).last(), Some(&CaseStep::Lapsed));
        cases::reopen(context, &gabor, new_key(), as_seen(&page), "It was not").await.expect("it goes on");
        assert_eq!(seen(&vendor, &gabor, number).await.stage, Stage::Acknowledged);
        vendor.check().await;
    }

    async fn a_missed_promise_is_told_with_a_new_one(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        let number = cases::open(context, &anna, &draft("complaint", "They are cracked.")).await.expect("it is kept");
        cases::pass(context).await.expect("the watch goes round");
        assert!(!steps(&seen(&vendor, &anna, number).await).contains(&CaseStep::Missed), "there is time");
        vendor.advance(3 * 60 + 1);
        cases::pass(context).await.expect("the watch goes round");
        cases::pass(context).await.expect("and round");
        let page = seen(&vendor, &anna, number).await;
        let missed = steps(&page).iter().filter(|step| **step == CaseStep::Missed).count();
        assert_eq!(missed, 1, "once");
        let open: Vec<_> = page.clock.promises.iter().filter(|promise| promise.promise == Promise::NextUpdate).collect();
        assert!(open.len() == 1 && open[0].due.is_some_and(|due| due.instant > context.now()));
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to(ANNA).await.len(), 2, "the receipt and the apology");
        // The solution and the news that were promised are both overdue after a week: told in one mail, with a new promise.
        vendor.advance(7 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to(ANNA).await.len(), 3);
        let page = seen(&vendor, &anna, number).await;
        assert!(page.clock.promises.iter().any(|promise| promise.due.is_some_and(|due| due.instant > context.now())));
    }

    async fn whose_case_it_is(vendor: TestVendor) {
        let (anna, gabor, yasmin) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.actor(YASMIN).await);
        let (eva, bram) = (vendor.actor(EVA).await, vendor.actor(BRAM).await);
        let context = vendor.context();
        // A viewer may not order, but has a voice.
        let number = cases::open(context, &yasmin, &draft("concern", "Will it come in time?")).await.expect("kept");
        assert_eq!(seen(&vendor, &anna, number).await.number, number, "the account's, not only hers");
        assert_eq!(refused(cases::page(context, &gabor, number).await), Code::NotFound);
        assert_eq!(refused(cases::reply(context, &gabor, new_key(), number, "Me too").await), Code::NotFound);
        assert_eq!(refused(cases::desk_page(context, &anna, number).await), Code::NotFound);
        let ours = cases::list(context, &bram, &CaseFilter::default()).await.expect("a list");
        assert!(ours.cases.iter().any(|card| card.number == number));
        let found = |words: &str| CaseFilter { search: Some(words.to_owned()), ..CaseFilter::default() };
        assert_eq!(cases::list(context, &anna, &found("tíme")).await.expect("a list").cases.len(), 1);
        assert_eq!(cases::list(context, &gabor, &found("time")).await.expect("a list").cases.len(), 0);

        let page = cases::desk_page(context, &eva, number).await.expect("the desk sees it");
        let to = page.people.iter().find(|(_, name)| name.starts_with("Jan")).expect("jan is one of them").0;
        let wrong = Assign { seen: as_seen(&page.case), to: anna.member };
        assert_eq!(refused(cases::assign(context, &eva, wrong).await), Code::NotFound, "she is none of the vendor's");
        cases::assign(context, &eva, Assign { seen: as_seen(&page.case), to }).await.expect("jan has it");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!(page.assignee.as_deref(), Some("Jan"));
        cases::prioritise(context, &eva, as_seen(&page), "low", "The lorry is on its way").await.expect("lower");
        let page = seen(&vendor, &anna, number).await;
        assert_eq!((page.priority, page.priority_reason.as_deref()), (Level::Low, Some("The lorry is on its way")));
        cases::object(context, &anna, new_key(), as_seen(&page), "The roof is open").await.expect("she says so");
        let page = seen(&vendor, &anna, number).await;
        cases::escalate(context, &anna, new_key(), as_seen(&page), "It rains").await.expect("she says so");
        let told = seen(&vendor, &anna, number).await.events.into_iter().rev().find_map(|line| match line.event {
            Event::Case { step: CaseStep::Escalated, told, .. } => Some(told),
            _ => None,
        });
        assert!(told.is_some_and(|told| !told.is_empty()), "she sees who was told");
        cases::withdraw(context, &anna, new_key(), as_seen(&seen(&vendor, &anna, number).await)).await.expect("it is over");
        vendor.check().await;
    }

    async fn words_are_found_however_they_are_written(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        let subject = "Straße in Tromsø: größere Tetőcserép".to_owned();
        let written = Draft { subject, ..draft("question", "Žluťoučký KŮŇ, smørrebrød") };
        let number = cases::open(context, &anna, &written).await.expect("it is kept");
        for words in
            ["strasse", "STRASSE", "Straße", "tromso", "Tromsø", "grossere", "tetocserep", "zlutoucky kun", "smorrebrod", "SMØRREBRØD"]
        {
            let filter = CaseFilter { search: Some(words.to_owned()), ..CaseFilter::default() };
            let found = cases::list(context, &anna, &filter).await.expect("a list").cases;
            assert!(found.iter().any(|card| card.number == number), "{words}");
        }
    }

    async fn what_one_did_oneself_is_no_news(vendor: TestVendor) {
        let (anna, bram, eva) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let before = service::home::page(context, &anna).await.expect("the first page");
        let newest = before.news.events.iter().map(|line| line.seq).max().unwrap_or_default();
        service::news::seen(context, &anna, newest).await.expect("she has seen it");
        let unseen = async |actor: &Actor| {
            let reader = service::entry::reader(context, &vendor.visitor(actor)).await.expect("she is known");
            let news = service::news::list(context, actor, None).await.expect("the log");
            let marked = news.events.iter().filter(|line| line.is_news(news.seen)).count();
            (reader.me.expect("she is signed in").unseen, marked)
        };
        let untagged = Draft { ticked: Vec::new(), tags: String::new(), ..draft("question", "Is it there?") };
        let number = cases::open(context, &anna, &untagged).await.expect("it is kept");
        cases::reply(context, &anna, new_key(), number, "And when?").await.expect("she writes on");
        vendor.order(&anna, &[("RT-1042", "1")]).await;
        assert_eq!(unseen(&anna).await, (0, 0), "neither the number nor the marks");
        let (others, _) = unseen(&bram).await;
        assert!(others >= 3, "to a colleague it is");
        cases::answer(context, &eva, say(number, Saying::Answer, "On Friday")).await.expect("eva answers");
        let (number, marked) = unseen(&anna).await;
        assert!(number > 0 && i64::from(number) == i64::try_from(marked).expect("a few"), "{number} {marked}");
    }

    async fn what_is_typed_wrongly_is_said_at_its_field(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        let right = draft("question", "Is it there?");
        let wrong = [
            (Draft { kind: "order".into(), ..right.clone() }, Code::Malformed, "kind"),
            (Draft { kind: String::new(), ..right.clone() }, Code::Missing, "kind"),
            (Draft { subject: " ".into(), ..right.clone() }, Code::Missing, "subject"),
            (Draft { subject: "x".repeat(121), ..right.clone() }, Code::TooLong, "subject"),
            (Draft { text: String::new(), ..right.clone() }, Code::Missing, "text"),
            (Draft { text: "a\u{7}".into(), ..right.clone() }, Code::Malformed, "text"),
            (Draft { impact: "huge".into(), ..right.clone() }, Code::Malformed, "impact"),
            (Draft { order: "99999999".into(), ..right.clone() }, Code::NotFound, "order"),
            (Draft { article: "NO-1".into(), ..right.clone() }, Code::Article, "article"),
            (Draft { tags: "a,b,c,d,e,f,g".into(), ..right.clone() }, Code::TooMuch, "tags"),
        ];
        for (draft, code, field) in wrong {
            match cases::open(context, &anna, &Draft { key: new_key(), ..draft.clone() }).await {
                Err(service::Error::Refused(refusal)) => {
                    assert_eq!((refusal.code, refusal.field.as_deref()), (code, Some(field)), "{draft:?}");
                }
                other => panic!("this should have been refused: {draft:?} {other:?}"),
            }
        }
        let reused = Draft { subject: "Another".into(), ..right.clone() };
        cases::open(context, &anna, &right).await.expect("it is kept");
        assert_eq!(refused(cases::open(context, &anna, &reused).await), Code::KeyReused);
    }
}
