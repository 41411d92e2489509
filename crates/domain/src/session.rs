//! Signing in, and what every page needs to know of its reader.

use serde::{Deserialize, Serialize};

use crate::{
    cases::Kind,
    i18n::I18n,
    ids::{AccountId, SessionId},
    language::Language,
    money::{Currency, CurrencyRules},
    permissions::{Role, StaffRole},
    time::{Date, WallTime},
};

/// How long a code counts, minutes.
pub const CODE_MINUTES: i64 = 10;
/// How often a code may be tried.
pub const CODE_TRIES: i32 = 5;
/// A session ends after this many days without use …
pub const SESSION_IDLE_DAYS: i64 = 14;
/// … and after this many days whatever happens.
pub const SESSION_ABSOLUTE_DAYS: i64 = 60;

/// The reader of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reader {
    pub language: Language,
    pub vendor: VendorCard,
    pub me: Option<Me>,
    /// How many lines the cart has: the member's, or the device's before signing in.
    pub cart_count: i32,
    /// Mail is kept and can be read; pages may say how to sign in as whom.
    pub demo: bool,
    pub now: WallTime,
}

/// What a page says of the vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorCard {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub brand_hue: u16,
    /// The currencies whose rules the vendor has changed.
    #[serde(default)]
    pub currencies: Vec<(Currency, CurrencyRules)>,
    /// How far the vendor's clock is ahead of UTC, minutes.
    #[serde(default)]
    pub offset_minutes: i16,
    /// There is a page with how long answers took.
    #[serde(default)]
    pub answer_times: bool,
    /// What the vendor calls kinds of cases, in the reader's language, where that is not our word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<(Kind, String)>,
}

impl VendorCard {
    /// The rules of a currency for this vendor.
    #[must_use]
    pub fn rules(&self, currency: Currency) -> CurrencyRules {
        self.currencies
            .iter()
            .find(|(code, _)| *code == currency)
            .map_or_else(|| currency.default_rules(), |(_, rules)| *rules)
    }

    /// What a kind of cases is called.
    #[must_use]
    pub fn kind_name(&self, kind: Kind, i18n: I18n) -> String {
        let own = self.kinds.iter().find(|(named, _)| *named == kind).map(|(_, name)| name.clone());
        own.unwrap_or_else(|| kind.word(i18n).to_owned())
    }

    /// The day at the vendor's at this moment. What was promised for a day is late by the vendor's calendar, wherever its
    /// reader is.
    #[must_use]
    pub fn day(&self, now: WallTime) -> Date {
        WallTime { instant: now.instant, offset_minutes: self.offset_minutes }.date()
    }
}

/// The signed-in member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Me {
    pub name: String,
    pub email: String,
    pub staff: Option<StaffRole>,
    pub account: Option<AccountCard>,
    /// More than one account to choose from.
    pub several: bool,
    /// News not yet seen.
    pub unseen: i32,
    /// On the staff's side, what was entered by hand and waits for a second person.
    #[serde(default)]
    pub waiting: i32,
}

/// An account to act for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCard {
    pub id: AccountId,
    pub number: String,
    pub name: String,
    pub role: Role,
}

/// Where to go after a code was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landing {
    Home,
    ChooseAccount,
    Desk,
}

impl Landing {
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::ChooseAccount => "/choose-account",
            Self::Desk => "/desk/orders",
        }
    }
}

/// One signed-in browser of the member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionLine {
    pub id: SessionId,
    /// Browser and system, in words.
    pub device: String,
    pub address: String,
    pub created: WallTime,
    pub seen: WallTime,
    pub current: bool,
}

/// A browser and system in words, from the `User-Agent` header: enough to recognise one's own phone.
#[must_use]
pub fn device_name(user_agent: &str) -> String {
    let has = |part: &str| user_agent.contains(part);
    let browser = if has("Edg/") {
        "Edge"
    } else if has("Firefox/") {
        "Firefox"
    } else if has("SamsungBrowser/") {
        "Samsung Internet"
    } else if has("Chrome/") {
        "Chrome"
    } else if has("Safari/") {
        "Safari"
    } else {
        "?"
    };
    let system = if has("iPhone") {
        "iPhone"
    } else if has("iPad") {
        "iPad"
    } else if has("Android") {
        "Android"
    } else if has("Windows") {
        "Windows"
    } else if has("Mac OS X") {
        "Mac"
    } else if has("Linux") {
        "Linux"
    } else {
        "?"
    };
    match (browser, system) {
        ("?", "?") => "?".to_owned(),
        (browser, "?") => browser.to_owned(),
        ("?", system) => system.to_owned(),
        (browser, system) => format!("{browser}, {system}"),
    }
}
