//! What is taken in, and what is refused in which words.

use domain::{
    calendar::Calendar,
    settings::{PublicPrices, Vendor},
    tax::TaxRules,
};

use super::*;

const HEADER: &str = "number,kind,category,unit,tax_class,order_step,lead_days,stock,incoming_quantity,incoming_in_days,picture,\
                      variant_of,keywords,name_en,price:trade-eur,price:trade-huf";

fn settings() -> Settings {
    Settings {
        vendor: Vendor {
            name: String::new(),
            language: Language::Nl,
            time_zone: "UTC".to_owned(),
            email: String::new(),
            phone: String::new(),
            address: String::new(),
            vat_number: String::new(),
            brand_hue: 0,
            carriers: Vec::new(),
        },
        calendar: Calendar::default(),
        tax: TaxRules::default(),
        currencies: Vec::new(),
        delivery_ways: Vec::new(),
        picking_starts: 360,
        transit_days: 2,
        public_prices: PublicPrices::default(),
        cases: domain::cases::CaseRules::default(),
        billing: domain::settings::Billing::default(),
        hours_before: Vec::new(),
    }
}

fn read_lines(header: &str, lines: &[&str]) -> (Vec<NewArticle>, Vec<String>) {
    let categories = HashSet::from(["roofing".to_owned()]);
    let known = HashSet::from(["RT-1".to_owned()]);
    let text = format!("{header}\n{}\n", lines.join("\n"));
    let (articles, refused) = read(&text, &categories, &known, &settings(), Date::from_days(20_000));
    (articles, refused.iter().map(ToString::to_string).collect())
}

fn refused(line: &str) -> Vec<String> {
    read_lines(HEADER, &[line]).1
}

#[test]
fn the_demo_catalogue_is_right() {
    let (shelves, _) =
        crate::import::categories::read(include_str!("../../../../../demo/categories.csv"), &HashSet::new());
    let categories = shelves.into_iter().map(|shelf| shelf.slug).collect();
    let csv = include_str!("../../../../../demo/catalogue.csv");
    let (articles, refused) = read(csv, &categories, &HashSet::new(), &settings(), Date::from_days(20_000));
    assert!(refused.is_empty(), "{refused:?}");
    assert!(articles.len() > 100);
}

#[test]
fn amounts_have_their_currencys_decimals_and_dates_count_from_today() {
    let (articles, refused) =
        read_lines(HEADER, &["RT-2,goods,roofing,piece,standard,10,5,40,20,12,tile,RT-1,,Tile,1.85; 100=1.70,720"]);
    assert_eq!(refused, Vec::<String>::new());
    let article = &articles[0];
    let from = Quantity::from_units;
    assert_eq!(
        article.prices,
        [
            (
                "trade-eur".to_owned(),
                Currency::EUR,
                vec![PriceBreak { from: from(10), unit_price: 185 }, PriceBreak { from: from(100), unit_price: 170 }]
            ),
            ("trade-huf".to_owned(), Currency::HUF, vec![PriceBreak { from: from(10), unit_price: 72_000 }]),
        ]
    );
    assert_eq!((article.on_hand, article.incoming), (Some(from(40)), from(20)));
    assert_eq!(article.incoming_on, Some(Date::from_days(20_012)));
    assert_eq!(article.variant_of.as_deref(), Some("RT-1"));
}

#[test]
fn each_mistake_has_its_reason() {
    for (line, reason) in [
        (",goods,roofing,piece,standard,1,5,,,,,,,Tile,1,", "line 2: number must be filled in"),
        ("A,thing,roofing,piece,standard,1,5,,,,,,,Tile,1,", "line 2, A: kind “thing” is not goods or service"),
        ("A,goods,nowhere,piece,standard,1,5,,,,,,,Tile,1,", "line 2, A: category “nowhere” is not known"),
        (
            "A,goods,roofing,piece,low,1,5,,,,,,,Tile,1,",
            "line 2, A: tax_class “low” is not standard, reduced, zero or exempt",
        ),
        ("A,goods,roofing,piece,standard,0,5,,,,,,,Tile,1,", "line 2, A: order_step “0”: not more than zero"),
        (
            "A,goods,roofing,piece,standard,1,x,,,,,,,Tile,1,",
            "line 2, A: lead_days: “x” is not a whole number from 0 to 365",
        ),
        ("A,service,roofing,visit,standard,1,5,3,,,,,,Visit,1,", "line 2, A: stock must be empty: a service has none"),
        (
            "A,goods,roofing,piece,standard,1,5,,7,,,,,Tile,1,",
            "line 2, A: incoming_quantity and incoming_in_days go together: fill in both or neither",
        ),
        ("A,goods,roofing,piece,standard,1,5,,,,,B,,Tile,1,", "line 2, A: variant_of “B” is not an article"),
        ("A,goods,roofing,piece,standard,1,5,,,,,,,,1,", "line 2, A: the name is missing in all languages"),
        ("A,goods,roofing,piece,standard,1,5,,,,,,,Ti\u{7}le,1,", "line 2, A: name_en holds control characters"),
        (
            "A,goods,roofing,piece,standard,1,5,,,,,,,Tile,1.855,",
            "line 2, A: price:trade-eur: “1.855” has more than the 2 decimals of the currency",
        ),
        (
            "A,goods,roofing,piece,standard,1,5,,,,,,,Tile,2; 100=1; 50=1,",
            "line 2, A: price:trade-eur: the quantities do not rise at “50=1”",
        ),
        (
            "A,goods,roofing,piece,standard,1,5,,,,../x,,,Tile,1,",
            "line 2, A: picture “../x” may have small letters, digits and hyphens only",
        ),
        (
            "A,goods,roofing,piece,standard,1,5,,,,,,,Tile,1",
            "line 2, A: the line has 15 cells, which is not what the header has",
        ),
    ] {
        assert_eq!(refused(line), [reason], "{line}");
    }
}

#[test]
fn the_same_number_twice_and_variants_of_variants_are_refused() {
    let (_, reasons) = read_lines(
        HEADER,
        &[
            "A,goods,roofing,piece,standard,1,5,,,,,RT-1,,Tile,1,",
            "B,goods,roofing,piece,standard,1,5,,,,,A,,Tile,1,",
            "A,goods,roofing,piece,standard,1,5,,,,,RT-1,,Tile,1,",
        ],
    );
    assert_eq!(
        reasons,
        [
            "line 3, B: variant_of “A” is itself a variant of another",
            "line 4, A: the number A is there twice, first on line 2"
        ]
    );
}

#[test]
fn numbers_are_kept_in_capitals() {
    let (articles, refused) = read_lines(
        HEADER,
        &[
            "rt-2a,goods,roofing,piece,standard,1,5,,,,,rt-1,,Tile,1,",
            "rt-3,goods,roofing,piece,standard,1,5,,,,,,,Tile,1,",
            "Rt-4,goods,roofing,piece,standard,1,5,,,,,rT-3,,Tile,1,",
        ],
    );
    assert_eq!(refused, Vec::<String>::new());
    let numbers: Vec<_> =
        articles.iter().map(|article| (article.number.as_str(), article.variant_of.as_deref())).collect();
    assert_eq!(numbers, [("RT-2A", Some("RT-1")), ("RT-3", None), ("RT-4", Some("RT-3"))]);
    let line = "a,goods,roofing,piece,standard,1,5,,,,,,,Tile,1,";
    let (_, reasons) = read_lines(HEADER, &[line, &line.replace("a,goods", "A,goods")]);
    assert_eq!(reasons, ["line 3, A: the number A is there twice, first on line 2"]);
}

#[test]
fn a_list_needs_a_known_currency() {
    let header = HEADER.replace("price:trade-huf", "price:trade-xyz");
    let (_, reasons) = read_lines(&header, &["A,goods,roofing,piece,standard,1,5,,,,,,,Tile,1,"]);
    assert_eq!(
        reasons,
        ["line 1: price list “trade-xyz” has an unknown currency: its name must end with -eur, -huf, -gbp or the like"]
    );
}
