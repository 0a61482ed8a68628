//! Roles and rights, on one page.

use passerelle_domain::people::StaffRole::{self, Administrator, Coordinator, Listener, Partner, SocialWorker};

/// What a page or a form lets somebody do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// What needs a human now: cases, calls of the day, promises. Names as `coordinator_view`.
    SeeToday,
    /// Take, pass on, note, close a case; ask for a check; the emergency sheet.
    HandleCases,
    /// Files of people accompanied, as `coordinator_view`; every reading is kept.
    ReadFiles,
    /// Change a file: who she is, what she agreed to, her pauses, her series.
    ChangeFiles,
    /// Export or erase a file.
    ReleaseFiles,
    /// Volunteers: availability, caps, absences, exclusions, steps of their life.
    ManageVolunteers,
    /// Calls of the week, who has them, plans and matches.
    PlanCalls,
    /// Lines, hours, shifts, exceptions.
    ManageLines,
    /// Words and sounds of the voice scripts.
    EditScripts,
    /// Tomorrow on the simulator.
    Rehearse,
    /// Indicators and funders' reports: counts, no names.
    ReadReports,
    /// What stands behind an indicator, by code; a new edition of a report.
    DefendReports,
    /// Who works here, with which role; invitations.
    ManageStaff,
    /// Who saw or changed what.
    ReadAudit,
    /// A partner signals people and sees the five statuses.
    Refer,
    /// One's own account: anybody signed in.
    OwnAccount,
}

impl Right {
    /// Every right, in the order above.
    pub(crate) const ALL: [Right; 16] = [
        Right::SeeToday,
        Right::HandleCases,
        Right::ReadFiles,
        Right::ChangeFiles,
        Right::ReleaseFiles,
        Right::ManageVolunteers,
        Right::PlanCalls,
        Right::ManageLines,
        Right::EditScripts,
        Right::Rehearse,
        Right::ReadReports,
        Right::DefendReports,
        Right::ManageStaff,
        Right::ReadAudit,
        Right::Refer,
        Right::OwnAccount,
    ];

    /// Who has it.
    pub(crate) fn roles(self) -> &'static [StaffRole] {
        match self {
            Right::SeeToday | Right::HandleCases | Right::ReadFiles => &[Coordinator, SocialWorker],
            Right::ChangeFiles | Right::ReleaseFiles | Right::ManageVolunteers | Right::PlanCalls => &[Coordinator],
            Right::DefendReports => &[Coordinator],
            Right::ManageLines | Right::EditScripts | Right::Rehearse | Right::ReadReports => {
                &[Coordinator, Administrator]
            }
            // The IT person runs the program and reads no file; the coordinator answers for who works here.
            Right::ManageStaff | Right::ReadAudit => &[Coordinator, Administrator],
            Right::Refer => &[Partner],
            Right::OwnAccount => &[Coordinator, Listener, SocialWorker, Administrator, Partner],
        }
    }

    /// True when `role` has it.
    pub(crate) fn is_of(self, role: StaffRole) -> bool {
        self.roles().contains(&role)
    }
}

/// Where a role begins: the first page it may open.
pub(crate) fn first_page(role: StaffRole) -> &'static str {
    match role {
        Coordinator | SocialWorker => "/today",
        Administrator => "/staff",
        Partner => "/referrals",
        Listener => "/account",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partners_and_listeners_then_they_open_nothing_that_names_anybody() {
        for right in Right::ALL {
            let names_nobody = matches!(right, Right::Refer | Right::OwnAccount);
            assert!(names_nobody || !right.is_of(Partner), "{right:?}");
            assert!(right == Right::OwnAccount || !right.is_of(Listener), "{right:?}");
        }
    }
}
