//! Colours and emphasis by role, from files.
