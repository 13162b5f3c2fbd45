//! What lines that are no rollouts say.

use crate::{
    domain::{
        cluster::{ClusterNo, Link},
        text::Safe,
        verdict::Cause,
    },
    flow::Model,
    ui::widgets::{Text, clock},
};

/// A cause in words.
#[must_use]
pub fn cause_sentence(cause: &Cause) -> Text {
    match cause {
        Cause::Registry(host) => format_args!("{host} does not answer").into(),
        Cause::Node(name) => format_args!("node {name} is not ready or under pressure").into(),
        Cause::Missing { kind, namespace, name } => format_args!("{kind} {namespace}/{name} does not exist").into(),
    }
}

/// What is not known of a source, since when and why.
#[must_use]
pub fn source_sentence(model: &Model, no: ClusterNo) -> Safe {
    let sources = model.board.sources();
    let Some((cluster, source, _)) = sources.into_iter().find(|(cluster, ..)| cluster.no == no) else {
        return Safe::default();
    };
    let since = source.answered.map(|at| format!(" unknown since {}", clock(at)));
    let since = since.unwrap_or_else(|| " has not answered yet".to_owned());
    let what = match source.link {
        Link::Connecting => format!(" connecting to {}", cluster.server),
        Link::Denied => " refuses this user".to_owned(),
        _ => since,
    };
    let hidden = model.board.rollouts().iter().filter(|rollout| rollout.key.cluster == no).count();
    let hidden = match hidden {
        0 => String::new(),
        1 => "; its rollout as last seen: enter".to_owned(),
        hidden => format!("; its {hidden} rollouts as last seen: enter"),
    };
    let message = source.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
    Safe::line(&format!("{}{what}{message}{hidden}", cluster.name))
}

/// What could not be read, with the verb that is missing.
#[must_use]
pub fn gap_sentence(model: &Model, no: ClusterNo, place: usize) -> Safe {
    let sources = model.board.sources();
    let several = sources.len() > 1;
    let Some((cluster, source, _)) = sources.into_iter().find(|(cluster, ..)| cluster.no == no) else {
        return Safe::default();
    };
    let message = source.gaps.get(place).map_or("", |gap| gap.message.as_str());
    if several { Safe::line(&format!("{}: {message}", cluster.name)) } else { Safe::line(message) }
}

/// An image without its registry and path: `checkout:2.9.1`.
#[must_use]
pub fn short_image(image: &str) -> &str {
    let (name, digest) = image.split_once('@').unwrap_or((image, ""));
    let short = name.rsplit('/').next().unwrap_or(name);
    if short.contains(':') || digest.is_empty() { short } else { image.rsplit('/').next().unwrap_or(image) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_known_by_its_last_name_and_tag() {
        assert_eq!(short_image("registry.example.com:5000/shop/checkout:2.9.1"), "checkout:2.9.1");
        assert_eq!(short_image("checkout:2.9.1@sha256:abc"), "checkout:2.9.1");
        assert_eq!(short_image("r.io/shop/checkout@sha256:abc"), "checkout@sha256:abc");
        assert_eq!(short_image("busybox"), "busybox");
    }
}
