//! The templates and assets, compiled in.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior};

use super::drawing::escape;
use crate::failure::{Failure, Kind, Result};

/// Style, script and icon.
pub(super) const ASSETS: [(&str, &[u8]); 3] = [
    ("assets/icon.svg", include_bytes!("assets/icon.svg")),
    ("assets/search.js", include_bytes!("assets/search.js")),
    ("assets/site.css", include_bytes!("assets/site.css")),
];
const TEMPLATES: [(&str, &str); 10] = [
    ("base.html", include_str!("templates/base.html")),
    ("caddy.txt", include_str!("templates/caddy.txt")),
    ("htaccess.txt", include_str!("templates/htaccess.txt")),
    ("macros.html", include_str!("templates/macros.html")),
    ("missing.html", include_str!("templates/missing.html")),
    ("nginx.txt", include_str!("templates/nginx.txt")),
    ("node.html", include_str!("templates/node.html")),
    ("ontology.html", include_str!("templates/ontology.html")),
    ("search.html", include_str!("templates/search.html")),
    ("start.html", include_str!("templates/start.html")),
];

/// Gives the templates; a name that a page has not is an error, so that none is empty by a slip.
pub(super) fn environment() -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(|error| Failure::from_error(Kind::Store, &error))?;
    environment.set_syntax(syntax);
    environment.set_formatter(format);
    for (name, source) in TEMPLATES {
        environment
            .add_template(name, source)
            .map_err(|error| Failure::from_error(Kind::Store, &error))?;
    }
    Ok(environment)
}

/// Writes a value; unlike the library's way, slashes stay as they are, so that addresses can be read.
fn format(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> std::result::Result<(), minijinja::Error> {
    if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() {
        if value.is_none() {
            return Ok(());
        }
        return out
            .write_str(&escape(&value.to_string()))
            .map_err(minijinja::Error::from);
    }
    minijinja::escape_formatter(out, state, value)
}
