//! Mail over SMTP, to a server with good and bad manners.

use std::time::Duration;

use domain::{
    account::Invite,
    demo::{MailState, OutboxState},
    permissions::Role,
};
use service::{MailRoute, accounts, outbox};
use testkit::{Database, Manner, SmtpSink, TestVendor, new_key};
use tokio::{sync::watch, time::timeout};

use crate::{ANNA, EVA, JOB};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The demo vendor, whose mail goes to a server of the test.
struct Mailing {
    vendor: TestVendor,
    server: SmtpSink,
}

impl Mailing {
    async fn start(database: Database) -> Self {
        let server = SmtpSink::start(Manner::Accept).await;
        let url = server.url();
        let vendor = TestVendor::start_with(database, |config| {
            config.mail = MailRoute::Smtp { url, from: "Van Dael & Co <loket@vandael.example>".to_owned() };
        })
        .await;
        Self { vendor, server }
    }

    async fn order(&self) -> i64 {
        let anna = self.vendor.actor(ANNA).await;
        self.vendor.order(&anna, &[("TL-7011", "1")]).await
    }

    /// The newest mail to anna, as the staff see it.
    async fn seen_by_staff(&self) -> MailState {
        let eva = self.vendor.actor(EVA).await;
        let mails =
            service::desk::mails(self.vendor.context(), &eva, None).await.expect("the back office sees the mails");
        mails.into_iter().find(|mail| mail.to == ANNA).expect("the mail is seen")
    }

    /// Waits until a slow server has a mail that it has not answered.
    async fn is_under_way(&self) {
        timeout(PATIENCE, self.server.is_asked()).await.expect("a mail is brought to the server");
    }

    /// The states of anna's newest mails, as the staff see them, and what went wrong at the last try.
    async fn newest(&self, count: usize) -> (Vec<OutboxState>, Vec<String>) {
        let eva = self.vendor.actor(EVA).await;
        let mails = service::desk::mails(self.vendor.context(), &eva, None).await;
        let mails = mails.expect("the back office sees the mails").into_iter().filter(|mail| mail.to == ANNA);
        let (states, errors): (Vec<_>, Vec<_>) = mails.take(count).map(|mail| (mail.state, mail.last_error)).unzip();
        (states, errors.into_iter().flatten().collect())
    }
}

testkit::on_both_databases! {
    async fn a_mail_arrives(mailing: Mailing) {
        let number = mailing.order().await;
        assert_eq!(mailing.seen_by_staff().await.state, OutboxState::Waiting);
        mailing.vendor.deliver_mail().await;
        let received = mailing.server.received();
        assert_eq!(received.len(), 1);
        let mail = &received[0];
        assert_eq!(mail.recipients, [ANNA]);
        assert_eq!(mail.header("To"), Some(ANNA));
        assert_eq!(mail.header("Subject"), Some(format!("We have received your order {number}").as_str()));
        let id = mail.header("Message-ID").expect("a mail has an id");
        assert!(id.starts_with('<') && id.ends_with("@vandael.example>"), "{id}");

        assert!(mail.raw.contains("multipart/alternative"), "{}", mail.raw);
        assert!(mail.raw.contains("text/plain") && mail.raw.contains("text/html"), "{}", mail.raw);
        // RFC 2045, 6.4: what has parts is not encoded as a whole.
        let encoding = mail.header("Content-Transfer-Encoding").unwrap_or("7bit");
        assert!(["7bit", "8bit", "binary"].contains(&encoding), "{encoding}");

        let seen = mailing.seen_by_staff().await;
        assert_eq!((seen.state, seen.attempts, seen.last_error), (OutboxState::Sent, 1, None));
        mailing.vendor.advance(60);
        mailing.vendor.deliver_mail().await;
        assert_eq!(mailing.server.received().len(), 1, "once");
    }

    async fn who_invites_sees_that_the_mail_did_not_arrive(mailing: Mailing) {
        let anna = mailing.vendor.actor(ANNA).await;
        let context = mailing.vendor.context();
        let invite = async |email: &str| {
            let invite = Invite {
                email: email.to_owned(),
                name: "Noor".to_owned(),
                role: Role::Viewer,
                order_limit: String::new(),
            };
            accounts::invite(context, &anna, new_key(), &invite).await.expect("an owner may invite");
            mailing.vendor.deliver_mail().await;
            let page = accounts::page(context, &anna).await.expect("the page is there");
            page.invitations.iter().find(|line| line.email == email).and_then(|line| line.mail)
        };
        assert_eq!(invite("right@test.example").await, Some(OutboxState::Sent));
        mailing.vendor.tick();
        mailing.server.behave(Manner::RefuseRecipient);
        assert_eq!(invite("wrong@test.example").await, Some(OutboxState::Failed));
        // Invited anew, it is another mail.
        mailing.vendor.tick();
        mailing.server.behave(Manner::Accept);
        assert_eq!(invite("wrong@test.example").await, Some(OutboxState::Sent));
    }

    async fn a_refused_mail_is_given_up_and_the_staff_see_why(mailing: Mailing) {
        mailing.server.behave(Manner::RefuseRecipient);
        mailing.order().await;
        mailing.vendor.deliver_mail().await;
        let seen = mailing.seen_by_staff().await;
        assert_eq!((seen.state, seen.attempts, seen.next_try), (OutboxState::Failed, 1, None));
        assert!(
            seen.last_error.as_deref().is_some_and(|error| error.contains("550") && error.contains("nobody here")),
            "{seen:?}"
        );
        mailing.server.behave(Manner::Accept);
        mailing.vendor.advance(2 * 24 * 60);
        mailing.vendor.deliver_mail().await;
        assert!(mailing.server.received().is_empty(), "what was refused for good is not tried again");
    }

    async fn the_mails_of_a_case_are_one_conversation(mailing: Mailing) {
        let (anna, eva) = (mailing.vendor.actor(ANNA).await, mailing.vendor.actor(EVA).await);
        let context = mailing.vendor.context();
        let draft = testkit::draft("question", "Is it there?", "By Friday?");
        let number = service::cases::open(context, &anna, &draft).await.expect("it is kept");
        mailing.vendor.deliver_mail().await;
        mailing.vendor.advance(5);
        let say = service::cases::Say {
            key: new_key(),
            number,
            saying: service::cases::Saying::Answer,
            text: "Yes.",
            cause: "",
            prevention: "",
        };
        service::cases::answer(context, &eva, say).await.expect("it is answered");
        mailing.vendor.deliver_mail().await;
        let received = mailing.server.received();
        let to_anna: Vec<_> = received.iter().filter(|mail| mail.recipients == [ANNA]).collect();
        assert_eq!(to_anna.len(), 2, "the receipt and the answer");
        let header = |place: usize, name: &str| to_anna[place].header(name).map(str::to_owned);
        assert_ne!(header(0, "Message-ID"), header(1, "Message-ID"));
        assert!(header(0, "References").is_some_and(|root| root.ends_with("@vandael.example>")));
        for name in ["References", "In-Reply-To", "Subject"] {
            assert_eq!(header(0, name), header(1, name), "{name}");
        }
    }

    async fn what_was_given_up_goes_when_the_staff_say_so(mailing: Mailing) {
        let (anna, eva) = (mailing.vendor.actor(ANNA).await, mailing.vendor.actor(EVA).await);
        let context = mailing.vendor.context();
        mailing.server.behave(Manner::RefuseRecipient);
        let number = mailing.order().await;
        mailing.vendor.deliver_mail().await;
        let seen_by_anna = mailing.vendor.page(&anna, number).await.mails;
        assert_eq!((seen_by_anna.len(), seen_by_anna[0].state), (1, OutboxState::Failed), "she is told, too");
        assert_eq!(seen_by_anna[0].last_error, None, "in other words");
        mailing.server.behave(Manner::Accept);
        assert_eq!(service::desk::resend(context, &eva).await.expect("the back office may"), 1);
        mailing.vendor.deliver_mail().await;
        assert_eq!((mailing.seen_by_staff().await.state, mailing.server.received().len()), (OutboxState::Sent, 1));
        assert_eq!(mailing.vendor.page(&anna, number).await.mails[0].state, OutboxState::Sent);
        assert_eq!(service::desk::resend(context, &eva).await.expect("the back office may"), 0);
    }

    async fn a_mail_for_later_waits_and_goes(mailing: Mailing) {
        mailing.server.behave(Manner::TryLater);
        mailing.order().await;
        mailing.vendor.deliver_mail().await;
        let seen = mailing.seen_by_staff().await;
        assert_eq!((seen.state, seen.attempts), (OutboxState::Waiting, 1));
        assert!(seen.next_try.is_some_and(|next| next.instant > mailing.vendor.context().now()), "{seen:?}");
        assert!(seen.last_error.as_deref().is_some_and(|error| error.contains("451")), "{seen:?}");
        // It waits longer each time.
        mailing.vendor.advance(1);
        mailing.vendor.deliver_mail().await;
        assert_eq!(mailing.seen_by_staff().await.attempts, 2);
        mailing.vendor.advance(1);
        mailing.vendor.deliver_mail().await;
        assert_eq!(mailing.seen_by_staff().await.attempts, 2, "not yet");

        mailing.server.behave(Manner::Accept);
        mailing.vendor.advance(3);
        mailing.vendor.deliver_mail().await;
        let seen = mailing.seen_by_staff().await;
        assert_eq!((seen.state, seen.attempts, seen.last_error), (OutboxState::Sent, 3, None));
        assert_eq!(mailing.server.received().len(), 1);
    }

    async fn who_says_later_is_not_asked_again_at_once(mailing: Mailing) {
        mailing.server.behave(Manner::TryLater);
        mailing.order().await;
        mailing.order().await;
        mailing.vendor.deliver_mail().await;
        let eva = mailing.vendor.actor(EVA).await;
        let mails =
            service::desk::mails(mailing.vendor.context(), &eva, None).await.expect("the back office sees the mails");
        let mut attempts: Vec<i32> = mails.iter().filter(|mail| mail.to == ANNA).map(|mail| mail.attempts).collect();
        attempts.sort_unstable();
        assert_eq!(attempts, [0, 1], "the second one waits without a try");
        mailing.server.behave(Manner::Accept);
        mailing.vendor.advance(2);
        mailing.vendor.deliver_mail().await;
        assert_eq!(mailing.server.received().len(), 2);
    }

    async fn after_ten_tries_it_is_given_up(mailing: Mailing) {
        mailing.server.behave(Manner::TryLater);
        mailing.order().await;
        for attempt in 1..=10 {
            mailing.vendor.deliver_mail().await;
            assert_eq!(mailing.seen_by_staff().await.attempts, attempt);
            mailing.vendor.advance(720);
        }
        assert_eq!(mailing.seen_by_staff().await.state, OutboxState::Failed);
        let (waiting, _) = store::outbox::waiting(mailing.vendor.store(), JOB).await.expect("it can be counted");
        assert_eq!(waiting, 0);
    }

    async fn a_connection_cut_off_costs_one_duplicate_at_most(mailing: Mailing) {
        mailing.server.behave(Manner::CutOff);
        mailing.order().await;
        mailing.vendor.deliver_mail().await;
        let seen = mailing.seen_by_staff().await;
        assert_eq!((seen.state, seen.attempts), (OutboxState::Waiting, 1), "nobody knows whether it went");
        assert_eq!(mailing.server.received().len(), 1);

        mailing.server.behave(Manner::Accept);
        for _ in 0..3 {
            mailing.vendor.advance(10);
            mailing.vendor.deliver_mail().await;
        }
        assert_eq!(mailing.seen_by_staff().await.state, OutboxState::Sent);
        let received = mailing.server.received();
        let ids: Vec<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
        assert_eq!(ids.len(), 2, "one duplicate");
        assert!(ids[0].is_some() && ids[0] == ids[1], "by which a mail program can tell: {ids:?}");
    }

    async fn a_code_that_has_gone_is_not_kept(mailing: Mailing) {
        let context = mailing.vendor.context();
        service::entry::ask_code(context, &mailing.vendor.stranger(), ANNA, "/").await.expect("a code is sent");
        mailing.vendor.deliver_mail().await;
        let received = mailing.server.received();
        let subject = received[0].header("Subject").expect("a mail has a subject");
        assert!(
            subject
                .split(' ')
                .next()
                .is_some_and(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())),
            "{subject}"
        );
        let rows = store::outbox::whole(mailing.vendor.store(), JOB, OutboxState::Sent).await;
        let rows = rows.expect("the outbox can be read");
        assert!(rows.len() == 1 && rows[0].mail().is_none(), "the row keeps no code");
    }

    async fn a_code_that_is_too_old_does_not_go(mailing: Mailing) {
        let context = mailing.vendor.context();
        service::entry::ask_code(context, &mailing.vendor.stranger(), ANNA, "/").await.expect("a code is asked for");
        mailing.server.behave(Manner::TryLater);
        mailing.vendor.deliver_mail().await;
        mailing.server.behave(Manner::Accept);
        mailing.vendor.advance(11);
        mailing.vendor.deliver_mail().await;
        assert!(mailing.server.received().is_empty(), "it would sign nobody in");
        assert_eq!(mailing.seen_by_staff().await.state, OutboxState::Failed, "the staff see it");
    }

    async fn many_mails_are_one_call(mailing: Mailing) {
        for _ in 0..6 {
            mailing.order().await;
        }
        mailing.vendor.deliver_mail().await;
        assert_eq!((mailing.server.received().len(), mailing.server.connections()), (6, 1));
    }

    async fn a_server_that_does_not_want_us_costs_no_mail(mailing: Mailing) {
        let mut arrived = 0;
        for (manner, code) in [(Manner::RefuseGreeting, "554"), (Manner::RefuseSender, "553")] {
            mailing.server.behave(manner);
            mailing.order().await;
            mailing.order().await;
            for _ in 0..3 {
                mailing.vendor.deliver_mail().await;
                let (states, errors) = mailing.newest(2).await;
                assert_eq!(states, [OutboxState::Waiting; 2], "{manner:?} {errors:?}");
                assert!(errors.iter().any(|error| error.contains(code)), "the staff see why: {errors:?}");
                mailing.vendor.advance(20);
            }
            assert_eq!(mailing.server.received().len(), arrived, "{manner:?}");

            mailing.server.behave(Manner::Accept);
            mailing.vendor.deliver_mail().await;
            assert_eq!(mailing.newest(2).await, (vec![OutboxState::Sent; 2], vec![]), "{manner:?}");
            arrived += 2;
            assert_eq!(mailing.server.received().len(), arrived, "each of them once");
        }
    }

    async fn a_mail_under_way_is_finished_before_the_worker_stops(mailing: Mailing) {
        mailing.server.behave(Manner::Slow);
        mailing.order().await;
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(outbox::work(mailing.vendor.context().clone(), stopped));
        mailing.is_under_way().await;
        stop.send(true).expect("the worker listens");
        assert_eq!(mailing.seen_by_staff().await.state, OutboxState::Waiting, "nobody says that it has gone");
        mailing.server.answer();
        timeout(PATIENCE, worker).await.expect("the worker stops").expect("it ends well");
        let seen = mailing.seen_by_staff().await;
        assert_eq!((seen.state, seen.attempts), (OutboxState::Sent, 1));
        assert_eq!(mailing.server.received().len(), 1, "once");
    }

    async fn a_mail_under_way_is_left_to_who_has_it(mailing: Mailing) {
        mailing.server.behave(Manner::Slow);
        mailing.order().await;
        let (one, other) = (mailing.vendor.context().clone(), mailing.vendor.another_process().await);
        let sending = tokio::spawn(async move { outbox::pass(&one).await });
        mailing.is_under_way().await;
        assert_eq!(outbox::pass(&other).await.expect("the outbox can be worked on"), 0, "somebody has it");

        // Who takes longer than their claim has no word in it any more, and cannot undo what was noted meanwhile.
        mailing.server.behave(Manner::Accept);
        mailing.vendor.advance(6);
        assert_eq!(outbox::pass(&other).await.expect("the outbox can be worked on"), 1);
        let noted = mailing.seen_by_staff().await;
        assert_eq!((noted.state, noted.attempts), (OutboxState::Sent, 2));
        mailing.vendor.advance(1);
        mailing.server.answer();
        timeout(PATIENCE, sending).await.expect("it ends").expect("it ends well").expect("the outbox can be worked on");
        assert_eq!(mailing.seen_by_staff().await, noted);
        let received = mailing.server.received();
        let ids: Vec<_> = received.iter().map(|mail| mail.header("Message-ID")).collect();
        assert!(ids.len() == 2 && ids[0].is_some() && ids[0] == ids[1], "one duplicate, which can be told: {ids:?}");
    }
}
