//! Which language model explains, from settings and from the variables that its providers' own tools read (T17).

use std::{
    fs::File,
    io::{self, Read},
    time::Duration,
};

use crate::{
    adapters::llm::{Error, Key, Provider, Settings},
    domain::text::Safe,
};

use super::{
    permissions::{Exposure, Holder},
    secret::Secret,
    variables::Variables,
};

/// The largest file of a key.
const KEY: u64 = 16 * 1024;

const GROQ: &str = "https://api.groq.com/openai/v1/";

/// The model to ask; none is asked where nothing is set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Model {
    pub provider: Option<String>,
    pub url: Option<String>,
    pub name: Option<String>,
    pub key: Secret,
    pub key_file: Option<String>,
    /// Seconds in which a model that says nothing is given up.
    pub patience: Option<u32>,
}

/// A provider's own variable for its key, and the model that is asked for where only that is set.
struct Alias {
    variable: &'static str,
    provider: &'static str,
    url: Option<&'static str>,
    /// Whether the variable alone configures a model, as it did where it comes from.
    model: Option<&'static str>,
}

#[rustfmt::skip]
const ALIASES: [Alias; 5] = [
    Alias { variable: "GROQ_API_KEY", provider: "openai", url: Some(GROQ), model: Some("llama-3.3-70b-versatile") },
    Alias { variable: "GOOGLE_API_KEY", provider: "gemini", url: None, model: Some("gemini-2.5-pro") },
    Alias { variable: "GEMINI_API_KEY", provider: "gemini", url: None, model: None },
    Alias { variable: "OPENAI_API_KEY", provider: "openai", url: None, model: None },
    Alias { variable: "ANTHROPIC_API_KEY", provider: "anthropic", url: None, model: None },
];

impl Model {
    /// What the adapter needs of it; `None` where no model is configured.
    pub fn settings(&self, variables: &Variables) -> Result<Option<Settings>, Error> {
        let nothing = self.provider.is_none() && self.name.is_none() && self.url.is_none();
        let alias = ALIASES.iter().find(|alias| self.is_for(alias, nothing) && variables.get(alias.variable).is_some());
        if nothing && alias.is_none() {
            return Ok(None);
        }
        let provider = self.provider.as_deref().or(alias.map(|alias| alias.provider)).unwrap_or("openai");
        let url = self.url.as_deref().or(alias.filter(|_| nothing).and_then(|alias| alias.url));
        let name = self.name.as_deref().or(alias.filter(|_| nothing).and_then(|alias| alias.model)).unwrap_or_default();
        let key = match self.key()? {
            Some(key) => key,
            None => Key::new(alias.and_then(|alias| variables.get(alias.variable)).unwrap_or_default()),
        };
        let settings = Settings::new(provider.parse::<Provider>()?, url, name, key)?;
        let patience = self.patience.map(|seconds| Duration::from_secs(u64::from(seconds.max(1))));
        Ok(Some(patience.into_iter().fold(settings, Settings::with_patience)))
    }

    /// Whether a provider's own key is meant for what is set: never for another address than the provider's.
    fn is_for(&self, alias: &Alias, nothing: bool) -> bool {
        if nothing {
            return alias.model.is_some();
        }
        let provider = self.provider.as_deref().unwrap_or("openai");
        provider == alias.provider && self.url.as_deref() == alias.url
    }

    fn key(&self) -> Result<Option<Key>, Error> {
        if let Some(key) = self.key.expose() {
            return Ok(Some(Key::new(key)));
        }
        let Some(file) = &self.key_file else { return Ok(None) };
        match read(file) {
            Ok(key) => Ok(Some(key)),
            Err(why) => Err(Error::Settings(Safe::line(&format!("key file {file}: {why}")))),
        }
    }
}

/// A key in a file that its owner keeps. It may be a pipe, and one that never ends is not read for ever.
fn read(file: &str) -> io::Result<Key> {
    let opened = File::open(file)?;
    let holder = Holder::of(&opened)?;
    if holder.mode & 0o004 != 0 {
        return Err(io::Error::other("everybody can read it: chmod 600"));
    }
    if holder.exposure() != Exposure::OwnerOnly {
        return Err(io::Error::other("others can write it: chmod 600"));
    }
    let mut text = String::new();
    opened.take(KEY + 1).read_to_string(&mut text)?;
    if text.len() as u64 > KEY {
        return Err(io::Error::other("larger than 16 KiB"));
    }
    if text.trim().is_empty() { Err(io::Error::other("it is empty")) } else { Ok(Key::new(&text)) }
}

#[cfg(test)]
mod tests {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};

    use super::*;
    use crate::adapters::llm::Residence;

    fn of(model: &Model, variables: &[(&str, &str)]) -> Option<Settings> {
        model.settings(&variables.iter().copied().collect()).unwrap()
    }

    #[test]
    fn without_settings_there_is_no_model() {
        assert!(of(&Model::default(), &[("OPENAI_API_KEY", "sk-1"), ("PATH", "/bin")]).is_none());
    }

    #[test]
    fn the_variables_of_other_programs_are_understood() {
        let groq = of(&Model::default(), &[("GROQ_API_KEY", "gsk_1")]).unwrap();
        assert_eq!(
            (groq.url.as_str(), groq.model.as_str(), groq.key.is_set()),
            (GROQ, "llama-3.3-70b-versatile", true)
        );
        let google = of(&Model::default(), &[("GOOGLE_API_KEY", "AIza1")]).unwrap();
        assert_eq!(google.provider, Provider::Gemini);
        assert!(matches!(google.residence(), Residence::Cloud(_)));
    }

    #[test]
    fn a_key_goes_nowhere_but_to_its_provider() {
        let local = Model { name: Some("m".into()), url: Some("http://127.0.0.1:1/v1".into()), ..Model::default() };
        assert!(!of(&local, &[("OPENAI_API_KEY", "sk-1"), ("GROQ_API_KEY", "gsk_1")]).unwrap().key.is_set());
        let own = Model { provider: Some("anthropic".into()), name: Some("m".into()), ..Model::default() };
        assert!(of(&own, &[("ANTHROPIC_API_KEY", "sk-ant-1")]).unwrap().key.is_set());
    }

    #[test]
    fn a_key_file_is_read_and_its_absence_said() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "k-1\n").unwrap();
        let named = |path: &std::path::Path| Model {
            name: Some("m".into()),
            key_file: Some(path.display().to_string()),
            ..Model::default()
        };
        assert!(of(&named(file.path()), &[]).unwrap().key.is_set());
        let absent = named(std::path::Path::new("/nonexistent/key")).settings(&Variables::default()).unwrap_err();
        assert!(absent.to_string().starts_with("no model: key file /nonexistent/key: "), "{absent}");
        let mode = |mode| std::fs::set_permissions(file.path(), Permissions::from_mode(mode)).unwrap();
        for (bits, words) in [(0o604, "everybody can read it: chmod 600"), (0o620, "others can write it: chmod 600")] {
            mode(bits);
            let exposed = named(file.path()).settings(&Variables::default()).unwrap_err();
            assert!(exposed.to_string().ends_with(words), "{exposed}");
        }
        // As it is mounted for a group.
        mode(0o440);
        assert!(of(&named(file.path()), &[]).unwrap().key.is_set());
        let endless = named(std::path::Path::new("/dev/zero")).settings(&Variables::default()).unwrap_err();
        assert!(endless.to_string().contains("everybody can read it"), "{endless}");
    }
}
