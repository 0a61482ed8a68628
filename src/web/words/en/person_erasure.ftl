erasure-link = Erase her from our records
erasure-title = Erase her from our records
erasure-why = She may ask for it at any time, without saying why. It is done at once, everywhere, and cannot be undone.
erasure-goes = What disappears
erasure-goes-name = her name, her address, what helps her to hear, her wishes, her absences
erasure-goes-numbers = { $n ->
    [one] her number
   *[other] her { $n } numbers
}
erasure-goes-contacts = { $n ->
    [one] the contact she named
   *[other] the { $n } contacts she named
}
erasure-goes-notes = { $n ->
    [one] the note written about her
   *[other] the { $n } notes written about her
}
erasure-goes-series = { $n ->
    [one] her series of calls
   *[other] her { $n } series of calls
}
erasure-goes-calls = { $n ->
    [one] one call to come: her volunteer is told, without her name
   *[other] { $n } calls to come: her volunteers are told, without her name
}
erasure-goes-texts = { $n ->
    [one] the text she received
   *[other] the { $n } texts she received
}
erasure-goes-lists = { $n ->
    [one] her place on a list followed for a partner
   *[other] her places on { $n } lists followed for partners
}
erasure-goes-elsewhere = the voice messages she left, her household, the calling lists, and her name wherever it was written for a volunteer or the team; a partner who referred her only reads “closed”
erasure-stays = What stays, without her
erasure-stays-calls = { $n ->
    [one] one past call, without name or number: reports count it
   *[other] { $n } past calls, without name or number: reports count them
}
erasure-stays-cases = { $n ->
    [one] one closed alert, without a word of what was written
   *[other] { $n } closed alerts, without a word of what was written
}
erasure-stays-consents = { $n ->
    [one] one yes or no that was noted, and is nobody's any more
   *[other] { $n } yes or no that were noted, and are nobody's any more
}
erasure-stays-log = who read or changed these records, and when, without her name: the law asks for it
erasure-stays-trace = that somebody was erased, when and by whom, without her name: a restored backup is cleaned likewise
erasure-first = First
erasure-open-case = Alert { $code } is open: somebody who has checked closes it first.
erasure-call-under-way = A call with her is under way. Wait until it ends, then come back.
erasure-promised-callback = Callback { $code } is promised to her: let us keep it first.
erasure-confirm = Confirm
erasure-export-first = First give her what we know about her
erasure-type = To confirm, copy her reference:
erasure-reference = Her reference
erasure-button = Erase her now
erasure-not-confirmed = This is not her reference. Nothing was erased: copy it as it is written below.
erasure-not-now = Not now: nothing was erased. See below what has to be done first.
told-person-erased = Done: nothing here tells any more who she is. Her volunteers are told.
