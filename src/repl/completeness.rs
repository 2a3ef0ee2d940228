//! Whether what is typed is whole, and whether Enter runs it.
//!
//! Start at [`completeness`] and [`runs_on_enter`]; both are pure. "An error at the end of the text" is taken
//! from a resilient parser, never from the checker, whose furthest point is often the end of a wrong text too.

use super::statements::{Form, is_command_under_way, split};
use super::syntax::{Syntax, Verdict};
use super::tokens::Kind;

/// How far a text has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Completeness {
    /// Blanks and comments only.
    Empty,
    /// A command of the shell, on one line.
    Command,
    /// More must follow.
    Incomplete(Reason),
    /// It can be run; more may follow unless a `;` ends it.
    Complete {
        /// Whether a `;` ends it.
        terminated: bool,
    },
    /// Nothing that follows can mend it.
    Broken,
}

/// Why a text is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// This bracket is not closed.
    OpenBracket(char),
    /// A string in triple quotes is not closed.
    OpenString,
    /// The grammar wants more at the end.
    MoreExpected,
}

/// Tells how far the text of `syntax` has come; its last statement decides.
pub(super) fn completeness(syntax: &Syntax) -> Completeness {
    *syntax.completeness.get_or_init(|| of_text(syntax))
}

fn of_text(syntax: &Syntax) -> Completeness {
    let Some(last) = split(syntax).pop() else {
        return Completeness::Empty;
    };
    if last.form == Form::Command {
        return if is_command_under_way(&syntax.text[last.range]) {
            Completeness::Incomplete(Reason::MoreExpected)
        } else {
            Completeness::Command
        };
    }
    if last.terminated {
        return Completeness::Complete { terminated: true };
    }
    if last.range == (0..syntax.text.len()) {
        return of_statement(syntax);
    }
    of_statement(&Syntax::new(&syntax.text[last.range]))
}

/// Tells whether more must follow on the text of a single query or update.
pub(super) fn is_under_way(text: &str) -> bool {
    matches!(
        of_statement(&Syntax::new(text)),
        Completeness::Incomplete(_)
    )
}

fn of_statement(syntax: &Syntax) -> Completeness {
    let has = |kind: Kind| syntax.tokens.iter().any(|token| token.kind == kind);
    if has(Kind::OpenLongString) {
        return Completeness::Incomplete(Reason::OpenString);
    }
    if has(Kind::OpenShortString) || syntax.unopened.is_some() {
        return Completeness::Broken;
    }
    if let Some(&open) = syntax.unclosed.last() {
        let bracket = syntax.tokens[open].text(&syntax.text);
        let bracket = bracket.chars().next().unwrap_or('(');
        return Completeness::Incomplete(Reason::OpenBracket(bracket));
    }
    let Some(last) = syntax.significant().next_back() else {
        return Completeness::Empty;
    };
    let end = last.range.end;
    // The parser lets `ORDER BY` end a query; of all words, only those of `CLEAR ALL` and its like can.
    let word = last.text(&syntax.text);
    let wants_more = last.kind == Kind::Word
        && !["ALL", "DEFAULT", "NAMED"]
            .iter()
            .any(|w| w.eq_ignore_ascii_case(word));
    match syntax.parse() {
        Verdict::Wrong(error) if error < end => Completeness::Broken,
        Verdict::Wrong(_) => Completeness::Incomplete(Reason::MoreExpected),
        Verdict::Whole if wants_more => Completeness::Incomplete(Reason::MoreExpected),
        Verdict::Whole | Verdict::TooDeep => Completeness::Complete { terminated: false },
    }
}

/// Tells whether Enter runs the text of `syntax` instead of starting a new line.
///
/// Two empty lines run anything, so that nobody is trapped in a text that never becomes whole.
pub(super) fn runs_on_enter(syntax: &Syntax) -> bool {
    let text = &syntax.text;
    let empty_lines = text[text.trim_end().len()..].matches('\n').count();
    if empty_lines >= 2 {
        return true;
    }
    match completeness(syntax) {
        Completeness::Empty
        | Completeness::Command
        | Completeness::Broken
        | Completeness::Complete { terminated: true } => true,
        Completeness::Incomplete(_) => false,
        Completeness::Complete { terminated: false } => {
            let lines = split(syntax)
                .last()
                .map_or(0, |last| text[last.range.clone()].matches('\n').count());
            lines == 0 || empty_lines > 0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Completeness, Reason};
    use crate::repl::syntax::Syntax;

    fn completeness(text: &str) -> Completeness {
        super::completeness(&Syntax::new(text))
    }

    fn runs_on_enter(text: &str) -> bool {
        super::runs_on_enter(&Syntax::new(text))
    }

    const COMPLETE: Completeness = Completeness::Complete { terminated: false };

    #[test]
    fn blanks_and_comments_are_empty() {
        assert_eq!(completeness(" \n# a"), Completeness::Empty);
    }

    #[test]
    fn leading_dot_is_a_command_and_runs() {
        assert_eq!(completeness("  .help"), Completeness::Command);
        assert!(runs_on_enter(".mode"));
        assert!(!runs_on_enter(".explain SELECT ?s {"));
        assert!(runs_on_enter(".explain SELECT ?s {\n ?s ?p 1 }"));
        assert!(!runs_on_enter(".explain SELECT * {} ORDER BY"));
        assert!(!runs_on_enter(".format ASK { ?s ?p \"\"\"a"));
    }

    #[test]
    fn bare_words_for_leaving_are_commands() {
        assert_eq!(completeness("quit"), Completeness::Command);
        assert_eq!(completeness("\\q"), Completeness::Command);
    }

    #[test]
    fn open_bracket_wants_more() {
        assert_eq!(
            completeness("SELECT * { ?s ?p (1"),
            Completeness::Incomplete(Reason::OpenBracket('('))
        );
    }

    #[test]
    fn open_long_string_wants_more() {
        assert_eq!(
            completeness("ASK { ?s ?p \"\"\"a } ;"),
            Completeness::Incomplete(Reason::OpenString)
        );
    }

    #[test]
    fn open_short_string_is_broken() {
        assert_eq!(completeness("ASK { ?s ?p \"a }"), Completeness::Broken);
    }

    #[test]
    fn error_at_the_end_wants_more() {
        for text in [
            "SELECT ?s WHERE",
            "SELECT * { ?s ?p ?o } LIMIT ",
            "SELECT * {} ORDER BY\n",
            "PREFIX ex:",
            "SELECT ?s",
            "CONSTRUCT { ?s ?p ?o }",
            "DELETE { ?s ?p ?o }",
            "INSERT",
        ] {
            assert_eq!(
                completeness(text),
                Completeness::Incomplete(Reason::MoreExpected),
                "{text}"
            );
            assert!(!runs_on_enter(text), "{text}");
        }
    }

    #[test]
    fn error_before_the_end_is_broken_and_goes_to_the_checker() {
        assert_eq!(completeness("SELCT * { ?s ?p ?o }"), Completeness::Broken);
        assert!(runs_on_enter("SELCT * { ?s ?p ?o }"));
    }

    #[test]
    fn closing_bracket_too_many_is_broken() {
        assert_eq!(completeness("ASK { } }"), Completeness::Broken);
    }

    #[test]
    fn one_whole_line_runs() {
        assert_eq!(completeness("SELECT * { ?s ?p ?o }"), COMPLETE);
        assert!(runs_on_enter("SELECT * { ?s ?p ?o }"));
    }

    #[test]
    fn several_whole_lines_wait_for_an_empty_one() {
        let text = "SELECT *\n{ ?s ?p ?o }";
        assert_eq!(completeness(text), COMPLETE);
        assert!(!runs_on_enter(text));
        assert!(runs_on_enter(&format!("{text}\n  ")));
    }

    #[test]
    fn several_lines_run_at_a_semicolon_outside_brackets() {
        assert!(runs_on_enter("SELECT *\n{ ?s ?p ?o } ;"));
        assert!(!runs_on_enter("SELECT *\n{ ?s a <http://x/A> ;"));
    }

    #[test]
    fn two_empty_lines_run_anything() {
        assert!(!runs_on_enter("SELECT * {\n"));
        assert!(runs_on_enter("SELECT * {\n \n"));
    }

    #[test]
    fn hash_in_an_iri_and_less_than_are_no_obstacle() {
        assert_eq!(
            completeness("SELECT * { ?s <http://x/a#b> ?o FILTER(?o < 3 && ?o > 1) }"),
            COMPLETE
        );
    }

    #[test]
    fn prefix_line_alone_is_complete() {
        assert_eq!(completeness("PREFIX ex: <http://x/>"), COMPLETE);
    }

    #[test]
    fn second_of_two_pasted_queries_runs_both() {
        assert!(runs_on_enter("SELECT *\n{ ?s ?p ?o }\nASK {}"));
    }

    #[test]
    fn update_is_complete() {
        assert_eq!(completeness("INSERT DATA { <a:a> <a:b> 1 }"), COMPLETE);
        assert_eq!(
            completeness("DELETE WHERE { ?s ?p ?o };"),
            Completeness::Complete { terminated: true }
        );
    }

    #[test]
    fn no_prefix_of_a_query_is_a_panic() {
        let text = "PREFIX e: <http://e/#> # ä\nSELECT DISTINCT ?s (COUNT(*) AS ?n) FROM NAMED <g> WHERE {\n \
            ?s a e:A ; e:p|^e:q/e:r* [ e:s ( 1 2.5 'x'@de \"y\"^^e:t ) ] . << ?s e:p ?o >> e:q 1 .\n \
            OPTIONAL { GRAPH ?g { ?s ?p \"\"\"l\n\"\"\" } } FILTER(!(?a < ?b) && NOT EXISTS { ?s ?p ?o }) \
            BIND(IF(?x, 1, -2) AS ?y) VALUES (?a ?b) { (1 UNDEF) } { SELECT * {} } MINUS { ?s ?p ?o } } \
            GROUP BY ?s HAVING (COUNT(*) > 1) ORDER BY DESC(?n) LIMIT 3 OFFSET 2 ;\n \
            DELETE { ?s ?p ?o } INSERT { GRAPH <g> { ?s ?p ?o } } USING <g> WHERE { ?s ?p ?o } ; LOAD <f> INTO GRAPH <g>";
        for (end, _) in text.char_indices() {
            completeness(&text[..end]);
            runs_on_enter(&text[end..]);
        }
    }
}
