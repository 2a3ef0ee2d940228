//! What is wrong with settings, in words.

use oxrdf::NamedNode;

use super::{Error, Settings};
use crate::language::{nearest, of_library, wording};

/// A key with its value.
type Entry<'a> = (&'static str, &'a str);

/// Words an error of the TOML parser, with its place and the nearest known key.
pub(super) fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Error {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |place| place + 1);
    let (message, nearest) = if let Some((unknown, known)) = unknown_key(error.message()) {
        let message = wording!(
            "unknown key `{unknown}`",
            "unbekannter Schlüssel `{unknown}`"
        );
        (
            message,
            nearest(unknown, known.iter().copied()).map(str::to_owned),
        )
    } else {
        (of_library(error.message()), None)
    };
    Error::Syntax {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message,
        nearest,
    }
}

/// Takes the unknown key and the known ones out of serde's message, which has no other form.
fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let (unknown, rest) = rest.split_once('`')?;
    Some((unknown, rest.split('`').skip(1).step_by(2).collect()))
}

/// Checks what the types do not say.
///
/// # Errors
/// [`Error::Value`] for the first value that does not fit.
pub(super) fn values(file: &str, settings: &Settings) -> Result<(), Error> {
    let refuse = |key, reason: String| {
        Err(Error::Value {
            file: file.to_owned(),
            key,
            reason,
        })
    };
    for (key, value) in texts(settings).into_iter().chain(iris(settings)) {
        if value.trim().is_empty() {
            return refuse(
                key,
                wording!(
                    "there is nothing between the quotation marks",
                    "zwischen den Anführungszeichen steht nichts"
                ),
            );
        }
    }
    for (key, value) in iris(settings) {
        if NamedNode::new(value).is_err() {
            return refuse(
                key,
                wording!(
                    "`{value}` is not an absolute IRI",
                    "`{value}` ist keine absolute IRI"
                ),
            );
        }
    }
    for (key, value) in codes(settings) {
        let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if value.is_empty() || !value.chars().all(fits) {
            let reason = wording!(
                "`{value}` is no code; codes are written like `GOVE`",
                "`{value}` ist kein Code; Codes schreibt man wie `GOVE`"
            );
            return refuse(key, reason);
        }
    }
    match misfit(settings) {
        Some((key, reason)) => refuse(key, reason),
        None => Ok(()),
    }
}

/// Finds a single key whose value does not fit; gives the key with what is wrong.
fn misfit(settings: &Settings) -> Option<(&'static str, String)> {
    if let Some(base) = settings.base.as_deref()
        && !(base.ends_with('/') && (base.starts_with("https://") || base.starts_with("http://")))
    {
        let reason = wording!(
            "`{base}` does not begin with `https://` and end with `/`",
            "`{base}` beginnt nicht mit `https://` oder endet nicht mit `/`"
        );
        return Some(("base", reason));
    }
    if settings
        .version()
        .contains(|c: char| c.is_whitespace() || c == '/')
    {
        let reason = wording!(
            "`{}` is no version; write it like `1.0.0`",
            "`{}` ist keine Version; schreiben Sie sie wie `1.0.0`",
            settings.version()
        );
        return Some(("release.version", reason));
    }
    if let (Some(start), Some(end)) = (&settings.temporal.start, &settings.temporal.end)
        && end < start
    {
        return Some((
            "temporal.end",
            wording!("{end} lies before {start}", "{end} liegt vor {start}"),
        ));
    }
    let contact = &settings.contact;
    if !contact.is_empty() && !contact.is_reachable() {
        let reason = wording!(
            "an `email`, a `url` or a `telephone` is missing",
            "es fehlt `email`, `url` oder `telephone`"
        );
        return Some(("contact", reason));
    }
    if let Some(email) = contact.email.as_deref()
        && (!email.contains('@') || NamedNode::new(format!("mailto:{email}")).is_err())
    {
        return Some((
            "contact.email",
            wording!(
                "`{email}` is no address for mail",
                "`{email}` ist keine E-Mail-Adresse"
            ),
        ));
    }
    None
}

fn texts(settings: &Settings) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    for (key, words) in [
        ("title", &settings.title),
        ("description", &settings.description),
        ("publisher.name", &settings.publisher.name),
        ("licence.attribution", &settings.licence.attribution),
    ] {
        entries.extend(words.iter().map(|(_, text)| (key, text)));
    }
    let keywords = settings.keywords.de.iter().chain(&settings.keywords.en);
    entries.extend(keywords.map(|word| ("keywords", word.as_str())));
    entries.extend(
        settings
            .examples
            .iter()
            .map(|name| ("examples", name.as_str())),
    );
    let version = settings.release.version.as_deref();
    entries.extend(version.map(|version| ("release.version", version)));
    let contact = &settings.contact;
    for (key, value) in [
        ("contact.name", &contact.name),
        ("contact.email", &contact.email),
        ("contact.telephone", &contact.telephone),
    ] {
        entries.extend(value.as_deref().map(|value| (key, value)));
    }
    entries
}

fn iris(settings: &Settings) -> Vec<Entry<'_>> {
    let places = settings.spatial.iter();
    let mut entries: Vec<_> = places.map(|place| ("spatial", place.as_str())).collect();
    for (key, value) in [
        ("base", &settings.base),
        ("release.previous", &settings.release.previous),
        ("publisher.iri", &settings.publisher.iri),
        ("publisher.homepage", &settings.publisher.homepage),
        ("contact.url", &settings.contact.url),
        ("licence.iri", &settings.licence.iri),
        ("germany.level", &settings.germany.level),
        ("germany.contributor", &settings.germany.contributor),
    ] {
        entries.extend(value.as_deref().map(|value| (key, value)));
    }
    entries
}

fn codes(settings: &Settings) -> Vec<Entry<'_>> {
    let themes = settings.themes.iter().map(|code| ("themes", code.as_str()));
    let languages = settings.languages.iter();
    let languages = languages.map(|code| ("languages", code.as_str()));
    let mut entries: Vec<_> = themes.chain(languages).collect();
    for (key, value) in [
        ("frequency", &settings.frequency),
        ("availability", &settings.availability),
    ] {
        entries.extend(value.as_deref().map(|value| (key, value)));
    }
    entries
}
