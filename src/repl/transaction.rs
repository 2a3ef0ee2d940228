//! Updates that wait for each other: `.begin`, `.commit`, `.rollback`.
//!
//! The store applies a request as a whole or not at all, and has no transaction that lasts from one request to the
//! next. So updates wait, each checked as it comes, and `.commit` sends them as one request. Until then no query sees
//! what they do.

use crate::commands::Outcome;
use crate::commands::answer::{Text, cancellation, wrong_query};
use crate::failure::{Failure, Kind, Result};
use crate::language::{grouped, wording};
use crate::sparql;

use super::changes;
use super::runner::Work;
use super::shell::{Flow, Shell};

impl Shell {
    /// Lets updates wait from now on.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where they do already, or the dataset cannot be written.
    pub(super) fn begin(&mut self) -> Result<()> {
        if self.waiting.is_some() {
            return Err(Failure::new(
                Kind::Usage,
                wording!("updates wait already", "Updates warten schon"),
            )
            .with_hint(way_out()));
        }
        if self.session.options.read_only {
            return Err(Failure::new(
                Kind::Usage,
                wording!(
                    "the store is open for reading only",
                    "der Store ist nur zum Lesen offen"
                ),
            ));
        }
        self.waiting = Some(Vec::new());
        self.note(&wording!(
            "updates wait for `.commit`; queries do not see them until then",
            "Updates warten auf `.commit`; bis dahin sehen Abfragen sie nicht"
        ));
        Ok(())
    }

    /// Makes the update `own`, the last statement and known to be valid, wait for `.commit`.
    pub(super) fn let_wait(&mut self, own: &str) {
        let text = match &self.last_bound {
            Some(named) => named.text.clone(),
            None => self.with_base(own),
        };
        // The engine takes declarations at the start of a request only, so none are left.
        let whole = sparql::prepare(&text, &self.session.prefixes, &[])
            .map_or_else(|_| text.clone(), |prepared| prepared.text().to_owned());
        let waiting = self.waiting.get_or_insert_default();
        waiting.push(whole.trim_end_matches([';', ' ', '\n']).to_owned());
        let count = grouped(waiting.len() as u64);
        self.note(&wording!(
            "waits for `.commit`, as number {count}",
            "wartet auf `.commit`, als Nummer {count}"
        ));
    }

    /// Applies what waits, all of it or nothing; what cannot be applied goes on waiting.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where no update may wait; else what the dataset says.
    pub(super) fn commit(&mut self) -> Result<Flow> {
        let waiting = self.waiting.take().ok_or_else(nothing_begun)?;
        if waiting.is_empty() {
            self.note(&wording!("nothing waited", "es wartete nichts"));
            return Ok(Flow::Next);
        }
        let failure = match self.apply(waiting.join(" ;\n")) {
            Ok(flow) => {
                let count = grouped(waiting.len() as u64);
                self.note(&wording!(
                    "applied together: {count}",
                    "gemeinsam angewandt: {count}"
                ));
                return Ok(flow);
            }
            Err(failure) => failure,
        };
        let several = waiting.len() > 1;
        self.waiting = Some(waiting);
        if !several {
            return Err(failure);
        }
        Err(failure.with_hint(wording!(
            "all of them go on waiting; `.rollback N` drops one",
            "alle warten weiter; `.rollback N` verwirft eins davon"
        )))
    }

    fn apply(&mut self, text: String) -> Result<Flow> {
        let request = Text { text, file: None };
        let prepared = sparql::prepare(&request.text, &self.session.prefixes, &[])
            .map_err(|diagnostic| wrong_query(&diagnostic, &request, &self.session))?;
        let tells_changes = self.tells_changes();
        let work: Work = Box::new(move |session, progress, _| {
            let dataset = session.dataset.as_ref();
            let told = tells_changes.then_some(progress);
            changes::apply(&prepared, dataset, &cancellation(session, None), told)?;
            Ok(Outcome::Done)
        });
        let flow = self.work(true, work)?;
        self.tell_change();
        self.changed();
        Ok(flow)
    }

    /// Drops what waits, or only the update of the number that is given.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`] where no update may wait, or none has that number.
    pub(super) fn roll_back(&mut self, number: Option<&str>) -> Result<()> {
        if let Some(number) = number {
            return self.drop_one(number);
        }
        let waiting = self.waiting.take().ok_or_else(nothing_begun)?;
        let count = grouped(waiting.len() as u64);
        self.note(&wording!("dropped: {count}", "verworfen: {count}"));
        Ok(())
    }

    fn drop_one(&mut self, number: &str) -> Result<()> {
        let waiting = self.waiting.as_mut().ok_or_else(nothing_begun)?;
        let place = number.parse::<usize>().ok();
        let place = place.and_then(|number| number.checked_sub(1));
        let Some(place) = place.filter(|place| *place < waiting.len()) else {
            let count = grouped(waiting.len() as u64);
            let message = wording!(
                "no update that waits has the number `{number}`",
                "kein wartendes Update hat die Nummer `{number}`"
            );
            let hint = wording!("of them there wait {count}", "davon warten {count}");
            return Err(Failure::new(Kind::Usage, message).with_hint(hint));
        };
        let dropped = waiting.remove(place);
        let count = grouped(waiting.len() as u64);
        let dropped = dropped.lines().next().unwrap_or_default();
        self.note(&wording!(
            "dropped: {dropped}\nstill waiting: {count}",
            "verworfen: {dropped}\nes warten noch {count}"
        ));
        Ok(())
    }

    /// Fails behind `.begin`: what follows could not see what waits, would lose it, or would not wait itself.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`].
    pub(super) fn nothing_waits(&self) -> Result<()> {
        let Some(waiting) = &self.waiting else {
            return Ok(());
        };
        let count = grouped(waiting.len() as u64);
        let message = wording!(
            "this cannot wait for `.commit` with the updates; of those there wait {count}",
            "das kann nicht mit den Updates auf `.commit` warten; davon warten {count}"
        );
        Err(Failure::new(Kind::Usage, message).with_hint(way_out()))
    }

    /// Fails where a text ends, or is left, while something waits.
    ///
    /// # Errors
    /// Of kind [`Kind::Usage`].
    pub(super) fn nothing_is_lost(&self) -> Result<()> {
        let count = self.waiting.as_ref().map_or(0, Vec::len);
        if count == 0 {
            return Ok(());
        }
        let message = wording!(
            "the input ends while updates wait for `.commit`; not applied: {count}",
            "die Eingabe endet, während Updates auf `.commit` warten; nicht angewandt: {count}"
        );
        Err(Failure::new(Kind::Usage, message).with_hint(way_out()))
    }

    /// Lists what waits, for `.status`.
    pub(super) fn count_waiting(&self) -> String {
        self.waiting
            .as_ref()
            .map_or_else(|| "-".to_owned(), |waiting| waiting.len().to_string())
    }
}

fn nothing_begun() -> Failure {
    let message = wording!("no `.begin` came before", "davor kam kein `.begin`");
    let hint = wording!(
        "without it each update is applied at once",
        "ohne ihn wird jedes Update sofort angewandt"
    );
    Failure::new(Kind::Usage, message).with_hint(hint)
}

fn way_out() -> String {
    wording!(
        "`.commit` applies them, `.rollback` drops them",
        "`.commit` wendet sie an, `.rollback` verwirft sie"
    )
}
