//! Which names in a query are those of nothing that the dataset holds.
//!
//! Start at [`absent`]. Only what a query looks for can be missed: not what it makes (the template of CONSTRUCT, what
//! INSERT adds, a new graph), not what it names functions, datatypes, namespaces and other endpoints with.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::prefixes::Prefixes;

use super::completion::declared;
use super::position::{Place, places_of_names};
use super::syntax::Syntax;
use super::term_index::TermIndex;
use super::tokens::{Kind, Token};

/// Namespaces whose terms mean the same whether or not a dataset has them: RDF, RDFS, OWL and XSD.
const LANGUAGE: [&str; 4] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/2001/XMLSchema#",
];

/// Gives where the names stand in `syntax`, in order, that occur nowhere in `index`.
///
/// Names with a prefix that neither the text nor `session` declares are left out, as are relative IRIs: nobody knows what
/// they stand for.
pub(super) fn absent(
    syntax: &Syntax,
    session: Option<&Prefixes>,
    index: &TermIndex,
) -> Vec<Range<usize>> {
    let own: BTreeMap<&str, &str> = declared(syntax).into_iter().collect();
    let mut iri = String::new();
    let mut absent = Vec::new();
    for place in asked_for(syntax) {
        let token = &syntax.tokens[*place];
        let name = token.text(&syntax.text);
        let namespace = |prefix: &str| {
            let session = || session.and_then(|session| session.namespace(prefix));
            own.get(prefix).copied().or_else(session)
        };
        iri.clear();
        if let Kind::PrefixedName(length) = token.kind {
            let Some(namespace) = namespace(&name[..length]) else {
                continue;
            };
            iri.push_str(namespace);
            iri.extend(name[length + 1..].chars().filter(|c| *c != '\\'));
        } else {
            iri.push_str(name.trim_matches(['<', '>']));
        }
        let is_clear = iri.contains(':') && !iri.contains('\\');
        if is_clear && !LANGUAGE.iter().any(|own| iri.starts_with(own)) && !index.occurs(&iri) {
            absent.push(token.range.clone());
        }
    }
    absent
}

/// Gives the tokens of `syntax` that name what the query looks for in the dataset; found out once per text.
pub(super) fn asked_for(syntax: &Syntax) -> &[usize] {
    syntax.asked_for.get_or_init(|| {
        let (text, tokens) = (syntax.text.as_str(), &syntax.tokens);
        let made = made_or_elsewhere(text, tokens);
        let is_asked_for = |(index, place): &(usize, Place)| {
            let start = tokens[*index].range.start;
            let is_made = made.iter().any(|made| made.contains(&start));
            !is_made
                && match place {
                    Place::Subject
                    | Place::Predicate
                    | Place::Object
                    | Place::Class
                    // A list has its values one after the other.
                    | Place::TripleEnd => true,
                    Place::Graph => !is_new_graph(text, &tokens[..*index]),
                    Place::Expression => !is_called(text, &tokens[index + 1..]),
                    _ => false,
                }
        };
        let named = places_of_names(text, tokens).into_iter();
        named.filter(is_asked_for).map(|(index, _)| index).collect()
    })
}

/// Gives the parts of `text` in braces that say what to make, or what to ask elsewhere.
fn made_or_elsewhere(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut begun: Option<(usize, usize)> = None;
    let mut before = [""; 2];
    for token in tokens.iter().filter(|token| !token.is_trivia()) {
        let word = token.text(text);
        match token.kind {
            Kind::Open if word.starts_with('{') => {
                if begun.is_none() && opens_other(before) {
                    begun = Some((depth, token.range.start));
                }
                depth += 1;
            }
            Kind::Close if word.ends_with('}') => {
                depth = depth.saturating_sub(1);
                if let Some((_, start)) = begun.take_if(|(outer, _)| *outer == depth) {
                    found.push(start..token.range.end);
                }
            }
            _ => {}
        }
        before = [before[1], word];
    }
    // What is not closed yet goes on to the end.
    found.extend(begun.map(|(_, start)| start..text.len()));
    found
}

/// Tells whether a brace behind these two words holds no pattern of the dataset.
fn opens_other([first, second]: [&str; 2]) -> bool {
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    is(second, "CONSTRUCT")
        || is(second, "INSERT")
        || is(first, "INSERT") && is(second, "DATA")
        || is(first, "SERVICE")
        || is(first, "SILENT")
}

/// Tells whether a graph's name behind `tokens` may be that of a new one.
fn is_new_graph(text: &str, tokens: &[Token]) -> bool {
    let before = tokens.iter().rev().filter(|token| !token.is_trivia());
    let mut before = before.map(|token| token.text(text).to_ascii_uppercase());
    before
        .find(|word| !matches!(word.as_str(), "GRAPH" | "SILENT"))
        .is_some_and(|word| matches!(word.as_str(), "CREATE" | "INTO" | "TO" | "WITH"))
}

/// Tells whether the name before `tokens` is that of a function.
fn is_called(text: &str, tokens: &[Token]) -> bool {
    let next = tokens.iter().find(|token| !token.is_trivia());
    next.is_some_and(|next| next.text(text).starts_with('('))
}

#[cfg(test)]
mod tests {
    use super::{absent, asked_for};
    use crate::prefixes::Prefixes;
    use crate::repl::syntax::Syntax;
    use crate::repl::term_index::TermIndex;
    use crate::store::{Dataset, EmbeddedDataset};
    use oxigraph::sparql::CancellationToken;

    fn names(text: &str) -> String {
        let syntax = Syntax::new(text);
        let tokens = asked_for(&syntax).iter();
        let names = tokens.map(|index| syntax.tokens[*index].text(text));
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_of_a_pattern_are_looked_for() {
        assert_eq!(
            names(
                "SELECT * FROM e:g { e:s e:p/^e:q (e:a e:b), e:o ; a e:C GRAPH e:h { ?x ?y [ e:r <e> ] } }"
            ),
            "e:g e:s e:p e:q e:a e:b e:o e:C e:h e:r <e>"
        );
        assert_eq!(names("DESCRIBE e:s"), "e:s");
        assert_eq!(
            names("ASK { ?s ?p ?o FILTER(?o IN (e:a, e:b) || ?s = e:c) VALUES ?s { e:d } }"),
            "e:a e:b e:c e:d"
        );
        assert_eq!(names("DELETE WHERE { e:a ?p ?o }"), "e:a");
        assert_eq!(names("CONSTRUCT WHERE { e:a ?p ?o }"), "e:a");
    }

    #[test]
    fn what_is_made_or_named_otherwise_is_not_looked_for() {
        for text in [
            "PREFIX e: <http://e/> BASE <http://b/> SELECT (e:f(?x) AS ?y) { ?s ?p '1'^^e:t }",
            "CONSTRUCT { ?s e:p e:o } {}",
            "INSERT DATA { e:s e:p e:o . GRAPH e:g { e:s e:p e:o } }",
            "INSERT { GRAPH e:g { ?s e:p [ e:q e:o ] } } WHERE {}",
            "WITH e:g INSERT { e:s e:p e:o } WHERE { }",
            "CREATE SILENT GRAPH e:g",
            "LOAD <http://x/> INTO GRAPH e:g",
            "COPY DEFAULT TO GRAPH e:g",
            "ASK { SERVICE SILENT e:x { ?s e:p e:o } FILTER(e:f (?x) && xsd:date(?y)) }",
            "INSERT DATA { e:s e:p ",
        ] {
            assert_eq!(names(text), "", "{text}");
        }
        assert_eq!(
            names("INSERT { ?s e:p 1 } WHERE { ?s e:q 2 } ; DELETE { ?s e:r 3 } WHERE {}"),
            "e:q e:r"
        );
    }

    #[test]
    fn absent_names_are_those_that_stand_nowhere() {
        let dataset = EmbeddedDataset::in_memory().unwrap();
        let data = "INSERT DATA { <http://e/s> <http://e/p> <http://e/o>, <http://e/o,x> }";
        dataset.update(data, &CancellationToken::new()).unwrap();
        let index = TermIndex::read(&dataset, || true).unwrap().unwrap();
        let mut prefixes = Prefixes::default();
        prefixes.insert("e", "http://e/").unwrap();
        let text = r"PREFIX own: <http://o/> ASK { e:s e:p e:o , e:x , <http://e/o>, <http://e/y>, own:s, e:o\,x .
            other:s <relative> rdfs:label , <http://www.w3.org/2002/07/owl#Thing> }";
        let syntax = Syntax::new(text);
        let found = |session: Option<&Prefixes>| {
            let ranges = absent(&syntax, session, &index).into_iter();
            ranges.map(|range| &text[range]).collect::<Vec<_>>()
        };
        assert_eq!(found(Some(&prefixes)), ["e:x", "<http://e/y>", "own:s"]);
        assert_eq!(found(None), ["<http://e/y>", "own:s"]);
    }
}
