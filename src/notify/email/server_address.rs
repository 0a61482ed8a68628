//! Reading the SMTP server's address.

use super::MailSetupError;
use lettre::transport::smtp::{
    authentication::Credentials,
    client::{Certificate, TlsParameters},
    extension::ClientId,
};
use percent_encoding::percent_decode_str;
use url::Url;

/// Mail relays between servers; plain.
const RELAY_PORT: u16 = 25;
/// Submission with STARTTLS (RFC 6409).
const SUBMISSION_PORT: u16 = 587;
/// Submission with TLS from the first byte (RFC 8314).
const SUBMISSIONS_PORT: u16 = 465;

/// How a connection is opened and protected.
pub(super) struct ServerAddress {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) protection: Protection,
    pub(super) credentials: Option<Credentials>,
    pub(super) our_name: ClientId,
}

/// How the connection is protected.
pub(super) enum Protection {
    /// TLS before anything is said.
    FromTheStart(TlsParameters),
    /// STARTTLS, or no mail.
    Required(TlsParameters),
    /// STARTTLS when the server offers it.
    WhenOffered(TlsParameters),
    /// None: a relay on the same machine.
    Plain,
}

/// Reads `smtp://` or `smtps://` as documented on `Mailer::smtp`.
pub(super) fn read(address: &str) -> Result<ServerAddress, MailSetupError> {
    let url = Url::parse(address.trim()).map_err(|_| MailSetupError::ServerAddress)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(MailSetupError::ServerAddress)?.to_owned();
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    let authority = url.query_pairs().find(|(name, _)| name == "ca").map(|(_, path)| authority(&path)).transpose()?;
    let parameters = || {
        let builder = TlsParameters::builder(host.clone());
        let builder = authority.iter().cloned().fold(builder, |builder, ca| builder.add_root_certificate(ca));
        builder.build_rustls().map_err(|_| MailSetupError::Tls)
    };
    let (default_port, protection) = match (url.scheme(), tls.as_deref()) {
        ("smtps", None | Some("required")) => (SUBMISSIONS_PORT, Protection::FromTheStart(parameters()?)),
        ("smtp", Some("required")) => (SUBMISSION_PORT, Protection::Required(parameters()?)),
        ("smtp", Some("opportunistic")) => (SUBMISSION_PORT, Protection::WhenOffered(parameters()?)),
        ("smtp", None | Some("none")) => (RELAY_PORT, Protection::Plain),
        _ => return Err(MailSetupError::ServerAddress),
    };
    let our_name = url.path().trim_matches('/');
    Ok(ServerAddress {
        port: url.port().unwrap_or(default_port),
        protection,
        credentials: credentials(&url)?,
        our_name: if our_name.is_empty() { ClientId::default() } else { ClientId::Domain(our_name.to_owned()) },
        host,
    })
}

/// The authority of the house that vouches for its mail server.
fn authority(path: &str) -> Result<Certificate, MailSetupError> {
    let pem = std::fs::read(path).map_err(|_| MailSetupError::Authority)?;
    Certificate::from_pem(&pem).map_err(|_| MailSetupError::Authority)
}

fn credentials(url: &Url) -> Result<Option<Credentials>, MailSetupError> {
    let decoded = |text: &str| {
        percent_decode_str(text).decode_utf8().map(|text| text.into_owned()).map_err(|_| MailSetupError::ServerAddress)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (_, None) => Err(MailSetupError::ServerAddress),
        (user, Some(password)) => Ok(Some(Credentials::new(decoded(user)?, decoded(password)?))),
    }
}
