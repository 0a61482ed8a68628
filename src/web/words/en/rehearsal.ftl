menu-rehearsal = Rehearsal
rehearsal-title = Rehearse a day
rehearsal-intro = The day is lived ahead on a copy, with made-up names and numbers and simulated people. Nothing rings, no message leaves, and nothing of your planning changes. Then you see what would become an alert, and to whom it would go.
rehearsal-see-live = A rehearsal is under way: follow it
rehearsal-new = New rehearsal
rehearsal-on = Which day
rehearsal-away = Volunteers away that day, in percent
rehearsal-away-help = From 0 to { $n }. They say so at the beginning, as in real life.
rehearsal-seed = Draw
rehearsal-seed-help = The same number gives the same day again; another one, another day.
rehearsal-outage = The carrier fails from 11:00 to 12:00
rehearsal-ask = Rehearse this day
rehearsal-kept = The last ten
rehearsal-none = No rehearsal yet: choose a day above and start the first.
rehearsal-code = Code
rehearsal-asked = Asked
rehearsal-wish = What is rehearsed
rehearsal-stage = How far it is
rehearsal-seed-is = draw { $seed }
rehearsal-away-is = { $n } % of the volunteers away
rehearsal-outage-is = failure from 11:00 to 12:00
rehearsal-waits = It waits for its turn.
rehearsal-runs = { $n } % of the day is lived.
rehearsal-done = { $n ->
    [0] Over: no alert
    [one] Over: one alert
   *[other] Over: { $n } alerts
}
rehearsal-interrupted = The rehearsal was interrupted: the service stopped meanwhile. Nothing is lost, start it again.
rehearsal-too-long = The rehearsal took too long and was stopped. Choose a nearer day.
rehearsal-trouble = The rehearsal did not come to its end because of a trouble of the service. Try again; should it happen again, tell whoever runs the installation.
rehearsal-bad-day = Choose a day.
rehearsal-bad-seed = The draw is a number from 0 to 999999.
rehearsal-bad-away = A number from 0 to { $n }.
rehearsal-wrong-day = Choose a day from { $first } to { $last }: further, the calls are not planned yet.
rehearsal-one-at-a-time = A rehearsal is under way already: wait for its end.
rehearsal-nothing = There is no line yet: there is nothing to rehearse.
rehearsal-day-title = Rehearsal { $code }
rehearsal-nobody-rung = A simulated day: nobody was called. Codes are those of the rehearsal.
rehearsal-progress = Progress of the rehearsal
rehearsal-look-again = Look how far it is
rehearsal-escalations = { $n ->
    [0] No alert
    [one] One alert
   *[other] { $n } alerts
}
rehearsal-no-escalation = Nothing would have become an alert that day. Try with volunteers away, or another draw.
rehearsal-when = Hour
rehearsal-about = About
rehearsal-pages = Who would be told
rehearsal-taken = Taken by
rehearsal-not-taken = nobody before the end
rehearsal-somebody = somebody of the team
rehearsal-figures = The day in figures
rehearsal-planned = Calls planned
rehearsal-reached = People reached
rehearsal-missed = Missed contacts
rehearsal-by-substitute = With a substitute
rehearsal-cancelled = Cancelled (pause, consent)
rehearsal-unfinished = Not settled at the end
rehearsal-volunteers-away = Volunteers made to be away
rehearsal-rang = Calls to the lines
rehearsal-answered = of which somebody answered
rehearsal-promised = of which a call back promised
rehearsal-messages = of which a message left
rehearsal-without-timer = { $n ->
    [one] One thing in progress would have been taken up by nothing: tell whoever runs the installation.
   *[other] { $n } things in progress would have been taken up by nothing: tell whoever runs the installation.
}
rehearsal-uncovered = Calls without a volunteer
rehearsal-no-uncovered = Every call found somebody.
rehearsal-gaps = What lacks on the lines
rehearsal-no-gap = The lines are covered all day.
rehearsal-nobody-listening = nobody listening
rehearsal-too-few = fewer listeners than wanted
rehearsal-nobody-on-call = nobody on call
