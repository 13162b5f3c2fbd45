//! Modules that come with a language: nobody has to install them.

use crate::logic::evidence::Language;

const PYTHON: &str = " abc argparse array ast asyncio atexit base64 bisect builtins bz2 calendar cgi cmath cmd code codecs collections \
colorsys concurrent configparser contextlib contextvars copy copyreg csv ctypes dataclasses datetime dbm decimal difflib dis doctest email \
encodings enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib grp gzip \
hashlib heapq hmac html http imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math \
mimetypes mmap multiprocessing netrc numbers operator optparse os pathlib pdb pickle pkgutil platform plistlib poplib posixpath pprint profile \
pstats pty pwd queue quopri random re readline reprlib resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib \
socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog tarfile tempfile termios \
textwrap threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc types typing unicodedata unittest urllib uuid venv \
warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo __future__ typing_extensions ";

const NODE: &str = " assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events \
fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder timers tls \
trace_events tty url util v8 vm wasi worker_threads zlib ";

/// Whether a module comes with the language or lies beside the file.
pub(in crate::logic::detect) fn is_builtin(language: Language, module: &str) -> bool {
    let listed = |list: &str, name: &str| list.contains(&format!(" {name} "));
    match language {
        Language::Python => module.starts_with('.') || listed(PYTHON, module.split('.').next().unwrap_or(module)),
        // A path of Go's own has no domain in it.
        Language::Go => !module.split('/').next().unwrap_or(module).contains('.'),
        _ => {
            module.starts_with(['.', '/', '~', '#'])
                || module.starts_with("@/")
                || module.starts_with("node:")
                || listed(NODE, module.split('/').next().unwrap_or(module))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_along_needs_no_install() {
        for (language, module, builtin) in [
            (Language::Python, "os.path", true),
            (Language::Python, ".models", true),
            (Language::Python, "stripe", false),
            (Language::JavaScript, "fs/promises", true),
            (Language::TypeScript, "@/lib/pay", true),
            (Language::TypeScript, "@aws-sdk/client-s3", false),
            (Language::Go, "net/http", true),
            (Language::Go, "github.com/lib/pq", false),
        ] {
            assert_eq!(is_builtin(language, module), builtin, "{module}");
        }
    }
}
