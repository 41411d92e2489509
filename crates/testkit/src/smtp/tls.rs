//! What a mail server needs to be sure whom it speaks with, and to be believed.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// With the first byte: `smtps://`.
    Wrapped,
    /// When the client asks for it (RFC 3207).
    Started,
}

/// An authority that signs certificates, with its own in a file.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: PathBuf,
    _folder: TempDir,
}

impl Authority {
    /// A new one, of which nobody has heard.
    #[must_use]
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let mut params = CertificateParams::new(Vec::new()).expect("no names are fine");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("it signs itself");
        let folder = TempDir::new().expect("there is room");
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, certificate.pem()).expect("it can be written");
        Self { issuer: Issuer::new(params, key), file, _folder: folder }
    }

    /// The file with its certificate.
    #[must_use]
    pub fn file(&self) -> String {
        self.file.display().to_string()
    }

    /// A certificate for that name and its key, as files have them (PEM).
    pub(crate) fn certificate(&self, name: &str) -> (String, String) {
        let (certificate, key) = self.signed(name);
        (certificate.pem(), key.serialize_pem())
    }

    fn signed(&self, name: &str) -> (Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key can be made");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("it is a name");
        (params.signed_by(&key, &self.issuer).expect("the authority signs"), key)
    }

    fn acceptor(&self, name: &str) -> TlsAcceptor {
        let (certificate, key) = self.signed(name);
        let private = PrivateKeyDer::try_from(key.serialize_der()).expect("it is a key");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring knows them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .expect("key and certificate fit");
        TlsAcceptor::from(Arc::new(config))
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// A mail server's certificate and password, and what a client is told of them.
#[derive(Debug)]
pub struct Secured {
    pub protection: Protection,
    pub user: &'static str,
    pub password: &'static str,
    /// Who signs its certificate, and for which name.
    pub authority: Arc<Authority>,
    pub name: &'static str,
    /// The file of the authority that the client trusts, and the password that it has.
    pub trusted: Option<String>,
    pub known_password: &'static str,
}

impl Secured {
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.authority.acceptor(self.name)
    }

    /// RFC 4616: nobody, NUL, user, NUL, password.
    pub(super) fn said(&self) -> String {
        base64(format!("\0{}\0{}", self.user, self.password).as_bytes())
    }

    pub(super) fn url(&self, address: SocketAddr) -> String {
        let (scheme, query) = match self.protection {
            Protection::Wrapped => ("smtps", ""),
            Protection::Started => ("smtp", "tls=required"),
        };
        let trusted = self.trusted.as_ref().map(|file| format!("ca={file}")).unwrap_or_default();
        let query: Vec<&str> = [query, trusted.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        format!("{scheme}://{}:{}@{address}{query}", self.user, self.known_password)
    }
}

/// RFC 4648, section 4.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3)
            .fold(0_usize, |number, place| number << 8 | usize::from(three.get(place).copied().unwrap_or_default()));
        for place in 0..4 {
            let sign = SIGNS[number >> (18 - 6 * place) & 63];
            out.push(if place > three.len() { '=' } else { char::from(sign) });
        }
    }
    out
}
