//! Which filesystem a store is on: on some of them locks or syncs are not what SQLite takes them for (T-16).

use std::{io, path::Path};

/// Says the type of the filesystem that a path is on, as `statfs` does.
pub type Filesystem = fn(&Path) -> io::Result<u64>;

/// What the type means for a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Solid,
    /// It does not outlive the machine.
    Volatile(&'static str),
    /// Shared by machines whose locks do not meet.
    Remote(&'static str),
}

/// The kernel's word.
pub fn filesystem_of(path: &Path) -> io::Result<u64> {
    let found = rustix::fs::statfs(path)?;
    Ok(u64::try_from(found.f_type).unwrap_or_default())
}

pub fn ground(magic: u64) -> Ground {
    match magic {
        0x6969 => Ground::Remote("NFS"),
        0xff53_4d42 | 0xfe53_4d42 => Ground::Remote("SMB"),
        0x6573_5546 => Ground::Remote("FUSE"),
        0x5346_414f => Ground::Remote("AFS"),
        0x0bd0_0bd0 => Ground::Remote("Lustre"),
        0x4750_4653 => Ground::Remote("GPFS"),
        0x0102_1997 => Ground::Remote("9p"),
        0x00c3_6400 => Ground::Remote("Ceph"),
        0x0102_1994 | 0x8584_58f6 => Ground::Volatile("tmpfs"),
        _ => Ground::Solid,
    }
}

impl Ground {
    /// Why nothing may be done by a journal that stands there (B-38).
    #[must_use]
    pub fn refusal(self) -> Option<String> {
        match self {
            Self::Solid => None,
            Self::Volatile(name) => {
                Some(format!("on {name}: not durable; use --store sqlite:/var/lib/stanch/stanch.db"))
            }
            Self::Remote(name) => {
                Some(format!("on {name}: cannot be trusted for actions; use --store sqlite:/var/lib/stanch/stanch.db"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_statfs_says_is_known() {
        assert_eq!(ground(0x6969), Ground::Remote("NFS"));
        assert_eq!(ground(0x0102_1994), Ground::Volatile("tmpfs"));
        assert_eq!(ground(0xef53), Ground::Solid, "ext4");
        assert!(filesystem_of(Path::new("/proc")).is_ok_and(|magic| magic == 0x9fa0));
    }
}
