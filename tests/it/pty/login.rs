//! A context that logs in with a program that nobody has allowed, beside one that just works.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::json;
use tokio::runtime::{Builder, Runtime};

use super::terminal::Terminal;
use crate::cluster::fake::{deployment, json as answer, listen, nothing, status};

/// Two contexts of one server: it shows `ledger` to the token of one, and `vault` to that of the other.
fn server() -> (Runtime, String) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let address = runtime.block_on(listen(|asked| {
        let name = match asked.token.as_str() {
            "plain" => "ledger",
            "from-the-plugin" => "vault",
            _ => return status(401, "Unauthorized"),
        };
        if asked.path != "/apis/apps/v1/deployments" || asked.is_watch() {
            return nothing(&asked);
        }
        let items = [deployment("shop", name, 1)];
        answer(&json!({ "metadata": { "resourceVersion": "1" }, "items": items }))
    }));
    (runtime, address)
}

/// A home with a kubeconfig of both, the program, and a way to make it another one.
fn script(address: &str, console: &str) -> String {
    format!(
        r#"cat > login <<'END'
#!/bin/sh
echo "$1" >> runs
echo '{{"status":{{"token":"from-the-plugin"}}}}'
END
chmod 755 login
cat > .kube/config <<END
{{apiVersion: v1, kind: Config, current-context: plain, clusters: [{{name: c, cluster: {{server: '{address}'}}}}],
 users: [{{name: plain, user: {{token: plain}}}},
         {{name: acme, user: {{exec: {{apiVersion: client.authentication.k8s.io/v1, command: $PWD/login, args: [eu]}}}}}}],
 contexts: [{{name: plain, context: {{cluster: c, user: plain}}}}, {{name: acme, context: {{cluster: c, user: acme}}}}]}}
END
mkdir -p .config/stanch; echo 'context = ["plain", "acme"]' > .config/stanch/config.toml
{console}"#
    )
}

fn says_yes(terminal: &mut Terminal) {
    for (key, shown) in [("y", "leave it: y"), ("e", "leave it: ye"), ("s", "leave it: yes")] {
        terminal.types(key);
        terminal.shows(shown);
    }
    terminal.types("\r");
}

#[test]
fn it_is_asked_about_once_and_again_when_it_is_another_one() {
    let (_server, address) = server();
    let again = "STANCH; echo once; read x; echo '# another one' >> login; STANCH; \
                 echo twice; read x; STANCH; echo over";
    let mut terminal = Terminal::stanch(&script(&address, again));
    terminal.shows("RUN A PROGRAM FOR acme?");
    terminal.shows("/login");
    assert!(!terminal.home.path().join("runs").exists(), "nothing runs before it is allowed");
    // A no is a no, and the other cluster is there.
    terminal.types("\x1b");
    terminal.shows("was not run: no login to acme");
    terminal.shows("ledger");
    terminal.types("r");
    terminal.shows("RUN A PROGRAM FOR acme?");
    says_yes(&mut terminal);
    terminal.shows("vault");
    assert_eq!(fs::read_to_string(terminal.home.path().join("runs")).unwrap(), "eu\n");
    let answers = terminal.home.path().join(".local/state/stanch/plugins.json");
    assert_eq!(fs::metadata(answers).unwrap().permissions().mode() & 0o777, 0o600);
    terminal.types("q");
    terminal.shows("once");
    terminal.types("\n");
    terminal.shows("NOT THE ONE you allowed");
    says_yes(&mut terminal);
    terminal.shows("vault");
    terminal.types("q");
    terminal.shows("twice");
    terminal.types("\n");
    // The third time it is known.
    terminal.shows("vault");
    terminal.types("q");
    terminal.shows("over");
    terminal.is_restored();
}
