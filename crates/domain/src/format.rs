//! How numbers, money, dates and times look in each language.
//!
//! The tables are those of the Unicode CLDR, version 48, for `en-GB`, `nl`, `hu`, `de`, `es` and `fr`; a test compares
//! them with the answers of `Intl`. Server and browser both use these functions, so a page looks the same before and
//! after it comes to life, and no locale data is downloaded.
//!
//! Where we differ from CLDR:
//!
//! - The minus is U+2212 and stands before everything, the currency symbol included. CLDR has the hyphen, which is
//!   narrower than a digit, can be left behind at the end of a line, and is not always read out as a minus.
//! - The euro is `€` in Hungarian too, where CLDR writes `EUR`.
//! - A currency without a table entry is written with its ISO 4217 code, where CLDR may have a sign such as `A$`.
//! - Spanish says "a la 1:05" and not "a las 1:05".
//! - The first of the month is "1er" in French.
//! - Hungarian short weekdays are written as in a sentence, "cs.", not as above a calendar column, "Cs".
//! - English hours are "h", not "hr", as in the other languages.

mod dates;
mod moments;
mod names;
mod numbers;
mod states;
mod units;
mod wording;

pub use dates::{
    date_digits, date_full_weekday, date_iso, date_long, date_short, date_weekday, day_phrase, month_year, weekday_name,
};
pub use moments::{countdown, instant_long, relative, since, time, until};
pub use numbers::{file_size, marks, money, number, percent, quantity};
pub use states::state_name;
pub use units::{quantity_with_unit, unit_name};
pub use wording::{PluralCategory, join_list, plural};
