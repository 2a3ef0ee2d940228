//! Mistakes that the form of a query does not show: variables in the wrong place, data with variables and the like.

mod data;
mod groups;

use super::super::algebra::Refusal;
use super::super::diagnostic::Diagnostic;
use super::{Source, is_aggregate_call};
use crate::language::wording;
use crate::sparql::lexer::TokenKind;

use data::{
    blank_node_in_delete, escape, forbidden_in_data, iri, language_tag, number_too_large,
    repeated_variable, reused_blank_node, uneven_values,
};
use groups::{grouped_by_column, ungrouped};

/// A complaint of the engine's parser with the check that words it.
type Complaint = (&'static str, fn(&Source<'_>) -> Option<Diagnostic>);

const COMPLAINTS: &[Complaint] = &[
    ("variable that is unbound", ungrouped),
    ("overrides an existing variable", |source| {
        reassigned_in_select(source).or_else(|| grouped_by_column(source))
    }),
    ("BIND is overriding", reassigned_by_bind),
    ("Duplicated variable name", duplicated_column),
    ("not authorized with GROUP BY", star_with_groups),
    ("Unexpected aggregate", misplaced_aggregate),
    ("same number of values", uneven_values),
    ("Repeated variables", repeated_variable),
    ("not allowed in INSERT DATA", |source| {
        forbidden_in_data(source, "INSERT")
    }),
    ("not allowed in DELETE DATA", |source| {
        forbidden_in_data(source, "DELETE")
    }),
    ("not allowed in DELETE WHERE", blank_node_in_delete),
    ("Already used blank node", reused_blank_node),
    ("cannot be shared by multiple blocks", reused_blank_node),
    ("language tag parsing", language_tag),
    ("base directions", language_tag),
    ("right side of LATERAL", lateral),
    ("Reifiers are not allowed", reifier_on_path),
    ("subject position of nested", nested_subject),
    ("limit should be", number_too_large),
    ("offset should be", number_too_large),
    ("escape", escape),
    ("escaped in strings", escape),
    ("IRI parsing", iri),
];

/// Words what the parser refuses although its form is right.
pub(super) fn refused(source: &Source<'_>, refusal: &Refusal) -> Diagnostic {
    let mut known = COMPLAINTS
        .iter()
        .filter(|(complaint, _)| refusal.0.contains(complaint));
    known
        .find_map(|(_, check)| check(source))
        .or_else(|| COMPLAINTS_BY_FORM.iter().find_map(|check| check(source)))
        .unwrap_or_else(|| {
            let span = place(source, &refusal.0);
            source.error(
                "G100",
                span,
                wording!(
                    "this is not valid SPARQL from here on",
                    "ab hier ist das kein gültiges SPARQL"
                ),
            )
        })
}

/// Checks that are certain by themselves, for complaints that the parser loses on its way.
const COMPLAINTS_BY_FORM: &[fn(&Source<'_>) -> Option<Diagnostic>] = &[
    misplaced_aggregate,
    reassigned_by_bind,
    duplicated_column,
    uneven_values,
    repeated_variable,
    |source| forbidden_in_data(source, "INSERT"),
    |source| forbidden_in_data(source, "DELETE"),
    blank_node_in_delete,
    reused_blank_node,
    escape,
];

/// Reads the place off the parser's message, `error at 2:10: …`, and gives the token there.
fn place(source: &Source<'_>, message: &str) -> std::ops::Range<usize> {
    let mut numbers = message
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse::<usize>().ok());
    let (Some(line), Some(column)) = (numbers.next(), numbers.next()) else {
        return 0..0;
    };
    let start: usize = source
        .text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = source.text.get(start..).unwrap_or_default();
    let offset = start
        + rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at);
    let token = source
        .tokens
        .iter()
        .rev()
        .find(|token| token.span.start <= offset);
    token.map_or(0..0, |token| token.span.clone())
}

/// The parts of one SELECT: its columns, its groups and the rest, as ranges of tokens.
struct Clauses {
    columns: std::ops::Range<usize>,
    pattern: std::ops::Range<usize>,
    /// The tokens of GROUP BY; none where it is absent.
    group: Option<std::ops::Range<usize>>,
}

fn selects<'s>(source: &'s Source<'_>) -> impl Iterator<Item = Clauses> + 's {
    (0..source.tokens.len())
        .filter(|index| source.is_word(*index, "SELECT"))
        .filter_map(|select| {
            let mut brace = select + 1;
            while brace < source.tokens.len() && source.text_of(brace) != "{" {
                brace = if source.is_open(brace) {
                    source.closing(brace) + 1
                } else {
                    brace + 1
                };
            }
            let end = source.closing(brace);
            if end >= source.tokens.len() {
                return None;
            }
            let group = source.is_word(end + 1, "GROUP").then(|| {
                let mut last = end + 3;
                while last < source.tokens.len()
                    && !["HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"]
                        .iter()
                        .any(|word| source.is_word(last, word))
                    && source.text_of(last) != "}"
                {
                    last = if source.is_open(last) {
                        source.closing(last) + 1
                    } else {
                        last + 1
                    };
                }
                end + 3..last
            });
            Some(Clauses {
                columns: select + 1..brace,
                pattern: brace..end + 1,
                group,
            })
        })
}

fn is_variable(source: &Source<'_>, index: usize) -> bool {
    source
        .tokens
        .get(index)
        .is_some_and(|token| token.kind == TokenKind::Variable)
}

fn name<'a>(source: &Source<'a>, index: usize) -> &'a str {
    source.text_of(index).get(1..).unwrap_or_default()
}

fn mentions(source: &Source<'_>, range: std::ops::Range<usize>, wanted: &str) -> Option<usize> {
    range
        .into_iter()
        .find(|index| is_variable(source, *index) && name(source, *index) == wanted)
}

fn reassigned_in_select(source: &Source<'_>) -> Option<Diagnostic> {
    selects(source).find_map(|clauses| {
        clauses.columns.clone().find_map(|index| {
            if !source.is_word(index, "AS") {
                return None;
            }
            let used = mentions(source, clauses.pattern.clone(), name(source, index + 1))?;
            let variable = source.text_of(index + 1);
            let span = source.tokens[index + 1].span.clone();
            Some(already_in_scope(source, span, variable).with_label(
                source.tokens[used].span.clone(),
                wording!("it has a value here", "hier hat sie einen Wert"),
            ))
        })
    })
}

fn already_in_scope(
    source: &Source<'_>,
    span: std::ops::Range<usize>,
    variable: &str,
) -> Diagnostic {
    source
        .error(
            "G109",
            span,
            wording!(
                "{variable} has a value already",
                "{variable} hat schon einen Wert"
            ),
        )
        .with_help(wording!(
            "choose a name that the pattern does not use",
            "wählen Sie einen Namen, den das Muster nicht verwendet"
        ))
}

fn reassigned_by_bind(source: &Source<'_>) -> Option<Diagnostic> {
    (0..source.tokens.len())
        .filter(|index| source.is_word(*index, "BIND") && source.is_open(index + 1))
        .find_map(|bind| {
            let close = source.closing(bind + 1);
            let variable = close
                .checked_sub(1)
                .filter(|index| is_variable(source, *index))?;
            let opener = enclosing(source, bind)?;
            let used = mentions(source, opener..bind, name(source, variable))?;
            let span = source.tokens[variable].span.clone();
            let error = already_in_scope(source, span, source.text_of(variable));
            Some(error.with_label(
                source.tokens[used].span.clone(),
                wording!("it has a value here", "hier hat sie einen Wert"),
            ))
        })
}

/// Gives the innermost bracket that is open at a token.
fn enclosing(source: &Source<'_>, index: usize) -> Option<usize> {
    let mut open = Vec::new();
    for (at, token) in source.tokens.iter().enumerate().take(index) {
        match token.kind {
            TokenKind::Open => open.push(at),
            TokenKind::Close => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

fn duplicated_column(source: &Source<'_>) -> Option<Diagnostic> {
    selects(source).find_map(|clauses| {
        let mut seen: Vec<(&str, usize)> = Vec::new();
        let mut index = clauses.columns.start;
        while index < clauses.columns.end {
            let close = if source.is_open(index) {
                source.closing(index)
            } else {
                index
            };
            let column = if close > index { close - 1 } else { index };
            if is_variable(source, column) {
                let name = name(source, column);
                if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) {
                    let span = source.tokens[column].span.clone();
                    let error = source
                        .error(
                            "G122",
                            span,
                            wording!(
                                "{} is a column already",
                                "{} ist schon eine Spalte",
                                source.text_of(column)
                            ),
                        )
                        .with_label(
                            source.tokens[*first].span.clone(),
                            wording!("first here", "zuerst hier"),
                        );
                    return Some(error);
                }
                seen.push((name, column));
            }
            index = close + 1;
        }
        None
    })
}

fn star_with_groups(source: &Source<'_>) -> Option<Diagnostic> {
    let star = selects(source)
        .map(|clauses| clauses.columns.start)
        .find(|index| source.text_of(*index) == "*")?;
    let span = source.tokens[star].span.clone();
    Some(
        source
            .error(
                "G123",
                span,
                wording!(
                    "`*` cannot stand for the columns of a grouped query",
                    "`*` kann nicht für die Spalten einer gruppierten Abfrage stehen"
                ),
            )
            .with_help(wording!(
                "name the columns: those of GROUP BY and `(COUNT(…) AS ?name)`",
                "nennen Sie die Spalten: die von GROUP BY und `(COUNT(…) AS ?name)`"
            )),
    )
}

/// Finds an aggregate outside of SELECT, HAVING and ORDER BY, or inside another one.
pub(super) fn misplaced_aggregate(source: &Source<'_>) -> Option<Diagnostic> {
    let mut calls = (0..source.tokens.len()).filter(|index| is_aggregate_call(source, *index));
    calls.find_map(|index| {
        let mut opener = enclosing(source, index);
        // Outwards from the call to the clause that it belongs to.
        while let Some(open) = opener.filter(|open| source.text_of(*open) != "{") {
            let before = open.checked_sub(1)?;
            let word = source.text_of(before).to_uppercase();
            let name = source.text_of(index).to_uppercase();
            let span = source.span(index, source.closing(index + 1));
            if is_aggregate_call(source, before) {
                return Some(
                    source
                        .error("G115", span, wording!("{name} cannot be used inside {word}", "{name} lässt sich nicht innerhalb von {word} verwenden"))
                        .with_help(wording!("compute the inner value in a subquery: `{{ SELECT … GROUP BY … }}`", "berechnen Sie den inneren Wert in einer Unterabfrage: `{{ SELECT … GROUP BY … }}`")),
                );
            }
            if matches!(word.as_str(), "FILTER" | "BIND") {
                return Some(
                    source
                        .error("G115", span, wording!("{name} cannot be used in {word}", "{name} lässt sich nicht in {word} verwenden"))
                        .with_help(wording!("conditions on groups stand in HAVING, after GROUP BY; or compute the value in a subquery", "Bedingungen an Gruppen stehen in HAVING, nach GROUP BY; oder berechnen Sie den Wert in einer Unterabfrage")),
                );
            }
            opener = enclosing(source, open);
        }
        None
    })
}

fn lateral(source: &Source<'_>) -> Option<Diagnostic> {
    let found = source
        .tokens
        .iter()
        .find(|token| token.is_word(source.text, "LATERAL"))?;
    Some(
        source
            .error(
                "G109",
                found.span.clone(),
                wording!(
                    "LATERAL gives a new value to a variable that has one already",
                    "LATERAL gibt einer Variablen einen neuen Wert, die schon einen hat"
                ),
            )
            .with_help(wording!(
                "choose another name inside its braces",
                "wählen Sie innerhalb der geschweiften Klammern einen anderen Namen"
            )),
    )
}

fn reifier_on_path(source: &Source<'_>) -> Option<Diagnostic> {
    let found = source
        .tokens
        .iter()
        .find(|token| matches!(token.text(source.text), "~" | "{|"))?;
    Some(source.error(
        "G130",
        found.span.clone(),
        wording!(
            "a statement about a triple needs one property, not a path",
            "eine Aussage über ein Tripel braucht eine Eigenschaft, keinen Pfad"
        ),
    ))
}

fn nested_subject(source: &Source<'_>) -> Option<Diagnostic> {
    let found = source
        .tokens
        .iter()
        .find(|token| token.text(source.text) == "<<(")?;
    Some(source.error(
        "G130",
        found.span.clone(),
        wording!(
            "the subject of a triple term is an IRI",
            "das Subjekt eines Tripelterms ist eine IRI"
        ),
    ))
}
