//! Makes of one side of a hunk a text that a grammar can read: a hunk starts and ends in the middle of things.

use crate::logic::evidence::{Hunk, Language, Side};

/// Lines of one hunk that are parsed; a longer one is generated code.
const LINES: usize = 4_000;

/// Brackets within brackets; deeper is nobody's code, and each level would cost every rule.
const DEPTH: i32 = 200;
/// Bytes of one fragment.
const BYTES: usize = 256 * 1024;

/// One side of a hunk as text, and which of the hunk's lines each row is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fragment {
    pub text: String,
    /// An index into the hunk's lines; `None` for a row that was put around them.
    pub rows: Vec<Option<usize>>,
}

impl Fragment {
    /// `None` where this side has nothing that changed.
    pub(super) fn of(hunk: &Hunk<'_>, side: Side, language: Language) -> Option<Self> {
        if hunk.lines.len() > LINES || !hunk.lines.iter().any(|line| line.side == side) {
            return None;
        }
        let lines: Vec<(usize, &str)> = (0..)
            .zip(&hunk.lines)
            .filter(|(_, line)| line.side == side || line.side == Side::Context)
            .map(|(at, line)| (at, line.text))
            .collect();
        if is_monstrous(&lines) {
            return None;
        }
        let mut fragment = Self { text: String::new(), rows: Vec::new() };
        if language == Language::Python {
            fragment.indented(&lines, hunk.heading);
        } else {
            fragment.braced(&lines, hunk.heading, language);
        }
        Some(fragment)
    }

    fn row(&mut self, at: Option<usize>, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
        self.rows.push(at);
    }

    /// Python: a block is opened above for each indentation that the hunk falls back to.
    fn indented(&mut self, lines: &[(usize, &str)], heading: &str) {
        let filled = lines.iter().map(|(_, text)| *text).filter(|text| !text.trim().is_empty());
        let mut falls: Vec<usize> = Vec::new();
        for indent in filled.map(indentation) {
            if falls.last().is_none_or(|last| indent < *last) {
                falls.push(indent);
            }
        }
        // The first line stands within all of the others.
        let outer: Vec<usize> = falls.iter().skip(1).rev().copied().collect();
        let heading = Some(heading.trim()).filter(|heading| is_python_block(heading));
        if let Some(heading) = heading.filter(|_| falls.iter().min().is_some_and(|least| *least > 0)) {
            self.row(None, heading);
        } else if falls.iter().min().is_some_and(|least| *least > 0) {
            self.row(None, "if 1:");
        }
        for indent in outer {
            self.row(None, &format!("{}if 1:", " ".repeat(indent)));
        }
        for (at, text) in lines {
            self.row(Some(*at), text);
        }
    }

    /// Braces: what is closed without being opened is opened above, what stays open is closed below.
    fn braced(&mut self, lines: &[(usize, &str)], heading: &str, language: Language) {
        let (mut depth, mut least) = (0_i32, 0_i32);
        for brace in lines.iter().flat_map(|(_, text)| braces(text)) {
            depth += brace;
            least = least.min(depth);
        }
        let mut open = 0;
        if heading.ends_with('{') {
            self.row(None, heading);
            open += 1;
        } else if language == Language::Go && !lines.iter().any(|(_, text)| is_go_top(text)) {
            self.row(None, "func _() {");
            open += 1;
        }
        while open < -least {
            self.row(None, "{");
            open += 1;
        }
        for (at, text) in lines {
            self.row(Some(*at), text);
        }
        for _ in 0..(depth + open).max(0) {
            self.row(None, "}");
        }
    }
}

fn is_monstrous(lines: &[(usize, &str)]) -> bool {
    let mut depth = 0_i32;
    let deep = lines.iter().flat_map(|(_, text)| text.bytes()).any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = (depth - 1).max(0),
            _ => {}
        }
        depth > DEPTH
    });
    deep || lines.iter().map(|(_, text)| text.len()).sum::<usize>() > BYTES
}

fn indentation(text: &str) -> usize {
    text.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 8 } else { 1 }).sum()
}

fn is_python_block(text: &str) -> bool {
    text.ends_with(':') && ["def ", "async def ", "class "].iter().any(|word| text.starts_with(word))
}

fn is_go_top(text: &str) -> bool {
    ["func ", "import ", "package ", "type "].iter().any(|word| text.starts_with(word))
}

/// +1 and -1 for each brace; those within strings pair up nearly always.
fn braces(text: &str) -> impl Iterator<Item = i32> {
    text.bytes().filter_map(|byte| match byte {
        b'{' => Some(1),
        b'}' => Some(-1),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logic::evidence::Patch;

    fn fragment(diff: &str, file: &str) -> Fragment {
        let text = format!("--- a/{file}\n+++ b/{file}\n{diff}");
        let patch = Patch::read(&text);
        Fragment::of(&patch.files[0].hunks[0], Side::Added, patch.files[0].language).unwrap()
    }

    #[test]
    fn python_gets_the_blocks_that_its_indentation_needs() {
        let read = fragment(
            "@@ -4,2 +4,3 @@ async def pay(request):\n         x = 1\n+        y = 2\n     return x\n",
            "v.py",
        );
        assert_eq!(read.text, "async def pay(request):\n    if 1:\n        x = 1\n        y = 2\n    return x\n");
        assert_eq!(read.rows, [None, None, Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn what_nobody_wrote_is_not_parsed() {
        for body in ["f(".repeat(4_000), "a".repeat(BYTES + 1)] {
            let text = format!("--- a/v.py\n+++ b/v.py\n@@ -1 +1,2 @@\n x = 1\n+{body}\n");
            let patch = Patch::read(&text);
            assert_eq!(Fragment::of(&patch.files[0].hunks[0], Side::Added, Language::Python), None);
        }
    }

    #[test]
    fn braces_are_made_even() {
        let read = fragment("@@ -4,2 +4,3 @@\n     a();\n+    b();\n   }\n+  c(() => {\n", "v.js");
        assert_eq!(read.text, "{\n    a();\n    b();\n  }\n  c(() => {\n}\n");
        let read = fragment("@@ -4 +4,2 @@\n \ta()\n+\tb()\n", "v.go");
        assert_eq!(read.text, "func _() {\n\ta()\n\tb()\n}\n");
    }
}
