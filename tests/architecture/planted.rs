//! Each rule, seen to fail: one violation planted into a small tree that keeps them all, one complaint, to the word.

use super::tree::Tree;

/// A crate that breaks no rule.
fn sound() -> Tree {
    let picture = "# A crate\n```\n9  cli\n4  flow   ops\n2  logic::{verdict, risk}\n1  ui::theme   adapters::cluster\n0  domain\n```\n";
    [
        ("src/ARCHITECTURE.md", picture),
        ("src/lib.rs", "mod adapters; mod cli; mod domain; mod flow; mod logic; mod ops; mod ui;"),
        ("src/main.rs", "fn main() { stanch::cli::run(); }"),
        ("src/adapters/mod.rs", "//! The world.\npub mod cluster;"),
        ("src/adapters/cluster.rs", "pub async fn read() { tokio::task::yield_now().await; }"),
        ("src/cli/mod.rs", "//! Commands.\nmod run;\npub use run::run;"),
        ("src/cli/run.rs", "use crate::{domain::Pod, ops};\npub fn run() { ops::act(); }"),
        ("src/domain/mod.rs", "//! Values.\npub mod pod;\npub mod node;\npub use pod::Pod;"),
        ("src/domain/pod.rs", "use super::node::Node;\npub struct Pod(Node);\n#[cfg(test)]\nmod tests { use tokio::spawn; use crate::cli::run; }"),
        ("src/domain/node.rs", "pub struct Node;"),
        ("src/flow.rs", "use crate::logic::verdict::of;"),
        ("src/logic/mod.rs", "//! Decisions.\npub mod risk;\npub mod verdict;"),
        ("src/logic/risk.rs", "pub fn of() {}"),
        ("src/logic/verdict.rs", "pub fn of(_: crate::domain::Pod) {}"),
        ("src/ops.rs", "pub fn act() { crate::adapters::cluster::read(); }"),
        ("src/ui/mod.rs", "//! Looks.\npub mod theme;"),
        ("src/ui/theme.rs", "pub const DARK: &str = include_str!(\"../../themes/dark.toml\");"),
        ("themes/dark.toml", ""),
        ("docs/guide.md", ""),
        ("scripts/serve.py", ""),
        ("keymaps/default.toml", ""),
        ("assets/rules/a.yaml", ""),
        ("tests/it/main.rs", "const READ: [&str; 3] = [\"keymaps/default.toml\", \"assets/rules\", \"pods/crash-loop\"];"),
        ("tests/fixtures/pods/crash-loop.json", "{}"),
        ("Cargo.toml", ""),
        ("Cargo.lock", ""),
        ("LICENSE", ""),
        ("NOTICE", ""),
        ("README.md", ""),
        (".ci/run", ""),
    ]
    .iter()
    .fold(Tree::default(), |tree, (path, text)| tree.with(path, text))
}

/// What all rules together say, each complaint after its rule.
fn said(tree: &Tree) -> Vec<String> {
    crate::complaints(tree)
        .into_iter()
        .flat_map(|(rule, found)| found.into_iter().map(move |complaint| format!("{rule} | {complaint}")))
        .collect()
}

#[track_caller]
fn assert_said(tree: &Tree, complaints: &[&str]) {
    assert_eq!(said(tree), complaints);
}

#[test]
fn a_sound_tree_raises_nothing() {
    assert_said(&sound(), &[]);
}

#[test]
fn an_upward_import() {
    assert_said(
        &sound().with("src/logic/risk.rs", "use crate::flow::Event;"),
        &[
            "imports point down | src/logic/risk.rs imports flow::Event: logic::risk is on row 2, flow above it on row 4",
        ],
    );
}

#[test]
fn an_upward_import_by_super_inside_a_function() {
    assert_said(
        &sound().with("src/logic/risk.rs", "pub fn of() { super::super::flow::now(); }"),
        &["imports point down | src/logic/risk.rs imports flow::now: logic::risk is on row 2, flow above it on row 4"],
    );
}

#[test]
fn an_upward_import_inside_a_macro() {
    assert_said(
        &sound().with("src/logic/risk.rs", "pub fn of() -> String { format!(\"{}\", crate::flow::now()) }"),
        &["imports point down | src/logic/risk.rs imports flow::now: logic::risk is on row 2, flow above it on row 4"],
    );
}

#[test]
fn an_upward_import_through_a_name_brought_in_and_a_re_export() {
    let tree = sound()
        .with("src/logic/mod.rs", "//! Decisions.\npub mod risk;\npub mod verdict;\npub use crate::flow::Event;")
        .with("src/logic/risk.rs", "use crate::logic; pub fn of(_: logic::Event) {}");
    assert_said(
        &tree,
        &[
            "imports point down | src/logic/mod.rs imports flow::Event: the whole of logic only holds its own modules together",
            "imports point down | src/logic/risk.rs imports flow::Event: logic::risk is on row 2, flow above it on row 4",
            "imports point down | src/logic/risk.rs imports logic: logic::risk is on row 2, the whole of logic reaches row 2",
        ],
    );
}

#[test]
fn a_neighbour_import() {
    assert_said(
        &sound().with("src/logic/risk.rs", "use super::verdict;"),
        &[
            "imports point down | src/logic/risk.rs imports logic::verdict: logic::risk and logic::verdict are neighbours on row 2, and neighbours are strangers",
        ],
    );
}

#[test]
fn a_cycle() {
    assert_said(
        &sound().with("src/domain/node.rs", "use super::Pod;\npub struct Node(Box<Pod>);"),
        &["nothing needs itself | a cycle: domain::node → domain::pod → domain::node"],
    );
}

#[test]
fn a_cycle_of_files_in_a_folder_that_is_not_one_thing() {
    let tree = sound()
        .with("src/cli/mod.rs", "//! Commands.\nmod board;\nmod look;\nmod run;\npub use run::run;")
        .with("src/cli/board.rs", "use super::look;")
        .with("src/cli/look.rs", "use super::board;");
    assert_said(&tree, &["nothing needs itself | a cycle: cli::board → cli::look → cli::board"]);
    let tree = sound()
        .with("src/logic/verdict.rs", "//! Verdicts.\nmod case;\nmod crash;\npub fn of(_: crate::domain::Pod) {}")
        .with("src/logic/verdict/case.rs", "use super::crash;")
        .with("src/logic/verdict/crash.rs", "use super::case;");
    assert_said(&tree, &[]);
}

#[test]
fn a_cycle_of_folders() {
    let tree = sound()
        .with("src/cli/mod.rs", "//! Commands.\nmod look;\nmod board;\nmod run;\npub use run::run;")
        .with("src/cli/look/mod.rs", "//! Looks.\npub mod colours;")
        .with("src/cli/board/mod.rs", "//! The board.\npub mod a;\npub mod b;")
        .with("src/cli/board/a.rs", "")
        .with("src/cli/board/b.rs", "use super::a;\nuse crate::cli::look::colours::Colour;");
    assert_said(&tree.with("src/cli/look/colours.rs", "pub struct Colour;"), &[]);
    let tree = sound()
        .with("src/cli/mod.rs", "//! Commands.\nmod look;\nmod board;\nmod run;\npub use run::run;")
        .with("src/cli/look/mod.rs", "//! Looks.\npub mod colours;")
        .with("src/cli/board/mod.rs", "//! The board.\npub mod a;")
        .with("src/cli/board/a.rs", "use crate::cli::look::colours::Colour;")
        .with("src/cli/look/colours.rs", "use crate::cli::board::a;\npub struct Colour;");
    assert_said(&tree, &["nothing needs itself | a cycle: cli::board → cli::look → cli::board"]);
}

#[test]
fn a_pure_module_that_names_tokio() {
    assert_said(
        &sound().with("src/logic/risk.rs", "pub fn of() { tokio::spawn(async {}); }"),
        &["pure modules leave the world alone | src/logic/risk.rs names tokio::spawn: logic is pure"],
    );
}

#[test]
fn a_pure_module_that_names_an_adapter_or_reads_a_file() {
    assert_said(
        &sound()
            .with("src/logic/risk.rs", "use std::fs;\nuse crate::adapters::cluster;\npub fn of() { fs::read(\"x\"); }"),
        &[
            "pure modules leave the world alone | src/logic/risk.rs names adapters::cluster: logic is pure",
            "pure modules leave the world alone | src/logic/risk.rs names std::fs: logic is pure",
            "pure modules leave the world alone | src/logic/risk.rs names std::fs::read: logic is pure",
        ],
    );
}

#[test]
fn a_module_without_a_layer_and_a_layer_without_a_module() {
    let tree = sound()
        .with("src/logic/mod.rs", "//! Decisions.\npub mod stats;\npub mod verdict;")
        .without("src/logic/risk.rs");
    assert_said(
        &tree.with("src/logic/stats.rs", ""),
        &[
            "every module has a layer | src/ARCHITECTURE.md shows logic::risk, which is not there",
            "every module has a layer | src/logic/stats.rs: logic::stats has no layer in src/ARCHITECTURE.md",
        ],
    );
}

#[test]
fn a_folder_without_a_sentence() {
    assert_said(
        &sound().with("src/cli/mod.rs", "mod run;\npub use run::run;"),
        &["every folder says what it is | src/cli/mod.rs does not open with a sentence that says what the folder is"],
    );
}

#[test]
fn a_folder_without_mod_rs() {
    assert_said(
        &sound().with("src/flow/extra/event.rs", ""),
        &[
            "every source file is compiled | src/flow/extra/event.rs: no `mod` line leads to it",
            "every folder says what it is | src/flow.rs does not open with a sentence that says what the folder is",
            "every folder says what it is | src/flow/extra has no mod.rs",
        ],
    );
}

#[test]
fn logic_in_a_mod_rs() {
    assert_said(
        &sound()
            .with("src/domain/mod.rs", "//! Values.\npub mod pod;\npub mod node;\npub use pod::Pod;\nfn helper() {}"),
        &["every folder says what it is | src/domain/mod.rs holds logic: fn helper"],
    );
}

#[test]
fn a_file_over_the_limit() {
    assert_said(
        &sound().with("src/domain/node.rs", &"pub struct Node;\n".repeat(401)),
        &["files stay small | src/domain/node.rs has 401 lines, 400 at most"],
    );
    assert_said(&sound().with("src/domain/node.rs", &"// a line\n".repeat(400)), &[]);
}

#[test]
fn forgotten_files() {
    let tree =
        sound().with("src/logic/old.rs", "").with("themes/light.toml", "").with("tests/fixtures/pods/oom.json", "{}");
    assert_said(
        &tree,
        &[
            "every source file is compiled | src/logic/old.rs: no `mod` line leads to it",
            "nothing is forgotten | themes/light.toml is named by no source file",
            "nothing is forgotten | tests/fixtures/pods/oom.json is named by no source file",
        ],
    );
}

/// The small tree shows the words; this shows that the real one is read.
#[test]
fn violations_in_the_real_tree() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let plants = [
        ("src/domain/pod.rs", "use crate::runtime::clock;", "domain is on row 0, runtime above it on row 8"),
        ("src/ui/theme/role.rs", "use crate::adapters::cluster::Api;", "ui is pure"),
        (
            "src/app/view.rs",
            "fn planted() { tokio::spawn(async {}); }",
            "src/app/view.rs names tokio::spawn: app is pure",
        ),
        ("src/ops/mod.rs", "use crate::flow::Event;", "ops and flow are neighbours on row 4"),
        ("src/domain/text/safe.rs", "use crate::domain::pod::Pod;", "a cycle: domain::"),
    ];
    let sound = Tree::read(root).unwrap();
    let before = said(&sound);
    let tree = plants.iter().fold(sound, |tree, (file, line, _)| {
        let text = format!("{}\n{line}\n", tree.text(file).unwrap());
        tree.with(file, &text)
    });
    let new: Vec<String> = said(&tree).into_iter().filter(|complaint| !before.contains(complaint)).collect();
    for (file, line, complaint) in plants {
        assert!(new.iter().any(|said| said.contains(complaint)), "{file}: {line}: {new:#?}");
    }
}

#[test]
fn strangers_and_gaps_at_the_top_level() {
    assert_said(
        &sound().with("notes/guide.md", "").without("NOTICE"),
        &[
            "the top level shows what matters | notes does not belong at the top level",
            "the top level shows what matters | NOTICE is missing at the top level",
        ],
    );
}
