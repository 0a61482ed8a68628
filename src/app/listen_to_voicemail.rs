//! Somebody listens to a message: the sound is opened for them, and the audit says so.

use passerelle_domain::{code::Code, ids::OrganisationId, people::Member, voicemail::SoundState};
use passerelle_store::{sounds, transact, voicemails};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// What became of the wish to listen.
#[derive(Clone, PartialEq, Eq)]
pub enum ListenedVoicemail {
    /// The sound, as the carrier made it: see [`sound_type`].
    Sound(Vec<u8>),
    /// The message is known, and its sound is not here: not yet, or not any more.
    NotHere(SoundState),
    /// No message of this organisation has the code.
    Unknown,
}

impl std::fmt::Debug for ListenedVoicemail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ListenedVoicemail::Sound(sound) => write!(f, "Sound({} bytes)", sound.len()),
            ListenedVoicemail::NotHere(state) => write!(f, "NotHere({state:?})"),
            ListenedVoicemail::Unknown => f.write_str("Unknown"),
        }
    }
}

/// Opens the sound of a message for `by`. Each listening is a line of the audit, kept before the sound is given.
///
/// # Errors
/// Trouble of the database, or another key than the one the sound was sealed with.
pub async fn listen_to_voicemail(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    by: Member,
) -> Outcome<ListenedVoicemail> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(voicemail) = voicemails::by_code(tx, &app.secrets, owner, code).await? else {
            return Ok(ListenedVoicemail::Unknown);
        };
        let Some(sound) = sounds::of_voicemail(tx, &app.secrets, voicemail.id).await? else {
            return Ok(ListenedVoicemail::NotHere(voicemail.sound));
        };
        let actor = format!("member:{}", by.uuid());
        let trace = Trace {
            organisation_id: owner,
            actor: &actor,
            verb: "listened",
            noun: "voicemail",
            noun_id: voicemail.id.0,
            detail: json!({ "code": voicemail.code }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<ListenedVoicemail, AppError>(ListenedVoicemail::Sound(sound))
    })
    .await
}

/// The media type of a sound: carriers give WAV, or MP3.
pub fn sound_type(sound: &[u8]) -> &'static str {
    if sound.starts_with(b"RIFF") {
        "audio/wav"
    } else if sound.starts_with(b"ID3") || matches!(sound, [0xff, second, ..] if second & 0xe0 == 0xe0) {
        "audio/mpeg"
    } else {
        "application/octet-stream"
    }
}
