//! The authority on the crate's shape: what `src/ARCHITECTURE.md` promises holds, and each rule is seen to fail.

mod architecture {
    pub mod layers;
    pub mod modules;
    pub mod names;
    mod planted;
    pub mod shape;
    pub mod tree;
}

use std::path::Path;

use architecture::{
    layers::{Graph, Layers},
    modules::Modules,
    shape,
    tree::Tree,
};

/// Every rule by its name, with what it has to say about a tree.
fn complaints(tree: &Tree) -> Vec<(&'static str, Vec<String>)> {
    let modules = Modules::of(tree);
    let layers = Layers::of(tree, &modules);
    let graph = Graph::of(&modules);
    vec![
        ("every source file is compiled", modules.unreachable(tree)),
        ("every module has a layer", layers.without_layer(&modules)),
        ("imports point down", layers.upward(&graph)),
        ("pure modules leave the world alone", graph.impure()),
        ("nothing needs itself", graph.cycles()),
        ("files stay small", shape::too_long(tree)),
        ("every folder says what it is", shape::folders(tree)),
        ("nothing is forgotten", shape::forgotten(tree)),
        ("the top level shows what matters", shape::top_level(tree)),
    ]
}

#[test]
fn the_repository_keeps_its_rules() {
    let tree = Tree::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let broken: Vec<String> = complaints(&tree)
        .into_iter()
        .filter(|(_, found)| !found.is_empty())
        .map(|(rule, found)| format!("{rule}, but:\n  {}", found.join("\n  ")))
        .collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}
