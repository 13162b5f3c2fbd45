//! Screen 2: everything about one rollout.
