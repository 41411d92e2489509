//! What the portal signs so that an answer finds its case again.

use domain::ids::PostId;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// 80 bits, five to a letter: short enough for an address, too many to be guessed.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The token of a case: `c1042.k3hq…`. It stands in reply addresses and in the ids of mails.
#[must_use]
pub(crate) fn of_case(secret: &str, number: i64) -> String {
    format!("c{number}.{}", signature(secret, b"loket case ", &number.to_be_bytes()))
}

/// The token of a mail that waits: `p01h…`, with the mail's id in as few letters. An answer to what people have answered finds it.
#[must_use]
pub(crate) fn of_post(secret: &str, id: PostId) -> String {
    let bits = id.0.as_u128();
    format!("p{}.{}", letters(bits, ID_LETTERS), signature(secret, b"loket post ", id.0.as_bytes()))
}

/// The case that a token names, when its signature is right. Mail servers may have changed its capitals.
#[must_use]
pub(crate) fn verify(secret: &str, token: &str) -> Option<i64> {
    let token = token.to_lowercase();
    let (number, signed) = token.strip_prefix('c')?.split_once('.')?;
    let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
    is_signed(&signature(secret, b"loket case ", &number.to_be_bytes()), signed).then_some(number)
}

/// The mail that a token names, when its signature is right.
#[must_use]
pub(crate) fn verify_post(secret: &str, token: &str) -> Option<PostId> {
    let token = token.to_lowercase();
    let (id, signed) = token.strip_prefix('p')?.split_once('.')?;
    if id.len() != ID_LETTERS {
        return None;
    }
    let bits = id.bytes().try_fold(0_u128, |bits, letter| {
        let place = LETTERS.iter().position(|own| *own == letter)?;
        bits.checked_mul(32)?.checked_add(u128::try_from(place).ok()?)
    })?;
    let id = PostId(Uuid::from_u128(bits));
    is_signed(&signature(secret, b"loket post ", id.0.as_bytes()), signed).then_some(id)
}

/// Whether this portal has made it, whatever it names.
#[must_use]
pub(crate) fn is_ours(secret: &str, token: &str) -> bool {
    verify(secret, token).is_some() || verify_post(secret, token).is_some()
}

fn is_signed(signature: &str, signed: &str) -> bool {
    !signature.is_empty() && crate::secret::same(signature.as_bytes(), signed.as_bytes())
}

/// So many letters hold the 128 bits of an id.
const ID_LETTERS: usize = 26;

fn signature(secret: &str, what: &[u8], which: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(what);
    mac.update(which);
    let bytes = mac.finalize().into_bytes();
    letters(bytes.iter().take(10).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte)), 16)
}

fn letters(bits: u128, count: usize) -> String {
    (0..count)
        .rev()
        .map(|place| char::from(LETTERS[usize::try_from((bits >> (5 * place)) & 31).unwrap_or(0)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_signed_is_known_again_whatever_servers_do_to_capitals() {
        let token = of_case("secret", 1042);
        assert_eq!(verify("secret", &token), Some(1042));
        assert_eq!(verify("secret", &token.to_uppercase()), Some(1042));
        assert_eq!(token.len(), "c1042.".len() + 16);
    }

    #[test]
    fn a_mails_token_names_it_and_no_case() {
        for bits in [1, u128::MAX, 0x0192_f0c1_2345_7890_8abc_def0_1234_5678] {
            let id = PostId(Uuid::from_u128(bits));
            let token = of_post("secret", id);
            assert_eq!(verify_post("secret", &token.to_uppercase()), Some(id));
            assert_eq!(verify("secret", &token), None);
            assert_eq!(verify_post("another", &token), None);
            assert!(is_ours("secret", &token) && token.len() < 48, "{token}");
            // 64 letters may stand before the at sign.
            assert!("customer-service+".len() + token.len() < 64);
        }
        let wrong = "7".repeat(ID_LETTERS);
        for wrong in ["p", "p.", "c1.x", format!("p{wrong}.aaaaaaaaaaaaaaaa").as_str(), "pé.x"] {
            assert_eq!(verify_post("secret", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nothing_else_is() {
        let token = of_case("secret", 1042);
        assert_eq!(verify("another", &token), None);
        assert_eq!(verify("secret", &token.replace("1042", "1043")), None);
        for wrong in
            ["", "c", "c1042", "c1042.", "c1042.aaaaaaaaaaaaaaaa", "1042.x", "c-1.x", "c99999999999999999999.x"]
        {
            assert_eq!(verify("secret", wrong), None, "{wrong}");
        }
        let mut one_off = token.clone();
        let last = one_off.pop();
        one_off.push(if last == Some('a') { 'b' } else { 'a' });
        assert_eq!(verify("secret", &one_off), None);
    }
}
