//! Remarks on a query that is valid and perhaps not what was meant. Start at [`remarks`].

mod texts;

use oxrdf::vocab::xsd;
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Variable};
use spargebra::Query;

use super::algebra::{self, Clause, NeverBound, Role};
use super::aliases;
use super::fix::Fix;
use super::lexer::{Token, TokenKind, bare_date, tokens};
use super::nearness::{self, Vocabulary, place, shown, shown_iri, times};
use super::split::{Kind, kind};
use super::{Parameters, subclasses, words};
use crate::language::{Wording, wording};
use crate::prefixes::Prefixes;
use crate::store::{Dataset, Error};

/// Remarks that are made at most on one query.
const MOST: usize = 3;
/// Quads of a property that are looked at to see what its values are like.
const SAMPLE: usize = 20_000;

/// Something that is perhaps not as it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it is, in one sentence without a full stop.
    pub message: String,
    /// The change of the text that is most likely meant.
    pub fix: Option<Fix>,
}

/// Looks at a query and what `dataset` has of its terms; gives at most three remarks, the weightiest first.
///
/// `parameters` have their values from elsewhere, as in [`prepare_with`]. The nearest terms are taken from
/// `vocabulary`, where it is known. At most 20,000 quads of each property that a text
/// is compared with are read. Updates and texts that are not valid get no remark.
///
/// # Errors
/// [`Error::Storage`] where the dataset cannot be read.
///
/// [`prepare_with`]: super::prepare_with
pub fn remarks(
    text: &str,
    prefixes: &Prefixes,
    parameters: &Parameters,
    vocabulary: Option<Vocabulary<'_>>,
    dataset: &dyn Dataset,
) -> Result<Vec<Remark>, Error> {
    if kind(text) != Some(Kind::Query) {
        return Ok(Vec::new());
    }
    let Ok(query) = algebra::parse_query(text, prefixes) else {
        return Ok(Vec::new());
    };
    let Some(bound) = algebra::bound_query(text, prefixes, parameters) else {
        return Ok(Vec::new());
    };
    let reader = Reader {
        text,
        tokens: tokens(text),
        prefixes: nearness::all_prefixes(text, prefixes),
        query,
        bound,
        parameters,
        vocabulary,
        dataset,
    };
    let mut found = Vec::new();
    reader.unknown_terms(&mut found)?;
    reader.columns_without_value(&mut found);
    reader.never_bound(&mut found);
    reader.early_names(&mut found);
    reader.unconnected(&mut found);
    reader.without_value(&mut found);
    reader.date_as_difference(&mut found);
    reader.invalid_literals(&mut found);
    reader.texts_as_subjects(&mut found);
    reader.plain_text(&mut found)?;
    reader.used_once(&mut found);
    found.truncate(MOST);
    Ok(found)
}

/// Says of each variable that `query` sorts or groups by, counts or shows that nothing gives it a value.
pub(super) fn never_bound(query: &Query) -> Vec<String> {
    let (columns, _) = algebra::columns_without_value(query);
    let unbound = algebra::never_bound(query);
    let mut found: Vec<String> = columns.iter().map(empty_column).collect();
    let others = unbound
        .iter()
        .filter(|unbound| !columns.contains(&unbound.variable));
    found.extend(others.map(|unbound| without_value(query, unbound).0));
    found
}

fn empty_column(column: &Variable) -> String {
    wording!(
        "{column} is a column, but nothing gives it a value",
        "{column} ist eine Spalte, aber nichts gibt ihr einen Wert"
    )
}

/// Says where a variable without a value is used, and whether only the groups hide its value.
fn without_value(query: &Query, unbound: &NeverBound) -> (String, bool) {
    let variable = &unbound.variable;
    let clause = match unbound.clause {
        Clause::GroupBy => "GROUP BY".to_owned(),
        Clause::OrderBy => "ORDER BY".to_owned(),
        Clause::Aggregate => wording!("an aggregate", "ein Aggregat"),
        Clause::Filter => "FILTER".to_owned(),
        Clause::Value => wording!("an expression", "ein Ausdruck"),
    };
    // It may have values before the groups are made, and only be hidden by them.
    let is_hidden = unbound.clause == Clause::OrderBy && algebra::is_grouped_away(query, variable);
    let message = if is_hidden {
        wording!(
            "{clause} uses {variable}, but it has no value behind the groups: sort by an aggregate of it or by what GROUP BY names",
            "{clause} verwendet {variable}, die hinter den Gruppen keinen Wert hat: sortieren Sie nach einem Aggregat davon oder nach dem, was GROUP BY nennt"
        )
    } else {
        wording!(
            "{clause} uses {variable}, but nothing gives it a value",
            "{clause} verwendet {variable}, aber nichts gibt ihr einen Wert"
        )
    };
    (message, is_hidden)
}

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    prefixes: Prefixes,
    query: Query,
    /// The query with its parameters bound.
    bound: Query,
    parameters: &'a Parameters,
    vocabulary: Option<Vocabulary<'a>>,
    dataset: &'a dyn Dataset,
}

impl Reader<'_> {
    fn unknown_terms(&self, found: &mut Vec<Remark>) -> Result<(), Error> {
        // What FROM names is another dataset than the counts are of.
        if self.query.dataset().is_some() {
            return Ok(());
        }
        for (role, node) in algebra::named(&self.bound) {
            if self.occurs(role, &node)? {
                continue;
            }
            if role == Role::Class
                && let Some((message, fix)) =
                    subclasses::told(&node, self.text, &self.prefixes, self.dataset)?
            {
                found.push(Remark { message, fix });
                continue;
            }
            let known = self.vocabulary.map(|vocabulary| match role {
                Role::Property => vocabulary.properties,
                Role::Class => vocabulary.classes,
                Role::Thing => vocabulary.things,
            });
            let near = known.and_then(|known| nearness::nearest(node.as_str(), known.iter()));
            let name = shown_iri(node.as_str(), &self.prefixes);
            let role = match role {
                Role::Property => Wording::new(" as a property", " als Eigenschaft"),
                Role::Class => Wording::new(" as a class", " als Klasse"),
                Role::Thing => Wording::new("", ""),
            };
            let mut message = wording!(
                "{name} occurs 0 times{role}",
                "{name} kommt{role} nicht vor"
            );
            let mut fix = None;
            if let Some((near, count)) = near {
                let near = shown_iri(near, &self.prefixes);
                message = format!("{message}; {near} {}", times(count));
                fix =
                    place(self.text, &self.prefixes, &node.into()).map(|span| Fix::one(span, near));
            }
            found.push(Remark { message, fix });
        }
        Ok(())
    }

    fn occurs(&self, role: Role, node: &NamedNode) -> Result<bool, Error> {
        let subject = NamedOrBlankNode::from(node.clone());
        let object = Term::from(node.clone());
        let has = |quads: crate::store::Quads<'_>| -> Result<bool, Error> {
            quads.take(1).try_fold(false, |_, quad| quad.map(|_| true))
        };
        match role {
            Role::Property => has(self.dataset.quads(None, Some(node.as_ref()), None, None)),
            Role::Class => {
                let type_of = oxrdf::vocab::rdf::TYPE;
                has(self
                    .dataset
                    .quads(None, Some(type_of), Some(object.as_ref()), None))
            }
            Role::Thing => Ok(
                has(self.dataset.quads(Some(subject.as_ref()), None, None, None))?
                    || has(self.dataset.quads(None, None, Some(object.as_ref()), None))?,
            ),
        }
    }

    fn columns_without_value(&self, found: &mut Vec<Remark>) {
        let (columns, bound) = algebra::columns_without_value(&self.query);
        for column in columns {
            if self.is_parameter(column.as_str()) {
                continue;
            }
            let names = bound.iter().map(Variable::as_str);
            let near = words::nearest(column.as_str(), names);
            let mut message = empty_column(&column);
            let mut fix = None;
            if let Some(near) = near {
                message = wording!(
                    "{message}; did you mean ?{near}?",
                    "{message}; meinten Sie ?{near}?"
                );
                fix = self.variable(column.as_str(), near);
            }
            found.push(Remark { message, fix });
        }
    }

    /// Tells of variables that are sorted or grouped by, or counted, and have no value there.
    fn never_bound(&self, found: &mut Vec<Remark>) {
        let (columns, _) = algebra::columns_without_value(&self.query);
        for unbound in algebra::never_bound(&self.query) {
            let name = unbound.variable.as_str();
            if self.is_parameter(name) || columns.contains(&unbound.variable) {
                continue;
            }
            let (message, is_hidden) = without_value(&self.query, &unbound);
            found.push(if is_hidden {
                Remark { message, fix: None }
            } else {
                self.with_near(message, &unbound)
            });
        }
    }

    /// Adds to a remark on a variable without a value which one is perhaps meant.
    fn with_near(&self, message: String, unbound: &NeverBound) -> Remark {
        let name = unbound.variable.as_str();
        let names = unbound
            .bound
            .iter()
            .filter(|name| !algebra::is_unnamed(name));
        match words::nearest(name, names.map(Variable::as_str)) {
            Some(near) => Remark {
                message: wording!(
                    "{message}; did you mean ?{near}?",
                    "{message}; meinten Sie ?{near}?"
                ),
                fix: self.everywhere(name, near),
            },
            None => Remark { message, fix: None },
        }
    }

    /// Tells of variables in conditions and calculations to which nothing gives a value.
    fn without_value(&self, found: &mut Vec<Remark>) {
        for unbound in algebra::without_value(&self.query) {
            if !self.is_parameter(unbound.variable.as_str()) {
                let (message, _) = without_value(&self.query, &unbound);
                found.push(self.with_near(message, &unbound));
            }
        }
    }

    /// Tells of names of SELECT that HAVING uses before they have a value.
    fn early_names(&self, found: &mut Vec<Remark>) {
        let having = algebra::members(&self.query).having;
        if let Some((name, _)) = having.and_then(|having| having.early()) {
            found.push(Remark {
                message: wording!(
                    "{name} has no value in HAVING, as SELECT gives it one only afterwards",
                    "{name} hat in HAVING keinen Wert, denn SELECT gibt ihr erst danach einen"
                ),
                fix: aliases::spelled_out(self.text),
            });
        }
    }

    /// Puts another variable in all places of one.
    fn everywhere(&self, name: &str, near: &str) -> Option<Fix> {
        let places: Vec<_> = self
            .tokens
            .iter()
            .filter(|token| {
                token.kind == TokenKind::Variable && token.text(self.text)[1..] == *name
            })
            .map(|token| (token.span.clone(), format!("?{near}")))
            .collect();
        (!places.is_empty()).then(|| Fix::many(places))
    }

    /// Puts another variable in the first place of one.
    fn variable(&self, name: &str, near: &str) -> Option<Fix> {
        let span = nearness::place_of_variable(self.text, name)?;
        Some(Fix::one(span, format!("?{near}")))
    }

    fn is_parameter(&self, name: &str) -> bool {
        let mut parameters = self.parameters.iter();
        parameters.any(|(variable, _)| variable.as_str() == name)
    }

    fn unconnected(&self, found: &mut Vec<Remark>) {
        if let Some((one, other)) = algebra::unconnected(&self.query) {
            let message = wording!(
                "{one} and {other} are not connected: every row of the one is combined with every row of the other",
                "{one} und {other} sind nicht verbunden: jede Zeile des einen Teils wird mit jeder Zeile des anderen kombiniert"
            );
            found.push(Remark { message, fix: None });
        }
    }

    /// Looks for `2024-01-31`, which is a number.
    fn date_as_difference(&self, found: &mut Vec<Remark>) {
        let mut dates =
            (0..self.tokens.len()).filter_map(|at| bare_date(self.text, &self.tokens[at..]));
        let Some(span) = dates.next() else {
            return;
        };
        let written = &self.text[span.clone()];
        let datatype = shown_iri(xsd::DATE.as_str(), &self.prefixes);
        let literal = format!("\"{written}\"^^{datatype}");
        let message = wording!(
            "{written} is a subtraction; a date is written {literal}",
            "{written} ist eine Subtraktion; ein Datum schreibt man {literal}"
        );
        let fix = Some(Fix::one(span, literal));
        found.push(Remark { message, fix });
    }

    fn plain_text(&self, found: &mut Vec<Remark>) -> Result<(), Error> {
        for (property, literal, variable) in algebra::plain_comparisons(&self.query) {
            let quads = self
                .dataset
                .quads(None, Some(property.as_ref()), None, None);
            let mut tagged = None;
            let mut same = None;
            let mut has_plain = false;
            for quad in quads.take(SAMPLE) {
                let Term::Literal(value) = quad?.object else {
                    continue;
                };
                has_plain |= value.language().is_none();
                if value.language().is_some() {
                    if value.value() == literal.value() {
                        same = Some(value);
                        break;
                    }
                    tagged.get_or_insert(value);
                }
            }
            // A property with texts of both kinds may well be meant as it is asked for.
            let Some(example) = same.clone().or(tagged.filter(|_| !has_plain)) else {
                continue;
            };
            let [property, text] = [
                shown_iri(property.as_str(), &self.prefixes),
                shown(&literal.clone().into(), &self.prefixes),
            ];
            let example = shown(&example.into(), &self.prefixes);
            let way = match &variable {
                Some(variable) => wording!(
                    "; `STR({variable}) = {text}` compares without it",
                    "; `STR({variable}) = {text}` vergleicht ohne sie"
                ),
                None => String::new(),
            };
            found.push(Remark {
                message: wording!(
                    "{text} has no language, but the values of {property} have one, such as {example}{way}", "{text} hat keine Sprache, aber die Werte von {property} haben eine, etwa {example}{way}"
                ),
                fix: same.and_then(|_| {
                    let span = place(self.text, &self.prefixes, &literal.into())?;
                    Some(Fix::one(span, example))
                }),
            });
        }
        Ok(())
    }

    fn used_once(&self, found: &mut Vec<Remark>) {
        let names: Vec<&str> = self
            .tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Variable)
            .map(|token| &token.text(self.text)[1..])
            .collect();
        if self.shows_everything() {
            return;
        }
        let (mut columns, _) = algebra::columns_without_value(&self.query);
        let unbound = algebra::never_bound(&self.query).into_iter();
        let unbound = unbound.chain(algebra::without_value(&self.query));
        columns.extend(unbound.map(|unbound| unbound.variable));
        let asked_for = algebra::asked_for(&self.query);
        for (index, name) in names.iter().enumerate() {
            let mut others = names
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index);
            let is_column = columns.iter().any(|column| column.as_str() == *name);
            if is_column || self.is_parameter(name) || others.any(|(_, other)| other == name) {
                continue;
            }
            let others = names.iter().copied().filter(|other| other != name);
            // A column that nothing gives a value was told with this one as what is meant.
            let is_told = |near: &&str| columns.iter().any(|column| column.as_str() == *near);
            let near = words::nearest(name, others).filter(|near| near.len() > 2 && name.len() > 2);
            if near.as_ref().is_some_and(is_told) {
                continue;
            }
            if let Some(near) = near {
                found.push(Remark {
                    message: wording!(
                        "?{name} is used only once; did you mean ?{near}?",
                        "?{name} kommt nur einmal vor; meinten Sie ?{near}?"
                    ),
                    fix: self.variable(name, near),
                });
            } else if asked_for.iter().any(|variable| variable.as_str() == *name) {
                found.push(Remark {
                    message: wording!(
                        "?{name} is used only once: it asks that there is a value",
                        "?{name} kommt nur einmal vor: verlangt wird nur, dass es einen Wert gibt"
                    ),
                    fix: None,
                });
            }
        }
    }

    /// Tells whether every variable of the pattern counts: `SELECT *`, `COUNT(*)`, ASK, DESCRIBE.
    fn shows_everything(&self) -> bool {
        let word = |index: usize, word: &str| {
            self.tokens
                .get(index)
                .is_some_and(|token| token.is_word(self.text, word))
        };
        matches!(self.query, Query::Ask { .. } | Query::Describe { .. })
            || self.tokens.iter().enumerate().any(|(index, token)| {
                let is_star = token.text(self.text) == "*";
                let after = |back: usize, wanted: &str| {
                    index.checked_sub(back).is_some_and(|at| word(at, wanted))
                };
                is_star
                    && (after(1, "SELECT")
                        || after(1, "DISTINCT")
                        || after(1, "REDUCED")
                        || after(2, "COUNT"))
            })
    }
}
