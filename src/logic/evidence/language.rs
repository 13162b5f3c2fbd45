//! What language a file is in, by its name.

/// The languages that rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    Python,
    JavaScript,
    TypeScript,
    Tsx,
    Go,
    Java,
    Ruby,
    Sql,
    Yaml,
    Json,
    Dockerfile,
    /// `.env`, `.ini`, `.properties`, `.toml`.
    Settings,
    /// A list of the modules that a program needs: `requirements.txt`, `package.json`, `go.mod`, …
    Needs,
    /// Prose: nothing of it runs.
    Prose,
    Other,
}

impl Language {
    /// By the file's name and ending.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match name.as_str() {
            "package.json" | "go.mod" | "go.sum" | "pipfile" | "pyproject.toml" | "setup.py" | "setup.cfg"
            | "gemfile" | "package-lock.json" | "yarn.lock" | "poetry.lock" | "pom.xml" | "build.gradle" => {
                return Self::Needs;
            }
            _ if name.starts_with("requirements") && ending == "txt" => return Self::Needs,
            _ if name.starts_with("dockerfile") || name.ends_with(".dockerfile") => return Self::Dockerfile,
            _ if name.starts_with(".env") => return Self::Settings,
            _ => {}
        }
        match ending {
            "py" | "pyi" => Self::Python,
            "js" | "jsx" | "mjs" | "cjs" => Self::JavaScript,
            "ts" | "mts" | "cts" => Self::TypeScript,
            "tsx" => Self::Tsx,
            "go" => Self::Go,
            "java" | "kt" => Self::Java,
            "rb" => Self::Ruby,
            "sql" => Self::Sql,
            "yaml" | "yml" | "tpl" => Self::Yaml,
            "json" => Self::Json,
            "env" | "ini" | "cfg" | "conf" | "properties" | "toml" => Self::Settings,
            "md" | "rst" | "adoc" | "txt" => Self::Prose,
            _ => Self::Other,
        }
    }

    /// Whether there is a grammar for it.
    #[must_use]
    pub fn has_grammar(self) -> bool {
        matches!(self, Self::Python | Self::JavaScript | Self::TypeScript | Self::Tsx | Self::Go)
    }

    /// Whether it configures rather than runs.
    #[must_use]
    pub fn is_setting(self) -> bool {
        matches!(self, Self::Yaml | Self::Json | Self::Dockerfile | Self::Settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_name() {
        let cases = [
            ("app/views.py", Language::Python),
            ("web/Cart.tsx", Language::Tsx),
            ("deploy/Dockerfile.prod", Language::Dockerfile),
            ("requirements-dev.txt", Language::Needs),
            ("README.txt", Language::Prose),
            ("charts/checkout/values.yaml", Language::Yaml),
            (".env.production", Language::Settings),
            ("Makefile", Language::Other),
        ];
        for (path, language) in cases {
            assert_eq!(Language::of(path), language, "{path}");
        }
    }
}
