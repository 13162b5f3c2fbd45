//! A log as what its program said, one thing after the other: an exception and its stack are one thing.

use std::borrow::Cow;

use super::{
    Level, json, kubectl, prefix,
    pydantic::{Below, Failing},
    stack::Frame,
};

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<'a> {
    /// The line that says it, counted from 1: of an exception, the one that names it.
    pub at: u64,
    pub level: Level,
    /// The whole line.
    pub raw: &'a str,
    /// Without what stands in front.
    pub text: Cow<'a, str>,
    /// Outermost first, as each language prints them turned to that order.
    pub frames: Vec<Frame>,
    pub pod: Option<&'a str>,
    /// An exception or a panic, rather than a line that tells of one.
    pub thrown: bool,
    /// The cluster says it, rather than the program.
    pub cluster: bool,
}

impl Said<'_> {
    /// What people are shown: the line as it stands, or what a line of JSON says.
    #[must_use]
    pub fn told(&self) -> &str {
        let line = if matches!(self.text, Cow::Owned(_)) { &self.text } else { self.raw };
        line.trim()
    }

    /// The innermost frame of the program's own code.
    #[must_use]
    pub fn frame(&self) -> Option<&Frame> {
        self.frames.iter().rev().find(|frame| frame.is_own())
    }
}

/// A log that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Log<'a> {
    pub said: Vec<Said<'a>>,
}

impl<'a> Log<'a> {
    /// Reads a log; every text is one.
    #[must_use]
    pub fn read(text: &'a str) -> Self {
        let mut reader = Reader { log: Self::default(), stack: Stack::None, described: None };
        for (at, line) in (1..).zip(text.lines()) {
            let line = line.strip_suffix('\r').unwrap_or(line);
            reader.line(at, line);
        }
        for said in &mut reader.log.said {
            if said.thrown && !said.text.contains("Traceback") && is_innermost_first(said) {
                said.frames.reverse();
            }
        }
        reader.log
    }
}

/// Python prints the innermost frame last, the others first.
fn is_innermost_first(said: &Said<'_>) -> bool {
    said.frames.first().is_some_and(|frame| !ends_with_any(&frame.file, &[".py", ".pyx"]))
}

fn ends_with_any(text: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| text.ends_with(ending))
}

/// What the lines above opened.
enum Stack<'a> {
    None,
    /// Below `Traceback`: the exception comes after the frames.
    Python(Vec<Frame>),
    /// Below `panic:`, with the line above.
    Go(&'a str),
    /// Below `Require stack:`.
    Require,
    /// Below an exception of pydantic.
    Fields(Failing<'a>),
}

struct Reader<'a> {
    log: Log<'a>,
    stack: Stack<'a>,
    /// The pod that `kubectl describe` tells of.
    described: Option<&'a str>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, at: u64, raw: &'a str) {
        let bare = prefix::strip(raw);
        let text = bare.text;
        if self.continues(at, raw, bare) || text.trim().is_empty() {
            return;
        }
        let mut said = Said {
            at,
            level: Level::Unsaid,
            raw,
            text: Cow::Borrowed(text),
            frames: Vec::new(),
            pod: bare.pod,
            thrown: false,
            cluster: false,
        };
        if let Some(pod) = kubectl::described(raw) {
            self.described = Some(pod);
        }
        if let Some(told) = kubectl::read(raw) {
            said.cluster = true;
            said.pod = told.pod.or(bare.pod).or(self.described);
            said.level = if told.normal { Level::Info } else { Level::Unsaid };
        } else if let Some(json) = json::read(text) {
            said.level = json.level;
            said.text = Cow::Owned(json.text);
            let frames = json.stack.as_deref().unwrap_or_default().lines();
            said.frames = frames.filter_map(|line| Frame::python(line).or_else(|| Frame::at(line))).collect();
            said.thrown = !said.frames.is_empty();
        } else if is_panic(text) {
            said.level = Level::Fatal;
            said.thrown = true;
            self.stack = Stack::Go("");
        } else {
            said.level = prefix::level(bare);
            said.thrown = is_thrown(text);
            if said.thrown && said.level == Level::Unsaid {
                said.level = Level::Error;
            }
        }
        self.log.said.push(said);
    }

    /// Takes a line that belongs to what was said above it.
    fn continues(&mut self, at: u64, raw: &'a str, bare: prefix::Bare<'a>) -> bool {
        let text = bare.text;
        if text.trim_end().ends_with("Traceback (most recent call last):") {
            self.stack = Stack::Python(Vec::new());
            return true;
        }
        match std::mem::replace(&mut self.stack, Stack::None) {
            Stack::Python(mut frames) => {
                if text.starts_with([' ', '\t']) || text.trim().is_empty() {
                    frames.extend(Frame::python(text));
                    self.stack = Stack::Python(frames);
                } else {
                    let (pod, level, text) = (bare.pod, Level::Error, Cow::Borrowed(text));
                    self.log.said.push(Said { at, level, raw, text, frames, pod, thrown: true, cluster: false });
                    self.stack = Failing::of(bare.text).map_or(Stack::None, Stack::Fields);
                }
                return true;
            }
            Stack::Fields(failing) => {
                if let Some(below) = failing.next(text) {
                    self.field(at, raw, below);
                    return true;
                }
            }
            Stack::Go(above) if is_go_trace(text) => {
                if let (Some(frame), Some(panic)) = (Frame::go(text, above), self.log.said.last_mut()) {
                    panic.frames.push(frame);
                }
                self.stack = Stack::Go(text);
                return true;
            }
            Stack::Require if text.starts_with("- ") => {
                let frame = Frame { file: text.trim_start_matches("- ").to_owned(), line: 0, function: None };
                self.add(frame);
                self.stack = Stack::Require;
                return true;
            }
            _ => {}
        }
        if text.trim() == "Require stack:" {
            self.stack = Stack::Require;
            return true;
        }
        if text.starts_with([' ', '\t'])
            && let Some(frame) = Frame::at(text)
        {
            self.add(frame);
            return true;
        }
        self.is_rest_of_stack(text)
    }

    /// A frame that names no line, and frames that were left out.
    fn is_rest_of_stack(&self, text: &str) -> bool {
        let rest = text.trim_start();
        let below = text.starts_with([' ', '\t']) && self.log.said.last().is_some_and(|said| said.thrown);
        below
            && (rest.starts_with("at ") && rest.contains('(')
                || rest.starts_with("... ") && (rest.ends_with("more") || rest.ends_with("omitted")))
    }

    /// What a validation found belongs to the exception above it.
    fn field(&mut self, at: u64, raw: &'a str, below: Below<'a>) {
        let text = match below {
            Below::More(failing) => {
                self.stack = Stack::Fields(failing);
                return;
            }
            Below::Wrong(text, failing) => {
                self.stack = Stack::Fields(failing);
                text
            }
        };
        let above = self.log.said.last();
        let frames = above.map(|said| said.frames.clone()).unwrap_or_default();
        let pod = above.and_then(|said| said.pod);
        let (level, text) = (Level::Error, Cow::Owned(text));
        self.log.said.push(Said { at, level, raw, text, frames, pod, thrown: true, cluster: false });
    }

    fn add(&mut self, frame: Frame) {
        if let Some(said) = self.log.said.last_mut() {
            said.frames.push(frame);
            said.thrown = true;
            said.level = said.level.min(Level::Error);
        }
    }
}

/// `panic: …`, and `http: panic serving 10.42.0.9:40122: …`, which the server of Go's library says of a handler.
fn is_panic(text: &str) -> bool {
    let text = text.trim_start();
    ["panic: ", "http: panic serving ", "fatal error: "].iter().any(|sign| text.starts_with(sign))
}

fn is_go_trace(text: &str) -> bool {
    text.is_empty()
        || text.starts_with(['\t', '['])
        || text.starts_with("goroutine ")
        || text.starts_with("created by ")
        || text.starts_with("        ")
        || text.trim_end().ends_with(')') && !text.contains(' ')
        || text.contains("(0x")
        || text.starts_with("panic({")
        || text.ends_with("(...)")
}

/// `TypeError: x is not a function`, `java.lang.IllegalStateException: …`, `Caused by: …`
fn is_thrown(text: &str) -> bool {
    let text = text.strip_prefix("Uncaught ").or_else(|| text.strip_prefix("Caused by: ")).unwrap_or(text);
    let text = text.strip_prefix("Exception in thread \"main\" ").unwrap_or(text);
    let name = text.split([':', ' ', '[']).next().unwrap_or_default();
    ends_with_any(name, &["Error", "Exception"])
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$'))
        && text.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_python_traceback_is_one_thing() {
        let text = "2026-11-21T03:11:02Z starting\n\
2026-11-21T03:11:03Z Traceback (most recent call last):\n\
2026-11-21T03:11:03Z   File \"/app/manage.py\", line 9, in main\n\
2026-11-21T03:11:03Z     run()\n\
2026-11-21T03:11:03Z   File \"/app/shop/settings.py\", line 12, in <module>\n\
2026-11-21T03:11:03Z     KEY = os.environ['STRIPE_API_KEY']\n\
2026-11-21T03:11:03Z   File \"/usr/lib/python3.12/os.py\", line 714, in __getitem__\n\
2026-11-21T03:11:03Z KeyError: 'STRIPE_API_KEY'\n";
        let log = Log::read(text);
        assert_eq!(log.said.len(), 2);
        let error = &log.said[1];
        assert_eq!(
            (error.at, &*error.text, error.level, error.thrown),
            (8, "KeyError: 'STRIPE_API_KEY'", Level::Error, true)
        );
        assert_eq!(error.frame().map(|frame| (frame.file.as_str(), frame.line)), Some(("/app/shop/settings.py", 12)));
    }

    #[test]
    fn node_go_and_java_stacks_join_their_error() {
        let node = "TypeError: Cannot read properties of undefined (reading 'id')\n    at charge (/app/src/pay.js:41:9)\n    at run (/app/src/main.js:3:1)\n";
        let go = "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV]\n\ngoroutine 1 [running]:\nmain.(*Till).Charge(0x0, {0x1})\n\t/src/pay/charge.go:41 +0x1d\nmain.main()\n\t/src/main.go:9 +0x2\nexit status 2\n";
        let java = "Exception in thread \"main\" java.lang.IllegalStateException: no till\n\tat com.shop.Pay.charge(Pay.java:41)\n\t... 3 more\n";
        for (text, file) in [(node, "/app/src/pay.js"), (go, "/src/pay/charge.go"), (java, "com/shop/Pay.java")] {
            let log = Log::read(text);
            let error = &log.said[0];
            assert_eq!(error.frame().map(|frame| (frame.file.as_str(), frame.line)), Some((file, 41)), "{text}");
            assert!(error.thrown && error.level <= Level::Error);
        }
        assert_eq!(Log::read(go).said[1].raw, "exit status 2");
    }

    #[test]
    fn a_required_module_names_who_required_it() {
        let log = Log::read(
            "Error: Cannot find module 'stripe'\nRequire stack:\n- /app/src/server.js\n    at node:internal/modules:1:2\n",
        );
        assert_eq!(log.said.len(), 1);
        assert_eq!(log.said[0].frame().map(|frame| frame.file.as_str()), Some("/app/src/server.js"));
    }
}
