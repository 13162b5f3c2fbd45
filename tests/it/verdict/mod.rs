//! Verdicts about objects that were recorded from a real cluster (tests/fixtures/cluster/record.sh): at the time of recording, and later.

mod recorded;
mod table;
mod variations;
