//! Why a part with parts of its own leaves no row: UNION, a subquery, a group in braces, MINUS, LATERAL, HAVING.

use oxrdf::Variable;
use spargebra::algebra::{Expression, GraphPattern};

use super::super::algebra::{
    self, Around, Having, Member, Members, Opened, expression_text, is_unnamed,
};
use super::super::aliases;
use super::{Emptiness, Error, Inquiry, MOST_COUNTED, Part, all_rows, any_row};
use crate::language::grouped;
use crate::language::wording;
use crate::sparql::fix::Fix;
use crate::sparql::nearness::{in_short, times};

/// Branches of UNION that are looked into at most.
const MOST_BRANCHES: usize = 12;

impl Inquiry<'_> {
    /// Explains why the part at `index`, which is `pattern`, leaves nothing of the rows `before`.
    pub(super) fn group(
        &self,
        pattern: &GraphPattern,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let member = Member::Other(pattern.clone());
        let is_empty = self.count(&self.members.of_one(&member, 1))? == 0;
        let is_first = index == 0 && !self.members.has_rows_around();
        let (around, rows_around) = if is_empty || is_first {
            (Around::Nothing, 1)
        } else {
            (Around::Joined(self.members.pattern(index)), before)
        };
        match self.members.open(pattern, &around) {
            Some(Opened::Graph(name, members)) => {
                self.block(&name, &members, rows_around, found)?;
            }
            Some(opened) => {
                for (title, members) in parts(opened) {
                    self.part(title, members, rows_around, found)?;
                }
            }
            None => {}
        }
        if !told(found) {
            found.reasons.push(if is_empty {
                wording!(
                    "this part has no rows by itself",
                    "dieser Teil hat schon für sich allein keine Zeilen"
                )
            } else {
                wording!(
                    "this part does not join with {}",
                    "dieser Teil lässt sich mit {} verbinden",
                    any_row(before)
                )
            });
        }
        Ok(())
    }

    /// Goes through the members of a part, and notes what becomes of `before` rows.
    pub(super) fn part(
        &self,
        title: String,
        members: Members,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let inside = self.inside(members, before).answer()?;
        self.choose(inside.fix, found)?;
        if let Some(stage) = found.stages.last_mut() {
            stage.parts.push(Part {
                title,
                stages: inside.stages,
                reasons: inside.reasons,
            });
        }
        Ok(())
    }

    /// Proposes `fix` where nothing is proposed, or where only with `fix` the query has rows.
    fn choose(&self, fix: Option<Fix>, found: &mut Emptiness) -> Result<(), Error> {
        let Some(fix) = fix else {
            return Ok(());
        };
        let is_better = match &found.fix {
            Some(known) => !self.has_rows(known)? && self.has_rows(&fix)?,
            None => true,
        };
        if is_better {
            found.fix = Some(fix);
        }
        Ok(())
    }

    /// Tells whether the query has rows once it is mended.
    pub(super) fn has_rows(&self, fix: &Fix) -> Result<bool, Error> {
        match self.query(&fix.apply(self.text)) {
            Some(query) => Ok(self.count(&algebra::first_row_text(&query))? > 0),
            None => Ok(false),
        }
    }

    /// Shows what each branch of UNION gave, where a member behind the first `count` took all of it away.
    pub(super) fn contributions(&self, count: usize, found: &mut Emptiness) -> Result<(), Error> {
        for (stage, member) in self.members.list.iter().enumerate().take(count) {
            let Member::Other(pattern @ GraphPattern::Union { .. }) = member else {
                continue;
            };
            let around = if stage == 0 && !self.members.has_rows_around() {
                Around::Nothing
            } else {
                Around::Joined(self.members.pattern(stage))
            };
            let before = match stage.checked_sub(1) {
                Some(stage) => found.stages[stage].rows,
                None => self.before,
            };
            let mut branches = Emptiness {
                stages: vec![found.stages[stage].clone()],
                ..Emptiness::default()
            };
            for (title, members) in self
                .members
                .open(pattern, &around)
                .into_iter()
                .flat_map(parts)
            {
                self.part(title, members, before, &mut branches)?;
            }
            found.stages.splice(stage..=stage, branches.stages);
            self.choose(branches.fix, found)?;
        }
        Ok(())
    }

    /// Explains why MINUS leaves nothing of the rows `before`.
    pub(super) fn minus(
        &self,
        pattern: &GraphPattern,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let around = Around::Joined(self.members.pattern(index));
        let members = self.members.inside(pattern, None, around);
        let matches = self.matches(&members)?;
        found.reasons.push(wording!(
            "MINUS takes {} away: {matches}",
            "MINUS lässt von {} nichts übrig: {matches}",
            all_rows(before)
        ));
        if members.list.len() > 1 {
            let title = wording!("in MINUS, what it takes away", "in MINUS, was es wegnimmt");
            self.part(title, members, before, found)?;
        }
        Ok(())
    }

    /// Explains why LATERAL leaves nothing of the rows `before`.
    pub(super) fn lateral(
        &self,
        pattern: &GraphPattern,
        index: usize,
        before: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let around = Around::Each(self.members.pattern(index));
        let members = self.members.inside(pattern, None, around);
        self.part(wording!("in LATERAL", "in LATERAL"), members, before, found)?;
        if !told(found) {
            found.reasons.push(wording!(
                "LATERAL has no row for {}",
                "LATERAL passt zu {}",
                any_row(before)
            ));
        }
        Ok(())
    }

    /// Says how often members match the rows around them, with one match.
    pub(super) fn matches(&self, members: &Members) -> Result<String, Error> {
        let all = members.list.len();
        let count = self.count(&members.rows(all, None, MOST_COUNTED))?;
        let mut example = Vec::new();
        for variable in members.list.iter().flat_map(Member::variables) {
            if !example.contains(&variable) && !is_unnamed(&variable) {
                example.push(variable);
            }
        }
        let shown = self.example(&members.rows(all, None, 1), example)?;
        let count = times(count);
        Ok(if shown.is_empty() {
            wording!("it matches them {count}", "es passt {count} dazu")
        } else {
            wording!(
                "it matches them {count}, for instance with {shown}",
                "es passt {count} dazu, zum Beispiel mit {shown}"
            )
        })
    }

    /// Explains which modifier leaves nothing of `rows`, HAVING or LIMIT, where one does.
    pub(super) fn modifiers(&self, rows: usize, found: &mut Emptiness) -> Result<(), Error> {
        let mut kept = rows;
        if let Some(having) = &self.members.having {
            let groups = self.members.grouped(having);
            let count = self.count(&groups.rows(1, None, MOST_COUNTED))?;
            let keys = having.groups_text();
            if !keys.is_empty() {
                self.stage(&keys, count, found);
            }
            kept = self.count(&groups.rows(2, None, MOST_COUNTED))?;
            let chosen = having.named(&Member::Filter(having.condition.clone()).text());
            self.stage(&chosen.replacen("FILTER", "HAVING", 1), kept, found);
            if kept == 0 {
                if let Some((alias, condition)) = having.early() {
                    return self.early(having, &alias, &condition, count, found);
                }
                let condition = having.condition.clone();
                self.inside(groups, 1)
                    .condition(&condition, 1, count, found)?;
                for reason in &mut found.reasons {
                    *reason = having.named(reason);
                }
                return Ok(());
            }
        }
        if self.members.has_rows_around() {
            self.unjoined_subquery(kept, found);
        } else if let Some(slice) = self.members.slice {
            let query = self.query(self.text).filter(|_| self.is_whole);
            if let Some(query) = query {
                // Rows that are the same count once behind DISTINCT, and groups instead of their rows.
                kept = self.count(&algebra::unsliced_text(&query, MOST_COUNTED))?;
            }
            self.sliced_away(slice, kept, found);
        }
        Ok(())
    }

    /// Tells that LIMIT or OFFSET leaves none of `rows` rows.
    fn sliced_away(
        &self,
        (start, length): (usize, Option<usize>),
        rows: usize,
        found: &mut Emptiness,
    ) {
        let there = match rows {
            0 => return,
            1 => wording!("there is 1 row", "es gibt 1 Zeile"),
            rows => wording!("there are {} rows", "es gibt {} Zeilen", grouped(rows)),
        };
        let word = if length == Some(0) {
            found.reasons.push(wording!(
                "{there}: LIMIT 0 keeps none",
                "{there}: LIMIT 0 behält keine davon"
            ));
            "LIMIT"
        } else if start >= rows {
            let all = match rows {
                1 => wording!("it", "sie"),
                _ => wording!("all of them", "sie alle"),
            };
            found.reasons.push(wording!(
                "{there}: OFFSET {start} skips {all}",
                "{there}: OFFSET {start} überspringt {all}"
            ));
            "OFFSET"
        } else {
            return;
        };
        self.propose_without(word, found);
    }

    /// Tells that HAVING uses `alias` before SELECT gives it a value, and how many of `count` groups `condition` keeps,
    /// which has no such name.
    fn early(
        &self,
        having: &Having,
        alias: &Variable,
        condition: &Expression,
        count: usize,
        found: &mut Emptiness,
    ) -> Result<(), Error> {
        let groups = self.members.grouped(having);
        let member = Member::Filter(condition.clone());
        let kept = self.count(&groups.rows(1, Some(&member), MOST_COUNTED))?;
        let words = in_short(&having.named(&expression_text(condition)), self.prefixes);
        let mut reasons = vec![wording!(
            "{alias} has no value in HAVING, as SELECT gives it one only afterwards; `HAVING({words})` keeps {} of {}",
            "{alias} hat in HAVING keinen Wert, denn SELECT gibt ihr erst danach einen; `HAVING({words})` behält {} von {}",
            grouped(kept),
            grouped(count)
        )];
        if found.fix.is_none() {
            found.fix = aliases::spelled_out(self.text);
        }
        if kept == 0 {
            let mut inside = Emptiness::default();
            self.inside(groups, 1)
                .condition(condition, 1, count, &mut inside)?;
            let told = inside.reasons.iter().map(|reason| having.named(reason));
            reasons.extend(told);
        }
        found.reasons.extend(reasons);
        Ok(())
    }

    /// Tells that the rows of a subquery that would fit those around it are not among those that it keeps.
    fn unjoined_subquery(&self, rows: usize, found: &mut Emptiness) {
        let Some((start, length)) = self.members.slice else {
            return;
        };
        let clause = match length {
            Some(length) if start > 0 => format!("LIMIT {length} OFFSET {start}"),
            Some(length) => format!("LIMIT {length}"),
            None => format!("OFFSET {start}"),
        };
        let rows = grouped(rows);
        found.reasons.push(wording!(
            "what {clause} keeps fits none of the rows outside; without it, {rows} would be left",
            "was {clause} übrig lässt, passt zu keiner Zeile außerhalb; ohne blieben {rows}"
        ));
        match length {
            None => self.propose_without("OFFSET", found),
            Some(_) if start == 0 => self.propose_without("LIMIT", found),
            Some(_) => {}
        }
    }
}

/// Tells whether there is a reason, also inside the last part.
fn told(found: &Emptiness) -> bool {
    let parts = found.stages.last().map_or(&[][..], |stage| &stage.parts);
    !found.reasons.is_empty() || parts.iter().any(is_told)
}

fn is_told(part: &Part) -> bool {
    let inside = part.stages.iter().flat_map(|stage| &stage.parts);
    !part.reasons.is_empty() || inside.into_iter().any(is_told)
}

/// Gives what an opened member consists of, with a title for each.
fn parts(opened: Opened) -> Vec<(String, Members)> {
    match opened {
        Opened::Branches(branches) => {
            let all = branches.len();
            let branches = branches.into_iter().enumerate().take(MOST_BRANCHES);
            branches
                .map(|(index, members)| {
                    let number = index + 1;
                    let title = wording!("branch {number} of {all}", "Zweig {number} von {all}");
                    (title, members)
                })
                .collect()
        }
        Opened::Subquery(members) => {
            vec![(wording!("in the subquery", "in der Unterabfrage"), members)]
        }
        Opened::Graph(_, members) | Opened::Group(members) => {
            vec![(wording!("in the braces", "in den Klammern"), members)]
        }
    }
}
