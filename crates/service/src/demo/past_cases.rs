//! What some of the demo's customers have written in the past year, all of it settled: so that the vendor's mirror and the
//! answer times that are offered before writing have something to say.

use domain::{
    cases::{CaseStep, Kind, Level, Stage},
    event::Event,
    ids::{CaseId, EntryId, MemberId},
    language::Language,
    promise::{OpenHours, Policy, Promise},
    time::Instant,
};
use store::{
    Tx,
    bulk::{HistoricCase, HistoricEntry, HistoricEvent, Series},
    measures::Sums,
};

use super::{
    JOB,
    dice::Dice,
    world::{Customer, World},
};
use crate::{
    Error, cases,
    measures::{Told, measure},
};

/// Any number would do; this one stays.
const SEED: u64 = 20_011_121;
/// The customers who wrote: those whose few new cases are told elsewhere (`cases`).
const WRITERS: [usize; 6] = [5, 8, 9, 10, 11, 12];
/// The oldest was written so many days ago, and the newest is settled by now.
const DAYS: (i64, i64) = (16, 400);
const HOUR: i64 = 3_600_000;

/// What is written: the language, the kind, the tag, the subject, the text, the answer, and what is expected.
/// `{article}` is one that the customer can buy.
type Words = (Language, Kind, &'static str, [&'static str; 4]);

use Kind::{Complaint, Concern, Question, Suggestion};
use Language::{De, En, Fr, Nl};

const WORDS: &[Words] = &[
    (En, Question, "delivery", ["When is {article} in stock again?", "We plan a site for next month.", "From the 12th; I have put yours aside.", ""]),
    (En, Question, "invoice", ["{article} stands twice on the invoice", "We ordered it once.", "You are right: a corrected invoice is on its way.", ""]),
    (En, Complaint, "quality", ["{article}: damaged on arrival", "Part of the pallet is cracked.", "We replace the pallet with the next van.", "New ones by Friday"]),
    (En, Complaint, "delivery", ["{article} came a day late", "The fitters stood still in the morning.", "The van broke down; the delivery is free of charge.", "To be told before"]),
    (En, Concern, "delivery", ["Will {article} fit through our gate?", "The gate is 2.80 m wide.", "We send the small van, in two trips.", "An answer before Thursday"]),
    (Nl, Question, "delivery", ["Wanneer is {article} weer op voorraad?", "We plannen een werf voor volgende maand.", "Vanaf de 12de; ik leg het uwe apart.", ""]),
    (Nl, Question, "invoice", ["{article} staat twee keer op de factuur", "We hebben het één keer besteld.", "U hebt gelijk: een verbeterde factuur is onderweg.", ""]),
    (Nl, Question, "quality", ["Is {article} bestand tegen vorst?", "Het is voor een buitenmuur.", "Ja, tot 25 graden onder nul.", ""]),
    (Nl, Complaint, "quality", ["{article}: beschadigd aangekomen", "Een deel van de pallet is gebroken.", "We vervangen de pallet met de volgende bestelwagen.", "Nieuwe tegen vrijdag"]),
    (Nl, Complaint, "delivery", ["{article} kwam een dag te laat", "De plaatsers stonden 's morgens stil.", "De bestelwagen viel stil; de levering is kosteloos.", "Dat men het vooraf zegt"]),
    (Nl, Suggestion, "delivery", ["{article} ook per halve pallet", "Een hele is voor ons vaak te veel.", "Dat doen we vanaf volgende maand.", ""]),
    (De, Question, "delivery", ["Wann ist {article} wieder auf Lager?", "Wir planen eine Baustelle für nächsten Monat.", "Ab dem 12.; Ihre habe ich zurückgelegt.", ""]),
    (De, Question, "invoice", ["{article} steht zweimal auf der Rechnung", "Wir haben es einmal bestellt.", "Sie haben recht: Eine berichtigte Rechnung ist unterwegs.", ""]),
    (De, Complaint, "quality", ["{article}: beschädigt angekommen", "Ein Teil der Palette ist gebrochen.", "Wir tauschen die Palette mit dem nächsten Wagen.", "Neue bis Freitag"]),
    (De, Concern, "safety", ["Ist {article} bei Nässe trittfest?", "Unsere Leute gehen darauf.", "Ja, nach R11; das Prüfblatt liegt bei.", "Ein Prüfblatt"]),
    (Fr, Question, "delivery", ["Quand {article} sera-t-il de nouveau en stock ?", "Nous préparons un chantier pour le mois prochain.", "À partir du 12 ; le vôtre est mis de côté.", ""]),
    (Fr, Question, "invoice", ["{article} figure deux fois sur la facture", "Nous l’avons commandé une fois.", "Vous avez raison : une facture corrigée est en route.", ""]),
    (Fr, Complaint, "quality", ["{article} : abîmé à l’arrivée", "Une partie de la palette est cassée.", "Nous remplaçons la palette avec la prochaine camionnette.", "Des neufs pour vendredi"]),
    (Fr, Complaint, "delivery", ["{article} est arrivé un jour trop tard", "Les poseurs ont attendu toute la matinée.", "La camionnette est tombée en panne ; la livraison est offerte.", "Être prévenu avant"]),
];

/// Writes them; gives what happened in them, for the log.
pub(super) async fn write(
    tx: &Tx,
    world: &World,
    customers: &[Customer],
    staff: &[MemberId],
) -> Result<Vec<HistoricEvent>, Error> {
    let mut dice = Dice::new(SEED);
    let hours = cases::hours(&world.settings, world.now.plus_days(-DAYS.1 - 1), world.now);
    let mut begun: Vec<(Instant, &Customer)> = Vec::new();
    for customer in WRITERS.iter().filter_map(|place| customers.get(*place)) {
        let count = if customer.company { dice.between(34, 46) } else { dice.between(4, 7) };
        begun.extend((0..count).map(|_| (some_time(world, &hours, &mut dice), customer)));
    }
    begun.sort_by_key(|(at, _)| *at);
    let first = store::bulk::reserve_numbers(tx, JOB, Series::Cases, u64::try_from(begun.len()).unwrap_or(0)).await?;
    let (mut written, mut events, mut sums) = (Vec::new(), Vec::new(), Sums::default());
    for (number, (opened, customer)) in (first..).zip(begun) {
        let Some(past) = Past::of(world, &hours, staff, &mut dice, (number, opened), customer) else { continue };
        let (case, happened) = past.live(&mut dice);
        sums.add(&case.measure, 1);
        written.push(case);
        events.extend(happened);
    }
    store::bulk::write_cases(tx, JOB, &written).await?;
    sums.write(tx, JOB).await?;
    Ok(events)
}

/// Mostly while somebody answers, more in the morning.
fn some_time(world: &World, hours: &OpenHours, dice: &mut Dice) -> Instant {
    let day = world.today.plus_days(-i32::try_from(dice.between(DAYS.0, DAYS.1)).unwrap_or(30));
    let minutes = if dice.chance(65) { dice.small(450, 720) } else { dice.small(720, 1_260) };
    let at = world.at(day, minutes);
    // On days without answers few people write.
    match hours.after(at, 1) {
        Some(open) if dice.chance(80) && open.millis() - at.millis() > 20 * HOUR => open.plus_minutes(dice.between(1, 90)),
        _ => at,
    }
}

struct Past<'a> {
    world: &'a World,
    hours: &'a OpenHours,
    customer: &'a Customer,
    number: i64,
    opened: Instant,
    kind: Kind,
    level: Level,
    policy: Policy,
    agent: MemberId,
    tag: &'static str,
    article: String,
    subject: String,
    words: &'a [&'static str; 4],
    entries: Vec<HistoricEntry>,
    events: Vec<HistoricEvent>,
    at: Instant,
}

impl<'a> Past<'a> {
    fn of(
        world: &'a World,
        hours: &'a OpenHours,
        staff: &[MemberId],
        dice: &mut Dice,
        (number, opened): (i64, Instant),
        customer: &'a Customer,
    ) -> Option<Self> {
        let own: Vec<&Words> = WORDS.iter().filter(|(language, ..)| *language == customer.language).collect();
        let (_, kind, tag, words) = dice.pick(&own)?;
        let ware = dice.pick(&world.shelf(&customer.price_list)?.goods)?;
        let name = ware.article.names.pick(customer.language, world.settings.vendor.language).0;
        let level = match dice.between(1, 10) {
            1..=2 => Level::Low,
            3..=8 => Level::Normal,
            _ => Level::High,
        };
        let raised = world.settings.cases.tag(tag).and_then(|rule| rule.priority);
        let level = raised.map_or(level, |least| level.max(least));
        Some(Self {
            world,
            hours,
            customer,
            number,
            opened,
            kind: *kind,
            level,
            policy: world.settings.cases.policy(*kind, level),
            agent: *dice.pick(staff)?,
            tag,
            article: ware.article.number.clone(),
            subject: words[0].replace("{article}", name),
            words,
            entries: Vec::new(),
            events: Vec::new(),
            at: opened,
        })
    }

    /// From the first word to the end.
    fn live(mut self, dice: &mut Dice) -> (HistoricCase, Vec<HistoricEvent>) {
        let member = self.customer.buyers.first().map_or(MemberId::NIL, |buyer| buyer.member);
        let subject = self.subject.clone();
        self.step(member, CaseStep::Opened, &subject);
        self.say(dice, member, self.words[1]);
        let is_late = dice.chance(13);
        let first = i64::from(self.policy.first_answer);
        let agent = self.agent;
        if is_late {
            self.pass(first * 60_000 + 60_000);
            self.step(agent, CaseStep::Missed, Promise::FirstAnswer.code());
            self.pass(dice.between(20, 100) * first * 600);
        } else {
            self.pass(dice.between(3, 80) * first * 600);
        }
        let answered_after = Some(self.hours.between(self.opened, self.at) / 60_000);
        if self.kind.is_investigated() {
            self.step(agent, CaseStep::Taken, "");
            self.step(agent, CaseStep::Investigating, "");
            self.step(agent, CaseStep::Answered, "");
            self.solve(dice, member);
        } else {
            self.say(dice, agent, self.words[2]);
            self.step(agent, CaseStep::Answered, "");
            if dice.chance(60) {
                self.pass(dice.between(30, 900) * 60_000);
                self.step(member, CaseStep::Accepted, "");
            } else {
                self.at = self.at.plus_days(i64::from(self.world.settings.cases.lapse_days));
                self.step(agent, CaseStep::Lapsed, "");
            }
        }
        let satisfaction = dice.chance(55).then(|| if is_late { dice.between(1, 4) } else { dice.between(3, 5) });
        self.close(dice, member, answered_after, satisfaction)
    }

    /// A solution in time, mostly, and mostly accepted.
    fn solve(&mut self, dice: &mut Dice, member: MemberId) {
        let (agent, next) = (self.agent, i64::from(self.policy.next_update));
        if dice.chance(9) {
            self.pass(next * 60_000 + 60_000);
            self.step(agent, CaseStep::Missed, Promise::NextUpdate.code());
        }
        self.pass(dice.between(10, 90) * next * 600);
        self.say(dice, agent, self.words[2]);
        self.step(agent, CaseStep::Proposed, "");
        self.pass(dice.between(30, 900) * 60_000);
        if dice.chance(10) {
            self.step(member, CaseStep::Declined, "");
            self.pass(dice.between(10, 80) * next * 600);
            self.say(dice, agent, self.words[2]);
            self.step(agent, CaseStep::Proposed, "");
            self.pass(dice.between(30, 400) * 60_000);
        }
        self.step(member, CaseStep::Accepted, "");
    }

    fn close(
        self,
        dice: &mut Dice,
        member: MemberId,
        answered_after: Option<i64>,
        satisfaction: Option<i64>,
    ) -> (HistoricCase, Vec<HistoricEvent>) {
        let expected = Some(self.words[3]).filter(|words| !words.is_empty() && dice.chance(70)).map(str::to_owned);
        let rating = satisfaction.and_then(|grade| i32::try_from(grade).ok());
        let told = Told {
            kind: self.kind,
            opened: self.opened,
            changed: self.at,
            is_closed: true,
            is_merged: false,
            answered_after,
            rating,
            has_expected: expected.is_some(),
            tags: &[self.tag.to_owned()],
            article: Some(&self.article),
            cause: None,
        };
        let seen: Vec<(&Event, Instant)> = self.events.iter().map(|told| (&told.event, told.at)).collect();
        let measure = measure(&self.world.settings, self.hours, &told, &seen);
        let case = HistoricCase {
            account: self.customer.id,
            id: CaseId(dice.id(self.opened)),
            number: self.number,
            version: i32::try_from(self.events.len()).unwrap_or(i32::MAX) + 1,
            kind: self.kind,
            stage: Stage::Closed,
            subject: self.subject,
            priority: self.level,
            member,
            assignee: Some(self.agent),
            due: None,
            article: Some(self.article),
            expected,
            satisfaction: rating,
            answered_after,
            opened: self.opened,
            changed: self.at,
            closed: Some(self.at),
            tag: self.tag,
            entries: self.entries,
            measure,
        };
        (case, self.events)
    }

    /// So much working time passes.
    fn pass(&mut self, millis: i64) {
        self.at = self.hours.after(self.at, millis).unwrap_or(self.at);
    }

    fn say(&mut self, dice: &mut Dice, by: MemberId, text: &str) {
        let by_vendor = by == self.agent;
        self.entries.push(HistoricEntry {
            id: EntryId(dice.id(self.at)),
            member: by,
            by_vendor,
            text: text.to_owned(),
            language: self.customer.language,
            at: self.at,
            opened: (!by_vendor).then(|| (self.agent, self.at.plus_minutes(2))),
        });
    }

    fn step(&mut self, by: MemberId, step: CaseStep, text: &str) {
        let is_first = step == CaseStep::Opened;
        self.events.push(HistoricEvent {
            account: self.customer.id,
            by,
            event: Event::Case {
                case: self.number,
                step,
                text: text.to_owned(),
                level: is_first.then_some(self.level),
                policy: is_first.then_some(self.policy),
                told: Vec::new(),
                carried: Vec::new(),
            },
            at: self.at,
        });
    }
}
