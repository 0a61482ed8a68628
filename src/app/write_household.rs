//! What is written of a household: notes, the social part, the goals. Sealed; written once, never changed.

use passerelle_domain::{
    household::{Action, MOST_GOAL_CHARS, MOST_GOALS, MOST_NOTE_CHARS},
    ids::HouseholdId,
};
use passerelle_store::{notes, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    follow_household::{Followed, GOALS, HouseholdCaller, NOTES, SOCIAL_PART, about, allowed, keep_trace},
};

/// Writes a note, in the social part when `is_social`. Kept sealed; written once, never changed.
///
/// # Errors
/// Trouble of the database.
pub async fn write_household_note(
    app: &App,
    caller: &HouseholdCaller,
    id: HouseholdId,
    text: &str,
    is_social: bool,
) -> Outcome<Followed<()>> {
    let now = app.clock.now();
    let (action, noun) = if is_social { (Action::WriteSocialPart, SOCIAL_PART) } else { (Action::WriteNote, NOTES) };
    let text = text.trim();
    transact!(app.db, |tx| {
        let household = match allowed(tx, id, caller, action).await? {
            Ok(household) => household,
            Err(answer) => return Ok(answer),
        };
        if text.is_empty() || text.chars().count() > MOST_NOTE_CHARS {
            return Ok(Followed::Refused("A note has 1 to 2000 characters."));
        }
        let note = app.chance.new_id(now);
        notes::insert(tx, &app.secrets, note, about(&household, noun), caller.member, text, now).await?;
        let verb = if is_social { "wrote_social_part" } else { "wrote_note" };
        keep_trace(app, tx, &household, caller, verb, now).await?;
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}

/// Sets the goals of a household; the earlier ones are kept as they were written.
///
/// # Errors
/// Trouble of the database.
pub async fn set_household_goals(
    app: &App,
    caller: &HouseholdCaller,
    id: HouseholdId,
    goals: &[String],
) -> Outcome<Followed<()>> {
    let now = app.clock.now();
    let goals: Vec<String> = goals.iter().map(|goal| goal.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    transact!(app.db, |tx| {
        let household = match allowed(tx, id, caller, Action::SetGoals).await? {
            Ok(household) => household,
            Err(answer) => return Ok(answer),
        };
        let is_goal = |goal: &String| !goal.is_empty() && goal.chars().count() <= MOST_GOAL_CHARS;
        if goals.len() > MOST_GOALS || !goals.iter().all(is_goal) {
            return Ok(Followed::Refused("At most 12 goals of at most 200 characters."));
        }
        let (note, text) = (app.chance.new_id(now), goals.join("\n"));
        notes::insert(tx, &app.secrets, note, about(&household, GOALS), caller.member, &text, now).await?;
        keep_trace(app, tx, &household, caller, "set_goals", now).await?;
        Ok::<_, AppError>(Followed::Done(()))
    })
    .await
}
