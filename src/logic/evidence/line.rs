//! How bad one line of a log says that it is, whatever its logger is called.

use super::{Level, json, prefix};

/// By the field of its level, else by the level's word in its place; [`Level::Unsaid`] where it says neither. A line may be cut.
#[must_use]
pub fn level(line: &str) -> Level {
    let bare = prefix::strip(line);
    json::level_of(bare.text).unwrap_or_else(|| prefix::level(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_counts_and_not_what_the_logger_is_called() {
        for line in [
            r#"{"ts":"2026-11-21T03:11:02Z","level":"INFO","logger":"uvicorn.error","message":"Application startup complete."}"#,
            r#"{"logger":"http.error", "msg":"listening", "level": "info"}"#,
            r#"{"level":30,"name":"http.error","msg":"listening"#,
            r#"2026-11-21T03:11:02Z {"severity":"notice","logger":"x.error"}"#,
            "2026-11-21 03:11:02,017 [7] [INFO] uvicorn.error: Application startup complete.",
            "[pod/checkout-7f9c-2xkq8/api] 2026-11-21T03:11:02.1Z 2026-11-21 03:11:02,017 INFO     uvicorn.error  up",
            "2026-11-21T03:11:02.000Z\tinfo\thttp.error\tlistening",
            "time=2026-11-21T03:11:02Z level=info logger=http.error msg=\"ERROR pages are served\"",
            "info: http.error: listening",
            "03:11:02 INFO http.error listening",
            "I1121 03:11:02.123456       1 http_error.go:41] listening",
            "DEBUG com.shop.ErrorPage - rendered",
        ] {
            assert!(matches!(level(line), Level::Info | Level::Debug), "{line}: {:?}", level(line));
        }
    }

    #[test]
    fn what_is_bad_says_so_and_what_does_not_say_is_left_to_its_words() {
        for (line, expected) in [
            (r#"{"logger":"http.info","level":"error","msg":"x"}"#, Level::Error),
            (r#"{"level":50,"msg":"x"}"#, Level::Error),
            (r#"{"msg":"the \"level\":\"info\" is not mine","level":"fatal"}"#, Level::Fatal),
            ("2026/11/21 03:11:02 [error] 7#7: *1 connect() failed", Level::Error),
            ("2026-11-21T03:11:02.000Z\twarn\thttp\tslow", Level::Warn),
            ("GET /x?level=3 took long", Level::Unsaid),
            ("GET /x?level=3: ERROR", Level::Error),
            ("connection refused", Level::Unsaid),
            (r#"{"error":null,"ok":true}"#, Level::Unsaid),
        ] {
            assert_eq!(level(line), expected, "{line}");
        }
    }
}
