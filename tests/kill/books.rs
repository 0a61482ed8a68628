//! The books of both sides, compared: what the carrier did, and what the database says was asked.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta};
use passerelle_clock::Clock;
use passerelle_domain::{
    ids::{CallId, OrganisationId},
    leg::{Leg, LegRole, LegState},
    message::{Channel, Message, MessageState},
    scheduled_call::{ScheduledCall, State},
};
use passerelle_simulator::{Direction, Simulator};
use passerelle_store::{
    Db, DbSettings, HeldJobs, Secrets, attempts, calls, laws, legs, messages, organisations, people, scheduled_calls,
    test_support, timers,
};

use super::{association, service::SECRET_KEY};

/// A lease, a look-up and a look of a worker: nothing waits longer than this.
const GRACE: TimeDelta = TimeDelta::seconds(75);

/// Reads the database beside the service, and the carrier's records.
pub(crate) struct Books {
    pub(crate) db: Db,
    secrets: Secrets,
    simulator: Simulator,
}

/// How many telephones and texts are at which point.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Stages {
    /// Requests to place a call that may have reached the carrier.
    pub(crate) placing: usize,
    /// Volunteers' telephones that ring.
    pub(crate) caller_rings: usize,
    /// People's telephones that ring.
    pub(crate) person_rings: usize,
    /// Conversations.
    pub(crate) talking: usize,
    /// Texts not handed over yet, for all we know.
    pub(crate) texts_in_flight: usize,
    /// Telephones in progress, for all we know.
    pub(crate) live_legs: usize,
    /// Calls whose attempt is under way.
    pub(crate) attempting: usize,
}

impl Books {
    pub(crate) async fn open(database_url: &str, simulator: &Simulator) -> Books {
        let settings = DbSettings::new(database_url, HeldJobs::new(Clock::system()));
        let db = Db::open(&settings).await.unwrap();
        Books { db, secrets: Secrets::new(SECRET_KEY), simulator: simulator.clone() }
    }

    async fn organisation(&self) -> OrganisationId {
        let mut read = self.db.read().await.unwrap();
        organisations::by_name(&mut read, association::NAME).await.unwrap().unwrap()
    }

    /// Every call of the association, in order.
    pub(crate) async fn scheduled_calls(&self) -> Vec<ScheduledCall> {
        let (now, day) = (Clock::system().now(), TimeDelta::days(1));
        let owner = self.organisation().await;
        let mut read = self.db.read().await.unwrap();
        scheduled_calls::between(&mut read, owner, now - day, now + day).await.unwrap()
    }

    /// Every text, in order.
    pub(crate) async fn texts(&self) -> Vec<Message> {
        let owner = self.organisation().await;
        let mut read = self.db.read().await.unwrap();
        let mut texts = messages::since(&mut read, &self.secrets, owner, DateTime::UNIX_EPOCH).await.unwrap();
        texts.retain(|message| message.channel == Channel::Sms);
        texts
    }

    /// Every telephone, by the conversation it belongs to.
    async fn telephones(&self) -> Vec<(CallId, Vec<Leg>)> {
        let owner = self.organisation().await;
        let mut read = self.db.read().await.unwrap();
        let mut telephones = Vec::new();
        for call in calls::since(&mut read, &self.secrets, owner, DateTime::UNIX_EPOCH).await.unwrap() {
            telephones.push((call.id, legs::of_call(&mut read, &self.secrets, call.id).await.unwrap()));
        }
        telephones
    }

    /// Where everything is now.
    pub(crate) async fn stages(&self) -> Stages {
        self.look().await.0
    }

    /// Where everything is now, and the calls that this was said of: whoever looks a moment later sees other ones, because
    /// the next attempts begin when they are due.
    pub(crate) async fn look(&self) -> (Stages, Vec<ScheduledCall>) {
        let mut stages = Stages::default();
        for leg in self.telephones().await.into_iter().flat_map(|(_, legs)| legs) {
            stages.live_legs += usize::from(leg.is_live());
            match (leg.role, leg.state) {
                (_, LegState::Placing) => stages.placing += 1,
                (LegRole::Caller, LegState::Ringing) => stages.caller_rings += 1,
                (LegRole::Callee, LegState::Ringing) => stages.person_rings += 1,
                (_, _) => {}
            }
        }
        let calls = self.simulator.calls();
        let talks = |direction| calls.iter().filter(move |call| call.direction == direction && call.ended_at.is_none());
        stages.talking = talks(Direction::OutboundDial).filter(|call| call.bridged_at.is_some()).count();
        let in_flight = |state| matches!(state, MessageState::Pending | MessageState::Sending);
        stages.texts_in_flight = self.texts().await.iter().filter(|text| in_flight(text.state)).count();
        let calls = self.scheduled_calls().await;
        stages.attempting = calls.iter().filter(|call| call.state == State::Attempting).count();
        (stages, calls)
    }

    /// How many jobs a process still holds.
    pub(crate) async fn jobs_taken(&self) -> i64 {
        test_support::jobs_taken(&self.db).await
    }

    /// Each intent to ring rang one telephone at most, and nobody rang without one. What is wrong, if anything is: the books
    /// of the two sides differ for a moment while an attempt begins.
    pub(crate) async fn nobody_was_rung_twice_for_one_attempt(&self) -> Result<(), String> {
        let placed = self.simulator.calls();
        let mut read = self.db.read().await.unwrap();
        for call in placed.iter().filter(|call| call.direction == Direction::OutboundApi) {
            let known = legs::by_sid(&mut read, &self.secrets, &call.sid).await.unwrap();
            if known.is_none() {
                return Err(format!(
                    "a telephone rang of which the service knows nothing: it may ring again: {call:?}"
                ));
            }
        }
        drop(read);
        for (_, legs) in self.telephones().await {
            let caller = legs.iter().filter(|leg| leg.role == LegRole::Caller).collect::<Vec<_>>();
            if caller.len() != 1 {
                return Err(format!("one caller a conversation: {legs:?}"));
            }
            let Some(sid) = &caller[0].sid else { continue };
            let rang = placed.iter().filter(|call| call.parent.as_ref() == Some(sid) && call.rang_at.is_some()).count();
            if rang > 1 {
                return Err(format!("the person's telephone rang {rang} times for one attempt"));
            }
        }
        for call in self.scheduled_calls().await {
            let mut read = self.db.read().await.unwrap();
            let attempts = attempts::of_call(&mut read, call.id).await.unwrap().len();
            let person = people::by_id(&mut read, &self.secrets, call.person_id).await.unwrap().unwrap();
            let index: usize = person.key.trim_start_matches('p').parse().unwrap();
            for number in [association::person(index), association::volunteer(index)] {
                let rung = self.simulator.times_rung(&number);
                if rung > attempts {
                    return Err(format!("{} rang {rung} times for {attempts} attempts", person.key));
                }
            }
        }
        Ok(())
    }

    /// Each text that was written reached its handset, once. What is wrong, if anything is.
    pub(crate) async fn every_text_arrived_once(&self) -> Result<(), String> {
        let mut written: BTreeMap<(String, String), usize> = BTreeMap::new();
        for text in self.texts().await {
            *written.entry((text.content.to.clone(), text.content.text.clone())).or_default() += 1;
        }
        for ((to, text), times) in &written {
            let received =
                self.simulator.texts_to(to).iter().filter(|received| &*received.body == text.as_str()).count();
            if received != *times {
                return Err(format!("received {received} times, written {times} times: {text}"));
            }
        }
        Ok(())
    }

    /// The two laws: whatever is alive has a timer, and no timer is overdue.
    pub(crate) async fn the_two_laws_hold(&self) {
        let mut read = self.db.read().await.unwrap();
        let lost = laws::live_without_timer(&mut read).await.unwrap();
        assert!(lost.is_empty(), "live matters without a timer: {lost:?}");
        let overdue = timers::overdue(&mut read, Clock::system().now(), GRACE).await.unwrap();
        assert!(overdue.is_empty(), "timers overdue: {overdue:?}");
    }
}
