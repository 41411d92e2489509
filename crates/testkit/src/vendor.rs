//! The demo vendor without HTTP, and what tests do with it again and again.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::{
    cart::ChangeMode,
    cases::Draft,
    demo::KeptMail,
    ids::{AccountId, CommandKey, MemberId, SessionId},
    language::Language,
    money::Currency,
    orders::{OrderPage, Submit, Submitted},
    permissions::{Acting, Actor, Role},
    review::ReviewPage,
    tax::{PriceMode, TaxProfile},
    time::{Date, Instant},
};
use service::{Config, Context, MailRoute, PostRules, carts::Typed, clock::Clock, entry::Visitor, import::Report};
use store::{
    Job, Store,
    accounts::{Address, Member, Membership, NewAccount},
};

use crate::{Database, TestDatabase};

const JOB: Job = Job::of("test");
const CATALOGUE: &str = include_str!("../../../demo/catalogue.csv");

/// The demo vendor with its customers and their past, in a database of its own.
#[derive(Debug)]
pub struct TestVendor {
    // Dropped in this order: the database goes last.
    context: Context,
    clock: Arc<AtomicI64>,
    database: TestDatabase,
}

/// When every test begins: Tuesday 24 November 2026, 10:00 UTC, 11:00 on the vendor's wall. What is ordered now is
/// picked on Wednesday at 6:00 there, 5:00 UTC.
#[must_use]
pub fn start() -> Instant {
    let date = Date::from_ymd(2026, 11, 24).expect("there is such a day");
    Instant::from_millis(i64::from(date.days()) * 86_400_000).plus_minutes(10 * 60)
}

/// A key, as a device makes it.
#[must_use]
pub fn new_key() -> CommandKey {
    CommandKey(store::new_id())
}

/// What somebody writes who says no more than they must.
#[must_use]
pub fn draft(kind: &str, subject: &str, text: &str) -> Draft {
    Draft {
        key: new_key(),
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        text: text.to_owned(),
        impact: String::new(),
        needed: String::new(),
        remedy: String::new(),
        expected: String::new(),
        tags: String::new(),
        ticked: Vec::new(),
        order: String::new(),
        article: String::new(),
    }
}

/// The six digits that stand alone on a line of a mail.
#[must_use]
pub fn code_in(text: &str) -> Option<String> {
    text.lines()
        .map(str::trim)
        .find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
}

/// A demo that keeps its mail and limits nobody by network.
pub(crate) fn config() -> Config {
    Config {
        public_url: "http://localhost".to_owned(),
        demo: true,
        mail: MailRoute::Keep,
        network_limit: 1_000_000,
        post: PostRules::default(),
        payments: None,
    }
}

impl TestVendor {
    /// The vendor at [`start`].
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, |_| {}).await
    }

    /// The same, with another configuration.
    pub async fn start_with(database: Database, change: impl FnOnce(&mut Config)) -> Self {
        let database = TestDatabase::with_demo(database).await;
        let mut config = config();
        change(&mut config);
        let clock = Arc::new(AtomicI64::new(start().millis()));
        let store = Store::open(database.url()).await.expect("the copied database opens");
        let context = Context::new(store, Clock::Set(clock.clone()), config).await.expect("the services start");
        Self { context, clock, database }
    }

    /// The services.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The database as the services see it.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.context.store()
    }

    #[must_use]
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The services of another process on the same database and the same clock.
    pub async fn another_process(&self) -> Context {
        let store = Store::open(self.database.url()).await.expect("the database opens again");
        Context::new(store, Clock::Set(self.clock.clone()), self.context.config().clone())
            .await
            .expect("the services start")
    }

    /// Moves the clock.
    pub fn advance(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    /// Moves the clock by the least it can, so that what follows is later.
    pub fn tick(&self) {
        self.clock.fetch_add(1, Ordering::SeqCst);
    }

    /// Carries out the mail that is due.
    pub async fn deliver_mail(&self) {
        while service::outbox::pass(&self.context).await.expect("the outbox can be worked on") > 0 {}
    }

    /// The kept mails to this address, newest first.
    pub async fn mails_to(&self, email: &str) -> Vec<KeptMail> {
        let mails = service::demo::mail(&self.context).await.expect("a demo shows its mail");
        mails.into_iter().filter(|mail| mail.to == email).collect()
    }

    /// The code in the newest mail to this address.
    pub async fn code_for(&self, email: &str) -> String {
        let mails = self.mails_to(email).await;
        mails.first().and_then(|mail| code_in(&mail.text)).unwrap_or_else(|| panic!("no code has come to {email}"))
    }

    /// A person of the demo, acting for the first of their accounts, or for the vendor.
    pub async fn actor(&self, email: &str) -> Actor {
        let (member, memberships) = self.member(email).await;
        actor(&member, memberships.first())
    }

    /// A person of the demo, acting for this account.
    pub async fn actor_for(&self, email: &str, account: &str) -> Actor {
        let (member, memberships) = self.member(email).await;
        let membership = memberships.iter().find(|membership| membership.account_number == account);
        assert!(membership.is_some(), "{email} has no place in {account}");
        actor(&member, membership)
    }

    async fn member(&self, email: &str) -> (Member, Vec<Membership>) {
        let member = store::accounts::member_by_email(self.store(), JOB, email)
            .await
            .expect("members can be read")
            .unwrap_or_else(|| panic!("nobody has the address {email}"));
        let memberships =
            store::accounts::memberships(self.store(), MemberId(member.id)).await.expect("members can be read");
        (member, memberships)
    }

    /// New companies with one owner each, who pay in euro.
    pub async fn new_owners(&self, count: usize) -> Vec<Actor> {
        let now = self.context.now();
        let tx = self.store().begin().await.expect("a transaction begins");
        let mut owners = Vec::with_capacity(count);
        for place in 1..=count {
            let account = NewAccount {
                number: format!("T-{place:05}"),
                name: format!("Test {place}"),
                company: true,
                country: "BE".to_owned(),
                currency: Currency::EUR,
                price_list: "trade-eur".to_owned(),
                price_mode: PriceMode::Net,
                tax_profile: TaxProfile::Domestic,
                vat_number: None,
                language: Language::En,
            };
            let address = Address {
                id: store::new_id(),
                label: "Yard".to_owned(),
                name: account.name.clone(),
                line1: "Testlaan 1".to_owned(),
                postcode: "9000".to_owned(),
                city: "Gent".to_owned(),
                country: "BE".to_owned(),
            };
            let email = format!("owner-{place}@test.example");
            let id = store::accounts::create(&tx, JOB, &account, now).await.expect("an account is made");
            store::accounts::add_address(&tx, JOB, id, &address, 1).await.expect("an address is made");
            let member =
                store::accounts::create_member(&tx, JOB, &email, "Owner", Language::En, "Europe/Brussels", None, now)
                    .await
                    .expect("a member is made");
            store::accounts::join(&tx, JOB, id, member, Role::Owner, None, now).await.expect("a member joins");
            owners.push(Actor {
                member,
                session: SessionId(store::new_id()),
                language: Language::En,
                time_zone: "Europe/Brussels".to_owned(),
                acting: Some(Acting { account: id, role: Role::Owner, order_limit: None }),
                staff: None,
            });
        }
        tx.commit().await.expect("the accounts are kept");
        owners
    }

    /// The request of this actor.
    #[must_use]
    pub fn visitor(&self, actor: &Actor) -> Visitor {
        Visitor { actor: Some(actor.clone()), language: actor.language, ..self.stranger() }
    }

    /// The request of somebody who has not signed in.
    #[must_use]
    pub fn stranger(&self) -> Visitor {
        Visitor {
            actor: None,
            language: Language::En,
            device_hash: None,
            browser_hash: None,
            user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".to_owned(),
            address: "192.0.2.1".to_owned(),
        }
    }

    /// Puts these articles into the actor's cart, in place of what is there of them.
    pub async fn put(&self, actor: &Actor, lines: &[(&str, &str)]) {
        let visitor = self.visitor(actor);
        for (number, quantity) in lines {
            let typed = Typed {
                key: new_key(),
                number: (*number).to_owned(),
                quantity: (*quantity).to_owned(),
                mode: ChangeMode::Set,
                wished: String::new(),
                step: String::new(),
            };
            if let Err(error) = service::carts::change_typed(&self.context, &visitor, &typed).await {
                panic!("{number} does not go into the cart: {error:?}");
            }
        }
    }

    /// The actor's review as it is now.
    pub async fn review(&self, actor: &Actor) -> ReviewPage {
        service::reviews::open(&self.context, actor).await.expect("the cart can be reviewed")
    }

    /// Reviews what is in the cart and submits it.
    pub async fn submit(&self, actor: &Actor) -> Submitted {
        let review = self.review(actor).await.id;
        service::orders::submit(&self.context, actor, Submit { key: new_key(), review }).await.expect("the order goes")
    }

    /// Orders these articles; gives the order's number.
    pub async fn order(&self, actor: &Actor, lines: &[(&str, &str)]) -> i64 {
        self.put(actor, lines).await;
        self.submit(actor).await.number
    }

    /// An order of the actor's account.
    pub async fn page(&self, actor: &Actor, number: i64) -> OrderPage {
        service::orders::page(&self.context, actor, number).await.expect("the account has this order")
    }

    /// Takes in a file with one article of the demo catalogue in which these cells, by column, are others.
    pub async fn import(&self, number: &str, cells: &[(&str, &str)]) -> Report {
        let file = catalogue_line(number, cells);
        service::import::catalogue(&self.context, None, &file).await.expect("the database takes the catalogue")
    }

    /// The same, where nothing is wrong with the cells.
    pub async fn change_article(&self, number: &str, cells: &[(&str, &str)]) {
        let report = self.import(number, cells).await;
        assert!(report.refused.is_empty(), "{:?}", report.refused);
    }

    /// Proves the invariants of the whole database.
    pub async fn check(&self) {
        for finding in store::check::all(self.store(), JOB).await.expect("the database can be checked") {
            assert_eq!(finding.broken, 0, "broken: {}", finding.invariant);
        }
    }
}

fn actor(member: &Member, membership: Option<&Membership>) -> Actor {
    Actor {
        member: MemberId(member.id),
        session: SessionId(store::new_id()),
        language: member.language(),
        time_zone: member.time_zone.clone(),
        acting: membership.and_then(|membership| {
            Some(Acting {
                account: AccountId(membership.account_id),
                role: Role::parse(&membership.role)?,
                order_limit: membership.order_limit,
            })
        }),
        staff: member.staff(),
    }
}

fn catalogue_line(number: &str, cells: &[(&str, &str)]) -> String {
    let mut reader = csv::Reader::from_reader(CATALOGUE.as_bytes());
    let header = reader.headers().expect("the demo catalogue has a header").clone();
    let mut line: Vec<String> = reader
        .records()
        .map(|record| record.expect("the demo catalogue can be read"))
        .find(|record| record.get(0) == Some(number))
        .unwrap_or_else(|| panic!("the demo catalogue has no {number}"))
        .iter()
        .map(str::to_owned)
        .collect();
    for (column, value) in cells {
        let place =
            header.iter().position(|name| name == *column).unwrap_or_else(|| panic!("there is no column {column}"));
        line[place] = (*value).to_owned();
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).expect("memory takes a line");
    writer.write_record(&line).expect("memory takes a line");
    let Ok(bytes) = writer.into_inner() else { panic!("memory takes a file") };
    String::from_utf8(bytes).expect("the file is text")
}
