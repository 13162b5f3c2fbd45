//! S8 of the reliability rules: every fault, at every step of the protocol, for every kind of action; then scripts by chance. Walks are
//! carried out as stanch does it, over its own client, on a simulated cluster.

mod after;
mod bed;
mod cell;
mod script;
mod table;
