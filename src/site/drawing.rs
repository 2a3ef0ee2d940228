//! Pictures of a page, written as SVG that takes its colours from the stylesheet: the neighbourhood of a node, and the
//! place of passages in their document.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::graph::Id;
use super::reader::Reader;
use super::statements::{self, Statement};
use crate::evidence::{Passage, SourceDocument};
use crate::vocab::BASE;

/// Neighbours of one property that are drawn each by itself; more become one box that counts them.
const EACH: usize = 3;
/// Boxes on each side.
const BOXES: usize = 7;
const WIDTH: usize = 960;
const BOX_WIDTH: usize = 250;
const BOX_HEIGHT: usize = 46;
const STEP: usize = 62;
/// Characters that fit a line of a box.
const LINE: usize = 26;

/// A neighbour, or several of one property.
struct Neighbour {
    property: String,
    text: String,
    title: String,
    href: Option<String>,
    code: String,
    asserted: bool,
    /// Whether it stands for one node rather than for several.
    single: bool,
    /// Whether a node among them is no concept or other term.
    entity: bool,
}

/// Draws what a node refers to on the right and what refers to it on the left; nothing where there is neither.
pub(super) fn neighbourhood(reader: &Reader<'_>, node: Id) -> String {
    let right = statements::about(reader.graph, node);
    let right = neighbours(reader, &right, "#statements", |statement| statement.object);
    let left = statements::to(reader.graph, node);
    let left = neighbours(reader, &left, "#references", |statement| statement.subject);
    // Concepts alone, such as a status, are no neighbourhood.
    let is_entity = |neighbour: &Neighbour| neighbour.entity;
    if !left.iter().chain(&right).any(is_entity) {
        return String::new();
    }
    let rows = left.len().max(right.len()).max(1);
    let height = rows * STEP + 20;
    let middle = height / 2;
    // A side without neighbours takes no room.
    let half = usize::midpoint(WIDTH, BOX_WIDTH);
    let (start, width) = match (left.is_empty(), right.is_empty()) {
        (true, _) => (WIDTH - half - 1, half + 2),
        (_, true) => (0, half + 2),
        _ => (0, WIDTH),
    };
    let mut svg = String::new();
    let label = escape(reader.words.get("neighbourhood"));
    push(
        &mut svg,
        format_args!(
            "<svg class=\"graph\" viewBox=\"{start} 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{label}\">"
        ),
    );
    for (side, x) in [(&left, 0), (&right, WIDTH - BOX_WIDTH)] {
        let first = (height - side.len() * STEP) / 2 + (STEP - BOX_HEIGHT) / 2;
        for (index, neighbour) in side.iter().enumerate() {
            draw(&mut svg, neighbour, x, first + index * STEP, middle);
        }
    }
    let (name, _) = reader.name(node);
    let x = (WIDTH - BOX_WIDTH) / 2;
    let y = middle - BOX_HEIGHT / 2;
    push(
        &mut svg,
        format_args!(
            "<g class=\"centre\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"3\"/>{}</g></svg>",
            escape(&name),
            lines(&name, x, y)
        ),
    );
    svg
}

/// Gives the neighbours to draw: few of a property one by one, many as a number.
fn neighbours(
    reader: &Reader<'_>,
    statements: &[Statement],
    list: &str,
    end: impl Fn(&Statement) -> Id,
) -> Vec<Neighbour> {
    let mut by_property: BTreeMap<Id, Vec<&Statement>> = BTreeMap::new();
    for statement in statements {
        if reader.link(end(statement)).href.is_some()
            && matches!(reader.graph.term(end(statement)), oxrdf::Term::NamedNode(_))
        {
            by_property
                .entry(statement.predicate)
                .or_default()
                .push(statement);
        }
    }
    let is_entity = |node: Id| {
        let iri = reader
            .graph
            .iri(node)
            .and_then(|iri| iri.strip_prefix(BASE));
        iri.is_some_and(|path| path.starts_with("id/"))
    };
    let mut found = Vec::new();
    let room = by_property.len();
    for (property, statements) in by_property {
        let property = reader.name(property).0;
        if statements.len() > EACH || (room > BOXES / 2 && statements.len() > 1) {
            let count = reader.language.number(statements.len());
            let text = format!("{count} × {property}");
            found.push(Neighbour {
                title: text.clone(),
                text,
                property,
                href: Some(list.to_owned()),
                code: String::new(),
                asserted: statements.iter().any(|statement| statement.asserted),
                single: false,
                entity: statements.iter().any(|statement| is_entity(end(statement))),
            });
            continue;
        }
        for statement in statements {
            let link = reader.link(end(statement));
            let badge = statement
                .bases
                .first()
                .and_then(|basis| reader.badge(basis.node()));
            found.push(Neighbour {
                property: property.clone(),
                title: link.text.clone(),
                text: link.text,
                href: link.href,
                code: badge.map(|badge| badge.code).unwrap_or_default(),
                asserted: statement.asserted,
                single: true,
                entity: is_entity(end(statement)),
            });
        }
    }
    found.truncate(BOXES);
    found
}

fn draw(svg: &mut String, neighbour: &Neighbour, x: usize, y: usize, middle: usize) {
    let half = y + BOX_HEIGHT / 2;
    let (from, to) = if x == 0 {
        (BOX_WIDTH, (WIDTH - BOX_WIDTH) / 2)
    } else {
        (x, usize::midpoint(WIDTH, BOX_WIDTH))
    };
    let bend = usize::midpoint(from, to);
    let claimed = if neighbour.asserted {
        ""
    } else {
        " only-claimed"
    };
    push(
        svg,
        format_args!(
            "<path class=\"edge {}{claimed}\" d=\"M{from} {half} C{bend} {half} {bend} {middle} {to} {middle}\"/>",
            neighbour.code
        ),
    );
    if let Some(href) = &neighbour.href {
        push(svg, format_args!("<a href=\"{}\">", escape(href)));
    }
    push(
        svg,
        format_args!(
            "<g class=\"node {}{claimed}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"3\"/>",
            neighbour.code,
            escape(&neighbour.title)
        ),
    );
    if neighbour.single {
        let (inner, first) = (x + 12, y + 18);
        push(
            svg,
            format_args!(
                "<text class=\"edge-name\" x=\"{inner}\" y=\"{first}\">{}</text><text x=\"{inner}\" y=\"{}\">{}</text>",
                escape(&cut(&neighbour.property, LINE + 4)),
                first + 17,
                escape(&cut(&neighbour.text, LINE))
            ),
        );
    } else {
        svg.push_str(&lines(&neighbour.text, x, y));
    }
    svg.push_str("</g>");
    if neighbour.href.is_some() {
        svg.push_str("</a>");
    }
}

/// Writes a text on one or two lines of a box.
fn lines(text: &str, x: usize, y: usize) -> String {
    let mut rows = vec![String::new()];
    for word in text.split_whitespace() {
        let last = rows.last_mut().expect("there is a row from the start");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > LINE {
            rows.push(word.to_owned());
        } else {
            last.push_str(if last.is_empty() { "" } else { " " });
            last.push_str(word);
        }
    }
    if rows.len() > 2 {
        let rest = rows.split_off(1).join(" ");
        rows.push(rest);
    }
    let first = y + if rows.len() == 1 { 28 } else { 19 };
    let row = |(row, line): (&String, usize)| {
        format!(
            "<text x=\"{}\" y=\"{}\">{}</text>",
            x + 12,
            first + line * 17,
            escape(&cut(row, LINE))
        )
    };
    rows.iter().zip(0..).map(row).collect()
}

/// Draws a document as a strip: its segments, what is boilerplate, and where the passages lie.
pub(super) fn strip<'a>(
    document: &SourceDocument,
    passages: impl Iterator<Item = &'a Passage>,
) -> String {
    const LENGTH: usize = 1000;
    let scale = |position: usize| position.min(document.length) * LENGTH / document.length.max(1);
    let mut svg = format!(
        "<svg class=\"strip\" viewBox=\"0 0 {LENGTH} 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"ground\" width=\"{LENGTH}\" height=\"14\"/>"
    );
    for segment in &document.segments {
        if segment.kind == "boilerplate" {
            let (start, end) = (scale(segment.start), scale(segment.end));
            push(
                &mut svg,
                format_args!(
                    "<rect class=\"boilerplate\" x=\"{start}\" y=\"5\" width=\"{}\" height=\"4\"/>",
                    (end - start).max(1)
                ),
            );
        }
    }
    for passage in passages {
        let (start, end) = (scale(passage.start), scale(passage.end));
        push(
            &mut svg,
            format_args!(
                "<rect class=\"passage\" x=\"{start}\" width=\"{}\" height=\"14\"/>",
                (end.saturating_sub(start)).max(3)
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

fn push(svg: &mut String, text: std::fmt::Arguments<'_>) {
    svg.write_fmt(text)
        .expect("writing to a string does not fail");
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Writes a text so that markup cannot begin in it.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_name_is_no_markup_in_the_picture() {
        assert!(!lines("<script>&\"x\"", 0, 0).contains("<script>"));
    }

    #[test]
    fn long_names_are_cut_with_an_ellipsis() {
        assert_eq!(cut("Ministerpräsidentenkonferenz", 10), "Ministerp…");
    }
}
