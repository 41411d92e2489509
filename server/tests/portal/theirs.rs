//! Things of Dakwerken Gent, for their members to use and for others to try.

use domain::{
    account::{AccountPage, Invite},
    ids::{AccountId, AddressId, InvitationId, ListId, MemberId, OrderLineId, ReviewId, SessionId, ShipmentId},
    permissions::Role,
};
use service::{accounts, desk, lists};
use testkit::{TestPortal, new_key};

use crate::{ANNA, BRAM, EVA};

/// One of each.
#[derive(Clone, Copy, Debug)]
pub struct Theirs {
    pub account: AccountId,
    pub address: AddressId,
    /// An order of which 10 of 40 are on their way.
    pub order: i64,
    pub version: i32,
    pub line: OrderLineId,
    pub shipment: ShipmentId,
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
        desk::ship(context, &eva, once, "DPD", "0123", &load).await.expect("a part of it goes");
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
            fresh,
            fresh_line: portal.page(&anna, fresh).await.lines[0].id,
            waiting,
            list,
            review: portal.review(&anna).await.id,
            session: account.sessions[0].id,
            invitation: account.invitations[0].id,
            member: bram.member,
        }
    }
}
