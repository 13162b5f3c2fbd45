//! How long ago, in at most three characters and a unit.

/// `14s`, `6m`, `2h`, `5d`; `-` where nobody knows.
pub fn age(seconds: Option<i64>) -> String {
    match seconds {
        None => "-".to_owned(),
        Some(seconds @ ..120) => format!("{}s", seconds.max(0)),
        Some(seconds @ ..7200) => format!("{}m", seconds / 60),
        Some(seconds @ ..172_800) => format!("{}h", seconds / 3600),
        Some(seconds) => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_grows_with_the_age() {
        let cases =
            [(-5, "0s"), (119, "119s"), (120, "2m"), (7199, "119m"), (7200, "2h"), (172_799, "47h"), (172_800, "2d")];
        for (seconds, said) in cases {
            assert_eq!(age(Some(seconds)), said);
        }
        assert_eq!(age(None), "-");
    }
}
