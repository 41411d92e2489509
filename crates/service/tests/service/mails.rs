//! What the portal writes, and in which language.

use domain::{
    demo::KeptMail,
    event::Event,
    money::Money,
    orders::{Handover, OrderPage},
};
use testkit::TestVendor;

use crate::{ANNA, BRAM, CLAIRE, ELS, GABOR, OLIVER};

fn said(page: &OrderPage, minor: i64) -> String {
    let money = Money { minor, currency: page.currency };
    domain::format::money(domain::language::Language::En, money, &page.currency.default_rules())
}

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

    async fn what_was_ordered_is_in_the_mail(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(crate::EVA).await);
        let number = vendor.order(&anna, &[("RT-1042", "40"), ("RT-1061", "10")]).await;
        let page = vendor.page(&anna, number).await;
        let received = newest(&vendor, ANNA).await;
        vendor.tick();
        service::desk::confirm(vendor.context(), &eva, number, 1, &[]).await.expect("it is confirmed");
        let confirmed = newest(&vendor, ANNA).await;
        assert_eq!(confirmed.subject, format!("Order {number} is confirmed"));
        for mail in [&received, &confirmed] {
            for part in [&mail.text, &mail.html] {
                for line in &page.lines {
                    let money = said(&page, line.amount);
                    assert!(part.contains(&line.name) && part.contains(&line.number) && part.contains(&money), "{part}");
                    let day = domain::format::date_weekday(anna.language, line.promised.expect("it has a day"));
                    assert!(part.contains(&format!("arrives {day}")), "{part}");
                }
                assert!(part.contains("40 pieces") && part.contains(&said(&page, page.total)), "{part}");
                assert!(part.contains("Wednesday 25 November, 06:00"), "day and clock: {part}");
            }
        }

        // Whoever reads times in another zone is told their own.
        let oliver = vendor.actor(OLIVER).await;
        vendor.order(&oliver, &[("TL-7011", "1")]).await;
        let mail = newest(&vendor, OLIVER).await;
        let clock = if oliver.time_zone == "Europe/London" { "05:00" } else { "06:00" };
        assert!(mail.text.contains(&format!("Wednesday 25 November, {clock}")), "{}", mail.text);
    }

    async fn a_load_without_a_carrier_is_a_whole_sentence(vendor: TestVendor) {
        // As it is in the log of orders from before: no name, and nothing about how it comes.
        let event: Event = serde_json::from_str(r#"{"kind":"order_shipped","order":1,"carrier":"","partly":false}"#)
            .expect("old events can be read");
        assert_eq!(
            event,
            Event::OrderShipped { order: 1, carrier: String::new(), partly: false, handover: Handover::Delivery }
        );
        for language in domain::language::Language::ALL {
            let i18n = domain::i18n::I18n::of(language);
            for text in [i18n.mail_shipped_plain_text("1042"), i18n.mail_partly_shipped_plain_text("1042")] {
                assert!(text.contains("1042") && !text.contains("  ") && !text.contains(" ."), "{text}");
            }
        }
        vendor.check().await;
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
        service::entry::ask_code(vendor.context(), &visitor, GABOR, "/").await.expect("a code is sent");
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
