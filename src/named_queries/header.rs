//! Reads the `#+` lines at the start of a query file.

use super::parameter::Parameter;
use crate::language::{Wording, wording};

/// A header as written; each parameter has its line.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) summaries: Vec<(String, String)>,
    pub(super) description: Option<String>,
    pub(super) group: Option<String>,
    pub(super) inferred: bool,
    pub(super) parameters: Vec<(usize, Parameter)>,
}

/// A line that cannot be read.
#[derive(Debug)]
pub(super) struct Malformed {
    pub(super) line: usize,
    pub(super) message: String,
}

const KEYS: Wording = Wording::new(
    "`summary`, `summary@de`, `description`, `group`, `entailment` and `param`",
    "`summary`, `summary@de`, `description`, `group`, `entailment` und `param`",
);
/// The one value of `entailment`: what the rules of `inference` give.
const ENTAILMENT: &str = "rdfs-plus";

/// Reads the header of `text`. It ends at the first line that is neither empty nor a comment.
pub(super) fn parse(text: &str) -> Result<Header, Malformed> {
    let mut header = Header::default();
    for (line, content) in text
        .lines()
        .enumerate()
        .map(|(index, content)| (index + 1, content.trim()))
    {
        let malformed = |message: String| Malformed { line, message };
        let Some(entry) = content.strip_prefix("#+") else {
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            break;
        };
        let (key, value) = entry
            .split_once(':')
            .map(|(key, value)| (key.trim(), value.trim()))
            .ok_or_else(|| {
                malformed(wording!(
                    "a header line is written `#+ key: value`",
                    "eine Kopfzeile schreibt man `#+ Schlüssel: Wert`"
                ))
            })?;
        if value.is_empty() {
            return Err(malformed(wording!(
                "`{key}` has no value",
                "`{key}` hat keinen Wert"
            )));
        }
        header.add(line, key, value).map_err(malformed)?;
    }
    header.summaries.sort_by_key(|(tag, _)| tag != "en");
    Ok(header)
}

impl Header {
    fn add(&mut self, line: usize, key: &str, value: &str) -> Result<(), String> {
        match key.split_once('@').unwrap_or((key, "en")) {
            // Other catalogues of queries say `title`.
            ("summary" | "title", tag) => {
                if self.summaries.iter().any(|(known, _)| known == tag) {
                    return Err(wording!("`{key}` stands twice", "`{key}` steht zweimal"));
                }
                self.summaries.push((tag.to_owned(), value.to_owned()));
            }
            ("description", "en") => match &mut self.description {
                Some(description) => *description = format!("{description} {value}"),
                None => self.description = Some(value.to_owned()),
            },
            ("group", "en") if self.group.is_some() => {
                return Err(wording!("`group` stands twice", "`group` steht zweimal"));
            }
            ("group", "en") => self.group = Some(value.to_owned()),
            ("entailment", "en") if value == ENTAILMENT => self.inferred = true,
            ("entailment", "en") => {
                return Err(wording!(
                    "there is no entailment `{value}`, only `{ENTAILMENT}`",
                    "ein Folgerungsregime `{value}` gibt es nicht, nur `{ENTAILMENT}`"
                ));
            }
            ("param", "en") => {
                let parameter = Parameter::parse(value)?;
                if self
                    .parameters
                    .iter()
                    .any(|(_, known)| known.name == parameter.name)
                {
                    return Err(wording!(
                        "parameter `{}` stands twice",
                        "der Parameter `{}` steht zweimal",
                        parameter.name
                    ));
                }
                self.parameters.push((line, parameter));
            }
            _ => {
                return Err(wording!(
                    "unknown key `{key}`; known are {KEYS}",
                    "unbekannter Schlüssel `{key}`; bekannt sind {KEYS}"
                ));
            }
        }
        Ok(())
    }
}
