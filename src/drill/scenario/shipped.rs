//! The scenarios and worlds that come with the program.

use crate::drill::behaviour::{Mistake, read};

use super::document::Document;

/// Name and text of each scenario, in the order in which they are told.
pub const SHIPPED: [(&str, &str); 10] = [
    ("missing-env", include_str!("../../../assets/drills/missing-env.yaml")),
    ("bad-image", include_str!("../../../assets/drills/bad-image.yaml")),
    ("oom", include_str!("../../../assets/drills/oom.yaml")),
    ("blocking-call", include_str!("../../../assets/drills/blocking-call.yaml")),
    ("db-pool", include_str!("../../../assets/drills/db-pool.yaml")),
    ("migration", include_str!("../../../assets/drills/migration.yaml")),
    ("credential", include_str!("../../../assets/drills/credential.yaml")),
    ("dns", include_str!("../../../assets/drills/dns.yaml")),
    ("unschedulable", include_str!("../../../assets/drills/unschedulable.yaml")),
    ("config-drift", include_str!("../../../assets/drills/config-drift.yaml")),
];

/// Worlds that several scenarios stand on.
const WORLDS: [(&str, &str); 1] = [("shop", include_str!("../../../assets/drills/worlds/shop.yaml"))];

pub fn names() -> Vec<&'static str> {
    SHIPPED.iter().map(|(name, _)| *name).collect()
}

/// A shipped world.
pub fn world(name: &str) -> Result<Document, Mistake> {
    let found = WORLDS.iter().find(|(known, _)| *known == name);
    let unknown = || {
        let known: Vec<&str> = WORLDS.iter().map(|(name, _)| *name).collect();
        Mistake { text: format!("there is no world `{name}`; shipped are {}", known.join(", ")) }
    };
    let (_, text) = found.ok_or_else(unknown)?;
    read(text)
}
