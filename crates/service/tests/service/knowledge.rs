//! What the vendor knows: found, read, voted on, offered, and written.

use domain::{
    knowledge::{HelpCard, KnowledgeText},
    language::Language,
    permissions::Actor,
    refusal::Code,
};
use service::{
    entry::Visitor,
    knowledge::{self, Writing},
};
use testkit::{TestVendor, new_key};

use crate::{ANNA, EVA, GABOR, JAN, refused};

fn slugs(cards: &[HelpCard]) -> Vec<&str> {
    cards.iter().map(|card| card.slug.as_str()).collect()
}

fn reading(visitor: &Visitor, language: Language) -> Visitor {
    Visitor { language, ..visitor.clone() }
}

async fn find(vendor: &TestVendor, visitor: &Visitor, words: &str) -> Vec<HelpCard> {
    knowledge::list(vendor.context(), visitor, Some(words)).await.expect("it can be searched")
}

fn writing<'a>(text: &'a KnowledgeText, doing: &'a str) -> Writing<'a> {
    Writing {
        key: new_key(),
        slug: &text.slug,
        topic: text.topic.code(),
        language: text.language.code(),
        version: text.version,
        title: &text.title,
        body: &text.body,
        doing,
    }
}

async fn text(vendor: &TestVendor, actor: &Actor, slug: &str, language: Language) -> KnowledgeText {
    knowledge::desk_article(vendor.context(), actor, slug, Some(language)).await.expect("the article is there")
}

testkit::on_both_databases! {
    async fn everybody_reads_in_their_language_or_the_next(vendor: TestVendor) {
        let stranger = vendor.stranger();
        let hungarian = reading(&stranger, Language::Hu);
        let all = knowledge::list(vendor.context(), &hungarian, None).await.expect("a list");
        assert!(all.len() >= 12, "{}", all.len());
        assert!(all.windows(2).all(|pair| pair[0].topic <= pair[1].topic), "topic by topic");
        let days = all.iter().find(|card| card.slug == "delivery-days").expect("it is there");
        assert_eq!((days.title.as_str(), days.language), ("Mennyi idő a szállítás", None));
        // There is no Hungarian text: the vendor's own language comes next.
        let pallets = all.iter().find(|card| card.slug == "pallet-deposit").expect("it is there");
        assert_eq!((pallets.title.as_str(), pallets.language), ("Statiegeld op pallets", Some(Language::Nl)));
        let page = knowledge::article(vendor.context(), &hungarian, "delivery-days").await.expect("it is there");
        assert!(page.html.contains("<strong>két munkanapon belül</strong>"), "{}", page.html);
        assert!(page.more.iter().all(|card| card.topic == page.card.topic && card.slug != page.card.slug));
        assert!(!page.more.is_empty());
        assert_eq!(refused(knowledge::article(vendor.context(), &stranger, "lost").await), Code::NotFound);
    }

    async fn words_are_found_however_they_are_typed(vendor: TestVendor) {
        let stranger = vendor.stranger();
        for (words, slug) in [
            ("delivery", "delivery-days"),
            ("SZÁLLÍTÁS", "delivery-days"),
            ("szallitas", "delivery-days"),
            ("kraanwagen", "delivery-ways"),
            ("statiegeld", "pallet-deposit"),
            ("cut to si", "cut-to-size"),
            ("delivry takes", "delivery-days"),
        ] {
            let found = find(&vendor, &stranger, words).await;
            assert!(slugs(&found).contains(&slug), "{words}: {:?}", slugs(&found));
        }
        assert_eq!(find(&vendor, &stranger, "deposit").await.first().map(|card| card.slug.as_str()), Some("pallet-deposit"));
        for nothing in ["zeppelin", "\" zeppelin*", "%", "'", "\u{0}", "🏠"] {
            assert!(find(&vendor, &stranger, nothing).await.is_empty(), "{nothing}");
        }
        // ß and ø are written for other letters.
        let eva = vendor.actor(EVA).await;
        let street = KnowledgeText {
            title: "Straßenbau bei Ørsted".to_owned(),
            body: "Text".to_owned(),
            language: Language::De,
            ..text(&vendor, &eva, "", Language::De).await
        };
        knowledge::save(vendor.context(), &eva, writing(&street, "publish")).await.expect("it is kept");
        for words in ["strassenbau", "STRASSENBAU", "straßenbau", "orsted", "Ørsted"] {
            assert_eq!(find(&vendor, &stranger, words).await.len(), 1, "{words}");
        }
        vendor.check().await;
    }

    async fn a_visitor_has_one_vote(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(ANNA).await, vendor.actor(EVA).await);
        let context = vendor.context();
        let hers = vendor.visitor(&anna);
        let counted = async || {
            let text = text(&vendor, &eva, "returns", Language::En).await;
            (text.helped, text.unhelped)
        };
        assert_eq!(knowledge::vote(context, &hers, "returns", "no", "").await.expect("counted"), None, "she is known");
        knowledge::vote(context, &hers, "returns", "no", "What of half a pallet?").await.expect("counted");
        assert_eq!(counted().await, (0, 1), "once, with words after it");
        knowledge::vote(context, &hers, "returns", "yes", "").await.expect("counted");
        assert_eq!(counted().await, (1, 0), "she has changed her mind");
        let vote = knowledge::article(context, &hers, "returns").await.expect("it is there").vote.expect("she voted");
        assert_eq!((vote.helped, vote.words.as_str()), (true, "What of half a pallet?"), "words stay");

        let stranger = vendor.stranger();
        let cookie = knowledge::vote(context, &stranger, "returns", "no", "").await.expect("counted");
        let cookie = cookie.expect("a device is known from then on");
        assert_eq!(counted().await, (1, 1));
        let pair = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        let cookies = [(pair.0.to_owned(), pair.1.to_owned())];
        let again = service::entry::visitor(context, &cookies, "en", "", "127.0.0.1").await.expect("a visitor");
        assert_eq!(knowledge::vote(context, &again, "returns", "no", "Again").await.expect("counted"), None);
        assert_eq!(counted().await, (1, 1), "the same device");

        let said = text(&vendor, &eva, "returns", Language::En).await.words;
        assert_eq!(said.len(), 2, "the staff read both");
        assert_eq!(refused(knowledge::vote(context, &hers, "lost", "yes", "").await), Code::NotFound);
        assert_eq!(refused(knowledge::vote(context, &hers, "returns", "", "").await), Code::Missing);
        assert_eq!(refused(knowledge::vote(context, &hers, "returns", "perhaps", "").await), Code::Malformed);
        assert_eq!(refused(knowledge::vote(context, &hers, "returns", "yes", &"x".repeat(501)).await), Code::TooLong);
        let mut last = Ok(None);
        for _ in 0..110 {
            last = knowledge::vote(context, &again, "returns", "yes", "").await;
        }
        assert_eq!(refused(last), Code::TooMany, "a network is not a crowd");
        vendor.check().await;
    }

    async fn what_somebody_writes_may_be_answered_already(vendor: TestVendor) {
        let (anna, gabor) = (vendor.actor(ANNA).await, vendor.actor(GABOR).await);
        let offered = async |actor: &Actor, language: Language, text: &str| {
            let visitor = reading(&vendor.visitor(actor), language);
            knowledge::suggest(vendor.context(), &visitor, text).await.expect("it can be asked")
        };
        for (language, question, slug) in [
            (Language::En, "When will my delivery come? It has been days.", "delivery-days"),
            (Language::En, "Eleven tiles of forty arrived broken and two are missing", "damaged-goods"),
            (Language::Nl, "Kunnen jullie deze balken op maat zagen?", "cut-to-size"),
            (Language::Hu, "Szeretnék árut visszaküldeni, mert sok maradt", "returns"),
        ] {
            let cards = offered(&anna, language, question).await;
            assert!(slugs(&cards).contains(&slug), "{question}: {:?}", slugs(&cards));
            assert!(cards.len() <= 3);
        }
        for nothing in ["", "Hi", "zeppelin zeppelin", "\u{0}\" OR"] {
            assert!(offered(&gabor, Language::Hu, nothing).await.is_empty(), "{nothing}");
        }
        let long = "delivery pallet brick mortar timber ".repeat(2_000);
        assert!(offered(&gabor, Language::En, &long).await.len() <= 3);
    }

    async fn the_staff_write_and_publish(vendor: TestVendor) {
        let (eva, jan, anna) = (vendor.actor(EVA).await, vendor.actor(JAN).await, vendor.actor(ANNA).await);
        let (context, stranger) = (vendor.context(), vendor.stranger());
        assert_eq!(refused(knowledge::desk_list(context, &jan).await), Code::NotAllowed);
        assert_eq!(refused(knowledge::desk_list(context, &anna).await), Code::NotFound);
        let new = KnowledgeText {
            title: "Rain on site".to_owned(),
            body: "Cover the **top** <script>alert(1)</script>.".to_owned(),
            ..text(&vendor, &eva, "", Language::En).await
        };
        let preview = knowledge::save(context, &eva, writing(&new, "preview")).await.expect("it is shown");
        let shown = preview.preview.expect("as HTML");
        assert!(shown.contains("<strong>top</strong>") && !shown.contains("<script"), "{shown}");
        assert!(find(&vendor, &stranger, "rain").await.is_empty(), "a preview keeps nothing");

        let first = writing(&new, "keep");
        let slug = knowledge::save(context, &eva, first).await.expect("it is kept").slug;
        assert_eq!(slug, "rain-on-site");
        assert_eq!(knowledge::save(context, &eva, first).await.expect("the same key").slug, slug, "one article");
        let twin = knowledge::save(context, &eva, writing(&new, "keep")).await.expect("another key").slug;
        assert_eq!(twin, "rain-on-site-2");
        assert_eq!(refused(knowledge::article(context, &stranger, &slug).await), Code::NotFound, "not published");
        assert_eq!(refused(knowledge::vote(context, &stranger, &slug, "yes", "").await), Code::NotFound);
        assert!(find(&vendor, &stranger, "rain").await.is_empty());

        let kept = text(&vendor, &eva, &slug, Language::En).await;
        assert_eq!((kept.version, kept.published), (1, false));
        knowledge::save(context, &eva, writing(&kept, "publish")).await.expect("everybody reads it");
        assert_eq!(refused(knowledge::save(context, &eva, writing(&kept, "keep")).await), Code::Stale, "an old page");
        assert_eq!(find(&vendor, &stranger, "rain").await.len(), 1);

        // Another language is a text of its own.
        let dutch = KnowledgeText { title: "Regen op de werf".to_owned(), ..text(&vendor, &eva, &slug, Language::Nl).await };
        assert_eq!((dutch.version, dutch.body.as_str()), (0, ""));
        let dutch = KnowledgeText { body: "Dek af.".to_owned(), ..dutch };
        knowledge::save(context, &eva, writing(&dutch, "keep")).await.expect("kept, not published");
        let read = knowledge::article(context, &reading(&stranger, Language::Nl), &slug).await.expect("it is there");
        assert_eq!(read.card.language, Some(Language::En), "until the Dutch one is published");
        let published = text(&vendor, &eva, &slug, Language::En).await;
        let changed = KnowledgeText { body: "Cover all of it.".to_owned(), ..published };
        knowledge::save(context, &eva, writing(&changed, "keep")).await.expect("it is kept");
        let read = knowledge::article(context, &stranger, &slug).await.expect("still there");
        assert!(read.html.contains("all of it"), "what is published stays so");
        let seen = text(&vendor, &eva, &slug, Language::En).await;
        knowledge::save(context, &eva, writing(&seen, "withdraw")).await.expect("nobody reads it");
        assert_eq!(refused(knowledge::article(context, &stranger, &slug).await), Code::NotFound);
        let row = knowledge::desk_list(context, &eva).await.expect("a list").into_iter().find(|row| row.slug == slug);
        assert_eq!(row.expect("it is there").languages, [(Language::En, false), (Language::Nl, false)]);
        vendor.check().await;
    }

    async fn a_file_is_taken_in_again(vendor: TestVendor) {
        const FILE: &str = include_str!("../../../../demo/knowledge.md");
        let context = vendor.context();
        let same = knowledge::take_in(context, FILE).await.expect("it can be read");
        assert_eq!((same.created, same.changed), (0, 0));
        assert!(same.same > 30);
        let changed = FILE.replace("It costs nothing and needs no reason.", "It is free.");
        let report = knowledge::take_in(context, &changed).await.expect("it can be read");
        assert_eq!((report.created, report.changed), (0, 1));
        let wrong = knowledge::take_in(context, "<!-- help: x lost en -->\n# T\nx").await.expect("it can be read");
        assert_eq!(wrong.refused.len(), 1);
        vendor.check().await;
    }
}
