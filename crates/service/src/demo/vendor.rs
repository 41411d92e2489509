//! The settings of the demo vendor.

use std::collections::BTreeMap;

use domain::{
    calendar::Calendar,
    cases::{CaseRules, Level, TagRule},
    language::{Language, Texts},
    money::{Currency, CurrencyRules},
    settings::{DeliveryWay, PublicPrices, Settings, Vendor},
    tax::{TaxClass, TaxRules},
    time::Date,
};

pub(super) const NAME: &str = "Van Dael & Co";
pub(super) const TIME_ZONE: &str = "Europe/Brussels";

/// The settings, with the holidays of this and the next two years.
pub(crate) fn settings(today: Date) -> Settings {
    let (year, _, _) = today.ymd();
    Settings {
        vendor: Vendor {
            name: NAME.to_owned(),
            language: Language::Nl,
            time_zone: TIME_ZONE.to_owned(),
            email: "klantendienst@vandael.example".to_owned(),
            phone: "+32 9 000 00 00".to_owned(),
            address: "Kalkovenkaai 12, 9000 Gent".to_owned(),
            vat_number: "BE1999000150".to_owned(),
            brand_hue: 172,
            carriers: [
                ("PostNL", "https://postnl.nl/tracktrace/?B={tracking}"),
                ("bpost", "https://track.bpost.cloud/btr/web/#/search?itemCode={tracking}"),
                ("DPD", "https://tracking.dpd.de/status/en_US/parcel/{tracking}"),
                ("GLS", "https://gls-group.eu/EU/en/parcel-tracking?match={tracking}"),
            ]
            .map(|(name, pattern)| (name.to_owned(), pattern.to_owned()))
            .to_vec(),
        },
        calendar: Calendar { holidays: (year..=year + 2).flat_map(holidays).collect(), ..Calendar::default() },
        tax: TaxRules::default(),
        // Belgium rounds cash to five cents (Code of Economic Law, article VI.7/1).
        currencies: vec![(Currency::EUR, CurrencyRules { cash_step: 5, ..Currency::EUR.default_rules() })],
        delivery_ways: delivery_ways(),
        picking_starts: 360,
        transit_days: 2,
        public_prices: PublicPrices::default(),
        cases: CaseRules { tags: tags(), ..CaseRules::default() },
    }
}

/// What customers of a merchant write about, and what the words do.
fn tags() -> Vec<TagRule> {
    let tag = |code: &str, texts, priority, assign: Option<&str>| TagRule {
        code: code.to_owned(),
        names: names(texts),
        priority,
        assign: assign.map(str::to_owned),
    };
    vec![
        tag("delivery", ["Delivery", "Levering", "Szállítás", "Lieferung", "Entrega", "Livraison"], None, None),
        tag("quality", ["Quality", "Kwaliteit", "Minőség", "Qualität", "Calidad", "Qualité"], None, None),
        tag("invoice", ["Invoice", "Factuur", "Számla", "Rechnung", "Factura", "Facture"], None, None),
        tag(
            "safety",
            ["Safety", "Veiligheid", "Biztonság", "Sicherheit", "Seguridad", "Sécurité"],
            Some(Level::Critical),
            None,
        ),
    ]
}

/// The public holidays of Belgium (act of 4 January 1974 and royal decree of 18 April 1974).
pub(super) fn holidays(year: i32) -> Vec<Date> {
    let fixed = [(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)];
    let easter = easter(year);
    // Easter Monday, Ascension, Whit Monday.
    let moving = [1, 39, 50].into_iter().filter_map(|days| easter.map(|easter| easter.plus_days(days)));
    let mut holidays: Vec<Date> =
        fixed.into_iter().filter_map(|(month, day)| Date::from_ymd(year, month, day)).chain(moving).collect();
    holidays.sort_unstable();
    holidays
}

/// Easter Sunday of the Gregorian calendar ("anonymous" algorithm, Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<Date> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let correction = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let sum = epact + weekday - 7 * late + 114;
    Date::from_ymd(year, u8::try_from(sum / 31).ok()?, u8::try_from(sum % 31 + 1).ok()?)
}

fn delivery_ways() -> Vec<DeliveryWay> {
    let amounts = |euro: i64, forint: i64, pound: i64| {
        vec![(Currency::EUR, euro), (Currency::HUF, forint), (Currency::GBP, pound)]
    };
    vec![
        DeliveryWay {
            code: "van".to_owned(),
            names: names([
                "Delivery by parcel service or van",
                "Levering per pakketdienst of bestelwagen",
                "Kiszállítás csomagküldővel vagy furgonnal",
                "Lieferung per Paketdienst oder Lieferwagen",
                "Entrega por mensajería o furgoneta",
                "Livraison par colis ou camionnette",
            ]),
            cost: amounts(750, 290_000, 650),
            free_from: amounts(25_000, 9_500_000, 22_000),
            tax_class: TaxClass::Standard,
            to_address: true,
            extra_days: 0,
        },
        DeliveryWay {
            code: "crane".to_owned(),
            names: names([
                "Delivery by crane lorry",
                "Levering met kraanwagen",
                "Kiszállítás darus teherautóval",
                "Lieferung mit dem Kranwagen",
                "Entrega con camión grúa",
                "Livraison par camion-grue",
            ]),
            cost: amounts(6_500, 2_540_000, 5_600),
            free_from: Vec::new(),
            tax_class: TaxClass::Standard,
            to_address: true,
            extra_days: 1,
        },
        DeliveryWay {
            code: "collect".to_owned(),
            names: names([
                "Collect at our counter in Gent",
                "Afhalen aan ons loket in Gent",
                "Átvétel a genti pultunknál",
                "Abholung an unserem Schalter in Gent",
                "Recogida en nuestro mostrador de Gante",
                "Retrait à notre comptoir de Gand",
            ]),
            cost: amounts(0, 0, 0),
            free_from: Vec::new(),
            tax_class: TaxClass::Standard,
            to_address: false,
            extra_days: 0,
        },
    ]
}

/// In the order of [`Language::ALL`].
fn names(names: [&str; 6]) -> Texts {
    Texts(BTreeMap::from_iter(Language::ALL.into_iter().zip(names.map(str::to_owned))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn belgian_holidays_of_2026() {
        let days: Vec<String> = holidays(2026).into_iter().map(Date::iso).collect();
        assert_eq!(
            days,
            [
                "2026-01-01",
                "2026-04-06",
                "2026-05-01",
                "2026-05-14",
                "2026-05-25",
                "2026-07-21",
                "2026-08-15",
                "2026-11-01",
                "2026-11-11",
                "2026-12-25",
            ]
        );
        assert_eq!(easter(2027).map(Date::iso).as_deref(), Some("2027-03-28"));
        assert_eq!(easter(2038).map(Date::iso).as_deref(), Some("2038-04-25"));
    }
}
