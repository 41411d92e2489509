//! Dates: how a day is written, and how it is said from today.

use super::names::{Width, month, weekday};
use crate::language::Language;
use crate::time::Date;

/// Day and short month: `26 Nov`, `nov. 26.`
#[must_use]
pub fn date_short(language: Language, date: Date) -> String {
    day_month(language, Width::Short, date)
}

/// Short weekday, day and short month: `Thu 26 Nov`, `nov. 26., cs.`
#[must_use]
pub fn date_weekday(language: Language, date: Date) -> String {
    let weekday = weekday(language, Width::Short, date);
    let day = day_month(language, Width::Short, date);
    with_weekday(language, weekday, &day)
}

/// Day, month and year: `26 November 2026`, `2026. november 26.`
#[must_use]
pub fn date_long(language: Language, date: Date) -> String {
    with_year(language, Width::Long, date)
}

/// Month and year: `November 2026`, `2026. november` (CLDR: available format `yMMMM`).
#[must_use]
pub fn month_year(language: Language, date: Date) -> String {
    let (year, _, _) = date.ymd();
    let month = month(language, Width::Long, date);
    match language {
        Language::Hu => format!("{year}. {month}"),
        Language::Es => format!("{month} de {year}"),
        Language::En | Language::Nl | Language::De | Language::Fr => format!("{month} {year}"),
    }
}

/// Weekday, day and month: `Thursday 19 November`, `november 19., csütörtök`.
#[must_use]
pub fn date_full_weekday(language: Language, date: Date) -> String {
    let weekday = weekday(language, Width::Long, date);
    let day = day_month(language, Width::Long, date);
    with_weekday(language, weekday, &day)
}

/// The weekday alone: `Thursday`.
#[must_use]
pub fn weekday_name(language: Language, date: Date) -> &'static str {
    weekday(language, Width::Long, date)
}

/// In digits, as a spreadsheet of the reader's country reads a date: `26/11/2026`, `2026. 11. 26.`
#[must_use]
pub fn date_digits(language: Language, date: Date) -> String {
    let (year, month, day) = date.ymd();
    match language {
        Language::En | Language::Es | Language::Fr => format!("{day:02}/{month:02}/{year}"),
        Language::Nl => format!("{day:02}-{month:02}-{year}"),
        Language::De => format!("{day:02}.{month:02}.{year}"),
        Language::Hu => format!("{year}. {month:02}. {day:02}."),
    }
}

/// The same in every language: `2026-11-26` (ISO 8601).
#[must_use]
pub fn date_iso(date: Date) -> String {
    date.iso()
}

/// A day as one says it today: "yesterday", "today", "tomorrow", else `Thu 26 Nov`, with the year when it is another.
#[must_use]
pub fn day_phrase(language: Language, today: Date, date: Date) -> String {
    if let Some(word) = day_word(language, today, date) {
        word.to_owned()
    } else if is_same_year(today, date) {
        date_weekday(language, date)
    } else {
        let weekday = weekday(language, Width::Short, date);
        let day = with_year(language, Width::Short, date);
        match language {
            Language::En => format!("{weekday}, {day}"),
            _ => with_weekday(language, weekday, &day),
        }
    }
}

/// "yesterday", "today" or "tomorrow" (CLDR: relative day −1, 0, 1).
pub(super) fn day_word(language: Language, today: Date, date: Date) -> Option<&'static str> {
    let [yesterday, same, tomorrow] = match language {
        Language::En => ["yesterday", "today", "tomorrow"],
        Language::Nl => ["gisteren", "vandaag", "morgen"],
        Language::Hu => ["tegnap", "ma", "holnap"],
        Language::De => ["gestern", "heute", "morgen"],
        Language::Es => ["ayer", "hoy", "mañana"],
        Language::Fr => ["hier", "aujourd\u{2019}hui", "demain"],
    };
    match date.days().saturating_sub(today.days()) {
        -1 => Some(yesterday),
        0 => Some(same),
        1 => Some(tomorrow),
        _ => None,
    }
}

/// `26 Nov`, or `26 Nov 2026` when that is not this year.
pub(super) fn date_near(language: Language, today: Date, date: Date) -> String {
    if is_same_year(today, date) { date_short(language, date) } else { with_year(language, Width::Short, date) }
}

fn is_same_year(one: Date, other: Date) -> bool {
    one.ymd().0 == other.ymd().0
}

/// CLDR: available formats `MMMEd` and `MMMMEEEEd`; with the year only English is different.
fn with_weekday(language: Language, weekday: &str, day: &str) -> String {
    match language {
        Language::En | Language::Nl | Language::Fr => format!("{weekday} {day}"),
        Language::De | Language::Es => format!("{weekday}, {day}"),
        Language::Hu => format!("{day}, {weekday}"),
    }
}

/// CLDR: available formats `MMMd` and `MMMMd`.
fn day_month(language: Language, width: Width, date: Date) -> String {
    let month = month(language, width, date);
    let (_, _, day) = date.ymd();
    match (language, width) {
        (Language::Hu, _) => format!("{month} {day}."),
        (Language::De, _) => format!("{day}. {month}"),
        (Language::Es, Width::Long) => format!("{day} de {month}"),
        // The first is an ordinal in French, which a CLDR pattern cannot say.
        (Language::Fr, _) if day == 1 => format!("{day}er {month}"),
        (Language::En | Language::Nl | Language::Es | Language::Fr, _) => format!("{day} {month}"),
    }
}

/// CLDR: available format `yMMMd` and date format `long`.
fn with_year(language: Language, width: Width, date: Date) -> String {
    let (year, _, _) = date.ymd();
    let day = day_month(language, width, date);
    match (language, width) {
        (Language::Hu, _) => format!("{year}. {day}"),
        (Language::Es, Width::Long) => format!("{day} de {year}"),
        (Language::En | Language::Nl | Language::De | Language::Es | Language::Fr, _) => format!("{day} {year}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 26 November 2026, a Thursday.
    const THURSDAY: Date = Date::from_days(20_783);

    #[test]
    fn a_date_in_each_language() {
        let cases = [
            (Language::En, "26 Nov", "Thu 26 Nov", "26 November 2026", "Thursday 26 November"),
            (Language::Nl, "26 nov", "do 26 nov", "26 november 2026", "donderdag 26 november"),
            (Language::Hu, "nov. 26.", "nov. 26., cs.", "2026. november 26.", "november 26., csütörtök"),
            (Language::De, "26. Nov.", "Do., 26. Nov.", "26. November 2026", "Donnerstag, 26. November"),
            (Language::Es, "26 nov", "jue, 26 nov", "26 de noviembre de 2026", "jueves, 26 de noviembre"),
            (Language::Fr, "26 nov.", "jeu. 26 nov.", "26 novembre 2026", "jeudi 26 novembre"),
        ];
        for (language, short, with_weekday, long, full) in cases {
            assert_eq!(date_short(language, THURSDAY), short);
            assert_eq!(date_weekday(language, THURSDAY), with_weekday);
            assert_eq!(date_long(language, THURSDAY), long);
            assert_eq!(date_full_weekday(language, THURSDAY), full);
        }
        assert_eq!(date_iso(THURSDAY), "2026-11-26");
    }

    #[test]
    fn a_month_in_each_language() {
        let months = Language::ALL.map(|language| month_year(language, THURSDAY));
        for month in ["November 2026", "november 2026", "2026. november", "noviembre de 2026", "novembre 2026"] {
            assert!(months.iter().any(|written| written == month), "{month} in {months:?}");
        }
    }

    #[test]
    fn the_first_is_an_ordinal_in_french_only() {
        let first = THURSDAY.plus_days(5);
        assert_eq!(date_long(Language::Fr, first), "1er décembre 2026");
        assert_eq!(date_weekday(Language::Fr, first), "mar. 1er déc.");
        assert_eq!(date_long(Language::Es, first), "1 de diciembre de 2026");
    }

    #[test]
    fn near_days_have_words() {
        let phrases: Vec<String> = [-2, -1, 0, 1, 2]
            .into_iter()
            .map(|days| day_phrase(Language::En, THURSDAY, THURSDAY.plus_days(days)))
            .collect();
        assert_eq!(phrases, ["Tue 24 Nov", "yesterday", "today", "tomorrow", "Sat 28 Nov"]);
        assert_eq!(day_phrase(Language::Hu, THURSDAY, THURSDAY.plus_days(1)), "holnap");
        assert_eq!(day_phrase(Language::Fr, THURSDAY, THURSDAY), "aujourd\u{2019}hui");
    }

    #[test]
    fn another_year_is_said() {
        // 2 January 2027.
        let next_year = THURSDAY.plus_days(37);
        let cases = [
            (Language::En, "Sat, 2 Jan 2027"),
            (Language::Nl, "za 2 jan 2027"),
            (Language::Hu, "2027. jan. 2., szo."),
            (Language::De, "Sa., 2. Jan. 2027"),
            (Language::Es, "sáb, 2 ene 2027"),
            (Language::Fr, "sam. 2 janv. 2027"),
        ];
        for (language, phrase) in cases {
            assert_eq!(day_phrase(language, THURSDAY, next_year), phrase);
        }
        // New Year's Day is tomorrow on the last day of the year.
        assert_eq!(day_phrase(Language::En, next_year.plus_days(-2), next_year.plus_days(-1)), "tomorrow");
    }
}
