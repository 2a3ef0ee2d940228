//! How wide the columns of a table are, and which are left out.

use super::term::Cell;
use super::width::width;

/// Columns are made this narrow before others are left out, unless they hold what stays in one piece.
const NARROWEST: usize = 8;
/// A day or a time stays in one piece up to this width, a number at any.
const LONGEST_IN_ONE_PIECE: usize = 10;

/// What of a table is no cell.
#[derive(Clone, Copy)]
pub(super) struct Spacing {
    /// Between two columns.
    pub(super) between: usize,
    /// At both sides together.
    pub(super) sides: usize,
    /// The column that stands for those left out.
    pub(super) gap: usize,
}

/// What is known of a column.
pub(super) struct Column {
    /// The width at which nothing is cut.
    pub(super) width: usize,
    /// The width at which its numbers and days are in one piece.
    pub(super) least: usize,
    /// Whether it holds numbers only.
    pub(super) right: bool,
    has_value: bool,
}

impl Column {
    pub(super) fn new(header: &str) -> Self {
        Self {
            width: width(header),
            least: 0,
            right: false,
            has_value: false,
        }
    }

    pub(super) fn add(&mut self, cell: &Cell) {
        let cell_width = width(&cell.text);
        self.width = self.width.max(cell_width);
        if cell.right || cell.whole && cell_width <= LONGEST_IN_ONE_PIECE {
            self.least = self.least.max(cell_width);
        }
        if cell.dim_from > 0 {
            self.right = cell.right && (self.right || !self.has_value);
            self.has_value = true;
        }
    }

    /// Gives its width in full, and at the least while others can be left out.
    pub(super) fn wish(&self) -> Wish {
        Wish {
            full: self.width,
            least: self.least.max(NARROWEST).min(self.width),
        }
    }
}

/// How wide a column wants to be, and has to be.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    full: usize,
    least: usize,
}

/// The columns that are shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fitted {
    /// Number and width of each.
    pub(super) shown: Vec<(usize, usize)>,
    /// Before which of them the others are left out.
    pub(super) gap: Option<usize>,
}

impl Fitted {
    /// Shows all columns as wide as they are.
    pub(super) fn in_full(wishes: &[Wish]) -> Self {
        let widths = wishes.iter().map(|wish| wish.full);
        Self {
            shown: widths.enumerate().collect(),
            gap: None,
        }
    }

    /// Gives the widths of all columns drawn, also of the one that stands for those left out.
    pub(super) fn widths(&self, gap_width: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = self.shown.iter().map(|(_, width)| *width).collect();
        if let Some(gap) = self.gap {
            widths.insert(gap, gap_width);
        }
        widths
    }

    pub(super) fn width_of(&self, column: usize) -> usize {
        let found = self.shown.iter().find(|(number, _)| *number == column);
        found.map_or(0, |(_, width)| *width)
    }
}

/// Fits columns as [`fit`] does, but leaves out the last one first: where it holds names only, it is what one looks at last.
pub(super) fn fit_before_names(wishes: &[Wish], available: usize, spacing: Spacing) -> Fitted {
    let all = fit(wishes, available, spacing);
    let Some((_, others)) = wishes.split_last().filter(|(_, others)| !others.is_empty()) else {
        return all;
    };
    if all.gap.is_none() {
        return all;
    }
    let mut fitted = fit(
        others,
        available.saturating_sub(spacing.gap + spacing.between),
        spacing,
    );
    match fitted.gap {
        None => fitted.gap = Some(others.len()),
        Some(_) => fitted = fit(others, available, spacing),
    }
    fitted
}

/// Fits columns into `available`: the widest give way first, then the middle is left out.
pub(super) fn fit(wishes: &[Wish], available: usize, spacing: Spacing) -> Fitted {
    // A number that is wider than the window breaks anyway.
    let widest = available.saturating_sub(spacing.sides);
    let possible = |wish: &Wish| Wish {
        least: match wish.least {
            least if least > widest => wish.full.min(NARROWEST),
            least => least,
        },
        ..*wish
    };
    let wishes: Vec<Wish> = wishes.iter().map(possible).collect();
    let all: Vec<usize> = (0..wishes.len()).collect();
    let with_gap = spacing.gap + spacing.between;
    let fits = |columns: &[usize], gap: usize| {
        let narrow = columns.iter().map(|column| wishes[*column].least);
        narrow.sum::<usize>() + spacing.around(columns.len()) + gap <= available
    };
    let (numbers, gap) = if fits(&all, 0) {
        (all, None)
    } else {
        (1..wishes.len())
            .rev()
            .map(|count| {
                let front = count.div_ceil(2);
                let back = wishes.len() - (count - front)..wishes.len();
                ((0..front).chain(back).collect::<Vec<_>>(), Some(front))
            })
            .find(|(kept, _)| kept.len() == 1 || fits(kept, with_gap))
            .unwrap_or((all, None))
    };
    let frame = spacing.around(numbers.len()) + gap.map_or(0, |_| with_gap);
    let wishes: Vec<Wish> = numbers.iter().map(|number| wishes[*number]).collect();
    let widths = share(&wishes, available.saturating_sub(frame));
    Fitted {
        shown: numbers.into_iter().zip(widths).collect(),
        gap,
    }
}

impl Spacing {
    fn around(self, columns: usize) -> usize {
        self.sides + self.between * (columns - 1)
    }
}

/// Shares `room` among columns: those wider than the rest are cut to one width, but not below their least if there is
/// room for that.
fn share(wishes: &[Wish], room: usize) -> Vec<usize> {
    let least: usize = wishes.iter().map(|wish| wish.least).sum();
    let cut_to = |wish: &Wish, limit: usize| {
        let least = if least <= room { wish.least } else { 0 };
        wish.full.min(limit.max(least))
    };
    let total = |limit: usize| wishes.iter().map(|wish| cut_to(wish, limit)).sum::<usize>();
    let widest = wishes.iter().map(|wish| wish.full).max().unwrap_or(0);
    // The largest common limit that fits; the columns that want more share what is left, from the first on.
    let limits: Vec<usize> = (1..=widest).collect();
    let limit = limits.partition_point(|limit| total(*limit) <= room).max(1);
    let mut left = room.saturating_sub(total(limit));
    wishes
        .iter()
        .map(|wish| {
            let cut = cut_to(wish, limit);
            let extra = usize::from(cut == limit && wish.full > limit && left > 0);
            left -= extra;
            cut + extra
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Fitted, Spacing, Wish, fit};

    const SPACING: Spacing = Spacing {
        between: 3,
        sides: 4,
        gap: 1,
    };

    fn wishes(natural: &[usize]) -> Vec<Wish> {
        let wish = |full: &usize| Wish {
            full: *full,
            least: (*full).min(8),
        };
        natural.iter().map(wish).collect()
    }

    fn check(natural: &[usize], available: usize, shown: &[(usize, usize)], gap: Option<usize>) {
        let shown = shown.to_vec();
        assert_eq!(
            fit(&wishes(natural), available, SPACING),
            Fitted { shown, gap }
        );
    }

    #[test]
    fn what_fits_keeps_its_width() {
        check(&[5, 10], 22, &[(0, 5), (1, 10)], None);
    }

    #[test]
    fn widest_column_gives_way_first() {
        check(&[5, 40, 20], 50, &[(0, 5), (1, 18), (2, 17)], None);
        check(&[5, 40, 10], 50, &[(0, 5), (1, 25), (2, 10)], None);
    }

    #[test]
    fn middle_columns_are_left_out_when_all_are_narrow() {
        check(&[20; 5], 50, &[(0, 9), (1, 8), (3, 8), (4, 8)], Some(2));
        check(&[20; 5], 40, &[(0, 9), (1, 9), (4, 8)], Some(2));
        check(&[20; 5], 23, &[(0, 15)], Some(1));
    }

    #[test]
    fn names_at_the_end_are_left_out_before_the_middle() {
        let fitted = super::fit_before_names(&wishes(&[12, 18, 12, 40]), 44, SPACING);
        let shown = vec![(0, 10), (1, 10), (2, 10)];
        assert_eq!(
            fitted,
            Fitted {
                shown,
                gap: Some(3)
            }
        );
    }

    #[test]
    fn names_stay_where_there_is_room() {
        let fitted = super::fit_before_names(&wishes(&[10, 40]), 50, SPACING);
        assert_eq!(fitted.gap, None);
    }

    #[test]
    fn no_column_is_left_out_while_all_fit_at_their_least() {
        check(&[40; 3], 34, &[(0, 8), (1, 8), (2, 8)], None);
        check(&[40; 3], 33, &[(0, 11), (2, 11)], Some(1));
    }

    #[test]
    fn number_keeps_its_width() {
        let number = Wish {
            full: 20,
            least: 20,
        };
        let text = Wish { full: 60, least: 8 };
        let widths = |available| fit(&[text, number], available, SPACING).shown;
        assert_eq!(widths(40), [(0, 13), (1, 20)]);
        assert_eq!(widths(35), [(0, 8), (1, 20)]);
        assert_eq!(widths(23), [(0, 8), (1, 8)]);
    }

    #[test]
    fn single_column_takes_what_there_is() {
        check(&[90], 20, &[(0, 16)], None);
        check(&[90, 90], 3, &[(0, 1)], Some(1));
    }
}
