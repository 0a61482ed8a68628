//! Figures under five people are not told, and cannot be found from those that are.
//!
//! A report is a set of sums: territories make the whole, so do partners; calls planned are those done, missed and others;
//! those done were reached by an attempt or rang back; a quarter is its months. Whoever reads it can solve these equations.
//! A hidden figure can be found when the equations leave it one value, or when they leave it one value that a number of people
//! under five can have. Until no hidden figure can be found, the smallest figure beside it is withheld too.
//!
//! # Source
//! Domain notes 2.13; Willenborg and de Waal, "Elements of Statistical Disclosure Control", 2001, chapter 4. Over tables of
//! one sum, [`crate::small_cells`] needs no equations.

use super::{Figure, Group, GroupFigures, Indicator, Period, Shown};
use crate::small_cells::LEAST_TOLD;

/// Below this a coefficient is nought: all of them are -1, 0 or 1 to begin with.
const NOUGHT: f64 = 1e-9;
/// Bounds get tighter as long as they do; sums of sums need a few rounds.
const MOST_ROUNDS: usize = 12;

/// A period with its groups, and where each of their figures stands among the unknowns.
type Watched<'a> = (Period, &'a [GroupFigures], &'a [Vec<usize>]);

/// A figure as the reader meets it.
struct Unknown {
    value: f64,
    is_told: bool,
    /// Must not be found.
    is_secret: bool,
    /// Told elsewhere before: cannot be withheld any more.
    is_fixed: bool,
    /// It may be told, and may be withheld.
    is_withholdable: bool,
    /// The most it can be, for the reader.
    most: f64,
    /// Where it stands in the report that is being made.
    place: Option<(usize, usize)>,
}

struct Sums {
    unknowns: Vec<Unknown>,
    /// Each is nought: an unknown, and how often it counts.
    equations: Vec<Vec<(usize, f64)>>,
}

/// Withholds what would give away what is hidden.
pub(super) fn hide(period: Period, groups: &mut [GroupFigures], kept: &[(Period, Vec<GroupFigures>)]) {
    let mut sums = Sums { unknowns: Vec::new(), equations: Vec::new() };
    let own = sums.add_report(groups, true);
    let others: Vec<(Period, Vec<Vec<usize>>)> =
        kept.iter().map(|(period, figures)| (*period, sums.add_report(figures, false))).collect();
    sums.relate_periods(period, groups, &own, kept, &others);
    // Every round withholds one figure more.
    while let Some(found) = sums.first_found() {
        if !sums.withhold_beside(found) {
            break;
        }
    }
    sums.tell_again();
    for unknown in sums.unknowns {
        if let (Some((row, column)), false, false) = (unknown.place, unknown.is_told, unknown.is_secret)
            && let Some(figure) = groups.get_mut(row).and_then(|group| group.figures.get_mut(column))
            && figure.shown == Shown::Told
        {
            figure.shown = Shown::Withheld;
        }
    }
}

impl Sums {
    /// The figures of a report with the sums within it; answers where each stands.
    fn add_report(&mut self, groups: &[GroupFigures], is_own: bool) -> Vec<Vec<usize>> {
        let mut places = Vec::new();
        for (row, group) in groups.iter().enumerate() {
            let mut columns = Vec::new();
            for (column, figure) in group.figures.iter().enumerate() {
                columns.push(self.add(figure, is_own.then_some((row, column))));
            }
            self.relate_indicators(group, &columns);
            places.push(columns);
        }
        self.relate_groups(groups, &places);
        places
    }

    fn add(&mut self, figure: &Figure, place: Option<(usize, usize)>) -> usize {
        // That there is nobody tells nothing of anybody.
        let is_secret = figure.shown == Shown::UnderFive && figure.value > 0;
        let is_few = figure.shown == Shown::UnderFive && figure.indicator.counts_people();
        self.unknowns.push(Unknown {
            value: figure.value as f64,
            is_told: figure.shown == Shown::Told,
            is_secret,
            is_fixed: place.is_none(),
            is_withholdable: place.is_some() && figure.shown == Shown::Told,
            most: if is_few { f64::from(LEAST_TOLD - 1) } else { f64::INFINITY },
            place,
        });
        self.unknowns.len() - 1
    }

    /// What is left of a sum and never told: hidden all the same when it is a few.
    fn add_rest(&mut self, value: f64) -> usize {
        let is_secret = value > 0.0 && value < f64::from(LEAST_TOLD);
        let most = f64::INFINITY;
        self.unknowns.push(Unknown {
            value,
            is_told: false,
            is_secret,
            is_fixed: true,
            is_withholdable: false,
            most,
            place: None,
        });
        self.unknowns.len() - 1
    }

    fn relate_indicators(&mut self, group: &GroupFigures, columns: &[usize]) {
        use Indicator::{
            CalledBack, CallsDone, CallsMissed, CallsOnTime, CallsPlanned, CasesClosed, Emergencies, PeopleAgreeing,
            PeopleRegistered, ReachedFirst, ReachedLater, ReachedSecond,
        };
        let with_rest: [(Indicator, &[Indicator]); 4] = [
            (PeopleRegistered, &[PeopleAgreeing]),
            (CallsPlanned, &[CallsDone, CallsMissed]),
            (CallsDone, &[CallsOnTime]),
            (CasesClosed, &[Emergencies]),
        ];
        let at =
            |indicator| group.figures.iter().position(|figure| figure.indicator == indicator).map(|at| columns[at]);
        for (whole, parts) in with_rest {
            let (Some(whole), parts) = (at(whole), parts.iter().filter_map(|part| at(*part)).collect::<Vec<_>>())
            else {
                continue;
            };
            let told: f64 = parts.iter().map(|part| self.unknowns[*part].value).sum();
            let rest = self.add_rest(self.unknowns[whole].value - told);
            self.equate(whole, parts.into_iter().chain([rest]));
        }
        let parts: Vec<usize> =
            [ReachedFirst, ReachedSecond, ReachedLater, CalledBack].into_iter().filter_map(at).collect();
        if let Some(whole) = at(CallsDone) {
            self.equate(whole, parts.into_iter());
        }
    }

    /// Territories make the whole, and so do the rows about partners.
    fn relate_groups(&mut self, groups: &[GroupFigures], places: &[Vec<usize>]) {
        let Some(all) = groups.iter().position(|group| group.group == Group::All) else { return };
        let is_territory = |group: &Group| matches!(group, Group::Territory(_));
        for is_part in [&is_territory as &dyn Fn(&Group) -> bool, &Group::is_of_partners] {
            let rows: Vec<usize> = (0..groups.len()).filter(|row| is_part(&groups[*row].group)).collect();
            for (column, figure) in
                groups[all].figures.iter().enumerate().filter(|(_, figure)| figure.indicator.is_sum())
            {
                let same =
                    |row: &usize| groups[*row].figures.get(column).is_some_and(|own| own.indicator == figure.indicator);
                let parts: Vec<usize> = rows.iter().filter(|row| same(row)).map(|row| places[*row][column]).collect();
                if parts.is_empty() {
                    continue;
                }
                // Whoever's file is gone is in no territory any more.
                let told: f64 = parts.iter().map(|part| self.unknowns[*part].value).sum();
                let left = figure.value as f64 - told;
                let rest = (left > 0.0).then(|| self.add_rest(left));
                self.equate(places[all][column], parts.into_iter().chain(rest));
            }
        }
    }

    /// A longer period is its months.
    fn relate_periods(
        &mut self,
        period: Period,
        groups: &[GroupFigures],
        own: &[Vec<usize>],
        kept: &[(Period, Vec<GroupFigures>)],
        others: &[(Period, Vec<Vec<usize>>)],
    ) {
        let mut longer: Vec<Watched<'_>> = vec![(period, groups, own)];
        for ((period, figures), (_, places)) in kept.iter().zip(others) {
            longer.push((*period, figures, places));
        }
        for (period, figures, places) in longer {
            let months = period.months();
            if months == [period] {
                continue;
            }
            for (row, group) in figures.iter().enumerate() {
                for (column, figure) in group.figures.iter().enumerate() {
                    if figure.indicator.is_median() || figure.indicator.is_of_the_last_day() {
                        continue;
                    }
                    let parts: Vec<usize> = kept
                        .iter()
                        .zip(others)
                        .filter(|((month, _), _)| months.contains(month))
                        .filter_map(|((_, figures), (_, places))| at(figures, places, &group.group, figure.indicator))
                        .collect();
                    // People who come back in another month count once: no sum, and still not far from one.
                    let is_sum =
                        parts.iter().map(|part| self.unknowns[*part].value).sum::<f64>() == figure.value as f64;
                    if is_sum && !parts.is_empty() {
                        self.equate(places[row][column], parts.into_iter());
                    }
                }
            }
        }
    }

    fn equate(&mut self, whole: usize, parts: impl Iterator<Item = usize>) {
        self.equations.push([(whole, 1.0)].into_iter().chain(parts.map(|part| (part, -1.0))).collect());
    }

    fn first_found(&self) -> Option<usize> {
        let is_secret = |place: &usize| self.unknowns[*place].is_secret;
        let mut found: Vec<usize> = self.solved();
        found.extend(self.bounded());
        found.sort_unstable();
        found.into_iter().find(is_secret)
    }

    /// What the equations leave one value, whatever the numbers.
    fn solved(&self) -> Vec<usize> {
        let columns: Vec<usize> = (0..self.unknowns.len()).filter(|place| !self.unknowns[*place].is_told).collect();
        let mut column_of = vec![usize::MAX; self.unknowns.len()];
        for (column, place) in columns.iter().enumerate() {
            column_of[*place] = column;
        }
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for equation in &self.equations {
            let mut row = vec![0.0; columns.len()];
            for (place, times) in equation {
                if column_of[*place] != usize::MAX {
                    row[column_of[*place]] += times;
                }
            }
            if row.iter().any(|times| times.abs() > NOUGHT) {
                rows.push(row);
            }
        }
        reduce(&mut rows, columns.len());
        let alone = |row: &Vec<f64>| {
            let mut left = row.iter().enumerate().filter(|(_, times)| times.abs() > NOUGHT).map(|(column, _)| column);
            left.next().filter(|_| left.next().is_none())
        };
        rows.iter().filter_map(alone).map(|column| columns[column]).collect()
    }

    /// What is left one value because nothing is under nought, and few are under five.
    fn bounded(&self) -> Vec<usize> {
        let bounds =
            |unknown: &Unknown| if unknown.is_told { (unknown.value, unknown.value) } else { (0.0, unknown.most) };
        let mut bounds: Vec<(f64, f64)> = self.unknowns.iter().map(bounds).collect();
        for _ in 0..MOST_ROUNDS {
            let before = bounds.clone();
            for equation in &self.equations {
                for (place, times) in equation {
                    let others = equation.iter().filter(|(other, _)| other != place);
                    let (least, most) = others.fold((0.0, 0.0), |(least, most): (f64, f64), (other, factor)| {
                        let (low, high) = bounds[*other];
                        // The others, on the other side.
                        if factor * times < 0.0 { (least + low, most + high) } else { (least - high, most - low) }
                    });
                    let (low, high) = &mut bounds[*place];
                    *low = low.max(least);
                    *high = high.min(most);
                }
            }
            if bounds == before {
                break;
            }
        }
        let is_found = |place: &usize| {
            let (low, high) = bounds[*place];
            !self.unknowns[*place].is_told && high - low < NOUGHT
        };
        (0..self.unknowns.len()).filter(is_found).collect()
    }

    /// One figure after the other was withheld: some are not needed any more. Those of everybody come first, then the largest.
    fn tell_again(&mut self) {
        let is_withheld = |unknown: &Unknown| !unknown.is_told && !unknown.is_secret && unknown.is_withholdable;
        let mut withheld: Vec<usize> =
            (0..self.unknowns.len()).filter(|place| is_withheld(&self.unknowns[*place])).collect();
        withheld.sort_by(|one, other| {
            let row = |place: usize| self.unknowns[place].place.map_or(usize::MAX, |(row, _)| row);
            let is_of_all = |place: usize| row(place) != 0;
            let by_row = is_of_all(*one).cmp(&is_of_all(*other));
            by_row.then(self.unknowns[*other].value.total_cmp(&self.unknowns[*one].value))
        });
        for place in withheld {
            self.unknowns[place].is_told = true;
            if self.first_found().is_some() {
                self.unknowns[place].is_told = false;
            }
        }
    }

    /// Withholds the smallest figure that shares a sum with `found`, or any other that shares one with those; false when
    /// nothing is left to withhold.
    fn withhold_beside(&mut self, found: usize) -> bool {
        let mut near = vec![found];
        loop {
            let before = near.len();
            let touching: Vec<&Vec<(usize, f64)>> = self
                .equations
                .iter()
                .filter(|equation| equation.iter().any(|(place, _)| near.contains(place)))
                .collect();
            let mut beside: Vec<usize> = touching.into_iter().flatten().map(|(place, _)| *place).collect();
            beside.sort_unstable();
            beside.dedup();
            let told = beside.iter().filter(|place| self.unknowns[**place].is_told && !self.unknowns[**place].is_fixed);
            // The figure of everybody is asked for most: it goes last.
            let is_of_all = |place: usize| self.unknowns[place].place.is_some_and(|(row, _)| row == 0);
            let smallest = told.min_by(|one, other| {
                let by_row = is_of_all(**one).cmp(&is_of_all(**other));
                by_row.then(self.unknowns[**one].value.total_cmp(&self.unknowns[**other].value))
            });
            if let Some(place) = smallest.copied() {
                self.unknowns[place].is_told = false;
                return true;
            }
            near = beside;
            if near.len() <= before {
                return false;
            }
        }
    }
}

fn at(figures: &[GroupFigures], places: &[Vec<usize>], group: &Group, indicator: Indicator) -> Option<usize> {
    let row = figures.iter().position(|other| other.group == *group)?;
    let column = figures[row].figures.iter().position(|figure| figure.indicator == indicator)?;
    Some(places[row][column])
}

/// Gauss and Jordan.
fn reduce(rows: &mut [Vec<f64>], columns: usize) {
    let mut done = 0;
    for column in 0..columns {
        let Some(pivot) = (done..rows.len()).find(|row| rows[*row][column].abs() > NOUGHT) else { continue };
        rows.swap(done, pivot);
        let times = rows[done][column];
        rows[done].iter_mut().for_each(|value| *value /= times);
        let unit = rows[done].clone();
        for (row, values) in rows.iter_mut().enumerate() {
            let times = values[column];
            if row != done && times.abs() > NOUGHT {
                values.iter_mut().zip(&unit).for_each(|(value, unit)| *value -= times * unit);
            }
        }
        done += 1;
    }
}
