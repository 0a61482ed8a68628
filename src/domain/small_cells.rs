//! Figures in which nobody can be recognised: counts under five are not told, and cannot be found by subtraction.
//!
//! The table is residences by outcomes. Its reader knows how many households each residence has, for the list was
//! theirs, and may know some cells anyway. A hidden count can be found exactly when the sums leave it one value; that is
//! so when no cycle of hidden counts goes through it along which one household more here is one less there. Further
//! counts are withheld until every hidden one is in such a cycle.
//!
//! # Source
//! Domain notes 2.13 and 4.4 (L6). Complementary suppression: Willenborg and de Waal, "Elements of Statistical
//! Disclosure Control", 2001, chapter 4; the test by cycles is Gusfield's, "A graph theoretic approach to statistical
//! data security", SIAM J. Comput. 17 (1988).

use std::{collections::VecDeque, fmt};

/// Fewer are not told.
pub const LEAST_TOLD: u32 = 5;

/// A count as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The count.
    Told(u32),
    /// It is under five.
    UnderFive,
    /// It is five or more, and would give another one away.
    Withheld,
}

/// `12`, `<5` or `-`.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Told(count) => write!(f, "{count}"),
            Cell::UnderFive => write!(f, "<{LEAST_TOLD}"),
            Cell::Withheld => f.write_str("-"),
        }
    }
}

/// A table that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafeTable {
    /// By row, then by column.
    pub cells: Vec<Vec<Cell>>,
    /// The sums of the columns.
    pub totals: Vec<Cell>,
}

/// Hides what must be hidden of `counts` (rows of equal length). `known` is, by row and column, how many of a count the
/// reader knows of one by one; `is_open` tells the columns the reader knows entirely. `None` when nothing can be told.
pub fn protect(counts: &[Vec<u32>], known: &[Vec<u32>], is_open: &[bool]) -> Option<SafeTable> {
    let mut table = Table::new(counts, known, is_open);
    // Each round hides one count more, so there are at most as many rounds as counts.
    while let Some(found) = table.first_that_can_be_found() {
        table.withhold_beside(found)?;
    }
    Some(table.told())
}

/// The sums are one more row, below the others.
struct Table<'t> {
    counts: Vec<Vec<u32>>,
    known: &'t [Vec<u32>],
    is_open: &'t [bool],
    cells: Vec<Vec<Cell>>,
}

type Place = (usize, usize);

impl<'t> Table<'t> {
    fn new(counts: &[Vec<u32>], known: &'t [Vec<u32>], is_open: &'t [bool]) -> Table<'t> {
        let columns = is_open.len();
        let total = (0..columns).map(|column| counts.iter().filter_map(|row| row.get(column)).sum()).collect();
        let mut counts = counts.to_vec();
        counts.push(total);
        let tell = |count: &u32| if *count < LEAST_TOLD { Cell::UnderFive } else { Cell::Told(*count) };
        let cells = counts.iter().map(|row| row.iter().map(tell).collect()).collect();
        Table { counts, known, is_open, cells }
    }

    fn rows(&self) -> usize {
        self.counts.len() - 1
    }

    fn told(self) -> SafeTable {
        let mut cells = self.cells;
        let totals = cells.pop().unwrap_or_default();
        SafeTable { cells, totals }
    }

    /// The reader cannot say what it is.
    fn is_hidden(&self, (row, column): Place) -> bool {
        !self.is_open[column] && !matches!(self.cells[row][column], Cell::Told(_))
    }

    fn can_be_more(&self, place @ (row, column): Place) -> bool {
        let at_most = self.cells[row][column] == Cell::UnderFive;
        self.is_hidden(place) && (!at_most || self.counts[row][column] + 1 < LEAST_TOLD)
    }

    fn can_be_less(&self, place @ (row, column): Place) -> bool {
        let known = self.known.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default();
        let least = if self.cells[row][column] == Cell::Withheld { known.max(LEAST_TOLD) } else { known };
        self.is_hidden(place) && self.counts[row][column] > least
    }

    fn first_that_can_be_found(&self) -> Option<Place> {
        let places = (0..self.counts.len()).flat_map(|row| (0..self.is_open.len()).map(move |column| (row, column)));
        places
            .filter(|place| self.is_hidden(*place) && self.cells[place.0][place.1] == Cell::UnderFive)
            .find(|place| !self.is_in_a_cycle(*place))
    }

    /// Households flow from rows into columns, and from columns into the sum of all.
    fn is_in_a_cycle(&self, place: Place) -> bool {
        let (from, to) = self.ends(place);
        self.can_be_more(place) && self.leads(to, from, place) || self.can_be_less(place) && self.leads(from, to, place)
    }

    /// Rows come first, then columns; the last one is the sum of all.
    fn ends(&self, (row, column): Place) -> (usize, usize) {
        let of_column = self.rows() + column;
        if row == self.rows() { (of_column, self.rows() + self.is_open.len()) } else { (row, of_column) }
    }

    /// Whether a chain of changes leads from one end to another without the count at `but`.
    fn leads(&self, from: usize, to: usize, but: Place) -> bool {
        let nodes = self.rows() + self.is_open.len() + 1;
        let mut is_seen = vec![false; nodes];
        let mut waiting = VecDeque::from([from]);
        is_seen[from] = true;
        while let Some(node) = waiting.pop_front() {
            if node == to {
                return true;
            }
            for row in 0..self.counts.len() {
                for column in 0..self.is_open.len() {
                    let place = (row, column);
                    let (begin, end) = self.ends(place);
                    if place == but || begin != node && end != node {
                        continue;
                    }
                    let next = if begin == node && self.can_be_more(place) {
                        end
                    } else if end == node && self.can_be_less(place) {
                        begin
                    } else {
                        continue;
                    };
                    if !is_seen[next] {
                        is_seen[next] = true;
                        waiting.push_back(next);
                    }
                }
            }
        }
        false
    }

    /// Withholds the smallest count still told in the same row, or in the same column, or anywhere.
    fn withhold_beside(&mut self, (row, column): Place) -> Option<()> {
        let mut candidates: Vec<(bool, u32, Place)> = Vec::new();
        for (other_row, cells) in self.cells.iter().enumerate() {
            for (other_column, cell) in cells.iter().enumerate() {
                if let (Cell::Told(count), false) = (cell, self.is_open[other_column]) {
                    let is_far = other_row != row && other_column != column;
                    candidates.push((is_far, *count, (other_row, other_column)));
                }
            }
        }
        let (_, _, (row, column)) = candidates.into_iter().min()?;
        self.cells[row][column] = Cell::Withheld;
        Some(())
    }
}

#[cfg(test)]
#[path = "small_cells_tests.rs"]
mod tests;
