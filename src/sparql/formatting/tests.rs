//! How queries are laid out.

use super::formatted;

#[test]
fn clauses_and_statements_have_lines_of_their_own() {
    insta::assert_snapshot!(
        formatted("prefix ex: <http://e/> select ?x (count(*) as ?n) where{?x a ex:A .filter(?x!=ex:b)optional{?x ex:p 'a'@de}} group by ?x order by desc(?n) limit 3"),
        @r#"
    PREFIX ex: <http://e/>

    SELECT ?x (COUNT(*) AS ?n) WHERE {
      ?x a ex:A .
      FILTER (?x != ex:b)
      OPTIONAL { ?x ex:p 'a'@de }
    }
    GROUP BY ?x
    ORDER BY DESC(?n)
    LIMIT 3
    "#
    );
}

#[test]
fn long_statement_is_broken_at_its_semicolons() {
    insta::assert_snapshot!(
        formatted("SELECT * { ?resolution ex:adoptedAtTheMeeting ?meeting ; ex:hasDemandOnSomebody ?demand ; ex:title ?title . ?x a ?y ; ex:z 1 }"),
        @r#"
    SELECT * {
      ?resolution ex:adoptedAtTheMeeting ?meeting ;
        ex:hasDemandOnSomebody ?demand ;
        ex:title ?title .
      ?x a ?y ; ex:z 1
    }
    "#
    );
}

#[test]
fn long_list_of_columns_takes_several_lines() {
    insta::assert_snapshot!(
        formatted("SELECT ?the_first_of_many_columns ?the_second_of_many_columns (count(distinct ?row) as ?the_third_of_many_columns) { ?s ?p ?o }"),
        @r#"
    SELECT ?the_first_of_many_columns ?the_second_of_many_columns
      (COUNT(DISTINCT ?row) AS ?the_third_of_many_columns) {
      ?s ?p ?o
    }
    "#
    );
}

#[test]
fn groups_are_indented_and_short_ones_stay_on_their_line() {
    insta::assert_snapshot!(
        formatted("ASK { { ?a ?b ?c } union { ?a ?b ?d . ?d ?e ?f } filter not exists { ?a ex:no ?c . } graph ?g { ?s (ex:p/ex:q)+|^ex:r ?o ; ex:l ( 1 2 ) , [ ex:x 1 ] } values (?a ?b) { (1 2) (undef 3) } }"),
        @r#"
    ASK {
      { ?a ?b ?c } UNION {
        ?a ?b ?d .
        ?d ?e ?f
      }
      FILTER NOT EXISTS { ?a ex:no ?c . }
      GRAPH ?g {
        ?s (ex:p/ex:q)+|^ex:r ?o ; ex:l (1 2), [ ex:x 1 ]
      }
      VALUES (?a ?b) { (1 2) (UNDEF 3) }
    }
    "#
    );
}

#[test]
fn comments_and_paragraphs_stay() {
    insta::assert_snapshot!(
        formatted("#+ title: x\n\n# what for\nSELECT ?s { # all\n\n  ?s ?p ?o . # each\n\n\n  # next\n  ?o ?q ?r\n  # last\n}\n# end"),
        @r#"
    #+ title: x

    # what for
    SELECT ?s { # all
      ?s ?p ?o . # each

      # next
      ?o ?q ?r
      # last
    }
    # end
    "#
    );
}

#[test]
fn updates_are_laid_out_too() {
    insta::assert_snapshot!(
        formatted("with <http://g> delete { ?s ?p 1 } insert { ?s ?p 2 } where { ?s ?p 1 } ; insert data { <a:a> <a:b> 1 , 2 }"),
        @r#"
    WITH <http://g>
    DELETE {
      ?s ?p 1
    }
    INSERT {
      ?s ?p 2
    }
    WHERE {
      ?s ?p 1
    } ;
    INSERT DATA {
      <a:a> <a:b> 1, 2
    }
    "#
    );
}

#[test]
fn subquery_has_its_clauses_below_each_other() {
    insta::assert_snapshot!(
        formatted("select ?x { { select ?x (max(?y) as ?z) where { ?x ex:p ?y } group by ?x limit 2 } bind(if(?z>1,'a','b') as ?w) }"),
        @r#"
    SELECT ?x {
      {
        SELECT ?x (MAX(?y) AS ?z) WHERE { ?x ex:p ?y }
        GROUP BY ?x
        LIMIT 2
      }
      BIND (IF(?z > 1, 'a', 'b') AS ?w)
    }
    "#
    );
}

#[test]
fn signs_of_paths_and_sums_keep_their_blanks() {
    insta::assert_snapshot!(
        formatted("select * { ?s ex:p/^ex:q* ?o . filter(?o*2 - 1>=3&&!bound(?s)) }"),
        @r#"
    SELECT * {
      ?s ex:p/^ex:q* ?o .
      FILTER (?o*2 - 1 >= 3 && !BOUND(?s))
    }
    "#
    );
}

#[test]
fn text_with_brackets_that_do_not_match_is_laid_out_without_loss() {
    for text in [
        "SELECT * { ?s ?p ?o } }",
        "{ ( [",
        "ASK { FILTER ( ?x",
        "",
        "# only",
    ] {
        assert_eq!(
            formatted(text).replace(char::is_whitespace, ""),
            text.replace(char::is_whitespace, "")
        );
    }
}
