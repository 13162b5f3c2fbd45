//! What a strategy's reader has to find, and what its conditions say.

mod conditions;
mod faults;
mod origin;
mod reading;
mod shipped;
