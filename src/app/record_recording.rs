//! A message is left on a line.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, InboundEnd},
    callback::promise_window,
    ids::{CallId, VoicemailId},
    line::Line,
    matter::MatterKind,
    roster,
    voicemail::{FIRST_FETCH_AFTER, SoundState, Voicemail, VoicemailState},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, calls, lines, shifts, transact, voicemails};

use crate::{
    App,
    converse::Recording,
    error::{AppError, Outcome},
    page_coordinators::tell_of_voicemail,
    schedule::set_timer,
};

/// Keeps a message as a task: an owner, who is told at once, and a due hour. The same recording
/// announced again is the same message.
pub(crate) async fn leave_voicemail(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    line: &Line,
    recording: &Recording,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if voicemails::by_recording(tx, &app.secrets, &recording.sid).await?.is_some() {
        return Ok(());
    }
    let shifts = shifts::of_line(tx, line.id).await?;
    let owner = roster::paging_order(&shifts, now, line.hours.zone).first().copied();
    let voicemail = Voicemail { owner, ..new_voicemail(app, call, line, recording, now) };
    voicemails::save(tx, &app.secrets, &voicemail).await?;
    set_timer(tx, MatterKind::Voicemail, voicemail.id.0, voicemail.timer(), now).await?;
    tell_of_voicemail(app, tx, &voicemail, line, SmsTemplate::CoordVoicemail, now).await?;
    metrics::counter!("passerelle_voicemails_total").increment(1);
    Ok(())
}

fn new_voicemail(app: &App, call: &Call, line: &Line, recording: &Recording, now: DateTime<Utc>) -> Voicemail {
    let (_, due_at) = promise_window(now, &line.hours);
    Voicemail {
        id: VoicemailId(app.chance.new_id(now)),
        organisation_id: call.organisation_id,
        line_id: line.id,
        call_id: call.id,
        code: app.chance.new_code(),
        owner: None,
        state: VoicemailState::Waiting,
        left_at: now,
        due_at,
        seconds: recording.seconds,
        recording_sid: recording.sid.clone(),
        sound: SoundState::Awaited,
        ask_at: Some(now + FIRST_FETCH_AFTER),
        asked: 0,
        is_deletion_told: false,
        case_id: None,
        handling: None,
        recording_url: recording.url.clone(),
    }
}

/// Nothing was said, and nobody is bothered with it; the carrier keeps a sound all the same, which is deleted there.
async fn delete_silence(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    line: &Line,
    recording: &Recording,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if voicemails::by_recording(tx, &app.secrets, &recording.sid).await?.is_some() {
        return Ok(());
    }
    let silence = Voicemail {
        state: VoicemailState::Handled,
        sound: SoundState::Leaving,
        ..new_voicemail(app, call, line, recording, now)
    };
    voicemails::save(tx, &app.secrets, &silence).await?;
    set_timer(tx, MatterKind::Voicemail, silence.id.0, silence.timer(), now).await?;
    Ok(())
}

/// The carrier says that a recording of a conversation is ready: kept when the conversation itself
/// could not say so (the caller hung up and the step got lost). `seconds` is `None` when the carrier does
/// not say how long it is: it may hold words.
///
/// # Errors
/// Trouble of the database.
pub async fn record_recording(
    app: &App,
    call: CallId,
    sid: &str,
    url: Option<&str>,
    seconds: Option<u32>,
) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut call) = calls::by_id(tx, &app.secrets, call).await? else { return Ok(()) };
        let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("call"))?;
        let url = url.map(ToOwned::to_owned);
        let recording = Recording { sid: sid.to_owned(), url, seconds: seconds.unwrap_or_default() };
        if seconds == Some(0) {
            return delete_silence(app, tx, &call, &line, &recording, now).await;
        }
        leave_voicemail(app, tx, &call, &line, &recording, now).await?;
        call.left_voicemail = true;
        // The end of the call may be known before its message is.
        if matches!(call.inbound_end, None | Some(InboundEnd::Abandoned)) {
            call.inbound_end = Some(InboundEnd::Voicemail);
        }
        calls::update(tx, &app.secrets, &call).await?;
        Ok::<(), AppError>(())
    })
    .await
}
