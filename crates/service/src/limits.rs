//! How often something may be done in a window of time, whoever asks for it.

use std::net::IpAddr;

use domain::{
    format,
    language::Language,
    refusal::{Code, Refusal},
    time::Instant,
};
use store::{Job, Tx};

use crate::{Context, Error};

/// The windows, in milliseconds. A day ends at midnight UTC.
pub(crate) const QUARTER: i64 = 15 * 60 * 1000;
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

/// When the current window of this length began.
pub(crate) fn begin(window: i64, now: Instant) -> Instant {
    Instant::from_millis(now.millis() - now.millis().rem_euclid(window))
}

/// Counts one more in the current window of this length and gives the new count.
pub(crate) async fn count(tx: &Tx, bucket: &str, window: i64, now: Instant) -> Result<i32, Error> {
    Ok(store::sessions::count_attempt(tx, Job::of("limits"), bucket, begin(window, now)).await?)
}

/// Above a limit: says until when, to a reader in this language and zone.
pub(crate) fn too_many(context: &Context, language: Language, zone: &str, window: i64, now: Instant) -> Error {
    let end = Instant::from_millis(begin(window, now).millis() + window);
    let until = format::until(language, context.wall(now, zone), context.wall(end, zone));
    Refusal::of(Code::TooMany).with(until).into()
}

/// The network of an address: the address itself for IPv4, the first 64 bits for IPv6.
pub(crate) fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let segments = address.segments();
            format!("{:x}:{:x}:{:x}:{:x}", segments[0], segments[1], segments[2], segments[3])
        }
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_an_address_or_half_of_a_long_one() {
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1", "as a listener for both kinds says it");
        assert_ne!(network("::ffff:192.0.2.1"), network("::ffff:198.51.100.1"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
