//! The keymaps that the binary carries.

/// Name and text of each, as in the folder `keymaps`.
pub const BUILTIN: [(&str, &str); 1] = [("default", include_str!("../../../keymaps/default.toml"))];

/// The text of one.
pub(super) fn source(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, source)| *source)
}
