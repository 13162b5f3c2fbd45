//! Whether a console may act at all.

use crate::domain::{Truth, approval::Arming, text::Safe};

/// How long a console stays armed.
pub const ARMED_SECONDS: u64 = 15 * 60;

/// What a console knows of where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standpoint {
    /// Whether the API server's certificate is verified.
    pub tls_verified: Truth,
    /// Whether the API server knows who is acting: not `system:anonymous`.
    pub known_user: Truth,
    /// Impersonating somebody without a policy that says so.
    pub impersonates: bool,
    /// `--ephemeral`: nothing would be recorded.
    pub ephemeral: bool,
    /// Whether the store keeps what it acknowledged through a power cut (T-16).
    pub durable: Truth,
    /// What the store itself has against it: rewound, read-only, of a newer version, heads that differ.
    pub store: Vec<Safe>,
    /// A policy that cannot be read or trusted.
    pub policy_locked: bool,
    /// Whether the cluster is known by its own uid and still is that one (R-37, K-8).
    pub same_cluster: Truth,
}

/// Whether it may be armed. What is unknown refuses as well: only Yes arms.
#[must_use]
pub fn arming(here: &Standpoint) -> Arming {
    let mut refusals = here.store.clone();
    let mut needs = |holds: Truth, no: &'static str, unknown: &'static str| match holds {
        Truth::Yes => {}
        Truth::No => refusals.push(Safe::from_static(no)),
        Truth::Unknown => refusals.push(Safe::from_static(unknown)),
    };
    needs(
        here.tls_verified,
        "the API server's certificate is not verified (insecure-skip-tls-verify)",
        "it is not known whether the API server's certificate is verified",
    );
    needs(
        here.known_user,
        "the API server does not know you (system:anonymous)",
        "the API server did not say who you are",
    );
    needs(
        here.same_cluster,
        "this is another cluster than the one that was pinned",
        "the cluster's identity is not known yet",
    );
    needs(
        here.durable,
        "the store is not durable: it cannot be trusted for actions",
        "it is not known whether the store is durable",
    );
    let mut refuse = |when: bool, why: &'static str| {
        if when {
            refusals.push(Safe::from_static(why));
        }
    };
    refuse(here.ephemeral, "--ephemeral keeps no record, so nothing may be done");
    refuse(here.impersonates, "you impersonate somebody, and no policy declares that");
    refuse(here.policy_locked, "the policy cannot be read or trusted: everything is production, and locked");
    let allowed = if refusals.is_empty() { Truth::Yes } else { Truth::No };
    Arming { allowed, refusals }
}
