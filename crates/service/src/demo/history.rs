//! Two years of orders of the demo's customers, and a year of their invoices and of what some of them have written.

use domain::{event::Event, ids::MemberId, settings::Settings, time::Instant};
use store::{
    Tx,
    bulk::{HistoricEvent, Series},
};

use super::{
    DAYS, JOB,
    dice::Dice,
    ledger, life, missing, past_cases, scenes,
    story::{self, Draft, Priced, Step},
    world::{Customer, World},
};
use crate::Error;

/// Any number would do; this one stays.
const SEED: u64 = 20_010_731;
/// News that are younger than this have not been seen.
const UNSEEN_DAYS: i64 = 3;

/// An order before it has a number.
struct Story<'a> {
    draft: Draft<'a>,
    priced: Priced,
    steps: Vec<Step>,
}

/// Writes the history. `opened` is when the accounts were.
pub(super) async fn write(
    tx: &Tx,
    settings: &Settings,
    now: Instant,
    customers: &[Customer],
    movers: Vec<MemberId>,
    opened: Instant,
) -> Result<(), Error> {
    let mut lists: Vec<_> = customers.iter().map(|customer| (customer.price_list.clone(), customer.currency)).collect();
    lists.sort_unstable();
    lists.dedup();
    let world = World::read(tx, settings, now, &lists, movers.clone()).await?;
    let mut dice = Dice::new(SEED);
    let stories = stories(&world, customers, &mut dice)?;

    let count = u64::try_from(stories.len()).unwrap_or(u64::MAX);
    let first = store::bulk::reserve_numbers(tx, JOB, Series::Orders, count).await?;
    let mut orders = Vec::with_capacity(stories.len());
    let mut events = joined(customers, opened);
    for (number, story) in (first..).zip(stories) {
        let told = story::tell(&world, story.draft, story.priced, number, &story.steps, &mut dice);
        orders.push(told.order);
        events.extend(told.events);
    }
    events.extend(past_cases::write(tx, &world, customers, &movers).await?);
    store::bulk::write_orders(tx, JOB, &orders).await?;
    events.extend(ledger::write(tx, &world, customers, &orders, &movers).await?);
    events.sort_by_key(|event| (event.account, event.at));
    store::bulk::write_events(tx, JOB, &events).await?;
    store::bulk::mark_seen(tx, JOB, "", world.now.plus_days(-UNSEEN_DAYS)).await?;
    Ok(())
}

/// All orders, oldest first, so that their numbers rise with time.
fn stories<'a>(world: &'a World, customers: &'a [Customer], dice: &mut Dice) -> Result<Vec<Story<'a>>, Error> {
    let mut stories = Vec::new();
    for (place, customer) in customers.iter().enumerate() {
        for _ in 0..how_many(place, customer, dice) {
            let lines = if customer.company { dice.between(1, 9) } else { dice.between(1, 4) };
            let submitted = some_time(world, dice);
            let draft =
                life::draft(world, dice, customer, submitted, lines).ok_or_else(|| missing("articles to sell"))?;
            let priced = story::price(world, &draft)?;
            let steps = life::natural(world, dice, &draft, &priced);
            stories.push(Story { draft, priced, steps });
        }
        for scene in scenes::of(place) {
            if let Some((draft, steps)) = scenes::play(world, dice, customer, *scene) {
                let priced = story::price(world, &draft)?;
                stories.push(Story { draft, priced, steps });
            }
        }
    }
    stories.sort_by_key(|story| story.draft.submitted);
    Ok(stories)
}

/// The first account buys most; with the scenes nobody has more than 60.
fn how_many(place: usize, customer: &Customer, dice: &mut Dice) -> i64 {
    match (place, customer.company) {
        (0, _) => 52,
        (_, true) => dice.between(14, 40),
        (_, false) => dice.between(5, 11),
    }
}

/// A moment in the last two years, mostly on a working day, at the hours at which people order.
fn some_time(world: &World, dice: &mut Dice) -> Instant {
    let ago = i32::try_from(dice.between(2, DAYS - 2)).unwrap_or(2);
    let mut day = world.today.plus_days(-ago);
    if !world.settings.calendar.works_on(day) && dice.chance(85) {
        day = world.before(day, 1);
    }
    let minutes = match dice.between(1, 10) {
        1..=3 => dice.small(380, 540),
        4..=7 => dice.small(540, 990),
        8 | 9 => dice.small(990, 1320),
        _ => dice.small(0, 1439),
    };
    world.at(day, minutes)
}

/// The members after the first joined when the account was opened.
fn joined(customers: &[Customer], opened: Instant) -> Vec<HistoricEvent> {
    let mut events = Vec::new();
    for customer in customers {
        for (minutes, (member, name)) in (1..).zip(customer.members.iter().skip(1)) {
            events.push(HistoricEvent {
                account: customer.id,
                by: *member,
                event: Event::MemberJoined { name: name.clone() },
                at: opened.plus_minutes(minutes * 7),
            });
        }
    }
    events
}
