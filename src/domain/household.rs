//! A household followed by a team of volunteers and social workers, and who may do what with its file.
//!
//! A volunteer sees the plan of visits and their own notes; a social worker of the team sees the social part as well; a
//! coordinator composes the team and the plan, and reads no note. Whoever is not of the team has nothing to do here.
//!
//! # Source
//! Domain notes 1.2, M14, and 3.6.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{HouseholdId, OrganisationId, PersonId, VisitId},
    people::StaffRole,
};

/// Longest goal.
pub const MOST_GOAL_CHARS: usize = 200;
/// Most goals of a household.
pub const MOST_GOALS: usize = 12;
/// Longest note.
pub const MOST_NOTE_CHARS: usize = 2_000;

/// Whoever went tells of a visit within this; otherwise a human asks.
pub const TOLD_WITHIN: TimeDelta = TimeDelta::hours(24);

/// A household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Household {
    /// Identity of the record.
    pub id: HouseholdId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's reference.
    pub key: String,
    /// Who is visited, and has said whether.
    pub person_id: PersonId,
}

/// What somebody is in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamRole {
    /// Visits.
    Volunteer,
    /// Sees to the social part; bound by secrecy.
    SocialWorker,
}

impl TeamRole {
    /// The name in the database, the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            TeamRole::Volunteer => "volunteer",
            TeamRole::SocialWorker => "social_worker",
        }
    }

    /// The role named `text`.
    pub fn parse(text: &str) -> Option<TeamRole> {
        [TeamRole::Volunteer, TeamRole::SocialWorker].into_iter().find(|role| role.as_str() == text.trim())
    }
}

/// What somebody is to a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// A volunteer of its team.
    TeamVolunteer,
    /// A social worker of its team.
    TeamSocialWorker,
    /// A coordinator of the association, outside the team.
    Coordinator,
    /// Nobody to it.
    Stranger,
}

impl Standing {
    /// What a member of the team, or staff outside it, is. The team counts first.
    pub fn of(in_team: Option<TeamRole>, staff: Option<StaffRole>) -> Standing {
        match (in_team, staff) {
            (Some(TeamRole::Volunteer), _) => Standing::TeamVolunteer,
            (Some(TeamRole::SocialWorker), _) => Standing::TeamSocialWorker,
            (None, Some(StaffRole::Coordinator)) => Standing::Coordinator,
            (
                None,
                None
                | Some(StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Administrator | StaffRole::Partner),
            ) => Standing::Stranger,
        }
    }
}

/// What may be done with the file of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the plan of visits and the team.
    SeePlan,
    /// See the goals and one's own notes.
    SeeNotes,
    /// See the social part, and everybody's notes.
    SeeSocialPart,
    /// Add or take away a member.
    ChangeTeam,
    /// Plan a visit.
    PlanVisit,
    /// Tell whether one's own visit took place.
    TellVisit,
    /// Write a note.
    WriteNote,
    /// Write in the social part.
    WriteSocialPart,
    /// Set the goals.
    SetGoals,
}

impl Action {
    /// Every action.
    pub const ALL: [Action; 9] = [
        Action::SeePlan,
        Action::SeeNotes,
        Action::SeeSocialPart,
        Action::ChangeTeam,
        Action::PlanVisit,
        Action::TellVisit,
        Action::WriteNote,
        Action::WriteSocialPart,
        Action::SetGoals,
    ];
}

/// The matrix: who may do what.
pub fn may(standing: Standing, action: Action) -> bool {
    use Action::*;
    match standing {
        Standing::TeamVolunteer => matches!(action, SeePlan | SeeNotes | TellVisit | WriteNote),
        Standing::TeamSocialWorker => action != ChangeTeam,
        Standing::Coordinator => matches!(action, SeePlan | ChangeTeam | PlanVisit),
        Standing::Stranger => false,
    }
}

/// A visit of a member of the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Identity of the record.
    pub id: VisitId,
    /// The household.
    pub household_id: HouseholdId,
    /// Who goes.
    pub member_id: uuid::Uuid,
    /// When.
    pub planned_at: DateTime<Utc>,
    /// Whether it took place; not told yet without it.
    pub is_done: Option<bool>,
    /// Nobody told of it in time, and a case asks.
    pub is_late: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use Action::*;

    #[test]
    fn every_standing_and_action_then_the_matrix_of_the_association() {
        let allowed = |standing| Action::ALL.into_iter().filter(|action| may(standing, *action)).collect::<Vec<_>>();
        assert_eq!(allowed(Standing::TeamVolunteer), [SeePlan, SeeNotes, TellVisit, WriteNote]);
        assert_eq!(
            allowed(Standing::TeamSocialWorker),
            [SeePlan, SeeNotes, SeeSocialPart, PlanVisit, TellVisit, WriteNote, WriteSocialPart, SetGoals]
        );
        assert_eq!(allowed(Standing::Coordinator), [SeePlan, ChangeTeam, PlanVisit]);
        assert_eq!(allowed(Standing::Stranger), []);
    }

    #[test]
    fn outside_the_team_then_only_a_coordinator_is_anything() {
        for role in [StaffRole::Listener, StaffRole::SocialWorker, StaffRole::Administrator, StaffRole::Partner] {
            assert_eq!(Standing::of(None, Some(role)), Standing::Stranger, "{role:?}");
        }
        assert_eq!(Standing::of(None, Some(StaffRole::Coordinator)), Standing::Coordinator);
        assert_eq!(Standing::of(None, None), Standing::Stranger);
        let in_team = Standing::of(Some(TeamRole::SocialWorker), Some(StaffRole::Coordinator));
        assert_eq!(in_team, Standing::TeamSocialWorker);
    }
}
