//! Fixes and incidents from proposal to branch, on real repositories, by the commands that people type.

mod branch;
mod incident;
mod make;
mod review;
mod trouble;
