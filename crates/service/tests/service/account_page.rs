//! What an account says of itself, what its members are written to about, and who opened its documents.

use domain::{
    access::{Channel, Kind},
    addresses::{AddressText, AddressesPage, Purpose},
    event::{AccountPart, Event},
    language::Language,
    notices::Choices,
    permissions::Actor,
    refusal::Code,
};
use service::{Error, access, accounts, desk, invoices, ledger, news, transcript};
use testkit::{TestVendor, new_key};

use crate::{
    ANNA, BRAM, ELS, EVA, GABOR, JOB, KATRIN, YASMIN,
    invoices::{issue, read, shipped},
    refused,
};

const DAY: i64 = 24 * 60;

fn site(street: &str) -> AddressText {
    AddressText {
        label: "Site".to_owned(),
        name: "Werf Meulestede".to_owned(),
        street: street.to_owned(),
        postcode: "B-9000".to_owned(),
        city: "Gent".to_owned(),
        country: "BE".to_owned(),
    }
}

async fn save(vendor: &TestVendor, by: &Actor, id: &str, purpose: Purpose, text: &AddressText) -> Result<(), Error> {
    accounts::save_address(vendor.context(), by, new_key(), id, purpose, text).await
}

async fn addresses(vendor: &TestVendor, by: &Actor) -> AddressesPage {
    accounts::addresses(vendor.context(), by).await.expect("members see them")
}

/// What the others have heard of the account, newest first.
async fn told(vendor: &TestVendor, by: &Actor) -> Vec<AccountPart> {
    let news = news::list(vendor.context(), by, None).await.expect("the log is there");
    let part = |event: Event| match event {
        Event::AccountChanged { what } => Some(what),
        _ => None,
    };
    news.events.into_iter().filter_map(|line| part(line.event)).collect()
}

/// Who opened what in which way, newest first.
async fn opened(vendor: &TestVendor, by: &Actor) -> Vec<(String, Kind, String, Channel)> {
    let page = access::page(vendor.context(), by, "").await.expect("an owner sees it");
    page.lines.into_iter().map(|line| (line.by, line.kind, line.document, line.channel)).collect()
}

testkit::on_both_databases! {
    async fn an_owner_keeps_the_addresses(vendor: TestVendor) {
        let (anna, bram, gabor) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(GABOR).await);
        let context = vendor.context();
        let before = addresses(&vendor, &anna).await.delivery;
        let usual = before[0].id;

        let key = new_key();
        for _ in 0..2 {
            accounts::save_address(context, &anna, key, "", Purpose::Delivery, &site("Meulesteedsesteenweg 12"))
                .await
                .expect("sent again by a phone, it is answered again");
        }
        let delivery = addresses(&vendor, &anna).await.delivery;
        assert_eq!(delivery.len(), before.len() + 1);
        let new = delivery.last().expect("it is the last one");
        assert_eq!((new.text.street.as_str(), new.text.postcode.as_str()), ("Meulesteedsesteenweg 12", "9000"));

        // An order that goes there keeps it, whatever becomes of the address.
        vendor.put(&anna, &[("TL-7011", "1")]).await;
        let typed = service::reviews::Typed {
            address: new.id.to_string(),
            delivery_way: String::new(),
            reference: String::new(),
            note: String::new(),
        };
        service::reviews::details(context, &anna, &typed).await.expect("it can be chosen");
        let number = vendor.submit(&anna).await.number;
        save(&vendor, &anna, &new.id.to_string(), Purpose::Delivery, &site("Koopvaardijlaan 1")).await.expect("it moves");
        assert_eq!(vendor.page(&anna, number).await.address[1], "Meulesteedsesteenweg 12");

        // It was chosen for the next order; taken away, that goes to the usual one, and asks before it goes.
        vendor.put(&anna, &[("TL-7011", "2")]).await;
        let review = vendor.review(&anna).await;
        assert_eq!(review.address, Some(new.id));
        assert_eq!(refused(accounts::remove_address(context, &anna, usual).await), Code::UsualAddress);
        accounts::remove_address(context, &anna, new.id).await.expect("it goes");
        let submit = domain::orders::Submit { key: new_key(), review: review.id };
        assert_eq!(refused(service::orders::submit(context, &anna, submit).await), Code::ReviewChanged);
        assert_eq!(vendor.review(&anna).await.address, Some(usual));

        // Another one is the usual one: then the first can go.
        let other = before[1].id;
        accounts::make_usual(context, &anna, other).await.expect("it is the usual one");
        assert_eq!(addresses(&vendor, &bram).await.delivery[0].id, other);
        accounts::remove_address(context, &anna, usual).await.expect("it goes");
        assert_eq!(refused(accounts::remove_address(context, &anna, usual).await), Code::NotFound, "once");

        assert_eq!(refused(save(&vendor, &bram, "", Purpose::Delivery, &site("X 1")).await), Code::NotAllowed);
        assert_eq!(refused(accounts::remove_address(context, &bram, other).await), Code::NotAllowed);
        assert!(!addresses(&vendor, &bram).await.may_change);
        let foreign = save(&vendor, &gabor, &other.to_string(), Purpose::Delivery, &site("X 1")).await;
        assert_eq!(refused(foreign), Code::NotFound);
        assert_eq!(told(&vendor, &bram).await, [AccountPart::Addresses; 5]);
        vendor.check().await;
    }

    async fn invoices_keep_the_address_and_the_number_that_they_were_issued_with(vendor: TestVendor) {
        let (anna, context) = (vendor.actor(ANNA).await, vendor.context());
        let orders = [
            shipped(&vendor, &anna, &[("RT-1042", "4")]).await,
            shipped(&vendor, &anna, &[("RT-1042", "5")]).await,
        ];
        let old = issue(&vendor, orders[0]).await;
        let before = read(&vendor, &anna, &old).await.buyer;

        save(&vendor, &anna, "", Purpose::Billing, &site("Postbus 7")).await.expect("it is added");
        assert_eq!(refused(save(&vendor, &anna, "", Purpose::Billing, &site("Postbus 8")).await), Code::Stale);
        let billing = addresses(&vendor, &anna).await.billing.expect("it is there");
        let at_desk = ledger::desk_account(context, &vendor.actor(EVA).await, "K-10017").await.expect("the desk reads it");
        let purposes: Vec<Purpose> = at_desk.addresses.iter().map(|(purpose, _)| *purpose).collect();
        assert_eq!((purposes.first(), purposes.last()), (Some(&Purpose::Delivery), Some(&Purpose::Billing)));
        assert_eq!(refused(accounts::make_usual(context, &anna, billing.id).await), Code::NotFound);
        for (typed, code) in [
            ("XX123", Code::TaxNumberCountry),
            ("BE12", Code::TaxNumberForm),
            ("BE 0428.759.498", Code::TaxNumberCheck),
        ] {
            assert_eq!(refused(accounts::save_tax_number(context, &anna, typed).await), code, "{typed}");
        }
        accounts::save_tax_number(context, &anna, "be 0428.759.497").await.expect("it fits");
        let details = accounts::details(context, &anna).await.expect("an owner sees it");
        assert_eq!(details.tax_number, "BE0428759497");

        let new = read(&vendor, &anna, &issue(&vendor, orders[1]).await).await.buyer;
        assert_eq!(new.lines, ["Werf Meulestede", "Postbus 7"]);
        assert_eq!(new.vat_number.as_deref(), Some("BE0428759497"));
        assert_eq!(read(&vendor, &anna, &old).await.buyer, before, "it is as it was issued");
        vendor.put(&anna, &[("TL-7011", "1")]).await;
        let offered = vendor.review(&anna).await.addresses;
        assert!(offered.iter().all(|address| address.id != billing.id), "nothing is delivered there");

        accounts::remove_address(context, &anna, billing.id).await.expect("it goes");
        assert_eq!(addresses(&vendor, &anna).await.billing, None);
        vendor.check().await;
    }

    async fn who_accounts_for_the_tax_keeps_a_number(vendor: TestVendor) {
        let (katrin, context) = (vendor.actor(KATRIN).await, vendor.context());
        assert!(accounts::details(context, &katrin).await.expect("an owner sees it").needs_tax_number);
        assert_eq!(refused(accounts::save_tax_number(context, &katrin, " ").await), Code::TaxNumberNeeded);
        accounts::save_tax_number(context, &katrin, "136 695 976").await.expect("the country is the account's");
        accounts::save_language(context, &katrin, Language::Hu).await.expect("an owner sets it");
        accounts::save_language(context, &katrin, Language::Hu).await.expect("it is set already");
        let details = accounts::details(context, &katrin).await.expect("an owner sees it");
        assert_eq!((details.tax_number.as_str(), details.language), ("DE136695976", Language::Hu));
        assert_eq!(told(&vendor, &katrin).await, [AccountPart::Language, AccountPart::TaxNumber]);
        for member in [BRAM, ELS, YASMIN] {
            let member = vendor.actor(member).await;
            assert_eq!(refused(accounts::details(context, &member).await), Code::NotAllowed);
            assert_eq!(refused(accounts::save_tax_number(context, &member, "").await), Code::NotAllowed);
        }
        vendor.check().await;
    }

    async fn mails_that_one_can_do_without_do_not_come(vendor: TestVendor) {
        let (anna, bram, eva) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let link = format!("{}/account/notices", context.config().public_url);
        let confirm = async |number: i64| {
            desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
            vendor.deliver_mail().await;
        };
        let number = vendor.order(&bram, &[("TL-7011", "1")]).await;
        confirm(number).await;
        let mails = vendor.mails_to(BRAM).await;
        assert_eq!(mails.len(), 2, "the receipt and the confirmation");
        let choosable: Vec<_> = mails.iter().filter(|mail| mail.text.contains(&link)).collect();
        assert_eq!(choosable.len(), 1, "a receipt always comes: {mails:?}");
        assert!(choosable[0].html.contains(&link), "{}", choosable[0].html);

        let none = Choices { orders: false, money: false, cases: false };
        accounts::save_notices(context, &bram, none).await.expect("they are one's own");
        let page = accounts::notices(context, &bram).await.expect("they are one's own");
        assert_eq!((page.choices, page.reads_money), (Choices { money: true, ..none }, false), "he was not asked");
        let number = vendor.order(&bram, &[("TL-7011", "1")]).await;
        confirm(number).await;
        assert_eq!(vendor.mails_to(BRAM).await.len(), 3, "the receipt alone");

        // Somebody has to decide, whatever they want to be told of.
        for approver in [ELS, ANNA] {
            accounts::save_notices(context, &vendor.actor(approver).await, none).await.expect("they are one's own");
        }
        vendor.order(&bram, &[("RT-1042", "600")]).await;
        vendor.deliver_mail().await;
        assert_eq!((vendor.mails_to(ELS).await.len(), vendor.mails_to(ANNA).await.len()), (1, 1));

        // What was invoiced goes to those alone who want to hear of it.
        let order = shipped(&vendor, &anna, &[("RT-1042", "4")]).await;
        issue(&vendor, order).await;
        vendor.deliver_mail().await;
        let to_anna = vendor.mails_to(ANNA).await;
        assert_eq!(to_anna.len(), 2, "the request to approve and her receipt: {to_anna:?}");
        accounts::save_notices(context, &anna, Choices { money: true, ..none }).await.expect("they are one's own");
        let order = shipped(&vendor, &anna, &[("RT-1042", "4")]).await;
        let invoice = issue(&vendor, order).await;
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(ANNA).await;
        assert!(mails.iter().any(|mail| mail.subject.contains(&invoice) && mail.text.contains(&link)), "{mails:?}");
    }

    async fn an_owner_sees_who_opened_what(vendor: TestVendor) {
        let (anna, eva, katrin) = (vendor.actor(ANNA).await, vendor.actor(EVA).await, vendor.actor(KATRIN).await);
        let context = vendor.context();
        let number = issue(&vendor, shipped(&vendor, &anna, &[("RT-1042", "4")]).await).await;
        for _ in 0..3 {
            read(&vendor, &anna, &number).await;
        }
        let line = |by: &str, kind, document: &str, channel| (by.to_owned(), kind, document.to_owned(), channel);
        let hers = line("Anna Kovács", Kind::Invoice, &number, Channel::Page);
        assert_eq!(opened(&vendor, &anna).await, std::slice::from_ref(&hers), "reading on is reading once");

        invoices::desk_page(context, &eva, &number).await.expect("the desk sees it");
        invoices::file(context, &eva, &number, Kind::InvoicePdf).await.expect("on paper, too");
        invoices::file(context, &anna, &number, Kind::InvoiceXml).await.expect("and as data");
        let filter = domain::ledger::wire::StatementFilter::default();
        let statement = ledger::statement_file(context, &anna, &filter, Kind::StatementCsv).await.expect("it is read");
        let period = format!("EUR {} {}", statement.from.iso(), statement.until.iso());
        let draft = testkit::draft("question", "Tiles", "How many are there?");
        let case = service::cases::open(context, &anna, &draft).await.expect("it is kept");
        transcript::opened(context, &eva, case, Channel::File).await.expect("it is written");
        let first = "Eva";
        assert_eq!(
            opened(&vendor, &anna).await,
            [
                line(first, Kind::Transcript, &case.to_string(), Channel::File),
                line("Anna Kovács", Kind::StatementCsv, &period, Channel::File),
                line("Anna Kovács", Kind::InvoiceXml, &number, Channel::File),
                line(first, Kind::InvoicePdf, &number, Channel::File),
                line(first, Kind::Invoice, &number, Channel::Page),
                hers,
            ]
        );
        // Reading it on the portal is another way to open it than to take it away.
        ledger::statement(context, &anna, &filter).await.expect("it is read");
        ledger::statement(context, &anna, &filter).await.expect("it is read on");
        ledger::desk_statement(context, &eva, "K-10017", &filter).await.expect("the desk reads it");
        let both = [
            line(first, Kind::Statement, &period, Channel::Page),
            line("Anna Kovács", Kind::Statement, &period, Channel::Page),
        ];
        assert_eq!(opened(&vendor, &anna).await[..2], both);
        vendor.advance(60);
        read(&vendor, &anna, &number).await;
        assert_eq!(opened(&vendor, &anna).await.len(), 9, "an hour later it is another time");

        // What was refused was not opened, and what is somebody else's is not told.
        assert_eq!(refused(invoices::page(context, &katrin, &number).await), Code::NotFound);
        assert!(opened(&vendor, &katrin).await.is_empty());
        assert_eq!(refused(access::page(context, &vendor.actor(BRAM).await, "").await), Code::NotAllowed);

        vendor.advance((access::KEPT_DAYS - 1) * DAY);
        service::upkeep::pass(context).await.expect("old rows go");
        assert_eq!(opened(&vendor, &anna).await.len(), 9);
        vendor.advance(2 * DAY);
        service::upkeep::pass(context).await.expect("old rows go");
        assert!(opened(&vendor, &anna).await.is_empty(), "it is forgotten");
        vendor.check().await;
    }

    async fn the_log_has_pages(vendor: TestVendor) {
        let (anna, now) = (vendor.actor(ANNA).await, vendor.context().now());
        let account = anna.acting.expect("anna acts for an account").account;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        for place in 0..120 {
            let opening = store::access::Opening {
                account,
                member: anna.member,
                staff: false,
                kind: Kind::Invoice,
                document: format!("2026-{place:05}"),
                channel: Channel::Page,
                at: now.plus_minutes(place),
            };
            store::access::note(&tx, JOB, &opening).await.expect("it is noted");
        }
        tx.commit().await.expect("it is kept");
        let (mut seen, mut before) = (Vec::new(), String::new());
        loop {
            let page = access::page(vendor.context(), &anna, &before).await.expect("an owner sees it");
            seen.extend(page.lines.into_iter().map(|line| line.document));
            match page.next {
                Some(next) => before = next,
                None => break,
            }
        }
        let all: Vec<String> = (0..120).rev().map(|place| format!("2026-{place:05}")).collect();
        assert_eq!(seen, all, "each once, the newest first");
    }
}
