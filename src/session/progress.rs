//! How far the running command is, for a front end that tells it itself.

use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, WeakProgressBar};

/// The bar of the command that runs, shared by the copies of a session.
#[derive(Clone, Default)]
pub struct Progress(Arc<Mutex<Option<WeakProgressBar>>>);

impl Progress {
    /// Follows `bar` from now on, as long as it is there.
    pub fn follow(&self, bar: &ProgressBar) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.downgrade());
    }

    /// Says how far the command is: the share that is done, where the whole is known, and what the bar says besides.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let followed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = followed.as_ref()?.upgrade()?;
        let share = bar.length().filter(|length| *length > 0).map(|length| {
            let share = bar.position().min(length) * 100 / length;
            format!("{share} %")
        });
        let parts = [bar.prefix(), share.unwrap_or_default(), bar.message()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Some(parts.join(" · ")).filter(|words| !bar.is_finished() && !words.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use indicatif::ProgressBar;

    use super::Progress;

    #[test]
    fn bar_is_told_in_words_until_it_is_gone() {
        let progress = Progress::default();
        assert_eq!(progress.words(), None);
        let bar = ProgressBar::hidden().with_prefix("a.ttl");
        progress.clone().follow(&bar);
        assert_eq!(progress.words().as_deref(), Some("a.ttl"));
        bar.set_length(200);
        bar.set_position(90);
        bar.set_message("9 statements");
        assert_eq!(
            progress.words().as_deref(),
            Some("a.ttl · 45 % · 9 statements")
        );
        drop(bar);
        assert_eq!(progress.words(), None);
    }
}
