//! The settings of the demo vendor.

use std::collections::BTreeMap;

use domain::{
    calendar::Calendar,
    cases::{CaseRules, Level, TagRule},
    holidays::Country,
    language::{Language, Texts},
    ledger::wire::Party,
    money::{Currency, CurrencyRules},
    settings::{BankAccount, Billing, DeliveryWay, PublicPrices, Settings, Vendor},
    tax::{TaxClass, TaxRules},
    time::Date,
};

use super::bank_files::own_account;

pub(super) const NAME: &str = "Van Dael & Co";
/// The example of its country in the registry of IBANs (ISO 13616).
pub(super) const IBAN: &str = "BE68539007547034";
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
        calendar: Calendar {
            holidays: (year..=year + 2).flat_map(|year| Country::Be.holidays(year)).collect(),
            ..Calendar::default()
        },
        tax: TaxRules::default(),
        // Belgium rounds cash to five cents (Code of Economic Law, article VI.7/1).
        currencies: vec![(Currency::EUR, CurrencyRules { cash_step: 5, ..Currency::EUR.default_rules() })],
        delivery_ways: delivery_ways(),
        picking_starts: 360,
        transit_days: 2,
        public_prices: PublicPrices::default(),
        cases: CaseRules { tags: tags(), ..CaseRules::default() },
        billing: billing(),
        hours_before: Vec::new(),
    }
}

/// Who stands on the invoices, which are issued when something is shipped.
fn billing() -> Billing {
    Billing {
        seller: Party {
            name: NAME.to_owned(),
            lines: vec!["Kalkovenkaai 12".to_owned()],
            postcode: "9000".to_owned(),
            city: "Gent".to_owned(),
            country: "BE".to_owned(),
            vat_number: Some("BE1999000150".to_owned()),
            email: Some("klantendienst@vandael.example".to_owned()),
            phone: Some("+32 9 000 00 00".to_owned()),
            iban: Some(IBAN.to_owned()),
            bic: Some("GKCCBEBB".to_owned()),
            bank: None,
        },
        accounts: [(Currency::HUF, "TESTHUHB"), (Currency::GBP, "TESTGB2L")]
            .map(|(currency, bic)| BankAccount {
                currency,
                iban: own_account(currency),
                bic: Some(bic.to_owned()),
                bank: None,
            })
            .to_vec(),
        four_eyes_above: vec![(Currency::EUR, 500_000), (Currency::GBP, 450_000), (Currency::HUF, 200_000_000)],
        by_itself: true,
        ..Billing::default()
    }
}

/// What customers of a merchant write about, and what the words do.
fn tags() -> Vec<TagRule> {
    let tag = |code: &str, texts, priority, assign: Option<&str>| TagRule {
        code: code.to_owned(),
        names: names(texts),
        priority,
        assign: assign.map(str::to_owned),
        notify: Vec::new(),
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
