//! What the orders of a demo are made of: the shelves, the calendar, the customers, the vendor's people.

use std::collections::HashMap;

use domain::{
    holidays::Country,
    ids::{AccountId, ArticleId, MemberId},
    language::Language,
    money::{Currency, Quantity},
    pricing::PriceBreak,
    settings::Settings,
    shop::{ArticleKind, ShopFilter},
    tax::{PriceMode, TaxProfile},
    time::{Date, Instant},
};
use store::{
    Db,
    catalogue::{Article, Audience},
};

use super::dice::Dice;
use crate::{Error, clock, offers::Schedule};

/// A customer, with who may do what there.
#[derive(Debug)]
pub(super) struct Customer {
    pub id: AccountId,
    pub company: bool,
    pub country: String,
    pub currency: Currency,
    pub price_list: String,
    pub mode: PriceMode,
    pub profile: TaxProfile,
    pub language: Language,
    /// The lines of each address.
    pub addresses: Vec<Vec<String>>,
    pub members: Vec<(MemberId, String)>,
    pub buyers: Vec<Buyer>,
    pub approvers: Vec<MemberId>,
}

/// A member who may place orders.
#[derive(Clone, Copy, Debug)]
pub(super) struct Buyer {
    pub member: MemberId,
    /// Above this an order waits for approval.
    pub limit: Option<i64>,
}

/// An article as one price list sells it.
#[derive(Debug)]
pub(super) struct Ware {
    pub article: Article,
    pub breaks: Vec<PriceBreak>,
    /// Number and names as orders are searched by them.
    pub words: String,
}

/// What a price list sells, sorted by how the past may use it.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// Goods of which there are many: the past takes nothing scarce away from who tries the demo.
    pub goods: Vec<Ware>,
    pub services: Vec<Ware>,
    pub scarce: Vec<Ware>,
}

#[derive(Debug)]
pub(super) struct World {
    /// The vendor's, with the holidays of the past years too.
    pub settings: Settings,
    pub now: Instant,
    pub today: Date,
    shelves: HashMap<String, Shelf>,
    /// The vendor's people who move orders.
    movers: Vec<MemberId>,
}

impl Shelf {
    /// The article with this number, when the list sells it.
    pub(super) fn find(&self, number: &str) -> Option<&Ware> {
        self.goods.iter().chain(&self.scarce).chain(&self.services).find(|ware| ware.article.number == number)
    }
}

impl World {
    /// Reads what these price lists sell, each in its currency.
    pub(super) async fn read(
        db: &impl Db,
        settings: &Settings,
        now: Instant,
        lists: &[(String, Currency)],
        movers: Vec<MemberId>,
    ) -> Result<Self, Error> {
        let mut settings = settings.clone();
        let today = clock::wall(now, &settings.vendor.time_zone).date();
        let (year, _, _) = today.ymd();
        settings.calendar.holidays.extend((year - 3..year).flat_map(|year| Country::Be.holidays(year)));
        let mut shelves = HashMap::new();
        for (list, currency) in lists {
            shelves.insert(list.clone(), shelf(db, list, *currency).await?);
        }
        Ok(Self { settings, now, today, shelves, movers })
    }

    pub(super) fn shelf(&self, list: &str) -> Option<&Shelf> {
        self.shelves.get(list)
    }

    /// The numbers of the goods that a list sells many of.
    pub(super) fn article_numbers(&self, list: &str) -> Vec<String> {
        let goods = self.shelf(list).map_or(&[][..], |shelf| &shelf.goods);
        goods.iter().map(|ware| ware.article.number.clone()).collect()
    }

    /// One of the vendor's people; the customer's own member where there is none, so that a log is never without an author.
    pub(super) fn mover(&self, dice: &mut Dice, otherwise: MemberId) -> MemberId {
        dice.pick(&self.movers).copied().unwrap_or(otherwise)
    }

    /// The vendor's day at a moment.
    pub(super) fn date(&self, at: Instant) -> Date {
        clock::wall(at, &self.settings.vendor.time_zone).date()
    }

    /// The moment when the vendor's wall says so.
    pub(super) fn at(&self, date: Date, minutes: u16) -> Instant {
        clock::at(date, minutes, &self.settings.vendor.time_zone)
    }

    /// What the calendar said then.
    pub(super) fn schedule(&self, at: Instant) -> Schedule {
        Schedule::at(at, &self.settings)
    }

    /// So many working days after.
    pub(super) fn after(&self, date: Date, days: u16) -> Date {
        self.settings.calendar.plus_working_days(date, days)
    }

    /// So many working days before.
    pub(super) fn before(&self, date: Date, days: u16) -> Date {
        /// The calendar may have no working day at all.
        const LONGEST: i32 = 60;
        let mut day = date;
        for _ in 0..days {
            day = (1..LONGEST)
                .map(|back| day.plus_days(-back))
                .find(|earlier| self.settings.calendar.works_on(*earlier))
                .unwrap_or(day.plus_days(-1));
        }
        day
    }

    /// The last working day on which this time of day has passed.
    pub(super) fn last_working_day(&self, minutes: u16) -> Date {
        if self.settings.calendar.works_on(self.today) && self.at(self.today, minutes) <= self.now {
            self.today
        } else {
            self.before(self.today, 1)
        }
    }

    /// The first moment from then on at which somebody is at work at the vendor's.
    pub(super) fn office(&self, from: Instant) -> Instant {
        const OPENS: u16 = 420;
        const CLOSES: u16 = 1020;
        let wall = clock::wall(from, &self.settings.vendor.time_zone);
        let (hour, minute) = wall.hour_minute();
        let minutes = u16::from(hour) * 60 + u16::from(minute);
        let date = wall.date();
        // What came in overnight is not all done on the stroke of seven.
        let queue = minutes % 50;
        if !self.settings.calendar.works_on(date) || minutes >= CLOSES {
            self.at(self.after(date, 1), OPENS + queue)
        } else if minutes < OPENS {
            self.at(date, OPENS + queue)
        } else {
            from
        }
    }
}

async fn shelf(db: &impl Db, list: &str, currency: Currency) -> Result<Shelf, Error> {
    /// Units on the shelf below which an article is scarce.
    const MANY: i64 = 40;
    let audience = Audience { price_list: list, currency, account: None };
    let articles = store::catalogue::browse(db, &ShopFilter::default(), audience, u16::MAX).await?;
    let ids: Vec<ArticleId> = articles.iter().map(|article| article.id).collect();
    let mut prices = store::catalogue::prices(db, list, currency, &ids).await?;
    let mut shelf = Shelf::default();
    for article in articles {
        let part = match article.kind {
            ArticleKind::Service => &mut shelf.services,
            ArticleKind::Goods if article.stock.free >= Quantity::from_units(MANY) => &mut shelf.goods,
            ArticleKind::Goods => &mut shelf.scarce,
        };
        let breaks = prices.remove(&article.id).unwrap_or_default();
        part.push(Ware { words: words(&article), breaks, article });
    }
    Ok(shelf)
}

fn words(article: &Article) -> String {
    let names = article.names.0.values().map(String::as_str);
    store::text::fold(&std::iter::once(article.number.as_str()).chain(names).collect::<Vec<_>>().join(" "))
}
