//! Whether an XML text has come to its end: the RDF/XML parser takes one that breaks off for a whole one.

/// Follows an XML text byte by byte.
#[derive(Debug, Default)]
pub(super) struct Elements {
    open: usize,
    any: bool,
    place: Place,
    /// The bytes of what stands between `<` and `>`, as many of its first as tell its kind, then the last three.
    seen: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    /// Behind `<`, outside of quotes.
    Markup,
    /// Between quotes of this kind in a tag.
    Quoted(u8),
    /// In a document type, this many square brackets deep.
    DocumentType(usize),
}

/// Bytes that tell what markup is: those of `![CDATA[`.
const LONGEST_KIND: usize = 8;

impl Elements {
    /// Tells whether the text could end here: it has a root element, and every element is closed.
    pub(super) fn is_whole(&self) -> bool {
        self.any && self.open == 0 && self.place == Place::Text
    }

    /// Takes the next byte.
    pub(super) fn follow(&mut self, byte: u8) {
        match (self.place, byte) {
            (Place::Text, b'<') => {
                self.place = Place::Markup;
                self.seen.clear();
            }
            (Place::Quoted(quote), byte) => {
                if byte == quote {
                    self.place = Place::Markup;
                }
            }
            (Place::DocumentType(depth), b'[') => self.place = Place::DocumentType(depth + 1),
            (Place::DocumentType(depth), b']') => {
                self.place = Place::DocumentType(depth.saturating_sub(1));
            }
            (Place::DocumentType(0), b'>') => self.place = Place::Text,
            (Place::Text | Place::DocumentType(_), _) => {}
            (Place::Markup, quote @ (b'"' | b'\'')) if self.is_tag() => {
                self.place = Place::Quoted(quote);
            }
            (Place::Markup, b'>') => self.end_markup(),
            (Place::Markup, byte) => {
                if self.seen.len() == LONGEST_KIND + 3 {
                    self.seen.remove(LONGEST_KIND);
                }
                self.seen.push(byte);
                if self.seen == *b"!DOCTYPE" {
                    self.place = Place::DocumentType(0);
                }
            }
        }
    }

    fn is_tag(&self) -> bool {
        !self.seen.starts_with(b"!") && !self.seen.starts_with(b"?")
    }

    /// Takes a `>`, which ends markup unless it stands inside.
    fn end_markup(&mut self) {
        let seen = self.seen.as_slice();
        let ends = |start: &[u8], end: &[u8]| {
            seen.len() >= start.len() + end.len() && seen.starts_with(start) && seen.ends_with(end)
        };
        if self.is_tag() {
            self.any = true;
            if seen.starts_with(b"/") {
                self.open = self.open.saturating_sub(1);
            } else if !seen.ends_with(b"/") {
                self.open += 1;
            }
        } else if !(ends(b"!--", b"--") || ends(b"![CDATA[", b"]]") || ends(b"?", b"?")) {
            return self.seen.push(b'>');
        }
        self.place = Place::Text;
    }
}

#[cfg(test)]
mod tests {
    use super::Elements;

    fn is_whole(text: &str) -> bool {
        let mut elements = Elements::default();
        text.bytes().for_each(|byte| elements.follow(byte));
        elements.is_whole()
    }

    #[test]
    fn text_with_all_elements_closed_is_whole() {
        for text in [
            "<a/>",
            "<?xml version='1.0'?>\n<a b='/>' c=\">\"><b/><c >x</c ></a>\n",
            "<!DOCTYPE a [ <!ENTITY b \"<c>\"> ]><a>&b;</a>",
            "<a><!-- <b> -> --><![CDATA[<c> ]> ]]></a><!-- -->",
        ] {
            assert!(is_whole(text), "{text}");
        }
    }

    #[test]
    fn text_that_breaks_off_anywhere_is_not() {
        let text = "<?xml version='1.0'?><a b='/>'><!-- </a> --><b/><![CDATA[</a>]]>x</a>";
        for end in 0..text.len() {
            assert!(!is_whole(&text[..end]), "{}", &text[..end]);
        }
        assert!(is_whole(text));
    }
}
