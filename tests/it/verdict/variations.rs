//! Recorded objects with one thing changed: what cannot be made to happen on a cluster that others use too.
