//! Widgets: they take `Safe` text and nothing else from outside.
