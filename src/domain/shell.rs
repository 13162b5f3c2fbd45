//! Words as a POSIX shell takes them: commands that are shown are pasted.

use std::borrow::Cow;

/// A word that a shell takes as one, literally.
#[must_use]
pub fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !word.is_empty() && !word.starts_with('=') && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

/// The arguments of kubectl that ask whether one may: `auth can-i get pods --subresource=log -n shop`.
#[must_use]
pub fn can_i(verb: &str, resource: &str, namespace: Option<&str>) -> String {
    // With a slash kubectl would take the rest for the name of an object.
    let (resource, subresource) = resource.split_once('/').unwrap_or((resource, ""));
    let narrower =
        if subresource.is_empty() { String::new() } else { format!(" --subresource={}", quoted(subresource)) };
    let place = namespace.map_or_else(|| "-A".to_owned(), |namespace| format!("-n {}", quoted(namespace)));
    format!("auth can-i {} {}{narrower} {place}", quoted(verb), quoted(resource))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_every_word_as_one() {
        assert_eq!(quoted("arn:aws:eks:eu-1:12:cluster/a"), "arn:aws:eks:eu-1:12:cluster/a");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("$(reboot)"), "'$(reboot)'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("=ls"), "'=ls'");
    }

    #[test]
    fn rights_are_asked_for_as_kubectl_wants_subresources() {
        assert_eq!(can_i("get", "pods/log", Some("shop")), "auth can-i get pods --subresource=log -n shop");
        assert_eq!(can_i("list", "nodes", None), "auth can-i list nodes -A");
    }
}
