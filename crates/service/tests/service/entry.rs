//! Signing in: the code, its tries, its time, its browser; limits.

mod sessions;

use std::time::Duration;

use domain::refusal::Code;
use service::{
    Error,
    entry::{self, SignedIn, Visitor},
};
use testkit::{Database, TestVendor};

use crate::{ANNA, BRAM, EVA, refused};

const AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1";
const DAY: i64 = 24 * 60;
/// A member of two accounts.
const PIET: &str = "piet@claes-boekhouding.example";
const NOBODY: &str = "nobody@test.example";

/// A browser: its cookies and its address.
#[derive(Clone)]
struct Browser {
    cookies: Vec<(String, String)>,
    address: String,
}

impl Browser {
    fn new() -> Self {
        Self { cookies: Vec::new(), address: "192.0.2.7".to_owned() }
    }

    async fn visitor(&self, vendor: &TestVendor) -> Visitor {
        entry::visitor(vendor.context(), &self.cookies, "hu-HU,hu;q=0.9", AGENT, &self.address)
            .await
            .expect("visitors are known")
    }

    /// The same, once it is noted that the session was used: that is done beside the request.
    async fn seen_visitor(&self, vendor: &TestVendor) -> Visitor {
        let visitor = self.visitor(vendor).await;
        let actor = visitor.actor.clone().expect("the browser has a session");
        let now = vendor.context().now();
        for _ in 0..1_000 {
            let sessions = store::sessions::list(vendor.store(), actor.member, now.plus_minutes(-1)).await;
            let mut sessions = sessions.expect("sessions can be read").into_iter();
            if sessions.any(|session| session.id == actor.session.0 && session.seen_at == now.millis()) {
                return visitor;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nobody noted that the session was used");
    }

    fn keep(&mut self, set_cookie: &str) {
        let pair = set_cookie.split(';').next().unwrap_or("");
        let (name, value) = pair.split_once('=').expect("a cookie has a name and a value");
        self.cookies.retain(|(kept, _)| kept != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    async fn ask(&mut self, vendor: &TestVendor, email: &str) -> Result<(), Error> {
        // Mails of one moment have no order.
        vendor.tick();
        let asked = entry::ask_code(vendor.context(), &self.visitor(vendor).await, email, "/").await?;
        self.keep(&asked.cookie);
        vendor.deliver_mail().await;
        Ok(())
    }

    async fn verify(&mut self, vendor: &TestVendor, code: &str) -> Result<SignedIn, Error> {
        let signed_in = entry::verify_code(vendor.context(), &self.visitor(vendor).await, code, "/review").await?;
        for cookie in &signed_in.cookies {
            self.keep(cookie);
        }
        Ok(signed_in)
    }

    async fn sign_in(&mut self, vendor: &TestVendor, email: &str) -> SignedIn {
        self.ask(vendor, email).await.expect("a code is sent");
        let code = vendor.code_for(email).await;
        self.verify(vendor, &code).await.expect("the code is right")
    }
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("a code is a number");
    format!("{:06}", (number + 1) % 1_000_000)
}

testkit::on_both_databases! {
    async fn a_code_signs_in_once_and_only_where_it_was_asked_for(vendor: TestVendor) {
        let mut browser = Browser::new();
        browser.ask(&vendor, " Anna@Dakwerken.example ").await.expect("an address is an address");
        let code = vendor.code_for(ANNA).await;

        let mut another = Browser::new();
        assert_eq!(refused(another.verify(&vendor, &code).await), Code::CodeElsewhere);
        another.ask(&vendor, BRAM).await.expect("a code is sent");
        assert_eq!(refused(another.verify(&vendor, &code).await), Code::CodeWrong, "that browser asked for another");

        let mut kept = browser.clone();
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let signed_in = browser.verify(&vendor, &spaced).await.expect("spaces do not matter");
        assert_eq!(signed_in.path, "/review", "it goes on where it began");
        assert!(browser.visitor(&vendor).await.actor.is_some_and(|actor| actor.acting.is_some()));
        vendor.advance(1);
        assert_eq!(refused(kept.verify(&vendor, &code).await), Code::CodeWrong, "it has been used");
    }

    async fn five_tries(vendor: TestVendor) {
        for (failures, gets_in) in [(4, true), (5, false)] {
            let mut browser = Browser::new();
            browser.ask(&vendor, ANNA).await.expect("a code is sent");
            let code = vendor.code_for(ANNA).await;
            for _ in 0..failures {
                assert_eq!(refused(browser.verify(&vendor, &wrong(&code)).await), Code::CodeWrong);
            }
            assert_eq!(browser.verify(&vendor, &code).await.is_ok(), gets_in, "after {failures}");
        }
    }

    async fn tries_at_once_do_not_share_one(vendor: TestVendor) {
        let mut browser = Browser::new();
        browser.ask(&vendor, ANNA).await.expect("a code is sent");
        let code = vendor.code_for(ANNA).await;
        let visitor = browser.visitor(&vendor).await;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (context, visitor, code) = (vendor.context().clone(), visitor.clone(), wrong(&code));
            tries.spawn(async move { entry::verify_code(&context, &visitor, &code, "/").await });
        }
        assert!(tries.join_all().await.iter().all(Result::is_err));
        assert_eq!(refused(browser.verify(&vendor, &code).await), Code::CodeWrong, "the tries are used up");
    }

    async fn two_at_once_with_the_right_code_are_one_session(vendor: TestVendor) {
        let mut browser = Browser::new();
        browser.ask(&vendor, ANNA).await.expect("a code is sent");
        let code = vendor.code_for(ANNA).await;
        let visitor = browser.visitor(&vendor).await;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (context, visitor, code) = (vendor.context().clone(), visitor.clone(), code.clone());
            tries.spawn(async move { entry::verify_code(&context, &visitor, &code, "/").await });
        }
        // Without scripts a double click asks twice, and the browser takes the last answer.
        for answer in tries.join_all().await {
            answer.expect("the second press of a double click is no wrong code");
        }
        let anna = vendor.actor(ANNA).await;
        let since = vendor.context().now().plus_minutes(-1);
        let open = store::sessions::list(vendor.store(), anna.member, since).await.expect("sessions can be read");
        assert_eq!(open.len(), 1, "of all of them one session is left: {open:?}");
    }

    async fn the_second_press_has_the_session(vendor: TestVendor) {
        let before = vendor.context().now();
        let mut browser = Browser::new();
        browser.ask(&vendor, ANNA).await.expect("a code is sent");
        let code = vendor.code_for(ANNA).await;
        let mut first = browser.clone();
        first.verify(&vendor, &code).await.expect("the code is right");
        vendor.tick();
        browser.verify(&vendor, &code).await.expect("the code is right");
        assert!(first.visitor(&vendor).await.actor.is_none(), "one session is left");
        assert!(browser.visitor(&vendor).await.actor.is_some());
        let anna = browser.visitor(&vendor).await.actor.expect("she is signed in");
        let granted = anna.grant::<domain::permissions::ReadAccount>().expect("members read their account");
        let events = store::events::list(vendor.store(), &granted, None, 5).await.expect("the log can be read");
        let signed_in = events.iter().filter(|line| line.event.kind() == "signed_in" && line.at >= before);
        assert_eq!(signed_in.count(), 1, "it is told once");
    }

    async fn a_code_counts_for_ten_minutes(vendor: TestVendor) {
        for (minutes, gets_in) in [(10, true), (11, false)] {
            let mut browser = Browser::new();
            browser.ask(&vendor, ANNA).await.expect("a code is sent");
            let code = vendor.code_for(ANNA).await;
            vendor.advance(minutes);
            assert_eq!(browser.verify(&vendor, &code).await.is_ok(), gets_in, "after {minutes}");
        }
    }

    async fn an_unknown_address_looks_like_a_known_one(vendor: TestVendor) {
        let (mut known, mut unknown) = (Browser::new(), Browser::new());
        known.ask(&vendor, ANNA).await.expect("the answer is the same");
        unknown.ask(&vendor, NOBODY).await.expect("the answer is the same");
        let shape = |browser: &Browser| {
            browser.cookies.iter().map(|(name, value)| (name.clone(), value.len())).collect::<Vec<_>>()
        };
        assert_eq!(shape(&known), shape(&unknown));
        for browser in [&mut known, &mut unknown] {
            assert_eq!(refused(browser.verify(&vendor, "12345").await), Code::CodeWrong);
        }
        assert!(vendor.mails_to(NOBODY).await.is_empty());
        // The staff see the mistyped address, and no code.
        let eva = vendor.actor(EVA).await;
        let mails = service::desk::mails(vendor.context(), &eva, None).await.expect("the back office sees the mails");
        let mail = mails.iter().find(|mail| mail.to == NOBODY).expect("it is seen");
        assert!(mail.last_error.is_some());
        assert!(mails.iter().all(|mail| !mail.subject.bytes().any(|byte| byte.is_ascii_digit())), "{mails:?}");
    }

    async fn an_address_gets_five_codes_in_a_quarter_of_an_hour(vendor: TestVendor) {
        for email in [ANNA, NOBODY] {
            for _ in 0..5 {
                Browser::new().ask(&vendor, email).await.expect("a code is sent");
            }
            assert_eq!(refused(Browser::new().ask(&vendor, email).await), Code::TooMany, "{email}");
        }
        Browser::new().ask(&vendor, BRAM).await.expect("others are served");
        vendor.advance(15);
        Browser::new().ask(&vendor, ANNA).await.expect("in the next quarter");
    }

    async fn a_stranger_uses_up_nobodys_codes(vendor: TestVendor) {
        let at = |place: u8| Browser { cookies: Vec::new(), address: format!("198.51.100.{place}") };
        for _ in 0..20 {
            let _ = at(1).ask(&vendor, ANNA).await;
        }
        assert_eq!(refused(at(1).ask(&vendor, ANNA).await), Code::TooMany, "from there");
        Browser::new().sign_in(&vendor, ANNA).await;

        // From everywhere together there is an end as well: nobody's mailbox is flooded.
        let mut sent = 0;
        for place in 2..12 {
            for _ in 0..5 {
                sent += i32::from(at(place).ask(&vendor, ANNA).await.is_ok());
            }
        }
        assert_eq!(sent, 30 - 5 - 1);
    }

    async fn an_address_has_twenty_wrong_tries_a_day(vendor: TestVendor) {
        // What gets somebody in is no wrong try.
        for _ in 0..21 {
            Browser::new().sign_in(&vendor, ANNA).await;
            vendor.advance(4);
        }
        vendor.advance(15);
        for email in [ANNA, NOBODY] {
            let mut owner = Browser::new();
            owner.ask(&vendor, email).await.expect("a code is sent");
            let right = if email == ANNA { vendor.code_for(ANNA).await } else { "000000".to_owned() };
            for _ in 0..4 {
                let mut guesser = Browser::new();
                guesser.ask(&vendor, email).await.expect("a code is sent");
                let code = if email == ANNA { vendor.code_for(ANNA).await } else { "000000".to_owned() };
                // The sixth and seventh could get nobody in, and do not count.
                for _ in 0..7 {
                    assert_eq!(refused(guesser.verify(&vendor, &wrong(&code)).await), Code::CodeWrong);
                }
            }
            let refusal = match owner.verify(&vendor, &right).await {
                Err(Error::Refused(refusal)) => refusal,
                other => panic!("this should have been refused: {other:?}"),
            };
            assert_eq!((refusal.code, refusal.detail.as_deref()), (Code::TooMany, Some("holnap 1:00-ig")), "{email}");
            assert_eq!(refused(Browser::new().ask(&vendor, email).await), Code::TooMany, "nor is a new code sent");
        }
        Browser::new().sign_in(&vendor, BRAM).await;
        vendor.advance(14 * 60);
        Browser::new().sign_in(&vendor, ANNA).await;
    }

    async fn a_stranger_locks_nobody_out(vendor: TestVendor) {
        let elsewhere = || Browser { cookies: Vec::new(), address: "198.51.100.1".to_owned() };
        for _ in 0..4 {
            let mut guesser = elsewhere();
            guesser.ask(&vendor, ANNA).await.expect("a code is sent");
            let code = vendor.code_for(ANNA).await;
            for _ in 0..5 {
                assert_eq!(refused(guesser.verify(&vendor, &wrong(&code)).await), Code::CodeWrong);
            }
        }
        vendor.advance(15);
        assert_eq!(refused(elsewhere().ask(&vendor, ANNA).await), Code::TooMany, "from there it is over for today");
        Browser::new().sign_in(&vendor, ANNA).await;
    }

    async fn what_is_no_address_gets_a_clear_answer(vendor: TestVendor) {
        let long = format!("{}@test.example", "a".repeat(300));
        for (typed, code) in [
            ("", Code::Missing),
            ("   ", Code::Missing),
            ("anna", Code::Email),
            ("anna@", Code::Email),
            ("anna@example", Code::Email),
            ("a b@example.org", Code::Email),
            ("<anna@example.org>", Code::Email),
            ("anna@exam\u{7}ple.org", Code::Malformed),
            ("anna@example.org\r\nBcc: evil@example.org", Code::Malformed),
            (long.as_str(), Code::TooLong),
        ] {
            assert_eq!(refused(Browser::new().ask(&vendor, typed).await), code, "{typed:?}");
        }
    }
}

async fn a_network_has_a_limit_of_its_own(database: Database) {
    let vendor = TestVendor::start_with(database, |config| config.network_limit = 3).await;
    let at = |address: &str| Browser { cookies: Vec::new(), address: address.to_owned() };
    for place in 1..=3 {
        at("2001:db8:1:2::1").ask(&vendor, &format!("reader-{place}@test.example")).await.expect("three are allowed");
    }
    // The network of IPv6 is the first 64 bits.
    assert_eq!(refused(at("2001:db8:1:2:ffff::9").ask(&vendor, ANNA).await), Code::TooMany);
    at("2001:db8:1:3::1").ask(&vendor, ANNA).await.expect("another network");

    let mut browser = at("192.0.2.9");
    browser.ask(&vendor, ANNA).await.expect("a code is sent");
    let code = vendor.code_for(ANNA).await;
    for _ in 0..3 {
        assert_eq!(refused(browser.verify(&vendor, &wrong(&code)).await), Code::CodeWrong);
    }
    assert_eq!(refused(browser.verify(&vendor, &code).await), Code::TooMany, "tries have a limit too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_has_a_limit_of_its_own_on_sqlite() {
    a_network_has_a_limit_of_its_own(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_has_a_limit_of_its_own_on_postgres() {
    a_network_has_a_limit_of_its_own(Database::Postgres).await;
}
