menu-planning = Planning
planning-title = Plan of the coming weeks
planning-last = Last plan
planning-none = No plan was made yet: it is made every night at half past three.
planning-made = Made { $at }, for the calls from { $from } to { $until }.
planning-open = { $n ->
    [0] No call waits for somebody.
    [one] One call waits for somebody.
   *[other] { $n } calls wait for somebody.
}
planning-kept = { $n ->
    [0] None was planned already.
    [one] One stays as it was planned.
   *[other] { $n } stay as they were planned.
}
planning-given = { $n ->
    [0] None was given to anybody.
    [one] One was given to somebody.
   *[other] { $n } were given to somebody.
}
planning-would-give = { $n ->
    [0] None would be given to anybody.
    [one] One would be given to somebody.
   *[other] { $n } would be given to somebody.
}
planning-left = { $n ->
    [0] None is left without anybody.
    [one] One is left without anybody.
   *[other] { $n } are left without anybody.
}
planning-see-proposal = See what a plan made now would give
planning-waiting = { $n ->
    [0] Nobody waits to be called
    [one] One person waits for somebody to call her
   *[other] { $n } people wait for somebody to call them
}
planning-waiting-summary = Median wait: { $median } days; the longest: { $longest } days.
planning-nobody-waits = People who said yes to calls and whom nobody calls yet will appear here, the longest wait first.
planning-days = { $n ->
    [one] one day
   *[other] { $n } days
}
planning-asked = both are being asked
planning-away = away at present
planning-fitting = { $n ->
    [0] no volunteer fits at present
    [one] one volunteer would fit
   *[other] { $n } volunteers would fit
}
planning-person = Person
planning-since = Since
planning-days-waited = Wait
planning-standing = Where it stands
plan-title = What a plan would give
plan-when = When
plan-who = Who
plan-apply = Apply this plan
plan-apply-why = Nothing is written yet. Applying gives these calls to somebody; each volunteer is asked the day before, as usual.
plan-new = { $n ->
    [0] Nothing new
    [one] One call would be given to somebody
   *[other] { $n } calls would be given to somebody
}
plan-new-none = Every call that can be is given to somebody already.
plan-left = { $n ->
    [0] No call without anybody
    [one] One call would be left without anybody
   *[other] { $n } calls would be left without anybody
}
plan-left-none = Every call has somebody.
plan-kept = { $n ->
    [0] No call given by a plan already
    [one] One call stays as it is
   *[other] { $n } calls stay as they are
}
plan-kept-none = Nothing had been given by a plan.
plan-changed = { $n ->
    [0] Nothing would change
    [one] One call would change
   *[other] { $n } calls would change
}
plan-changed-none = Nobody else would have to call, and no call would be left alone.
plan-more = { $n ->
    [one] and one more.
   *[other] and { $n } more.
}
left-out = { $n ->
    [one] (one volunteer left out for that)
   *[other] ({ $n } volunteers left out for that)
}
left-nobody = Nobody may call yet: charter, training or telephone are missing.
left-language = Nobody speaks her language.
left-team = Nobody of her small team can.
left-excluded = Those who could must not be put together with her, or said no to this call.
left-distance = Nobody serves her territory.
left-hours = Nobody is available at that hour.
left-away = All are away on that day.
left-supervision = Those who could wait for a supervision session before they meet somebody new.
left-cap = All have as many calls as they accept.
left-busy = All have another call at that hour.
left-refused = Refused when it was written; it is tried again.
try-heading = What if…?
try-intro = See what would change if somebody were away, left, had more hours or another cap. Nothing is written.
try-volunteer = Volunteer
try-what = What if they
try-absent = were away from… to…
try-without = were there no more
try-cap = made so many calls a week
try-hours = had these hours too
try-calls = Calls a week
try-more-hours = More hours
try-button = See
try-title = What if…?
try-before = Today: { $made } calls have somebody, { $left } have nobody.
try-after = If it were so: { $made } calls would have somebody, { $left } would have nobody.
try-change = { $before } → { $after }
try-waits = she would wait for her volunteer
try-nothing-written = Nothing was written: it was a try.
try-nobody = Choose a volunteer of the list.
try-bad-date = This date is not understood: write for example 2026-12-24.
try-needs-dates = Give the first and the last day of the absence.
try-backwards = The last day comes before the first.
try-bad-cap = The number of calls a week goes from 0 to 200.
try-bad-hours = These hours are not understood: write for example mon-fri 09:00-12:00.
try-needs-what = Say what you want to try.
told-plan-applied = The plan is made. Each volunteer will be asked the day before their call.
