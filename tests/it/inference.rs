//! What follows by each rule, what does not, and what cannot be true; on small graphs made for it.

use gremia::inference::{Inferred, Rules, Severity, materialize};
use gremia::language::Language;
use gremia::prefixes::Prefixes;
use gremia::store::load::{Document, load};
use gremia::store::{EmbeddedDataset, Error};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::CancellationToken;
use oxrdf::{Term, Triple};

mod oracle;

const PREFIXES: [(&str, &str); 5] = [
    ("e", "https://w3id.org/gremia/ontology#"),
    ("f", "http://foreign.example/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
];

/// Makes a dataset of Turtle, or of TriG, with the prefixes above.
fn graph(text: &str) -> EmbeddedDataset {
    let declared = PREFIXES.map(|(prefix, iri)| format!("PREFIX {prefix}: <{iri}>\n"));
    let text = declared.concat() + text;
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let document = Document::new("test", text.as_bytes(), RdfFormat::TriG);
    load(&dataset, [document], &CancellationToken::new(), &mut |_| ()).unwrap();
    dataset
}

fn infer(dataset: &EmbeddedDataset, rules: &Rules) -> Inferred {
    materialize(dataset, rules, &CancellationToken::new(), &mut |_| ()).unwrap()
}

fn inferred(text: &str) -> Inferred {
    let dataset = graph(text);
    infer(&dataset, &Rules::from_dataset(&dataset).unwrap())
}

/// Writes a term with the prefixes above.
fn short(term: &Term) -> String {
    let mut prefixes = Prefixes::default();
    for (prefix, iri) in PREFIXES {
        prefixes.insert(prefix, iri).unwrap();
    }
    match term {
        Term::NamedNode(node) => prefixes.compact(node.as_str()).unwrap(),
        other => other.to_string(),
    }
}

fn shown(triple: &Triple) -> String {
    format!(
        "{} {} {}",
        short(&triple.subject.clone().into()),
        short(&triple.predicate.clone().into()),
        short(&triple.object)
    )
}

/// Writes what was inferred, one triple a line with its rule, in order.
fn list(inferred: &Inferred) -> Vec<String> {
    let mut lines: Vec<String> = inferred
        .triples()
        .map(|triple| {
            let rule = inferred.justification(&triple).unwrap().rule;
            format!("{} [{rule}]", shown(&triple))
        })
        .collect();
    lines.sort();
    lines
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(list(&inferred(text)), expected);
}

fn same(text: &str) -> Inferred {
    let dataset = graph(text);
    let rules = Rules::from_dataset(&dataset).unwrap().with_same_as();
    infer(&dataset, &rules)
}

#[test]
fn instance_of_a_class_is_instance_of_all_its_superclasses() {
    check(
        "e:A rdfs:subClassOf e:B . e:B rdfs:subClassOf e:C . e:x a e:A .",
        &[
            "e:A rdfs:subClassOf e:C [rdfs11]",
            "e:x rdf:type e:B [rdfs9]",
            "e:x rdf:type e:C [rdfs9]",
        ],
    );
}

#[test]
fn subproperty_implies_all_its_superproperties() {
    check(
        "e:p rdfs:subPropertyOf e:q . e:q rdfs:subPropertyOf e:r . e:x e:p \"v\" .",
        &[
            "e:p rdfs:subPropertyOf e:r [rdfs5]",
            "e:x e:q \"v\" [rdfs7]",
            "e:x e:r \"v\" [rdfs7]",
        ],
    );
}

#[test]
fn classes_that_contain_each_other_are_not_said_to_contain_themselves() {
    check(
        "e:A rdfs:subClassOf e:B . e:B rdfs:subClassOf e:A . e:p rdfs:subPropertyOf e:p .",
        &[],
    );
}

#[test]
fn domain_and_range_type_what_a_property_joins() {
    check(
        "e:p rdfs:domain e:A ; rdfs:range e:B . e:x e:p e:y .",
        &["e:x rdf:type e:A [rdfs2]", "e:y rdf:type e:B [rdfs3]"],
    );
}

#[test]
fn literal_has_no_class() {
    check("e:p rdfs:range e:B . e:x e:p \"v\" .", &[]);
}

#[test]
fn domain_of_a_foreign_property_does_not_count() {
    let text = "f:p rdfs:domain f:A ; rdfs:range f:B . e:x f:p e:y .";
    check(text, &[]);
    assert_eq!(Rules::from_dataset(&graph(text)).unwrap().foreign(), 2);
}

#[test]
fn domain_of_a_property_of_the_rule_base_counts() {
    let dataset = graph("e:x f:p e:y .");
    let base = graph("f:p rdfs:domain f:A ; rdfs:subPropertyOf f:q .");
    let rules = Rules::from_dataset(&dataset).unwrap();
    let rules = rules.with_base(&base).unwrap();
    let expected = ["e:x f:q e:y [rdfs7]", "e:x rdf:type f:A [rdfs2]"];
    assert_eq!(list(&infer(&dataset, &rules)), expected);
}

#[test]
fn inverse_properties_say_the_same_in_both_directions() {
    check(
        "e:p owl:inverseOf e:q . e:x e:p e:y . e:u e:q e:v .",
        &["e:v e:p e:u [prp-inv2]", "e:y e:q e:x [prp-inv1]"],
    );
}

#[test]
fn literal_is_never_turned_into_a_subject() {
    check(
        "e:p owl:inverseOf e:q . e:s a owl:SymmetricProperty . e:x e:p \"v\" ; e:s \"w\" .",
        &[],
    );
}

#[test]
fn symmetric_property_holds_both_ways() {
    check(
        "e:p a owl:SymmetricProperty . e:x e:p e:y .",
        &["e:y e:p e:x [prp-symp]"],
    );
}

#[test]
fn transitive_property_leads_on() {
    check(
        "e:p a owl:TransitiveProperty . e:x e:p e:y . e:y e:p e:z . e:z e:p \"end\" .",
        &[
            "e:x e:p \"end\" [prp-trp]",
            "e:x e:p e:z [prp-trp]",
            "e:y e:p \"end\" [prp-trp]",
        ],
    );
}

#[test]
fn chain_of_any_length_makes_its_property() {
    check(
        "e:uncle owl:propertyChainAxiom ( e:parent e:brother ) .
         e:far owl:propertyChainAxiom ( e:parent e:brother e:parent e:brother ) .
         e:x e:parent e:y . e:y e:brother e:z . e:z e:parent e:u . e:u e:brother e:v .",
        &[
            "e:x e:far e:v [prp-spo2]",
            "e:x e:uncle e:z [prp-spo2]",
            "e:z e:uncle e:v [prp-spo2]",
        ],
    );
}

#[test]
fn chain_of_a_property_with_itself_is_followed_from_every_step() {
    check(
        "e:grand owl:propertyChainAxiom ( e:parent e:parent ) .
         e:x e:parent e:y . e:y e:parent e:z . e:l e:parent e:l .",
        &["e:l e:grand e:l [prp-spo2]", "e:x e:grand e:z [prp-spo2]"],
    );
}

#[test]
fn chain_that_is_no_list_is_told_and_left_out() {
    let text = "e:p owl:propertyChainAxiom e:l . e:l rdf:first e:q ; rdf:rest e:l . e:x e:q e:y .
                e:r owl:propertyChainAxiom ( \"q\" ) . e:s owl:propertyChainAxiom () .";
    check(text, &[]);
    let rules = Rules::from_dataset(&graph(text)).unwrap();
    assert_eq!(rules.malformed_chains().len(), 3);
}

#[test]
fn equivalent_classes_have_the_same_instances() {
    check(
        "e:A owl:equivalentClass e:B . e:x a e:A . e:y a e:B .",
        &[
            "e:A rdfs:subClassOf e:B [scm-eqc1]",
            "e:B rdfs:subClassOf e:A [scm-eqc1]",
            "e:x rdf:type e:B [rdfs9]",
            "e:y rdf:type e:A [rdfs9]",
        ],
    );
}

#[test]
fn equivalent_properties_hold_between_the_same_things() {
    check(
        "e:p owl:equivalentProperty e:q . e:x e:p e:y . e:x e:q \"v\" .",
        &[
            "e:p rdfs:subPropertyOf e:q [scm-eqp1]",
            "e:q rdfs:subPropertyOf e:p [scm-eqp1]",
            "e:x e:p \"v\" [rdfs7]",
            "e:x e:q e:y [rdfs7]",
        ],
    );
}

#[test]
fn sameness_counts_only_where_it_is_asked_for() {
    let text = "e:x owl:sameAs e:y . e:x e:p e:z . e:z e:q e:x . e:x e:n 1 .";
    check(text, &[]);
    let expected = [
        "e:y e:n \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> [eq-rep-s]",
        "e:y e:p e:z [eq-rep-s]",
        "e:y owl:sameAs e:x [eq-sym]",
        "e:z e:q e:y [eq-rep-o]",
    ];
    assert_eq!(list(&same(text)), expected);
}

#[test]
fn functional_properties_make_two_names_one_where_sameness_counts() {
    let functional = "e:p a owl:FunctionalProperty . e:x e:p e:y , e:z , \"v\" .";
    let inverse = "e:p a owl:InverseFunctionalProperty . e:y e:p \"v\" . e:z e:p \"v\" .";
    for text in [functional, inverse] {
        let mut found: Vec<String> = same(text).triples().map(|t| shown(&t)).collect();
        found.sort();
        assert_eq!(found, ["e:y owl:sameAs e:z", "e:z owl:sameAs e:y"]);
    }
}

#[test]
fn what_a_claim_says_is_not_stated_by_it() {
    check(
        "e:p rdfs:subPropertyOf e:q .
         e:c a rdf:Statement ; rdf:subject e:x ; rdf:predicate e:p ; rdf:object e:y .",
        &[],
    );
}

#[test]
fn triple_term_is_a_constant() {
    check(
        "e:p rdfs:subPropertyOf e:q ; rdfs:range e:A . e:r e:p <<( e:x e:p e:y )>> .",
        &[
            "e:r e:q <<( <https://w3id.org/gremia/ontology#x> <https://w3id.org/gremia/ontology#p> <https://w3id.org/gremia/ontology#y> )>> [rdfs7]",
        ],
    );
}

#[test]
fn named_graphs_are_not_looked_at() {
    check("e:A rdfs:subClassOf e:B . GRAPH e:g { e:x a e:A }", &[]);
}

#[test]
fn blank_nodes_are_things_like_others() {
    let found = inferred("e:A rdfs:subClassOf e:B . [] a e:A .");
    assert_eq!(found.len(), 1);
}

#[test]
fn what_is_stated_is_not_inferred_again() {
    check("e:A rdfs:subClassOf e:B . e:x a e:A , e:B .", &[]);
}

#[test]
fn axiom_that_follows_is_applied_to_what_was_known_before() {
    check(
        "e:Sym rdfs:subClassOf owl:SymmetricProperty . e:p a e:Sym . e:x e:p e:y .",
        &[
            "e:p rdf:type owl:SymmetricProperty [rdfs9]",
            "e:y e:p e:x [prp-symp]",
        ],
    );
}

#[test]
fn justification_is_the_shortest() {
    // Two steps by the classes, one by the domain.
    let found = inferred(
        "e:A rdfs:subClassOf e:B . e:B rdfs:subClassOf e:C . e:p rdfs:domain e:C . e:x a e:A ; e:p e:y .",
    );
    assert!(list(&found).contains(&"e:x rdf:type e:C [rdfs2]".to_owned()));
}

#[test]
fn premises_are_the_facts_in_order_and_then_the_axiom() {
    let found = inferred("e:far owl:propertyChainAxiom ( e:p e:q ) . e:x e:p e:y . e:y e:q e:z .");
    let triple = found.triples().next().unwrap();
    let premises = found.justification(&triple).unwrap().premises;
    let premises: Vec<String> = premises.iter().map(shown).collect();
    assert_eq!(premises[..2], ["e:x e:p e:y", "e:y e:q e:z"]);
    assert!(premises[2].starts_with("e:far owl:propertyChainAxiom _:"));
    assert_eq!(found.justification(&graph_triple("e:x e:p e:y")), None);
}

fn graph_triple(text: &str) -> Triple {
    let dataset = graph(&format!("{text} ."));
    let quad = dataset.store().iter().next().unwrap();
    quad.unwrap().into()
}

#[test]
fn cancelled_inference_gives_nothing() {
    let dataset = graph("e:A rdfs:subClassOf e:B . e:x a e:A .");
    let rules = Rules::from_dataset(&dataset).unwrap();
    let token = CancellationToken::new();
    token.cancel();
    let outcome = materialize(&dataset, &rules, &token, &mut |_| ());
    assert!(matches!(outcome, Err(Error::Cancelled)));
}

/// Writes the findings with their severity, rule and message.
fn findings(inferred: &Inferred, language: Language) -> Vec<String> {
    let finding = |finding: &gremia::inference::Finding| {
        format!(
            "{} {} {}",
            finding.severity,
            finding.constraint.name(),
            finding.message(language, &short)
        )
    };
    inferred.findings().iter().map(finding).collect()
}

#[test]
fn member_of_disjoint_classes_is_found_also_where_it_follows() {
    let found = inferred(
        "e:A owl:disjointWith e:B . e:B owl:disjointWith e:A . e:C rdfs:subClassOf e:B . e:x a e:A , e:C . e:y a e:A .",
    );
    assert_eq!(
        findings(&found, Language::En),
        ["violation cax-dw e:x is in e:A and in e:B, which share no instance"]
    );
    let facts: Vec<String> = found.findings()[0].facts.iter().map(shown).collect();
    assert_eq!(facts, ["e:x rdf:type e:A", "e:x rdf:type e:B"]);
}

#[test]
fn class_disjoint_with_itself_has_no_members() {
    let found = inferred("e:A owl:disjointWith e:A . e:x a e:A .");
    assert_eq!(found.findings().len(), 1);
}

#[test]
fn instance_of_nothing_is_found() {
    let found = inferred("e:A rdfs:subClassOf owl:Nothing . e:x a e:A .");
    assert_eq!(
        findings(&found, Language::De),
        ["violation cls-nothing2 e:x gehört zu owl:Nothing, wozu nichts gehören kann"]
    );
}

#[test]
fn second_literal_is_wrong_and_second_name_may_be_another_name() {
    let found = inferred(
        "e:p a owl:FunctionalProperty . e:x e:p 1 , 2 . e:y e:p e:a , e:b . e:z e:p e:c , e:d . e:c owl:differentFrom e:d .",
    );
    let severities: Vec<Severity> = found.findings().iter().map(|f| f.severity).collect();
    let (violation, warning) = (Severity::Violation, Severity::Warning);
    assert_eq!(severities, [violation, violation, warning]);
    let text = findings(&found, Language::En).join("\n");
    assert!(
        text.contains("warning prp-fp e:y has two values of e:p, which has one at most: e:a, e:b")
            || text.contains("which has one at most: e:b, e:a"),
        "{text}"
    );
}

#[test]
fn names_of_one_thing_are_one_value() {
    let text = "e:p a owl:FunctionalProperty . e:y e:p e:a , e:b . e:a owl:sameAs e:b .";
    assert_eq!(same(text).findings(), []);
}

#[test]
fn value_that_belongs_to_one_only_is_found_with_two() {
    let found = inferred(
        "e:p a owl:InverseFunctionalProperty . e:x e:p \"k\" . e:y e:p \"k\" . e:x owl:differentFrom e:y .",
    );
    assert_eq!(found.findings()[0].severity, Severity::Violation);
    assert_eq!(short(&found.findings()[0].focus), "\"k\"");
}

#[test]
fn same_and_different_at_once_is_found() {
    let found = same("e:x owl:sameAs e:y . e:y owl:differentFrom e:x .");
    assert!(!found.findings().is_empty());
}
