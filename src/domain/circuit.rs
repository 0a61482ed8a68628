//! Whether the carrier, or the mail server, can be reached at all.
//!
//! Pure. A provider that fails several times in a row is left in peace and probed; what waits for it is kept. One success
//! is enough to believe in it again. The state is shared by every process, so it lives in the database.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{ids::MessageId, message::Channel};

/// So many failures in a row, of kinds that mean "down", open the circuit.
pub const OPENS_AFTER: u32 = 3;
/// Pauses between probes; the last one is repeated. A carrier that is back is noticed within two minutes.
pub const PROBE_PAUSES: [TimeDelta; 3] = [TimeDelta::seconds(30), TimeDelta::minutes(1), TimeDelta::minutes(2)];
/// A probe whose end nobody told is repeated after this: longer than a request, its look-ups included.
pub const PROBE_WITHIN: TimeDelta = TimeDelta::seconds(90);

/// Who carries messages for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Calls and texts.
    Carrier,
    /// Emails.
    Mail,
}

impl Provider {
    /// Both.
    pub const ALL: [Provider; 2] = [Provider::Carrier, Provider::Mail];

    /// The name in the database, the metrics and `/health/ready`.
    pub fn as_str(self) -> &'static str {
        match self {
            Provider::Carrier => "carrier",
            Provider::Mail => "mail",
        }
    }

    /// The identity of its circuit, the same in every installation: there is one each.
    pub fn circuit_id(self) -> Uuid {
        match self {
            Provider::Carrier => Uuid::from_u128(1),
            Provider::Mail => Uuid::from_u128(2),
        }
    }

    /// The provider whose circuit has this identity.
    pub fn of_circuit(id: Uuid) -> Option<Provider> {
        Provider::ALL.into_iter().find(|provider| provider.circuit_id() == id)
    }

    /// Who carries a channel.
    pub fn of_channel(channel: Channel) -> Provider {
        match channel {
            Channel::Sms => Provider::Carrier,
            Channel::Email => Provider::Mail,
        }
    }
}

/// Where a circuit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CircuitState {
    /// Everything goes through.
    #[default]
    Closed,
    /// Down: everything is kept.
    Open,
    /// Being probed.
    HalfOpen,
}

/// What a report changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing anybody must be told of.
    Nothing,
    /// It is down from now on.
    Opened,
    /// It is back, after having been down since the instant.
    Closed(DateTime<Utc>),
}

/// The circuit of one provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circuit {
    /// Whose.
    pub provider: Provider,
    /// Where it is.
    pub state: CircuitState,
    /// Failures in a row while closed.
    pub failures: u32,
    /// The first of them.
    pub failing_since: Option<DateTime<Utc>>,
    /// Probes in vain since it opened.
    pub probes: u32,
    /// When to probe, or to probe again.
    pub probe_at: Option<DateTime<Utc>>,
    /// The one message that goes through while it is probed.
    pub probe_message: Option<MessageId>,
}

impl Circuit {
    /// A provider nothing bad is known of.
    pub fn new(provider: Provider) -> Circuit {
        Circuit {
            provider,
            state: CircuitState::Closed,
            failures: 0,
            failing_since: None,
            probes: 0,
            probe_at: None,
            probe_message: None,
        }
    }

    /// Since when it is down, if it is.
    pub fn down_since(&self) -> Option<DateTime<Utc>> {
        self.failing_since.filter(|_| self.state != CircuitState::Closed)
    }

    /// Whether a message may leave now.
    pub fn lets_through(&self, message: MessageId) -> bool {
        match self.state {
            CircuitState::Closed => true,
            CircuitState::Open => false,
            CircuitState::HalfOpen => self.probe_message == Some(message),
        }
    }

    /// A request failed in a way that means "down".
    pub fn failed(&mut self, now: DateTime<Utc>) -> Change {
        match self.state {
            CircuitState::Closed => {
                self.failures += 1;
                self.failing_since.get_or_insert(now);
                if self.failures < OPENS_AFTER {
                    return Change::Nothing;
                }
                self.open_again(now);
                Change::Opened
            }
            // A request that left before it opened.
            CircuitState::Open => Change::Nothing,
            CircuitState::HalfOpen => {
                self.probes += 1;
                self.open_again(now);
                Change::Nothing
            }
        }
    }

    /// A request was answered. That is proof enough in any state.
    pub fn worked(&mut self) -> Change {
        let was_down = self.down_since();
        *self = Circuit::new(self.provider);
        was_down.map_or(Change::Nothing, Change::Closed)
    }

    /// Its timer is due: it is to be probed.
    pub fn begin_probe(&mut self, now: DateTime<Utc>) {
        self.state = CircuitState::HalfOpen;
        self.probe_message = None;
        self.probe_at = Some(now + PROBE_WITHIN);
    }

    fn open_again(&mut self, now: DateTime<Utc>) {
        let last = PROBE_PAUSES.len() - 1;
        self.state = CircuitState::Open;
        self.probe_message = None;
        self.probe_at = Some(now + PROBE_PAUSES[(self.probes as usize).min(last)]);
    }

    /// When to look at it again; `None` while everything goes through.
    pub fn timer_at(&self) -> Option<DateTime<Utc>> {
        self.probe_at.filter(|_| self.state != CircuitState::Closed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn down() -> Circuit {
        let mut circuit = Circuit::new(Provider::Carrier);
        for second in 0..i64::from(OPENS_AFTER) {
            circuit.failed(at(second));
        }
        circuit
    }

    #[test]
    fn failures_in_a_row_then_open_and_a_success_between_them_starts_again() {
        let mut circuit = Circuit::new(Provider::Carrier);
        for _ in 0..5 {
            circuit.failed(at(0));
            circuit.failed(at(1));
            assert_eq!(circuit.worked(), Change::Nothing);
        }
        assert_eq!((circuit.failed(at(2)), circuit.failed(at(3))), (Change::Nothing, Change::Nothing));
        assert_eq!(circuit.failed(at(4)), Change::Opened);
        assert_eq!((circuit.down_since(), circuit.timer_at()), (Some(at(2)), Some(at(34))));
    }

    #[test]
    fn probes_in_vain_then_further_apart_but_never_more_than_two_minutes() {
        let mut circuit = down();
        let mut pauses = Vec::new();
        for _ in 0..5 {
            circuit.begin_probe(at(100));
            assert_eq!(circuit.failed(at(100)), Change::Nothing, "told once");
            pauses.push((circuit.timer_at().unwrap() - at(100)).num_seconds());
        }
        assert_eq!(pauses, [60, 120, 120, 120, 120]);
        assert_eq!(circuit.worked(), Change::Closed(at(0)));
        assert_eq!(circuit, Circuit::new(Provider::Carrier));
    }

    #[test]
    fn being_probed_then_one_message_goes_through() {
        let mut circuit = down();
        let (one, other) = (MessageId(Uuid::from_u128(1)), MessageId(Uuid::from_u128(2)));
        assert!(!circuit.lets_through(one));
        circuit.begin_probe(at(60));
        circuit.probe_message = Some(one);
        assert!(circuit.lets_through(one) && !circuit.lets_through(other));
    }

    proptest! {
        #[test]
        fn any_history_then_a_circuit_that_is_not_closed_has_a_timer(events in prop::collection::vec(0..3u8, 0..60)) {
            let mut circuit = Circuit::new(Provider::Mail);
            for (second, event) in events.into_iter().enumerate() {
                let now = at(second as i64 * 10);
                let was_closed = circuit.state == CircuitState::Closed;
                match event {
                    0 => { circuit.failed(now); }
                    1 => { circuit.worked(); }
                    _ if !was_closed => circuit.begin_probe(now),
                    _ => {}
                }
                prop_assert_eq!(circuit.state == CircuitState::Closed, circuit.timer_at().is_none());
                prop_assert_eq!(circuit.state == CircuitState::Closed, circuit.down_since().is_none());
            }
        }
    }
}
