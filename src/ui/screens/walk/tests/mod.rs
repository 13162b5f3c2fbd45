//! What the screen does and shows, on walks that were really recorded.
