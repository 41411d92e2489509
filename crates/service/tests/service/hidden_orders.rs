//! The first page asked for no more orders than it shows, so that it never knew of more; and an approver's own orders took the
//! place of those that waited for them.

use domain::permissions::Role;
use service::{accounts, home};
use testkit::TestVendor;

use crate::{ANNA, BRAM, ELS};

testkit::on_both_databases! {
    async fn the_first_page_knows_of_more_than_it_shows(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        for orders in 1..=7 {
            vendor.order(&owner, &[("TL-7011", "1")]).await;
            let home = home::page(vendor.context(), &owner).await.expect("the first page is there");
            assert_eq!(home.open_orders.len(), orders.min(6), "five are shown, and a way to the others");
        }
    }

    async fn what_waits_for_an_approver_is_not_behind_their_own(vendor: TestVendor) {
        let (anna, bram, els) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let context = vendor.context();
        accounts::change_member(context, &anna, els.member, Role::Approver, "1,00", false).await.expect("a limit");
        let els = vendor.actor(ELS).await;
        let before = home::page(context, &els).await.expect("the first page is there").waiting.len();
        for _ in 0..6 {
            vendor.order(&els, &[("TL-7011", "1")]).await;
        }
        let waits = vendor.order(&bram, &[("RT-1042", "600")]).await;
        let home = home::page(context, &els).await.expect("the first page is there");
        assert_eq!(home.waiting.len(), before + 1);
        assert!(home.waiting.iter().any(|order| order.number == waits));
        assert_eq!(home.yours.len(), 6, "five are shown");
    }
}
