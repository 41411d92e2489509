//! How an installation runs: options, each also an environment variable.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use service::{
    Config, MailRoute, PostRules,
    post::Names,
    provider::{Key, Place},
};
use url::Url;

use crate::{imap, lmtp};

/// Where the data is. Every command has these.
#[derive(Args, Clone, Debug)]
pub struct Data {
    /// The folder of the embedded database.
    #[arg(long, env = "LOKET_DATA", default_value = "data", global = true)]
    pub data: PathBuf,
    /// A PostgreSQL database instead: postgres://user:password@host/name
    #[arg(long, env = "LOKET_DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
}

/// How the portal is reached and reaches others.
#[derive(Args, Clone, Debug)]
pub struct Portal {
    /// The address to listen on.
    #[arg(long, env = "LOKET_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The address for metrics; nothing listens without it. Not for the public.
    #[arg(long, env = "LOKET_ADMIN_LISTEN")]
    pub admin_listen: Option<SocketAddr>,
    /// The address at which customers reach the portal, as it stands in mails. https makes cookies secure.
    #[arg(long, env = "LOKET_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Show the demo vendor: mail is kept at /demo/mail instead of sent.
    #[arg(long, env = "LOKET_DEMO")]
    pub demo: bool,
    /// The mail server: smtp://user:password@host:587?tls=required, or smtps://…
    #[arg(long, env = "LOKET_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The sender of the portal's mails: `Name <address>`
    #[arg(long, env = "LOKET_MAIL_FROM", default_value = "Loket <loket@localhost>")]
    pub mail_from: String,
    /// The address of the mailbox that the portal reads: answers to mails about a case come back there, with a token
    /// behind a plus.
    #[arg(long, env = "LOKET_REPLY_TO")]
    pub reply_to: Option<String>,
    /// A mailbox to fetch mail from: imaps://user:password@host/INBOX
    #[arg(long, env = "LOKET_IMAP_URL", hide_env_values = true)]
    pub imap_url: Option<imap::Place>,
    /// Where a mail server on this machine hands mail over by LMTP: 127.0.0.1:2424 or unix:/run/loket/lmtp
    #[arg(long, env = "LOKET_LMTP_LISTEN")]
    pub lmtp_listen: Option<lmtp::Place>,
    /// The name of the mail server in front, whose Authentication-Results are believed; several with commas.
    #[arg(long, env = "LOKET_BELIEVE_RESULTS", value_delimiter = ',')]
    pub believe_results: Vec<String>,
    /// Where mail that no such server has judged is judged from (SPF, DKIM, DMARC): `system` for this machine's name
    /// servers, an address such as 127.0.0.1:53, or `off`.
    #[arg(long, env = "LOKET_NAME_SERVER", default_value = "system", value_parser = names)]
    pub name_server: Names,
    /// The key of the vendor's account at the payment provider, Mollie: with it customers can pay online.
    #[arg(long, env = "LOKET_PAYMENT_KEY", hide_env_values = true)]
    pub payment_key: Option<Key>,
    /// Where the provider's API is, instead of at its own address: a stand-in, for trying things out.
    #[arg(long, env = "LOKET_PAYMENT_URL")]
    pub payment_url: Option<Url>,
    /// Take the visitor's address from X-Forwarded-For, which a proxy in front sets.
    #[arg(long, env = "LOKET_TRUST_PROXY")]
    pub trust_proxy: bool,
    /// A folder with the site's files, instead of those in the binary.
    #[arg(long, env = "LOKET_SITE", hide = true)]
    pub site: Option<PathBuf>,
    /// Requests that may be under way at once; more are told to come back.
    #[arg(long, env = "LOKET_MOST_REQUESTS", default_value_t = 512)]
    pub most_requests: usize,
    /// How many codes one network may ask for in a quarter of an hour, and how many carts it may begin unknown.
    #[arg(long, env = "LOKET_NETWORK_LIMIT", default_value_t = 40)]
    pub network_limit: i32,
}

impl Data {
    /// The database's address.
    #[must_use]
    pub fn url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("loket.db").display()))
    }

    /// The file of the embedded database; `None` for PostgreSQL.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        match &self.database_url {
            None => Some(self.data.join("loket.db")),
            Some(url) => {
                let file = url.strip_prefix("sqlite:")?.split('?').next()?;
                Some(PathBuf::from(file.strip_prefix("//").unwrap_or(file)))
            }
        }
    }
}

impl Portal {
    /// What the services need to know.
    #[must_use]
    pub fn service(&self) -> Config {
        let public_url = self.public_url.clone().unwrap_or_else(|| format!("http://localhost:{}", self.listen.port()));
        let payment_url = self.payment_url.as_ref().map(Url::to_string);
        Config {
            public_url: public_url.trim_end_matches('/').to_owned(),
            demo: self.demo,
            // A demo never writes to people.
            mail: match &self.smtp_url {
                _ if self.demo => MailRoute::Keep,
                Some(url) => MailRoute::Smtp { url: url.clone(), from: self.mail_from.clone() },
                None => MailRoute::Wait,
            },
            post: PostRules {
                reply_to: self.reply_to.clone(),
                believed: self.believe_results.clone(),
                // A demo's mails are nobody's.
                names: if self.demo { Names::Nowhere } else { self.name_server },
            },
            payments: self.payment_key.clone().map(|key| Place { key, url: payment_url }),
            // A demo is tried by many behind one address, and by tests.
            network_limit: if self.demo { self.network_limit.max(2000) } else { self.network_limit },
        }
    }
}

fn names(text: &str) -> Result<Names, String> {
    match text {
        "system" => Ok(Names::System),
        "off" => Ok(Names::Nowhere),
        place => place.parse().map(Names::At).map_err(|_| "neither system, off, nor an address with a port".to_owned()),
    }
}
