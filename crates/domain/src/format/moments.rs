//! Times of day and instants, as they are said from now.

use super::dates::{date_long, date_near, day_phrase, day_word};
use crate::language::Language;
use crate::time::WallTime;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
/// Further ahead than this, the time of day says more than the hours until then.
const HOURS_AHEAD: u64 = 6;

/// The reader's wall clock, in 24 hours: `06:05`, in Hungarian and Spanish `6:05` (CLDR: time format `short`).
#[must_use]
pub fn time(language: Language, at: WallTime) -> String {
    let (hour, minute) = at.hour_minute();
    match language {
        Language::Hu | Language::Es => format!("{hour}:{minute:02}"),
        Language::En | Language::Nl | Language::De | Language::Fr => format!("{hour:02}:{minute:02}"),
    }
}

/// Date with year and time: `26 November 2026 at 16:10`.
#[must_use]
pub fn instant_long(language: Language, at: WallTime) -> String {
    format!("{}{}{}", date_long(language, at.date()), at_glue(language, at), time(language, at))
}

/// A moment as one says it now.
///
/// Within an hour it is minutes, either way. Up to six hours ahead it is hours; both are rounded to the nearest.
/// Otherwise it is the time of day: with "yesterday", "today" or "tomorrow" by the reader's wall calendar, else with
/// the date, and with the year when it is another.
///
/// Both wall times are of the same reader; their offsets differ when the clocks changed in between.
#[must_use]
pub fn relative(language: Language, now: WallTime, then: WallTime) -> String {
    let ahead = then.instant.millis().saturating_sub(now.instant.millis());
    let distance = ahead.unsigned_abs();
    let minutes = nearest(distance, MINUTE);
    let hours = nearest(distance, HOUR);
    if minutes == 0 {
        now_word(language).to_owned()
    } else if minutes < 60 {
        if ahead > 0 { in_minutes(language, minutes) } else { minutes_ago(language, minutes) }
    } else if ahead > 0 && hours <= HOURS_AHEAD {
        in_hours(language, hours)
    } else {
        time_of_day(language, now, then)
    }
}

/// Up to a moment, for the end of a sentence: "until tomorrow at 06:00", in Hungarian "holnap 6:00-ig".
///
/// Never "until in 3 h": what ends is said by day and clock. The preposition is here, because it hangs on the day: in
/// Spanish and French a date has an article and "tomorrow" has none.
#[must_use]
pub fn until(language: Language, now: WallTime, then: WallTime) -> String {
    let moment = day_and_time(language, now, then);
    match (language, is_near(language, now, then)) {
        (Language::En, _) => format!("until {moment}"),
        (Language::Nl, _) => format!("tot {moment}"),
        (Language::Hu, _) => format!("{moment}-ig"),
        (Language::De, _) => format!("bis {moment} Uhr"),
        (Language::Es, true) => format!("hasta {moment}"),
        (Language::Es, false) => format!("hasta el {moment}"),
        (Language::Fr, true) => format!("jusqu\u{2019}à {moment}"),
        (Language::Fr, false) => format!("jusqu\u{2019}au {moment}"),
    }
}

/// From a moment on, as [`until`]: "since today at 15:58", in Hungarian "ma 15:58 óta".
#[must_use]
pub fn since(language: Language, now: WallTime, then: WallTime) -> String {
    let moment = day_and_time(language, now, then);
    match (language, is_near(language, now, then)) {
        (Language::En, _) => format!("since {moment}"),
        (Language::Nl, _) => format!("sinds {moment}"),
        (Language::Hu, _) => format!("{moment} óta"),
        (Language::De, _) => format!("seit {moment} Uhr"),
        (Language::Es, true) => format!("desde {moment}"),
        (Language::Es, false) => format!("desde el {moment}"),
        (Language::Fr, true) => format!("depuis {moment}"),
        (Language::Fr, false) => format!("depuis le {moment}"),
    }
}

/// What is left of a span in milliseconds: `1:20` is one hour and twenty minutes, and below an hour `4:05` is four
/// minutes and five seconds. Nothing left is `0:00`.
///
/// What is begun counts, so `0:00` is shown only when the time is over, and `1:00` is followed by `59:59`.
/// The two forms look alike: name the unit beside it, or in the accessible name.
#[must_use]
pub fn countdown(ms_left: i64) -> String {
    let seconds = ms_left.max(0).unsigned_abs().div_ceil(1_000);
    if seconds < 3_600 {
        format!("{}:{:02}", seconds / 60, seconds % 60)
    } else {
        let minutes = seconds.div_ceil(60);
        format!("{}:{:02}", minutes / 60, minutes % 60)
    }
}

fn nearest(distance: u64, unit: u64) -> u64 {
    distance / unit + u64::from(distance % unit >= unit / 2)
}

fn time_of_day(language: Language, now: WallTime, then: WallTime) -> String {
    let (today, date) = (now.date(), then.date());
    let time = time(language, then);
    match (day_word(language, today, date), language) {
        (Some(day), Language::En | Language::Nl | Language::Hu | Language::De) => format!("{day} {time}"),
        (Some(day), Language::Es | Language::Fr) => format!("{day}{}{time}", at_glue(language, then)),
        // CLDR: date-time format `medium`.
        (None, Language::Hu) => format!("{} {time}", date_near(language, today, date)),
        (None, Language::En | Language::Nl | Language::De | Language::Es | Language::Fr) => {
            format!("{}, {time}", date_near(language, today, date))
        }
    }
}

fn day_and_time(language: Language, now: WallTime, then: WallTime) -> String {
    let day = day_phrase(language, now.date(), then.date());
    format!("{day}{}{}", at_glue(language, then), time(language, then))
}

/// Yesterday, today or tomorrow: a word, not a date.
fn is_near(language: Language, now: WallTime, then: WallTime) -> bool {
    day_word(language, now.date(), then.date()).is_some()
}

/// CLDR: date-time format `long`, type `atTime`.
fn at_glue(language: Language, at: WallTime) -> &'static str {
    match language {
        Language::En => " at ",
        Language::Nl => " om ",
        Language::Hu => " ",
        Language::De => " um ",
        Language::Es if at.hour_minute().0 == 1 => " a la ",
        Language::Es => " a las ",
        Language::Fr => " à ",
    }
}

/// CLDR: relative second 0.
const fn now_word(language: Language) -> &'static str {
    match language {
        Language::En => "now",
        Language::Nl => "nu",
        Language::Hu => "most",
        Language::De => "jetzt",
        Language::Es => "ahora",
        Language::Fr => "maintenant",
    }
}

/// CLDR: relative `minute-short`, future. The abbreviations have no plural in any of the languages.
fn in_minutes(language: Language, minutes: u64) -> String {
    match language {
        Language::En => format!("in {minutes} min"),
        Language::Nl => format!("over {minutes} min."),
        Language::Hu => format!("{minutes} perc múlva"),
        Language::De => format!("in {minutes} Min."),
        Language::Es => format!("dentro de {minutes} min"),
        Language::Fr => format!("dans {minutes}\u{a0}min"),
    }
}

/// CLDR: relative `minute-short`, past.
fn minutes_ago(language: Language, minutes: u64) -> String {
    match language {
        Language::En => format!("{minutes} min ago"),
        Language::Nl => format!("{minutes} min. geleden"),
        Language::Hu => format!("{minutes} perccel ezelőtt"),
        Language::De => format!("vor {minutes} Min."),
        Language::Es => format!("hace {minutes} min"),
        Language::Fr => format!("il y a {minutes}\u{a0}min"),
    }
}

/// CLDR: relative `hour-short`, future.
fn in_hours(language: Language, hours: u64) -> String {
    match language {
        Language::En => format!("in {hours} h"),
        Language::Nl => format!("over {hours} uur"),
        Language::Hu => format!("{hours} óra múlva"),
        Language::De => format!("in {hours} Std."),
        Language::Es => format!("dentro de {hours} h"),
        Language::Fr => format!("dans {hours}\u{a0}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Date, Instant};

    /// 26 November 2026, a Thursday.
    const THURSDAY: Date = Date::from_days(20_783);

    fn wall(date: Date, hour: i64, minute: i64) -> WallTime {
        let local = i64::from(date.days()) * 86_400_000 + hour * 3_600_000 + minute * 60_000;
        WallTime { instant: Instant::from_millis(local - 3_600_000), offset_minutes: 60 }
    }

    fn said(language: Language, then: WallTime) -> String {
        relative(language, wall(THURSDAY, 16, 10), then)
    }

    #[test]
    fn minutes_near_now() {
        let cases = [
            (Language::En, "in 20 min", "12 min ago", "now"),
            (Language::Nl, "over 20 min.", "12 min. geleden", "nu"),
            (Language::Hu, "20 perc múlva", "12 perccel ezelőtt", "most"),
            (Language::De, "in 20 Min.", "vor 12 Min.", "jetzt"),
            (Language::Es, "dentro de 20 min", "hace 12 min", "ahora"),
            (Language::Fr, "dans 20\u{a0}min", "il y a 12\u{a0}min", "maintenant"),
        ];
        for (language, future, past, now) in cases {
            assert_eq!(said(language, wall(THURSDAY, 16, 30)), future);
            assert_eq!(said(language, wall(THURSDAY, 15, 58)), past);
            assert_eq!(said(language, wall(THURSDAY, 16, 10)), now);
        }
    }

    #[test]
    fn hours_ahead_and_the_clock_beyond() {
        let cases = [
            (Language::En, "in 3 h", "today 09:00", "yesterday 16:10", "tomorrow 06:00"),
            (Language::Nl, "over 3 uur", "vandaag 09:00", "gisteren 16:10", "morgen 06:00"),
            (Language::Hu, "3 óra múlva", "ma 9:00", "tegnap 16:10", "holnap 6:00"),
            (Language::De, "in 3 Std.", "heute 09:00", "gestern 16:10", "morgen 06:00"),
            (Language::Es, "dentro de 3 h", "hoy a las 9:00", "ayer a las 16:10", "mañana a las 6:00"),
            (Language::Fr, "dans 3\u{a0}h", "aujourd\u{2019}hui à 09:00", "hier à 16:10", "demain à 06:00"),
        ];
        for (language, hours, today, yesterday, tomorrow) in cases {
            assert_eq!(said(language, wall(THURSDAY, 19, 10)), hours);
            assert_eq!(said(language, wall(THURSDAY, 9, 0)), today);
            assert_eq!(said(language, wall(THURSDAY.plus_days(-1), 16, 10)), yesterday);
            assert_eq!(said(language, wall(THURSDAY.plus_days(1), 6, 0)), tomorrow);
        }
        assert_eq!(said(Language::En, wall(THURSDAY, 23, 30)), "today 23:30");
    }

    #[test]
    fn what_ends_or_began_is_said_by_day_and_clock() {
        let cases = [
            (Language::En, "until today at 19:10", "until Mon 30 Nov at 06:00", "since yesterday at 16:10"),
            (Language::Nl, "tot vandaag om 19:10", "tot ma 30 nov om 06:00", "sinds gisteren om 16:10"),
            (Language::Hu, "ma 19:10-ig", "nov. 30., h. 6:00-ig", "tegnap 16:10 óta"),
            (Language::De, "bis heute um 19:10 Uhr", "bis Mo., 30. Nov. um 06:00 Uhr", "seit gestern um 16:10 Uhr"),
            (Language::Es, "hasta hoy a las 19:10", "hasta el lun, 30 nov a las 6:00", "desde ayer a las 16:10"),
            (
                Language::Fr,
                "jusqu\u{2019}à aujourd\u{2019}hui à 19:10",
                "jusqu\u{2019}au lun. 30 nov. à 06:00",
                "depuis hier à 16:10",
            ),
        ];
        let now = wall(THURSDAY, 16, 10);
        for (language, today, monday, yesterday) in cases {
            assert_eq!(until(language, now, wall(THURSDAY, 19, 10)), today);
            assert_eq!(until(language, now, wall(THURSDAY.plus_days(4), 6, 0)), monday);
            assert_eq!(since(language, now, wall(THURSDAY.plus_days(-1), 16, 10)), yesterday);
        }
        let tuesday = wall(THURSDAY.plus_days(-2), 8, 5);
        assert_eq!(since(Language::Es, now, tuesday), "desde el mar, 24 nov a las 8:05");
        assert_eq!(since(Language::Fr, now, tuesday), "depuis le mar. 24 nov. à 08:05");
    }

    #[test]
    fn the_turn_of_the_units() {
        let from_now = |seconds: i64| {
            let now = wall(THURSDAY, 16, 10);
            let then = WallTime { instant: Instant::from_millis(now.instant.millis() + seconds * 1_000), ..now };
            relative(Language::En, now, then)
        };
        assert_eq!(from_now(29), "now");
        assert_eq!(from_now(30), "in 1 min");
        assert_eq!(from_now(-29), "now");
        assert_eq!(from_now(-30), "1 min ago");
        assert_eq!(from_now(59 * 60 + 29), "in 59 min");
        assert_eq!(from_now(59 * 60 + 30), "in 1 h");
        assert_eq!(from_now(-(59 * 60 + 30)), "today 15:10");
        assert_eq!(from_now(6 * 3_600 + 29 * 60), "in 6 h");
        assert_eq!(from_now(6 * 3_600 + 30 * 60), "today 22:40");
    }

    #[test]
    fn further_away_it_is_the_date() {
        let cases = [
            (Language::En, "30 Nov, 08:05", "2 Jan 2027, 08:05"),
            (Language::Nl, "30 nov, 08:05", "2 jan 2027, 08:05"),
            (Language::Hu, "nov. 30. 8:05", "2027. jan. 2. 8:05"),
            (Language::De, "30. Nov., 08:05", "2. Jan. 2027, 08:05"),
            (Language::Es, "30 nov, 8:05", "2 ene 2027, 8:05"),
            (Language::Fr, "30 nov., 08:05", "2 janv. 2027, 08:05"),
        ];
        for (language, this_year, next_year) in cases {
            assert_eq!(said(language, wall(THURSDAY.plus_days(4), 8, 5)), this_year);
            assert_eq!(said(language, wall(THURSDAY.plus_days(37), 8, 5)), next_year);
        }
    }

    #[test]
    fn the_day_is_that_of_the_readers_wall() {
        // 23:30 UTC on the 25th is half past midnight on the 26th an hour to the east.
        let then = WallTime {
            instant: Instant::from_millis(i64::from(THURSDAY.days()) * 86_400_000 - 1_800_000),
            offset_minutes: 60,
        };
        assert_eq!(said(Language::En, then), "today 00:30");
        assert_eq!(said(Language::En, WallTime { offset_minutes: 0, ..then }), "yesterday 23:30");
    }

    #[test]
    fn date_and_time_in_each_language() {
        let cases = [
            (Language::En, "26 November 2026 at 16:10"),
            (Language::Nl, "26 november 2026 om 16:10"),
            (Language::Hu, "2026. november 26. 16:10"),
            (Language::De, "26. November 2026 um 16:10"),
            (Language::Es, "26 de noviembre de 2026 a las 16:10"),
            (Language::Fr, "26 novembre 2026 à 16:10"),
        ];
        for (language, text) in cases {
            assert_eq!(instant_long(language, wall(THURSDAY, 16, 10)), text);
        }
        assert_eq!(instant_long(Language::Es, wall(THURSDAY, 1, 5)), "26 de noviembre de 2026 a la 1:05");
    }

    #[test]
    fn a_countdown_ends_at_zero_and_not_before() {
        assert_eq!(countdown(80 * 60_000), "1:20");
        assert_eq!(countdown(245_000), "4:05");
        assert_eq!(countdown(3_600_000), "1:00");
        assert_eq!(countdown(3_599_000), "59:59");
        assert_eq!(countdown(3_600_001), "1:01");
        assert_eq!(countdown(1), "0:01");
        assert_eq!(countdown(0), "0:00");
        assert_eq!(countdown(-5_000), "0:00");
        assert_eq!(countdown(25 * 3_600_000), "25:00");
    }
}
