//! The matters in progress: everything that must never be left without a timer.

use serde::{Deserialize, Serialize};

/// The kinds of matter that own a timer while they live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// A person's file, when an answer is awaited or a pause ends.
    Person,
    /// A recurrence of calls, which must be materialised ahead.
    Series,
    /// One dated call to a person.
    ScheduledCall,
    /// A call offered to a volunteer, who may never answer.
    Offer,
    /// A carrier call, whose callbacks may be lost.
    Leg,
    /// A promise to call back.
    Callback,
    /// A message left on a line, to be listened to.
    Voicemail,
    /// What comes after a conversation on a listening line.
    FollowUp,
    /// A matter a human must settle.
    Case,
    /// A text to be delivered.
    Message,
    /// A talk offered to a volunteer after a hard call.
    Debrief,
    /// A list of households to be called before a date.
    Campaign,
    /// People whom a partner wants asked after.
    WatchList,
    /// Somebody whom a partner signals, until a coordinator has looked.
    Referral,
    /// A week of a residence.
    ContactRound,
    /// A visit planned to a household, until somebody tells of it.
    HouseholdVisit,
    /// A volunteer and a person who are being brought together.
    Match,
    /// A small favour neighbours are asked for.
    Favour,
    /// A text to the outer circle, sent some at a time.
    News,
    /// The plan of an organisation's coming weeks, made again every night.
    WeekPlan,
    /// A person to be told that somebody else calls.
    Notice,
    /// A carrier or a mail server that is down, until it is back.
    Circuit,
    /// The texts that wait for the carrier's pace.
    TextPace,
    /// The morning email of a coordinator.
    Digest,
    /// Somebody asked how a person is, for a case.
    CaseCheck,
    /// Lists imported from the console, until they cannot be undone any more.
    FileImport,
}

impl MatterKind {
    /// Every kind, in the order they are swept.
    pub const ALL: [MatterKind; 26] = [
        MatterKind::Leg,
        MatterKind::Circuit,
        MatterKind::TextPace,
        MatterKind::Message,
        MatterKind::ScheduledCall,
        MatterKind::Case,
        MatterKind::CaseCheck,
        MatterKind::Callback,
        MatterKind::Offer,
        MatterKind::Notice,
        MatterKind::Voicemail,
        MatterKind::FollowUp,
        MatterKind::Debrief,
        MatterKind::Match,
        MatterKind::Favour,
        MatterKind::Series,
        MatterKind::Person,
        MatterKind::Campaign,
        MatterKind::WatchList,
        MatterKind::Referral,
        MatterKind::ContactRound,
        MatterKind::HouseholdVisit,
        MatterKind::News,
        MatterKind::WeekPlan,
        MatterKind::Digest,
        MatterKind::FileImport,
    ];

    /// The name kept in the database and in job payloads.
    pub fn as_str(self) -> &'static str {
        match self {
            MatterKind::Person => "person",
            MatterKind::Series => "series",
            MatterKind::ScheduledCall => "scheduled_call",
            MatterKind::Offer => "offer",
            MatterKind::Leg => "leg",
            MatterKind::Callback => "callback",
            MatterKind::Voicemail => "voicemail",
            MatterKind::FollowUp => "follow_up",
            MatterKind::Case => "case",
            MatterKind::Message => "message",
            MatterKind::Debrief => "debrief",
            MatterKind::Campaign => "campaign",
            MatterKind::WatchList => "watch_list",
            MatterKind::Referral => "referral",
            MatterKind::ContactRound => "contact_round",
            MatterKind::HouseholdVisit => "household_visit",
            MatterKind::Match => "match",
            MatterKind::Favour => "favour",
            MatterKind::News => "news",
            MatterKind::WeekPlan => "week_plan",
            MatterKind::Notice => "notice",
            MatterKind::Circuit => "circuit",
            MatterKind::TextPace => "text_pace",
            MatterKind::Digest => "digest",
            MatterKind::CaseCheck => "case_check",
            MatterKind::FileImport => "file_import",
        }
    }

    /// The kind named `text`, if there is one.
    pub fn parse(text: &str) -> Option<MatterKind> {
        MatterKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}
