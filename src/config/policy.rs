//! The policy files: where they are, who may have written them, and what they make together.

use std::path::{Path, PathBuf};

use crate::logic::policy::{Base, Environments, Policy};

use super::permissions::{self, Exposure, Holder};

/// Where policies are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPlaces {
    /// The machine's own, which decides.
    pub system: PathBuf,
    /// Who must own it.
    pub owner: u32,
    /// The user's, which may only tighten.
    pub user: Option<PathBuf>,
    /// The one of `--policy`, which may only tighten too.
    pub named: Option<PathBuf>,
}

/// What became of one policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    pub path: PathBuf,
    pub state: PolicyState,
    /// Whether somebody named it: then a mistake ends the command instead of tightening everything.
    pub named: bool,
}

/// Whether a policy file counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyState {
    Absent,
    /// With so many rules.
    Used(usize),
    /// Everything is production because of this.
    Refused(String),
}

impl PolicyPlaces {
    #[must_use]
    pub fn new(config: Option<&Path>, named: Option<PathBuf>) -> Self {
        let user = config.map(|dir| dir.join("policy.yaml"));
        Self { system: PathBuf::from("/etc/stanch/policy.yaml"), owner: 0, user, named }
    }
}

/// Reads all policies. What cannot be used makes everything production.
#[must_use]
pub fn load_policy(places: &PolicyPlaces) -> (Environments, Vec<PolicyFile>) {
    let (policy, state) = read(&places.system, |holder| owned(holder, places.owner));
    let base = match (policy, &state) {
        (Some(policy), _) => Base::Given(policy),
        (None, PolicyState::Absent) => Base::Absent,
        (None, _) => Base::Locked,
    };
    let mut environments = Environments::new(base);
    let mut files = vec![PolicyFile { path: places.system.clone(), state, named: false }];
    let further = [(&places.user, false), (&places.named, true)];
    for (path, named) in further.into_iter().filter_map(|(path, named)| path.as_ref().map(|path| (path, named))) {
        let (policy, state) = read(path, |_| Ok(()));
        let state = match state {
            PolicyState::Absent if named => PolicyState::Refused("no such file".to_owned()),
            state => state,
        };
        if state != PolicyState::Absent {
            environments.tighten(policy);
        }
        files.push(PolicyFile { path: path.clone(), state, named });
    }
    (environments, files)
}

fn read(path: &Path, trusted: impl Fn(Holder) -> Result<(), String>) -> (Option<Policy>, PolicyState) {
    let parsed = match permissions::read(path) {
        Ok(None) => return (None, PolicyState::Absent),
        Ok(Some((text, holder))) => trusted(holder).and_then(|()| Policy::parse(&text).map_err(|error| error.text)),
        Err(error) => Err(format!("not read: {error}")),
    };
    match parsed {
        Ok(policy) => {
            let rules = policy.len();
            (Some(policy), PolicyState::Used(rules))
        }
        Err(text) => (None, PolicyState::Refused(text)),
    }
}

fn owned(holder: Holder, owner: u32) -> Result<(), String> {
    if holder.uid != owner {
        return Err(format!("owned by uid {} instead of {owner}; run `chown root` on it", holder.uid));
    }
    match holder.exposure() {
        Exposure::OwnerOnly => Ok(()),
        Exposure::Group => Err("its group may write it; run `chmod go-w` on it".to_owned()),
        Exposure::World => Err("anybody may write it; run `chmod go-w` on it".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;
    use crate::domain::{
        cluster::ClusterId,
        environment::Environment::{self, Development, Production, Staging},
        text::Safe,
    };

    const SYSTEM: &str = "version: 1\nenvironments:\n- {cluster: c1, namespace: '*', name: staging}\n";

    struct Machine {
        dir: tempfile::TempDir,
        places: PolicyPlaces,
    }

    impl Machine {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let owner = std::fs::metadata(dir.path()).unwrap().uid();
            let places = PolicyPlaces {
                system: dir.path().join("system"),
                owner,
                user: Some(dir.path().join("user")),
                named: None,
            };
            Self { dir, places }
        }

        fn write(&self, name: &str, text: &str, mode: u32) {
            let path = self.dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }

        fn web(&self) -> (Environment, Vec<PolicyState>) {
            let (environments, files) = load_policy(&self.places);
            let id = ClusterId { uid: Some(Safe::clean("c1")), endpoint: Safe::clean("hash") };
            (environments.of(Some(&id), "web"), files.into_iter().map(|file| file.state).collect())
        }
    }

    #[test]
    fn no_policy_is_fine_and_everything_is_production() {
        assert_eq!(Machine::new().web(), (Production, vec![PolicyState::Absent, PolicyState::Absent]));
    }

    #[test]
    fn the_systems_policy_decides_if_only_its_owner_may_write_it() {
        let machine = Machine::new();
        machine.write("system", SYSTEM, 0o644);
        assert_eq!(machine.web().0, Staging);
        for (mode, who) in [(0o664, "its group"), (0o646, "anybody")] {
            machine.write("system", SYSTEM, mode);
            let (environment, states) = machine.web();
            assert_eq!(environment, Production);
            assert!(matches!(&states[0], PolicyState::Refused(why) if why.starts_with(who)), "{states:?}");
        }
    }

    #[test]
    fn somebody_elses_policy_does_not_decide() {
        let mut machine = Machine::new();
        machine.write("system", SYSTEM, 0o644);
        machine.places.owner += 1;
        let (environment, states) = machine.web();
        assert_eq!(environment, Production);
        assert!(matches!(&states[0], PolicyState::Refused(why) if why.starts_with("owned by uid")), "{states:?}");
    }

    #[test]
    fn a_broken_policy_makes_everything_production_and_is_said() {
        let machine = Machine::new();
        machine.write("system", "version: 1\nenviroments: []\n", 0o644);
        let (environment, states) = machine.web();
        assert_eq!(environment, Production);
        let why = "unknown field `enviroments`, did you mean `environments`? line 2";
        assert_eq!(states[0], PolicyState::Refused(why.to_owned()));
        machine.write("system", SYSTEM, 0o644);
        machine.write("user", "version: [", 0o600);
        assert_eq!(machine.web().0, Production);
    }

    #[test]
    fn the_users_policy_and_the_named_one_only_tighten() {
        let mut machine = Machine::new();
        machine.write("system", SYSTEM, 0o644);
        machine.write("user", &SYSTEM.replace("staging", "development"), 0o600);
        assert_eq!(machine.web(), (Staging, vec![PolicyState::Used(1), PolicyState::Used(1)]));
        machine.write("named", &SYSTEM.replace("staging", "production"), 0o600);
        machine.places.named = Some(machine.dir.path().join("named"));
        assert_eq!(machine.web().0, Production);
        machine.places.named = Some(machine.dir.path().join("absent"));
        let (environment, states) = machine.web();
        assert_eq!((environment, &states[2]), (Production, &PolicyState::Refused("no such file".to_owned())));
        assert_ne!(environment, Development);
    }
}
