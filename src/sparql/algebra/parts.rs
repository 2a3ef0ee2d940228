//! The members of a query or of a part of it, and the parts that have members of their own.
//!
//! Start at [`members`], then [`Members::open`]. The rows of a part are counted together with what stands around it.

use oxrdf::Variable;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, QueryDataset};
use spargebra::term::NamedNodePattern;

use super::members::{Member, list, within};
use super::{has_group, in_scope, operands_mut, pattern, text};

/// The members of a query or of a part, in the order they are joined.
#[derive(Clone, Debug)]
pub(in crate::sparql) struct Members {
    pub(in crate::sparql) list: Vec<Member>,
    /// How many rows are skipped, and how many are kept at most.
    pub(in crate::sparql) slice: Option<(usize, Option<usize>)>,
    /// What leaves groups out.
    pub(in crate::sparql) having: Option<Having>,
    /// The graph that a block of GRAPH around all of them names.
    pub(in crate::sparql) graph: Option<NamedNodePattern>,
    pub(in crate::sparql) dataset: Option<QueryDataset>,
    /// The columns, where a variable behind them must not meet its namesake outside.
    columns: Option<Vec<Variable>>,
    around: Around,
    /// The variables of what stands outside of the braces.
    outside: Vec<Variable>,
}

/// What the rows of members stand beside.
#[derive(Clone, Debug)]
pub(in crate::sparql) enum Around {
    /// Nothing.
    Nothing,
    /// Rows that they are joined with.
    Joined(GraphPattern),
    /// Rows each of which they see, as in LATERAL, EXISTS and OPTIONAL.
    Each(GraphPattern),
}

/// HAVING.
#[derive(Clone, Debug)]
pub(in crate::sparql) struct Having {
    pub(in crate::sparql) condition: Expression,
    groups: GraphPattern,
    /// What GROUP BY names.
    keys: Vec<Variable>,
    aggregates: Vec<(Variable, AggregateExpression)>,
    /// What GROUP BY computes without a name, with the engine's names for it.
    computed: Vec<(Variable, Expression)>,
    /// What SELECT names once the groups are chosen.
    aliases: Vec<(Variable, Expression)>,
}

/// A member with members of its own.
#[derive(Debug)]
pub(in crate::sparql) enum Opened {
    /// The branches of UNION.
    Branches(Vec<Members>),
    /// A block of GRAPH.
    Graph(NamedNodePattern, Members),
    /// A subquery.
    Subquery(Members),
    /// A group in braces.
    Group(Members),
}

/// Gives what `query` demands of its rows.
pub(in crate::sparql) fn members(query: &Query) -> Members {
    let mut members = Members::new(pattern(query), query.dataset().cloned());
    members.columns = None;
    members
}

impl Members {
    fn new(mut root: &GraphPattern, dataset: Option<QueryDataset>) -> Self {
        let mut members = Self {
            list: Vec::new(),
            slice: None,
            having: None,
            graph: None,
            dataset,
            columns: None,
            around: Around::Nothing,
            outside: Vec::new(),
        };
        let mut aliases = Vec::new();
        let mut late = Vec::new();
        // What stands around the pattern changes rows, but takes none away.
        let core = loop {
            root = match root {
                GraphPattern::Slice {
                    inner,
                    start,
                    length,
                } if members.columns.is_none() => {
                    members.slice = Some((*start, *length));
                    inner
                }
                GraphPattern::Project { inner, variables } if members.columns.is_none() => {
                    members.columns = Some(variables.clone());
                    inner
                }
                GraphPattern::Distinct { inner }
                | GraphPattern::Reduced { inner }
                | GraphPattern::OrderBy { inner, .. }
                | GraphPattern::Group { inner, .. } => inner,
                GraphPattern::Extend {
                    inner,
                    variable,
                    expression,
                } if has_group(inner) => {
                    aliases.push((variable.clone(), expression.clone()));
                    inner
                }
                // What SELECT computes has no value yet where the conditions are looked at.
                GraphPattern::Extend {
                    inner,
                    variable,
                    expression,
                } if is_filtered(inner) => {
                    late.push(Member::Bind(variable.clone(), expression.clone()));
                    inner
                }
                GraphPattern::Filter { inner, expr } if has_group(inner) => {
                    members.having = Having::new(expr, inner, std::mem::take(&mut aliases));
                    inner
                }
                other => break other,
            };
        };
        members.list = list(core);
        members.list.extend(late.into_iter().rev());
        // What GROUP BY computes without a name takes no row away, and could only be told with a name made up.
        members.list.retain(
            |member| !matches!(member, Member::Bind(variable, _) if is_made_up(variable.as_str())),
        );
        members
    }

    /// Opens a member of these that is `pattern`; nothing where it has no members of its own.
    pub(in crate::sparql) fn open(
        &self,
        pattern: &GraphPattern,
        around: &Around,
    ) -> Option<Opened> {
        let inside = |part: &GraphPattern| {
            let mut members = Self::new(part, self.dataset.clone());
            members.graph.clone_from(&self.graph);
            members.outside = self.variables(self.list.len());
            members.placed(around.clone())
        };
        Some(match pattern {
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Service { .. } => return None,
            GraphPattern::Union { .. } => {
                let mut branches = Vec::new();
                collect_branches(pattern, &mut branches);
                Opened::Branches(branches.into_iter().map(inside).collect())
            }
            GraphPattern::Graph { name, inner } => {
                let mut members = inside(inner);
                members.graph = Some(name.clone());
                Opened::Graph(name.clone(), members)
            }
            GraphPattern::Slice { .. }
            | GraphPattern::Project { .. }
            | GraphPattern::Distinct { .. }
            | GraphPattern::Reduced { .. }
            | GraphPattern::OrderBy { .. }
            | GraphPattern::Group { .. } => Opened::Subquery(inside(pattern)),
            GraphPattern::Join { .. }
            | GraphPattern::LeftJoin { .. }
            | GraphPattern::Lateral { .. }
            | GraphPattern::Minus { .. }
            | GraphPattern::Filter { .. }
            | GraphPattern::Extend { .. } => Opened::Group(inside(pattern)),
        })
    }

    /// Gives the members of `pattern`, the inside of EXISTS, MINUS or OPTIONAL, which `condition` belongs to.
    pub(in crate::sparql) fn inside(
        &self,
        pattern: &GraphPattern,
        condition: Option<&Expression>,
        around: Around,
    ) -> Self {
        let mut members = Self::new(pattern, self.dataset.clone());
        members.graph.clone_from(&self.graph);
        members.list.extend(condition.cloned().map(Member::Filter));
        members.placed(around)
    }

    /// Gives the members with the rows of another place around them.
    fn placed(mut self, around: Around) -> Self {
        let outside = around.variables();
        let inside = in_scope(&self.bare(self.list.len(), None));
        // As long as no name stands for two things, the variables behind the columns may as well be seen.
        self.columns = self.columns.take().filter(|columns| {
            inside
                .iter()
                .any(|variable| !columns.contains(variable) && outside.contains(variable))
        });
        self.around = around;
        self
    }

    /// Gives the members as they are in the graph called `name`, or in the default graph.
    pub(in crate::sparql) fn in_graph(&self, name: Option<NamedNodePattern>) -> Self {
        Self {
            graph: name,
            ..self.clone()
        }
    }

    /// Gives the groups that HAVING chooses from as a member, and the choice as another one.
    pub(in crate::sparql) fn grouped(&self, having: &Having) -> Self {
        Self {
            list: vec![
                Member::Other(having.groups.clone()),
                Member::Filter(having.condition.clone()),
            ],
            slice: None,
            having: None,
            columns: None,
            around: Around::Nothing,
            ..self.clone()
        }
    }

    /// Tells whether there are rows around that the members can take away.
    pub(in crate::sparql) fn has_rows_around(&self) -> bool {
        !matches!(self.around, Around::Nothing)
    }

    /// Gives the variables that the first `count` members and the rows around them have.
    pub(in crate::sparql) fn variables(&self, count: usize) -> Vec<Variable> {
        let mut variables = self.around.variables();
        variables.extend(self.list.iter().take(count).flat_map(Member::variables));
        variables
    }

    /// Tells whether the value of `variable` is known only outside of the braces that the members stand in.
    pub(in crate::sparql) fn is_out_of_sight(&self, variable: &Variable) -> bool {
        self.outside.contains(variable)
            && !in_scope(&self.bare(self.list.len(), None)).contains(variable)
    }

    /// Gives the rows of the first `count` members with those around them, each with all its variables.
    pub(in crate::sparql) fn pattern(&self, count: usize) -> GraphPattern {
        self.with_last(count, None)
    }

    fn with_last(&self, count: usize, last: Option<&Member>) -> GraphPattern {
        let own = self.bare(count, last);
        match self.around.clone() {
            Around::Nothing => own,
            Around::Joined(rows) => GraphPattern::Join {
                left: Box::new(rows),
                right: Box::new(own),
            },
            Around::Each(rows) => GraphPattern::Lateral {
                left: Box::new(rows),
                right: Box::new(own),
            },
        }
    }

    /// Writes the query for the rows that are left after the first `count` members and then `last`, at most `limit`.
    pub(in crate::sparql) fn rows(
        &self,
        count: usize,
        last: Option<&Member>,
        limit: usize,
    ) -> String {
        self.query(self.with_last(count, last), limit)
    }

    /// Writes the query for the rows of the first `count` members joined with `member` outside of their graph.
    pub(in crate::sparql) fn beside(&self, count: usize, member: &Member, limit: usize) -> String {
        self.query(member.join(self.pattern(count)), limit)
    }

    /// Writes the query for the rows of one member by itself, at most `limit`.
    pub(in crate::sparql) fn of_one(&self, member: &Member, limit: usize) -> String {
        self.query(within(&member.pattern(), self.graph.as_ref()), limit)
    }

    /// Joins the first `count` members and `last`, and nothing else.
    fn bare(&self, count: usize, last: Option<&Member>) -> GraphPattern {
        let members = self.list.iter().take(count).chain(last);
        let mut joined = members.fold(GraphPattern::default(), |before, member| {
            member.join(before)
        });
        if let Some(columns) = &self.columns {
            let known = in_scope(&joined);
            joined = projected(
                joined,
                columns
                    .iter()
                    .filter(|column| known.contains(column))
                    .cloned()
                    .collect(),
            );
        }
        within(&joined, self.graph.as_ref())
    }

    fn query(&self, pattern: GraphPattern, limit: usize) -> String {
        let variables = in_scope(&pattern);
        let pattern = GraphPattern::Slice {
            inner: Box::new(projected(pattern, variables)),
            start: 0,
            length: Some(limit),
        };
        text::query_text(&Query::Select {
            dataset: self.dataset.clone(),
            pattern,
            base_iri: None,
        })
    }
}

impl Around {
    fn variables(&self) -> Vec<Variable> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Joined(rows) | Self::Each(rows) => in_scope(rows),
        }
    }
}

impl Having {
    fn new(
        condition: &Expression,
        groups: &GraphPattern,
        aliases: Vec<(Variable, Expression)>,
    ) -> Option<Self> {
        let mut inner = groups;
        loop {
            inner = match inner {
                GraphPattern::Group {
                    inner,
                    variables,
                    aggregates,
                } => {
                    return Some(Self {
                        computed: computed(inner),
                        condition: condition.clone(),
                        groups: groups.clone(),
                        keys: variables.clone(),
                        aggregates: aggregates.clone(),
                        aliases,
                    });
                }
                GraphPattern::Extend { inner, .. } | GraphPattern::Filter { inner, .. } => inner,
                GraphPattern::Join { left, .. } => left,
                _ => return None,
            };
        }
    }

    /// Gives a name of SELECT that the condition uses too early, with the condition that needs no such name.
    ///
    /// Source: SPARQL 1.1 Query, section 18.2.4: HAVING is applied before SELECT names its expressions.
    pub(in crate::sparql) fn early(&self) -> Option<(Variable, Expression)> {
        let mut condition = self.condition.clone();
        let mut early = None;
        // One name may stand for an expression with another one.
        for _ in &self.aliases {
            self.unname(&mut condition, &mut early);
        }
        early.map(|early| (early, condition))
    }

    fn unname(&self, expression: &mut Expression, early: &mut Option<Variable>) {
        if let Expression::Variable(variable) = expression
            && let Some((_, named)) = self.aliases.iter().find(|(alias, _)| alias == variable)
        {
            early.get_or_insert_with(|| variable.clone());
            *expression = named.clone();
            return;
        }
        for operand in operands_mut(expression) {
            self.unname(operand, early);
        }
    }

    /// Writes what is grouped by, as a clause of SPARQL.
    pub(in crate::sparql) fn groups_text(&self) -> String {
        let keys = self.keys.iter().map(|key| {
            let computed = self.computed.iter().find(|(name, _)| name == key);
            computed.map_or_else(
                || key.to_string(),
                |(_, expression)| format!("({})", text::expression_text(expression)),
            )
        });
        let keys: Vec<String> = keys.collect();
        match keys.as_slice() {
            [] => String::new(),
            keys => format!("GROUP BY {}", keys.join(" ")),
        }
    }

    /// Writes the aggregates of `words` as they stand in the query, in the place of the engine's names for them.
    pub(in crate::sparql) fn named(&self, words: &str) -> String {
        let aggregates = self.aggregates.iter();
        aggregates.fold(words.to_owned(), |words, (name, aggregate)| {
            words.replace(&name.to_string(), &text::aggregate_text(aggregate))
        })
    }
}

/// Gives what is computed in `pattern` without a name of the user's.
fn computed(mut pattern: &GraphPattern) -> Vec<(Variable, Expression)> {
    let mut found = Vec::new();
    while let GraphPattern::Extend {
        inner,
        variable,
        expression,
    } = pattern
    {
        if is_made_up(variable.as_str()) {
            found.push((variable.clone(), expression.clone()));
        }
        pattern = inner;
    }
    found
}

/// Tells whether the engine made the name of a variable up: it writes a random number.
pub(in crate::sparql) fn is_made_up(name: &str) -> bool {
    name.len() >= 16 && name.chars().all(|c| c.is_ascii_hexdigit())
}

/// Tells whether a condition lies below what is computed in `pattern`.
fn is_filtered(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Filter { .. } => true,
        GraphPattern::Extend { inner, .. } => is_filtered(inner),
        _ => false,
    }
}

/// Gives the columns called `variables` of `pattern`; one without a value where there are none, as the text needs one.
fn projected(pattern: GraphPattern, mut variables: Vec<Variable>) -> GraphPattern {
    let mut inner = Box::new(pattern);
    if variables.is_empty() && !in_scope(&inner).is_empty() {
        let variable = Variable::new_unchecked("no_column");
        inner = Box::new(GraphPattern::Extend {
            inner,
            variable: variable.clone(),
            expression: Expression::Literal(true.into()),
        });
        variables.push(variable);
    }
    GraphPattern::Project { inner, variables }
}

fn collect_branches<'a>(pattern: &'a GraphPattern, found: &mut Vec<&'a GraphPattern>) {
    if let GraphPattern::Union { left, right } = pattern {
        collect_branches(left, found);
        collect_branches(right, found);
    } else {
        found.push(pattern);
    }
}
