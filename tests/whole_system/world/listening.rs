//! The listening line as the association sees it: conversations, promises, messages.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use passerelle_app::{AgreedPlan, KnownCaller, PlanRefused, end_caller_plan, list_callers, plan_caller};
use passerelle_domain::{
    call::{Call, CallPurpose},
    callback::Callback,
    caller::CallerPlan,
    ids::{CallId, LegId},
    leg::LegRole,
    people::Member,
    spoken,
    voicemail::Voicemail,
    weekly_hours::WeeklyHours,
};
use passerelle_simulator::{CallHandle, CallRecord, Heard};
use passerelle_store::{
    StoreError, callbacks, calls, legs, lines, people, test_support, transact, voicemails, volunteers, waits,
};

use crate::{LINE, On, World, files};

impl World {
    /// The usual association, from another instant on (`2026-11-25T09:00:00Z`).
    pub async fn begin_on(on: On, start: &str) -> World {
        World::begin_at(on, crate::instant(start), files()).await
    }

    /// Somebody dials the line.
    pub fn dials(&self, number: &str) -> CallHandle {
        self.service.simulator.dial(number, LINE)
    }

    /// The calls somebody made, in order.
    pub fn made_by(&self, number: &str) -> Vec<CallRecord> {
        self.service.simulator.calls().into_iter().filter(|call| &*call.from == number).collect()
    }

    /// What somebody heard on the calls they made.
    pub fn heard_by(&self, number: &str) -> String {
        self.made_by(number).iter().map(CallRecord::all_heard).collect::<Vec<_>>().join(" | ")
    }

    /// The last call somebody made.
    pub fn call_by(&self, number: &str) -> CallRecord {
        self.made_by(number).pop().unwrap()
    }

    /// Our leg of whoever has this role, in the last conversation.
    pub async fn leg_of(&self, role: LegRole) -> LegId {
        let app = &self.service.app;
        let call = self.conversations().await.pop().unwrap();
        let mut read = app.db.read().await.unwrap();
        let legs = legs::of_call(&mut read, &app.secrets, call.id).await.unwrap();
        legs.into_iter().find(|leg| leg.role == role).unwrap().id
    }

    /// Every line is put down: nobody waits for anybody.
    pub fn everybody_has_hung_up(&self) -> bool {
        self.service.simulator.active_calls() == 0
    }

    /// Conversations begun by somebody who rang the line.
    pub async fn inbound_calls(&self) -> Vec<Call> {
        let mut calls = self.conversations().await;
        calls.retain(|call| call.purpose == CallPurpose::Inbound);
        calls
    }

    /// Every conversation, oldest first.
    pub async fn conversations(&self) -> Vec<Call> {
        self.conversations_since(DateTime::UNIX_EPOCH).await
    }

    /// The conversations since an instant, oldest first.
    pub async fn conversations_since(&self, since: DateTime<Utc>) -> Vec<Call> {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        calls::since(&mut read, &app.secrets, self.service.organisation, since).await.unwrap()
    }

    /// Every promise to call back, kept or not, oldest first.
    pub async fn promises(&self) -> Vec<Callback> {
        let app = &self.service.app;
        let mut promises: Vec<Callback> = Vec::new();
        for call in self.inbound_calls().await {
            let Some(id) = call.callback_id else { continue };
            let mut read = app.db.read().await.unwrap();
            let promise = callbacks::by_id(&mut read, &app.secrets, id).await.unwrap().unwrap();
            if promises.iter().all(|known| known.id != id) {
                promises.push(promise);
            }
        }
        promises
    }

    /// Every message left, answered or not.
    pub async fn voicemails(&self) -> Vec<Voicemail> {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        voicemails::since(&mut read, &app.secrets, self.service.organisation, DateTime::UNIX_EPOCH).await.unwrap()
    }

    /// The messages nobody has answered yet.
    pub async fn messages_left(&self) -> Vec<Voicemail> {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        voicemails::unhandled(&mut read, &app.secrets, self.service.organisation).await.unwrap()
    }

    /// Who rings often, under their pseudonyms.
    pub async fn frequent_callers(&self) -> Vec<KnownCaller> {
        list_callers(&self.service.app, self.service.organisation).await.unwrap()
    }

    /// A set time and a listener are agreed on with somebody, by a coordinator.
    pub async fn agrees_on(&self, caller: &str, listener: &str, hours: &str) -> Result<CallerPlan, PlanRefused> {
        let hours = WeeklyHours::parse(hours).unwrap();
        let by = Member::Staff(self.staff_named("nadia").await.id);
        let agreed = AgreedPlan { caller, listener, hours };
        plan_caller(&self.service.app, self.service.organisation, &agreed, by).await.unwrap()
    }

    /// What was agreed on with somebody ends.
    pub async fn agrees_no_more(&self, caller: &str) -> bool {
        let by = Member::Staff(self.staff_named("nadia").await.id);
        end_caller_plan(&self.service.app, self.service.organisation, caller, by).await.unwrap()
    }

    /// Callers of the line were answered a moment ago, after so many seconds.
    pub async fn answered_after(&self, waits_s: &[u32]) {
        let (app, now) = (&self.service.app, self.now());
        let line = {
            let mut read = app.db.read().await.unwrap();
            lines::by_number(&mut read, LINE).await.unwrap().unwrap()
        };
        transact!(app.db, |tx| {
            for waited_s in waits_s {
                waits::insert(tx, line.id, CallId(app.chance.new_id(now)), now, *waited_s).await?;
            }
            Ok::<(), StoreError>(())
        })
        .await
        .unwrap();
    }

    /// The tables in which a number stands where whoever has the file could read it: as digits,
    /// grouped or not, or in words.
    pub async fn tables_that_tell(&self, number: &str) -> Vec<String> {
        telling(&together(test_support::contents(&self.service.app.db).await), number)
    }

    /// First and last names of everybody accompanied, and of their volunteers.
    async fn names_of_people(&self) -> BTreeSet<String> {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        let owner = self.service.organisation;
        let people = people::of_organisation(&mut read, &app.secrets, owner, "").await.unwrap();
        let volunteers = volunteers::of_organisation(&mut read, &app.secrets, owner).await.unwrap();
        let of_people = people.into_iter().flat_map(|person| [person.first_name, person.last_name]);
        let of_volunteers = volunteers.into_iter().flat_map(|volunteer| [volunteer.first_name, volunteer.last_name]);
        of_people.chain(of_volunteers).filter(|name| !name.is_empty()).collect()
    }

    /// Every number that was ever rung, that rang or that got a text, but the association's own, is
    /// readable nowhere in the database; nor is anybody's name outside their own record.
    pub(crate) async fn nothing_personal_stands_in_clear(&self) {
        let simulator = &self.service.simulator;
        let calls = simulator.calls();
        let mut numbers: BTreeSet<&str> = calls.iter().flat_map(|call| [&*call.from, &*call.to]).collect();
        let ours = self.numbers_of_the_association().await;
        numbers.retain(|number| number.starts_with('+') && ours.iter().all(|own| own != number));
        let mut contents = test_support::contents(&self.service.app.db).await;
        let rows = together(contents.clone());
        for number in numbers {
            let tables = telling(&rows, number);
            assert!(tables.is_empty(), "a telephone number stands in clear in {tables:?}");
        }
        contents.retain(|table, _| !["people", "volunteers"].contains(&table.as_str()));
        for name in self.names_of_people().await {
            let told: Vec<_> =
                contents.iter().filter(|(_, rows)| rows.iter().any(|row| stands_in(&name, row))).collect();
            assert!(told.is_empty(), "{name} stands in clear in {told:?}");
        }
    }
}

/// Every row of the database with its table, beside the same without spaces: digits may be grouped.
type Rows = Vec<(String, String, String)>;

fn together(contents: BTreeMap<String, Vec<String>>) -> Rows {
    let rows = contents.into_iter().flat_map(|(table, rows)| rows.into_iter().map(move |row| (table.clone(), row)));
    rows.map(|(table, row)| (table, row.replace(' ', ""), row)).collect()
}

fn telling(rows: &Rows, number: &str) -> Vec<String> {
    let national: String = number.chars().skip(3).collect();
    let words = spoken::number_in_pairs("fr", number);
    let tells = |(_, digits, row): &&(String, String, String)| row.contains(&words) || digits.contains(&national);
    let tables: BTreeSet<String> = rows.iter().filter(tells).map(|(table, ..)| table.clone()).collect();
    tables.into_iter().collect()
}

/// Whether `name` stands in `row` as a word: "Martin" is not in "America/Martinique".
fn stands_in(name: &str, row: &str) -> bool {
    row.match_indices(name).any(|(at, _)| {
        let before = row[..at].chars().next_back();
        let after = row[at + name.len()..].chars().next();
        !before.into_iter().chain(after).any(char::is_alphanumeric)
    })
}

/// When a sentence was heard on a leg.
pub fn heard_at(call: &CallRecord, words: &str) -> DateTime<Utc> {
    let line = call.transcript.iter().find(|line| matches!(&line.heard, Heard::Said(text) if text.contains(words)));
    line.unwrap_or_else(|| panic!("\"{words}\" was never heard: {}", call.all_heard())).at
}
