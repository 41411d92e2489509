//! Things of Dakwerken Gent, for their members to use and for others to try.

use domain::{
    account::{AccountPage, Invite},
    cases::Draft,
    causes::{CauseDraft, Wording},
    ids::{
        AccountId, AddressId, FileId, InvitationId, ListId, MemberId, OnlinePaymentId, OrderLineId, PostId, PostingId,
        ReviewId, SessionId, ShipmentId,
    },
    money::{Currency, Money},
    permissions::{Actor, Role},
};
use service::{
    accounts,
    cases::{self, Say, Saying, Seen, Upload},
    causes::{self, Tell},
    desk, invoices, lists,
    post::Handed,
};
use testkit::{TestPortal, new_key};

use crate::{ANNA, BRAM, EVA, JAN};

/// One of each.
#[derive(Clone, Debug)]
pub struct Theirs {
    pub account: AccountId,
    pub address: AddressId,
    /// An order of which 10 of 40 are on their way.
    pub order: i64,
    pub version: i32,
    pub line: OrderLineId,
    pub shipment: ShipmentId,
    /// The invoice for what was sent of it, and how it stands in the ledger.
    pub invoice: String,
    pub posting: PostingId,
    /// A payment of it that was begun when the vendor had a payment provider.
    pub online: OnlinePaymentId,
    /// An order with the vendor, version 1.
    pub fresh: i64,
    pub fresh_line: OrderLineId,
    /// An order that waits for an approver, version 1.
    pub waiting: i64,
    pub list: ListId,
    /// What is in anna's cart, frozen.
    pub review: ReviewId,
    /// anna is signed in here.
    pub session: SessionId,
    pub invitation: InvitationId,
    /// bram.
    pub member: MemberId,
    /// A complaint that nobody has taken, and one to which a solution is proposed, with their versions.
    pub case: i64,
    pub case_version: i32,
    pub case_file: FileId,
    pub proposed: i64,
    pub proposed_version: i32,
    /// A closed one.
    pub closed: i64,
    /// Why the tiles are cracked: they were told, and nobody else.
    pub cause: i64,
    /// A mail from somebody whom nobody knows.
    pub post: PostId,
}

/// A cause of this case that its account was told of.
async fn told(portal: &TestPortal, eva: &Actor, case: i64) -> i64 {
    let context = portal.context();
    let draft = CauseDraft {
        key: new_key(),
        number: String::new(),
        version: 0,
        title: "Kiln 4 was too hot".to_owned(),
        text: "Batch 22-118".to_owned(),
        articles: String::new(),
        from: String::new(),
        until: String::new(),
        case: case.to_string(),
    };
    let number = causes::save(context, eva, &draft).await.expect("it is written down");
    let version = causes::page(context, eva, number).await.expect("it is there").version;
    let text = |text: &str| text.to_owned();
    let words = [Wording {
        language: text("en"),
        subject: text("Cracked tiles"),
        text: text("We replace all of batch 22-118."),
    }];
    let tell = Tell { key: new_key(), number, version, closes: false, words: &words };
    causes::tell(context, eva, tell).await.expect("it is told");
    causes::pass(context).await.expect("it goes out");
    number
}

/// A payment of this invoice that no provider has heard of.
async fn begun(portal: &TestPortal, owner: &Actor, invoice: &str) -> OnlinePaymentId {
    let (context, job) = (portal.context(), store::Job::of("test"));
    let (now, id) = (context.now(), OnlinePaymentId(store::new_id()));
    let account = owner.acting.expect("an owner acts for an account").account;
    let new = store::online::New {
        id,
        by: owner.member,
        language: owner.language,
        amount: Money { minor: 1_000, currency: Currency::EUR },
        documents: &[invoice.to_owned()],
        look: now,
    };
    let tx = context.store().begin().await.expect("a transaction begins");
    let held = store::ledger::lock_by_job(&tx, job, account).await.expect("it answers").expect("there is the account");
    store::online::insert(&tx, &held, &new, now).await.expect("it is written down");
    tx.commit().await.expect("it is kept");
    id
}

impl Theirs {
    pub async fn of(portal: &TestPortal) -> Self {
        let (anna, bram, eva) = (portal.actor(ANNA).await, portal.actor(BRAM).await, portal.actor(EVA).await);
        let context = portal.context();

        let order = portal.order(&anna, &[("RT-1042", "40")]).await;
        let line = portal.page(&anna, order).await.lines[0].id;
        desk::confirm(context, &eva, order, 1, &[]).await.expect("it is confirmed");
        let load = [(line, "10".to_owned())];
        let once = desk::Once { key: new_key(), number: order, version: 2 };
        desk::ship(context, &eva, once, desk::Begin::AsAgreed, "DPD", "0123", &load).await.expect("a part of it goes");
        let issued = invoices::issue_for_order(context, &eva, new_key(), order).await.expect("it is invoiced");
        let invoice = issued.into_iter().next().expect("there is an invoice");
        let posting = invoices::page(context, &anna, &invoice).await.expect("it is there").posting;
        let online = begun(portal, &anna, &invoice).await;
        let page = portal.page(&anna, order).await;
        let fresh = portal.order(&anna, &[("TL-7011", "2")]).await;
        let waiting = portal.order(&bram, &[("RT-1042", "600")]).await;

        let list = lists::add(context, &anna, new_key(), "", "Roofs", "RT-1042", "100").await.expect("a list is made");
        let invite = Invite {
            email: "guest@test.example".to_owned(),
            name: "Guest".to_owned(),
            role: Role::Viewer,
            order_limit: String::new(),
        };
        accounts::invite(context, &anna, new_key(), &invite).await.expect("an owner may invite");
        let jan = portal.actor(JAN).await;
        let open = async |subject: &str| {
            let draft = Draft {
                order: order.to_string(),
                ..testkit::draft("complaint", subject, "Eleven of forty are cracked.")
            };
            cases::open(context, &anna, &draft).await.expect("it is kept")
        };
        let (case, proposed, closed) = (open("Cracked tiles").await, open("Late").await, open("Wrong").await);
        let photo = Upload { name: "tiles.pdf".to_owned(), content: b"%PDF-1.7".to_vec() };
        cases::send_files(context, &anna, new_key(), case, "", vec![photo]).await.expect("it is kept");
        let say = Say {
            key: new_key(),
            number: proposed,
            seen: None,
            saying: Saying::Propose,
            text: "New ones tomorrow",
            cause: "The kiln",
            prevention: "",
        };
        cases::answer(context, &jan, say).await.expect("it is proposed");
        let seen = async |number: i64| cases::page(context, &anna, number).await.expect("it is there").version;
        let closing = Seen { number: closed, version: seen(closed).await };
        cases::withdraw(context, &anna, new_key(), closing).await.expect("it is closed");
        let written = cases::page(context, &anna, case).await.expect("it is there");
        let case_file = written.entries.iter().find_map(|entry| entry.files.first()).expect("it has a file").id;
        let (case_version, proposed_version) = (seen(case).await, seen(proposed).await);
        let mail = b"From: new@elsewhere.example\r\nSubject: Tiles\r\n\r\nHow much?\r\n".to_vec();
        let handed = Handed { mailbox: "lmtp".to_owned(), raw: mail, ..Handed::default() };
        let post = service::post::take_in(context, handed).await.expect("it is stored");
        service::post::pass(context).await.expect("it is filed");
        let cause = told(portal, &eva, case).await;
        portal.customer(ANNA).await;
        let account: AccountPage = accounts::page(context, &anna).await.expect("the page is there");
        portal.put(&anna, &[("RT-1061", "3")]).await;
        Self {
            account: anna.acting.expect("anna acts for an account").account,
            address: account.addresses[0].id,
            order,
            version: page.version,
            line,
            shipment: page.shipments[0].id,
            invoice,
            posting,
            online,
            fresh,
            fresh_line: portal.page(&anna, fresh).await.lines[0].id,
            waiting,
            list,
            review: portal.review(&anna).await.id,
            session: account.sessions[0].id,
            invitation: account.invitations[0].id,
            member: bram.member,
            case,
            case_version,
            case_file,
            proposed,
            proposed_version,
            closed,
            post,
            cause,
        }
    }
}
