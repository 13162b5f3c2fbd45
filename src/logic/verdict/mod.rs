//! What state a rollout is in, since when and why, from trimmed objects and events. It reads no clock: the time is an argument.
