//! Certificates for one run: an authority that nobody else knows, and the server's own.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("make a certificate: {0}")]
    Made(#[from] rcgen::Error),
    #[error("use the certificate: {0}")]
    Used(#[from] rustls::Error),
}

/// What the server shows, and what its clients trust.
pub struct Certificate {
    /// The authority's certificate, PEM.
    pub authority: String,
    pub tls: Arc<ServerConfig>,
}

impl Certificate {
    /// For 127.0.0.1 and localhost, with keys that live as long as the process.
    pub fn make() -> Result<Self, Error> {
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        authority.distinguished_name.push(DnType::CommonName, "stanch drill");
        let key = KeyPair::generate()?;
        let trusted = authority.self_signed(&key)?.pem();
        let issuer = Issuer::new(authority, key);

        let mut server = CertificateParams::new(["127.0.0.1".to_owned(), "localhost".to_owned()])?;
        server.distinguished_name.push(DnType::CommonName, "kube-apiserver");
        let key = KeyPair::generate()?;
        let shown = server.signed_by(&key, &issuer)?;
        let secret = PrivateKeyDer::Pkcs8(key.serialize_der().into());

        let mut tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![shown.der().clone()], secret)?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { authority: trusted, tls: Arc::new(tls) })
    }
}
