//! How wide the columns of a table are, and which are left out.

use super::term::Cell;
use super::width::width;

/// Columns are not made narrower than this while others can be left out: a day, or most words, stays in one piece.
const NARROWEST: usize = 12;
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
    /// Whether it holds numbers only.
    pub(super) right: bool,
    has_value: bool,
}

impl Column {
    pub(super) fn new(header: &str) -> Self {
        Self {
            width: width(header),
            right: false,
            has_value: false,
        }
    }

    pub(super) fn add(&mut self, cell: &Cell) {
        self.width = self.width.max(width(&cell.text));
        if cell.dim_from > 0 {
            self.right = cell.right && (self.right || !self.has_value);
            self.has_value = true;
        }
    }
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
    pub(super) fn in_full(natural: &[usize]) -> Self {
        Self {
            shown: natural.iter().copied().enumerate().collect(),
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
pub(super) fn fit_before_names(natural: &[usize], available: usize, spacing: Spacing) -> Fitted {
    let all = fit(natural, available, spacing);
    let Some((_, others)) = natural
        .split_last()
        .filter(|(_, others)| !others.is_empty())
    else {
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

/// Fits columns of these natural widths into `available`: the widest give way first, then the middle is left out.
pub(super) fn fit(natural: &[usize], available: usize, spacing: Spacing) -> Fitted {
    let all: Vec<usize> = (0..natural.len()).collect();
    let with_gap = spacing.gap + spacing.between;
    let fits = |columns: &[usize], gap: usize| {
        let narrow = columns.iter().map(|column| natural[*column].min(NARROWEST));
        narrow.sum::<usize>() + spacing.around(columns.len()) + gap <= available
    };
    let (numbers, gap) = if fits(&all, 0) {
        (all, None)
    } else {
        (1..natural.len())
            .rev()
            .map(|count| {
                let front = count.div_ceil(2);
                let back = natural.len() - (count - front)..natural.len();
                ((0..front).chain(back).collect::<Vec<_>>(), Some(front))
            })
            .find(|(kept, _)| kept.len() == 1 || fits(kept, with_gap))
            .unwrap_or((all, None))
    };
    let frame = spacing.around(numbers.len()) + gap.map_or(0, |_| with_gap);
    let widths: Vec<usize> = numbers.iter().map(|number| natural[*number]).collect();
    let widths = share(&widths, available.saturating_sub(frame));
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

/// Shares `room` among columns: those wider than the rest are cut to one width.
fn share(natural: &[usize], room: usize) -> Vec<usize> {
    if natural.iter().sum::<usize>() <= room {
        return natural.to_vec();
    }
    let total = |limit: usize| {
        natural
            .iter()
            .map(|width| *width.min(&limit))
            .sum::<usize>()
    };
    let widest = natural.iter().copied().max().unwrap_or(0);
    // The largest common limit that fits; the columns that want more share what is left, from the first on.
    let limits: Vec<usize> = (1..=widest).collect();
    let limit = limits.partition_point(|limit| total(*limit) <= room).max(1);
    let mut left = room.saturating_sub(total(limit));
    natural
        .iter()
        .map(|width| {
            let extra = usize::from(*width > limit && left > 0);
            left -= extra;
            (*width).min(limit + extra)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Fitted, Spacing, fit};

    const SPACING: Spacing = Spacing {
        between: 3,
        sides: 4,
        gap: 1,
    };

    fn check(natural: &[usize], available: usize, shown: &[(usize, usize)], gap: Option<usize>) {
        let shown = shown.to_vec();
        assert_eq!(fit(natural, available, SPACING), Fitted { shown, gap });
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
        check(&[20; 5], 50, &[(0, 12), (1, 12), (4, 12)], Some(2));
        check(&[20; 5], 40, &[(0, 15), (4, 14)], Some(1));
        check(&[20; 5], 23, &[(0, 15)], Some(1));
    }

    #[test]
    fn names_at_the_end_are_left_out_before_the_middle() {
        let fitted = super::fit_before_names(&[10, 12, 10, 40], 50, SPACING);
        let shown = vec![(0, 10), (1, 12), (2, 10)];
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
        let fitted = super::fit_before_names(&[10, 40], 50, SPACING);
        assert_eq!(fitted.gap, None);
    }

    #[test]
    fn single_column_takes_what_there_is() {
        check(&[90], 20, &[(0, 16)], None);
        check(&[90, 90], 3, &[(0, 1)], Some(1));
    }
}
