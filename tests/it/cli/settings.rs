//! Where settings come from, and what is said about wrong ones.

use super::run::Home;

#[test]
fn flag_beats_variable_beats_file_beats_default() {
    let home = Home::new();
    let listed = |arguments: &[&str], variables: &[(&str, &str)]| {
        let ended = home.run_with(&[arguments, &["doctor", "--config"]].concat(), variables);
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.setting("theme").join(" ")
    };
    assert_eq!(listed(&[], &[]), "theme \"dark\" (default)");
    let file = home.config("# mine\ntheme = \"light\"\n");
    assert_eq!(listed(&[], &[]), format!("theme \"light\" ({}:2)", file.display()));
    let mono = [("STANCH_THEME", "mono")];
    assert_eq!(listed(&[], &mono), "theme \"mono\" (environment STANCH_THEME)");
    assert_eq!(listed(&["--theme", "cb"], &mono), "theme \"cb\" (flag --theme)");
}

#[test]
fn the_file_is_the_one_that_is_named() {
    let home = Home::new();
    home.config("theme = \"light\"\n");
    let other = home.write("other.toml", "theme = \"mono\"\n");
    let other = other.to_str().unwrap();
    let expected = format!("({other}:1)");
    assert_eq!(home.run(&["--config", other, "doctor", "--config"]).setting("theme")[2], expected);
    assert_eq!(home.run(&["doctor", "--config", other]).setting("theme")[2], expected);
    assert_eq!(home.run_with(&["doctor", "--config"], &[("STANCH_CONFIG", other)]).setting("theme")[2], expected);
    let xdg = home.write("xdg/stanch/config.toml", "theme = \"mono\"\n");
    let moved =
        home.run_with(&["doctor", "--config"], &[("XDG_CONFIG_HOME", home.path().join("xdg").to_str().unwrap())]);
    assert_eq!(moved.setting("theme")[2], format!("({}:1)", xdg.display()));
}

#[test]
fn a_named_file_that_is_not_there_is_bad_input() {
    for arguments in [["--config", "/nowhere", "board"], ["board", "--config", "/nowhere"]] {
        let ended = Home::new().run(&arguments);
        assert_eq!(ended.code, 2);
        assert_eq!(ended.complaint(), "stanch: failed to read settings: /nowhere: no such file\n");
    }
}

#[test]
fn unknown_keys_and_wrong_types_are_all_said_with_their_lines() {
    let home = Home::new();
    let file = home.config("thme = \"light\"\nascii = \"yes\"\nkeymap = \"mine\"\n[verdict]\nslow_grase = 1\n");
    let ended = home.run(&["doctor", "--config"]);
    assert_eq!(ended.code, 0);
    let file = file.display();
    let expected = [
        format!("stanch: {file}:1: unknown key `thme`, did you mean `theme`?\n"),
        format!("stanch: {file}:5: unknown key `verdict.slow_grase`, did you mean `slow_grace`?\n"),
        format!("stanch: {file}:2: `ascii` takes true or false, got \"yes\"\n"),
    ];
    for line in &expected {
        assert!(ended.err.contains(line), "{line} is missing in\n{}", ended.err);
    }
    assert_eq!(ended.err.lines().count(), expected.len());
    assert_eq!(ended.setting("ascii")[1], "false");
    assert_eq!(ended.setting("keymap")[1], "\"mine\"");
}

#[test]
fn the_doctor_lists_settings_as_json_too() {
    let ended = Home::new().run(&["doctor", "--config", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(answer["version"], 1);
    let theme = answer["settings"].as_array().unwrap().iter().find(|one| one["name"] == "theme").unwrap();
    assert_eq!((&theme["value"], &theme["origin"]), (&"\"dark\"".into(), &"default".into()));
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let home = Home::new();
    home.config("thme = 1\n");
    let ended = home.run_with(&["doctor"], &[("TERM", "xterm"), ("STANCH_THEME", "drak")]);
    assert_eq!(ended.code, 1, "without a kubeconfig nothing works");
    let has = |start: &str, part: &str| ended.out.lines().any(|line| line.starts_with(start) && line.contains(part));
    assert!(has("fail  kubeconfig: ", " -> name another one with --kubeconfig"), "{}", ended.out);
    assert!(has("warn  terminal: ", "`stanch board --plain`"), "{}", ended.out);
    assert!(has("warn  config: ", "unknown key `thme`, did you mean `theme`?"), "{}", ended.out);
    assert!(has("warn  theme: ", "no theme `drak`, did you mean `dark`?"), "{}", ended.out);
    assert!(has("ok    keymap: ", "default"), "{}", ended.out);
    let words = ["ok    ", "warn  ", "fail  "];
    assert!(ended.out.lines().all(|line| words.iter().any(|word| line.starts_with(word))), "{}", ended.out);
}

#[test]
fn the_readme_shows_settings_that_hold() {
    let readme = include_str!("../../../README.md");
    let example = readme.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let home = Home::new();
    let file = home.config(example);
    let ended = home.run(&["doctor", "--config"]);
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert_eq!(ended.setting("verdict.slow_grace")[1..], ["600", format!("({}:8)", file.display()).as_str()]);
}
