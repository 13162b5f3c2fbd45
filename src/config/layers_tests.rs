use super::*;

struct Home(tempfile::TempDir);

impl Home {
    fn with(text: &str) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        std::fs::write(home.file(), text).unwrap();
        home
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("config.toml")
    }

    fn load(&self, flags: Vec<Flag>, variables: &Variables) -> Loaded {
        load(None, flags, variables, &Places { config: Some(self.0.path().to_owned()), state: None })
    }
}

fn theme(text: &str) -> Flag {
    Flag { key: "theme", typed: "--theme", value: Value::Text(text.to_owned()) }
}

fn utf8<const N: usize>(pairs: [(&str, &str); N]) -> Variables {
    [("LANG", "C.UTF-8")].into_iter().chain(pairs).collect()
}

fn said(loaded: &Loaded) -> Vec<String> {
    loaded.complaints.iter().map(ToString::to_string).collect()
}

#[test]
fn flag_beats_environment_beats_file_beats_default() {
    let theme_of =
        |loaded: &Loaded| (loaded.settings.look.theme.clone(), loaded.origin(Key::find("theme").unwrap()).to_string());
    let home = Home::with("\ntheme = \"light\"\n");
    let env = utf8([("STANCH_THEME", "mono")]);
    let flagged = home.load(vec![theme("colour-blind")], &env);
    assert_eq!(theme_of(&flagged), ("colour-blind".into(), "flag --theme".into()));
    assert_eq!(theme_of(&home.load(vec![], &env)), ("mono".into(), "environment STANCH_THEME".into()));
    let place = format!("{}:2", home.file().display());
    assert_eq!(theme_of(&home.load(vec![], &utf8([]))), ("light".into(), place));
    assert_eq!(theme_of(&Home::with("").load(vec![], &utf8([]))), ("dark".into(), "default".into()));
}

#[test]
fn every_setting_can_be_set_by_its_variable() {
    for key in KEYS {
        let text = match key.slot {
            super::super::keys::Slot::Flag(_) if key.value(&Settings::default()) == Value::Flag(true) => "false",
            super::super::keys::Slot::Flag(_) => "true",
            _ => "7",
        };
        let variable = key.variable();
        let loaded = Home::with("").load(vec![], &utf8([(variable.as_str(), text)]));
        assert_eq!(said(&loaded), Vec::<String>::new());
        assert_ne!(key.value(&loaded.settings), key.value(&Settings::default()), "{} was not set", key.name);
        assert_eq!(loaded.origin(key), Origin::Variable(variable));
    }
}

#[test]
fn what_cannot_be_used_is_said_and_the_layer_below_holds() {
    let home =
        Home::with("theme = 7\nascii = \"yes\"\nkeymap = \"mine\"\n[verdict]\nslow_grace = -1\noom_kills = 1.5\n");
    let loaded = home.load(vec![], &utf8([("STANCH_ASCII", "maybe"), ("STANCH_THEM", "x")]));
    let file = home.file().display().to_string();
    assert_eq!(
        said(&loaded),
        [
            format!("{file}:2: `ascii` takes true or false, got \"yes\""),
            format!("{file}:1: `theme` takes a text that is not empty, got 7"),
            format!("{file}:6: `verdict.oom_kills` takes a whole number from 0 to 1000, got a fraction"),
            format!("{file}:5: `verdict.slow_grace` takes a whole number from 0 to 86400, got -1"),
            "environment STANCH_ASCII: `ascii` takes true or false, got \"maybe\"".to_owned(),
            "environment STANCH_THEM: unknown variable, did you mean `STANCH_THEME`?".to_owned(),
        ]
    );
    assert_eq!(
        loaded.settings,
        Settings { look: super::super::Look { keymap: "mine".into(), ..Default::default() }, ..Default::default() }
    );
}

#[test]
fn the_surroundings_decide_where_nobody_else_does() {
    let home = Home::with("");
    let c = home.load(vec![], &Variables::from([("LANG", "C"), ("NO_COLOR", "1")]));
    assert!(c.settings.look.ascii && c.settings.look.no_color);
    assert_eq!(c.origin(Key::find("ascii").unwrap()).to_string(), "default, by LANG");
    assert_eq!(c.origin(Key::find("no_color").unwrap()).to_string(), "environment NO_COLOR");
    let dumb = home.load(vec![], &utf8([("TERM", "dumb")]));
    assert!(dumb.settings.look.no_color && !dumb.settings.look.ascii);
    let over = home.load(vec![], &Variables::from([("LANG", "C"), ("STANCH_ASCII", "false")]));
    assert!(!over.settings.look.ascii);
}

#[test]
fn namespaces_of_a_stronger_layer_take_back_all_of_them() {
    use crate::domain::cluster::Scope;
    let flag = |key, typed, value| Flag { key, typed, value };
    let file = Home::with("all_namespaces = true\n");
    let only = file.load(vec![flag("namespace", "--namespace", Value::Words(vec!["web".into()]))], &utf8([]));
    assert_eq!(only.settings.connect.scope(), Scope::Only(vec![crate::domain::text::Safe::clean("web")]));
    let named = Home::with("namespace = [\"web\"]\n");
    let all = named.load(vec![flag("all_namespaces", "--all-namespaces", Value::Flag(true))], &utf8([]));
    assert_eq!(all.settings.connect.scope(), Scope::All);
}

#[test]
fn a_file_that_was_named_must_be_there_and_others_must_not_write_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with("theme = \"light\"\n");
    let absent = home.0.path().join("absent.toml");
    let loaded = load(Some(&absent), vec![], &utf8([]), &Places::default());
    assert_eq!(said(&loaded), [format!("{}: no such file", absent.display())]);
    std::fs::set_permissions(home.file(), std::fs::Permissions::from_mode(0o666)).unwrap();
    let open = home.load(vec![], &utf8([]));
    assert_eq!(said(&open), [format!("{}: anybody may write it; run `chmod o-w` on it", home.file().display())]);
}
