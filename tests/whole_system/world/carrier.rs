//! Requests written by hand, as the carrier sends them, or as somebody sends them who is not the carrier.

use passerelle_rehearsal::AUTH_TOKEN;
use passerelle_telephony::signature::{sign, sign_body};
use reqwest::RequestBuilder;

use crate::World;

/// What the service answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: String,
}

impl Answer {
    /// A document the carrier can follow.
    pub fn is_twiml(&self) -> bool {
        self.status == 200 && self.content_type.starts_with("text/xml") && self.body.contains("<Response")
    }

    /// A document that says something.
    pub fn speaks(&self) -> bool {
        self.is_twiml() && self.body.contains("<Say")
    }

    /// A document that says that something went wrong, in words for the caller.
    pub fn apologises(&self) -> bool {
        self.speaks() && self.body.contains("souci technique")
    }
}

impl World {
    /// The carrier posts a form, signed.
    pub async fn carrier_posts(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let url = format!("{}{path}", self.service.web_url);
        let signature = sign(AUTH_TOKEN, &url, form);
        self.answer(self.http.post(url).header("X-Twilio-Signature", signature).form(form)).await
    }

    /// The carrier gets, its parameters in the query, signed.
    pub async fn carrier_gets(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let url = reqwest::Url::parse_with_params(&format!("{}{path}", self.service.web_url), form).unwrap();
        let signature = sign::<&str, &str>(AUTH_TOKEN, url.as_str(), &[]);
        self.answer(self.http.get(url).header("X-Twilio-Signature", signature)).await
    }

    /// The carrier posts JSON, bound to the signature by its hash.
    pub async fn carrier_posts_json(&self, path: &str, body: &str) -> Answer {
        let (url, signature) = sign_body(AUTH_TOKEN, &format!("{}{path}", self.service.web_url), body.as_bytes());
        let request = self.http.post(url).header("X-Twilio-Signature", signature);
        self.answer(request.header("Content-Type", "application/json").body(body.to_owned())).await
    }

    /// Somebody posts a form with any signature, or none.
    pub async fn stranger_posts(&self, path: &str, form: &[(&str, &str)], signature: Option<&str>) -> Answer {
        let request = self.http.post(format!("{}{path}", self.service.web_url)).form(form);
        let request = match signature {
            Some(signature) => request.header("X-Twilio-Signature", signature),
            None => request,
        };
        self.answer(request).await
    }

    /// Sends any request and lets everything it set off come to rest; the clock does not move.
    pub async fn answer(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let body = response.text().await.unwrap();
        self.service.driver.idle().await;
        Answer { status, content_type, body }
    }
}
