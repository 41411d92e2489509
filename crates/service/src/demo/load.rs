//! A large database for measuring: many accounts, orders and cases, written many at a time.

use domain::{
    ids::{AccountId, MemberId},
    language::Language,
    money::Currency,
    tax::{PriceMode, TaxProfile},
    time::Instant,
};
use store::{
    accounts::{Address, NewAccount},
    bulk::{HistoricCase, HistoricEvent, HistoricOrder, OwnedAccount, Series},
    measures::Sums,
};

use super::{
    Amount, DAYS, JOB, customers,
    dice::Dice,
    life, load_cases, load_ledger, missing, story,
    world::{Buyer, Customer, World},
};
use crate::{Context, Error, cases};

/// Begins the numbers of all accounts made here.
const PREFIX: &str = "L-";
const LIST: &str = "trade-eur";
const CURRENCY: Currency = Currency::EUR;
/// One transaction each: large enough that its end costs nothing, small enough for memory.
const ORDERS_AT_ONCE: usize = 4_000;
/// Each has some ten entries.
const CASES_AT_ONCE: usize = 1_000;
const ACCOUNTS_AT_ONCE: usize = 2_000;

/// Writes them; `progress` is told how many there are so far.
pub(super) async fn write(
    context: &Context,
    amount: &Amount,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<(), Error> {
    let movers = customers::movers(context.store()).await?;
    let lists = [(LIST.to_owned(), CURRENCY)];
    let world = World::read(context.store(), &context.settings(), context.now(), &lists, movers.clone()).await?;
    let opened = world.now.plus_days(-DAYS);
    let mut sums = Sums::default();
    if amount.orders > 0 {
        let (mut dice, customers) = begin(context, amount, opened).await?;
        let mut make = |batch: &mut Batch, customer: &Customer, at: Instant, (number, _): (i64, u64)| {
            let told = order(&world, &mut dice, customer, at, number)?;
            batch.orders.push(told.order);
            Ok(told.events)
        };
        let many = Many { series: Series::Orders, count: amount.orders, at_once: ORDERS_AT_ONCE };
        many.write(context, &customers, (opened, world.now), &mut make, progress).await?;
    }
    if amount.cases > 0 {
        let (mut dice, customers) = begin(context, amount, opened).await?;
        let settings = context.settings();
        let (now, count) = (world.now, amount.cases);
        let hours = cases::hours(&settings, opened, now);
        let articles = world.article_numbers(LIST);
        let desk = load_cases::Desk { settings: &settings, hours: &hours, staff: &movers, articles: &articles };
        let mut make = |batch: &mut Batch, customer: &Customer, at: Instant, (number, slot): (i64, u64)| {
            let place = (number, slot, count);
            let (case, events) = load_cases::tell(&desk, &mut dice, customer, (at, now), place);
            sums.add(&case.measure, 1);
            batch.cases.push(case);
            Ok(events)
        };
        let many = Many { series: Series::Cases, count, at_once: CASES_AT_ONCE };
        many.write(context, &customers, (opened, now), &mut make, &mut |done| progress(amount.orders + done)).await?;
    }
    if amount.postings > 0 {
        let first = store::bulk::count_accounts(context.store(), JOB, PREFIX).await? + 1;
        let (mut dice, customers) = begin(context, amount, opened).await?;
        let time = (opened, world.now);
        let before = amount.orders + amount.cases;
        let mut so_far = |done: u64| progress(before + done);
        let places = (customers.as_slice(), first);
        load_ledger::write(context, &mut dice, places, amount.postings, time, &mut so_far).await?;
    }
    let tx = context.store().begin().await?;
    store::bulk::mark_seen(&tx, JOB, PREFIX, world.now).await?;
    // Once for all of them: a day has many cases.
    sums.write(&tx, JOB).await?;
    store::settings::end_loading(&tx, JOB).await?;
    tx.commit().await?;
    Ok(())
}

/// New accounts. A further load with the same seed makes other identifiers.
async fn begin(context: &Context, amount: &Amount, opened: Instant) -> Result<(Dice, Vec<Customer>), Error> {
    let before = u64::try_from(store::bulk::count_accounts(context.store(), JOB, PREFIX).await?).unwrap_or(0);
    let mut dice = Dice::new(amount.seed.wrapping_add(before.rotate_right(16)));
    let customers = write_accounts(context, &mut dice, before, amount.accounts.max(1), opened).await?;
    Ok((dice, customers))
}

/// Makes the thing with this number, the so-manieth of all, and gives what happened to it.
type Make<'a> = dyn FnMut(&mut Batch, &Customer, Instant, (i64, u64)) -> Result<Vec<HistoricEvent>, Error> + Send + 'a;

/// How many things of one series are written.
struct Many {
    series: Series,
    count: u64,
    at_once: usize,
}

impl Many {
    async fn write(
        &self,
        context: &Context,
        customers: &[Customer],
        (opened, now): (Instant, Instant),
        make: &mut Make<'_>,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), Error> {
        let tx = context.store().begin().await?;
        let first = store::bulk::reserve_numbers(&tx, JOB, self.series, self.count).await?;
        tx.commit().await?;
        let deal = Deal::of(self.count, u64::try_from(customers.len()).unwrap_or(1));
        let mut batch = Batch::default();
        let mut written = 0;
        for (place, customer) in customers.iter().enumerate() {
            let mut pending: Vec<HistoricEvent> = Vec::new();
            for slot in deal.slots(place, customers.len()) {
                let at = moment(opened, now, slot, self.count);
                let number = first + i64::try_from(slot).unwrap_or(0);
                pending.extend(make(&mut batch, customer, at, (number, slot))?);
                if batch.len() >= self.at_once {
                    // Later ones of this account begin later, so what happened until now has its place in the log.
                    pending.sort_by_key(|event| event.at);
                    let settled = pending.partition_point(|event| event.at <= at);
                    batch.events.extend(pending.drain(..settled));
                    written += batch.write(context).await?;
                    progress(written);
                }
            }
            pending.sort_by_key(|event| event.at);
            batch.events.append(&mut pending);
        }
        written += batch.write(context).await?;
        progress(written);
        Ok(())
    }
}

fn order(
    world: &World,
    dice: &mut Dice,
    customer: &Customer,
    submitted: Instant,
    number: i64,
) -> Result<story::Told, Error> {
    let lines = dice.between(1, 5);
    let draft = life::draft(world, dice, customer, submitted, lines).ok_or_else(|| missing("articles to sell"))?;
    let priced = story::price(world, &draft)?;
    let steps = life::natural(world, dice, &draft, &priced);
    Ok(story::tell(world, draft, priced, number, &steps, dice))
}

/// What the next transaction writes. The events of one account stand together, in the order of time.
#[derive(Default)]
struct Batch {
    orders: Vec<HistoricOrder>,
    cases: Vec<HistoricCase>,
    events: Vec<HistoricEvent>,
}

impl Batch {
    fn len(&self) -> usize {
        self.orders.len() + self.cases.len()
    }

    /// Writes it, empties it and says how many orders and cases were in it.
    async fn write(&mut self, context: &Context) -> Result<u64, Error> {
        let tx = context.store().begin().await?;
        store::bulk::write_orders(&tx, JOB, &self.orders).await?;
        store::bulk::stock_up(&tx, JOB, &self.orders).await?;
        store::bulk::write_cases(&tx, JOB, &self.cases).await?;
        store::bulk::write_events(&tx, JOB, &self.events).await?;
        tx.commit().await?;
        let count = u64::try_from(self.len()).unwrap_or(0);
        self.orders.clear();
        self.cases.clear();
        self.events.clear();
        Ok(count)
    }
}

/// Which order is whose. Orders are numbered by time; each account's are spread evenly over the two years.
struct Deal {
    first: Vec<u64>,
    rest: Vec<u64>,
}

impl Deal {
    fn of(orders: u64, accounts: u64) -> Self {
        let large = match (accounts, orders) {
            (1, _) => orders,
            (_, 100_000..) => 50_000,
            _ => orders / 20,
        };
        let first: Vec<u64> = (0..large).map(|place| place * orders / large).collect();
        let mut taken = first.iter().copied().peekable();
        let rest = (0..orders).filter(|slot| taken.next_if_eq(slot).is_none()).collect();
        Self { first, rest }
    }

    /// The orders of the account at this place, oldest first.
    fn slots(&self, place: usize, accounts: usize) -> Vec<u64> {
        match place {
            0 => self.first.clone(),
            _ => self.rest.iter().skip(place - 1).step_by((accounts - 1).max(1)).copied().collect(),
        }
    }
}

/// When the one at place `slot` of `count` was made: orders, cases and postings are spread evenly over the time.
pub(super) fn moment(from: Instant, to: Instant, slot: u64, count: u64) -> Instant {
    let span = i128::from(to.millis() - from.millis()) * i128::from(slot) / i128::from(count.max(1));
    Instant::from_millis(from.millis() + i64::try_from(span).unwrap_or(0))
}

async fn write_accounts(
    context: &Context,
    dice: &mut Dice,
    before: u64,
    count: u64,
    opened: Instant,
) -> Result<Vec<Customer>, Error> {
    let zone = context.settings().vendor.time_zone.clone();
    let mut customers = Vec::new();
    let mut batch = Vec::with_capacity(ACCOUNTS_AT_ONCE);
    for place in 0..count {
        let account = account(dice, before + place, opened, &zone);
        customers.push(customer(&account));
        batch.push(account);
        if batch.len() >= ACCOUNTS_AT_ONCE || place + 1 == count {
            let tx = context.store().begin().await?;
            store::bulk::write_accounts(&tx, JOB, &batch, opened).await?;
            tx.commit().await?;
            batch.clear();
        }
    }
    Ok(customers)
}

/// The account that comes after `before` others.
fn account(dice: &mut Dice, before: u64, opened: Instant, zone: &str) -> OwnedAccount {
    let number = before + 1;
    // Identifiers that rise in the order of writing keep each account's rows together.
    let made = Instant::from_millis(opened.millis() + i64::try_from(number).unwrap_or(0));
    let name = format!("Load {number:06} BV");
    let language = Language::ALL.into_iter().nth(usize::try_from(before % 6).unwrap_or(0)).unwrap_or_default();
    OwnedAccount {
        id: AccountId(dice.id(made)),
        owner: MemberId(dice.id(made)),
        email: format!("load-{number:06}@load.example"),
        owner_name: format!("Owner {number:06}"),
        time_zone: zone.to_owned(),
        address: Address {
            id: dice.id(made),
            label: "Yard".to_owned(),
            name: name.clone(),
            line1: format!("Nijverheidskaai {number}"),
            postcode: "9040".to_owned(),
            city: "Gent".to_owned(),
            country: "BE".to_owned(),
        },
        account: NewAccount {
            number: format!("{PREFIX}{number:06}"),
            name,
            company: true,
            country: "BE".to_owned(),
            currency: CURRENCY,
            price_list: LIST.to_owned(),
            price_mode: PriceMode::Net,
            tax_profile: TaxProfile::Domestic,
            vat_number: None,
            language,
        },
    }
}

fn customer(owned: &OwnedAccount) -> Customer {
    let account = &owned.account;
    Customer {
        id: owned.id,
        company: account.company,
        country: account.country.clone(),
        currency: account.currency,
        price_list: account.price_list.clone(),
        mode: account.price_mode,
        profile: account.tax_profile,
        language: account.language,
        addresses: vec![owned.address.lines()],
        members: vec![(owned.owner, owned.owner_name.clone())],
        buyers: vec![Buyer { member: owned.owner, limit: None }],
        approvers: vec![owned.owner],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_dealt_once() {
        for (orders, accounts) in [(0, 1), (7, 1), (1000, 1), (1000, 7), (10, 50), (120_000, 300)] {
            let deal = Deal::of(orders, accounts);
            let count = usize::try_from(accounts).unwrap_or(0);
            let mut all: Vec<u64> = (0..count).flat_map(|place| deal.slots(place, count)).collect();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..orders), "{orders} orders, {accounts} accounts");
        }
        assert_eq!(Deal::of(1000, 7).first.len(), 50);
        assert_eq!(Deal::of(120_000, 300).first.len(), 50_000);
    }

    #[test]
    fn orders_are_spread_over_the_time() {
        let (from, to) = (Instant::from_millis(1000), Instant::from_millis(3000));
        let times: Vec<i64> = (0..4).map(|slot| moment(from, to, slot, 4).millis()).collect();
        assert_eq!(times, [1000, 1500, 2000, 2500]);
    }
}
