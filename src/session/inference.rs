//! Inference in a session: which rules are in force, and the dataset with what follows by them.

use std::cell::OnceCell;
use std::fs;
use std::mem;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Session;
use crate::failure::{Failure, Kind, Result};
use crate::inference::{self, Inferred, Progress, Rules};
use crate::language::wording;
use crate::store::load::{self, Document};
use crate::store::{self, Dataset, EmbeddedDataset};

/// Hexadecimal digits of the hash that tells rule files apart.
const HASH_DIGITS: usize = 16;

impl Session {
    /// Gives the rules in force: the axioms of the dataset and of the rule files that the options name.
    ///
    /// # Errors
    /// Of kind [`Kind::Store`] for a rule file that cannot be read.
    pub fn rules(&self) -> Result<Rules> {
        let base = self.rule_base()?;
        Ok(self.rules_with(base.as_ref())?)
    }

    /// Infers what follows from the dataset and keeps nothing of it.
    ///
    /// # Errors
    /// As [`Session::rules`]; of kind [`Kind::Interrupted`] once the session's token is cancelled.
    pub fn infer(&self, report: &mut dyn FnMut(Progress)) -> Result<Inferred> {
        let base = self.rule_base()?;
        let rules = self.rules_with(base.as_ref())?;
        let dataset = self.dataset.as_ref();
        Ok(inference::materialize(
            dataset,
            &rules,
            &self.cancellation,
            report,
        )?)
    }

    /// Infers what follows from the dataset and keeps it in the inferred graph.
    ///
    /// # Errors
    /// As [`Session::infer`]; of kind [`Kind::Usage`] where the dataset is open for reading only.
    pub fn materialize(&self, report: &mut dyn FnMut(Progress)) -> Result<Inferred> {
        let base = self.rule_base()?;
        let cancellation = &self.cancellation;
        let outcome = OnceCell::new();
        let mut derive = || {
            // The axioms are read here, where nobody else can change them.
            let rules = self.rules_with(base.as_ref())?;
            let dataset = self.dataset.as_ref();
            let inferred = inference::materialize(dataset, &rules, cancellation, report)?;
            let triples = outcome.get_or_init(|| inferred).triples();
            let triples = triples.map(|triple| {
                if cancellation.is_cancelled() {
                    return Err(store::Error::Cancelled);
                }
                Ok(triple)
            });
            Ok(Box::new(triples) as store::Triples<'_>)
        };
        self.dataset.infer(&self.regime()?, &mut derive)?;
        outcome
            .into_inner()
            .ok_or_else(|| store::Error::WithoutInference.into())
    }

    /// Gives the dataset whose default graph also holds what is inferred.
    ///
    /// In memory it is inferred now, unless it is current. A persistent store is written by `infer` only, so that a
    /// query never changes it.
    ///
    /// # Errors
    /// As [`Session::materialize`]; of kind [`Kind::Store`] where the store's inferred graph is not there, or was made by
    /// other rules.
    pub fn with_inferred(&self) -> Result<Arc<dyn Dataset>> {
        if let Some(dataset) = self.inferred_if_current()? {
            return Ok(dataset);
        }
        if let Some(folder) = &self.options.store {
            let folder = folder.display();
            let message = match self.dataset.inferred_by()? {
                Some(regime) => {
                    wording!(
                        "{folder}: what the store has was inferred by other rules ({regime})",
                        "{folder}: was im Store steht, wurde nach anderen Regeln gefolgert ({regime})"
                    )
                }
                None => wording!(
                    "{folder}: nothing is inferred since the store was last changed",
                    "{folder}: seit der letzten Änderung des Stores wurde nichts gefolgert"
                ),
            };
            return Err(
                Failure::new(Kind::Store, message).with_hint(if self.interactive {
                    wording!("`.infer` infers it", "`.infer` zieht die Folgerungen")
                } else {
                    wording!("`gremia infer --store DIR` infers it, with the same `--rules` and `--same-as`", "`gremia infer --store ORDNER` zieht die Folgerungen, mit denselben `--rules` und `--same-as`")
                }),
            );
        }
        self.materialize(&mut |_| ())?;
        self.inferred_if_current()?
            .ok_or_else(|| store::Error::Outdated.into())
    }

    /// Gives the dataset with what is inferred where that is at hand; nothing is computed.
    ///
    /// # Errors
    /// As [`Session::rules`].
    pub fn inferred_if_current(&self) -> Result<Option<Arc<dyn Dataset>>> {
        Ok(self.dataset.with_inferred(&self.regime()?)?)
    }

    /// Lets `read` see what is inferred as part of the session's dataset.
    ///
    /// # Errors
    /// As [`Session::with_inferred`], and those of `read`.
    pub fn reading_inferred<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let with_inferred = self.with_inferred()?;
        let stated = mem::replace(&mut self.dataset, with_inferred);
        let outcome = read(self);
        self.dataset = stated;
        outcome
    }

    /// Names the rules: another name is another inferred graph.
    fn regime(&self) -> Result<String> {
        let mut regime = inference::VERSION.to_owned();
        if self.options.same_as {
            regime.push_str("+same-as");
        }
        if !self.options.rules.is_empty() {
            let mut hash = Sha256::new();
            for path in &self.options.rules {
                let bytes = fs::read(path).map_err(|source| store::Error::Unreadable {
                    file: path.display().to_string(),
                    source,
                })?;
                hash.update(bytes.len().to_le_bytes());
                hash.update(&bytes);
            }
            let hash = crate::digest::hexadecimal(&hash.finalize());
            regime.push('+');
            regime.push_str(&hash[..HASH_DIGITS]);
        }
        Ok(regime)
    }

    fn rules_with(
        &self,
        base: Option<&EmbeddedDataset>,
    ) -> std::result::Result<Rules, store::Error> {
        let mut rules = Rules::from_dataset(self.dataset.as_ref())?;
        if let Some(base) = base {
            rules = rules.with_base(base)?;
        }
        Ok(if self.options.same_as {
            rules.with_same_as()
        } else {
            rules
        })
    }

    /// Reads the rule files that the options name.
    fn rule_base(&self) -> Result<Option<EmbeddedDataset>> {
        if self.options.rules.is_empty() {
            return Ok(None);
        }
        let base = EmbeddedDataset::in_memory()?;
        let documents = self
            .options
            .rules
            .iter()
            .map(|path| Document::open(path, None))
            .collect::<std::result::Result<Vec<_>, _>>()?;
        load::load(&base, documents, &self.cancellation, &mut |_| ())?;
        Ok(Some(base))
    }
}
