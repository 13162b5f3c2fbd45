//! Screen 1: every rollout, worst first.
