//! An image that cannot be had.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::Side;

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "image_pull",
    severity: Severity::Critical,
    title: "the image cannot be pulled",
    impact: "No new pod starts; old pods go on until they are replaced.",
    remedy: "Correct the image's name or tag, or the secret that pulls it.",
    changes,
    signs: &[
        Sign::new(
            &["pull"],
            r#"(?i)(failed to pull|back-?off pulling|pulling) image \"(?P<x>[^\"]+)\""#,
            About::Image,
            Where::Cluster,
        ),
        Sign::new(
            &["ImagePullBackOff", "ErrImagePull", "InvalidImageName"],
            r"(ImagePullBackOff|ErrImagePull|InvalidImageName)",
            About::Image,
            Where::Cluster,
        ),
        Sign::new(
            &["manifest unknown", "pull access denied"],
            r"(?i)manifest for (?P<x>\S+) not found|pull access denied for (?P<y>\S+)",
            About::Image,
            Where::Program,
        ),
    ],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let images = changes
        .settings
        .iter()
        .filter(|new| new.side == Side::Added && matches!(new.key.as_str(), "image" | "tag" | "newTag" | "repository"));
    let images = images.map(|new| {
        let image = match new.key.as_str() {
            "image" => new.value.clone(),
            "repository" => format!("{}:", new.value),
            _ => format!(":{}", new.value),
        };
        Hint {
            matters: vec![Matter::Image(Safe::line(&image))],
            spot: new.spot.clone(),
            what: format!("{} was set to {}", new.key, new.value),
            silent: true,
        }
    });
    let secrets = changes
        .changed_settings()
        .filter(|(old, new)| new.is_none() && (old.key == "imagePullSecrets" || old.is_under("imagePullSecrets")));
    let secrets = secrets.map(|(old, _)| Hint {
        matters: vec![Matter::Image(Safe::default())],
        spot: old.spot.clone(),
        what: "the secret that pulls images was removed".to_owned(),
        silent: true,
    });
    images.chain(secrets).collect()
}
