//! What is known: changed only by `Model::apply`.
#[derive(Debug)]
pub struct Model;
