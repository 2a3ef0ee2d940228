//! How the prompt looks and listens.

pub(super) use crate::results::{Palette, THEMES, Theme};

/// How the line editor looks and listens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Whether there are colours, and with them hints.
    pub(super) colour: bool,
    pub(super) theme: Theme,
    /// Whether the keys are those of vi.
    pub(super) vi: bool,
}

impl Look {
    /// Gives the styles, where there are colours.
    pub(super) fn palette(self) -> Option<&'static Palette> {
        self.colour.then(|| self.theme.palette())
    }
}
