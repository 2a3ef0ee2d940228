//! The order of the columns of `SELECT *`: that in which the text first names them.
//!
//! Start at [`in_order_of_appearance`]. SPARQL leaves the order open; whoever reads the table has the query before their
//! eyes. Only what is visible outside counts: not a variable of FILTER, MINUS, EXISTS, or inside a subquery that does not
//! select it.
//!
//! Source: SPARQL 1.1 Query, sections 16.1 and 18.2.1.

use oxrdf::Variable;

use super::lexer::{Token, TokenKind, tokens};

/// Sorts `columns` by their first appearance in `text`, where that is a `SELECT *`; else leaves them as they are.
pub(super) fn in_order_of_appearance(text: &str, columns: &mut [Variable]) {
    let mut reader = Reader {
        text,
        tokens: tokens(text),
        at: 0,
        seen: Vec::new(),
    };
    if reader.begins_with_star() {
        reader.group();
        let place =
            |column: &Variable| reader.seen.iter().position(|seen| *seen == column.as_str());
        columns.sort_by_key(|column| place(column).unwrap_or(usize::MAX));
    }
}

/// Reads a valid query from left to right and notes each visible variable at its first appearance.
struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// The names of the variables, without their sign.
    seen: Vec<&'a str>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn see(&mut self, token: &Token) {
        let name = self.text.get(token.span.start + 1..token.span.end);
        self.seen
            .extend(name.filter(|name| !self.seen.contains(name)));
    }

    /// Reads up to the sign behind the first SELECT, and tells whether that is a star.
    fn begins_with_star(&mut self) -> bool {
        while let Some(token) = self.next() {
            if token.is_word(self.text, "SELECT") {
                return self.skip_star();
            }
        }
        false
    }

    /// Reads a star behind SELECT, where one stands there.
    fn skip_star(&mut self) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let star = rest.iter().position(|token| {
            !["DISTINCT", "REDUCED"]
                .iter()
                .any(|word| token.is_word(self.text, word))
        });
        let is_star = star.is_some_and(|star| rest[star].text(self.text) == "*");
        if let Some(star) = star.filter(|_| is_star) {
            self.at += star + 1;
        }
        is_star
    }

    /// Reads to the end of the group that is open, or of the text.
    fn group(&mut self) {
        while let Some(token) = self.next() {
            match token.kind {
                TokenKind::Variable => self.see(&token),
                TokenKind::Open => self.group(),
                TokenKind::Close => return,
                TokenKind::Word => {
                    let text = self.text;
                    let is = |word| token.is_word(text, word);
                    if is("FILTER") || is("MINUS") {
                        self.skip_brackets();
                    } else if is("BIND") {
                        self.assignment();
                    } else if is("SELECT") {
                        return self.subquery();
                    } else if is("ORDER") {
                        self.skip_to_values();
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads up to the end of the next pair of brackets.
    fn skip_brackets(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth <= 1 => return,
                TokenKind::Close => depth -= 1,
                _ => {}
            }
        }
    }

    /// Reads `(… AS ?name)`: only the name is visible, which comes last.
    fn assignment(&mut self) {
        self.skip_brackets();
        if let Some(name) = self.tokens.get(self.at.saturating_sub(2)).cloned()
            && name.kind == TokenKind::Variable
        {
            self.see(&name);
        }
    }

    /// Reads what follows the SELECT of a subquery, to the end of its group.
    fn subquery(&mut self) {
        if self.skip_star() {
            return self.group();
        }
        while let Some(token) = self.tokens.get(self.at).cloned() {
            match token.kind {
                TokenKind::Variable => self.see(&token),
                TokenKind::Open if token.text(self.text) == "(" => {
                    self.assignment();
                    continue;
                }
                TokenKind::Open => break,
                _ => {}
            }
            self.at += 1;
        }
        // Its pattern, and what follows that up to the end of the group that it stands in.
        while let Some(token) = self.tokens.get(self.at) {
            match token.kind {
                TokenKind::Open => self.skip_brackets(),
                kind => {
                    self.at += 1;
                    if kind == TokenKind::Close {
                        return;
                    }
                }
            }
        }
    }

    /// Reads the conditions of an order, which show nothing, up to the values behind them.
    fn skip_to_values(&mut self) {
        while let Some(token) = self.tokens.get(self.at) {
            match token.kind {
                TokenKind::Close => return,
                TokenKind::Open => self.skip_brackets(),
                TokenKind::Word if token.is_word(self.text, "VALUES") => return,
                _ => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use oxrdf::Variable;

    use super::in_order_of_appearance;

    /// Gives the `columns`, which stand in the order of the alphabet, as the text names them.
    fn ordered(columns: &str, text: &str) -> String {
        let mut columns: Vec<Variable> = columns.split(' ').map(Variable::new_unchecked).collect();
        in_order_of_appearance(text, &mut columns);
        let names: Vec<&str> = columns.iter().map(Variable::as_str).collect();
        names.join(" ")
    }

    #[test]
    fn columns_stand_as_the_pattern_names_them() {
        for text in [
            "SELECT * { ?s ?p ?o }",
            "PREFIX s: <http://p/> select distinct * FROM <http://g/> WHERE { ?s s:p [ ?p $o ] }",
            "SELECT REDUCED * { ?s a 1 OPTIONAL { ?s !s:b ?p } { ?o s:x 1 } UNION { ?p s:y 1 } }",
            "SELECT * { VALUES (?s ?p) { (1 2) } BIND(?o0 + ?p AS ?o) }",
        ] {
            assert_eq!(ordered("o p s", text), "s p o", "{text}");
        }
    }

    #[test]
    fn variable_that_is_not_visible_does_not_count() {
        for text in [
            "SELECT * { FILTER(?a > 1) ?b <p> ?a }",
            "SELECT * { FILTER NOT EXISTS { ?a <p> 1 } ?b <p> ?a }",
            "SELECT * { FILTER <http://f/>(?a) ?b <p> ?a }",
            "SELECT * { MINUS { ?a <p> [ <q> 1 ] } ?b <p> ?a }",
            "SELECT * { BIND(?a AS ?b) ?b <p> ?a }",
            "SELECT * { { SELECT ?b { ?a <p> { ?b <q> 1 } } GROUP BY ?b ?a } ?b <p> ?a }",
            "SELECT * { { SELECT (COUNT(?a) AS ?b) { ?a <p> 1 } } ?b <p> ?a }",
        ] {
            assert_eq!(ordered("a b", text), "b a", "{text}");
        }
    }

    #[test]
    fn subquery_with_a_star_shows_all_it_names() {
        let text = "SELECT * { { SELECT * { ?c <p> ?b } ORDER BY ?a } ?b <q> ?a }";
        assert_eq!(ordered("a b c", text), "c b a");
    }

    #[test]
    fn values_behind_the_order_come_last() {
        let text = "SELECT * { ?b <p> 1 } ORDER BY ?a LIMIT 3 VALUES (?c ?a) { (1 2) }";
        assert_eq!(ordered("a b c", text), "b c a");
    }

    #[test]
    fn columns_that_are_named_stay_in_their_order() {
        assert_eq!(ordered("a b", "SELECT ?a ?b { ?b <p> ?a }"), "a b");
        let text = "SELECT ?a ?b { { SELECT * { ?b <p> ?a } } }";
        assert_eq!(ordered("a b", text), "a b");
    }
}
