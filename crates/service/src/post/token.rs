//! What the portal signs so that an answer finds its case again.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// 80 bits, five to a letter: short enough for an address, too many to be guessed.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The token of a case: `c1042.k3hq…`. It stands in reply addresses and in the ids of mails.
#[must_use]
pub(crate) fn of_case(secret: &str, number: i64) -> String {
    format!("c{number}.{}", signature(secret, number))
}

/// The case that a token names, when its signature is right. Mail servers may have changed its capitals.
#[must_use]
pub(crate) fn verify(secret: &str, token: &str) -> Option<i64> {
    let token = token.to_lowercase();
    let (number, signed) = token.strip_prefix('c')?.split_once('.')?;
    let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
    crate::secret::same(signature(secret, number).as_bytes(), signed.as_bytes()).then_some(number)
}

fn signature(secret: &str, number: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(b"loket case ");
    mac.update(&number.to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let bits = bytes.iter().take(10).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    (0..16).rev().map(|place| char::from(LETTERS[usize::try_from((bits >> (5 * place)) & 31).unwrap_or(0)])).collect()
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
