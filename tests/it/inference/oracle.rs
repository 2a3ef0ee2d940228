//! The engine against a naive fixpoint (every rule on every combination of triples, again and again), and against
//! another reasoner.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use gremia::inference::{Inferred, Rules};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use oxrdf::Triple;
use reasonable::reasoner::Reasoner;

use super::{graph, infer, shown};

/// A triple in the notation of the tests.
type Fact = (String, String, String);

const PROPERTIES: [&str; 4] = ["e:p", "e:q", "e:r", "e:s"];
const CLASSES: [&str; 4] = ["e:A", "e:B", "e:C", "e:D"];
const THINGS: [&str; 5] = ["e:u", "e:v", "e:x", "e:y", "e:z"];
/// Two chains: `e:l2` of two steps, `e:l3` of three.
const CHAINS: [(&str, &[&str]); 2] = [("e:l2", &["e:p", "e:q"]), ("e:l3", &["e:q", "e:r", "e:q"])];
const LISTS: &str =
    "e:l2 rdf:first e:p ; rdf:rest ( e:q ) . e:l3 rdf:first e:q ; rdf:rest ( e:r e:q ) .";

fn fact(subject: &str, predicate: &str, object: &str) -> Fact {
    (subject.into(), predicate.into(), object.into())
}

/// Takes a conclusion: subject, predicate, object.
type Conclude<'a> = dyn FnMut(&str, &str, &str) + 'a;

/// All that follows from `facts` in one step, what is known included.
fn step(facts: &BTreeSet<Fact>, same_as: bool) -> BTreeSet<Fact> {
    let mut next = BTreeSet::new();
    let mut conclude = |subject: &str, predicate: &str, object: &str| {
        let reflexive = subject == object
            && matches!(
                predicate,
                "rdfs:subClassOf" | "rdfs:subPropertyOf" | "owl:sameAs"
            );
        if !(subject.starts_with('"') || predicate.starts_with('"') || reflexive) {
            next.insert(fact(subject, predicate, object));
        }
    };
    for first in facts {
        alone(facts, first, same_as, &mut conclude);
        for second in facts {
            joined(facts, first, second, same_as, &mut conclude);
        }
    }
    next
}

/// What follows from one axiom.
fn alone(facts: &BTreeSet<Fact>, (s, p, o): &Fact, same_as: bool, conclude: &mut Conclude<'_>) {
    match (p.as_str(), o.as_str()) {
        ("owl:equivalentClass", _) => {
            conclude(s, "rdfs:subClassOf", o);
            conclude(o, "rdfs:subClassOf", s);
        }
        ("owl:equivalentProperty", _) => {
            conclude(s, "rdfs:subPropertyOf", o);
            conclude(o, "rdfs:subPropertyOf", s);
        }
        ("owl:sameAs", _) if same_as => conclude(o, p, s),
        ("owl:propertyChainAxiom", list) => {
            let chain = CHAINS.iter().find(|(head, _)| *head == list);
            for (start, end) in chain.map_or(Vec::new(), |(_, steps)| paths(facts, steps)) {
                conclude(&start, s, &end);
            }
        }
        _ => {}
    }
}

/// What follows from two triples, the first of which is an axiom or a sameness.
fn joined(
    facts: &BTreeSet<Fact>,
    (s, p, o): &Fact,
    (s2, p2, o2): &Fact,
    same_as: bool,
    conclude: &mut Conclude<'_>,
) {
    let leads_on = matches!(p.as_str(), "rdfs:subClassOf" | "rdfs:subPropertyOf")
        || same_as && p == "owl:sameAs";
    if leads_on && p2 == p && s2 == o {
        conclude(s, p, o2);
    }
    match p.as_str() {
        "rdfs:subClassOf" if p2 == "rdf:type" && o2 == s => conclude(s2, p2, o),
        "rdfs:subPropertyOf" if p2 == s => conclude(s2, o, o2),
        "rdfs:domain" if p2 == s => conclude(s2, "rdf:type", o),
        "rdfs:range" if p2 == s => conclude(o2, "rdf:type", o),
        "owl:inverseOf" => {
            if p2 == s {
                conclude(o2, o, s2);
            }
            if p2 == o {
                conclude(o2, s, s2);
            }
        }
        "owl:sameAs" if same_as => {
            if s2 == s {
                conclude(o, p2, o2);
            }
            if p2 == s {
                conclude(s2, o, o2);
            }
            if o2 == s {
                conclude(s2, p2, o);
            }
        }
        "rdf:type" if p2 == s => kind(facts, o, (s2, p2, o2), same_as, conclude),
        _ => {}
    }
}

/// What follows from a triple by the kind of its property.
fn kind(
    facts: &BTreeSet<Fact>,
    kind: &str,
    (s, p, o): (&str, &str, &str),
    same_as: bool,
    conclude: &mut Conclude<'_>,
) {
    let others = facts.iter().filter(|(_, predicate, _)| predicate == p);
    match kind {
        "owl:SymmetricProperty" => conclude(o, p, s),
        "owl:TransitiveProperty" => {
            for (_, _, end) in others.filter(|(start, ..)| start == o) {
                conclude(s, p, end);
            }
        }
        "owl:FunctionalProperty" if same_as => {
            for (_, _, value) in others.filter(|(start, ..)| start == s) {
                if !value.starts_with('"') {
                    conclude(o, "owl:sameAs", value);
                }
            }
        }
        "owl:InverseFunctionalProperty" if same_as => {
            for (owner, ..) in others.filter(|(_, _, value)| value == o) {
                conclude(s, "owl:sameAs", owner);
            }
        }
        _ => {}
    }
}

/// The ends of all paths along `steps`.
fn paths(facts: &BTreeSet<Fact>, steps: &[&str]) -> Vec<(String, String)> {
    let of = |property: &str| -> Vec<(String, String)> {
        let facts = facts.iter().filter(|(_, p, _)| p == property);
        facts.map(|(s, _, o)| (s.clone(), o.clone())).collect()
    };
    let mut found = of(steps[0]);
    for property in &steps[1..] {
        let next = of(property);
        found = found
            .iter()
            .flat_map(|(start, middle)| {
                let going_on = next.iter().filter(move |(from, _)| from == middle);
                going_on.map(move |(_, end)| (start.clone(), end.clone()))
            })
            .collect();
    }
    found
}

fn fixpoint(facts: &BTreeSet<Fact>, same_as: bool) -> BTreeSet<Fact> {
    let mut known = facts.clone();
    loop {
        let before = known.len();
        known.extend(step(&known.clone(), same_as));
        if known.len() == before {
            return known;
        }
    }
}

fn parsed(line: &str) -> Fact {
    let mut words = line.splitn(3, ' ').map(str::to_owned);
    let mut word = || words.next().unwrap();
    (word(), word(), word())
}

fn things() -> impl Strategy<Value = &'static str> {
    select(&THINGS[..])
}

/// One triple: mostly a fact, else an axiom.
fn triple() -> impl Strategy<Value = Fact> {
    let property = || select(&PROPERTIES[..]);
    let class = || select(&CLASSES[..]);
    let value = prop_oneof![5 => things(), 1 => Just("\"w\"")];
    let join = |strategy: (&'static str, &'static str, &'static str)| {
        fact(strategy.0, strategy.1, strategy.2)
    };
    let kinds = select(
        &[
            "owl:SymmetricProperty",
            "owl:TransitiveProperty",
            "owl:FunctionalProperty",
            "owl:InverseFunctionalProperty",
        ][..],
    );
    let between_classes = select(&["rdfs:subClassOf", "owl:equivalentClass"][..]);
    let between_properties = select(
        &[
            "rdfs:subPropertyOf",
            "owl:inverseOf",
            "owl:equivalentProperty",
        ][..],
    );
    let to_class = select(&["rdfs:domain", "rdfs:range"][..]);
    let lists = select(&["e:l2", "e:l3"][..]);
    prop_oneof![
        8 => (things(), property(), value).prop_map(join),
        4 => (things(), Just("rdf:type"), class()).prop_map(join),
        2 => (class(), between_classes, class()).prop_map(join),
        2 => (property(), between_properties, property()).prop_map(join),
        1 => (property(), to_class, class()).prop_map(join),
        1 => (property(), Just("rdf:type"), kinds).prop_map(join),
        1 => (property(), Just("owl:propertyChainAxiom"), lists).prop_map(join),
        1 => (things(), Just("owl:sameAs"), things()).prop_map(join),
    ]
}

/// Checks that each fact follows from its premises by one step, and that these lead down to what is stated.
fn justified(inferred: &Inferred, stated: &BTreeSet<Fact>, same_as: bool) {
    let mut known = stated.clone();
    for triple in inferred.triples() {
        let conclusion = parsed(&shown(&triple));
        let why = inferred.justification(&triple).unwrap();
        let premises: BTreeSet<Fact> = why.premises.iter().map(|p| parsed(&shown(p))).collect();
        assert!(premises.is_subset(&known), "{conclusion:?}: {premises:?}");
        let follows = step(&premises, same_as);
        let rule = why.rule;
        assert!(
            follows.contains(&conclusion),
            "{conclusion:?} {rule}: {premises:?}"
        );
        known.insert(conclusion);
    }
}

#[test]
fn engine_agrees_with_the_naive_fixpoint() {
    let mut runner = TestRunner::new(Config {
        cases: 400,
        ..Config::default()
    });
    let cases = (vec(triple(), 1..24), any::<bool>());
    runner
        .run(&cases, |(triples, same_as)| {
            let mut stated: BTreeSet<Fact> = triples.into_iter().collect();
            let mut text = String::from(LISTS);
            for (s, p, o) in &stated {
                write!(text, "{s} {p} {o} . ").unwrap();
            }
            let dataset = graph(&text);
            let rules = Rules::from_dataset(&dataset).unwrap();
            let rules = if same_as { rules.with_same_as() } else { rules };
            let inferred = infer(&dataset, &rules);
            let found: BTreeSet<Fact> = inferred.triples().map(|t| parsed(&shown(&t))).collect();
            if same_as {
                // The lists are facts, too, whose terms can have other names.
                for quad in dataset.store() {
                    let line = shown(&quad.unwrap().into());
                    stated.insert(parsed(&line));
                }
            }
            let expected = fixpoint(&stated, same_as);
            let expected: BTreeSet<Fact> = expected.difference(&stated).cloned().collect();
            assert_eq!(found, expected);
            justified(&inferred, &stated, same_as);
            Ok(())
        })
        .unwrap();
}

/// The axiomatic triples of OWL that our rules leave out: everything is a thing, and the two outermost classes are classes.
fn is_axiomatic(triple: &Triple) -> bool {
    let owl = "http://www.w3.org/2002/07/owl#";
    let outermost = ["Thing", "Nothing"].map(|name| format!("<{owl}{name}>"));
    triple.object.to_string() == outermost[0] || outermost.contains(&triple.subject.to_string())
}

#[test]
fn another_reasoner_infers_the_same_from_the_bundled_graph() {
    let dataset = crate::data::graph();
    let stated = dataset.store().iter().map(|quad| quad.unwrap().into());
    let stated: HashSet<Triple> = stated.collect();
    let rules = Rules::from_dataset(&dataset).unwrap();
    let ours: HashSet<Triple> = infer(&dataset, &rules).triples().collect();
    let mut reasoner = Reasoner::new();
    reasoner.load_triples(stated.iter().cloned().collect());
    reasoner.reason();
    let theirs = reasoner.get_triples().into_iter();
    let theirs: HashSet<Triple> = theirs
        .filter(|triple| !stated.contains(triple) && !is_axiomatic(triple))
        .collect();
    let missing: Vec<&Triple> = theirs.difference(&ours).collect();
    let excess: Vec<&Triple> = ours.difference(&theirs).collect();
    assert!(
        missing.is_empty() && excess.is_empty(),
        "{missing:?} {excess:?}"
    );
    assert!(!ours.is_empty());
}
