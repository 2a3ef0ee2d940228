//! What an update changed, for those who wait for it.

use std::cmp::Ordering;
use std::time::{Duration, Instant};

use crate::failure::Result;
use crate::language::{grouped, wording};
use crate::sparql::{Cancellation, Prepared};
use crate::store::Dataset;

use super::runner::Progress;
use super::shell::Shell;
use super::timing;

/// A dataset that takes longer to be counted is not: an update is not to take longer for it.
const LONGEST_COUNT: Duration = Duration::from_millis(100);

/// Quads that are counted before the time is looked at.
const QUADS_BETWEEN_LOOKS: usize = 1024;

/// What an update did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// How many statements there were before and after, where they are counted at once.
    sizes: Option<(usize, usize)>,
    /// How long the update took.
    time: Duration,
}

/// Applies an update; who is `told` learns what it changed.
///
/// # Errors
/// What the dataset says.
pub(super) fn apply(
    update: &Prepared,
    dataset: &dyn Dataset,
    cancellation: &Cancellation,
    told: Option<&Progress>,
) -> Result<()> {
    let before = told.and_then(|_| size(dataset));
    let started = Instant::now();
    update.apply(dataset, cancellation)?;
    let time = started.elapsed();
    if let Some(progress) = told {
        let sizes = before.and_then(|before| Some((before, size(dataset)?)));
        progress.changed(Change { sizes, time });
    }
    Ok(())
}

/// Counts the statements of a dataset that is not too large for that.
fn size(dataset: &dyn Dataset) -> Option<usize> {
    let started = Instant::now();
    let mut count = 0;
    for quad in dataset.quads(None, None, None, None) {
        quad.ok()?;
        count += 1;
        if count % QUADS_BETWEEN_LOOKS == 0 && started.elapsed() > LONGEST_COUNT {
            return None;
        }
    }
    Some(count)
}

impl Change {
    /// Tells it, in parts with `separator` between them.
    fn told(&self, separator: &str) -> String {
        let what = match self.sizes {
            None => wording!("updated", "aktualisiert"),
            Some((before, after)) => {
                let counted = match before.abs_diff(after) {
                    0 => after,
                    difference => difference,
                };
                let noun = match counted {
                    1 => wording!("statement", "Tripel"),
                    _ => wording!("statements", "Tripel"),
                };
                let (counted, now) = (grouped(counted as u64), grouped(after as u64));
                match after.cmp(&before) {
                    Ordering::Greater => {
                        wording!(
                            "{counted} {noun} more, now {now}",
                            "{counted} {noun} mehr, jetzt {now}"
                        )
                    }
                    Ordering::Less => {
                        wording!(
                            "{counted} {noun} fewer, now {now}",
                            "{counted} {noun} weniger, jetzt {now}"
                        )
                    }
                    Ordering::Equal => {
                        wording!("{counted} {noun} as before", "{counted} {noun} wie zuvor")
                    }
                }
            }
        };
        [what, timing::told(self.time)].join(separator)
    }
}

impl Shell {
    /// Tells whether somebody at a prompt waits to hear what an update changed.
    pub(super) fn tells_changes(&self) -> bool {
        self.completes && self.reading == 0
    }

    /// Says what the last update changed.
    pub(super) fn tell_change(&self) {
        if let Some(change) = self.runner.change() {
            self.note(&change.told(self.separator()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Change;

    #[test]
    fn change_is_told_by_the_number_of_statements() {
        let told = |sizes| {
            let time = Duration::from_millis(3);
            Change { sizes, time }.told(" · ")
        };
        assert_eq!(
            told(Some((1, 1_002))),
            "1,001 statements more, now 1,002 · 3.0 ms"
        );
        assert_eq!(told(Some((3, 2))), "1 statement fewer, now 2 · 3.0 ms");
        assert_eq!(told(Some((5, 5))), "5 statements as before · 3.0 ms");
        assert_eq!(told(None), "updated · 3.0 ms");
    }
}
