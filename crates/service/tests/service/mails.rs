//! What the portal writes, and in which language.

use domain::demo::KeptMail;
use testkit::TestVendor;

use crate::{ANNA, BRAM, CLAIRE, ELS, GABOR};

async fn newest(vendor: &TestVendor, email: &str) -> KeptMail {
    vendor.deliver_mail().await;
    vendor.mails_to(email).await.into_iter().next().unwrap_or_else(|| panic!("{email} has got no mail"))
}

testkit::on_both_databases! {
    async fn everybody_reads_their_own_language(vendor: TestVendor) {
        for (email, begin) in [
            (ANNA, "We have received your order"),
            (BRAM, "We hebben uw bestelling"),
            (GABOR, "Megkaptuk a rendelését"),
            (CLAIRE, "Nous avons bien reçu votre commande"),
        ] {
            let actor = vendor.actor(email).await;
            let number = vendor.order(&actor, &[("TL-7011", "1")]).await;
            let mail = newest(&vendor, email).await;
            assert!(mail.subject.starts_with(begin), "{}", mail.subject);
            let language = actor.language.code();
            assert!(mail.html.contains(&format!("<html lang=\"{language}\">")), "{email}");
            let link = format!("{}/orders/{number}", vendor.context().config().public_url);
            assert!(mail.text.contains(&link) && mail.html.contains(&link), "text and HTML say the same");
        }
    }

    async fn one_order_two_languages(vendor: TestVendor) {
        let bram = vendor.actor(BRAM).await;
        let number = vendor.order(&bram, &[("RT-1042", "600")]).await;
        assert_eq!(newest(&vendor, ANNA).await.subject, format!("Order {number} waits for your approval"));
        assert_eq!(newest(&vendor, ELS).await.subject, format!("Bestelling {number} wacht op uw goedkeuring"));
    }

    async fn the_mail_with_a_code_says_when_and_from_where(vendor: TestVendor) {
        // The browser speaks another language than the member, who has told theirs.
        let visitor = vendor.stranger();
        service::entry::ask_code(vendor.context(), &visitor, GABOR).await.expect("a code is sent");
        let mail = newest(&vendor, GABOR).await;
        let code = vendor.code_for(GABOR).await;
        assert!(mail.subject.contains(&code) && mail.subject.contains("belépési kódja"), "{}", mail.subject);
        for part in [&mail.text, &mail.html] {
            assert!(part.contains(&code) && part.contains("192.0.2.1") && part.contains("Firefox, Linux"), "{part}");
            assert!(part.contains("11:00"), "in the member's zone: {part}");
            assert!(part.contains(&format!("/signin/code?code={code}")), "the link fills it in: {part}");
        }
    }

    async fn what_people_write_stays_text(vendor: TestVendor) {
        let anna = vendor.actor(ANNA).await;
        let number = vendor.order(&anna, &[("TL-7011", "1")]).await;
        let eva = vendor.actor(crate::EVA).await;
        let reason = "<b>Out</b> of \"stock\" & sorry";
        service::desk::cancel(vendor.context(), &eva, number, 1, reason).await.expect("it is cancelled");
        vendor.deliver_mail().await;
        let mails = vendor.mails_to(ANNA).await;
        let mail = mails.iter().find(|mail| mail.text.contains(reason)).expect("the reason is in the text");
        assert!(mail.html.contains("&lt;b&gt;Out&lt;/b&gt;") && !mail.html.contains("<b>Out"), "{}", mail.html);
    }
}
