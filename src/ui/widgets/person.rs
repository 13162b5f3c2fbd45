//! Whom records name, as short as it stays clear.

/// `op1@bastion2` of `os:1000(op1)@bastion2 loginuid=1000`; what is written another way stays as it is.
#[must_use]
pub fn person(actor: &str) -> String {
    let short = || {
        let (_, rest) = actor.strip_prefix("os:")?.split_once('(')?;
        let (name, rest) = rest.split_once(')')?;
        let (host, _) = rest.split_once(' ').unwrap_or((rest, ""));
        (!name.is_empty() && host.len() > 1).then(|| format!("{name}{host}"))
    };
    short().unwrap_or_else(|| actor.to_owned())
}

#[cfg(test)]
mod tests {
    use super::person;

    #[test]
    fn the_name_and_the_host_are_left() {
        assert_eq!(person("os:1000(op1)@bastion2 loginuid=1000"), "op1@bastion2");
        assert_eq!(person("os:0(root)@vm"), "root@vm");
        for kept in ["ssh:SHA256:ab..9f", "os:1000()@bastion2", "os:1000(op1)", "policy"] {
            assert_eq!(person(kept), kept);
        }
    }
}
