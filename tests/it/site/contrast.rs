//! Colours of the stylesheet that stand on each other differ enough, light and dark.

use std::collections::BTreeMap;

use super::text;

/// Text and what it stands on.
const TEXT: [(&str, &str); 20] = [
    ("ink", "paper"),
    ("ink", "raised"),
    ("ink", "shade"),
    ("ink", "warn-paper"),
    ("soft", "paper"),
    ("soft", "raised"),
    ("soft", "shade"),
    ("soft", "warn-paper"),
    ("link", "paper"),
    ("link", "raised"),
    ("link", "shade"),
    ("link", "warn-paper"),
    ("warn", "paper"),
    ("warn", "raised"),
    ("warn", "warn-paper"),
    ("demand", "raised"),
    ("demand", "paper"),
    ("plan", "raised"),
    ("plan", "paper"),
    ("paper", "link"),
];
/// Lines that carry meaning, and what they stand on.
const LINES: [(&str, &str); 3] = [("rule", "paper"), ("rule", "raised"), ("rule", "shade")];

/// Gives the colours of each scheme by name.
fn schemes() -> [BTreeMap<&'static str, &'static str>; 2] {
    let style = text("assets/site.css");
    let mut roots = style.split(":root {").skip(1).map(|rest| {
        let block = rest.split('}').next().unwrap();
        block
            .split(';')
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "))
            .filter(|(_, value)| value.starts_with('#'))
            .collect::<BTreeMap<_, _>>()
    });
    [roots.next().unwrap(), roots.next().unwrap()]
}

/// Gives the relative luminance of a colour (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let digits = colour.trim_start_matches('#');
    let channel = |place: usize| {
        let value = u8::from_str_radix(&digits[place..place + 2], 16).unwrap();
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn black_on_white_has_the_contrast_that_the_guideline_says() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
}

#[test]
fn text_and_meaningful_lines_stand_out_in_both_schemes() {
    let mut weak = Vec::new();
    for (scheme, colours) in schemes().iter().enumerate() {
        let pairs = TEXT.map(|pair| (pair, 4.5)).into_iter();
        for ((front, back), least) in pairs.chain(LINES.map(|pair| (pair, 3.0))) {
            let found = contrast(colours[front], colours[back]);
            if found < least {
                weak.push(format!("scheme {scheme}: {front} on {back}: {found:.2}"));
            }
        }
    }
    assert!(weak.is_empty(), "{}", weak.join("\n"));
}

#[test]
fn every_colour_has_a_name() {
    let style = text("assets/site.css");
    let print = style.find("@media print").unwrap();
    let rules = &style[style.find("*, *::before").unwrap()..print];
    let bare: Vec<&str> = rules
        .split([' ', ':', ';', '{', '}'])
        .filter(|word| {
            let digits = word.strip_prefix('#').unwrap_or("x");
            matches!(digits.len(), 3 | 6) && digits.chars().all(|c| c.is_ascii_hexdigit())
        })
        .collect();
    assert!(bare.is_empty(), "{bare:?}");
}
