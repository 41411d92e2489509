//! Days as bank files write them.

use domain::time::Date;

use crate::amount::is_digits;

/// Two digits of a year from 80 on are of the last century; so SWIFT reads them.
const CENTURY: i32 = 80;

/// The day of an XML date or date and time, in the zone in which the bank wrote it.
pub(crate) fn iso(text: &str) -> Option<Date> {
    let (day, rest) = text.trim().split_at_checked(10)?;
    if !(rest.is_empty() || rest.starts_with(['T', 'Z', '+', '-'])) {
        return None;
    }
    let (year, month, day) = three(day, '-')?;
    if year.len() == 4 && month.len() == 2 { ymd(year, month, day) } else { None }
}

/// `YYMMDD` of MT940.
pub(crate) fn short(text: &str) -> Option<Date> {
    if text.len() != 6 || !is_digits(text) {
        return None;
    }
    let (year, rest) = text.split_at_checked(2)?;
    let (month, day) = rest.split_at_checked(2)?;
    short_year(year, month, day)
}

/// `MMDD` of MT940: the day of that name nearest to the value date, which may be in the year before or after.
pub(crate) fn entry(text: &str, value: Date) -> Option<Date> {
    if text.len() != 4 || !is_digits(text) {
        return None;
    }
    let (month, day) = text.split_at_checked(2)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    let (year, _, _) = value.ymd();
    [year, year - 1, year + 1]
        .into_iter()
        .filter_map(|year| Date::from_ymd(year, month, day))
        .min_by_key(|date| date.days().abs_diff(value.days()))
}

/// A day as tables have it, with or without a time: `2026-01-31`, `31-01-2026`, `31.01.2026`, `31/01/2026`,
/// `20260131`, `2026.01.31.`, `2026. 01. 31.` and `31.01.26`. Of two numbers that could be days or months, the first
/// is the day.
pub(crate) fn of_table(text: &str) -> Option<Date> {
    let text = without_time(text.trim()).trim_end_matches('.');
    if text.len() == 8 && is_digits(text) {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return ymd(year, month, day);
    }
    let mark = text.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
    let (first, month, last) = three(text, mark)?;
    match (first.len(), last.len()) {
        (4, 1..=2) => ymd(first, month, last),
        (1..=2, 4) => ymd(last, month, first),
        (2, 2) if mark == '.' => short_year(last, month, first),
        _ => None,
    }
}

/// What follows the day and has a colon is a time.
fn without_time(text: &str) -> &str {
    match text.rsplit_once(['T', ' ']) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    }
}

fn three(text: &str, mark: char) -> Option<(&str, &str, &str)> {
    let mut parts = text.split(mark).map(str::trim);
    let three = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(three)
}

fn ymd(year: &str, month: &str, day: &str) -> Option<Date> {
    if ![year, month, day].into_iter().all(is_digits) || month.len() > 2 || day.len() > 2 {
        return None;
    }
    Date::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn short_year(year: &str, month: &str, day: &str) -> Option<Date> {
    let short: i32 = if is_digits(year) { year.parse().ok()? } else { return None };
    let year = if short < CENTURY { 2000 + short } else { 1900 + short };
    ymd(&year.to_string(), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        Date::parse_iso(text)
    }

    #[test]
    fn days_of_xml() {
        for text in ["2026-01-31", "2026-01-31T23:59:59+01:00", "2026-01-31Z", " 2026-01-31+01:00 "] {
            assert_eq!(iso(text), day("2026-01-31"), "{text}");
        }
        for text in ["2026-02-30", "26-01-31", "2026-1-31", "+026-01-31", "2026-01-31x", "31-01-2026", ""] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn days_of_mt940() {
        assert_eq!(short("260131"), day("2026-01-31"));
        assert_eq!(short("791231"), day("2079-12-31"));
        assert_eq!(short("800101"), day("1980-01-01"));
        assert_eq!(short("000000"), None);
        assert_eq!(short("26013"), None);
        assert_eq!(short("2601é"), None);
    }

    #[test]
    fn an_entry_date_crosses_new_year() {
        let value = |text| day(text).unwrap_or(Date::from_days(0));
        assert_eq!(entry("0102", value("2025-12-31")), day("2026-01-02"));
        assert_eq!(entry("1231", value("2026-01-01")), day("2025-12-31"));
        assert_eq!(entry("0115", value("2026-01-14")), day("2026-01-15"));
        assert_eq!(entry("0229", value("2025-03-01")), day("2024-02-29"));
        assert_eq!(entry("0230", value("2024-03-01")), None);
        assert_eq!(entry("1301", value("2024-03-01")), None);
    }

    #[test]
    fn days_of_tables() {
        for text in [
            "2026-01-31",
            "31-01-2026",
            "31.01.2026",
            "31/01/2026",
            "20260131",
            "2026.01.31.",
            "2026. 01. 31.",
            "31.01.26",
            "2026-01-31 12:30:00",
            "2026-01-31T12:30",
            "2026. 01. 31. 12:30",
            "31.1.2026",
        ] {
            assert_eq!(of_table(text), day("2026-01-31"), "{text}");
        }
        for text in ["", "31.02.2026", "01/31/2026", "2026-13-01", "31-01-26", "2026", "a-b-c", "1.2.3.4", "99999999"] {
            assert_eq!(of_table(text), None, "{text}");
        }
    }
}
