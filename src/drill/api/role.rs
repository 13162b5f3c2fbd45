//! Who asks, by the token that they show.

use rustls::crypto::{GetRandomFailed, ring};

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Operator,
    /// To look, but not at Secrets.
    Viewer,
    /// Nobody in particular: no token at all.
    Anonymous,
}

impl Role {
    /// The name that refusals and reviews call it by.
    #[must_use]
    pub fn user(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Viewer => "viewer",
            Self::Anonymous => "system:anonymous",
        }
    }

    #[must_use]
    pub fn groups(self) -> &'static [&'static str] {
        match self {
            Self::Operator => &["system:masters", "system:authenticated"],
            Self::Viewer => &["system:authenticated"],
            Self::Anonymous => &["system:unauthenticated"],
        }
    }
}

/// The tokens of one run.
pub struct Tokens {
    operator: String,
    viewer: String,
}

impl Tokens {
    /// New ones, 256 bits each.
    pub fn draw() -> Result<Self, GetRandomFailed> {
        Ok(Self { operator: draw()?, viewer: draw()? })
    }

    /// Empty for who needs none.
    #[must_use]
    pub fn of(&self, role: Role) -> &str {
        match role {
            Role::Operator => &self.operator,
            Role::Viewer => &self.viewer,
            Role::Anonymous => "",
        }
    }

    /// Whose token it is; `None`: nobody's.
    #[must_use]
    pub fn whose(&self, token: &str) -> Option<Role> {
        [Role::Operator, Role::Viewer].into_iter().find(|role| self.of(*role) == token)
    }
}

fn draw() -> Result<String, GetRandomFailed> {
    let mut bytes = [0; 32];
    ring::default_provider().secure_random.fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}
