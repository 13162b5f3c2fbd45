//! Strings of objects, cleaned and shared while they are read.

use std::{
    cell::RefCell,
    fmt,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

use crate::domain::{Truth, text::Safe};

/// How many strings a thread remembers: names of images, nodes, namespaces and reasons repeat by the thousand.
const SLOTS: usize = 4096;

/// Longer strings are messages: they do not repeat.
const LONGEST: usize = 128;

thread_local! {
    static SHARED: RefCell<Vec<Safe>> = RefCell::new(vec![Safe::default(); SLOTS]);
}

/// A clean string, shared with equal ones that were read lately.
pub(super) fn shared(text: &str) -> Safe {
    if text.is_empty() || text.len() > LONGEST {
        return Safe::clean(text);
    }
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(text);
    let slot = usize::try_from(hash % SLOTS as u64).unwrap_or(0);
    SHARED.with_borrow_mut(|slots| match slots.get_mut(slot) {
        Some(known) if known.as_str() == text => known.clone(),
        Some(known) => {
            *known = Safe::clean(text);
            known.clone()
        }
        None => Safe::clean(text),
    })
}

/// A string that repeats over many objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared(pub Safe);

impl<'de> Deserialize<'de> for Shared {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Sharing;
        impl Visitor<'_> for Sharing {
            type Value = Shared;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Shared, E> {
                Ok(Shared(shared(text)))
            }

            fn visit_unit<E: Error>(self) -> Result<Shared, E> {
                Ok(Shared::default())
            }
        }
        from.deserialize_any(Sharing)
    }
}

/// The status of a condition: `True`, `False`, and whatever else is `Unknown`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Status(pub Truth);

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Judging;
        impl Visitor<'_> for Judging {
            type Value = Status;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("True, False or Unknown")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Status, E> {
                Ok(Status(match text {
                    "True" => Truth::Yes,
                    "False" => Truth::No,
                    _ => Truth::Unknown,
                }))
            }
        }
        from.deserialize_str(Judging)
    }
}

/// A list or map that may be `null`, as Go writes empty ones.
pub(super) fn nullable<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// `None` for an empty string.
pub(super) fn present(text: Safe) -> Option<Safe> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_are_read_once() {
        let (one, two) = (shared("registry.example.com/api:1"), shared("registry.example.com/api:1"));
        assert_eq!(one.as_str().as_ptr(), two.as_str().as_ptr());
        let other = shared("registry.example.com/api:2");
        assert_ne!(one, other);
    }

    #[test]
    fn what_is_shared_is_clean() {
        assert!(!shared("a\u{1b}]0;x\u{7}").contains('\u{1b}'));
        assert_eq!(shared("a\u{1b}b"), Safe::clean("a\u{1b}b"));
    }
}
