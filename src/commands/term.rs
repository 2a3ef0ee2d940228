//! Terms as users write and read them: by prefixed name, by IRI or by label.

use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term};
use unicode_width::UnicodeWidthStr;

use crate::failure::{Failure, Kind, Result};
use crate::language::{command, edits, wording};
use crate::named_queries;
use crate::results::width::wrap_name;
use crate::session::Session;
use crate::store::Dataset;
use crate::text_search::{Fit, Hit, LabelIndex};

/// How many candidates an error lists.
const CANDIDATES: usize = 5;

/// Too much begins with fewer characters than this.
const SHORTEST_ALIKE: usize = 3;

/// Reads `text` as a prefixed name, an IRI in angle brackets, or the label of one node.
pub(super) fn resolve(session: &Session, text: &str) -> Result<NamedNode> {
    resolve_in(session, text, None)
}

/// Reads `text` as [`resolve`] does; where a label fits several nodes, `call` quotes the command with another name in
/// its place, as an example of what to type.
pub(super) fn resolve_in(
    session: &Session,
    text: &str,
    call: Option<&dyn Fn(&str) -> String>,
) -> Result<NamedNode> {
    let text = text.trim();
    if let Ok(number) = text.parse::<usize>()
        && let Some(node) = session.offered.node(number)
    {
        return Ok(node);
    }
    let is_name = text.starts_with('<')
        || text.split_once(':').is_some_and(|(prefix, local)| {
            !prefix.contains(char::is_whitespace) && !local.contains(char::is_whitespace)
        });
    if text.starts_with('"')
        && let Ok(Term::Literal(label)) = named_queries::term(text, &session.prefixes)
    {
        return by_label(session, label.value(), call);
    }
    if !is_name {
        return by_label(session, text, call);
    }
    let node = session.prefixes.expand(text)?;
    if occurs(session, &node)? {
        return Ok(node);
    }
    let failure = Failure::new(
        Kind::Query,
        wording!(
            "`{text}` does not occur in the dataset",
            "`{text}` kommt im Datenbestand nicht vor"
        ),
    );
    let local = node.as_str().rsplit(['/', '#']).next().unwrap_or_default();
    let languages = &session.presentation.languages;
    let alike = LabelIndex::build(&*session.dataset)?.search(local, 1, languages);
    // A likeness of labels that have nothing of the name would only mislead.
    let is_near = |hit: &&Hit| {
        let other = hit.node.as_str().rsplit(['/', '#']).next();
        local.chars().count() >= SHORTEST_ALIKE
            && (hit.fit != Fit::Alike || other.is_some_and(|other| edits(local, other).is_some()))
    };
    Err(match alike.first().filter(is_near) {
        Some(hit) => failure.with_hint(wording!(
            "did you mean `{}` ({})?",
            "meinten Sie `{}` ({})?",
            name(session, &hit.node),
            hit.label
        )),
        None => failure.with_hint(wording!(
            "{} looks for labels",
            "{} sucht Bezeichnungen",
            command("find TEXT")
        )),
    })
}

/// Gives the classes of `node`, in order.
pub(super) fn classes(session: &Session, node: NamedOrBlankNodeRef<'_>) -> Result<Vec<NamedNode>> {
    let mut classes = Vec::new();
    for quad in session
        .dataset
        .quads(Some(node), Some(rdf::TYPE), None, None)
    {
        if let Term::NamedNode(class) = quad?.object {
            classes.push(class);
        }
    }
    classes.sort();
    Ok(classes)
}

fn by_label(
    session: &Session,
    text: &str,
    call: Option<&dyn Fn(&str) -> String>,
) -> Result<NamedNode> {
    let languages = &session.presentation.languages;
    let index = LabelIndex::build(&*session.dataset)?;
    let hits = index.search(text, CANDIDATES + 1, languages);
    let exact = hits.iter().filter(|hit| hit.fit == Fit::Exact).count();
    match hits.as_slice() {
        [] => Err(Failure::new(
            Kind::Query,
            wording!("nothing is called `{text}`", "nichts heißt `{text}`"),
        )
        .with_hint(wording!(
            "{} looks for labels, also inside words",
            "{} sucht Bezeichnungen, auch innerhalb von Wörtern",
            command("find TEXT")
        ))),
        [hit] => Ok(hit.node.clone()),
        [hit, ..] if exact == 1 => Ok(hit.node.clone()),
        several => {
            let several = &several[..several.len().min(CANDIDATES)];
            let nodes = several.iter().map(|hit| hit.node.clone());
            // Only a session that lives on can be answered by a number.
            let numbered = session.interactive;
            if numbered {
                session.offered.set(nodes.collect());
            }
            let list: Vec<String> = several
                .iter()
                .enumerate()
                .map(|(place, hit)| {
                    let number = if numbered {
                        format!("{:>3}", place + 1)
                    } else {
                        String::new()
                    };
                    format!("{number}  {}  {}", name(session, &hit.node), hit.label)
                })
                .collect();
            let more = if hits.len() > CANDIDATES {
                format!("\n  {}", dots(session))
            } else {
                String::new()
            };
            let message = wording!(
                "`{text}` fits several labels:\n{}{more}",
                "`{text}` passt auf mehrere Bezeichnungen:\n{}{more}",
                list.join("\n")
            );
            let hint = choice(numbered, call, &name(session, &several[0].node));
            Err(Failure::new(Kind::Query, message).with_hint(hint))
        }
    }
}

/// Says how one of several nodes is chosen, `first` for instance.
fn choice(numbered: bool, call: Option<&dyn Fn(&str) -> String>, first: &str) -> String {
    let way = if numbered {
        wording!(
            "name one of them by its number or its prefixed name",
            "eine davon mit ihrer Nummer oder dem Namen mit Präfix wählen"
        )
    } else {
        wording!(
            "name one of them by its prefixed name",
            "eine davon mit dem Namen mit Präfix angeben"
        )
    };
    match call.map(|call| call(first)) {
        Some(example) => wording!(
            "{way}, for instance {example}",
            "{way}, zum Beispiel {example}"
        ),
        None => way,
    }
}

/// Writes an operand of a command as it is typed: in quotes where it has blanks.
pub(super) fn operand(text: &str) -> String {
    if text.contains(char::is_whitespace) {
        format!("\"{text}\"")
    } else {
        text.to_owned()
    }
}

/// Tells whether anything is stated with `node`.
pub(super) fn occurs(session: &Session, node: &NamedNode) -> Result<bool> {
    let dataset = &session.dataset;
    let found = dataset
        .quads(Some(node.as_ref().into()), None, None, None)
        .next()
        .or_else(|| {
            dataset
                .quads(None, None, Some(node.as_ref().into()), None)
                .next()
        })
        .or_else(|| dataset.quads(None, Some(node.as_ref()), None, None).next());
    Ok(found.transpose()?.is_some())
}

/// Writes `node` as a prefixed name, or as an IRI in angle brackets where no prefix fits.
pub(super) fn name(session: &Session, node: &NamedNode) -> String {
    session
        .prefixes
        .compact(node.as_str())
        .unwrap_or_else(|| node.to_string())
}

/// Gives the label of `node`: German, else English, else any.
pub(super) fn label(session: &Session, node: &NamedNode) -> Result<Option<String>> {
    of_session(session, node.into())
}

fn of_session(session: &Session, node: NamedOrBlankNodeRef<'_>) -> Result<Option<String>> {
    let languages = &session.presentation.languages;
    label_in(session.dataset.as_ref(), node, languages)
}

/// Gives the label of a node of `dataset` in the first of `languages` that it has one in, else in any.
pub(super) fn label_in(
    dataset: &dyn Dataset,
    node: NamedOrBlankNodeRef<'_>,
    languages: &[impl AsRef<str>],
) -> Result<Option<String>> {
    text_in(dataset, (node, rdfs::LABEL), languages)
}

/// Gives the text that a node of `dataset` has by a property in the first of `languages` that there is one in, else in
/// any.
pub(super) fn text_in(
    dataset: &dyn Dataset,
    (node, property): (NamedOrBlankNodeRef<'_>, NamedNodeRef<'_>),
    languages: &[impl AsRef<str>],
) -> Result<Option<String>> {
    let mut best: Option<(usize, String)> = None;
    for quad in dataset.quads(Some(node), Some(property), None, None) {
        let Term::Literal(literal) = quad?.object else {
            continue;
        };
        let rank = languages
            .iter()
            .position(|language| literal.language() == Some(language.as_ref()))
            .unwrap_or(languages.len());
        let candidate = (rank, literal.destruct().0);
        if best.as_ref().is_none_or(|best| candidate < *best) {
            best = Some(candidate);
        }
    }
    Ok(best.map(|(_, text)| text))
}

/// Gives what stands between a name and a label.
pub(super) fn between(session: &Session) -> &'static str {
    if session.display.ascii { " - " } else { " · " }
}

/// Gives the sign for what is left out.
pub(super) fn dots(session: &Session) -> &'static str {
    if session.display.ascii { "..." } else { "…" }
}

/// Writes `node` with its label where it has one: `person:a-b · A B`.
pub(super) fn name_and_label(session: &Session, node: &NamedNode) -> Result<String> {
    let name = name(session, node);
    Ok(match label(session, node)? {
        Some(label) => format!("{name}{}{label}", between(session)),
        None => name,
    })
}

/// Writes any node with its label where it has one; a blank node without a label as `_:name`.
pub(super) fn node_and_label(session: &Session, node: &NamedOrBlankNode) -> Result<String> {
    let name = node_name(session, node);
    Ok(match of_session(session, node.as_ref())? {
        Some(label) => format!("{name}{}{label}", between(session)),
        None => name,
    })
}

/// Writes any node as [`name`] does; a blank node as `_:name`.
pub(super) fn node_name(session: &Session, node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => name(session, node),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

/// Writes what users call a node: its label, else its name.
pub(super) fn title(session: &Session, node: &NamedOrBlankNode) -> Result<String> {
    let label = of_session(session, node.as_ref())?;
    Ok(label.unwrap_or_else(|| node_name(session, node)))
}

/// Writes a term for reading: named nodes with their label, literals with language or datatype.
pub(super) fn value(session: &Session, term: &Term) -> Result<String> {
    Ok(match term {
        Term::NamedNode(node) => name_and_label(session, node)?,
        other => without_label(session, other),
    })
}

/// Writes a term for reading without looking anything up: named nodes as in [`name`].
pub(super) fn without_label(session: &Session, term: &Term) -> String {
    match term {
        Term::NamedNode(node) => name(session, node),
        Term::Literal(literal) => match literal.language() {
            Some(language) => format!("\"{}\"@{language}", literal.value()),
            None if literal.datatype() == oxrdf::vocab::xsd::STRING => {
                format!("\"{}\"", literal.value())
            }
            None => literal.value().to_owned(),
        },
        other => other.to_string(),
    }
}

/// Breaks `text` at spaces so that it fits `width` columns after an indent of `indent`; inside a word only where it
/// alone does not fit.
pub(super) fn wrap(text: &str, indent: usize, width: Option<usize>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let room = width.saturating_sub(indent).max(20);
    let mut wrapped = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.width();
        if column > 0 && column + 1 + length > room {
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(indent));
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        // An IRI is to be copied as a whole.
        if length <= room || word.contains("://") {
            wrapped.push_str(word);
            column += length;
            continue;
        }
        let lines = wrap_name(word, room).into_iter();
        let lines: Vec<&str> = lines.map(|line| &word[line]).collect();
        wrapped.push_str(&lines.join(&format!("\n{}", " ".repeat(indent))));
        column = lines.last().map_or(0, |line| line.width());
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn text_breaks_between_words_and_hangs() {
        assert_eq!(
            wrap("aaaaaaaaaaaa bbbbbbbbbbbb cc", 4, Some(24)),
            "aaaaaaaaaaaa\n    bbbbbbbbbbbb cc"
        );
    }

    #[test]
    fn text_for_a_file_is_never_broken() {
        assert_eq!(wrap(&"a ".repeat(90), 4, None), "a ".repeat(90));
    }
}
