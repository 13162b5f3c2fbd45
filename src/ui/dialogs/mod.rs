//! Dialogs: a stack above the screen; the top one gets the keys first.
