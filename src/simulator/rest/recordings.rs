//! Recordings by REST: what is known of one, its sound, its deletion.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Fields, PAGE_SIZE, Refused, calls::instant, page};
use crate::{Fault, records::RecordingRecord, webhooks::rfc2822, world::World};

/// Telephone sound: 8,000 samples a second.
const SAMPLES_A_SECOND: u32 = 8_000;
/// The sound served is a short silence, whatever the recording's length: nobody listens to it.
const SOUND_SAMPLES: u32 = SAMPLES_A_SECOND / 10;

/// `GET Recordings/{sid}` (the sound), `.wav` (the sound) or `.json` (what is known of it).
pub(super) async fn fetch(
    State(world): State<Arc<World>>,
    Path((_, name)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let recording = find(&world, &name).ok_or_else(Refused::not_found)?;
    if name.ends_with(".json") {
        return Ok(Json(show(&world, &recording)).into_response());
    }
    if world.habits.sound_address_lasts_s.is_some() {
        return Err(Refused::not_found());
    }
    give(&world, &recording)
}

/// `GET /sounds/{sid}?until=…`: the sound, by an address that is good for a while only.
pub(super) async fn sound(
    State(world): State<Arc<World>>,
    Path(sid): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let recording = find(&world, &sid).ok_or_else(Refused::not_found)?;
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let until = fields.get("until").and_then(|until| until.parse::<i64>().ok());
    if until.is_none_or(|until| world.now().timestamp() > until) {
        return Err(Refused::new(403, 20003, "This address is good no longer"));
    }
    give(&world, &recording)
}

fn give(world: &World, recording: &RecordingRecord) -> Result<Response, Refused> {
    if world.state().faults.contains(&Fault::SoundsRefused) {
        return Err(Refused::new(503, 20503, "Service unavailable"));
    }
    // Announced, and not made yet.
    if world.now() < recording.ready_at {
        return Err(Refused::not_found());
    }
    Ok(([(header::CONTENT_TYPE, "audio/x-wav")], silent_wav()).into_response())
}

fn show(world: &World, recording: &RecordingRecord) -> Value {
    let uri = format!("{}/Accounts/{}/Recordings/{}.json", world.habits.path, world.account_sid, recording.sid);
    json!({
        "sid": recording.sid,
        "account_sid": world.account_sid,
        "call_sid": recording.call_sid,
        "duration": (recording.seconds.round() as u64).to_string(),
        "status": if world.now() < recording.ready_at { "processing" } else { "completed" },
        "source": "RecordVerb",
        "channels": 1,
        "date_created": rfc2822(recording.created_at),
        "start_time": rfc2822(recording.created_at),
        "media_url": world.sound_address(&recording.sid),
        "uri": uri,
    })
}

/// `GET Recordings.json`, newest first, filtered by `CallSid`, `DateCreated>` and `DateCreated<`.
pub(super) async fn list(State(world): State<Arc<World>>, RawQuery(query): RawQuery) -> Json<Value> {
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let (after, before) = (instant(&fields, "DateCreated>"), instant(&fields, "DateCreated<"));
    let mut recordings: Vec<_> = world.state().recordings.values().cloned().collect();
    recordings.retain(|recording| {
        !recording.is_deleted
            && fields.get("CallSid").is_none_or(|sid| recording.call_sid == sid)
            && after.is_none_or(|after| recording.created_at >= after)
            && before.is_none_or(|before| recording.created_at <= before)
    });
    recordings.sort_by(|a, b| (b.created_at, &b.sid).cmp(&(a.created_at, &a.sid)));
    page("recordings", recordings.iter().take(PAGE_SIZE).map(|recording| show(&world, recording)).collect())
}

/// `DELETE Recordings/{sid}.json`: 204; a second deletion finds nothing.
pub(super) async fn delete(
    State(world): State<Arc<World>>,
    Path((_, name)): Path<(String, String)>,
) -> Result<StatusCode, Refused> {
    let recording = find(&world, &name).filter(|_| name.ends_with(".json")).ok_or_else(Refused::not_found)?;
    if world.state().faults.contains(&Fault::DeletionsRefused) {
        return Err(Refused::new(503, 20503, "Service unavailable"));
    }
    if let Some(kept) = world.state().recordings.get_mut(&recording.sid) {
        kept.is_deleted = true;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn find(world: &World, name: &str) -> Option<RecordingRecord> {
    let sid = name.split('.').next().unwrap_or(name);
    world.state().recordings.get(sid).filter(|recording| !recording.is_deleted).cloned()
}

impl World {
    /// Where the sound of a recording is, from now on.
    pub(crate) fn sound_address(&self, sid: &str) -> String {
        match self.habits.sound_address_lasts_s {
            Some(lasts_s) => format!("{}/sounds/{sid}?until={}", self.api_url, self.now().timestamp() + lasts_s),
            None => format!("{}{}/Accounts/{}/Recordings/{sid}", self.api_url, self.habits.path, self.account_sid),
        }
    }
}

/// A real WAV file: 16 bits, one channel, silence.
fn silent_wav() -> Vec<u8> {
    let data_bytes = SOUND_SAMPLES * 2;
    let mut wav = Vec::with_capacity(44 + data_bytes as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + data_bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16u32.to_le_bytes());
    wav.extend_from_slice(&1u16.to_le_bytes());
    wav.extend_from_slice(&1u16.to_le_bytes());
    wav.extend_from_slice(&SAMPLES_A_SECOND.to_le_bytes());
    wav.extend_from_slice(&(SAMPLES_A_SECOND * 2).to_le_bytes());
    wav.extend_from_slice(&2u16.to_le_bytes());
    wav.extend_from_slice(&16u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&data_bytes.to_le_bytes());
    wav.resize(44 + data_bytes as usize, 0);
    wav
}
