//! Erasing personal data: who may ask, what goes, what stays, and that everything still adds up.

use domain::{
    access::Kind,
    cases::{CaseFilter, TagRow},
    erasure::{DeskErasures, ErasureScope, ErasureStep},
    event::Event,
    ids::ErasureId,
    language::Language,
    ledger::wire::Entered,
    money::Currency,
    permissions::{Acting, Actor, PostMoney, Role, StaffRole},
    refusal::Code,
};
use service::{
    access, accounts,
    cases::{self, Seen, Upload},
    entry, erasure, ledger, news, post,
};
use store::ledger::Scope;
use testkit::{TestVendor, draft, new_key};

use crate::{
    ANNA, BRAM, ELS, EVA, JAN, JOB, KATRIN, MIRA, YASMIN,
    post::{Post, header, reply},
    refused,
};

const OWNER: &str = "owner-1@test.example";
/// Who buys for another account.
const TAMAS: &str = "tamas@gerendas.example";

async fn waiting(vendor: &TestVendor) -> DeskErasures {
    let mira = vendor.actor(MIRA).await;
    erasure::desk(vendor.context(), &mira).await.expect("the administrator sees what waits")
}

async fn only(vendor: &TestVendor) -> ErasureId {
    waiting(vendor).await.requests.first().expect("something waits").id
}

async fn balances(vendor: &TestVendor, actor: &Actor) -> Vec<(Currency, i64)> {
    let account = actor.acting.expect("they act for an account").account;
    store::ledger::balances(vendor.store(), &Scope::Job(JOB, account)).await.expect("the ledger can be read")
}

/// What a stranger who asks for a code with this address is sent.
async fn codes(vendor: &TestVendor, email: &str) -> usize {
    vendor.tick();
    entry::ask_code(vendor.context(), &vendor.stranger(), email, "/").await.expect("everybody may ask");
    vendor.deliver_mail().await;
    vendor.mails_to(email).await.iter().filter(|mail| testkit::code_in(&mail.text).is_some()).count()
}

testkit::on_both_databases! {
    async fn an_account_is_erased_and_its_ledger_stays(vendor: TestVendor) {
        let context = vendor.context();
        let owner = vendor.new_owners(1).await.remove(0);
        let (eva, jan, mira) = (vendor.actor(EVA).await, vendor.actor(JAN).await, vendor.actor(MIRA).await);
        let posted =
            ledger::adjust(context, &eva, new_key(), "T-00001", Currency::EUR, "12", "A pallet was not returned").await;
        posted.expect("it is posted");
        let roof = TagRow { code: "roof".to_owned(), en: "Roof".to_owned(), ..TagRow::default() };
        let rules = cases::case_settings(context, &mira).await.expect("the settings").rules;
        cases::set_tags(context, &mira, rules.version, &[roof]).await.expect("the vendor has a tag");
        let mut written = draft("question", "Zwaluwstraat", "My neighbour Wouterlood has the key.");
        written.tags = "Wouterlood, roof".to_owned();
        let photo = Upload { name: "front.pdf".to_owned(), content: b"%PDF-1.7 front".to_vec() };
        let number = cases::open_with(context, &owner, &written, vec![photo]).await.expect("it is kept");
        cases::note(context, &jan, new_key(), number, "Wouterlood again").await.expect("it is noted");
        let page = cases::page(context, &owner, number).await.expect("it is there");
        let seen = Seen { number, version: page.version };
        cases::tag_case(context, &jan, seen, "Wouterlood yard", "").await.expect("it is tagged");
        cases::file(context, &owner, number, page.entries[0].files[0].id).await.expect("the owner opens it");
        accounts::save_tax_number(context, &owner, "BE 0428.759.497").await.expect("it fits");
        let until = context.vendor_today().plus_days(5);
        let held = ledger::hold_reminders(context, &eva, "T-00001", &until.iso(), "Wouterlood pays").await;
        held.expect("nobody is reminded");
        let before = balances(&vendor, &owner).await;
        assert!(!before.is_empty());
        assert_eq!(codes(&vendor, OWNER).await, 1, "the owner can sign in");

        erasure::ask(context, &owner, new_key(), ErasureScope::Account).await.expect("an owner may ask");
        let again = erasure::ask(context, &owner, new_key(), ErasureScope::Account).await;
        assert_eq!(refused(again), Code::State, "it waits already");
        assert_eq!(refused(erasure::desk(context, &eva).await), Code::NotAllowed);
        let request = only(&vendor).await;
        let shown = waiting(&vendor).await;
        assert_eq!((shown.requests[0].open_cases, shown.requests[0].balances.len()), (1, 1));
        assert_eq!(refused(erasure::carry_out(context, &eva, request, true).await), Code::NotAllowed);
        assert_eq!(refused(erasure::carry_out(context, &mira, request, false).await), Code::Missing);
        assert_eq!(refused(erasure::carry_out(context, &mira, request, true).await), Code::Unfinished);

        let version = cases::page(context, &owner, number).await.expect("it is there").version;
        cases::withdraw(context, &owner, new_key(), Seen { number, version }).await.expect("it is closed");
        let key = new_key();
        let asked = ledger::adjust(context, &eva, key, "T-00001", Currency::EUR, "9000", "Wouterlood's roof").await;
        assert_eq!(asked.expect("it is kept"), Entered::Waits);
        assert_eq!(refused(erasure::carry_out(context, &mira, request, true).await), Code::Unfinished);
        let waits = ledger::desk_account(context, &mira, "T-00001").await.expect("the desk reads it").requests;
        let id = waits.first().expect("it waits").id;
        assert_eq!(waiting(&vendor).await.requests[0].open_requests, 1, "the desk sees what stands in the way");
        ledger::decide(context, &mira, new_key(), id, false, "Not theirs").await.expect("it is refused");
        let limit = ledger::set_terms(context, &eva, new_key(), "T-00001", "14", "1000", 0, "").await;
        assert_eq!(limit.expect("they are kept"), Entered::Posted);
        let terms = ledger::set_terms(context, &eva, new_key(), "T-00001", "14", "9000", 1, "Wouterlood asks").await;
        assert_eq!(terms.expect("they are kept"), Entered::Waits);
        let waits = ledger::desk_account(context, &mira, "T-00001").await.expect("the desk reads it").requests;
        let of_terms = waits.first().expect("they wait").id;
        ledger::decide(context, &mira, new_key(), of_terms, true, "").await.expect("they are confirmed");
        erasure::carry_out(context, &mira, request, true).await.expect("it is erased");
        erasure::carry_out(context, &mira, request, true).await.expect("the second press changes nothing");
        let poster = mira.grant_staff::<PostMoney>().expect("the administrator posts");
        for id in [id, of_terms] {
            let gone = store::ledger::requests::find(vendor.store(), &poster, id).await.expect("it can be read");
            assert!(gone.is_none(), "what was refused is forgotten, and why terms were given");
        }

        let page = cases::page(context, &owner, number).await.expect("the case is there");
        assert!(page.entries.iter().all(|entry| !entry.text.contains("Wouterlood") && entry.files.is_empty()));
        assert!(!page.subject.contains("Zwaluwstraat"));
        let story = service::transcript::of(context, &owner, number).await.expect("it can be told").lines;
        let story = story.to_lowercase();
        assert!(!story.contains("wouterlood") && !story.contains("zwaluwstraat") && !story.contains("front.pdf"));
        assert_eq!(page.tags, ["Roof"], "only the vendor's tag is there");
        let opened = access::page(context, &owner, "").await.expect("what was opened is listed").lines;
        assert!(opened.iter().all(|line| line.kind != Kind::Attachment), "a file's name is theirs");
        let scope = Scope::Job(JOB, owner.acting.expect("for an account").account);
        let hold = store::ledger::reminders::held_on(vendor.store(), &scope, until).await.expect("it can be read");
        assert_eq!(hold.expect("it is held as before").reason, "");
        assert_eq!(accounts::details(context, &owner).await.expect("it is there").tax_number, "");
        let desk = cases::desk_page(context, &jan, number).await.expect("the desk has it");
        assert!(desk.notes.iter().all(|note| !note.text.contains("Wouterlood")));
        for word in ["wouterlood", "zwaluwstraat"] {
            let filter = CaseFilter { search: Some(word.to_owned()), ..CaseFilter::default() };
            let found = cases::desk_list(context, &jan, &filter).await.expect("the desk can look");
            assert!(found.cases.is_empty(), "{word} still finds a case");
        }
        let found = ledger::find_accounts(context, &eva, "owner-1").await.expect("the desk can look");
        assert!(found.accounts.is_empty(), "an address that is gone finds nothing");
        let account = accounts::page(context, &owner).await.expect("the account is there");
        assert!(account.addresses.is_empty() && account.members.iter().all(|member| member.disabled));
        assert!(account.members.iter().all(|member| member.name != "Owner" && member.email != OWNER));
        assert_eq!(balances(&vendor, &owner).await, before, "what is owed is owed");
        assert_eq!(codes(&vendor, OWNER).await, 0, "nobody signs in with that address");
        vendor.check().await;
    }

    async fn a_member_is_removed_and_their_colleagues_stay(vendor: TestVendor) {
        let context = vendor.context();
        let (anna, bram, mira) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(MIRA).await);
        let before = balances(&vendor, &anna).await;
        let alone = erasure::ask(context, &anna, new_key(), ErasureScope::Member).await;
        assert_eq!(refused(alone), Code::LastOwner, "the account would have no owner");
        let whole = erasure::ask(context, &bram, new_key(), ErasureScope::Account).await;
        assert_eq!(refused(whole), Code::NotAllowed, "it is not his");
        assert!(erasure::page(context, &bram).await.expect("he reads it").may_leave);
        let both = Actor { staff: Some(StaffRole::Agent), ..bram.clone() };
        assert!(!erasure::page(context, &both).await.expect("he reads it").may_leave, "what is refused is not offered");
        let staff = erasure::ask(context, &both, new_key(), ErasureScope::Member).await;
        assert_eq!(refused(staff), Code::NotAllowed, "who answers for the vendor is not erased as a customer");

        let number = vendor.order(&bram, &[("TL-7011", "1")]).await;
        erasure::ask(context, &bram, new_key(), ErasureScope::Member).await.expect("everybody may ask for themselves");
        let request = only(&vendor).await;
        erasure::carry_out(context, &mira, request, true).await.expect("it is erased");
        let page = vendor.page(&anna, number).await;
        assert!(!page.events.iter().any(|line| line.by.contains("Bram")), "the order is there, his name is not");
        let account = accounts::page(context, &anna).await.expect("the account is there");
        let mut rest = account.members.iter().filter(|member| !member.disabled);
        assert!(rest.any(|member| member.email == ELS), "her colleagues are let in");
        assert!(account.members.iter().all(|member| member.email != BRAM), "his address is nowhere");
        assert_eq!(codes(&vendor, BRAM).await, 0);
        assert_eq!(balances(&vendor, &anna).await, before);
        vendor.check().await;
    }

    async fn a_request_can_be_withdrawn_until_it_is_decided(vendor: TestVendor) {
        let context = vendor.context();
        let (yasmin, mira) = (vendor.actor(YASMIN).await, vendor.actor(MIRA).await);
        let katrin = vendor.actor(KATRIN).await;
        let key = new_key();
        for _ in 0..2 {
            erasure::ask(context, &yasmin, key, ErasureScope::Member).await.expect("the same key asks once");
        }
        let request = only(&vendor).await;
        assert_eq!(refused(erasure::withdraw(context, &katrin, request).await), Code::NotFound, "it is not hers");
        erasure::withdraw(context, &yasmin, request).await.expect("it is hers");
        assert_eq!(refused(erasure::carry_out(context, &mira, request, true).await), Code::State);
        assert!(waiting(&vendor).await.requests.is_empty());

        erasure::ask(context, &yasmin, new_key(), ErasureScope::Member).await.expect("she may ask again");
        let request = only(&vendor).await;
        assert_eq!(refused(erasure::refuse(context, &mira, request, " ").await), Code::Reason);
        erasure::refuse(context, &mira, request, "Your order is under way").await.expect("it is refused");
        assert_eq!(refused(erasure::withdraw(context, &yasmin, request).await), Code::State);
        let page = erasure::page(context, &yasmin).await.expect("she sees how it stands");
        let steps: Vec<_> = page.requests.iter().map(|request| request.step).collect();
        assert_eq!(steps, [ErasureStep::Refused, ErasureStep::Withdrawn]);
        assert_eq!(page.requests[0].answer.as_deref(), Some("Your order is under way"));
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(YASMIN).await;
        assert!(mails.iter().any(|mail| mail.text.contains("Your order is under way")), "she is told why");
        let log = news::list(context, &yasmin, None).await.expect("the log can be read").events;
        let said: Vec<_> = log
            .iter()
            .filter_map(|line| match &line.event {
                Event::Erasure { step: ErasureStep::Refused, reason, .. } => Some(reason.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(said, [""], "her colleagues read that it was refused, and not why");
        vendor.check().await;
    }

    async fn what_one_asked_in_another_account_is_settled_too(vendor: TestVendor) {
        let (context, mira, owners) = (vendor.context(), vendor.actor(MIRA).await, vendor.new_owners(2).await);
        let places = owners.iter().map(|owner| Acting { role: Role::Buyer, ..owner.acting.expect("for an account") });
        let places: Vec<Acting> = places.collect();
        let (now, language, zone) = (context.now(), Language::En, "Europe/Brussels");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let email = "guest@test.example";
        let member = store::accounts::create_member(&tx, JOB, email, "Guest", language, zone, None, now).await;
        let member = member.expect("a member is made");
        for place in &places {
            let joined = store::accounts::join(&tx, JOB, place.account, member, Role::Buyer, None, now).await;
            joined.expect("a member joins");
        }
        tx.commit().await.expect("it is kept");
        for place in places {
            let guest = Actor { member, acting: Some(place), ..owners[0].clone() };
            erasure::ask(context, &guest, new_key(), ErasureScope::Member).await.expect("it is asked for in both");
        }
        assert_eq!(waiting(&vendor).await.requests.len(), 2);
        erasure::carry_out(context, &mira, only(&vendor).await, true).await.expect("it is erased");
        assert!(waiting(&vendor).await.requests.is_empty(), "nothing is left to be done");
        vendor.check().await;
    }

    async fn whose_words_they_are_not_is_not_forgotten(post: Post) {
        let vendor = &post.vendor;
        let context = vendor.context();
        let (anna, tamas, mira) = (vendor.actor(ANNA).await, vendor.actor(TAMAS).await, vendor.actor(MIRA).await);
        let (number, question) = post.question().await;
        post.arrives(&reply(TAMAS, &question, "On Monday.")).await;
        let held = post.at_desk().await.into_iter().find(|mail| mail.sender == TAMAS).expect("he is not on the case");
        let place = post::desk::Place { case: &number.to_string(), account: "" };
        post::desk::accept(context, &post.eva().await, held.id, place).await.expect("it is attached");
        let last = || async {
            let page = cases::page(context, &anna, number).await.expect("the case is there");
            let said = page.entries.last().expect("it was said");
            assert_eq!(said.text, "On Monday.");
            (said.mine, said.via.clone())
        };
        assert_eq!(last().await, (false, Some(TAMAS.to_owned())));
        erasure::ask(context, &tamas, new_key(), ErasureScope::Member).await.expect("everybody may ask for themselves");
        erasure::carry_out(context, &mira, only(vendor).await, true).await.expect("it is erased");
        assert_eq!(last().await, (false, None), "they are nobody's, and never anna's");
        vendor.check().await;
    }

    async fn a_mail_that_was_filed_forgets_whom_it_came_from(post: Post) {
        let vendor = &post.vendor;
        let (context, bram, mira) = (vendor.context(), vendor.actor(BRAM).await, vendor.actor(MIRA).await);
        let head = format!("From: Bram Smit <{BRAM}>\nTo: help@vandael.example\nSubject: The roof\nMessage-ID: <one@mail.example>");
        post.arrives(&format!("{head}\n\nIt drips.\n")).await;
        let receipt = post.newest_to(BRAM).await;
        let number: i64 = header(&receipt, "Subject")
            .and_then(|subject| subject.strip_prefix('[')?.split_once(']')?.0.parse().ok())
            .expect("the subject has the number");
        let id = post.case(number).await.post.first().expect("the mail is beside the case").id;

        erasure::ask(context, &bram, new_key(), ErasureScope::Member).await.expect("everybody may ask for themselves");
        erasure::carry_out(context, &mira, only(vendor).await, true).await.expect("it is erased");
        let desk = post.case(number).await;
        assert!(desk.case.entries.iter().any(|entry| entry.text.contains("It drips.")), "the words are the account's");
        assert!(desk.post.iter().all(|mail| mail.sender != BRAM), "{:?}", desk.post);
        let kept = post::shown(context, &post.eva().await, id).await.expect("the mail is there").raw;
        assert!(!String::from_utf8_lossy(&kept).contains(BRAM), "his address is in no mail");
        vendor.check().await;
    }

    /// What a member wrote from another address says no more than what they wrote from their own.
    async fn a_private_address_goes_with_its_member(post: Post) {
        const HOME: &str = "bram@home.example";
        let vendor = &post.vendor;
        let (context, bram, mira) = (vendor.context(), vendor.actor(BRAM).await, vendor.actor(MIRA).await);
        let asked = draft("question", "The roof", "It drips.");
        let number = cases::open(context, &bram, &asked).await.expect("it is kept");
        post.answer(number, "Where?").await;
        let question = post.newest_to(BRAM).await;
        post.arrives(&reply(HOME, &question, "At the chimney.")).await;
        let id = post.at_desk().await.first().expect("it waits").id;
        let eva = post.eva().await;
        post::desk::accept(context, &eva, id, post::desk::Place::default()).await.expect("it is his");
        post.answer(number, "We come on Friday.").await;
        assert!(post.count_to(HOME).await > 0, "he hears of it there");

        erasure::ask(context, &bram, new_key(), ErasureScope::Member).await.expect("everybody may ask for themselves");
        erasure::carry_out(context, &mira, only(vendor).await, true).await.expect("it is erased");
        let desk = post.case(number).await;
        assert!(desk.case.entries.iter().any(|entry| entry.text == "At the chimney."), "the words are the account's");
        assert!(desk.case.entries.iter().all(|entry| entry.via.is_none()), "{:?}", desk.case.entries);
        assert!(desk.post.iter().all(|mail| mail.sender != HOME), "{:?}", desk.post);
        assert!(desk.mails.iter().all(|mail| mail.to != HOME), "{:?}", desk.mails);
        let kept = post::shown(context, &eva, id).await.expect("the mail is there").raw;
        assert!(!String::from_utf8_lossy(&kept).contains(HOME), "it is in no mail");
        let before = post.count_to(HOME).await;
        post.answer(number, "We were there.").await;
        assert_eq!(post.count_to(HOME).await, before, "nothing goes there any more");
        vendor.check().await;
    }

    /// A mail that waits is of no account yet, but stands beside the case that it names.
    async fn what_waits_for_a_case_goes_with_its_account(post: Post) {
        let vendor = &post.vendor;
        let context = vendor.context();
        let owner = vendor.new_owners(1).await.remove(0);
        let mira = vendor.actor(MIRA).await;
        let asked = draft("question", "The roof", "It drips.");
        let number = cases::open(context, &owner, &asked).await.expect("it is kept");
        post.answer(number, "Where?").await;
        let question = post.newest_to(OWNER).await;
        post.arrives(&reply("wouterlood@home.example", &question, "At Wouterlood's chimney.")).await;
        assert_eq!(post.case(number).await.post.len(), 1, "it stands beside its case");
        assert_eq!(post.at_desk().await.len(), 1);
        let version = cases::page(context, &owner, number).await.expect("it is there").version;
        cases::withdraw(context, &owner, new_key(), Seen { number, version }).await.expect("it is closed");

        erasure::ask(context, &owner, new_key(), ErasureScope::Account).await.expect("an owner may ask");
        erasure::carry_out(context, &mira, only(vendor).await, true).await.expect("it is erased");
        let desk = post.case(number).await;
        assert!(desk.post.is_empty(), "{:?}", desk.post);
        assert!(post.at_desk().await.is_empty(), "and nobody is asked where it belongs");
        vendor.check().await;
    }
}
