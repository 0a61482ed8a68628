//! Every text Passerelle can write, with the arguments each one needs.
//!
//! The words are in the Fluent files of `texts/`; a test proves that both files hold exactly these keys and use
//! exactly these arguments.
//!
//! Argument names are the service's own short ones: `service` its name, `v` the volunteer's first name, `p` the person's
//! first name (or the short form she chose), `c` a colleague's first name, `c2` that of those who come after, `j` a day in words, `h` an hour, `code` the
//! short code of a call or a case, `crise` the kind of crisis, `num` the number to ring, `n` a level or a number of people, `k` a number of calls,
//! `d1`/`d2` dates, `lien` an address that needs a login.

macro_rules! templates {
    ($(#[$doc:meta])* $name:ident { $($(#[$line:meta])* $variant:ident $key:literal [$($argument:ident),*];)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$line])* $variant,)* }

        impl $name {
            /// Every template, in the order of the service's own list.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The stable key, as stored with a message and as written in the text files.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $key,)* }
            }

            /// The template with this key, or `None` when no template has it.
            pub fn from_key(key: &str) -> Option<$name> {
                match key { $($key => Some($name::$variant),)* _ => None }
            }

            /// The arguments it needs. Others are ignored.
            pub fn arguments(self) -> &'static [&'static str] {
                match self { $($name::$variant => &[$(stringify!($argument)),*],)* }
            }
        }
    };
}

templates! {
    /// An SMS.
    ///
    /// # Source
    /// Domain, section 6.3: S01 to S29 in order; the others follow in the same tone.
    SmsTemplate {
        /// S01. Asks the volunteer whether the call suits.
        VolReminder "vol_reminder" [v, j, h, p, service];
        /// S02. Ten minutes before the call.
        VolStarting "vol_starting" [v, p, service];
        /// S03. The volunteer said yes, or another hour was noted.
        VolConfirmed "vol_confirmed" [v, p, j, h, service];
        /// S04. The volunteer said no.
        VolDeclined "vol_declined" [v, p, service];
        /// S05. The reply was not understood.
        VolNotUnderstood "vol_not_understood" [v, service];
        /// S06. Asks a pool for a substitute.
        SubRequest "sub_request" [v, p, j, h, service];
        /// S07. First yes.
        SubWon "sub_won" [v, p, j, h, service];
        /// S08. A later yes.
        SubTaken "sub_taken" [v, service];
        /// S09. Asks how the call went.
        VolOutcome "vol_outcome" [code, p, service];
        /// S10. Asks again how the call went.
        VolOutcomeReminder "vol_outcome_reminder" [v, code, service];
        /// S11. Absence noted.
        VolAbsence "vol_absence" [v, d1, d2, service];
        /// S12. The words that are understood.
        VolHelp "vol_help" [service];
        /// S13. No more SMS. Not sent when the carrier already answers STOP itself.
        VolStop "vol_stop" [v, service];
        /// S14. Offers to talk after a hard call.
        VolDebrief "vol_debrief" [v, code, h, service];
        /// S15. A case wants a coordinator.
        CoordAlert "coord_alert" [code, n, p, k, h, service];
        /// S16. The alert is not taken yet.
        CoordAlertAgain "coord_alert_again" [code, min, h, service];
        /// S17. Tells the others who took it.
        CoordTaken "coord_taken" [code, c, h, service];
        /// S18. Closed: the person was reached and is well. For any other outcome use `coord_case_closed_by`.
        CoordClosed "coord_closed" [code, h, service];
        /// S19. A safeguarding alert. Never a detail by SMS.
        CoordSafeguard "coord_safeguard" [code, service];
        /// S20. The day in figures.
        CoordDigest "coord_digest" [service, date, a, b, k, d, e];
        /// S21. Crisis mode begins.
        CrisisOn "crisis_on" [crise, date, h, n, x, e, service];
        /// S22. Calls volunteers up in a heat wave.
        CrisisCallUp "crisis_call_up" [v, n, j, service];
        /// S23. Tells a person with a mobile about her call.
        SeniorReminder "senior_reminder" [p, v, j, h, num, service];
        /// S24. Tells a person with a mobile about an activity.
        SeniorEvent "senior_event" [p, titre, j, h, lieu, num, service];
        /// S25. Asks a trusted contact for news. Gives no reason.
        TrustedContact "trusted_contact" [p, h, num, service];
        /// S26. A referral has arrived.
        ReferralAck "referral_ack" [service, code, x];
        /// S27. Asks a caretaker to ring. Only for people who agreed: it holds an address.
        CaretakerCheck "caretaker_check" [service, p, adr, h, code];
        /// S28. A round, to its crew.
        RoundCrew "round_crew" [v, code, j, h, lieu, n, k, service];
        /// S29. A sign-in code.
        LoginCode "login_code" [service, otp];

        /// A message left on the line waits for somebody, with the hour we promised.
        CoordVoicemail "coord_voicemail" [code, h, service];
        /// The carrier does not give the sound of a message, or does not delete it.
        CoordVoicemailStuck "coord_voicemail_stuck" [code, service];
        /// A promised callback was not made in time.
        CoordCallbackLate "coord_callback_late" [code, h, service];
        /// A call has no volunteer.
        CoordUncovered "coord_uncovered" [code, j, h, service];
        /// A volunteer reported a worry (outcome 3).
        CoordOutcomeWorry "coord_outcome_worry" [code, service];
        /// A volunteer wrote a word of danger.
        CoordHandRaised "coord_hand_raised" [code, service];
        /// Whoever talks with somebody pressed `*3`, and is still in that call.
        CoordHandInCall "coord_hand_in_call" [code, service];
        /// The chain of an alert ran out: to everyone.
        CoordChainEnded "coord_chain_ended" [code, n, min, service];
        /// The case passed to the next coordinator at the reader's own word.
        CoordPassed "coord_passed" [code, service];
        /// The shift of whoever had a case is over: to them and to those who are asked now.
        CoordHandedOver "coord_handed_over" [code, c, c2, service];
        /// The code in a reply is not an open matter.
        CoordCodeUnknown "coord_code_unknown" [code, service];
        /// A case was closed by a named colleague, whatever the outcome.
        CoordCaseClosedBy "coord_case_closed_by" [code, c, h, service];
        /// The person of this case rang back and was connected.
        PersonCalledBack "person_called_back" [code, h, service];
        /// To a caller with a mobile whom we promised to ring back and could not reach.
        CallbackMissedSorry "callback_missed_sorry" [service, num];
        /// Two questions are open: which one does this reply answer?
        VolWhich "vol_which" [v, code, code2, service];
        /// The volunteer's call is cancelled (pause, absence, the person's wish).
        VolCancelled "vol_cancelled" [v, p, j, h, service];
        /// After RAPPEL: somebody will ring the volunteer.
        VolCallMe "vol_call_me" [v, h, service];
        /// After REPRISE: SMS come again.
        VolResumed "vol_resumed" [v, service];
        /// After PAUSE: the listener is not rung for the line until then.
        DutyPaused "duty_paused" [v, h, service];
        /// After REPRISE, or a key: the listener is rung for the line again.
        DutyResumed "duty_resumed" [v, service];
        /// Two calls of the line rang in vain: the listener is left in peace for a while.
        ListenerRested "listener_rested" [v, min, service];
        /// Asks a listener what the caller needed: two digits.
        TriageAsk "triage_ask" [code, service];
        /// What the listener told is noted.
        TriageThanks "triage_thanks" [v, code, service];
        /// The listener told that it is immediate: the emergency numbers, at once.
        TriageImmediate "triage_immediate" [code, service];
        /// Something a caller needs, to whoever sees to it.
        FollowUpOwner "follow_up_owner" [code, n, j, h, service];
        /// What a caller needed was seen to.
        FollowUpDone "follow_up_done" [v, code, service];
        /// After ABUS: the caller is in a pause, the listener is left in peace.
        AbuseNoted "abuse_noted" [v, min, service];
        /// A caller is in a pause, which a human looks at.
        CoordAbuse "coord_abuse" [code, service];
        /// What a caller needed was not seen to in time.
        CoordFollowUpLate "coord_follow_up_late" [code, h, service];
        /// To the volunteers of a person who is away: no calls meanwhile.
        VolPersonPaused "vol_person_paused" [v, p, d1, d2, service];
        /// To the volunteers of a person who does not want calls any more.
        VolPersonStopped "vol_person_stopped" [v, p, service];
        /// A person is back sooner than said.
        VolPersonBack "vol_person_back" [v, p, j, h, service];
        /// To a person who wrote STOP: the one confirmation.
        PersonStopped "person_stopped" [num, service];
        /// A person asked for help on an automatic call.
        CoordHelpAsked "coord_help_asked" [code, p, service];
        /// A person took back a consent: somebody rings her.
        CoordConsent "coord_consent" [code, p, service];
        /// A pause of a person ends in two days.
        CoordPauseEnding "coord_pause_ending" [code, p, service];
        /// The volunteer's call takes place at another time.
        VolMoved "vol_moved" [v, p, d1, j, h, service];
        /// The person is on the telephone with the team already: when the volunteer's telephone rings instead.
        VolDelayed "vol_delayed" [v, p, h, service];
        /// The volunteer's calls with this person are over.
        VolSeriesEnded "vol_series_ended" [v, p, service];
        /// Somebody the volunteer called is not accompanied any more. Without a name: hers is nowhere any more.
        VolCallsGone "vol_calls_gone" [v, j, h, service];
        /// The volunteer's calls with this person have a last date.
        VolSeriesEnding "vol_series_ending" [v, p, j, service];
        /// The calls are over, and somebody rings the volunteer about it. Never why.
        VolSupport "vol_support" [v, p, j, h, service];
        /// Tells a person with a mobile that her call takes place at another time.
        SeniorMoved "senior_moved" [p, d1, j, h, service];
        /// Tells a person with a mobile that her call will not take place.
        SeniorCancelled "senior_cancelled" [p, j, h, num, service];
        /// Asks the volunteer whether the visit suits.
        VisitReminder "visit_reminder" [v, j, h, p, service];
        /// An hour before the visit.
        VisitStarting "visit_starting" [v, p, h, service];
        /// The volunteer said yes to a visit, or another hour was noted.
        VisitConfirmed "visit_confirmed" [v, p, j, h, service];
        /// Asks a pool for a substitute for a visit.
        VisitRequest "visit_request" [v, p, j, h, service];
        /// First yes to a visit. The address is told by a human, never by SMS.
        VisitWon "visit_won" [v, p, j, h, service];
        /// One visit more than the volunteer wanted a day or a week: only a OUI to this counts.
        VisitAboveCap "visit_above_cap" [v, p, j, h, service];
        /// The volunteer's visit is cancelled.
        VisitCancelled "visit_cancelled" [v, p, j, h, service];
        /// The volunteer's visit takes place at another time.
        VisitMoved "visit_moved" [v, p, d1, j, h, service];
        /// Asks how the visit went.
        VisitOutcome "visit_outcome" [code, p, service];
        /// Asks again how the visit went.
        VisitOutcomeReminder "visit_outcome_reminder" [v, code, service];
        /// Tells a person with a mobile who visits instead of her volunteer.
        PersonVisitSubstitute "person_visit_substitute" [p, v, c, j, h, num, service];
        /// Tells a person with a mobile that her visitor is away, and when the next visit is.
        PersonVisitWaits "person_visit_waits" [p, v, j, h, num, service];
        /// Tells a person with a mobile that her visit takes place at another time.
        PersonVisitMoved "person_visit_moved" [p, d1, j, h, service];
        /// Tells a person with a mobile that her visit will not take place.
        PersonVisitCancelled "person_visit_cancelled" [p, j, h, num, service];
        /// Tells a person with a mobile which of her regular calls is the last one.
        PersonSeriesEnding "person_series_ending" [p, j, h, num, service];
        /// A person is to be told that her call changes.
        CoordTellPerson "coord_tell_person" [code, p, j, h, service];
        /// The regular calls of a person come to their end.
        CoordSeriesEnding "coord_series_ending" [code, p, j, h, service];
        /// A visit found nobody, or nobody told how it went.
        CoordVisitMissed "coord_visit_missed" [code, p, j, h, service];
        /// A volunteer is to be rung about calls that have ended.
        CoordSupport "coord_support" [code, p, service];
        /// A person's line has been engaged for hours.
        CoordEngaged "coord_engaged" [code, p, h, service];
        /// A link to the volunteer's own page.
        VolLink "vol_link" [v, lien, service];
        /// After VU, ABSENT or URGENT from a caretaker.
        CaretakerThanks "caretaker_thanks" [service, code];
        /// One call more than the volunteer wanted a day or a week: only a OUI to this counts.
        VolAboveCap "vol_above_cap" [v, p, j, h, service];
        /// A OUI to a call that is too near another one, or that may not be theirs.
        VolNoRoom "vol_no_room" [v, j, h, service];
        /// The hour a volunteer proposed does not suit the person: the call stays where it was.
        VolHourRefused "vol_hour_refused" [v, p, j, h, service];
        /// An answer to a question that is settled.
        VolQuestionClosed "vol_question_closed" [v, service];
        /// Two calls wait for a digit: which one is meant?
        VolWhichDigit "vol_which_digit" [v, code, code2, service];
        /// The dates of an absence were not understood.
        VolAbsenceUnclear "vol_absence_unclear" [v, service];
        /// An absence was taken back.
        VolAbsenceEnded "vol_absence_ended" [v, d1, service];
        /// To a volunteer who leaves.
        VolThanks "vol_thanks" [v, service];
        /// A volunteer asks to be rung.
        CoordVolunteerCallMe "coord_volunteer_call_me" [code, c, h, service];
        /// A volunteer who reads no texts is to be rung about a call.
        CoordVolunteerToRing "coord_volunteer_to_ring" [code, c, p, j, h, service];
        /// A volunteer had a hard call and has not answered.
        CoordDebrief "coord_debrief" [code, c, service];
        /// A person is to be told that her volunteer is away and nobody calls meanwhile.
        CoordPersonToTell "coord_person_to_tell" [code, p, service];
        /// Households of a campaign are late.
        CoordCampaign "coord_campaign" [code, k, service];
        /// People of a watch list were not asked after on their date.
        CoordLateChecks "coord_late_checks" [code, k, service];
        /// Residents have no status when the week ends.
        CoordRound "coord_round" [code, k, service];
        /// Tells a person with a mobile who calls instead of her volunteer.
        PersonSubstitute "person_substitute" [p, v, c, j, h, num, service];
        /// Tells a person with a mobile that her volunteer is away, and when the next call is.
        PersonWaits "person_waits" [p, v, j, h, num, service];
        /// Asks a volunteer whether they would call somebody every week, beginning with a trial.
        VolMatchAsk "vol_match_ask" [v, p, j, h, service];
        /// A match and another question are open: which one does this reply answer?
        VolWhichMatch "vol_which_match" [v, p, code, code2, service];
        /// The volunteer said yes: now she is asked.
        VolMatchWaits "vol_match_waits" [v, p, service];
        /// Both said yes: the first call.
        VolMatchBegins "vol_match_begins" [v, p, j, h, service];
        /// The volunteer said no.
        VolMatchDeclined "vol_match_declined" [v, service];
        /// It will not be, and that is not the volunteer's doing. Never why.
        VolMatchEnded "vol_match_ended" [v, p, service];
        /// After three calls: does the volunteer go on?
        VolMatchGoOn "vol_match_go_on" [v, p, service];
        /// They go on.
        VolMatchConfirmed "vol_match_confirmed" [v, p, service];
        /// Asks a person with a mobile whether she would like to be called by somebody.
        PersonMatchAsk "person_match_ask" [p, v, j, h, num, service];
        /// Tells a person with a mobile when the first call is.
        PersonMatchBegins "person_match_begins" [p, v, j, h, num, service];
        /// The person said no.
        PersonMatchDeclined "person_match_declined" [p, num, service];
        /// Tells a person with a mobile that this volunteer does not call her.
        PersonMatchEnded "person_match_ended" [p, v, num, service];
        /// After three calls: does she go on?
        PersonMatchGoOn "person_match_go_on" [p, v, num, service];
        /// They go on.
        PersonMatchConfirmed "person_match_confirmed" [p, v, num, service];
        /// A person is to be asked by a human about a volunteer.
        CoordMatchAsk "coord_match_ask" [code, p, c, service];
        /// Nobody answered about a match in time.
        CoordMatchUnanswered "coord_match_unanswered" [code, p, c, service];
        /// A person is to be told that a volunteer does not call her, and waits again.
        CoordMatchEnded "coord_match_ended" [code, p, c, service];
        /// Asks a neighbour for a small favour: first name and part of town, nothing else.
        FavourAsk "favour_ask" [v, p, quartier, code, n, service];
        /// The first yes to a favour: a human puts them in touch.
        FavourWon "favour_won" [v, p, service];
        /// To whoever asked for a favour: somebody said yes.
        FavourFound "favour_found" [code, c, p, service];
        /// Nobody said yes to a favour.
        CoordFavour "coord_favour" [code, p, service];
        /// The call in which the hand was raised is under way, and may be joined.
        CoordJoin "coord_join" [code, service];
        /// The call in which the hand was raised cannot be joined: what else to do.
        CoordJoinNot "coord_join_not" [code, service];
        /// Asks a trusted contact for news of somebody who is worried about. Gives no reason.
        ContactNews "contact_news" [p, num, service];
        /// Asks somebody of the team to go and see a person.
        HomeCheckAsk "home_check_ask" [v, p, h, code, service];
        /// To whoever was asked: she was reached, nothing is left to do. Names nobody.
        CheckOver "check_over" [service];
        /// What a contact, a caretaker or a colleague found out, or that they are silent.
        CoordCheck "coord_check" [code, qui, c, quoi, service];
        /// Nobody is asked, and why.
        CoordCheckNot "coord_check_not" [code, quoi, service];
        /// Nobody near her could be asked by the machine itself, and why.
        CoordCheckNobody "coord_check_nobody" [code, quoi, service];
        /// Somebody is being asked.
        CoordCheckBegun "coord_check_begun" [code, service];
        /// Only whoever holds an open alert has somebody asked.
        CoordCheckHolder "coord_check_holder" [code, service];
        /// News for the outer circle.
        CircleNews "circle_news" [texte, service];
        /// The mail server does not answer: whoever is on duty must not wait for emails.
        CoordMailDown "coord_mail_down" [h, service];
        /// The mail server answers again.
        CoordMailBack "coord_mail_back" [h, service];
        /// Several alerts wait: `n` in all, the codes of those that fit, and `k` more.
        CoordBundle "coord_bundle" [n, code, k, service];
    }
}

impl SmsTemplate {
    /// The text that says the same of a visit; itself when it says nothing of a call.
    pub fn of_a_visit(self) -> SmsTemplate {
        match self {
            SmsTemplate::VolReminder => SmsTemplate::VisitReminder,
            SmsTemplate::VolStarting => SmsTemplate::VisitStarting,
            SmsTemplate::VolConfirmed => SmsTemplate::VisitConfirmed,
            SmsTemplate::SubRequest => SmsTemplate::VisitRequest,
            SmsTemplate::SubWon => SmsTemplate::VisitWon,
            SmsTemplate::VolAboveCap => SmsTemplate::VisitAboveCap,
            SmsTemplate::VolCancelled => SmsTemplate::VisitCancelled,
            SmsTemplate::VolMoved => SmsTemplate::VisitMoved,
            SmsTemplate::VolOutcome => SmsTemplate::VisitOutcome,
            SmsTemplate::VolOutcomeReminder => SmsTemplate::VisitOutcomeReminder,
            SmsTemplate::PersonSubstitute => SmsTemplate::PersonVisitSubstitute,
            SmsTemplate::PersonWaits => SmsTemplate::PersonVisitWaits,
            SmsTemplate::SeniorMoved => SmsTemplate::PersonVisitMoved,
            SmsTemplate::SeniorCancelled => SmsTemplate::PersonVisitCancelled,
            other => other,
        }
    }
}

templates! {
    /// An email.
    ///
    /// # Source
    /// Domain, section 6.4: E01 to E19 in order; the others follow in the same tone.
    EmailTemplate {
        /// E01. A case wants a coordinator.
        CaseAlert "case_alert" [code, n, k, h, lien];
        /// E02. The alert is not taken yet.
        CaseAlertAgain "case_alert_again" [code, min, h, lien];
        /// E03. A safeguarding alert.
        SeriousAlert "serious_alert" [code, lien];
        /// E04. Monday morning.
        MondayDigest "monday_digest" [d, e, r, liste, appels, promesses];
        /// E05. The week in figures.
        WeekSummary "week_summary" [semaine, b, heures, lien];
        /// E06. Crisis mode begins.
        CrisisOn "crisis_on" [crise, n, x, lien];
        /// E07. Crisis mode ends.
        CrisisOff "crisis_off" [crise, n, lien];
        /// E08. Welcome to a volunteer.
        VolWelcome "vol_welcome" [v, service, lien];
        /// E09. The volunteer's coming calls.
        VolSchedule "vol_schedule" [v, d1, d2, k, service, lien];
        /// E10. Support group.
        SupportGroup "support_group" [v, j, h, service, lien];
        /// E11. Yearly certificate.
        YearlyCertificate "yearly_certificate" [v, heures, service, lien];
        /// E12. A referral has arrived.
        ReferralAck "referral_ack" [code, x, lien];
        /// E13. What became of a referral: a status, never a content.
        ReferralOutcome "referral_outcome" [code, etat, lien];
        /// E14. An import is done.
        ImportReport "import_report" [date, ok, ko, lien];
        /// E15. A funder's report is ready.
        FunderReport "funder_report" [periode, lien];
        /// E16. An access request has arrived.
        AccessRequest "access_request" [code, date];
        /// E17. A security incident.
        SecurityIncident "security_incident" [code, lien];
        /// E18. A backup was made, or was not.
        BackupReport "backup_report" [date, etat, lien];
        /// E19. The carrier does not answer.
        CarrierDown "carrier_down" [h, lien];
        /// The carrier answers again.
        CarrierBack "carrier_back" [h, lien];

        /// What is open, any day but Monday.
        DailyDigest "daily_digest" [date, d, e, r, liste, appels, promesses];
        /// A call has no volunteer.
        UncoveredCall "uncovered_call" [code, j, h, lien];
        /// What a caller needed was not seen to in time.
        FollowUpLate "follow_up_late" [code, h, lien];
        /// A caller is in a pause, which a human looks at.
        AbuseReported "abuse_reported" [code, lien];
        /// A person asked for help on an automatic call.
        HelpAsked "help_asked" [code, lien];
        /// A person took back a consent.
        ConsentWithdrawn "consent_withdrawn" [code, lien];
        /// A pause of a person ends in two days.
        PauseEnding "pause_ending" [code, lien];
        /// A promised callback was not made in time.
        CallbackLate "callback_late" [code, h, lien];
        /// A message left on the line waits for somebody.
        VoicemailWaiting "voicemail_waiting" [code, h, lien];
        /// The carrier does not give the sound of a message, or does not delete it.
        VoicemailStuck "voicemail_stuck" [code, lien];
        /// A volunteer reported a worry.
        OutcomeWorry "outcome_worry" [code, lien];
        /// A person is to be told that her call changes.
        PersonToTell "person_to_tell" [code, j, h, lien];
        /// The regular calls of a person come to their end.
        SeriesEnding "series_ending" [code, j, h, lien];
        /// A visit found nobody, or nobody told how it went.
        VisitMissed "visit_missed" [code, j, h, lien];
        /// A volunteer is to be rung about calls that have ended.
        SupportVolunteer "support_volunteer" [code, lien];
        /// A person's line has been engaged for hours.
        LineEngaged "line_engaged" [code, h, lien];
        /// The chain of an alert ran out: to everyone.
        ChainEnded "chain_ended" [code, n, min, lien];
        /// The person of this case rang back and was connected.
        PersonCalledBack "person_called_back" [code, h, lien];
        /// A case was closed.
        CaseClosed "case_closed" [code, h, lien];
        /// Something in the program failed and wants a human.
        TechnicalTrouble "technical_trouble" [code, h, lien];
        /// A volunteer asks to be rung.
        VolunteerCallMe "volunteer_call_me" [code, h, lien];
        /// A volunteer who reads no texts is to be rung about a call.
        VolunteerToRing "volunteer_to_ring" [code, j, h, lien];
        /// A volunteer had a hard call and has not answered.
        DebriefUnanswered "debrief_unanswered" [code, lien];
        /// A person is to be told that her volunteer is away.
        PersonWaits "person_waits" [code, lien];
        /// Households of a campaign are late.
        CampaignUnsettled "campaign_unsettled" [code, k, lien];
        /// People of a watch list were not asked after on their date.
        LateChecks "late_checks" [code, k, lien];
        /// Residents have no status when the week ends.
        RoundUnfinished "round_unfinished" [code, k, lien];
        /// A person is to be asked by a human about a volunteer.
        MatchToAsk "match_to_ask" [code, lien];
        /// Nobody answered about a match in time.
        MatchUnanswered "match_unanswered" [code, lien];
        /// A person is to be told that a volunteer does not call her.
        MatchEnded "match_ended" [code, lien];
        /// Nobody said yes to a favour.
        FavourUnanswered "favour_unanswered" [code, lien];
        /// A code that proves that somebody reads here; never in the subject.
        ContactCode "contact_code" [otp, service];
        /// Somebody of the staff chooses a password.
        StaffInvitation "staff_invitation" [v, service, lien];
        /// Nobody has looked at a referral for days.
        ReferralWaits "referral_waits" [code, lien];
        /// An agreement with a partner ends soon.
        PartnershipEnds "partnership_ends" [n, date, lien];
        /// A volunteer's link to their own page.
        VolunteerLink "volunteer_link" [v, service, lien];
        /// A link to sign in.
        SignInLink "sign_in_link" [service, min, lien];
        /// Several alerts wait; each follows with its own link.
        AlertsBundled "alerts_bundled" [n, code];
    }
}
