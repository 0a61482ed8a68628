menu-imports = Imports
imports-title = Import lists
imports-intro = Send your lists of volunteers, people and series of calls as your spreadsheet saves them (CSV). You see first what would change; nothing is written before you confirm it, and an import can be undone for seven days.
imports-not-taken = Nothing was taken. To correct:
imports-new = New import
imports-list-volunteers = Volunteers
imports-list-people = People accompanied
imports-list-series = Series of calls
imports-rows-volunteers = { $n ->
    [one] { $n } row of volunteers
   *[other] { $n } rows of volunteers
}
imports-rows-people = { $n ->
    [one] { $n } row of people
   *[other] { $n } rows of people
}
imports-rows-series = { $n ->
    [one] { $n } row of series
   *[other] { $n } rows of series
}
imports-files-help = One list or several, eight megabytes in all. The first line names the columns, as the documentation of the import says; a semicolon or a comma, and Excel's accents are understood.
imports-send = See what would change
imports-kept = The last imports
imports-none = No import yet.
imports-code = Code
imports-when = Sent
imports-lists = Lists
imports-stage = How far it is
imports-looking = Being read.
imports-looked = Waits for your decision: nothing is written.
imports-writing = Being written.
imports-written = Written.
imports-undoing = Being undone.
imports-undone = Undone.
imports-dropped-by-hand = Given up: nothing was written, the lists are deleted.
imports-dropped-too-old = Forgotten without a decision within a day: nothing was written, the lists are deleted.
imports-dropped-erasure = Given up, because somebody was erased meanwhile. Send lists that are up to date.
imports-too-large = That is more than eight megabytes: send your lists in several parts.
imports-nothing = There is no row to read: choose one list at least.
imports-too-many = Several imports wait for a decision already: confirm them or give them up first.
imports-one-title = Import { $code }
imports-sent = Sent { $at }: { $lists }.
imports-progress = Progress
imports-so-far = { $done } rows of { $of }.
imports-look-again = See how far it is
imports-would-happen = What would change
imports-happened = What happened
imports-list = List
imports-added = Added
imports-changed = Changed
imports-unchanged = Unchanged
imports-refused = Refused
imports-nothing-written-yet = Nothing is written yet. Refused rows will not be; the others will.
imports-nothing-to-write = Nothing to write: everything is so already, or refused.
imports-confirm = Write these changes
imports-leave = Import nothing
imports-undo = Undo this import
imports-undo-until = Possible until { $at }. What was changed since stays, and is shown to you.
imports-undone-numbers = { $removed } added files taken away, { $restored } put back as before, { $left } left because something happened since.
imports-left-title = { $n ->
    [one] { $n } row left as it is
   *[other] { $n } rows left as they are
}
imports-refused-title = { $n ->
    [one] { $n } row refused
   *[other] { $n } rows refused
}
imports-added-title = { $n ->
    [one] { $n } row added
   *[other] { $n } rows added
}
imports-changed-title = { $n ->
    [one] { $n } row changed
   *[other] { $n } rows changed
}
imports-more = And { $n } more.
imports-line = { $list }, line { $line }
imports-looks-again = Another import was written since you looked: yours is read again, look again before you confirm.
imports-one-at-a-time = Another import is being written: try again in a moment.
imports-cannot = That is not possible now: see how far the import is.
told-import-left = Nothing was imported, and the lists are deleted.
imports-why-missing = is not filled in.
imports-why-twice = already used above in the same list.
imports-why-date = not a date. Write for example 2026-11-02.
imports-why-time = not a time. Write for example 09:30.
imports-why-hours = these hours never begin.
imports-why-no-hour = no hour of the day is left for a call.
imports-why-key = letters, digits, - and _ only.
imports-why-long = too long.
imports-why-email = not an email address.
imports-why-one-of = one of these words: { $detail }.
imports-why-number = a number, from { $detail }.
imports-why-language = a language the service does not speak.
imports-why-line = no listening line has that reference.
imports-why-territory = no listening line names this territory.
imports-why-person = nobody has that reference.
imports-why-volunteer = no volunteer has that reference.
imports-why-staff = somebody of the team has that reference.
imports-why-protocol = no protocol has that name.
imports-why-sign = a line break, or a sign that is no text.
imports-why-column-twice = this column is there twice.
imports-why-column-missing = this column is missing.
imports-why-phone = not a telephone number.
imports-why-short-number = emergency and short numbers are not kept.
imports-why-rehearsal-number = a number kept for rehearsals.
imports-why-series-ended = this series has ended: give another reference.
imports-why-series-other = this series calls somebody else: give another reference.
imports-why-column-unknown = Column { $place } of the first line is not known: nothing of this list is taken.
imports-why-empty = The file is empty: the line that names the columns is missing.
imports-why-no-csv = This is not a CSV file.
imports-why-cells = The number of cells is not that of the first line: is a separator or a quote missing?
