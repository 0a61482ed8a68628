today-title = Today
today-heading = { $day }, { $hour }
today-cases = { $n ->
    [0] No open alert
    [one] One alert to handle
   *[other] { $n } alerts to handle, in order
}
today-no-case = Everybody was heard of. Alerts will appear here, the most serious first.
today-case-since = Opened { $when }.
today-case-attempts = { $n ->
    [one] One attempt.
   *[other] { $n } attempts.
}
today-case-last-talk = Last talk { $when }.
today-case-never-talked = No talk yet.
today-case-contact = A trusted contact may be asked.
today-case-no-contact = No trusted contact noted.
today-case-next-page = Without action, somebody is alerted { $when }.
today-case-next-page-again = Without action, the next person is alerted { $when }.
today-case-next-ask = You will be asked how it stands { $when }.
today-case-holder = Taken by { $name }.
today-case-mine = You have taken it.
today-to-cover = { $n ->
    [0] Every call has somebody
    [one] One call without a volunteer
   *[other] { $n } calls without a volunteer
}
today-no-cover = Nothing to cover in the next two days.
today-cover-now = nobody, now
today-cover-soon = in less than two hours
today-cover-later = looking for a substitute
today-promises = { $n ->
    [0] No promise pending
    [one] One promise to keep
   *[other] { $n } promises to keep
}
today-no-promise = Calls back, voice messages and follow-ups will appear here, the most pressing first.
today-promise-callback = call back promised to a caller
today-promise-voicemail = voice message to listen to
today-promise-follow-up = after a call: { $need }
today-late = late
today-live = Right now
today-line-open = open
today-line-closed = closed
today-line-waiting = { $n ->
    [one] one person waits
   *[other] { $n } people wait
}
today-nobody-on-duty = nobody on duty
today-listener-free = { $name }, free
today-listener-taken = { $name }, on the line
today-listener-paused = { $name }, on a break
today-no-live = No telephone on the line.
today-talk-talking = talking
today-talk-ringing = ringing
today-calls = { $n ->
    [0] No call today
    [one] One call today
   *[other] { $n } calls today
}
today-no-call = Calls of the day will appear here, hour by hour.
today-call-team = the team
today-hour = Hour
today-code = Code
today-person = Person
today-volunteer = Volunteer
today-state = How the call stands

first-title = To begin
first-why = The service is ready. It still lacks something to call and to answer with; each step ticks itself off.
first-done = Done:
first-to-do = To do:
first-line = a telephone line, with its number and hours (lines.csv)
first-shift = somebody on duty: alerts need somebody at every hour (shifts.csv)
first-volunteer = volunteers, with their charter and their hours (volunteers.csv)
first-person = people to call, with their consent (people.csv)
first-series = regular calls, on each one's day and hour (series.csv)
today-day-line = The calls of the day, hour by hour. The table below says the same.
today-day-hour = :00
legend-alert = no answer or a worry
legend-watch = to cover or to try again
legend-live = under way
legend-good = all is well
legend-calm = planned or over
