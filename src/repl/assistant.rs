//! What the line editor asks on every key: colours, hints, candidates, and whether Enter runs.
//!
//! All four questions are about the same text, so one lexing serves them. The answers come from pure functions
//! that know no editor.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::history::SearchDirection;
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Changeset, CompletionType, Context, Helper};
use unicode_width::UnicodeWidthStr;

use crate::language::wording;

use super::completeness::{Completeness, completeness, runs_on_enter};
use super::completion::{Candidate, complete};
use super::highlight::{
    add_row_for_cursor, expand_tabs, matched_brackets, paint, stands_behind_full_row,
};
use super::hints::{cut_to_fit, fits, harmless, missing_arguments, name_at};
use super::knowledge::Knowledge;
use super::look::Look;
use super::syntax::{Cache, Syntax};
use super::viewport::Viewport;
use super::words::function;

/// Answers the questions of the line editor.
pub(super) struct Assistant {
    knowledge: Rc<RefCell<Knowledge>>,
    /// The text as it was last drawn, which a signal from outside would lose.
    drawn: RefCell<String>,
    cache: Cache,
    /// What Tab last offered, as it would be inserted.
    offered: RefCell<Vec<String>>,
    /// How many candidates of the list are still to be drawn, and the rows that the editor clears behind them.
    listed: Cell<(usize, usize)>,
    /// Whether that list stands in the place of rows of the text.
    hides_rows: Cell<bool>,
    /// What stands in that list.
    list: RefCell<Vec<String>>,
    /// Whether the line is drawn for the last time, so that no bracket is marked.
    last_drawing: Cell<bool>,
    /// Whether what stands behind the text is a hint that the editor knows of.
    hinted: Cell<bool>,
    /// The names in the line that occur nowhere in the dataset, and where the cursor was when they were drawn.
    absent: RefCell<Vec<Range<usize>>>,
    drawn_at: Cell<usize>,
    /// The columns that the prompt takes.
    prompt: Cell<usize>,
    /// Whether the list of candidates is on its way to the screen, where it can wait for a key.
    listing: Arc<AtomicBool>,
}

impl Assistant {
    /// Makes one that tells by `listing` whether it shows a list of candidates.
    pub(super) fn new(knowledge: Rc<RefCell<Knowledge>>, listing: Arc<AtomicBool>) -> Self {
        Self {
            knowledge,
            drawn: RefCell::default(),
            cache: Cache::default(),
            offered: RefCell::default(),
            listed: Cell::default(),
            hides_rows: Cell::default(),
            list: RefCell::default(),
            last_drawing: Cell::new(false),
            hinted: Cell::new(false),
            absent: RefCell::default(),
            drawn_at: Cell::default(),
            prompt: Cell::new(PROMPT_WIDTH),
            listing,
        }
    }

    /// Gives the text as it was last drawn, and forgets it.
    pub(super) fn take_drawn(&self) -> String {
        self.drawn.take()
    }

    fn look(&self) -> Look {
        self.knowledge.borrow().look
    }

    /// Gives what is known of `line` together with what was entered before it.
    fn whole(&self, line: &str) -> Rc<Syntax> {
        let knowledge = self.knowledge.borrow();
        self.cache.of(&format!("{}{line}", knowledge.pending))
    }

    /// Gives the label of the thing whose name the cursor stands in or right behind, as far as it fits behind the text.
    fn label(&self, line: &str, position: usize) -> Option<String> {
        // Without colours a hint looks like something typed.
        if !self.look().colour {
            return None;
        }
        let syntax = self.whole(line);
        let knowledge = self.knowledge.borrow();
        let name = name_at(&syntax, knowledge.pending.len() + position)?;
        let label = harmless(&knowledge.label(name, &syntax)?);
        cut_to_fit(&label, line, self.prompt.get(), columns())
    }

    /// Finds the names in `line` that occur nowhere in the dataset.
    fn find_absent(&self, line: &str) {
        let whole = self.whole(line);
        let knowledge = self.knowledge.borrow();
        let before = knowledge.pending.len();
        let names = knowledge.absent(&whole).into_iter();
        let names = names.filter(|name| name.start >= before);
        let names = names.map(|name| name.start - before..name.end - before);
        *self.absent.borrow_mut() = names.collect();
    }

    /// Tells whether the cursor leaves such a name for `position`, or comes to one: only there it is not underlined.
    fn is_absent_word_left(&self, position: usize) -> bool {
        let absent = self.absent.borrow();
        let typed = |at: usize| absent.iter().position(|name| is_typed(name, at));
        typed(position) != typed(self.drawn_at.get())
    }

    fn is_behind_full_row(&self, line: &str, position: usize) -> bool {
        stands_behind_full_row(line, position, self.prompt.get(), columns())
    }

    /// Gives what is drawn of a text that is taller than the window.
    fn viewport(&self, line: &str, position: usize) -> Option<Viewport> {
        Viewport::of(line, position, self.prompt.get(), window())
    }

    /// Gives what is drawn of a text while the list of candidates takes the place of some of it.
    fn viewport_for_list(&self, line: &str, position: usize) -> Option<Viewport> {
        let candidates = self.list.borrow().len();
        Viewport::for_list(line, position, self.prompt.get(), window(), candidates)
    }

    /// Tells whether `line` is drawn to stay, with the cursor behind it.
    fn is_left_behind(&self, line: &str, position: usize) -> bool {
        self.last_drawing.get() && position == line.len() && runs_on_enter(&self.whole(line))
    }
}

/// Gives the columns and rows of the window.
fn window() -> (usize, usize) {
    let size = terminal_size::terminal_size();
    size.map_or((80, 24), |(width, height)| {
        (usize::from(width.0), usize::from(height.0))
    })
}

fn columns() -> usize {
    window().0
}

/// Tells whether the cursor at `position` stands in `word` or right behind it, where more of it may be typed.
fn is_typed(word: &Range<usize>, position: usize) -> bool {
    word.start < position && position <= word.end
}

/// Erases what stands behind the first candidate: below the line of the cursor the list begins where there may be more text.
const ERASE_BELOW: &str = "\x1b[J";

impl Helper for Assistant {}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, position: usize) -> Cow<'l, str> {
        line.clone_into(&mut self.drawn.borrow_mut());
        // The line is drawn again once a list has ended.
        let is_listed = self.listing.swap(false, Ordering::Relaxed);
        let knowledge = self.knowledge.borrow();
        let known = |prefix: &str| knowledge.knows_prefix(prefix);
        let cursor = (!self.last_drawing.get()).then_some(position);
        let palette = knowledge.look.palette();
        self.drawn_at.set(position);
        if palette.is_some() {
            self.find_absent(line);
        }
        let absent = self.absent.borrow();
        let underlined = absent.iter();
        let underlined =
            underlined.filter(|name| !cursor.is_some_and(|cursor| is_typed(name, cursor)));
        let underlined: Vec<usize> = underlined.map(|name| name.start).collect();
        let mut painted = paint(&self.cache.of(line), cursor, &known, &underlined, palette);
        drop(knowledge);
        if painted.contains('\t') {
            painted = expand_tabs(&painted, self.prompt.get(), columns());
        }
        if let Some(position) = cursor.filter(|cursor| self.is_behind_full_row(line, *cursor)) {
            add_row_for_cursor(&mut painted, line, position);
        }
        // All of it stays above the answer.
        let viewport = if is_listed {
            self.viewport_for_list(line, position)
        } else {
            self.viewport(line, position)
        };
        self.hides_rows.set(is_listed && viewport.is_some());
        if let Some(viewport) = viewport.filter(|_| !self.is_left_behind(line, position)) {
            painted = if is_listed {
                viewport.cut_with_list(&painted, &self.list.borrow(), self.hinted.get())
            } else {
                viewport.cut(&painted)
            };
            if !viewport.shows_end {
                return Cow::Owned(painted);
            }
        }
        // The editor asks for no hint when the cursor only moves. What fits behind the text on its last row does not
        // change where anything stands.
        let label = cursor.filter(|_| !self.hinted.get());
        if let Some(label) = label.and_then(|position| self.label(line, position)) {
            painted.push_str(&self.highlight_hint(&label));
        }
        Cow::Owned(painted)
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        self.prompt.set(prompt.width());
        match self.look().palette() {
            Some(palette) => Cow::Owned(format!("\x1b[{}m{prompt}\x1b[0m", palette.prompt)),
            None => Cow::Borrowed(prompt),
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        let style = self.look().theme.palette().hint;
        Cow::Owned(format!("\x1b[{style}m{hint}\x1b[0m"))
    }

    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        self.listing.store(true, Ordering::Relaxed);
        let (left, rows) = self.listed.get();
        self.listed.set((left.saturating_sub(1), rows));
        if left == 1 && rows > 0 {
            // The editor clears as many rows above the next prompt as the text took: these are not to be the list's.
            return Cow::Owned(format!("{candidate}{}", "\n".repeat(rows)));
        }
        if left == self.list.borrow().len() {
            return Cow::Owned(format!("{ERASE_BELOW}{candidate}"));
        }
        Cow::Borrowed(candidate)
    }

    fn highlight_char(&self, line: &str, position: usize, kind: CmdKind) -> bool {
        self.last_drawing.set(kind == CmdKind::ForcedRefresh);
        if self.hides_rows.get() || self.viewport(line, position).is_some() {
            self.hinted.set(false);
            return true;
        }
        match kind {
            // The editor writes the bare character where nothing is to be drawn anew, so colours need a yes here.
            CmdKind::Other => true,
            // The whole text is drawn on a yes: a mere move of the cursor costs that for brackets and labels only.
            CmdKind::MoveCursor => {
                self.hinted.set(false);
                let must_be_drawn = self.look().colour
                    && (matched_brackets(&self.cache.of(line), position).is_some()
                        || self.label(line, position).is_some()
                        || self.is_absent_word_left(position));
                must_be_drawn || self.is_behind_full_row(line, position)
            }
            CmdKind::ForcedRefresh => self.look().colour,
        }
    }
}

/// A remark behind the cursor, or the rest of an earlier entry.
pub(super) struct Suggestion {
    display: String,
    completion: Option<String>,
}

impl Hint for Suggestion {
    fn display(&self) -> &str {
        &self.display
    }

    fn completion(&self) -> Option<&str> {
        self.completion.as_deref()
    }
}

impl Hinter for Assistant {
    type Hint = Suggestion;

    fn hint(&self, line: &str, position: usize, context: &Context<'_>) -> Option<Suggestion> {
        // Without colours a hint looks like something typed.
        if !self.look().colour || line.trim().is_empty() {
            self.hinted.set(false);
            return None;
        }
        // What follows the text would follow the rows that are drawn.
        if self
            .viewport(line, position)
            .is_some_and(|part| !part.shows_end)
        {
            self.hinted.set(false);
            return None;
        }
        let at_end = (position == line.len()).then(|| self.hint_at_end(line, context));
        let label = || self.label(line, position).map(|label| remark(&label));
        let hint = at_end.flatten().or_else(label);
        self.hinted.set(hint.is_some());
        hint
    }
}

impl Assistant {
    fn hint_at_end(&self, line: &str, context: &Context<'_>) -> Option<Suggestion> {
        let knowledge = self.knowledge.borrow();
        // The value of a parameter is none of what was entered before.
        if knowledge.pending.starts_with('.') {
            return None;
        }
        let syntax = self.whole(line);
        let is_whole = completeness(&syntax) == Completeness::Complete { terminated: false };
        if is_whole && !runs_on_enter(&syntax) {
            return Some(remark(&wording!(
                "  Enter twice runs it",
                "  zweimal Eingabe führt aus"
            )));
        }
        if is_whole && line.contains('\n') {
            return Some(remark(&wording!("  Enter runs it", "  Eingabe führt aus")));
        }
        let usage = || {
            let is_command = knowledge.pending.is_empty();
            let missing = missing_arguments(line, &knowledge.commands).filter(|_| is_command)?;
            fits(&missing, line, self.prompt.get(), columns()).then(|| remark(&missing))
        };
        argument_hint(&syntax)
            .or_else(usage)
            .or_else(|| earlier_entry(line, context))
    }
}

fn remark(text: &str) -> Suggestion {
    Suggestion {
        display: text.to_owned(),
        completion: None,
    }
}

/// Gives the arguments of the function whose bracket was just opened.
fn argument_hint(syntax: &Syntax) -> Option<Suggestion> {
    let [.., name, bracket] = syntax.tokens.as_slice() else {
        return None;
    };
    let (_, arguments) = function(name.text(&syntax.text))?;
    let opened = bracket.text(&syntax.text) == "(";
    let expected = arguments.trim_start_matches('(');
    (opened && expected.len() > 1).then(|| remark(expected))
}

/// Gives the rest of the newest entry that starts with `line`, if it has one line and fits the screen.
fn earlier_entry(line: &str, context: &Context<'_>) -> Option<Suggestion> {
    let newest = context.history().len().checked_sub(1)?;
    let found = context
        .history()
        .starts_with(line, newest, SearchDirection::Reverse)
        .ok()??;
    let rest = found.entry.get(line.len()..)?.to_owned();
    let columns = columns();
    let last_line = line.rsplit('\n').next().unwrap_or(line);
    let fits = last_line.width() + rest.width() + PROMPT_WIDTH < columns;
    let one_line = !rest.is_empty() && !rest.contains(char::is_control);
    (fits && one_line).then(|| Suggestion {
        display: rest.clone(),
        completion: Some(rest),
    })
}

/// Room that the prompt takes, at least.
const PROMPT_WIDTH: usize = 12;

/// A candidate as the list shows it.
pub(super) struct Shown(Candidate);

impl rustyline::completion::Candidate for Shown {
    fn display(&self) -> &str {
        &self.0.display
    }

    fn replacement(&self) -> &str {
        &self.0.replacement
    }
}

impl Completer for Assistant {
    type Candidate = Shown;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Shown>)> {
        let syntax = self.whole(line);
        let mut knowledge = self.knowledge.borrow_mut();
        let before = knowledge.pending.len();
        let completion =
            knowledge.completed(|sources| complete(&syntax, before + position, sources));
        let candidates = completion.candidates;
        let offered: Vec<String> = candidates.iter().map(|c| c.replacement.clone()).collect();
        knowledge.note_offer(offered.iter().map(String::as_str));
        *self.offered.borrow_mut() = offered;
        let columns = columns();
        let cut = candidates.into_iter().map(|c| cut_to(c, columns));
        let shown: Vec<Shown> = cut.map(Shown).collect();
        *self.list.borrow_mut() = shown.iter().map(|shown| shown.0.display.clone()).collect();
        // The one that is drawn into the text takes the place of that above it.
        let rows = match self.viewport_for_list(line, position) {
            Some(_) => window().1,
            None => rows_below(line, self.prompt.get(), columns),
        };
        self.listed.set((shown.len(), rows));
        Ok((completion.start.saturating_sub(before), shown))
    }

    /// Inserts `elected`, unless it is only what the candidates have in common and not what was typed.
    ///
    /// The editor extends the word to the longest common start of all replacements; for things found by their
    /// labels that would put `wd:Q` in the place of a word and lose the search.
    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, changes: &mut Changeset) {
        let end = line.pos();
        let typed = line.get(start..end).unwrap_or_default();
        let whole = self
            .offered
            .borrow()
            .iter()
            .any(|offered| offered == elected);
        let extends = elected
            .get(..typed.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(typed));
        if whole || extends {
            line.replace(start..end, elected, changes);
        }
    }
}

/// Cuts what the list shows to one line of the screen, and makes it harmless for it.
fn cut_to(mut candidate: Candidate, columns: usize) -> Candidate {
    candidate.display = harmless(&candidate.display);
    let room = columns.saturating_sub(3).max(8);
    if candidate.display.width() > room {
        let mut cut = String::new();
        for c in candidate.display.chars() {
            if cut.width() + 1 >= room {
                break;
            }
            cut.push(c);
        }
        cut.push('…');
        candidate.display = cut;
    }
    candidate
}

impl Validator for Assistant {
    /// Never refuses Enter: what is wrong is said by the checker, after the text was handed over.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let line = context.input();
        if runs_on_enter(&self.whole(line)) {
            Ok(ValidationResult::Valid(None))
        } else {
            Ok(ValidationResult::Incomplete)
        }
    }
}

/// Gives how many rows the end of `line`, which follows a prompt of `prompt` columns, is below its start.
fn rows_below(line: &str, prompt: usize, columns: usize) -> usize {
    let columns = columns.max(1);
    let rows = line.split('\n').enumerate().map(|(number, line)| {
        let before = if number == 0 { prompt } else { 0 };
        (before + line.width()) / columns + 1
    });
    rows.sum::<usize>() - 1
}

#[cfg(test)]
mod tests {
    use super::rows_below;

    #[test]
    fn rows_of_a_text_are_those_of_the_screen() {
        assert_eq!(rows_below("abc", 8, 40), 0);
        assert_eq!(rows_below("abc\nd\n", 8, 40), 2);
        assert_eq!(rows_below(&"x".repeat(32), 8, 40), 1);
        assert_eq!(rows_below(&"x".repeat(31), 8, 40), 0);
        assert_eq!(rows_below(&"x".repeat(100), 8, 40), 2);
    }
}
