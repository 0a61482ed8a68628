//! How status callbacks go astray, as typed: `late=2..8,doubled=0.1,shuffled=0.1,lost=0.05`.

use std::ops::Range;

use passerelle_simulator::CallbackDelivery;

use crate::commands::exit::wrong_use;

/// Reads the parts of `--delivery`; none is perfect delivery.
///
/// # Errors
/// A part cannot be read; it is named.
pub(super) fn read(parts: &[String]) -> anyhow::Result<CallbackDelivery> {
    let mut delivery = CallbackDelivery::default();
    for part in parts {
        apply(&mut delivery, part.trim()).ok_or_else(|| {
            wrong_use(format!(
                "--delivery: \"{part}\" is not understood; write for example late=2..8,doubled=0.1,shuffled=0.1,lost=0.05"
            ))
        })?;
    }
    Ok(delivery)
}

fn apply(delivery: &mut CallbackDelivery, part: &str) -> Option<()> {
    let (kind, value) = part.split_once('=')?;
    match kind {
        "late" => delivery.late = Some(seconds(value)?),
        "doubled" => delivery.doubled = chance(value)?,
        "shuffled" => delivery.shuffled = chance(value)?,
        "lost" => delivery.lost = chance(value)?,
        _ => return None,
    }
    Some(())
}

fn seconds(value: &str) -> Option<Range<f64>> {
    let (from, to) = value.split_once("..")?;
    let (from, to): (f64, f64) = (from.parse().ok()?, to.parse().ok()?);
    (from >= 0.0 && from < to && to.is_finite()).then_some(from..to)
}

fn chance(value: &str) -> Option<f64> {
    value.parse().ok().filter(|chance| (0.0..=1.0).contains(chance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn troubles_typed_then_read_or_named() {
        let typed = |text: &str| read(&text.split(',').map(str::to_owned).collect::<Vec<_>>());
        let delivery = typed("late=2..8,doubled=0.1,shuffled=0.2,lost=1").unwrap();
        assert_eq!(delivery, CallbackDelivery { late: Some(2.0..8.0), doubled: 0.1, shuffled: 0.2, lost: 1.0 });
        for wrong in ["late=8..2", "doubled=2", "slow=1", "lost", "late=1", "late=0..inf"] {
            assert!(typed(wrong).unwrap_err().to_string().contains(wrong), "{wrong}");
        }
    }
}
