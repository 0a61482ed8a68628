//! Fetching call documents, falling back when that fails, and following them.

use url::Url;

use super::{Go, Interrupt, Leg};
use crate::{
    CallStatus, Heard, LineSettings, twiml,
    webhooks::{Method, Params, Target, param},
};

/// A call that asks for more documents than this is in a loop.
const MAX_DOCUMENTS: usize = 10_000;
/// How long the carrier's own apology lasts.
const APPLICATION_ERROR_S: f64 = 4.0;

/// What a leg must follow.
#[derive(Clone)]
pub(crate) struct Instructions {
    pub(crate) source: Source,
    /// Sent beside the standard parameters.
    pub(crate) extra: Params,
}

/// Where a document comes from.
#[derive(Clone)]
pub(crate) enum Source {
    Fetched(Target),
    Given(String),
}

impl Instructions {
    pub(crate) fn fetched(url: Url, method: Method) -> Instructions {
        Instructions { source: Source::Fetched(Target { url, method }), extra: Params::new() }
    }

    pub(crate) fn given(document: &str) -> Instructions {
        Instructions { source: Source::Given(document.to_owned()), extra: Params::new() }
    }
}

/// How following documents ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finished {
    /// There was nothing more to do.
    OutOfVerbs,
    /// A document hung up.
    HungUp,
}

/// What a verb leads to.
pub(super) enum Flow {
    Next,
    Goto(Instructions),
    HangUp,
}

impl Leg {
    /// Follows documents until one hangs up or runs out of verbs.
    pub(super) async fn follow(&mut self, first: Instructions) -> Go<Finished> {
        let mut instructions = first;
        for _ in 0..MAX_DOCUMENTS {
            let (verbs, base) = self.document(&instructions).await?;
            match self.run(&verbs, base.as_ref()).await? {
                Flow::Next => return Ok(Finished::OutOfVerbs),
                Flow::HangUp => return Ok(Finished::HungUp),
                Flow::Goto(next) => instructions = next,
            }
        }
        self.world.warn(&self.sid, 11200, "the call asked for too many documents");
        Err(self.application_error().await)
    }

    /// The document to follow, or the fallback's. When both fail the caller hears the carrier's apology.
    async fn document(&mut self, instructions: &Instructions) -> Go<(Vec<twiml::Element>, Option<Url>)> {
        let target = match &instructions.source {
            Source::Given(document) => {
                return match twiml::parse(document) {
                    Ok(verbs) => Ok((verbs, None)),
                    Err(refusal) => {
                        self.world.warn(&self.sid, refusal.code(), "the document given by REST is invalid");
                        Err(self.application_error().await)
                    }
                };
            }
            Source::Fetched(target) => target.clone(),
        };
        let mut params = self.standard_params();
        params.extend(instructions.extra.iter().cloned());
        let failure = match self.fetch(&target, &params).await {
            Ok(verbs) => return Ok((verbs, Some(target.url))),
            Err(failure) => failure,
        };
        let Some(fallback) = self.fallback.clone() else {
            return Err(self.application_error().await);
        };
        param(&mut params, "ErrorCode", failure.code.to_string());
        param(&mut params, "ErrorUrl", target.url.as_str());
        match self.fetch(&fallback, &params).await {
            Ok(verbs) => Ok((verbs, Some(fallback.url))),
            Err(_) => Err(self.application_error().await),
        }
    }

    async fn fetch(
        &self,
        target: &Target,
        params: &Params,
    ) -> Result<Vec<twiml::Element>, crate::webhooks::WebhookFailure> {
        let token = self.world.idempotency_token(&format!("{}|document", self.sid));
        let answer = self.world.fetch_document(target, params, &token).await;
        if let Err(failure) = &answer {
            self.world.warn(&self.sid, failure.code, format!("no usable document from {}", target.url.path()));
        }
        answer
    }

    /// "An application error has occurred", then the end.
    async fn application_error(&mut self) -> Interrupt {
        self.world.write_down(&self.sid, Heard::ApplicationError);
        match self.rest(APPLICATION_ERROR_S).await {
            Err(interrupt) => interrupt,
            Ok(()) => Interrupt::Over(CallStatus::Failed),
        }
    }

    /// What an inbound call follows first.
    pub(super) fn line_instructions(&mut self, line: &LineSettings) -> Go<Instructions> {
        self.fallback = line.voice_fallback_url.as_deref().and_then(read_url).map(post_to);
        match read_url(&line.voice_url) {
            Some(url) => {
                let told = self.world.settled.is_told_to_post.then_some("POST");
                Ok(Instructions::fetched(url, Method::read(self.world.habits, told)))
            }
            None => {
                self.world.warn(&self.sid, 11100, "the line has no usable voice URL");
                Err(Interrupt::Over(CallStatus::Failed))
            }
        }
    }

    /// An action or document URL, relative ones against the document they are written in.
    pub(super) fn resolve(&self, base: Option<&Url>, href: &str) -> Option<Url> {
        let resolved = match base {
            Some(base) => base.join(href).ok(),
            None => read_url(href),
        };
        if resolved.is_none() {
            self.world.warn(&self.sid, if base.is_some() { 11100 } else { 15004 }, "a URL in the document is unusable");
        }
        resolved
    }
}

/// An absolute URL the carrier can ask.
pub(crate) fn read_url(text: &str) -> Option<Url> {
    Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// A POST to a URL.
pub(crate) fn post_to(url: Url) -> Target {
    Target { url, method: Method::Post }
}
