//! Which process holds a lease, in a form that another process of the same machine can check.

use std::fs;

use crate::domain::text::Safe;

/// A process: the boot and the namespace that its number counts in, the number, and when it started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The boot's id and the namespace of process numbers, `-` between them.
    space: String,
    pid: u32,
    start: u64,
}

impl Holder {
    /// This process.
    #[must_use]
    pub fn of_process() -> Self {
        let pid = std::process::id();
        Self { space: space(), pid, start: start(pid).unwrap_or_default() }
    }

    /// A process of this machine.
    #[must_use]
    pub fn local(pid: u32, start: u64) -> Self {
        Self { space: space(), pid, start }
    }

    /// As leases write it: `boot-namespace/pid/start`.
    #[must_use]
    pub fn words(&self) -> Safe {
        Safe::line(&format!("{}/{}/{}", self.space, self.pid, self.start))
    }

    /// The holder that was written so, for people: `process 4711 of this machine`.
    #[must_use]
    pub fn told(words: &str) -> String {
        let mut parts = words.split('/');
        match (parts.next(), parts.next()) {
            (Some(there), Some(pid)) if there == space() => format!("process {pid} of this machine ({words})"),
            (Some(_), Some(pid)) => format!("process {pid} of another machine, boot or container ({words})"),
            _ => words.to_owned(),
        }
    }

    /// Whether the holder that was written so has certainly ended: it is of this boot and namespace, and no process has its number and start.
    /// Of another machine's, another boot's or another container's holder nothing is known: its lease runs out.
    #[must_use]
    pub fn has_ended(words: &str) -> bool {
        let mut parts = words.split('/');
        let (Some(there), Some(pid), Some(began)) = (parts.next(), parts.next(), parts.next()) else { return false };
        let (Ok(pid), Ok(began)) = (pid.parse::<u32>(), began.parse::<u64>()) else { return false };
        // Without /proc nobody can be seen, and nobody is known to have ended.
        let seen = start(std::process::id()).is_some();
        seen && there == space() && start(pid) != Some(began)
    }
}

fn space() -> String {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let namespace = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    let number: String = namespace.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
    format!("{}-{number}", boot.trim())
}

/// When a process started, in ticks since the boot: field 22 of `/proc/PID/stat`. A name in it may hold spaces and brackets. One that has
/// ended, and that nobody has asked for its end yet, is none any more.
fn start(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let is_dead = matches!(fields.next()?, "Z" | "X");
    let ticks = fields.nth(18)?.parse().ok()?;
    (!is_dead).then_some(ticks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_not_ended_and_others_may_have() {
        let own = Holder::of_process();
        assert!(!Holder::has_ended(&own.words()));
        assert!(Holder::has_ended(&Holder { start: own.start + 1, ..own.clone() }.words()), "a number used again");
        let of_this_machine = format!("process {} of this machine", own.pid);
        assert!(Holder::told(&own.words()).starts_with(&of_this_machine), "{}", Holder::told(&own.words()));
        assert!(Holder::told("another-boot/1/1").starts_with("process 1 of another machine"));
        let elsewhere = Holder { space: "another-boot".to_owned(), pid: 1, start: 1 };
        assert!(!Holder::has_ended(&elsewhere.words()), "nothing is known of another boot");
        assert!(!Holder::has_ended("rubbish"));
    }

    #[test]
    fn a_process_that_was_killed_has_ended_before_its_parent_asks_for_it() {
        let mut child = std::process::Command::new("sleep").arg("1000").spawn().unwrap();
        let holder = Holder::local(child.id(), start(child.id()).unwrap()).words();
        assert!(!Holder::has_ended(&holder));
        child.kill().unwrap();
        let stat = format!("/proc/{}/stat", child.id());
        while !fs::read_to_string(&stat).unwrap().contains(") Z ") {
            std::thread::yield_now();
        }
        assert!(Holder::has_ended(&holder));
        child.wait().unwrap();
    }
}
