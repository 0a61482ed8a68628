use proptest::prelude::*;

use super::*;

fn nothing_known(counts: &[Vec<u32>]) -> Vec<Vec<u32>> {
    counts.iter().map(|row| vec![0; row.len()]).collect()
}

fn shown(counts: &[Vec<u32>]) -> Option<SafeTable> {
    protect(counts, &nothing_known(counts), &vec![false; counts[0].len()])
}

#[test]
fn one_small_count_then_a_second_one_is_withheld_in_its_row_and_in_its_column() {
    let table = shown(&[vec![20, 3, 40], vec![30, 12, 50]]).unwrap();
    assert_eq!(table.cells[0][1].to_string(), "<5");
    let hidden = |row: &[Cell]| row.iter().filter(|cell| !matches!(cell, Cell::Told(_))).count();
    assert!(hidden(&table.cells[0]) >= 2, "{table:?}");
    let by_column = [table.cells[0][1], table.cells[1][1], table.totals[1]];
    assert!(hidden(&by_column) >= 2, "{table:?}");
}

#[test]
fn nothing_small_then_everything_is_told() {
    let table = shown(&[vec![20, 30], vec![5, 6]]).unwrap();
    assert_eq!(table.totals, [Cell::Told(25), Cell::Told(36)]);
}

#[test]
fn all_are_four_then_nothing_is_told_for_their_sum_would_tell_it() {
    assert_eq!(shown(&[vec![4, 4]]), None);
    assert!(shown(&[vec![1, 2]]).is_some());
}

#[test]
fn column_the_reader_knows_then_it_protects_nothing() {
    let counts = [vec![3, 2, 50], vec![30, 9, 50]];
    let table = protect(&counts, &nothing_known(&counts), &[false, true, false]).unwrap();
    assert_ne!(table.cells[0][2], Cell::Told(50), "the reader subtracts the second column: {table:?}");
}

/// Every table that says the same to the reader, found by trying: the reader has all the time in the world.
fn values_of_each(counts: &[Vec<u32>], known: &[Vec<u32>], is_open: &[bool], told: &SafeTable) -> Vec<Vec<Vec<u32>>> {
    let columns = is_open.len();
    let most = counts.iter().flatten().sum::<u32>();
    let range = |row: usize, column: usize| -> Vec<u32> {
        let least = known[row][column];
        match told.cells[row][column] {
            _ if is_open[column] => vec![counts[row][column]],
            Cell::Told(count) => vec![count],
            Cell::UnderFive => (least..LEAST_TOLD).collect(),
            Cell::Withheld => (least.max(LEAST_TOLD)..=most).collect(),
        }
    };
    let mut rows_possible: Vec<Vec<Vec<u32>>> = Vec::new();
    for (row, of_row) in counts.iter().enumerate() {
        let sum: u32 = of_row.iter().sum();
        let mut partial: Vec<Vec<u32>> = vec![Vec::new()];
        for column in 0..columns {
            partial = partial
                .into_iter()
                .flat_map(|so_far| {
                    range(row, column).into_iter().map(move |value| [so_far.clone(), vec![value]].concat())
                })
                .filter(|so_far| so_far.iter().sum::<u32>() <= sum)
                .collect();
        }
        rows_possible.push(partial.into_iter().filter(|row| row.iter().sum::<u32>() == sum).collect());
    }
    let mut tables: Vec<Vec<Vec<u32>>> = vec![Vec::new()];
    for possible in rows_possible {
        tables = tables
            .into_iter()
            .flat_map(|table| possible.iter().map(move |row| [table.clone(), vec![row.clone()]].concat()))
            .collect();
    }
    tables.retain(|table| {
        (0..columns).all(|column| {
            let sum: u32 = table.iter().map(|row| row[column]).sum();
            let real: u32 = counts.iter().map(|row| row[column]).sum();
            match told.totals[column] {
                _ if is_open[column] => sum == real,
                Cell::Told(count) => sum == count,
                Cell::UnderFive => sum < LEAST_TOLD,
                Cell::Withheld => sum >= LEAST_TOLD,
            }
        })
    });
    tables
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A reader who tries every table that fits never finds a count under five.
    #[test]
    fn any_small_table_then_no_small_count_can_be_found(
        counts in proptest::collection::vec(proptest::collection::vec(0..9_u32, 3), 1..4),
        open in proptest::collection::vec(proptest::bool::weighted(0.2), 3),
        told_of in proptest::collection::vec(proptest::collection::vec(0..2_u32, 3), 3),
    ) {
        let known: Vec<Vec<u32>> = counts.iter().zip(&told_of)
            .map(|(row, told)| row.iter().zip(told).map(|(count, told)| *count.min(told)).collect()).collect();
        if let Some(told) = protect(&counts, &known, &open) {
            let tables = values_of_each(&counts, &known, &open, &told);
            prop_assert!(tables.contains(&counts));
            for row in 0..counts.len() {
                for column in 0..3 {
                    if told.cells[row][column] == Cell::UnderFive && !open[column] {
                        let first = tables[0][row][column];
                        prop_assert!(tables.iter().any(|table| table[row][column] != first), "{counts:?} {told:?}");
                    }
                }
            }
        }
    }
}
