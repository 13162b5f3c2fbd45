//! The watches of one cluster: a heartbeat, the feeds of the board, and those of the rollouts that are followed.

mod feed;
mod follow;
mod health;
mod heartbeat;
mod meanwhile;
mod objects;
mod outbox;
mod plan;
mod reading;
mod rows;
mod run;
mod start;
mod targets;

pub(in crate::adapters::cluster) use run::run;
