//! A colleague who sent a key that was used was told that their command had been carried out: they were shown an order
//! or a list that somebody else had made. A key is its member's.

use domain::{
    account::Invite,
    cart::{CartChange, ChangeMode},
    money::Quantity,
    orders::Submit,
    permissions::{Actor, Role},
    refusal::Code,
};
use service::{
    accounts::{change_member, invite},
    carts::{fill, replay, view},
    cases::{self, Say, Saying, Seen},
    lists,
    orders::{submit, take_again},
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, BRAM, ELS, EVA, JAN, count_orders, refused, ticked};

async fn content(vendor: &TestVendor, actor: &Actor) -> Vec<(String, Option<i64>)> {
    let cart = view(vendor.context(), &vendor.visitor(actor)).await.expect("the cart can be seen");
    let mut lines: Vec<_> = cart.lines.into_iter().map(|line| (line.number, line.quantity.whole())).collect();
    lines.sort();
    lines
}

testkit::on_both_databases! {
    async fn an_order_is_not_theirs(vendor: TestVendor) {
        let (anna, els) = (vendor.actor(ANNA).await, vendor.actor(ELS).await);
        let context = vendor.context();
        vendor.put(&anna, &[("TL-7011", "1")]).await;
        let theirs = Submit { key: new_key(), review: vendor.review(&anna).await.id };
        let before = count_orders(&vendor).await;
        // A review is its cart's: a colleague cannot submit what they have not seen.
        let foreign = |key| Submit { key, review: theirs.review };
        assert_eq!(refused(submit(context, &els, theirs).await), Code::CartEmpty);
        vendor.put(&els, &[("TL-7011", "1")]).await;
        let own = vendor.review(&els).await;
        assert_eq!(refused(submit(context, &els, foreign(new_key())).await), Code::ReviewChanged);
        assert_eq!(count_orders(&vendor).await, before);

        let number = submit(context, &anna, theirs).await.expect("it goes").number;
        assert_eq!(refused(submit(context, &els, theirs).await), Code::KeyReused);
        assert_eq!(refused(submit(context, &els, foreign(new_key())).await), Code::ReviewChanged);
        let with_their_key = Submit { key: theirs.key, review: own.id };
        assert_eq!(refused(submit(context, &els, with_their_key).await), Code::KeyReused);
        assert_eq!(count_orders(&vendor).await, before + 1);
        let other = submit(context, &els, Submit { key: new_key(), review: own.id }).await.expect("it goes").number;
        assert_ne!(other, number);
        assert_eq!(submit(context, &anna, theirs).await.expect("it is answered").number, number);
        vendor.check().await;
    }

    async fn a_list_is_not_made_by_it(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        let context = vendor.context();
        vendor.put(&anna, &[("TL-7011", "1")]).await;
        vendor.put(&bram, &[("TL-7012", "1")]).await;
        let key = new_key();
        let list = lists::save_cart(context, &anna, key, "Tools").await.expect("it is kept");
        assert_eq!(refused(lists::save_cart(context, &bram, key, "Tools").await), Code::KeyReused);
        let key = new_key();
        lists::add(context, &anna, key, &list.to_string(), "", "RT-1042", "1").await.expect("it is put on the list");
        let again = lists::add(context, &bram, key, &list.to_string(), "", "RT-1042", "1").await;
        assert_eq!(refused(again), Code::KeyReused);
        assert_eq!(lists::all(context, &bram).await.expect("lists can be read").len(), 1);
        let key = new_key();
        lists::rename(context, &anna, key, list, "Walls").await.expect("it gets another name");
        assert_eq!(refused(lists::rename(context, &bram, key, list, "Walls").await), Code::KeyReused);
        let key = new_key();
        lists::delete(context, &anna, key, list).await.expect("it is thrown away");
        assert_eq!(refused(lists::delete(context, &bram, key, list).await), Code::KeyReused);
    }

    /// Their words, said again by a colleague, are the colleague's words.
    async fn nothing_is_said_by_it(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        let (jan, eva) = (vendor.actor(JAN).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let asked = testkit::draft("question", "When?", "When does it come?");
        let number = cases::open(context, &anna, &asked).await.expect("it is kept");
        assert_eq!(cases::open(context, &anna, &asked).await.expect("it is answered as before"), number);
        assert_eq!(refused(cases::open(context, &bram, &asked).await), Code::KeyReused);
        let key = new_key();
        cases::reply(context, &anna, key, number, "And how much?").await.expect("it is kept");
        assert_eq!(refused(cases::reply(context, &bram, key, number, "And how much?").await), Code::KeyReused);
        let say = Say {
            key: new_key(),
            number,
            seen: None,
            saying: Saying::Answer,
            text: "On Friday.",
            cause: "",
            prevention: "",
        };
        cases::answer(context, &jan, say).await.expect("it is answered");
        cases::answer(context, &jan, say).await.expect("pressed twice");
        assert_eq!(refused(cases::answer(context, &eva, say).await), Code::KeyReused);
        let page = cases::page(context, &anna, number).await.expect("the case is there");
        assert_eq!(page.entries.len(), 3);
        let seen = Seen { number, version: page.version };
        let key = new_key();
        for _ in 0..2 {
            cases::escalate(context, &anna, key, seen, "It rains in").await.expect("once, and answered as before");
        }
        assert_eq!(refused(cases::escalate(context, &bram, key, seen, "It rains in").await), Code::KeyReused);
        assert_eq!(refused(cases::escalate(context, &anna, key, seen, "It pours").await), Code::KeyReused);
        let page = cases::page(context, &anna, number).await.expect("the case is there");
        assert_eq!(page.entries.len(), 4, "what was said with it stands there once");
    }

    async fn an_invitation_is_not_sent_by_it(vendor: TestVendor) {
        let (anna, els) = (vendor.actor(ANNA).await, vendor.actor(ELS).await);
        let context = vendor.context();
        change_member(context, &anna, els.member, Role::Owner, "", false).await.expect("a second owner");
        let els = vendor.actor(ELS).await;
        let asked = Invite {
            email: "new@test.example".to_owned(),
            name: "Noor".to_owned(),
            role: Role::Viewer,
            order_limit: String::new(),
        };
        let key = new_key();
        invite(context, &anna, key, &asked).await.expect("an owner may invite");
        assert_eq!(refused(invite(context, &els, key, &asked).await), Code::KeyReused);
        invite(context, &anna, key, &asked).await.expect("it is answered as before");
    }

    /// The keys of a cart's changes are apart for each cart, and a member has a cart in each account.
    async fn changes_of_two_carts_do_not_meet(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        let context = vendor.context();
        let old = vendor.order(&anna, &[("RT-1061", "2")]).await;
        let list = lists::add(context, &anna, new_key(), "", "Tools", "TL-7012", "1").await.expect("a list is made");
        let wanted = ticked(&vendor, &anna, old).await;
        let keys = [new_key(), new_key(), new_key(), new_key()];
        let change = CartChange {
            key: keys[0],
            number: "TL-7011".to_owned(),
            quantity: Quantity::from_units(1),
            mode: ChangeMode::Add,
            wished: None,
        };
        for actor in [&anna, &bram] {
            let visitor = vendor.visitor(actor);
            for _ in 0..2 {
                replay(context, &visitor, std::slice::from_ref(&change)).await.expect("it is made");
                fill(context, &visitor, keys[1], "RT-1042;3").await.expect("it is made");
                take_again(context, actor, keys[2], old, &wanted).await.expect("it is made");
                lists::to_cart(context, actor, keys[3], list).await.expect("it is made");
            }
            let expected = [("RT-1042", 3), ("RT-1061", 2), ("TL-7011", 1), ("TL-7012", 1)];
            let expected = expected.map(|(number, units)| (number.to_owned(), Some(units)));
            assert_eq!(content(&vendor, actor).await, expected, "each once, in each of the carts");
        }
        let visitor = vendor.visitor(&bram);
        assert_eq!(refused(fill(context, &visitor, keys[1], "RT-1042;4").await), Code::KeyReused);
        let newer = vendor.order(&anna, &[("RT-1061", "2")]).await;
        assert_eq!(refused(take_again(context, &bram, keys[2], newer, &wanted).await), Code::KeyReused);
        let other = lists::add(context, &anna, new_key(), "", "Tools", "TL-7012", "1").await.expect("another list");
        assert_eq!(refused(lists::to_cart(context, &bram, keys[3], other).await), Code::KeyReused);
    }
}
