//! What a coordinator does about an alert.

use chrono::DateTime;
use passerelle_domain::case::CaseState;
use passerelle_store::{StoreError, api_tokens, messages, organisations, staff, transact};
use serde_json::{Value, json};

use crate::{World, desk::has_left};

impl World {
    /// Writes over the API: the status, and the answer as JSON.
    pub async fn put(&self, path: &str, token: &str, body: Value) -> (u16, Value) {
        let request = self.http.put(format!("{}{path}", self.service.web_url));
        let answer = request.bearer_auth(token).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// The words of the emails that left for an address, oldest first.
    pub async fn emails_to(&self, address: &str) -> Vec<String> {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        let since = DateTime::UNIX_EPOCH;
        let all = messages::since(&mut read, &app.secrets, self.service.organisation, since).await.unwrap();
        let left = all.into_iter().filter(|message| message.content.to == address && has_left(message));
        left.map(|message| message.content.text).collect()
    }

    /// Somebody closes a case over the API: all was well.
    pub async fn closes_by(&self, key: &str, code: &str) {
        let token = self.token_of(key).await;
        let body = json!({ "outcome": "false_alarm" });
        assert_eq!(self.post(&format!("/api/v1/cases/{code}/closure"), &token, body).await.0, 200);
    }

    /// How many cases nobody has closed.
    pub async fn cases_open(&self) -> usize {
        self.cases().await.iter().filter(|case| case.state != CaseState::Closed).count()
    }

    /// A token of somebody of another association.
    pub async fn token_in(&self, association: &str, key: &str) -> String {
        let (app, now) = (&self.service.app, self.now());
        let mut read = app.db.read().await.unwrap();
        let owner = organisations::by_name(&mut read, association).await.unwrap().unwrap();
        let staff = staff::by_key(&mut read, &app.secrets, owner, key).await.unwrap().unwrap();
        drop(read);
        let token = format!("token-elsewhere-of-{key}");
        transact!(app.db, |tx| {
            api_tokens::insert(tx, &app.secrets, &token, staff.id, now).await?;
            Ok::<(), StoreError>(())
        })
        .await
        .unwrap();
        token
    }
}
