//! What is always to be seen in the demo, on whatever day it is made.

use domain::{
    money::Quantity,
    time::{Date, Instant},
};

use super::{
    dice::Dice,
    life,
    story::{Deed, Draft, Item, Step},
    world::{Buyer, Customer, Shelf, World},
};

/// An order in a state of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scene {
    /// Not half an hour old: there is time to cancel.
    SubmittedToday,
    /// Above the buyer's limit.
    WaitingForApproval,
    /// To be collected on the next working day.
    ConfirmedForTomorrow,
    Picking,
    OnItsWay,
    /// Most of it has arrived; one line was not there and has a later day.
    BackOrder,
    /// Promised two working days ago and still not picked.
    Late,
    /// A roof window and somebody who comes to install it.
    Appointment,
}

const ALL: [Scene; 8] = [
    Scene::Late,
    Scene::BackOrder,
    Scene::Appointment,
    Scene::OnItsWay,
    Scene::Picking,
    Scene::ConfirmedForTomorrow,
    Scene::WaitingForApproval,
    Scene::SubmittedToday,
];
const SOME: [Scene; 4] = [Scene::Late, Scene::OnItsWay, Scene::ConfirmedForTomorrow, Scene::SubmittedToday];

/// The scenes of the account at this place in the file: the first have them all.
pub(super) const fn of(place: usize) -> &'static [Scene] {
    match place {
        0 | 1 => &ALL,
        2..=4 => &SOME,
        _ => &[],
    }
}

/// The order of a scene and what has happened to it; `None` where the account cannot have it.
pub(super) fn play<'a>(
    world: &'a World,
    dice: &mut Dice,
    customer: &'a Customer,
    scene: Scene,
) -> Option<(Draft<'a>, Vec<Step>)> {
    let shelf = world.shelf(&customer.price_list)?;
    let stage = Stage { world, customer, shelf };
    match scene {
        Scene::SubmittedToday => stage.submitted_today(dice),
        Scene::WaitingForApproval => stage.waiting_for_approval(dice),
        Scene::ConfirmedForTomorrow => stage.confirmed_for_tomorrow(dice),
        Scene::Picking => stage.picking(dice),
        Scene::OnItsWay => stage.on_its_way(dice),
        Scene::BackOrder => stage.back_order(dice),
        Scene::Late => stage.late(dice),
        Scene::Appointment => stage.appointment(dice),
    }
}

/// Where a scene is played.
#[derive(Clone, Copy)]
struct Stage<'a> {
    world: &'a World,
    customer: &'a Customer,
    shelf: &'a Shelf,
}

/// What a scene gives.
type Played<'a> = Option<(Draft<'a>, Vec<Step>)>;

const HALF_PAST_TEN: u16 = 630;
const MORNING: u16 = 372;
const AFTERNOON: u16 = 860;

impl<'a> Stage<'a> {
    fn submitted_today(self, dice: &mut Dice) -> Played<'a> {
        let submitted = self.today(dice.between(12, 28));
        let promised = self.world.schedule(submitted).ready(&self.world.settings, 0);
        let basket = self.basket(dice, &[("RT-1060", 2), ("IN-4041", 8), ("FX-6010", 6)], promised);
        Some((self.draft(dice, self.unlimited()?, submitted, "van", basket)?, Vec::new()))
    }

    fn waiting_for_approval(self, dice: &mut Dice) -> Played<'a> {
        let buyer =
            self.customer.buyers.iter().filter(|buyer| buyer.limit.is_some()).min_by_key(|buyer| buyer.limit)?;
        if !self.customer.approvers.iter().any(|approver| *approver != buyer.member) {
            return None;
        }
        let submitted = self.today(dice.between(70, 95));
        let promised = self.world.schedule(submitted).ready(&self.world.settings, 0);
        let basket = self.basket(dice, &[("RT-1042", 600), ("RT-1060", 4), ("RT-1061", 6)], promised);
        Some((self.draft(dice, *buyer, submitted, "van", basket)?, Vec::new()))
    }

    fn confirmed_for_tomorrow(self, dice: &mut Dice) -> Played<'a> {
        let ordered = self.world.before(self.world.today, 1);
        let tomorrow = self.world.after(self.world.today, 1);
        let submitted = self.world.at(ordered, 910);
        let basket = self.basket(dice, &[("PM-5010", 40), ("PM-5011", 42), ("TL-7031", 6)], tomorrow);
        let mut draft = self.draft(dice, self.unlimited()?, submitted, "collect", basket)?;
        // It is picked on the morning of the day on which it is collected.
        draft.cancel_until = self.world.at(tomorrow, self.world.settings.picking_starts);
        let steps = vec![self.staff(dice, &draft, submitted.plus_minutes(35), Deed::Confirm)];
        Some((draft, steps))
    }

    fn picking(self, dice: &mut Dice) -> Played<'a> {
        let day = self.world.last_working_day(MORNING);
        let submitted = self.world.at(self.world.before(day, 1), 680);
        let basket = self.basket(dice, &[("TB-3030", 12), ("TB-3050", 20), ("FX-6011", 4)], self.world.after(day, 2));
        let draft = self.draft(dice, self.unlimited()?, submitted, "van", basket)?;
        let steps = vec![
            self.staff(dice, &draft, submitted.plus_minutes(45), Deed::Confirm),
            self.staff(dice, &draft, self.world.at(day, MORNING), Deed::Pick),
        ];
        Some((draft, steps))
    }

    fn on_its_way(self, dice: &mut Dice) -> Played<'a> {
        let day = self.world.last_working_day(AFTERNOON);
        let submitted = self.world.at(self.world.before(day, 1), 605);
        let basket = self.basket(dice, &[("RT-1042", 200), ("RT-1062", 3), ("TB-3020", 4)], self.world.after(day, 2));
        let draft = self.draft(dice, self.unlimited()?, submitted, "van", basket)?;
        let ship = self.ship(dice, &draft, (0..draft.basket.len()).collect());
        let steps = vec![
            self.staff(dice, &draft, submitted.plus_minutes(40), Deed::Confirm),
            self.staff(dice, &draft, self.world.at(day, MORNING + 20), Deed::Pick),
            self.staff(dice, &draft, self.world.at(day, AFTERNOON - 10), ship),
        ];
        Some((draft, steps))
    }

    fn back_order(self, dice: &mut Dice) -> Played<'a> {
        let arrived = self.world.last_working_day(AFTERNOON);
        let gone = self.world.before(arrived, 2);
        let submitted = self.world.at(self.world.before(gone, 1), HALF_PAST_TEN);
        let promised = self.world.after(gone, 2);
        let mut basket = self.basket(dice, &[("IN-4011", 30), ("FX-6051", 12)], promised);
        let there = basket.len();
        let mut late = self.basket(dice, &[("RT-1081", 8)], promised);
        for item in &mut late {
            let expected = item.ware.article.stock.incoming_on.unwrap_or(self.world.today);
            item.promised = self.world.after(expected.max(self.world.today), 2);
            item.first_promised = Some(promised);
        }
        basket.extend(late);
        let draft = self.draft(dice, self.unlimited()?, submitted, "van", basket)?;
        let ship = self.ship(dice, &draft, (0..there).collect());
        let steps = vec![
            self.staff(dice, &draft, submitted.plus_minutes(50), Deed::Confirm),
            self.staff(dice, &draft, self.world.at(gone, MORNING + 10), Deed::Pick),
            self.staff(dice, &draft, self.world.at(gone, AFTERNOON), ship),
            self.staff(dice, &draft, self.world.at(arrived, HALF_PAST_TEN), Deed::Deliver(0)),
        ];
        (there > 0 && draft.basket.len() > there).then_some((draft, steps))
    }

    fn late(self, dice: &mut Dice) -> Played<'a> {
        let submitted = self.world.at(self.world.before(self.world.today, 6), 580);
        let promised = self.world.before(self.world.today, 2);
        let basket = self.basket(dice, &[("DR-5510", 10), ("DR-5520", 20), ("FX-6050", 6)], promised);
        let draft = self.draft(dice, self.unlimited()?, submitted, "van", basket)?;
        let steps = vec![self.staff(dice, &draft, submitted.plus_minutes(50), Deed::Confirm)];
        Some((draft, steps))
    }

    fn appointment(self, dice: &mut Dice) -> Played<'a> {
        let submitted = self.world.at(self.world.before(self.world.today, 3), 965);
        let day = self.world.after(self.world.today, 4);
        let mut basket = self.basket(dice, &[("WD-6511", 1), ("SV-9012", 1)], day);
        if basket.len() < 2 {
            return None;
        }
        if let Some(service) = basket.last_mut() {
            service.wished = Some(day);
        }
        let draft = self.draft(dice, self.unlimited()?, submitted, "van", basket)?;
        let steps = vec![self.staff(dice, &draft, submitted.plus_minutes(45), Deed::Confirm)];
        Some((draft, steps))
    }

    /// So many minutes ago, but not yesterday.
    fn today(self, minutes_ago: i64) -> Instant {
        let midnight = self.world.at(self.world.today, 0);
        self.world.now.plus_minutes(-minutes_ago).max(midnight.min(self.world.now))
    }

    /// A buyer whose orders wait for nobody.
    fn unlimited(self) -> Option<Buyer> {
        let buyers = &self.customer.buyers;
        buyers.iter().find(|buyer| buyer.limit.is_none()).copied()
    }

    /// These articles, as far as they are sold to the account; a little more of them here than there.
    fn basket(self, dice: &mut Dice, wanted: &[(&str, i64)], promised: Date) -> Vec<Item<'a>> {
        let mut basket = Vec::with_capacity(wanted.len());
        for (number, units) in wanted {
            let Some(ware) = self.shelf.find(number) else { continue };
            let quantity = Quantity::from_units(units + dice.between(0, units / 5));
            basket.push(Item { ware, quantity, promised, first_promised: None, wished: None });
        }
        basket
    }

    fn draft(
        self,
        dice: &mut Dice,
        buyer: Buyer,
        submitted: Instant,
        way: &str,
        basket: Vec<Item<'a>>,
    ) -> Option<Draft<'a>> {
        let way = self.world.settings.delivery_way(way)?;
        let draft = life::from_basket(self.world, dice, self.customer, buyer, submitted, way, basket);
        (!draft.basket.is_empty()).then_some(draft)
    }

    fn ship(self, dice: &mut Dice, draft: &Draft<'a>, places: Vec<usize>) -> Deed {
        let (carrier, tracking) = life::carrier(dice, draft, &places);
        Deed::Ship { places, carrier, tracking }
    }

    fn staff(self, dice: &mut Dice, draft: &Draft<'a>, at: Instant, deed: Deed) -> Step {
        Step { at, by: self.world.mover(dice, draft.buyer.member), deed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scene_is_played_by_the_first_account() {
        assert_eq!(of(0).len(), ALL.len());
        assert!(SOME.iter().all(|scene| of(0).contains(scene)));
        assert!(of(9).is_empty());
    }
}
