//! Files, environment and flags, merged.
