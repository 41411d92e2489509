//! Sessions: how long they last, how they end, and what one finds in them.

use std::time::Duration;

use domain::{cart::MOST_LINES, permissions::Role, refusal::Code};
use service::{
    accounts,
    entry::{self, Visitor},
};
use testkit::TestVendor;

use super::{Browser, DAY, PIET};
use crate::{ANNA, BRAM, EVA, refused};

testkit::on_both_databases! {
    async fn a_session_ends_after_two_weeks_without_use(vendor: TestVendor) {
        let mut browser = Browser::new();
        browser.sign_in(&vendor, ANNA).await;
        vendor.advance(14 * DAY);
        assert!(browser.seen_visitor(&vendor).await.actor.is_some(), "on the last day it is used");
        vendor.advance(14 * DAY + 1);
        assert!(browser.visitor(&vendor).await.actor.is_none());
    }

    async fn a_page_does_not_wait_until_its_session_is_noted(vendor: TestVendor) {
        let mut browser = Browser::new();
        browser.sign_in(&vendor, ANNA).await;
        let actor = browser.visitor(&vendor).await.actor.expect("she is signed in");
        vendor.advance(10);
        // Somebody else has the turn to write, and this very row.
        let tx = vendor.store().begin().await.expect("a transaction begins");
        store::sessions::touch(&tx, actor.session, vendor.context().now()).await.expect("it is noted");
        for _ in 0..20 {
            let visitor = tokio::time::timeout(Duration::from_secs(2), browser.visitor(&vendor)).await;
            assert!(visitor.expect("nobody waits").actor.is_some());
        }
        drop(tx);
        browser.seen_visitor(&vendor).await;
    }

    async fn a_session_ends_after_sixty_days_whatever_happens(vendor: TestVendor) {
        let mut browser = Browser::new();
        browser.sign_in(&vendor, ANNA).await;
        for _ in 0..6 {
            vendor.advance(10 * DAY);
            assert!(browser.seen_visitor(&vendor).await.actor.is_some());
        }
        vendor.advance(1);
        assert!(browser.visitor(&vendor).await.actor.is_none());
    }

    async fn sessions_are_seen_and_ended(vendor: TestVendor) {
        let (mut phone, mut desktop) = (Browser::new(), Browser::new());
        phone.sign_in(&vendor, ANNA).await;
        desktop.sign_in(&vendor, ANNA).await;
        let actor = desktop.visitor(&vendor).await.actor.expect("she is signed in");
        let page = accounts::page(vendor.context(), &actor).await.expect("the page is there");
        assert_eq!(page.sessions.len(), 2);
        let other = page.sessions.iter().find(|session| !session.current).expect("the phone is listed");
        assert_eq!((other.device.as_str(), other.address.as_str()), ("Safari, iPhone", "192.0.2.7"));
        accounts::end_session(vendor.context(), &actor, other.id).await.expect("it ends");
        assert!(phone.visitor(&vendor).await.actor.is_none());

        let stolen = desktop.clone();
        let visitor = desktop.visitor(&vendor).await;
        for cookie in entry::sign_out(vendor.context(), &visitor).await.expect("one can always leave") {
            desktop.keep(&cookie);
        }
        assert!(desktop.visitor(&vendor).await.actor.is_none());
        assert!(stolen.visitor(&vendor).await.actor.is_none(), "the cookie is worth nothing after signing out");
        // Somebody else's session is not hers to end.
        let mut bram = Browser::new();
        bram.sign_in(&vendor, BRAM).await;
        let session = bram.visitor(&vendor).await.actor.expect("he is signed in").session;
        assert_eq!(refused(accounts::end_session(vendor.context(), &actor, session).await), Code::NotFound);
        assert!(bram.visitor(&vendor).await.actor.is_some());
    }

    async fn signing_in_again_makes_a_new_session(vendor: TestVendor) {
        let mut browser = Browser::new();
        browser.sign_in(&vendor, ANNA).await;
        let before = browser.clone();
        browser.sign_in(&vendor, ANNA).await;
        assert_ne!(before.cookies, browser.cookies);
        assert!(before.visitor(&vendor).await.actor.is_none(), "the old one has ended");
    }

    async fn a_cart_that_finds_no_room_stays_on_the_device(vendor: TestVendor) {
        let numbers = crate::carts::many_articles(&vendor, MOST_LINES + 2).await;
        let (own, of_devices) = numbers.split_at(MOST_LINES);
        let anna = vendor.actor(ANNA).await;
        let fill = async |visitor: &Visitor, numbers: &[String]| {
            service::carts::fill(vendor.context(), visitor, testkit::new_key(), &numbers.join("\n")).await
        };
        fill(&vendor.visitor(&anna), own).await.expect("a cart holds so many");
        let mut devices = [Browser::new(), Browser::new()];
        for (device, number) in devices.iter_mut().zip(of_devices) {
            let filled = fill(&device.visitor(&vendor).await, std::slice::from_ref(number)).await;
            device.keep(&filled.expect("anybody may fill a cart").cookie.expect("a new device is given a cart"));
            device.sign_in(&vendor, ANNA).await;
            vendor.advance(1);
        }
        // The first one went in, beyond what can be ordered; the second stays where it is.
        let cart = service::carts::view(vendor.context(), &vendor.visitor(&anna)).await.expect("there is a cart");
        assert_eq!(cart.lines.len(), MOST_LINES + 1);
        let has_cart = |browser: &Browser| browser.cookies.iter().any(|(name, _)| name == "loket-cart");
        assert_eq!(devices.each_ref().map(has_cart), [false, true]);
        let kept = devices[1].visitor(&vendor).await;
        let kept = service::carts::view(vendor.context(), &Visitor { actor: None, ..kept }).await.expect("a cart");
        assert_eq!(kept.lines.iter().map(|line| &line.number).collect::<Vec<_>>(), [&of_devices[1]]);
    }

    async fn who_lands_where(vendor: TestVendor) {
        assert_eq!(Browser::new().sign_in(&vendor, ANNA).await.path, "/review");
        assert_eq!(Browser::new().sign_in(&vendor, EVA).await.path, "/desk/orders");
        let mut piet = Browser::new();
        assert_eq!(piet.sign_in(&vendor, PIET).await.path, "/choose-account");
        let visitor = piet.visitor(&vendor).await;
        let actor = visitor.actor.clone().expect("he is signed in");
        assert_eq!(actor.acting, None, "not before he has chosen");
        let cards = entry::accounts(vendor.context(), &actor).await.expect("accounts can be read");
        assert_eq!(cards.len(), 2);
        entry::choose_account(vendor.context(), &visitor, &actor, cards[1].id).await.expect("it is one of his");
        let acting = piet.visitor(&vendor).await.actor.and_then(|actor| actor.acting).expect("he has chosen");
        assert_eq!((acting.account, acting.role), (cards[1].id, Role::Finance));

        let foreign = vendor.actor(crate::GABOR).await.acting.expect("gabor acts for an account").account;
        assert_eq!(refused(entry::choose_account(vendor.context(), &visitor, &actor, foreign).await), Code::NotFound);
    }

    async fn who_is_let_in_no_more_is_out_at_once(vendor: TestVendor) {
        let mut browser = Browser::new();
        browser.sign_in(&vendor, BRAM).await;
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        accounts::change_member(vendor.context(), &anna, bram.member, Role::Buyer, "", true).await.expect("he is out");
        let actor = browser.visitor(&vendor).await.actor.expect("the session is his own");
        assert_eq!(actor.acting, None);
        assert_eq!(refused(service::orders::page(vendor.context(), &actor, 1).await), Code::NotFound);
    }
}
