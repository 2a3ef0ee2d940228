//! Says in plain words what a step of a plan does. The engine's own names stay those of [`Step::name`].
//!
//! [`Step::name`]: super::Step::name

use super::names::{KEY, UNNAMED};
use crate::language::grouped;
use crate::language::wording;

/// Says what the step does that the engine calls `name`; a name that is not known stays as it is.
pub(super) fn in_words(name: &str) -> String {
    let (kind, arguments) = name.split_once('(').map_or((name, ""), |(kind, rest)| {
        (kind, rest.strip_suffix(')').unwrap_or(rest))
    });
    match kind {
        "QuadPattern" => find(arguments),
        "Path" => wording!("follow the path {arguments}", "dem Pfad {arguments} folgen"),
        "Filter" => wording!(
            "keep rows where {}",
            "Zeilen behalten, in denen gilt: {}",
            unbracketed(arguments)
        ),
        "Extend" => computed(arguments),
        "Project" => columns(arguments),
        "Distinct" => wording!("drop repeated rows", "wiederholte Zeilen weglassen"),
        "Reduced" => wording!(
            "drop rows that repeat the one before",
            "Zeilen weglassen, die die vorige wiederholen"
        ),
        "Aggregate" if arguments.is_empty() => {
            wording!("one row for each group", "je Gruppe eine Zeile")
        }
        "Aggregate" => group(arguments),
        "Join" | "LeftJoin" | "AntiJoin" | "ForLoopLeftJoin" | "Lateral" => joined(kind, arguments),
        super::SORT => wording!(
            "sort by {arguments}, in German order",
            "sortieren nach {arguments}, in deutscher Ordnung"
        ),
        "Sort" => wording!("sort by {arguments}", "sortieren nach {arguments}"),
        "Slice" => slice(arguments),
        "StaticBindings" => given(arguments),
        "Union" => wording!("one after the other", "eines nach dem anderen"),
        "Graph" => wording!(
            "for each named graph {arguments}",
            "für jeden benannten Graphen {arguments}"
        ),
        _ => name.to_owned(),
    }
}

/// Words a pattern that is looked up.
fn find(arguments: &str) -> String {
    match terms(arguments).as_slice() {
        [subject, predicate, object] => wording!(
            "find {subject} {predicate} {object}",
            "{subject} {predicate} {object} suchen"
        ),
        [subject, predicate, object, graph] => {
            wording!(
                "find {subject} {predicate} {object} in graph {graph}",
                "{subject} {predicate} {object} im Graphen {graph} suchen"
            )
        }
        _ => wording!("find {arguments}", "{arguments} suchen"),
    }
}

/// Words the columns that are kept; what DESCRIBE is given by name is none.
fn columns(arguments: &str) -> String {
    let kept = at_top(arguments, ", ");
    let (columns, things): (Vec<&str>, Vec<&str>) = kept
        .into_iter()
        .partition(|column| column.starts_with(['?', '_', '…']));
    match (columns.is_empty(), things.is_empty()) {
        (true, true) => wording!("keep no column", "keine Spalte behalten"),
        (true, false) => wording!("describe {}", "{} beschreiben", things.join(", ")),
        _ => wording!(
            "keep the columns {arguments}",
            "die Spalten {arguments} behalten"
        ),
    }
}

/// Words a value that is computed, or only gets another name.
fn computed(arguments: &str) -> String {
    match arguments.rsplit_once(" -> ") {
        Some((expression, KEY)) => wording!(
            "add {} as a column to sort by",
            "{} als Spalte zum Sortieren dazunehmen",
            unbracketed(expression)
        ),
        Some((thing, UNNAMED)) if thing.starts_with('<') => {
            wording!("begin with {thing}", "mit {thing} beginnen")
        }
        Some((expression, UNNAMED)) => {
            wording!("compute {}", "berechnen: {}", unbracketed(expression))
        }
        Some((expression, variable)) if is_variable(expression) => {
            wording!(
                "rename {expression} to {variable}",
                "{expression} in {variable} umbenennen"
            )
        }
        Some((expression, variable)) => {
            wording!(
                "compute {variable} = {}",
                "berechnen: {variable} = {}",
                unbracketed(expression)
            )
        }
        None => wording!("compute {arguments}", "berechnen: {arguments}"),
    }
}

fn is_variable(expression: &str) -> bool {
    let name = expression.strip_prefix('?');
    name.is_some_and(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

/// Gives what is grouped by, and what is made of each group.
pub(super) fn keys_and_aggregates(arguments: &str) -> (Vec<&str>, Vec<&str>) {
    let pieces = at_top(arguments, ", ");
    let (aggregates, keys): (Vec<&str>, Vec<&str>) =
        pieces.into_iter().partition(|piece| piece.contains(" -> "));
    let made = |piece: &'_ str| piece.rsplit_once(" -> ").map_or(0, |(made, _)| made.len());
    let aggregates = aggregates
        .into_iter()
        .map(|piece| &piece[..made(piece)])
        .collect();
    (keys, aggregates)
}

/// Words the making of groups.
fn group(arguments: &str) -> String {
    let (keys, aggregates) = keys_and_aggregates(arguments);
    let [keys, aggregates] = [keys.join(", "), aggregates.join(", ")];
    match (keys.is_empty(), aggregates.is_empty()) {
        (true, _) => wording!(
            "make one group of all rows: {aggregates}",
            "alle Zeilen zu einer Gruppe: {aggregates}"
        ),
        (_, true) => wording!("group by {keys}", "gruppieren nach {keys}"),
        _ => wording!(
            "group by {keys}: {aggregates}",
            "gruppieren nach {keys}: {aggregates}"
        ),
    }
}

/// Words a step that brings the rows of two parts together.
fn joined(kind: &str, arguments: &str) -> String {
    match kind {
        "Join" => match keys(arguments) {
            "" => wording!(
                "join every row with every row",
                "jede Zeile mit jeder Zeile verbinden"
            ),
            keys => wording!("join both by {keys}", "beide über {keys} verbinden"),
        },
        "LeftJoin" => match keys(arguments) {
            "" => wording!(
                "join every row with every row of what is optional",
                "jede Zeile mit jeder des optionalen Teils verbinden"
            ),
            keys => wording!(
                "join with what is optional, by {keys}{}",
                "mit dem optionalen Teil verbinden, über {keys}{}",
                condition(arguments)
            ),
        },
        "AntiJoin" => match keys(arguments) {
            "" => wording!(
                "take away nothing: MINUS shares no variable",
                "nichts wegnehmen: MINUS hat keine gemeinsame Variable"
            ),
            keys => wording!(
                "take away what the second part has, by {keys}",
                "wegnehmen, was der zweite Teil hat, über {keys}"
            ),
        },
        "ForLoopLeftJoin" => wording!(
            "for each row, what is optional{}",
            "zu jeder Zeile, was optional ist{}",
            condition(arguments)
        ),
        _ => wording!(
            "for each row of the first, the second",
            "zu jeder Zeile des ersten Teils der zweite"
        ),
    }
}

/// Gives the variables that a join compares.
fn keys(arguments: &str) -> &str {
    let rest = arguments.split_once("keys = ").map_or("", |(_, rest)| rest);
    rest.split_once(", expression = ")
        .map_or(rest, |(keys, _)| keys)
        .trim()
}

/// Words the condition of an optional part, unless it is always true.
fn condition(arguments: &str) -> String {
    match arguments.split_once("expression = ") {
        Some((_, always)) if always.starts_with("\"true\"") => String::new(),
        Some((_, expression)) => wording!(", where {}", ", wobei {}", unbracketed(expression)),
        None => String::new(),
    }
}

/// Reads how many rows are skipped and how many are kept at most.
pub(super) fn start_and_length(arguments: &str) -> (usize, Option<usize>) {
    let number = |name: &str| -> Option<usize> {
        let (_, rest) = arguments.split_once(name)?;
        rest.split(',').next()?.trim().parse().ok()
    };
    (number("start = ").unwrap_or_default(), number("length = "))
}

fn slice(arguments: &str) -> String {
    let (start, length) = start_and_length(arguments);
    let skip = match start {
        1 => wording!("skip 1 row", "die erste Zeile überspringen"),
        start => wording!(
            "skip {} rows",
            "die Zeilen bis {} überspringen",
            grouped(start)
        ),
    };
    match length {
        Some(1) if start == 0 => wording!("stop after 1 row", "aufhören nach Zeile 1"),
        Some(length) if start == 0 => wording!(
            "stop after {} rows",
            "aufhören nach Zeile {}",
            grouped(length)
        ),
        Some(length) => wording!(
            "{skip}, stop after {} more",
            "{skip}, danach höchstens {}",
            grouped(length)
        ),
        None => skip,
    }
}

/// Words the rows of VALUES; many of them are only counted.
fn given(arguments: &str) -> String {
    const MOST: usize = 60;
    let Some((variables, rows)) = arguments.split_once("), (") else {
        return wording!("given rows {arguments}", "gegebene Zeilen {arguments}");
    };
    let variables = variables.trim_start_matches('(');
    let rows = rows.strip_suffix(')').unwrap_or(rows);
    match (variables, rows) {
        ("", "()") => wording!(
            "start with one empty row",
            "mit einer leeren Zeile beginnen"
        ),
        (_, "") => wording!("no row at all", "gar keine Zeile"),
        _ if rows.chars().count() <= MOST => wording!(
            "given values of {variables}: {rows}",
            "gegebene Werte von {variables}: {rows}"
        ),
        _ => wording!(
            "given values of {variables}",
            "gegebene Werte von {variables}"
        ),
    }
}

/// Takes the one pair of brackets off that encloses all of `text`.
pub(super) fn unbracketed(text: &str) -> &str {
    let Some(inner) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    else {
        return text;
    };
    let mut depth = 0_i32;
    let mut quoted = false;
    let mut escaped = false;
    for c in inner.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return text;
        }
    }
    inner
}

/// Splits a text where `separator` stands outside of brackets and strings.
pub(super) fn at_top<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ if !quoted && depth == 0 && at >= start && text[at..].starts_with(separator) => {
                found.push(&text[start..at]);
                start = at + separator.len();
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    found.retain(|piece| !piece.is_empty());
    found
}

/// Splits terms at the spaces between them: those inside strings and triple terms do not count.
fn terms(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted && text[..at].ends_with("<<") => depth += 1,
            '>' if !quoted && text[..at].ends_with(")>") => depth = depth.saturating_sub(1),
            ' ' if !quoted && depth == 0 => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    found.retain(|term| !term.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn steps_are_told_in_words() {
        for (name, words) in [
            (
                "QuadPattern(?s <x:p> \"a b\"@de)",
                "find ?s <x:p> \"a b\"@de",
            ),
            (
                "QuadPattern(?s ?p ?o <x:g>)",
                "find ?s ?p ?o in graph <x:g>",
            ),
            (
                "QuadPattern(?s ?p <<( ?a ?b \"c )>>\" )>>)",
                "find ?s ?p <<( ?a ?b \"c )>>\" )>>",
            ),
            ("Filter((?k > 1))", "keep rows where ?k > 1"),
            ("Filter((?a) || (?b))", "keep rows where (?a) || (?b)"),
            (
                "Join(HashBuildLeftProbeRight, keys = ?s, ?t)",
                "join both by ?s, ?t",
            ),
            (
                "Join(HashBuildLeftProbeRight, keys = )",
                "join every row with every row",
            ),
            (
                "LeftJoin(HashBuildRightProbeLeft, keys = ?s, expression = (?a > 1))",
                "join with what is optional, by ?s, where ?a > 1",
            ),
            (
                "ForLoopLeftJoin(expression = \"true\"^^<x:boolean>)",
                "for each row, what is optional",
            ),
            (
                "Slice(start = 2, length = 5)",
                "skip 2 rows, stop after 5 more",
            ),
            ("StaticBindings((), (()))", "start with one empty row"),
            (
                "StaticBindings((?a), ((1), (2)))",
                "given values of ?a: (1), (2)",
            ),
            ("Extend(?m -> ?n)", "rename ?m to ?n"),
            (
                "Extend(STRLEN(?l) -> _key)",
                "add STRLEN(?l) as a column to sort by",
            ),
            ("Extend((?a + 1) -> _)", "compute ?a + 1"),
            (
                "Aggregate(?t, COUNT(*) -> ?n, MAX(?s) -> _)",
                "group by ?t: COUNT(*), MAX(?s)",
            ),
            (
                "Aggregate(COUNT(*) -> ?n)",
                "make one group of all rows: COUNT(*)",
            ),
            ("Aggregate(?t)", "group by ?t"),
            ("Lateral", "for each row of the first, the second"),
            ("SomethingNew(1)", "SomethingNew(1)"),
        ] {
            assert_eq!(in_words(name), words, "{name}");
        }
    }

    #[test]
    fn things_that_describe_names_are_no_columns() {
        assert_eq!(in_words("Project(<x:a>)"), "describe <x:a>");
        assert_eq!(in_words("Extend(<x:a> -> _)"), "begin with <x:a>");
        assert_eq!(in_words("Project()"), "keep no column");
    }
}
