//! The plan of a query as the engine ran it: steps with their rows and times, and what stands out in it.

mod cuts;
mod names;
mod words;

use serde_json::Value;

use self::names::Names;
use super::algebra::Cut;
use crate::language::grouped;
use crate::language::{decimal, wording};

/// What takes less time than this is not slow, in seconds.
const SHORTEST_TOLD: f64 = 0.000_1;

/// One step of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What the engine calls it, with its arguments.
    pub name: String,
    /// How many rows it gave, over all times it ran.
    pub rows: Option<u64>,
    /// How long it took with the steps below it, in seconds.
    pub seconds: Option<f64>,
    /// The steps it takes rows from.
    pub children: Vec<Step>,
}

/// The plan of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How long planning took, in seconds.
    pub planning_seconds: Option<f64>,
    /// The last step.
    pub root: Step,
    /// What is done with the rows of the last step outside of the engine, the first thing first: sorting, LIMIT.
    pub afterwards: Vec<Step>,
    /// What is remarked on the query whatever its rows are.
    pub(super) remarks: Vec<String>,
    /// Whether it is only asked whether there is a row.
    pub(super) asks: bool,
}

impl Plan {
    /// Reads the engine's JSON; nothing where it has another shape. Counts are kept only of a plan that was run.
    pub(super) fn from_json(json: &[u8], cut: Option<&Cut>, analyzed: bool) -> Option<Self> {
        let json: Value = serde_json::from_slice(json).ok()?;
        let plan = json.get("plan")?;
        let mut names = Names::of(plan, cut.map_or(&[], |cut| &cut.names));
        let root = Step::from_json(plan, analyzed, &mut names)?;
        Some(Self {
            planning_seconds: number(&json, "planning duration in seconds"),
            afterwards: cut.map_or_else(Vec::new, |cut| afterwards(cut, root.rows)),
            root,
            remarks: Vec::new(),
            asks: false,
        })
    }

    /// Gives the step that took longest by itself; nothing for a plan that was not run, or that took no time to speak of.
    #[must_use]
    pub fn slowest(&self) -> Option<&Step> {
        let slowest = self
            .steps()
            .into_iter()
            .map(|(step, _)| step)
            .max_by(|a, b| a.own_seconds().total_cmp(&b.own_seconds()))?;
        (slowest.own_seconds() >= SHORTEST_TOLD).then_some(slowest)
    }

    /// Gives the step that gives most rows for each row it takes, at least two.
    #[must_use]
    pub fn most_multiplying(&self) -> Option<&Step> {
        let grown = self
            .steps()
            .into_iter()
            .filter_map(|(step, _)| step.growth().map(|growth| (step, growth)))
            .max_by(|(_, a), (_, b)| ratio(*a).total_cmp(&ratio(*b)));
        grown
            .filter(|(_, (from, to))| *to >= 2 * (*from).max(1))
            .map(|(step, _)| step)
    }

    /// Says in words what stands out: the slowest step, the biggest blow-up, cross products, full scans.
    #[must_use]
    pub fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let total = self.root.seconds.unwrap_or_default();
        if let Some(step) = self.slowest()
            && total > 0.0
        {
            let share = 100.0 * step.own_seconds() / total;
            findings.push(wording!(
                "slowest step: {}, {} ms of {} ms ({share:.0} %)",
                "langsamster Schritt: {}, {} ms von {} ms ({share:.0} %)",
                step.told(),
                decimal(1000.0 * step.own_seconds(), 1),
                decimal(1000.0 * total, 1),
            ));
        }
        if let Some(step) = self.most_multiplying()
            && let Some((from, to)) = step.growth()
        {
            findings.push(wording!(
                "biggest blow-up: {}, from {} to {} rows",
                "stärkste Vermehrung: {}, von {} auf {} Zeilen",
                step.told(),
                grouped(from),
                grouped(to)
            ));
        }
        for (step, driven) in self.steps() {
            if step.is_cross_product() && !step.is_small_product() {
                findings.push(wording!(
                    "cross product: {}, as the two share no variable{}",
                    "Kreuzprodukt: {}, denn die beiden haben keine Variable gemeinsam{}",
                    step.words(),
                    step.factors()
                ));
            } else if !driven && step.is_full_scan() {
                findings.extend(step.scanned());
            }
        }
        findings.extend(self.remarks.iter().cloned());
        findings.extend(self.cut_short());
        findings
    }

    /// Gives all steps, the last first, and whether each runs anew for every row of another one.
    fn steps(&self) -> Vec<(&Step, bool)> {
        let mut steps = Vec::new();
        self.root.collect(false, &mut steps);
        steps
    }
}

/// The name of sorting outside of the engine.
const SORT: &str = "SortInGerman";

/// Gives the steps that follow the engine, with their rows where there are `rows` before them.
fn afterwards(cut: &Cut, rows: Option<u64>) -> Vec<Step> {
    let step = |name: String, rows| Step {
        name,
        rows,
        seconds: None,
        children: Vec::new(),
    };
    let mut steps = vec![step(format!("{SORT}({})", cut.order), rows)];
    // How many rows are left without the repeated ones is not counted by the engine.
    let mut rows = rows;
    if cut.distinct {
        rows = None;
        steps.push(step("Distinct".to_owned(), rows));
    }
    let length = cut.length;
    if cut.start > 0 || length.is_some() {
        let left = rows.map(|rows| rows.saturating_sub(cut.start as u64));
        let most = length.map_or(u64::MAX, |length| length as u64);
        let length = length.map_or_else(String::new, |length| format!(", length = {length}"));
        steps.push(step(
            format!("Slice(start = {}{length})", cut.start),
            left.map(|left| left.min(most)),
        ));
    }
    steps
}

fn triples(count: u64) -> String {
    match count {
        1 => wording!("1 triple", "1 Tripel"),
        many => wording!("{} triples", "{} Tripel", grouped(many)),
    }
}

fn ratio((from, to): (u64, u64)) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "the ratio only ranks the steps")]
    let ratio = to as f64 / from.max(1) as f64;
    ratio
}

impl Step {
    fn from_json(json: &Value, analyzed: bool, names: &mut Names<'_>) -> Option<Self> {
        Some(Self {
            name: names.shown(json.get("name")?.as_str()?),
            rows: json
                .get("number of results")
                .and_then(Value::as_u64)
                .filter(|_| analyzed),
            seconds: number(json, "duration in seconds").filter(|_| analyzed),
            children: json
                .get("children")?
                .as_array()?
                .iter()
                .map(|child| Self::from_json(child, analyzed, names))
                .collect::<Option<_>>()?,
        })
    }

    /// Gives the engine's name for the kind of step.
    fn kind(&self) -> &str {
        self.name.split('(').next().unwrap_or_default()
    }

    /// Says in words what the step does.
    #[must_use]
    pub fn words(&self) -> String {
        words::in_words(&self.name)
    }

    /// Says what the step does, and what its second part is where that runs for each row of the first.
    fn told(&self) -> String {
        match self.children.as_slice() {
            [_, second] if self.loops() => format!("{} ({})", self.words(), second.words()),
            _ => self.words(),
        }
    }

    /// Gives how many rows the two parts of a join have, and how many the join gave.
    fn sizes(&self) -> Option<(u64, u64, u64)> {
        match self.children.as_slice() {
            [first, second] => Some((first.rows?, second.rows?, self.rows?)),
            _ => None,
        }
    }

    /// Says how many rows the two parts of a cross product have.
    fn factors(&self) -> String {
        let Some((first, second, all)) = self.sizes() else {
            return String::new();
        };
        let stopped = if all < first.saturating_mul(second) {
            wording!(" before it was stopped", ", dann war Schluss")
        } else {
            String::new()
        };
        wording!(
            ": {} rows with {} gave {}{stopped}",
            ": {} Zeilen mit {} ergaben {}{stopped}",
            grouped(first),
            grouped(second),
            grouped(all)
        )
    }

    /// Tells whether a cross product has only one row on one side, which multiplies nothing.
    fn is_small_product(&self) -> bool {
        self.sizes().is_some_and(|(first, second, all)| {
            first.min(second) <= 1 && all == first.saturating_mul(second)
        })
    }

    /// Says of a full scan what it read; nothing where it was not even begun.
    fn scanned(&self) -> Option<String> {
        let words = self.words();
        match self.rows {
            None => Some(wording!(
                "full scan: {words} reads every triple",
                "vollständiger Durchlauf aller Tripel: {words}"
            )),
            // What other steps before it have no rows for is not read.
            Some(0) => None,
            Some(rows) => Some(wording!(
                "full scan: {words}, {} read",
                "vollständiger Durchlauf: {words}, {} gelesen",
                triples(rows)
            )),
        }
    }

    /// Gives the time without that of the steps below, in seconds.
    #[must_use]
    pub fn own_seconds(&self) -> f64 {
        let below: f64 = self.children.iter().filter_map(|child| child.seconds).sum();
        (self.seconds.unwrap_or_default() - below).max(0.0)
    }

    /// Collects all steps; `driven` says that the step runs anew for each row of another one.
    fn collect<'a>(&'a self, driven: bool, steps: &mut Vec<(&'a Self, bool)>) {
        steps.push((self, driven));
        // What EXISTS asks for is looked up for each row as well.
        let loops = self.loops() || self.kind() == "Filter";
        for (index, child) in self.children.iter().enumerate() {
            child.collect(driven || (loops && index > 0), steps);
        }
    }

    /// Tells whether the second part runs anew for each row of the first.
    fn loops(&self) -> bool {
        self.name.starts_with("Lateral") || self.name.starts_with("ForLoopLeftJoin")
    }

    /// Gives the rows that drive a join and the rows it gives.
    fn growth(&self) -> Option<(u64, u64)> {
        let joins = ["Lateral", "ForLoopLeftJoin", "Join", "LeftJoin"];
        if !joins.iter().any(|join| self.name.starts_with(join)) {
            return None;
        }
        Some((self.children.first()?.rows?, self.rows?))
    }

    fn is_cross_product(&self) -> bool {
        self.name
            .starts_with("Join(HashBuildLeftProbeRight, keys = )")
    }

    fn is_full_scan(&self) -> bool {
        let arguments = self
            .name
            .strip_prefix("QuadPattern(")
            .and_then(|rest| rest.strip_suffix(')'));
        arguments.is_some_and(|arguments| {
            let mut terms = arguments.split(' ');
            (0..3).all(|_| {
                terms
                    .next()
                    .is_some_and(|term| term.starts_with(['?', '_']))
            })
        })
    }
}

/// Reads a number, which the engine may write with more digits than JSON readers keep.
fn number(json: &Value, key: &str) -> Option<f64> {
    json.get(key).and_then(Value::as_f64)
}

#[cfg(test)]
mod tests {
    use super::Plan;

    #[test]
    fn limit_is_told_with_what_it_takes_and_what_it_saves() {
        let told = |below: &str| {
            let json = format!(
                r#"{{"plan":{{"name":"Slice(start = 1, length = 2000)","children":[
                    {{"name":"Project(?s)","children":[{{"name":"{below}","children":[]}}]}}]}}}}"#
            );
            let plan = Plan::from_json(json.as_bytes(), None, false).unwrap();
            assert_eq!(plan.root.words(), "skip 1 row, stop after 2,000 more");
            plan.findings()
        };
        let arbitrary = "LIMIT 2000 OFFSET 1 without ORDER BY takes rows as they come, if there are more than 1: another run may give others";
        let saves_nothing = |how: &str| {
            format!(
                "LIMIT 2000 OFFSET 1 saves no search: all rows are found and {how} before it takes any"
            )
        };
        assert_eq!(told("QuadPattern(?s <x:p> ?o)"), [arbitrary]);
        assert_eq!(told("Sort(ASC(?s))"), [saves_nothing("sorted")]);
        assert_eq!(
            told("Aggregate(?s)"),
            [arbitrary.to_owned(), saves_nothing("grouped")]
        );
    }

    /// Reads the plan of steps that stand below one another, each with its rows.
    fn plan(steps: &[(&str, u64)]) -> Plan {
        let json = steps
            .iter()
            .rev()
            .fold(String::new(), |below, (name, rows)| {
                let name = name.replace('"', "\\\"");
                format!(r#"{{"name":"{name}","number of results":{rows},"children":[{below}]}}"#)
            });
        Plan::from_json(format!(r#"{{"plan":{json}}}"#).as_bytes(), None, true).unwrap()
    }

    #[test]
    fn offset_behind_the_last_row_is_told_and_takes_no_arbitrary_rows() {
        let found = |rows| {
            let below = ("QuadPattern(?s <x:p> ?o)", rows);
            plan(&[("Slice(start = 9, length = 5)", 0), below]).findings()
        };
        assert_eq!(
            found(9),
            ["OFFSET 9 is beyond the last row: there are only 9"]
        );
        assert_eq!(found(0), ["OFFSET 9 is beyond the last row: there is none"]);
        assert!(found(10)[0].ends_with("another run may give others"));
    }

    #[test]
    fn rows_that_the_query_gives_are_not_arbitrary() {
        let given = "StaticBindings((?x), ((1), (2), (3)))";
        let steps = [
            ("Slice(start = 0, length = 2)", 2),
            ("Filter((?x > 1))", 2),
            (given, 3),
        ];
        assert_eq!(plan(&steps).findings(), [""; 0]);
    }

    #[test]
    fn one_row_is_as_good_as_another_where_only_one_is_asked_for() {
        let mut plan = plan(&[
            ("Slice(start = 0, length = 1)", 1),
            ("QuadPattern(?s <x:p> ?o)", 1),
        ]);
        assert_eq!(plan.findings().len(), 1);
        plan.asks = true;
        assert_eq!(plan.findings(), [""; 0]);
    }

    #[test]
    fn names_that_the_engine_makes_up_are_not_shown() {
        let [sum, year, node] = [
            "0123456789abcdef0",
            "0123456789abcdef1",
            "0123456789abcdef2",
        ];
        let names = [
            format!("Extend((?{sum} + 1) -> ?n)"),
            format!("Filter((?{sum} > 1))"),
            format!("Aggregate(?{year}, COUNT(*) -> ?{sum})"),
            format!("Extend(YEAR(?d) -> ?{year})"),
            format!("QuadPattern(?s <x:p> ?{node})"),
        ];
        let steps: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let plan = plan(&steps);
        let words: Vec<String> = plan.steps().iter().map(|(step, _)| step.words()).collect();
        assert_eq!(
            words,
            [
                "compute ?n = COUNT(*) + 1",
                "keep rows where COUNT(*) > 1",
                "group by YEAR(?d): COUNT(*)",
                "compute YEAR(?d)",
                "find ?s <x:p> …",
            ]
        );
    }

    #[test]
    fn steps_that_take_no_time_to_speak_of_are_not_slow() {
        let plan = |seconds: &str| {
            let json = format!(
                r#"{{"plan":{{"name":"QuadPattern(?s <x:p> ?o)","number of results":1,"duration in seconds":{seconds},"children":[]}}}}"#
            );
            Plan::from_json(json.as_bytes(), None, true).unwrap()
        };
        assert_eq!(plan("0.00009").findings(), [""; 0]);
        assert!(plan("0.0002").findings()[0].starts_with("slowest step"));
    }

    #[test]
    fn what_is_not_read_or_looked_up_row_by_row_is_no_full_scan() {
        let two = |kind: &str, rows: u64| {
            let json = format!(
                r#"{{"plan":{{"name":"{kind}","number of results":0,"children":[
                    {{"name":"QuadPattern(?s <x:p> 1)","number of results":1,"children":[]}},
                    {{"name":"QuadPattern(?s ?p ?o)","number of results":{rows},"children":[]}}]}}}}"#
            );
            Plan::from_json(json.as_bytes(), None, true)
                .unwrap()
                .findings()
        };
        assert_eq!(two("Filter(EXISTS {})", 3), [""; 0]);
        assert_eq!(two("Union", 0), [""; 0]);
        assert!(two("Union", 3)[0].starts_with("full scan"));
    }

    #[test]
    fn product_of_one_row_multiplies_nothing() {
        let found = |first: u64, all: u64| {
            let json = format!(
                r#"{{"plan":{{"name":"Join(HashBuildLeftProbeRight, keys = )","number of results":{all},"children":[
                    {{"name":"QuadPattern(?s <x:p> 1)","number of results":{first},"children":[]}},
                    {{"name":"QuadPattern(?t <x:p> 2)","number of results":7,"children":[]}}]}}}}"#
            );
            let plan = Plan::from_json(json.as_bytes(), None, true).unwrap();
            let mut found = plan.findings();
            found.retain(|found| found.starts_with("cross product"));
            found
        };
        assert_eq!(found(1, 7), [""; 0]);
        assert!(found(2, 14)[0].ends_with(": 2 rows with 7 gave 14"));
        assert!(found(2, 5)[0].ends_with(": 2 rows with 7 gave 5 before it was stopped"));
    }

    #[test]
    fn findings_name_the_slowest_step_the_blow_up_and_the_scan() {
        let json = br#"{"plan":{"name":"Project(?s)","number of results":100,"duration in seconds":0.01,"children":[
            {"name":"Lateral","number of results":100,"duration in seconds":0.009,"children":[
                {"name":"QuadPattern(?s ?p ?o)","number of results":5,"duration in seconds":0.001,"children":[]},
                {"name":"QuadPattern(?s ?q ?r)","number of results":100,"duration in seconds":0.007,"children":[]}]}]}}"#;
        let plan = Plan::from_json(json, None, true).unwrap();
        assert_eq!(
            plan.findings(),
            [
                "slowest step: find ?s ?q ?r, 7.0 ms of 10.0 ms (70 %)",
                "biggest blow-up: for each row of the first, the second (find ?s ?q ?r), from 5 to 100 rows",
                "full scan: find ?s ?p ?o, 5 triples read",
            ]
        );
    }
}
