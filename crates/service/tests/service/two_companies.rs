//! One person in two companies: an owner of Dakwerken Gent who buys for Bauhof Lindner, too, up to 100 euro. What she
//! may do, sees and has in one of them is nothing in the other.

use domain::{
    account::Invite,
    ids::MemberId,
    orders::{OrderFilter, OrderState, Submit},
    permissions::{Actor, Role},
    refusal::Code,
};
use service::{accounts, approvals, carts, desk, entry, home, lists, news, orders, reviews};
use testkit::{TestVendor, new_key};

use crate::{ANNA, BRAM, ELS, EVA, JOB, KATRIN, refused, ticked};

const HERE: &str = "K-10017";
const THERE: &str = "K-10031";
/// A buyer of Bauhof Lindner with a limit of 2,500 euro.
const UWE: &str = "uwe@bauhof-lindner.example";
const ABOVE_UWES_LIMIT: &[(&str, &str)] = &[("RT-1042", "2000")];

/// Anna at Dakwerken and anna at Bauhof Lindner.
async fn joined(vendor: &TestVendor) -> (Actor, Actor) {
    let (anna, katrin) = (vendor.actor(ANNA).await, vendor.actor(KATRIN).await);
    let there = katrin.acting.expect("katrin acts for an account").account;
    let now = vendor.context().now();
    let tx = vendor.store().begin().await.expect("a transaction begins");
    store::accounts::join(&tx, JOB, there, anna.member, Role::Buyer, Some(10_000), now).await.expect("she joins");
    tx.commit().await.expect("it is kept");
    (vendor.actor_for(ANNA, HERE).await, vendor.actor_for(ANNA, THERE).await)
}

async fn unseen(vendor: &TestVendor, actor: &Actor) -> i32 {
    let reader = entry::reader(vendor.context(), &vendor.visitor(actor)).await.expect("the reader can be read");
    reader.me.expect("she is signed in").unseen
}

async fn numbers(vendor: &TestVendor, actor: &Actor) -> Vec<i64> {
    let list = orders::list(vendor.context(), actor, &OrderFilter::default()).await.expect("orders can be listed");
    list.orders.into_iter().map(|card| card.number).collect()
}

async fn invite(vendor: &TestVendor, actor: &Actor, email: &str) -> Result<(), service::Error> {
    let asked =
        Invite { email: email.to_owned(), name: "Noor".to_owned(), role: Role::Owner, order_limit: String::new() };
    accounts::invite(vendor.context(), actor, new_key(), &asked).await
}

async fn change(vendor: &TestVendor, by: &Actor, member: MemberId, role: Role) -> Result<(), service::Error> {
    accounts::change_member(vendor.context(), by, member, role, "20,00", false).await
}

testkit::on_both_databases! {
    async fn an_owner_here_approves_nothing_there(vendor: TestVendor) {
        let (here, there) = joined(&vendor).await;
        let (uwe, katrin) = (vendor.actor(UWE).await, vendor.actor(KATRIN).await);
        let context = vendor.context();
        let number = vendor.order(&uwe, ABOVE_UWES_LIMIT).await;
        for (actor, code) in [(&there, Code::NotAllowed), (&here, Code::NotFound)] {
            assert_eq!(refused(approvals::approve(context, actor, number, 1).await), code);
            assert_eq!(refused(approvals::refuse(context, actor, number, 1, "No").await), code);
        }
        assert_eq!(refused(approvals::list(context, &there, None).await), Code::NotAllowed);
        let waiting = approvals::list(context, &here, None).await.expect("an owner sees what waits");
        assert!(waiting.orders.iter().all(|card| card.number != number));
        for actor in [&here, &there] {
            let home = home::page(context, actor).await.expect("the first page is there");
            assert!(home.waiting.iter().all(|card| card.number != number), "nothing asks for her there");
        }
        // She sees it there, as a buyer does, and does not here.
        let page = vendor.page(&there, number).await;
        assert_eq!((page.state, page.may_approve), (OrderState::AwaitingApproval, false));
        assert_eq!(refused(orders::page(context, &here, number).await), Code::NotFound);
        assert_eq!(refused(orders::cancel(context, &here, number, "").await), Code::NotFound);
        assert_eq!(refused(orders::request_cancellation(context, &here, number, "Please").await), Code::NotFound);
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to(KATRIN).await.len(), 1, "who may approve there is asked");
        assert!(vendor.mails_to(ANNA).await.is_empty(), "who may approve elsewhere is not");
        approvals::approve(context, &katrin, number, 1).await.expect("katrin may");
        vendor.check().await;
    }

    async fn an_owner_here_manages_nobody_there(vendor: TestVendor) {
        let (here, there) = joined(&vendor).await;
        let (uwe, katrin) = (vendor.actor(UWE).await, vendor.actor(KATRIN).await);
        let context = vendor.context();
        invite(&vendor, &katrin, "guest@test.example").await.expect("an owner may invite");
        let theirs = accounts::page(context, &katrin).await.expect("the page is there").invitations[0].id;
        assert_eq!(refused(invite(&vendor, &there, "new@test.example").await), Code::NotAllowed);
        assert_eq!(refused(accounts::withdraw_invitation(context, &there, theirs).await), Code::NotAllowed);
        assert_eq!(refused(accounts::withdraw_invitation(context, &here, theirs).await), Code::NotFound);
        for member in [uwe.member, katrin.member, there.member] {
            assert_eq!(refused(change(&vendor, &there, member, Role::Owner).await), Code::NotAllowed);
        }
        for member in [uwe.member, katrin.member] {
            assert_eq!(refused(change(&vendor, &here, member, Role::Viewer).await), Code::NotFound);
        }
        let page = accounts::page(context, &there).await.expect("members see the account");
        assert!(!page.may_manage && page.invitations.is_empty());
        let emails = |page: &domain::account::AccountPage| -> Vec<String> {
            page.members.iter().map(|member| member.email.clone()).collect()
        };
        let (ours, theirs) = (emails(&accounts::page(context, &here).await.expect("the page is there")), emails(&page));
        assert!(theirs.contains(&UWE.to_owned()) && !ours.contains(&UWE.to_owned()));
        assert!(ours.contains(&BRAM.to_owned()) && !theirs.contains(&BRAM.to_owned()));

        // What she is here changes nothing of what she is there, and the other way round.
        let els = vendor.actor(ELS).await;
        change(&vendor, &here, els.member, Role::Owner).await.expect("a second owner");
        change(&vendor, &here, here.member, Role::Viewer).await.expect("she is one no more");
        assert_eq!(vendor.actor_for(ANNA, THERE).await.acting, there.acting);
        let viewer = vendor.actor_for(ANNA, HERE).await;
        change(&vendor, &katrin, there.member, Role::Owner).await.expect("katrin makes her an owner");
        assert_eq!(vendor.actor_for(ANNA, HERE).await.acting, viewer.acting);
        assert_eq!(refused(invite(&vendor, &viewer, "new@test.example").await), Code::NotAllowed);
        assert_eq!(viewer.acting.map(|acting| acting.role), Some(Role::Viewer));
    }

    async fn the_limit_is_that_of_the_company(vendor: TestVendor) {
        let (here, there) = joined(&vendor).await;
        let basket = &[("RT-1070", "2")];
        vendor.put(&here, basket).await;
        assert_eq!(vendor.review(&here).await.above_limit, None);
        assert!(!vendor.submit(&here).await.awaiting_approval, "an owner without a limit");
        vendor.put(&there, basket).await;
        assert_eq!(vendor.review(&there).await.above_limit, Some(10_000));
        let submitted = vendor.submit(&there).await;
        assert!(submitted.awaiting_approval);
        let own = approvals::approve(vendor.context(), &there, submitted.number, 1).await;
        assert_eq!(refused(own), Code::NotAllowed, "she lets nothing of her own go there");
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to(KATRIN).await.len(), 1);
        assert!(vendor.mails_to(ELS).await.is_empty(), "an approver of another company");
        vendor.check().await;
    }

    async fn carts_reviews_and_lists_are_apart(vendor: TestVendor) {
        let (here, there) = joined(&vendor).await;
        let context = vendor.context();
        vendor.put(&here, &[("TL-7011", "1")]).await;
        let list = lists::save_cart(context, &here, new_key(), "Roofs").await.expect("it is kept");
        let view = carts::view(context, &vendor.visitor(&there)).await.expect("the cart can be seen");
        assert!(view.lines.is_empty());
        let seen = Submit { key: new_key(), review: vendor.review(&here).await.id };
        assert_eq!(refused(orders::submit(context, &there, seen).await), Code::CartEmpty);
        vendor.put(&there, &[("TL-7011", "1")]).await;
        assert_eq!(refused(orders::submit(context, &there, seen).await), Code::ReviewChanged);
        let own = Submit { key: seen.key, review: vendor.review(&there).await.id };
        let theirs = orders::submit(context, &there, own).await.expect("the key is another there").number;
        let ours = orders::submit(context, &here, seen).await.expect("it goes").number;
        assert_ne!(ours, theirs);
        assert!(numbers(&vendor, &here).await.contains(&ours) && !numbers(&vendor, &here).await.contains(&theirs));
        assert!(numbers(&vendor, &there).await.contains(&theirs) && !numbers(&vendor, &there).await.contains(&ours));
        let csv = orders::csv(context, &there, &OrderFilter::default()).await.expect("orders can be listed");
        let csv: Vec<i64> = csv.lines().filter_map(|line| line.split([';', ',']).next()?.parse().ok()).collect();
        assert!(csv.contains(&theirs) && !csv.contains(&ours));

        assert_eq!(refused(lists::one(context, &there, list).await), Code::NotFound);
        assert_eq!(refused(lists::to_cart(context, &there, new_key(), list).await), Code::NotFound);
        let wanted = ticked(&vendor, &here, ours).await;
        assert_eq!(refused(orders::again(context, &there, ours).await), Code::NotFound);
        assert_eq!(refused(orders::take_again(context, &there, new_key(), ours, &wanted).await), Code::NotFound);
        let address = accounts::page(context, &here).await.expect("the page is there").addresses[0].id;
        let foreign = reviews::Typed {
            address: address.to_string(),
            delivery_way: String::new(),
            reference: String::new(),
            note: String::new(),
        };
        assert_eq!(refused(reviews::details(context, &there, &foreign).await), Code::NotFound);
        vendor.check().await;
    }

    async fn let_go_there_she_stays_here(vendor: TestVendor) {
        let (here, there) = joined(&vendor).await;
        let katrin = vendor.actor(KATRIN).await;
        let context = vendor.context();
        for actor in [&here, &there] {
            vendor.put(actor, &[("TL-7011", "1")]).await;
        }
        let (ours, theirs) = (vendor.review(&here).await.id, vendor.review(&there).await.id);
        accounts::change_member(context, &katrin, there.member, Role::Buyer, "", true).await.expect("she is let go");
        // Her request had been read before.
        let late = orders::submit(context, &there, Submit { key: new_key(), review: theirs }).await;
        assert_eq!(refused(late), Code::NotAllowed);
        let early = orders::submit(context, &here, Submit { key: new_key(), review: ours }).await;
        early.expect("here nothing has changed");
        let cards = entry::accounts(context, &here).await.expect("accounts can be read");
        assert_eq!(cards.iter().map(|card| card.number.as_str()).collect::<Vec<_>>(), [HERE]);
        let back = there.acting.expect("she acted there").account;
        let chosen = entry::choose_account(context, &vendor.visitor(&here), &here, back).await;
        assert_eq!(refused(chosen), Code::NotFound);
        vendor.check().await;
    }

    async fn news_of_each_are_its_own(vendor: TestVendor) {
        let (here, there) = joined(&vendor).await;
        let (bram, uwe) = (vendor.actor(BRAM).await, vendor.actor(UWE).await);
        let context = vendor.context();
        for actor in [&here, &there] {
            let newest = news::list(context, actor, None).await.expect("the log can be read").events[0].seq;
            news::seen(context, actor, newest).await.expect("it is noted");
            assert_eq!(unseen(&vendor, actor).await, 0);
        }
        let mut ours = Vec::new();
        for _ in 0..3 {
            ours.push(vendor.order(&bram, &[("TL-7011", "1")]).await);
        }
        let theirs = vendor.order(&uwe, &[("TL-7012", "1")]).await;
        assert_eq!((unseen(&vendor, &here).await, unseen(&vendor, &there).await), (3, 1));
        let of = async |actor: &Actor| -> Vec<Option<i64>> {
            let home = home::page(context, actor).await.expect("the first page is there");
            home.news.events.iter().map(|line| line.event.order()).collect()
        };
        let (news_here, news_there) = (of(&here).await, of(&there).await);
        ours.reverse();
        assert_eq!(news_here[..3], ours.iter().copied().map(Some).collect::<Vec<_>>()[..], "newest first");
        assert_eq!(news_there[0], Some(theirs));
        assert!(!news_here.contains(&Some(theirs)) && ours.iter().all(|number| !news_there.contains(&Some(*number))));

        // Seen bit by bit, here only. Neither an older page nor a number from elsewhere takes anything back or ahead.
        let events = news::list(context, &here, None).await.expect("the log can be read").events;
        let [first, second, third] = [0, 1, 2].map(|place| events[place].seq);
        for (seq, left) in [(third, 2), (second, 1), (third, 1), (i64::MAX, 1), (first, 0)] {
            news::seen(context, &here, seq).await.expect("it is noted");
            assert_eq!((unseen(&vendor, &here).await, unseen(&vendor, &there).await), (left, 1), "{seq}");
        }
        let home = home::page(context, &here).await.expect("the first page is there");
        assert_eq!(home.news.seen, first, "the first page knows what is new on it");

        // What one does oneself is no news, and neither is that somebody signs in; what the vendor does is.
        let number = vendor.order(&here, &[("TL-7011", "1")]).await;
        let account = here.acting.expect("she acts for an account").account;
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let event = domain::event::Event::SignedIn { device: "Firefox, Linux".to_owned() };
        store::events::append(&tx, account, bram.member, &event, context.now()).await.expect("it is written");
        tx.commit().await.expect("it is kept");
        assert_eq!(unseen(&vendor, &here).await, 0);
        let eva = vendor.actor(EVA).await;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        assert_eq!((unseen(&vendor, &here).await, unseen(&vendor, &there).await), (1, 1));
        assert_eq!(of(&here).await[..2], [Some(number), Some(number)]);
        vendor.check().await;
    }
}
