//! Every row of the table of states, whole walks, and every interleaving of two consoles.

mod course;
mod explore;
mod make;
mod protocol;
mod table;
mod waiting;
