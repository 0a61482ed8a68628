menu-partners = Partners
partners-title = Partners
partners-why = An agreement says from when to when a partner may refer people, and how many a month. After its end, people who are accompanied stay so; the partner reads their statuses for one more year.
partners-none = No partner yet. Note the first agreement below, then give its reference to the people who work there.
partner-from-to = Agreement from { $from } to { $to }.
partner-to = Agreement until { $to }.
partner-from = Agreement since { $from }, without end.
partner-no-dates = No dates noted.
partner-capacity = { $n ->
    [0] No referral a month.
    [one] One referral a month.
   *[other] { $n } referrals a month.
}
partner-no-capacity = As many referrals as they like.
partner-not-begun = The agreement begins on { $day }.
partner-ended = The agreement ended on { $day }: no new referral.
partner-full = All the referrals agreed on for this month have arrived.
partner-this-month = { $n ->
    [0] None this month.
    [one] One this month.
   *[other] { $n } this month.
}
partner-staff = Who works there
partner-nobody = Nobody has access there.
partner-change = Change the dates or the number
partner-first-day = First day
partner-last-day = Last day
partner-a-month = Referrals a month (empty: no limit)
partner-save = Keep
partner-new = Another partner
partner-key = Its reference
partner-key-help = A short word, as in your lists: herault, ccas-lehavre. It links the people who work there.
partner-add = Note this partner
partner-wrong-key = A reference of letters, digits, dots and dashes, of 64 signs at most.
partner-wrong-from_on = This first day is not clear. Choose it in the calendar.
partner-wrong-to_on = The last day is not clear, or comes before the first.
partner-wrong-capacity_per_month = A number from 0 to 5,000, or nothing.
partner-wrong-known = This partner is noted above already: change it there.
told-partner-saved = The agreement is kept.
refer-not-begun = The agreement with your organisation begins on { $day }. Nothing was passed on; come back on that day.
refer-ended = The agreement with your organisation ended on { $day }. Nothing was passed on. People already accompanied stay so. To renew it, call the team.
refer-full = All the referrals agreed on for this month have arrived, thank you. Nothing more was passed on: come back next month, or call the team if it matters.
refer-row-closed = not passed on: the agreement does not allow it now
