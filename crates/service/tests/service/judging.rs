//! Whether a mail is from whom it says, where no mail server in front has judged: by a name server of the test, and with
//! signatures that are made here.

use domain::post::{Held, Verdict};
use mail_auth::{
    common::{crypto::Ed25519Key, headers::HeaderWriter},
    dkim::DkimSigner,
};
use service::post::Names;
use testkit::{Database, NameServer, base64};

use crate::{
    ANNA,
    post::{Post, reply},
};

const DOMAIN: &str = "dakwerken.example";
/// A domain that wants what is unproven refused, and one that only watches.
const STRICT: &str = "v=DMARC1; p=reject";
const WATCHING: &str = "v=DMARC1; p=none; rua=mailto:d@dakwerken.example";

struct Office {
    post: Post,
    names: NameServer,
    key: Vec<u8>,
}

impl Office {
    async fn start(database: Database) -> Self {
        let names = NameServer::start().await;
        let post = Post::start_asking(database, Names::At(names.address())).await;
        let key = Ed25519Key::generate_pkcs8().expect("a key is made");
        let public = Ed25519Key::from_pkcs8_der(&key).expect("the key is one").public_key();
        for domain in [DOMAIN, "evil.example"] {
            let text = format!("v=DKIM1; k=ed25519; p={}", base64(&public));
            names.says(&format!("s1._domainkey.{domain}"), &text);
        }
        Self { post, names, key }
    }

    /// The mail with a signature of that domain in front.
    fn signed(&self, domain: &str, mail: &str) -> String {
        let key = Ed25519Key::from_pkcs8_der(&self.key).expect("the key is one");
        let mail = mail.replace('\n', "\r\n");
        let signer = DkimSigner::from_key(key).domain(domain).selector("s1").headers(["From", "To", "Subject"]);
        let signature = signer.sign(mail.as_bytes()).expect("it is signed").to_header();
        format!("{signature}{mail}").replace("\r\n", "\n")
    }

    /// The verdict on what is held of anna's case, or on its last entry's mail.
    async fn judged(&self, number: i64, mail: &str) -> (bool, Verdict) {
        self.post.vendor.advance(1);
        let before = self.post.said(number).await.len();
        self.post.arrives(mail).await;
        let desk = self.post.case(number).await;
        if desk.case.entries.len() > before {
            return (true, desk.post.last().expect("its mail is there").verdict);
        }
        let waiting = self.post.at_desk().await;
        let held = waiting.iter().max_by_key(|mail| mail.at.instant).expect("it is held");
        assert_eq!(held.held, Some(Held::Unproven));
        (false, held.verdict)
    }
}

/// As our own mail server writes it.
fn received(by: &str, ip: &str) -> String {
    format!(
        "Received: from mail.sender.example (mail.sender.example [{ip}])\n by {by} (Postfix) with ESMTPS id 1\n for <help@vandael.example>; Tue, 24 Nov 2026 11:05:00 +0100\n"
    )
}

testkit::on_both_databases! {
    async fn a_signature_of_the_senders_domain_proves_it(office: Office) {
        office.names.says(&format!("_dmarc.{DOMAIN}"), STRICT);
        let (number, question) = office.post.question().await;
        let good = office.signed(DOMAIN, &reply(ANNA, &question, "Friday."));
        assert_eq!(office.judged(number, &good).await, (true, Verdict::Pass));
        let changed = office.signed(DOMAIN, &reply(ANNA, &question, "Pay to us.")).replace("Pay to us.", "Pay to me.");
        assert_eq!(office.judged(number, &changed).await, (false, Verdict::Fail));
        let unsigned = reply(ANNA, &question, "Trust me.");
        assert_eq!(office.judged(number, &unsigned).await, (false, Verdict::Fail));
        office.post.vendor.check().await;
    }

    async fn a_signature_of_another_domain_proves_nothing_and_is_not_looked_up(office: Office) {
        office.names.says(&format!("_dmarc.{DOMAIN}"), STRICT);
        let (number, question) = office.post.question().await;
        let forged = office.signed("evil.example", &reply(ANNA, &question, "It is me."));
        assert_eq!(office.judged(number, &forged).await, (false, Verdict::Fail));
        let asked = office.names.asked();
        assert!(asked.iter().all(|name| !name.contains("evil")), "nobody waits for their name server: {asked:?}");
    }

    async fn where_it_came_from_counts_when_our_own_server_says_it(office: Office) {
        office.names.says(&format!("_dmarc.{DOMAIN}"), STRICT);
        office.names.says(DOMAIN, "v=spf1 ip4:192.0.2.7 -all");
        let (number, question) = office.post.question().await;
        let mail = |by: &str, ip: &str, text: &str| {
            format!("Return-Path: <{ANNA}>\n{}{}", received(by, ip), reply(ANNA, &question, text))
        };
        let own = "mx.vandael.example";
        assert_eq!(office.judged(number, &mail(own, "192.0.2.7", "Ours.")).await, (true, Verdict::Pass));
        assert_eq!(office.judged(number, &mail(own, "192.0.2.66", "Not.")).await, (false, Verdict::Fail));
        assert_eq!(office.judged(number, &mail("mx.evil.example", "192.0.2.7", "Who says so?")).await, (false, Verdict::Fail));
        // Below what our server has written stands what anybody may write.
        let below = mail(own, "192.0.2.66", "Two.").replace("From: ", &format!("{}From: ", received(own, "192.0.2.7")));
        assert_eq!(office.judged(number, &below).await, (false, Verdict::Fail));
    }

    async fn of_two_senders_neither_is_believed(office: Office) {
        let (number, question) = office.post.question().await;
        let mail = format!("From: mallory@evil.example\n{}", reply(ANNA, &question, "It is anna."));
        assert_eq!(office.judged(number, &office.signed("evil.example", &mail)).await, (false, Verdict::Fail));
    }

    async fn a_domain_that_only_watches_holds_nobody_up(office: Office) {
        office.names.says(&format!("_dmarc.{DOMAIN}"), WATCHING);
        let (number, question) = office.post.question().await;
        // It may have relied on where its mail comes from, and nobody knows that.
        assert_eq!(office.judged(number, &reply(ANNA, &question, "One.")).await, (true, Verdict::NotJudged));
    }

    async fn a_domain_that_says_nothing_is_like_nobody_at_all(office: Office) {
        let (number, question) = office.post.question().await;
        assert_eq!(office.judged(number, &reply(ANNA, &question, "One.")).await, (true, Verdict::None));
    }

    async fn our_own_server_is_believed_without_asking_anybody(office: Office) {
        office.names.says(&format!("_dmarc.{DOMAIN}"), STRICT);
        let (number, question) = office.post.question().await;
        let mail = format!("Authentication-Results: mx.vandael.example; dmarc=pass\n{}", reply(ANNA, &question, "Real."));
        assert_eq!(office.judged(number, &mail).await, (true, Verdict::Pass));
        assert_eq!(office.names.asked(), Vec::<String>::new());
        // What it does not know is found out.
        let mail = mail.replace("dmarc=pass", "dmarc=temperror").replace("Real.", "Real?");
        assert_eq!(office.judged(number, &mail).await, (false, Verdict::Fail));
    }
}

/// A name server that does not answer: mail comes in as it does where nobody judges.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_an_answer_nothing_is_judged() {
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.expect("the system has a port");
    let place = silent.local_addr().expect("the port has an address");
    let post = Post::start_asking(Database::Sqlite, Names::At(place)).await;
    let (number, question) = post.question().await;
    let begin = std::time::Instant::now();
    post.arrives(&reply(ANNA, &question, "Anybody there?")).await;
    assert!(begin.elapsed().as_secs() < 15, "{:?}", begin.elapsed());
    assert_eq!(post.said(number).await.last().map(String::as_str), Some("Anybody there?"));
    assert_eq!(post.case(number).await.post.last().map(|mail| mail.verdict), Some(Verdict::NotJudged));
}
