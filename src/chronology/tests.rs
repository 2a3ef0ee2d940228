//! Small graphs with known dates.

use oxigraph::sparql::CancellationToken;
use oxrdf::NamedNode;

use super::{Chronology, When, read};
use crate::store::{Dataset as _, EmbeddedDataset};

fn chronology(data: &str) -> Chronology {
    let dataset = EmbeddedDataset::in_memory().unwrap();
    let update = format!(
        "PREFIX : <x:> PREFIX g: <https://w3id.org/gremia/ontology#> \
         PREFIX m: <https://w3id.org/gremia/vocab/modality/> \
         PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> \
         PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> INSERT DATA {{ {data} }}"
    );
    dataset.update(&update, &CancellationToken::new()).unwrap();
    let node = NamedNode::new_unchecked("x:a").into();
    read(&dataset, &node, 100, &|| Ok(())).unwrap()
}

/// Writes each entry as one line: node, kind and dates with their modalities.
fn lines(data: &str) -> Vec<String> {
    let entries = chronology(data).entries.into_iter().map(|entry| {
        let kind = match entry.when {
            When::Lasting { .. } => "lasting",
            When::Between { .. } => "between",
            When::At(_) => "at",
            When::AsOf(_) => "as of",
        };
        let short = |text: &str| text.rsplit(['/', ':']).next().unwrap().replace('>', "");
        let dates = entry.when.told().map(|told| {
            let modalities = told.modalities.iter().map(|node| short(node.as_str()));
            let modalities: Vec<String> = modalities.collect();
            format!(" {} {}", told.date.text, modalities.join("+"))
        });
        let dates: String = dates.collect();
        format!(
            "{} {kind}{}",
            short(&entry.node.to_string()),
            dates.trim_end()
        )
    });
    entries.collect()
}

#[test]
fn facts_come_in_the_order_of_their_dates() {
    assert_eq!(
        lines(
            ":f :about :a ; g:heldOn \"2024-05-01\"^^xsd:date ; g:modality m:reported .
             :a :founded \"2020\"^^xsd:gYear ."
        ),
        ["a at 2020", "f at 2024-05-01 reported"]
    );
}

#[test]
fn first_and_last_day_make_one_fact_even_where_they_are_said_differently() {
    assert_eq!(
        lines(
            ":f :about :a ; g:validFrom \"2024-01-01\"^^xsd:date ; g:modality m:reported .
             :c rdf:subject :f ; rdf:predicate g:validUntil ; rdf:object \"2024-12-31\"^^xsd:date ;
                g:modality m:announced ."
        ),
        ["f lasting 2024-01-01 reported 2024-12-31 announced"]
    );
}

#[test]
fn date_that_is_said_twice_has_both_modalities() {
    let claim = |name: &str, modality: &str| {
        format!(
            ":{name} rdf:subject :a ; rdf:predicate g:heldOn ; rdf:object \"2024-01-01\"^^xsd:date ; g:modality m:{modality} . "
        )
    };
    assert_eq!(
        lines(&format!(
            "{}{}",
            claim("c", "planned"),
            claim("d", "derived")
        )),
        ["a at 2024-01-01 derived+planned"]
    );
}

#[test]
fn bounds_of_an_unknown_day_make_one_fact() {
    assert_eq!(
        lines(
            ":f :about :a ; g:notEarlierThan \"2023-01-01\"^^xsd:date ; g:notLaterThan \"2023-06-30\"^^xsd:date ."
        ),
        ["f between 2023-01-01  2023-06-30"]
    );
}

#[test]
fn fact_without_a_date_has_that_of_its_occurrence() {
    let found = chronology(
        ":take :who :a ; g:asOf \"2025-01-01\"^^xsd:date .
         :take g:modality m:reported . :meeting :has :take ; g:modality m:reported ; g:heldOn \"2024-05-01\"^^xsd:date .",
    );
    assert_eq!(found.entries.len(), 1);
    assert_eq!(found.entries[0].when.days(), (19_844, 19_844));
    assert!(found.entries[0].occurrence.is_some());
}

#[test]
fn fact_without_any_date_but_its_source_is_said_as_of_that() {
    assert_eq!(
        lines(":f :about :a ; g:asOf \"2024-05-01\"^^xsd:date ; g:modality m:reported ."),
        ["f as of 2024-05-01 reported"]
    );
}

#[test]
fn undated_facts_are_counted() {
    assert_eq!(chronology(":f :about :a . :g :about :a .").undated, 2);
}

#[test]
fn date_of_our_own_work_is_no_fact() {
    assert!(lines(":a g:verifiedOn \"2024-05-01\"^^xsd:date .").is_empty());
}

#[test]
fn what_only_a_statement_says_keeps_its_modality() {
    let found = chronology(
        ":c rdf:subject :f ; rdf:predicate :leads ; rdf:object :a ; g:modality m:planned .
         :f g:heldOn \"2024-05-01\"^^xsd:date .",
    );
    assert_eq!(found.entries.len(), 1);
    assert!(
        found.entries[0]
            .modalities
            .iter()
            .any(|node| node.as_str().ends_with("planned"))
    );
}

#[test]
fn facts_of_an_occurrence_that_is_listed_are_counted_with_it() {
    let found = chronology(
        ":f :about :a ; g:modality m:reported ; :at :meeting .
         :meeting :about :a ; g:modality m:reported ; g:heldOn \"2024-05-01\"^^xsd:date .",
    );
    assert_eq!(found.entries.len(), 1);
    assert_eq!(found.entries[0].belonging, 1);
}

#[test]
fn modality_of_a_claim_about_the_date_prevails_over_that_of_the_node() {
    assert_eq!(
        lines(
            ":f :about :a ; g:heldOn \"2024-05-01\"^^xsd:date ; g:modality m:reported .
             :c rdf:subject :f ; rdf:predicate g:heldOn ; rdf:object \"2024-05-01\"^^xsd:date ;
                g:modality m:derived ."
        ),
        ["f at 2024-05-01 derived"]
    );
}
