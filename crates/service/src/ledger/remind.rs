//! Reminding of what is to be paid, on the days that the vendor has named: one mail to an account a day, with all that it is
//! about. Nobody is reminded of what they dispute, of what they have said that they paid, or of what has come, be it that a
//! second person has yet to confirm it.

use std::collections::BTreeSet;

use domain::{
    event::Event,
    ids::AccountId,
    ledger::{
        RequestKind,
        remind::{self, Claim, OnItsWay, Stage},
    },
    money::{Currency, Money},
    time::Date,
};
use store::{
    Db, Job,
    ledger::{
        Scope,
        reminders::{self, Owed, Sent},
        requests,
    },
    outbox::About,
};

use super::{
    Entry, is_awaited,
    tell::{teller, write},
};
use crate::{
    Context, Error,
    bank::{self, Received},
    mails::{MoneyNews, ToPay},
};

const JOB: Job = Job::of("reminders");
const BATCH: u16 = 200;
/// So many invoices of an account are looked at, what is due first.
const OF_EACH: u16 = 500;
/// So many documents an event names.
const NAMED: usize = 20;

/// Reminds whoever is to be reminded now: each account in a transaction of its own, so that one that cannot be written to
/// keeps no other waiting. Says how many accounts were reminded.
///
/// # Errors
/// When the database fails.
pub async fn remind_due(context: &Context) -> Result<usize, Error> {
    let settings = context.settings();
    let rules = &settings.billing.reminders;
    let vendors = context.wall(context.now(), &settings.vendor.time_zone);
    if !rules.are_sent() || !remind::is_time(&settings.calendar, vendors) {
        return Ok(0);
    }
    let today = vendors.date();
    let due_until = today.plus_days(rules.before.unwrap_or(0).into());
    let (mut reminded, mut after) = (0, None);
    loop {
        let batch = reminders::to_remind(context.store(), JOB, (due_until, today), after, BATCH).await?;
        for account in &batch {
            match remind_one(context, *account, (due_until, today)).await {
                Ok(true) => reminded += 1,
                // Nothing of it is to be reminded of today, or another process was faster.
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(account_id = %account, "an account could not be reminded");
                    let _ = error.into_refusal();
                }
            }
        }
        match batch.last() {
            Some(last) if batch.len() == usize::from(BATCH) => after = Some(*last),
            _ => return Ok(reminded),
        }
    }
}

async fn remind_one(context: &Context, account: AccountId, days: (Date, Date)) -> Result<bool, Error> {
    // Of most that is overdue nobody is reminded today: that is found out without keeping anybody waiting.
    if asked(context, context.store(), &Scope::Job(JOB, account), days).await?.is_empty() {
        return Ok(false);
    }
    let tx = context.store().begin().await?;
    let Some(held) = store::ledger::lock_by_job(&tx, JOB, account).await? else { return Ok(false) };
    // Meanwhile somebody may have paid or said so, or another process may have reminded.
    let asked = asked(context, &tx, &held.scope(), days).await?;
    if asked.is_empty() {
        return Ok(false);
    }
    // What reaches nobody is no reminder: the invoice would count as asked for.
    if store::accounts::money_readers(&tx, account).await?.is_empty() {
        return Ok(false);
    }
    let (now, today) = (context.now(), days.1);
    let by = teller(&tx, &held, None).await?;
    let mut about = About { account: Some(account), ..About::default() };
    for of_currency in asked.chunk_by(|one, next| one.to_pay.amount.currency == next.to_pay.amount.currency) {
        about.event_seq = Some(store::events::append(&tx, account, by, &event_of(of_currency)?, now).await?);
    }
    let Some(seq) = about.event_seq else { return Ok(false) };
    // One mail has them all, and is about the last event.
    let sent: Vec<Sent> = asked.iter().map(Asked::sent).collect();
    reminders::note_sent(&tx, &held, &sent, today, seq).await?;
    let to_pay: Vec<ToPay> = asked.into_iter().map(|one| one.to_pay).collect();
    write(context, &tx, about, MoneyNews::Reminded { to_pay: &to_pay, today }, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    metrics::counter!("loket_reminders_total").increment(1);
    Ok(true)
}

/// An invoice that somebody is reminded of.
struct Asked {
    owed: Owed,
    stage: Stage,
    to_pay: ToPay,
}

impl Asked {
    fn sent(&self) -> Sent {
        Sent { posting: self.owed.posting, stage: self.stage, amount: self.to_pay.amount.minor }
    }
}

/// What the account is to be reminded of today, by currency, what is due first before the others.
async fn asked(
    context: &Context,
    db: &impl Db,
    scope: &Scope<'_>,
    (due_until, today): (Date, Date),
) -> Result<Vec<Asked>, Error> {
    let settings = context.settings();
    let rules = &settings.billing.reminders;
    if reminders::held_on(db, scope, today).await?.is_some() {
        return Ok(Vec::new());
    }
    let owed = reminders::due(db, scope, due_until, OF_EACH).await?;
    if owed.is_empty() {
        return Ok(Vec::new());
    }
    let announced = store::ledger::announced(db, scope).await?;
    let received = bank::received(db, scope).await?;
    let online = store::online::under_way(db, scope).await?;
    let entered = entered(db, scope).await?;
    let ageings = store::ledger::ageing(db, scope, today).await?;
    let currencies: BTreeSet<Currency> = owed.iter().map(|one| one.currency).collect();
    let mut found = Vec::new();
    for currency in currencies {
        let of_currency: Vec<&Owed> = owed.iter().filter(|one| one.currency == currency).collect();
        // What of it a second person is to confirm counts there.
        let is_entered = |one: &Received| entered.iter().any(|(_, entry)| entry.movement() == Some(one.movement));
        let come = received.iter().filter(|one| one.amount.currency == currency && !is_entered(one));
        let mut on_its_way: Vec<OnItsWay<'_>> =
            come.map(|Received { amount, documents, .. }| OnItsWay { amount: amount.minor, documents }).collect();
        let waiting = entered.iter().filter(|(amount, _)| amount.currency == currency);
        on_its_way
            .extend(waiting.map(|(amount, entry)| OnItsWay { amount: amount.minor, documents: entry.documents() }));
        let said = announced.iter().filter(|one| one.currency == currency && is_awaited(one, today));
        let said: Vec<OnItsWay<'_>> =
            said.map(|one| OnItsWay { amount: one.amount, documents: &one.documents }).collect();
        let said = remind::not_come(said, &on_its_way);
        on_its_way.extend(said);
        let begun = online.iter().filter(|one| one.asked.currency == currency);
        on_its_way.extend(begun.map(|one| OnItsWay { amount: one.asked.minor, documents: &one.documents }));
        // What stands in the customer's favour only waits to be put against something.
        let unapplied = ageings.iter().find(|(of, _)| *of == currency).map_or(0, |(_, ageing)| ageing.unapplied);
        on_its_way.push(OnItsWay { amount: unapplied.saturating_neg(), documents: &[] });
        let claims: Vec<(&str, i64)> =
            of_currency.iter().map(|one| (one.document.as_str(), one.open - one.disputed)).collect();
        for (one, asked) in of_currency.into_iter().zip(remind::without(&claims, &on_its_way)) {
            let due = one.pay_by.map_or(one.due, |day| day.max(one.due));
            let claim = Claim { due, known: one.posted, asked, reminded: one.reminded };
            if let Some(stage) = remind::stage_now(rules, &claim, rules.least(currency), today) {
                let to_pay = ToPay {
                    number: one.document.clone(),
                    amount: Money { minor: asked, currency },
                    due,
                    reference: one.reference.clone(),
                };
                found.push(Asked { owed: one.clone(), stage, to_pay });
            }
        }
    }
    Ok(found)
}

/// Payments that wait for a second person: the money is there.
async fn entered(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<(Money, Entry)>, Error> {
    let mut found = Vec::new();
    for request in requests::open(db, scope).await? {
        if request.kind == RequestKind::Payment {
            let amount = Money { minor: request.amount.saturating_neg(), currency: request.currency };
            found.push((amount, serde_json::from_value(request.data)?));
        }
    }
    Ok(found)
}

/// What the log says of a reminder in one currency.
fn event_of(asked: &[Asked]) -> Result<Event, Error> {
    let currency = asked.first().map_or(Currency::EUR, |one| one.to_pay.amount.currency);
    let total = Money::sum(asked.iter().map(|one| one.to_pay.amount), currency)?;
    Ok(Event::Reminded {
        documents: asked.iter().take(NAMED).map(|one| one.to_pay.number.clone()).collect(),
        amount: total.minor,
        currency,
        stage: asked.iter().map(|one| one.stage).max().unwrap_or(Stage::SOON),
    })
}
