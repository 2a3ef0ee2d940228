//! What Tab offers on a line with a leading dot: names, formats, files, named queries, terms.

use std::fs;
use std::path::Path;

use crate::results::Format;

use super::completion::{Candidate, Completion, Ranked, Sources, Terms, best};
use super::position::{Place, Position};
use super::settings::{SETTINGS, Setting};

/// What the first argument of a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// A class with instances.
    Class,
    /// Nothing that can be completed.
    Free,
    /// A file.
    File,
    /// A format of results.
    Format,
    /// One of a few words, or something else.
    OneOf(&'static [&'static str]),
    /// A named query, then its parameters.
    Query,
    /// A term or a label.
    Term,
    /// The name of a setting, then its value.
    Setting,
    /// `on` or `off`.
    Switch,
    /// The name of a command.
    Topic,
}

/// A command of the shell.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Its name without the dot.
    pub(super) name: String,
    /// How its arguments are written.
    pub(super) usage: String,
    /// What it does, in a few words.
    pub(super) summary: String,
    /// More about it, for those who ask.
    pub(super) details: String,
    /// What its first argument is.
    pub(super) argument: Argument,
}

/// What fits, and how much more there is.
type Fitting = (Vec<Ranked>, usize);

/// Completes `line`, a command up to the cursor.
pub(super) fn complete(line: &str, sources: &Sources<'_>) -> Completion {
    let dot = line.find('.').map_or(0, |dot| dot + 1);
    let mut start = line.rfind(char::is_whitespace).map_or(dot, |blank| {
        let width = line[blank..].chars().next().map_or(1, char::len_utf8);
        dot.max(blank + width)
    });
    let mut words = line[dot..start].split_whitespace();
    let name = words.next();
    let words: Vec<&str> = words.collect();
    if words
        .first()
        .is_some_and(|_| name.and_then(|name| argument(name, sources)) == Some(Argument::Query))
        && let Some(sign) = line[start..].find('=')
    {
        // What stands behind the sign is the value of a parameter.
        start += sign + 1;
        let (ranked, others) = things(&line[start..], Place::Object, sources);
        return Completion {
            start,
            candidates: best(ranked, others, &line[start..]),
        };
    }
    let typed = &line[start..];
    let (ranked, others) = match name {
        None => (names(typed, sources), 0),
        Some(name) => arguments(name, &words, typed, sources),
    };
    Completion {
        start,
        candidates: best(ranked, others, typed),
    }
}

fn names(typed: &str, sources: &Sources<'_>) -> Vec<Ranked> {
    let known = sources.commands.iter();
    known
        .filter(|known| known.name.starts_with(typed))
        .map(|known| {
            let note = format!("{} ", known.name);
            Ranked::new(
                0,
                0,
                Candidate {
                    display: format!(".{} — {}", known.name, known.summary),
                    replacement: note,
                },
            )
        })
        .collect()
}

/// Tells what the first argument of the command is that `name` is, or begins.
fn argument(name: &str, sources: &Sources<'_>) -> Option<Argument> {
    let name = name.trim_end_matches('!');
    let known = |whole: bool| {
        let mut commands = sources.commands.iter();
        commands.find(move |known| {
            if whole {
                known.name == name
            } else {
                known.name.starts_with(name)
            }
        })
    };
    known(true)
        .or_else(|| known(false))
        .map(|known| known.argument)
}

/// Gives what can follow `before`, the words behind the command's name.
fn arguments(name: &str, before: &[&str], typed: &str, sources: &Sources<'_>) -> Fitting {
    let Some(argument) = argument(name, sources) else {
        return (Vec::new(), 0);
    };
    match argument {
        Argument::Term => return things(typed, Place::Object, sources),
        Argument::Class if before.is_empty() => return things(typed, Place::Class, sources),
        _ => {}
    }
    let ranked = match (argument, before) {
        (Argument::File, _) => files(typed),
        (Argument::Query, []) => {
            let queries = sources.queries.iter();
            words(queries.map(|(name, _)| name.as_str()), typed)
        }
        (Argument::Query, [name, given @ ..]) => parameters(name, given, typed, sources),
        (Argument::Setting, []) => {
            let names = SETTINGS.iter().map(|setting| setting.name);
            words(names.chain(["--save"]), typed)
        }
        (Argument::Setting, [name]) => {
            let setting = Setting::named(name);
            setting.map_or_else(Vec::new, |setting| few(setting.argument, typed, sources))
        }
        (argument, []) => few(argument, typed, sources),
        _ => Vec::new(),
    };
    (ranked, 0)
}

/// Gives the values of an argument that has only a few.
fn few(argument: Argument, typed: &str, sources: &Sources<'_>) -> Vec<Ranked> {
    match argument {
        Argument::Format => words(Format::all().map(Format::name).chain(["auto"]), typed),
        Argument::OneOf(few) => words(few.iter().copied(), typed),
        Argument::Switch => words(["on", "off"], typed),
        Argument::Topic => {
            let commands = sources.commands.iter();
            words(commands.map(|known| known.name.as_str()), typed)
        }
        _ => Vec::new(),
    }
}

fn words<'w>(all: impl IntoIterator<Item = &'w str>, typed: &str) -> Vec<Ranked> {
    all.into_iter()
        .filter(|word| word.starts_with(typed))
        .map(|word| Ranked::new(0, 0, Candidate::plain(word)))
        .collect()
}

/// Gives the parameters of the query called `name` that are not `given` yet.
fn parameters(name: &str, given: &[&str], typed: &str, sources: &Sources<'_>) -> Vec<Ranked> {
    let is_given = |parameter: &str| {
        let rest = |given: &str| {
            given
                .strip_prefix(parameter)
                .map(|rest| rest.starts_with('='))
        };
        given.iter().any(|given| rest(given) == Some(true))
    };
    let queries = sources.queries.iter().filter(|(known, _)| known == name);
    let free = queries
        .flat_map(|(_, parameters)| parameters)
        .filter(|parameter| parameter.starts_with(typed) && !is_given(parameter));
    free.map(|parameter| Ranked::new(0, 0, Candidate::plain(format!("{parameter}="))))
        .collect()
}

/// Gives the terms for `place` that have what is typed as their name or label, and the prefixes that begin with it.
fn things(typed: &str, place: Place, sources: &Sources<'_>) -> Fitting {
    let mut ranked = Vec::new();
    let named = typed.split_once(':');
    if named.is_none() && !typed.is_empty() && !typed.starts_with('<') {
        let prefixes = sources.prefixes.iter().map(|(prefix, _)| prefix);
        let fitting = prefixes.filter(|prefix| prefix.starts_with(typed));
        ranked.extend(
            fitting.map(|prefix| Ranked::new(0, 0, Candidate::plain(format!("{prefix}:")))),
        );
    }
    let Some(index) = sources.terms else {
        return (ranked, 0);
    };
    let mut terms = Terms::new(index, sources.prefixes, &Position::at(place), &[]);
    match named {
        Some((prefix, local)) => {
            if let Some(namespace) = sources.prefixes.namespace(prefix) {
                terms.by_local_name((prefix, namespace), local);
            }
        }
        None => terms.by_word(typed),
    }
    let (found, others) = terms.best();
    ranked.extend(found);
    (ranked, others)
}

/// Gives the files and folders whose path starts with `typed`; hidden ones only where a dot is typed.
fn files(typed: &str) -> Vec<Ranked> {
    let (folder, name) = typed
        .rsplit_once('/')
        .map_or(("", typed), |(folder, name)| (folder, name));
    let shown = if typed.contains('/') {
        format!("{folder}/")
    } else {
        String::new()
    };
    let read = if shown.is_empty() {
        Path::new(".")
    } else {
        Path::new(&shown)
    };
    // A folder that cannot be read has nothing to offer.
    let Ok(entries) = fs::read_dir(read) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path().is_dir())))
        .filter(|(file, _)| {
            file.starts_with(name) && (name.starts_with('.') || !file.starts_with('.'))
        })
        .map(|(file, is_folder)| {
            let end = if is_folder { "/" } else { "" };
            Ranked::new(0, 0, Candidate::plain(format!("{shown}{file}{end}")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Argument, Known, complete};
    use crate::prefixes::Prefixes;
    use crate::repl::completion::Sources;

    fn known(name: &str, argument: Argument) -> Known {
        Known {
            name: name.to_owned(),
            usage: String::new(),
            summary: format!("does {name}"),
            details: String::new(),
            argument,
        }
    }

    fn offered(line: &str) -> Vec<String> {
        let commands = [
            known("help", Argument::Topic),
            known("mode", Argument::Format),
            known("read", Argument::File),
            known("run", Argument::Query),
            known("set", Argument::Setting),
            known("timer", Argument::Switch),
        ];
        let queries = [("rivers".to_owned(), vec!["city".to_owned()])];
        let sources = Sources {
            prefixes: &Prefixes::default(),
            terms: None,
            commands: &commands,
            queries: &queries,
        };
        let found = complete(line, &sources).candidates;
        found.into_iter().map(|found| found.replacement).collect()
    }

    #[test]
    fn names_start_with_what_is_typed() {
        assert_eq!(offered(".r"), ["read ", "run "]);
        assert_eq!(
            offered("."),
            ["help ", "mode ", "read ", "run ", "set ", "timer "]
        );
    }

    #[test]
    fn arguments_depend_on_the_command() {
        assert_eq!(offered(".timer o"), ["off", "on"]);
        assert_eq!(offered(".mode cs"), ["csv"]);
        assert_eq!(offered(".help ti"), ["timer"]);
    }

    #[test]
    fn named_queries_come_with_their_parameters() {
        assert_eq!(offered(".run ri"), ["rivers"]);
        assert_eq!(offered(".run rivers c"), ["city="]);
    }

    #[test]
    fn parameter_that_is_given_is_not_offered_again() {
        assert!(offered(".run rivers city=x ").is_empty());
    }

    #[test]
    fn settings_come_with_their_values() {
        assert_eq!(offered(".set tim"), ["timeout", "timer"]);
        assert_eq!(offered(".set timer o"), ["off", "on"]);
        assert!(offered(".set timer on o").is_empty());
    }

    #[test]
    fn files_are_offered_for_file_arguments_only() {
        assert!(offered(".read Cargo.t").contains(&"Cargo.toml".to_owned()));
        assert!(offered(".run Cargo.t").is_empty());
    }
}
