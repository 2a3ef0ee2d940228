//! The variables that can be named where the cursor stands.
//!
//! Start at [`variables`]. Behind the pattern of a query only those count that it binds or that SELECT names; inside a
//! pattern any variable of the text can be meant.

use std::collections::{BTreeMap, HashMap};

use crate::repl::syntax::Syntax;
use crate::repl::tokens::{Kind, Token};
use crate::repl::words::is_aggregate;

/// Gives the variables for `position`, each with how often it is written, without the one that starts at `skipped`.
pub(super) fn variables(syntax: &Syntax, position: usize, skipped: usize) -> BTreeMap<&str, usize> {
    let scan = Scan::new(syntax);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for token in &scan.tokens {
        if token.kind == Kind::Variable && token.range.start != skipped {
            *counts.entry(scan.text(token)).or_default() += 1;
        }
    }
    if let Some(visible) = scan.visible_at(position, skipped) {
        counts.retain(|name, _| visible.contains(&name[1..]));
    }
    counts
}

/// Gives the variables that could be the new name of a value behind AS at `position`: those that stand in no pattern
/// and not in the value.
pub(super) fn unbound(syntax: &Syntax, position: usize, skipped: usize) -> BTreeMap<&str, usize> {
    let scan = Scan::new(syntax);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bound = Names::new();
    let mut open: Vec<&str> = Vec::new();
    for (index, token) in scan.tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => open.push(scan.text(token)),
            Kind::Close => {
                open.pop();
            }
            Kind::Variable if token.range.start != skipped => {
                let is_in_value = token.range.start < position
                    && (0..index).any(|bracket| {
                        scan.is(bracket, "(")
                            && (scan.tokens.get(scan.behind(bracket)))
                                .is_none_or(|behind| behind.range.start >= position)
                    });
                let is_named = index > 0 && scan.is(index - 1, "AS");
                if open.contains(&"{") || is_in_value || is_named {
                    bound.insert(&scan.text(token)[1..]);
                } else {
                    *counts.entry(scan.text(token)).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    counts.retain(|name, _| !bound.contains(&name[1..]));
    counts
}

/// The significant tokens of a text, with the brackets that belong together.
struct Scan<'a> {
    source: &'a str,
    tokens: Vec<&'a Token>,
    /// For each opening bracket its closing one.
    closing: HashMap<usize, usize>,
}

type Names<'a> = std::collections::BTreeSet<&'a str>;

impl<'a> Scan<'a> {
    fn new(syntax: &'a Syntax) -> Self {
        let mut place = vec![0; syntax.tokens.len()];
        let mut tokens = Vec::new();
        for (index, token) in syntax.tokens.iter().enumerate() {
            place[index] = tokens.len();
            if !token.is_trivia() {
                tokens.push(token);
            }
        }
        let pairs = syntax.pairs.iter();
        Self {
            source: &syntax.text,
            tokens,
            closing: pairs
                .map(|(open, close)| (place[*open], place[*close]))
                .collect(),
        }
    }

    fn text(&self, token: &Token) -> &'a str {
        &self.source[token.range.clone()]
    }

    fn is(&self, index: usize, word: &str) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| self.text(token).eq_ignore_ascii_case(word))
    }

    fn name(&self, index: usize) -> Option<&'a str> {
        let token = self.tokens.get(index)?;
        (token.kind == Kind::Variable).then(|| &self.text(token)[1..])
    }

    /// Gives the token behind the bracket at `open`, or the end.
    fn behind(&self, open: usize) -> usize {
        self.closing
            .get(&open)
            .map_or(self.tokens.len(), |close| close + 1)
    }

    /// Gives the names that can stand at `position` behind the pattern of its SELECT; nothing elsewhere.
    fn visible_at(&self, position: usize, skipped: usize) -> Option<Names<'a>> {
        let end = self
            .tokens
            .iter()
            .position(|token| token.range.start >= position)
            .unwrap_or(self.tokens.len());
        let around = (0..end).rev().find(|index| {
            self.is(*index, "{") && self.closing.get(index).is_none_or(|close| *close >= end)
        });
        let start = around.map_or(0, |open| open + 1);
        let select = self.beside(start, end, "SELECT")?;
        let group = self.beside(select, end, "{")?;
        let behind = self.behind(group);
        if behind > end {
            return None;
        }
        let mut names = Names::new();
        let is_aggregated =
            (select..group).any(|index| self.aggregate(index) && self.is(index + 1, "("));
        match self.modifier(behind, end) {
            Some("HAVING") if self.is_aggregating(behind, end) => {
                self.bound(group + 1, behind.saturating_sub(1), &mut names);
            }
            Some("HAVING") => {
                if let Some(grouping) = self.beside(behind, end, "GROUP") {
                    let having = self.beside(grouping, end, "HAVING").unwrap_or(end);
                    names.extend((grouping..having).filter_map(|index| self.key(index)));
                }
            }
            Some("GROUP") => self.bound(group + 1, behind.saturating_sub(1), &mut names),
            Some("ORDER") if !self.is_aggregating(behind, end) => {
                let grouping = self.beside(behind, end, "GROUP");
                self.projected(select, &mut names);
                if let Some(grouping) = grouping {
                    let ordering = self.beside(grouping, end, "ORDER").unwrap_or(end);
                    names.extend((grouping..ordering).filter_map(|index| self.key(index)));
                } else if !is_aggregated {
                    self.bound(group + 1, behind.saturating_sub(1), &mut names);
                }
            }
            _ => {
                self.projected(select, &mut names);
                self.bound(group + 1, behind.saturating_sub(1), &mut names);
            }
        }
        // What `GROUP BY (… AS ?x)` names.
        for index in behind..end {
            if self.is(index, "AS")
                && self
                    .tokens
                    .get(index + 1)
                    .is_some_and(|token| token.range.start != skipped)
            {
                names.extend(self.name(index + 1));
            }
        }
        Some(names)
    }

    /// Gives the modifier that the tokens from `start` to `end` are in.
    fn modifier(&self, start: usize, end: usize) -> Option<&'static str> {
        let all = ["GROUP", "HAVING", "ORDER"].into_iter();
        let found = all.filter_map(|word| Some((self.beside(start, end, word)?, word)));
        found.max().map(|(_, word)| word)
    }

    /// Tells whether `index` is the name of an aggregate.
    fn aggregate(&self, index: usize) -> bool {
        let name = self.tokens.get(index).map(|token| self.text(token));
        name.is_some_and(|name| is_aggregate(&name.to_ascii_uppercase()))
    }

    /// Tells whether an aggregate is open at `end`, whose values are those of the pattern.
    fn is_aggregating(&self, start: usize, end: usize) -> bool {
        let is_open = |open: usize| self.closing.get(&open).is_none_or(|close| *close >= end);
        (start..end)
            .any(|index| self.aggregate(index) && self.is(index + 1, "(") && is_open(index + 1))
    }

    /// Gives the variable at `index` if it alone is what a query is grouped by.
    fn key(&self, index: usize) -> Option<&'a str> {
        let is_inside = (0..index).any(|open| self.is(open, "(") && self.behind(open) > index);
        let name = self.name(index)?;
        (!is_inside || index > 0 && self.is(index - 1, "AS")).then_some(name)
    }

    /// Gives the first `word` from `start` to `end` that stands in no bracket.
    fn beside(&self, start: usize, end: usize, word: &str) -> Option<usize> {
        let mut index = start;
        while index < end {
            if self.is(index, word) {
                return Some(index);
            }
            index = match self.tokens[index].kind {
                Kind::Open => self.behind(index),
                _ => index + 1,
            };
        }
        None
    }

    /// Collects what the SELECT at `select` gives; `*` stands for what its pattern binds.
    fn projected(&self, select: usize, names: &mut Names<'a>) {
        let mut index = select + 1;
        while index < self.tokens.len() && !self.is(index, "{") {
            if self.is(index, "(") {
                let behind = self.behind(index);
                let aliases = (index..behind).filter(|inside| self.is(*inside, "AS"));
                names.extend(aliases.filter_map(|inside| self.name(inside + 1)));
                index = behind;
                continue;
            }
            if self.is(index, "*") {
                let group = (index..self.tokens.len()).find(|group| self.is(*group, "{"));
                if let Some(group) = group {
                    self.bound(group + 1, self.behind(group).saturating_sub(1), names);
                }
                return;
            }
            names.extend(self.name(index));
            index += 1;
        }
    }

    /// Collects what the pattern from `index` to `end` binds.
    fn bound(&self, mut index: usize, end: usize, names: &mut Names<'a>) {
        while index < end.min(self.tokens.len()) {
            index = if self.is(index, "FILTER") {
                self.behind_condition(index + 1)
            } else if self.is(index, "MINUS") && self.is(index + 1, "{") {
                self.behind(index + 1)
            } else if self.is(index, "BIND") && self.is(index + 1, "(") {
                let behind = self.behind(index + 1);
                let aliases = (index..behind).filter(|inside| self.is(*inside, "AS"));
                names.extend(aliases.filter_map(|inside| self.name(inside + 1)));
                behind
            } else if self.is(index, "{") && self.is(index + 1, "SELECT") {
                self.projected(index + 1, names);
                self.behind(index)
            } else {
                names.extend(self.name(index));
                index + 1
            };
        }
    }

    /// Gives the token behind a condition that starts at `index`: brackets, a call, or a pattern that is to exist.
    fn behind_condition(&self, mut index: usize) -> usize {
        while index < self.tokens.len() {
            if self.is(index, "(") || self.is(index, "{") {
                return self.behind(index);
            }
            if !matches!(
                self.tokens[index].kind,
                Kind::Word | Kind::Iri | Kind::PrefixedName(_)
            ) {
                return index;
            }
            index += 1;
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use super::{unbound, variables};
    use crate::repl::syntax::Syntax;

    fn at(marked: &str) -> Vec<String> {
        let position = marked.find('‸').unwrap();
        let syntax = Syntax::new(&marked.replace('‸', ""));
        let found = variables(&syntax, position, position);
        found.into_keys().map(str::to_owned).collect()
    }

    #[test]
    fn pattern_may_name_any_variable() {
        assert_eq!(at("SELECT ?a { ?b ?p ?c . ‸ }"), ["?a", "?b", "?c", "?p"]);
    }

    #[test]
    fn behind_the_pattern_only_what_it_binds_is_visible() {
        assert_eq!(
            at(
                "SELECT (STR(?x) AS ?n) { ?s <p> ?x FILTER(?y < 3) MINUS { ?z <q> 1 } BIND(?w + 1 AS ?v) } ORDER BY ‸"
            ),
            ["?n", "?s", "?v", "?x"]
        );
        assert_eq!(
            at(
                "SELECT ?s { ?s <p> ?x FILTER NOT EXISTS { ?q <p> 1 } } GROUP BY (STR(?s) AS ?t) HAVING (‸"
            ),
            ["?t"]
        );
    }

    #[test]
    fn conditions_of_groups_name_their_keys() {
        let query = "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c HAVING";
        assert_eq!(at(&format!("{query} (‸")), ["?c"]);
        assert_eq!(at(&format!("{query} (COUNT(‸")), ["?c", "?s"]);
    }

    #[test]
    fn new_name_is_one_that_no_pattern_has() {
        let new = |marked: &str| {
            let position = marked.find('‸').unwrap();
            let syntax = Syntax::new(&marked.replace('‸', ""));
            let found = unbound(&syntax, position, position);
            found.into_keys().map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(new("SELECT (COUNT(?s) AS ‸").is_empty());
        assert!(new("SELECT (COUNT(?s) AS ‸) { ?s ?p ?o }").is_empty());
        assert_eq!(new("SELECT ?y { ?s <d> ?d BIND(YEAR(?d) AS ‸"), ["?y"]);
        assert_eq!(
            new("SELECT ?k (COUNT(*) AS ?n) { ?s a ?c } GROUP BY (STR(?c) AS ‸"),
            ["?k"]
        );
    }

    #[test]
    fn groups_are_ordered_by_what_they_have_in_common() {
        let query = "SELECT ?s (COUNT(*) AS ?n) { ?s a ?c } GROUP BY";
        assert_eq!(at(&format!("{query} ‸")), ["?c", "?s"]);
        assert_eq!(at(&format!("{query} ?s ORDER BY ‸")), ["?n", "?s"]);
        assert_eq!(
            at(&format!("{query} ?s ORDER BY COUNT(‸")),
            ["?c", "?n", "?s"]
        );
        assert_eq!(
            at(&format!("{query} (STR(?c) AS ?t) ORDER BY ?n ‸")),
            ["?n", "?s", "?t"]
        );
        assert_eq!(at("SELECT (COUNT(*) AS ?n) { ?s a ?c } ORDER BY ‸"), ["?n"]);
    }

    #[test]
    fn subquery_shows_what_it_selects() {
        assert_eq!(
            at("SELECT * { { SELECT ?a (1 AS ?b) { ?a <p> ?hidden } } ?a <q> ?c } GROUP BY ‸"),
            ["?a", "?b", "?c"]
        );
        assert_eq!(
            at("SELECT * { { SELECT * { ?a <p> ?shown } ORDER BY ‸ } ?c <q> ?d }"),
            ["?a", "?shown"]
        );
    }
}
