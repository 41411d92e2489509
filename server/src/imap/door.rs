//! The way into a mailbox: the connection, its protection, and the password.

use std::{fmt, io, sync::Arc};

use async_imap::{Client, Session};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use super::place::{Place, Protection};
use crate::cli::Failure;

pub(super) trait Stream: AsyncRead + AsyncWrite + fmt::Debug + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + fmt::Debug + Send + Unpin> Stream for T {}

pub(super) type Open = Session<Box<dyn Stream>>;

/// Opens the door. Nothing but the wish for TLS is said before it stands.
pub(super) async fn open(place: &Place) -> Result<Open, Failure> {
    let stream = TcpStream::connect((place.host.as_str(), place.port)).await?;
    stream.set_nodelay(true)?;
    let client = match place.protection {
        Protection::Wrapped => greeted(Box::new(secured(place, stream).await?) as Box<dyn Stream>).await?,
        Protection::Bare => greeted(Box::new(stream) as Box<dyn Stream>).await?,
        Protection::Started => {
            let mut client = greeted(stream).await?;
            client.run_command_and_check_ok("STARTTLS", None).await?;
            // Whatever came in the open behind the answer is dropped with this client: it may be anybody's. The server
            // does not greet again.
            Client::new(Box::new(secured(place, client.into_inner()).await?) as Box<dyn Stream>)
        }
    };
    client.login(&place.user, &place.password).await.map_err(|(error, _)| error.into())
}

async fn greeted<T: AsyncRead + AsyncWrite + fmt::Debug + Send + Unpin>(stream: T) -> Result<Client<T>, Failure> {
    let mut client = Client::new(stream);
    client.read_response().await?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    Ok(client)
}

async fn secured(place: &Place, stream: TcpStream) -> Result<TlsStream<TcpStream>, Failure> {
    let name = ServerName::try_from(place.host.clone())?;
    Ok(connector(place).await?.connect(name, stream).await?)
}

/// Whoever names an authority of their own trusts it beside the usual ones.
async fn connector(place: &Place) -> Result<TlsConnector, Failure> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = &place.authority {
        let said = |error: &dyn fmt::Display| format!("the certificate authority in {}: {error}", file.display());
        let pem = tokio::fs::read(file).await.map_err(|error| said(&error))?;
        let certificate = CertificateDer::from_pem_slice(&pem).map_err(|error| said(&error))?;
        roots.add(certificate).map_err(|error| said(&error))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
