frame-skip = Skip to the content
frame-menu = Main menu
frame-sign-out = Sign out
frame-moment = { $day } at { $hour }
frame-moment-today = at { $hour }
menu-today = Today

refusal-title = This page cannot be shown
refusal-not-found = Nothing in your association has this name. The link may be old or incomplete.
refusal-forbidden = Your role does not open this page. Ask whoever coordinates.
refusal-foreign-form = This form is no longer valid: the session has changed since. Nothing was modified. Go back to the page and try again.
refusal-unreadable-form = This form arrived incomplete. Nothing was modified. Go back to the page and try again.
refusal-trouble = The service is in trouble. Nothing was modified. Try again in a moment; the calls go on meanwhile.
refusal-to-sign-in = Go to the sign-in page
refusal-to-start = Back to the first page
