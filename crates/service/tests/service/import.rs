//! Taking in a catalogue: all of it or nothing, and every mistake by its line.

use domain::{
    ids::ArticleId,
    money::{Currency, Quantity},
    shop::ShopFilter,
};
use store::catalogue::{Article, Audience, by_numbers, category_slugs};
use testkit::TestVendor;

use crate::JOB;

const HEADER: &str = "number,kind,category,unit,tax_class,order_step,lead_days,stock,incoming_quantity,incoming_in_days,picture,\
                      variant_of,keywords,name_en,price:trade-eur\n";
const RIGHT: &str = "NEW-1,goods,roofing,piece,standard,1,5,10,,,tile-red,,,New tile,9.99\n";

async fn sold(vendor: &TestVendor, number: &str) -> Option<Article> {
    let audience = Audience { price_list: "trade-eur", currency: Currency::EUR, account: None };
    let found = by_numbers(vendor.store(), &[number.to_owned()], &ShopFilter::default(), audience).await;
    found.expect("the catalogue can be read").pop()
}

async fn prices(vendor: &TestVendor, article: ArticleId) -> Vec<i64> {
    let found = store::catalogue::prices(vendor.store(), "trade-eur", Currency::EUR, &[article]).await;
    found.expect("prices can be read")[&article].iter().map(|step| step.unit_price).collect()
}

testkit::on_both_databases! {
    async fn one_wrong_line_and_nothing_is_taken(vendor: TestVendor) {
        let file = format!(
            "{HEADER}{RIGHT}\
             NEW-2,goods,nowhere,piece,standard,1,5,10,,,tile-red,,,Other,9.999\n\
             NEW-3,thing,roofing,piece,standard,0,5,10,,,tile-red,,,,1.00\n\
             NEW-1,goods,roofing,piece,standard,1,5,10,,,tile-red,,,Twice,9.99\n"
        );
        let before = store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted");
        let report = service::import::catalogue(vendor.context(), None, &file).await.expect("the file is judged");
        assert_eq!((report.created, report.changed, report.same), (0, 0, 0));
        let mut lines: Vec<(u64, &str)> = report.refused.iter().map(|line| (line.line, line.number.as_str())).collect();
        lines.dedup();
        assert_eq!(lines, [(3, "NEW-2"), (4, "NEW-3"), (5, "NEW-1")]);
        let told: Vec<String> = report.refused.iter().map(ToString::to_string).collect();
        for part in
            ["category “nowhere” is not known", "9.999", "not goods or service", "the name is missing", "there twice"]
        {
            assert!(told.iter().any(|line| line.contains(part)), "{part}: {told:?}");
        }
        assert!(sold(&vendor, "NEW-1").await.is_none(), "not even the right line");
        assert_eq!(store::check::counts(vendor.store(), JOB).await.expect("the rows can be counted"), before);
    }

    async fn a_right_file_is_taken_and_the_report_is_true(vendor: TestVendor) {
        let file = format!("{HEADER}{RIGHT}");
        let cheaper = file.replace("9.99", "8.99; 10=7.99");
        for (file, expected) in [(&file, (1, 0, 0)), (&file, (0, 0, 1)), (&cheaper, (0, 1, 0)), (&cheaper, (0, 0, 1))] {
            let report = service::import::catalogue(vendor.context(), None, file).await.expect("the file is judged");
            assert!(report.refused.is_empty(), "{:?}", report.refused);
            assert_eq!((report.created, report.changed, report.same), expected);
        }
        let article = sold(&vendor, "NEW-1").await.expect("it is sold");
        assert_eq!(prices(&vendor, article.id).await, [899, 799]);
        // The number and the words are found at once, and the old words no more.
        let renamed = cheaper.replace("New tile", "Moonlight shingle");
        service::import::catalogue(vendor.context(), None, &renamed).await.expect("the file is judged");
        let visitor = vendor.stranger();
        let search = |words: &str| ShopFilter { search: Some(words.to_owned()), ..ShopFilter::default() };
        let anna = vendor.visitor(&vendor.actor(crate::ANNA).await);
        let found = service::shop::find(vendor.context(), &anna, &search("moonlight")).await.expect("the shop answers");
        assert_eq!(found.articles.iter().map(|card| card.number.as_str()).collect::<Vec<_>>(), ["NEW-1"]);
        let elsewhere =
            service::shop::find(vendor.context(), &visitor, &search("moonlight")).await.expect("the shop answers");
        assert!(elsewhere.articles.iter().all(|card| card.number != "NEW-1"), "it has no price for everybody");
    }

    async fn a_family_stays_together_whoever_of_it_is_taken_in_again(vendor: TestVendor) {
        let line = |number: &str, head: &str, price: &str| {
            format!("{number},goods,roofing,piece,standard,1,5,10,,,tile-red,{head},,Slate {number},{price}\n")
        };
        let take = async |lines: &[String]| {
            let file = format!("{HEADER}{}", lines.concat());
            let report = service::import::catalogue(vendor.context(), None, &file).await.expect("the file is judged");
            assert!(report.refused.is_empty(), "{:?}", report.refused);
        };
        let family = async || {
            let mut families = Vec::new();
            for number in ["FAM-1", "FAM-2", "FAM-3"] {
                families.push(sold(&vendor, number).await.expect("it is sold").family);
            }
            families
        };
        take(&[line("FAM-1", "", "1.00"), line("FAM-2", "FAM-1", "2.00"), line("FAM-3", "FAM-1", "3.00")]).await;
        let before = family().await;
        assert!(before[0].is_some() && before.iter().all(|of| *of == before[0]), "{before:?}");
        // The head alone, a variant alone, and one that leaves.
        take(&[line("FAM-1", "", "1.10")]).await;
        assert_eq!(family().await, before);
        take(&[line("FAM-2", "FAM-1", "2.20")]).await;
        assert_eq!(family().await, before);
        take(&[line("FAM-3", "", "3.30")]).await;
        assert_eq!(family().await, [before[0], before[0], None]);
        take(&[line("FAM-2", "", "2.30")]).await;
        assert_eq!(family().await, [None, None, None], "who heads nobody is no family");
    }

    async fn a_file_is_judged_while_somebody_writes(vendor: TestVendor) {
        let context = vendor.context();
        let writing = vendor.store().begin().await.expect("a transaction begins");
        let wrong = format!("{HEADER}{RIGHT}").replace("roofing", "nowhere");
        let report = service::import::catalogue(context, None, &wrong).await.expect("the file is judged");
        assert_eq!(report.refused.len(), 1, "{:?}", report.refused);
        let wrong = "slug,parent,sort,name_en\nsolar,nowhere,130,Solar\n";
        let report = service::import::categories(context, wrong).await.expect("the file is judged");
        assert_eq!(report.refused.len(), 1, "{:?}", report.refused);
        drop(writing);
    }

    async fn a_long_file_is_taken_whole(vendor: TestVendor) {
        // More than what goes into one statement; every tenth heads a family.
        const MANY: u64 = 1_500;
        let file = |price: &str| {
            let lines = (0..MANY).map(|place| {
                let head = if place % 10 == 0 { String::new() } else { format!("LONG-{:04}", place - place % 10) };
                let rest = format!("tile-red,{head},,Slate {place},{price}; 10=1.00\n");
                format!("LONG-{place:04},goods,roofing,piece,standard,1,5,10,,,{rest}")
            });
            format!("{HEADER}{}", lines.collect::<String>())
        };
        for (price, expected) in [("2.00", (MANY, 0, 0)), ("2.00", (0, 0, MANY)), ("3.00", (0, MANY, 0))] {
            let report =
                service::import::catalogue(vendor.context(), None, &file(price)).await.expect("the file is judged");
            assert!(report.refused.is_empty(), "{:?}", report.refused);
            assert_eq!((report.created, report.changed, report.same), expected);
        }
        let head = sold(&vendor, "LONG-1490").await.expect("it is sold");
        for number in ["LONG-1490", "LONG-1499"] {
            let article = sold(&vendor, number).await.expect("it is sold");
            assert_eq!(article.family, Some(head.id));
            assert_eq!(article.stock.free, Quantity::from_units(10));
            assert_eq!(prices(&vendor, article.id).await, [300, 100]);
        }
        let anna = vendor.visitor(&vendor.actor(crate::ANNA).await);
        let filter = ShopFilter { search: Some("slate 1499".to_owned()), ..ShopFilter::default() };
        let found = service::shop::find(vendor.context(), &anna, &filter).await.expect("the shop answers");
        assert_eq!(found.articles.iter().map(|card| card.number.as_str()).collect::<Vec<_>>(), ["LONG-1499"]);
        vendor.check().await;
    }

    async fn what_a_file_writes_in_small_letters_can_be_ordered(vendor: TestVendor) {
        let anna = vendor.actor(crate::ANNA).await;
        vendor.change_article("RT-1043", &[("number", "rt-1042a"), ("variant_of", "rt-1042")]).await;
        let head = sold(&vendor, "RT-1042").await.expect("it is sold");
        let made = sold(&vendor, "RT-1042A").await.expect("it is sold");
        assert_eq!(made.family, Some(head.id));
        // Written in whatever way, it is this article.
        for number in ["rt-1042a", "RT-1042A"] {
            vendor.put(&anna, &[(number, "40")]).await;
        }
        let cart = service::carts::view(vendor.context(), &vendor.visitor(&anna)).await.expect("there is a cart");
        assert_eq!(cart.lines.iter().map(|line| line.number.as_str()).collect::<Vec<_>>(), ["RT-1042A"]);
        let again = vendor.import("RT-1043", &[("number", "RT-1042a"), ("variant_of", "rt-1042")]).await;
        assert_eq!((again.created, again.refused.len()), (0, 0), "{again:?}");
    }

    async fn a_new_price_is_no_new_count_of_the_shelf(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(crate::ANNA).await, vendor.actor(crate::EVA).await);
        let context = vendor.context();
        let number = vendor.order(&anna, &[("TL-7011", "2")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        service::desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        service::desk::ship(context, &eva, crate::once(number, 2), service::desk::Begin::AsAgreed, "DPD", "", &[(line, "2".to_owned())]).await.expect("it goes");
        let there = crate::free(&vendor, &anna, "TL-7011").await;
        vendor.change_article("TL-7011", &[("price:trade-eur", "15.00")]).await;
        assert_eq!(
            crate::free(&vendor, &anna, "TL-7011").await,
            there,
            "what has left does not come back with the same file"
        );
        vendor.change_article("TL-7011", &[("stock", "60")]).await;
        assert_ne!(crate::free(&vendor, &anna, "TL-7011").await, there, "a new count counts");
        vendor.check().await;
    }

    async fn what_was_counted_counts_whatever_was_said_before(vendor: TestVendor) {
        let (anna, eva) = (vendor.actor(crate::ANNA).await, vendor.actor(crate::EVA).await);
        let context = vendor.context();
        let file = format!("{HEADER}{RIGHT}").replace(",10,,,", ",100,,,");
        service::import::catalogue(context, None, &file).await.expect("the file is judged");
        let number = vendor.order(&anna, &[("NEW-1", "40")]).await;
        let line = vendor.page(&anna, number).await.lines[0].id;
        service::desk::confirm(context, &eva, number, 1, &[]).await.expect("it is confirmed");
        service::desk::ship(context, &eva, crate::once(number, 2), service::desk::Begin::AsAgreed, "DPD", "", &[(line, "40".to_owned())]).await.expect("it goes");
        // Sixty are left; the shelf is filled up again and counted.
        let again = service::import::catalogue(context, None, &file).await.expect("the file is judged");
        assert_eq!((again.same, crate::free(&vendor, &anna, "NEW-1").await), (1, Quantity::from_units(60)));
        let counted = service::import::counted(context, &file).await.expect("the file is judged");
        assert_eq!((counted.changed, counted.same), (1, 0));
        assert_eq!(crate::free(&vendor, &anna, "NEW-1").await, Quantity::from_units(100));
        let again = service::import::counted(context, &file).await.expect("the file is judged");
        assert_eq!((again.changed, again.same), (0, 1));
        vendor.check().await;
    }

    async fn days_are_counted_from_the_day_of_the_import(vendor: TestVendor) {
        let context = vendor.context();
        let file = format!("{HEADER}{RIGHT}").replace(",10,,,", ",10,50,12,");
        let arrival = async || sold(&vendor, "NEW-1").await.expect("it is sold").stock.incoming_on;
        service::import::catalogue(context, None, &file).await.expect("the file is judged");
        let first = arrival().await.expect("something is on its way");
        let again = service::import::catalogue(context, None, &file).await.expect("the file is judged");
        assert_eq!((again.same, arrival().await), (1, Some(first)), "on the same day it is the same");
        let anna = vendor.actor(crate::ANNA).await;
        vendor.order(&anna, &[("NEW-1", "4")]).await;
        vendor.advance(7 * 24 * 60);
        let later = service::import::catalogue(context, None, &file).await.expect("the file is judged");
        assert_eq!((later.changed, arrival().await), (1, Some(first.plus_days(7))));
        assert_eq!(crate::free(&vendor, &anna, "NEW-1").await, Quantity::from_units(6), "the shelf was not counted");
    }

    async fn categories_come_along_or_alone(vendor: TestVendor) {
        let categories = "slug,parent,sort,name_en\nsolar,,130,Solar\nsolar-panels,solar,10,Panels\n";
        let articles = format!("{HEADER}{RIGHT}").replace("roofing", "solar-panels");
        let wrong = categories.replace("solar-panels,solar", "solar-panels,moon");
        let report =
            service::import::catalogue(vendor.context(), Some(&wrong), &articles).await.expect("the files are judged");
        assert!(
            report.refused.iter().any(|line| line.line == 3 && line.reason.starts_with("in the categories")),
            "{report:?}"
        );
        assert!(sold(&vendor, "NEW-1").await.is_none());
        let slugs = category_slugs(vendor.store(), JOB).await.expect("categories can be read");
        assert!(!slugs.contains(&"solar".to_owned()), "never half of it");

        let report = service::import::catalogue(vendor.context(), Some(categories), &articles)
            .await
            .expect("the files are judged");
        assert_eq!((report.created, report.refused.len()), (1, 0));
        assert_eq!(sold(&vendor, "NEW-1").await.map(|article| article.category), Some("solar-panels".to_owned()));
        let again = service::import::categories(vendor.context(), categories).await.expect("the file is judged");
        assert_eq!((again.created, again.changed, again.same), (0, 0, 2));
    }

    async fn files_of_all_makes_are_read_or_refused_clearly(vendor: TestVendor) {
        // With semicolons, a mark at the beginning and Windows line ends, as a spreadsheet writes it.
        let spreadsheet = format!("\u{feff}{HEADER}{RIGHT}").replace(',', ";").replace('\n', "\r\n");
        let report =
            service::import::catalogue(vendor.context(), None, &spreadsheet).await.expect("the file is judged");
        assert_eq!((report.created, report.refused.len()), (1, 0), "{:?}", report.refused);
        for (file, part) in [
            (String::new(), "the file is empty"),
            (HEADER.to_owned(), "no lines"),
            (HEADER.replace("order_step,", ""), "order_step"),
            (format!("{HEADER}NEW-9,goods\n"), "cells"),
        ] {
            let report = service::import::catalogue(vendor.context(), None, &file).await.expect("the file is judged");
            assert!(report.refused.iter().any(|line| line.reason.contains(part)), "{part}: {:?}", report.refused);
        }
    }
}
