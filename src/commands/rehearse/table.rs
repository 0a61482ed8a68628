//! The figures as a table that somebody of an association reads.

use std::io::{self, Write};

use passerelle_domain::ring_strategy::RingStrategy;
use passerelle_rehearsal::month::Figures;

/// Writes the table.
pub(super) fn write(
    out: &mut impl Write,
    figures: &Figures,
    listeners: usize,
    strategy: RingStrategy,
    took_s: f64,
) -> io::Result<()> {
    let of = |part: usize, whole: usize| match (part * 100).checked_div(whole) {
        Some(percent) => format!("{part} of {whole} ({percent} %)"),
        None => "none".to_owned(),
    };
    writeln!(out, "{} days on the listening line, {listeners} listeners on duty, rung {strategy}", figures.days)?;
    let rows = [
        ("calls", figures.calls.to_string()),
        ("  while the line was open, somebody looked for", figures.looked_for.to_string()),
        ("  answered", of(figures.answered, figures.looked_for)),
        ("  answered at once (30 s)", of(figures.answered_at_once, figures.answered)),
        (
            "  wait of the answered: median, 95th centile, longest",
            format!("{} s, {} s, {} s", figures.wait_median_s, figures.wait_p95_s, figures.wait_longest_s),
        ),
        (
            "  longest anybody waited without an offer",
            format!("{} s (at most {} s)", figures.longest_without_offer_s, figures.bound_s),
        ),
        ("  hung up before anybody was looked for", figures.hung_up_in_the_welcome.to_string()),
        ("  hung up while waiting", figures.hung_up_while_waiting.to_string()),
        ("calls back promised", figures.promises_made.to_string()),
        ("  kept in time", figures.promises_kept_in_time.to_string()),
        ("  kept late", figures.promises_kept_late.to_string()),
        ("  overtaken: they rang again and were answered", figures.promises_overtaken.to_string()),
        (
            "  not reached after three tries (with a case)",
            format!("{} ({})", figures.promises_not_reached, figures.promises_not_reached_with_case),
        ),
        ("  still to be kept", figures.promises_open.to_string()),
        ("messages left, and handled", format!("{}, {}", figures.messages_left, figures.messages_handled)),
        (
            "follow-ups asked, told, done",
            format!("{}, {}, {}", figures.follow_ups_asked, figures.follow_ups_told, figures.follow_ups_done),
        ),
        (
            "cases opened, taken, closed",
            format!("{}, {}, {}", figures.cases_opened, figures.cases_taken, figures.cases_closed),
        ),
        ("SMS received", figures.sms.to_string()),
        ("most conversations at once", figures.most_conversations.to_string()),
        ("listeners rung while on the telephone", figures.rung_while_talking.to_string()),
        ("things in progress without a timer", figures.without_timer.to_string()),
        ("timers overdue", figures.timers_overdue.to_string()),
        ("real time taken", format!("{took_s:.1} s")),
    ];
    for (name, value) in rows {
        writeln!(out, "  {name:<54} {value}")?;
    }
    Ok(())
}
