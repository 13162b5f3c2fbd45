//! The console as a value: state, update, view.
