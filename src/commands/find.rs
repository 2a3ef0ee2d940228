//! `find`: finds nodes by label, folded and with typing errors forgiven.

use std::io::Write;

use clap::Args;
use oxrdf::{NamedNode, NamedOrBlankNodeRef};

use super::number::grouped;
use super::{Outcome, term};
use crate::failure::Result;
use crate::language::wording;
use crate::results::width::width;
use crate::session::Session;
use crate::text_search::LabelIndex;

/// Columns that a label needs beside a name, with what stands between them.
const LEAST_BESIDE: usize = 24;
/// Where a label begins below its name.
const INDENT: usize = 4;

/// Arguments of `find`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Words of a label; case, accents and umlaut spellings do not matter
    #[arg(required = true)]
    text: Vec<String>,
    /// Only instances of this class, for instance `gremia:Person` or `Person`
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// At most this many
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
}

impl Arguments {
    pub(super) fn run(&self, session: &mut Session, out: &mut dyn Write) -> Result<Outcome> {
        let class = self
            .class
            .as_deref()
            .map(|class| super::schema::class(session, class))
            .transpose()?;
        let rows = self.rows(session, class.as_ref())?;
        if rows.is_empty() {
            let remark = wording!("nothing is called like that", "nichts heißt so");
            writeln!(out, "{remark}")?;
            return Ok(Outcome::Negative);
        }
        let widest = rows
            .iter()
            .take(self.limit)
            .map(|(name, ..)| width(name))
            .max()
            .unwrap_or(0);
        let wide = session.display.width;
        // On a narrow terminal the label stands below its name.
        let below = wide.is_some_and(|wide| widest + LEAST_BESIDE > wide);
        for (name, label, kind) in rows.iter().take(self.limit) {
            let label = format!("{label}{kind}");
            if below {
                let label = term::wrap(&label, INDENT, wide);
                writeln!(out, "{name}\n{:INDENT$}{label}", "")?;
            } else {
                let blank = " ".repeat(widest - width(name));
                let label = term::wrap(&label, widest + 2, wide);
                writeln!(out, "{name}{blank}  {label}")?;
            }
        }
        if rows.len() > self.limit {
            let limit = grouped(self.limit);
            let remark = wording!(
                "… more than {limit}; say more words or raise --limit",
                "… mehr als {limit}; mehr Wörter angeben oder --limit erhöhen"
            );
            writeln!(out, "{}", term::wrap(&remark, 0, wide))?;
        }
        Ok(Outcome::Done)
    }

    /// Gives name, label and class of what fits, one more than are shown.
    fn rows(
        &self,
        session: &Session,
        class: Option<&NamedNode>,
    ) -> Result<Vec<(String, String, String)>> {
        let index = LabelIndex::build(&*session.dataset)?;
        let languages = &session.presentation.languages;
        let mut rows = Vec::new();
        let wanted = if class.is_some() {
            usize::MAX
        } else {
            self.limit.saturating_add(1)
        };
        for hit in index.search(&self.text.join(" "), wanted, languages) {
            let classes = term::classes(session, NamedOrBlankNodeRef::from(&hit.node))?;
            if class.is_none_or(|class| classes.contains(class)) {
                let kind = classes
                    .first()
                    .map(|class| term::label(session, class))
                    .transpose()?
                    .flatten();
                rows.push((
                    term::name(session, &hit.node),
                    hit.label,
                    kind.map_or_else(String::new, |kind| format!("  ({kind})")),
                ));
            }
        }
        Ok(rows)
    }
}
