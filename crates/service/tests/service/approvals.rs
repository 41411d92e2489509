//! Orders above a buyer's limit: the rule looks at who submits, at that moment.

use domain::{
    orders::{OrderState, Submit},
    permissions::Role,
    refusal::Code,
};
use service::{accounts, approvals, orders::submit};
use testkit::{TestVendor, new_key};

use crate::{ANNA, BRAM, ELS, EVA, GABOR, YASMIN, free, refused};

/// 600 tiles come to more than a thousand euro; bram may spend 500.
const TOO_MUCH: &[(&str, &str)] = &[("RT-1042", "600")];

testkit::on_both_databases! {
    async fn an_approver_lets_it_go(vendor: TestVendor) {
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let context = vendor.context();
        vendor.put(&bram, TOO_MUCH).await;
        assert_eq!(vendor.review(&bram).await.above_limit, Some(50_000), "it is said before");
        let submitted = vendor.submit(&bram).await;
        assert!(submitted.awaiting_approval);
        let number = submitted.number;
        assert_eq!(vendor.page(&bram, number).await.state, OrderState::AwaitingApproval);

        vendor.deliver_mail().await;
        for told in [ANNA, ELS] {
            let mails = vendor.mails_to(told).await;
            assert_eq!(mails.len(), 1, "{told}");
            assert!(mails[0].subject.contains(&number.to_string()), "{}", mails[0].subject);
        }
        assert!(vendor.mails_to(BRAM).await.is_empty(), "who waits is told when it goes on");

        let waiting = approvals::list(context, &els, None).await.expect("an approver sees what waits");
        assert!(waiting.orders.iter().any(|card| card.number == number));
        assert!(vendor.page(&els, number).await.may_approve && !vendor.page(&bram, number).await.may_approve);
        assert_eq!(refused(approvals::approve(context, &bram, number, 1).await), Code::NotAllowed);
        assert_eq!(refused(approvals::approve(context, &els, number, 7).await), Code::Stale);
        vendor.advance(10);
        approvals::approve(context, &els, number, 1).await.expect("it is approved");
        assert_eq!(vendor.page(&bram, number).await.state, OrderState::Submitted);
        assert_eq!(refused(approvals::approve(context, &els, number, 2).await), Code::State, "once");
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to(BRAM).await.len(), 1);
        vendor.check().await;
    }

    async fn what_waits_goes_on_page_by_page(vendor: TestVendor) {
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let mut ordered = Vec::new();
        for _ in 0..45 {
            ordered.push(vendor.order(&bram, TOO_MUCH).await);
        }
        let (mut seen, mut pages) = (Vec::new(), 0);
        let mut after: Option<String> = None;
        loop {
            let page = approvals::list(vendor.context(), &els, after.as_deref()).await.expect("there is a page");
            seen.extend(page.orders.iter().map(|card| card.number));
            pages += 1;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(pages > 2, "{pages}");
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "oldest first, each once: {seen:?}");
        assert!(ordered.iter().all(|number| seen.contains(number)), "{seen:?}");
        let nonsense = approvals::list(vendor.context(), &els, Some("the last one")).await.expect("there is a page");
        assert_eq!(nonsense.orders[0].number, seen[0]);
    }

    async fn ones_own_orders_do_not_hide_those_that_wait_for_one(vendor: TestVendor) {
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        // els' own are above her limit, older, and as many as the first page shows.
        vendor.change_article("RT-1042", &[("stock", "90000")]).await;
        let mut own = Vec::new();
        for _ in 0..7 {
            own.push(vendor.order(&els, &[("RT-1042", "4000")]).await);
        }
        assert_eq!(vendor.page(&els, own[6]).await.state, OrderState::AwaitingApproval);
        let number = vendor.order(&bram, TOO_MUCH).await;
        let home = service::home::page(vendor.context(), &els).await.expect("there is a first page");
        assert!(home.waiting.iter().any(|card| card.number == number), "{:?}", home.waiting);
        assert!(home.waiting.iter().all(|card| !own.contains(&card.number)), "her own are for others");
    }

    async fn an_approver_says_no_and_why(vendor: TestVendor) {
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let context = vendor.context();
        let before = free(&vendor, &els, "RT-1042").await;
        let number = vendor.order(&bram, TOO_MUCH).await;
        assert_ne!(free(&vendor, &els, "RT-1042").await, before, "it holds what it waits for");
        assert_eq!(refused(approvals::refuse(context, &els, number, 1, " ").await), Code::Reason);
        approvals::refuse(context, &els, number, 1, "We still have these").await.expect("it is refused");
        let page = vendor.page(&bram, number).await;
        assert_eq!((page.state, page.reason.as_deref()), (OrderState::Refused, Some("We still have these")));
        assert_eq!(free(&vendor, &els, "RT-1042").await, before, "what it held is free again");
        vendor.deliver_mail().await;
        assert!(vendor.mails_to(BRAM).await[0].text.contains("We still have these"));
        assert_eq!(refused(service::orders::cancel(context, &bram, number, "").await), Code::State);
        vendor.check().await;
    }

    async fn below_the_limit_nobody_is_asked(vendor: TestVendor) {
        let bram = vendor.actor(BRAM).await;
        vendor.put(&bram, &[("TL-7011", "2")]).await;
        assert_eq!(vendor.review(&bram).await.above_limit, None);
        assert!(!vendor.submit(&bram).await.awaiting_approval);
    }

    async fn the_limit_is_the_one_at_that_moment(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        let context = vendor.context();
        // bram's request was read before the owner changed his limit.
        vendor.put(&bram, TOO_MUCH).await;
        let seen = Submit { key: new_key(), review: vendor.review(&bram).await.id };
        accounts::change_member(context, &anna, bram.member, Role::Buyer, "", false).await.expect("no limit any more");
        assert!(!submit(context, &bram, seen).await.expect("it goes").awaiting_approval);

        accounts::change_member(context, &anna, bram.member, Role::Buyer, "10,00", false).await.expect("ten euro");
        vendor.put(&bram, &[("TL-7011", "1")]).await;
        let seen = Submit { key: new_key(), review: vendor.review(&bram).await.id };
        assert!(submit(context, &bram, seen).await.expect("it waits").awaiting_approval);
    }

    async fn the_role_is_the_one_at_that_moment(vendor: TestVendor) {
        let (anna, bram) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await);
        let context = vendor.context();
        for (role, disabled) in [(Role::Viewer, false), (Role::Buyer, true)] {
            accounts::change_member(context, &anna, bram.member, Role::Buyer, "", false).await.expect("he may order");
            vendor.put(&bram, &[("TL-7011", "1")]).await;
            let seen = Submit { key: new_key(), review: vendor.review(&bram).await.id };
            accounts::change_member(context, &anna, bram.member, role, "", disabled).await.expect("he may no more");
            assert_eq!(refused(submit(context, &bram, seen).await), Code::NotAllowed, "{role:?} {disabled}");
        }
    }

    async fn who_fills_the_cart_does_not_matter(vendor: TestVendor) {
        // A cart filled before signing in is judged by who submits it.
        let bram = vendor.actor(BRAM).await;
        let mut device = vendor.stranger();
        device.device_hash = Some(vec![7; 32]);
        service::carts::fill(vendor.context(), &device, new_key(), "RT-1042;600")
            .await
            .expect("anybody may fill a cart");
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let granted = bram.grant().expect("a buyer may order");
        store::carts::merge(&tx, &[7; 32], &granted, vendor.context().now()).await.expect("the carts become one");
        tx.commit().await.expect("it is kept");
        assert!(vendor.submit(&bram).await.awaiting_approval);
    }

    async fn nobody_lifts_their_own_limit(vendor: TestVendor) {
        // els may approve what others order; her own limit is 5000 euro.
        let (anna, els) = (vendor.actor(ANNA).await, vendor.actor(ELS).await);
        let context = vendor.context();
        let number = vendor.order(&els, &[("RT-1042", "4000")]).await;
        let page = vendor.page(&els, number).await;
        assert_eq!((page.state, page.may_approve), (OrderState::AwaitingApproval, false));
        assert_eq!(refused(approvals::approve(context, &els, number, 1).await), Code::NotAllowed);
        approvals::approve(context, &anna, number, 1).await.expect("somebody else may");
    }

    async fn the_clock_starts_when_it_is_approved(vendor: TestVendor) {
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let context = vendor.context();
        let number = vendor.order(&bram, TOO_MUCH).await;
        let promised = vendor.page(&bram, number).await.lines[0].promised;
        vendor.advance(2 * 24 * 60);
        approvals::approve(context, &els, number, 1).await.expect("it is approved");
        let page = vendor.page(&bram, number).await;
        assert!(page.lines[0].promised > promised, "a promise from before the approval could not be kept");
        let until = page.cancel_until.expect("it can be cancelled").instant;
        assert!(until > context.now(), "until picking of the approved order starts");
    }

    async fn what_was_to_be_ordered_is_promised_anew(vendor: TestVendor) {
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let context = vendor.context();
        let cells = [("number", "TEST-1"), ("stock", "0"), ("lead_days", "10"), ("incoming_quantity", ""), ("incoming_in_days", "")];
        vendor.change_article("TL-7021", &cells).await;
        vendor.put(&bram, &[("RT-1042", "600")]).await;
        let number = vendor.order(&bram, &[("TEST-1", "1")]).await;
        let day = |page: &domain::orders::OrderPage| {
            page.lines.iter().find(|line| line.number == "TEST-1").and_then(|line| line.promised)
        };
        let before = day(&vendor.page(&bram, number).await);
        vendor.advance(8 * 24 * 60);
        approvals::approve(context, &els, number, 1).await.expect("it is approved");
        // It is made from now on, as it would be for whoever orders it now.
        vendor.put(&els, &[("TEST-1", "1")]).await;
        let review = vendor.review(&els).await;
        let anew = review.lines.iter().find(|line| line.number == "TEST-1").and_then(|line| line.availability.date);
        let promised = day(&vendor.page(&bram, number).await);
        assert!(promised > before, "{promised:?} {before:?}");
        assert_eq!(promised, anew);
        vendor.check().await;
    }

    async fn an_appointment_stays_where_it_was(vendor: TestVendor) {
        // Sawing takes one working day; goods need longer to arrive.
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let number = vendor.order(&bram, &[("RT-1042", "600"), ("SV-9005", "2")]).await;
        let days = |page: &domain::orders::OrderPage| -> Vec<_> { page.lines.iter().map(|line| line.promised).collect() };
        let before = days(&vendor.page(&bram, number).await);
        assert!(before[1] < before[0], "{before:?}");
        approvals::approve(vendor.context(), &els, number, 1).await.expect("it is approved at once");
        assert_eq!(days(&vendor.page(&bram, number).await), before);
        vendor.advance(2 * 24 * 60);
        let number = vendor.order(&bram, &[("RT-1042", "600"), ("SV-9005", "2")]).await;
        let before = days(&vendor.page(&bram, number).await);
        vendor.advance(2 * 24 * 60);
        approvals::approve(vendor.context(), &els, number, 1).await.expect("it is approved late");
        assert!(days(&vendor.page(&bram, number).await)[1] > before[1], "a day that is over is none");
    }

    async fn what_waits_can_be_taken_back(vendor: TestVendor) {
        let bram = vendor.actor(BRAM).await;
        let number = vendor.order(&bram, TOO_MUCH).await;
        vendor.advance(3 * 24 * 60);
        service::orders::cancel(vendor.context(), &bram, number, "").await.expect("the vendor does not have it yet");
        assert_eq!(vendor.page(&bram, number).await.state, OrderState::Cancelled);
        vendor.check().await;
    }

    async fn nobody_approves_for_others(vendor: TestVendor) {
        let (bram, gabor, yasmin) = (vendor.actor(BRAM).await, vendor.actor(GABOR).await, vendor.actor(YASMIN).await);
        let context = vendor.context();
        let number = vendor.order(&bram, TOO_MUCH).await;
        assert_eq!(refused(approvals::approve(context, &gabor, number, 1).await), Code::NotFound);
        assert_eq!(refused(approvals::refuse(context, &gabor, number, 1, "No").await), Code::NotFound);
        assert_eq!(refused(approvals::approve(context, &yasmin, number, 1).await), Code::NotAllowed);
        assert_eq!(refused(approvals::list(context, &yasmin, None).await), Code::NotAllowed);
        assert_eq!(vendor.page(&bram, number).await.state, OrderState::AwaitingApproval);
    }

    async fn who_is_alone_has_no_limit(vendor: TestVendor) {
        let owner = vendor.new_owners(1).await.remove(0);
        accounts::change_member(vendor.context(), &owner, owner.member, Role::Owner, "10,00", false)
            .await
            .expect("a limit can be set");
        let owner = vendor.actor("owner-1@test.example").await;
        assert_eq!(owner.acting.and_then(|acting| acting.order_limit), Some(1_000));
        vendor.put(&owner, &[("TL-7011", "2")]).await;
        assert_eq!(vendor.review(&owner).await.above_limit, None, "nobody is promised an approver");
        assert!(!vendor.submit(&owner).await.awaiting_approval, "there is nobody to wait for");
        vendor.check().await;
    }

    async fn four_eyes_while_there_are_four(vendor: TestVendor) {
        let (anna, els) = (vendor.actor(ANNA).await, vendor.actor(ELS).await);
        let context = vendor.context();
        accounts::change_member(context, &anna, anna.member, Role::Owner, "10,00", false).await.expect("a limit");
        let anna = vendor.actor(ANNA).await;
        vendor.put(&anna, &[("TL-7011", "2")]).await;
        assert_eq!(vendor.review(&anna).await.above_limit, Some(1_000));
        let number = vendor.submit(&anna).await.number;
        assert!(!vendor.page(&anna, number).await.may_approve);
        assert_eq!(refused(approvals::approve(context, &anna, number, 1).await), Code::NotAllowed);

        // The only other approver leaves: the order must not wait for ever.
        accounts::change_member(context, &anna, els.member, Role::Approver, "", true).await.expect("els goes");
        assert!(vendor.page(&anna, number).await.may_approve);
        approvals::approve(context, &anna, number, 1).await.expect("there is nobody else");
        assert_eq!(vendor.page(&anna, number).await.state, OrderState::Submitted);
        vendor.check().await;
    }

    async fn nobody_is_asked_for_what_was_decided(vendor: TestVendor) {
        let (bram, els, eva) = (vendor.actor(BRAM).await, vendor.actor(ELS).await, vendor.actor(EVA).await);
        let context = vendor.context();
        // The mail has not gone yet when the order is approved, refused, or cancelled by either side.
        let approved = vendor.order(&bram, TOO_MUCH).await;
        approvals::approve(context, &els, approved, 1).await.expect("it is approved");
        let refused = vendor.order(&bram, TOO_MUCH).await;
        approvals::refuse(context, &els, refused, 1, "Not now").await.expect("it is refused");
        let cancelled = vendor.order(&bram, TOO_MUCH).await;
        service::orders::cancel(context, &bram, cancelled, "").await.expect("it is cancelled");
        let stopped = vendor.order(&bram, TOO_MUCH).await;
        service::desk::cancel(context, &eva, stopped, 1, "Sold out").await.expect("it is cancelled");
        let waiting = vendor.order(&bram, TOO_MUCH).await;
        vendor.deliver_mail().await;
        for asked in [ANNA, ELS] {
            let subjects: Vec<String> = vendor.mails_to(asked).await.into_iter().map(|mail| mail.subject).collect();
            assert_eq!(subjects.len(), 1, "{asked}: {subjects:?}");
            assert!(subjects[0].contains(&waiting.to_string()), "{asked}: {subjects:?}");
        }
        assert_eq!(vendor.mails_to(BRAM).await.len(), 3, "approved, refused, and cancelled by the vendor");
    }
}
