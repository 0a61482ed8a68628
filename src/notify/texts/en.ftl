### SMS in English. One line a text, at most 160 septets once filled. Only the GSM 7-bit alphabet.
### Never a surname, an illness or a reason.

## S01 to S29
vol_reminder = Hello { $v }. { $j } at { $h }: call with { $p }. Reply YES, NO, or another time (e.g. 15:30). { $service }
vol_starting = { $v }, your call with { $p } starts in 10 min. Our number will show. Not possible? Reply NO. { $service }
vol_confirmed = Thank you { $v }, noted: { $p }, { $j } at { $h }. We call you, nothing to dial. { $service }
vol_declined = Understood { $v }, no problem. We are looking for a stand-in for { $p } and will tell them. { $service }
vol_not_understood = Sorry { $v }, I did not understand. Reply YES, NO, LATE 10, or HELP. { $service }
sub_request = { $v }, could you call { $p } { $j } at { $h } (20 min)? Reply YES or NO. First YES gets it. { $service }
sub_won = Thank you { $v }, it is yours: { $p }, { $j } at { $h }. A short brief is read to you before the call. { $service }
sub_taken = Thank you { $v }, another volunteer already said YES. Nothing to do on your side. { $service }
vol_outcome = Call { $code } with { $p }: 1 all is well, 2 no answer, 3 a worry, 4 urgent. No health details, thank you. { $service }
vol_outcome_reminder = { $v }, one digit is missing for call { $code }: 1 well, 2 no answer, 3 worry, 4 urgent. { $service }
vol_absence = { $v }, absence noted from { $d1 } to { $d2 }. We arrange cover. Enjoy your break! To change: AWAY dd/mm dd/mm. { $service }
vol_help = { $service }: YES, NO, LATE 10, AWAY 12/08 19/08, CALLME (we call you), STOP. Someone in danger: 15 or 112.
vol_stop = Noted { $v }: no more texts. To come back, send RESUME. Thank you for your time. { $service }
vol_debrief = { $v }, call { $code } may have moved you. Want to talk about it? Reply CALLME, we ring you before { $h }. { $service }
coord_alert = ALERT { $code } level { $n }: { $p }, { $k ->
    [one] { $k } call
   *[other] { $k } calls
} unanswered since { $h }. TAKE { $code } or NEXT { $code }. { $service }
coord_alert_again = REMINDER { $code }: alert not taken for { $min } min. Without TAKE { $code } it moves on at { $h }. { $service }
coord_taken = { $code } was taken by { $c } at { $h }. Thank you, nothing to do. { $service }
coord_closed = { $code } closed at { $h }: person reached, all is well. { $service }
coord_safeguard = SERIOUS ALERT { $code }: strong worry after a call. Open the record now. No details by text. { $service }
coord_digest = { $service } { $date }: { $a } calls planned, { $b } done, { $k } unanswered, { $d } open alerts, { $e } calls without a volunteer.
crisis_on = { $crise } MODE on since { $date } { $h }: { $n } people to reach every { $x } h. { $e } volunteers. { $service }
crisis_call_up = { $v }, very hot weather: { $n } people to call { $j }. 1 h is enough. Reply AM, PM or NO. Thank you! { $service }
senior_reminder = Hello { $p }. { $v } will call you { $j } at { $h }. Not free? { $num }. { $service }
senior_event = Hello { $p }. Reminder: { $titre }, { $j } at { $h }, { $lieu }. A question? { $num }. { $service }
trusted_contact = Hello, we have not been able to reach { $p } since { $h }. Any news? Call { $num }. Thank you. { $service }
referral_ack = { $service }: referral { $code } received. We contact the person within { $x } working days. You will see only: open, accepted, declined.
caretaker_check = { $service }: could you ring at { $p }, { $adr }, before { $h }? Reply { $code } SEEN, { $code } ABSENT or { $code } URGENT.
round_crew = { $v }, round { $code } { $j } at { $h }, leaving { $lieu }: { $n } stops, { $k } visits. Reply YES or NO. { $service }
login_code = { $service }: your code is { $otp }. Valid 10 min. Give it to no one, not even us.

## The others, in the same tone
coord_voicemail = Voicemail { $code } to hear before { $h }. TAKE { $code } or NEXT { $code }. { $service }
coord_voicemail_stuck = Voicemail { $code }: its sound is stuck at the carrier, see their console. TAKE { $code } or NEXT { $code }. { $service }
coord_callback_late = Callback { $code } promised before { $h }: not made yet. TAKE { $code } or NEXT { $code }. { $service }
coord_uncovered = Call { $code } { $j } at { $h }: no volunteer. TAKE { $code } or NEXT { $code }. { $service }
coord_outcome_worry = { $code }: a volunteer reports a worry after a call. Open the record. TAKE { $code } or NEXT { $code }. { $service }
coord_hand_raised = URGENT { $code }: a volunteer asks for help now. Open the record. TAKE { $code } or NEXT { $code }. { $service }
coord_hand_in_call = URGENT { $code }: a hand is raised, in a call that is on now. Open the record. TAKE { $code } or NEXT { $code }. { $service }
coord_chain_ended = ALERT { $code } level { $n }: nobody has taken it for { $min } min. The whole team is told. TAKE { $code }. { $service }
coord_passed = Noted: { $code } goes to the next person. Thank you. { $service }
coord_handed_over = Handover: the shift of { $c } is over, { $code } goes to { $c2 }. TAKE { $code } if you go on. { $service }
coord_code_unknown = Sorry, { $code } is not an open alert. Check the code in the message you received. { $service }
coord_case_closed_by = { $code } closed by { $c } at { $h }. Thank you, nothing to do. { $service }
person_called_back = { $code }: the person called back at { $h } and is on the line with the team. Nothing to do. { $service }
callback_missed_sorry = { $service }: hello, we called you back as promised but could not reach you. We will try again. Our number: { $num }.
vol_which = { $v }, two questions are open. Reply with the code: YES { $code } or YES { $code2 }, the same for NO. { $service }
vol_cancelled = { $v }, the call with { $p } { $j } at { $h } is cancelled. Nothing to do. Thank you for your time. { $service }
vol_call_me = Noted { $v }: someone from the team will call you before { $h }. { $service }
vol_resumed = Welcome back { $v }. Texts start again. Thank you for being here. { $service }
duty_paused = Noted { $v }: the line does not ring you until { $h }. To come back sooner, send RESUME. { $service }
duty_resumed = Welcome back { $v }: the line can ring you. For a break, send PAUSE. { $service }
listener_rested = { $v }, the line rang you twice. We leave you { $min } min of peace. Busy? PAUSE. Back? RESUME. { $service }
triage_ask = Call { $code }. Need: 1 listening, 2 health, 3 shopping, 4 papers, 5 safety. Then 1 routine, 2 today, 3 now. E.g.: 1 1. { $service }
triage_thanks = Thank you { $v }, noted for call { $code }. { $service }
triage_immediate = { $code }: if a life is in danger, call 15 or 112. Dark thoughts: 3114. The coordinators are told right now. { $service }
follow_up_owner = Follow-up { $code }: { $n ->
    [1] listening
    [2] health
    [3] shopping
    [4] papers
   *[other] safety
    } needed, before { $j } { $h }. Reply DONE { $code } when it is done. { $service }
follow_up_done = Thank you { $v }, { $code } is noted as done. { $service }
abuse_noted = Noted { $v }, you were right to hang up. Take a breath: the line leaves you { $min } min. Want to talk? CALLME. { $service }
coord_abuse = { $code }: a disrespectful exchange on the line, 24 h of pause for this caller. To review: TAKE { $code }. { $service }
coord_follow_up_late = Follow-up { $code } is late: it was promised for { $h }. TAKE { $code } or NEXT { $code }. { $service }
vol_person_paused = { $v }, no calls with { $p } from { $d1 } to { $d2 }. Nothing to do, they go on after. { $service }
vol_person_stopped = { $v }, { $p } does not want calls for now. Thank you for being there. { $service }
vol_person_back = { $v }, { $p } is back: call { $j } at { $h }. { $service }
person_stopped = Noted: no more texts or automatic calls. You can always call us: { $num }. { $service }
coord_help_asked = ALERT { $code }: { $p } asked for help on the automatic call. Call now. TAKE { $code }. { $service }
coord_consent = { $code }: { $p } took back a consent. Call, the line stays open to them. TAKE { $code }. { $service }
coord_pause_ending = { $code }: the pause of { $p } ends in two days. Ask for news. TAKE { $code }. { $service }
vol_moved = { $v }, your call with { $p } of { $d1 } moves to { $j } at { $h }. We will ask you whether it suits. { $service }
vol_delayed = { $v }, { $p } has just talked with the team. Your telephone will ring at { $h }. Thank you for your patience. { $service }
vol_series_ended = { $v }, your calls with { $p } have come to an end. Thank you for all this time. Want to talk? Reply CALLME. { $service }
vol_calls_gone = { $v }, the call of { $j } at { $h } and the next ones are over: we no longer follow that person. Thanks. Talk? CALLME. { $service }
vol_series_ending = { $v }, your calls with { $p } come to an end: the last is { $j }. Thank you. Want to talk? CALLME. { $service }
vol_support = { $v }, your calls with { $p } have ended. The team calls you before { $j } { $h } to talk about it with you. { $service }
senior_moved = Hello { $p }. Your call of { $d1 } moves to { $j } at { $h }. { $service }
senior_cancelled = Hello { $p }. Your call { $j } at { $h } will not take place. A question? { $num }. { $service }
visit_reminder = Hello { $v }. { $j } at { $h }: visit to { $p }. Reply YES, NO, or another time (e.g. 15:30). { $service }
visit_starting = { $v }, { $p } expects your visit at { $h }. Not possible? Reply NO. { $service }
visit_confirmed = Thank you { $v }, noted: visit to { $p }, { $j } at { $h }. { $service }
visit_request = { $v }, could you visit { $p } { $j } at { $h }? Reply YES or NO. First YES gets it. { $service }
visit_won = Thank you { $v }, it is yours: visit to { $p }, { $j } at { $h }. The team tells you the address by phone. { $service }
visit_above_cap = { $v }, this is more than your limit: visit to { $p } { $j } at { $h }. Reply YES only if you wish, else NO. { $service }
visit_cancelled = { $v }, the visit to { $p } { $j } at { $h } will not take place. Nothing to do. Thank you for your time. { $service }
visit_moved = { $v }, your visit to { $p } of { $d1 } moves to { $j } at { $h }. We will ask whether that suits you. { $service }
visit_outcome = Visit { $code } to { $p }: 1 all is well, 2 nobody opened, 3 a worry, 4 urgent. No health details, thank you. { $service }
visit_outcome_reminder = { $v }, one digit is missing for visit { $code }: 1 well, 2 nobody opened, 3 worry, 4 urgent. { $service }
person_visit_substitute = Hello { $p }. { $v } cannot come. { $c } will, { $j } at { $h }. A question? { $num }. { $service }
person_visit_waits = Hello { $p }. { $v } is away for a while. Next visit { $j } at { $h }. A question? { $num }. { $service }
person_visit_moved = Hello { $p }. Your visit of { $d1 } moves to { $j } at { $h }. { $service }
person_visit_cancelled = Hello { $p }. Your visit { $j } at { $h } will not take place. A question? { $num }. { $service }
person_series_ending = Hello { $p }. Your last regular appointment is { $j } at { $h }. Would you like to talk about it? { $num }. { $service }
coord_tell_person = { $code }: tell { $p } that the call changes ({ $j } at { $h }). TAKE { $code } or NEXT { $code }. { $service }
coord_series_ending = { $code }: last call of { $p } { $j } at { $h }. Tell them, offer what comes next. TAKE { $code } or NEXT { $code }. { $service }
coord_visit_missed = ALERT { $code }: visit to { $p } ({ $j } at { $h }), no news. TAKE { $code } or NEXT { $code }. { $service }
coord_support = { $code }: calls with { $p } have ended, ring their volunteer within 48 h. TAKE { $code }. { $service }
coord_engaged = ALERT { $code }: { $p }, line engaged since { $h }. Badly hung up? TAKE { $code } or NEXT { $code }. { $service }
vol_link = { $v }, your page: { $lien } Keep this link to yourself. { $service }
caretaker_thanks = { $service }: thank you, answer noted for { $code }. If someone is in danger, dial 15 or 112.
vol_above_cap = { $v }, this is more than your limit: call with { $p } { $j } at { $h }. Reply YES only if you wish, else NO. { $service }
vol_no_room = Thank you { $v }, but the call { $j } at { $h } is too near another one, or not for you. Nothing to do. { $service }
vol_hour_refused = { $v }, that time does not suit { $p }. The call stays { $j } at { $h }. Reply YES or NO. { $service }
vol_question_closed = Thank you { $v }, that question is settled already. Nothing to do. { $service }
vol_which_digit = { $v }, two calls wait for a digit. Reply with the code, e.g. 1 { $code } or 1 { $code2 }. { $service }
vol_absence_unclear = Sorry { $v }, I did not understand these dates. Write for example AWAY 12/08 19/08. { $service }
vol_absence_ended = Noted { $v }: no longer away from { $d1 } on. Your calls are back. { $service }
vol_thanks = { $v }, thank you with all our heart for the time you gave. We will not call or text you any more. { $service }
coord_volunteer_call_me = CALL { $code }: { $c }, a volunteer, expects your call before { $h }. TAKE { $code } or NEXT { $code }. { $service }
coord_volunteer_to_ring = { $code }: ring { $c }, a volunteer without SMS: call to { $p } { $j } { $h }. TAKE { $code } or NEXT { $code }. { $service }
coord_debrief = { $code }: { $c }, a volunteer, had a hard call and has not answered. A word from you? TAKE { $code } or NEXT { $code }. { $service }
coord_person_to_tell = { $code }: tell { $p } that the volunteer is away; she prefers to wait. TAKE { $code } or NEXT { $code }. { $service }
coord_campaign = { $code }: call campaign, { $k } households are still to see to. TAKE { $code } or NEXT { $code }. { $service }
coord_late_checks = { $code }: watch list, { $k } people not asked after on their date. TAKE { $code } or NEXT { $code }. { $service }
coord_round = { $code }: residence round, { $k } residents without news this week. TAKE { $code } or NEXT { $code }. { $service }
person_substitute = Hello { $p }. { $v } cannot call you. { $c } will, { $j } at { $h }. A question? { $num }. { $service }
person_waits = Hello { $p }. { $v } is away for a while. Next call { $j } at { $h }. A question? { $num }. { $service }
vol_match_ask = { $v }, would you call { $p } every week, { $j } at { $h }? Three trial calls first. Reply YES or NO. { $service }
vol_which_match = { $v }, two questions. Calling { $p } every week: YES { $code } or NO { $code }. The other: YES { $code2 } or NO { $code2 }. { $service }
vol_match_waits = Thank you { $v }! We ask { $p } too, and come back to you. { $service }
vol_match_begins = { $v }, { $p } agrees: first call { $j } at { $h }. We call you, nothing to dial. Thank you! { $service }
vol_match_declined = Noted { $v }, no problem. Thank you for answering. { $service }
vol_match_ended = { $v }, in the end there will be no calls with { $p }. It is not about you. Thank you for your time. { $service }
vol_match_go_on = { $v }, three calls with { $p } took place. Would you like to go on? Reply YES or NO. { $service }
vol_match_confirmed = { $v }, it is confirmed: the calls with { $p } go on. Thank you for this. { $service }
person_match_ask = Hello { $p }. { $v } would like to call you every { $j } at { $h }. Reply YES or NO. Tel. { $num }. { $service }
person_match_begins = It is agreed, { $p }: { $v } calls you { $j } at { $h }. A question? { $num }. { $service }
person_match_declined = Noted { $p }, thank you. We look for somebody else for you. A question? { $num }. { $service }
person_match_ended = Hello { $p }. { $v } cannot call you. We look for somebody else for you. A question? { $num }. { $service }
person_match_go_on = Hello { $p }. Would you like { $v } to go on calling you? Reply YES or NO. A question? { $num }. { $service }
person_match_confirmed = Hello { $p }. It is agreed: { $v } goes on calling you. A question? { $num }. { $service }
coord_match_ask = { $code }: please ask { $p }: calls from { $c }, a volunteer, yes or no? TAKE { $code } or NEXT { $code }. { $service }
coord_match_unanswered = { $code }: match of { $p } and { $c }, no answer for two days. TAKE { $code } or NEXT { $code }. { $service }
coord_match_ended = { $code }: tell { $p } that { $c } will not call. Somebody else is to be found. TAKE { $code } or NEXT { $code }. { $service }
favour_ask = { $v }, a small favour for { $p } ({ $quartier }, { $code }): { $n ->
    [1] an errand
    [2] a small repair
    [3] an outing
    [4] a paper
   *[other] some company
    }? Reply YES or NO. First YES gets it. { $service }
favour_won = Thank you { $v }, it is you for { $p }. The team calls you about the rest. { $service }
favour_found = Favour { $code }: { $c } said yes for { $p }. Please put them in touch. { $service }
coord_favour = { $code }: a favour for { $p }, nobody said yes. TAKE { $code } or NEXT { $code }. { $service }
coord_join = { $code }: the call is under way. To join them, reply JOIN { $code }: your phone will ring. { $service }
coord_join_not = { $code }: the call is over, or nobody can be let in. Ring whoever raised a hand: the record says how. { $service }
contact_news = Hello, do you have any recent news of { $p }? Reply YES or NO, or call { $num }. Thank you. { $service }
home_check_ask = { $v }, could you go and see { $p } before { $h }? Reply { $code } SEEN, { $code } ABSENT or { $code } URGENT. { $service }
check_over = Thank you, we have had news: there is nothing more to do. { $service }
coord_check = { $code }: { $qui ->
    [trusted_contact] the trusted contact
    [caretaker] the caretaker
   *[home] { $c }
} { $quoi ->
    [seen] says that all is well
    [absent] has no news
    [urgent] says URGENT
    [on_the_way] goes and looks
   *[silent] does not answer
}. The alert stays open. { $service }
coord_check_not = { $code }: nobody is asked, { $quoi ->
    [no_consent] the person has not agreed to it
    [ruled_out] that contact is ruled out
    [no_telephone] no telephone for that
   *[nobody] no such contact, or none is left
}. You decide. { $service }
coord_check_nobody = { $code }: nobody near the person to ask: { $quoi ->
    [no_consent] the person has not agreed to it
    [ruled_out] that contact is ruled out
    [no_telephone] no telephone for that
   *[nobody] no contact, or none is left
}. You decide. { $service }
coord_check_begun = { $code }: the question is leaving now. The answer comes to you by SMS. { $service }
coord_check_holder = Sorry, { $code } is no alert that you hold, or not one of those. First TAKE. { $service }
circle_news = { $texte } To receive nothing more: STOP. { $service }
coord_mail_down = The mail server has not answered since { $h }. Alerts come by text only. Emails are kept. { $service }
coord_mail_back = The mail server answers again (down since { $h }). The emails kept leave now. { $service }
coord_bundle = { $n } alerts are waiting: { $code }{ $k ->
    [0] { "" }
    [one] { " " }and { $k } other
   *[other] { " " }and { $k } others
}. TAKE + code. { $service }
