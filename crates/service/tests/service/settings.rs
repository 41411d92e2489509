//! What the vendor says at the desk of kinds, of their addresses for mail, and of who is above; and what becomes of it.

use std::fmt::Debug;

use domain::{
    cases::{CaseFilter, CasePage, CaseStep, Difference, Kind, KindRow, Level, MailboxRow, PolicyRow, TagRow},
    event::Event,
    language::Language,
    permissions::Actor,
    post::{Held, PostState},
    promise::Promise,
    refusal::Code,
};
use service::{
    Error, cases,
    entry::{self, Visitor},
    post::desk::{self, Place},
};
use testkit::TestVendor;

use crate::{
    ANNA, EVA, GABOR, JAN, MIRA,
    inbox::{due, open, seen, version},
    post::Post,
    refused,
};

async fn rules_version(vendor: &TestVendor, mira: &Actor) -> i32 {
    cases::case_settings(vendor.context(), mira).await.expect("the settings").rules.version
}

/// What the last change was: its section, and the fields in which it differs.
async fn last_change(vendor: &TestVendor, mira: &Actor) -> (String, Vec<Difference>) {
    let settings = cases::case_settings(vendor.context(), mira).await.expect("the settings");
    let change = settings.changes.into_iter().next().expect("there is one");
    (change.section, change.differences)
}

fn difference(field: &[&str], before: Option<&str>, after: Option<&str>) -> Difference {
    Difference {
        field: field.iter().map(|name| (*name).to_owned()).collect(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    }
}

/// The code with which something was refused, and the field.
#[track_caller]
fn refused_on<T: Debug>(result: Result<T, Error>) -> (Code, String) {
    match result {
        Err(Error::Refused(refusal)) => (refusal.code, refusal.field.unwrap_or_default()),
        other => panic!("this should have been refused: {other:?}"),
    }
}

fn mailbox(address: &str, kind: &str, tags: &str, assign: &str) -> MailboxRow {
    MailboxRow { address: address.to_owned(), kind: kind.to_owned(), tags: tags.to_owned(), assign: assign.to_owned() }
}

fn kind(code: &str, is_offered: bool, nl: &str) -> KindRow {
    let offered = if is_offered { "1" } else { "" };
    KindRow { kind: code.to_owned(), offered: offered.to_owned(), nl: nl.to_owned(), ..KindRow::default() }
}

fn letter(from: &str, to: &str, id: &str) -> String {
    format!("From: {from}\nTo: {to}\nSubject: Tiles {id}\nMessage-ID: <{id}@mail.example>\n\nThree are cracked.\n")
}

async fn newest(vendor: &TestVendor, anna: &Actor) -> CasePage {
    let list = cases::list(vendor.context(), anna, &CaseFilter::default()).await.expect("a list");
    seen(vendor, anna, list.cases.first().expect("there is one").number).await
}

fn told(page: &CasePage, wanted: CaseStep) -> Vec<String> {
    let told = page.events.iter().rev().find_map(|line| match &line.event {
        Event::Case { step, told, .. } if *step == wanted => Some(told.clone()),
        _ => None,
    });
    told.expect("it happened")
}

testkit::on_both_databases! {
    async fn a_mail_becomes_what_its_address_means(post: Post) {
        let vendor = &post.vendor;
        let (anna, mira) = (vendor.actor(ANNA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let rows = [
            mailbox("Complaints@vandael.example", "complaint", "kiln, By mail", EVA),
            mailbox("help@vandael.example", "", "", ""),
            MailboxRow::default(),
        ];
        cases::set_mailboxes(context, &mira, rules_version(vendor, &mira).await, &rows).await.expect("addresses");
        let (section, differences) = last_change(vendor, &mira).await;
        assert_eq!(section, "mailboxes");
        let address = difference(&["mailboxes", "1", "address"], None, Some("complaints@vandael.example"));
        let tags = difference(&["mailboxes", "1", "tags"], None, Some("by-mail, kiln"));
        assert!(differences.contains(&address) && differences.contains(&tags), "{differences:?}");
        let quick = PolicyRow {
            kind: "complaint".to_owned(),
            first: "0:15".to_owned(),
            next: "2".to_owned(),
            resolution: "8".to_owned(),
            ..PolicyRow::default()
        };
        cases::set_promises(context, &mira, rules_version(vendor, &mira).await, &[quick]).await.expect("quicker");

        // Another address was named first, and ours with something behind a plus.
        post.arrives(&letter(ANNA, "someone@else.example, COMPLAINTS+tiles@vandael.example", "one")).await;
        let page = newest(vendor, &anna).await;
        assert_eq!((page.subject.as_str(), page.kind), ("Tiles one", Kind::Complaint));
        assert_eq!((page.tags.join(" ").as_str(), page.assignee.as_deref()), ("by-mail kiln", Some("Eva")));
        vendor.tick();
        post.arrives(&letter(ANNA, "help@vandael.example", "two")).await;
        let page = newest(vendor, &anna).await;
        assert_eq!((page.subject.as_str(), page.kind, page.tags.len()), ("Tiles two", Kind::Question, 0));

        // A stranger's waits with what is promised to a complaint, and is one when it is attached.
        post.arrives(&letter("new@elsewhere.example", "complaints@vandael.example", "three")).await;
        post.arrives(&letter("other@elsewhere.example", "help@vandael.example", "four")).await;
        let waiting = post.at_desk().await;
        let of = |sender: &str| waiting.iter().find(|mail| mail.sender == sender).expect("it waits");
        let promised = of("new@elsewhere.example").due.expect("it is promised");
        assert!(of("other@elsewhere.example").due.is_some_and(|due| due.instant > promised.instant));
        let to = Place { case: "", account: "K-10017" };
        let number = desk::accept(context, &post.eva().await, of("new@elsewhere.example").id, to).await.expect("attached");
        let page = seen(vendor, &anna, number).await;
        assert_eq!((page.kind, page.assignee.as_deref()), (Kind::Complaint, Some("Eva")));
        assert_eq!(due(&page, Promise::FirstAnswer), Some(promised.instant));
        vendor.check().await;
    }

    async fn mail_from_an_own_address_is_no_strangers(post: Post) {
        let mira = post.vendor.actor(MIRA).await;
        let context = post.vendor.context();
        let rows = [mailbox("complaints@vandael.example", "complaint", "", "")];
        cases::set_mailboxes(context, &mira, rules_version(&post.vendor, &mira).await, &rows).await.expect("addresses");
        post.arrives(&letter("Complaints@vandael.example", "help@vandael.example", "own")).await;
        let waiting = post.at_desk().await;
        let own = waiting.iter().find(|mail| mail.sender == "complaints@vandael.example").expect("a person decides");
        assert_eq!((own.state, own.held), (PostState::Held, Some(Held::Staff)));
        assert_eq!(post.count_to("complaints@vandael.example").await, 0, "nobody is answered, and so nothing goes round");
    }

    async fn addresses_that_cannot_be_are_refused_where_they_are(vendor: TestVendor) {
        let (eva, mira) = (vendor.actor(EVA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let at = rules_version(&vendor, &mira).await;
        let first = mailbox("help@vandael.example", "question", "", JAN);
        for (row, code, field) in [
            (mailbox("complaints", "", "", ""), Code::Email, "address"),
            (mailbox(" HELP@vandael.example ", "", "", ""), Code::Malformed, "address"),
            (mailbox("new@vandael.example", "lament", "", ""), Code::Malformed, "kind"),
            (mailbox("new@vandael.example", "", "a, b, c, d, e, f, g", ""), Code::TooMuch, "tags"),
            (mailbox("new@vandael.example", "", "", ANNA), Code::NotFound, "assign"),
        ] {
            let result = cases::set_mailboxes(context, &mira, at, &[first.clone(), row]).await;
            assert_eq!(refused_on(result), (code, format!("rows[1][{field}]")));
        }
        let rows = [first];
        assert_eq!(refused(cases::set_mailboxes(context, &eva, at, &rows).await), Code::NotAllowed);
        assert_eq!(refused(cases::set_mailboxes(context, &mira, at + 1, &rows).await), Code::Stale);
        cases::set_mailboxes(context, &mira, at, &rows).await.expect("this one can be");
    }

    async fn kinds_are_offered_and_called_as_the_vendor_says(vendor: TestVendor) {
        let (anna, jan, mira) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let old = open(&vendor, &anna, "suggestion", "A bench", "none").await;
        let at = rules_version(&vendor, &mira).await;
        let none = Kind::ALL.iter().map(|of| kind(of.code(), false, "")).collect::<Vec<_>>();
        let refusal = refused_on(cases::set_kinds(context, &mira, at, &none).await);
        assert_eq!(refusal, (Code::Missing, "rows[0][offered]".to_owned()), "one can write for something");
        for wrong in [kind("lament", true, ""), kind("complaint", true, "")] {
            let rows = [kind("complaint", true, ""), wrong];
            let refusal = refused_on(cases::set_kinds(context, &mira, at, &rows).await);
            assert_eq!(refusal, (Code::Malformed, "rows[1][kind]".to_owned()));
        }
        let long = [kind("complaint", true, &"x".repeat(41))];
        assert_eq!(refused_on(cases::set_kinds(context, &mira, at, &long).await).1, "rows[0][nl]");
        assert_eq!(refused(cases::set_kinds(context, &jan, at, &none).await), Code::NotAllowed);

        let complaint = KindRow { hu: "Reklamáció".to_owned(), ..kind("complaint", true, "Reclamatie") };
        cases::set_kinds(context, &mira, at, &[complaint, kind("suggestion", false, "")]).await.expect("so");
        assert_eq!(
            last_change(&vendor, &mira).await,
            (
                "kinds".to_owned(),
                vec![
                    difference(&["kinds", "complaint", "names", "hu"], None, Some("Reklamáció")),
                    difference(&["kinds", "complaint", "names", "nl"], None, Some("Reclamatie")),
                    difference(&["kinds", "suggestion", "offered"], Some("✓"), None),
                ]
            )
        );

        // What is not offered cannot be chosen; what is of it stays so, and staff may make a case one.
        let writing = cases::writing(context, &anna, None, None).await.expect("one can write");
        assert_eq!(writing.kinds, [Kind::Question, Kind::Concern, Kind::Complaint]);
        assert!(writing.promised.iter().all(|(of, ..)| *of != Kind::Suggestion));
        let draft = testkit::draft("suggestion", "A roof", "Over the bench.");
        assert_eq!(refused_on(cases::open(context, &anna, &draft).await), (Code::Malformed, "kind".to_owned()));
        assert_eq!(seen(&vendor, &anna, old).await.kind, Kind::Suggestion);
        let number = open(&vendor, &anna, "question", "Why no roof?", "none").await;
        let now = version(&vendor, &jan, number).await;
        cases::sort(context, &jan, now, "suggestion", "It is one").await.expect("it is sorted");
        assert_eq!(seen(&vendor, &anna, number).await.kind, Kind::Suggestion);

        // A name holds in its language.
        let names = async |language| {
            let reader = Visitor { language, ..vendor.visitor(&anna) };
            entry::reader(context, &reader).await.expect("who reads").vendor.kinds
        };
        assert_eq!(names(Language::Nl).await, [(Kind::Complaint, "Reclamatie".to_owned())]);
        assert!(names(Language::En).await.is_empty());
        let gabor = vendor.actor(GABOR).await;
        let theirs = open(&vendor, &gabor, "question", "Mikor?", "none").await;
        let now = version(&vendor, &jan, theirs).await;
        cases::sort(context, &jan, now, "complaint", "Igaza van").await.expect("it is sorted");
        vendor.deliver_mail().await;
        assert!(vendor.mails_to(GABOR).await.iter().any(|mail| mail.text.contains("Reklamáció")), "in mails, too");
        vendor.check().await;
    }

    async fn those_above_are_who_is_listed_in_that_order(vendor: TestVendor) {
        let (anna, jan, mira) = (vendor.actor(ANNA).await, vendor.actor(JAN).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let at = rules_version(&vendor, &mira).await;
        let listed = |people: &[&str]| people.iter().map(|email| (*email).to_owned()).collect::<Vec<_>>();
        let unknown = cases::set_above(context, &mira, at, &listed(&[EVA, ANNA])).await;
        assert_eq!(refused_on(unknown), (Code::NotFound, "people[1]".to_owned()), "none of the vendor's");
        assert_eq!(refused(cases::set_above(context, &jan, at, &listed(&[JAN])).await), Code::NotAllowed);
        cases::set_above(context, &mira, at, &listed(&[JAN, " EVA@vandael.example ", "", JAN])).await.expect("both");
        let (section, differences) = last_change(&vendor, &mira).await;
        let both = format!("{JAN}, {EVA}");
        assert_eq!((section.as_str(), differences), ("above", vec![difference(&["above"], None, Some(&both))]));

        let draft = testkit::draft("complaint", "It drips", "On everything.");
        let number = cases::open(context, &anna, &draft).await.expect("it is kept");
        let page = seen(&vendor, &anna, number).await;
        vendor.deliver_mail().await;
        let mails = async |email: &str| {
            vendor.deliver_mail().await;
            vendor.mails_to(email).await.iter().filter(|mail| mail.subject.contains(&number.to_string())).count()
        };
        let before = [mails(JAN).await, mails(EVA).await, mails(MIRA).await];
        let shown = cases::Seen { number, version: page.version };
        cases::escalate(context, &anna, testkit::new_key(), shown, "It still drips").await.expect("she says so");
        assert_eq!(told(&seen(&vendor, &anna, number).await, CaseStep::Escalated), ["Jan", "Eva"], "and she reads it");
        let after = [mails(JAN).await, mails(EVA).await, mails(MIRA).await];
        assert_eq!(after, [before[0] + 1, before[1] + 1, before[2]], "and nobody else");

        vendor.advance(3 * 24 * 60);
        cases::pass(context).await.expect("the watch goes round");
        assert_eq!(told(&seen(&vendor, &anna, number).await, CaseStep::Missed), ["Jan", "Eva"]);

        // Nobody listed is as before anybody was.
        cases::set_above(context, &mira, rules_version(&vendor, &mira).await, &[]).await.expect("none");
        let at = version(&vendor, &jan, number).await;
        cases::escalate_up(context, &jan, at, "More than I may promise").await.expect("those above know");
        assert_eq!(told(&seen(&vendor, &anna, number).await, CaseStep::Escalated), ["Mira"]);
        vendor.check().await;
    }

    async fn a_tag_of_an_address_does_what_it_does_elsewhere(post: Post) {
        let vendor = &post.vendor;
        let (anna, mira) = (vendor.actor(ANNA).await, vendor.actor(MIRA).await);
        let context = vendor.context();
        let leak = TagRow {
            code: "leak".to_owned(),
            priority: "critical".to_owned(),
            assign: JAN.to_owned(),
            notify: "roofs@vandael.example".to_owned(),
            ..TagRow::default()
        };
        cases::set_tags(context, &mira, rules_version(vendor, &mira).await, &[leak]).await.expect("a tag");
        let rows = [mailbox("leaks@vandael.example", "complaint", "leak", "")];
        cases::set_mailboxes(context, &mira, rules_version(vendor, &mira).await, &rows).await.expect("addresses");
        post.arrives(&letter(ANNA, "leaks@vandael.example", "wet")).await;
        let page = newest(vendor, &anna).await;
        assert_eq!((page.priority, page.assignee.as_deref()), (Level::Critical, Some("Jan")));
        assert_eq!(post.count_to("roofs@vandael.example").await, 1);
        vendor.check().await;
    }
}
