//! Fetching recordings, and deleting them at the carrier as soon as we hold or no longer need them.

use super::CarrierClient;
use super::error::CarrierError;
use super::transport::lost;
use reqwest::{Method, Response};
use url::Url;

/// Half an hour of telephone sound as WAV; a message is a few minutes.
const MAX_RECORDING_BYTES: usize = 32 * 1024 * 1024;
/// Carriers answer with the address of a store once.
const MAX_REDIRECTS: u32 = 3;

impl CarrierClient {
    /// Deletes a recording at the carrier. One that does not exist any more is a success, so repeating is harmless.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub async fn delete_recording(&self, sid: &str) -> Result<(), CarrierError> {
        let url = self.resource_url(&["Recordings", sid]);
        let _busy = self.0.clock.busy();
        match self.send(Method::DELETE, url, |request| request).await {
            Ok(_) => Ok(()),
            Err(problem) if problem.is_not_found() => Ok(()),
            Err(problem) => Err(problem),
        }
    }

    /// The sound of a recording, from the URL the carrier gave. It may not be ready yet: not found means try later.
    ///
    /// Our secret is only shown to the carrier's own host.
    ///
    /// # Errors
    /// [`CarrierError`]; `Refused` with status 413 when it is too long to be a message.
    pub async fn fetch_recording(&self, url: &str) -> Result<Vec<u8>, CarrierError> {
        let mut url = Url::parse(url).map_err(|_| refused(400, "not a URL"))?;
        let _busy = self.0.clock.busy();
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.fetch_once(url.clone()).await?;
            let status = answer.status().as_u16();
            if answer.status().is_success() {
                return sound(answer).await;
            }
            if !answer.status().is_redirection() {
                return Err(match status {
                    429 => CarrierError::Throttled { retry_after: None },
                    500.. => CarrierError::Ambiguous("the carrier failed"),
                    _ => refused(status, "no recording"),
                });
            }
            let next = answer.headers().get("location").and_then(|next| next.to_str().ok());
            url = next.and_then(|next| url.join(next).ok()).ok_or_else(|| refused(status, "lost redirect"))?;
        }
        Err(refused(310, "too many redirects"))
    }

    async fn fetch_once(&self, url: Url) -> Result<Response, CarrierError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused(400, "not a web address"));
        }
        let is_carrier = url.origin() == self.0.api_url.origin();
        let request = self.0.http.get(url);
        let request = if is_carrier { self.authenticated(request) } else { request };
        request.send().await.map_err(|problem| lost(&problem))
    }
}

async fn sound(mut answer: Response) -> Result<Vec<u8>, CarrierError> {
    let mut sound = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|problem| lost(&problem))? {
        if sound.len() + chunk.len() > MAX_RECORDING_BYTES {
            return Err(refused(413, "the recording is too long"));
        }
        sound.extend_from_slice(&chunk);
    }
    Ok(sound)
}

fn refused(status: u16, reason: &str) -> CarrierError {
    CarrierError::Refused { status, code: None, message: reason.to_owned() }
}
