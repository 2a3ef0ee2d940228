//! What Tab offers on a line with a leading dot: names, formats, files, named queries, terms.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::results::Format;

use super::completion::{Candidate, Completion, Ranked, Sources, best};
use super::settings::{SETTINGS, Setting};
use super::term_index::TermIndex;

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

/// Completes `line`, a command up to the cursor.
pub(super) fn complete(line: &str, sources: &Sources<'_>) -> Completion {
    let dot = line.find('.').map_or(0, |dot| dot + 1);
    let start = line.rfind(char::is_whitespace).map_or(dot, |blank| {
        let width = line[blank..].chars().next().map_or(1, char::len_utf8);
        dot.max(blank + width)
    });
    let typed = &line[start..];
    let mut words = line[dot..start].split_whitespace();
    let ranked = match words.next() {
        None => names(typed, sources),
        Some(name) => arguments(name, words.next(), typed, sources),
    };
    Completion {
        start,
        candidates: best(ranked, typed),
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

fn arguments(name: &str, first: Option<&str>, typed: &str, sources: &Sources<'_>) -> Vec<Ranked> {
    let name = name.trim_end_matches('!');
    let mut matching = sources
        .commands
        .iter()
        .filter(|known| known.name.starts_with(name));
    let exact = sources.commands.iter().find(|known| known.name == name);
    let Some(known) = exact.or_else(|| matching.next()) else {
        return Vec::new();
    };
    match known.argument {
        Argument::Free => Vec::new(),
        Argument::File => files(typed),
        Argument::Format => {
            let names: Vec<&str> = Format::all().map(Format::name).chain(["auto"]).collect();
            words(&names, typed)
        }
        Argument::OneOf(few) => words(few, typed),
        Argument::Switch => words(&["on", "off"], typed),
        Argument::Topic => {
            let names: Vec<&str> = sources
                .commands
                .iter()
                .map(|known| known.name.as_str())
                .collect();
            words(&names, typed)
        }
        Argument::Setting => match first {
            None => {
                let names = SETTINGS.iter().map(|setting| setting.name);
                words(&names.chain(["--save"]).collect::<Vec<_>>(), typed)
            }
            Some(name) => Setting::named(name).map_or_else(Vec::new, |setting| {
                arguments(setting.name, None, typed, sources)
            }),
        },
        Argument::Query => queries(first, typed, sources),
        Argument::Class if first.is_some() => Vec::new(),
        Argument::Class => sources
            .terms
            .map_or_else(Vec::new, |terms| classes(typed, terms, sources)),
        Argument::Term => sources
            .terms
            .map_or_else(Vec::new, |terms| things(typed, terms, sources)),
    }
}

fn words(all: &[&str], typed: &str) -> Vec<Ranked> {
    all.iter()
        .filter(|word| word.starts_with(typed))
        .map(|word| Ranked::new(0, 0, Candidate::plain(*word)))
        .collect()
}

fn queries(first: Option<&str>, typed: &str, sources: &Sources<'_>) -> Vec<Ranked> {
    match first {
        None => sources
            .queries
            .iter()
            .filter(|(name, _)| name.starts_with(typed))
            .map(|(name, _)| Ranked::new(0, 0, Candidate::plain(name.as_str())))
            .collect(),
        Some(name) => sources
            .queries
            .iter()
            .filter(|(known, _)| known == name)
            .flat_map(|(_, parameters)| parameters)
            .filter(|parameter| parameter.starts_with(typed))
            .map(|parameter| Ranked::new(0, 0, Candidate::plain(format!("{parameter}="))))
            .collect(),
    }
}

fn things(typed: &str, terms: &TermIndex, sources: &Sources<'_>) -> Vec<Ranked> {
    let mut ranked = Vec::new();
    if let Some((prefix, local)) = typed.split_once(':') {
        let namespace = sources.prefixes.namespace(prefix).unwrap_or("\u{0}");
        let wanted = format!("{namespace}{local}");
        let all = [&terms.subjects, &terms.classes, &terms.properties];
        let range = |map: &'_ std::collections::BTreeMap<String, usize>| {
            map.range(wanted.clone()..)
                .take_while(|(iri, _)| iri.starts_with(&wanted))
                .map(|(iri, count)| (iri.clone(), *count))
                .collect::<Vec<_>>()
        };
        for (iri, count) in all.into_iter().flat_map(range) {
            if let Some(name) = sources.prefixes.compact(&iri) {
                let note = terms.name(&iri).unwrap_or_default();
                ranked.push(Ranked::new(0, count, Candidate::noted(name, note)));
            }
        }
        return ranked;
    }
    for (prefix, _) in sources.prefixes.iter() {
        if prefix.starts_with(typed) {
            ranked.push(Ranked::new(0, 0, Candidate::plain(format!("{prefix}:"))));
        }
    }
    if typed.chars().count() > 2 {
        for (rank, label) in terms.labelled(typed) {
            let name = sources.prefixes.compact(&label.iri);
            let name = name.unwrap_or_else(|| format!("<{}>", label.iri));
            ranked.push(Ranked::new(
                rank + 1,
                0,
                Candidate::noted(name, &label.text),
            ));
        }
    }
    ranked
}

/// Gives the classes whose name starts with `typed`, in whole or behind the colon, or a word of whose label does.
fn classes(typed: &str, terms: &TermIndex, sources: &Sources<'_>) -> Vec<Ranked> {
    let labelled: HashSet<&str> = match typed {
        "" => HashSet::new(),
        _ => terms
            .labelled(typed)
            .into_iter()
            .map(|(_, label)| label.iri.as_str())
            .collect(),
    };
    let lowered = typed.to_lowercase();
    let mut ranked = Vec::new();
    for (iri, count) in &terms.classes {
        let Some(name) = sources.prefixes.compact(iri) else {
            continue;
        };
        let local = name.split_once(':').map_or("", |(_, local)| local);
        let rank = if name.starts_with(typed) {
            0
        } else if local.to_lowercase().starts_with(&lowered) {
            1
        } else if labelled.contains(iri.as_str()) {
            2
        } else {
            continue;
        };
        let label = terms.name(iri).unwrap_or_default();
        let note = format!("{label} · {count}");
        ranked.push(Ranked::new(rank, *count, Candidate::noted(name, &note)));
    }
    ranked
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
        assert_eq!(offered("."), ["help ", "mode ", "read ", "run ", "timer "]);
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
    fn files_are_offered_for_file_arguments_only() {
        assert!(offered(".read Cargo.t").contains(&"Cargo.toml".to_owned()));
        assert!(offered(".run Cargo.t").is_empty());
    }
}
