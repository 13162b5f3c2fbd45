//! Reading unified diffs as people have them: out of git, mail, a terminal or a chat, with counts that somebody's editor broke.
//!
//! diffy reads and applies well-formed patches; here every line has to know where it stands in the evidence, and a wrong count must
//! not cost the file. No number of a header is ever used as a size.

use super::{
    language::Language,
    patch::{FileChange, Hunk, Line, Patch, Side, Unread, Why},
};

impl<'a> Patch<'a> {
    /// Reads what there is; a text without any file of a diff gives an empty patch.
    #[must_use]
    pub fn read(text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
        let mut reader = Reader { lines: &lines, at: 0, named: true, patch: Self::default() };
        while reader.at < lines.len() {
            reader.step();
        }
        reader.patch
    }

    /// The first hunk that could not be read, by its line.
    #[must_use]
    pub fn bad_hunk(&self) -> Option<Unread> {
        self.unread.iter().copied().find(|unread| unread.why == Why::BadHunk)
    }

    /// Every changed or context line with its file.
    pub fn lines(&self) -> impl Iterator<Item = (&FileChange<'a>, &Line<'a>)> {
        self.files.iter().flat_map(|file| file.lines().map(move |line| (file, line)))
    }
}

struct Reader<'a, 'l> {
    lines: &'l [&'a str],
    at: usize,
    /// Whether the file that is being read has had its `---` and `+++`.
    named: bool,
    patch: Patch<'a>,
}

impl<'a> Reader<'a, '_> {
    fn line(&self, ahead: usize) -> &'a str {
        self.lines.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn number(&self) -> u64 {
        u64::try_from(self.at).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// Reads one header, hunk or line of something else.
    fn step(&mut self) {
        let line = self.line(0);
        if let Some(names) = line.strip_prefix("diff --git ") {
            let (old, new) = git_names(names);
            self.open(old, new);
            self.named = false;
        } else if self.is_header() {
            self.names();
            return;
        } else if line.starts_with("@@@") {
            self.unread(Why::Combined);
        } else if line.starts_with("@@ -") {
            self.hunk();
            return;
        } else if line.starts_with("GIT binary patch")
            || (line.starts_with("Binary files ") && line.ends_with(" differ"))
        {
            self.unread(Why::Binary);
            if let Some(file) = self.patch.files.last_mut() {
                file.binary = true;
            }
        } else if let Some(file) = self.patch.files.last_mut().filter(|file| file.hunks.is_empty()) {
            if line.starts_with("new file mode") {
                file.old = None;
            } else if line.starts_with("deleted file mode") {
                file.new = None;
            } else if let Some(name) = line.strip_prefix("rename from ") {
                file.old = Some(name);
            } else if let Some(name) = line.strip_prefix("rename to ") {
                file.new = Some(name);
            }
        }
        self.at += 1;
    }

    /// `--- a` with `+++ b` below it; where that is the diff's only sign, a hunk has to follow.
    fn is_header(&self) -> bool {
        self.line(0).starts_with("--- ") && self.line(1).starts_with("+++ ")
    }

    fn names(&mut self) {
        let (old, new) = (file_name(self.line(0), "--- ", "a/"), file_name(self.line(1), "+++ ", "b/"));
        match self.patch.files.last_mut().filter(|_| !self.named) {
            Some(file) => {
                (file.old, file.new) = (old, new);
                file.language = Language::of(file.path());
            }
            None => self.open(old, new),
        }
        self.named = true;
        self.at += 2;
    }

    fn open(&mut self, old: Option<&'a str>, new: Option<&'a str>) {
        let language = Language::of(new.or(old).unwrap_or_default());
        let line = self.number();
        self.patch.files.push(FileChange { line, old, new, language, binary: false, hunks: Vec::new() });
    }

    fn unread(&mut self, why: Why) {
        let line = self.number();
        self.patch.unread.push(Unread { line, why });
    }

    fn hunk(&mut self) {
        let head = Head::parse(self.line(0));
        let Some(head) = head.filter(|_| !self.patch.files.is_empty()) else {
            self.unread(Why::BadHunk);
            self.at += 1;
            return;
        };
        let mut hunk = Hunk { line: self.number(), heading: head.heading, lines: Vec::new(), recounted: false };
        self.at += 1;
        let (mut old, mut new) = (head.old, head.new);
        while let Some(line) = self.lines.get(self.at).copied() {
            let expected = old < head.old_end || new < head.new_end;
            if !self.is_body(line, expected) {
                break;
            }
            hunk.recounted |= !expected && !line.starts_with('\\');
            if let Some(line) = place(line, self.number(), &mut old, &mut new) {
                hunk.lines.push(line);
            }
            self.at += 1;
        }
        hunk.recounted |= old != head.old_end || new != head.new_end;
        if let Some(file) = self.patch.files.last_mut() {
            file.hunks.push(hunk);
        }
    }

    /// Whether a line belongs to the hunk. Beyond its count only what cannot be anything else does: a mail ends with `-- `.
    fn is_body(&self, line: &str, expected: bool) -> bool {
        if self.is_header() && self.line(2).starts_with("@@ -") {
            return false;
        }
        match line.as_bytes().first() {
            Some(b'+' | b'-' | b' ') => expected || line != "-- ",
            Some(b'\\') => true,
            // An editor that strips blanks at line ends made this of a line of context.
            None => expected,
            Some(_) => false,
        }
    }
}

/// Numbers a line and counts on.
fn place<'a>(line: &'a str, at: u64, old: &mut u64, new: &mut u64) -> Option<Line<'a>> {
    let text = line.get(1..).unwrap_or_default();
    let (here_old, here_new) = (*old, *new);
    match line.as_bytes().first() {
        Some(b'+') => {
            *new += 1;
            Some(Line { side: Side::Added, text, at, old: None, new: Some(here_new) })
        }
        Some(b'-') => {
            *old += 1;
            Some(Line { side: Side::Removed, text, at, old: Some(here_old), new: None })
        }
        Some(b'\\') => None,
        _ => {
            *old += 1;
            *new += 1;
            Some(Line { side: Side::Context, text, at, old: Some(here_old), new: Some(here_new) })
        }
    }
}

/// `@@ -1,2 +3,4 @@ heading`; the ends are the lines behind the last.
struct Head<'a> {
    old: u64,
    old_end: u64,
    new: u64,
    new_end: u64,
    heading: &'a str,
}

impl<'a> Head<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (ranges, heading) = line.strip_prefix("@@ -")?.split_once(" @@")?;
        let (old, new) = ranges.split_once(" +")?;
        let (old, old_end) = range(old)?;
        let (new, new_end) = range(new)?;
        Some(Self { old, old_end, new, new_end, heading: heading.trim() })
    }
}

/// `3,4` → 3 and 7. No file has more than 2³² lines; what says so is no range.
fn range(text: &str) -> Option<(u64, u64)> {
    let (start, count) = text.split_once(',').unwrap_or((text, "1"));
    let (start, count) = (start.parse::<u32>().ok()?, count.parse::<u32>().ok()?);
    // An empty range names the line before it.
    let start = if count == 0 { u64::from(start) + 1 } else { u64::from(start) };
    Some((start, start + u64::from(count)))
}

/// `--- a/app/views.py\t2026-11-21` → `app/views.py`.
fn file_name<'a>(line: &'a str, sign: &str, prefix: &str) -> Option<&'a str> {
    let name = line.strip_prefix(sign)?.split('\t').next()?.trim_matches('"').trim_end();
    (name != "/dev/null").then(|| name.strip_prefix(prefix).unwrap_or(name))
}

/// `a/x b/x`: the names are as long as each other unless the file was renamed, and then other headers say so.
fn git_names(names: &str) -> (Option<&str>, Option<&str>) {
    let half = names.len() / 2;
    let (old, new) = names
        .split_at_checked(half)
        .and_then(|(old, new)| Some((old, new.strip_prefix(' ')?)))
        .or_else(|| names.split_once(" b/").map(|(old, _)| (old, names.get(old.len() + 1..).unwrap_or_default())))
        .unwrap_or((names, names));
    (Some(unquoted(old, "a/")), Some(unquoted(new, "b/")))
}

fn unquoted<'a>(name: &'a str, prefix: &str) -> &'a str {
    let name = name.trim_matches('"');
    name.strip_prefix(prefix).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From 1a2b Mon Sep 17 00:00:00 2001
Subject: [PATCH] Charge by the new client

---
 app/pay.py | 3 ++-
 1 file changed

diff --git a/app/pay.py b/app/pay.py
index 1..2 100644
--- a/app/pay.py
+++ b/app/pay.py
@@ -10,3 +10,4 @@ def charge(order):
     total = order.total
-    old(total)
+    new(total)
+    log(total)
     return total
-- 
2.43.0
";

    #[test]
    fn a_mailed_patch_is_read_with_its_places() {
        let patch = Patch::read(MAIL);
        assert_eq!((patch.files.len(), &patch.unread[..]), (1, &[][..]));
        let file = &patch.files[0];
        assert_eq!((file.path(), file.language, file.line), ("app/pay.py", Language::Python, 8));
        let hunk = &file.hunks[0];
        assert_eq!((hunk.heading, hunk.recounted, hunk.lines.len()), ("def charge(order):", false, 5));
        let added: Vec<_> =
            hunk.lines.iter().filter(|line| line.side == Side::Added).map(|line| (line.at, line.new)).collect();
        assert_eq!(added, [(15, Some(11)), (16, Some(12))]);
        assert_eq!(hunk.lines[1].old, Some(11));
    }

    #[test]
    fn wrong_counts_are_counted_again() {
        for counts in ["-10,1 +10,1", "-10,9 +10,40", "-10 +10"] {
            let text = MAIL.replace("-10,3 +10,4", counts);
            let patch = Patch::read(&text);
            let hunk = &patch.files[0].hunks[0];
            assert!(hunk.recounted, "{counts}");
            assert!(hunk.lines.iter().any(|line| line.text == "    return total" && line.new == Some(13)), "{counts}");
        }
    }

    #[test]
    fn a_bad_hunk_is_named_by_its_line_and_the_next_file_is_read() {
        let text =
            "--- a/x.py\n+++ b/x.py\n@@ -1,99999999999 +1 @@\n-a\n+b\n--- a/y.py\n+++ b/y.py\n@@ -1 +1 @@\n-c\n+d\n";
        let patch = Patch::read(text);
        assert_eq!(patch.bad_hunk().map(|bad| bad.to_string()), Some("bad hunk at line 3".to_owned()));
        assert_eq!(patch.files.iter().map(FileChange::path).collect::<Vec<_>>(), ["x.py", "y.py"]);
        assert_eq!(patch.files[1].hunks[0].lines.len(), 2);
    }

    #[test]
    fn new_gone_renamed_and_binary_files_are_told_apart() {
        let text = "diff --git a/old name.txt b/new name.txt\nsimilarity index 100%\nrename from old name.txt\nrename to new name.txt\n\
diff --git a/gone.cfg b/gone.cfg\ndeleted file mode 100644\n--- a/gone.cfg\n+++ /dev/null\n@@ -1 +0,0 @@\n-x = 1\n\
diff --git a/logo.png b/logo.png\nnew file mode 100644\nBinary files /dev/null and b/logo.png differ\n";
        let patch = Patch::read(text);
        let names: Vec<_> = patch.files.iter().map(|file| (file.old, file.new, file.binary)).collect();
        let expected = [
            (Some("old name.txt"), Some("new name.txt"), false),
            (Some("gone.cfg"), None, false),
            (None, Some("logo.png"), true),
        ];
        assert_eq!(names, expected);
        assert_eq!(patch.unread[0].to_string(), "binary change at line 13");
    }

    #[test]
    fn removed_dashes_are_no_header() {
        let text = "--- a/x.sql\n+++ b/x.sql\n@@ -1,2 +1,2 @@\n--- drop later\n+++ kept\n select 1\n";
        let patch = Patch::read(text);
        let lines: Vec<_> = patch.files[0].lines().map(|line| line.text).collect();
        assert_eq!((patch.files.len(), lines), (1, vec!["-- drop later", "++ kept", "select 1"]));
    }
}
