//! Every interleaving of two consoles, crashes, lost and delayed requests, stolen leases and an outside writer, within bounds (S1). What is
//! explored is the product's own step and fold; only the world around them is made.

mod cases;
mod console;
mod journal;
mod others;
mod search;
mod variant;
mod world;
