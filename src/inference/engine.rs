//! The forward engine: takes the facts one by one in the order they became known and joins each with those before.
//!
//! That is semi-naive evaluation with a delta of one fact: no pair of facts is joined twice. What follows from a fact
//! has a justification one step longer, and facts wait in a queue, so that the first justification of a fact is a
//! shortest one. Axioms are facts like any other: one that follows is applied to all facts before it.

use oxigraph::sparql::CancellationToken;
use oxrdf::{NamedOrBlankNode, Term};

use super::closure::{Closure, Fact, Place, place_of};
use super::rule::Rule;
use super::rules::Rules;
use super::terms::{Id, Map, Set, id};
use super::{Error, Progress};

/// Facts between two reports.
const BETWEEN_REPORTS: usize = 1 << 14;

/// What a rule does with a fact that has a certain predicate.
#[derive(Clone, Copy)]
enum Action {
    /// The same by another property.
    Implies(Id),
    /// The other way round, by the same or another property.
    Reverses(Id),
    /// The subject has a class.
    TypesSubject(Id),
    /// The object has a class.
    TypesObject(Id),
    /// It is joined with facts that go on where it ends, or end where it starts.
    LeadsOn,
    /// It is a step of a chain.
    ChainStep { chain: usize, step: usize },
    /// Two objects of one subject are the same.
    JoinsObjects,
    /// Two subjects of one object are the same.
    JoinsSubjects,
}

/// An action with the rule that says so and the axiom that puts it in force; none for what always is.
#[derive(Clone, Copy)]
struct Use {
    action: Action,
    rule: Rule,
    axiom: Option<Place>,
}

struct Chain {
    makes: Id,
    steps: Vec<Id>,
}

/// What is known of the facts that were taken already, by what the rules look for.
pub(super) struct Indexes {
    uses: Map<Id, Vec<Use>>,
    chains: Vec<Chain>,
    /// The superclasses of a class, each with its axiom.
    superclasses: Map<Id, Vec<(Id, Place)>>,
    pub(super) instances: Map<Id, Vec<Place>>,
    pub(super) by_predicate: Map<Id, Vec<Place>>,
    /// The facts of a predicate that is joined, by predicate and subject, and by predicate and object.
    joined: Set<Id>,
    from_subject: Map<(Id, Id), Vec<Place>>,
    from_object: Map<(Id, Id), Vec<Place>>,
    /// All facts by subject and by object, where sameness counts.
    sameness: Option<Sameness>,
}

#[derive(Default)]
struct Sameness {
    by_subject: Map<Id, Vec<Place>>,
    by_object: Map<Id, Vec<Place>>,
}

/// Adds to `closure` all that follows by `rules`.
pub(super) fn close(
    closure: &mut Closure,
    rules: &Rules,
    cancellation: &CancellationToken,
    report: &mut dyn FnMut(Progress),
) -> Result<Indexes, Error> {
    let mut indexes = Indexes::new(rules.same_as);
    let mut place = 0;
    while place < closure.facts.len() {
        if cancellation.is_cancelled() {
            return Err(Error::Cancelled);
        }
        if place % BETWEEN_REPORTS == 0 {
            report(Progress {
                taken: place,
                known: closure.facts.len(),
            });
        }
        let fact = closure.facts[place];
        let own = place_of(place);
        indexes.add(own, fact);
        indexes.apply(own, fact, closure);
        indexes.learn(own, fact, rules, closure);
        place += 1;
    }
    Ok(indexes)
}

impl Indexes {
    fn new(same_as: bool) -> Self {
        let mut indexes = Self {
            uses: Map::default(),
            chains: Vec::new(),
            superclasses: Map::default(),
            instances: Map::default(),
            by_predicate: Map::default(),
            joined: Set::default(),
            from_subject: Map::default(),
            from_object: Map::default(),
            sameness: same_as.then(Sameness::default),
        };
        let mut always = vec![
            (id::SUB_CLASS_OF, Action::LeadsOn, Rule::Rdfs11),
            (id::SUB_PROPERTY_OF, Action::LeadsOn, Rule::Rdfs5),
        ];
        if same_as {
            always.push((id::SAME_AS, Action::LeadsOn, Rule::EqTrans));
            always.push((id::SAME_AS, Action::Reverses(id::SAME_AS), Rule::EqSym));
        }
        for (predicate, action, rule) in always {
            indexes.joined.insert(predicate);
            let axiom = None;
            let uses = indexes.uses.entry(predicate).or_default();
            uses.push(Use {
                action,
                rule,
                axiom,
            });
        }
        indexes
    }

    fn add(&mut self, place: Place, (subject, predicate, object): Fact) {
        self.by_predicate.entry(predicate).or_default().push(place);
        if predicate == id::TYPE {
            self.instances.entry(object).or_default().push(place);
        }
        if self.joined.contains(&predicate) {
            self.add_joined(place, (subject, predicate, object));
        }
        if let Some(sameness) = &mut self.sameness {
            sameness.by_subject.entry(subject).or_default().push(place);
            sameness.by_object.entry(object).or_default().push(place);
        }
    }

    fn add_joined(&mut self, place: Place, (subject, predicate, object): Fact) {
        let from_subject = self.from_subject.entry((predicate, subject)).or_default();
        from_subject.push(place);
        let from_object = self.from_object.entry((predicate, object)).or_default();
        from_object.push(place);
    }

    /// Makes the facts of a predicate ready to be joined.
    fn join(&mut self, predicate: Id, closure: &Closure) {
        if self.joined.insert(predicate) {
            for place in self
                .by_predicate
                .get(&predicate)
                .cloned()
                .unwrap_or_default()
            {
                self.add_joined(place, closure.facts[place as usize]);
            }
        }
    }

    /// Applies all rules that are in force to a fact and those before it.
    fn apply(&self, place: Place, fact: Fact, closure: &mut Closure) {
        let (subject, predicate, object) = fact;
        for rule in of(&self.uses, &predicate) {
            self.apply_one(*rule, place, fact, closure);
        }
        if predicate == id::TYPE {
            for (class, axiom) in of(&self.superclasses, &object) {
                let premises = [Some(place), Some(*axiom)];
                closure.derive((subject, id::TYPE, *class), Rule::Rdfs9, &premises);
            }
        }
        if let Some(sameness) = &self.sameness {
            self.replace(sameness, place, fact, closure);
        }
    }

    fn apply_one(&self, rule: Use, place: Place, fact: Fact, closure: &mut Closure) {
        let (subject, predicate, object) = fact;
        let Use {
            action,
            rule,
            axiom,
        } = rule;
        let alone = [Some(place), axiom];
        match action {
            Action::Implies(property) => closure.derive((subject, property, object), rule, &alone),
            Action::Reverses(property) => {
                if closure.terms.can_be_subject(object) {
                    closure.derive((object, property, subject), rule, &alone);
                }
            }
            Action::TypesSubject(class) => closure.derive((subject, id::TYPE, class), rule, &alone),
            Action::TypesObject(class) => {
                if closure.terms.can_be_subject(object) {
                    closure.derive((object, id::TYPE, class), rule, &alone);
                }
            }
            Action::LeadsOn => {
                for next in of(&self.from_subject, &(predicate, object)) {
                    let end = closure.facts[*next as usize].2;
                    let premises = [Some(place), Some(*next), axiom];
                    closure.derive((subject, predicate, end), rule, &premises);
                }
                for before in of(&self.from_object, &(predicate, subject)) {
                    let start = closure.facts[*before as usize].0;
                    let premises = [Some(*before), Some(place), axiom];
                    closure.derive((start, predicate, object), rule, &premises);
                }
            }
            Action::ChainStep { chain, step } => {
                self.follow_chain(chain, step, axiom, place, closure);
            }
            Action::JoinsObjects => {
                for other in of(&self.from_subject, &(predicate, subject)) {
                    let value = closure.facts[*other as usize].2;
                    let premises = [Some(place), Some(*other), axiom];
                    same(object, value, rule, &premises, closure);
                }
            }
            Action::JoinsSubjects => {
                for other in of(&self.from_object, &(predicate, object)) {
                    let owner = closure.facts[*other as usize].0;
                    let premises = [Some(place), Some(*other), axiom];
                    same(subject, owner, rule, &premises, closure);
                }
            }
        }
    }

    /// Follows a chain to both sides of the fact at `place`, which is its step number `step`.
    fn follow_chain(
        &self,
        chain: usize,
        step: usize,
        axiom: Option<Place>,
        place: Place,
        closure: &mut Closure,
    ) {
        let Chain { makes, steps } = &self.chains[chain];
        let mut heads = vec![vec![place]];
        for property in steps[..step].iter().rev() {
            let longer = |head: &Vec<Place>| {
                let start = head.last().map(|first| closure.facts[*first as usize].0);
                let before = start.map(|start| of(&self.from_object, &(*property, start)));
                let head = head.clone();
                before.into_iter().flatten().map(move |before| {
                    let mut longer = head.clone();
                    longer.push(*before);
                    longer
                })
            };
            heads = heads.iter().flat_map(longer).collect();
        }
        let mut paths: Vec<Vec<Place>> = heads
            .into_iter()
            .map(|head| head.into_iter().rev().collect())
            .collect();
        for property in &steps[step + 1..] {
            let longer = |path: &Vec<Place>| {
                let end = path.last().map(|last| closure.facts[*last as usize].2);
                let next = end.map(|end| of(&self.from_subject, &(*property, end)));
                let path = path.clone();
                next.into_iter().flatten().map(move |next| {
                    let mut longer = path.clone();
                    longer.push(*next);
                    longer
                })
            };
            paths = paths.iter().flat_map(longer).collect();
        }
        for path in paths {
            let (Some(first), Some(last)) = (path.first(), path.last()) else {
                continue;
            };
            let subject = closure.facts[*first as usize].0;
            let object = closure.facts[*last as usize].2;
            let premises: Vec<_> = path.iter().copied().map(Some).chain([axiom]).collect();
            closure.derive((subject, *makes, object), Rule::PrpSpo2, &premises);
        }
    }

    /// Says of the other names of a fact's terms what it says; and where it is a sameness, what others say.
    fn replace(&self, sameness: &Sameness, place: Place, fact: Fact, closure: &mut Closure) {
        let (subject, predicate, object) = fact;
        for (term, rule) in [
            (subject, Rule::EqRepS),
            (predicate, Rule::EqRepP),
            (object, Rule::EqRepO),
        ] {
            for same in of(&self.from_subject, &(id::SAME_AS, term)) {
                let name = closure.facts[*same as usize].2;
                rename(fact, name, rule, [place, *same], closure);
            }
        }
        if predicate == id::SAME_AS {
            for (facts, rule) in [
                (of(&sameness.by_subject, &subject), Rule::EqRepS),
                (of(&self.by_predicate, &subject), Rule::EqRepP),
                (of(&sameness.by_object, &subject), Rule::EqRepO),
            ] {
                for other in facts {
                    let about = closure.facts[*other as usize];
                    rename(about, object, rule, [*other, place], closure);
                }
            }
        }
    }

    /// Puts an axiom in force, if the fact is one: for what comes, and for all facts before it.
    fn learn(&mut self, place: Place, fact: Fact, rules: &Rules, closure: &mut Closure) {
        let (subject, predicate, object) = fact;
        match predicate {
            id::SUB_CLASS_OF => self.learn_subclass(place, subject, object, closure),
            id::EQUIVALENT_CLASS => {
                both_ways(fact, id::SUB_CLASS_OF, Rule::ScmEqc1, place, closure);
            }
            id::EQUIVALENT_PROPERTY => {
                both_ways(fact, id::SUB_PROPERTY_OF, Rule::ScmEqp1, place, closure);
            }
            id::PROPERTY_CHAIN_AXIOM => self.learn_chain(place, fact, rules, closure),
            id::TYPE => self.learn_kind(place, subject, object, closure),
            _ => {
                for (property, action, rule) in on_property(place, fact, rules, closure) {
                    self.put(property, action, rule, place, closure);
                }
            }
        }
    }

    fn learn_subclass(&mut self, place: Place, class: Id, over: Id, closure: &mut Closure) {
        // What rdfs11 adds follows step by step from what it joins.
        if class == over || closure.rule(place) == Some(Rule::Rdfs11) {
            return;
        }
        let superclasses = self.superclasses.entry(class).or_default();
        superclasses.push((over, place));
        for instance in of(&self.instances, &class) {
            let member = closure.facts[*instance as usize].0;
            let premises = [Some(*instance), Some(place)];
            closure.derive((member, id::TYPE, over), Rule::Rdfs9, &premises);
        }
    }

    /// Puts in force what the class of a property says of it.
    fn learn_kind(&mut self, place: Place, property: Id, class: Id, closure: &mut Closure) {
        let counts = self.sameness.is_some();
        let (action, rule) = match class {
            id::SYMMETRIC_PROPERTY => (Action::Reverses(property), Rule::PrpSymp),
            id::TRANSITIVE_PROPERTY => (Action::LeadsOn, Rule::PrpTrp),
            id::FUNCTIONAL_PROPERTY if counts => (Action::JoinsObjects, Rule::PrpFp),
            id::INVERSE_FUNCTIONAL_PROPERTY if counts => (Action::JoinsSubjects, Rule::PrpIfp),
            _ => return,
        };
        if closure.terms.can_be_predicate(property) {
            if class != id::SYMMETRIC_PROPERTY {
                self.join(property, closure);
            }
            self.put(property, action, rule, place, closure);
        }
    }

    fn learn_chain(&mut self, place: Place, fact: Fact, rules: &Rules, closure: &mut Closure) {
        let (makes, _, list) = fact;
        let head = match closure.terms.term(list) {
            Term::NamedNode(node) => NamedOrBlankNode::from(node.clone()),
            Term::BlankNode(node) => NamedOrBlankNode::from(node.clone()),
            _ => return,
        };
        let Some(properties) = rules.chains.get(&head) else {
            return;
        };
        if !closure.terms.can_be_predicate(makes) {
            return;
        }
        let steps: Vec<Id> = properties
            .iter()
            .map(|property| closure.terms.number(property.clone().into()))
            .collect();
        for property in &steps {
            self.join(*property, closure);
        }
        let chain = self.chains.len();
        self.chains.push(Chain {
            makes,
            steps: steps.clone(),
        });
        for (step, property) in steps.into_iter().enumerate() {
            let action = Action::ChainStep { chain, step };
            self.put(property, action, Rule::PrpSpo2, place, closure);
        }
    }

    /// Puts a rule in force for a predicate.
    fn put(
        &mut self,
        predicate: Id,
        action: Action,
        rule: Rule,
        axiom: Place,
        closure: &mut Closure,
    ) {
        let rule = Use {
            action,
            rule,
            axiom: Some(axiom),
        };
        self.uses.entry(predicate).or_default().push(rule);
        for place in of(&self.by_predicate, &predicate) {
            self.apply_one(rule, *place, closure.facts[*place as usize], closure);
        }
    }
}

/// Gives what a map of lists has for a key.
fn of<'a, K: Eq + std::hash::Hash, V>(lists: &'a Map<K, Vec<V>>, key: &K) -> &'a [V] {
    lists.get(key).map_or(&[], Vec::as_slice)
}

/// Tells whether the domain and the range of a property count.
fn types_by(rules: &Rules, property: Id, closure: &Closure) -> bool {
    match closure.terms.term(property) {
        Term::NamedNode(property) => rules.types_by(property),
        _ => false,
    }
}

/// Gives what an axiom on a property does, and to the facts of which property.
fn on_property(
    place: Place,
    fact: Fact,
    rules: &Rules,
    closure: &Closure,
) -> Vec<(Id, Action, Rule)> {
    let (subject, predicate, object) = fact;
    let names_property = |term| closure.terms.can_be_predicate(term);
    match predicate {
        // What rdfs5 adds follows step by step from what it joins.
        id::SUB_PROPERTY_OF
            if subject != object
                && names_property(object)
                && closure.rule(place) != Some(Rule::Rdfs5) =>
        {
            vec![(subject, Action::Implies(object), Rule::Rdfs7)]
        }
        id::DOMAIN if types_by(rules, subject, closure) => {
            vec![(subject, Action::TypesSubject(object), Rule::Rdfs2)]
        }
        id::RANGE if types_by(rules, subject, closure) => {
            vec![(subject, Action::TypesObject(object), Rule::Rdfs3)]
        }
        id::INVERSE_OF if names_property(subject) && names_property(object) => vec![
            (subject, Action::Reverses(object), Rule::PrpInv1),
            (object, Action::Reverses(subject), Rule::PrpInv2),
        ],
        _ => Vec::new(),
    }
}

/// Derives an axiom in both directions.
fn both_ways(fact: Fact, predicate: Id, rule: Rule, place: Place, closure: &mut Closure) {
    let (one, _, other) = fact;
    for (sub, over) in [(one, other), (other, one)] {
        if sub != over && closure.terms.can_be_subject(sub) {
            closure.derive((sub, predicate, over), rule, &[Some(place)]);
        }
    }
}

/// Derives that two terms are one, where they can be.
fn same(one: Id, other: Id, rule: Rule, premises: &[Option<Place>], closure: &mut Closure) {
    if closure.terms.can_be_subject(one) && closure.terms.can_be_subject(other) {
        closure.derive((one, id::SAME_AS, other), rule, premises);
    }
}

/// Derives `fact` with `name` in the place that `rule` names.
fn rename(fact: Fact, name: Id, rule: Rule, premises: [Place; 2], closure: &mut Closure) {
    let (subject, predicate, object) = fact;
    let (renamed, fits) = match rule {
        Rule::EqRepS => (
            (name, predicate, object),
            closure.terms.can_be_subject(name),
        ),
        Rule::EqRepP => (
            (subject, name, object),
            closure.terms.can_be_predicate(name),
        ),
        _ => ((subject, predicate, name), true),
    };
    if fits {
        closure.derive(renamed, rule, &premises.map(Some));
    }
}
