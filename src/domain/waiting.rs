//! How long a caller is told that the wait may last: measured, never invented.

/// Fewer waits than this tell nothing.
const FEWEST_WAITS: usize = 3;
/// Whoever was answered sooner did not have to wait: nobody was being looked for.
const SHORTEST_WAIT_S: u32 = 30;

/// The seconds still to wait for a caller who has waited `waited_s` and will be offered something else
/// after `left_s` more: from the last waits of the line, in seconds, in any order. `None` when they tell
/// nothing, when this caller has waited longer than most, or when the end of the wait comes first.
///
/// The median of those that lasted at least as long as this one so far: a caller who has waited two
/// minutes is compared with others who waited two minutes or more.
pub fn estimate_left_s(waits: &[u32], waited_s: u32, left_s: u32) -> Option<u32> {
    let mut comparable: Vec<u32> =
        waits.iter().copied().filter(|wait_s| *wait_s >= SHORTEST_WAIT_S && *wait_s > waited_s).collect();
    if comparable.len() < FEWEST_WAITS {
        return None;
    }
    comparable.sort_unstable();
    let median = comparable[comparable.len() / 2];
    Some(median - waited_s).filter(|estimate_s| *estimate_s < left_s)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_then_what_the_next_caller_is_told() {
        let cases = [
            (vec![], 0, 240, None),
            (vec![60, 90], 0, 240, None),
            (vec![60, 90, 120], 0, 240, Some(90)),
            (vec![60, 90, 120], 30, 240, Some(60)),
            // Answered at once says nothing about waiting.
            (vec![1, 2, 3, 4, 60], 0, 240, None),
            // Longer than most: nothing is known any more.
            (vec![60, 90, 120], 100, 140, None),
            // The end of the wait comes first.
            (vec![200, 220, 230], 100, 110, None),
        ];
        for (waits, waited_s, left_s, expected) in cases {
            assert_eq!(estimate_left_s(&waits, waited_s, left_s), expected, "{waits:?} {waited_s} {left_s}");
        }
    }

    proptest! {
        #[test]
        fn any_waits_then_the_estimate_is_one_of_them_and_within_the_bound(
            waits in proptest::collection::vec(0..600_u32, 0..30), waited_s in 0..300_u32, left_s in 0..300_u32,
        ) {
            if let Some(estimate_s) = estimate_left_s(&waits, waited_s, left_s) {
                prop_assert!(estimate_s > 0 && estimate_s < left_s);
                prop_assert!(waits.contains(&(waited_s + estimate_s)));
            }
        }
    }
}
