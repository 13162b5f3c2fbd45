//! What a strategy must not write itself: annotations that are not for people, and secrets (T-21).

use crate::logic::redact::{Door, Numbers};

/// Whose annotations mean something to controllers, or to stanch itself.
const RESERVED: [&str; 3] = ["kubernetes.io", "k8s.io", "stanch.dev"];

/// What is said of one.
pub const SECRET: &str = "looks like a secret: a strategy is kept, shown and copied, so name where it is kept instead";

/// Why nobody sets an annotation of this name: it is no qualified name (`name`, or a DNS name, a slash and a name), or not for people.
#[must_use]
pub fn annotation_refused(key: &str) -> Option<String> {
    let (prefix, name) = key.rsplit_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    let is_name = |text: &str, most: usize, extra: &str| {
        let inside = |c: char| c.is_ascii_alphanumeric() || extra.contains(c);
        let ends = |c: char| c.is_ascii_alphanumeric();
        (1..=most).contains(&text.len()) && text.chars().all(inside) && text.starts_with(ends) && text.ends_with(ends)
    };
    if !is_name(name, 63, "-_.") || prefix.is_some_and(|prefix| !is_name(prefix, 253, "-.")) {
        return Some(format!("`{key}` is no name for an annotation"));
    }
    let prefix = prefix?.to_ascii_lowercase();
    let is_under =
        |owner: &&&str| prefix.strip_suffix(**owner).is_some_and(|left| left.is_empty() || left.ends_with('.'));
    let owner = RESERVED.iter().find(is_under)?;
    Some(format!("annotations under {owner} are not for people to set"))
}

/// Whether a value looks like a secret, by its own form or by the name that it is given.
pub fn is_secret(name: &str, value: &str) -> bool {
    // A door that cannot be made lets nothing through.
    let Ok(door) = Door::new([]) else { return true };
    let masked = |text: &str| door.mask(text, &mut Numbers::default()).map_or(true, |masked| masked.places > 0);
    masked(value) || masked(&format!("{name}: {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_form_and_a_password_by_its_name() {
        assert!(is_secret("note", "ghp_0123456789abcdefghijABCDEFGHIJ012345"));
        assert!(is_secret("password", "correct-horse-battery"));
        assert!(!is_secret("example.com/note", "rolled back by hand"));
        assert!(!is_secret("ticket", "INC-4711"));
    }

    #[test]
    fn what_means_something_to_controllers_is_not_for_people() {
        for good in ["note", "team.example.com/incident", "mykubernetes.io/x", "a/B_c.d-e"] {
            assert_eq!(annotation_refused(good), None, "{good}");
        }
        for bad in [
            "kubernetes.io/x",
            "deployment.kubernetes.io/revision",
            "kubectl.Kubernetes.IO/restartedAt",
            "k8s.io/x",
            "a.k8s.io/x",
            "stanch.dev/intent",
            "x.stanch.dev/y",
        ] {
            assert!(annotation_refused(bad).is_some_and(|why| why.contains("not for people")), "{bad}");
        }
        for bad in ["", "/", "a/", "/a", "a b", "-a", "a-", "a/b/c", "é", "a\u{200b}", &"n".repeat(64)] {
            assert!(annotation_refused(bad).is_some_and(|why| why.contains("no name")), "{bad}");
        }
        assert_eq!(annotation_refused(&"n".repeat(63)), None);
    }
}
