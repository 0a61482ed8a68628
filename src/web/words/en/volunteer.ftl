# A volunteer's own page.
own-title = My calls
own-hello = Hello { $name }
own-menu = My page
own-menu-calls = My calls
own-menu-absences = My absences
own-menu-hours = My hours
own-link-until = This link opens your page until { $day }. To get another one, answer LINK to one of our texts.
own-zone = Hours are those of { $zone }.
own-call-with = Call with { $name }
own-visit-with = Visit to { $name }
own-minutes = { $n ->
    [one] One minute.
   *[other] About { $n } minutes.
}
own-stands-in = A stand-in: whoever usually calls cannot.
own-above-cap = It is more than you wished for. Say yes only if you really want to.
own-asked = { $n ->
    [one] We are waiting for your answer
   *[other] We are waiting for { $n } answers from you
}
own-yes = Yes
own-no = No
own-another-hour = Another time
own-hour-label = At what time, on the same day?
own-hour-button = Propose this time
own-hour-unclear = This time is not clear. Write for example 15:30.
own-hour-not-that-day = This time is over, or falls on another day. Choose a time on the same day, still to come.
own-hour-too-far = It is too far from the time that was promised: two hours before or after, no more.
own-hour-quiet = She would rather not be called at that time. Propose another one.
own-hour-not-open = This call cannot change its time any more.
own-hour-no-room = You have another call too near that time. The call stays where it was.
own-to-tell = { $n ->
    [one] How did the call go?
   *[other] How did these { $n } calls go?
}
own-outcome-advice = One button is enough. No health details, thank you.
own-outcome-1 = All is well
own-outcome-2 = No answer
own-outcome-3 = A worry
own-outcome-4 = Urgent
own-note = Note something for next time
own-note-label = Your note
own-note-advice = Only you will read it again before the next call. Keep to facts, as if she read it; nothing about health.
own-note-button = Keep this note
own-note-line = Your note, { $day }: { $text }
own-coming = Your next calls
own-no-call = No call planned within four weeks. The team will offer you some: nothing to do.
own-state-planned = Planned, we ask you the day before.
own-state-asked = Your answer is awaited.
own-state-seeking = Others are being asked as well.
own-state-promised = You said yes.
own-state-counted-on = We count on you.
own-state-attempting = Under way.
own-state-retry = We ring you again soon.
own-state-to-tell = Outcome awaited.
own-state-over = Over.
own-ring = Ring me now
own-brief = Before you talk
own-advice-speak_louder = Speak a little louder and slowly.
own-advice-speak_slowly = Speak slowly and clearly.
own-advice-let_it_ring = Let it ring for a long time: it takes a while to pick up.
own-likes = Likes to talk about: { $topics }.
own-avoids = Better not: { $topics }.
own-last-talk = Last conversation: { $since }.
own-first-talk = It is your first conversation with this person.
own-give-back = I cannot any more
own-give-back-advice = No problem: we look for a stand-in, and she is told.
own-give-back-button = Give this call back
own-away = Away from { $from } to { $to }
own-away-change = Change
own-team = Would you like to talk to the team?
own-team-why = After a hard call, or for a question, somebody of the team rings you.
own-call-me = Call me
own-danger = Is somebody in danger? Dial 15 or 112 yourself.
own-feed = In the calendar of your telephone
own-feed-show = Show the address to copy
own-feed-why = In the calendar, choose "add a calendar by address" and paste this one. Calls keep themselves up to date there. Keep this address to yourself.
own-feed-address = Address of your calendar
own-feed-name = My calls – Passerelle
own-feed-call = We call you at the time given: nothing to dial.
own-feed-visit = The team gives you the address.
own-absences-title = My absences
own-absences-why = Leave with a light heart: while you are away each person is called by a stand-in or waits for you, as she chose. Your calls come back by themselves.
own-absences-known = Absences noted
own-no-absence = No absence noted. To add one, choose the days below.
own-absence-new = Add an absence
own-absence-from = First day
own-absence-to = Last day
own-absence-to-advice = Leave empty for one day.
own-absence-button = Note this absence
own-absence-end = I am back, or I am not leaving after all
own-absence-no-date = A date is not clear. Choose a day of the calendar, or write for example 12/08/2027.
own-absence-not-possible = These days do not work: the last one comes after the first, it is not over, and the whole is shorter than six months.
own-hours-title = My hours
own-hours-calls = { $n ->
    [0] No call
    [one] One call
   *[other] { $n } calls
}
own-hours-summary = { $calls }, { $time } given.
own-hours-none = Your calls will appear here, month by month. Thank you for being there.
own-hours-month = Month
own-hours-number = Calls
own-hours-time = Time
own-hours-method = Time counts from the ring of your telephone to the end of the conversation; a visit counts what was planned. These figures are those of your yearly certificate: print this page or ask the team for the certificate.
own-time = { $hours } h { $minutes }
own-month-1 = January
own-month-2 = February
own-month-3 = March
own-month-4 = April
own-month-5 = May
own-month-6 = June
own-month-7 = July
own-month-8 = August
own-month-9 = September
own-month-10 = October
own-month-11 = November
own-month-12 = December
told-own-promised = Thank you, noted: the call is yours. We call you, nothing to dial.
told-own-given-back = Noted, no problem. We look for a stand-in if need be.
told-own-moved = Thank you, the call has a new time and is yours.
told-own-above-cap = This call is more than you wished for. Say yes once more if you really want to.
told-own-no-room = Thank you, but this call is too near another one, or not for you. Nothing to do.
told-own-taken = Thank you, somebody else has said yes already. Nothing to do on your side.
told-own-closed = It was settled already. Nothing to do.
told-own-outcome = Thank you, noted.
told-own-urgent = Noted, somebody of the team is told at once. If a life is in danger, dial 15 or 112.
told-own-rings = Your telephone is about to ring. Pick up, listen, then press 1.
told-own-not-now = It is not time yet, or the call is under way already. You can start it from half an hour before its time to one hour after.
told-own-noted = Your note is kept.
told-own-note-empty = The note was empty: nothing was kept.
told-own-call-me = Somebody of the team will ring you.
told-own-absence = Absence noted. We arrange cover. Enjoy your break!
told-own-back = Noted, welcome back. Your calls come back.
own-not-shown-title = Votre page ne s'ouvre pas / Your page does not open
own-link-expired = This link is no longer valid: it is more than thirty days old. Answer LINK to one of our texts to get another one, or ask whoever accompanies you in the team. Your calls go on as planned.
own-link-unknown = This link opens nothing: it is incomplete, or it was revoked. Answer LINK to one of our texts to get another one, or ask the team. Your calls go on as planned.
own-foreign-form = This form does not come from your page, or it is too old. Nothing was modified. Go back to your page and try again.
own-unreadable-form = This form arrived incomplete. Nothing was modified. Go back to your page and try again.
own-not-theirs = Nothing of this name is offered to you. Nothing was modified. Go back to your page.
own-trouble = The service is in trouble. Nothing was modified. Try again in a moment; the calls go on meanwhile.
