//! Moves a message on: late, it becomes a case; its sound is fetched from the carrier, kept sealed, and deleted there.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    ids::VoicemailId,
    matter::MatterKind,
    voicemail::{Effect, Event, SoundState, Voicemail, step},
};
use passerelle_store::{Tx, sounds, sounds::SealedSound, transact, voicemails};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    open_case::{Subject, open_case},
    schedule::{is_due, set_timer},
};

/// What to ask of the carrier once the decision is on disk.
#[derive(Clone)]
pub(crate) enum Request {
    Nothing,
    Fetch { sid: String, url: Option<String> },
    Delete { sid: String },
}

/// Advances a message whose timer is due.
pub(crate) async fn advance_voicemail(app: &App, id: VoicemailId) -> Outcome<()> {
    let now = app.clock.now();
    let request = transact!(app.db, |tx| {
        if is_due(tx, MatterKind::Voicemail, id.0, now).await? {
            apply_to_voicemail(app, tx, id, Event::TimerFired, None, now).await
        } else {
            Ok::<Request, AppError>(Request::Nothing)
        }
    })
    .await?;
    match request {
        Request::Nothing => Ok(()),
        Request::Fetch { sid, url } => {
            let answer = app.carrier.fetch_sound(&sid, url.as_deref()).await;
            let sound = match &answer {
                // An empty answer is no sound: it is not ready yet.
                Ok(sound) if !sound.is_empty() => Some(SealedSound::seal(&app.secrets, sound)?),
                Ok(_) => None,
                Err(error) => {
                    tracing::warn!(voicemail_id = %id, %error, "the carrier did not give a sound; it is asked again");
                    None
                }
            };
            let event = if sound.is_some() { Event::Fetched } else { Event::NotFetched };
            told(app, id, event, sound.as_ref()).await
        }
        Request::Delete { sid } => {
            let is_gone = app.carrier.delete_recording(&sid).await.unwrap_or_else(|error| {
                tracing::warn!(voicemail_id = %id, %error, "the carrier did not delete a sound; it is asked again");
                false
            });
            told(app, id, if is_gone { Event::Deleted } else { Event::NotDeleted }, None).await
        }
    }
}

/// The carrier has answered.
async fn told(app: &App, id: VoicemailId, event: Event, sound: Option<&SealedSound>) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        apply_to_voicemail(app, tx, id, event, sound, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// Applies an event to a message and carries out what follows. `sound` is what the carrier gave. Answers with what is
/// to be asked of the carrier after the commit.
pub(crate) async fn apply_to_voicemail(
    app: &App,
    tx: &mut Tx,
    id: VoicemailId,
    event: Event,
    sound: Option<&SealedSound>,
    now: DateTime<Utc>,
) -> Outcome<Request> {
    let Some(before) = voicemails::by_id(tx, &app.secrets, id).await? else {
        set_timer(tx, MatterKind::Voicemail, id.0, None, now).await?;
        return Ok(Request::Nothing);
    };
    let was = before.sound;
    let decision = step(before, event, now);
    let mut voicemail = decision.voicemail;
    let mut request = Request::Nothing;
    for effect in decision.effects {
        match effect {
            Effect::Fetch => {
                request = Request::Fetch { sid: voicemail.recording_sid.clone(), url: voicemail.recording_url.clone() };
            }
            Effect::Delete => request = Request::Delete { sid: voicemail.recording_sid.clone() },
            Effect::Keep => {
                let sound = sound.ok_or(AppError::dangling("voicemail"))?;
                sounds::keep(tx, voicemail.organisation_id, voicemail.id, sound, now).await?;
            }
            Effect::Erase => sounds::erase(tx, voicemail.id).await?,
            Effect::OpenCase { kind, level } => {
                let case = open_case(app, tx, kind, level, subject(&voicemail), now).await?;
                voicemail.case_id.get_or_insert(case);
                tell_operator(&voicemail, kind, level);
            }
        }
    }
    voicemails::save(tx, &app.secrets, &voicemail).await?;
    set_timer(tx, MatterKind::Voicemail, id.0, decision.timer, now).await?;
    if voicemail.sound != was {
        keep_trace(app, tx, &voicemail, now).await?;
    }
    Ok(request)
}

fn subject(voicemail: &Voicemail) -> Subject {
    Subject {
        organisation_id: voicemail.organisation_id,
        line_id: voicemail.line_id,
        person_id: None,
        scheduled_call_id: None,
        callback_id: None,
        voicemail_id: Some(voicemail.id),
        call_id: None,
        attempts: voicemail.asked,
        silent_since: voicemail.left_at,
    }
}

/// What is stuck at the carrier is the operator's matter too.
fn tell_operator(voicemail: &Voicemail, kind: CaseKind, level: CaseLevel) {
    if kind == CaseKind::StuckVoicemail {
        let (asked, sound, level) = (voicemail.asked, voicemail.sound.as_str(), level.number());
        tracing::error!(voicemail_id = %voicemail.id, asked, sound, level, "a sound is stuck at the carrier");
    }
}

/// Where the sound went is part of the audit.
async fn keep_trace(app: &App, tx: &mut Tx, voicemail: &Voicemail, now: DateTime<Utc>) -> Outcome<()> {
    let verb = match voicemail.sound {
        SoundState::Awaited => return Ok(()),
        SoundState::Unfetched => "sound_not_given",
        SoundState::Fetched => "sound_fetched",
        SoundState::Kept => "sound_gone_at_carrier",
        SoundState::Leaving => "sound_erased",
        SoundState::Gone => "sound_gone",
    };
    let trace = Trace {
        organisation_id: voicemail.organisation_id,
        actor: "system",
        verb,
        noun: "voicemail",
        noun_id: voicemail.id.0,
        detail: json!({ "code": voicemail.code }),
    };
    leave_trace(app, tx, trace, now).await?;
    metrics::counter!("passerelle_voicemail_sounds_total", "state" => voicemail.sound.as_str()).increment(1);
    Ok(())
}
