//! What stanch can do without a terminal.
