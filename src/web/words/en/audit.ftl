# Who read or changed people's files.
menu-audit = Readings
audit-title = Who read or changed files
audit-why = Every reading of a file is kept, with who and when. So is this page: it shows who opened it.
audit-from = From
audit-to = To
audit-reader = By
audit-everybody = Everybody
audit-only-unexplained = Only readings without a link
audit-show = Show
audit-wrong-days = These days do not fit: a first day, then a last one, { $n } days at most, never in the future. Here are the last seven days.
audit-unexplained = Readings without a link to the person
audit-unexplained-why = No alert, no call, no series, no change of her file by the same reader within the month: that is no fault, it is a question to ask.
audit-all-explained = None in this period.
audit-unexplained-of = { $n ->
    [one] one reading without a link
   *[other] { $n } readings without a link
}
audit-all = Every line
audit-lines = { $n ->
    [0] No line in this period.
    [one] One line.
   *[other] { $n } lines.
}
audit-cut = The last { $n } lines of { $all }. Choose fewer days to see the others.
audit-when = When
audit-who = Who
audit-what = What
audit-file = File
audit-tie = Link
audit-none = no link
audit-gone = somebody who left
audit-erased = erased file
