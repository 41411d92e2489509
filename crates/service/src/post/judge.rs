//! Whether a mail is from whom it says, found out by the portal itself where no mail server in front of it has: by the
//! signatures of its sender's domain (DKIM, RFC 6376), by where it came from (SPF, RFC 7208), and by what the domain wants
//! done about it (DMARC, RFC 7489).
//!
//! Only what can count is looked up: signatures and a sender of other domains prove nothing about this one, and whoever sends
//! the mail must not choose whose name server the portal waits for.

use std::{net::SocketAddr, time::Duration};

use domain::post::{ReturnPath, Verdict};
use mail_auth::{
    AuthenticatedMessage, DmarcResult, MessageAuthenticator, SpfOutput,
    dmarc::{Policy, verify::DmarcParameters},
    hickory_resolver::{
        config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts},
        system_conf::read_system_conf,
    },
    spf::verify::SpfParameters,
};

use super::parse::Hop;

/// So many signatures of the sender's domain are looked at: a mail has one or two.
const MOST_SIGNATURES: usize = 5;
/// What could not be found out by then is not known.
const LONGEST: Duration = Duration::from_secs(5);
/// How long one question waits for its answer, and how often it is asked.
const QUESTION: Duration = Duration::from_secs(2);
const TRIES: usize = 2;

/// Where the portal asks for what domains say of themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// Nowhere: what the mail server in front has not judged is not judged.
    #[default]
    Nowhere,
    /// The name servers of this machine.
    System,
    At(SocketAddr),
}

/// Who judges, where there is somebody to ask.
#[derive(Clone)]
pub(crate) struct Judge(Option<MessageAuthenticator>);

impl Judge {
    /// Asks there. Where that cannot be done, nothing is judged: mail comes in all the same.
    pub(crate) fn asking(names: Names) -> Self {
        let made = match names {
            Names::Nowhere => return Self(None),
            Names::System => read_system_conf().and_then(|(config, opts)| authenticator(config, opts)),
            Names::At(place) => authenticator(at(place), ResolverOpts::default()),
        };
        match made {
            Ok(authenticator) => Self(Some(authenticator)),
            Err(error) => {
                tracing::warn!(%error, "no name server can be asked: mail is not judged here");
                Self(None)
            }
        }
    }

    pub(super) const fn can_judge(&self) -> bool {
        self.0.is_some()
    }

    /// Judges a mail. `hop` is how it reached a mail server of ours, where that is known.
    pub(super) async fn verdict(&self, raw: &[u8], return_path: &ReturnPath, hop: Option<&Hop>) -> Verdict {
        let Some(authenticator) = &self.0 else { return Verdict::NotJudged };
        let judged = tokio::time::timeout(LONGEST, judge(authenticator, raw, return_path, hop));
        judged.await.unwrap_or(Verdict::NotJudged)
    }
}

fn at(place: SocketAddr) -> ResolverConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = place.port();
        connection
    });
    ResolverConfig::from_name_servers(vec![NameServerConfig::new(place.ip(), true, connections.into())])
}

type Asking = Result<MessageAuthenticator, mail_auth::hickory_resolver::net::NetError>;

fn authenticator(config: ResolverConfig, mut opts: ResolverOpts) -> Asking {
    opts.timeout = QUESTION;
    opts.attempts = TRIES;
    MessageAuthenticator::new(config, opts)
}

async fn judge(
    authenticator: &MessageAuthenticator,
    raw: &[u8],
    return_path: &ReturnPath,
    hop: Option<&Hop>,
) -> Verdict {
    let Some(mut message) = AuthenticatedMessage::parse(raw) else { return Verdict::NotJudged };
    let mut authors = message.froms().iter().filter_map(|from| domain_of(from)).map(str::to_lowercase);
    let Some(author) = authors.next() else { return Verdict::NotJudged };
    if authors.any(|other| other != author) {
        // Of two senders one is proven and the other is shown (RFC 7489, 6.6.1).
        return Verdict::Fail;
    }
    message.dkim_headers.retain(|signature| may_align(&signature.header.d, &author));
    message.dkim_headers.truncate(MOST_SIGNATURES);
    let dkim = authenticator.verify_dkim(&message).await;
    let sender = match return_path {
        ReturnPath::Address(sender) => Some(sender.as_str()),
        ReturnPath::Null | ReturnPath::Unknown => None,
    };
    let place = sender.zip(hop).filter(|(sender, _)| domain_of(sender).is_some_and(|own| may_align(own, &author)));
    let spf = match place {
        Some((sender, hop)) => {
            Some(authenticator.verify_spf(SpfParameters::verify_mail_from(hop.ip, &hop.helo, &hop.by, sender)).await)
        }
        None => None,
    };
    let is_place_known = hop.is_some() && *return_path != ReturnPath::Unknown;
    let unknown = SpfOutput::new(String::new());
    let sender_domain = sender.and_then(domain_of).unwrap_or_default();
    let found = authenticator
        .verify_dmarc(DmarcParameters::new(&message, &dkim, sender_domain, spf.as_ref().unwrap_or(&unknown)))
        .await;
    match found.result() {
        DmarcResult::Pass => Verdict::Pass,
        DmarcResult::None => Verdict::None,
        DmarcResult::TempError(_) => Verdict::NotJudged,
        // Where it came from is not known, and that alone may have proved it: a domain that asks for nothing to be done
        // about what is unproven may have relied on it. One that wants such mail refused signs what it sends.
        DmarcResult::Fail(_) | DmarcResult::PermError(_)
            if is_place_known || matches!(found.policy(), Policy::Quarantine | Policy::Reject) =>
        {
            Verdict::Fail
        }
        DmarcResult::Fail(_) | DmarcResult::PermError(_) => Verdict::NotJudged,
    }
}

fn domain_of(address: &str) -> Option<&str> {
    address.rsplit_once('@').map(|(_, domain)| domain).filter(|domain| !domain.is_empty())
}

/// Whether a domain could stand for another: they share at least their last two words. What exactly they must share is for
/// DMARC to say.
fn may_align(one: &str, other: &str) -> bool {
    let end = |domain: &str| {
        let domain = domain.trim_end_matches('.').to_lowercase();
        let words: Vec<String> = domain.rsplit('.').take(2).map(str::to_owned).collect();
        words
    };
    end(one) == end(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_domains_of_one_owner_can_stand_for_each_other() {
        for (one, other) in
            [("a.example", "A.example"), ("mail.a.example", "a.example"), ("x.a.example", "y.a.example.")]
        {
            assert!(may_align(one, other), "{one} {other}");
        }
        for (one, other) in [("a.example", "b.example"), ("a.example.evil.test", "a.example"), ("example", "a.example")]
        {
            assert!(!may_align(one, other), "{one} {other}");
        }
    }
}
