//! What a job does: advances one matter whose timer is due.

use passerelle_domain::{
    ids::{
        CallbackId, CaseId, DebriefId, FollowUpId, LegId, MessageId, NoticeId, OfferId, OrganisationId, PersonId,
        ScheduledCallId, SeriesId, VoicemailId,
    },
    matter::MatterKind,
};
use uuid::Uuid;

use crate::{
    App, advance_callback::advance_callback, advance_case::advance_case, advance_follow_up::advance_follow_up,
    advance_leg::advance_leg, advance_offer::advance_offer, advance_person::advance_person,
    advance_scheduled_call::advance_scheduled_call, advance_voicemail::advance_voicemail,
    debrief_volunteer::advance_debrief, deliver_message::deliver_message, error::Outcome, give_notice::advance_notice,
    materialise_series::materialise_series, plan_week::advance_week_plan,
};

/// Advances a matter. A matter whose timer is not due is left alone: running twice, late or for
/// something already settled changes nothing.
///
/// # Errors
/// Trouble of the database: the timer stays and is claimed again when its lease ends.
pub async fn advance_matter(app: &App, kind: MatterKind, id: Uuid) -> Outcome<()> {
    match kind {
        MatterKind::Person => advance_person(app, PersonId(id)).await,
        MatterKind::Series => materialise_series(app, SeriesId(id)).await,
        MatterKind::ScheduledCall => advance_scheduled_call(app, ScheduledCallId(id)).await,
        MatterKind::Offer => advance_offer(app, OfferId(id)).await,
        MatterKind::Leg => advance_leg(app, LegId(id)).await,
        MatterKind::Callback => advance_callback(app, CallbackId(id)).await,
        MatterKind::Voicemail => advance_voicemail(app, VoicemailId(id)).await,
        MatterKind::FollowUp => advance_follow_up(app, FollowUpId(id)).await,
        MatterKind::Case => advance_case(app, CaseId(id)).await,
        MatterKind::Debrief => advance_debrief(app, DebriefId(id)).await,
        MatterKind::WeekPlan => advance_week_plan(app, OrganisationId(id)).await,
        MatterKind::Notice => advance_notice(app, NoticeId(id)).await,
        MatterKind::Message => deliver_message(app, MessageId(id)).await,
    }
}
