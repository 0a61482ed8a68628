//! What a job does: advances one matter whose timer is due.

use passerelle_domain::{
    ids::{
        CallbackId, CampaignId, CaseCheckId, CaseId, ContactRoundId, DebriefId, FavourId, FollowUpId, LegId, MatchId,
        MessageId, NewsId, NoticeId, OfferId, OrganisationId, PersonId, ReferralId, ScheduledCallId, SeriesId, StaffId,
        VisitId, VoicemailId, WatchListId,
    },
    matter::MatterKind,
};
use uuid::Uuid;

use crate::{
    App, advance_callback::advance_callback, advance_campaign::advance_campaign, advance_case::advance_case,
    advance_case_check::advance_case_check, advance_circuit::advance_circuit,
    advance_contact_round::advance_contact_round, advance_favour::advance_favour,
    advance_file_import::advance_file_import, advance_follow_up::advance_follow_up, advance_leg::advance_leg,
    advance_match::advance_match, advance_offer::advance_offer, advance_person::advance_person,
    advance_referral::advance_referral, advance_scheduled_call::advance_scheduled_call,
    advance_voicemail::advance_voicemail, advance_watch_list::advance_watch_list, debrief_volunteer::advance_debrief,
    deliver_message::deliver_message, error::Outcome, give_notice::advance_notice, keep_pace::advance_text_pace,
    materialise_series::materialise_series, plan_week::advance_week_plan, send_digest::advance_digest,
    send_news::advance_news, visit_household::advance_household_visit,
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
        MatterKind::CaseCheck => advance_case_check(app, CaseCheckId(id)).await,
        MatterKind::Debrief => advance_debrief(app, DebriefId(id)).await,
        MatterKind::Campaign => advance_campaign(app, CampaignId(id)).await,
        MatterKind::WatchList => advance_watch_list(app, WatchListId(id)).await,
        MatterKind::Referral => advance_referral(app, ReferralId(id)).await,
        MatterKind::ContactRound => advance_contact_round(app, ContactRoundId(id)).await,
        MatterKind::HouseholdVisit => advance_household_visit(app, VisitId(id)).await,
        MatterKind::Match => advance_match(app, MatchId(id)).await,
        MatterKind::Favour => advance_favour(app, FavourId(id)).await,
        MatterKind::News => advance_news(app, NewsId(id)).await,
        MatterKind::WeekPlan => advance_week_plan(app, OrganisationId(id)).await,
        MatterKind::Notice => advance_notice(app, NoticeId(id)).await,
        MatterKind::Message => deliver_message(app, MessageId(id)).await,
        MatterKind::Digest => advance_digest(app, StaffId(id)).await,
        MatterKind::Circuit => advance_circuit(app, id).await,
        MatterKind::FileImport => advance_file_import(app, id).await,
        MatterKind::TextPace => advance_text_pace(app, id).await,
    }
}
