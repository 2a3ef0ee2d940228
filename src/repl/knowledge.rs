//! What the shell tells its editor, and what it learns from it.
//!
//! Start at [`Knowledge`]. The shell keeps it up to date; the assistant of the editor reads it on every key. Back comes
//! which prefixes were offered that nobody has declared: once a name with one is entered, the shell declares it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::failure::Result;
use crate::language::wording;
use crate::named_queries::NamedQuery;
use crate::prefixes::Prefixes;
use crate::session::{Kept, Last};

use super::absence::absent;
use super::command_completion::Known;
use super::completion::{Completion, Recent, Sources, declared, usual};
use super::look::Look;
use super::shell::Shell;
use super::syntax::Syntax;
use super::term_index::{TermIndex, Terms};
use super::tokens::Kind;

/// What the shell tells its editor.
#[derive(Default)]
pub(super) struct Knowledge {
    /// The prefixes of the session.
    pub(super) prefixes: Prefixes,
    /// Whether a query must declare its prefixes itself.
    pub(super) strict: bool,
    /// The prefixes that were offered since the entry was begun and that nobody has declared.
    offered: BTreeSet<&'static str>,
    /// The terms of the dataset.
    pub(super) terms: Terms,
    /// The commands of the shell.
    pub(super) commands: Vec<Known>,
    /// The named queries.
    pub(super) queries: Vec<NamedQuery>,
    /// What `.let` has named, and what it stands for.
    pub(super) names: Vec<(String, String)>,
    /// The last result.
    last: Last,
    /// The terms that were used last.
    pub(super) recent: Recent,
    /// What was entered before the line being edited and waits for more.
    pub(super) pending: String,
    /// How the line looks.
    pub(super) look: Look,
}

impl Knowledge {
    /// Asks `complete` with all that is known.
    pub(super) fn completed(
        &self,
        complete: impl FnOnce(&Sources<'_>) -> Completion,
    ) -> Completion {
        let terms = self.terms.ready();
        let columns = self.columns();
        complete(&Sources {
            prefixes: &self.prefixes,
            strict: self.strict,
            terms: terms.as_deref(),
            is_missing: terms.is_none() && self.terms.is_missing(),
            commands: &self.commands,
            queries: &self.queries,
            names: &self.names,
            columns: &columns,
            recent: &self.recent,
        })
    }

    fn columns(&self) -> Vec<String> {
        let last = self.last.get();
        match last.as_ref().and_then(|last| last.kept.as_ref()) {
            Some(Kept::Solutions(columns, _)) => {
                let columns = columns.iter();
                columns.map(|column| column.as_str().to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Takes note of the undeclared prefixes of what is offered.
    pub(super) fn note_offer<'c>(&mut self, candidates: impl Iterator<Item = &'c str>) {
        let offered = candidates.filter_map(|candidate| Some(usual(candidate)?.0));
        let new = offered.filter(|prefix| self.prefixes.namespace(prefix).is_none());
        self.offered.extend(new);
    }

    /// Begins another entry: what was offered for the one before does not count for it.
    pub(super) fn begin_entry(&mut self) {
        self.offered.clear();
    }

    /// Tells whether a name in a query can have `prefix`, or will once it is entered.
    pub(super) fn knows_prefix(&self, prefix: &str) -> bool {
        !self.strict && (self.prefixes.namespace(prefix).is_some() || self.offered.contains(prefix))
    }

    /// Gives where the names stand in `syntax`, in order, that occur nowhere in the dataset; nothing as long as its terms
    /// are being read.
    pub(super) fn absent(&self, syntax: &Syntax) -> Vec<Range<usize>> {
        let session = (!self.strict).then_some(&self.prefixes);
        let terms = self.terms.current();
        terms.map_or_else(Vec::new, |terms| absent(syntax, session, &terms))
    }

    /// Gives the best label of the thing that is written `name` in `syntax`.
    pub(super) fn label(&self, name: &str, syntax: &Syntax) -> Option<String> {
        let terms = self.terms.ready()?;
        let own = declared(syntax).into_iter().collect::<BTreeMap<_, _>>();
        let split = name.split_once(':').filter(|_| !name.starts_with('<'));
        let iri = match split {
            None => name.strip_prefix('<')?.strip_suffix('>')?.to_owned(),
            Some((prefix, local)) => {
                let session = self.prefixes.namespace(prefix);
                let offered = || usual(name).filter(|(usual, _)| self.offered.contains(usual));
                let namespace = own.get(prefix).copied().or(session);
                let namespace = namespace.or_else(|| Some(offered()?.1))?;
                format!("{namespace}{local}")
            }
        };
        TermIndex::name(&terms, &iri).map(str::to_owned)
    }
}

impl Shell {
    /// Tells the editor what it needs of the session.
    pub(super) fn tell_editor(&self) {
        let mut knowledge = self.knowledge.borrow_mut();
        knowledge.prefixes = self.session.prefixes.clone();
        knowledge.strict = self.settings.strict_prefixes;
        knowledge.last = self.session.last.clone();
    }

    /// Makes `prefix` one of the session, and says so.
    ///
    /// # Errors
    /// Where `namespace` is no absolute IRI.
    pub(super) fn declare_prefix(&mut self, prefix: &str, namespace: &str) -> Result<()> {
        self.session.prefixes.insert(prefix, namespace)?;
        self.note(&wording!(
            "{prefix}: is <{namespace}> for this session",
            "{prefix}: steht in dieser Sitzung für <{namespace}>"
        ));
        Ok(())
    }

    /// Declares the prefixes of `entry` that completion offered and that nobody has declared.
    ///
    /// # Errors
    /// None for the prefixes that everybody uses.
    pub(super) fn declare_offered(&mut self, entry: &str) -> Result<()> {
        let offered = std::mem::take(&mut self.knowledge.borrow_mut().offered);
        if offered.is_empty() {
            return Ok(());
        }
        let syntax = Syntax::new(entry);
        let own = declared(&syntax);
        for token in &syntax.tokens {
            let name = token.text(entry);
            let Kind::PrefixedName(length) = token.kind else {
                continue;
            };
            let prefix = &name[..length];
            let is_free = self.session.prefixes.namespace(prefix).is_none()
                && !own.iter().any(|(own, _)| *own == prefix);
            if let Some((prefix, namespace)) = usual(name)
                && is_free
                && offered.contains(prefix)
            {
                self.declare_prefix(prefix, namespace)?;
            }
        }
        self.tell_editor();
        Ok(())
    }

    /// Takes note of the terms of a query that ran, which completion offers before others from then on.
    pub(super) fn note_use(&self, query: &str) {
        if !self.completes {
            return;
        }
        let syntax = Syntax::new(query);
        let mut prefixes = self.session.prefixes.clone();
        for (prefix, namespace) in declared(&syntax) {
            // The query ran, so that its declarations are right.
            let _ = prefixes.insert(prefix, namespace);
        }
        let names = syntax.significant();
        let names = names.filter(|token| matches!(token.kind, Kind::PrefixedName(_) | Kind::Iri));
        let used = names.filter_map(|token| prefixes.expand(token.text(query)).ok());
        let used = used.map(oxrdf::NamedNode::into_string);
        self.knowledge.borrow_mut().recent.note(used);
    }
}
