//! What the shell says about wrong queries and empty results, and does about them.

use crate::repl::{COUNT, batch, screen, text};

#[test]
fn proposal_of_a_wrong_query_is_followed_by_a_key() {
    let mut shell = screen().shell();
    shell.press("SELCT ?r { ?r a geo:River } ORDER BY ?r LIMIT 1\r");
    shell.wait_for("hint: Ctrl-X Ctrl-F writes `SELECT` for `SELCT`");
    shell.press("\x18\x06");
    shell.wait_for("town:elbe");
    shell.wait_for_prompt();
    shell.press("\x10");
    shell.wait("the mended query", |screen| {
        let text = screen.contents();
        text.trim_end()
            .ends_with("gremia> SELECT ?r { ?r a geo:River } ORDER BY ?r LIMIT 1")
    });
}

#[test]
fn proposal_can_be_followed_twice_and_then_there_is_none() {
    let input = "SELCT ?r { ?r a geo:River FILTER(?r = town:elbe AND 1 = 1) };\n.fix\n.fix\n.fix";
    let ended = batch(input, &["repl", "--keep-going"]).failure().code(1);
    let output = ended.get_output();
    assert!(text(&output.stdout).contains("town/elbe"));
    let notes = text(&output.stderr);
    assert!(notes.contains("there is nothing to fix"), "{notes}");
}

#[test]
fn wrong_query_of_a_command_is_told_at_its_place_and_mended() {
    let input = "ASK {} ;\n  .explain SELCT ?r {\n ?r a geo:River }\n.fix\n";
    let ended = batch(input, &["repl", "--keep-going"]).failure().code(1);
    let output = ended.get_output();
    insta::assert_snapshot!(text(&output.stderr), @r"
    error[G103]: unknown word `SELCT`
     --> standard input:2:12
      |
    2 |   .explain SELCT ?r {
      |            ^^^^^
      |
      = help: did you mean `SELECT`?
    .explain SELECT ?r {
     ?r a geo:River }
    ");
    let plan = text(&output.stdout);
    assert!(plan.contains("find ?r a geo:River"), "{plan}");
    let mut shell = screen().shell();
    shell.press(".explain SELCT ?r { ?r a geo:River }\r");
    shell.wait_for("hint: Ctrl-X Ctrl-F writes `SELECT` for `SELCT`");
    shell.press("\x18\x06");
    shell.wait_for("find ?r a geo:River");
}

#[test]
fn wrong_query_of_a_command_has_one_heading_where_a_base_was_put_in() {
    let input = "BASE <http://example.org/>\n.format SELCT ?r { ?r a geo:River }";
    let ended = batch(input, &[]).failure().code(1);
    let notes = text(&ended.get_output().stderr);
    insta::assert_snapshot!(notes, @r"
    <http://example.org/> is the base for this session
    error[G103]: unknown word `SELCT`
     --> standard input:2:9
      |
    1 | BASE <http://example.org/> SELCT ?r { ?r a geo:River }
      |                            ^^^^^
      |
      = help: did you mean `SELECT`?
    ");
}

#[test]
fn empty_result_is_explained_and_mended() {
    let mut shell = screen().shell();
    shell.press("SELECT ?l { ?r a geo:River ; rdfs:label ?l FILTER(LANG(?l) = \"fr\") }\r");
    shell.wait_for("`.why` tells which part of the query leaves no row");
    shell.press(".why\r");
    shell.wait_for("0 of 4 ?l have language @fr; 3 have @de, 1 has @en");
    shell.wait_for("writes `\"de\"` for `\"fr\"`");
    shell.wait_for_prompt();
    shell.press(".fix\r");
    shell.wait_for("Trave");
}

#[test]
fn why_in_a_batch_names_the_part_that_leaves_no_row() {
    let input = "SELECT ?n { ?r a geo:River ; geo:kilometers ?n };\n.why\n";
    let ended = batch(input, &[]).success();
    let answer = text(&ended.get_output().stdout);
    assert_eq!(
        answer,
        "?n\n       3 rows  ?r a geo:River\n       0 rows  ?r geo:kilometers ?n\n\
         geo:kilometers occurs 0 times as a property; geo:kilometres 3 times\n"
    );
}

#[test]
fn why_looks_inside_the_part_that_leaves_no_row() {
    let input = "SELECT ?n { ?r a geo:River FILTER EXISTS { ?r geo:kilometers ?n } };\n.why\n";
    let ended = batch(input, &[]).success();
    let answer = text(&ended.get_output().stdout);
    assert_eq!(
        answer,
        "?n\n       3 rows  ?r a geo:River\n       0 rows  FILTER EXISTS { ?r geo:kilometers ?n . }\n  \
         in EXISTS, what matches:\n           0 rows  ?r geo:kilometers ?n\n    \
         geo:kilometers occurs 0 times as a property; geo:kilometres 3 times\n\
         what EXISTS asks for is not there for any of the 3 rows before\n"
    );
}

#[test]
fn query_with_a_name_is_remarked_on_explained_and_mended_as_it_was_typed() {
    let mut shell = screen().shell();
    shell.press(".let r = town:elbe\r");
    shell.wait_for("$r = town:elbe");
    shell.press("SELECT ?n { $r geo:kilometers ?n }\r");
    shell.wait_for("note: geo:kilometers occurs 0 times as a property");
    shell.wait_for("writes `geo:kilometres` for `geo:kilometers`");
    shell.wait_for_prompt();
    shell.press(".why\r");
    shell.wait_for("0 rows  ?r geo:kilometers ?n");
    shell.wait_for_prompt();
    shell.press(".fix\r");
    shell.wait_for("SELECT ?n { $r geo:kilometres ?n }");
    shell.wait_for("1 row");
}

#[test]
fn name_that_is_used_once_is_not_remarked_on() {
    let input = ".lint on\n.let n = 5\nSELECT ?r { ?r geo:kilometres $n }";
    let ended = batch(input, &[]).success();
    let notes = text(&ended.get_output().stderr);
    assert!(!notes.contains("used only once"), "{notes}");
}

#[test]
fn name_behind_values_is_told_to_have_values_of_its_own() {
    let input = ".lint on\n.let n = 5\nSELECT * { VALUES $n { 6 } }";
    let ended = batch(input, &[]).success();
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("5 of `.let` is not used"), "{notes}");
}

#[test]
fn change_of_what_a_name_stands_for_is_not_proposed() {
    let input = ".lint on\n.let r = town:elbee\nSELECT ?n { VALUES ?r { $r } ?r geo:kilometres ?n };\n.why\n.fix";
    let ended = batch(input, &[]).failure().code(2);
    let answer = text(&ended.get_output().stdout);
    assert!(answer.contains("?r is town:elbee"), "{answer}");
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("there is nothing to fix"), "{notes}");
}

#[test]
fn hint_of_a_command_names_it_as_it_is_typed_in_the_shell() {
    let ended = batch(".find nothing-like-this\n.describe \"no such label\"", &[]).failure();
    let notes = text(&ended.get_output().stderr);
    assert!(notes.contains("`.find TEXT` looks for labels"), "{notes}");
}

#[test]
fn why_before_any_query_is_wrong_usage() {
    batch(".why\n", &[]).failure().code(2);
}

#[test]
fn remarks_are_made_at_a_prompt_and_in_a_batch_on_request_only() {
    let query = "SELECT * { ?r a geo:River OPTIONAL { ?r geo:kilometers ?n } }";
    let remark = "note: geo:kilometers occurs 0 times as a property; geo:kilometres 3 times";
    let silent = batch(query, &[]).success();
    assert_eq!(text(&silent.get_output().stderr), "");
    let asked = batch(&format!(".lint on\n{query}"), &[]).success();
    let notes = text(&asked.get_output().stderr);
    assert!(notes.contains(remark), "{notes}");
    let mut shell = screen().shell();
    shell.press(&format!("{query}\r"));
    shell.wait_for("note: geo:kilometers occurs 0 times as a property");
    shell.press(&format!(".lint off\r\x0c{query}\r"));
    shell.wait("no remark", |screen| {
        let contents = screen.contents();
        contents.contains("3 rows") && !contents.contains("note: ")
    });
}

#[test]
fn plan_is_told_in_words_for_the_last_query() {
    let input = format!("{COUNT};\n.explain analyze\n");
    let ended = batch(&input, &[]).success();
    let plan = text(&ended.get_output().stdout);
    assert!(plan.contains("find ?s a geo:River"), "{plan}");
    assert!(
        plan.contains("make one group of all rows: COUNT(*)"),
        "{plan}"
    );
}

#[test]
fn query_laid_out_anew_comes_back_to_be_edited_and_runs() {
    let mut shell = screen().shell();
    shell.press(".format select ?r {?r a geo:River filter(?r=town:elbe)} limit 1\r");
    shell.wait("the query on several lines", |screen| {
        let text = screen.contents();
        text.contains("gremia> SELECT ?r {") && text.contains("  FILTER (?r = town:elbe)")
    });
    shell.press(";\r");
    shell.wait_for("1 row");
}

#[test]
fn query_laid_out_anew_in_a_batch_is_output() {
    let ended = batch(".format ask{?s ?p ?o}", &[]).success();
    insta::assert_snapshot!(text(&ended.get_output().stdout), @r"
    ASK {
      ?s ?p ?o
    }
    ");
}

#[test]
fn query_that_is_wrong_is_not_laid_out() {
    batch(".format SELCT * { ?s ?p ?o }", &[]).failure().code(1);
}

#[test]
fn why_tells_graph_file_and_time_of_a_bundled_statement() {
    let ended = batch(".why town:elbe geo:kilometres", &[]).success();
    let answer = text(&ended.get_output().stdout);
    assert!(answer.contains("graph: the default graph"), "{answer}");
    assert!(answer.contains(".ttl, bundled\n  loaded: 20"), "{answer}");
}

#[test]
fn why_tells_the_file_that_was_loaded_into_a_graph() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("more.ttl");
    std::fs::write(&file, "<http://e/a> <http://e/b> 7 .").unwrap();
    let input = format!(
        ".load {} into <http://e/g>\n.why <http://e/a> <http://e/b> 7\n",
        file.display()
    );
    let ended = batch(&input, &[]).success();
    let answer = text(&ended.get_output().stdout);
    assert!(answer.contains("graph: <http://e/g>"), "{answer}");
    assert!(answer.contains("more.ttl\n  loaded: 20"), "{answer}");
    assert!(answer.contains("no passage and no claim"), "{answer}");
}

#[test]
fn why_tells_of_a_statement_that_no_file_has() {
    let input = "INSERT DATA { <http://e/a> <http://e/b> 7 } ;\n.why <http://e/a> <http://e/b> 7\n";
    let ended = batch(input, &[]).success();
    let answer = text(&ended.get_output().stdout);
    assert!(answer.contains("an update inserted it"), "{answer}");
}

#[test]
fn why_of_a_property_that_is_not_there_names_the_nearest() {
    let ended = batch(".why town:elbe geo:kilometers", &[])
        .failure()
        .code(1);
    let answer = text(&ended.get_output().stdout);
    assert!(answer.contains("it has geo:kilometres"), "{answer}");
}

#[test]
fn key_of_a_proposal_leaves_another_text_alone() {
    let mut shell = screen().shell();
    shell.press("ASK { ?r a geo:River . # typed\x18\x06");
    shell.wait_for("there is nothing to fix");
    let is_back = |text: &'static str| {
        move |screen: &vt100::Screen| screen.contents().matches(text).count() == 2
    };
    shell.wait("the text again", is_back("# typed"));
    shell.press("\x15SELECT ?r { ?r a geo:Rivre }\r");
    shell.wait_for("writes `geo:River` for `geo:Rivre`");
    shell.press("ASK { ?x ?y 5 }\x18\x06");
    shell.wait_for("about another text");
    shell.wait("the text again", is_back("> ASK { ?x ?y 5 }"));
    shell.press("\x15\x18\x06");
    shell.wait_for("3 rows");
}
