//! Where an order stands, in words that fit how it reaches the customer.

use crate::{
    i18n::I18n,
    orders::{Handover, OrderState},
};

/// The name of a state, within a sentence.
#[must_use]
pub fn state_name(i18n: I18n, state: OrderState, handover: Handover) -> &'static str {
    match (state, handover) {
        (OrderState::AwaitingApproval, _) => i18n.state_awaiting_approval(),
        (OrderState::Submitted, _) => i18n.state_submitted(),
        (OrderState::Confirmed, _) => i18n.state_confirmed(),
        (OrderState::Picking, Handover::Delivery | Handover::Collection) => i18n.state_picking(),
        // Nothing is picked for a service: it stays agreed on until it is done.
        (OrderState::Picking, Handover::Service) => i18n.state_confirmed(),
        (OrderState::PartlyShipped, Handover::Delivery) => i18n.state_partly_shipped(),
        (OrderState::PartlyShipped, Handover::Collection) => i18n.state_partly_ready(),
        (OrderState::PartlyShipped, Handover::Service) => i18n.state_partly_carried_out(),
        (OrderState::Shipped, Handover::Delivery) => i18n.state_shipped(),
        (OrderState::Shipped, Handover::Collection) => i18n.state_ready(),
        (OrderState::Delivered, Handover::Delivery) => i18n.state_delivered(),
        (OrderState::Delivered, Handover::Collection) => i18n.state_collected(),
        (OrderState::Shipped | OrderState::Delivered, Handover::Service) => i18n.state_carried_out(),
        (OrderState::Cancelled, _) => i18n.state_cancelled(),
        (OrderState::Refused, _) => i18n.state_refused(),
    }
}
