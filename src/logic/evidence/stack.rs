//! Stack frames of Python, Node, Go and Java: where a program was when it failed.

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub file: String,
    pub line: u64,
    pub function: Option<String>,
}

/// Where installed code lies: a frame there says where it broke, not who broke it.
const FOREIGN: [&str; 11] = [
    "site-packages",
    "dist-packages",
    "node_modules",
    "node:",
    "/usr/lib/",
    "/usr/local/lib/",
    "/usr/local/go/",
    "/go/pkg/mod/",
    "<frozen",
    "<string>",
    "/opt/python",
];

impl Frame {
    /// Whether the frame is of the program's own code.
    #[must_use]
    pub fn is_own(&self) -> bool {
        let outset =
            ["internal/", "java/", "javax/", "jdk/", "sun/", "org/springframework/", "org/apache/", "io/netty/"];
        !outset.iter().any(|part| self.file.starts_with(part)) && !FOREIGN.iter().any(|part| self.file.contains(part))
    }

    /// `  File "/app/views.py", line 41, in charge`
    pub(super) fn python(line: &str) -> Option<Self> {
        let (file, rest) = line.trim_start().strip_prefix("File \"")?.split_once("\", line ")?;
        let (number, function) = rest.split_once(", in ").map_or((rest, None), |(number, name)| (number, Some(name)));
        let function = function.filter(|name| !name.starts_with('<')).map(str::to_owned);
        Some(Self { file: file.to_owned(), line: number.trim().parse().ok()?, function })
    }

    /// `    at charge (/app/src/pay.js:41:9)`, `    at com.shop.Pay.charge(Pay.java:41)`
    pub(super) fn at(line: &str) -> Option<Self> {
        // Logback says behind it which archive it is from.
        let body = line.trim_start().strip_prefix("at ")?;
        let body = [" ~[", " ["].iter().find_map(|mark| Some(body.split_once(mark)?.0)).unwrap_or(body);
        let (name, place) = match body.strip_suffix(')').and_then(|body| body.rsplit_once('(')) {
            Some((name, place)) => (Some(name.trim()), place),
            None => (None, body.trim_start_matches("async ")),
        };
        let place = place.trim_start_matches("file://");
        let (file, line) = numbered(place)?;
        let name = name.map(|name| name.trim_start_matches("async ").trim_start_matches("new "));
        // Java names only the file; its package is in the name of the method.
        let folder = name
            .filter(|_| ends_as(file, "java") || ends_as(file, "kt"))
            .and_then(|name| name.rsplit_once('.')?.0.rsplit_once('.'));
        let file =
            folder.map_or_else(|| file.to_owned(), |(package, _)| format!("{}/{file}", package.replace('.', "/")));
        let function = name.and_then(|name| name.rsplit('.').next()).filter(|name| !name.starts_with('<'));
        Some(Self { file, line, function: function.map(str::to_owned) })
    }

    /// `\t/app/pay/charge.go:41 +0x1d`, below the line that names the function.
    pub(super) fn go(line: &str, above: &str) -> Option<Self> {
        let place = line.strip_prefix(['\t', ' '])?.trim_start().split(' ').next()?;
        let (file, line) = numbered(place).filter(|(file, _)| ends_as(file, "go"))?;
        let name = above.trim_start_matches("created by ").rsplit_once('(').map_or(above, |(name, _)| name);
        let function = name.rsplit('.').next().map(str::to_owned);
        Some(Self { file: file.to_owned(), line, function })
    }
}

fn ends_as(file: &str, ending: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, found)| found == ending)
}

/// `file:41:9` or `file:41`.
fn numbered(place: &str) -> Option<(&str, u64)> {
    let (head, last) = place.rsplit_once(':')?;
    let last = last.parse().ok()?;
    match head.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?))) {
        Some(found) => Some(found),
        None => Some((head, last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_four_languages_are_read() {
        let frame = |file: &str, line, function: Option<&str>| {
            Some(Frame { file: file.to_owned(), line, function: function.map(str::to_owned) })
        };
        assert_eq!(
            Frame::python("  File \"/app/views.py\", line 41, in charge"),
            frame("/app/views.py", 41, Some("charge"))
        );
        assert_eq!(Frame::python("  File \"x.py\", line 3, in <module>"), frame("x.py", 3, None));
        assert_eq!(Frame::at("    at Pay.charge (/app/src/pay.js:41:9)"), frame("/app/src/pay.js", 41, Some("charge")));
        assert_eq!(Frame::at("    at file:///app/src/pay.mjs:41:9"), frame("/app/src/pay.mjs", 41, None));
        assert_eq!(Frame::at("\tat com.shop.Pay.charge(Pay.java:41)"), frame("com/shop/Pay.java", 41, Some("charge")));
        assert_eq!(
            Frame::go("\t/src/pay/charge.go:41 +0x1d", "main.(*Till).Charge(0xc0, {0x1, 0x2})"),
            frame("/src/pay/charge.go", 41, Some("Charge"))
        );
        assert_eq!(Frame::at("    at noon we met"), None);
    }

    #[test]
    fn installed_code_is_told_from_own() {
        let own = |file: &str| Frame { file: file.to_owned(), line: 1, function: None }.is_own();
        assert!(own("/app/pay.py") && own("src/server.js"));
        assert!(
            !own("/usr/lib/python3.12/os.py") && !own("/app/node_modules/pg/lib/x.js") && !own("node:internal/modules")
        );
    }
}
