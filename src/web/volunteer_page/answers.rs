//! What a volunteer says by a button: yes, no, another hour, how it went, "ring me now", a note of their own.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use chrono::NaiveTime;
use passerelle_app::{
    LONGEST_OWN_NOTE_CHARS, OwnAnswer, OwnAnswered, OwnOutcome, OwnRing, answer_own_call, ask_to_be_rung,
    note_own_call, ring_me_now, tell_own_outcome,
};
use passerelle_domain::{code::Code, scheduled_call::HourRefusal};
use serde::Deserialize;

use super::{
    home::{self, Problem},
    link::{Link, NotShown, OwnForm, Shown},
};
use crate::WebState;

/// The longest text of a field that is shown again.
const MOST_TYPED_CHARS: usize = 20;

#[derive(Deserialize)]
pub(super) struct Nothing {}

#[derive(Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    hour: String,
}

/// Token and code of the address.
type Named = Path<(String, String)>;

fn read(code: &str) -> Result<Code, NotShown> {
    Code::parse(code).ok_or(NotShown::NotTheirs)
}

/// An hour as a browser sends it, or as people write it.
fn hour_of(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_lowercase().replace(['h', '.'], ":");
    let text = text.trim_end_matches(':');
    let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
    let minute = minute.split(':').next().unwrap_or("0");
    NaiveTime::from_hms_opt(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0)
}

async fn again(state: &WebState, link: &Link, code: &Code, says: &str, typed: &str) -> Shown {
    let typed = typed.chars().take(MOST_TYPED_CHARS).collect();
    let problem = Problem { code: code.to_string(), says: link.words().say(says), typed };
    home::draw(state, link, StatusCode::UNPROCESSABLE_ENTITY, Some(problem)).await
}

/// `POST /v/{token}/calls/{code}/answer` with `answer` = `yes`, `no` or `hour`.
pub(super) async fn answer(State(state): State<WebState>, Path((_, code)): Named, sent: OwnForm<Answer>) -> Shown {
    let OwnForm { link, form } = sent;
    let code = read(&code)?;
    let answer = match (form.answer.as_str(), hour_of(&form.hour)) {
        ("yes", _) => OwnAnswer::Yes,
        ("no", _) => OwnAnswer::No,
        ("hour", Some(hour)) => OwnAnswer::At(hour),
        ("hour", None) => return again(&state, &link, &code, "own-hour-unclear", &form.hour).await,
        _ => return Err(NotShown::UnreadableForm),
    };
    let told = match answer_own_call(state.app(), link.volunteer(), &code, answer).await? {
        OwnAnswered::Promised => "own-promised",
        OwnAnswered::GivenBack => "own-given-back",
        OwnAnswered::Moved => "own-moved",
        OwnAnswered::AboveCap => "own-above-cap",
        OwnAnswered::NoRoom => "own-no-room",
        OwnAnswered::Taken => "own-taken",
        OwnAnswered::Closed => "own-closed",
        OwnAnswered::Unknown => return Err(NotShown::NotTheirs),
        OwnAnswered::NoRoomThen => return again(&state, &link, &code, "own-hour-no-room", &form.hour).await,
        OwnAnswered::HourRefused(why) => {
            let says = match why {
                HourRefusal::NotThatDay => "own-hour-not-that-day",
                HourRefusal::TooFar => "own-hour-too-far",
                HourRefusal::HerQuietHours => "own-hour-quiet",
                HourRefusal::NotOpen => "own-hour-not-open",
            };
            return again(&state, &link, &code, says, &form.hour).await;
        }
    };
    Ok(link.back("", told))
}

#[derive(Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    outcome: String,
}

/// `POST /v/{token}/calls/{code}/outcome` with `outcome` from 1 to 4.
pub(super) async fn outcome(State(state): State<WebState>, Path((_, code)): Named, sent: OwnForm<Told>) -> Shown {
    let OwnForm { link, form } = sent;
    let Some(digit @ 1..=4) = form.outcome.parse::<u8>().ok() else { return Err(NotShown::UnreadableForm) };
    match tell_own_outcome(state.app(), link.volunteer(), &read(&code)?, digit).await? {
        OwnOutcome::Noted if digit == 4 => Ok(link.back("", "own-urgent")),
        OwnOutcome::Noted => Ok(link.back("", "own-outcome")),
        OwnOutcome::Closed => Ok(link.back("", "own-closed")),
        OwnOutcome::Unknown => Err(NotShown::NotTheirs),
    }
}

/// `POST /v/{token}/calls/{code}/ring`: our number rings their telephone at once.
pub(super) async fn ring(State(state): State<WebState>, Path((_, code)): Named, sent: OwnForm<Nothing>) -> Shown {
    let OwnForm { link, form: Nothing {} } = sent;
    match ring_me_now(state.app(), link.volunteer(), &read(&code)?).await? {
        OwnRing::Rings => Ok(link.back("", "own-rings")),
        OwnRing::NotNow => Ok(link.back("", "own-not-now")),
        OwnRing::Unknown => Err(NotShown::NotTheirs),
    }
}

#[derive(Deserialize)]
pub(super) struct OwnNote {
    #[serde(default)]
    text: String,
}

/// `POST /v/{token}/calls/{code}/notes`: a note for the next time.
pub(super) async fn note(State(state): State<WebState>, Path((_, code)): Named, sent: OwnForm<OwnNote>) -> Shown {
    let OwnForm { link, form } = sent;
    let text: String = form.text.chars().take(LONGEST_OWN_NOTE_CHARS).collect();
    if !note_own_call(state.app(), link.volunteer(), &read(&code)?, &text).await? {
        return Err(NotShown::NotTheirs);
    }
    Ok(link.back("", if text.trim().is_empty() { "own-note-empty" } else { "own-noted" }))
}

/// `POST /v/{token}/call-me`: somebody of the team rings them.
pub(super) async fn call_me(State(state): State<WebState>, sent: OwnForm<Nothing>) -> Shown {
    let OwnForm { link, form: Nothing {} } = sent;
    ask_to_be_rung(state.app(), link.volunteer()).await?;
    Ok(link.back("", "own-call-me"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_as_browsers_and_people_write_them_then_read() {
        for (text, expected) in [
            ("15:30", Some((15, 30))),
            ("15h30", Some((15, 30))),
            ("15H", Some((15, 0))),
            ("15:30:00", Some((15, 30))),
            (" 9 ", Some((9, 0))),
            ("25:00", None),
            ("midi", None),
            ("", None),
            ("<b>", None),
        ] {
            let expected = expected.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0));
            assert_eq!(hour_of(text), expected, "{text}");
        }
    }
}
