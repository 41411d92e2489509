//! Mail that comes in: which case it joins, who is asked first, and what is never answered.

use domain::{
    cases::DeskCase,
    demo::OutboxState,
    permissions::Actor,
    post::{AtDesk, Held, PostState, Unreadable},
    refusal::Code,
};
use service::{
    MailRoute, PostRules,
    cases::{Part, Say, Saying, Seen},
    post::{self, Handed, Names, desk::Place},
};
use testkit::{Database, Manner, SmtpSink, TestVendor, new_key};

use crate::{ANNA, BRAM, CLAIRE, EVA, refused};

/// A vendor whose mail goes to a server of the test and comes back to `help@vandael.example`.
pub(crate) struct Post {
    pub vendor: TestVendor,
    pub server: SmtpSink,
}

impl Post {
    pub async fn start(database: Database) -> Self {
        Self::start_asking(database, Names::Nowhere).await
    }

    /// The same, with a name server by which mail is judged.
    pub async fn start_asking(database: Database, names: Names) -> Self {
        let server = SmtpSink::start(Manner::Accept).await;
        let url = server.url();
        let vendor = TestVendor::start_with(database, |config| {
            config.mail = MailRoute::Smtp { url, from: "Van Dael & Co <loket@vandael.example>".to_owned() };
            config.post = PostRules {
                reply_to: Some("help@vandael.example".to_owned()),
                believed: vec!["mx.vandael.example".to_owned()],
                names,
            };
        })
        .await;
        Self { vendor, server }
    }

    /// A mail arrives, and is filed.
    pub async fn arrives(&self, raw: &str) {
        self.arrives_from(None, raw).await;
    }

    pub async fn arrives_from(&self, from: Option<&str>, raw: &str) {
        let raw = raw.replace('\n', "\r\n").into_bytes();
        let handed = Handed { mailbox: "lmtp".to_owned(), from: from.map(str::to_owned), to: Vec::new(), raw };
        post::take_in(self.vendor.context(), handed).await.expect("it is stored");
        post::pass(self.vendor.context()).await.expect("it is filed");
    }

    pub async fn eva(&self) -> Actor {
        self.vendor.actor(EVA).await
    }

    pub async fn case(&self, number: i64) -> DeskCase {
        service::cases::desk_page(self.vendor.context(), &self.eva().await, number).await.expect("the case is there")
    }

    pub async fn at_desk(&self) -> Vec<AtDesk> {
        let (eva, mut mails, mut after) = (self.eva().await, Vec::new(), None);
        loop {
            let page = post::desk::list(self.vendor.context(), &eva, false, after.as_deref()).await;
            let page = page.expect("the desk is there");
            mails.extend(page.mails);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        // The demo has one that waits.
        mails.into_iter().filter(|mail| mail.sender != "petra@novak-roofing.example").collect()
    }

    pub async fn automatic(&self) -> Vec<AtDesk> {
        let list = post::desk::list(self.vendor.context(), &self.eva().await, true, None).await;
        list.expect("the desk is there").mails
    }

    /// A question of anna's, answered once by mail.
    pub async fn question(&self) -> (i64, testkit::Received) {
        let context = self.vendor.context();
        let draft = testkit::draft("question", "Is it there?", "By Friday?");
        let anna = self.vendor.actor(ANNA).await;
        let number = service::cases::open(context, &anna, &draft).await.expect("it is kept");
        self.answer(number, "Which day suits you?").await;
        (number, self.newest_to(ANNA).await)
    }

    pub async fn answer(&self, number: i64, text: &str) {
        self.vendor.advance(1);
        let say = Say { key: new_key(), number, seen: None, saying: Saying::Ask, text, cause: "", prevention: "" };
        service::cases::answer(self.vendor.context(), &self.eva().await, say).await.expect("it is written");
        self.vendor.deliver_mail().await;
    }

    pub async fn newest_to(&self, to: &str) -> testkit::Received {
        self.vendor.deliver_mail().await;
        let received = self.server.received();
        received.into_iter().rfind(|mail| mail.recipients == [to]).unwrap_or_else(|| panic!("a mail to {to}"))
    }

    pub async fn count_to(&self, to: &str) -> usize {
        self.vendor.deliver_mail().await;
        self.server.received().iter().filter(|mail| mail.recipients == [to]).count()
    }

    /// What anna and the vendor have written, in order.
    pub async fn said(&self, number: i64) -> Vec<String> {
        self.case(number).await.case.entries.into_iter().map(|entry| entry.text).collect()
    }
}

/// The value of a header that may go on over several lines.
pub(crate) fn header(mail: &testkit::Received, name: &str) -> Option<String> {
    let head = mail.raw.split("\n\n").next()?.replace("\n ", " ").replace("\n\t", " ");
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

pub(crate) fn reply(from: &str, to: &testkit::Received, text: &str) -> String {
    let [subject, id, reply_to] =
        ["Subject", "Message-ID", "Reply-To"].map(|name| header(to, name).unwrap_or_default());
    format!(
        "From: {from}\nTo: {reply_to}\nSubject: Re: {subject}\nMessage-ID: <{}@mail.example>\nIn-Reply-To: {id}\n\n{text}\n",
        new_key()
    )
}

testkit::on_both_databases! {
    async fn an_answer_from_a_mail_program_joins_its_case(post: Post) {
        let (number, question) = post.question().await;
        let reply_to = header(&question, "Reply-To").expect("an answer has an address");
        assert!(reply_to.starts_with(&format!("help+c{number}.")), "{reply_to}");
        assert_eq!(header(&question, "Auto-Submitted"), None, "a person has written it");
        post.vendor.advance(5);
        let text = "Friday suits us.\n\nOn Tue, 24 Nov 2026 at 11:01, Van Dael <help@vandael.example> wrote:\n> Which day suits you?";
        post.arrives(&reply(ANNA, &question, text)).await;
        assert_eq!(post.said(number).await, ["By Friday?", "Which day suits you?", "Friday suits us."]);
        let case = post.case(number).await.case;
        assert!(!case.waits_for_customer, "the vendor has the word again");
        assert!(post.at_desk().await.is_empty());

        // What the staff write goes on in the same thread, and answers the customer's mail.
        post.answer(number, "Friday it is.").await;
        let answer = post.newest_to(ANNA).await;
        let answered = header(&answer, "In-Reply-To").expect("it answers");
        assert!(answered.ends_with("@mail.example>"), "{answered}");
        let references = header(&answer, "References").expect("it refers");
        assert!(references.contains(&answered) && references.contains(&format!("c{number}.")), "{references}");
        post.vendor.check().await;
    }

    async fn the_same_mail_twice_is_one_entry(post: Post) {
        let (number, question) = post.question().await;
        let mail = reply(ANNA, &question, "Friday.");
        post.arrives(&mail).await;
        post.arrives(&mail).await;
        assert_eq!(post.said(number).await.len(), 3);
    }

    async fn a_member_begins_a_case_and_is_told_so(post: Post) {
        let photo = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQ==";
        let mail = format!(
            "From: \"Anna K.\" <{ANNA}>\nTo: help@vandael.example\nSubject: Cracked tiles\nMessage-ID: <first@mail.example>\n\
             MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n\
             Three are cracked.\n--x\nContent-Type: image/jpeg; name=tiles.jpg\nContent-Transfer-Encoding: base64\n\n{photo}\n\
             --x\nContent-Type: application/x-msdownload; name=virus.exe\nContent-Transfer-Encoding: base64\n\nTVqQ\n--x--\n"
        );
        post.arrives(&mail).await;
        let receipt = post.newest_to(ANNA).await;
        assert_eq!(header(&receipt, "Auto-Submitted").as_deref(), Some("auto-replied"));
        assert_eq!(header(&receipt, "In-Reply-To").as_deref(), Some("<first@mail.example>"));
        let number: i64 = header(&receipt, "Subject")
            .and_then(|subject| subject.strip_prefix('[')?.split_once(']')?.0.parse().ok())
            .expect("the subject has the number");
        let desk = post.case(number).await;
        assert_eq!(desk.case.subject, "Cracked tiles");
        assert_eq!(desk.case.entries[0].text, "Three are cracked.");
        assert_eq!(desk.case.entries[0].files.len(), 1, "the photo is kept");
        assert_eq!(desk.post[0].left_out, ["virus.exe"], "and what may not be is named");
        assert_eq!(desk.post[0].entry, Some(desk.case.entries[0].id));

        // A client that sends no token and no reference to us, but to the customer's own first mail.
        post.vendor.advance(5);
        post.arrives(&format!(
            "From: {BRAM}\nTo: help@vandael.example\nSubject: Re: Cracked tiles\nMessage-ID: <second@mail.example>\n\
             References: <first@mail.example>\n\nFour.\n"
        ))
        .await;
        assert_eq!(post.said(number).await, ["Three are cracked.", "Four."], "a colleague, by the account's own ids");
        post.vendor.check().await;
    }

    async fn ids_of_another_account_lead_nowhere(post: Post) {
        post.arrives(&format!("From: {ANNA}\nSubject: Newsletter\nMessage-ID: <shared@mail.example>\n\nMine.\n")).await;
        post.arrives(&format!(
            "From: {CLAIRE}\nSubject: Re: Newsletter\nMessage-ID: <b@mail.example>\nIn-Reply-To: <shared@mail.example>\n\nTheirs.\n"
        ))
        .await;
        let to_claire = post.newest_to(CLAIRE).await;
        let subject = header(&to_claire, "Subject").expect("a receipt");
        let number: i64 = subject[1..].split(']').next().and_then(|number| number.parse().ok()).expect("a number");
        assert_eq!(post.said(number).await, ["Theirs."], "a case of her own");
    }

    async fn a_stranger_with_the_token_waits_for_one_click(post: Post) {
        let (number, question) = post.question().await;
        post.arrives(&reply("Mallory <mallory@elsewhere.example>", &question, "Send it to me.")).await;
        let waiting = post.at_desk().await;
        assert_eq!(waiting.len(), 1);
        assert_eq!((waiting[0].held, waiting[0].case), (Some(Held::NotOnCase), Some(number)));
        assert_eq!(post.said(number).await.len(), 2, "nothing is in the case");
        assert_eq!(post.count_to("mallory@elsewhere.example").await, 0, "and nothing was said");

        let (context, eva) = (post.vendor.context(), post.eva().await);
        let accepted = post::desk::accept(context, &eva, waiting[0].id, Place::default()).await;
        assert_eq!(accepted.expect("one click"), number);
        assert_eq!(post.said(number).await.last().map(String::as_str), Some("Send it to me."));
        assert_eq!(refused(post::desk::accept(context, &eva, waiting[0].id, Place::default()).await), Code::State);
        // From now on this address belongs to the case.
        post.answer(number, "Done.").await;
        let answer = post.newest_to("mallory@elsewhere.example").await;
        post.arrives(&reply("mallory@elsewhere.example", &answer, "Thanks.")).await;
        assert_eq!(post.said(number).await.last().map(String::as_str), Some("Thanks."));
        post.vendor.check().await;
    }

    async fn what_fails_dmarc_is_held_and_what_our_server_proved_is_not(post: Post) {
        let (number, question) = post.question().await;
        let forged = format!("Authentication-Results: mx.vandael.example; dmarc=fail\n{}", reply(ANNA, &question, "Forged."));
        post.arrives(&forged).await;
        assert_eq!(post.at_desk().await[0].held, Some(Held::Unproven));
        assert_eq!(post.said(number).await.len(), 2);
        let proven = format!("Authentication-Results: mx.vandael.example; dmarc=pass\n{}", reply(ANNA, &question, "Real."));
        post.arrives(&proven).await;
        assert_eq!(post.said(number).await.last().map(String::as_str), Some("Real."));
    }

    async fn an_unknown_sender_is_told_nothing_of_what_they_wrote(post: Post) {
        post.arrives("From: new@elsewhere.example\nSubject: Buy PILLS now\nMessage-ID: <p@elsewhere.example>\n\nhttps://evil.example PILLS\n").await;
        let waiting = post.at_desk().await;
        assert_eq!((waiting[0].state, waiting[0].sender.as_str()), (PostState::Unknown, "new@elsewhere.example"));
        let receipt = post.newest_to("new@elsewhere.example").await;
        assert_eq!(header(&receipt, "Auto-Submitted").as_deref(), Some("auto-replied"));
        assert!(!receipt.raw.contains("PILLS") && !receipt.raw.contains("evil"), "{}", receipt.raw);

        // Staff attach it to an account: a case of its, and the sender is answered.
        let (context, eva) = (post.vendor.context(), post.eva().await);
        let to = |account: &'static str| Place { case: "", account };
        assert_eq!(refused(post::desk::accept(context, &eva, waiting[0].id, to("")).await), Code::Missing);
        assert_eq!(refused(post::desk::accept(context, &eva, waiting[0].id, to("K-0")).await), Code::NotFound);
        let number = post::desk::accept(context, &eva, waiting[0].id, to("K-10017")).await.expect("it is attached");
        assert_eq!(post.case(number).await.case.subject, "Buy PILLS now");
        post.answer(number, "Which pills?").await;
        assert_eq!(post.count_to("new@elsewhere.example").await, 2);
        post.vendor.check().await;
    }

    async fn a_bounce_is_noted_on_the_case_and_swallows_nothing(post: Post) {
        let (number, question) = post.question().await;
        let id = header(&question, "Message-ID").expect("an id");
        let bounce = format!(
            "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\n\
             Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {ANNA}\n\
             Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n--b\n\
             Content-Type: text/rfc822-headers\n\nMessage-ID: {id}\nSubject: x\n--b--\n"
        );
        post.arrives_from(Some(""), &bounce).await;
        let desk = post.case(number).await;
        let noted = desk.post.iter().find(|mail| mail.state == PostState::Bounce).expect("it is noted");
        assert_eq!(noted.failed.as_deref(), Some(ANNA));
        assert!(noted.text.contains("no such user"), "{noted:?}");
        assert!(desk.mails.iter().any(|mail| mail.state == OutboxState::Failed), "the mail itself says so, too");
        assert_eq!(desk.case.entries.len(), 2, "it is no entry");
        // It has no id of its own; a later mail without one is not taken for its answer.
        post.arrives(&format!("From: {CLAIRE}\nSubject: Hello\nIn-Reply-To: <>\nReferences:\n\nNew.\n")).await;
        assert_eq!(post.case(number).await.case.entries.len(), 2);
        assert_eq!(post.count_to("mailer-daemon@mx.example").await, 0, "a bounce is not answered");
    }

    async fn an_absence_is_shown_and_never_answered(post: Post) {
        let (number, question) = post.question().await;
        let before = post.count_to(ANNA).await;
        let absence = format!("Auto-Submitted: auto-replied\n{}", reply(ANNA, &question, "I am away until Monday."));
        post.arrives_from(Some(""), &absence).await;
        let desk = post.case(number).await;
        assert_eq!(desk.case.entries.len(), 2);
        assert!(desk.case.waits_for_customer, "a machine has not answered the question");
        assert!(desk.post.iter().any(|mail| mail.state == PostState::Automatic && mail.text.contains("Monday")));
        assert_eq!(post.count_to(ANNA).await, before);
    }

    async fn two_machines_do_not_talk_all_night(post: Post) {
        // A machine that does not say that it is one.
        for round in 0..200 {
            post.arrives(&format!("From: robot@elsewhere.example\nSubject: Ticket {round}\nMessage-ID: <r{round}@e.example>\n\nHello.\n")).await;
            if round % 10 == 0 {
                post.vendor.advance(1);
            }
        }
        assert!(post.count_to("robot@elsewhere.example").await <= 25);
        let (number, question) = post.question().await;
        for _ in 0..60 {
            post.arrives(&reply(ANNA, &question, "We have received your mail.")).await;
        }
        assert!(post.said(number).await.len() < 20, "then they are held");
        let waiting = post.at_desk().await;
        assert!(waiting.len() > 100, "all of them, on as many pages as it takes");
        for sender in ["robot@elsewhere.example", ANNA] {
            let held = waiting.iter().filter(|mail| mail.sender == sender && mail.held == Some(Held::Storm));
            assert!(held.count() > 10, "{sender}");
        }
        assert!(waiting.iter().filter(|mail| mail.due.is_some()).count() <= 30, "nobody was promised that many answers");
        post.vendor.check().await;
    }

    async fn our_own_mail_that_comes_back_is_not_taken_for_a_letter(post: Post) {
        let (number, question) = post.question().await;
        post.arrives(&question.raw).await;
        assert_eq!(post.said(number).await.len(), 2);
        assert!(post.at_desk().await.is_empty());
    }

    async fn a_word_of_our_own_people_becomes_a_note(post: Post) {
        let (number, question) = post.question().await;
        post.arrives(&reply(EVA, &question, "He is always late with paying.")).await;
        let waiting = post.at_desk().await;
        assert_eq!(waiting[0].held, Some(Held::Staff));
        let (eva, account) = (post.eva().await, Place { account: "K-10001", ..Place::default() });
        let as_theirs = post::desk::accept(post.vendor.context(), &eva, waiting[0].id, account).await;
        assert_eq!(refused(as_theirs), Code::State, "it is no case of a customer's");
        post::desk::accept(post.vendor.context(), &post.eva().await, waiting[0].id, Place::default()).await.expect("a note");
        let desk = post.case(number).await;
        assert!(desk.notes.iter().any(|note| note.text.contains("late with paying")));
        assert!(desk.case.entries.iter().all(|entry| !entry.text.contains("paying")), "no customer sees it");
    }

    /// Who answers is asked no longer from the moment at which their mail came, whenever somebody presses.
    async fn what_was_held_is_an_answer_of_its_own_time(post: Post) {
        let (number, question) = post.question().await;
        post.arrives(&reply("anna@home.example", &question, "On Friday.")).await;
        let came = post.vendor.context().now();
        let waiting = post.at_desk().await;
        post.vendor.advance(3 * 24 * 60);
        post::desk::accept(post.vendor.context(), &post.eva().await, waiting[0].id, Place::default()).await.expect("hers");
        let case = post.case(number).await.case;
        let entry = case.entries.last().expect("it is there");
        assert_eq!((entry.text.as_str(), entry.at.instant), ("On Friday.", came));
        assert!(!case.waits_for_customer);
        assert!(case.clock.with_us > case.clock.with_you, "the days at the desk are the vendor's");
        post.vendor.check().await;
    }

    /// Whose address it was is said: nobody is told that they wrote what somebody else did.
    async fn what_came_from_another_address_is_nobodys_own(post: Post) {
        let (number, question) = post.question().await;
        post.arrives(&reply(ANNA, &question, "On Friday.")).await;
        post.vendor.advance(1);
        post.arrives(&reply("foreman@home.example", &question, "No, on Monday.")).await;
        let waiting = post.at_desk().await;
        post::desk::accept(post.vendor.context(), &post.eva().await, waiting[0].id, Place::default()).await.expect("hers");
        let anna = post.vendor.actor(ANNA).await;
        let page = service::cases::page(post.vendor.context(), &anna, number).await.expect("the case is there");
        for case in [&page, &post.case(number).await.case] {
            let via: Vec<_> = case.entries.iter().map(|entry| entry.via.as_deref()).collect();
            assert_eq!(via, [None, None, None, Some("foreman@home.example")]);
        }
        assert_eq!(page.entries.iter().map(|entry| entry.mine).collect::<Vec<_>>(), [true, false, true, false]);
        let story = service::transcript::of(post.vendor.context(), &anna, number).await.expect("a transcript").lines;
        assert_eq!(story.matches("foreman@home.example").count(), 1, "{story}");

        // It stays so where it becomes a case of its own, and its writer hears how that goes on.
        let seen = Seen { number, version: post.case(number).await.case.version };
        let part = Part { key: new_key(), seen, entry: page.entries[3].id, subject: "The day", kind: "question" };
        let made = service::cases::split(post.vendor.context(), &post.eva().await, part).await.expect("it is a case");
        let page = service::cases::page(post.vendor.context(), &anna, made).await.expect("the case is there");
        let [said] = page.entries.as_slice() else { panic!("one entry: {:?}", page.entries) };
        assert_eq!((said.via.as_deref(), said.mine), (Some("foreman@home.example"), false));
        let before = post.count_to("foreman@home.example").await;
        post.answer(made, "Monday it is. At eight?").await;
        assert_eq!(post.count_to("foreman@home.example").await, before + 1);
        post.vendor.check().await;
    }

    async fn what_cannot_be_read_is_seen(post: Post) {
        post.arrives("this is no mail").await;
        post.arrives("Subject: nobody\n\nWho am I?\n").await;
        let nested = "Content-Type: message/rfc822\n\n".repeat(5_000);
        post.arrives(&format!("From: {ANNA}\nSubject: bomb\n{nested}")).await;
        post.arrives(&format!("From: {ANNA}\nSubject: sealed\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n")).await;
        let mut reasons: Vec<_> = post.at_desk().await.into_iter().filter_map(|mail| mail.unreadable).collect();
        reasons.sort_by_key(|reason| reason.code());
        assert_eq!(reasons, [Unreadable::Bomb, Unreadable::Encrypted, Unreadable::Malformed, Unreadable::NoSender]);
        let waiting = post.at_desk().await;
        post::desk::discard(post.vendor.context(), &post.eva().await, waiting[0].id).await.expect("it is put away");
        assert_eq!(post.at_desk().await.len(), 3);
    }

    async fn a_number_in_the_subject_proves_nothing(post: Post) {
        let (number, _) = post.question().await;
        post.arrives(&format!("From: {CLAIRE}\nSubject: Re: [{number}] Is it there?\nMessage-ID: <c@mail.example>\n\nMine?\n")).await;
        assert_eq!(post.said(number).await.len(), 2);
        let subject = header(&post.newest_to(CLAIRE).await, "Subject").expect("a case of her own");
        assert!(!subject.starts_with(&format!("[{number}]")), "{subject}");
    }

    async fn customers_see_no_desk(post: Post) {
        let anna = post.vendor.actor(ANNA).await;
        assert_eq!(refused(post::desk::list(post.vendor.context(), &anna, false, None).await), Code::NotFound);
        post.arrives("From: new@elsewhere.example\nSubject: x\n\ny\n").await;
        let id = post.at_desk().await[0].id;
        assert_eq!(refused(post::shown(post.vendor.context(), &anna, id).await.map(|_| ())), Code::NotFound);
        assert_eq!(refused(post::desk::accept(post.vendor.context(), &anna, id, Place::default()).await), Code::NotFound);
        assert_eq!(refused(post::desk::discard(post.vendor.context(), &anna, id).await), Code::NotFound);
        assert_eq!(post.automatic().await.len(), 0);
    }
}
