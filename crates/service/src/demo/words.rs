//! What people wrote on their orders, each in their own language.

use domain::{language::Language, time::Date};

use super::dice::Dice;

/// Why customers cancelled.
pub(super) const fn second_thoughts(language: Language) -> [&'static str; 3] {
    match language {
        Language::En => ["Ordered twice by mistake", "The job has been put off", "Wrong size"],
        Language::Nl => ["Per vergissing twee keer besteld", "De werf is uitgesteld", "Verkeerde maat"],
        Language::Hu => ["Véletlenül kétszer rendeltük meg", "A munkát elhalasztották", "Rossz méret"],
        Language::De => ["Versehentlich doppelt bestellt", "Die Baustelle ist verschoben", "Falsches Maß"],
        Language::Es => ["Pedido dos veces por error", "La obra se ha aplazado", "Medida equivocada"],
        Language::Fr => ["Commandé deux fois par erreur", "Le chantier est reporté", "Mauvaise dimension"],
    }
}

/// Why the vendor cancelled.
pub(super) const fn regrets(language: Language) -> [&'static str; 2] {
    match language {
        Language::En => {
            ["The manufacturer has stopped making this article", "Damaged in our warehouse; nothing left in stock"]
        }
        Language::Nl => {
            ["De fabrikant maakt dit artikel niet meer", "Beschadigd in ons magazijn; niets meer in voorraad"]
        }
        Language::Hu => ["A gyártó már nem készíti ezt a cikket", "Megsérült a raktárunkban; nincs több készleten"],
        Language::De => ["Der Hersteller führt diesen Artikel nicht mehr", "Im Lager beschädigt; kein Bestand mehr"],
        Language::Es => {
            ["El fabricante ya no produce este artículo", "Dañado en nuestro almacén; no quedan existencias"]
        }
        Language::Fr => ["Le fabricant ne produit plus cet article", "Endommagé dans notre entrepôt ; plus de stock"],
    }
}

/// Why approvers said no.
pub(super) const fn refusals(language: Language) -> [&'static str; 2] {
    match language {
        Language::En => ["Too much for this site, please split it", "We still have this in the yard"],
        Language::Nl => ["Te veel voor deze werf, graag opsplitsen", "Dit ligt nog in ons magazijn"],
        Language::Hu => ["Túl sok ehhez a munkához, kérem, bontsa meg", "Ebből még van a telephelyen"],
        Language::De => ["Zu viel für diese Baustelle, bitte aufteilen", "Davon haben wir noch im Lager"],
        Language::Es => ["Demasiado para esta obra, divídalo por favor", "Todavía tenemos en el almacén"],
        Language::Fr => ["Trop pour ce chantier, à répartir", "Nous en avons encore au dépôt"],
    }
}

const fn notes(language: Language) -> [&'static str; 2] {
    match language {
        Language::En => ["Please call half an hour before", "The gate is open from 7:00"],
        Language::Nl => ["Graag een halfuur vooraf bellen", "De poort is open vanaf 7 uur"],
        Language::Hu => ["Kérem, érkezés előtt fél órával hívjon", "A kapu 7 órától nyitva van"],
        Language::De => ["Bitte eine halbe Stunde vorher anrufen", "Das Tor ist ab 7 Uhr offen"],
        Language::Es => ["Llamen media hora antes, por favor", "La puerta está abierta desde las 7"],
        Language::Fr => ["Merci d'appeler une demi-heure avant", "Le portail est ouvert dès 7 h"],
    }
}

const fn site(language: Language) -> &'static str {
    match language {
        Language::En => "Site",
        Language::Nl => "Werf",
        Language::Hu => "Munka",
        Language::De => "Bauvorhaben",
        Language::Es => "Obra",
        Language::Fr => "Chantier",
    }
}

/// The customer's own reference, if they gave one.
pub(super) fn reference(dice: &mut Dice, language: Language, on: Date) -> Option<String> {
    let (year, _, _) = on.ymd();
    match dice.between(0, 9) {
        0..=3 => None,
        4..=6 => Some(format!("PO {year}-{}", dice.digits(4))),
        _ => Some(format!("{} {year}/{}", site(language), dice.between(1, 40))),
    }
}

/// A note for the vendor, now and then.
pub(super) fn note(dice: &mut Dice, language: Language) -> Option<String> {
    if dice.chance(90) { None } else { one_of(dice, &notes(language)).map(str::to_owned) }
}

/// One of a few sentences.
pub(super) fn one_of(dice: &mut Dice, of: &[&'static str]) -> Option<&'static str> {
    dice.pick(of).copied()
}
