//! A theme: a style for every role, and how to draw what a terminal may not have.

use std::borrow::Cow;

use ratatui::style::{Color, Style};

use crate::domain::{fault::Fault, text};

use super::{BUILTIN, Role, file};

/// A style for every role. The one in use when nothing else is said is `dark`.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Only ASCII reaches the terminal.
    pub ascii: bool,
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    /// One of the themes that the binary carries.
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        let (_, source) = BUILTIN.iter().find(|(known, _)| *known == name)?;
        Some(Self::read(name, source).0)
    }

    /// A theme from a file's text, with every fault of it: entries at fault are left out.
    #[must_use]
    pub fn read(name: &str, source: &str) -> (Self, Vec<Fault>) {
        let (sheet, faults) = file::read(name, source);
        let mut styles = [Style::default(); Role::ALL.len()];
        for (style, role) in styles.iter_mut().zip(Role::ALL) {
            *style = role.fallbacks().find_map(|name| sheet.get(name)).copied().unwrap_or_default();
        }
        (Self { ascii: false, styles }, faults)
    }

    /// The same emphasis, without any colour.
    #[must_use]
    pub fn without_colour(mut self) -> Self {
        for style in &mut self.styles {
            style.fg = None;
            style.bg = None;
            style.underline_color = None;
        }
        self
    }

    /// Only ASCII reaches the terminal.
    #[must_use]
    pub fn with_ascii(mut self, ascii: bool) -> Self {
        self.ascii = ascii;
        self
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Whether any role has a colour: a terminal without colours must not get one.
    #[must_use]
    pub fn has_colour(&self) -> bool {
        let coloured = |colour: Option<Color>| colour.is_some_and(|colour| colour != Color::Reset);
        self.styles.iter().any(|style| coloured(style.fg) || coloured(style.bg))
    }

    /// Safe text as this terminal can draw it.
    #[must_use]
    pub fn drawn<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.ascii { text::ascii(text) } else { Cow::Borrowed(text) }
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::builtin("dark").unwrap_or_else(|| Self { ascii: false, styles: [Style::default(); Role::ALL.len()] })
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Modifier;

    use super::*;
    use crate::ui::theme::shape;

    #[test]
    fn roles_are_listed_in_their_order() {
        for (place, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, place, "{role:?}");
        }
        assert_eq!(Role::ALL.last(), Some(&Role::Field), "ALL ends before the enum does");
    }

    #[test]
    fn every_builtin_theme_loads_without_fault_and_tells_the_states_apart() {
        for (name, source) in BUILTIN {
            let (theme, faults) = Theme::read(name, source);
            assert_eq!(faults, [], "{name}");
            for role in [Role::Bad, Role::Selected, Role::EnvProduction] {
                assert_ne!(theme.style(role), theme.style(Role::Text), "{name} does not mark {role:?}");
            }
            let production = theme.style(Role::EnvProduction);
            assert!(production.add_modifier.contains(Modifier::REVERSED), "{name}: production is not in reverse");
        }
    }

    #[test]
    fn no_builtin_theme_leaves_a_role_undefined() {
        for (name, source) in BUILTIN {
            let sheet = file::read(name, source).0;
            let undefined: Vec<&str> =
                Role::ALL.into_iter().map(Role::name).filter(|role| !sheet.contains_key(*role)).collect();
            assert_eq!(undefined, Vec::<&str>::new(), "{name}");
        }
    }

    /// Colour is a third copy: without any, states differ by word and shape, and what needs somebody by its emphasis too.
    #[test]
    fn states_differ_without_colour() {
        use crate::domain::verdict::State::{Degraded, Failed, Ok, Paused, Progressing, Slow, Unknown};
        let states = [Failed, Degraded, Unknown, Slow, Progressing, Paused, Ok];
        let shapes = states.map(shape);
        for (at, one) in shapes.iter().enumerate() {
            for other in shapes.iter().skip(at + 1) {
                assert_ne!((one.text, one.word), (other.text, other.word));
                assert_ne!(one.text.chars().next(), other.text.chars().next(), "the shape alone tells them apart");
            }
        }
        for theme in [Theme::builtin("mono").unwrap(), Theme::default().without_colour()] {
            let calm = theme.style(Role::Good);
            let loud = [Role::Bad, Role::Unknown].map(|role| theme.style(role));
            assert!(loud.iter().all(|style| *style != calm), "{loud:?}");
        }
        let mono = Theme::builtin("mono").unwrap();
        let told = [Role::Bad, Role::Warn, Role::Unknown, Role::Good].map(|role| mono.style(role));
        for (at, style) in told.iter().enumerate() {
            assert!(!told[at + 1..].contains(style), "{style:?} says two things");
        }
        let allowed = Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED;
        for role in Role::ALL {
            assert!(allowed.contains(mono.style(role).add_modifier), "{role:?} needs what some terminals lack");
        }
    }

    #[test]
    fn mono_has_no_colour_and_no_other_theme_keeps_one_without_colour() {
        assert!(!Theme::builtin("mono").unwrap().has_colour());
        for (name, _) in BUILTIN {
            assert!(!Theme::builtin(name).unwrap().without_colour().has_colour(), "{name}");
        }
        assert!(Theme::default().has_colour());
    }

    #[test]
    fn a_role_falls_back_to_the_name_before_its_dot_then_to_text() {
        let (theme, faults) =
            Theme::read("t", "text = 'blue'\nstate = 'green'\n'state.bad' = { fg = 'red', bold = true }");
        assert_eq!(faults, []);
        assert_eq!(theme.style(Role::Bad).fg, Some(Color::Red));
        assert_eq!(theme.style(Role::Warn).fg, Some(Color::Green));
        assert_eq!(theme.style(Role::Key).fg, Some(Color::Blue));
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_the_rest_is_used() {
        let source = "inherits = 'dark'\n'state.bda' = 'red'\nkey = 'rde'\nmatch = { fg = 'red', blink = true }\nfield = 7\ntab = 'cyan'";
        let (theme, faults) = Theme::read("mine.toml", source);
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "mine.toml:2: unknown role `state.bda`, did you mean `state.bad`?",
                "mine.toml:3: `rde` is no colour: a name of the 16, a number or `#rrggbb`",
                "mine.toml:4: unknown emphasis `blink`: fg, bg, bold, dim, italic, underline, reverse",
                "mine.toml:5: a style is a colour or a table, not an integer",
            ]
        );
        assert_eq!(theme.style(Role::Tab).fg, Some(Color::Cyan));
        assert_eq!(theme.style(Role::Bad), Theme::default().style(Role::Bad));
    }

    #[test]
    fn a_file_that_is_no_toml_leaves_the_default() {
        let (theme, faults) = Theme::read("t", "text = \n");
        assert_eq!(theme, Theme::default());
        assert_eq!(faults.len(), 1);
    }
}
