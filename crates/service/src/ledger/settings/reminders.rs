//! When customers are reminded of what is to be paid.

use domain::{
    ledger::{desk::RemindersForm, remind},
    permissions::Actor,
    refusal::{Code, Refusal},
    settings::Reminders,
};

use super::limits_of;
use crate::Context;

/// Nobody is told earlier than this, days, and nobody is reminded later.
const EARLIEST: u16 = 60;
const LATEST: u16 = 365;
/// More reminders than this are none.
const MOST: usize = 10;

/// As they were typed.
///
/// # Errors
/// `Malformed` or `TooMuch` on `reminders[before]` or `reminders[after]`; on `reminders[least][…][…]` what an amount can be
/// refused for.
pub(super) fn of(context: &Context, actor: &Actor, typed: &RemindersForm) -> Result<Reminders, Refusal> {
    Ok(Reminders {
        before: before_of(&typed.before)?,
        after: after_of(&typed.after)?,
        least: limits_of(context, actor, "reminders[least]", &typed.least)?,
    })
}

fn before_of(typed: &str) -> Result<Option<u16>, Refusal> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let days = typed.parse::<u16>().ok().filter(|days| (1..=EARLIEST).contains(days));
            Ok(Some(days.ok_or_else(|| Refusal::field(Code::Malformed, "reminders[before]"))?))
        }
    }
}

fn after_of(typed: &str) -> Result<Vec<u16>, Refusal> {
    let wrong = |code: Code| Refusal::field(code, "reminders[after]");
    let parts = typed.split([',', ';', ' ']).filter(|part| !part.is_empty());
    let days: Option<Vec<u16>> = parts.map(|part| part.parse::<u16>().ok().filter(|days| *days <= LATEST)).collect();
    let days = days.filter(|days| remind::are_days(days)).ok_or_else(|| wrong(Code::Malformed))?;
    if days.len() > MOST { Err(wrong(Code::TooMuch).with(MOST)) } else { Ok(days) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        assert_eq!(after_of("7, 14,30"), Ok(vec![7, 14, 30]));
        assert_eq!(after_of(" 7 14 "), Ok(vec![7, 14]));
        assert_eq!((after_of(""), before_of(" ")), (Ok(Vec::new()), Ok(None)));
        assert_eq!(before_of("3"), Ok(Some(3)));
        for wrong in ["soon", "0", "-7", "14, 7", "7, 8", "400", "7.5"] {
            assert_eq!(after_of(wrong).map_err(|refusal| refusal.code), Err(Code::Malformed), "{wrong}");
        }
        for wrong in ["0", "61", "-3", "x"] {
            assert_eq!(before_of(wrong).map_err(|refusal| refusal.code), Err(Code::Malformed), "{wrong}");
        }
    }
}
