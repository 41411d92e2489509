//! Secrets: made by the system's generator, kept only as hashes.

use sha2::{Digest, Sha256};

use crate::Error;

/// 256 bits as text for a cookie.
pub(crate) fn token() -> Result<String, Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Fault(error.to_string().into()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Six digits, each as likely as any other.
pub(crate) fn six_digits() -> Result<String, Error> {
    const MOST: u32 = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let mut bytes = [0u8; 4];
        getrandom::fill(&mut bytes).map_err(|error| Error::Fault(error.to_string().into()))?;
        let number = u32::from_le_bytes(bytes);
        // The numbers beyond the last whole million would make small codes likelier.
        if number < MOST {
            return Ok(format!("{:06}", number % 1_000_000));
        }
    }
}

/// What is kept of a secret. The secrets are random and long, or short-lived and limited in tries, so no salt is needed.
pub(crate) fn hash(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

/// SHA-256 of one thing alone, as anybody can compute it.
pub(crate) fn plain_hash(content: &[u8]) -> Vec<u8> {
    Sha256::digest(content).to_vec()
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0u8, |found, (a, b)| found | (a ^ b)) == 0
}
