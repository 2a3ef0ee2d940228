//! What Tab offers on a line with a leading dot: names, formats, files, named queries, terms.

use std::fs;

use crate::language::wording;
use crate::named_queries::Type;
use crate::results::Format;

use super::completion::{
    Candidate, Completion, Namespaces, Ranked, Sources, Terms, add_excuse, best, declarations,
    in_full,
};
use super::dot::at_home;
use super::position::{Place, Position, position};
use super::settings::{SETTINGS, Setting};
use super::statements::is_analyze;
use super::syntax::Syntax;
use super::tokens::{Kind, tokens};

/// What the first argument of a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// A name for a term, and that term.
    Binding,
    /// A class with instances.
    Class,
    /// Nothing that can be completed.
    Free,
    /// A file.
    File,
    /// A format of results.
    Format,
    /// What `.let` has named.
    Name,
    /// One of a few words, or something else.
    OneOf(&'static [&'static str]),
    /// A prefix and its namespace.
    Prefix,
    /// A named query, then its parameters.
    Query,
    /// A named query.
    QueryName,
    /// A term or a label.
    Term,
    /// The name of a setting, then its value.
    Setting,
    /// A query, which `analyze` may stand before.
    Statement,
    /// A statement, as its subject, property and object.
    Triple,
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
    let last_word = line.rfind(char::is_whitespace).map_or(dot, |blank| {
        let width = line[blank..].chars().next().map_or(1, char::len_utf8);
        dot.max(blank + width)
    });
    let mut words = line[dot..last_word].split_whitespace();
    let name = words.next();
    let words: Vec<&str> = words.collect();
    let wanted = name.and_then(|name| argument(name, sources));
    if wanted == Some(Argument::File) {
        return file(line, dot, name.unwrap_or_default());
    }
    let behind_sign = |from: usize| Some(from + line[from..].find('=')? + 1);
    if wanted == Some(Argument::Statement)
        && let Some(start) = statement(line, words.first().is_some_and(|word| is_analyze(word)))
    {
        let text = &line[start..];
        let mut completion = super::completion::complete(&Syntax::new(text), text.len(), sources);
        completion.start += start;
        if words.is_empty() && !text.is_empty() && "analyze".starts_with(text) {
            completion.candidates.push(Candidate::plain("analyze "));
        }
        return completion;
    }
    let (start, (ranked, others), wants_terms) = match (name, wanted, words.first()) {
        (None, ..) => (last_word, (names(&line[dot..], sources), 0), false),
        (Some(_), Some(Argument::Query), Some(query))
            if let Some(start) = behind_sign(last_word) =>
        {
            let parameter = &line[last_word..start - 1];
            let found = values(query, parameter, &line[start..], sources);
            (start, found.0, found.1)
        }
        (Some(_), Some(Argument::Binding), _) if let Some(sign) = behind_sign(dot) => {
            let start = sign.max(last_word);
            let found = bindings(&line[start..], sources);
            let is_first = line[sign..start].trim().is_empty();
            (
                start,
                found,
                is_first && !line[start..].starts_with("last."),
            )
        }
        (Some(_), Some(wanted), _) => {
            let found = arguments(wanted, &words, &line[last_word..], sources);
            let wants_terms = matches!(wanted, Argument::Term | Argument::Triple)
                || wanted == Argument::Class && words.is_empty();
            (last_word, found, wants_terms)
        }
        (Some(_), None, _) => return Completion::default(),
    };
    let typed = &line[start..];
    let mut candidates = best(ranked, others, typed);
    if wants_terms && sources.terms.is_none() {
        add_excuse(&mut candidates, typed, sources.is_missing);
    }
    Completion { start, candidates }
}

/// Gives where the query starts that a command takes, behind `analyze` where that is given.
fn statement(line: &str, analyze: bool) -> Option<usize> {
    let begun = line.len() - line.trim_start().len();
    let name = begun + line[begun..].find(char::is_whitespace)?;
    let start = line.len() - line[name..].trim_start().len();
    let behind = || {
        line[start..]
            .find(char::is_whitespace)
            .map(|end| start + end)
    };
    let start = if analyze { behind()? } else { start };
    Some(line.len() - line[start..].trim_start().len())
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
fn arguments(argument: Argument, before: &[&str], typed: &str, sources: &Sources<'_>) -> Fitting {
    match argument {
        Argument::Term => return things(typed, &Position::at(Place::Object), sources),
        Argument::Triple => {
            return part_of_triple(before).map_or_else(
                || (Vec::new(), 0),
                |position| things(typed, &position, sources),
            );
        }
        Argument::Class if before.is_empty() => {
            return things(typed, &Position::at(Place::Class), sources);
        }
        _ => {}
    }
    let ranked = match (argument, before) {
        (Argument::Binding, []) => named(typed, " = ", sources),
        (Argument::Binding, [_]) => words(["= "], typed),
        (Argument::Name, []) => named(typed, "", sources),
        (Argument::Prefix, []) => {
            let namespaces = Namespaces::of(sources, None);
            declarations(typed.trim_end_matches(':'), &namespaces, sources)
        }
        (Argument::Prefix, ["-d"]) => {
            let declared = sources.prefixes.iter();
            let declared: Vec<String> = declared.map(|(prefix, _)| format!("{prefix}:")).collect();
            words(declared.iter().map(String::as_str), typed)
        }
        (Argument::Query | Argument::QueryName, []) => {
            let queries = sources.queries.iter();
            words(queries.map(|query| query.name.as_str()), typed)
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

/// Tells what follows `before`, the parts of a triple; nothing does where it is whole.
fn part_of_triple(before: &[&str]) -> Option<Position> {
    let subject = before.first().map(|subject| (*subject).to_owned());
    Some(match before {
        [] => Position::at(Place::Subject),
        [_] => Position {
            subject,
            ..Position::at(Place::Predicate)
        },
        [_, predicate] => Position {
            subject,
            predicate: Some((*predicate).to_owned()),
            ..Position::at(match *predicate {
                "a" | "rdf:type" => Place::Class,
                _ => Place::Object,
            })
        },
        _ => return None,
    })
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
    let queries = sources.queries.iter().filter(|query| query.name == name);
    let free = queries.flat_map(|query| &query.parameters);
    let free =
        free.filter(|parameter| parameter.name.starts_with(typed) && !is_given(&parameter.name));
    free.map(|parameter| {
        let note = parameter.text.as_deref().unwrap_or_default();
        let candidate = Candidate::noted(format!("{}=", parameter.name), note);
        Ranked::new(0, 0, candidate)
    })
    .collect()
}

/// Gives what a parameter of a named query can be, and whether terms of the dataset are among it.
fn values(query: &str, parameter: &str, typed: &str, sources: &Sources<'_>) -> (Fitting, bool) {
    let mut queries = sources.queries.iter();
    let Some(query) = queries.find(|known| known.name == query) else {
        return ((Vec::new(), 0), false);
    };
    let mut parameters = query.parameters.iter();
    let Some(parameter) = parameters.find(|known| known.name == parameter) else {
        return ((Vec::new(), 0), false);
    };
    let (mut ranked, others) = match &parameter.kind {
        Type::Term | Type::Iri => {
            let prefixes = query.known_prefixes(sources.prefixes);
            let sources = Sources {
                prefixes: &prefixes,
                ..*sources
            };
            things(typed, &place_of(&parameter.name, &query.text), &sources)
        }
        Type::Boolean => (words(["true", "false"], typed), 0),
        Type::Enum(values) => (words(values.iter().map(String::as_str), typed), 0),
        _ => (Vec::new(), 0),
    };
    if let Some(default) = &parameter.default
        && default.starts_with(typed)
    {
        let written = if default.contains(char::is_whitespace) && !default.starts_with('"') {
            format!("\"{default}\"")
        } else {
            default.clone()
        };
        ranked.retain(|ranked| ranked.replacement() != written);
        let candidate = Candidate::noted(written, &wording!("default", "Vorgabe"));
        ranked.push(Ranked::new(0, usize::MAX, candidate));
    }
    let is_term = matches!(parameter.kind, Type::Term | Type::Iri);
    ((ranked, others), is_term)
}

/// Tells where the variable called `name` stands in the text of a query.
fn place_of(name: &str, text: &str) -> Position {
    let tokens = tokens(text);
    let places = tokens.iter().enumerate().filter_map(|(index, token)| {
        let is_it = token.kind == Kind::Variable && &token.text(text)[1..] == name;
        is_it.then(|| position(text, &tokens[..index]))
    });
    let mut telling = places.filter(|position| {
        matches!(
            position.place,
            Place::Class | Place::Graph | Place::Object | Place::Predicate
        )
    });
    // Whatever a query does with it, it is a term.
    telling
        .next()
        .unwrap_or_else(|| Position::at(Place::Object))
}

/// Gives the names that `.let` has given, each with what it stands for.
fn named(typed: &str, end: &str, sources: &Sources<'_>) -> Vec<Ranked> {
    let sign = if typed.starts_with('$') { "$" } else { "" };
    let typed = typed.trim_start_matches('$');
    let fitting = sources.names.iter();
    let fitting = fitting.filter(|(name, _)| name.starts_with(typed));
    fitting
        .map(|(name, value)| {
            let candidate = Candidate {
                replacement: format!("{sign}{name}{end}"),
                display: format!("${name} — {value}"),
            };
            Ranked::new(0, 0, candidate)
        })
        .collect()
}

/// Gives what a name can be given to: a column of the last result, or a term.
fn bindings(typed: &str, sources: &Sources<'_>) -> Fitting {
    let (mut ranked, others) = if typed.starts_with("last.") {
        (Vec::new(), 0)
    } else {
        things(typed, &Position::at(Place::Object), sources)
    };
    for column in sources.columns {
        let name = format!("last.{column}");
        if name.starts_with(typed) {
            let note = wording!(
                "a column of the last result",
                "eine Spalte des letzten Ergebnisses"
            );
            ranked.push(Ranked::new(0, 0, Candidate::noted(name, &note)));
        }
    }
    (ranked, others)
}

/// Gives the terms for `position` that have what is typed as their name or label, and the prefixes that begin with it.
fn things(typed: &str, position: &Position, sources: &Sources<'_>) -> Fitting {
    let mut ranked = Vec::new();
    let namespaces = Namespaces::of(sources, None);
    let named = typed.split_once(':');
    if named.is_none() && !typed.is_empty() && !typed.starts_with('<') {
        let usable = namespaces.usable(sources.terms);
        let fitting = usable.filter(|prefix| prefix.starts_with(typed));
        ranked.extend(
            fitting.map(|prefix| Ranked::new(0, 0, Candidate::plain(format!("{prefix}:")))),
        );
    }
    let Some(index) = sources.terms else {
        return (ranked, 0);
    };
    let mut terms = Terms::new(index, &namespaces, sources.recent, position, &[]);
    match (typed.strip_prefix('<'), named) {
        (Some(begun), _) => {
            terms.by_iri(begun);
            let (found, others) = terms.best();
            return (in_full(found, &namespaces), others);
        }
        (None, Some((prefix, local))) => {
            if let Some(namespace) = namespaces.namespace(prefix) {
                terms.by_local_name((prefix, namespace), local);
            }
        }
        (None, None) => terms.by_word(typed),
    }
    let (found, others) = terms.best();
    ranked.extend(found);
    (ranked, others)
}

/// Completes the file that the cursor stands in, behind the command `name`, which follows its `dot`.
fn file(line: &str, dot: usize, name: &str) -> Completion {
    let behind = line[dot..]
        .find(name)
        .map_or(dot, |at| dot + at + name.len());
    let start = file_start(line, behind);
    let ranked = files(&line[start..], name == "cd");
    let candidates = best(ranked, 0, &line[start..]);
    Completion { start, candidates }
}

/// Gives where the file is written that the cursor stands in, an opened quote before it included.
fn file_start(line: &str, from: usize) -> usize {
    let mut start = from;
    let mut quote = None;
    for (place, c) in line[from..].char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() => start = from + place + c.len_utf8(),
            _ => {}
        }
    }
    start
}

/// Gives the files and folders whose path starts with `typed`, which can begin with a quote; hidden ones only where a
/// dot is typed.
fn files(typed: &str, folders_only: bool) -> Vec<Ranked> {
    let quote = typed.chars().next().filter(|c| matches!(c, '"' | '\''));
    let typed = quote.map_or(typed, |quote| typed.trim_start_matches(quote));
    let (folder, name) = typed
        .rsplit_once('/')
        .map_or(("", typed), |(folder, name)| (folder, name));
    let shown = if typed.contains('/') {
        format!("{folder}/")
    } else {
        String::new()
    };
    let read = if shown.is_empty() {
        ".".to_owned()
    } else if quote.is_some() {
        // In quotes a `~` is a letter like any other.
        shown.clone()
    } else {
        at_home(shown.clone())
    };
    // A folder that cannot be read has nothing to offer.
    let Ok(entries) = fs::read_dir(read) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path().is_dir())))
        .filter(|(file, is_folder)| {
            file.starts_with(name)
                && (name.starts_with('.') || !file.starts_with('.'))
                && (*is_folder || !folders_only)
        })
        .map(|(file, is_folder)| {
            let path = written_path(&format!("{shown}{file}"), quote, is_folder);
            Ranked::new(0, 0, Candidate::plain(path))
        })
        .collect()
}

/// Writes a path as one word: in quotes where one was opened or it has blanks.
///
/// That of a folder stays open, for what is in it to follow.
fn written_path(path: &str, quote: Option<char>, is_folder: bool) -> String {
    let needed = path
        .contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
        .then_some(if path.contains('"') { '\'' } else { '"' });
    let slash = if is_folder { "/" } else { "" };
    let Some(sign) = quote.or(needed) else {
        return format!("{path}{slash}");
    };
    let path = if quote.is_none() {
        at_home(path.to_owned())
    } else {
        path.to_owned()
    };
    let end = if is_folder {
        String::new()
    } else {
        sign.to_string()
    };
    format!("{sign}{path}{slash}{end}")
}

#[cfg(test)]
mod tests;
