//! What makes a command safe to repeat: a key, and a hash of who asks and of all that they ask for.

use domain::{ids::MemberId, refusal::Code};
use store::keys::{Asked, Claim};
use uuid::Uuid;

use crate::{Error, secret};

/// A command: its name, who gives it, and everything that it asks for. A colleague who sends the same has asked for
/// something else.
pub(crate) fn asked(command: &'static str, by: MemberId, parts: &[&[u8]]) -> Asked {
    let mut all: Vec<&[u8]> = vec![command.as_bytes(), by.0.as_bytes()];
    all.extend_from_slice(parts);
    Asked { command, hash: secret::hash(&all) }
}

/// What this very command has made before; nothing when it is to be carried out now.
///
/// # Errors
/// `KeyReused`.
pub(crate) fn made(claim: Claim) -> Result<Option<Uuid>, Error> {
    match claim {
        Claim::New => Ok(None),
        Claim::Done(made) => Ok(Some(made)),
        Claim::Reused => Err(Code::KeyReused.into()),
    }
}
