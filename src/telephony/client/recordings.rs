//! Fetching recordings, and deleting them at the carrier as soon as we hold or no longer need them.

use super::CarrierClient;
use super::answer;
use super::calls::{PAGE_SIZE, instant};
use super::error::CarrierError;
use super::snapshot::RecordingSnapshot;
use super::transport::{Params, lost};
use chrono::{DateTime, Utc};
use reqwest::{Method, Response};
use url::Url;

/// Half an hour of telephone sound as WAV; a message is a few minutes.
const MAX_RECORDING_BYTES: usize = 32 * 1024 * 1024;
/// Carriers answer with the address of a store once.
const MAX_REDIRECTS: u32 = 3;

impl CarrierClient {
    /// Deletes a recording at the carrier and asks whether it is gone. True when the carrier says that it does not exist
    /// any more; false when it took the request and shows the recording still: ask again later. Repeating is harmless.
    ///
    /// # Errors
    /// [`CarrierError`].
    ///
    /// # Source
    /// Telephony notes, section 4.2; the carrier's resources are eventually consistent (section 4.3).
    pub async fn delete_recording(&self, sid: &str) -> Result<bool, CarrierError> {
        let url = self.resource_url(&["Recordings", sid]);
        let _busy = self.0.clock.busy();
        match self.send(Method::DELETE, url, |request| request).await {
            Ok(_) => {}
            // Whether it was done is looked up: the answer is lost, or the carrier does not know the recording, or does
            // not know the request.
            Err(CarrierError::Ambiguous(_)) => {}
            Err(problem) if problem.is_not_found() => {}
            Err(problem) => return Err(problem),
        }
        match self.fetch_recording_facts(sid).await {
            Ok(_) => Ok(false),
            Err(problem) if problem.is_not_found() => Ok(true),
            Err(problem) => Err(problem),
        }
    }

    /// One recording as the carrier sees it now.
    ///
    /// # Errors
    /// [`CarrierError`]; [`CarrierError::is_not_found`] when the carrier does not know it (any more, or yet).
    pub async fn fetch_recording_facts(&self, sid: &str) -> Result<RecordingSnapshot, CarrierError> {
        let recording: answer::Recording = self.get(self.resource_url(&["Recordings", sid]), &Params::new()).await?;
        Ok(recording.into())
    }

    /// Lists the recordings of the account made at `since` or later, newest first; `page_limit` pages at most.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub async fn find_recordings(
        &self,
        since: DateTime<Utc>,
        page_limit: u32,
    ) -> Result<Vec<RecordingSnapshot>, CarrierError> {
        let query: Params = vec![("DateCreated>", instant(since)), ("PageSize", PAGE_SIZE.to_string())];
        let mut found = Vec::new();
        let mut page: answer::RecordingPage = self.get(self.resource_url(&["Recordings"]), &query).await?;
        for pages in 1.. {
            found.extend(page.recordings.drain(..).map(RecordingSnapshot::from));
            match page.next_page_uri.take() {
                Some(next) if pages < page_limit => {
                    page = self.get(self.next_page_url(&next)?, &Params::new()).await?;
                }
                Some(_) | None => break,
            }
        }
        Ok(found)
    }

    /// The sound of a recording: from the URL the carrier announced, or, when that one is not good any more or was never
    /// heard of, from where the carrier says that it is now.
    ///
    /// # Errors
    /// [`CarrierError`]. Any of them may pass: the sound is made a moment after it is announced.
    pub async fn fetch_sound(&self, sid: &str, announced_url: Option<&str>) -> Result<Vec<u8>, CarrierError> {
        let refusal = match announced_url {
            Some(url) => match self.fetch_recording(url).await {
                Err(problem @ CarrierError::Refused { .. }) => Some(problem),
                answer => return answer,
            },
            None => None,
        };
        let facts = self.fetch_recording_facts(sid).await?;
        match facts.media_url {
            // Asked there a moment ago.
            Some(url) if Some(url.as_str()) == announced_url => Err(refusal.unwrap_or(refused(404, "no recording"))),
            Some(url) => self.fetch_recording(&url).await,
            None if announced_url.is_none() => self.fetch_recording(self.sound_url(sid).as_str()).await,
            None => Err(refusal.unwrap_or(refused(404, "no recording"))),
        }
    }

    /// Where carriers serve a sound when they do not say it: the recording's own address, without its suffix.
    fn sound_url(&self, sid: &str) -> Url {
        let mut url = self.resource_url(&["Recordings", sid]);
        let path = url.path().trim_end_matches(".json").to_owned();
        url.set_path(&path);
        url
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
