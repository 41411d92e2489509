//! What the demo's customers have written in the past, and what they were answered.

use domain::{
    cases::Kind::{self, Complaint, Concern, Question, Suggestion},
    language::Language::{self, De, En, Fr, Nl},
};

/// What is written: the language, the kind, the tag, the subject, the text, the answer, and what is expected.
/// `{article}` is one that the customer can buy.
pub(super) type Words = (Language, Kind, &'static str, [&'static str; 4]);

pub(super) const WORDS: &[Words] = &[
    (
        En,
        Question,
        "delivery",
        [
            "When is {article} in stock again?",
            "We plan a site for next month.",
            "From the 12th; I have put yours aside.",
            "",
        ],
    ),
    (
        En,
        Question,
        "invoice",
        [
            "{article} stands twice on the invoice",
            "We ordered it once.",
            "You are right: a corrected invoice is on its way.",
            "",
        ],
    ),
    (
        En,
        Complaint,
        "quality",
        [
            "{article}: damaged on arrival",
            "Part of the pallet is cracked.",
            "We replace the pallet with the next van.",
            "New ones by Friday",
        ],
    ),
    (
        En,
        Complaint,
        "delivery",
        [
            "{article} came a day late",
            "The fitters stood still in the morning.",
            "The van broke down; the delivery is free of charge.",
            "To be told before",
        ],
    ),
    (
        En,
        Concern,
        "delivery",
        [
            "Will {article} fit through our gate?",
            "The gate is 2.80 m wide.",
            "We send the small van, in two trips.",
            "An answer before Thursday",
        ],
    ),
    (
        Nl,
        Question,
        "delivery",
        [
            "Wanneer is {article} weer op voorraad?",
            "We plannen een werf voor volgende maand.",
            "Vanaf de 12de; ik leg het uwe apart.",
            "",
        ],
    ),
    (
        Nl,
        Question,
        "invoice",
        [
            "{article} staat twee keer op de factuur",
            "We hebben het één keer besteld.",
            "U hebt gelijk: een verbeterde factuur is onderweg.",
            "",
        ],
    ),
    (
        Nl,
        Question,
        "quality",
        ["Is {article} bestand tegen vorst?", "Het is voor een buitenmuur.", "Ja, tot 25 graden onder nul.", ""],
    ),
    (
        Nl,
        Complaint,
        "quality",
        [
            "{article}: beschadigd aangekomen",
            "Een deel van de pallet is gebroken.",
            "We vervangen de pallet met de volgende bestelwagen.",
            "Nieuwe tegen vrijdag",
        ],
    ),
    (
        Nl,
        Complaint,
        "delivery",
        [
            "{article} kwam een dag te laat",
            "De plaatsers stonden 's morgens stil.",
            "De bestelwagen viel stil; de levering is kosteloos.",
            "Dat men het vooraf zegt",
        ],
    ),
    (
        Nl,
        Suggestion,
        "delivery",
        [
            "{article} ook per halve pallet",
            "Een hele is voor ons vaak te veel.",
            "Dat doen we vanaf volgende maand.",
            "",
        ],
    ),
    (
        De,
        Question,
        "delivery",
        [
            "Wann ist {article} wieder auf Lager?",
            "Wir planen eine Baustelle für nächsten Monat.",
            "Ab dem 12.; Ihre habe ich zurückgelegt.",
            "",
        ],
    ),
    (
        De,
        Question,
        "invoice",
        [
            "{article} steht zweimal auf der Rechnung",
            "Wir haben es einmal bestellt.",
            "Sie haben recht: Eine berichtigte Rechnung ist unterwegs.",
            "",
        ],
    ),
    (
        De,
        Complaint,
        "quality",
        [
            "{article}: beschädigt angekommen",
            "Ein Teil der Palette ist gebrochen.",
            "Wir tauschen die Palette mit dem nächsten Wagen.",
            "Neue bis Freitag",
        ],
    ),
    (
        De,
        Concern,
        "safety",
        [
            "Ist {article} bei Nässe trittfest?",
            "Unsere Leute gehen darauf.",
            "Ja, nach R11; das Prüfblatt liegt bei.",
            "Ein Prüfblatt",
        ],
    ),
    (
        Fr,
        Question,
        "delivery",
        [
            "Quand {article} sera-t-il de nouveau en stock ?",
            "Nous préparons un chantier pour le mois prochain.",
            "À partir du 12 ; le vôtre est mis de côté.",
            "",
        ],
    ),
    (
        Fr,
        Question,
        "invoice",
        [
            "{article} figure deux fois sur la facture",
            "Nous l’avons commandé une fois.",
            "Vous avez raison : une facture corrigée est en route.",
            "",
        ],
    ),
    (
        Fr,
        Complaint,
        "quality",
        [
            "{article} : abîmé à l’arrivée",
            "Une partie de la palette est cassée.",
            "Nous remplaçons la palette avec la prochaine camionnette.",
            "Des neufs pour vendredi",
        ],
    ),
    (
        Fr,
        Complaint,
        "delivery",
        [
            "{article} est arrivé un jour trop tard",
            "Les poseurs ont attendu toute la matinée.",
            "La camionnette est tombée en panne ; la livraison est offerte.",
            "Être prévenu avant",
        ],
    ),
];
