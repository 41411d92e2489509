//! Who belongs to an account: invitations, roles, and the last owner.

use domain::{
    account::{AccountPage, Invite},
    demo::OutboxState,
    i18n::I18n,
    language::Language,
    permissions::{Actor, Role},
    refusal::Code,
};
use service::{
    Error, accounts,
    entry::{self, Visitor},
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, BRAM, ELS, EVA, GABOR, JOB, refused};

const NEW: &str = "new@test.example";

async fn invite(vendor: &TestVendor, actor: &Actor, email: &str, role: Role, limit: &str) -> Result<(), Error> {
    let invite =
        Invite { email: email.to_owned(), name: "Noor Peeters".to_owned(), role, order_limit: limit.to_owned() };
    accounts::invite(vendor.context(), actor, new_key(), &invite).await
}

async fn page(vendor: &TestVendor, actor: &Actor) -> AccountPage {
    accounts::page(vendor.context(), actor).await.expect("the page is there")
}

/// Asks for a code and gives it back, in a browser of its own.
async fn sign_in(vendor: &TestVendor, email: &str) -> Result<(), Error> {
    vendor.tick();
    let asked = entry::ask_code(vendor.context(), &vendor.stranger(), email, "/").await?;
    let (name, value) = asked.cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
    let cookies = [(name.to_owned(), value.to_owned())];
    let visitor: Visitor = entry::visitor(vendor.context(), &cookies, "fr", "", "192.0.2.1").await?;
    vendor.deliver_mail().await;
    let mails = vendor.mails_to(email).await;
    let code = mails.first().and_then(|mail| testkit::code_in(&mail.text)).unwrap_or_default();
    entry::verify_code(vendor.context(), &visitor, &code, "/").await.map(|_| ())
}

testkit::on_both_databases! {
    async fn an_invited_person_becomes_a_member_by_signing_in(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        invite(&vendor, &anna, " New@Test.example ", Role::Buyer, "250,00").await.expect("an owner may invite");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(NEW).await;
        assert_eq!(mails.len(), 1);
        assert!(
            mails[0].subject.contains("Anna Kovács") && mails[0].subject.contains("Dakwerken Gent BV"),
            "{}",
            mails[0].subject
        );
        assert!(testkit::code_in(&mails[0].text).is_none(), "an invitation is no key");
        assert_eq!(page(&vendor, &anna).await.invitations.len(), 1);

        sign_in(&vendor, NEW).await.expect("the invited person gets in");
        let noor = vendor.actor(NEW).await;
        let acting = noor.acting.expect("she acts for the account");
        assert_eq!((Some(acting.account), acting.role), (anna.acting.map(|acting| acting.account), Role::Buyer));
        assert_eq!((acting.order_limit, noor.language), (Some(25_000), Language::Fr));
        let after = page(&vendor, &anna).await;
        assert!(after.invitations.is_empty());
        assert!(after.members.iter().any(|member| member.email == NEW && member.name == "Noor Peeters"));
        sign_in(&vendor, NEW).await.expect("and again later");
        assert_eq!(page(&vendor, &anna).await.members.len(), after.members.len());
        vendor.check().await;
    }

    async fn an_invitation_speaks_the_language_of_who_is_invited(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        invite(&vendor, &anna, GABOR, Role::Buyer, "").await.expect("an owner may invite");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(GABOR).await;
        let i18n = I18n::of(Language::Hu);
        let vendor_name = &vendor.context().settings().vendor.name;
        let subject = i18n.mail_invited_subject("Dakwerken Gent BV", "Anna Kovács", vendor_name);
        assert_eq!(mails.first().map(|mail| &mail.subject), Some(&subject));
    }

    async fn an_owner_sees_what_became_of_an_invitation(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        invite(&vendor, &anna, NEW, Role::Buyer, "").await.expect("an owner may invite");
        let mail = async || page(&vendor, &anna).await.invitations[0].mail;
        assert_eq!(mail().await, Some(OutboxState::Waiting));
        let now = vendor.context().now();
        let tx = vendor.store().begin().await.expect("a transaction begins");
        let claimed = store::outbox::claim(&tx, JOB, now, now.plus_minutes(5), 5).await.expect("it is claimed");
        store::outbox::failed(&tx, JOB, &claimed[0], "550 nobody here", None, now).await.expect("it is noted");
        tx.commit().await.expect("it is kept");
        assert_eq!(mail().await, Some(OutboxState::Failed));
        vendor.advance(1);
        invite(&vendor, &anna, NEW, Role::Buyer, "").await.expect("once more");
        vendor.deliver_mail().await;
        assert_eq!(mail().await, Some(OutboxState::Kept));
    }

    async fn one_press_is_one_invitation(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let (key, context) = (new_key(), vendor.context());
        let invite = |email: &str| Invite {
            email: email.to_owned(),
            name: "Noor".to_owned(),
            role: Role::Viewer,
            order_limit: String::new(),
        };
        for _ in 0..3 {
            accounts::invite(context, &anna, key, &invite(NEW))
                .await
                .expect("sent again by a phone, it is answered again");
        }
        vendor.deliver_mail().await;
        assert_eq!((page(&vendor, &anna).await.invitations.len(), vendor.mails_to(NEW).await.len()), (1, 1));
        assert_eq!(
            refused(accounts::invite(context, &anna, key, &invite("other@test.example")).await),
            Code::KeyReused
        );
        for other in [
            Invite { name: "Nora".to_owned(), ..invite(NEW) },
            Invite { role: Role::Buyer, ..invite(NEW) },
            Invite { order_limit: "250,00".to_owned(), ..invite(NEW) },
        ] {
            assert_eq!(refused(accounts::invite(context, &anna, key, &other).await), Code::KeyReused, "{other:?}");
        }
        assert_eq!(
            refused(accounts::invite(context, &anna, new_key(), &invite(BRAM)).await),
            Code::State,
            "he is a member"
        );
    }

    async fn who_has_left_is_told_no_more_but_the_owners_are(vendor: TestVendor) {
        let (anna, bram, eva) = (vendor.actor(ANNA).await, vendor.actor(BRAM).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let number = vendor.order(&bram, &[("TL-7011", "1")]).await;
        vendor.deliver_mail().await;
        let told = vendor.mails_to(BRAM).await.len();
        assert!(vendor.mails_to(ANNA).await.is_empty(), "it is his order");
        accounts::change_member(context, &anna, bram.member, Role::Buyer, "", true).await.expect("he has left");
        service::desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(ANNA).await;
        assert!(mails.len() == 1 && mails[0].subject.contains(&number.to_string()), "{mails:?}");
        assert_eq!(vendor.mails_to(BRAM).await.len(), told);
        assert!(vendor.mails_to(ELS).await.is_empty(), "she owns nothing");
    }

    async fn an_account_invites_so_many_a_day(vendor: TestVendor) {
        let (anna, gabor, context) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await, vendor.context());
        for place in 0..20 {
            let invite = Invite {
                email: format!("new-{place}@test.example"),
                name: "Noor".to_owned(),
                role: Role::Viewer,
                order_limit: String::new(),
            };
            let key = new_key();
            for _ in 0..2 {
                accounts::invite(context, &anna, key, &invite).await.expect("sent again, it does not count");
            }
        }
        let id = page(&vendor, &anna).await.invitations[0].id;
        accounts::withdraw_invitation(context, &anna, id).await.expect("it is taken back, but its mail goes out");
        for _ in 0..2 {
            let refusal = match invite(&vendor, &anna, NEW, Role::Viewer, "").await {
                Err(Error::Refused(refusal)) => refusal,
                other => panic!("this should have been refused: {other:?}"),
            };
            let until = refusal.detail.unwrap_or_default();
            assert!(refusal.code == Code::TooMany && until.starts_with("until tomorrow"), "{until}");
        }
        assert_eq!(page(&vendor, &anna).await.invitations.len(), 19);
        invite(&vendor, &gabor, NEW, Role::Viewer, "").await.expect("another account counts for itself");
        // Midnight, UTC.
        vendor.advance(14 * 60);
        invite(&vendor, &anna, NEW, Role::Viewer, "").await.expect("it is another day");
        vendor.deliver_mail().await;
        assert_eq!(vendor.mails_to(NEW).await.len(), 2);
    }

    async fn an_invitation_ends(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        invite(&vendor, &anna, NEW, Role::Viewer, "").await.expect("an owner may invite");
        let id = page(&vendor, &anna).await.invitations[0].id;
        let gabor = vendor.actor(GABOR).await;
        assert_eq!(
            refused(accounts::withdraw_invitation(vendor.context(), &gabor, id).await),
            Code::NotFound,
            "it is not his"
        );
        accounts::withdraw_invitation(vendor.context(), &anna, id).await.expect("it is taken back");
        assert_eq!(refused(accounts::withdraw_invitation(vendor.context(), &anna, id).await), Code::NotFound, "once");
        assert_eq!(refused(sign_in(&vendor, NEW).await), Code::CodeWrong);

        invite(&vendor, &anna, NEW, Role::Viewer, "").await.expect("an owner may invite");
        vendor.advance(14 * 24 * 60);
        assert!(page(&vendor, &anna).await.invitations.is_empty());
        assert_eq!(refused(sign_in(&vendor, NEW).await), Code::CodeWrong, "two weeks are over");
    }

    async fn a_second_invitation_takes_the_place_of_the_first(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        invite(&vendor, &anna, NEW, Role::Owner, "").await.expect("an owner may invite");
        invite(&vendor, &anna, NEW, Role::Viewer, "").await.expect("an owner may invite");
        let invitations = page(&vendor, &anna).await.invitations;
        assert_eq!(invitations.iter().map(|invitation| invitation.role).collect::<Vec<_>>(), [Role::Viewer]);
        sign_in(&vendor, NEW).await.expect("the invited person gets in");
        assert_eq!(vendor.actor(NEW).await.acting.map(|acting| acting.role), Some(Role::Viewer));
    }

    async fn only_owners_manage_members(vendor: TestVendor) {
        let (bram, els) = (vendor.actor(BRAM).await, vendor.actor(ELS).await);
        let context = vendor.context();
        for colleague in [&bram, &els] {
            assert_eq!(refused(invite(&vendor, colleague, NEW, Role::Owner, "").await), Code::NotAllowed);
            let promoted = accounts::change_member(context, colleague, bram.member, Role::Owner, "", false).await;
            assert_eq!(refused(promoted), Code::NotAllowed);
            assert!(!page(&vendor, colleague).await.may_manage);
        }
        let gabor = vendor.actor(GABOR).await;
        let foreign = accounts::change_member(context, &gabor, bram.member, Role::Viewer, "", false).await;
        assert_eq!(refused(foreign), Code::NotFound, "an owner elsewhere");
        for (name, limit, code) in
            [("", "", Code::Missing), ("Noor", "-1", Code::Malformed), ("Noor", "1.000", Code::NumberAmbiguous)]
        {
            let anna = vendor.actor(ANNA).await;
            let invite = Invite {
                email: NEW.to_owned(),
                name: name.to_owned(),
                role: Role::Buyer,
                order_limit: limit.to_owned(),
            };
            assert_eq!(refused(accounts::invite(context, &anna, new_key(), &invite).await), code, "{name:?} {limit:?}");
        }
    }

    async fn the_last_owner_stays(vendor: TestVendor) {
        let (anna, els) = (vendor.actor(ANNA).await, vendor.actor(ELS).await);
        let context = vendor.context();
        for (role, disabled) in [(Role::Viewer, false), (Role::Owner, true)] {
            let changed = accounts::change_member(context, &anna, anna.member, role, "", disabled).await;
            assert_eq!(refused(changed), Code::LastOwner);
        }
        assert_eq!(vendor.actor(ANNA).await.acting.map(|acting| acting.role), Some(Role::Owner), "nothing has changed");

        // With two owners each may let the other go; at the same moment only one of them may.
        accounts::change_member(context, &anna, els.member, Role::Owner, "", false).await.expect("a second owner");
        let els = vendor.actor(ELS).await;
        let let_go = |by: &Actor, member| {
            let (context, by) = (context.clone(), by.clone());
            tokio::spawn(async move { accounts::change_member(&context, &by, member, Role::Viewer, "", false).await })
        };
        let (one, other) = (let_go(&anna, els.member), let_go(&els, anna.member));
        let outcomes = [one.await.expect("it ends"), other.await.expect("it ends")];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let owners = page(&vendor, &anna).await.members.into_iter().filter(|member| member.role == Role::Owner).count();
        assert_eq!(owners, 1);
        vendor.check().await;
    }
}
