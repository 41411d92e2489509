//! Compares our tables with what ICU says by way of `Intl`; `intl.json` comes from `end2end/intl-oracle.mjs`.
//!
//! The places where we differ on purpose are the documentation of `domain::format`, and the functions at the end of
//! this file: each turns an answer of `Intl` into the one that we give.

use std::collections::BTreeMap;

use domain::format;
use domain::language::Language;
use domain::money::{Currency, Money};
use domain::time::{Date, Instant, WallTime};
use serde::Deserialize;

const DAY: i64 = 86_400_000;

#[test]
fn numbers_and_money_agree_with_intl() -> serde_json::Result<()> {
    let mut report = Report::default();
    for (language, answers) in oracle()? {
        for sample in answers.numbers {
            let ours = format::number(language, sample.value, sample.decimals);
            report.compare(language, &ours, &minus_first(&sample.text));
        }
        for sample in answers.money {
            let amount = Money { minor: sample.minor, currency: sample.currency };
            let ours = format::money(language, amount, &sample.currency.default_rules());
            report.compare(language, &ours, &minus_first(&euro_sign(language, &sample.text)));
        }
        for sample in answers.percents {
            report.compare(language, &format::percent(language, sample.basis_points), &sample.text);
        }
    }
    report.finish();
    Ok(())
}

#[test]
fn dates_agree_with_intl() -> serde_json::Result<()> {
    let mut report = Report::default();
    for (language, answers) in oracle()? {
        for sample in answers.dates {
            let date = Date::from_days(sample.days);
            // So far back that it is another year.
            let long_ago = date.plus_days(-400);
            let theirs = |text: &str| first_of_the_month(language, date, text);
            let with_weekday = |text: &str| short_weekday(language, &theirs(text));
            report.compare(language, &format::date_iso(date), &sample.iso);
            report.compare(language, &format::date_short(language, date), &theirs(&sample.short));
            report.compare(language, &format::date_weekday(language, date), &with_weekday(&sample.weekday));
            report.compare(language, &format::date_long(language, date), &theirs(&sample.long));
            report.compare(language, &format::date_full_weekday(language, date), &theirs(&sample.full_weekday));
            report.compare(
                language,
                &format::day_phrase(language, long_ago, date),
                &with_weekday(&sample.weekday_year),
            );
            let noon = at(i64::from(date.days()) * DAY + DAY / 2);
            let ours = format::relative(language, at(noon.instant.millis() - 400 * DAY), noon);
            let glue = if language == Language::Hu { " " } else { ", " };
            report.compare(language, &ours, &format!("{}{glue}12:00", theirs(&sample.short_year)));
        }
    }
    report.finish();
    Ok(())
}

#[test]
fn times_agree_with_intl() -> serde_json::Result<()> {
    let mut report = Report::default();
    for (language, answers) in oracle()? {
        for sample in answers.moments {
            let then = at(sample.millis);
            report.compare(language, &format::time(language, then), &sample.time);
            report.compare(language, &format::instant_long(language, then), &one_o_clock(language, &sample.long));
            // With a skeleton, `Intl` drops the leading zero that it has in the time alone.
            if then.hour_minute().0 >= 10 {
                let ours = format::relative(language, at(sample.millis - 5 * DAY), then);
                report.compare(language, &ours, &sample.short);
            }
        }
        let now = at(20_783 * DAY + DAY / 2);
        let today = now.date();
        for sample in answers.days {
            let ours = format::day_phrase(language, today, today.plus_days(sample.days));
            report.compare(language, &ours, &sample.text);
        }
        let said = |minutes: i64| format::relative(language, now, at(now.instant.millis() + minutes * 60_000));
        for sample in answers.minutes {
            report.compare(language, &said(sample.minutes), &sample.ahead);
            report.compare(language, &said(-sample.minutes), &sample.ago);
        }
        for sample in answers.hours {
            report.compare(language, &said(sample.hours * 60), &short_hours(language, &sample.ahead));
        }
        report.compare(language, &said(0), &answers.now);
    }
    report.finish();
    Ok(())
}

#[test]
fn lists_and_plurals_agree_with_intl() -> serde_json::Result<()> {
    let mut report = Report::default();
    for (language, answers) in oracle()? {
        for sample in answers.lists {
            report.compare(language, &format::join_list(language, &sample.items), &sample.text);
        }
        for sample in answers.plurals {
            let ours = match format::plural(language, sample.count) {
                format::PluralCategory::One => "one",
                format::PluralCategory::Other => "other",
            };
            report.compare(
                language,
                &format!("{}: {ours}", sample.count),
                &format!("{}: {}", sample.count, sample.category),
            );
        }
    }
    report.finish();
    Ok(())
}

#[derive(Deserialize)]
struct Oracle {
    languages: BTreeMap<Language, Answers>,
}

#[derive(Deserialize)]
struct Answers {
    numbers: Vec<NumberSample>,
    money: Vec<MoneySample>,
    percents: Vec<PercentSample>,
    dates: Vec<DateSample>,
    moments: Vec<MomentSample>,
    days: Vec<DaySample>,
    minutes: Vec<MinuteSample>,
    hours: Vec<HourSample>,
    now: String,
    lists: Vec<ListSample>,
    plurals: Vec<PluralSample>,
}

#[derive(Deserialize)]
struct NumberSample {
    value: i64,
    decimals: u8,
    text: String,
}

#[derive(Deserialize)]
struct MoneySample {
    minor: i64,
    currency: Currency,
    text: String,
}

#[derive(Deserialize)]
struct PercentSample {
    basis_points: u32,
    text: String,
}

#[derive(Deserialize)]
struct DateSample {
    days: i32,
    iso: String,
    short: String,
    short_year: String,
    weekday: String,
    weekday_year: String,
    long: String,
    full_weekday: String,
}

#[derive(Deserialize)]
struct MomentSample {
    millis: i64,
    time: String,
    long: String,
    short: String,
}

#[derive(Deserialize)]
struct DaySample {
    days: i32,
    text: String,
}

#[derive(Deserialize)]
struct MinuteSample {
    minutes: i64,
    ahead: String,
    ago: String,
}

#[derive(Deserialize)]
struct HourSample {
    hours: i64,
    ahead: String,
}

#[derive(Deserialize)]
struct ListSample {
    items: Vec<String>,
    text: String,
}

#[derive(Deserialize)]
struct PluralSample {
    count: i64,
    category: String,
}

/// Collects all differences, since one new CLDR release makes several.
#[derive(Default)]
struct Report {
    compared: usize,
    differences: Vec<String>,
}

impl Report {
    fn compare(&mut self, language: Language, ours: &str, theirs: &str) {
        self.compared += 1;
        if ours != theirs {
            self.differences.push(format!("{}: ours {ours:?}, Intl {theirs:?}", language.code()));
        }
    }

    fn finish(self) {
        assert!(self.compared > 0);
        assert!(self.differences.is_empty(), "\n{}", self.differences.join("\n"));
    }
}

fn oracle() -> serde_json::Result<BTreeMap<Language, Answers>> {
    let oracle: Oracle = serde_json::from_str(include_str!("intl.json"))?;
    assert_eq!(oracle.languages.len(), Language::ALL.len());
    Ok(oracle.languages)
}

fn at(millis: i64) -> WallTime {
    WallTime { instant: Instant::from_millis(millis), offset_minutes: 0 }
}

fn minus_first(text: &str) -> String {
    if text.contains('-') { format!("\u{2212}{}", text.replacen('-', "", 1)) } else { text.to_owned() }
}

fn euro_sign(language: Language, text: &str) -> String {
    match language {
        Language::Hu => text.replace("EUR", "€"),
        _ => text.to_owned(),
    }
}

fn first_of_the_month(language: Language, date: Date, text: &str) -> String {
    match (language, date.ymd()) {
        (Language::Fr, (_, _, 1)) => text.replacen("1 ", "1er ", 1),
        _ => text.to_owned(),
    }
}

fn short_weekday(language: Language, text: &str) -> String {
    match language {
        Language::Hu => format!("{}.", text.to_lowercase()),
        _ => text.to_owned(),
    }
}

fn one_o_clock(language: Language, text: &str) -> String {
    match language {
        Language::Es => text.replace(" a las 1:", " a la 1:"),
        _ => text.to_owned(),
    }
}

fn short_hours(language: Language, text: &str) -> String {
    match language {
        Language::En => text.replace(" hr", " h"),
        _ => text.to_owned(),
    }
}
