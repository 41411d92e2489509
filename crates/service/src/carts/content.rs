//! What is in a cart: put together in memory, judged once, written in one statement.

use domain::{
    cart::MOST_LINES,
    ids::{ArticleId, CartId, CommandKey},
    money::{MoneyError, Quantity},
    refusal::{Code, Refusal},
    time::Instant,
};
use store::{
    Tx,
    carts::{self, Claim, Line},
};

use crate::{Error, secret};

/// Refuses more lines than a cart holds. Everything that makes a cart longer asks here, and so does what makes an order
/// of it.
///
/// # Errors
/// `TooMuch`, with what a cart holds.
pub(crate) fn check_length(lines: usize) -> Result<(), Refusal> {
    if lines > MOST_LINES { Err(Refusal::of(Code::TooMuch).with(MOST_LINES)) } else { Ok(()) }
}

/// Adds so much to what is there of the article; a day that was wished stays.
///
/// # Errors
/// When the sum does not fit.
pub(crate) fn add(lines: &mut Vec<Line>, article: ArticleId, quantity: Quantity) -> Result<(), MoneyError> {
    match lines.iter_mut().find(|line| line.article == article) {
        Some(line) => line.quantity = line.quantity.checked_add(quantity)?,
        None => lines.push(Line { article, quantity, wished: None }),
    }
    Ok(())
}

/// Makes the cart's lines `after` where they are `before`; only what differs is written.
///
/// # Errors
/// `TooMuch` when the cart grows beyond what it holds. One that is too long already can be shortened.
pub(crate) async fn write(tx: &Tx, cart: CartId, before: &[Line], after: &[Line], now: Instant) -> Result<(), Error> {
    if after.len() > before.len() {
        check_length(after.len())?;
    }
    let mut changed: Vec<Line> = after.iter().filter(|line| !before.contains(line)).copied().collect();
    let is_gone = |old: &&Line| !after.iter().any(|line| line.article == old.article);
    changed.extend(before.iter().filter(is_gone).map(|old| Line { quantity: Quantity::default(), ..*old }));
    carts::set_lines(tx, cart, &changed, now).await?;
    Ok(())
}

/// Takes the key of a change that is made whole or not at all; `false` when it has been made before. `input` is all
/// that it asks for, the command's name first.
///
/// # Errors
/// `KeyReused` when the key belongs to another change.
pub(crate) async fn claim(
    tx: &Tx,
    cart: CartId,
    key: CommandKey,
    input: &[&[u8]],
    now: Instant,
) -> Result<bool, Error> {
    let claims = carts::claim_changes(tx, cart, &[(key, secret::hash(input))], now).await?;
    match claims.first() {
        Some(Claim::New) => Ok(true),
        Some(Claim::Done) => Ok(false),
        Some(Claim::Reused) | None => Err(Code::KeyReused.into()),
    }
}
