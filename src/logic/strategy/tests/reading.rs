//! Reading a tree in a test.

use crate::{
    domain::{fault::Fault, strategy::Definition},
    logic::strategy::{STACK, parse},
};

/// On a stack that expressions cannot overflow.
pub fn deep<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let built = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        built.unwrap().join().unwrap()
    })
}

pub fn read(text: &str) -> Result<Definition, Vec<Fault>> {
    deep(|| parse("tree.yaml", text))
}

/// The faults of a text, as they are printed.
pub fn faults(text: &str) -> Vec<String> {
    read(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// A small sound tree, with a node's lines replaced.
pub fn tree(nodes: &str) -> String {
    format!("strategy: s\nversion: 1\ntitle: T\nstart: a\nnodes:\n{nodes}")
}

pub const END: &str = "  end: {type: outcome, result: recovered, say: done}\n";
