//! The same press many times at once, and two people at one order: what happens, happens once.

use domain::{
    account::Invite,
    cart::ChangeMode,
    orders::OrderState,
    permissions::{Actor, Role},
    refusal::Code,
};
use service::{
    Error, accounts, approvals,
    carts::{Typed, change_typed, fill, view},
    desk, lists, orders,
};
use testkit::{TestVendor, new_key};
use tokio::task::JoinSet;

use crate::{ANNA, BRAM, ELS, EVA, free, once, refused, ticked};

const AT_ONCE: usize = 12;

async fn content(vendor: &TestVendor, actor: &Actor) -> Vec<(String, Option<i64>)> {
    let cart = view(vendor.context(), &vendor.visitor(actor)).await.expect("the cart can be seen");
    let mut lines: Vec<_> = cart.lines.into_iter().map(|line| (line.number, line.quantity.whole())).collect();
    lines.sort();
    lines
}

/// Exactly one of the two is carried out; the other is told that it came too late.
fn one_of(outcomes: [Result<(), Error>; 2]) -> usize {
    let place = outcomes.iter().position(Result::is_ok).unwrap_or_else(|| panic!("neither: {outcomes:?}"));
    let [one, other] = outcomes;
    let late = refused(if place == 0 { other } else { one });
    assert!(matches!(late, Code::Stale | Code::State), "{late:?}");
    place
}

testkit::on_both_databases! {
    async fn a_cart_is_filled_once(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let context = vendor.context();
        let old = vendor.order(&anna, &[("RT-1061", "2")]).await;
        let list = lists::add(context, &anna, new_key(), "", "Tools", "TL-7012", "1").await.expect("a list is made");
        let wanted = ticked(&vendor, &anna, old).await;
        let keys = [new_key(), new_key(), new_key(), new_key()];
        let mut storm = JoinSet::new();
        for _ in 0..AT_ONCE {
            for (way, key) in keys.into_iter().enumerate() {
                let (context, anna, visitor) = (context.clone(), anna.clone(), vendor.visitor(&anna));
                let wanted = wanted.clone();
                storm.spawn(async move {
                    match way {
                        0 => fill(&context, &visitor, key, "RT-1042;3\nRT-1042;4").await.map(|_| ()),
                        1 => orders::take_again(&context, &anna, key, old, &wanted).await,
                        2 => lists::to_cart(&context, &anna, key, list).await,
                        _ => {
                            let typed = Typed {
                                key,
                                number: "TL-7011".to_owned(),
                                quantity: "1".to_owned(),
                                mode: ChangeMode::Add,
                                wished: String::new(),
                                step: String::new(),
                            };
                            change_typed(&context, &visitor, &typed).await.map(|_| ())
                        }
                    }
                });
            }
        }
        for answer in storm.join_all().await {
            answer.expect("every repetition is answered");
        }
        let expected = [("RT-1042", 7), ("RT-1061", 2), ("TL-7011", 1), ("TL-7012", 1)];
        let expected = expected.map(|(number, units)| (number.to_owned(), Some(units)));
        assert_eq!(content(&vendor, &anna).await, expected);
    }

    async fn one_person_is_invited_once(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let key = new_key();
        let mut storm = JoinSet::new();
        for _ in 0..AT_ONCE {
            let (context, anna) = (vendor.context().clone(), anna.clone());
            storm.spawn(async move {
                let asked = Invite {
                    email: "new@test.example".to_owned(),
                    name: "Noor".to_owned(),
                    role: Role::Buyer,
                    order_limit: String::new(),
                };
                accounts::invite(&context, &anna, key, &asked).await
            });
        }
        for answer in storm.join_all().await {
            answer.expect("every repetition is answered");
        }
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to("new@test.example").await.len(), 1);
        let page = accounts::page(vendor.context(), &anna).await.expect("the page is there");
        assert_eq!(page.invitations.len(), 1);
        vendor.check().await;
    }

    async fn two_approvers_decide_once(vendor: TestVendor) {
        let (anna, bram, els) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let before = free(&vendor, &anna, "RT-1042").await.millis();
        let number = vendor.order(&bram, &[("RT-1042", "600")]).await;
        let (one, other) = (vendor.context().clone(), vendor.context().clone());
        let approving = tokio::spawn(async move { approvals::approve(&one, &els, number, 1).await });
        let refusing = tokio::spawn(async move { approvals::refuse(&other, &anna, number, 1, "Not now").await });
        let outcomes = [approving.await.expect("it ends"), refusing.await.expect("it ends")];
        let (state, taken) =
            if one_of(outcomes) == 0 { (OrderState::Submitted, 600_000) } else { (OrderState::Refused, 0) };
        assert_eq!(vendor.page(&bram, number).await.state, state);
        assert_eq!(free(&vendor, &bram, "RT-1042").await.millis(), before - taken);
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to(BRAM).await.len(), 1, "one answer");
        assert!(vendor.mails_to(ANNA).await.is_empty() && vendor.mails_to(ELS).await.is_empty(), "it is decided");
        vendor.check().await;
    }

    async fn who_ordered_takes_back_what_is_being_approved(vendor: TestVendor) {
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let number = vendor.order(&bram, &[("RT-1042", "600")]).await;
        let (one, other, buyer) = (vendor.context().clone(), vendor.context().clone(), bram.clone());
        let approving = tokio::spawn(async move { approvals::approve(&one, &els, number, 1).await });
        let cancelling = tokio::spawn(async move { orders::cancel(&other, &buyer, number, "").await });
        let (approved, cancelled) = (approving.await.expect("it ends"), cancelling.await.expect("it ends"));
        // What is approved can still be cancelled freely; what is cancelled cannot be approved.
        cancelled.expect("it can be taken back in either state");
        if let Err(Error::Refused(refusal)) = &approved {
            assert!(matches!(refusal.code, Code::State | Code::Stale), "{refusal:?}");
        }
        assert_eq!(vendor.page(&bram, number).await.state, OrderState::Cancelled);
        vendor.check().await;
    }

    async fn a_load_leaves_and_arrives_once(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let before = free(&vendor, &anna, "RT-1061").await.millis();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        let ship = || {
            let (context, eva) = (context.clone(), eva.clone());
            tokio::spawn(async move {
                desk::ship(&context, &eva, once(number, 2), desk::Begin::AsAgreed, "DPD", "", &[(line, "10".to_owned())]).await
            })
        };
        let (one, other) = (ship(), ship());
        one_of([one.await.expect("it ends"), other.await.expect("it ends")]);
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.shipments.len()), (OrderState::Shipped, 1));
        vendor.check().await;
        let deliver = || {
            let (context, eva, shipment) = (context.clone(), eva.clone(), page.shipments[0].id);
            tokio::spawn(async move { desk::deliver(&context, &eva, number, 3, shipment).await })
        };
        for pressed in [deliver(), deliver()] {
            pressed.await.expect("it ends").expect("the same person's second press says what the first one did");
        }
        let page = vendor.page(&anna, number).await;
        assert_eq!((page.state, page.lines[0].progress.delivered), (OrderState::Delivered, 10_000));
        assert_eq!(free(&vendor, &anna, "RT-1061").await.millis(), before - 10_000);
        vendor.check().await;
    }

    async fn two_desks_cancel_and_ship_at_once(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let before = free(&vendor, &anna, "RT-1061").await.millis();
        let number = vendor.order(&anna, &[("RT-1061", "10")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        let (one, other, colleague) = (context.clone(), context.clone(), eva.clone());
        let shipping = tokio::spawn(async move {
            desk::ship(&one, &eva, once(number, 2), desk::Begin::AsAgreed, "DPD", "", &[(line, "10".to_owned())]).await
        });
        let cancelling = tokio::spawn(async move { desk::cancel(&other, &colleague, number, 2, "Sold out").await });
        let outcomes = [shipping.await.expect("it ends"), cancelling.await.expect("it ends")];
        let (state, taken) =
            if one_of(outcomes) == 0 { (OrderState::Shipped, 10_000) } else { (OrderState::Cancelled, 0) };
        assert_eq!(vendor.page(&anna, number).await.state, state);
        assert_eq!(free(&vendor, &anna, "RT-1061").await.millis(), before - taken);
        vendor.check().await;
    }
}
