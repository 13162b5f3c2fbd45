//! Every write that a request can ask for. What it has to pass on the way is decided here; where it ends is [`super::Store`]'s.

mod admission;
mod apply;
mod body;
mod commit;
mod create;
mod delete;
mod meta;
mod patch;
pub mod scale;
mod update;

#[cfg(test)]
mod strategic;
#[cfg(test)]
mod tests;
