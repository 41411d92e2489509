//! The way to the mail server, as the operator has named it.

use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    transport::smtp::{
        AsyncSmtpTransportBuilder,
        client::{Certificate, Tls, TlsParameters},
    },
};

/// Behind the address, a file with the certificate of an authority of one's own.
const AUTHORITY: &str = "ca=";

/// The transport to `url`. Whoever names an authority of their own wants TLS, and is trusted by that authority, too.
///
/// # Errors
/// With a reason for the staff, which repeats nothing of the address: there is a password in it.
pub(super) async fn transport(url: &str) -> Result<AsyncSmtpTransportBuilder, String> {
    let (address, authority) = parts(url);
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&address)
        .map_err(|_| "the address of the mail server cannot be read".to_owned())?;
    let Some(file) = authority else { return Ok(builder) };
    let pem = tokio::fs::read(&file).await.map_err(|error| format!("the certificate authority in {file}: {error}"))?;
    let certificate =
        Certificate::from_pem(&pem).map_err(|error| format!("the certificate authority in {file}: {error}"))?;
    let tls = TlsParameters::builder(host(&address).to_owned())
        .add_root_certificate(certificate)
        .build()
        .map_err(|error| format!("the certificate authority in {file}: {error}"))?;
    let is_wrapped = address.starts_with("smtps:");
    Ok(builder.tls(if is_wrapped { Tls::Wrapper(tls) } else { Tls::Required(tls) }))
}

/// The address as lettre reads it, and the file of the authority.
fn parts(url: &str) -> (String, Option<String>) {
    let Some((address, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (ours, theirs): (Vec<&str>, Vec<&str>) = query.split('&').partition(|part| part.starts_with(AUTHORITY));
    let address = if theirs.is_empty() { address.to_owned() } else { format!("{address}?{}", theirs.join("&")) };
    (address, ours.first().map(|part| part[AUTHORITY.len()..].to_owned()))
}

/// The name that the server's certificate must have.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split(['/', '?']).next().unwrap_or(rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    match rest.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => rest.split(':').next().unwrap_or(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authority_is_ours_and_the_rest_is_not() {
        let url = "smtp://u:p@mail.example:587?tls=required&ca=/etc/loket/ca.pem";
        let expected = ("smtp://u:p@mail.example:587?tls=required".to_owned(), Some("/etc/loket/ca.pem".to_owned()));
        assert_eq!(parts(url), expected);
        assert_eq!(parts("smtps://mail.example"), ("smtps://mail.example".to_owned(), None));
        assert_eq!(parts("smtps://m?ca=ca.pem"), ("smtps://m".to_owned(), Some("ca.pem".to_owned())));
    }

    #[test]
    fn the_name_is_the_hosts() {
        assert_eq!(host("smtp://u%40x:p@mail.example:587?tls=required"), "mail.example");
        assert_eq!(host("smtps://127.0.0.1:465"), "127.0.0.1");
        assert_eq!(host("smtps://[::1]:465/"), "::1");
    }
}
