//! Validation errors of pydantic: the field stands on a line of its own below the exception, what is wrong with it on the next.

/// What is open below `… validation errors for Settings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failing<'a> {
    /// The exception: `2 validation errors for Settings`.
    heading: &'a str,
    field: Option<&'a str>,
}

/// What a line below the exception says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Below<'a> {
    /// It opens a field, or belongs to one.
    More(Failing<'a>),
    /// It says what is wrong with the field: in words.
    Wrong(String, Failing<'a>),
}

impl<'a> Failing<'a> {
    /// Opened by the exception.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let at = text.find(" validation error")?;
        let from = text.get(..at)?.rfind([' ', ':']).map_or(0, |space| space + 1);
        Some(Self { heading: text.get(from..)?, field: None })
    }

    /// The next line; `None` where the errors end.
    pub(super) fn next(self, line: &'a str) -> Option<Below<'a>> {
        let body = line.trim();
        match self.field {
            Some(field) if line.starts_with("  ") && !body.starts_with("For further information") => {
                let wrong = body.split([',', '[', '(']).next().unwrap_or(body).trim();
                let text = format!("{field}: {wrong} ({})", self.heading);
                Some(Below::Wrong(text, Self { field: None, ..self }))
            }
            _ if body.starts_with("For further information") => Some(Below::More(self)),
            _ => {
                let named = !line.starts_with(' ')
                    && !body.is_empty()
                    && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
                named.then_some(Below::More(Self { field: Some(body), ..self }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_told_with_what_is_wrong() {
        let lines = [
            "FRAUD_URL",
            "  Field required [type=missing, input_value={}, input_type=dict]",
            "    For further information visit https://errors.pydantic.dev/2.9/v/missing",
            "region",
            "  Input should be a valid string [type=string_type]",
            "INFO stopped",
        ];
        let mut failing = Failing::of("pydantic_core._pydantic_core.ValidationError: 2 validation errors for Settings");
        let mut told = Vec::new();
        for line in lines {
            failing = match failing.and_then(|failing| failing.next(line)) {
                Some(Below::More(failing)) => Some(failing),
                Some(Below::Wrong(text, failing)) => {
                    told.push(text);
                    Some(failing)
                }
                None => None,
            };
        }
        assert_eq!(failing, None);
        assert_eq!(
            told,
            [
                "FRAUD_URL: Field required (2 validation errors for Settings)",
                "region: Input should be a valid string (2 validation errors for Settings)"
            ]
        );
    }
}
