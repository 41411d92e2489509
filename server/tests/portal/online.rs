//! Paying online: what the provider says counts, once, whenever and however often it is told.

use std::ops::Deref;

use domain::{
    event::Event,
    i18n::I18n,
    language::Language,
    ledger::{
        PostingKind,
        wire::{DeskAccount, MoneyWaiting, PostingLine},
    },
    paying::online::{OnlinePage, OnlineState},
    permissions::Actor,
};
use serde_json::json;
use testkit::{Answer, Customer, Database, PaymentProvider, TestPortal, new_key};

use crate::{
    ANNA, EVA, KATRIN,
    money::{invoiced, money, page, plain},
};

/// A portal whose vendor has an account at a payment provider.
struct Paying {
    provider: PaymentProvider,
    portal: TestPortal,
}

impl Deref for Paying {
    type Target = TestPortal;

    fn deref(&self) -> &TestPortal {
        &self.portal
    }
}

impl Paying {
    async fn start(database: Database) -> Self {
        let provider = PaymentProvider::start().await;
        let portal = TestPortal::start_with(database, |config| config.payments = Some(provider.place())).await;
        Self { provider, portal }
    }

    /// The owner of a new account with one invoice: its number and total.
    async fn owing(&self) -> Owing {
        let owner = self.new_owners(1).await.remove(0);
        let (_, number) = invoiced(self, &owner, &[("TL-7011", "2")]).await;
        let client = self.customer("owner-1@test.example").await;
        let gross = page(&client, &number).await.gross;
        Owing { owner, client, number, gross }
    }

    /// What anybody can say: that a payment has changed.
    async fn told(&self, reference: &str) -> Answer {
        self.anonymous().send("/webhooks/payments", &[("id", reference)]).await
    }

    /// What the provider calls its only payment.
    fn one_reference(&self) -> String {
        let mut payments = self.provider.payments();
        assert_eq!(payments.len(), 1, "{payments:?}");
        payments.remove(0)
    }
}

struct Owing {
    owner: Actor,
    client: Customer,
    number: String,
    gross: i64,
}

impl Owing {
    /// Presses the button, with this key.
    async fn press(&self, key: &str, amount: &str) -> Answer {
        let fields = [("key", key), ("currency", "EUR"), ("amount", amount), ("invoices[0]", self.number.as_str())];
        self.client.send("/fn/money/pay-online", &fields).await
    }

    /// Begins a payment of the whole invoice; gives the address of its page.
    async fn begins(&self) -> String {
        let answer = self.press(&new_key().to_string(), &plain(self.gross)).await.expect_status(200);
        answer.location().strip_suffix("?go=1").expect("it leads on to the provider").to_owned()
    }

    async fn stands(&self, at: &str) -> OnlinePage {
        let id = at.strip_prefix("/money/pay/").expect("it is the page of a payment");
        self.client.call("/fn/money/online", &json!({ "id": id })).await.expect_status(200).json()
    }

    /// What is left to pay of the invoice.
    async fn open(&self) -> i64 {
        page(&self.client, &self.number).await.open
    }

    async fn postings(&self, kind: PostingKind) -> Vec<PostingLine> {
        let postings = money(&self.client).await.postings.into_iter().map(|(_, posting)| posting);
        postings.filter(|posting| posting.kind == kind).collect()
    }

    /// How often the account's log says so.
    async fn heard(&self, portal: &TestPortal, is_it: fn(&Event) -> bool) -> usize {
        let news = service::news::list(portal.context(), &self.owner, None).await.expect("there is a log");
        news.events.iter().filter(|line| is_it(&line.event)).count()
    }
}

fn is_paid(event: &Event) -> bool {
    matches!(event, Event::PaymentPosted { .. })
}

fn is_returned(event: &Event) -> bool {
    matches!(event, Event::PaymentReturned { .. })
}

testkit::on_both_databases! {
    async fn an_invoice_is_paid_and_every_further_word_changes_nothing(paying: Paying) {
        let owing = paying.owing().await;
        let i18n = I18n::of(Language::En);
        let shown = owing.client.get(&format!("/money/pay?invoices={}", owing.number)).await.expect_status(200);
        assert!(shown.body.contains(i18n.online_pay()), "{}", shown.start());
        // Without scripts, with the fields that stand in the form.
        let form = [
            ("key", new_key().to_string()),
            ("currency", "EUR".to_owned()),
            ("amount", shown.hidden("amount")),
            ("invoices[0]", owing.number.clone()),
        ];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let at = owing.client.post_form_from("/money/pay", "/fn/money/pay-online", &form).await.expect_status(303);
        let at = at.location().strip_suffix("?go=1").expect("it leads on").to_owned();

        let reference = paying.one_reference();
        let asked = paying.provider.payment(&reference);
        assert_eq!(asked["amount"], json!({ "currency": "EUR", "value": plain(owing.gross) }));
        assert_eq!(asked["redirectUrl"], format!("{}{at}", paying.url()));
        assert_eq!(asked["webhookUrl"], format!("{}/webhooks/payments", paying.url()));
        assert_eq!(asked["description"], owing.number.as_str());
        // The customer comes back before the provider knows.
        let waiting = owing.client.get(&at).await.expect_status(200).body;
        let checkout = format!("https://127.0.0.1/checkout/{reference}");
        assert!(waiting.contains(&checkout) && waiting.contains(i18n.online_state_waiting()));
        assert_eq!(owing.stands(&at).await.state, OnlineState::Waiting);
        assert_eq!(owing.open().await, owing.gross);

        paying.provider.becomes(&reference, "paid");
        paying.provider.changes(&reference, "paidAt", json!("2026-11-23T23:30:00+00:00"));
        for _ in 0..3 {
            assert_eq!(paying.told(&reference).await.expect_status(200).body, "");
        }
        let stands = owing.stands(&at).await;
        assert_eq!((stands.state, stands.amount.minor, stands.checkout), (OnlineState::Paid, owing.gross, None));
        assert_eq!(owing.open().await, 0);
        let posted = owing.postings(PostingKind::Payment).await;
        assert_eq!(posted.len(), 1, "{posted:?}");
        assert_eq!((posted[0].amount, posted[0].reference.as_deref()), (-owing.gross, Some(reference.as_str())));
        assert_eq!(posted[0].dated.iso(), "2026-11-24", "on the vendor's wall");
        assert_eq!(stands.posting, Some(posted[0].id));
        assert_eq!(owing.heard(&paying, is_paid).await, 1);
        assert!(owing.client.get(&at).await.expect_status(200).body.contains(i18n.online_state_paid()));
        paying.deliver_mail().await;
        let mails = paying.mails_to("owner-1@test.example").await;
        let about = mails.iter().filter(|mail| mail.text.contains(&owing.number)).count();
        assert_eq!(about, 2, "the invoice, and that it is paid");
        paying.check().await;
    }

    async fn who_makes_names_up_learns_nothing(paying: Paying) {
        for made_up in ["tr_Nobody", "", "'; DROP TABLE posting", &"a".repeat(1_000)] {
            assert_eq!(paying.told(made_up).await.expect_status(200).body, "");
        }
        assert_eq!(paying.anonymous().send("/webhooks/payments", &[]).await.status, 200);
        assert_eq!(paying.provider.looks(), 0, "nobody is asked about what nobody knows");
        assert_eq!(paying.told(&"a".repeat(10_000)).await.status, 413);
    }

    async fn money_that_comes_after_it_has_expired_counts(paying: Paying) {
        let owing = paying.owing().await;
        let at = owing.begins().await;
        let reference = paying.one_reference();
        paying.provider.becomes(&reference, "expired");
        paying.told(&reference).await.expect_status(200);
        let stands = owing.stands(&at).await;
        assert_eq!((stands.state, stands.checkout), (OnlineState::Expired, None));
        assert_eq!(owing.open().await, owing.gross);
        paying.provider.becomes(&reference, "paid");
        paying.told(&reference).await.expect_status(200);
        assert_eq!((owing.stands(&at).await.state, owing.open().await), (OnlineState::Paid, 0));
        // An old answer that was overtaken.
        paying.provider.becomes(&reference, "expired");
        paying.told(&reference).await.expect_status(200);
        assert_eq!((owing.stands(&at).await.state, owing.open().await), (OnlineState::Paid, 0));
        paying.check().await;
    }

    async fn a_provider_that_is_down_leaves_nothing_half_done(paying: Paying) {
        let owing = paying.owing().await;
        let (key, amount) = (new_key().to_string(), plain(owing.gross));
        paying.provider.falls_silent();
        let refused = owing.press(&key, &amount).await.expect_status(503);
        assert_eq!(refused.code().as_deref(), Some("payment_down"));
        // It has done what it was asked, and the answer was lost: the same key is the same payment.
        paying.provider.loses_its_answers();
        owing.press(&key, &amount).await.expect_status(503);
        assert_eq!((owing.open().await, owing.postings(PostingKind::Payment).await.len()), (owing.gross, 0));
        paying.provider.comes_back();
        let at = owing.press(&key, &amount).await.expect_status(200).location().to_owned();
        assert_eq!(owing.press(&key, &amount).await.expect_status(200).location(), at);
        let reference = paying.one_reference();
        assert_eq!(owing.press(&key, "1.00").await.code().as_deref(), Some("key_reused"));

        // What is told while it cannot be looked into is to be told again.
        paying.provider.becomes(&reference, "paid");
        paying.provider.falls_silent();
        assert_eq!(paying.told(&reference).await.status, 503);
        paying.provider.comes_back();
        paying.told(&reference).await.expect_status(200);
        assert_eq!(owing.open().await, 0);
        paying.check().await;
    }

    async fn what_was_cut_short_is_taken_up_and_what_nobody_tells_is_asked_for(paying: Paying) {
        let owing = paying.owing().await;
        let (key, context) = (new_key().to_string(), paying.context());
        paying.provider.loses_its_answers();
        owing.press(&key, "10.00").await.expect_status(503);
        paying.provider.comes_back();
        assert_eq!(service::online::pass(context).await.expect("it answers"), 0, "whoever pressed may be at it");
        paying.advance(2);
        assert_eq!(service::online::pass(context).await.expect("it answers"), 1);
        let reference = paying.one_reference();
        let at = owing.press(&key, "10.00").await.expect_status(200).location().replace("?go=1", "");
        assert_eq!(owing.stands(&at).await.state, OnlineState::Waiting);
        paying.provider.becomes(&reference, "paid");
        paying.advance(2);
        service::online::pass(context).await.expect("it answers");
        assert_eq!((owing.stands(&at).await.state, owing.open().await), (OnlineState::Paid, owing.gross - 1_000));

        // What no provider has ever heard of ends by itself.
        paying.provider.falls_silent();
        let never = new_key().to_string();
        owing.press(&never, "10.00").await.expect_status(503);
        paying.advance(70);
        service::online::pass(context).await.expect("it answers");
        let at = owing.press(&never, "10.00").await.expect_status(200).location().replace("?go=1", "");
        assert_eq!(owing.stands(&at).await.state, OnlineState::Expired);
        paying.check().await;
    }

    async fn what_is_charged_back_is_owed_again_once(paying: Paying) {
        let owing = paying.owing().await;
        // What the portal posts by itself is in the account's language, not in the vendor's.
        owing.client.send("/fn/account/save-language", &[("language", "hu")]).await.expect_status(200);
        let hungarian = I18n::of(Language::Hu);
        let at = owing.begins().await;
        let reference = paying.one_reference();
        paying.provider.becomes(&reference, "paid");
        paying.told(&reference).await.expect_status(200);
        let part = json!({ "currency": "EUR", "value": "1.00" });
        paying.provider.changes(&reference, "amountRefunded", part);
        paying.told(&reference).await.expect_status(200);
        assert_eq!((owing.stands(&at).await.state, owing.open().await), (OnlineState::Paid, 0));
        let eva = paying.staff(EVA).await;
        let desk: DeskAccount =
            eva.call("/fn/desk/money-account", &json!({ "number": "T-00001" })).await.expect_status(200).json();
        assert_eq!((desk.online[0].state, desk.online[0].returned), (OnlineState::Paid, 100), "a part is for a person");
        assert!(eva.get("/desk/accounts/T-00001").await.expect_status(200).body.contains(&reference));
        let waits = async || {
            let waiting: MoneyWaiting =
                eva.call("/fn/desk/money-waiting", &json!({})).await.expect_status(200).json();
            waiting.online.iter().filter(|((account, _), _)| account == "T-00001").count()
        };
        assert_eq!(waits().await, 1, "somebody is told");
        let id = desk.online[0].id.to_string();
        let dealt_with = async |returned: &str| {
            let shown = [("returned", returned), ("unclear", "false")];
            let fields = [("account", "T-00001"), ("payment", id.as_str()), shown[0], shown[1]];
            eva.send("/fn/desk/money-online-seen", &fields).await
        };
        // What has come since the page was shown, nobody has seen.
        dealt_with("0").await.expect_status(409);
        assert_eq!(waits().await, 1);
        dealt_with("100").await.expect_status(200);
        // Nothing new about it: it stays as it was dealt with.
        paying.told(&reference).await.expect_status(200);
        assert_eq!(waits().await, 0);

        let rest = json!({ "currency": "EUR", "value": plain(owing.gross - 100) });
        paying.provider.changes(&reference, "amountChargedBack", rest);
        for _ in 0..2 {
            paying.told(&reference).await.expect_status(200);
        }
        assert_eq!((owing.stands(&at).await.state, owing.open().await), (OnlineState::Returned, owing.gross));
        let text = |postings: Vec<PostingLine>| postings.into_iter().map(|line| line.text).collect::<Vec<_>>();
        let posted = text(owing.postings(PostingKind::Payment).await);
        assert_eq!(posted, [hungarian.online_posting()]);
        let reversed = text(owing.postings(PostingKind::Reversal).await);
        assert!(reversed.len() == 1 && reversed[0].contains(hungarian.online_returned()), "{reversed:?}");
        assert_eq!((owing.heard(&paying, is_paid).await, owing.heard(&paying, is_returned).await), (1, 1));

        // The payer's bank has given it back after all: that is for a person, too.
        let none = json!({ "currency": "EUR", "value": "0.00" });
        paying.provider.changes(&reference, "amountChargedBack", none);
        paying.told(&reference).await.expect_status(200);
        let desk: DeskAccount =
            eva.call("/fn/desk/money-account", &json!({ "number": "T-00001" })).await.expect_status(200).json();
        assert!(desk.online[0].unclear && desk.online[0].state == OnlineState::Returned, "{:?}", desk.online);
        paying.check().await;
    }

    async fn what_the_provider_says_was_paid_counts_in_the_currency_that_was_asked_for(paying: Paying) {
        let owing = paying.owing().await;
        owing.begins().await;
        owing.begins().await;
        let [less, other]: [String; 2] = paying.provider.payments().try_into().expect("two were begun");
        paying.provider.changes(&less, "amount", json!({ "currency": "EUR", "value": "5.00" }));
        paying.provider.changes(&other, "amount", json!({ "currency": "USD", "value": plain(owing.gross) }));
        for reference in [&less, &other] {
            paying.provider.becomes(reference, "paid");
            paying.told(reference).await.expect_status(200);
        }
        assert_eq!(owing.open().await, owing.gross - 500);
        let eva = paying.staff(EVA).await;
        let desk: DeskAccount =
            eva.call("/fn/desk/money-account", &json!({ "number": "T-00001" })).await.expect_status(200).json();
        let line = |reference: &str| desk.online.iter().find(|line| line.reference.as_deref() == Some(reference));
        let (less, other) = (line(&less).expect("it is shown"), line(&other).expect("it is shown"));
        assert_eq!((less.amount.minor, less.asked.map(|asked| asked.minor)), (500, Some(owing.gross)));
        assert!(other.unclear && other.posting.is_none() && other.state == OnlineState::Waiting, "{other:?}");
        paying.check().await;
    }

    async fn what_cannot_be_paid_is_refused_before_anybody_is_asked(paying: Paying) {
        let owing = paying.owing().await;
        let code = |answer: Answer| answer.code().unwrap_or_default();
        let key = || new_key().to_string();
        assert_eq!(code(owing.press(&key(), "lots").await), "malformed");
        assert_eq!(code(owing.press(&key(), "0").await), "malformed");
        assert_eq!(code(owing.press(&key(), &plain(owing.gross + 1)).await), "too_much");
        let fields = [("key", key()), ("currency", "EUR".to_owned()), ("amount", "10".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(code(owing.client.send("/fn/money/pay-online", &fields).await), "missing");
        assert!(paying.provider.payments().is_empty());
        // Nobody else sees it, nor learns that it is there.
        let at = owing.begins().await;
        let katrin = paying.customer(KATRIN).await;
        let (foreign, missing) = (katrin.get(&at).await, katrin.get(&format!("/money/pay/{}", new_key())).await);
        assert_eq!((foreign.status, missing.status), (404, 404));
    }

    async fn without_a_provider_there_is_no_button(portal: TestPortal) {
        let (_, number) = invoiced(&portal, &portal.actor(ANNA).await, &[("TL-7011", "2")]).await;
        let anna = portal.customer(ANNA).await;
        let shown = anna.get(&format!("/money/pay?invoices={number}")).await.expect_status(200).body;
        assert!(!shown.contains(I18n::of(Language::En).online_pay()));
        let key = new_key().to_string();
        let fields = [("key", key.as_str()), ("currency", "EUR"), ("amount", "10"), ("invoices[0]", &number)];
        anna.send("/fn/money/pay-online", &fields).await.expect_status(404);
        portal.anonymous().send("/webhooks/payments", &[("id", "tr_Test0001")]).await.expect_status(404);
    }
}
