//! Money that the bank has brought for an account and that somebody is putting there: what its people may hear of it.

use domain::{ids::MovementId, money::Money, time::Date};
use store::{
    Db,
    ledger::{Scope, requests},
};

use super::Proposal;
use crate::Error;

/// So many are looked at, the newest ones.
const LOOKED_AT: u16 = 20;

/// Money that has come. Of its payer it holds nothing: until it is posted it may be somebody else's after all.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub movement: MovementId,
    pub amount: Money,
    /// When the bank booked it.
    pub day: Date,
    /// The invoices that it would pay.
    pub documents: Vec<String>,
}

/// What is proposed for the account, as far as its payer has said whose it is, or has paid for this account alone before.
pub(crate) async fn received(db: &impl Db, scope: &Scope<'_>) -> Result<Vec<Received>, Error> {
    let mut found = Vec::new();
    for movement in store::bank::proposed(db, scope, LOOKED_AT).await? {
        let proposal = Proposal::of(&movement)?;
        if !proposal.why.is_some_and(|why| why.names_the_account()) {
            continue;
        }
        // Somebody has said that it is another account's.
        if let Some(request) = proposal.waits
            && requests::waits_elsewhere(db, scope, request).await?
        {
            continue;
        }
        found.push(Received {
            movement: movement.id,
            amount: Money { minor: movement.amount, currency: movement.currency },
            day: movement.booked,
            documents: proposal
                .parts
                .into_iter()
                .map(|part| part.document)
                .filter(|number| !number.is_empty())
                .collect(),
        });
    }
    Ok(found)
}
