link-asks = Nobody has taken it yet. Take it if you see to it now: the others are not alerted any more. Otherwise do nothing, it goes to the next person.
link-take = I take this alert
link-yours = You have taken this alert. The others have been told. Thank you.
link-taken-by = This alert was already taken by { $name }.
link-closed = This alert is closed. Thank you, there is nothing more to do.
link-expired = This link is no longer valid. Answer the SMS with TAKE and the code, or ask your team.
link-unknown = This link opens nothing. Check that it is complete, or answer the SMS with TAKE and the code.
link-trouble = The service is in trouble: the alert is not taken. Try again in a moment, or answer the SMS with TAKE and the code.
