//! The screen, pressed and fed.
