//! Names of files with `*` for anything within one folder and `**` for any folders.

/// Whether a path is meant. A glob without a slash is about the file's name alone.
pub(super) fn matches(glob: &str, path: &str) -> bool {
    if !glob.contains('/') {
        return name(glob, path.rsplit('/').next().unwrap_or(path));
    }
    let (glob, path): (Vec<&str>, Vec<&str>) = (glob.split('/').collect(), path.split('/').collect());
    folders(&glob, &path)
}

fn folders(glob: &[&str], path: &[&str]) -> bool {
    match (glob.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => {
            folders(rest, path) || path.split_first().is_some_and(|(_, deeper)| folders(glob, deeper))
        }
        (Some((part, rest)), Some((here, deeper))) => name(part, here) && folders(rest, deeper),
        _ => false,
    }
}

fn name(glob: &str, name: &str) -> bool {
    let Some((first, rest)) = glob.split_once('*') else { return glob == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        let Some((_, after)) = left.split_once(part) else { return false };
        left = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs_mean_what_they_look_like() {
        for (glob, path, meant) in [
            ("*.py", "app/routes/orders.py", true),
            ("app/*.py", "app/routes/orders.py", false),
            ("app/**/*.py", "app/routes/orders.py", true),
            ("app/**/*.py", "app/main.py", true),
            ("**/deploy/*", "a/b/deploy/x.yaml", true),
            ("Dockerfile*", "svc/Dockerfile.prod", true),
            ("*_test.*", "x/a_test.go", true),
            ("*.py", "x.pyc", false),
        ] {
            assert_eq!(matches(glob, path), meant, "{glob} {path}");
        }
    }
}
