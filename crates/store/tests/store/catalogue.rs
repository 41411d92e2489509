//! Finding articles: page by page, by words, with typing mistakes, whatever is typed.

use domain::{
    ids::AccountId,
    language::{Language, Texts},
    money::Currency,
    permissions::Right,
    shop::{ArticleKind, ShopFilter},
};
use store::{
    catalogue::{self, Article, Audience, NewCategory},
    text::words,
};
use testkit::TestVendor;

use crate::{ANNA, JOB};

const ALL: u16 = u16::MAX;
const PUBLIC: Audience<'static> = Audience { price_list: "trade-eur", currency: Currency::EUR, account: None };

async fn account(vendor: &TestVendor) -> AccountId {
    let acting = vendor.actor(ANNA).await.acting.expect("anna acts for an account");
    assert!(acting.role.has(Right::ReadOrders));
    acting.account
}

fn number_of(articles: &[Article]) -> Vec<&str> {
    articles.iter().map(|article| article.number.as_str()).collect()
}

async fn search(vendor: &TestVendor, typed: &str) -> Vec<Article> {
    let filter = ShopFilter::default();
    catalogue::search(vendor.store(), &words(typed), &filter, PUBLIC, 0, 50)
        .await
        .unwrap_or_else(|error| panic!("{typed}: {error}"))
}

async fn nearest(vendor: &TestVendor, typed: &str) -> Vec<Article> {
    let filter = ShopFilter::default();
    catalogue::nearest(vendor.store(), &words(typed), &filter, PUBLIC, 50)
        .await
        .unwrap_or_else(|error| panic!("{typed}: {error}"))
}

testkit::on_both_databases! {
    async fn pages_together_are_the_whole_catalogue(vendor: TestVendor) {
        let audience = Audience { account: Some(account(&vendor).await), ..PUBLIC };
        let goods = ShopFilter { kind: Some(ArticleKind::Goods), in_stock: true, ..ShopFilter::default() };
        let roofing = ShopFilter { category: Some("roofing".to_owned()), ..ShopFilter::default() };
        for filter in [ShopFilter::default(), goods, roofing] {
            let whole =
                catalogue::browse(vendor.store(), &filter, audience, ALL).await.expect("the catalogue can be read");
            assert!(whole.len() > 10);
            let keys: Vec<_> = whole.iter().map(|article| (!article.bought_before, article.number.clone())).collect();
            assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "bought before first, then by number, each once");
            assert!(keys.iter().any(|(new, _)| !*new), "anna has bought some of them");

            let (mut pages, mut after) = (Vec::new(), None);
            loop {
                let filter = ShopFilter { after, ..filter.clone() };
                let page =
                    catalogue::browse(vendor.store(), &filter, audience, 7).await.expect("the catalogue can be read");
                after = page.last().map(|last| format!("{}|{}", u8::from(last.bought_before), last.number));
                let full = page.len() == 7;
                pages.extend(page);
                if !full {
                    break;
                }
            }
            assert_eq!(number_of(&pages), number_of(&whole));
        }
    }

    async fn what_is_found_goes_on_page_by_page(vendor: TestVendor) {
        let audience = Audience { account: Some(account(&vendor).await), ..PUBLIC };
        let (words, filter) = (words("roof"), ShopFilter::default());
        let found = async |passed: u32, limit: u16| {
            catalogue::search(vendor.store(), &words, &filter, audience, passed, limit)
                .await
                .expect("the catalogue can be read")
        };
        let whole = found(0, ALL).await;
        assert!(whole.len() > 7, "there is more than one page");
        let mut pages = Vec::new();
        for passed in (0..).step_by(3) {
            let page = found(passed, 3).await;
            if page.is_empty() {
                break;
            }
            pages.extend(page);
        }
        assert_eq!(number_of(&pages), number_of(&whole));
    }

    async fn a_category_holds_what_is_below_it_and_sold_to_the_account(vendor: TestVendor) {
        let british = Audience { price_list: "trade-gbp", currency: Currency::GBP, account: None };
        let count = async |audience: Audience<'static>, slug: &str| {
            let categories =
                catalogue::categories(vendor.store(), audience).await.expect("the catalogue can be read");
            categories.into_iter().find(|category| category.slug == slug).map_or(0, |category| category.count)
        };
        let (ours, theirs) = (count(PUBLIC, "roofing").await, count(british, "roofing").await);
        let filter = ShopFilter { category: Some("roofing".to_owned()), ..ShopFilter::default() };
        let shown = catalogue::browse(vendor.store(), &filter, PUBLIC, ALL).await.expect("the catalogue can be read");
        assert_eq!(i64::try_from(shown.len()), Ok(ours), "as many as are shown");

        let below = NewCategory {
            slug: "flashings".to_owned(),
            parent: Some("roofing".to_owned()),
            position: 11,
            names: Texts([(Language::En, "Flashings".to_owned())].into()),
        };
        let tx = vendor.store().begin().await.expect("a transaction begins");
        catalogue::import_categories(&tx, JOB, &[below]).await.expect("it is taken in");
        tx.commit().await.expect("it is kept");
        assert_eq!(count(PUBLIC, "flashings").await, 0);
        vendor.change_article("RT-1070", &[("category", "flashings"), ("price:trade-gbp", "")]).await;
        assert_eq!((count(PUBLIC, "roofing").await, count(PUBLIC, "flashings").await), (ours, 1));
        assert_eq!((count(british, "roofing").await, count(british, "flashings").await), (theirs - 1, 0));
        let shown = catalogue::browse(vendor.store(), &filter, PUBLIC, ALL).await.expect("the catalogue can be read");
        assert_eq!(i64::try_from(shown.len()), Ok(ours), "as many as are shown");
    }

    async fn words_are_found_in_every_language_without_accents(vendor: TestVendor) {
        for typed in [
            "roof tile",
            "Dakpan",
            "TETŐCSERÉP",
            "tetocserep",
            "  tetőcs",
            "natuurrood dakpan",
            "rt-1042",
            "falzziegel",
        ] {
            assert!(number_of(&search(&vendor, typed).await).contains(&"RT-1042"), "{typed}");
        }
        assert!(search(&vendor, "tile moonlight").await.is_empty(), "all words must be there");
        assert!(search(&vendor, "").await.is_empty());
    }

    async fn a_typing_mistake_still_finds(vendor: TestVendor) {
        for (typed, number) in [
            ("tetocserp", "RT-1042"),
            ("flashng", "RT-1070"),
            ("sewwer pipe", "DR-5510"),
            // Two letters in the wrong order leave four of a word's seven trigrams.
            ("dakpna", "RT-1042"),
            ("hammre", "SV-9007"),
            ("hammre rental", "SV-9007"),
        ] {
            assert!(search(&vendor, typed).await.is_empty(), "{typed} is a mistake");
            let found = nearest(&vendor, typed).await;
            assert!(number_of(&found).contains(&number), "{typed}: {:?}", number_of(&found));
        }
        assert!(nearest(&vendor, "qqqqqqqq").await.is_empty());
    }

    async fn letters_changed_round_still_find(vendor: TestVendor) {
        let filter = ShopFilter::default();
        for (typed, number) in [("roof tlie", "RT-1042"), ("tlie", "RT-1042"), ("orof tile", "RT-1042"), ("TILE RADN", "")]
        {
            assert!(search(&vendor, typed).await.is_empty(), "{typed} is a mistake");
            let found = catalogue::search_swapped(vendor.store(), &words(typed), &filter, PUBLIC, 50).await;
            let found = found.unwrap_or_else(|error| panic!("{typed}: {error}"));
            assert_eq!(number_of(&found).contains(&number), !number.is_empty(), "{typed}: {:?}", number_of(&found));
        }
        let suggested = catalogue::suggest(vendor.store(), "roof tlie", PUBLIC, 20).await.expect("it can be read");
        assert!(number_of(&suggested).contains(&"RT-1042"), "{:?}", number_of(&suggested));
    }

    async fn whatever_is_typed_is_only_words(vendor: TestVendor) {
        for typed in [
            "\"",
            "*",
            "tile*",
            "AND",
            "OR",
            "NOT",
            "tile AND",
            "NEAR(tile)",
            "number:1",
            "^tile",
            "(tile",
            "tile)",
            "-tile",
            "+tile",
            "'; DROP TABLE article; --",
            "tile & !dak",
            "tile:*",
            "<->",
            "a|b",
            "\\",
            "?",
            "$1",
            "%",
            "_",
            "{}",
            "\u{202e}tile",
            "日本",
            "ß",
            "ø",
            "x",
            "a b c d e f g h i j k",
            "\t\r\n",
        ] {
            search(&vendor, typed).await;
            nearest(&vendor, typed).await;
            catalogue::suggest(vendor.store(), typed, PUBLIC, 8)
                .await
                .unwrap_or_else(|error| panic!("{typed}: {error}"));
        }
        let endless = "tile ".repeat(5_000);
        assert!(!search(&vendor, &endless).await.is_empty());
    }

    async fn suggestions_begin_with_what_is_typed(vendor: TestVendor) {
        let by_number =
            catalogue::suggest(vendor.store(), "rt-104", PUBLIC, 8).await.expect("the catalogue can be read");
        assert_eq!(number_of(&by_number), ["RT-1042", "RT-1043", "RT-1044", "RT-1045"]);
        let by_name = catalogue::suggest(vendor.store(), "flashi", PUBLIC, 8).await.expect("the catalogue can be read");
        assert!(number_of(&by_name).contains(&"RT-1070"));
        assert!(
            catalogue::suggest(vendor.store(), "%", PUBLIC, 8).await.expect("the catalogue can be read").is_empty()
        );
    }

    async fn what_a_list_has_in_another_currency_is_no_price(vendor: TestVendor) {
        // An account that pays in pounds and was given the list in euro.
        let pounds = Audience { currency: Currency::GBP, ..PUBLIC };
        let filter = ShopFilter::default();
        let found = async |audience: Audience<'static>| {
            let numbers = ["RT-1042".to_owned()];
            catalogue::by_numbers(vendor.store(), &numbers, &filter, audience).await.expect("the catalogue can be read")
        };
        let tiles = found(PUBLIC).await.pop().expect("it is sold");
        let family = tiles.family.expect("it heads a family");
        assert!(found(pounds).await.is_empty());
        let suggested = catalogue::suggest(vendor.store(), "rt-104", pounds, 8).await;
        assert!(suggested.expect("the catalogue can be read").is_empty());
        assert!(catalogue::family(vendor.store(), family, pounds).await.expect("the catalogue can be read").is_empty());
        assert!(catalogue::categories(vendor.store(), pounds).await.expect("the catalogue can be read").is_empty());
        for (currency, expected) in [(Currency::EUR, true), (Currency::GBP, false)] {
            let prices = catalogue::prices(vendor.store(), "trade-eur", currency, &[tiles.id]).await;
            assert_eq!(prices.expect("prices can be read").contains_key(&tiles.id), expected, "{currency:?}");
        }
    }

    async fn what_has_no_price_in_a_list_is_not_sold_there(vendor: TestVendor) {
        let british = Audience { price_list: "trade-gbp", currency: Currency::GBP, account: None };
        let numbers = ["PM-5030".to_owned(), "PM-5010".to_owned()];
        let filter = ShopFilter::default();
        let found =
            catalogue::by_numbers(vendor.store(), &numbers, &filter, british).await.expect("the catalogue can be read");
        assert_eq!(number_of(&found), ["PM-5010"]);
        let browsed =
            catalogue::browse(vendor.store(), &filter, british, ALL).await.expect("the catalogue can be read");
        assert!(!number_of(&browsed).contains(&"PM-5030"));
    }
}
