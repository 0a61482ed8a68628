//! What people of the association do besides telephoning: texts, and the API of a coordinator.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::{Europe::Paris, Tz};
use passerelle_domain::{
    case::Case,
    code::Code,
    follow_up::FollowUp,
    ids::FollowUpId,
    message::{Message, MessageState},
    people::Staff,
};
use passerelle_store::{StoreError, api_tokens, follow_ups, messages, staff, transact};
use serde_json::Value;

use crate::{SMS, World};

impl World {
    /// Lets time go by until an hour in Paris, of the first day or of `days` days later.
    pub async fn paris(&self, days: i64, hour: u32, minute: u32) {
        self.run_until(self.in_paris(days, hour, minute)).await;
    }

    /// An hour in Paris, of the first day or of `days` days later.
    pub fn in_paris(&self, days: i64, hour: u32, minute: u32) -> DateTime<Utc> {
        let day: NaiveDate = World::morning().date_naive() + chrono::TimeDelta::days(days);
        let local = day.and_hms_opt(hour, minute, 0).unwrap();
        local.and_local_timezone(Paris).unwrap().to_utc()
    }

    /// Somebody writes a text to the association now; it is acted on when this returns.
    pub async fn writes(&self, number: &str, body: &str) {
        self.service.simulator.text(number, SMS, body).await;
        self.run_until(self.now() + chrono::TimeDelta::seconds(10)).await;
    }

    /// Several people write at the same instant.
    pub async fn write_at_once(&self, texts: &[(&str, &str)]) {
        let at = self.now() + chrono::TimeDelta::seconds(1);
        for (number, body) in texts {
            self.service.simulator.text_at(at, number, SMS, body);
        }
        self.run_until(at + chrono::TimeDelta::seconds(10)).await;
    }

    /// When a telephone began to ring, each time: day and hour in Paris.
    pub fn rung_in_paris(&self, number: &str) -> Vec<String> {
        self.rung_in(number, Paris)
    }

    /// When a telephone began to ring, each time: day and hour in `zone`.
    pub fn rung_in(&self, number: &str, zone: Tz) -> Vec<String> {
        let rang = self.rung(number).into_iter().filter_map(|call| call.rang_at);
        rang.map(|at| at.with_timezone(&zone).format("%d %H:%M").to_string()).collect()
    }

    /// When a telephone received a text that holds these words: day and hour in Paris.
    pub fn told_in_paris(&self, number: &str, words: &str) -> Vec<String> {
        let texts = self.service.simulator.texts_to(number);
        let told = texts.iter().filter(|text| text.body.contains(words));
        told.map(|text| text.at.with_timezone(&Paris).format("%d %H:%M").to_string()).collect()
    }

    /// The last text a telephone received; empty when none.
    pub fn last_text(&self, number: &str) -> String {
        self.texts(number).pop().unwrap_or_default()
    }

    /// The one case of the story.
    pub async fn the_case(&self) -> Case {
        let cases = self.cases().await;
        assert_eq!(cases.len(), 1, "{cases:?}\n{}", self.story().await);
        cases.into_iter().next().unwrap()
    }

    /// What callers still need, oldest first.
    pub async fn follow_ups(&self) -> Vec<FollowUp> {
        let mut read = self.service.app.db.read().await.unwrap();
        follow_ups::live(&mut read, self.service.organisation).await.unwrap()
    }

    pub async fn follow_up(&self, id: FollowUpId) -> FollowUp {
        let mut read = self.service.app.db.read().await.unwrap();
        follow_ups::by_id(&mut read, id).await.unwrap().unwrap()
    }

    /// The coordinator on duty closes a case over the API, with these words about it: the status.
    pub async fn closes_with(&self, code: &Code, outcome: &str, account: &str) -> u16 {
        let token = self.token_of("nadia").await;
        let body = serde_json::json!({ "outcome": outcome, "account": account });
        self.post(&format!("/api/v1/cases/{code}/closure"), &token, body).await.0
    }

    pub async fn staff_named(&self, key: &str) -> Staff {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        staff::by_key(&mut read, &app.secrets, self.service.organisation, key).await.unwrap().unwrap()
    }

    /// A token that stands for a staff member on the API.
    pub async fn token_of(&self, key: &str) -> String {
        let (app, staff) = (&self.service.app, self.staff_named(key).await);
        let token = format!("token of {key}").replace(' ', "-");
        let now = self.now();
        transact!(app.db, |tx| {
            api_tokens::insert(tx, &app.secrets, &token, staff.id, now).await?;
            Ok::<(), StoreError>(())
        })
        .await
        .unwrap();
        token
    }

    /// Reads from the API: the status, and the answer as JSON.
    pub async fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let request = reqwest::Client::new().get(format!("{}{path}", self.service.web_url));
        let answer = request.bearer_auth(token).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// Deletes over the API: the status.
    pub async fn delete(&self, path: &str, token: &str) -> u16 {
        let request = reqwest::Client::new().delete(format!("{}{path}", self.service.web_url));
        request.bearer_auth(token).send().await.unwrap().status().as_u16()
    }

    /// Posts to the API: the status, and the answer as JSON.
    pub async fn post(&self, path: &str, token: &str, body: Value) -> (u16, Value) {
        let request = reqwest::Client::new().post(format!("{}{path}", self.service.web_url));
        let answer = request.bearer_auth(token).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }
}

impl World {
    /// The subjects of the emails that left for an address, oldest first.
    pub async fn subjects_to(&self, address: &str) -> Vec<String> {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        let since = DateTime::UNIX_EPOCH;
        let all = messages::since(&mut read, &app.secrets, self.service.organisation, since).await.unwrap();
        let left = all.into_iter().filter(|message| message.content.to == address && has_left(message));
        left.map(|message| message.content.subject).collect()
    }
}

/// Its fate is known, and no other message spoke for it.
pub(crate) fn has_left(message: &Message) -> bool {
    !message.state.is_live() && message.state != MessageState::Superseded
}
