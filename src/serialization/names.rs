//! How canonical Turtle writes IRIs: prefixed names, relative to the base, or in full.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sophia::iri::resolve::BaseIri;

use crate::prefixes::Prefixes;

/// The written forms of IRIs, and which prefixes and whether the base is needed to read them.
pub(super) struct Names<'a> {
    prefixes: &'a Prefixes,
    base: Option<BaseIri<&'a str>>,
    used: BTreeSet<&'a str>,
    base_used: bool,
}

enum Form<'a> {
    Prefixed(&'a str, &'a str),
    Relative(&'a str),
    Full,
}

impl<'a> Names<'a> {
    /// Makes the names for `prefixes`; a `base` that is no absolute IRI is not used.
    pub(super) fn new(prefixes: &'a Prefixes, base: Option<&'a str>) -> Self {
        Self {
            prefixes,
            base: base.and_then(|base| BaseIri::new(base).ok()),
            used: BTreeSet::new(),
            base_used: false,
        }
    }

    /// Appends the written form of `iri`.
    pub(super) fn push(&self, out: &mut String, iri: &'a str) {
        match self.form(iri) {
            Form::Prefixed(prefix, local) => {
                out.push_str(prefix);
                out.push(':');
                out.push_str(local);
            }
            Form::Relative(relative) => push_iri(out, relative),
            Form::Full => push_iri(out, iri),
        }
    }

    /// Notes that `iri` is written, so that the header declares what reading it needs.
    pub(super) fn note_use(&mut self, iri: &'a str) {
        match self.form(iri) {
            Form::Prefixed(prefix, _) => {
                self.used.insert(prefix);
            }
            Form::Relative(_) => self.base_used = true,
            Form::Full => {}
        }
    }

    /// Writes the `@base` and `@prefix` lines that the noted names need.
    pub(super) fn push_header(&self, out: &mut String) {
        if let Some(base) = self.base.as_ref().filter(|_| self.base_used) {
            out.push_str("@base ");
            push_iri(out, base);
            out.push_str(" .\n");
        }
        for prefix in &self.used {
            out.push_str("@prefix ");
            out.push_str(prefix);
            out.push_str(": ");
            push_iri(out, self.prefixes.namespace(prefix).unwrap_or_default());
            out.push_str(" .\n");
        }
    }

    fn form(&self, iri: &'a str) -> Form<'a> {
        if let Some((prefix, local)) = self
            .prefixes
            .split(iri)
            .filter(|(prefix, local)| is_prefix(prefix) && is_local_name(local))
        {
            return Form::Prefixed(prefix, local);
        }
        let relative = self.base.as_ref().and_then(|base| {
            let relative = iri.strip_prefix(&***base)?;
            let resolved = base.resolve(relative).ok()?;
            (resolved.as_str() == iri).then_some(relative)
        });
        relative.map_or(Form::Full, Form::Relative)
    }
}

/// Appends `iri` in angle brackets, with numeric escapes for what may not stand there.
///
/// Source: Turtle 1.2, production `IRIREF`.
fn push_iri(out: &mut String, iri: &str) {
    out.push('<');
    for c in iri.chars() {
        if c <= ' ' || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\') {
            write!(out, "\\u{:04X}", u32::from(c)).expect("writing to a string does not fail");
        } else {
            out.push(c);
        }
    }
    out.push('>');
}

/// Tells whether `text` can stand before the colon of a prefixed name.
///
/// Source: Turtle 1.2, production `PN_PREFIX`.
fn is_prefix(text: &str) -> bool {
    text.is_empty()
        || (text.starts_with(is_name_base)
            && !text.ends_with('.')
            && text.chars().all(|c| c == '.' || is_name(c)))
}

/// Tells whether `text` can follow the colon of a prefixed name without an escape.
///
/// Source: Turtle 1.2, production `PN_LOCAL`.
fn is_local_name(text: &str) -> bool {
    text.starts_with(|c: char| is_name_base(c) || c.is_ascii_digit() || matches!(c, '_' | ':'))
        && !text.ends_with('.')
        && text.chars().all(|c| matches!(c, '.' | ':') || is_name(c))
}

/// Source: Turtle 1.2, production `PN_CHARS`.
fn is_name(c: char) -> bool {
    is_name_base(c)
        || c.is_ascii_digit()
        || matches!(c, '_' | '-' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Source: Turtle 1.2, production `PN_CHARS_BASE`.
fn is_name_base(c: char) -> bool {
    matches!(c,
        'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

#[cfg(test)]
mod tests {
    use super::Names;
    use crate::prefixes::Prefixes;

    fn check(iri: &'static str, text: &str, header: &str) {
        let mut prefixes = Prefixes::default();
        prefixes.insert("ex", "http://ex.org/").unwrap();
        prefixes.insert("exa", "http://ex.org/a/").unwrap();
        let mut names = Names::new(&prefixes, Some("http://base.org/"));
        names.note_use(iri);
        let (mut found, mut found_header) = (String::new(), String::new());
        names.push(&mut found, iri);
        names.push_header(&mut found_header);
        assert_eq!((found.as_str(), found_header.as_str()), (text, header));
    }

    #[test]
    fn longest_namespace_abbreviates_and_is_declared() {
        let header = "@prefix exa: <http://ex.org/a/> .\n";
        check("http://ex.org/a/Müller-1", "exa:Müller-1", header);
    }

    #[test]
    fn local_name_outside_the_grammar_is_written_in_full() {
        check("http://ex.org/a²", "<http://ex.org/a²>", "");
        check("http://ex.org/x#y", "<http://ex.org/x#y>", "");
    }

    #[test]
    fn iri_under_the_base_is_relative() {
        check(
            "http://base.org/s#char=1,2",
            "<s#char=1,2>",
            "@base <http://base.org/> .\n",
        );
    }

    #[test]
    fn iri_whose_relative_form_means_another_stays_in_full() {
        check("http://base.org//host", "<http://base.org//host>", "");
        check("http://base.org/a:b", "<http://base.org/a:b>", "");
        check("http://base.org/x/../y", "<http://base.org/x/../y>", "");
    }
}
