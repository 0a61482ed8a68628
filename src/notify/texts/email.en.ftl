### Emails in English. The value is the subject: never a name, only a code, a level, numbers, dates.
### .body: the code, one line of what to do. .link: the words of the link, which needs a login.

## E01 to E19
case_alert = [{ $code }] Level { $n } alert: { $k ->
    [one] { $k } unanswered call
   *[other] { $k } unanswered calls
}
    .body =
        Alert { $code }, level { $n }, is waiting for someone. Unanswered calls since { $h }: { $k }.

        To do: open the record and take the alert, or pass it to the next person.
    .link = Open alert { $code }
case_alert_again = [{ $code }] Alert still not taken after { $min } min
    .body =
        Nobody has taken alert { $code } for { $min } minutes. Without an answer it moves to the next person at { $h }.

        To do: open the record and take the alert.
    .link = Open alert { $code }
serious_alert = [{ $code }] Serious alert: open now
    .body =
        Strong worry after a call. The details are in record { $code }, never in an email.

        To do: open the record now. If a life is in danger, dial 15 or 112.
    .link = Open record { $code }
monday_digest = Your Monday morning: { $d ->
    [one] { $d } alert
   *[other] { $d } alerts
}, { $e ->
    [one] { $e } call
   *[other] { $e } calls
} to cover
    .body =
        { $d ->
            [0] No open alert.
           *[other] Open alerts, in order, with their level: { $liste }.
        }

        { $e ->
            [0] No call to cover within two days.
           *[other] Calls to cover within two days: { $appels }.
        }

        { $r ->
            [0] No promise for today.
           *[other] Promises to keep today, the most urgent first: { $promesses }.
        }

        To do: start with the first alert of the list, they are in order.
week_summary = Week { $semaine } summary: { $b } calls, { $heures } h of listening
    .body =
        Week { $semaine }: { $b } calls made, { $heures } hours of listening. Thank you to the whole team.
    .link = See the summary
crisis_on = { $crise } mode on: { $n } people, { $x } h cycle
    .body =
        { $crise } mode is on. { $n } people are to be reached every { $x } hours.

        To do: open the list and take the first person.
    .link = Open the list
crisis_off = { $crise } mode off: summary and people to call back
    .body =
        { $crise } mode is off. Fragile people to call back to finish: { $n }.
    .link = See the summary
vol_welcome = Welcome to the team: your first steps
    .body =
        Hello { $v },

        Thank you for joining { $service }. There is nothing to install: we call you, you press 1, and we put you through. Your number is never shown.

        To do: open your page and check your days and hours.
    .link = Open my page
vol_schedule = Your call schedule from { $d1 } to { $d2 }
    .body =
        Hello { $v },

        Calls planned from { $d1 } to { $d2 }: { $k }. { $service } reminds you of each one by SMS.

        To do: open your page, say yes or no, or note an absence.
    .link = Open my schedule
support_group = Support group { $j } at { $h }: see you there
    .body =
        Hello { $v },

        The support group of { $service } meets { $j } at { $h }. Come as you are.
    .link = Say if I come
yearly_certificate = Your yearly certificate: { $heures } h given
    .body =
        Hello { $v },

        Your yearly certificate is ready: { $heures } hours given with { $service }. Thank you.
    .link = Open my certificate
referral_ack = [{ $code }] Your referral has arrived
    .body =
        Referral { $code } has arrived. We contact the person within { $x } working days. You will see only where it stands: open, accepted or declined.
    .link = See where the referral stands
referral_outcome = [{ $code }] Outcome: { $etat }
    .body =
        Outcome of referral { $code }: { $etat }. Thank you for your attention to this person.
    .link = See the referral
import_report = Import of { $date }: { $ok } rows taken, { $ko } to fix
    .body =
        The import of { $date } is done. Rows taken: { $ok }. Rows to fix: { $ko }, each with its number and its reason.
    .link = See the rows to fix
funder_report = { $periode } report: indicators and method
    .body =
        The { $periode } report is ready. Definitions are given with the numbers.
    .link = Open the report
access_request = Your access request { $code }: answer before { $date }
    .body =
        Your request { $code } has arrived. You will have an answer before { $date }.
security_incident = Security incident { $code }: actions within 72 h
    .body =
        A security incident is open under code { $code }. A notification, if one is due, is due within 72 hours.

        To do: open the record and follow the list.
    .link = Open the incident
backup_report = Backup of { $date }: { $etat }
    .body =
        Backup of { $date }: { $etat }.
    .link = See the backups
carrier_down = Telephony provider down since { $h }
    .body =
        The telephony provider has not answered since { $h }. Planned calls are waiting, nothing is lost.

        To do: check the provider's status page, and tell the listening team.
    .link = Open the health page

carrier_back = The telephony provider answers again
    .body =
        The telephony provider had not answered since { $h }. It answers again. The texts kept meanwhile leave now, the most urgent first.

        To do: look at the open alerts, some calls may be late.
    .link = Open the health page

## The others, in the same tone
daily_digest = Your day, { $date }: { $d ->
    [one] { $d } alert
   *[other] { $d } alerts
}, { $e ->
    [one] { $e } call
   *[other] { $e } calls
} to cover
    .body =
        { $d ->
            [0] No open alert.
           *[other] Open alerts, in order, with their level: { $liste }.
        }

        { $e ->
            [0] No call to cover within two days.
           *[other] Calls to cover within two days: { $appels }.
        }

        { $r ->
            [0] No promise for today.
           *[other] Promises to keep today, the most urgent first: { $promesses }.
        }

        To do: start with the first alert of the list, they are in order.
uncovered_call = [{ $code }] Call without a volunteer, { $j } at { $h }
    .body =
        Call { $code }, { $j } at { $h }, has no volunteer.

        To do: find a stand-in, call yourself, or tell the person.
    .link = Open call { $code }
follow_up_late = [{ $code }] Follow-up late, promised before { $h }
    .body =
        What a caller needed was to be done before { $h }, and it is not noted as done yet.

        To do: see with whoever has it, and do it today.
    .link = Open follow-up { $code }
abuse_reported = [{ $code }] Disrespectful exchange on the line, to review
    .body =
        A listener ended a disrespectful exchange. This caller hears of a pause of 24 hours, and can leave a message.

        To do: ask the listener how they are, then keep the pause, or lift it by closing the alert as a false alarm.
    .link = Open alert { $code }
help_asked = [{ $code }] Help asked on an automatic call
    .body =
        Somebody we accompany asked for help during an automatic call. Whoever is on duty was rung at once.

        To do: find out whether they talked, call if not, then note what was done.
    .link = Open alert { $code }
consent_withdrawn = [{ $code }] A consent was taken back
    .body =
        Somebody we accompany took back a consent. What depends on it has stopped, the volunteers are told.

        To do: call to understand, and say that the line stays open to them. To start again, a new yes is needed.
    .link = Open alert { $code }
pause_ending = [{ $code }] A pause ends in two days
    .body =
        The pause of somebody we accompany ends in two days. Their calls go on afterwards.

        To do: ask for news, then make the pause longer or let it end.
    .link = Open alert { $code }
callback_late = [{ $code }] Callback late, promised before { $h }
    .body =
        We promised to call back before { $h }, and it is not done yet.

        To do: call back now.
    .link = Open callback { $code }
voicemail_waiting = [{ $code }] Voicemail to hear before { $h }
    .body =
        A message left on the line waits for an answer before { $h }.

        To do: hear it and answer. It is erased once the answer is given.
    .link = Hear message { $code }
voicemail_stuck = [{ $code }] The sound of a voicemail is stuck at the carrier
    .body =
        The carrier does not give the sound of a message left on the line, or does not delete it. We go on asking.

        To do: open the carrier's console, listen to the message if it still waits, answer, and delete it there.
    .link = Open message { $code }
outcome_worry = [{ $code }] A worry reported after a call
    .body =
        A volunteer reports a worry after a call.

        To do: open record { $code } today and call the volunteer.
    .link = Open record { $code }
person_to_tell = [{ $code }] A call has changed: somebody to tell
    .body =
        A call that was promised changes: { $j } at { $h }. The person receives no text from us.

        To do: tell them by telephone.
    .link = Open alert { $code }
series_ending = [{ $code }] Last calls: somebody to tell
    .body =
        A series of calls comes to its end: the last one is { $j } at { $h }.

        To do: talk about it with the person, say which is the last one, offer what comes next.
    .link = Open alert { $code }
visit_missed = [{ $code }] A visit without news
    .body =
        A visit was planned for { $j } at { $h }. Nobody opened, or nobody said how it went.

        To do: ring the person, and go and see if there is no answer.
    .link = Open alert { $code }
support_volunteer = [{ $code }] A volunteer to ring within 48 hours
    .body =
        Calls have just come to an end, in a way a volunteer should not carry alone.

        To do: ring them, say what may be said, and offer the support group.
    .link = Open alert { $code }
line_engaged = [{ $code }] Line engaged since { $h }
    .body =
        A person's line has been engaged since { $h }. The telephone may be badly hung up.

        To do: try the other number, then somebody near, or of the building.
    .link = Open alert { $code }
chain_ended = [{ $code }] Level { $n } alert: nobody has taken it for { $min } min
    .body =
        Everyone on duty was told about alert { $code }, and nobody has taken it for { $min } minutes. The whole team receives this message.

        To do: open the record and take the alert, whoever you are in the team.
    .link = Open alert { $code }
person_called_back = [{ $code }] The person called back at { $h }
    .body =
        The person of alert { $code } called back at { $h } and was put through. Nothing to do.
    .link = Open record { $code }
case_closed = [{ $code }] Alert closed at { $h }
    .body =
        Alert { $code } has been closed since { $h }. Nothing to do. The outcome and the name of who checked are in the record.
    .link = Open record { $code }
technical_trouble = [{ $code }] Technical trouble since { $h }
    .body =
        The program has not been able to do a task since { $h } and asks for a look. The details are on the health page, under code { $code }.
    .link = Open the health page
volunteer_call_me = [{ $code }] A volunteer expects your call before { $h }
    .body =
        A volunteer asked to be called. We promised a call before { $h }.

        To do: take { $code }, call, then close it.
    .link = Open { $code }
volunteer_to_ring = [{ $code }] A volunteer without SMS to ring
    .body =
        A volunteer does not read texts. They are to be asked whether the call of { $j } at { $h } suits them, or told what has changed.

        To do: take { $code }, ring them, note their answer, then close it.
    .link = Open { $code }
debrief_unanswered = [{ $code }] A volunteer had a hard call
    .body =
        A volunteer reported a hard call yesterday and did not answer when we offered to talk about it.

        To do: take { $code } and call them today.
    .link = Open { $code }
person_waits = [{ $code }] A person to tell about an absence
    .body =
        A volunteer will be away. The person prefers to wait: nobody calls her meanwhile.

        To do: take { $code } and tell her by telephone.
    .link = Open { $code }
campaign_unsettled = [{ $code }] Call campaign: { $k } households to see to
    .body =
        In a call campaign, { $k } households were not called, called again or seen to by the date planned.

        To do: take { $code } and go through the list with whoever is responsible for the campaign.
    .link = Open { $code }
late_checks = [{ $code }] Watch list: { $k } people without news
    .body =
        Somebody was to ask after { $k } people by a date that is over.

        To do: take { $code } and call them today.
    .link = Open { $code }
round_unfinished = [{ $code }] Residence: { $k } residents without news
    .body =
        The week ends and { $k } residents of a residence have no status yet.

        To do: take { $code } and see with whoever looks after the residence.
    .link = Open { $code }
match_to_ask = [{ $code }] A person to ask about a match
    .body =
        A person does not answer by text. Somebody has to ask her in person whether calls from a volunteer suit her.

        To do: ring her, then note her answer.
    .link = Open { $code }
match_unanswered = [{ $code }] A match without an answer
    .body =
        For two days somebody has not answered about a match, although they were asked again.

        To do: ring, then note the answer, or withdraw the proposal.
    .link = Open { $code }
match_ended = [{ $code }] A match ends: a person to tell
    .body =
        A volunteer does not call a person, or no longer. She waits for somebody again, with her first waiting date.

        To do: tell her by telephone, then look for somebody else.
    .link = Open { $code }
favour_unanswered = [{ $code }] A favour nobody took
    .body =
        No neighbour said yes to a small favour.

        To do: find somebody in another way, or tell the person.
    .link = Open { $code }
contact_code = Checking your address
    .body =
        Your code for { $service }: { $otp }. It is valid for 10 minutes.

        If you asked for nothing, do nothing, and give this code to no one.
staff_invitation = Your access to the console
    .body =
        Hello { $v }. Here is your link to choose a password at { $service }. It works once and stays valid ten days.

        Have your phone ready: an application for codes (FreeOTP, Aegis, Google Authenticator) will be asked for.

        If you are not part of the team, do nothing.
    .link = Choose my password
referral_waits = [{ $code }] A referral is waiting
    .body =
        Referral { $code } from a partner has been waiting for several days.

        To do: open it, then welcome the person or say what became of it.
    .link = See the referrals
partnership_ends = An agreement ends in { $n } days
    .body =
        The agreement with a partner ends on { $date }. After that day it cannot refer new people; those who are accompanied stay so.

        To do: renew it, or say goodbye.
    .link = See the partners
volunteer_link = Your volunteer page
    .body =
        Hello { $v },

        Here is the link to your page: your calls of the coming weeks, your absences, your hours. { $service } sends you another one whenever you wish: answer LINK to one of our texts.

        Keep this link to yourself: it opens your page without a password.
    .link = Open my page
sign_in_link = Your sign-in link, valid { $min } min
    .body =
        Here is your link for { $service }. It works once and stays valid { $min } minutes.

        If you asked for nothing, do nothing.
    .link = Sign in
alerts_bundled = { $n } alerts are waiting: { $code }
    .body =
        { $n } alerts wait for somebody: { $code }. Each follows, with its own link.

        To do: take those you can, here or by text with TAKE and the code.
