//! What some customers of the demo have asked and complained of lately, and what became of it.
//!
//! It goes through the use cases themselves, at moments of the last days, so that stages, receipts and promises are what
//! they would be. Nobody is mailed of what lies in the past.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::{
    cases::{Draft, Remedy},
    ids::{CommandKey, SessionId},
    ledger::{PostingKind, wire::DisputeDraft},
    permissions::Actor,
    time::Instant,
};

use super::{JOB, desk, missing};
use crate::{
    Context, Error,
    cases::{self, Say, Saying, Seen},
    clock::Clock,
    entry, invoices, ledger, post,
};

/// What somebody writes: who, what kind, subject, words, impact, by when, how many minutes ago.
struct Written {
    by: &'static str,
    kind: &'static str,
    subject: &'static str,
    text: &'static str,
    impact: &'static str,
    needed: &'static str,
    tags: &'static str,
    ago: i64,
}

const JAN: &str = "jan@vandael.example";
const EVA: &str = "eva@vandael.example";
const MIRA: &str = "mira@vandael.example";
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// The portal at other moments.
pub(super) struct Past {
    context: Context,
    millis: Arc<AtomicI64>,
    now: Instant,
}

impl Past {
    pub(super) fn go_to(&self, minutes_ago: i64) -> &Context {
        self.millis.store(self.now.plus_minutes(-minutes_ago).millis(), Ordering::SeqCst);
        &self.context
    }

    async fn actor(&self, email: &str) -> Result<Actor, Error> {
        let store = self.context.store();
        let member = store::accounts::member_by_email(store, JOB, email).await?.ok_or_else(|| missing(email))?;
        let id = domain::ids::MemberId(member.id);
        let (language, time_zone, staff) = (member.language(), member.time_zone.clone(), member.staff());
        let memberships = store::accounts::memberships(store, id).await?;
        let of_account = memberships.first().map(|membership| entry::acting(id, SessionId::NIL, language, membership));
        let stranger =
            Actor { member: id, session: SessionId::NIL, language, time_zone: String::new(), acting: None, staff };
        Ok(Actor { time_zone, ..of_account.unwrap_or(stranger) })
    }

    async fn written(&self, what: &Written) -> Result<(Actor, i64), Error> {
        let actor = self.actor(what.by).await?;
        let draft = Draft {
            key: CommandKey(store::new_id()),
            kind: what.kind.to_owned(),
            subject: what.subject.to_owned(),
            text: what.text.to_owned(),
            impact: what.impact.to_owned(),
            needed: what.needed.to_owned(),
            remedy: String::new(),
            expected: String::new(),
            tags: what.tags.to_owned(),
            ticked: Vec::new(),
            order: String::new(),
            article: String::new(),
        };
        let number = cases::open(self.go_to(what.ago), &actor, &draft).await?;
        Ok((actor, number))
    }

    /// A mail that came in: of a member, which is a case, or of somebody whom nobody knows.
    async fn mailed(&self, ago: i64, raw: &str) -> Result<(), Error> {
        let context = self.go_to(ago);
        let handed = post::Handed { mailbox: "demo".to_owned(), raw: raw.into(), ..post::Handed::default() };
        post::take_in(context, handed).await?;
        post::pass(context).await?;
        Ok(())
    }

    async fn say(&self, ago: i64, number: i64, saying: Saying, text: &str, cause: &str) -> Result<(), Error> {
        let jan = self.actor(JAN).await?;
        let context = self.go_to(ago);
        // Looking at it is seen by the customer.
        cases::desk_page(context, &jan, number).await?;
        let say = Say { key: CommandKey(store::new_id()), number, seen: None, saying, text, cause, prevention: "" };
        cases::answer(context, &jan, say).await
    }
}

/// Writes them.
pub(super) async fn write(context: &Context, now: Instant) -> Result<(), Error> {
    let millis = Arc::new(AtomicI64::new(now.millis()));
    let clock = Clock::Set(Arc::clone(&millis));
    let past =
        Past { context: Context::new(context.store().clone(), clock, context.config().clone()).await?, millis, now };

    let (_, wrong) = past
        .written(&Written {
            by: "niamh@harbour-renovations.example",
            kind: "complaint",
            subject: "Wrong boards on the pallet",
            text: "Half of the pallet is 12.5 mm instead of 15 mm.\nThe fitters stand still until the right ones are here.",
            impact: "standstill",
            needed: "tomorrow",
            tags: "delivery",
            ago: DAY + 2 * HOUR,
        })
        .await?;
    let jan = past.actor(JAN).await?;
    let context_then = past.go_to(DAY + HOUR);
    let seen = cases::desk_page(context_then, &jan, wrong).await?.case;
    cases::take(context_then, &jan, Seen { number: wrong, version: seen.version }, "investigating").await?;
    past.say(
        DAY,
        wrong,
        Saying::Answer,
        "Sorry, that must not happen. The right boards leave with the first van; I am finding out how these got on your pallet.",
        "",
    )
    .await?;

    let (_, stock) = past
        .written(&Written {
            by: "joost@vandermeerbouw.example",
            kind: "question",
            subject: "Gipsplaat 15 mm: voorraad voor volgende week?",
            text: "Hebben jullie volgende week 200 platen liggen, of bestel ik ze beter nu?",
            impact: "none",
            needed: "this_week",
            tags: "",
            ago: 2 * DAY,
        })
        .await?;
    past.say(
        DAY + 20 * HOUR,
        stock,
        Saying::Answer,
        "Er liggen er nu 260. Bestel gerust nu, dan leggen we ze apart.",
        "",
    )
    .await?;

    let (_, crane) = past
        .written(&Written {
            by: "martin@zimmerei-vogt.example",
            kind: "concern",
            subject: "Kommt der Kranwagen durch die Hofeinfahrt?",
            text: "Unsere Einfahrt ist nur 2,80 m breit. Beim letzten Mal war es knapp.",
            impact: "hindered",
            needed: "this_week",
            tags: "delivery",
            ago: DAY + 5 * HOUR,
        })
        .await?;
    past.say(DAY + 3 * HOUR, crane, Saying::Ask, "Wie hoch ist das Tor, und gibt es eine zweite Zufahrt?", "").await?;

    let (_, stains) = past
        .written(&Written {
            by: "michel@toitures-lambert.example",
            kind: "complaint",
            subject: "Tuiles tachées",
            text: "Une palette sur trois a des taches blanches.",
            impact: "hindered",
            needed: "no_hurry",
            tags: "quality",
            ago: 4 * DAY,
        })
        .await?;
    past.say(
        3 * DAY,
        stains,
        Saying::Propose,
        "Nous reprenons la palette jeudi et vous en livrons une nouvelle, sans frais.",
        "Condensation sous le film, au stockage chez le fabricant.",
    )
    .await?;
    desk::replies(&past.context, &past.actor(MIRA).await?).await?;
    desk::causes(&past, &past.actor(EVA).await?, &[("Tuiles tachées", stains)]).await?;

    past.written(&Written {
        by: "wim@declercq-zonen.example",
        kind: "suggestion",
        subject: "Levering vóór 7 uur",
        text: "Op werven in de stad zou een levering vóór 7 uur veel helpen.",
        impact: "none",
        needed: "no_hurry",
        tags: "delivery",
        ago: 35,
    })
    .await?;

    past.mailed(
        3 * HOUR,
        "From: Michel Lambert <michel@toitures-lambert.example>\r\nTo: help@vandael.example\r\n\
         Subject: Horaire de la livraison de jeudi\r\nMessage-ID: <jeudi@toitures-lambert.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         Bonjour,\r\n\r\nLe camion peut-il arriver avant midi ? Le chantier ferme à 14 heures.\r\n\r\nMichel\r\n",
    )
    .await?;
    past.mailed(
        HOUR,
        "From: Petra Novak <petra@novak-roofing.example>\r\nTo: help@vandael.example\r\n\
         Subject: Do you deliver to Luxembourg?\r\nMessage-ID: <lux@novak-roofing.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         Good day,\r\n\r\nwe are new to you and need 600 roof tiles in Esch by the end of next week.\r\n",
    )
    .await?;

    let joost = past.actor("joost@vandermeerbouw.example").await?;
    dispute(past.go_to(6 * HOUR), &joost).await?;

    let tx = context.store().begin().await?;
    store::outbox::clear(&tx, JOB).await?;
    tx.commit().await?;
    Ok(())
}

/// Somebody does not agree with a line of the invoice that is due first.
async fn dispute(context: &Context, actor: &Actor) -> Result<(), Error> {
    let open = ledger::page(context, actor).await?.open;
    let invoice = open.into_iter().filter(|line| line.kind == PostingKind::Invoice).find_map(|line| line.document);
    let Some(number) = invoice else { return Ok(()) };
    let page = invoices::page(context, actor, &number).await?;
    let Some(line) = page.lines.iter().find(|line| line.disputable > 0) else { return Ok(()) };
    let draft = DisputeDraft {
        key: CommandKey(store::new_id()),
        number,
        position: line.position,
        amount: format!("{}.{:02}", line.disputable / 100, line.disputable % 100),
        text: "Hiervan is de helft nat aangekomen. De chauffeur heeft het op de bon geschreven.".to_owned(),
        remedy: Remedy::Refund.code().to_owned(),
    };
    invoices::dispute(context, actor, &draft).await?;
    Ok(())
}
