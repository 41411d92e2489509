//! The life of an order: single steps, and all of it against a model that only knows where each piece is.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::*;

const STEPS: [Step; 10] = [
    Step::Approve,
    Step::Refuse,
    Step::Confirm,
    Step::Pick,
    Step::Ship,
    Step::Deliver,
    Step::CancelFreely,
    Step::CancelRest,
    Step::Decline,
    Step::Split,
];

fn progress() -> impl Strategy<Value = Progress> {
    (1i64..1000).prop_flat_map(|ordered| {
        (0..=ordered).prop_flat_map(move |cancelled| {
            (0..=ordered - cancelled).prop_flat_map(move |shipped| {
                (0..=shipped).prop_map(move |delivered| Progress { ordered, cancelled, shipped, delivered })
            })
        })
    })
}

proptest! {
    #[test]
    fn nothing_open_and_nothing_on_its_way_is_final(lines in vec(progress(), 1..6)) {
        let state = settle(OrderState::Picking, &lines);
        let open: i64 = lines.iter().map(Progress::open).sum();
        let moving: i64 = lines.iter().map(|line| line.shipped - line.delivered).sum();
        prop_assert_eq!(state.is_final(), open == 0 && moving == 0);
    }

    #[test]
    fn a_final_order_allows_no_step(index in 0usize..9) {
        let state = OrderState::ALL[index];
        prop_assert_eq!(STEPS.iter().all(|step| state.allow(*step).is_err()), state.is_final());
    }
}

#[test]
fn half_a_delivery_leaves_the_order_open() {
    let half = Progress { ordered: 2000, cancelled: 0, shipped: 1000, delivered: 1000 };
    assert_eq!(settle(OrderState::Picking, &[half]), OrderState::PartlyShipped);
    let rest_cancelled = Progress { cancelled: 1000, ..half };
    assert_eq!(settle(OrderState::PartlyShipped, &[rest_cancelled]), OrderState::Delivered);
}

/// What somebody tries: a step, and for those about a line which one, and how many pieces of it.
#[derive(Clone, Copy, Debug)]
struct Try {
    step: Step,
    line: usize,
    pieces: i64,
}

/// An order as the services move it: they ask `allow`, change the lines, keep what `holds`, and `settle`.
#[derive(Clone, Debug)]
struct Order {
    state: OrderState,
    lines: Vec<Progress>,
}

impl Order {
    /// Whether it was done; what was not done has changed nothing.
    fn take(&mut self, Try { step, line, pieces }: Try) -> bool {
        if self.state.allow(step).is_err() {
            return false;
        }
        let mut lines = self.lines.clone();
        match step {
            Step::Approve | Step::Confirm | Step::Pick | Step::Decline => {}
            Step::Refuse | Step::CancelFreely | Step::CancelRest => {
                for line in &mut lines {
                    line.cancelled += line.open();
                }
            }
            Step::Ship => lines[line].shipped += pieces,
            Step::Deliver => lines[line].delivered += pieces,
            Step::Split => {
                lines[line].ordered -= pieces;
                lines.push(Progress { ordered: pieces, ..Progress::default() });
            }
        }
        if !lines.iter().all(Progress::holds) {
            return false;
        }
        self.state = match step {
            Step::Approve => OrderState::Submitted,
            Step::Refuse => OrderState::Refused,
            Step::Confirm => OrderState::Confirmed,
            Step::Pick => OrderState::Picking,
            Step::Ship | Step::Deliver | Step::CancelFreely | Step::CancelRest => settle(self.state, &lines),
            Step::Decline | Step::Split => self.state,
        };
        self.lines = lines;
        true
    }
}

/// Where a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Open,
    Cancelled,
    OnItsWay,
    Delivered,
}

/// What account and vendor have agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Agreed {
    /// Whoever ordered has not been allowed to yet.
    Nothing,
    Ordered,
    Confirmed,
    /// And the vendor has begun to pick.
    Picking,
    Refused,
}

/// The same order, told by its pieces.
#[derive(Clone, Debug)]
struct Model {
    agreed: Agreed,
    lines: Vec<Vec<Piece>>,
}

fn count<'a>(pieces: impl IntoIterator<Item = &'a Piece>, wanted: Piece) -> i64 {
    pieces.into_iter().filter(|piece| **piece == wanted).map(|_| 1_i64).sum()
}

impl Model {
    /// A new order of as many pieces by line.
    fn new(agreed: Agreed, lines: &[usize]) -> Self {
        Self { agreed, lines: lines.iter().map(|pieces| vec![Piece::Open; *pieces]).collect() }
    }

    /// The order that this is the model of.
    fn order(&self) -> Order {
        Order { state: self.state(), lines: self.progress() }
    }

    fn all(&self, wanted: Piece) -> i64 {
        count(self.lines.iter().flatten(), wanted)
    }

    fn state(&self) -> OrderState {
        let (open, on_its_way, delivered) =
            (self.all(Piece::Open), self.all(Piece::OnItsWay), self.all(Piece::Delivered));
        match self.agreed {
            Agreed::Refused => OrderState::Refused,
            _ if open + on_its_way + delivered == 0 => OrderState::Cancelled,
            _ if open + on_its_way == 0 => OrderState::Delivered,
            _ if open == 0 => OrderState::Shipped,
            _ if on_its_way + delivered > 0 => OrderState::PartlyShipped,
            Agreed::Nothing => OrderState::AwaitingApproval,
            Agreed::Ordered => OrderState::Submitted,
            Agreed::Confirmed => OrderState::Confirmed,
            Agreed::Picking => OrderState::Picking,
        }
    }

    fn progress(&self) -> Vec<Progress> {
        let of = |line: &Vec<Piece>| {
            let [open, cancelled, on_its_way, delivered] =
                [Piece::Open, Piece::Cancelled, Piece::OnItsWay, Piece::Delivered].map(|piece| count(line, piece));
            let shipped = on_its_way + delivered;
            Progress { ordered: open + cancelled + shipped, cancelled, shipped, delivered }
        };
        self.lines.iter().map(of).collect()
    }

    fn is_possible(&self, Try { step, line, pieces }: Try) -> bool {
        let is_open = self.all(Piece::Open) > 0;
        let has_left = self.all(Piece::OnItsWay) + self.all(Piece::Delivered) > 0;
        let has = |wanted| count(&self.lines[line], wanted) >= pieces;
        let is_a_part = self.progress()[line].ordered > pieces;
        match step {
            Step::Approve | Step::Refuse => is_open && self.agreed == Agreed::Nothing,
            Step::Confirm => is_open && self.agreed == Agreed::Ordered,
            Step::Pick => is_open && !has_left && self.agreed == Agreed::Confirmed,
            Step::CancelFreely => is_open && (has_left || self.agreed != Agreed::Picking),
            Step::CancelRest => is_open,
            Step::Decline => is_open || self.all(Piece::OnItsWay) > 0,
            Step::Ship => has(Piece::Open) && matches!(self.agreed, Agreed::Confirmed | Agreed::Picking),
            Step::Deliver => has(Piece::OnItsWay),
            Step::Split => has(Piece::Open) && is_a_part && self.agreed != Agreed::Nothing,
        }
    }

    /// Takes as many pieces of a line from one place to another.
    fn carry(&mut self, line: usize, pieces: i64, from: Piece, to: Piece) {
        let mut left = pieces;
        for piece in &mut self.lines[line] {
            if *piece == from && left > 0 {
                *piece = to;
                left -= 1;
            }
        }
    }

    /// Whether it was done.
    fn take(&mut self, tried: Try) -> bool {
        if !self.is_possible(tried) {
            return false;
        }
        let Try { step, line, pieces } = tried;
        match step {
            Step::Approve => self.agreed = Agreed::Ordered,
            Step::Confirm => self.agreed = Agreed::Confirmed,
            Step::Pick => self.agreed = Agreed::Picking,
            Step::Decline => {}
            Step::Refuse | Step::CancelFreely | Step::CancelRest => {
                if step == Step::Refuse {
                    self.agreed = Agreed::Refused;
                }
                for piece in self.lines.iter_mut().flatten().filter(|piece| **piece == Piece::Open) {
                    *piece = Piece::Cancelled;
                }
            }
            Step::Ship => self.carry(line, pieces, Piece::Open, Piece::OnItsWay),
            Step::Deliver => self.carry(line, pieces, Piece::OnItsWay, Piece::Delivered),
            Step::Split => {
                let mut part = Vec::new();
                let mut left = pieces;
                self.lines[line].retain(|piece| {
                    let goes = *piece == Piece::Open && left > 0;
                    if goes {
                        part.push(*piece);
                        left -= 1;
                    }
                    !goes
                });
                self.lines.push(part);
            }
        }
        true
    }

    /// Tries it here and on the order, and compares the two.
    fn compare(&mut self, order: &mut Order, tried: Try) -> Result<(), TestCaseError> {
        let before = order.clone();
        let was_done = order.take(tried);
        prop_assert!(was_done == self.take(tried), "{tried:?}, done {was_done}: {before:?} {self:?}");
        prop_assert!(order.state == self.state(), "{tried:?}: {order:?} {self:?}");
        prop_assert!(order.lines == self.progress(), "{tried:?}: {order:?} {self:?}");
        prop_assert!(order.lines.iter().all(Progress::holds), "{tried:?}: {order:?}");
        let is_after_the_end = was_done && before.state.is_final();
        prop_assert!(!is_after_the_end, "{tried:?}: {before:?}");
        // Nothing more comes of settling what is settled; only a refusal is no matter of the lines.
        let settled = settle(order.state, &order.lines);
        prop_assert!(settled == order.state || order.state == OrderState::Refused, "{settled:?}: {order:?}");
        Ok(())
    }
}

/// Steps that go on come more often than those that end an order.
fn some_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Approve),
        1 => Just(Step::Refuse),
        6 => Just(Step::Confirm),
        3 => Just(Step::Pick),
        12 => Just(Step::Ship),
        8 => Just(Step::Deliver),
        1 => Just(Step::CancelFreely),
        1 => Just(Step::CancelRest),
        1 => Just(Step::Decline),
        4 => Just(Step::Split),
    ]
}

proptest! {
    #[test]
    fn an_order_lives_as_its_pieces_do(
        needs_approval in any::<bool>(),
        lines in vec(1usize..6, 1..4),
        tries in vec((some_step(), 0usize..6, 1i64..5), 0..60),
    ) {
        let mut model = Model::new(if needs_approval { Agreed::Nothing } else { Agreed::Ordered }, &lines);
        let mut order = model.order();
        for (step, line, pieces) in tries {
            // Splitting makes more lines; more pieces than there are is tried as well.
            let line = line % order.lines.len();
            model.compare(&mut order, Try { step, line, pieces })?;
        }
    }
}

#[test]
fn a_small_order_lives_as_its_pieces_do_whatever_is_tried() -> Result<(), TestCaseError> {
    let mut ahead = vec![Model::new(Agreed::Nothing, &[2, 1])];
    let (mut seen, mut states) = (BTreeSet::new(), BTreeSet::new());
    while let Some(model) = ahead.pop() {
        if !seen.insert(format!("{model:?}")) {
            continue;
        }
        states.insert(model.state().code());
        for step in STEPS {
            for line in 0..model.lines.len() {
                for pieces in 1..=3 {
                    let mut next = model.clone();
                    next.compare(&mut model.order(), Try { step, line, pieces })?;
                    ahead.push(next);
                }
            }
        }
    }
    assert_eq!(states.len(), OrderState::ALL.len(), "an order can come to every state: {states:?}");
    Ok(())
}
