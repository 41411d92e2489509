//! Where a mailbox is, as the operator has named it.

use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr};

use url::Url;

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protection {
    /// With the first byte: `imaps://`.
    Wrapped,
    /// When the portal asks for it, and nothing is said before (RFC 3501, 6.2.1): `imap://…?tls=required`.
    Started,
    /// Never: on the loopback only.
    Bare,
}

/// A mailbox to fetch from: `imaps://user:password@host/INBOX`.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    /// The certificate (PEM) of an authority of one's own.
    pub(super) authority: Option<PathBuf>,
    pub(super) user: String,
    pub(super) password: String,
    pub(super) folder: String,
}

impl fmt::Debug for Place {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
        let host = url.host_str().ok_or("a host is missing")?.trim_matches(['[', ']']).to_owned();
        let (mut is_started, mut authority) = (false, None);
        for (name, value) in url.query_pairs() {
            match (&*name, &*value) {
                ("tls", "required") => is_started = true,
                ("ca", file) if !file.is_empty() => authority = Some(PathBuf::from(file)),
                (name, _) => return Err(format!("{name} is not known behind the address")),
            }
        }
        let is_here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let protection = match url.scheme() {
            "imaps" => Protection::Wrapped,
            "imap" if is_started => Protection::Started,
            "imap" if authority.is_some() => return Err("ca is for TLS: add tls=required".to_owned()),
            // The password would travel as it is.
            "imap" if is_here => Protection::Bare,
            "imap" => return Err("imap:// alone is for the loopback: use imaps://, or add ?tls=required".to_owned()),
            other => return Err(format!("{other}:// is not known: use imaps://")),
        };
        let plain = |text: &str| {
            let form = format!("x={}", text.replace('+', "%2B"));
            url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let folder = plain(url.path().trim_start_matches('/'));
        let place = Self {
            port: url.port().unwrap_or(if protection == Protection::Wrapped { 993 } else { 143 }),
            host,
            protection,
            authority,
            user: plain(url.username()),
            password: plain(url.password().unwrap_or_default()),
            folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
        };
        if place.user.is_empty() { Err("a user is missing".to_owned()) } else { Ok(place) }
    }
}

impl Place {
    /// The mailbox's name in the ledger: it must not change with the port or the password.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}/{}", self.user, self.host, self.folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_its_percent_signs() {
        let place = "imaps://help%40vandael.example:p%2Fa+s@mail.example/Help%20desk".parse::<Place>();
        assert!(place.is_ok(), "{place:?}");
        let Ok(place) = place else { return };
        assert_eq!((place.user.as_str(), place.password.as_str()), ("help@vandael.example", "p/a+s"));
        assert_eq!((place.port, place.folder.as_str()), (993, "Help desk"));
        assert_eq!(place.name(), "help@vandael.example@mail.example/Help desk");
        assert!(!format!("{place:?}").contains("p/a"), "no password in a log");
    }

    #[test]
    fn tls_begins_when_the_address_says_so() {
        let read = |text: &str| text.parse::<Place>().map(|place| (place.protection, place.port, place.authority));
        assert_eq!(read("imaps://a:b@mail.example"), Ok((Protection::Wrapped, 993, None)));
        let file = Some(PathBuf::from("/etc/loket/ca.pem"));
        assert_eq!(
            read("imap://a:b@mail.example/INBOX?tls=required&ca=/etc/loket/ca.pem"),
            Ok((Protection::Started, 143, file))
        );
        assert_eq!(read("imap://a:b@127.0.0.1:1143"), Ok((Protection::Bare, 1143, None)));
    }

    #[test]
    fn a_password_does_not_travel_bare() {
        for wrong in [
            "imap://a:b@mail.example",
            "imap://a:b@mail.example?tls=maybe",
            "imap://a:b@127.0.0.1?ca=ca.pem",
            "imaps://a:b@mail.example?x=y",
            "",
            "mail.example",
            "imaps://mail.example/INBOX",
            "smtp://a:b@c",
            "imaps:///x",
        ] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }
}
