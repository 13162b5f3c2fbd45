//! Who sits at the terminal: the kernel's word for it, since `USER` is whatever somebody set.

use crate::domain::text::Safe;

/// `alice@bastion2`; a uid that no name is known for is shown as `uid1000@bastion2`.
#[must_use]
pub fn operator() -> Safe {
    let uid = rustix::process::getuid().as_raw();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = name_of(uid, &users).map_or_else(|| format!("uid{uid}"), str::to_owned);
    let system = rustix::system::uname();
    let host = system.nodename().to_string_lossy();
    let host = host.split('.').next().unwrap_or_default();
    Safe::line(&format!("{name}@{host}"))
}

/// The same as records keep it, with the user that logged in, whom `su` and `sudo` do not change: `os:1000(alice)@bastion2 loginuid=1000`.
#[must_use]
pub fn principal() -> Safe {
    let uid = rustix::process::getuid().as_raw();
    let operator = operator();
    let (name, host) = operator.split_once('@').unwrap_or((&operator, ""));
    let login = std::fs::read_to_string("/proc/self/loginuid").unwrap_or_default();
    Safe::line(&format!("os:{uid}({name})@{host} loginuid={}", login_of(&login)))
}

/// All ones is the kernel's word for nobody.
fn login_of(text: &str) -> String {
    match text.trim().parse::<u32>() {
        Ok(uid) if uid != u32::MAX => uid.to_string(),
        _ => "unset".to_owned(),
    }
}

/// The name of a user in the format of passwd(5).
fn name_of(uid: u32, users: &str) -> Option<&str> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::{login_of, name_of};

    #[test]
    fn a_name_is_found_by_its_uid() {
        let users = "root:x:0:0:root:/root:/bin/bash\nrubbish\nalice:x:1000:1000::/home/alice:/bin/sh\n";
        assert_eq!(name_of(1000, users), Some("alice"));
        assert_eq!(name_of(7, users), None);
    }

    #[test]
    fn nobody_logged_in_is_said() {
        assert_eq!(["1000\n", "4294967295", ""].map(login_of), ["1000", "unset", "unset"]);
    }
}
